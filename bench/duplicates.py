"""How well copies are found among real articles: recall, precision, speed.

    python -m bench.duplicates                    500 lightly edited, trimmed or newly headed copies and 500 abridged ones (30–60 % of the
                                                  text) among the articles of shared/data/news
    python -m bench.duplicates --hard             the same with up to 15 % of the words changed, as a warning how far it carries
    python -m bench.duplicates --list             also every pair of real articles that was found, with the shared words, to be judged
    ... --copies N --seed N --json FILE

A pair that was found is right when one text was made from the other, or both from one, or when two real articles stand in VERIFIED: every pair
of real articles that is found was read side by side, and those are listed that are one text in two outlets or two versions of one report.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from pathlib import Path
from typing import Any

from bench.copying import KINDS, abridged, articles, light_edits
from bench.shared import shared
from onrecord.ingest.duplicates import Text, compared, copies, pairs, signature, words
from onrecord.store.when import days

VERIFIED = Path(__file__).with_name("duplicates_verified.tsv")
RECALL, ABRIDGED, PRECISION, TIME = 0.98, 0.85, 0.99, 1.5


def made(originals: list[dict[str, Any]], number: int, hard: bool, seed: int) -> list[tuple[str, str, int]]:
    """(kind, text, index of the original)."""
    chance = random.Random(seed)
    out = []
    for _ in range(number):
        at = chance.randrange(len(originals))
        kind = chance.choice(list(KINDS))
        text = KINDS[kind](originals[at]["text"], chance)
        out.append((kind, light_edits(text, chance, chance.uniform(0.05, 0.15)) if hard else text, at))
    for _ in range(number):
        at = chance.randrange(len(originals))
        text = abridged(originals[at]["text"], chance)
        out.append(("abridged", light_edits(text, chance, chance.uniform(0.05, 0.15)) if hard else text, at))
    return out


def measured(number: int, hard: bool, seed: int, tell: bool) -> dict[str, Any]:
    real = articles(shared() / "data" / "news" / "conflict_articles.jsonl.gz")
    synthetic = made(real, number, hard, seed)
    texts = [a["text"] for a in real] + [text for _, text, _ in synthetic]
    dates = [(days(a["published"]) or (None,))[0] for a in real] + [None] * len(synthetic)
    origin = [*range(len(real)), *(at for _, _, at in synthetic)]

    words(" ".join(texts[:50]))  # the first words are hashed before the clock starts
    begun = time.process_time()
    prepared = [words(text) for text in texts]
    signed = [signature(each.runs) for each in prepared]
    signatures = time.process_time() - begun
    begun = time.process_time()
    found = copies([Text(f"{n:06}", words(text), dates[n], len(text)) for n, text in enumerate(texts)])
    whole = time.process_time() - begun
    del prepared, signed

    of = {int(copy): int(original) for copy, original in found.items()}
    verified = {tuple(line.split("\t")[:2]) for line in VERIFIED.read_text(encoding="utf-8").splitlines() if not line.startswith("#")}

    def right(copy: int, original: int) -> bool:
        one, two = origin[copy], origin[original]
        return one == two or tuple(sorted((real[one]["id"], real[two]["id"]))) in verified

    good = [pair for pair in of.items() if right(*pair)]
    groups = [of.get(n, n) for n in range(len(texts))]
    hit = [groups[len(real) + n] == groups[at] for n, (_, _, at) in enumerate(synthetic)]

    def recall(kinds: set[str]) -> float:
        hits = [h for h, (kind, _, _) in zip(hit, synthetic, strict=True) if kind in kinds]
        return round(sum(hits) / len(hits), 4)

    figures: dict[str, Any] = {
        "articles": len(real), "copies made": len(synthetic), "recall": recall(set(KINDS)), "recall, abridged": recall({"abridged"}),
        "recall by kind": {kind: recall({kind}) for kind in (*KINDS, "abridged")},
        "precision": round(len(good) / len(of), 4), "pairs found": len(of), "of them between real articles": sum(a < len(real) and b < len(real) for a, b in of.items()),
        "signatures, documents/s": round(len(texts) / signatures), "whole check, documents/s": round(len(texts) / whole),
        "whole / signatures": round(whole / signatures, 3),
    }  # fmt: skip
    if tell:
        figures["wrong"] = [[describe(real, origin[n], n >= len(real)) for n in pair] for pair in of.items() if pair not in good]
        figures["real pairs"] = real_pairs(real)
    return figures


def describe(real: list[dict[str, Any]], at: int, copy: bool) -> str:
    return f"{'copy of ' if copy else ''}{real[at]['id']} {real[at]['outlet']} {real[at]['published']} {real[at]['title']}"


def real_pairs(real: list[dict[str, Any]]) -> list[list[Any]]:
    """Every pair of real articles of which one is found to be a copy of the other, before a canonical one is chosen."""
    prepared = [words(a["text"]) for a in real]
    out = []
    for i, j in pairs([signature(each.runs) for each in prepared]):
        shares = compared(prepared[i], prepared[j])
        if any(shares):
            out.append([[round(share, 2) for share in shares], describe(real, i, False), describe(real, j, False)])
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--copies", type=int, default=500)
    parser.add_argument("--hard", action="store_true")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", type=Path, metavar="FILE")
    given = parser.parse_args()
    figures = measured(given.copies, given.hard, given.seed, given.list)
    print(json.dumps(figures, indent=1, ensure_ascii=False))
    if given.json:
        given.json.write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    reached = figures["recall"] >= RECALL and figures["recall, abridged"] >= ABRIDGED and figures["precision"] >= PRECISION and figures["whole / signatures"] <= TIME
    if not given.hard and not reached:
        sys.exit(1)


if __name__ == "__main__":
    main()
