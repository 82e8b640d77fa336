"""The data sets of $ONRECORD_SHARED/data and the project's own corpus, each read into Texts. What is held out is not looked at."""

from __future__ import annotations

import csv
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from hashlib import sha256
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

from bench.shared import shared

from training import split
from training.reader.labels import ACTS, ARGS, GUIDES, MEASURES
from training.reader.texts import Frame, Text, bio, raw, tokenised
from training.standoff import contrast, joined, kept_files, texts

Json = dict[str, Any]


def rows(path: Path) -> Iterator[Json]:
    with path.open(encoding="utf8") as lines:
        yield from map(json.loads, lines)


# -- PolNeAR --------------------------------------------------------------------------------------------------------


def polnear(path: Path) -> Iterator[Text]:
    """Source, cue and content of US political news; a content's source and cue are those that a link joins it with."""
    guide = GUIDES.index("polnear")
    for row in rows(path):
        text = raw(row["id"], row["text"])
        text.guide = guide
        groups: dict[str, list[tuple[str, int, int]]] = defaultdict(list)
        flat: dict[str, list[tuple[str, int, int]]] = {"cue": [], "source": [], "content": []}
        for s in row["spans"]:
            words = text.span(s["start"], s["end"])
            if words:
                groups[s.get("group", s["id"])].append((s["type"], *words))
                flat[s["type"]].append((s["type"], *words))
        text.tags = {kind: list(bio(len(text.words), spans)) for kind, spans in flat.items()}
        for link in row["links"]:
            spans = [span for role in ("cue", "source", "content") for group in link[role] for span in groups.get(group, [])]
            cues = [span for span in spans if span[0] == "cue"]
            if cues:
                text.frames.append(Frame("attribution", cues[0][1], tuple(spans), guide))
        text.frames = merged(text.frames)
        text.names = [(a, b) for kind, a, b in flat["source"] if all(w[:1].isupper() for w in text.words[a:b])]
        yield text


def merged(frames: list[Frame]) -> list[Frame]:
    """One frame an anchor, with the spans of all that hang on it."""
    out: dict[tuple[str, int], Frame] = {}
    for f in frames:
        key = f.family, f.anchor
        if key in out:
            out[key] = out[key]._replace(spans=tuple(dict.fromkeys((*out[key].spans, *f.spans))))
        else:
            out[key] = f
    return list(out.values())


# -- words in columns -----------------------------------------------------------------------------------------------


def conllu(path: Path) -> Iterator[list[Json]]:
    """Documents as lists of sentences {id, words, upos, heads, relations, spaces, paragraph}."""
    document: list[Json] = []
    sentence: Json = {}
    paragraph = False

    def closed() -> None:
        nonlocal sentence
        if sentence.get("words"):
            document.append(sentence)
        sentence = {}

    for line in path.read_text("utf8").split("\n"):
        if line.startswith("# newdoc"):
            closed()
            if document:
                yield document
            document, paragraph = [], True
        elif line.startswith("# newpar"):
            paragraph = True
        elif line.startswith("# sent_id"):
            closed()
            sentence = {"id": line.split("=", 1)[1].strip(), "words": [], "upos": [], "heads": [], "relations": [], "spaces": [], "paragraph": paragraph}
            paragraph = False
        elif line and not line.startswith("#"):
            cells = line.split("\t")
            if cells[0].isdigit():
                at = int(cells[0]) - 1
                head = int(cells[6]) - 1 if cells[6].isdigit() else at
                sentence["words"].append(cells[1])
                sentence["upos"].append(cells[3])
                sentence["heads"].append(at if head < 0 else head)
                sentence["relations"].append(cells[7])
                sentence["spaces"].append("SpaceAfter=No" not in cells[-1])
    closed()
    if document:
        yield document


def treebank(document: list[Json], name: str) -> Text:
    starts = [n for n, s in enumerate(document) if s["paragraph"]]
    text = tokenised(name, [s["words"] for s in document], [s["spaces"] for s in document], starts)
    heads, relations, upos, ends, base = [], [], [], [], 0
    for s in document:
        heads += [base + h for h in s["heads"]]
        relations += s["relations"]
        upos += s["upos"]
        ends += ["inside"] * (len(s["words"]) - 1) + ["end"]
        base += len(s["words"])
    text.arcs = heads, relations
    text.tags = {"upos": [*upos], "sentence": [*ends]}
    return text


