"""Attributions as the trained reader sees them: its cues with what they take as source, content and addressee, as spans of text."""

from __future__ import annotations

from bisect import bisect_left
from typing import NamedTuple

from onrecord.extract.attribution.attribution import Attribution, overlap
from onrecord.extract.attribution.clauses import Unit, trim
from onrecord.extract.attribution.words import AUXILIARIES
from onrecord.extract.lexicon import Cue, cues
from onrecord.extract.places import between
from onrecord.reader import Frame, Reading
from onrecord.reader.decode import Labelled
from onrecord.resolve.actors import Cast

Place = tuple[int, int]
AROUND = 400  # characters around a unit in which another cue may take a span from one of its cues
EDGES = 0.7  # overlap from which two contents differ only in their edges


def framed(reading: Reading, unit: Unit, number: int, cast: Cast) -> list[Attribution]:
    """What the trained reader finds in the unit: its cues, and inside what they attribute cues that by themselves would be too unlikely."""
    own, beside = list[Frame](), list[Frame]()
    for frame in frames_of(reading, (max(0, unit.start - AROUND), unit.end + AROUND), unit, reading.attributions):
        (own if unit.start <= reading.tokens[frame.own.start].start < unit.end else beside).append(frame)
    here = _held(reading, own, unit.level)
    inside = _held(reading, frames_of(reading, (unit.start, unit.end), unit, reading.inner_attributions), unit.level)
    inside = [one for one in inside if _reports(reading, one, here, unit.level)]
    around = here + _held(reading, beside, unit.level) if here else []
    found: list[Attribution] = []
    for one in here + inside:
        others = [other for other in (around if one in here else inside) if other is not one]
        spans = tuple(span for span in one.content if not any(_nearer(span, one, other) for other in others)) or one.content
        spans = tuple(span for span in spans if span[1] > unit.start) or spans  # not also what the sentence before attributes
        if all(any(_theirs(span, other, unit) for other in others) for span in spans) or _quarrel(reading, one.cue, spans):
            continue
        addressee = max(one.frame.of("addressee"), key=lambda s: s.score, default=None)
        found.extend(
            Attribution(part, one.cue, grown(cast, *one.source) if one.source else None, grown(cast, *reading.place(addressee.start, addressee.end)) if addressee else None,
                        verb(reading, one.cue), "p" if part[0][0] < one.cue[0] else "t", unit.level, number, one.sure, one in inside)
            for part in divided(reading, spans, one.cue, unit.level)
        )  # fmt: skip
    return found


def _held(reading: Reading, frames: list[Frame], level: int) -> list[Held]:
    """Those of the frames that attribute anything."""
    return [one for one in (held(reading, frame, level) for frame in frames) if one.content]


def _reports(reading: Reading, inner: Held, outer: list[Held], level: int) -> bool:
    """Whether an unlikely cue counts: it and its content stand in what another one attributes, as a part of it, and it is told whose."""
    words = reading.text[inner.cue[0] : inner.cue[1]].lower().split()
    said = reading.text[inner.content[0][0] : inner.content[-1][1]].split()
    if not set(words) - AUXILIARIES or len(said) < 3 or said[0].lower() == "of" or (inner.source is None and not level):
        return False
    return level > 0 or any(
        inner.source != one.source and all(any(s <= a and b <= e for s, e in one.content) for a, b in (inner.cue, *inner.content)) for one in outer
    )


def _nearer(span: tuple[int, int], one: Held, other: Held) -> bool:
    """Whether another cue, nearer to it, takes the same span, or has it for its source."""
    if any(s <= other.cue[0] and other.cue[1] <= e for s, e in one.content):
        return False  # what the other attributes is reported too
    if other.source and overlap((span,), (other.source,)) >= EDGES:
        return True
    apart, theirs = (max(span[0] - cue[1], cue[0] - span[1]) for cue in (one.cue, other.cue))
    return theirs < apart and any(overlap((span,), (content,)) >= EDGES for content in other.content)


def _theirs(span: Place, other: Held, unit: Unit) -> bool:
    """Whether a span of an earlier sentence is what that sentence's own cue attributes: `“…,” A said. She said so twice.`"""
    return span[1] <= unit.start and other.cue[1] <= unit.start and any(overlap((span,), (content,)) >= EDGES for content in other.content)


