"""Numbers that belong together: two sides of a vote, parts of one length of time, the same length in another unit, a rate; and "none".

    voted 66 to 27                     66 votes, 27 votes
    1 hour 59 minutes                  119 minutes
    30 inches (76 cm)                  30 inches
    seven deaths per 100,000 people    0.007 percent
    there were no casualties           0
"""

from __future__ import annotations

import re
from dataclasses import replace

from onrecord.extract.drafts import CASUALTY, Draft
from onrecord.extract.masks import Masks
from onrecord.extract.number_patterns import SMALL, TENS
from onrecord.extract.numbers import Quantity
from onrecord.extract.units import NOUNS, Counted
from onrecord.extract.wordlists import alternatives
from onrecord.records import Value

_N = rf"(?:\d{{1,3}}(?:,\d{{3}})+|\d{{1,4}}|(?:{alternatives([*TENS])})(?:-(?:{alternatives([*SMALL])}))?|{alternatives([*SMALL])})"
_VOTE = re.compile(r"\b(?:vot(?:es?|ed|ing)|ballots?|electoral count|verdict|ruling|ruled|passed|adopted|rejected|approved|confirmed|upheld|acquitted|convicted|impeach\w*|motion|bill|resolution|majority)\b", re.IGNORECASE)
_MAJORITY = re.compile(r"\s+(?:[\w-]+\s+){0,2}?majority\b", re.IGNORECASE)
_CAST = re.compile(r"\b(?:vot(?:es?|ed|ing)|ballots?|count|verdict|ruling|rul(?:e|ed)|decision|decided|passed|adopted|rejected|approved|upheld|acquitted|convicted|impeach\w*|motion|bill|resolution|struck\s+down)\b", re.IGNORECASE)
_GAME = re.compile(r"\b(?:goals?|match(?:es)?|games?|season|league|cup|half-time|penalt\w+|scored?|win(?:s|ning)? streak|innings|final|semi-?finals?|tournament|team|odds|percent|per cent|degrees)\b|%", re.IGNORECASE)
_PAIR = re.compile(
    rf"(?:\b(?:voted|votes?|votes?\s+(?:was|were|of)|vote\s+(?:ended|went|stood|fell)|by|of|count\s+of|margin\s+of|tally\s+of|passed|rejected|confirmed|adopted|approved|carried|upheld|ruled|split|and|an?)(?:\s+(?:him|her|it|them))?|,|—)\s+"
    rf"(?P<a>{_N}(?:\s+votes?)?)(?:\s+to\s+|-to-|\s?[-–]\s?)(?P<b>{_N})(?=\s*(?:[.,;:)”\"’—]|$)|\s+(?:to|in|on|against|for|with|that|votes?|majority|decision|ruling|verdict|margin|along|respectively|and|when|last|at|after)\b)",
    re.IGNORECASE,
)
_TWO = re.compile(r"[\dneorxyt](?:\svotes?)?(?:\sto\s|-to-|\s?[-–]\s?)(?=\d|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty)")
_WITH = re.compile(r"(?:\s*,|\s+and|,\s+and)?\s*")
_SECONDS = {"seconds": 1, "minutes": 60, "hours": 3600, "days": 86400}
_MONTHS = {"months": 1, "years": 12}
_FEET = {"inches": 1, "feet": 12}
_BRACKET = re.compile(r"(?:/[a-z]{1,4}|\sper\s[a-z]+)?\s?[(\[]\s*(?:(?:or|about|roughly|approximately|some|over|nearly)\s+)*")
_PER = re.compile(r"(?P<of>(?:\s+[a-z-]+){0,4}?)\s+(?:per|for\s+every|out\s+of\s+every|in\s+every)\s+", re.IGNORECASE)
_POPULATIONS = frozenset((100, 1000, 10000, 100000, 1000000))
_MAGNITUDE = re.compile(r"\bmagnitude(?:\s+(?:of|was|at))?\s+$", re.IGNORECASE)
_SHOOK = re.compile(r"-?\s?(?:magnitude\b|on\s+the\s+(?:\w+\s+)?(?:Richter|magnitude)\s+scale)|\s+(?=(?:earthquake|quake|tremor|aftershock)\b)", re.IGNORECASE)
_NONE = re.compile(
    r"\b(?:no|zero)\s+(?:(?:immediate|reported|confirmed|further|civilian|military|serious|known|human)\s+(?:reports\s+of\s+)?)*(?P<noun>casualties|deaths|fatalities|injuries)\b(?!\s+(?:figures?|tolls?|counts?|numbers?))"
    r"|\b(?P<who>no[\s-]?(?:body|one)|no\s+(?:humans?|crew|people|civilians?|soldiers?|troops|passengers?|residents?|staff|children)|not\s+a\s+single\s+(?:[A-Za-z]+\s+){0,2}?(?:person|soldier|civilian|life))\s+(?:(?:was|were|has|have|had|is|are|been|reportedly|immediately)\s+)+(?P<cue>killed|lost|hurt|injured|wounded|harmed)\b",
    re.IGNORECASE,
)


