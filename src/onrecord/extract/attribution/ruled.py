"""Quotation attribution by rules: cue, then content, then source, within one unit of text.

The order cue → content → source follows the quotation-attribution literature (PARC 3.0; Pareti 2016).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from onrecord.extract.attribution.attribution import Attribution, same
from onrecord.extract.attribution.clauses import OPEN_CLOSE, Spans, Unit, quote_between, reported, trim
from onrecord.extract.attribution.content import clause_follows, content_after
from onrecord.extract.attribution.source import (
    at_end,
    clause_before,
    postposed,
    sentence_over,
    source_after,
    source_before,
    subject,
)
from onrecord.extract.attribution.told import passive, phrases, quoting
from onrecord.extract.attribution.words import (
    ADVERBS,
    AUXILIARIES,
    BE,
    CALLS,
    CLAUSE_STARTERS,
    CONJUNCTIONS,
    DETERMINERS,
    FINITE,
    HEARD,
    NEGATIONS,
    PAST_FORMS,
    PREPOSITIONS,
    THOUGHTS,
)
from onrecord.extract.lexicon import Cue, cues, speech_nouns
from onrecord.reader import Reading, Token
from onrecord.resolve.actors import Cast

LINKS = AUXILIARIES | {"and", "but"}  # words before a second verb of the same subject
MARKS = frozenset("“ ” \" ‘ « »".split())
MODALS = frozenset("will shall can could may might should must 'll ’ll".split())
OVERLAPS = 50  # attributions of one unit that a further one is compared with


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
    for more in (quoting, passive, phrases, by_noun, thinking):
        found.extend(n for n in more(reading, unit, number, cast) if not any(same(n.content, other.content) for other in found[-OVERLAPS:]))
    return cut(sorted(found, key=lambda a: a.content[0]), reading.text)


def quotation_after_clause(unit: Unit, one: Attribution) -> Iterator[Attribution]:
    """`told the paper that A: “B”`: the clause and the quotation are two statements with one cue."""
    if one.frame not in ("t", "x", "c") or not one.content:
        return
    quote = next((q for q in unit.quotes if one.content[-1][1] <= q[0] <= one.content[-1][1] + 3), None)
    if quote is not None:
        yield replace(one, content=(quote,), frame="q", confidence=0.9)


def by_noun(reading: Reading, unit: Unit, number: int, cast: Cast) -> Iterator[Attribution]:
    """`Moscow's warning that …`, `the announcement that …`: a noun of saying with a that-clause; the source may be nobody.
    Inside a quotation also `calls to …`, `demands for …`: there a speaker reports them."""
    tokens, text = unit.tokens, reading.text
    for k in range(len(tokens) - 2):
        noun = tokens[k].text.lower()
        if noun not in speech_nouns() and noun not in CALLS:
            continue
        link = tokens[k + 1].text.lower()
        called = unit.level > 0 and noun in CALLS and link in ("for", "to", "that") and is_noun(tokens, k)
        if not called and (noun not in speech_nouns() or link != "that" or tokens[k + 2].text.lower() in FINITE):
            continue
        owner = next((m for m in reversed(cast.inside(unit.start, tokens[k].start)) if 0 < tokens[k].start - m.end <= 4), None)
        possessive = owner is not None and text[owner.end : tokens[k].start].strip() in ("'s", "’s", "'", "’", "")
        source = (owner.start, owner.end) if owner and possessive else None
        content = clause(unit, k + 2, text) if called else reported(text, tokens[k + 1].start, main_verb(unit, k))
        if called and link != "for":
            content = (tokens[k + 1].start, content[1])
        yield Attribution((content,), (tokens[k].start, tokens[k].end), source, None, None, "t", unit.level, number, 0.68, unit.level > 0)


SUBJECT = 6  # words at the head of a sentence in which a noun counts as its subject


def main_verb(unit: Unit, k: int) -> int:
    """`The claim that A was empty | is false`: where the verb stands whose subject the noun is, if that opens its sentence."""
    if k >= SUBJECT or {t.text.lower() for t in unit.tokens[:k]} & (FINITE - {"'s", "’s"}):
        return unit.end
    finite = False
    for i in range(k + 2, len(unit.tokens)):
        word, previous = unit.tokens[i].text.lower(), unit.tokens[i - 1].text.lower()
        if word == ",":
            break
        if word in FINITE or word in PAST_FORMS:
            if finite and previous not in FINITE | CONJUNCTIONS | NEGATIONS | {"who"}:
                return unit.tokens[i].start
            finite = True
    return unit.end


def is_noun(tokens: tuple[Token, ...], k: int) -> bool:
    """`a call`, `hearing calls`, not `Moscow calls`: a determiner, preposition or verb stands before it."""
    before = tokens[k - 1].text.lower() if k else ""
    return before in DETERMINERS | PREPOSITIONS | HEARD or before.endswith(("ing", "'s", "’s"))


def clause(unit: Unit, k: int, text: str) -> tuple[int, int]:
    """From word k to the comma or stop that closes its phrase."""
    end = next((t.start for t in unit.tokens[k:] if t.text in (",", ";", ":", ".", "—", "–", "?", "!")), unit.end)
    return trim(text, unit.tokens[k].start, end)


def thinking(reading: Reading, unit: Unit, number: int, cast: Cast) -> Iterator[Attribution]:
    """`many in the army believe that …` inside a quotation: others' thoughts, as a speaker tells them."""
    tokens, text = unit.tokens, reading.text
    for k in range(1, len(tokens) - 2) if unit.level else ():
        if tokens[k].text.lower() not in THOUGHTS or tokens[k + 1].text.lower() != "that" or not tokens[k + 2].text[0].isalnum() or not clause_follows(tokens, k + 1):
            continue
        if {t.text.lower() for t in tokens[max(0, k - 3) : k]} & (NEGATIONS | MODALS | FIRST | {"if", "to"}):
            continue
        source, _ = source_before(unit, k, text, cast, [])
        if source:
            content = reported(text, tokens[k + 1].start, unit.end)
            yield Attribution((content,), (tokens[k].start, tokens[k].end), source, None, None, "t", unit.level, number, 0.6, True)


