"""Attributions as the trained reader sees them: its cues with what they take as source, content and addressee, as spans of text."""

from __future__ import annotations

from bisect import bisect_left
from typing import NamedTuple

from onrecord.extract.attribution.attribution import Attribution, overlap
from onrecord.extract.attribution.clauses import OPEN_CLOSE, Unit, trim
from onrecord.extract.attribution.words import ADVERBS, AUXILIARIES, BE, PREPOSITIONS
from onrecord.extract.lexicon import Cue, cues
from onrecord.extract.places import between
from onrecord.reader import Frame, Reading
from onrecord.reader.decode import Labelled
from onrecord.resolve.actors import Cast

Place = tuple[int, int]
AROUND = 400  # characters around a unit in which another cue may take a span from one of its cues
ALONE = 0.45  # probability from which an attribution counts that no rule sees
EDGES = 0.7  # overlap from which two contents differ only in their edges


def framed(reading: Reading, unit: Unit, number: int, cast: Cast) -> list[Attribution]:
    """What the trained reader finds in the unit: its cues, and inside what they attribute cues that by themselves would be too unlikely."""
    near, within = (max(0, unit.start - AROUND), unit.end + AROUND), (unit.start, unit.end)
    cued = bool(frames_of(reading, within, unit, reading.attributions))
    held = _held(reading, near, unit, reading.attributions) if cued else []
    here = [one for one in held if unit.start <= one.cue[0] < unit.end]
    unlikely = _held(reading, within, unit, reading.inner_attributions) if here or unit.level else []
    owned = (_owned(reading, one, here) for one in unlikely if not any(_meet(one.cue, other.cue) for other in here))
    inside = [one for one in owned if _reports(reading, one, here, unit.level)]
    found: list[Attribution] = []
    for one in [_owned(reading, one, here) for one in here] + inside:
        if _told_once(reading, one, here):
            continue
        others = [other for other in (inside if one in inside else held) if other.frame is not one.frame]
        spans = tuple(span for span in one.content if not any(_nearer(span, one, other) for other in others)) or one.content
        spans = tuple(span for span in spans if span[1] > unit.start) or spans  # not also what the sentence before attributes
        if all(any(_theirs(span, other, unit) for other in others) for span in spans) or _quarrel(reading, one.cue, spans):
            continue
        addressee = max(one.frame.of("addressee"), key=lambda s: s.score, default=None)
        found.extend(
            Attribution(part, one.cue, grown(cast, *one.source) if one.source else None, grown(cast, *reading.place(addressee.start, addressee.end)) if addressee else None,
                        verb(reading, one.cue), "p" if part[0][0] < one.cue[0] else "t", unit.level, number, one.sure,
                        one in inside or (one.sure < ALONE and not unit.level and _reports(reading, one, [other for other in here if other.frame is not one.frame], 0)))
            for part in divided(reading, spans, one.cue, unit.level)
        )  # fmt: skip
    return found


def _held(reading: Reading, near: tuple[int, int], unit: Unit, frames: list[Frame]) -> list[Held]:
    """Those of the frames near the unit, at its level, that attribute anything."""
    found = (_with_subject(reading, _quoted_too(reading, held(reading, frame, unit.level), unit)) for frame in frames_of(reading, near, unit, frames))
    return [one for one in found if one.content]


def _quoted_too(reading: Reading, one: Held, unit: Unit) -> Held:
    """Inside a quotation: only what stands in it with the cue. A source outside is whoever is quoted."""
    if not unit.level or not unit.start <= one.cue[0] < unit.end:
        return one
    content = tuple(trim(reading.text, max(s, unit.start), min(e, unit.end)) for s, e in one.content if s < unit.end and unit.start < e)
    source = one.source if one.source and unit.start <= one.source[0] < unit.end else None
    return one._replace(content=tuple(span for span in content if span[0] < span[1]), source=source)


