"""Numbers that lean on others of their sentence, or the one before: lists, repeated nouns left out, parallel shares."""

from __future__ import annotations

import re
from dataclasses import replace

from onrecord.extract import measures
from onrecord.extract.counts import IN_MONEY
from onrecord.extract.drafts import CASUALTY, MEASURED, PERSON_KINDS, Draft
from onrecord.extract.numbers import Quantity
from onrecord.extract.units import NOUNS, Counted, counted
from onrecord.records import Value

_OF = re.compile(r"\s+of\b")


_LINK = re.compile(r"\s*(?:,|;)?\s*(?:and|or|as well as|along with|including|plus|,)?\s*(?:(?:of|from|in)\s[\w’' -]{1,30})?,?\s*(?:and|or)?\s*(?:another|a|an)?\s*", re.I)


def coordinated(text: str, found: list[Draft]) -> list[Draft]:
    """"five soldiers, two policemen and six civilians were killed": the measure holds for the whole list, either way."""
    out = list(found)
    for i in range(len(out) - 2, -1, -1):
        a, b = out[i], out[i + 1]
        if b.measure in CASUALTY and b.rule in ("cue", "list") and _person(a) and a.measure in (None, "troops", "other") and a.rule != "cue" and _LINK.fullmatch(text, a.end, b.start):
            out[i] = replace(a, unit="persons", measure=b.measure, rule="list")
    for i in range(1, len(out)):
        a, b = out[i - 1], out[i]
        if a.measure in CASUALTY and a.rule in ("cue", "list", "toll", "noun") and _person(b) and b.measure in (None, "troops", "other") and b.rule != "cue" and _LINK.fullmatch(text, a.end, b.start):
            out[i] = replace(b, unit="persons", measure=a.measure, rule="list")
    return out


def among(text: str, found: list[Draft]) -> list[Draft]:
    """"killed 62, including, officials said, 54 children": those named out of a toll share its measure."""
    out = list(found)
    for i in range(1, len(out)):
        a, b = out[i - 1], out[i]
        if a.measure in CASUALTY and a.unit == b.unit == "persons" and b.measure == "other" and b.rule == "person" and _AMONG.fullmatch(text, a.end, b.start):
            out[i] = replace(b, measure=a.measure, rule="list")
    for i, a in enumerate(out):
        if a.measure in CASUALTY and a.q.value.best and (last := _parts(text, out, i)):
            out[i + 1 : last] = [replace(b, measure=a.measure, rule="list") for b in out[i + 1 : last]]
    return out


def _parts(text: str, found: list[Draft], i: int) -> int | None:
    """Where those end who are told apart after a count and sum up to it: "20 bodies were found, | eleven women and nine men"."""
    total, left = found[i].q.value.best or 0, found[i].q.value.best or 0
    for j in range(i + 1, min(len(found), i + 6)):
        b = found[j]
        if b.unit != "persons" or b.measure != "other" or not b.q.value.best or b.q.value.best >= total or (j > i + 1 and not _LINK.fullmatch(text, found[j - 1].end, b.start)):
            return None
        left -= b.q.value.best
        if left <= 0:
            return j + 1 if left == 0 and j > i + 1 else None
    return None


def parallel(text: str, found: list[Draft]) -> list[Draft]:
    """Bare percentages of one sentence take the measure of the one before: "1.2 percent of GDP … calls for 2 percent"."""
    out = list(found)
    for i in range(1, len(out)):
        a, b = out[i - 1], out[i]
        of = _OF.match(text, b.end, b.sentence[1])
        if a.unit == b.unit == "percent" and b.measure == "other" and a.measure in ("share_of_gdp", "poll_share") and not of and not measures.MORE.match(text, b.end, b.sentence[1]) and not measures.NOT_POLL.search(text, a.end, b.end) and not measures.asked_for(text, b.q.number, b.end, *b.sentence):
            out[i] = replace(b, measure=a.measure, rule="elided")
    return out


