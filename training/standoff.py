"""The corpus as it is kept: labels and offsets only, joined with the texts when it is used.

    python -m training.standoff take GOLD.json … --index INDEX.json [--to DIR]   annotated gold files -> training/corpus/<id>.json
    python -m training.standoff build --gold DIR | --record FILE [IDS …]         joined with the texts of $ONRECORD_SHARED
    python -m training.standoff check                                            everything that can be checked; exit status 1
    python -m training.standoff agree A B                                        agreement of two folders of stand-off files
    python -m training.standoff counts                                           how much of what there is

A stand-off file holds spans `{start, end}` in code points, labels, the article's URL and date, its licence and the SHA-256 of its
text; never the text. The text comes from shared/data/news/wikinews.jsonl, by URL, and is refused when its hash differs.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from bench.shared import scorer, shared

from training.draft import ACTOR_TYPES, ACTS, FACTUALITIES, MEASURES, MODES

HERE = Path(__file__).parent
CORPUS = HERE / "corpus"
SECOND = CORPUS / "second"
CONTRAST = HERE / "contrast"
LICENCE = "CC BY 2.5"
KINDS = ("statements", "events", "commitments", "figures")
Json = dict[str, Any]


def ontology() -> Json:
    loaded: Json = json.loads((HERE.parent / "src" / "onrecord" / "extract" / "plover.json").read_text("utf8"))
    return loaded


# -- to stand-off ---------------------------------------------------------------------------------------------------


def bare(value: Any) -> Any:
    """The same structure with every span reduced to its offsets."""
    if isinstance(value, dict):
        if {"start", "end", "text"} <= set(value):
            return {"start": value["start"], "end": value["end"]}
        return {k: bare(v) for k, v in value.items()}
    return [bare(v) for v in value] if isinstance(value, list) else value


def places(text: str, printed: str, near: int = 0) -> Json | None:
    """The span of words as printed (any white space for any), the one nearest to `near`."""
    pattern = r"\s+".join(re.escape(word) for word in printed.split())
    found = [m.span() for m in re.finditer(pattern, text)] if pattern else []
    if not found:
        return None
    start, end = min(found, key=lambda span: abs(span[0] - near))
    return {"start": start, "end": end}


def standoff(gold: Json, text: str, facts: Json) -> Json:
    """A gold object and its text -> the stand-off object. Words as printed (aliases, roles, amounts) become spans."""
    actors = []
    for actor in gold["actors"]:
        aliases = actor.get("alias_spans") or [places(text, alias) for alias in actor["aliases"]]
        actors.append({k: actor[k] for k in ("name", "type", "country")} | {"aliases": bare([a for a in aliases if a])})
    out: Json = {"doc": gold["doc"], **facts, "sha256": hashlib.sha256(text.encode()).hexdigest(), "actors": actors}
    for kind in KINDS:
        out[kind] = []
        for item in gold[kind]:
            row = bare(item)
            if kind == "statements":
                near = (item["source"] or item["cue"] or item["content"][0])["start"]
                roles = [places(text, part, near) for part in (row.pop("speaker_role") or "").split(";") if part.strip()]
                row["role_spans"] = [r for r in roles if r]
            if kind == "commitments":
                amount = row.pop("amount")
                row["amount_span"] = places(text, amount, item["action"]["start"]) if amount else None
            out[kind].append(row)
    return out


# -- from stand-off -------------------------------------------------------------------------------------------------


def spelled(value: Any, text: str) -> Any:
    """The same structure with every span's text put back."""
    if isinstance(value, dict):
        if set(value) == {"start", "end"}:
            return {**value, "text": text[value["start"] : value["end"]]}
        return {k: spelled(v, text) for k, v in value.items()}
    return [spelled(v, text) for v in value] if isinstance(value, list) else value


