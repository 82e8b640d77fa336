"""Where the source of a cue stands: the noun phrase left of it, right of it, or the subject it shares."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onrecord.extract.attribution.clauses import Unit, finite_soon, mention_from, quote_between
from onrecord.extract.attribution.words import (
    ADVERBS,
    AUXILIARIES,
    CLAUSE_STARTERS,
    CONJUNCTIONS,
    DETERMINERS,
    FINITE,
    PREPOSITIONS,
    SUBORDINATORS,
    WEEKDAYS,
)
from onrecord.extract.lexicon import cues
from onrecord.reader import Token
from onrecord.resolve.actors import Cast
from onrecord.resolve.mentions import Mention

if TYPE_CHECKING:
    from onrecord.extract.attribution.attribution import Attribution

CLITICS = tuple(mark + end for mark in "'’" for end in ("d", "ll", "ve", "re", "m"))



def source_before(unit: Unit, k: int, text: str, cast: Cast, found: list[Attribution]) -> tuple[tuple[int, int] | None, bool]:
    """The noun phrase just left of the cue, or (None, True) where the cue shares the subject of an earlier verb."""
    tokens = unit.tokens
    i = k - 1
    passed = AUXILIARIES | ADVERBS | ({"keep", "keeps", "kept"} if tokens[k].text.endswith("ing") else set())
    while i >= 0 and (tokens[i].text.lower() in passed or tokens[i].text.lower().endswith("ly")) and not quote_between(unit, tokens[i].end, tokens[i + 1].start):
        i -= 1
    if i < 0 or quote_between(unit, tokens[i].end, tokens[i + 1].start):
        return None, i >= 0 and tokens[k].text.endswith("ing")
    word = tokens[i].text.lower()
    if word in (",", "and", "but", "then") or (word in CONJUNCTIONS and word not in ("that", "which")):
        name = next((m for m in cast.inside(unit.start, tokens[i].start) if m.end == tokens[i].start and m.kind in ("name", "person")), None)
        if word == "," and name and text[max(0, name.start - 9) : name.start].rstrip().endswith(","):  # `a spokesman for the agency, Anders Riis, said`
            return (name.start, name.end), False
        if word == "," and i > 1 and (apposed := apposition(unit, i, text, cast)):
            return apposed, False
        return None, word in (",", "and", "but", "then")
    if word == "who":
        end = i - 1
        while end > 0 and tokens[end].text == ",":
            end -= 1
        return phrase_ending(unit, end, text, cast), False
    if word in PREPOSITIONS or word in (";", ":", "."):
        return None, False
    return phrase_ending(unit, i, text, cast), False


def phrase_ending(unit: Unit, i: int, text: str, cast: Cast) -> tuple[int, int] | None:
    """The noun phrase whose last token is i: as far left as words of a noun phrase go, an apposed description included."""
    tokens = unit.tokens
    end = tokens[i].end
    j = i
    while j > 0 and not quote_between(unit, tokens[j - 1].end, tokens[j].start):
        word = tokens[j - 1].text.lower()
        if word in AUXILIARIES:
            if tokens[j].text[:1].isupper() or tokens[j].text.lower() in CLAUSE_STARTERS:
                break
            return None  # `towns that would not bow declared`: a verb phrase, no noun phrase, stands left of the cue
        if word in CONJUNCTIONS - {"and"} or word in (";", ":", ".", "—", "–", "("):
            break
        if word == "," and not inside_mention(cast, tokens[j - 1].start) and not apposed_left(tokens, j, i):
            break
        if word == "and" and not inside_mention(cast, tokens[j - 1].start) and not (tokens[j].text[:1].isupper() and tokens[j - 2].text[:1].isupper()):
            break
        if word in PREPOSITIONS - {"of", "for", "to", "in", "from", "at", "with"}:
            break
        if word in cues() and cues()[word][1] in ("past", "s"):
            break
        j -= 1
    while j < i and (tokens[j].text.lower() in PREPOSITIONS | CONJUNCTIONS | {"however", "meanwhile"} or not tokens[j].text[0].isalnum()):
        j += 1
    start = tokens[j].start
    end -= next((len(c) for c in CLITICS if text.endswith(c, start, end)), 0)  # `They'd threatened`
    if start >= end or all(not c.isalnum() for c in text[start:end]):
        return None
    words = text[start:end].split()
    if len(words) == 1 and words[0].lower() in DETERMINERS - ({"some"} if unit.level else set()) | {"there", "it’s", "which"}:
        return None
    # a long run is the mention at its end, with what is apposed to it
    if len(words) > 12 and (last := [m for m in cast.inside(start, end) if m.end == end]):
        start = last[-1].start
    return start, end


def apposed_left(tokens: tuple[Token, ...], j: int, i: int) -> bool:
    """`the Chief of Staff of the French Army, Pierre Schill`: a name after a comma belongs to the description before it."""
    return all(t.text[:1].isupper() or t.text.lower() in ("de", "van", "von", "al", "bin", "-", "and") for t in tokens[j : i + 1]) and i - j <= 6 and (i > j or tokens[j].text[:1].isupper())


def apposition(unit: Unit, i: int, text: str, cast: Cast) -> tuple[int, int] | None:
    """`NAME, a doctor, said`: i is the second comma; the name before the first one is the source."""
    tokens = unit.tokens
    for j in range(i - 1, max(-1, i - 14), -1):
        if tokens[j].text == "," and j > 0:
            mention = next((m for m in cast.inside(unit.start, tokens[j].start + 1) if m.end == tokens[j].start), None)
            described = {t.text.lower() for t in tokens[j + 1 : i]}
            if mention and _names_listed(cast, mention, tokens[i].start, text):
                return mention.start, tokens[i].start
            plain = not described & FINITE and not any(cues().get(w, (None, ""))[1] == "past" for w in described)
            if mention and (plain or tokens[j + 1].text.lower() in ("who", "whose", "which")):
                return mention.start, mention.end
            return None
    return None


def _names_listed(cast: Cast, first: Mention, end: int, text: str) -> bool:
    """Whether persons, joined by commas and "and", fill all from `first` to `end`: joint sources, none of them a description."""
    at = first.end
    for mention in cast.inside(first.end, end):
        if mention.kind not in ("person", "name") or text[at : mention.start].strip() not in (",", "and", ", and"):
            return False
        at = mention.end
    return first.kind in ("person", "name") and first.end < at == end


def inside_mention(cast: Cast, offset: int) -> bool:
    return any(m.start <= offset < m.end for m in cast.inside(offset - 150, offset + 150))


def subject(unit: Unit, k: int, text: str, cast: Cast, found: list[Attribution]) -> tuple[int, int] | None:
    """The subject a coordinated or participial cue shares: the source of the unit's last attribution, else its clause's first mention."""
    tokens = unit.tokens
    subordinate = tokens[0].text.lower() in SUBORDINATORS  # `After A said B, C called in D and warned`: C is the subject
    if found and found[-1].source and found[-1].frame != "a" and not subordinate:
        return found[-1].source
    clause_start = unit.start
    for j in range(k - 2, 0, -1):
        if subordinate and tokens[j].text in (",", ";", ":") and tokens[j + 1].text.lower() not in ("and", "adding"):
            clause_start = tokens[j].end
            break
    prepositions = {token.end for token in tokens[:k] if token.text.lower() in PREPOSITIONS}
    candidates = [
        m for m in cast.inside(clause_start, tokens[k].start)
        if not (m.entry is not None and m.entry.sense == "demonym") and not any(s <= m.start < e for s, e in unit.quotes)
    ]  # fmt: skip
    free = [m for m in candidates if m.start - 1 not in prepositions]
    subject = next(iter(free or candidates), None)
    return (subject.start, subject.end) if subject else None


def source_after(unit: Unit, k: int, text: str, cast: Cast) -> tuple[int, int] | None:
    """`…,” said NATO Secretary General Jens Stoltenberg in a statement`: the noun phrase right of the cue."""
    tokens = unit.tokens
    if k + 1 >= len(tokens) or tokens[k].text.endswith("ing") or quote_between(unit, tokens[k].end, tokens[k + 1].start):
        return None
    start = tokens[k + 1].start
    word = tokens[k + 1].text.lower()
    if word in PREPOSITIONS | CONJUNCTIONS or not tokens[k + 1].text[:1].isalpha():
        return None
    mention = mention_from(cast, start)
    if mention:
        after = next((i for i in range(k + 1, len(tokens)) if tokens[i].start >= mention.end), len(tokens))
        clause = after < len(tokens) and tokens[after].text.lower() not in CONJUNCTIONS | PREPOSITIONS and finite_soon(tokens[: after + 5], after)
        return None if clause else (mention.start, mention.end)  # `said he intended to sue` reports; `said he` attributes
    end = tokens[k + 1].end
    for token in tokens[k + 1 : k + 10]:
        if token.text in (",", ".", ";", ":") or token.text.lower() in (PREPOSITIONS - {"of", "for"}) | CONJUNCTIONS or quote_between(unit, end, token.start):
            break
        end = token.end
    beside = any(0 <= tokens[k].start - q[1] <= 2 for q in unit.quotes)  # “…” said lead author …
    return (start, end) if beside or word in ("the", "a", "an", "one", "his", "her") or tokens[k + 1].text[:1].isupper() else None


def postposed(unit: Unit, k: int, edge: int, text: str) -> bool:
    """Whether what stands before `edge` is content: a quotation or clause closed by a comma or mark just before it."""
    before = text[unit.start : edge].rstrip()
    if not before:
        return False
    last = before[-1]
    return last in ",”’\"'»" or (last in "?!" and bool(unit.quotes)) or last in "—–"


def clause_before(unit: Unit, edge: int) -> bool:
    """Whether the words before `edge` can be a reported clause: a subject and a finite verb."""
    before = tuple(t for t in unit.tokens if t.start < edge)
    return len(before) > 4 and before[0].text.lower() not in CONJUNCTIONS | PREPOSITIONS and finite_soon(before, 0)


def sentence_over(unit: Unit, k: int, text: str) -> bool:
    """Whether what follows a postposed attribution is no more than a phrase of time, place or manner."""
    rest = [t.text.lower() for t in unit.tokens[k + 1 :]]
    return len(rest) < 16 and not set(rest) & FINITE


def at_end(unit: Unit, k: int, text: str) -> bool:
    """Whether after the cue only adverbs, a time or a place follow: nothing that could be its content."""
    tokens = unit.tokens
    if k + 1 >= len(tokens):
        return True
    word = tokens[k + 1].text
    return word in (".", ",", ";", "!", "?", "—", "–") or word.lower() in PREPOSITIONS | ADVERBS | CONJUNCTIONS | {"last", "this"} or word in WEEKDAYS or word.endswith("ing")
