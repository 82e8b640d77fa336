"""Whether names decide: `python -m bench.swaps [--rounds 3]`.

Every person's name and every state of the dev texts (PolNeAR, own corpus) is replaced by another of its kind and the text is read again.
Counted are decisions: the label each head gives each word, and those that found something (other than O) on either side.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter

from training.evaluate import read
from training.reader import sets
from training.reader.pools import pools
from training.reader.texts import Text, swapped

from bench.shared import shared
from onrecord.reader import encoder

HEADS = ("cue", "source", "content", "event", "act", "mention")


def changes(texts: list[Text], guide: str, rounds: int, seed: int = 3) -> dict[str, Counter[str]]:
    """Head -> words, changed words, found (on either side), changed among these."""
    people, states = pools()
    rng = random.Random(seed)
    out: dict[str, Counter[str]] = {head: Counter() for head in HEADS}
    for text in texts:
        before = read(encoder.load(), text, guide)
        for _ in range(rounds):
            other = swapped(text, rng, people, states)
            if other.words == text.words:
                continue
            after = read(encoder.load(), other, guide)
            for head in HEADS:
                a, b = before.logits(head).argmax(1), after.logits(head).argmax(1)
                out[head] += Counter(words=len(a), changed=int((a != b).sum()), found=int(((a > 0) | (b > 0)).sum()))
    return out


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.swaps", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    for name, texts, guide in (("PolNeAR dev", list(sets.polnear(shared() / "data/quotes/polnear/dev.jsonl")), "polnear"), ("own corpus, dev", list(sets.corpus("dev")), "onrecord")):
        print(f"== {name}")
        total = Counter[str]()
        for head, c in changes(texts, guide, options.rounds).items():
            total += c
            print(f"  {head:9} {c['words']:8,} decisions, {100 * c['changed'] / max(1, c['words']):.2f} % changed; of {c['found']:,} that found something {100 * c['changed'] / max(1, c['found']):.1f} %")
        print(f"  all       {total['words']:8,} decisions, {100 * total['changed'] / total['words']:.2f} % changed")


if __name__ == "__main__":
    main()
