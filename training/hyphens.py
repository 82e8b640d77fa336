"""Makes src/onrecord/ingest/repair/compounds.tsv: how much each half of a word speaks for a true hyphen at a line's end.

    python training/hyphens.py            counts all articles and writes the table
    python training/hyphens.py --measure  counts one half of the articles and judges the other

For a first half "full": log(occurrences of full-… / occurrences of solid words that begin with full), likewise for second
halves; a word keeps its hyphen when the two sum to more than a threshold. Only counts leave the articles, no text.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import os
import re
from collections import Counter
from itertools import pairwise
from pathlib import Path

WORD = re.compile(r"(?<![\w-])[A-Za-z]+(?:-[A-Za-z]+)*(?![\w-])")
SYLLABLE = re.compile(r"[aeiouy][^aeiouy]?(?=[^aeiouy][aeiouy])")
UNSEEN, SEEN = -2.0, 2  # the weight of a half not in the table, and how often one in it was seen
TABLE = Path(__file__).parents[1] / "src/onrecord/ingest/repair/compounds.tsv"
HEAD = """\
# How much each half of a hyphenated word speaks for a true hyphen: log odds against solid words with the same letters.
# Made by training/hyphens.py from word counts over 5,394 news articles (counts only); Apache-2.0.
# which	half	weight
"""


def articles() -> list[str]:
    shared = Path(os.environ.get("ONRECORD_SHARED", "../shared"))
    with gzip.open(shared / "data/news/conflict_articles.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line)["text"] for line in lines]


def counts(texts: list[str]) -> Counter[str]:
    return Counter(word.lower() for text in texts for word in WORD.findall(text))


def weights(words: Counter[str]) -> tuple[dict[str, float], dict[str, float]]:
    """Weights of first and of second halves."""
    first, second = Counter[str](), Counter[str]()
    begins, ends = Counter[str](), Counter[str]()
    for word, times in words.items():
        parts = word.split("-")
        for a, b in pairwise(parts):
            first[a] += times
            second[b] += times
        for part in parts:
            for i in range(2, len(part) - 1):
                begins[part[:i]] += times
                ends[part[i:]] += times
    prior = math.log(first.total() / begins.total()) / 2

    def table(hyphened: Counter[str], solid: Counter[str]) -> dict[str, float]:
        odds = {half: math.log((n + 0.5) / (solid[half] + 0.5)) - prior for half, n in hyphened.items() if n >= SEEN and len(half) > 1}
        return {half: round(weight, 1) for half, weight in sorted(odds.items()) if weight > -5}

    return table(first, begins), table(second, ends)


def measure(texts: list[str]) -> None:
    """Hyphened words broken at their hyphen, solid ones between syllables, each as often as it occurs; by threshold."""
    first, second = weights(counts(texts[::2]))
    words = counts(texts[1::2])
    for threshold in (-4, -3, -2, -1, 0, 1):
        kept = hyphened = joined = solid = 0
        for word, times in words.items():
            parts = word.split("-")
            if len(parts) == 2 and len(parts[0]) > 1:
                hyphened += times
                kept += times * (first.get(parts[0], UNSEEN) + second.get(parts[1], UNSEEN) > threshold)
            elif len(parts) == 1 and len(word) >= 6 and times > 2:
                for at in [m.end() for m in SYLLABLE.finditer(word) if 2 <= m.end() <= len(word) - 3][:3]:
                    solid += times
                    joined += times * (first.get(word[:at], UNSEEN) + second.get(word[at:], UNSEEN) <= threshold)
        print(f"threshold {threshold:3}: true hyphens kept {kept / hyphened:.3f} of {hyphened:,}, soft ones joined {joined / solid:.3f} of {solid:,}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--measure", action="store_true")
    texts = articles()
    if parser.parse_args().measure:
        measure(texts)
        return
    first, second = weights(counts(texts))
    rows = [f"{which}\t{half}\t{weight}" for which, table in (("first", first), ("second", second)) for half, weight in table.items()]
    TABLE.write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
