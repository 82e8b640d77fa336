"""What desks do to each other's texts, seeded: light edits, trims, other headlines, abridgement."""

from __future__ import annotations

import gzip
import json
import random
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

_WORD = re.compile(r"\S+")
_SENTENCE_ENDS = re.compile(r"(?<=[.!?”\"])\s+(?=[A-Z“\"])")
HEADS = ("UPDATE 2:", "Correspondents report:", "What we know so far:", "Live:", "In brief:")
TAILS = ("Reporting by our correspondents; editing by the night desk.", "This story has been updated.", "With material from news agencies.")


def articles(file: Path) -> list[dict[str, Any]]:
    """Articles of a (gzipped) JSON Lines file."""
    with (gzip.open(file, "rt", encoding="utf-8") if file.suffix == ".gz" else file.open(encoding="utf-8")) as lines:
        return [json.loads(line) for line in lines]


def light_edits(text: str, chance: random.Random, rate: float | None = None) -> str:
    """Of the words `rate` (2–8 % unless given) left out, doubled by a neighbour's, or exchanged for another of the text."""
    share = chance.uniform(0.02, 0.08) if rate is None else rate
    words = _WORD.findall(text)

    def edited(found: re.Match[str]) -> str:
        if chance.random() >= share:
            return found[0]
        return chance.choice(("", chance.choice(words), f"{found[0]} {chance.choice(words)}"))

    return _WORD.sub(edited, text)


def trimmed(text: str, chance: random.Random) -> str:
    """A tenth to a third of the words cut from the end, sometimes the first paragraph too."""
    words = list(_WORD.finditer(text))
    begin = text.find("\n\n") + 2 if chance.random() < 0.3 and 0 < text.find("\n\n") < len(text) // 5 else 0
    return text[begin : words[int(len(words) * chance.uniform(0.67, 0.9)) - 1].end()]


def reheaded(text: str, chance: random.Random) -> str:
    """Another first line and a line of the desk's own at the end."""
    words = _WORD.findall(text)
    line = " ".join(chance.sample(words, min(8, len(words))))
    return f"{chance.choice(HEADS)} {line}\n\n{text}\n\n{chance.choice(TAILS)}"


def abridged(text: str, chance: random.Random) -> str:
    """30–60 % of the words, as whole sentences: the lead and then from anywhere in order, two words of a hundred changed."""
    said = [s for paragraph in text.split("\n\n") for s in _SENTENCE_ENDS.split(paragraph) if s.strip()]
    wanted = chance.uniform(0.3, 0.6) * len(_WORD.findall(text))
    order = [0, *chance.sample(range(1, len(said)), len(said) - 1)] if said else []
    kept: set[int] = set()
    for at in order:
        if sum(len(_WORD.findall(said[n])) for n in kept) >= wanted:
            break
        kept.add(at)
    return light_edits("\n\n".join(said[n] for n in sorted(kept)), chance, 0.02)


KINDS: dict[str, Callable[[str, random.Random], str]] = {"light edits": light_edits, "trim": trimmed, "headline": reheaded}
