"""Trigger words for event sentences that tell only type and parties: `python -m training.reader.anchors [--weights DIR]`.

PLV says that an actor does something of a type to a recipient, cameo_ner only who and whom; neither says in which words. The weights
made so far choose the word: likeliest trigger of the given type (of any type), verbs before nouns, never inside a party. Written as
places in anchors.tsv (set, id, first character, one past the last, type; no text), which training/reader/sets.py reads.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from bench.shared import shared

from onrecord.reader.decode import softmax
from onrecord.reader.encoder import WEIGHTS, Encoder
from training.reader import sets
from training.reader.texts import Text

KEPT = Path(__file__).parent / "anchors.tsv"
LIKED = {"VERB": 1.0, "NOUN": 0.4}  # how far a part of speech may be a trigger; others a twentieth
OTHER_TYPE = 0.1  # what the probability of another type counts


def anchor(encoder: Encoder, text: Text, kinds: tuple[str, ...], parties: list[tuple[int, int]]) -> tuple[int, int, str] | None:
    """First word and one past the last of the likeliest trigger, and its type: the likelier one where two are meant."""
    read = encoder.read(text.words, text.states, text.sentences, text.paragraphs)
    labels, upos = encoder.labels.tags["event"], encoder.labels.tags["upos"]
    p = softmax(read.logits("event"))
    typed = p[:, [n for n, label in enumerate(labels) if label[2:] in kinds or (not kinds and label != "O")]].sum(1)
    liked = softmax(read.logits("upos")) @ np.array([LIKED.get(tag, 0.05) for tag in upos])
    score = (typed + OTHER_TYPE * (1 - p[:, 0]) + 1e-3) * liked
    for start, end in parties:
        score[start:end] = 0
    best = int(score.argmax())
    if score[best] <= 0:
        return None
    first = last = best
    begins = p.argmax(1)
    while first and labels[begins[first]].startswith("I-") and score[first - 1] and labels[begins[first - 1]] != "O":
        first -= 1
    while last + 1 < len(text.words) and score[last + 1] and labels[begins[last + 1]].startswith("I-"):
        last += 1
    kind = max(kinds, key=lambda k: float(p[best, [n for n, label in enumerate(labels) if label[2:] == k]].sum()), default="")
    return first, last + 1, kind


def lines(encoder: Encoder) -> Iterator[str]:
    folder = shared() / "data/events"
    for name, read in (("plv", sets.plv_rows), ("cameo", sets.cameo_rows)):
        for id_, text, kinds, roles in read(folder):
            found = anchor(encoder, text, kinds, [(a, b) for _, a, b in roles])
            if found:
                yield f"{name}\t{id_}\t{text.places[found[0]][0]}\t{text.places[found[1] - 1][1]}\t{found[2]}"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m training.reader.anchors", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weights", type=Path, default=WEIGHTS)
    encoder = Encoder(parser.parse_args().weights)
    head = "# Where the trigger of an event sentence stands: training/reader/anchors.py. Characters of the text (cameo: of its words joined by spaces).\nset\tid\tstart\tend\ttype\n"
    KEPT.write_text(head + "\n".join(lines(encoder)) + "\n", "utf8")


if __name__ == "__main__":
    main()