def _quarrel(reading: Reading, cue: Place, spans: tuple[Place, ...]) -> bool:
    """`argue over tanks` says what about, not what."""
    start, end = spans[0]
    return len(spans) == 1 and (reading.text[cue[1] : start].strip().lower() in ("over", "with") or reading.text[start:end].lower().startswith("over "))


class Held(NamedTuple):
    """A frame's cue, content and source as places in the text."""

    frame: Frame
    cue: Place
    content: tuple[Place, ...]
    source: Place | None
    sure: float


def held(reading: Reading, frame: Frame, level: int) -> Held:
    """With "who" for a source, whoever stands before it."""
    cue = reading.place(frame.own.start, frame.own.end)
    content = parts(reading, frame, "content", level)
    if shifted := _verb_of(reading, cue, content):
        cue, content = shifted
    found = max(frame.of("source"), key=lambda s: s.score, default=None)
    source = unowned(reading, found) if found else None
    if source and reading.text[slice(*source)].lower() in RELATIVE:
        source = before(reading, source[0]) or source
    return Held(frame, cue, content, source, round(frame.score * frame.chance("statement.core", "core"), 3))


def _verb_of(reading: Reading, cue: Place, content: tuple[Place, ...]) -> tuple[Place, tuple[Place, ...]] | None:
    """`had | threatened to cut`: an auxiliary alone is half a cue, its verb of saying the other half."""
    if not content or not {t.text.lower() for t in reading.tokens_in(*cue)} <= AUXILIARIES:
        return None
    head = reading.tokens_in(*content[0])
    if len(head) < 4 or head[0].text.lower() not in cues() or not 0 <= head[0].start - cue[1] <= 2:
        return None
    return (cue[0], head[0].end), ((head[1].start, content[0][1]), *content[1:])


def before(reading: Reading, offset: int) -> Place | None:
    """The noun phrase, as the reader sees it, that a relative pronoun at `offset` stands for."""
    word = reading.word_at(offset)
    while word and reading.tokens[word - 1].text == ",":
        word -= 1
    span = next((s for s in reversed(reading.mentions) if s.end == word), None)
    return reading.place(span.start, span.end) if span else None


def frames_of(reading: Reading, near: Place, unit: Unit, found: list[Frame]) -> list[Frame]:
    """Those of `found` whose cue begins in `near`, at the unit's quotation level."""
    low, high = (bisect_left(found, edge, key=lambda f: reading.tokens[f.anchor].start) for edge in near)
    quotes = unit.quotes if near == (unit.start, unit.end) else reading.quoted(unit.level)
    return [f for f in found[low:high] if not between(quotes, reading.tokens[f.anchor].start, reading.tokens[f.anchor].start + 1)]


def parts(reading: Reading, frame: Frame, role: str, level: int) -> tuple[Place, ...]:
    """The frame's spans of one role, edges as the guidelines want them: marks on both sides or none, no stop outside them."""
    out: list[Place] = []
    found = frame.of(role)
    sure = max((span.score for span in found), default=0.0)
    for span in found:
        start, end = reading.place(span.start, span.end)
        words = reading.text[start:end].lower()
        if len(found) > 1 and (span.score < 0.5 * sure or (span.end - span.start == 1 and words not in RELATIVE)):
            continue  # a stray word
        if span.end == frame.first + len(frame.table):  # the window ends: the clause goes on
            end = max(end, reading.sentences[reading.sentence_at(end - 1)][1])
        start, end = trim(reading.text, *snapped(reading, start, end, level))
        start, end = trim(reading.text, *_paragraph(reading, frame, start, end))
        if start >= end:
            continue
        if out and (start < out[-1][1] or _one(reading, frame, out[-1][1], start)):
            out[-1] = out[-1][0], max(end, out[-1][1])
        else:
            out.append((start, end))
    return tuple(out)


