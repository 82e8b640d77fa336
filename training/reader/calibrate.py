"""How sure the heads may be: `python -m training.reader.calibrate [--weights DIR] [--write] [--json] [--most N]`.

One temperature a head (Guo et al. 2017, "On Calibration of Modern Neural Networks"): its logits are divided by it before they become
probabilities, which changes no likeliest label. Fitted on the even documents of each dev part (the first, the third …) by minimising log
loss, measured on the odd ones as expected calibration error: 15 bins of equal width by the probability of the label chosen, the mean
distance between that probability and the share that is right, bins weighing by what is in them. Beside it: what a head with exact
probabilities would show by chance on so few decisions. `--write` puts calibration.json {head: temperature} into the weights' folder.

What is counted, once each:
    upos, uner, cue …       a word that has a gold label
    anchored.NAME           a gold anchor; `anchored.factuality` is a number and has no probability
    frames.FAMILY           for each gold anchor, each other word of its window; for attributions with the word-wise layers added,
                            as reader/frames.py adds them
    same                    a pair of mentions
Left out, in fitting too: where the head says O with p > 0.99 before calibration. Nothing is shown there, and there are so many that any
head would look calibrated. Dev parts: PolNeAR, EWT (with UNER, PropBank), CrossNER politics, the project's own; no other part of these
sets is read, and heads that only train parts exist for (defence, wikigold) have no temperature.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from bench.shared import shared
from numpy.typing import NDArray

from onrecord.reader.decode import Floats, log_softmax, softmax
from onrecord.reader.encoder import WEIGHTS, Encoder, Indices, Read
from onrecord.reader.frames import combined
from training.reader import sets
from training.reader.labels import GUIDES
from training.reader.texts import IGNORE, Text, labels_of

BINS = 15
TRIVIAL = 0.99
AIM = 0.05
LEAST = 50  # units: with fewer a temperature is guessed, so 1 is kept
Counted = tuple[str, Sequence[str], Floats, Sequence[int]]  # head, its labels, (units, labels) logits, gold label of each


class Units(NamedTuple):
    """Decisions of a head, trivial ones left out."""

    logits: Floats  # (n, labels)
    gold: Indices  # (n,)
    left_out: int


# -- what the heads say where the gold is known ---------------------------------------------------------------------


def dev_parts() -> dict[str, Callable[[], Iterator[Text]]]:
    data = shared() / "data"
    return {
        "polnear": lambda: sets.polnear(data / "quotes/polnear/dev.jsonl"),
        "ewt": lambda: sets.ewt("dev"),
        "politics": lambda: sets.named(data / "ner/crossner_politics/dev.txt", "politics"),
        "onrecord": lambda: sets.corpus("dev"),
    }


def counted(encoder: Encoder, text: Text) -> Iterator[Counted]:
    """What every head says of a text wherever the text has gold for it."""
    if not text.words:
        return
    got = encoder.read(text.words, text.states, text.sentences, text.paragraphs, GUIDES[text.guide])
    of_words = {**encoder.labels.tags, **encoder.labels.guided}
    for head, given in text.tags.items():
        yield head, of_words[head], got.logits(head), labels_of(of_words[head], given)
    for name, labels in encoder.labels.anchored.items():
        known = [(at, str(value)) for head, at, value in text.anchored if head == name]
        if known and len(labels) > 1:
            table = got.anchored([at for at, _ in known])[:, encoder.labels.columns[f"anchored.{name}"]]
            yield f"anchored.{name}", labels, table, labels_of(labels, [value for _, value in known])
    for family, labels in encoder.labels.frames.items():
        spans = {frame.anchor: frame.spans for frame in text.frames if frame.family == family}
        for anchor, window, logits in got.frames(family, sorted(spans)):
            scores = added(got, window.start, window.end, logits, labels) if family == "attribution" else logits
            gold = row(labels, spans[anchor], window.start, window.end)
            gold[anchor - window.start] = IGNORE  # its label is given
            yield f"frames.{family}", labels, scores, gold
    if text.pairs:
        score = got.same([i for i, _, _ in text.pairs], [j for _, j, _ in text.pairs])
        yield "same", ["other", "same"], np.stack([np.zeros_like(score), score], 1), [same for _, _, same in text.pairs]


def added(got: Read, start: int, end: int, logits: Floats, labels: Sequence[str]) -> Floats:
    """Scores of an attribution's words with the word-wise source and content layers, as frames.attributions puts them together."""
    return combined(logits, labels, {role: log_softmax(got.logits(role))[start:end] for role in ("source", "content")})


