"""Scores the shipped weights on a file: `python -m training.evaluate --head HEAD --data FILE [--json]`.

    attribution   PolNeAR JSONL: {text, spans: [{type, start, end}], links}         source, cue, content: exact, overlap; links; heads
    names         CoNLL or IOB2 columns                                              F1 of each type, macro, micro
    syntax        CoNLL-U                                                            UPOS, UAS, LAS, sentence ends
    events        PLV JSONL: {text, actor, recipient, event}                         type given the parties, macro F1
    roles         PropBank JSONL: {words, predicates: [{index, args}]}               argument spans given the predicates
    factuality    UDS JSONL: {text, targets: [{span1, label}]}                       Pearson's r, mean absolute error
    coreference   GAP TSV                                                            F1, feminine and masculine

Prints {head, file, n, metrics, seconds}. `--labels MAP.json` says what each label of the heads is called in the file ({"PER": "person",
"OTH": null}: left out). `--weights DIR` scores other weights, such as a run's before quantization; `--without state` or `case` withholds
one of the encoder's inputs.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from onrecord.reader import frames
from onrecord.reader.decode import Floats, softmax, spans
from onrecord.reader.deeds import deed
from onrecord.reader.encoder import WEIGHTS, Encoder, Indices, Read
from training import antecedents
from training.reader import sets
from training.reader.texts import Text, raw, tokenised

Json = dict[str, Any]
Spans = set[tuple[Any, ...]]
EDGES = " \n\t\r\xa0“”‘’\"'`´«».,;:"


def prf(hits: float, predicted: float, gold: float, recalled: float | None = None) -> Json:
    p, r = hits / max(1, predicted), (hits if recalled is None else recalled) / max(1, gold)
    return {"p": round(100 * p, 1), "r": round(100 * r, 1), "f1": round(200 * p * r / max(1e-9, p + r), 1)}


def share(value: float, of: float) -> Json:
    """A plain share, in the same shape."""
    x = round(100 * value / max(1e-9, of), 1)
    return {"p": x, "r": x, "f1": x}


def read(encoder: Encoder, text: Text, guide: str = "onrecord") -> Read:
    return encoder.read(text.words, text.states, text.sentences, text.paragraphs, guide)


# -- attribution ----------------------------------------------------------------------------------------------------


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in EDGES:
        start += 1
    while end > start and text[end - 1] in EDGES:
        end -= 1
    return start, end


def attribution(encoder: Encoder, path: Path, _: Json) -> tuple[int, Json]:
    exact: dict[str, Counter[str]] = defaultdict(Counter)
    covered: dict[str, Counter[str]] = defaultdict(Counter)
    links, heads, n = Counter[str](), Counter[str](), 0
    for text, row in zip(sets.polnear(path), sets.rows(path), strict=True):
        raw, n = row["text"], n + 1
        found: dict[str, set[tuple[int, int]]] = {"source": set(), "cue": set(), "content": set()}
        got = read(encoder, text, "polnear")
        predicted = frames.attributions(got)
        for frame in predicted:
            for span in frame.spans:
                if span.label in found:
                    found[span.label].add(trimmed(raw, text.places[span.start][0], text.places[span.end - 1][1]))
        gold: dict[str, set[tuple[int, int]]] = {kind: {trimmed(raw, s["start"], s["end"]) for s in row["spans"] if s["type"] == kind} for kind in found}
        for kind in found:
            g, p = {x for x in gold[kind] if x[0] < x[1]}, {x for x in found[kind] if x[0] < x[1]}
            exact[kind] += Counter(hits=len(g & p), predicted=len(p), gold=len(g))
            covered[kind]["predicted"] += len(p)
            covered[kind]["gold"] += len(g)
            inside_g, inside_p = {i for a, b in g for i in range(a, b)}, {i for a, b in p for i in range(a, b)}
            for a, b in p:
                covered[kind]["hits"] += sum(i in inside_g for i in range(a, b)) / (b - a)  # type: ignore[assignment]
            for a, b in g:
                covered[kind]["recalled"] += sum(i in inside_p for i in range(a, b)) / (b - a)  # type: ignore[assignment]
        links += linked(got, text)
        heads += head_nouns(text, predicted)
    metrics = {f"{kind} exact": prf(exact[kind]["hits"], exact[kind]["predicted"], exact[kind]["gold"]) for kind in exact}
    metrics |= {f"{kind} overlap": prf(covered[kind]["hits"], covered[kind]["predicted"], covered[kind]["gold"], covered[kind]["recalled"]) for kind in covered}
    if links["gold"]:
        metrics["links given spans"] = share(links["right"], links["gold"])
        metrics["source head on found"] = share(heads["right"], heads["found"])
    return n, metrics


def linked(got: Read, text: Text) -> Counter[str]:
    """content → source given the gold spans: the source, of those in the window, whose words the cue's frame likes best; the cue is the
    one whose frame likes the content best."""
    out = Counter[str]()
    sources = sorted({s[1:] for f in text.frames for s in f.spans if s[0] == "source"})
    anchors = sorted({f.anchor for f in text.frames})
    labels = got.encoder.labels.frames["attribution"]
    table = {anchor: (window, softmax(logits)) for anchor, window, logits in got.frames("attribution", anchors)}
    index = {role: [labels.index("B-" + role), labels.index("I-" + role)] for role in ("source", "content")}

    def liked(anchor: int, role: str, start: int, end: int) -> float:
        window, p = table[anchor]
        low, high = max(start, window.start) - window.start, min(end, window.end) - window.start
        return float(p[low:high, index[role]].sum(1).mean()) if low < high else -1.0

    for frame in text.frames:
        gold = [s[1:] for s in frame.spans if s[0] == "source"]
        for role, start, end in frame.spans:
            if role != "content" or not gold:
                continue
            out["gold"] += 1
            cue = max(anchors, key=lambda a: (liked(a, "content", start, end), -abs(a - start)))
            best = max(sources, key=lambda s: (liked(cue, "source", *s), -abs(s[0] - cue)))
            out["right"] += best in gold
    return out


def head_nouns(text: Text, predicted: Sequence[frames.Frame]) -> Counter[str]:
    """On found attributions (contents that overlap by half): whether the head of the gold source lies in the predicted one."""
    out = Counter[str]()
    for frame in text.frames:
        gold = next((s for s in frame.spans if s[0] == "source"), None)
        content = {k for s in frame.spans if s[0] == "content" for k in range(s[1], s[2])}
        if gold is None or not content:
            continue

        def overlap(other: frames.Frame, content: set[int] = content) -> float:
            words = {k for s in other.of("content") for k in range(s.start, s.end)}
            return len(words & content) / max(1, len(words | content))

        best = max(predicted, key=overlap, default=None)
        if best is None or overlap(best) < 0.5:
            continue
        out["found"] += 1
        head = sets.head(text.words, gold[1], gold[2])
        out["right"] += any(s.start <= head < s.end for s in best.of("source"))
    return out


# -- words in columns -----------------------------------------------------------------------------------------------


def names(encoder: Encoder, path: Path, mapping: Json) -> tuple[int, Json]:
    rows = [(words, sets.iob2(labels)) for words, labels in name_columns(path)]
    wanted = {label[2:] for _, labels in rows for label in labels if label != "O"}
    heads = ("uner", "politics", "defence", "wikigold", "mention")
    kinds = {head: {label[2:] for label in encoder.labels.tags[head] if label != "O"} for head in heads}
    head = max(heads, key=lambda h: (len({mapping.get(k, k) for k in kinds[h]} & wanted), -len(kinds[h])))
    tally: dict[str, Counter[str]] = defaultdict(Counter)
    for k in range(0, len(rows), 10):
        some = rows[k : k + 10]
        text = tokenised(str(k), [w for w, _ in some], paragraph_starts=range(len(some)))
        found = {(mapping.get(s.label, s.label), s.start, s.end) for s in spans(read(encoder, text).logits(head), encoder.labels.tags[head])}
        gold = set(sets.spans([label for _, labels in some for label in labels]))
        for kind in wanted:
            p, g = {s for s in found if s[0] == kind}, {s for s in gold if s[0] == kind}
            tally[kind] += Counter(hits=len(p & g), predicted=len(p), gold=len(g))
    metrics = {kind: prf(t["hits"], t["predicted"], t["gold"]) for kind, t in sorted(tally.items())}
    left_out = {ours for ours, theirs in mapping.items() if theirs is None}  # a type of the file by the same name is not scored either
    scored = [kind for kind in metrics if kind not in left_out]  # a type that the head does not know counts, with nothing found
    total = sum((tally[kind] for kind in scored), Counter())
    macro = {key: round(float(np.mean([metrics[kind][key] for kind in scored] or [0.0])), 1) for key in ("p", "r", "f1")}
    return len(rows), {"macro": macro, "micro": prf(total["hits"], total["predicted"], total["gold"]), **metrics}


def name_columns(path: Path) -> Iterable[tuple[list[str], list[str]]]:
    """Words and labels: the second column, or the third of numbered IOB2 files."""
    first = next((line for line in path.read_text("utf8").split("\n") if line.strip() and not line.startswith("# ")), "")
    numbered = first.split("\t")[0] == "1" and len(first.split("\t")) > 2
    for _, words, labels in sets.columns(path, 1, 2, "\t") if numbered else sets.columns(path):
        yield words, labels


def syntax(encoder: Encoder, path: Path, _: Json) -> tuple[int, Json]:
    t = Counter[str]()
    for document in sets.conllu(path):
        whole = sets.treebank(document, path.stem)
        unparted = encoder.read(whole.words, whole.states, [0], whole.paragraphs)  # windows must not tell where sentences end
        ends = softmax(unparted.logits("sentence"))[:, 1] > 0.5
        gold_ends = np.array([label == "end" for label in whole.tags["sentence"]])
        t += Counter(end_hits=int((ends & gold_ends).sum()), end_predicted=int(ends.sum()), end_gold=int(gold_ends.sum()))
        for sentence in document:
            text = tokenised(sentence["id"], [sentence["words"]], [sentence["spaces"]])
            got = read(encoder, text)
            upos = [encoder.labels.tags["upos"][k] for k in got.logits("upos").argmax(1)]
            heads, relations = parse(got)
            for k in range(len(text.words)):
                t["words"] += 1
                t["upos"] += upos[k] == sentence["upos"][k]
                right = heads[k] == sentence["heads"][k]
                t["uas"] += right
                t["las"] += right and relations[k] == sentence["relations"][k]
    metrics = {name: share(t[name], t["words"]) for name in ("upos", "uas", "las")}
    return t["words"], metrics | {"sentence ends": prf(t["end_hits"], t["end_predicted"], t["end_gold"])}


def parse(got: Read) -> tuple[list[int], list[str]]:
    """Best heads as a tree, greedily mended where they are none; a root is its own head."""
    heads: list[int] = []
    for window, hidden in zip(got.windows, got.hidden, strict=True):
        arcs = got.encoder.run("syntax", "arcs", h=hidden)
        heads += [window.start + int(h) for h in tree(arcs)][window.keep - window.start :]
    if not heads:
        return [], []
    words = got.words
    found = got.encoder.run("relation", "relations", words=words, heads=words[np.array(heads)])
    relations = [got.encoder.labels.relations[k] for k in found.argmax(1)]
    return heads, [("root" if h == k else r) for k, (h, r) in enumerate(zip(heads, relations, strict=True))]


def tree(scores: Floats) -> Indices:
    """(n, n) scores, [i, i] of i as the root -> heads with one root and no circle; greedy choices are mended one circle at a time."""
    n = len(scores)
    root = int(np.diag(scores).argmax())
    work = scores.copy()
    work[np.arange(n), np.arange(n)] = -1e9
    heads: Indices = work.argmax(1)
    heads[root] = root
    for _ in range(n):
        reached = np.zeros(n, bool)
        reached[root] = True
        changed = True
        while changed:
            more = reached[heads] & ~reached
            changed = bool(more.any())
            reached |= more
        if reached.all():
            break
        out = np.flatnonzero(~reached)
        gain = work[np.ix_(out, reached)].max(1) - work[out, heads[out]]
        k = out[int(gain.argmax())]
        heads[k] = np.flatnonzero(reached)[int(work[k, reached].argmax())]
    return heads


# -- the others -----------------------------------------------------------------------------------------------------


def roles(encoder: Encoder, path: Path, _: Json) -> tuple[int, Json]:
    labels = encoder.labels.frames["roles"]
    t, n = Counter[str](), 0
    per: dict[str, Counter[str]] = defaultdict(Counter)
    for row in sets.rows(path):
        if not row["predicates"]:
            continue
        text = tokenised(row["sent_id"], [row["words"]])
        got = read(encoder, text)
        n += len(row["predicates"])
        by_anchor = {a: (w, logits) for a, w, logits in got.frames("roles", sorted({p["index"] for p in row["predicates"]}))}
        for p in row["predicates"]:
            window, logits = by_anchor[p["index"]]
            found = {(s.label, s.start + window.start, s.end + window.start) for s in spans(logits, labels)}
            gold = {(name.replace("ARGM-", ""), a, b) for a, b, name in p["args"]}
            t += Counter(hits=len(found & gold), predicted=len(found), gold=len(gold))
            for kind in ("ARG0", "ARG1", "ARG2", "NEG", "MOD", "TMP", "LOC"):
                f, g = {s for s in found if s[0] == kind}, {s for s in gold if s[0] == kind}
                per[kind] += Counter(hits=len(f & g), predicted=len(f), gold=len(g))
    return n, {"arguments": prf(t["hits"], t["predicted"], t["gold"]), **{k: prf(c["hits"], c["predicted"], c["gold"]) for k, c in per.items()}}


def factuality(encoder: Encoder, path: Path, _: Json) -> tuple[int, Json]:
    gold, found = [], []
    column = encoder.labels.columns["anchored.factuality"]
    for row in sets.rows(path):
        words = row["text"].split()
        at = [t["span1"][0] for t in row["targets"]]
        found += list(read(encoder, tokenised("", [words])).anchored(at)[:, column][:, 0])
        gold += [float(t["label"]) for t in row["targets"]]
    g, f = np.array(gold), np.array(found)
    r = float(np.corrcoef(g, f)[0, 1]) if len(g) and g.std() and f.std() else 0.0
    mae = float(np.abs(g - f).mean()) if len(g) else 0.0
    return len(g), {"pearson": share(r, 1), "mean absolute error": {"p": round(mae, 3), "r": round(mae, 3), "f1": round(mae, 3)}}


PRIOR = -1.0  # log odds: of GAP's pairs 45 in 100 are the same person, of those trained on about 15; chosen with SYNTAX on the validation part (-1.75 to -0.5 are within 0.4 points)
SYNTAX = 0.5  # weight of what the syntax says beside the pair scores


def places(words: list[str], name: int, other: int) -> list[int]:
    """Where a person stands, by last words: where named (`name` is that name's last word), and wherever a word of the name that the other's has not ends a run of such."""

    def parts(last: int) -> set[str]:
        return set(words[antecedents.opening(words, last) : last + 1])

    own = parts(name) - parts(other)
    return sorted({name, *(k for k, word in enumerate(words) if word in own and k != other and (k + 1 == len(words) or words[k + 1] not in own))})


def preferences(encoder: Encoder, text: Text, got: Read | None = None) -> Floats:
    """(2, features) of GAP's two names (training/antecedents.py)."""
    got = got or read(encoder, text)
    (pronoun, a, _), (_pronoun, b, _) = text.pairs
    heads, relations = parse(got)
    sentences = [0, *np.cumsum(got.logits("sentence").argmax(1)).tolist()]
    return np.stack([antecedents.features(text.words, heads, relations, sentences, pronoun, at) for at in (places(text.words, a, b), places(text.words, b, a))])


def coreference(encoder: Encoder, path: Path, _: Json) -> tuple[int, Json]:
    """GAP: each name is the pronoun's where its score, summed over the places where that person is named, with what the syntax says for it, is
    above PRIOR and above the other's."""
    known = antecedents.weights()
    t: dict[str, Counter[str]] = defaultdict(Counter)
    n = 0
    for text in sets.gap(path):
        n += 1
        (pronoun, a, is_a), (_pronoun, b, is_b) = text.pairs
        got = read(encoder, text)
        heard = [float(np.logaddexp.reduce(got.same([pronoun] * len(at), at))) for at in (places(text.words, a, b), places(text.words, b, a))]
        score_a, score_b = heard + SYNTAX * (preferences(encoder, text, got) @ known)
        gender = "feminine" if text.words[pronoun].lower() in ("she", "her", "hers", "herself") else "masculine"
        for mine, other, right in ((score_a, score_b, is_a), (score_b, score_a, is_b)):
            said = bool(mine > PRIOR and mine >= other)
            for key in ("overall", gender):
                t[key] += Counter(hits=int(said and right), predicted=int(said), gold=int(right))
    metrics = {key: prf(c["hits"], c["predicted"], c["gold"]) for key, c in sorted(t.items())}
    if {"feminine", "masculine"} <= set(metrics):
        ratio = round(metrics["feminine"]["f1"] / max(1e-9, metrics["masculine"]["f1"]), 3)
        metrics["feminine to masculine"] = dict.fromkeys(("p", "r", "f1"), ratio)
    return n, metrics


def events(encoder: Encoder, path: Path, mapping: Json) -> tuple[int, Json]:
    """The type of what the actor does to the recipient, one decision a text."""
    gold: list[str] = []
    found: list[str] = []
    for row in sets.rows(path):
        gold.append(row["event"])
        found.append(event_type(encoder, raw("", row["text"]), row))
    known = sorted(set(gold))
    fold = {"CONCEDE": "YIELD", "RETREAT": "YIELD"} if "YIELD" in known else {}
    found = [fold.get(name, name) for name in (mapping.get(f) or f for f in found)]
    metrics = {}
    for kind in known:
        hits = sum(g == f == kind for g, f in zip(gold, found, strict=True))
        metrics[kind] = prf(hits, found.count(kind), gold.count(kind))
    macro = {key: round(float(np.mean([metrics[kind][key] for kind in known])), 1) for key in ("p", "r", "f1")}
    return len(gold), {"macro": macro, "accuracy": share(sum(g == f for g, f in zip(gold, found, strict=True)), len(gold)), **metrics}


def event_type(encoder: Encoder, text: Text, row: Json) -> str:
    """By the decision made with the parties marked (reader/deeds.py); YIELD is named CONCEDE, which `events` folds where the file has YIELD."""
    places = {role: [words for span in spans_ if (words := text.span(*span))] for role, spans_ in sets.marked(row).items()}
    found = encoder.labels.deeds[int(deed(encoder, text.words, text.states, places["actor"], places["recipient"]).argmax())]
    if found != "YIELD":
        return found
    p = softmax(read(encoder, text).logits("event"))
    labels = encoder.labels.tags["event"]
    return max(("CONCEDE", "RETREAT"), key=lambda kind: float(p[:, labels.index("B-" + kind)].max()))


HEADS: dict[str, Callable[[Encoder, Path, Json], tuple[int, Json]]] = {
    "attribution": attribution, "names": names, "syntax": syntax, "events": events, "roles": roles, "factuality": factuality, "coreference": coreference,
}  # fmt: skip


class Withheld(Encoder):
    """An encoder that is not told case or quotation state."""

    def __init__(self, folder: Path, without: str) -> None:
        super().__init__(folder)
        self.without = without

    def session(self, graph: str) -> Any:
        found = super().session(graph)
        return found if graph != "encoder" else _Without(found, self.without)


class _Without:
    def __init__(self, session: Any, name: str) -> None:
        self.inner, self.name = session, name

    def run(self, outputs: list[str], inputs: dict[str, Any]) -> Any:
        return self.inner.run(outputs, {**inputs, self.name: np.zeros_like(inputs[self.name])})


def evaluate(head: str, path: Path, mapping: Json | None = None, weights: Path = WEIGHTS, without: str | None = None) -> Json:
    began = time.perf_counter()
    n, metrics = HEADS[head](Withheld(weights, without) if without else Encoder(weights), path, mapping or {})
    return {"head": head, "file": path.name, "n": n, "metrics": metrics, "seconds": round(time.perf_counter() - began, 1)}


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m training.evaluate", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--head", choices=sorted(HEADS), required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--labels", type=Path, help="JSON: a head's label -> what the file calls it, null to leave it out")
    parser.add_argument("--weights", type=Path, default=WEIGHTS)
    parser.add_argument("--without", choices=("state", "case"), help="an input that the encoder is not given")
    parser.add_argument("--json", action="store_true", help="one line of JSON instead of a table")
    options = parser.parse_args(argv)
    if not options.data.is_file():
        parser.error(f"{options.data}: no such file")
    result = evaluate(options.head, options.data, json.loads(options.labels.read_text("utf8")) if options.labels else None, options.weights, options.without)
    if options.json:
        print(json.dumps(result))
        return 0
    print(f"{result['head']} on {result['file']}: n {result['n']}, {result['seconds']} s")
    for name, m in result["metrics"].items():
        print(f"  {name:24} P {m['p']:6}  R {m['r']:6}  F1 {m['f1']:6}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
