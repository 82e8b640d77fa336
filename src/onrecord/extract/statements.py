"""Statements: every attributed act of speech or writing that has propositional content.

Attribution comes from extract/attribution.py; here contents become records: quotations that go on after their attribution,
quotations nobody is named for (the speaker carries over, or they are echoes and no speech), block quotations, and the
statements inside quotations.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from onrecord.extract.attribution import attributions
from onrecord.extract.attribution.attribution import Attribution
from onrecord.extract.attribution.clauses import Unit, inner_units, units
from onrecord.extract.attribution.ruled import is_verb
from onrecord.extract.attribution.source import source_before
from onrecord.extract.attribution.speakers import about, role_of
from onrecord.extract.attribution.speakers import who as who
from onrecord.extract.attribution.words import DETERMINERS, FINITE, THOUGHTS
from onrecord.extract.lexicon import cues
from onrecord.extract.places import Places, between
from onrecord.extract.turns import spoken_turns
from onrecord.reader import Reading
from onrecord.records import Span, Statement, StatementMode, identified
from onrecord.resolve.actors import Cast

Found = tuple[Statement, str | None]  # with the lemma of its cue, which commitments and events read

SPEECHLESS = frozenset("so-called called dubbed known named term termed word words phrase slogan nicknamed titled entitled label".split())
MINIMUM_CARRIED_WORDS = 3
ECHOES = 50_000  # characters of earlier quotations in which an echo is looked for
LONGEST_NAME = 80  # characters of a name in marks
LONGEST_RUN = 500  # quotations that make one statement


def find_statements(reading: Reading, cast: Cast) -> list[Found]:
    """All statements in reading order, nested ones included, each with its cue's lemma."""
    outer = units(reading)
    made: list[Found] = []
    last: Statement | None = None  # whose voice carries over
    last_unit = -2
    quoted_before = ""  # the last ECHOES characters of it
    block_from: Attribution | None = None
    recent: list[tuple[str, ...]] = []
    for number, unit in enumerate(outer):
        here = attributions(reading, unit, number, cast)
        current: list[Found] = []
        if block_from is not None and not unit.quotes and not here:
            current.append(_made(reading, cast, _block(reading, unit, block_from), recent, direct=True))
        block_from = None
        for attribution in here:
            current.append(_made(reading, cast, _whole_quotation(reading, attribution), recent))
            recent = [current[-1][0].speakers, *recent][:4]
        loose = _loose(unit.quotes, [*made[-3:], *current])
        adjacent = last is not None and last_unit == number - 1
        if loose and not current and last is not None and adjacent:
            previous = made[-1] if made and made[-1][0] is last else None
            if previous and _continues(reading, outer[number - 1], unit, last):
                made[-1] = (_extended(last, reading, unit.quotes), previous[1])
                last, last_unit = made[-1][0], number
                quoted_before = _remembered(quoted_before, reading, unit)
                continue
            if _carries(reading, unit, loose, quoted_before):
                current.append((_carried(reading, unit, last), None))
        elif loose and not current and _whole(reading, unit) and not adjacent and _sentences_in(reading, unit) and last is not None and last_unit >= number - 2:
            current.append((_carried(reading, unit, last), None))
        for statement, lemma in sorted(current, key=lambda f: f[0].evidence[0].start):
            made.append((statement, lemma))
        if current:
            last, last_unit = current[-1][0], number
        elif unit.quotes and not loose and adjacent:
            last_unit = number  # the quotation goes on with what an attribution before it already holds
        quoted_before = _remembered(quoted_before, reading, unit)
        if reading.text[unit.start : unit.end].rstrip().endswith(":") and not unit.quotes:
            block_from = _introduction(reading, unit, number, cast, here)
    turns = [*spoken_turns(reading, cast)]
    made = [*((turn, None) for turn in turns), *_heard_in(reading, made, turns)]
    nested = [f for statement, _ in made for f in _inside(reading, cast, statement)]
    said = [f for f in _once([*nested, *made]) if not _only_names(reading, f[0])]
    return sorted(_without_repeats(said), key=lambda f: (min(s.start for s in f[0].evidence if s.role == "content"), -max(s.end for s in f[0].evidence), f[0].id))


