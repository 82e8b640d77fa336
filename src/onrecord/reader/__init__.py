"""From a repaired document to a Reading: paragraphs, sentences, tokens and quotations, each by offset into `document.text`."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cached_property

from onrecord.reader.quotemarks import Quotation, Quotations, quotation_marks
from onrecord.reader.tokens import Token, paragraphs, sentences, tokens
from onrecord.records import Document

__all__ = ["Quotation", "Quotations", "Reading", "Token", "read"]


@dataclass(frozen=True)
class Reading:
    """What the extractors work on; everything is in reading order and pinned to `document.text`."""

    document: Document
    paragraphs: tuple[tuple[int, int], ...]
    sentences: tuple[tuple[int, int], ...]
    tokens: tuple[Token, ...]
    quotations: tuple[Quotation, ...]

    @property
    def text(self) -> str:
        return self.document.text

    def tokens_in(self, start: int, end: int) -> tuple[Token, ...]:
        """The tokens that begin in [start, end)."""
        low = bisect_left(self.tokens, start, key=lambda token: token.start)
        return self.tokens[low : bisect_left(self.tokens, end, key=lambda token: token.start)]

    def sentences_in(self, start: int, end: int) -> tuple[tuple[int, int], ...]:
        """The sentences that share a character with [start, end)."""
        low = bisect_right(self.sentences, start, key=lambda bounds: bounds[1])
        return self.sentences[low : bisect_left(self.sentences, end, lo=low, key=lambda bounds: bounds[0])]

    def quoted(self, level: int, terms: bool = False) -> list[tuple[int, int]]:
        """The parts of the quotations of one depth, in order and disjoint; without `terms`, those that are somebody's words."""
        return self._quoted.get((level, terms), [])

    @cached_property
    def _quoted(self) -> dict[tuple[int, bool], list[tuple[int, int]]]:
        out: dict[tuple[int, bool], list[tuple[int, int]]] = {}
        for quotation in self.quotations:
            out.setdefault((quotation.depth, True), []).extend(quotation.parts)
            if not quotation.is_term:
                out.setdefault((quotation.depth, False), []).extend(quotation.parts)
        return out

    @cached_property
    def continued(self) -> dict[tuple[int, int], tuple[tuple[int, int], ...]]:
        """The first part of each outermost quotation that runs over several paragraphs -> all its parts."""
        return {q.parts[0]: q.parts for q in self.quotations if len(q.parts) > 1 and not q.depth}

    def sentence_at(self, offset: int) -> int:
        """Index of the sentence that holds the character, or of the last one that begins before it."""
        return max(0, bisect_right(self.sentences, offset, key=lambda bounds: bounds[0]) - 1)

    def paragraph_at(self, offset: int) -> int:
        return max(0, bisect_right(self.paragraphs, offset, key=lambda bounds: bounds[0]) - 1)


def read(document: Document) -> Reading:
    """One pass over the text; deterministic, linear."""
    text = document.text
    found = quotation_marks(text)
    bounds = tuple(sentences(text, found.quotations))
    words = tuple(token for start, end in bounds for token in tokens(text, start, end))
    return Reading(document, tuple(paragraphs(text)), bounds, words, found.quotations)