def _reports(reading: Reading, inner: Held, outer: list[Held], level: int) -> bool:
    """Whether an unlikely cue counts: it and its content stand in what another one attributes, as a part of it, and it is told whose."""
    words = reading.text[inner.cue[0] : inner.cue[1]].lower().split()
    said = reading.text[inner.content[0][0] : inner.content[-1][1]].split()
    if not set(words) - AUXILIARIES or len(said) < 3 or said[0].lower() == "of" or (inner.source is None and not level):
        return False
    if said[0].lower() in cues() or (said[0].lower() == "to" and said[1].lower() in cues() and words[-1] == "used"):
        return False  # `keep | telling me that …`: half a cue
    if inner.frame.score < PLAIN and not _plain(reading, inner) and not any(inner.source in one.content for one in outer):
        return False
    return level > 0 or any(
        inner.source != one.source and all(any(s <= a and b <= e for s, e in one.content) for a, b in (inner.cue, *inner.content)) for one in outer
    )


PLAIN = 0.16  # probability below which a cue counts only as verb of a plain clause: who, verb, what


def _plain(reading: Reading, one: Held) -> bool:
    """Whether nothing but auxiliaries and adverbs parts source, cue and content, in this order."""
    if one.source is None or len(one.content) != 1 or one.source[1] > one.cue[0] or one.content[0][0] < one.cue[1] or reading.text[slice(*one.source)].lower() in RELATIVE:
        return False
    between = [t.text.lower() for t in reading.tokens_in(one.source[1], one.cue[0])]
    first, last = reading.tokens_in(*one.content[0])[0].text.lower(), reading.tokens_in(*one.cue)[-1].text.lower()
    return all(word in AUXILIARIES | ADVERBS or word.endswith("ly") for word in between) and not {first, last} & PREPOSITIONS and reading.text[one.cue[1] : one.content[0][0]].strip(" ,:") == ""


def _owned(reading: Reading, one: Held, outer: list[Held]) -> Held:
    """With the source that stands in what another cue attributes, if this cue stands there: `according to A, | B said …`;
    `B, they said, | had threatened …`."""
    for other in outer:
        if other.frame is one.frame or not any(s <= one.cue[0] and one.cue[1] <= e for s, e in other.content):
            continue
        if one.source is None and len(other.content) > 1 and one.cue[0] == other.content[1][0] and len(reading.text[slice(*other.content[0])].split()) <= LONGEST_SUBJECT:
            return one._replace(source=other.content[0])
        if one.source and not any(s <= one.source[0] and one.source[1] <= e for s, e in other.content):
            spans = [unowned(reading, span) for span in one.frame.of("source")]
            within = next((span for span in spans if any(s <= span[0] and span[1] <= e for s, e in other.content)), None) or _accused(reading, one.cue)
            return one._replace(source=within) if within else one
    return one


LONGEST_SUBJECT = 6  # words


def _accused(reading: Reading, cue: Place) -> Place | None:
    """`accused | the general | of telling soldiers that …`."""
    word = reading.word_at(cue[0])
    return before(reading, reading.tokens[word - 1].start) if word > 1 and reading.text[slice(*cue)].endswith("ing") and reading.tokens[word - 1].text.lower() == "of" else None


def _meet(a: Place, b: Place) -> bool:
    return a[0] < b[1] and b[0] < a[1]


def _with_subject(reading: Reading, one: Held) -> Held:
    """With whoever stands right before the cue for a source, where the reader names none: `said | he | had ordered …`."""
    first = reading.word_at(one.cue[0])
    if one.source is not None or not first or not one.content or one.content[0][0] < one.cue[0] or {t.text.lower() for t in reading.tokens_in(*one.cue)} & BE:
        return one
    subject = reading.tokens[first - 1]
    if subject.text.lower() in SUBJECTS:
        return one._replace(source=(subject.start, subject.end))
    span = next((s for s in reversed(reading.mentions) if s.end <= first), None)
    return one._replace(source=reading.place(span.start, span.end)) if span and span.end == first else one


SUBJECTS = frozenset("he she it they we i".split())


