"""A seeded random sample of passages, so that what the reader missed is seen as well as what it got wrong.

A passage is a paragraph of a document that was read and copies no other. Each has its place in the line by a hash of seed, document and
offset: the first n are a simple random sample, whatever the order or number of documents, and so is every beginning of them.
"""

from __future__ import annotations

import hashlib
import heapq
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from onrecord.records import LABEL, Document
from onrecord.report.marks import blocks
from onrecord.store.journal import MAIN
from onrecord.store.record import Record

CODED = ("statement", "event", "commitment", "figure")
AROUND = 300  # characters of the passages before and after that a sheet shows


@dataclass(frozen=True, slots=True)
class Passage:
    """`text` is `document.text[start:end]`."""

    name: str  # P001 …: its place in the line
    doc: str
    source: str
    start: int
    end: int
    text: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Sample:
    """`drawn` of `population` passages; `kinds` are what is coded."""

    seed: int
    kinds: tuple[str, ...]
    population: int
    drawn: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Unit:
    """One item in one passage: where its words stand in the document's text, and its label."""

    kind: str
    spans: tuple[tuple[int, int], ...]
    label: str | None


def drawn(documents: Iterable[Document], size: int, seed: int, kinds: Sequence[str] = CODED) -> Sample:
    """The sample. Documents not read and copies are left out."""
    population = 0
    line: list[tuple[str, str, int, Passage]] = []  # a heap of the `size` first places, the last of them on top
    for document in documents:
        if document.unread or document.duplicate_of:
            continue
        parts = passages(document)
        population += len(parts)
        for k, (start, _) in enumerate(parts):
            place = hashlib.sha256(f"{seed}\n{document.id}\n{start}".encode()).hexdigest()
            entry = (inverted(place), document.id, start, _passage(document, parts, k))
            if len(line) < size:
                heapq.heappush(line, entry)
            elif entry[:3] > line[0][:3]:
                heapq.heapreplace(line, entry)
    found = [passage for *_, passage in sorted(line, key=lambda entry: entry[:3], reverse=True)]
    digits = max(3, len(str(len(found))))
    return Sample(seed, tuple(kinds), population, tuple(Passage(f"P{n:0{digits}}", p.doc, p.source, p.start, p.end, p.text, p.before, p.after) for n, p in enumerate(found, 1)))


def passages(document: Document) -> list[tuple[int, int]]:
    """The paragraphs that hold words."""
    return [(start, end) for start, end in blocks(document.text) if any(c.isalnum() for c in document.text[start:end])]


def inverted(place: str) -> str:
    """Hexadecimal digits so that the first sorts last: Python's heaps have the smallest on top."""
    return place.translate(str.maketrans("0123456789abcdef", "fedcba9876543210"))


def _passage(document: Document, parts: Sequence[tuple[int, int]], k: int) -> Passage:
    start, end = parts[k]
    before = document.text[slice(*parts[k - 1])][-AROUND:] if k else ""
    after = document.text[slice(*parts[k + 1])][:AROUND] if k + 1 < len(parts) else ""
    return Passage("", document.id, document.source, start, end, document.text[start:end], before, after)


def found(record: Record, sample: Sample) -> dict[str, list[Unit]]:
    """Passage -> what the record holds there: the items whose main words begin in it."""
    items: dict[str, list[Any]] = {}
    for doc in {passage.doc for passage in sample.drawn}:
        items[doc] = list(record.items(sample.kinds, doc))
    return {
        passage.name: [unit(item) for item in items[passage.doc] if passage.start <= min(s for s, _ in unit(item).spans) < passage.end] for passage in sample.drawn
    }


def unit(item: Any) -> Unit:
    spans = tuple((span.start, span.end) for span in item.evidence if span.role == MAIN[item.kind])
    return Unit(item.kind, spans or tuple((span.start, span.end) for span in item.evidence), getattr(item, LABEL[item.kind]))


def totals(record: Record, kinds: Sequence[str]) -> dict[str, int]:
    """How many items of each kind the record holds, in documents that are no copies."""
    return {kind: record.count(kind=kind, copies=False) for kind in kinds}