def joined(kept: Json, text: str) -> Json:
    """A stand-off object and its text -> the gold object. Raises ValueError where the text is another."""
    if hashlib.sha256(text.encode()).hexdigest() != kept["sha256"]:
        raise ValueError(f"{kept['doc']}: the text is not the one that was annotated (SHA-256 differs)")
    gold: Json = spelled({k: kept[k] for k in ("doc", "actors", *KINDS)}, text)
    for actor in gold["actors"]:
        actor["alias_spans"] = actor["aliases"]
        actor["aliases"] = [" ".join(a["text"].split()) for a in actor["aliases"]]
    for statement in gold["statements"]:
        statement["speaker_role"] = "; ".join(" ".join(s["text"].split()) for s in statement.pop("role_spans")) or None
    for commitment in gold["commitments"]:
        span = commitment.pop("amount_span")
        commitment["amount"] = span["text"] if span else None
    return gold


def texts() -> dict[str, str]:
    """URL -> text of the articles that the corpus annotates."""
    with (shared() / "data" / "news" / "wikinews.jsonl").open(encoding="utf8") as lines:
        return {row["url"]: row["text"] for row in map(json.loads, lines)}


def kept_files(folder: Path = CORPUS) -> Iterator[Json]:
    for path in sorted(folder.glob("w*.json")):
        yield json.loads(path.read_text("utf8"))


def contrast() -> Iterator[Json]:
    """The project's own short passages, with their text."""
    for path in sorted(CONTRAST.glob("*.jsonl")):
        yield from map(json.loads, path.read_text("utf8").splitlines())


def record_lines(gold: Json) -> Iterator[str]:
    """A gold object as the JSONL of a record, as far as score.py reads one: so that two annotators can be compared."""
    doc = gold["doc"]
    ids = {actor["name"]: f"{doc}:{n}" for n, actor in enumerate(gold["actors"])}

    def span(role: str, one: Json | None) -> list[Json]:
        return [{"role": role, **one}] if one else []

    def who(names: list[str]) -> list[str]:
        return [ids[n] for n in names if n in ids]

    yield json.dumps({"id": doc, "kind": "document", "source": doc + ".txt"})
    for actor in gold["actors"]:
        yield json.dumps({"id": ids[actor["name"]], "kind": "actor", **{k: actor[k] for k in ("name", "type", "country", "aliases")}})
    for n, s in enumerate(gold["statements"]):
        if s["core"] or s["nested"]:
            evidence = [e for c in s["content"] for e in span("content", c)] + span("cue", s["cue"]) + span("source", s["source"])
            yield json.dumps({"id": f"{doc}s{n}", "kind": "statement", "doc": doc, "mode": s["mode"], "speakers": who(s["speakers"]), "evidence": evidence})
    for n, e in enumerate(gold["events"]):
        if e["core"]:
            row = {k: e[k] for k in ("type", "mode", "factuality", "historical")}
            yield json.dumps(
                {"id": f"{doc}e{n}", "kind": "event", "doc": doc, **row, "actors": who(e["actors"]), "recipients": who(e["recipients"]), "evidence": span("trigger", e["trigger"])}
            )
    for n, c in enumerate(gold["commitments"]):
        if c["core"]:
            yield json.dumps({"id": f"{doc}c{n}", "kind": "commitment", "doc": doc, "act": c["act"], "who": who(c["who"]), "to_whom": who(c["to_whom"]), "evidence": span("action", c["action"])})
    for n, f in enumerate(gold["figures"]):
        if f["core"]:
            value = {"low": f["low"], "high": f["high"]}
            yield json.dumps({"id": f"{doc}f{n}", "kind": "figure", "doc": doc, "value": value, "unit": f["unit"], "measure": f["measure"], "evidence": span("value", f["span"])})


def build(folder: Path, ids: Iterable[str] = (), without: Iterable[str] = ()) -> list[Json]:
    """Gold files and docs/ in a folder; returns the gold objects."""
    by_url, wanted, left_out = texts(), set(ids), set(without)
    (folder / "docs").mkdir(parents=True, exist_ok=True)
    golds = []
    for kept in kept_files():
        if kept["doc"] in left_out or (wanted and kept["doc"] not in wanted):
            continue
        gold = joined(kept, by_url[kept["url"]])
        (folder / "docs" / f"{gold['doc']}.txt").write_bytes(by_url[kept["url"]].encode())
        (folder / f"{gold['doc']}.json").write_text(json.dumps(gold, ensure_ascii=False, indent=1) + "\n", "utf8")
        golds.append(gold)
    return golds


# -- checks ---------------------------------------------------------------------------------------------------------