def columns(path: Path, word: int = 0, label: int = 1, separator: str | None = None) -> Iterator[tuple[str | None, list[str], list[str]]]:
    """Sentences of CoNLL or IOB2 columns: an id where a comment gives one, words, labels."""
    words: list[str] = []
    labels: list[str] = []
    name = None
    for line in [*path.read_text("utf8").split("\n"), ""]:
        if line.startswith("# sent_id"):
            name = line.split("=", 1)[1].strip()
        if line.startswith("# "):
            continue
        cells = line.split(separator)
        if not line.strip():
            if words:
                yield name, words, labels
            words, labels, name = [], [], None
        elif len(cells) > label:
            words.append(cells[word])
            labels.append(cells[label])


def iob2(labels: list[str]) -> list[str]:
    """IOB1 labels as IOB2: a span begins with B-."""
    out, before = [], "O"
    for label in labels:
        begins = label.startswith("I-") and before[2:] != label[2:]
        out.append("B-" + label[2:] if begins else label)
        before = label
    return out


def ewt(part: str) -> Iterator[Text]:
    """EWT: syntax, names (UNER), roles (PropBank) and factuality (UDS-IH2) of the same words."""
    data = shared() / "data"
    names = {name: labels for name, _, labels in columns(data / "ner/uner_ewt" / f"{part}.iob2", 1, 2, "\t") if name}
    roles = {row["sent_id"]: row for row in rows(data / "roles/propbank_ewt" / f"{part}.jsonl")}
    facts: dict[str, list[Json]] = defaultdict(list)
    for row in rows(data / "factuality/uds_ih2" / f"{part}.jsonl"):
        facts[row["text"].replace(" ", "")] += row["targets"]
    for number, document in enumerate(conllu(data / "ud_ewt" / f"{part}.conllu")):
        text = treebank(document, f"ewt-{part}-{number}")
        uner: list[str | None] = []
        base = 0
        for s in document:
            size = len(s["words"])
            labels = names.get(s["id"])
            uner += ["O" if label == "B-O" else label for label in labels] if labels and len(labels) == size else [None] * size
            parsed = roles.get(s["id"])
            if parsed and parsed["words"] == s["words"]:
                text.frames += [predicate(p, base) for p in parsed["predicates"]]
            targets = facts.get("".join(s["words"]), [])
            text.anchored += [("factuality", base + t["span1"][0], float(t["label"])) for t in targets if t["span1"][0] < size and s["words"][t["span1"][0]] == t["span_text"].split()[0]]
            base += size
        text.tags["uner"] = uner
        text.names = [(a, b) for label, a, b in spans(["O" if u is None else u for u in uner]) if label == "PER"]
        yield text


def predicate(p: Json, base: int) -> Frame:
    """A PropBank predicate; labels without their ARGM-, rare ones left out."""
    found = tuple((label, base + a, base + b) for a, b, name in p["args"] if (label := name.replace("ARGM-", "")) in ARGS)
    return Frame("roles", base + p["index"], found)


def spans(labels: list[str]) -> list[tuple[str, int, int]]:
    """BIO labels -> label, first word, one past the last; an I- that continues nothing begins a span."""
    out: list[tuple[str, int, int]] = []
    for k, label in enumerate(labels):
        if label == "O":
            continue
        if label[0] == "I" and out and out[-1][2] == k and out[-1][0] == label[2:]:
            out[-1] = (out[-1][0], out[-1][1], k + 1)
        else:
            out.append((label[2:], k, k + 1))
    return out


def named(path: Path, head: str) -> Iterator[Text]:
    """Sentences with names only, ten at a time so that windows are full."""
    batch: list[tuple[list[str], list[str]]] = []
    found = [(words, iob2(labels)) for _, words, labels in columns(path)]
    for n, one in enumerate(found):
        batch.append(one)
        if len(batch) == 10 or n == len(found) - 1:
            text = tokenised(f"{head}-{n}", [w for w, _ in batch], paragraph_starts=range(len(batch)))
            text.tags = {head: [label for _, labels in batch for label in labels]}
            text.names = [(a, b) for label, a, b in spans([str(x) for x in text.tags[head]]) if label in ("PER", "person", "politician")]
            yield text
            batch = []


def defence() -> Iterator[Text]:
    """re3d: names in reports on a conflict, weapons and platforms among them."""
    for folder in sorted((shared() / "data/ner/re3d").iterdir()):
        if not folder.is_dir() or folder.name.startswith("BBC"):
            continue
        found: dict[str, list[Json]] = defaultdict(list)
        for row in rows(folder / "entities.json"):
            found[row["documentId"]].append(row)
        for row in rows(folder / "documents.json"):
            text = raw(row["_id"], row["text"])
            entities = sorted(found[row["_id"]], key=lambda e: (e["begin"], -e["end"]))
            placed = [(e["type"], *words) for e in entities if (words := text.span(e["begin"], e["end"]))]
            text.tags = {"defence": list(bio(len(text.words), placed))}
            text.names = [(a, b) for label, a, b in placed if label == "Person"]
            yield text


