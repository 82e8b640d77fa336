"""Alignment of translations by paragraph: three article pairs in own words (German, Ukrainian, French), their paragraphs merged, split
and left out at random on either side.

    python -m bench.translations [--rounds 300]

Prints precision, recall and F1 of the pairs (original paragraph, translated paragraph), against lengths alone, and aligned paragraphs a second.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from pathlib import Path

from onrecord.ingest import alignment
from onrecord.ingest.alignment import align

PAIRS = Path(__file__).parents[1] / "tests" / "cases" / "translations" / "pairs.jsonl"
Side = list[tuple[str, frozenset[int]]]  # a paragraph and which of the article's it holds


def mutated(side: Side, draw: random.Random) -> Side:
    """Merges, splits at a sentence's end, and leaves out a paragraph now and then."""
    out: Side = []
    for text, holds in side:
        chance = draw.random()
        if chance < 0.04:
            continue
        if chance < 0.14 and out:
            out[-1] = (f"{out[-1][0]} {text}", out[-1][1] | holds)
        elif chance < 0.24 and ". " in text[20:-20]:
            cut = text.index(". ", 20) + 1
            out += [(text[:cut], holds), (text[cut + 1 :], holds)]
        else:
            out.append((text, holds))
    return out


def pairs(original: Side, english: Side) -> set[tuple[int, int]]:
    return {(i, j) for i, (_, a) in enumerate(original) for j, (_, b) in enumerate(english) if a & b}


def scored(rounds: int, seed: int = 3) -> tuple[float, float, float, float]:
    articles = [json.loads(line) for line in PAIRS.read_text("utf-8").splitlines()]
    draw = random.Random(seed)
    right = found = wanted = paragraphs = 0
    spent = 0.0
    for _ in range(rounds):
        chosen = draw.choice(articles)
        count = draw.choice((1, 2, 4))
        sides = []
        for key in ("original", "english"):
            sides.append(mutated([(text, frozenset([k])) for k, text in enumerate(chosen[key] * count)], draw))
        original, english = sides
        begun = time.perf_counter()
        beads = align([t for t, _ in original], [t for t, _ in english])
        spent += time.perf_counter() - begun
        got = {(i, j) for bead in beads for i in range(*bead.original) for j in range(*bead.translation)}
        gold = pairs(original, english)
        right, found, wanted = right + len(got & gold), found + len(got), wanted + len(gold)
        paragraphs += len(english)
    precision, recall = right / found, right / wanted
    return precision, recall, 2 * precision * recall / (precision + recall), paragraphs / spent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=300)
    rounds = parser.parse_args().rounds
    precision, recall, f1, speed = scored(rounds)
    print(f"lengths and anchors  precision {precision:.3f}  recall {recall:.3f}  F1 {f1:.3f}  {speed:,.0f} paragraphs/s")
    anchor, missed = alignment.ANCHOR, alignment.MISSED
    alignment.ANCHOR = alignment.MISSED = 0.0
    precision, recall, f1, speed = scored(rounds)
    alignment.ANCHOR, alignment.MISSED = anchor, missed
    print(f"lengths alone        precision {precision:.3f}  recall {recall:.3f}  F1 {f1:.3f}  {speed:,.0f} paragraphs/s")


if __name__ == "__main__":
    main()
