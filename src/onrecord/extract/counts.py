"""What one number measures, from its unit and the words about it: by kind of unit, each with the rule that read it (confidence.tsv)."""

from __future__ import annotations

import re
from dataclasses import replace

from onrecord.extract import measures
from onrecord.extract.drafts import CASUALTY, PERSON_KINDS, Draft
from onrecord.records import Value

_FORCE = re.compile(r"\s+(?:[\w-]+\s+){0,2}?(?:force|army|brigade|contingent|unit|militia|garrison|corps|mission|battalion|detachment|forces|troops)\b", re.IGNORECASE)
_OF_GDP = re.compile(r"[\s\u00a0]{1,3}of[\s\u00a0](?:[\w’'-]+\s){0,4}?(?:GDP|gross domestic product|GNP|national income)\b", re.IGNORECASE)
_LOST_LIVES = re.compile(r"\s+(?:(?:have|had|has|were|was|been|are|be|being)\s+)*(?:lost|claimed|taken)\b", re.IGNORECASE)


def read(text: str, d: Draft, floor: int, ceiling: int) -> Draft:
    """What one number measures, from its unit and the words about it."""
    q, c, (start, end) = d.q, d.counted, d.sentence
    if c is None:
        return _bare(text, d, floor, ceiling)
    if c.kind == "money" and c.noun == "pounds" and measures.WEIGHT.search(text, max(start, q.start - 60), min(end, c.end + 40)):
        return replace(d, unit="pounds", measure="other", rule="unit")
    if c.kind == "money":
        return replace(d, unit=c.unit, measure="money", rule="money")
    if c.kind == "percent":
        return _percent(text, d, floor, ceiling)
    if c.kind == "unit":
        return _unit(text, d, floor)
    if c.kind == "adjective" and c.noun == "strong":
        force = _FORCE.match(text, c.end, end)
        return replace(d, unit="persons", measure="troops" if force else "other", rule="person")
    if c.kind in ("adjective", "never"):
        return d
    return _count(text, d, floor, ceiling)


_ALONE = re.compile(r"\s*(?:[.,;:)”\"]|$)|\s+(?:in|on|at|during|since|to|and|of)\b")


def _bare(text: str, d: Draft, floor: int, ceiling: int) -> Draft:
    q, end = d.q, d.sentence[1]
    if q.form == "few":
        return d
    alone = bool(_ALONE.match(text, q.end, end))
    measure = measures.before(text, q.start, floor, loss=alone) or measures.after(text, d.end, end) or measures.toll(text, q.start, floor)
    if measure and not IN_MONEY.match(text, d.end, end):
        return replace(d, unit="persons", measure=measure, rule="cue")
    if q.form == "vague" or q.scaled or q.grouped:
        measure = measures.near(text, q.start, d.end, floor, ceiling)
        if measure:
            return replace(d, unit="persons", measure=measure, rule="near")
    return d


IN_MONEY = re.compile(r"\s+(?:in|of)\s+(?:[\w-]+\s+){0,3}?(?:profits?|aid|damages?|funding|funds|tax(?:es)?|revenues?|assets|debts?|assistance|investments?|fees|bribes|payments?|income|sales|contracts|loans?|losses|savings|cash)\b", re.IGNORECASE)


def _unit(text: str, d: Draft, floor: int) -> Draft:
    q, c = d.q, d.counted
    assert c is not None
    measure = c.measure
    if measure == "other" and (measures.PERIOD.match(text, c.end, d.sentence[1]) or measures.PRODUCTION.search(text, max(d.sentence[0], q.start - 60), q.start)):
        measure = "production"
    value = q.value
    if measure == "duration":
        if (q.form == "few" and (value.low == 3 or re.search(r"\b(?:past|last|next|recent|coming|first|these)\s+$", text[max(0, q.start - 10) : q.start], re.I))) or (re.match(r"\s+(?:ago|earlier|later|before|after|prior|old|from now)\b", text[c.end : c.end + 12]) and c.unit not in ("hours", "minutes", "seconds")):
            return d
        head = text[max(d.sentence[0], q.start) : q.number].lower()
        if re.match(r"over\s+$", head) and re.search(r"[$€£]|billion|million|percent|%", text[d.sentence[0] : q.start]):
            value = Value(q.value.low, q.value.low, q.value.low, q.value.approximate)  # spent over five years
    return replace(d, q=replace(q, value=value), unit=c.unit, measure=measure, rule="unit")


