"""Cues of more than one word: `was told by X that`, `has let X know that`, `made clear that`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from onrecord import data
from onrecord.extract.attribution.attribution import Attribution
from onrecord.extract.attribution.clauses import Unit, mention_from, quote_between, reported, trim
from onrecord.extract.attribution.content import clause_follows
from onrecord.extract.attribution.framed import CITING
from onrecord.extract.attribution.source import phrase_ending
from onrecord.extract.attribution.words import ADVERBS, AUXILIARIES, BE, CONJUNCTIONS, NEGATIONS, PREPOSITIONS
from onrecord.extract.lexicon import Cue, cues
from onrecord.reader import Reading, Token
from onrecord.resolve.actors import Cast

LONGEST_PHRASE = 12  # words of a source after "by"


def passive(reading: Reading, unit: Unit, number: int, cast: Cast) -> Iterator[Attribution]:
    """`had been told by the army that …`, `were asked to …`: the subject is addressed; nobody may be named who speaks."""
    tokens = unit.tokens
    for k, token in enumerate(tokens):
        known = cues().get(token.text.lower())
        if known is None or known[1] != "past" or not set("xu") & set(known[0].frames) or not 0 < k < len(tokens) - 2:
            continue
        first = k
        while first and (tokens[first - 1].text.lower() in AUXILIARIES | ADVERBS or tokens[first - 1].text.endswith("ly")):
            first -= 1
        helpers = {t.text.lower() for t in tokens[first:k]}
        before = {t.text.lower() for t in tokens[max(0, first - 2) : first]} | helpers
        if not helpers & (BE - {"being"}) or before & (NEGATIONS | {"if", "may", "might", "could", "should", "would"}):
            continue
        source, j = _by(unit, k + 1, cast)
        if j < len(tokens) and (content := _complement(reading.text, unit, j, known[0])):
            hearer = (tokens[first - 1].start, tokens[first - 1].end) if first and tokens[first - 1].text.lower() in ("he", "she", "they", "we", "i") else None
            yield Attribution((content,), (tokens[first].start, token.end), source, hearer, known[0], "t", unit.level, number, 0.7)


def _by(unit: Unit, j: int, cast: Cast) -> tuple[tuple[int, int] | None, int]:
    """The noun phrase after "by", and the index after it."""
    tokens = unit.tokens
    if j + 1 >= len(tokens) or tokens[j].text.lower() != "by":
        return None, j
    mention = mention_from(cast, tokens[j + 1].start)
    end = j + 1
    while end < len(tokens) and end - j <= LONGEST_PHRASE:
        word = tokens[end].text.lower()
        if word in ("that", "to", ":") or (word in CONJUNCTIONS | {","} and not (mention and tokens[end].start < mention.end)) or quote_between(unit, tokens[end - 1].end, tokens[end].start):
            break
        end += 1
    return ((tokens[j + 1].start, tokens[end - 1].end), end) if end > j + 1 else (None, j)


def _complement(text: str, unit: Unit, j: int, verb: Cue) -> tuple[int, int] | None:
    tokens = unit.tokens
    word = tokens[j].text.lower()
    if quote := quote_between(unit, tokens[j - 1].end, tokens[j].start):
        return quote
    if word == "that" and clause_follows(tokens, j):
        return reported(text, tokens[j].start, unit.end)
    if word in ("to", "not") and "u" in verb.frames and j + 1 < len(tokens) and (word == "to" or tokens[j + 1].text.lower() == "to"):
        return reported(text, tokens[j].start, unit.end)
    return None


def phrases(reading: Reading, unit: Unit, number: int, cast: Cast) -> Iterator[Attribution]:
    """`let X know (that) …`, `let slip that …`, `made (it) clear that …`, `put on record that …`: a verb and what completes it."""
    tokens = unit.tokens
    for k, token in enumerate(tokens):
        followers = PHRASES.get(token.text.lower())
        if followers is None or k == 0:
            continue
        found = _completed(tokens, k, followers)
        if found is None:
            continue
        last, addressee = found
        that = next((i for i in range(last + 1, min(last + 8, len(tokens))) if tokens[i].text.lower() == "that" and clause_follows(tokens, i)), None)
        close = that is not None and all(t.text not in (",", ";", ".", ":") for t in tokens[last + 1 : that])
        start = tokens[that].start if that is not None and close else tokens[last + 1].start if last + 1 < len(tokens) and addressee else None
        first = k
        while first and tokens[first - 1].text.lower() in AUXILIARIES | ADVERBS:
            first -= 1
        if start is None or {t.text.lower() for t in tokens[max(0, first - 2) : k]} & (NEGATIONS | BE | {"to"}):
            continue
        yield Attribution((reported(reading.text, start, unit.end),), (tokens[first].start, tokens[last].end), _subject(unit, first, cast), addressee, None, "t", unit.level, number, 0.7)


def quoting(reading: Reading, unit: Unit, number: int, cast: Cast) -> Iterator[Attribution]:
    """`A quoted B as saying C`: A attributes "B as saying C", and in it B says C."""
    tokens = unit.tokens
    for k, token in enumerate(tokens):
        if token.text.lower() not in QUOTING or k == 0 or tokens[k - 1].text.lower() in BE:
            continue
        saying = next((i for i in range(k + 2, min(k + 22, len(tokens) - 1)) if tokens[i].text.lower() == "as" and tokens[i + 1].text.lower() in SAYING), None)
        if saying is None or (saying + 2 >= len(tokens) and not unit.quotes):
            continue
        subject, quoted = _subject(unit, k, cast), (tokens[k + 1].start, tokens[saying - 1].end)
        after = tokens[saying + 1]
        quote = quote_between(unit, after.end, tokens[saying + 2].start if saying + 2 < len(tokens) else unit.end)
        said = quote or reported(reading.text, tokens[saying + 2].start, unit.end)
        cue, inner = (token.start, token.end), (after.start, after.end)
        yield Attribution((said,), inner, quoted, None, cues()[after.text.lower()][0], "t", unit.level, number, 0.85)
        yield Attribution(((quoted[0], said[1]),), cue, subject, None, None, "t", unit.level, number, 0.8)


def cited(reading: Reading, unit: Unit, number: int, cast: Cast, found: list[Attribution]) -> Iterator[Attribution]:
    """`A reported, citing B, that C`: B says C too, as A tells."""
    for k, token in enumerate(unit.tokens[:-1]):
        if token.text.lower() not in CITING:
            continue
        tellers = sorted((a for a in found if a.cue and a.unit == number and a.cue[0] != token.start), key=lambda a: (a.cue[0] > token.start, abs(a.cue[0] - token.start)) if a.cue else (True, 0))
        teller = tellers[0] if tellers else None
        end = next((i for i in range(k + 1, len(unit.tokens)) if unit.tokens[i].text in (",", ";", ".", ":") or unit.tokens[i].text.lower() in ("that", "as")), len(unit.tokens))
        if teller is None or end == k + 1 or (end < len(unit.tokens) and unit.tokens[end].text.lower() == "as"):
            continue
        first, last = reading.word_at(unit.tokens[k + 1].start), reading.word_at(unit.tokens[end - 1].end - 1)
        known = any(m.start <= last and first < m.end for m in reading.mentions) or cast.inside(token.end, unit.tokens[end - 1].end)
        if not known or quote_between(unit, token.end, unit.tokens[end - 1].end):
            continue  # `citing security concerns`, `citing “the mood”`
        yield replace(teller, cue=(token.start, token.end), source=(unit.tokens[k + 1].start, unit.tokens[end - 1].end), addressee=None, verb=None, frame="t", confidence=0.7)


def uncited(a: Attribution, citing: Attribution, text: str) -> Attribution:
    """`reported A | citing B`: without whom it cites at the end of a content."""
    at = citing.cue[0] if citing.cue else 0
    start, end = a.content[-1]
    if not start < at < end or citing.source is None or text[citing.source[1] : end].strip(" ,.") or "“" in text[start:end]:
        return a
    kept = trim(text, start, at)
    return replace(a, content=(*a.content[:-1], kept)) if kept[0] < kept[1] else a


QUOTING = frozenset("quoted quotes quoting cited cites citing".split())
SAYING = frozenset("saying stating declaring telling insisting warning claiming adding".split())
PHRASES: dict[str, tuple[tuple[str, ...], ...]] = {  # verb form -> the words that complete it; "…" is a name or pronoun
    form: tuple(tuple(words.split()) for words in row["completions"].split(";")) for row in data.table(__package__, "phrases.tsv") for form in row["forms"].split()
}


def _completed(tokens: tuple[Token, ...], k: int, followers: tuple[tuple[str, ...], ...]) -> tuple[int, tuple[int, int] | None] | None:
    """Index of the last word of the phrase, and where its addressee stands."""
    for words in followers:
        j, heard = k + 1, None
        for word in words:
            if word == "…":
                start = j
                while j < len(tokens) and j - start < 5 and tokens[j].text.lower() != words[-1] and (tokens[j].text.lower() not in PREPOSITIONS | CONJUNCTIONS | {",", "."}) and tokens[j].text.lower() != words[1]:
                    j += 1
                if j == start or j >= len(tokens):
                    break
                heard = (tokens[start].start, tokens[j - 1].end)
            elif j < len(tokens) and tokens[j].text.lower() == word:
                j += 1
            else:
                break
        else:
            return j - 1, heard
    return None


def _subject(unit: Unit, first: int, cast: Cast) -> tuple[int, int] | None:
    """The mention or pronoun right before the verb, else the noun phrase."""
    if not first:
        return None
    end = unit.tokens[first - 1].end
    known = next(((m.start, m.end) for m in cast.inside(unit.start, end) if m.end == end), None)
    plain = unit.tokens[first - 1].text.isalpha() and not quote_between(unit, end, unit.tokens[first].start)
    return known or (phrase_ending(unit, first - 1, cast.document.text, cast) if plain else None)


__all__ = ["CITING", "cited", "passive", "phrases", "quoting", "uncited"]
