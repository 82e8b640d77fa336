"""What follows a cue: quotation, that-clause, bare clause, complement of *for*, *to*, *of*; with or without an addressee."""

from __future__ import annotations

from onrecord.extract.attribution.clauses import OPEN_CLOSE, Unit, finite_soon, mention_from, quote_between, reported, trim
from onrecord.extract.attribution.source import postposed, source_after
from onrecord.extract.attribution.words import (
    ADVERBS,
    BE,
    CLAUSE_STARTERS,
    CONJUNCTIONS,
    FINITE,
    HEARERS,
    NEGATIONS,
    OCCASIONS,
    PREPOSITIONS,
    QUANTIFIERS,
    QUESTIONS,
    SUBORDINATORS,
    WEEKDAYS,
)
from onrecord.extract.lexicon import Cue, cues
from onrecord.reader import Token
from onrecord.resolve.actors import Cast


def content_after(
    unit: Unit, k: int, verb: Cue, text: str, cast: Cast
) -> tuple[tuple[tuple[int, int], ...], str, tuple[int, int] | None, int] | None:
    """What follows the cue: (content spans, frame, addressee span, end of cue), or None where nothing does."""
    tokens, cue_end = unit.tokens, unit.tokens[k].end
    j = k + 1
    while j < len(tokens) and (tokens[j].text.lower() in ADVERBS or tokens[j].text.endswith("ly")) and not quote_between(unit, tokens[j - 1].end, tokens[j].start):
        j += 1
    quote = quote_between(unit, tokens[j - 1].end, tokens[j].start if j < len(tokens) else unit.end)
    word = tokens[j].text.lower() if j < len(tokens) else ""
    if "k" in verb.frames and word not in ("for", "on", "upon", ",", ":", "") and quote is None:
        named = quote_after_phrase(unit, j)
        return ((trim(text, tokens[j].start, named[1]),), "k", None, cue_end) if named else None
    if quote is not None:
        if "q" in verb.frames or "n" in verb.frames:
            return through(unit, quote[0], text), "q", None, cue_end
        return None
    if not word:
        return None
    if word in (":", ",") and "q" in verb.frames:
        quote = quote_between(unit, tokens[j].end, tokens[j + 1].start if j + 1 < len(tokens) else unit.end)
        if quote is not None:
            return through(unit, quote[0], text), "q", None, cue_end
        if word == ":" and j + 1 < len(tokens):
            return (trim(text, tokens[j + 1].start, unit.end),), "c", None, cue_end
        return None
    if word == "that" and set("tx") & set(verb.frames) and clause_follows(tokens, j):
        return (reported(text, tokens[j].start, unit.end),), "t", None, cue_end
    if "h" in verb.frames and word in QUESTIONS and finite_soon(tokens, j):
        return (reported(text, tokens[j].start, unit.end),), "t", None, cue_end
    if set("xu") & set(verb.frames):
        hit = addressed(unit, j, verb, text, cast)
        if hit:
            return hit
    if (word == "for" and "f" in verb.frames and j + 1 < len(tokens)) or (word == "for" and "f" in verb.frames and unit.quotes):
        return (reported(text, tokens[j].end, unit.end),), "f", None, tokens[j].end
    if word in ("of", "about", "against") and "w" in verb.frames:
        return (reported(text, tokens[j].end, unit.end),), "w", None, tokens[j].end
    if word == "to" and "o" in verb.frames:
        return (reported(text, tokens[j].start, unit.end),), "o", None, cue_end
    that = that_after_phrase(unit, j)
    if that is not None and "t" in verb.frames:
        return (reported(text, tokens[that].start, unit.end),), "t", None, cue_end
    if word in QUANTIFIERS and j + 1 < len(tokens) and (tokens[j + 1].text.lower() in ("least", "most", "many", "than", "to") or tokens[j + 1].text[0].isdigit() or word == "over"):
        if "c" in verb.frames and finite_soon(tokens, j):
            return (reported(text, tokens[j].start, clause_end(unit, k, cast)),), "c", None, cue_end
    elif "c" in verb.frames and (clause := clause_after_phrase(unit, j, cast)):
        return (reported(text, tokens[clause].start, unit.end),), "c", None, cue_end
    said = verb.lemma == "say" and word in CLAUSE_STARTERS and len(tokens) - j > 4  # said takes a clause, hardly ever a bare object
    if "c" in verb.frames and word not in PREPOSITIONS | CONJUNCTIONS - {"if"} and (said or finite_soon(tokens, j)):
        inverted = source_after(unit, k, text, cast)
        if inverted and postposed(unit, k, unit.tokens[k].start, text):
            return None
        return (reported(text, tokens[j].start, clause_end(unit, k, cast)),), "c", None, cue_end
    later = quote_after_phrase(unit, j)
    if later is not None and "q" in verb.frames and not (source_after(unit, k, text, cast) and postposed(unit, k, unit.tokens[k].start, text)):
        return through(unit, later[0], text), "q", None, cue_end
    noun = tokens[j].text[:1].isalnum() and word not in PREPOSITIONS | CONJUNCTIONS | ADVERBS | BE | FINITE
    if "n" in verb.frames and noun:
        return (reported(text, tokens[j].start, unit.end),), "n", None, cue_end
    return None