def spans_in(value: Any) -> Iterator[Json]:
    if isinstance(value, dict):
        if {"start", "end"} <= set(value):
            yield value
        else:
            for inner in value.values():
                yield from spans_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from spans_in(inner)


def faults(one: Json, text: str | None) -> list[str]:
    """What is wrong with one annotated object: labels outside the schema, names without an actor, spans outside the text."""
    events, out = ontology()["events"], []
    names = {a["name"] for a in one["actors"]} | {"unknown", "outlet"}
    if len({a["name"] for a in one["actors"]}) != len(one["actors"]):
        out.append("an actor twice")
    for actor in one["actors"]:
        if actor["type"] not in ACTOR_TYPES or not (actor["country"] is None or re.fullmatch(r"[A-Z]{3}", actor["country"])):
            out.append(f"actor {actor['name']}: type or country")
    for statement in one["statements"]:
        if statement["mode"] not in MODES or not statement["content"] or set(statement["speakers"]) - names:
            out.append(f"statement at {statement['content'][:1]}: mode, content or speakers")
    for event in one["events"]:
        legal = event["type"] in events and (event["mode"] is None or event["mode"] in events[event["type"]]["modes"])
        if not legal or event["factuality"] not in FACTUALITIES or (set(event["actors"]) | set(event["recipients"])) - names:
            out.append(f"event at {event['trigger']['start']}: {event['type']}/{event['mode']} {event['factuality']} or a party")
    for commitment in one["commitments"]:
        if commitment["act"] not in ACTS or (set(commitment["who"]) | set(commitment["to_whom"])) - names:
            out.append(f"commitment at {commitment['action']['start']}: act or a party")
    for figure in one["figures"]:
        low, high = figure["low"], figure["high"]
        if figure["measure"] not in MEASURES or (low is None and high is None) or (low is not None and high is not None and low > high):
            out.append(f"figure at {figure['span']['start']}: measure or bounds")
    for span in spans_in(one):
        beyond = text is not None and span["end"] > len(text)
        blank = text is not None and not beyond and text[span["start"] : span["end"]].strip() != text[span["start"] : span["end"]]
        if not 0 <= span["start"] < span["end"] or beyond or blank:
            out.append(f"span {span['start']}–{span['end']}: empty, outside the text or with blanks at its edge")
        if text is not None and "text" in span and not beyond and text[span["start"] : span["end"]] != span["text"]:
            out.append(f"span {span['start']}–{span['end']}: not verbatim")
    return out


def leaks(path: Path, texts_by_url: dict[str, str]) -> list[str]:
    """Strings in a stand-off file that are a run of seven or more words of its article; names may have up to twelve."""
    kept = json.loads(path.read_text("utf8"))
    names = {a["name"] for a in kept["actors"]}
    text = " ".join(texts_by_url.get(kept["url"], "").split())

    def strings(value: Any) -> Iterator[str]:
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            for key, inner in value.items():
                if key not in ("title", "url"):
                    yield from strings(inner)
        elif isinstance(value, list):
            for inner in value:
                yield from strings(inner)

    return [s for s in strings(kept) if len(s.split()) >= (13 if s in names else 7) and " ".join(s.split()) in text]


def check() -> list[str]:
    out: list[str] = []
    here = shared().is_dir()
    by_url = texts() if here else {}
    for folder in (CORPUS, SECOND):
        for kept in kept_files(folder):
            text = by_url.get(kept["url"])
            if here and text is None:
                out.append(f"{kept['doc']}: no text for {kept['url']}")
            elif text is not None and hashlib.sha256(text.encode()).hexdigest() != kept["sha256"]:
                out.append(f"{kept['doc']}: SHA-256 of the text differs")
            out += [f"{kept['doc']}: {fault}" for fault in faults(kept, text)]
            if any("text" in span for span in spans_in(kept)):
                out.append(f"{kept['doc']}: a span with text")
        if here:
            out += [f"{path.name}: leaks {leak[:40]!r}" for path in sorted(folder.glob("w*.json")) for leak in leaks(path, by_url)]
    seen: set[str] = set()
    for passage in contrast():
        out += [f"{passage['doc']}: {fault}" for fault in faults(passage, passage["text"])]
        if passage["doc"] in seen:
            out.append(f"{passage['doc']}: twice")
        seen.add(passage["doc"])
    return out