# -- events of which only type and parties are told ------------------------------------------------------------------

Told = tuple[str, Text, tuple[str, ...], list[tuple[str, int, int]]]  # id, text, its types, parties by words
YIELD = ("CONCEDE", "RETREAT")
SIDES = {"S": "actor", "T": "recipient"}


def marked(row: Json) -> dict[str, list[tuple[int, int]]]:
    """Where actor and recipient of a PLV row stand in its text: as marked, else where the words first come; "a recipient" may stand nowhere."""
    text = row["text"]
    out: dict[str, list[tuple[int, int]]] = {"actor": [], "recipient": []}
    cuts = list(re.finditer(r"</?[st]>", row.get("marked") or ""))
    if cuts and re.sub(r"</?[st]>", "", row["marked"]) == text:
        at = [m.start() - sum(len(n.group()) for n in cuts[:k]) for k, m in enumerate(cuts)]
        for k, (opening, closing) in enumerate(pairwise(cuts)):
            if closing.group() == "</" + opening.group()[1:]:
                out["actor" if opening.group() == "<s>" else "recipient"].append((at[k], at[k + 1]))
    else:
        for role, places in out.items():
            if row.get(role) and (start := text.find(row[role])) >= 0:
                places.append((start, start + len(row[role])))
    return {role: [(end - len(text[start:end].lstrip()), start + len(text[start:end].rstrip())) for start, end in places] for role, places in out.items()}


def plv_rows(folder: Path) -> Iterator[Told]:
    for row in rows(folder / "plv_train.jsonl"):
        text = raw(row["id"], row["text"])
        roles = [(role, *words) for role, places in marked(row).items() for place in places if (words := text.span(*place))]
        yield row["id"], text, YIELD if row["event"] == "YIELD" else (row["event"],), roles


def cameo_rows(folder: Path) -> Iterator[Told]:
    for row in rows(folder / "cameo_ner_train_minus_plvtest.jsonl"):
        text = raw(row["id"], " ".join(row["tokens"]))
        at = [0, *accumulate(len(word) + 1 for word in row["tokens"])]
        placed = [(kind, text.span(at[a], at[b] - 1)) for kind, a, b in spans(row["tags"]) if kind in SIDES]
        yield row["id"], text, (), [(SIDES[kind], *words) for kind, words in placed if words]


def withheld(text: Text) -> bool:
    """A fifth of the sentences, by a hash, that no weights see."""
    return sha256(" ".join(text.words).encode()).digest()[0] % 5 == 0


def told(name: str) -> Iterator[Text]:
    """Sentences with one event whose trigger stands where anchors.tsv says; what else happens in them is not known."""
    folder = shared() / "data/events"
    kept = (line.split("\t") for line in (Path(__file__).parent / "anchors.tsv").read_text("utf8").splitlines() if not line.startswith(("#", "set\t")))
    places = {id_: (int(start), int(end), kind) for which, id_, start, end, kind in kept if which == name}
    for id_, text, _, roles in {"plv": plv_rows, "cameo": cameo_rows}[name](folder):
        if id_ not in places or not roles or withheld(text):
            continue
        start, end, kind = places[id_]
        trigger = text.span(start, end)
        assert trigger
        tags: list[str | None] = [None] * len(text.words)
        for _, start, end in roles:
            tags[start:end] = ["O"] * (end - start)
        if kind and not (kind == "COERCE" and "sanction" in " ".join(text.words[trigger[0] : trigger[1]]).lower()):  # the older scheme
            tags[trigger[0] : trigger[1]] = ["B-" + kind, *(["I-" + kind] * (trigger[1] - trigger[0] - 1))]
            text.anchored.append(("event.core", trigger[0], "core"))
        text.tags["event"] = tags
        text.frames.append(Frame("event", trigger[0], (("trigger", *trigger), *roles)))
        yield text


# -- coreference ----------------------------------------------------------------------------------------------------

STOPS = set("of in on at for with from to by who whom which that , -- ( and whose".split())


def head(words: list[str], start: int, end: int) -> int:
    """The word a mention hangs on: the last one before what follows its noun. The same rule is used at run time."""
    for k in range(start + 1, end):
        if words[k].lower() in STOPS:
            return k - 1
    if end - start > 1 and words[end - 1] in ("'s", "’s", "'", "’"):
        return end - 2
    return end - 1


