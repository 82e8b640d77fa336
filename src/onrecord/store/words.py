"""Words of a text and queries over them, as FTS5's unicode61 tokenizer and query language have them, for PostgreSQL's tsvector.

    words("Vasić’s so-called truce")     vasic s so called truce, each with its place
    parsed('depot AND "no-fly zone"')    the query as a tree
    tsquery(parsed("engin* bridge"))     "'engin':* & 'bridge'"
    matches(tree, text)                  where the query's phrases stand, None where the query does not hold
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from onrecord.errors import Usage

WORD = re.compile(r"(?:[^\W_][\u0300-\u036f]*)+")
SIGN = re.compile(r'\s+|(?P<phrase>"(?:[^"]|"")*")|(?P<bare>[A-Za-z0-9_\u0080-\U0010ffff]+)|(?P<sign>[()*+])')
LONGEST = 400  # characters of a word that are kept: a tsvector's word has at most 2,046 bytes
FARTHEST = 16383  # a tsvector knows no later position
LARGEST = 1_000_000  # bytes of a tsvector's words and positions, a little under PostgreSQL's 1 MB


@dataclass(frozen=True, slots=True)
class Phrase:
    words: tuple[str, ...]
    begins: bool = False  # the last word may go on


@dataclass(frozen=True, slots=True)
class Both:
    parts: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class Either:
    parts: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class Without:
    wanted: Query
    unwanted: Query


Query = Phrase | Both | Either | Without


@cache
def folded(character: str) -> str:
    """Lower case, without the accents that can be taken off."""
    return "".join(c for c in unicodedata.normalize("NFD", character.lower()) if not unicodedata.combining(c))


def word_of(text: str) -> str:
    return text.lower() if text.isascii() else "".join(map(folded, text))


def words(text: str) -> list[tuple[int, int, str]]:
    return [(found.start(), found.end(), word_of(found[0])) for found in WORD.finditer(text)]


def tsvector(*texts: str) -> str:
    """The texts' words as PostgreSQL writes a tsvector. Of more words than it can hold the places are left out, then the last words."""
    places: dict[str, list[int]] = {}
    at = 0
    for text in texts:
        for _, _, word in words(text):
            at += 1
            places.setdefault(word[:LONGEST], []).append(min(at, FARTHEST))
        at += 1  # no phrase from one text into the next
    whole = " ".join(f"'{word}':{','.join(map(str, dict.fromkeys(where[:255])))}" for word, where in places.items())
    if len(whole.encode()) <= LARGEST:
        return whole
    out, room = [], LARGEST
    for word in places:
        room -= len(word.encode()) + 4
        if room < 0:
            break
        out.append(f"'{word}'")
    return " ".join(out)


# -- queries --------------------------------------------------------------------------------------------------------


def parsed(query: str) -> Query:
    """Words, "phrases", begin*, AND OR NOT and parentheses. NOT binds first, then AND, then OR; words side by side before all. Usage else."""
    signs: list[tuple[str, str]] = []
    at = 0
    while at < len(query):
        found = SIGN.match(query, at)
        if found is None:
            raise broken(query, f"syntax error near {query[at]!r}")
        if found.lastgroup:
            signs.append((found.lastgroup, found[0]))
        at = found.end()
    reader = _Reader(query, signs)
    tree = reader.either()
    if reader.signs:
        raise broken(query, f"syntax error near {reader.signs[0][1]!r}")
    return tree


def broken(query: str, why: str) -> Usage:
    return Usage(f'{query!r} is not a query ({why}); put words in quotation marks, e.g. "no-fly zone"')