def votes(text: str, start: int, end: int, covered: Masks) -> list[Draft]:
    """Both numbers of a vote that stand alone: "by 230-to-197", "14 to 13"; not the results of games."""
    if not _TWO.search(text, start, end) or not _VOTE.search(text, start, end) or _GAME.search(text, start, end):
        return []
    out = []
    for m in _PAIR.finditer(text, start, end):
        if covered.covers(m.start("a"), m.end("b")):
            continue
        seats = bool(_MAJORITY.match(text, m.end(), end)) and not _CAST.search(text, start, end)  # "a 6–3 majority on the bench": who sits there, not who voted
        for side in ("a", "b"):
            value = _number(m[side])
            q = Quantity(m.start(side), m.end(side), m.start(side), Value(value, value, value), "digits")
            out.append(Draft(q, None, q.start, q.end, "seats" if seats else "votes", "other", "votes", (start, end)))
    return out


def _number(word: str) -> int:
    word = word.lower().split()[0].replace(",", "")
    return int(word) if word.isdigit() else int(sum(SMALL.get(part, TENS.get(part, 0)) for part in word.split("-")))


def none(text: str, start: int, end: int) -> list[Draft]:
    """"No casualties", "nobody was hurt": a claim that counts, with the value 0."""
    out = []
    for m in _NONE.finditer(text, start, end):
        measure = NOUNS[m["noun"].lower()] if m["noun"] else "killed" if m["cue"].lower() in ("killed", "lost") else "wounded"
        last = m.end("noun") if m["noun"] else m.end("who")
        q = Quantity(m.start(), last, m.start(), Value(0, 0, 0), "words")
        out.append(Draft(q, None, q.start, q.end, "persons", measure, "none", (start, end)))
    return out


def together(text: str, drafts: list[Draft]) -> list[Draft]:
    """The drafts of a sentence with those made one that say one thing."""
    out: list[Draft] = []
    again: Draft | None = None
    for d in drafts:
        if again and _length(text, again, d):  # "80 months (6 years, | 8 months)"
            continue
        again = None
        if out:
            last = out[-1]
            if (one := _length(text, last, d)) or (one := _rate(text, last, d)):
                out[-1] = one
                continue
            if _converted(text, last, d):
                again = d
                continue
        out.append(_shaken(text, d))
    return out


def _length(text: str, a: Draft, b: Draft) -> Draft | None:
    """"1 hour 59 minutes 40.2 seconds" in its smallest unit."""
    if a.counted is None or b.counted is None or not _exact(a) or not _exact(b) or not _WITH.fullmatch(text, a.end, b.start):
        return None
    for parts in (_SECONDS, _MONTHS, _FEET):
        if parts.get(a.counted.unit, 0) > parts.get(b.counted.unit, 0) > 0:
            factor = parts[a.counted.unit] / parts[b.counted.unit]
            total = round((a.q.value.low or 0) * factor + (b.q.value.low or 0), 4)
            total = int(total) if total == int(total) else total
            q = replace(b.q, start=a.q.start, number=a.q.number, value=Value(total, total, total, a.q.value.approximate))
            return replace(b, q=q, start=a.start)
    return None


def _exact(d: Draft) -> bool:
    return d.q.value.low is not None and d.q.value.low == d.q.value.high