def row(labels: Sequence[str], spans: Iterable[tuple[str, int, int]], start: int, end: int) -> list[int]:
    """The gold label of each word of a window, for one anchor."""
    out = [0] * (end - start)
    for label, first, last in spans:
        for k in range(max(first, start), min(last, end)):
            out[k - start] = labels.index(f"{'B' if k == first else 'I'}-{label}")
    return out


def units(labels: Sequence[str], logits: Floats, gold: Sequence[int]) -> Units:
    """Those that count."""
    given = np.asarray(gold, np.int64)
    p = softmax(logits)
    trivial = (p[:, labels.index("O")] > TRIVIAL) if "O" in labels else np.zeros(len(p), bool)
    known = given != IGNORE
    kept = known & ~trivial
    return Units(logits[kept], given[kept], int((known & trivial).sum()))


def gathered(encoder: Encoder, parts: dict[str, Iterable[Text]]) -> dict[str, dict[tuple[str, bool], Units]]:
    """head -> (dev part, whether from the even documents) -> its decisions."""
    found: dict[str, dict[tuple[str, bool], list[Units]]] = defaultdict(lambda: defaultdict(list))
    for part, texts in parts.items():
        for number, text in enumerate(texts):
            for head, labels, logits, gold in counted(encoder, text):
                found[head][part, number % 2 == 0].append(units(labels, logits, gold))
    return {head: {key: joined(some) for key, some in sides.items()} for head, sides in found.items()}


def joined(some: Sequence[Units]) -> Units:
    if not some:
        return Units(np.zeros((0, 1), np.float32), np.zeros(0, np.int64), 0)
    return Units(np.concatenate([u.logits for u in some]), np.concatenate([u.gold for u in some]), sum(u.left_out for u in some))


# -- temperatures ---------------------------------------------------------------------------------------------------


def log_loss(logits: Floats, gold: Indices, temperature: float) -> float:
    scores = log_softmax((logits / temperature).astype(np.float32))
    return -float(scores[np.arange(len(gold)), gold].mean())


def fitted(logits: Floats, gold: Indices, low: float = 0.2, high: float = 5.0, steps: int = 24) -> float:
    """The temperature of least log loss, by golden section on its logarithm: the loss is convex in 1 / temperature, so it has one valley."""
    if len(gold) < LEAST:
        return 1.0
    ratio = (5**0.5 - 1) / 2
    a, b = float(np.log(low)), float(np.log(high))
    c, d = b - ratio * (b - a), a + ratio * (b - a)
    at_c, at_d = (log_loss(logits, gold, float(np.exp(x))) for x in (c, d))
    for _ in range(steps):
        if at_c < at_d:
            b, d, at_d = d, c, at_c
            c = b - ratio * (b - a)
            at_c = log_loss(logits, gold, float(np.exp(c)))
        else:
            a, c, at_c = c, d, at_d
            d = a + ratio * (b - a)
            at_d = log_loss(logits, gold, float(np.exp(d)))
    return round(float(np.exp((a + b) / 2)), 3)


def outcomes(logits: Floats, gold: Indices, temperature: float = 1.0) -> tuple[Floats, NDArray[np.bool_]]:
    """The probability of the label chosen, and whether it is right."""
    p = softmax((logits / temperature).astype(np.float32))
    return p.max(1), p.argmax(1) == gold


def binned(sure: Floats) -> Indices:
    out: Indices = np.minimum((sure * BINS).astype(np.int64), BINS - 1)
    return out