def _person(d: Draft) -> bool:
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
_OF_THEM = re.compile(r"\s+of\s+(?:(?P<who>them|us|you|whom)|these|those|which)\b(?!\s+[a-z]+s\b)", re.IGNORECASE)
_NUMBERING = re.compile(r"\bnumber(?:s|ed|ing)?\s+(?:at|as|to|is|was)?\s*$", re.IGNORECASE)
_GROUP_OF = re.compile(r"\b(?:team|crew|panel|group|jury|delegation|family|squad|party|crowd|cast|staff|workforce|household)\s+of\s+(?:just\s+|only\s+|about\s+|some\s+)?$", re.IGNORECASE)
_AMONG = re.compile(r",?\s+(?:including|among\s+them|of\s+them|of\s+whom|most\s+of\s+them)\b[^.;]{0,50}", re.IGNORECASE)
_FROM_TO = re.compile(r"\s+to\s+")
_AS_WERE = re.compile(r"\bas\s+(?:were|was|did|had|are|have)\s+$", re.IGNORECASE)


def elided(text: str, d: Draft, i: int, found: list[Draft], previous: list[Draft]) -> Draft:
    """A bare number that repeats a noun the text has given: "cut from 44 posts to 9", "21 out of 34 provinces",
    "the number of centres fell to 5"; or that stands with "others"."""
    q, (start, end) = d.q, d.sentence
    if d.measure or (d.counted is not None and d.counted.kind != "others") or q.form == "few" or (q.value.low == q.value.high == 1 and q.form == "words"):
        return d
    if _GROUP_OF.search(text, max(start, q.start - 28), q.start) and not text[q.number].isupper():
        return replace(d, unit="persons", measure="other", rule="elided")
    takes = bool(_TAKES_NUMBER.search(text[max(start, q.start - 24) : q.start]))
    nxt = found[i + 1] if i + 1 < len(found) else None
    if nxt is not None and nxt.measure and (_OUT_OF.fullmatch(text, q.end, nxt.start) or (nxt.rule != "cue" and _OF_THOSE.fullmatch(text, q.end, nxt.start))):
        return replace(d, unit=nxt.unit, measure=nxt.measure, rule="elided")
    listed = takes or text[max(start, q.start - 2) : q.start] == ", "
    if listed and (noun := _announced(text, max(start, q.start - 160), q.start)):
        unit = "persons" if noun.kind in PERSON_KINDS - {"delegate"} else noun.noun
        dead = measures.ADJECTIVE.search(text, max(start, q.start - 60), q.start)
        measure = measures.measure(dead["cue"]) if dead and unit == "persons" else MEASURED.get(noun.kind, "other")
        return replace(d, unit=unit, measure=measure, rule="elided")
    if _TOWN_OF.search(text, max(start, q.start - 24), q.start):
        return replace(d, unit="persons", measure="other", rule="large")
    if (told := _told_too(text, d, found[:i], previous)) is not None:
        return replace(d, unit=told.unit, measure=told.measure, rule="elided")
    earlier = [f for f in found[max(0, i - 12) : i] if f.measure] or [f for f in previous if f.measure and q.form != "vague"]
    last = earlier[-1] if earlier else None
    if q.grouped or q.scaled:  # a large number repeats the noun of a large one
        last = next((f for f in reversed(earlier) if f.q.grouped or f.q.scaled), last if i and last in found[:i] else None)
    if last is not None and last.measure in CASUALTY and _AS_WERE.search(text[max(start, q.start - 10) : q.start]):
        return replace(d, unit=last.unit, measure=last.measure, rule="elided")
    if found[:i] and last is found[i - 1] and last.unit != "percent" and d.counted is None and _WENT_ON.match(text, q.end, end) and re.fullmatch(r"[^.]{0,40}[;,]?\s+(?:and\s+|while\s+|but\s+)?", text[last.end : q.start]):
        return replace(d, unit=last.unit, measure=last.measure, rule="elided")
    if found[:i] and last is found[i - 1] and last.measure in ("duration", "distance") and d.counted is None and _FROM_TO.fullmatch(text, last.end, q.start):
        return replace(d, unit=last.unit, measure=last.measure, rule="elided")
    if last is None or last.measure in ("duration", "distance") or (last.unit == "percent" and q.form == "words"):
        if (q.grouped or q.scaled) and not IN_MONEY.match(text, q.end, end):
            return _large(text, d)
        whole = _OF_THEM.match(text, q.end, end)
        if (whole or _NUMBERING.search(text, max(start, q.start - 16), q.start)) and (q.value.low or 0) > 3:
            return replace(d, end=whole.end() if whole else d.end, unit="persons" if whole is None or whole["who"] else "items", measure="other", rule="elided")
        if d.counted is not None:
            return replace(d, unit="persons", measure="other", rule="elided")
        return d
    if d.counted is not None and last.measure in ("money", "duration", "distance", "share_of_gdp", "poll_share"):
        return replace(d, unit="persons", measure="other", rule="elided")  # "a $2 million chest. | Two others | run too"
    them = _OF_THEM.match(text, q.end, end) if last.unit != "percent" else None
    if takes or them or d.counted is not None or q.grouped or q.scaled:
        if last.unit == "percent" and q.form != "digits":
            return d
        return replace(d, end=them.end() if them else d.end, unit=last.unit, measure=last.measure, rule="elided")
    return d