def _converted(text: str, a: Draft, b: Draft) -> bool:
    """"30 inches (76 cm)": a length, weight or speed said again in another unit is no second figure."""
    if a.counted is None or b.counted is None or b.counted.kind != "unit":
        return False
    if a.counted.noun in ("pound", "pounds") and a.q.symbol is None and b.counted.unit in ("kilograms", "grams", "tons", "tonnes"):
        return bool(_BRACKET.fullmatch(text, a.end, b.start))
    if a.counted.kind != "unit" or (a.counted.unit == b.counted.unit and a.q.value != b.q.value):
        return False
    return a.counted.measure == b.counted.measure and bool(_BRACKET.fullmatch(text, a.end, b.start))


def _rate(text: str, a: Draft, b: Draft) -> Draft | None:
    """"Seven deaths per 100,000 people" as a share of the population."""
    per = _PER.fullmatch(text, a.q.end, b.q.start)
    population = b.q.value.low
    if not per or not _exact(b) or population not in _POPULATIONS or a.q.form not in ("digits", "words"):
        return None
    low, high = (None if v is None else round(100 * v / population, 6) for v in (a.q.value.low, a.q.value.high))
    value = Value(low, high, low if low == high else None, a.q.value.approximate)
    noun = a.counted.kind if a.counted else ""
    measure = noun if noun in CASUALTY else "other"
    return replace(a, q=replace(a.q, value=value), counted=Counted("percent", b.end, "percent"), end=b.end, unit="percent", measure=measure, rule="rate")


_PERIODS = "second|minute|hour|day|night|week|month|quarter|year"
_GOODS = "(?:metric\\s|short\\s|long\\s)?tons?|(?:metric\\s)?tonnes?|barrels?|lit(?:er|re)s?|gallons?|kilo(?:gram)?s?|kg|ounces?|pounds?|bushels?|head|share|square\\s(?:foot|feet|met(?:er|re)s?|kilomet(?:er|re)|mile)|cubic\\smet(?:er|re)s?|dose|hectare|acre|bottle|ticket|kilowatt[\\s-]hour"
_RATE = re.compile(
    rf"/(?P<slash>hour|hr|h|second|s|day|month|year|week)\b|\s(?:(?:per|a|an|each|every)\s(?P<period>{_PERIODS})\b(?!\s(?:later|after|ago|earlier|before|in\s+advance))|(?:per|a|an|for\s+each|for\s+every)\s(?P<goods>{_GOODS})\b|per\s(?P<per>[a-z]{{3,15}})\b|(?P<daily>daily|weekly|monthly|annually|yearly|hourly)\b(?=\s*(?:[.,;)]|$)))",
    re.IGNORECASE,
)
_SLASH = {"hr": "hour", "h": "hour", "s": "second"}
_EACH = {"daily": "day", "weekly": "week", "monthly": "month", "annually": "year", "yearly": "year", "hourly": "hour"}


def rated(text: str, d: Draft) -> Draft:
    """What is told of each day or ton keeps that in its span and, but for money, whose unit is its currency, in its unit: "1,000 deaths per day", "$470 a ton"."""
    if d.counted is None or d.unit is None or d.measure == "production" or d.counted.kind == "percent" or d.rule == "rate" or not (m := _RATE.match(text, d.end, d.sentence[1])):
        return d
    slash = _SLASH.get((m["slash"] or "").lower(), m["slash"])
    if slash and d.measure == "money":
        return d
    if m["goods"] and not m.group().lower().lstrip().startswith(("per", "for")) and d.measure != "money":
        return d
    per = slash or m["period"] or m["goods"] or m["per"] or _EACH[m["daily"].lower()]
    if per.lower() in ("cent", "annum") or " per " in d.unit:
        return d
    if d.measure == "distance" and per.lower() in ("hour", "minute", "second"):
        d = replace(d, measure="other")  # a speed
    return replace(d, end=m.end(), unit=d.unit if d.measure == "money" else f"{d.unit} per {' '.join(per.lower().split())}")


def _shaken(text: str, d: Draft) -> Draft:
    """The magnitude of an earthquake: "magnitude 6.3", "a 5.3-magnitude quake"."""
    after = _SHOOK.match(text, d.q.end, d.sentence[1])
    if (after or _MAGNITUDE.search(text, max(d.sentence[0], d.q.start - 16), d.q.start)) and (d.q.value.high or d.q.value.low or 0) < 11:
        return replace(d, end=d.q.end, unit="magnitude", measure="other", rule="unit")
    return d