def _told_once(reading: Reading, one: Held, outer: list[Held]) -> bool:
    """`According to A, B was identified as C`: the passive inside what A says is no second act of A's."""
    passive = bool({t.text.lower() for t in reading.tokens_in(*one.cue)} & BE)
    return passive and one.source is not None and any(
        other.source == one.source and any(s <= one.cue[0] < e and not s <= one.source[0] < e for s, e in other.content) for other in outer if other.frame is not one.frame
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
    content = _at_hand(reading, cue, source, content)
    if source and reading.text[slice(*source)].lower() in RELATIVE:
        source = before(reading, source[0]) or source
    return Held(frame, cue, content, source, round(frame.score * frame.chance("statement.core", "core"), 3))


def _at_hand(reading: Reading, cue: Place, source: Place | None, content: tuple[Place, ...]) -> tuple[Place, ...]:
    """Without what only seems to be content: a piece out of another sentence, a clause that other words part from the attribution after it
    (`if A, in fact we say, B`). What follows an aside between dashes belongs to the clause before it."""
    if not content:
        return content
    low, high = reading.sentences[reading.sentence_at(cue[0])]
    kept = content
    if content[0][0] < low or content[-1][1] > high:
        kept = tuple(span for span in content if _whole_there(reading, span, low, high)) or content
    if len(kept) > 1:
        edge = min(cue[0], source[0]) if source and low <= source[0] else cue[0]
        kept = tuple(
            span for span in kept
            if not (span[1] < kept[-1][0] and _cited(reading, span)) and not (span is kept[0] and _heard(reading, cue, *kept[:2])) and not (span[1] <= edge and _parted(reading, span, edge))
        ) or kept  # fmt: skip
    if kept[-1][0] > cue[1]:
        kept = (*kept[:-1], _past_aside(reading, *kept[-1]))
    return kept


def _cited(reading: Reading, span: Place) -> bool:
    """`reported, citing | two officials, | that …`."""
    word = reading.word_at(span[0])
    return word > 0 and reading.tokens[word - 1].text.lower() in CITING


def _heard(reading: Reading, cue: Place, span: Place, after: Place) -> bool:
    """`told | the Americans, through Muscat, | that …`: words after a verb that takes a hearer, before its clause."""
    if span[0] < cue[1] or not reading.text.startswith("that ", after[0]) or reading.text.startswith(("that ", "“", '"', "‘"), span[0]):
        return False
    said = verb(reading, cue)
    return said is not None and "x" in said.frames


def _whole_there(reading: Reading, span: Place, low: int, high: int) -> bool:
    """Whether a span of another sentence than the cue's, [low, high), begins with that sentence, or ends with it."""
    if span[0] >= high:
        return not reading.text[reading.sentences[reading.sentence_at(span[0])][0] : span[0]].strip(OPEN_CLOSE + "([")
    if span[1] <= low:
        return not reading.text[span[1] : reading.sentences[reading.sentence_at(span[1] - 1)][1]].strip(OPEN_CLOSE + ".,;:!?…)]")
    return True


def _parted(reading: Reading, span: Place, low: int) -> bool:
    """Whether words stand between a span without marks at its end and the attribution after it."""
    return reading.text[span[1] - 1] not in "”’\"'»" and any(t.text[0].isalnum() for t in reading.tokens_in(span[1], low))


def _past_aside(reading: Reading, start: int, end: int) -> Place:
    """`that A—an aside—B`: on to the sentence's end, where the span breaks off at the first dash."""
    text = reading.text
    dash = text[end : end + 2].lstrip()[:1]
    if dash not in DASHES:
        return start, end
    close = reading.sentences[reading.sentence_at(end - 1)][1]
    rest = text.find(dash, text.find(dash, end) + 1, close)
    after = text[rest + 1 : close].split(maxsplit=1)
    if rest < 0 or set(text[start:close]) & QUOTES or not after or not after[0][0].islower() or after[0] in COORDINATORS:
        return start, end
    return trim(text, start, close)


DASHES = ("—", "–")
CITING = frozenset("citing quoting".split())
QUOTES = frozenset("“”\"«»„‘")
COORDINATORS = frozenset("and but or so yet though although while".split())  # with these the outlet goes on


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
        if len(found) > 1 and (span.score < 0.5 * sure or (span.end - span.start == 1 and words not in RELATIVE and not _opens(reading, start, end))):
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


def _opens(reading: Reading, start: int, end: int) -> bool:
    """`Tashkent, they said, …`: a word that begins its sentence, before an attribution between commas."""
    return reading.sentences[reading.sentence_at(start)][0] == start and reading.text[end : end + 1] == ","


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
