"""From a repaired document to a Reading: paragraphs, sentences, tokens and quotations, each by offset into `document.text`."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass

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
