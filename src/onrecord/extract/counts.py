"""What one number measures, from its unit and the words about it: by kind of unit, each with the rule that read it (confidence.tsv)."""

from __future__ import annotations

import re
from dataclasses import replace

from onrecord.extract import measures
from onrecord.extract.amounts import amounted
from onrecord.extract.drafts import CASUALTY, PERSON_KINDS, Draft
from onrecord.extract.number_patterns import AND_A_HALF
from onrecord.records import Value

_FORCE = re.compile(r"\s+(?:[\w-]+\s+){0,2}?(?:force|army|brigade|contingent|unit|militia|garrison|corps|mission|battalion|detachment|forces|troops)\b", re.IGNORECASE)
_OF_GDP = re.compile(r"[\s\u00a0]{1,3}of[\s\u00a0](?:[\w’'-]+\s){0,4}?(?:GDP|gross domestic product|GNP|national income)\b", re.IGNORECASE)
_IN_KILOGRAMS = re.compile(r"\s?\(\s*(?:about\s+|around\s+|roughly\s+|~)?[\d.,]+\s?(?:kg|kilo|grams?|tonn?es?|g\b)", re.IGNORECASE)
_LOST_LIVES = re.compile(r"\s+(?:(?:have|had|has|were|was|been|are|be|being)\s+)*(?:lost|claimed|taken)\b", re.IGNORECASE)


def read(text: str, d: Draft, floor: int, ceiling: int) -> Draft:
    """What one number measures, from its unit and the words about it."""
    q, c, (start, end) = d.q, d.counted, d.sentence
    if c is None:
        return _bare(text, d, floor, ceiling)
    if c.kind == "money" and c.noun == "pounds" and (
        _IN_KILOGRAMS.match(text, c.end, end) or measures.WEIGHT.search(text, max(start, q.start - 60), min(end, c.end + 40))
    ):
        return replace(d, unit="pounds", measure="other", rule="unit")
    if c.kind == "money":
        return replace(d, q=q if c.part == 1 else replace(q, value=_times(q.value, c.part)), unit=c.unit, measure="money", rule="money")
    if c.kind == "percent":
        return _percent(text, d, floor, ceiling)
    if c.kind == "unit":
        return _unit(text, d, floor)
    if c.kind == "adjective" and c.noun == "strong":
        force = _FORCE.match(text, c.end, end)
        return replace(d, unit="persons", measure="troops" if force else "other", rule="person")
    if c.noun == "times" and (q.value.low or q.value.high or 0) > 4 and q.end + 6 >= c.end:
        return replace(d, unit="times", measure="date_count", rule="unit")
    if c.kind in ("adjective", "never"):
        return d
    return _count(text, d, floor, ceiling)


def _times(value: Value, part: float) -> Value:
    low, high, best = (None if v is None else round(v * part, 4) for v in (value.low, value.high, value.best))
    return Value(low, high, best, value.approximate)


_PRESENT = re.compile(r"(?:\s+(?:were|was|are|is|people))*\s+(?:aboard|on board)\b")
_ALONE = re.compile(r"\s*(?:[.,;:)”\"]|$)|\s+(?:in|on|at|during|since|to|and|of)\b")


def _bare(text: str, d: Draft, floor: int, ceiling: int) -> Draft:
    q, end = d.q, d.sentence[1]
    if q.form == "few":
        return d
    if q.form != "vague" and (amount := amounted(text, q, d.sentence[0])):
        return replace(d, unit=amount[0], measure=amount[1], rule="amount")
    alone = bool(_ALONE.match(text, q.end, end))
    measure = measures.fate(text, q.start, d.end, floor, end, loss=alone) or measures.toll(text, q.start, floor)
    if measure is None and _PRESENT.match(text, q.end, end):
        measure = "other"
    if measure == "casualties" and measures.ELECTED.search(text, *d.sentence):
        return d  # "Labour lost 42": seats
    if measure and not IN_MONEY.match(text, d.end, end):
        return replace(d, unit="persons", measure=measure, rule="cue")
    if q.form == "vague" or q.scaled or q.grouped:
        measure = measures.near(text, q.start, d.end, floor, ceiling)
        if measure:
            return replace(d, unit="persons", measure=measure, rule="near")
    return d


IN_MONEY = re.compile(r"\s+(?:in|of)\s+(?:[\w-]+\s+){0,3}?(?:profits?|aid|damages?|funding|funds|tax(?:es)?|revenues?|assets|debts?|assistance|investments?|fees|bribes|payments?|income|sales|contracts|loans?|losses|savings|cash)\b", re.IGNORECASE)