def counts(all_: Iterable[Json]) -> Json:
    """Core items of each kind, with those of each mode, type and act."""
    out: Json = {"documents": 0, **dict.fromkeys(KINDS, 0), "mode": Counter(), "type": Counter(), "act": Counter(), "nested": 0}
    for one in all_:
        out["documents"] += 1
        for kind in KINDS:
            for item in one[kind]:
                out["nested"] += kind == "statements" and item["nested"]
                if item["core"]:
                    out[kind] += 1
                    label = {"statements": "mode", "events": "type", "commitments": "act"}.get(kind)
                    if label:
                        out[label][item[label]] += 1
    return out


def agreement(first: Path, second: Path) -> Json:
    """score.py on the documents both folders hold: the second scored against the first."""
    by_url, score = texts(), scorer()
    shared_docs = {k["doc"] for k in kept_files(first)} & {k["doc"] for k in kept_files(second)}
    with tempfile.TemporaryDirectory() as folder:
        gold_dir, predicted = Path(folder) / "gold", Path(folder) / "second.jsonl"
        gold_dir.mkdir()
        with predicted.open("w", encoding="utf8") as out:
            for kept in kept_files(second):
                if kept["doc"] in shared_docs:
                    out.writelines(line + "\n" for line in record_lines(joined(kept, by_url[kept["url"]])))
        for kept in kept_files(first):
            if kept["doc"] in shared_docs:
                (gold_dir / f"{kept['doc']}.json").write_text(json.dumps(joined(kept, by_url[kept["url"]])), "utf8")
        gold, by_file, actors = score.load(str(gold_dir), str(predicted))
        for kept in kept_files(first):
            if kept["doc"] in shared_docs:
                gold[kept["doc"] + ".txt"]["_text"] = by_url[kept["url"]]
        result: Json = score.score(gold, by_file, actors)
    return result


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m training.standoff", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    take = commands.add_parser("take", help="gold files -> stand-off")
    take.add_argument("gold", nargs="+", type=Path)
    take.add_argument("--index", type=Path, required=True, help="JSON: id -> {url, date, title}")
    take.add_argument("--to", type=Path, default=CORPUS)
    build_ = commands.add_parser("build", help="stand-off + texts -> gold files or a record's JSONL")
    build_.add_argument("ids", nargs="*")
    build_.add_argument("--gold", type=Path)
    build_.add_argument("--record", type=Path)
    commands.add_parser("check", help="spans, names, labels, hashes, leaks")
    commands.add_parser("counts", help="core items by kind, mode, type and act")
    agree = commands.add_parser("agree", help="two folders of stand-off files against each other")
    agree.add_argument("first", type=Path, nargs="?", default=CORPUS)
    agree.add_argument("second", type=Path, nargs="?", default=SECOND)
    options = parser.parse_args(argv)

    if options.command == "take":
        index, by_url = json.loads(options.index.read_text("utf8")), texts()
        options.to.mkdir(parents=True, exist_ok=True)
        for path in options.gold:
            about = index[path.stem]
            facts = {"url": about["url"], "published": about["date"], "licence": LICENCE}
            kept = standoff(json.loads(path.read_text("utf8")), by_url[about["url"]], facts)
            (options.to / f"{path.stem}.json").write_text(json.dumps(kept, ensure_ascii=False, separators=(",", ":")) + "\n", "utf8")
        print(f"{len(options.gold)} taken into {options.to}")
    elif options.command == "build":
        with tempfile.TemporaryDirectory() as scratch:
            golds = build(options.gold or Path(scratch), options.ids)
        if options.record:
            options.record.write_text("".join(line + "\n" for gold in golds for line in record_lines(gold)), "utf8")
        print(f"{len(golds)} documents built")
    elif options.command == "check":
        found = check()
        print(*found, f"{len(found)} faults", sep="\n")
        return 1 if found else 0
    elif options.command == "counts":
        for name, row in (("articles", counts(kept_files())), ("contrast passages", counts(contrast()))):
            print(name, json.dumps(row, indent=1))
    else:
        print(json.dumps(agreement(options.first, options.second), indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