_COUNTS = (
    r"(?:report|count|estimat|record|measur|claim|list|register|cit|confirm|document|log|tall|quot|announc)(?:e?d|ed|s|es|ing|ied)?|(?:gave|gives?|said|says|found|put|puts|saw|spoke\s+of|speaks?\s+of|told\s+of|arrived\s+at|came\s+to|had|has)(?:\s+(?:it|them|the\s+(?:figure|number|toll|count|total)))?(?:\s+at)?"
)
_COUNTED_TOO = re.compile(rf"\b{_COUNTS}\s+(?:it\s+(?:was|were)\s+|that\s+it\s+was\s+|(?:just|only|as\s+many\s+as)\s+)?$", re.IGNORECASE)
_ENDS = re.compile(r"\s*(?:[.;)”\"]|,(?!\d)|$)|\s+(?:and|while|but)\s", re.IGNORECASE)
_NEW_SUBJECT = re.compile(r"[^.;]{0,70}(?:;|,?\s(?:and|while|but|whereas)\s|,\s)\s?[^.;\d]{2,70}$", re.IGNORECASE)
_GAPPED = re.compile(r"(?:[;,]|,?\sand)\s(?:another\s|a\s(?:second|third)\s|the\s)?(?:[\w’'.-]+\s){0,5}?(?:[A-Z][\w’'.-]*|another|second|third|other|one|police|army|ministry|agency|institute|group|union|opposition|government)\s(?:at\s)?$")
_MEANT = frozenset(("killed", "wounded", "casualties", "displaced", "detained", "troops", "equipment"))


def _told_too(text: str, d: Draft, earlier: list[Draft], previous: list[Draft]) -> Draft | None:
    """The count that a bare number gives again by another: "X reported a magnitude of 5.5; Y reported | 5.8", "the police counted 40 dead and Y | 52"."""
    q, (start, end) = d.q, d.sentence
    if d.counted is not None or q.form not in ("digits", "words") or not _ENDS.match(text, q.end, end):
        return None
    told = _COUNTED_TOO.search(text, max(start, q.start - 48), q.start)
    earlier = [f for f in earlier if f.measure or f.q.value.best != 1]  # "the one in Bergen"
    if earlier and earlier[-1].measure:
        last = earlier[-1]
        if told and _NEW_SUBJECT.fullmatch(text, last.end, q.start):
            return last
        gap = text[last.end : q.start]
        alike = last.unit not in ("percent", "persons") or last.measure in CASUALTY
        return last if alike and len(gap) < 60 and _GAPPED.fullmatch(gap) and _COUNTED_TOO.search(text, start, last.q.start) else None
    if told and not earlier and len(previous) == 1 and previous[0].measure in _MEANT and q.start - start < 60 and (q.value.best or 0) > 3:
        return previous[0]
    return None


_COLLECTIVE = frozenset("crowd crowds population audience rally march electorate membership congregation".split())
_WENT_ON = re.compile(r"\s+(?:voted|abstained|opposed|refused|declined|agreed|remain|remained|failed|survived|escaped|backed|supported|did|were|was|are|have|had)\b", re.IGNORECASE)


def _large(text: str, d: Draft) -> Draft:
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
