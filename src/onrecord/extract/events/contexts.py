"""Contexts of events: PLOVER's "why", by the words around a trigger.

    signed a trade agreement                      economic
    recalled its watches after a phone virus      none

A term counts within its reach of the trigger; commas and other stops lengthen the way, being inside a party shortens it. Words of
proper names are no evidence: who acts does not decide what it is about.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from onrecord import data
from onrecord.extract.events.edges import MUTUAL
from onrecord.extract.events.ontology import ontology
from onrecord.extract.lexicon import forms
from onrecord.reader import Reading, Token
from onrecord.reader.tokens import tokens
from onrecord.records import Event

REACH = {1: 4, 2: 12, 3: 24}  # words from the trigger, by the strength of a term
INSIDE = 3  # the furthest a term inside a party of the event is taken to be
STOPS = {",": 2} | dict.fromkeys((";", ":", "—", "–", "(", ")"), 4)  # words that crossing one is worth
HEADLINE = 0.6  # of its words in capitals: capitals tell no name
LINKS = frozenset("of the and for on to".split())  # small words inside a name
WORKS = frozenset("Act Agreement Accord Accords Area Bill Conference Convention Deal Election Pact Protocol Referendum Summit Talks Treaty War".split())  # names of no actor


class Sign(NamedTuple):
    """What a term tells, and when it does not."""

    context: str
    reach: int  # in words
    unless: frozenset[str]  # contexts, "actor", "name"
    only: frozenset[str]  # types; none is any


class Term(NamedTuple):
    rest: tuple[str, ...]  # the words after the first
    signs: tuple[Sign, ...]  # empty for what only looks like a context


class Word(NamedTuple):
    start: int
    at: int  # how far into the sentence, stops counted
    plain: str | None  # in small letters; None in a proper name
    printed: str
    capital: bool  # inside a sentence


class Hit(NamedTuple):
    start: int
    first: int
    last: int
    signs: tuple[Sign, ...]


Looked = tuple[tuple[Word, ...], tuple[Hit, ...], frozenset[str]]  # a sentence's words, its terms, what they tell


def with_contexts(reading: Reading, events: list[Event]) -> list[Event]:
    """The events with their contexts, in the ontology's order. The words of a sentence are looked at once, whatever happens in it."""
    seen: dict[int, Looked] = {}
    out = []
    for event in events:
        at = reading.sentence_at(event.evidence[0].start)
        if at not in seen:
            words = tuple(_words(reading.tokens_in(*reading.sentences[at])))
            hits = tuple(_hits(words))
            seen[at] = words, hits, frozenset(sign.context for hit in hits for sign in hit.signs)
        out.append(replace(event, contexts=_contexts(event, *seen[at])))
    return out


def _contexts(event: Event, words: tuple[Word, ...], hits: tuple[Hit, ...], told: frozenset[str]) -> tuple[str, ...]:
    found = set(_terms()[1].get((event.type, event.mode), ()))
    trigger = event.evidence[0]
    ats = [word.at for word in words if trigger.start <= word.start < trigger.end]
    if hits and ats:
        parties = [span for span in event.evidence[1:] if span.role in ("actor", "recipient")]
        for hit in hits:
            far = max(0, hit.first - ats[-1], ats[0] - hit.last)
            role = next((span.role for span in parties if span.start <= hit.start < span.end), None)
            far = min(far, INSIDE) if role else far
            acts = role == "actor" and event.type not in MUTUAL
            for sign in hit.signs:
                if far <= sign.reach and not sign.unless & told and not (acts and "actor" in sign.unless) and (not sign.only or event.type in sign.only):
                    found.add(sign.context)
    return tuple(context for context in ontology()["contexts"] if context in found) if found else ()


def _words(sentence: tuple[Token, ...]) -> Iterator[Word]:
    """`anti-terror police` → anti, terror (in the same place), police. A name takes one place, however long it is."""
    spelled = [token for token in sentence if token.text[0].isalpha()]
    headline = sum(token.text[0].isupper() for token in spelled) > HEADLINE * len(spelled)
    works = _works(sentence)
    at, initial, named = 0, True, False
    for k, token in enumerate(sentence):
        text = token.text.replace("’", "'")
        if not text[0].isalnum():
            at += STOPS.get(text, 0)
            initial, named = initial or text in "“\"‘:", named and text[0] == "'"
            continue
        capital = text[0].isupper() and not headline
        name = capital and k not in works and (not initial or _capital(sentence, k + 1))
        at += not (name and named)
        named = name
        for part in text.split("-") if "-" in text else (text,):
            yield Word(token.start, at, None if name else part.lower(), part, capital and not initial)
        initial = False