def error(sure: Floats, right: NDArray[np.bool_]) -> float:
    """Expected calibration error."""
    return float(np.abs(np.bincount(binned(sure), sure.astype(np.float64) - right, BINS)).sum()) / max(1, len(sure))


def chance(sure: Floats, draws: int = 50) -> float:
    """The error that is seen, on average, of a head whose probabilities are exact: with few decisions a bin's share is off by luck."""
    rng = np.random.default_rng(0)
    return float(np.mean([error(sure, rng.random(len(sure)) < sure) for _ in range(draws)])) if len(sure) else 0.0


def reliability(sure: Floats, right: NDArray[np.bool_]) -> list[dict[str, float]]:
    """For each bin: how many, their mean probability, the share that is right."""
    bins = binned(sure)
    return [{"n": int(here.sum()), "confidence": round(float(sure[here].mean()), 3), "right": round(float(right[here].mean()), 3)} for here in (bins == k for k in range(BINS)) if here.any()]


def calibrated(head: str, sides: dict[tuple[str, bool], Units]) -> dict[str, Any]:
    """A head's temperature, and what it mends."""
    fit, held = (joined([u for (_, even), u in sides.items() if even is wanted]) for wanted in (True, False))
    temperature = fitted(fit.logits, fit.gold)

    def errors(u: Units) -> dict[str, float]:
        return {"n": len(u.gold), "before": round(error(*outcomes(u.logits, u.gold)), 4), "after": round(error(*outcomes(u.logits, u.gold, temperature)), 4)}

    sure, right = outcomes(held.logits, held.gold, temperature)
    return {
        "head": head, "temperature": temperature, "fitted_on": len(fit.gold), "left_out": held.left_out, **errors(held), "chance": round(chance(sure), 4),
        "parts": {part: errors(u) for (part, even), u in sides.items() if not even}, "bins": reliability(sure, right),
    }  # fmt: skip


def calibrate(weights: Path, parts: dict[str, Iterable[Text]]) -> list[dict[str, Any]]:
    found = gathered(Encoder(weights), parts)
    return [calibrated(head, found[head]) for head in sorted(found)]


def table(rows: Sequence[dict[str, Any]]) -> Iterator[str]:
    yield f"{'head':26} {'counted':>8} {'left out':>9} {'fitted on':>9} {'T':>6} {'ECE before':>10} {'after':>7} {'by chance':>9}"
    for r in rows:
        mark = "" if r["after"] <= AIM else f"  above {AIM}"
        yield f"{r['head']:26} {r['n']:8,} {r['left_out']:9,} {r['fitted_on']:9,} {r['temperature']:6.3f} {r['before']:10.4f} {r['after']:7.4f} {r['chance']:9.4f}{mark}"
    yield f"{sum(r['after'] <= AIM for r in rows)} of {len(rows)} heads at {AIM} or below"


def main(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m training.reader.calibrate", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weights", type=Path, default=WEIGHTS)
    parser.add_argument("--write", action="store_true", help="write calibration.json beside the weights")
    parser.add_argument("--json", action="store_true", help="one line of JSON a head, with its reliability table, instead of a table")
    parser.add_argument("--most", type=int, help="documents of each dev part, for a quick look")
    options = parser.parse_args(argv)
    if not (options.weights / "labels.json").is_file():
        parser.error(f"{options.weights}: no weights; make them with python -m training.reader.export")
    if not shared().is_dir():
        parser.error(f"{shared()}: no data; name its folder with ONRECORD_SHARED")
    if options.write and options.most is not None:
        parser.error("--write fits on whole dev parts: leave --most out")
    rows = calibrate(options.weights, {name: islice(texts(), options.most) for name, texts in dev_parts().items()})
    for line in map(json.dumps, rows) if options.json else table(rows):
        print(line)
    if options.write:
        (options.weights / "calibration.json").write_text(json.dumps({r["head"]: r["temperature"] for r in rows}, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
