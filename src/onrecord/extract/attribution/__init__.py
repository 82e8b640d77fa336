"""Quotation attribution by rules: cue, then content, then source, within one unit of text.

A unit is a run of sentences that no quotation mark parts: what stands between marks is opaque at its level and is read again
one level down. The order cue → content → source follows the quotation-attribution literature (PARC 3.0; Pareti 2016).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from onrecord.extract.attribution.clauses import OPEN_CLOSE, Spans, Unit, quote_between, reported, trim
from onrecord.extract.attribution.content import content_after
from onrecord.extract.attribution.framed import Held, divided, frames_of, grown, held
from onrecord.extract.attribution.framed import verb as verb_of
from onrecord.extract.attribution.source import (
    at_end,
    clause_before,
    postposed,
    sentence_over,
    source_after,
    source_before,
    subject,
)
from onrecord.extract.attribution.words import ADVERBS, AUXILIARIES, BE, DETERMINERS, FINITE, NEGATIONS, PREPOSITIONS
from onrecord.extract.lexicon import Cue, cues, speech_nouns
from onrecord.reader import Frame, Reading, Token
from onrecord.resolve.actors import Cast

OVERLAPS = 50  # attributions of one unit that a further one is compared with
ALONE = 0.45  # probability from which an attribution counts that no rule sees
EDGES = 0.7  # overlap from which two contents differ only in their edges, which the rules know better
AROUND = 400  # characters around a unit in which another cue may take a span from one of its cues
DENIED = 0.03  # probability of a cue below which a rule's attribution does not count


@dataclass(frozen=True, slots=True)
class Attribution:
    """One cue with what it attributes and to whom; content spans are trimmed as the guidelines say."""

    content: tuple[tuple[int, int], ...]
    cue: tuple[int, int] | None
    source: tuple[int, int] | None
    addressee: tuple[int, int] | None
    verb: Cue | None
    frame: str  # the speech.tsv letter, or p postposed, a according to, b block
    level: int
    unit: int
    confidence: float
    nested: bool = False  # its cue stands in what another one attributes, and counts only for that


def attributions(reading: Reading, unit: Unit, number: int, cast: Cast) -> list[Attribution]:
    """Every attribution a unit makes at its own level, in reading order: the trained reader's and the rules', put together.

    Where both see a cue, the rules' content stands if it is the same but for its edges, else the reader's. What only one of them sees needs
    the reader to find it likely, or at least not unlikely.
    """
    read, ruled = framed(reading, unit, number, cast), by_rule(reading, unit, number, cast)
    out: list[Attribution] = []
    for one in read:
        alike = [r for r in ruled if touching(one, r)]
        kept = next((r for r in alike if overlap(one.content, r.content) >= EDGES), None)
        if kept is None:  # marks the rules read better
            kept = next((r for r in alike if all(span in unit.quotes for span in r.content) and overlap(one.content, r.content) > 0), None)
        if kept is not None:
            out.append(replace(kept, confidence=max(kept.confidence, one.confidence), source=one.source or kept.source, addressee=kept.addressee or one.addressee))
        elif one.confidence >= ALONE or alike or one.nested:
            out.append(one)
    for r in ruled:
        if r in out or any(touching(r, one) or overlap(r.content, one.content) >= 0.5 for one in out):
            continue
        if r.cue is None or reading.cue(*r.cue) >= DENIED:
            out.append(r)
    return sorted(out, key=lambda a: a.content[0])


def touching(a: Attribution, b: Attribution) -> bool:
    return a.cue is not None and b.cue is not None and a.cue[0] < b.cue[1] and b.cue[0] < a.cue[1]


def overlap(a: Spans, b: Spans) -> float:
    """Shared characters of all characters."""
    both = shared(a, b)
    return both / max(1, sum(e - s for s, e in a) + sum(g - f for f, g in b) - both)


def shared(a: Spans, b: Spans) -> int:
    return sum(max(0, min(e, g) - max(s, f)) for s, e in a for f, g in b)


def framed(reading: Reading, unit: Unit, number: int, cast: Cast) -> list[Attribution]:
    """What the trained reader finds in the unit: its cues, and inside what they attribute cues that by themselves would be too unlikely."""
    near = (max(0, unit.start - AROUND), unit.end + AROUND)
    held = _held(reading, near, unit, reading.attributions)
    here = [one for one in held if unit.start <= one.cue[0] < unit.end]
    inside = [one for one in _held(reading, (unit.start, unit.end), unit, reading.inner_attributions) if _reports(reading, one, here, unit.level)]
    found: list[Attribution] = []
    for one in here + inside:
        others = [other for other in (held if one in here else inside) if other is not one]
        spans = tuple(span for span in one.content if not any(_nearer(span, one, other) for other in others)) or one.content
        spans = tuple(span for span in spans if span[1] > unit.start) or spans  # not also what the sentence before attributes
        addressee = max(one.frame.of("addressee"), key=lambda s: s.score, default=None)
        found.extend(
            Attribution(part, one.cue, grown(cast, *one.source) if one.source else None, reading.place(addressee.start, addressee.end) if addressee else None,
                        verb_of(reading, one.cue), "p" if part[0][0] < one.cue[0] else "t", unit.level, number, one.sure, one in inside)
            for part in divided(reading, spans, one.cue, unit.level)
        )  # fmt: skip
    return found


def _held(reading: Reading, near: tuple[int, int], unit: Unit, frames: list[Frame]) -> list[Held]:
    """Those of the frames near the unit, at its level, that attribute anything."""
    found = (held(reading, frame, unit.level) for frame in frames_of(reading, near, unit, frames))
    return [one for one in found if one.content]


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
    if other.source and overlap((span,), (other.source,)) >= EDGES:
        return True
    apart, theirs = (max(span[0] - cue[1], cue[0] - span[1]) for cue in (one.cue, other.cue))
    return theirs < apart and any(overlap((span,), (content,)) >= EDGES for content in other.content)


def by_rule(reading: Reading, unit: Unit, number: int, cast: Cast) -> list[Attribution]:
    """What the lexicon of cues finds."""
    found: list[Attribution] = []
    found.extend(according_to(reading, unit, number))
    tokens = unit.tokens
    named = {  # the "States" of the United States says nothing; the head of "Russian state media reports" may
        t.start for m in cast.inside(unit.start, unit.end) for t in reading.tokens_in(m.start, m.end) if m.kind != "group" or t.end != m.end
    }  # fmt: skip
    for k, token in enumerate(tokens):
        known = cues().get(token.text.lower())
        if known is None or token.start in named or not is_verb(tokens, k, known[1], reading.text):
            continue
        one = attribution(reading, unit, number, k, known[0], found, cast)
        if one and not any(same(one.content, other.content) for other in found[-OVERLAPS:]):
            found.append(one)
            found.extend(quotation_after_clause(unit, one))
    found.extend(n for n in by_noun(reading, unit, number, cast) if not any(same(n.content, other.content) for other in found[-OVERLAPS:]))
    return cut(sorted(found, key=lambda a: a.content[0]), reading.text)


def same(a: Spans, b: Spans) -> bool:
    """Whether two contents are the same but for their edges."""
    return shared(a, b) >= 0.8 * max(sum(e - s for s, e in a), sum(g - f for f, g in b))


def quotation_after_clause(unit: Unit, one: Attribution) -> Iterator[Attribution]:
    """`told the paper that A: “B”`: the clause and the quotation are two statements with one cue."""
    if one.frame not in ("t", "x", "c") or not one.content:
        return
    quote = next((q for q in unit.quotes if one.content[-1][1] <= q[0] <= one.content[-1][1] + 3), None)
    if quote is not None:
        yield replace(one, content=(quote,), frame="q", confidence=0.9)


def by_noun(reading: Reading, unit: Unit, number: int, cast: Cast) -> Iterator[Attribution]:
    """`Moscow's warning that …`, `the announcement that …`: a noun of saying with a that-clause; the source may be nobody."""
    tokens, text = unit.tokens, reading.text
    for k in range(len(tokens) - 2):
        if tokens[k].text.lower() not in speech_nouns() or tokens[k + 1].text.lower() != "that" or tokens[k + 2].text.lower() in FINITE:
            continue
        owner = next((m for m in reversed(cast.inside(unit.start, tokens[k].start)) if 0 < tokens[k].start - m.end <= 4), None)
        possessive = owner is not None and text[owner.end : tokens[k].start].strip() in ("'s", "’s", "'", "’", "")
        source = (owner.start, owner.end) if owner and possessive else None
        content = reported(text, tokens[k + 1].start, unit.end)
        yield Attribution((content,), (tokens[k].start, tokens[k].end), source, None, None, "t", unit.level, number, 0.68)


def is_verb(tokens: tuple[Token, ...], k: int, form: str, text: str) -> bool:
    """Whether the word is used as a verb of an act that took place: not a noun, not negated, not passive."""
    before = [t.text.lower() for t in tokens[max(0, k - 4) : k]]
    previous = before[-1] if before else ""
    if any(word in NEGATIONS or word == "if" for word in before[-3:]):
        return False
    if form == "base" and previous in ("will", "shall", "can", "could", "may", "might", "should", "must", "'ll", "’ll"):
        return False  # speech to come, or merely possible
    if form in ("base", "s") and (previous in DETERMINERS or previous in ("'s", "’s", "of") or previous in PREPOSITIONS - {"to"}):
        return False
    if form == "base" and previous == "to":
        return bool(set(before[-4:-1]) & {"went", "on", "goes"})
    while before and (before[-1] in ADVERBS or before[-1].endswith("ly")):
        before.pop()
    if form == "past" and before and before[-1] in BE:
        return False
    if form == "ing" and previous in DETERMINERS | {"of", "'s", "’s"}:
        return False
    following = tokens[k + 1].text.lower() if k + 1 < len(tokens) else ""
    return not (form == "past" and following == "by")


def attribution(reading: Reading, unit: Unit, number: int, k: int, verb: Cue, found: list[Attribution], cast: Cast) -> Attribution | None:
    tokens, text = unit.tokens, reading.text
    cue = (tokens[k].start, tokens[k].end)
    source, shared = source_before(unit, k, text, cast, found)
    after = content_after(unit, k, verb, text, cast)
    if after is not None:
        spans, frame, addressee, cue_end = after
        if source is None and not shared:
            return None
        if source is None:
            source = subject(unit, k, text, cast, found)
            if source is None:
                return None
        if frame == "q" and (first := quotation_before(unit, source, cue, text)):  # “A,” she said, “and B.”
            spans = (first, *spans)
        confidence = {"k": 0.8, "q": 0.93, "t": 0.9, "x": 0.88, "c": 0.72, "f": 0.75, "o": 0.7, "u": 0.72, "n": 0.6, "w": 0.65}[frame]
        return Attribution(spans, (cue[0], cue_end), source, addressee, verb, frame, unit.level, number, confidence)
    if "q" not in verb.frames and "c" not in verb.frames and "t" not in verb.frames:
        return None
    inverted = source_after(unit, k, text, cast)
    if source is not None and "c" in verb.frames and (halves := around(unit, source[0], tokens[k].end, text)):
        return Attribution(halves, cue, source, None, verb, "p", unit.level, number, 0.7)
    if inverted is not None and postposed(unit, k, cue[0], text):
        source = inverted
        edge = cue[0]
    elif source is not None and (at_end(unit, k, text) or ("x" in verb.frames and unit.quotes and sentence_over(unit, k, text))) and postposed(unit, k, source[0], text):
        edge = source[0]
    else:
        return None
    start, end = trim(text, unit.start, edge)
    spans = ((start, end),)
    quoted = [q for q in unit.quotes if q[0] < edge]
    if quoted and not text[start : quoted[0][0]].strip(OPEN_CLOSE) and not text[quoted[-1][1] : end].strip(OPEN_CLOSE + ",.") and len(quoted) == 1:
        spans = ((max(quoted[0][0], unit.start), quoted[0][1]),)
    elif quoted and not text[quoted[-1][1] : end].strip(OPEN_CLOSE + ",."):
        spans = ((start, quoted[-1][1]),)
    elif not quoted and ("c" not in verb.frames or not clause_before(unit, edge) or not sentence_over(unit, k, text)):
        return None
    rest = tuple(q for q in unit.quotes if q[0] >= edge)  # “…,” she said, “…”
    if quoted and rest:
        spans += rest
    if spans[0][1] - spans[0][0] < 3:
        return None
    return Attribution(spans, cue, source, None, verb, "p", unit.level, number, 0.95 if quoted else 0.75)


def around(unit: Unit, start: int, end: int, text: str) -> Spans | None:
    """`A, the ministry said, B` without marks: both halves of the clause that an attribution between commas interrupts."""
    if unit.quotes or not text[unit.start : start].rstrip().endswith(",") or not text[end : unit.end].lstrip().startswith(","):
        return None
    before, after = trim(text, unit.start, start), trim(text, end, unit.end)
    if len(text[after[0] : after[1]].split()) < 3:
        return None
    if len(text[before[0] : before[1]].split()) < 3:
        return (after,)
    return (before, after)


def quotation_before(unit: Unit, source: tuple[int, int], cue: tuple[int, int], text: str) -> tuple[int, int] | None:
    """The first half of a quotation that its attribution interrupts, where the unit begins with it."""
    edge = min(source[0], cue[0])
    quote = next((q for q in unit.quotes if q[1] <= edge and not text[unit.start : q[0]].strip()), None)
    if quote is None or text[quote[1] : edge].strip(" ,") or not text[quote[0] : edge].rstrip(OPEN_CLOSE).endswith(","):
        return None
    return quote


def according_to(reading: Reading, unit: Unit, number: int) -> Iterator[Attribution]:
    tokens, text = unit.tokens, reading.text
    for k in range(len(tokens) - 2):
        if tokens[k].text.lower() != "according" or tokens[k + 1].text.lower() != "to":
            continue
        end = k + 2
        while end < len(tokens) and tokens[end].text not in (",", ".", ";", ":") and not quote_between(unit, tokens[end - 1].end, tokens[end].start):
            end += 1
        if end == k + 2:
            continue
        source = (tokens[k + 2].start, tokens[end - 1].end)
        cue = (tokens[k].start, tokens[k + 1].end)
        clause_first = not text[unit.start : tokens[k].start].strip(OPEN_CLOSE)
        if clause_first or (k and tokens[k - 1].text.lower() in ("and", "but")):
            if end >= len(tokens) or tokens[end].text != ",":
                continue
            content = trim(text, tokens[end].end, unit.end)
        elif halves := around(unit, tokens[k].start, source[1], text):
            yield Attribution(halves, cue, source, None, None, "a", unit.level, number, 0.8)
            continue
        else:
            content = trim(text, unit.start, tokens[k].start)
        if content[1] - content[0] > 8:
            yield Attribution((content,), cue, source, None, None, "a", unit.level, number, 0.88)


def cut(found: list[Attribution], text: str) -> list[Attribution]:
    """Contents end where the next attribution of the same subject begins (`said that A, adding that B`)."""
    out = []
    for one in found:
        spans = list(one.content)
        for other in found:
            if other is one or other.cue is None or one.cue is None or other.frame in ("p", "a"):
                continue
            inside = spans[-1][0] < other.cue[0] < spans[-1][1] and other.cue[0] > one.cue[1]
            if inside and other.source == one.source:
                end = other.cue[0]
                low = spans[-1][0]
                while end > low and text[low:end].rstrip().endswith(("and", "but", ",")):
                    end = low + len(text[low:end].rstrip().removesuffix("and").removesuffix("but").rstrip().rstrip(","))
                spans[-1] = trim(text, spans[-1][0], end)
        if spans[-1][1] - spans[-1][0] >= 3:
            out.append(replace(one, content=tuple(spans)))
    return out
