"""Draft annotations: what an annotator types, compiled to spans.

An annotator quotes the passage; offsets are the machine's business. A draft is one line an item, fields parted by " | ":

    A | NAME | TYPE | COUNTRY or - | alias ; alias                       an actor; aliases are surface forms in the text
    S | SENTENCE | MODE | FLAGS | content: … | cue: … | source: … | speakers: NAME ; NAME | role: … | addressee: …
    E | SENTENCE | TYPE/mode | FLAGS | trigger: … | actors: NAME = surface ; NAME | recipients: NAME = surface ; NAME | factuality: future
    C | SENTENCE | ACT | FLAGS | who: NAME ; NAME | to: NAME | action: … | condition: … | deadline: … | amount: …
    F | SENTENCE | SPAN | FLAGS | LOW..HIGH | UNIT | MEASURE | subject: NAME

SENTENCE is the number that `python -m training.draft show FILE` prints; a quoted string is looked for in that sentence first,
then after it, then anywhere. `text#2` is the second occurrence from there. `first words <…> last words` stands for a
long run. ` ++ ` parts the spans of a discontinuous content. FLAGS: `core` or `non`, plus `nested`, `hist`, `outlet`, `attributed`.
LOW or HIGH empty is an open bound. Lines that start with # are comments.

The result is the gold format (shared gold README): spans `{start, end, text}` in code points of the text file.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

MODES = {"direct", "mixed", "indirect"}
ACTS = {"pledge", "threat", "warning", "demand", "refusal", "permission", "restriction", "obligation"}
MEASURES = set(
    "killed wounded casualties displaced detained troops equipment money share_of_gdp poll_share production "
    "distance duration date_count other".split()
)
ACTOR_TYPES = set("person state government alliance party armed_group company media population document other".split())
FACTUALITIES = {"actual", "future", "hypothetical", "negated"}
FLAGS = {"core", "non", "nested", "hist", "outlet", "attributed"}

Span = dict[str, Any]


class DraftError(ValueError):
    """A line of a draft that cannot be compiled; the message names line and reason."""


def sentences(text: str) -> list[tuple[int, int]]:
    """Rough sentences, for numbering only: split at paragraph breaks and after sentence-final marks."""
    out: list[tuple[int, int]] = []
    for block in re.finditer(r"\S(?:.*?\S)?(?=\s*?\n\s*?\n|\s*\Z)", text, re.S):
        start = block.start()
        for cut in re.finditer(r"[.!?][”’\"')\]]*\s+(?=[“‘\"'(A-Z0-9\[])", block.group()):
            end = block.start() + cut.end()
            out.append((start, end))
            start = end
        out.append((start, block.end()))
    return out


def occurrences(text: str, quote: str) -> list[int]:
    """Where `quote` stands in `text` as whole words; any run of white space matches any other."""
    pattern = r"\s+".join(re.escape(word) for word in quote.split())
    pattern = (r"(?<!\w)" if quote[:1].isalnum() else "") + pattern + (r"(?!\w)" if quote[-1:].isalnum() else "")
    return [m.start() for m in re.finditer(pattern, text)]


def end_of(text: str, quote: str, start: int) -> int:
    found = re.compile(r"\s+".join(re.escape(word) for word in quote.split())).match(text, start)
    assert found
    return found.end()


def locate(text: str, quote: str, near: tuple[int, int]) -> Span:
    """The span of `quote`, sought in the sentence `near`, then after it, then anywhere."""
    quote = quote.strip()
    nth = 1
    if numbered := re.search(r"#(\d+)$", quote):
        nth, quote = int(numbered[1]), quote[: numbered.start()].strip()
    head, ellipsis, tail = (part.strip() for part in quote.partition("<…>"))
    if not ellipsis:
        head, ellipsis, tail = (part.strip() for part in quote.partition("<...>"))
    places = occurrences(text, head)
    ordered = [p for p in places if near[0] <= p < near[1]] + [p for p in places if p >= near[1]] + [p for p in places if p < near[0]]
    if len(ordered) < nth:
        raise DraftError(f"not in the text: {quote!r}")
    start = ordered[nth - 1]
    end = end_of(text, head, start)
    if ellipsis:
        tails = [p for p in occurrences(text, tail) if p >= end]
        if not tails:
            raise DraftError(f"end not in the text after its beginning: {tail!r}")
        end = end_of(text, tail, tails[0])
    return {"start": start, "end": end, "text": text[start:end]}


def split_names(value: str) -> list[str]:
    return [part.strip() for part in value.split(" ; ") if part.strip()] if value.strip() else []


def number(value: str) -> float | int | None:
    value = value.strip().replace(",", "")
    if not value:
        return None
    parsed = float(value)
    return int(parsed) if parsed.is_integer() else parsed


def compile_draft(draft: str, text: str, doc: str, ontology: dict[str, Any]) -> dict[str, Any]:
    """One document's draft -> gold object. Raises DraftError with every bad line named."""
    bounds = sentences(text)
    out: dict[str, Any] = {"doc": doc, "actors": [], "statements": [], "events": [], "commitments": [], "figures": []}
    errors: list[str] = []
    names: set[str] = set()

    def near(value: str) -> tuple[int, int]:
        index = int(value)
        if not 0 <= index < len(bounds):
            raise DraftError(f"no sentence {index}")
        return bounds[index]

    def known(listed: list[str]) -> list[str]:
        missing = [n for n in listed if n not in names and n not in ("unknown", "outlet")]
        if missing:
            raise DraftError(f"no A line before this for: {', '.join(missing)}")
        return listed

    def fields(parts: list[str], allowed: set[str]) -> dict[str, str]:
        pairs: dict[str, str] = {}
        for part in parts:
            key, colon, value = part.partition(":")
            if not colon or key.strip() not in allowed:
                raise DraftError(f"unknown field {part[:40]!r}; allowed: {', '.join(sorted(allowed))}")
            if value.strip() not in ("", "-"):
                pairs[key.strip()] = value.strip()
        return pairs

    def flags(value: str) -> set[str]:
        found = set(value.split())
        if found - FLAGS or not found & {"core", "non"}:
            raise DraftError(f"flags {value!r}: core or non, then nested/hist/outlet/attributed")
        return found

    def linked(value: str, where: tuple[int, int]) -> tuple[list[str], list[Span]]:
        listed, spans = [], []
        for part in split_names(value):
            name, equals, surface = part.partition(" = ")
            if name.strip() not in listed:
                listed.append(name.strip())
            if equals:
                spans.append(locate(text, surface, where))
        return known(listed), spans

    for row, line in enumerate(draft.splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        parts = [part.strip() for part in re.split(r" \|(?: |$)", line.strip())]
        kind = parts[0]
        try:
            if kind == "A":
                name, type_, country = parts[1:4]
                if type_ not in ACTOR_TYPES:
                    raise DraftError(f"actor type {type_!r}")
                if country != "-" and not re.fullmatch(r"[A-Z]{3}", country):
                    raise DraftError(f"country {country!r}: ISO 3166 alpha-3 or -")
                listed = split_names(parts[4]) if len(parts) > 4 else []
                spans = [locate(text, alias, (0, 0)) for alias in listed]
                names.add(name)
                out["actors"].append(
                    {"name": name, "type": type_, "country": None if country == "-" else country,
                     "aliases": [" ".join(s["text"].split()) for s in spans], "alias_spans": spans}
                )  # fmt: skip
            elif kind == "S":
                where, mode, flag = near(parts[1]), parts[2], flags(parts[3])
                if mode not in MODES:
                    raise DraftError(f"mode {mode!r}")
                f = fields(parts[4:], {"content", "cue", "source", "speakers", "role", "addressee"})
                content = [locate(text, c, where) for c in f["content"].split(" ++ ")]
                at = next((b for b in bounds if b[0] <= content[0]["start"] < b[1]), where)
                out["statements"].append(
                    {"mode": mode, "content": content,
                     "cue": locate(text, f["cue"], where) if "cue" in f else None,
                     "source": locate(text, f["source"], where) if "source" in f else None,
                     "speakers": known(split_names(f.get("speakers", "unknown"))), "speaker_role": f.get("role"),
                     "addressee_span": locate(text, f["addressee"], at) if "addressee" in f else None,
                     "voice": "attributed", "core": "core" in flag, "nested": "nested" in flag}
                )  # fmt: skip
            elif kind == "E":
                where, flag = near(parts[1]), flags(parts[3])
                type_, _, mode = parts[2].partition("/")
                if type_ not in ontology["events"]:
                    raise DraftError(f"event type {type_!r}")
                if mode and mode not in ontology["events"][type_]["modes"]:
                    raise DraftError(f"{type_} has no mode {mode!r}: {', '.join(ontology['events'][type_]['modes']) or 'none at all'}")
                f = fields(parts[4:], {"trigger", "actors", "recipients", "factuality"})
                factuality = f.get("factuality", "actual")
                if factuality not in FACTUALITIES:
                    raise DraftError(f"factuality {factuality!r}")
                trigger = locate(text, f["trigger"], where)
                if trigger["end"] - trigger["start"] > 60:
                    raise DraftError("trigger over 60 characters: take the shortest phrase")
                actors, actor_spans = linked(f.get("actors", "unknown"), where)
                recipients, recipient_spans = linked(f.get("recipients", ""), where)
                out["events"].append(
                    {"type": type_, "mode": mode or None, "trigger": trigger, "actors": actors, "actor_spans": actor_spans,
                     "recipients": recipients, "recipient_spans": recipient_spans, "factuality": factuality,
                     "historical": "hist" in flag, "voice": flag & {"outlet", "attributed"}, "core": "core" in flag}
                )  # fmt: skip
            elif kind == "C":
                where, act, flag = near(parts[1]), parts[2], flags(parts[3])
                if act not in ACTS:
                    raise DraftError(f"act {act!r}")
                f = fields(parts[4:], {"who", "to", "action", "condition", "deadline", "amount"})
                out["commitments"].append(
                    {"act": act, "who": known(split_names(f.get("who", "unknown"))), "to_whom": known(split_names(f.get("to", ""))),
                     "action": locate(text, f["action"], where),
                     "condition": locate(text, f["condition"], where) if "condition" in f else None,
                     "deadline_span": locate(text, f["deadline"], where) if "deadline" in f else None,
                     "amount": f.get("amount"), "voice": flag & {"outlet", "attributed"}, "core": "core" in flag}
                )  # fmt: skip
            elif kind == "F":
                where, flag = near(parts[1]), flags(parts[3])
                low, dots, high = parts[4].partition("..")
                if not dots:
                    raise DraftError(f"bounds {parts[4]!r}: LOW..HIGH")
                if parts[6] not in MEASURES:
                    raise DraftError(f"measure {parts[6]!r}")
                f = fields(parts[7:], {"subject"})
                out["figures"].append(
                    {"span": locate(text, parts[2], where), "low": number(low), "high": number(high), "unit": parts[5], "measure": parts[6],
                     "subject": known(split_names(f.get("subject", ""))), "voice": flag & {"outlet", "attributed"}, "core": "core" in flag}
                )  # fmt: skip
            else:
                raise DraftError(f"line starts with {kind!r}: A, S, E, C, F or #")
        except (DraftError, ValueError, KeyError, IndexError) as error:
            kind = "" if isinstance(error, DraftError) else f"{type(error).__name__}: "
            errors.append(f"{doc} line {row}: {kind}{error} — {line[:90]}")
    contents = [(s["start"], s["end"]) for item in out["statements"] for s in item["content"]]
    for kind, role in (("events", "trigger"), ("commitments", "action"), ("figures", "span")):
        for item in out[kind]:
            said = any(a <= item[role]["start"] and item[role]["end"] <= b + 1 for a, b in contents)
            item["voice"] = next(iter(item["voice"]), "attributed" if said else "outlet")
    if errors:
        raise DraftError("\n".join(errors))
    for kind in ("statements", "events", "commitments", "figures"):
        role = {"statements": "content", "events": "trigger", "commitments": "action", "figures": "span"}[kind]
        out[kind].sort(key=lambda item: (item[role][0] if isinstance(item[role], list) else item[role])["start"])
    return out


def passages(blocks: str, ontology: dict[str, Any]) -> list[dict[str, Any]]:
    """A file of own short passages -> one object each: the gold format with `text` and `tags`.

    A block is a head line `## ID | tag ; tag`, the passage, a line `---`, and the draft. Every bad block is named.
    """
    out, errors = [], []
    for block in re.split(r"^## ", blocks, flags=re.M)[1:]:
        head, _, rest = block.partition("\n")
        name, _, tags = head.partition(" | ")
        text, _, draft = rest.partition("\n---\n")
        try:
            out.append({**compile_draft(draft, text.strip(), name.strip(), ontology), "text": text.strip(), "tags": split_names(tags)})
        except DraftError as error:
            errors.append(str(error))
    if errors:
        raise DraftError("\n".join(errors))
    return out


def main(argv: list[str]) -> int:
    if argv[:1] == ["show"] and len(argv) == 2:
        text = Path(argv[1]).read_text("utf8")
        for index, (start, end) in enumerate(sentences(text)):
            gap = "\n" if text[max(0, start - 2) : start].count("\n") > 1 else ""
            print(f"{gap}[{index}] {text[start:end].strip()}")
        return 0
    if argv[:1] == ["compile"] and len(argv) == 5:
        draft, text_file, ontology, target = (Path(a) for a in argv[1:])
        with text_file.open(encoding="utf8", newline="") as handle:
            text = handle.read()
        try:
            gold = compile_draft(draft.read_text("utf8"), text, draft.stem, json.loads(ontology.read_text("utf8")))
        except DraftError as error:
            print(error, file=sys.stderr)
            return 1
        target.write_text(json.dumps(gold, ensure_ascii=False, indent=1) + "\n", "utf8")
        count = {k: f"{sum(i['core'] for i in gold[k])}/{len(gold[k])}" for k in ("statements", "events", "commitments", "figures")}
        print(draft.stem, "core/all:", count)
        return 0
    if argv[:1] == ["passages"] and len(argv) == 4:
        try:
            made = passages(Path(argv[1]).read_text("utf8"), json.loads(Path(argv[2]).read_text("utf8")))
        except DraftError as error:
            print(error, file=sys.stderr)
            return 1
        Path(argv[3]).write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in made), "utf8")
        tags: dict[str, int] = {}
        for tag in (tag for one in made for tag in one["tags"]):
            tags[tag] = tags.get(tag, 0) + 1
        print(len(made), "passages:", ", ".join(f"{k} {v}" for k, v in sorted(tags.items())))
        return 0
    print("python -m training.draft passages BLOCKS ONTOLOGY TARGET.jsonl | show TEXT | compile DRAFT TEXT ONTOLOGY TARGET", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
