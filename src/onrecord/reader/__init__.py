"""From a repaired document to a Reading: paragraphs, sentences, tokens and quotations by rule, and what the trained heads find in them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from onrecord.reader import frames
from onrecord.reader.decode import Floats, Labelled
from onrecord.reader.encoder import Encoder, Read
from onrecord.reader.frames import Frame
from onrecord.reader.quotemarks import Quotation, Quotations, quotation_marks
from onrecord.reader.tokens import Token, paragraphs, sentences, tokens
from onrecord.reader.windows import states
from onrecord.records import Document

__all__ = ["Encoder", "Frame", "Quotation", "Quotations", "Reading", "Token", "read"]


@dataclass(frozen=True)
class Reading:
    """What the extractors work on; everything is in reading order and pinned to `document.text`."""

    document: Document
    paragraphs: tuple[tuple[int, int], ...]
    sentences: tuple[tuple[int, int], ...]
    tokens: tuple[Token, ...]
    quotations: tuple[Quotation, ...]
    heard: Read  # the encoder's output, words counted as in `tokens`

    @property
    def text(self) -> str:
        return self.document.text

    def tokens_in(self, start: int, end: int) -> tuple[Token, ...]:
        """The tokens that begin in [start, end)."""
        low = bisect_left(self._starts, start)
        return self.tokens[low : bisect_left(self._starts, end, lo=low)]

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

    @cached_property
    def attributions(self) -> list[Frame]:
        return frames.attributions(self.heard)

    @cached_property
    def inner_attributions(self) -> list[Frame]:
        """Cues too unlikely by themselves, which may stand inside a quotation or what another cue attributes."""
        inside = np.zeros(len(self.tokens), bool)
        for frame in self.attributions:
            for span in frame.of("content"):
                inside[span.start : span.end] = True
        for start, end in self.quoted(0):
            inside[self.word_at(start) : self.word_at(end)] = True
        return frames.attributions(self.heard, frames.INNER, frames.CUE, inside)

    @cached_property
    def events(self) -> list[Frame]:
        return frames.events(self.heard)

    @cached_property
    def arguments(self) -> dict[int, list[Labelled]]:
        """The predicate of the trigger of each event that is worth listing -> its arguments."""
        return frames.arguments(self.heard, [self.predicate(frame) for frame in self.listed])

    @cached_property
    def listed(self) -> list[Frame]:
        """The events worth listing."""
        return [frame for frame in self.events if frame.worth >= frames.LISTED]

    @cached_property
    def triggers(self) -> frozenset[int]:
        """The words of all events' triggers."""
        return frozenset(k for frame in self.events for k in range(frame.own.start, frame.own.end))

    def mentions_in(self, first: int, last: int) -> list[Labelled]:
        """The mentions in words[first:last]."""
        low = bisect_left(self.mentions, first, key=lambda m: m.start)
        return [m for m in self.mentions[low : bisect_left(self.mentions, last, lo=low, key=lambda m: m.start)] if m.end <= last]

    def predicate(self, frame: Frame) -> int:
        """The word of a trigger that has arguments: its first verb, else its last noun, else the first word."""
        kinds = [self._kinds[k] for k in range(frame.own.start, frame.own.end)]
        if "VERB" in kinds:
            return frame.own.start + kinds.index("VERB")
        return max((frame.own.start + k for k, kind in enumerate(kinds) if kind == "NOUN"), default=frame.own.start)

    def kind(self, word: int) -> str:
        """Part of speech (Universal Dependencies)."""
        return self._kinds[word]

    @cached_property
    def _kinds(self) -> list[str]:
        labels = self.heard.encoder.labels.tags["upos"]
        return [labels[k].rsplit("-", 1)[-1] for k in self.heard.logits("upos").argmax(1)]

    @cached_property
    def acts(self) -> list[Frame]:
        return frames.acts(self.heard)

    @cached_property
    def mentions(self) -> list[Labelled]:
        """Names and nominal mentions, by actor type, words counted as in `tokens`."""
        encoder = self.heard.encoder
        return frames.spans(self.heard.logits("mention"), encoder.labels.tags["mention"], encoder.temperatures.get("mention", 1.0)) if self.tokens else []

    def cue(self, start: int, end: int) -> float:
        """The highest probability that a word of [start, end) belongs to a cue."""
        first, last = self.word_at(start), self.word_at(end - 1) + 1
        return float(1 - self._cues[first:last, 0].min()) if first < last <= len(self._cues) else 0.0

    @cached_property
    def _cues(self) -> Floats:
        return self.heard.probabilities("cue")

    def place(self, first: int, last: int) -> tuple[int, int]:
        """The characters of words[first:last]."""
        return self.tokens[first].start, self.tokens[last - 1].end

    def word_at(self, offset: int) -> int:
        """Index of the word that holds the character, or of the next one."""
        return bisect_right(self._ends, offset)

    @cached_property
    def _starts(self) -> list[int]:
        return [token.start for token in self.tokens]

    @cached_property
    def _ends(self) -> list[int]:
        return [token.end for token in self.tokens]

    def sentence_at(self, offset: int) -> int:
        """Index of the sentence that holds the character, or of the last one that begins before it."""
        return max(0, bisect_right(self.sentences, offset, key=lambda bounds: bounds[0]) - 1)

    def paragraph_at(self, offset: int) -> int:
        return max(0, bisect_right(self.paragraphs, offset, key=lambda bounds: bounds[0]) - 1)


def read(document: Document, encoder: Encoder) -> Reading:
    """One pass over the text, one of the encoder over each window; deterministic, linear."""
    text = document.text
    found = quotation_marks(text)
    parts = tuple(paragraphs(text))
    bounds = tuple(sentences(text, found.quotations))
    words: list[Token] = []
    starts: list[int] = []
    for start, end in bounds:
        here = tokens(text, start, end)
        if here:
            starts.append(len(words))
        words += here
    begins = [bisect_left(words, start, key=lambda word: word.start) for start, _ in parts]
    state = states(len(text), [word.start for word in words], found.quotations)
    heard = encoder.read([word.text for word in words], state, starts, sorted({0, *begins}))
    return Reading(document, parts, bounds, tuple(words), found.quotations, heard)