LONGEST_TAG = 4  # words of a second attribution after the quotation


def through(unit: Unit, start: int, text: str) -> tuple[tuple[int, int], ...]:
    """From a quotation to the end of what belongs to it: the quotation alone where only an attribution or nothing follows."""
    quote = next(q for q in unit.quotes if q[0] == start)
    rest = text[quote[1] : unit.end].strip(OPEN_CLOSE + ".,;")
    first = rest.split()[0].lower() if rest else ""
    if len(rest.split()) <= LONGEST_TAG and any(t.text.lower() in cues() for t in unit.tokens if t.start >= quote[1]):
        return (quote,)  # `He added: “…,” Grey said`: attributed twice
    if not rest or first.endswith("ing") or first in ("and", "but", "while", "as", "in", "on", "at", "after", "before", "during", "when", "adding"):
        return (quote,)
    return (trim(text, start, unit.end),)


def clause_end(unit: Unit, k: int, cast: Cast) -> int:
    """`After A said B, C did D`: in an opening subordinate clause the reported clause ends at the comma before the main subject."""
    tokens = unit.tokens
    if tokens[0].text.lower() not in SUBORDINATORS:
        return unit.end
    for j in range(k + 2, len(tokens) - 1):
        if tokens[j].text == ",":
            if any(t.text == "," for t in tokens[1:k]):
                return unit.end  # the main clause began before the cue
            following = tokens[j + 1]
            if following.text.lower() in CLAUSE_STARTERS or mention_from(cast, following.start):
                return tokens[j].start
    return unit.end


def clause_follows(tokens: tuple[Token, ...], j: int) -> bool:
    """A subject follows "that"; a verb right after it makes it a relative pronoun (`the factors that are …`)."""
    return j + 1 < len(tokens) and tokens[j + 1].text.lower() not in FINITE - {"may", "can", "will"}


def clause_after_phrase(unit: Unit, j: int, cast: Cast) -> int | None:
    """`said on Monday it would`, `said in a statement the port`: where the clause begins after a phrase of time or occasion."""
    tokens = unit.tokens
    if tokens[j].text.lower() not in PREPOSITIONS | {"last", "this", "yesterday", "today"} and tokens[j].text not in WEEKDAYS:
        return None
    seen = False
    for i in range(j, min(j + 8, len(tokens))):
        word = tokens[i].text.lower()
        if word in (",", ";", ":", ".") or quote_between(unit, tokens[i - 1].end, tokens[i].start):
            return None
        if seen and (word in CLAUSE_STARTERS or (tokens[i].text[:1].isupper() and word not in OCCASIONS)) and word not in ("a", "an") and finite_soon(tokens, i):
            return i
        seen = seen or word in OCCASIONS
    return None


