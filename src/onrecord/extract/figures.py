"""Figures: the numbers of a text that measure something in the world of its story.

    at least 12 people were killed    low 12, high null   persons   killed
    €90 billion                       90000000000         EUR       money
    2 percent of GDP                  2                   percent   share_of_gdp

`numbers` reads the number, `masks` says which numbers are dates, ages or names, `units` what is counted, `measures` what
happened to it. What is left without a unit counts only where the sentence shows what it counts ("killing four").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

from onrecord.extract import measures, polls
from onrecord.extract.masks import Masks, masks
from onrecord.extract.numbers import Quantity, bound_after, quantities
from onrecord.extract.units import NOUNS, Counted, counted
from onrecord.extract.wordlists import rows
from onrecord.records import Figure, Measure, Span, Value, identified

if TYPE_CHECKING:
    from onrecord.reader import Reading

_TITLE = re.compile(r"(?:One|Two|Three|Four|Five|Six|Seven|Eight|Nine|Ten|Twelve|Hundred)\b[\s-](?:[A-Z]|\W)")
_OPENING = re.compile(r"[“\"‘'(:—–-]\s?$")
CASUALTY = frozenset(("killed", "wounded", "casualties", "displaced", "detained"))
PERSON_KINDS = frozenset(("person", "troop", "killed", "wounded", "casualties", "displaced", "detained", "others", "delegate"))


_FORCE = re.compile(r"\s+(?:[\w-]+\s+){0,2}?(?:force|army|brigade|contingent|unit|militia|garrison|corps|mission|battalion|detachment|forces|troops)\b", re.IGNORECASE)
_OF_GDP = re.compile(r"[\s\u00a0]{1,3}of[\s\u00a0](?:[\w’'-]+\s){0,4}?(?:GDP|gross domestic product|GNP|national income)\b", re.IGNORECASE)
_LOST_LIVES = re.compile(r"\s+(?:(?:have|had|has|were|was|been|are|be|being)\s+)*(?:lost|claimed|taken)\b", re.IGNORECASE)
_OF = re.compile(r"\s+of\b")


@dataclass(frozen=True, slots=True)
class _Draft:
    q: Quantity
    counted: Counted | None
    start: int
    end: int
    unit: str | None
    measure: str | None
    rule: str
    sentence: tuple[int, int]


def find_figures(reading: Reading) -> list[Figure]:
    """The figures of one document in reading order."""
    return figures(reading.document.text, reading.sentences, reading.document.id)


def figures(text: str, sentences: Sequence[tuple[int, int]], doc: str) -> list[Figure]:
    """Figures of `text`, whose sentences are the half-open spans given, as items of document `doc`."""
    return [figure for _, figure in ruled(text, sentences, doc)]


def ruled(text: str, sentences: Sequence[tuple[int, int]], doc: str) -> list[tuple[str, Figure]]:
    """Each figure with the rule that read it: a row of confidence.tsv, where its confidence comes from."""
    covered = masks(text)
    out: list[tuple[str, Figure]] = []
    previous: list[_Draft] = []
    for start, end in sentences:
        drafts = _sentence(text, start, end, covered, previous)
        out += [(d.rule, _figure(text, d, doc)) for d in drafts]
        previous = drafts or ([] if "\n\n" in text[end : end + 3] else previous)
    return out


def _sentence(text: str, start: int, end: int, covered: Masks, previous: list[_Draft]) -> list[_Draft]:
    found: list[_Draft] = []
    all_q = [q for q in quantities(text, start, end) if q.form != "score" and not covered.covers(q.number, q.end)]
    if not all_q:
        return []
    drafts: list[_Draft] = []
    for q in all_q:
        if q.form == "words" and q.number > start + 2 and _TITLE.match(text, q.number, end) and not _OPENING.search(text, max(start, q.number - 3), q.number):
            continue
        c = counted(text, q, end)
        drafts.append(_Draft(q, c, q.start, c.end if c else q.end, None, None, "", (start, end)))
    for i, d in enumerate(drafts):
        floor = drafts[i - 1].q.end if i else start
        ceiling = drafts[i + 1].q.start if i + 1 < len(drafts) else end
        found.append(_read(text, d, floor, ceiling))
    found = _coordinated(text, found)
    for i in range(len(found)):
        found[i] = _elided(text, found[i], i, found, previous)
    found = _parallel(text, found)
    return [d for d in found if d.measure]


def _read(text: str, d: _Draft, floor: int, ceiling: int) -> _Draft:
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


def _bare(text: str, d: _Draft, floor: int, ceiling: int) -> _Draft:
    q, end = d.q, d.sentence[1]
    if q.form == "few":
        return d
    alone = bool(_ALONE.match(text, q.end, end))
    measure = measures.before(text, q.start, floor, loss=alone) or measures.after(text, d.end, end) or measures.toll(text, q.start, floor)
    if measure and not _IN_MONEY.match(text, d.end, end):
        return replace(d, unit="persons", measure=measure, rule="cue")
    if q.form == "vague" or q.scaled or q.grouped:
        measure = measures.near(text, q.start, d.end, floor, ceiling)
        if measure:
            return replace(d, unit="persons", measure=measure, rule="near")
    return d


_IN_MONEY = re.compile(r"\s+(?:in|of)\s+(?:[\w-]+\s+){0,3}?(?:profits?|aid|damages?|funding|funds|tax(?:es)?|revenues?|assets|debts?|assistance|investments?|fees|bribes|payments?|income|sales|contracts|loans?|losses|savings|cash)\b", re.IGNORECASE)


def _unit(text: str, d: _Draft, floor: int) -> _Draft:
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


def _percent(text: str, d: _Draft, floor: int, ceiling: int) -> _Draft:
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


def _count(text: str, d: _Draft, floor: int, ceiling: int) -> _Draft:
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


def _coordinated(text: str, found: list[_Draft]) -> list[_Draft]:
    """"five soldiers, two policemen and six civilians were killed": the measure holds for the whole list, either way."""
    out = list(found)
    link = re.compile(r"\s*(?:,|;)?\s*(?:and|or|as well as|along with|including|plus|,)?\s*(?:(?:of|from|in)\s[\w’' -]{1,30})?,?\s*(?:and|or)?\s*(?:another|a|an)?\s*", re.I)
    for i in range(len(out) - 2, -1, -1):
        a, b = out[i], out[i + 1]
        if b.measure in CASUALTY and b.rule in ("cue", "list") and _person(a) and a.measure in (None, "troops", "other") and link.fullmatch(text, a.end, b.start):
            out[i] = replace(a, unit="persons", measure=b.measure, rule="list")
    for i in range(1, len(out)):
        a, b = out[i - 1], out[i]
        if a.measure in CASUALTY and a.rule in ("cue", "list", "toll", "noun") and _person(b) and b.measure in (None, "troops", "other") and link.fullmatch(text, a.end, b.start):
            out[i] = replace(b, unit="persons", measure=a.measure, rule="list")
    return out


def _parallel(text: str, found: list[_Draft]) -> list[_Draft]:
    """Bare percentages of one sentence take the measure of the one before: "1.2 percent of GDP … calls for 2 percent"."""
    out = list(found)
    for i in range(1, len(out)):
        a, b = out[i - 1], out[i]
        of = _OF.match(text, b.end, b.sentence[1])
        if a.unit == b.unit == "percent" and b.measure == "other" and a.measure in ("share_of_gdp", "poll_share") and not of and not measures.NOT_POLL.search(text, a.end, b.end):
            out[i] = replace(b, measure=a.measure, rule="elided")
    return out


def _person(d: _Draft) -> bool:
    return (d.counted is None and d.q.form != "few") or (d.counted is not None and d.counted.kind in PERSON_KINDS)


_TAKES_NUMBER = re.compile(
    r"(?:\b(?:with|had|has|have|earned|earning|won|winning|received|receiving|secured|securing|total of|remaining|gained|lost|took|taking|to|from|at|of|by|got|needs|need|for|against|out of|remain at|numbered|reached)"
    r"(?:\s+(?:just|only|about|the|another|a further|a total of|all|some|an?))*\s*|,\s*|\band\s+)$",
    re.IGNORECASE,
)
_NUMBER_OF = re.compile(r"\b(?:numbers?|total|tally|count|amount)\s+of\s+(?P<noun>[^.;:,\d]{3,60})|\b(?:most|fewest)\s+(?P<most>[^.;:,\d]{3,30}),\s+(?:with|at)\s", re.IGNORECASE)
_OUT_OF = re.compile(r"\s+out\s+of\s+", re.IGNORECASE)
_OF_THOSE = re.compile(r"\s+(?:to|of)\s+(?:[\w’'.-]+\s+){0,4}?$", re.IGNORECASE)
_TOWN_OF = re.compile(r"\b(?:city|town|village|nation|country|population|community|island|region|province)\s+of\s+$", re.IGNORECASE)
_OF_THEM = re.compile(r"\s+of\s+(?:them|these|those)\b(?!\s+[a-z]+s\b)", re.IGNORECASE)
_AS_WERE = re.compile(r"\bas\s+(?:were|was|did|had|are|have)\s+$", re.IGNORECASE)


def _elided(text: str, d: _Draft, i: int, found: list[_Draft], previous: list[_Draft]) -> _Draft:
    """A bare number that repeats a noun the text has given: "cut from 44 posts to 9", "21 out of 34 provinces",
    "the number of centres fell to 5"; or that stands with "others"."""
    q, (start, end) = d.q, d.sentence
    if d.measure or (d.counted is not None and d.counted.kind != "others") or q.form == "few" or (q.value.low == q.value.high == 1 and q.form == "words"):
        return d
    takes = bool(_TAKES_NUMBER.search(text[max(start, q.start - 24) : q.start]))
    nxt = found[i + 1] if i + 1 < len(found) else None
    if nxt is not None and nxt.measure and (_OUT_OF.fullmatch(text, q.end, nxt.start) or (nxt.rule != "cue" and _OF_THOSE.fullmatch(text, q.end, nxt.start))):
        return replace(d, unit=nxt.unit, measure=nxt.measure, rule="elided")
    listed = takes or text[max(start, q.start - 2) : q.start] == ", "
    if listed and (noun := _announced(text, max(start, q.start - 160), q.start)):
        unit = "persons" if noun.kind in PERSON_KINDS - {"delegate"} else noun.noun
        dead = measures.ADJECTIVE.search(text, max(start, q.start - 60), q.start)
        measure = measures.measure(dead["cue"]) if dead and unit == "persons" else {"troop": "troops", "formation": "troops", "equipment": "equipment"}.get(noun.kind, noun.kind if noun.kind in CASUALTY else "other")
        return replace(d, unit=unit, measure=measure, rule="elided")
    if _TOWN_OF.search(text, max(start, q.start - 24), q.start):
        return replace(d, unit="persons", measure="other", rule="large")
    earlier = [f for f in found[max(0, i - 12) : i] if f.measure] or [f for f in previous if f.measure and q.form != "vague"]
    last = earlier[-1] if earlier else None
    if q.grouped or q.scaled:  # a large number repeats the noun of a large one
        last = next((f for f in reversed(earlier) if f.q.grouped or f.q.scaled), last if i and last in found[:i] else None)
    if last is not None and last.measure in CASUALTY and _AS_WERE.search(text[max(start, q.start - 10) : q.start]):
        return replace(d, unit=last.unit, measure=last.measure, rule="elided")
    if found[:i] and last is found[i - 1] and last.unit != "percent" and d.counted is None and _WENT_ON.match(text, q.end, end) and re.fullmatch(r"[^.]{0,40}[;,]?\s+(?:and\s+|while\s+|but\s+)?", text[last.end : q.start]):
        return replace(d, unit=last.unit, measure=last.measure, rule="elided")
    if last is None or last.measure in ("duration", "distance") or (last.unit == "percent" and q.form == "words"):
        if (q.grouped or q.scaled) and not _IN_MONEY.match(text, q.end, end):
            return _large(text, d)
        return d
    them = last.unit != "percent" and bool(_OF_THEM.match(text, q.end, end))
    if takes or them or d.counted is not None or q.grouped or q.scaled:
        if last.unit == "percent" and q.form != "digits":
            return d
        return replace(d, unit=last.unit, measure=last.measure, rule="elided")
    return d


_COLLECTIVE = frozenset("crowd crowds population audience rally march electorate membership congregation".split())
_WENT_ON = re.compile(r"\s+(?:voted|abstained|opposed|refused|declined|agreed|remain|remained|failed|survived|escaped|backed|supported|did|were|was|are|have|had)\b", re.IGNORECASE)


def _large(text: str, d: _Draft) -> _Draft:
    """A large bare number with nothing to inherit: counted in whatever people or equipment the sentence names before it."""
    q, (start, _) = d.q, d.sentence
    named = ["person" if w in _COLLECTIVE else NOUNS[w] for w in re.findall(r"[a-z-]+", text[start : q.start].lower()) if w in _COLLECTIVE or NOUNS.get(w) in ("troop", "person", "equipment", "displaced", "detained")]
    kind = "person" if re.match(r"\s+who\b", text[q.end : q.end + 6]) else named[-1] if named else ""
    measure = {"troop": "troops", "equipment": "equipment"}.get(kind, kind if kind in CASUALTY else "other")
    unit = "items" if kind == "equipment" or (not kind and q.form != "vague") else "persons"
    return replace(d, unit=unit, measure=measure, rule="large")


def _announced(text: str, floor: int, start: int) -> Counted | None:
    """The noun of the last "number of …" or "most …, with" before a bare number."""
    last = next(iter(reversed(list(_NUMBER_OF.finditer(text, floor, start)))), None)
    if last is None or (re.search(r"\d", text[last.end() : start].replace(" ", "")) and last["most"]):
        return None
    at = last.start("noun" if last["noun"] else "most") - 1
    return counted(text, Quantity(at, at, at, Value(2, 2, 2), "digits"), start)


# -- from draft to record -----------------------------------------------------------------------------------------

CONFIDENCE = {row[0]: float(row[1]) for row in rows("confidence.tsv")}


def _figure(text: str, d: _Draft, doc: str) -> Figure:
    end, value = d.end, d.q.value
    if (m := bound_after().match(text, end, d.sentence[1])) and d.counted is not None and d.counted.kind != "money":
        if m["more"] and value.high is not None:
            value, end = Value(value.low, None, None, value.approximate), m.end()
        elif m["less"] and value.low is not None:
            value, end = Value(None, value.high, None, value.approximate), m.end()
        elif m["so"]:
            value, end = replace(value, approximate=True), m.end()
    evidence = [Span("value", d.start, end, text[d.start : end])]
    if d.unit in ("percent", "percentage points") and (whole := polls.WHOLE.match(text, d.counted.end if d.counted else d.q.end, d.sentence[1])) and whole.start("whole") >= end:
        evidence.append(Span("object", whole.start("whole"), whole.end("whole"), whole["whole"]))
    assert d.unit is not None
    assert d.measure is not None
    figure = Figure("", doc, value, d.unit, cast(Measure, d.measure), evidence=tuple(evidence), confidence=CONFIDENCE[d.rule])
    if d.measure == "poll_share":
        figure = polls.polled(text, figure, d.q.end if d.counted is None else d.counted.end, d.sentence)
    return identified(figure)