def clusters(text: Text, mentions: list[tuple[int, int, str]], most: int = 25) -> None:
    """Pairs of mentions of a text: each against the `most` before it."""
    heads = sorted({head(text.words, a, b): entity for a, b, entity in mentions}.items())
    for k, (at, entity) in enumerate(heads):
        for before, other in heads[max(0, k - most) : k]:
            text.pairs.append((at, before, int(entity == other)))


def coref_conll(path: Path, word: int = 3) -> Text:
    """CoNLL-2012 columns (LitBank) or OntoGUM's three."""
    parts: list[list[str]] = [[]]
    mentions: list[tuple[int, int, str]] = []
    open_: dict[str, list[int]] = defaultdict(list)
    at = 0
    for line in path.read_text("utf8").split("\n"):
        if line.startswith("#") or not line.strip():
            if parts[-1]:
                parts.append([])
            continue
        cells = line.split("\t")
        mark = cells[-1].strip()
        parts[-1].append(cells[word])
        for entity in re.findall(r"\(([\w-]+?)(?=[()|\s]|$)", mark):
            open_[entity].append(at)
        for entity in re.findall(r"([\w-]+)\)", mark):
            if open_[entity]:
                mentions.append((open_[entity].pop(), at + 1, entity))
        at += 1
    text = tokenised(path.stem, [p for p in parts if p])
    clusters(text, mentions)
    return text


def litbank() -> Iterator[Text]:
    for path in sorted((shared() / "data/coref/litbank/conll").glob("*.conll")):
        yield coref_conll(path)


def gum(part: str) -> Iterator[Text]:
    """GUM: syntax; coreference from OntoGUM where the words are the same."""
    folder = shared() / "data/gum"
    for document in conllu(folder / f"{part}.conllu"):
        name = document[0]["id"].rsplit("-", 1)[0]
        text = treebank(document, name)
        path = folder / "ontogum_conll" / f"{name}.conll"
        if path.exists():
            other = coref_conll(path, 1)
            if other.words == text.words:
                text.pairs = other.pairs
        yield text