def _works(sentence: tuple[Token, ...]) -> set[int]:
    """Where names of treaties, laws, wars and the like stand, which say what they are about: `the Border Security Act`."""
    out: set[int] = set()
    for k, token in enumerate(sentence):
        if token.text in WORKS and not _capital(sentence, k + 1):  # Bill Hartman is none
            first = k
            while first and (_capital(sentence, first - 1) or (first > 1 and sentence[first - 1].text in LINKS and _capital(sentence, first - 2))):
                first -= 1
            out.update(range(first, k + 1))
    return out


def _capital(sentence: tuple[Token, ...], k: int) -> bool:
    return k < len(sentence) and sentence[k].text[0].isupper()


def _hits(words: tuple[Word, ...]) -> Iterator[Hit]:
    """The terms of a sentence, the longest at each word; none begins inside another."""
    by_first = _terms()[0]
    k = 0
    while k < len(words):
        word = words[k]
        for term in (word.plain and by_first.get(word.plain)) or by_first.get(word.printed, ()):
            end = k + 1 + len(term.rest)
            if end <= len(words) and all(w in (other.plain, other.printed) for w, other in zip(term.rest, words[k + 1 : end], strict=True)):
                beside = words[max(0, k - 1) : k] + words[end : end + 1]
                named = any(other.capital for other in beside)
                signs = tuple(sign for sign in term.signs if not (named and "name" in sign.unless))
                if signs:
                    yield Hit(word.start, word.at, words[end - 1].at, signs)
                k = end - 1
                break
        k += 1


@lru_cache(maxsize=1)
def _terms() -> tuple[dict[str, tuple[Term, ...]], dict[tuple[str, str | None], tuple[str, ...]]]:
    """first word -> terms, longest first; (type, mode) -> contexts of its own."""
    found: dict[tuple[str, ...], dict[str, Sign]] = {}
    own: dict[tuple[str, str | None], tuple[str, ...]] = {}
    for row in data.table(__package__, "contexts.tsv"):
        sign = Sign(row["context"], REACH[int(row["reach"])], frozenset(row["unless"].split()), frozenset(row["only"].split()))
        for term in row["terms"].split(", "):
            if term.startswith("="):
                type_, _, mode = term[1:].partition("/")
                own[type_, mode or None] = (*own.get((type_, mode or None), ()), sign.context)
                continue
            for words in _inflected(term):
                signs = found.setdefault(words, {})
                if sign.context not in signs or signs[sign.context].reach < sign.reach:
                    signs[sign.context] = sign
    by_first: dict[str, list[Term]] = {}
    for words, signs in found.items():
        by_first.setdefault(words[0], []).append(Term(words[1:], () if "-" in signs else tuple(signs.values())))
    return {first: tuple(sorted(terms, key=lambda term: -len(term.rest))) for first, terms in by_first.items()}, own


def _inflected(term: str) -> Iterator[tuple[str, ...]]:
    """The forms of a term: of the word that is marked a verb, or of its last word as a noun.

    >>> sorted(_inflected("crack/v down"))
    [('crack', 'down'), ('cracked', 'down'), ('cracking', 'down'), ('cracks', 'down')]
    >>> sorted(_inflected("peace treaty"))
    [('peace', 'treaties'), ('peace', 'treaty')]
    """
    marked = next((k for k, word in enumerate(term.split(" ")) if word.endswith("/v")), -1)
    words = [part for word in term.replace("/v", "").split(" ") for token in tokens(word) if token.text[0].isalnum() for part in token.text.split("-")]
    yield tuple(words)
    inflected = words[marked]
    for form, what in forms(inflected).items():
        if what != "base" and (marked >= 0 or (what == "s" and inflected[-1] != "s")):
            yield (*words[: marked % len(words)], form, *words[marked % len(words) + 1 :])
