"""Constructions that report a commitment in anybody's voice (bindings.tsv): where its action begins, who is bound, who is to receive.

How far an action goes, its condition and deadline the trained reader tells, asked at the word where the construction says it begins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from onrecord.extract.attribution.words import BE
from onrecord.extract.lexicon import rows
from onrecord.extract.phrases import DENIALS, FARTHEST, Phrases, Words
from onrecord.records import Act, Stage

NOUN_PHRASE = r"(?:[\w’'.&-]+\s+){0,7}?[\w’'.&-]+"
LONG_PHRASE = r"(?:[^\s.;:]+\s+){0,20}?[^\s.;:,]+"
NUMBERS = r"(?:a|an)\s+(?:single|second|third|light|heavy|further|new|joint|dozen)|one|two|three|four|five|six|seven|eight|nine|ten|dozens|hundreds|thousands|millions|billions|several"
AMOUNT = rf"(?:(?:up\s+to|at\s+least|around|about|some|over|more\s+than|another|an?|the|nearly|almost)(?:\s+(?:additional|further|joint))?\s+)?(?:[A-Z]{{0,3}}[€$£¥]?\s?\d|(?:{NUMBERS})\b)"
ORDERS = ("order", "instruct", "command", "told", "tell")
ASKING = frozenset("how why what whether when where".split())
POSSESSIVE = frozenset("'s ’s ' ’ his her its their our my your a the central main key renewed".split())
SUPPOSED = frozenset("if unless whether until should".split())
NOBODY = frozenset("nobody none neither".split())
MODALS = frozenset("will would shall should can could may might must 'll ’ll to".split())


@dataclass(frozen=True, slots=True)
class Construction:
    act: Act
    stage: Stage | None
    before: str
    after: re.Pattern[str]
    who: str
    to: str


@dataclass(frozen=True, slots=True)
class Bound:
    """A construction found. Words counted as in the reading."""

    construction: Construction
    word: int  # that opens it
    action: int  # the word where the action begins
    subject: Words | None  # whoever the construction calls bound, or who binds
    object: tuple[int, int] | None  # characters of its object
    agent: bool  # whether `subject` stands after "by"


@lru_cache(maxsize=1)
def constructions() -> dict[str, tuple[Construction, ...]]:
    """word form -> the constructions that it may open."""
    out: dict[str, tuple[Construction, ...]] = {}
    for row in rows("bindings.tsv"):
        pattern = row["after"].replace(" ", r"\s+").replace("{np}", NOUN_PHRASE).replace("{long}", LONG_PHRASE).replace("{amount}", AMOUNT)
        pattern = pattern.replace(r"\s+(?P<action>", r"\s+[“‘\"']?(?P<action>")
        one = Construction(row["act"], row["stage"] or None, row["before"], re.compile(pattern), row["who"], row["to"])  # type: ignore[arg-type]
        for word in row["words"].split():
            out[word] = (*out.get(word, ()), one)
    return out


def bindings(phrases: Phrases) -> Iterator[Bound]:
    """Every construction of the reading, in order; of several at one word the first of the table."""
    known = constructions()
    reading = phrases.reading
    first = 0
    for start, end in reading.sentences:
        words = reading.tokens_in(start, end)
        for k, token in enumerate(words, first):
            for construction in known.get(token.text.lower(), ()):
                if found := _found(phrases, construction, k, first, end):
                    yield found
                    break
        first += len(words)


def _found(phrases: Phrases, one: Construction, k: int, low: int, end: int) -> Bound | None:
    text, reading = phrases.reading.text, phrases.reading
    match = one.after.match(text, reading.tokens[k].end, end)
    if match is None:
        return None
    _, helpers = phrases.helpers(k, low)
    denied = bool(set(helpers) & DENIALS)
    passive = phrases.passive(k, helpers)
    noun = phrases.tag(k) == "NOUN" and not helpers
    if not _stands(one.before, phrases.tag(k), denied, passive, noun, helpers, one.act == "demand"):
        return None
    if one.before == "a" and k > low and phrases.tag(k - 1) in ("DET", "ADJ") and not helpers:
        return None  # `a planned shutdown`
    action = reading.word_at(match.start("action")) if "action" in match.re.groupindex else k  # without the group the word itself begins it
    while action < len(reading.tokens) and not reading.tokens[action].text[0].isalnum() and reading.tokens[action].text not in "€$£¥":
        action += 1
    if action >= len(reading.tokens) or reading.tokens[action].start >= end:
        return None
    if action > k and reading.tokens[action].text.lower() == "to" and text[match.start("action") : match.end("action")].startswith("to"):
        action += 1  # the action leaves the infinitive's mark out
    if action > 1 and phrases.text(action - 1) == "to" and phrases.text(action - 2) == "according":
        return None
    if one.before != "x" and phrases.text(action - 1) == "to" and phrases.tag(action) in ("ADP", "NOUN", "SCONJ") and match.end("action") == match.start("action"):
        return None  # `had agreed to in July`, `commitment to justice`
    if phrases.text(action - 1) == "to" and phrases.tag(action) in ("PROPN", "DET", "NUM", "PRON", "SYM"):
        return None  # `flights to Cuba` is no infinitive
    if one.act == "pledge" and "object" in match.re.groupindex and phrases.tag(action) not in ("NOUN", "ADJ", "DET", "NUM", "SYM", "ADV"):
        return None  # `promised Kenya nothing` promises a thing, `promised Friday in Geneva` does not
    if one.stage == "floated" and phrases.text(action) in ("be", "have"):
        return None  # `what I consider to be wrong`
    if one.before == "n" and phrases.text(k) == "demand" and phrases.text(max(low, k - 1)) not in POSSESSIVE:
        return None  # `the growing demand for wheat`
    if k > low and phrases.text(k - 1) == "of" and reading.tokens[k].text[:1].isupper():
        return None  # the Court of Appeals for the Third Circuit
    if one.before == "n" and k > low and reading.tokens[k].text[:1].isupper():
        return None  # part of a name: the Court of Appeals
    place = match.span("object") if "object" in match.re.groupindex and match.group("object") else None
    if place and one.act == "pledge" and not _receives(phrases, reading.word_at(place[0]), reading.word_at(place[1] - 1)):
        action, place = reading.word_at(place[0]), None  # `promised another package of €500 million`: no recipient
    if place:
        first, last = reading.word_at(place[0]), reading.word_at(place[1] - 1)
        clause = ("AUX", "SCONJ", "VERB") if text[place[1] : place[1] + 4].strip().startswith("to") else ("AUX", "SCONJ")
        if phrases.tag(first) in ("ADP", "PART", "CCONJ") or any(phrases.tag(j) in clause and not _modifies(phrases, j) for j in range(first, last + 1)):
            return None  # `told reporters he has come to watch`
        words = [phrases.text(j) for j in range(first, last + 1)]
        told = phrases.tag(last) == "VERB" and sum(phrases.tag(j) == "DET" for j in range(first, last + 1)) > 1
        if words[0] in NOBODY or told or set(words) & ASKING:
            return None  # `obliges nobody to …`, `told the press the officers claimed to …`, `asked her how close it is to …`
    if one.stage == "delivered" and set(helpers) & MODALS:
        return None  # `will deliver` is promised, not done
    if place and one.act == "demand" and phrases.text(reading.word_at(place[1] - 1)) == "not":  # `told its airlines not to …`
        place = place[0], reading.tokens[reading.word_at(place[1] - 1) - 1].end
        if place[0] >= place[1]:
            return None
        one = replace(one, act="restriction" if phrases.text(k).startswith(ORDERS) else "demand")
        action = action if one.act == "restriction" else action - 2
    if place and one.act == "restriction" and phrases.text(action - 1) == "from" and phrases.tag(action) not in ("VERB", "AUX"):
        action = reading.word_at(place[0])  # `barred trucks from its roads`
    subject, agent = _bound(phrases, one, k, low, match, place)
    if subject is not None and not agent and one.who == "subject" and subject[0] > low and phrases.text(subject[0] - 1) in SUPPOSED:
        return None  # `if the Senate refuses to …`
    return Bound(one, k, action, subject, place, agent)


def _receives(phrases: Phrases, first: int, last: int) -> bool:
    """Whether the words between a promise and its amount name somebody: `Kenya`, `the two mayors`; not `a total of`."""
    return phrases.tag(last) in ("NOUN", "PROPN", "PRON") and not any(phrases.tag(j) in ("ADP", "NUM", "SCONJ") for j in range(first, last + 1) if phrases.text(j) != "of" or j == last)


def _modifies(phrases: Phrases, word: int) -> bool:
    """A participle beside its noun: `the suspended officers`, `troops stationed there`."""
    return phrases.tag(word) == "VERB" and phrases.text(word).endswith(("ed", "ing", "en"))


def _stands(before: str, tag: str, denied: bool, passive: bool, noun: bool, helpers: list[str], urges: bool) -> bool:
    """Whether the word stands as the construction wants it; `urges`: of a demand, which `would` only makes polite."""
    if before == "n":
        return noun
    if before == "p" and set(helpers) & {"to", "must", "should"}:
        return False  # `sued to be allowed`
    if before == "m":
        return tag in ("AUX", "ADJ") and not denied
    if noun and tag != "VERB":
        return False
    if before in ("x", "xp"):
        return denied and passive == (before == "xp")
    if denied or (before == "p") != passive:
        return False
    governed = bool(helpers) and helpers[0] in MODALS - {"will", "’ll", "'ll"}
    return before == "p" or not governed or (urges and helpers[0] == "would")


def _bound(phrases: Phrases, one: Construction, k: int, low: int, match: re.Match[str], place: tuple[int, int] | None) -> tuple[Words | None, bool]:
    """The words of whoever is bound or binds, and whether they are a passive's agent."""
    reading = phrases.reading
    if one.who == "object" and place:
        return (reading.word_at(place[0]), reading.word_at(place[1] - 1) + 1), False
    if one.who == "owner":
        return _owner(phrases, k, low), False
    if one.who == "agent":
        at = reading.word_at(match.end())
        by = next((j for j in range(k + 1, min(len(reading.tokens) - 1, at + 12)) if phrases.text(j) == "by" and phrases.tag(j + 1) in ("DET", "PROPN", "NOUN", "ADJ")), None)
        if by is None:
            return None, False
        last = by + 1
        while last + 1 < len(reading.tokens) and phrases.tag(last + 1) in ("DET", "PROPN", "NOUN", "ADJ"):
            last += 1
        return (by + 1, last + 1), True
    return (_owner(phrases, k, low) if one.before == "n" else phrases.subject(k, low)), False


def _owner(phrases: Phrases, k: int, low: int) -> Words | None:
    """`X's demand`, `their demand`; else the subject of the clause (`X reaffirmed its commitment`)."""
    at = k - 1
    while at >= low and phrases.tag(at) in ("ADJ", "NOUN", "NUM"):
        at -= 1
    if at > low and phrases.text(at) in ("'s", "’s", "'", "’"):
        return phrases.phrase(at - 1, low)
    if at >= low and phrases.text(at) in ("his", "her", "their", "its", "our", "my"):
        verb = next((j for j in range(at - 1, max(low, at - FARTHEST) - 1, -1) if phrases.tag(j) == "VERB"), None)
        return phrases.subject(verb, low) if verb is not None else None
    verb = next((j for j in range(at, max(low, at - FARTHEST) - 1, -1) if phrases.tag(j) == "VERB" and phrases.text(j) not in BE), None)
    return phrases.subject(verb, low) if verb is not None else None