def _heard_in(reading: Reading, made: list[Found], turns: list[Statement]) -> Iterator[Found]:
    """What was found, but for what only says again that a turn is its speaker's: by the label, by `I` and `we`, by nobody."""
    spoken = Places((s.start, s.end, s.role) for turn in turns for s in turn.evidence)
    for statement, lemma in made:
        source = next(((s.start, s.end) for s in statement.evidence if s.role == "source"), None)
        in_turn = any(spoken.holding(*_contents(statement)[0]))
        again = source is None or not statement.speakers or reading.text[slice(*source)].lower() in FIRST or any(role == "source" for _, _, role in spoken.holding(*source))
        if not (in_turn and again):
            yield statement, lemma


def _once(found: list[Found]) -> list[Found]:
    """Without second statements of the same words by the same speakers; the surer one stays."""
    best: dict[tuple[object, ...], Found] = {}
    for one in found:
        key = (tuple(_contents(one[0])), one[0].speakers)
        if key not in best or one[0].confidence > best[key][0].confidence:
            best[key] = one
    unique = {one[0].id: one for one in found if best[tuple(_contents(one[0])), one[0].speakers] is one}
    return list(unique.values())


def _without_repeats(found: list[Found]) -> list[Found]:
    """Without what the same speakers already have there: a part of the words that the same cue attributes to them, and what they say
    that they think themselves (`they believe`, inside what they said)."""
    around = contents(found)
    return [one for one in found if one[0].speakers == () or not any(_repeats(one[0], other) for other in _holding(around, one[0]))]


def _holding(around: Places[Statement], statement: Statement) -> Iterator[Statement]:
    first, *rest = _contents(statement)
    for _, _, other in around.holding(*first):
        if other.id != statement.id and other.speakers == statement.speakers and all(any(s <= a and b <= e for s, e in _contents(other)) for a, b in rest):
            yield other


def _repeats(inner: Statement, outer: Statement) -> bool:
    cues_of = [next(((s.start, s.end, s.text) for s in one.evidence if s.role == "cue"), None) for one in (inner, outer)]
    a, b = cues_of
    if a is None or b is None or size(inner) >= size(outer):
        return False
    return (a[0] < b[1] and b[0] < a[1]) or (a[2].split()[-1].lower() in THOUGHTS and inner.mode != "direct")


def _only_names(reading: Reading, statement: Statement) -> bool:
    """Whether all of a content is a name put in marks, `a “Free Delta State”`: a term, which nobody says."""
    found = _contents(statement)
    quotes = [q for q in reading.quoted(0, terms=True) if found[0][0] <= q[0] and q[1] <= found[0][1]] if len(found) == 1 and found[0][1] - found[0][0] < LONGEST_NAME else []
    if len(quotes) != 1 or quotes[0][1] != found[0][1]:
        return False
    quoted, before = reading.text[slice(*quotes[0])], reading.text[found[0][0] : quotes[0][0]].lower().split()
    words = {word.lower() for word in re.findall(r"[\w’']+", quoted)}
    return set(before) <= DETERMINERS and _is_name(quoted) and not words & FINITE and quoted.rstrip("”’\"'»")[-1:].isalnum()


def spoken(found: list[Found]) -> list[Found]:
    """Those that are statements; acts such as refusing to do something attribute no proposition."""
    return [f for f in found if f[1] is None or "-" not in cues()[f[1]][0].frames]


def _whole_quotation(reading: Reading, a: Attribution) -> Attribution:
    """A quotation that runs over several paragraphs is one content of several spans."""
    spans: list[tuple[int, int]] = []
    for span in a.content:
        spans.extend(reading.continued.get(span, (span,)))
    return replace(a, content=tuple(spans))


def _loose(quotes: tuple[tuple[int, int], ...], near: list[Found]) -> list[tuple[int, int]]:
    """The quotations that no statement nearby has as content."""
    if not quotes:
        return []
    contents = Places((start, end, None) for statement, _ in near for start, end in _contents(statement))
    return [q for q in quotes if not any(True for _ in contents.holding(*q))]


def size(statement: Statement) -> int:
    """Characters of its contents."""
    return sum(end - start for start, end in _contents(statement))


def contents(found: Iterable[Found]) -> Places[Statement]:
    """Where the contents of the statements stand."""
    return Places((s.start, s.end, statement) for statement, _ in found for s in statement.evidence if s.role == "content")