_AT_HAND = re.compile(r"\b(?:past|last|next|recent|coming|first|these|those)\s+$", re.IGNORECASE)
_LASTED = re.compile(r"\b(?:last(?:s|ed|ing)|for|took|takes?)\s+$", re.IGNORECASE)
_WHEN = re.compile(r"\s+(?:ago|earlier|later|before|after|afterwards?|prior|back|early|old|from now|into|thereafter)\b")
_MONEY_BEFORE = re.compile(r"[$€£]|billion|million|percent|%")


def _unit(text: str, d: Draft, floor: int) -> Draft:
    q, c, (start, end) = d.q, d.counted, d.sentence
    assert c is not None
    measure = c.measure
    if measure == "other" and (measures.PERIOD.match(text, c.end, end) or measures.PRODUCTION.search(text, max(start, q.start - 60), q.start)):
        measure = "other" if measures.HANDED_OUT.search(text, max(start, q.start - 60), q.start) else "production"
    value, half = q.value, AND_A_HALF.match(text, c.end, end)
    if half:  # "an hour and a half"
        low, high, best = (None if v is None else v + 0.5 for v in (value.low, value.high, value.best))
        value, d = Value(low, high, best, value.approximate), replace(d, end=half.end())
    if measure == "duration":
        few = q.form == "few" and ((value.low == 3 and not _LASTED.search(text, max(start, q.start - 12), q.start)) or _AT_HAND.search(text, max(0, q.start - 10), q.start))
        pointed = q.form == "words" and re.search(r"\b(?:these|those)\s+$", text[max(0, q.start - 6) : q.start], re.I)
        within_one = text[q.number : q.end].lower() in ("a", "an") and bool(re.search(r"\bwithin\s+$", text[q.start : q.number], re.I))
        if few or pointed or within_one or _WHEN.match(text, d.end, end):
            return d  # when, not how long
        head = text[max(start, q.start) : q.number].lower()
        if re.match(r"over\s+$", head) and _MONEY_BEFORE.search(text, start, q.start):
            value = Value(q.value.low, q.value.low, q.value.low, q.value.approximate)  # spent over five years
    return replace(d, q=replace(q, value=value), unit=c.unit, measure=measure, rule="unit")


def _percent(text: str, d: Draft, floor: int, ceiling: int) -> Draft:
    q, c, (start, end) = d.q, d.counted, d.sentence
    assert c is not None
    clause = text[max(start, q.start - 90) : min(end, c.end + 90)]
    about = text[max(start, q.start - 40) : min(end, c.end + 30)]
    if m := _OF_GDP.match(text, c.end, end):
        return replace(d, end=m.end(), unit="percent", measure="share_of_gdp", rule="gdp")
    if measures.GREW.search(clause):
        return replace(d, unit=c.unit, measure="other", rule="percent")
    if measures.GDP.search(text[max(start, q.start - 60) : q.start]) and not measures.polled(text, d.q.start, c.end, start, end):
        return replace(d, unit=c.unit, measure="share_of_gdp", rule="gdp")
    if (q.form == "share" and (measures.FRACTION_VOTE.match(text, c.end, end) or measures.VOTE_OF.search(text, max(start, q.start - 90), q.start))) or (
        measures.asked_for(text, q.number, c.end, start, end) and not measures.VOTE_SHARE.match(text, c.end, end)
    ):
        return replace(d, unit=c.unit, measure="other", rule="percent")
    if measures.TURNOUT.search(clause) or measures.MAJORITY.match(text, c.end, end):
        return replace(d, unit=c.unit, measure="other", rule="percent")
    if m := measures.VOTE_SHARE.match(text, c.end, end):
        end_of = m.end() if re.search(r"votes?$|ballots$", m.group()) else c.end
        return replace(d, end=end_of, unit=c.unit, measure="poll_share", rule="vote")
    polled = not measures.MORE.match(text, c.end, end) and measures.polled(text, q.start, c.end, start, end) and not measures.NOT_POLL.search(about)
    return replace(d, unit=c.unit, measure="poll_share" if polled else "other", rule="poll" if polled else "percent")