def _percent(text: str, d: Draft, floor: int, ceiling: int) -> Draft:
    q, c, (start, end) = d.q, d.counted, d.sentence
    assert c is not None
    after = text[c.end : min(end, c.end + 70)]
    clause = text[max(start, q.start - 90) : min(end, c.end + 90)]
    end_of = c.end
    if m := _OF_GDP.match(text, c.end, end):
        return replace(d, end=m.end(), unit="percent", measure="share_of_gdp", rule="gdp")
    measure = "other"
    rule = "percent"
    if measures.GDP.search(text[max(start, q.start - 60) : q.start]) and not measures.POLL.search(after) and not re.search(r"\b(?:grow|grew|growth|shr[aiu]nk|contract|rise|rose|fell|expand)", clause):
        measure, rule = "share_of_gdp", "gdp"
    elif m := measures.VOTE_SHARE.match(text, c.end, end):
        measure, rule = "poll_share", "vote"
        end_of = m.end() if re.search(r"votes?$|ballots$", m.group()) else c.end
    elif (measures.PEOPLE_SHARE.match(text, c.end, end) and measures.POLL.search(text[start:end])) or measures.POLL.search(clause):
        about = text[max(start, q.start - 40) : min(end, c.end + 30)]
        measure, rule = ("other", "percent") if measures.NOT_POLL.search(about) else ("poll_share", "poll")
    return replace(d, end=end_of, unit=c.unit, measure=measure, rule=rule)


_PARTICIPLES = frozenset("dead killed wounded injured hurt displaced detained arrested homeless".split())
_ROUNDS_OF = re.compile(r"\s+of\s+(?!ammunition|tear|artillery|fire|gunfire|mortar|cannon)")
_LOST = frozenset("men people civilians personnel police policemen officers citizens children crew members".split())


def _count(text: str, d: Draft, floor: int, ceiling: int) -> Draft:
    q, c, (start, end) = d.q, d.counted, d.sentence
    assert c is not None
    kind = c.kind
    unit = "persons" if kind in PERSON_KINDS and kind != "delegate" else c.noun
    if kind in ("displaced", "detained") and (fate := measures.after(text, c.end, end) or measures.before(text, q.start, floor)):
        return replace(d, unit="persons", measure=fate if fate in ("killed", "wounded") else kind, rule="cue")
    if kind in CASUALTY:
        return replace(d, unit="persons", measure=kind, rule="cue" if c.noun in _PARTICIPLES else "noun")
    person = unit == "persons"
    if c.noun == "lives":
        lost = measures.LIVES.search(text, max(start, q.start - 40), q.start) or _LOST_LIVES.match(text, c.end, end)
        return replace(d, unit="persons", measure="killed" if lost else "other", rule="cue")
    if person:
        measure = measures.after(text, c.end, end) or measures.before(text, q.start, floor, loss=kind == "troop" or c.noun in _LOST)
        if not measure and (told := measures.ADJECTIVE.search(text, q.end, c.end)):
            measure = measures.measure(told["cue"])
        if measure:
            return replace(d, unit=unit, measure=measure, rule="cue")
        if measure := measures.toll(text, q.start, floor):
            return replace(d, unit=unit, measure=measure, rule="toll")
    if (q.value.high == 1 and q.value.low == 1) or (q.form == "few" and q.value.low in (2, 3) and q.value.high is None):
        return d
    if kind == "others":
        return d
    if kind in ("troop", "formation"):
        return replace(d, unit=unit, measure="troops", rule="noun")
    if c.noun == "rounds" and (_ROUNDS_OF.match(text, c.end, end) or measures.TALKS.search(text, start, end)):
        return replace(d, unit=unit, measure="other", rule="plural")
    if kind == "equipment":
        made = measures.PERIOD.match(text, c.end, end) or measures.PRODUCTION.search(text, max(start, q.start - 40), q.start)
        return replace(d, unit=unit, measure="production" if made else "equipment", rule="noun")
    if kind == "weak" and (q.form == "words" and (q.value.high or q.value.low or 0) < 4 and re.search(r"\b(?:the|these|those|both|all|our|their|his|its)\s+$", text[max(start, q.start - 8) : q.start], re.I)):
        return d
    return replace(d, unit=unit, measure="other", rule="person" if person else "plural")