def innermost(holding: Iterable[tuple[int, int, Statement]]) -> Statement | None:
    """The smallest of the statements found at a place."""
    return min((statement for _, _, statement in holding), key=size, default=None)


def _contents(statement: Statement) -> list[tuple[int, int]]:
    return [(s.start, s.end) for s in statement.evidence if s.role == "content"]


def _remembered(quoted: str, reading: Reading, unit: Unit) -> str:
    if not unit.quotes:
        return quoted
    return "\n".join([quoted, *(_fold(reading.text[s:e]) for s, e in unit.quotes)])[-ECHOES:]


def _fold(quote: str) -> str:
    return re.sub(r"[\W_]+", " ", quote).strip().lower()


def mode_of(reading: Reading, content: Iterable[tuple[int, int]], level: int = 0) -> StatementMode:
    """direct: wholly between marks; mixed: some quoted words; indirect: none."""
    spans = list(content)
    quotes = reading.quoted(level, terms=True)
    inside = any(between(quotes, s, e) for s, e in spans)
    if inside and all(any(q[0] <= s + 1 and e - 1 <= q[1] for q in between(quotes, s - 1, e + 1)) for s, e in spans):
        return "direct"
    return "mixed" if inside else "indirect"


def _made(reading: Reading, cast: Cast, a: Attribution, recent: list[tuple[str, ...]], direct: bool = False) -> Found:
    text = reading.text
    spans = [Span("content", s, e, text[s:e]) for s, e in a.content]
    if a.cue:
        spans.append(Span("cue", *a.cue, text[a.cue[0] : a.cue[1]]))
    if a.source:
        spans.append(Span("source", *a.source, text[a.source[0] : a.source[1]]))
    addressee = None
    if a.addressee:
        spans.append(Span("addressee", *a.addressee, text[a.addressee[0] : a.addressee[1]]))
        addressee = next(iter(who(cast, a.addressee, [])), None)
    speakers = who(cast, a.source, recent) if a.source else ()
    mode: StatementMode = "direct" if direct else mode_of(reading, a.content, a.level)
    statement = Statement(
        "", reading.document.id, mode, speakers, speakers[0] if len(speakers) == 1 else None, role_of(cast, a.source), addressee,
        about=about(cast, a.content, speakers), evidence=tuple(spans), confidence=a.confidence,
    )  # fmt: skip
    performs = a.verb is not None and not (a.verb.lemma == "call" and a.frame in ("q", "k"))  # calling something names is no demand
    return identified(statement), a.verb.lemma if a.verb and performs else None


# -- quotations without an attribution of their own ------------------------------------------------------------------


def _whole(reading: Reading, unit: Unit) -> bool:
    """Whether the unit is nothing but a quotation."""
    outside = "".join(t.text for t in unit.tokens)
    return bool(unit.quotes) and not re.search(r"\w", outside)


def _sentences_in(reading: Reading, unit: Unit) -> bool:
    return any(reading.text[s:e].rstrip("”’\"'» ").endswith((".", "!", "?", "…")) for s, e in unit.quotes)


def _continues(reading: Reading, before: Unit, unit: Unit, last: Statement) -> bool:
    """`“…,” she said. “…”`: the same quotation, interrupted by its attribution, in the same paragraph."""
    if not _whole(reading, unit) or before.paragraph != unit.paragraph or last.mode != "direct" or len(last.evidence) > LONGEST_RUN:
        return False
    cue = next((s for s in last.evidence if s.role == "cue"), None)
    return cue is not None and cue.start > max(e for _, e in _contents(last)) - 1


def _extended(last: Statement, reading: Reading, quotes: Iterable[tuple[int, int]]) -> Statement:
    more = tuple(Span("content", s, e, reading.text[s:e]) for s, e in quotes)
    contents = tuple(s for s in last.evidence if s.role == "content")
    rest = tuple(s for s in last.evidence if s.role != "content")
    return identified(replace(last, evidence=contents + more + rest))