def _paragraph(reading: Reading, frame: Frame, start: int, end: int) -> Place:
    """What of a span without quotation marks stands in one paragraph, its cue's if that is one of them: a headline does not go on in the text."""
    if "\n\n" not in reading.text[start:end] or between(reading.quoted(0), start, end):
        return start, end
    here = reading.paragraph_at(reading.tokens[frame.anchor].start)
    low, high = reading.paragraphs[min(max(here, reading.paragraph_at(start)), reading.paragraph_at(end - 1))]
    return max(start, low), min(end, high)


def _one(reading: Reading, frame: Frame, low: int, high: int) -> bool:
    """Whether a few words between two parts of a content belong to it: somebody named there, a party to another cue, not to this one."""
    if not reading.text[low:high].strip():
        return "\n" not in reading.text[low:high]
    first, last = reading.word_at(low), reading.word_at(high - 1) + 1
    taken = [frame.own, *(max(frame.of(role), key=lambda s: s.score) for role in ("source", "addressee") if frame.of(role))]
    words = [t.text for t in reading.tokens[first:last] if low <= t.start < high]
    return (
        0 < len(words) <= FILLED and not any(s.start < last and first < s.end for s in taken) and not {w.lower() for w in words} & APART
        and any(m.start <= first and last <= m.end + 1 for m in reading.mentions)
    )  # fmt: skip


APART = frozenset(', ; : . — – “ ” " and but or while who which'.split())
FILLED = 10  # words that a content may leave out in the middle
RELATIVE = frozenset("which who that whom".split())
COVERED = 0.4  # share of a quotation from which a span that begins or ends with it takes all of it


def snapped(reading: Reading, start: int, end: int, level: int) -> Place:
    """Grown to the whole of a quotation that the span begins or ends with but breaks off in."""
    for low, high in between(reading.quoted(level, terms=True), start, end):
        covered = min(end, high) - max(start, low)
        if covered < min(COVERED * (high - low), 60):
            continue
        if abs(start - low) <= 2:
            start, end = min(start, low), max(end, high)
        elif low < start and end >= high - 3:
            start, end = low, max(end, high)
        elif start < low and low < end < high:
            end = high
    return start, end


def divided(reading: Reading, content: tuple[Place, ...], cue: Place, level: int) -> list[tuple[Place, ...]]:
    """`said A: “B.”`, `said A. “B.”`: the clause and the quotation that stands for itself are two statements; what an attribution only
    interrupts is one."""
    out: list[tuple[Place, ...]] = []
    for start, end in content:
        quotes = [q for q in between(reading.quoted(level), start, end) if start + 8 < q[0] and q[1] >= end - 1]
        colon = next((q for q in quotes if reading.text[start : q[0]].rstrip().endswith(":")), None)
        pieces = [trim(reading.text, start, colon[0]), (colon[0], end)] if colon else [(start, end)]
        for piece in pieces:
            whole = any(q[0] == piece[0] and piece[1] <= q[1] + 1 for q in between(reading.quoted(level), *piece))
            before = out[-1][-1] if out else None
            apart = before is not None and cue[1] <= before[0] and whole and reading.text[before[1] : piece[0]].strip(" \n,”\"’") in (".", ":", "")
            clause = before is not None and not any(q[0] == before[0] for q in between(reading.quoted(level), *before))
            if before is None or (apart and clause):
                out.append((piece,))
            else:
                out[-1] = (*out[-1], piece)
    return out


def unowned(reading: Reading, span: Labelled) -> Place:
    """A source without the possessive at its end: `Moscow’s | warning that …`."""
    start, end = reading.place(span.start, span.end)
    while end > start and reading.text[start:end].endswith(("'s", "’s", "'", "’")):
        end -= 2 if reading.text[end - 1] == "s" else 1
    return start, end


def grown(cast: Cast, start: int, end: int) -> Place:
    """A span that breaks off inside a mention takes all of it."""
    for m in cast.inside(start - 80, end + 80):
        if m.start < end and start < m.end and m.kind != "pronoun":
            start, end = min(start, m.start), max(end, m.end)
    return start, end


def verb(reading: Reading, cue: Place) -> Cue | None:
    """The lexicon's entry for a cue, by the last of its words that has one."""
    words = [t.text.lower() for t in reading.tokens_in(*cue)]
    return next((cues()[word][0] for word in reversed(words) if word in cues()), None)