def that_after_phrase(unit: Unit, j: int) -> int | None:
    """`said on Monday that`, `told reporters in Kyiv that`: the index of a that after a short phrase without a comma."""
    tokens = unit.tokens
    if j >= len(tokens) or (tokens[j].text.lower() not in PREPOSITIONS | {"last", "this"} and tokens[j].text not in WEEKDAYS):
        return None
    for i in range(j + 1, min(j + 9, len(tokens) - 1)):
        if tokens[i].text in (",", ";", ":") or quote_between(unit, tokens[i - 1].end, tokens[i].start):
            return None
        if tokens[i].text.lower() == "that":
            return i if clause_follows(tokens, i) else None
    return None


def quote_after_phrase(unit: Unit, j: int) -> tuple[int, int] | None:
    """`said in a televised address: “`, `declare that they will continue their “…`: a quotation within the next few words."""
    tokens = unit.tokens
    for i in range(j, min(j + 10, len(tokens) + 1)):
        low = tokens[i - 1].end
        high = tokens[i].start if i < len(tokens) else unit.end
        quote = quote_between(unit, low, high)
        if quote:
            return quote
        if i < len(tokens) and tokens[i].text in (";", "."):
            return None
    return None


def addressed(unit: Unit, j: int, verb: Cue, text: str, cast: Cast) -> tuple[tuple[tuple[int, int], ...], str, tuple[int, int] | None, int] | None:
    """`told the Guardian that`, `urged Russia to`, `called on members to`: content after the addressee."""
    tokens = unit.tokens
    cue_end = tokens[j - 1].end
    if tokens[j].text.lower() in ("on", "upon", "to") and verb.lemma in ("call", "appeal"):
        j += 1
    start = j
    if start < len(tokens) and tokens[start].text.lower() in NEGATIONS:
        return None
    while j < len(tokens) and j - start < 12:
        word = tokens[j].text.lower()
        if quote := quote_between(unit, tokens[j - 1].end, tokens[j].start):
            return ((through(unit, quote[0], text)), "x", (tokens[start].start, tokens[j - 1].end), cue_end) if j > start and tokens[start].text != "for" else None
        if j > start and word == "that" and "x" in verb.frames:
            return (reported(text, tokens[j].start, unit.end),), "x", (tokens[start].start, tokens[j - 1].end), cue_end
        if j > start and word in QUESTIONS and "h" in verb.frames and finite_soon(tokens, j):
            return (reported(text, tokens[j].start, unit.end),), "x", (tokens[start].start, tokens[j - 1].end), cue_end
        if j > start and word == "to" and "u" in verb.frames:
            return (reported(text, tokens[j].start, unit.end),), "u", (tokens[start].start, tokens[j - 1].end), cue_end
        if word in (":", ",") and j > start and (quote := quote_between(unit, tokens[j].end, tokens[j + 1].start if j + 1 < len(tokens) else unit.end)):
            return through(unit, quote[0], text), "x", (tokens[start].start, tokens[j - 1].end), cue_end
        if word in CONJUNCTIONS - {"and"} or word in (",", ";", ".") or (j > start and word in FINITE):
            break  # `told them she had been told by …`: the clause has begun
        j += 1
    if "x" in verb.frames and verb.lemma in ("tell", "inform", "assure") and start < len(tokens):
        mention = mention_from(cast, tokens[start].start)
        heard = (mention.start, mention.end) if mention else (tokens[start].start, tokens[start].end)
        after = next((i for i in range(start, len(tokens)) if tokens[i].start >= heard[1]), None)
        told = mention is not None or tokens[start].text.lower() in HEARERS
        if told and after is not None and finite_soon(tokens, after) and tokens[after].text.lower() not in PREPOSITIONS | CONJUNCTIONS | {","}:
            return (reported(text, tokens[after].start, unit.end),), "x", heard, cue_end
    return None
