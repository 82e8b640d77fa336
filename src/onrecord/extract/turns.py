"""Turns of a transcript: `Reporter: …`, `SECRETARY LIND: …`, `((Ana Lind)) …`. Who speaks stands at the beginning of the paragraph, and nothing is
between marks.

Paragraphs count as turns only where a text has several of them, by two speakers at least, one of whom speaks again, and where every label is a
person's, an interviewer's or in capitals: a fact box (`Height: 3 m`) is none.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from onrecord.reader import Reading
from onrecord.records import Span, Statement, identified
from onrecord.resolve.actors import Cast

FEWEST = 4  # labelled paragraphs
DENSE = 0.3  # their share of the paragraphs from the first to the last
SURE = 0.9
NOBODY = frozenset("q a question answer".split())  # says that somebody asks or answers, not who
ASKING = NOBODY | frozenset("reporter reporters interviewer interviewee host moderator journalist anchor correspondent presenter audience".split())
LABEL = re.compile(r"(?:(?P<name>[A-Z][\w.'’-]*(?:,? (?:[A-Z(][\w.'’)-]*|of|the|and|for|de|van|von|al)){0,8}) ?:|\(\((?P<marked>[^()\n]{1,60})\)\))[ \n]+(?=\S)")


@dataclass(frozen=True)
class Turn:
    label: tuple[int, int]
    content: tuple[tuple[int, int], ...]


def turns(reading: Reading, cast: Cast) -> list[Turn]:
    """The turns in order; what follows a turn without a label goes on with it, up to the next one."""
    labels: dict[int, tuple[int, int, int]] = {}  # paragraph -> label, end of it with its mark
    for number, (start, end) in enumerate(reading.paragraphs):
        if found := LABEL.match(reading.text, start, end):
            label = found.span("name") if found["name"] else found.span("marked")
            if _speaks(reading.text[slice(*label)], label, cast):
                labels[number] = (*label, found.end())
    said = Counter(_key(reading.text[a:b]) for a, b, _ in labels.values())
    if len(labels) < FEWEST or len(said) < 2 or max(said.values()) < 2 or len(labels) < DENSE * (max(labels) - min(labels) + 1):
        return []
    out = []
    numbers = sorted(labels)
    for number, after in zip(numbers, [*numbers[1:], numbers[-1] + 1], strict=True):
        start, end, content = labels[number]
        spans = [(content, reading.paragraphs[number][1]), *reading.paragraphs[number + 1 : after]]
        out.append(Turn((start, end), tuple(place for a, b in spans if (place := _trimmed(reading.text, a, b)))))
    return out


def spoken_turns(reading: Reading, cast: Cast) -> Iterator[Statement]:
    """A direct statement a turn; initials and surnames alone are those of a speaker named before."""
    known: dict[str, tuple[str, ...]] = {}
    for turn in turns(reading, cast):
        label = reading.text[slice(*turn.label)]
        speakers = known.get(_key(label)) or _speakers(label, turn.label, cast)
        for name in _short(label):
            known.setdefault(name, speakers)
        evidence = (*(Span("content", s, e, reading.text[s:e]) for s, e in turn.content), Span("source", *turn.label, label))
        yield identified(
            Statement("", reading.document.id, "direct", speakers, speakers[0] if len(speakers) == 1 else None, evidence=evidence, confidence=SURE)
        )


def _speaks(label: str, place: tuple[int, int], cast: Cast) -> bool:
    return label.lower() in ASKING or label.isupper() or any(m.kind in ("person", "name", "role") for m in cast.inside(*place))


def _speakers(label: str, place: tuple[int, int], cast: Cast) -> tuple[str, ...]:
    if label.lower() in NOBODY:
        return ()
    ids = [id_ for m in cast.inside(*place) if m.kind in ("person", "name") for id_ in cast.ids(m)]
    return tuple(ids[-1:]) or cast.unnamed(*place)


def _short(label: str) -> list[str]:
    """What a speaker may be called in later turns."""
    words = re.findall(r"[^\W\d_]+", label)
    return [_key(label), _key(words[-1]), "".join(word[0] for word in words).casefold()]


def _key(label: str) -> str:
    return " ".join(label.casefold().split())


def _trimmed(text: str, start: int, end: int) -> tuple[int, int] | None:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None