class _Reader:
    def __init__(self, query: str, signs: list[tuple[str, str]]) -> None:
        self.query, self.signs = query, signs

    def next(self, *values: str) -> bool:
        if self.signs and self.signs[0][0] != "phrase" and self.signs[0][1] in values:
            self.signs.pop(0)
            return True
        return False

    def either(self) -> Query:
        parts = [self.both()]
        while self.next("OR"):
            parts.append(self.both())
        return Either(tuple(parts)) if len(parts) > 1 else parts[0]

    def both(self) -> Query:
        parts = [self.without()]
        while self.next("AND"):
            parts.append(self.without())
        return _both(parts)

    def without(self) -> Query:
        wanted = self.beside()
        while self.next("NOT"):
            wanted = Without(wanted, self.beside())
        return wanted

    def beside(self) -> Query:
        parts = [self.one()]
        while self.signs and (self.signs[0][0] == "phrase" or self.signs[0][1] not in ("AND", "OR", "NOT", ")", "*", "+")):
            parts.append(self.one())
        return _both(parts)

    def one(self) -> Query:
        if self.next("("):
            tree = self.either()
            if not self.next(")"):
                raise broken(self.query, "a parenthesis is left open")
            return tree
        said: list[str] = []
        while True:
            kind, text = self.signs.pop(0) if self.signs else ("end", "end of query")
            if kind not in ("phrase", "bare") or (kind == "bare" and text in ("AND", "OR", "NOT")):
                raise broken(self.query, f"syntax error near {text!r}")
            said += (word for _, _, word in words(text[1:-1].replace('""', '"') if kind == "phrase" else text))
            if not self.next("+"):
                return Phrase(tuple(said), self.next("*"))


def _both(parts: Sequence[Query]) -> Query:
    """Signs without words ask for nothing; alone they find nothing."""
    said = [part for part in parts if part != Phrase(()) and part != Phrase((), True)]
    return Both(tuple(said)) if len(said) > 1 else said[0] if said else Phrase(())


def tsquery(tree: Query, exact: bool = True) -> str:
    """As PostgreSQL asks. With `exact` False phrases need only have their words somewhere: what is found is to be checked by `matches`."""
    return _asked(tree, exact)


def _asked(tree: Query, exact: bool) -> str:
    match tree:
        case Phrase(said, begins):
            asked = [f"'{word[:LONGEST]}'" for word in said]
            if asked and begins:
                asked[-1] += ":*"
            return f"({(' <-> ' if exact else ' & ').join(asked)})" if asked else ""
        case Both(parts):
            return "(" + " & ".join(filter(None, (_asked(part, exact) for part in parts))) + ")"
        case Either(parts):
            said_ = list(filter(None, (_asked(part, exact) for part in parts)))
            return "(" + " | ".join(said_) + ")" if said_ else ""
        case Without(wanted, unwanted):
            no = _asked(unwanted, exact) if exact or (isinstance(unwanted, Phrase) and len(unwanted.words) == 1) else ""
            yes = _asked(wanted, exact)
            return f"({yes} & !{no})" if yes and no else yes


def matches(tree: Query, *texts: str) -> list[tuple[tuple[int, int], ...]] | None:
    """Where the query's phrases stand in each text; None where it does not hold over all of them together."""
    tokens = [words(text) for text in texts]
    found: list[dict[tuple[int, int], None]] = [{} for _ in texts]

    def holds(query: Query) -> bool:
        match query:
            case Phrase():
                there = False
                for number, its in enumerate(tokens):
                    places = _places(query, its)
                    found[number].update(dict.fromkeys(places))
                    there = there or bool(places)
                return there
            case Both(parts):
                return False not in [holds(part) for part in parts]  # all are asked, so that all are marked
            case Either(parts):
                return True in [holds(part) for part in parts]
            case Without(wanted, unwanted):
                return holds(wanted) and not holds(unwanted)

    return [tuple(sorted(places)) for places in found] if holds(tree) else None


def _places(phrase: Phrase, tokens: Sequence[tuple[int, int, str]]) -> list[tuple[int, int]]:
    said, out, n = phrase.words, [], 0
    while said and n <= len(tokens) - len(said):
        here = tokens[n : n + len(said)]
        if all(word == token[2] for word, token in zip(said[:-1], here[:-1], strict=True)) and (
            here[-1][2].startswith(said[-1]) if phrase.begins else here[-1][2] == said[-1]
        ):
            out.append((here[0][0], here[-1][1]))
            n += len(said)
        else:
            n += 1
    return out