def gap(path: Path) -> Iterator[Text]:
    """GAP: a pronoun and two names. Pairs are (pronoun, name A), (pronoun, name B), in this order."""
    with path.open(encoding="utf8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            text = raw(row["ID"], row["Text"])

            def word(offset: str, length: int, text: Text = text) -> int:
                found = text.span(int(offset), int(offset) + length)
                assert found
                return found[1] - 1

            pronoun = word(row["Pronoun-offset"], len(row["Pronoun"]))
            for one in "AB":
                text.pairs.append((pronoun, word(row[f"{one}-offset"], len(row[one])), int(row[f"{one}-coref"].upper() == "TRUE")))
            yield text


# -- the project's own corpus ---------------------------------------------------------------------------------------


def corpus(part: str) -> Iterator[Text]:
    """The annotated articles and passages of one part."""
    by_url, placed = texts(), split.articles()
    for kept in kept_files():
        if placed[kept["doc"]][1] == part:
            yield annotated(joined(kept, by_url[kept["url"]]), by_url[kept["url"]])
    for passage in contrast():
        if split.passage(passage["doc"]) == part:
            yield annotated(passage, passage["text"])


def annotated(gold: Json, source: str) -> Text:
    """A gold object and its text -> labels by word. What a commitment binds has no span of its own in the annotations: the nearest
    words that stand for one of its parties are taken."""
    text = raw(gold["doc"], source)
    guide = text.guide = GUIDES.index("onrecord")
    size = len(text.words)

    def place(span: Json | None) -> tuple[int, int] | None:
        return text.span(span["start"], span["end"]) if span else None

    mentions: list[tuple[int, int, str]] = []
    labelled: list[tuple[str, int, int]] = []
    for actor in gold["actors"]:
        forms = {a["text"] for a in actor.get("alias_spans", [])} | {actor["name"]}
        for form in forms:
            pattern = r"(?<!\w)" + r"\s+".join(re.escape(w) for w in form.split()) + r"(?!\w)"
            for m in re.finditer(pattern, source) if form[:1].isupper() or " " in form else ():
                if words := text.span(*m.span()):
                    labelled.append((actor["type"], *words))
                    if form.lower() not in ("the government", "the president", "the party", "the group", "police"):
                        mentions.append((*words, actor["name"]))
        for span in actor.get("alias_spans", []):
            if words := place(span):
                labelled.append((actor["type"], *words))
                mentions.append((*words, actor["name"]))
    for s in gold["statements"]:
        if (words := place(s["source"])) and len(s["speakers"]) == 1 and s["speakers"][0] not in ("unknown", "outlet"):
            mentions.append((*words, s["speakers"][0]))
    for e in gold["events"]:
        for role in ("actor", "recipient"):
            named_, places = e[f"{role}s"], e[f"{role}_spans"]
            if len(places) == 1 and named_ and named_[0] not in ("unknown", "outlet") and (words := place(places[0])) and words[1] - words[0] <= 6:
                mentions.append((*words, named_[0]))
    labelled.sort(key=lambda m: (m[1], -m[2]))
    text.tags["mention"] = list(bio(size, labelled))
    clusters(text, mentions)
    text.names = [(a, b) for kind, a, b in labelled if kind == "person"]

    flat: dict[str, list[tuple[str, int, int]]] = {"cue": [], "source": [], "content": []}
    for s in gold["statements"]:
        cue = place(s["cue"])
        found = [(role, *words) for role, span in (("cue", s["cue"]), ("source", s["source"]), ("addressee", s["addressee_span"])) if (words := place(span))]
        found += [("content", *words) for span in s["content"] if (words := place(span))]
        if cue:
            text.frames.append(Frame("attribution", cue[0], tuple(found), guide))
            text.anchored.append(("statement.core", cue[0], "core" if s["core"] or s["nested"] else "no"))
        for role, a, b in found:
            if role in flat and (not s["nested"] or role != "content"):
                flat[role].append((role, a, b))
    text.tags |= {kind: list(bio(size, spans_)) for kind, spans_ in flat.items()}

    said: dict[int, str] = {}
    for s in gold["statements"]:
        for span in s["content"]:
            said.update(dict.fromkeys(range(span["start"], span["end"]), "cued" if s["cue"] else "carried"))
    for start, end in text.quotations:
        if words := text.span(start, end):
            kinds = [said.get(k, "none") for k in range(start + 1, end - 1)]
            text.anchored.append(("quote", words[0], max(sorted(set(kinds)), key=kinds.count) if kinds else "none"))

    triggers: list[tuple[str, int, int]] = []
    for e in sorted(gold["events"], key=lambda e: not e["core"]):
        trigger = place(e["trigger"])
        if not trigger or any(a < trigger[1] and trigger[0] < b for _, a, b in triggers):
            continue
        triggers.append((e["type"], *trigger))
        roles: dict[tuple[int, int], str] = {}
        for role in ("actor", "recipient"):
            for span in e[f"{role}_spans"]:
                if words := place(span):
                    roles[words] = "both" if words in roles else role
        text.frames.append(Frame("event", trigger[0], (("trigger", *trigger), *((role, *words) for words, role in roles.items()))))
        text.anchored += [("event.core", trigger[0], "core" if e["core"] else "no"), ("event.mode", trigger[0], e["mode"] or "none"), ("event.factuality", trigger[0], e["factuality"]), ("event.historical", trigger[0], "historical" if e["historical"] else "no")]
    text.tags["event"] = list(bio(size, triggers))

    acts: list[str | None] = ["O"] * size
    for c in sorted(gold["commitments"], key=lambda c: not c["core"]):
        action = place(c["action"])
        if not action or acts[action[0]] != "O":
            continue
        assert c["act"] in ACTS
        acts[action[0]] = c["act"]
        found = [(role, *words) for role, span in (("action", c["action"]), ("condition", c["condition"]), ("deadline", c["deadline_span"])) if (words := place(span))]
        for role, names_ in (("who", c["who"]), ("to", c["to_whom"])):
            near = [(a, b) for a, b, name in mentions if name in names_ and abs(a - action[0]) < 60 and not (action[0] <= a < action[1] and role == "who")]
            if near:
                a, b = min(near, key=lambda m: (m[0] > action[0] if role == "who" else False, abs(m[0] - action[0])))
                found.append((role, a, b))
        text.frames.append(Frame("act", action[0], tuple(found)))
        text.anchored.append(("act.core", action[0], "core" if c["core"] else "no"))
    text.tags["act"] = acts

    measured = set()
    for f in gold["figures"]:
        if words := place(f["span"]):
            measured |= set(range(*words))
            measure = "percent" if f["measure"] == "other" and f["unit"] == "percent" else f["measure"]
            text.anchored.append(("measure", words[0], measure if measure in MEASURES else "other"))
    text.anchored += [("measure", k, "none") for k, w in enumerate(text.words) if k not in measured and any(c.isdigit() for c in w)]
    text.frames = merged(text.frames)
    return text