_PARTICIPLES = frozenset("dead killed wounded injured hurt displaced detained arrested homeless".split())
_CIVIL = frozenset("cars lorries trucks buses ships boats vessels vehicles trains planes aircraft vans ferries tankers".split())  # so many a day are made, or just pass
_ROUNDS_OF = re.compile(r"\s+of\s+(?!ammunition|tear|artillery|fire|gunfire|mortar|cannon)")
_LOST = frozenset("men people civilians personnel police policemen officers citizens children crew members".split())


def _count(text: str, d: Draft, floor: int, ceiling: int) -> Draft:
    q, c, (start, end) = d.q, d.counted, d.sentence
    assert c is not None
    kind = c.kind
    unit = "persons" if kind in PERSON_KINDS and kind != "delegate" else c.noun
    if kind in ("displaced", "detained") and (fate := measures.after(text, c.end, end, q.start, floor) or measures.before(text, q.start, floor)):
        return replace(d, unit="persons", measure=fate if fate in ("killed", "wounded") else kind, rule="cue")
    if kind in CASUALTY:
        return replace(d, unit="persons", measure=kind, rule="cue" if c.noun in _PARTICIPLES else "noun")
    person = unit == "persons"
    if kind == "plural" and (fate := _fate_of_unnamed(text, d, floor)):
        return replace(d, unit="persons", measure=fate, rule="cue")
    if c.noun in ("families", "households") and (fate := measures.after(text, c.end, end, q.start, floor)):
        return replace(d, unit=unit, measure=fate, rule="cue")
    if c.noun == "lives":
        lost = measures.LIVES.search(text, max(start, q.start - 40), q.start) or _LOST_LIVES.match(text, c.end, end)
        return replace(d, unit="persons", measure="killed" if lost else "other", rule="cue")
    if person:
        measure = measures.fate(text, q.start, c.end, floor, end, loss=kind == "troop" or c.noun in _LOST)
        if measure in (None, "displaced", "other") and (told := measures.ADJECTIVE.search(text, q.end, c.end)):
            said = measures.measure(told["cue"])
            measure = said if measure is None or said in ("killed", "wounded") else measure
        if measure:
            return replace(d, unit=unit, measure=measure, rule="cue")
        if measure := measures.toll(text, q.start, floor):
            return replace(d, unit=unit, measure=measure, rule="toll")
    if q.value.low == q.value.high == 1 and q.form != "digits" and not (kind == "vote" or _ONE_MORE.search(text, q.number, c.end)):
        return d
    if q.form == "few" and q.value.low in (2, 3) and q.value.high is None:
        return d
    if kind == "others":
        return d
    if kind in ("troop", "formation"):
        return replace(d, unit=unit, measure="troops", rule="noun")
    if c.noun == "rounds" and (_ROUNDS_OF.match(text, c.end, end) or measures.TALKS.search(text, start, end)):
        return replace(d, unit=unit, measure="other", rule="plural")
    if kind == "equipment":
        made = (c.noun not in _CIVIL and measures.PERIOD.match(text, c.end, end)) or measures.PRODUCTION.search(text, max(start, q.start - 40), q.start)
        return replace(d, unit=unit, measure="production" if made else "equipment", rule="noun")
    if c.noun == "men" and measures.MILITARY.search(text, max(start, q.start - 90), min(end, c.end + 90)):
        return replace(d, unit="persons", measure="troops", rule="noun")
    if q.form == "words" and (q.value.high or q.value.low or 0) < 4 and kind not in ("equipment", "vote", "delegate") and _KNOWN.search(text, max(start, q.start - 24), q.start):
        return d
    if person and q.form == "words" and (q.value.high or q.value.low or 0) < 5 and (measures.SAYING.match(text, c.end, end) or measures.TOLD_BY.search(text, max(start, q.start - 24), q.start)):
        return d
    return replace(d, unit=unit, measure="other", rule="person" if person else "plural")


_KNOWN = re.compile(r"(?:\b(?:the|these|those|both|all|our|their|his|her|its|my)|(?:\w['’]s|s['’]))\s+$", re.IGNORECASE)  # "the two sides": who they are is known, how many is no news
_ONE_MORE = re.compile(r"\bone\s+(?:more|other|further|additional)\b", re.IGNORECASE)


def _fate_of_unnamed(text: str, d: Draft, floor: int) -> str | None:
    """What happened to those whom no list has: "killing seven riders". Only people are killed, wounded or hurt; animals have a list."""
    assert d.counted is not None
    fate = measures.fate(text, d.q.start, d.counted.end, floor, d.sentence[1], loss=False)
    return fate if fate in ("killed", "wounded") else None