FIRST = frozenset("i we you".split())


def is_verb(tokens: tuple[Token, ...], k: int, form: str, text: str) -> bool:
    """Whether the word is used as a verb of an act that took place: not a noun, not negated, not passive."""
    before = [t.text.lower() for t in tokens[max(0, k - 4) : k] if t.text not in MARKS]
    previous = before[-1] if before else ""
    if any(word in NEGATIONS or word == "if" for word in before[-3:]):
        return False
    if form == "base" and before and len(before) < 3 and before[0] in FINITE:
        return False  # `Did they say that …?`
    if form == "base" and previous in MODALS:
        return False  # speech to come, or merely possible
    if form in ("base", "s") and ((previous in DETERMINERS and not (previous == "some" and not before[:-1])) or previous in ("'s", "’s", "of") or previous in PREPOSITIONS - {"to"}):
        return False
    if form == "base" and previous == "to":
        return bool(set(before[-4:-1]) & {"went", "on", "goes"})
    if form == "past" and previous in ("more", "most", "less") and not {t.text.lower() for t in tokens[k + 1 : k + 2]} & (CLAUSE_STARTERS | {"that", ",", ":"}):
        return False  # `more informed decisions`
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
    if len(text[before[0] : before[1]].split()) < 3 and text[after[0] : after[1]].split()[0].lower() not in FINITE:  # else the clause's subject
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
        first = 2 if tokens[k].text.lower() == "according" and tokens[k + 1].text.lower() == "to" else 1 if tokens[k].text == "Per" and k == 0 else 0
        if not first:
            continue
        end = k + first
        while end < len(tokens) and tokens[end].text not in (",", ".", ";", ":") and not quote_between(unit, tokens[end - 1].end, tokens[end].start):
            end += 1
        if end == k + first:
            continue
        source = (tokens[k + first].start, tokens[end - 1].end)
        cue = (tokens[k].start, tokens[k + first - 1].end)
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
                while end > low and (last := text[low:end].split()[-1:]) and (last[0].endswith(",") or last[0].lower() in LINKS):
                    end = low + len(text[low:end].rstrip()) - (1 if last[0].endswith(",") else len(last[0]))
                spans[-1] = trim(text, spans[-1][0], end)
        if spans[-1][1] - spans[-1][0] >= 3:
            out.append(replace(one, content=tuple(spans)))
    return out
