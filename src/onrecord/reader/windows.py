"""Words cut into windows that the encoder reads, with what it is told besides the pieces: case and quotation state.

A window holds whole paragraphs as far as they fit, else whole sentences; a sentence or paragraph that had to be parted goes on in the
next window after a stretch of overlap, so that nothing is read without what stands before it and nothing is left out.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from onrecord.reader.quotemarks import Quotation

if TYPE_CHECKING:
    from tokenizers import Tokenizer

PIECES = 128  # of a window, [CLS] and [SEP] among them
OVERLAP = 24  # pieces read again where a paragraph is parted
LONGEST = 12  # pieces of one word that are looked at: addresses and hashes have hundreds
CLS, SEP, UNK = 101, 102, 100  # of the uncased WordPiece vocabulary
CASES = 6  # lower, Title, UPPER, miXed, with digits, no letter
STATES = 6  # outside, in a quotation, in one within it, in a term, an opening mark, a closing mark

Ints = NDArray[np.int64]


class Pieces(NamedTuple):
    """The words of a text as WordPieces."""

    ids: list[list[int]]  # a list a word, never empty
    case: list[int]  # of each word, 0 … CASES - 1


class Window(NamedTuple):
    """`words[start:end]`; the decisions kept from it are those of `words[keep:end]`, the ones before `keep` are context."""

    start: int
    end: int
    keep: int
    ids: Ints  # (pieces,)
    case: Ints  # (pieces,)
    state: Ints  # (pieces,)
    heads: Ints  # (end - start,) where each word's first piece stands


def case(word: str) -> int:
    """Case of a word as the encoder is told it: the vocabulary has only lower case."""
    if not any(c.isalpha() for c in word):
        return 5
    if any(c.isdigit() for c in word):
        return 4
    if word.islower():
        return 0
    if word.isupper():
        return 2 if len(word) > 1 else 1
    return 1 if word[0].isupper() and word[1:].islower() else 3


def pieces(tokenizer: Tokenizer, words: Sequence[str]) -> Pieces:
    """WordPieces of each word; a word that the vocabulary has nothing for is [UNK]."""
    found = [_of_word(tokenizer, word) for word in words]
    return Pieces([ids for ids, _ in found], [how for _, how in found])


@lru_cache(maxsize=1 << 14)  # most words of an article stand in the one before
def _of_word(tokenizer: Tokenizer, word: str) -> tuple[list[int], int]:
    return tokenizer.encode(word, add_special_tokens=False).ids[:LONGEST] or [UNK], case(word)


def states(length: int, starts: Sequence[int], quotations: Sequence[Quotation]) -> list[int]:
    """Quotation state at the first character of each word, in a text of that length."""
    at = np.zeros(length + 1, np.int8)
    for quotation in sorted(quotations, key=lambda q: q.depth):
        inside = 3 if quotation.is_term else min(quotation.depth, 1) + 1
        for start, end in quotation.parts:
            at[start:end] = inside
            at[start] = 4
    out = [int(at[start]) for start in starts]
    for quotation in quotations:
        last = bisect_left(starts, quotation.end) - 1  # the closing mark, which may be two characters: ''
        if quotation.closed and last >= 0 and starts[last] >= max(quotation.start + 1, quotation.end - 2):
            out[last] = 5
    return out


def windows(found: Pieces, state: Sequence[int], sentences: Sequence[int], paragraphs: Sequence[int], limit: int = PIECES) -> list[Window]:
    """Cuts words into windows. `sentences` and `paragraphs` are the indices of the words that begin one, in order, 0 first."""
    sizes = np.array([len(ids) for ids in found.ids], np.int64)
    total = np.concatenate([[0], np.cumsum(sizes)])
    breaks = set(paragraphs)
    bounds = [*sentences, len(sizes)]
    out: list[Window] = []
    start = keep = at = 0  # words: where the window begins, what it decides, how far it reaches
    room = limit - 2

    closes = [len(sizes)] * len(bounds)  # for each sentence, where the next paragraph begins
    for k in range(len(bounds) - 2, 0, -1):
        closes[k - 1] = bounds[k] if bounds[k] in breaks else closes[k]

    def used(end: int) -> int:
        """Pieces of words[start:end], a separator for each paragraph break within."""
        return int(total[end] - total[start]) + max(0, bisect_left(paragraphs, end) - bisect_right(paragraphs, start))

    k = 0
    while k < len(bounds) - 1:
        begin, end = bounds[k], bounds[k + 1]
        if begin in breaks and at > keep and used(closes[k]) > room and used(begin) * 2 > room:  # a new paragraph stays whole if it can
            out.append(_window(found, state, breaks, start, at, keep))
            start = keep = at = begin
        if used(end) <= room:
            at = end
            k += 1
            continue
        if at > keep:  # the sentence goes into the next window
            out.append(_window(found, state, breaks, start, at, keep))
            keep = at
            start = _context(total, bounds, k, at) if at not in breaks else at
            if used(end) > room:
                start = keep
            continue
        while used(end) > room:  # one sentence longer than a window
            at = start
            while at < end and used(at + 1) <= room:
                at += 1
            out.append(_window(found, state, breaks, start, at, keep))
            keep = at
            start = at
            while start > begin and total[at] - total[start - 1] <= OVERLAP:
                start -= 1
        at = end
        k += 1
    if at > keep:
        out.append(_window(found, state, breaks, start, at, keep))
    return out


def _context(total: Ints, bounds: Sequence[int], k: int, at: int) -> int:
    """Where to begin so that the window also holds what stands before: the sentence before if it is short, else its last words."""
    before = bounds[k - 1] if k else at
    while total[at] - total[before] > OVERLAP:
        before += 1
    return before


def _window(found: Pieces, state: Sequence[int], breaks: set[int], start: int, end: int, keep: int) -> Window:
    ids, cases, states_, heads = [CLS], [5], [0], []
    for k in range(start, end):
        if k in breaks and k > start:
            ids.append(SEP)
            cases.append(5)
            states_.append(0)
        heads.append(len(ids))
        ids += found.ids[k]
        cases += [found.case[k]] * len(found.ids[k])
        states_ += [state[k]] * len(found.ids[k])
    ids.append(SEP)
    cases.append(5)
    states_.append(0)
    return Window(start, end, keep, *(np.array(x, np.int64) for x in (ids, cases, states_, heads)))