def _carries(reading: Reading, unit: Unit, loose: list[tuple[int, int]], quoted_before: str) -> bool:
    """Whether a quotation without attribution is the last speaker's: own clauses, or a run of words not quoted before."""
    text = reading.text
    if _whole(reading, unit):
        return True
    for start, end in loose:
        folded = _fold(text[start:end])
        if len(folded.split()) < MINIMUM_CARRIED_WORDS or folded in quoted_before or _is_name(text[start:end]):
            return False
        before = text[max(unit.start, start - 40) : start].lower().split()
        if set(before[-3:]) & SPEECHLESS:
            return False
    if len(loose) > 1 and sum(len(text[s:e].split()) for s, e in loose) < 8:
        return False
    return sum(e - s for s, e in loose) >= 0.25 * (unit.end - unit.start)


def _is_name(quoted: str) -> bool:
    """A name or title in marks: every word of some length begins with a capital letter."""
    words = re.findall(r"[^\W\d_][\w’'-]*", quoted)
    return len(words) > 1 and all(word[0].isupper() or len(word) < 4 for word in words)


def _carried(reading: Reading, unit: Unit, last: Statement) -> Statement:
    text = reading.text
    if _whole(reading, unit):
        spans, mode = unit.quotes, "direct"
    else:
        start, end = unit.start, unit.end
        while end > start and text[end - 1] in " \n":
            end -= 1
        if text[end - 1] == "." and not any(e == end for _, e in unit.quotes):
            end -= 1
        spans, mode = ((start, end),), "mixed"
    evidence = tuple(Span("content", s, e, text[s:e]) for s, e in spans)
    return identified(Statement("", reading.document.id, mode, last.speakers, last.speaker, evidence=evidence, confidence=0.6))  # type: ignore[arg-type]


# -- block quotations ------------------------------------------------------------------------------------------------


def _introduction(reading: Reading, unit: Unit, number: int, cast: Cast, here: list[Attribution]) -> Attribution | None:
    """`He added:` or `X wrote about the causes:` before a paragraph without marks of its own."""
    at_paragraph_end = unit.end >= reading.paragraphs[unit.paragraph][1] - 2
    if not at_paragraph_end or unit.paragraph + 1 >= len(reading.paragraphs):
        return None
    for k in range(len(unit.tokens) - 1, -1, -1):
        known = cues().get(unit.tokens[k].text.lower())
        if known and "q" in known[0].frames and is_verb(unit.tokens, k, known[1], reading.text):
            source, _ = source_before(unit, k, reading.text, cast, here)
            if source:
                cue = (unit.tokens[k].start, unit.tokens[k].end)
                return Attribution((), cue, source, None, known[0], "b", 0, number, 0.85)
    return None


def _block(reading: Reading, unit: Unit, introduction: Attribution) -> Attribution:
    start, end = reading.paragraphs[unit.paragraph]
    return replace(introduction, content=((start, end),))


# -- inside quotations -----------------------------------------------------------------------------------------------


def _inside(reading: Reading, cast: Cast, statement: Statement, level: int = 1) -> list[Found]:
    """Statements a quotation itself reports, one level down, and what those report: `“The Americans have told the Russians that …”`."""
    if statement.mode == "indirect":
        return []
    out: list[Found] = []
    for start, end in _contents(statement):
        for s, e in between(reading.quoted(level - 1), start, end):
            if not (start <= s and e <= end):
                continue
            for unit in inner_units(reading, s, e, level):
                for a in attributions(reading, unit, 0, cast):
                    if not _performs(reading, a):
                        out.append(_by(_made(reading, cast, a, [statement.speakers]), reading, a, statement))
                        out.extend(_inside(reading, cast, out[-1][0], level + 1))
    return out


FIRST = frozenset("i we".split())


def _performs(reading: Reading, a: Attribution) -> bool:
    """Whether whoever is quoted does by these words what the cue says: `we urge …`, `let me say`. That is the quotation itself."""
    if a.cue is None or a.source is None:
        return a.cue is None or not (a.nested or a.addressee)
    first = reading.text[slice(*a.source)].lower() in FIRST
    words = reading.text[slice(*a.cue)].lower().split()
    return first and len(words) == 1 and cues().get(words[0], (None, "base"))[1] == "base"


def _by(found: Found, reading: Reading, a: Attribution, around: Statement) -> Found:
    """`We have told them that …` inside a quotation: whoever is quoted told them."""
    statement, lemma = found
    if a.source and not statement.speakers and reading.text[slice(*a.source)].lower() in FIRST:
        speakers = around.speakers
        statement = replace(statement, speakers=speakers, speaker=speakers[0] if len(speakers) == 1 else None)
    return statement, lemma
