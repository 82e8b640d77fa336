"""A text with whatever labels its data set has, by word; cut into the windows that the encoder reads."""

from __future__ import annotations

import random
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from tokenizers import Tokenizer

from onrecord.reader.quotemarks import quotation_marks
from onrecord.reader.tokens import Token, paragraphs, sentences, tokens
from onrecord.reader.windows import Ints, Window, pieces, states, windows

IGNORE = -100


class Frame(NamedTuple):
    family: str
    anchor: int
    spans: tuple[tuple[str, int, int], ...]  # label, first word, one past the last
    guide: int = 0


@dataclass
class Text:
    name: str
    words: list[str]
    sentences: list[int]  # words that begin one
    paragraphs: list[int]
    states: list[int]
    places: list[tuple[int, int]] = field(default_factory=list)  # of each word in the raw text, where there is one
    tags: dict[str, list[str | None]] = field(default_factory=dict)  # a label a word, None: not known
    guide: int = 0
    anchored: list[tuple[str, int, str | float]] = field(default_factory=list)
    frames: list[Frame] = field(default_factory=list)
    pairs: list[tuple[int, int, int]] = field(default_factory=list)
    arcs: tuple[list[int], list[str]] | None = None  # head (a root: itself) and relation of each word
    names: list[tuple[int, int]] = field(default_factory=list)  # persons' names, to be swapped
    quotations: list[tuple[int, int]] = field(default_factory=list)  # outermost, in the raw text

    def span(self, start: int, end: int) -> tuple[int, int] | None:
        """The words that share a character with raw text [start, end)."""
        low = bisect_right(self.places, start, key=lambda p: p[1])
        high = bisect_left(self.places, end, key=lambda p: p[0])
        return (low, high) if low < high else None


def raw(name: str, text: str) -> Text:
    """A text as the product reads it."""
    found = quotation_marks(text)
    bounds = sentences(text, found.quotations)
    begins = {start for start, _ in paragraphs(text)}
    words: list[Token] = []
    sentence_starts: list[int] = []
    paragraph_starts: list[int] = []
    for start, end in bounds:
        sentence_starts.append(len(words))
        if start in begins:
            paragraph_starts.append(len(words))
        words.extend(tokens(text, start, end))
    kept = [s for n, s in enumerate(sentence_starts) if s < len(words) and (not n or s != sentence_starts[n - 1])]
    state = states(len(text), [w.start for w in words], found.quotations)
    quotations = [(q.start, q.end) for q in found.quotations if not q.depth]
    return Text(name, [w.text for w in words], kept, sorted({0, *paragraph_starts}), state, [(w.start, w.end) for w in words], quotations=quotations)


def tokenised(name: str, parts: Sequence[Sequence[str]], spaces: Sequence[Sequence[bool]] | None = None, paragraph_starts: Iterable[int] = (0,)) -> Text:
    """Sentences given as words; quotation state is read off the words put together. `paragraph_starts` counts sentences."""
    text = ""
    at: list[int] = []
    starts: list[int] = []
    begins: list[int] = []
    first = set(paragraph_starts)
    for n, part in enumerate(parts):
        if n in first and text:
            text += "\n\n"
        if n in first:
            begins.append(len(at))
        starts.append(len(at))
        for k, word in enumerate(part):
            at.append(len(text))
            text += word + (" " if spaces is None or spaces[n][k] else "")
    words = [w for part in parts for w in part]
    state = states(len(text), at, quotation_marks(text).quotations)
    return Text(name, words, starts, sorted({0, *begins}), state, [(a, a + len(w)) for a, w in zip(at, words, strict=True)])


def bio(length: int, spans: Iterable[tuple[str, int, int]]) -> list[str]:
    """Span labels as one label a word; the first of two spans that overlap stays."""
    out = ["O"] * length
    for label, start, end in spans:
        if all(out[k] == "O" for k in range(start, min(end, length))):
            for k in range(start, min(end, length)):
                out[k] = ("B-" if k == start else "I-") + label
    return out


class Example(NamedTuple):
    """A window with the labels that lie in it, words counted from its first."""

    window: Window
    text: Text
    weight: float = 1.0


def examples(tokenizer: Tokenizer, text: Text) -> list[Example]:
    found = pieces(tokenizer, text.words)
    return [Example(window, text) for window in windows(found, text.states, text.sentences, text.paragraphs)]


# -- augmentation ---------------------------------------------------------------------------------------------------

STYLES = [{"“": '"', "”": '"', "‘": "'", "’": "'"}, {'"': "''"}, {"“": "«", "”": "»"}, {"“": "‘", "”": "’"}, {}, {}, {}]
NAMED = {"upos", "uner", "politics", "defence", "wikigold"}  # layers to which a role is not what a name is
ROLES = {1: ["officials", "critics", "aides", "lawyers", "residents"], 2: ["a spokesman", "the minister", "an official", "the group", "the court", "one diplomat"], 3: ["a senior official", "the foreign minister", "an army spokeswoman", "the prime minister"]}


def swapped(text: Text, rng: random.Random, people: Sequence[str], countries: Sequence[tuple[str, str]], roles: float = 0.0) -> Text:
    """The same text about others: persons' names and states (with their adjectives) replaced, each by one other throughout.

    `roles`: share of the names that become a role without a name of as many words.
    """
    words = list(text.words)
    fresh: dict[str, str] = {}
    for start, end in text.names:
        if 1 <= end - start <= 3 and rng.random() < roles:
            words[start:end] = rng.choice(ROLES[end - start]).split()
            continue
        for k in range(start, end):
            if words[k][:1].isupper() and len(words[k]) > 2 and words[k].isalpha():
                words[k] = fresh.setdefault(words[k], rng.choice(people))
    shuffled = rng.sample(countries, len(countries))
    swap = {a: b for old, new in zip(countries, shuffled, strict=True) for a, b in zip(old, new, strict=True) if a and b and " " not in a + b}
    return replace(text, words=[swap.get(w, w) for w in words])


def varied(text: Text, rng: random.Random, people: Sequence[str], countries: Sequence[tuple[str, str]]) -> Text:
    """The same labels on other words: names swapped, some for roles, marks of another style, paragraphs joined or parted."""
    other = swapped(text, rng, people, countries, roles=0.0 if set(text.tags) & NAMED else 0.08)
    style = rng.choice(STYLES)
    words = [style.get(w, w) for w in other.words]
    breaks = [p for p in text.paragraphs if p == 0 or rng.random() > 0.1]
    if rng.random() < 0.2:
        breaks = sorted({*breaks, *(k for k in range(1, len(words)) if rng.random() < 0.01)})
    state = [0 if s < 4 and rng.random() < 0.02 else s for s in text.states]
    return replace(text, words=words, paragraphs=breaks, states=state)


def labels_of(vocabulary: Sequence[str], given: Sequence[str | None]) -> list[int]:
    index = {label: n for n, label in enumerate(vocabulary)}
    return [IGNORE if label is None else index.get(label, IGNORE) for label in given]


__all__ = ["IGNORE", "Example", "Frame", "Ints", "Text", "bio", "examples", "labels_of", "raw", "swapped", "tokenised", "varied"]
