"""Source text as decoded → canonical text, every change listed, so that the list alone is the map back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from onrecord.ingest.repair.characters import character_edits, mojibake_edits
from onrecord.ingest.repair.edits import SourceMap, apply, compose, repaired, repairs_of
from onrecord.ingest.repair.layout import layout_edits
from onrecord.records import Coverage, Page, Repair

__all__ = ["Layout", "Repaired", "SourceMap", "repair", "repaired"]

Layout = Literal["plain", "pages", "clean"]


@dataclass(frozen=True, slots=True)
class Repaired:
    text: str
    repairs: tuple[Repair, ...]
    pages: tuple[Page, ...] = ()
    coverage: Coverage = Coverage(0, 0, 0)


def repair(source: str, layout: Layout = "plain", page_starts: Sequence[int] = ()) -> Repaired:
    """Canonical text: paragraphs parted by exactly "\\n\\n", lines of a paragraph joined by single spaces.

    `plain`: text files, hard-wrapped or not. `pages`: text of paged sources, page i beginning at `page_starts[i]` of the
    source; running heads and feet go by their repetition at page edges. `clean`: paragraphs are already parted by blank lines.
    """
    text, edits = source, mojibake_edits(source)
    text = apply(text, edits)
    second = character_edits(text)
    edits, text = compose(edits, second, text), apply(text, second)
    starts = [SourceMap(repairs_of(source, edits)).to_text(at, at)[0] for at in page_starts]
    third = layout_edits(text, layout, starts)
    edits, text = compose(edits, third, text), apply(text, third)
    repairs = repairs_of(source, edits)
    furniture = sum(r.source[1] - r.source[0] for r in repairs if r.kind == "furniture")
    return Repaired(text, repairs, _pages(repairs, page_starts, len(source)), Coverage(len(source) - furniture, len(source), furniture))


def _pages(repairs: Sequence[Repair], page_starts: Sequence[int], total: int) -> tuple[Page, ...]:
    """Where each page's text stands; a page that held only furniture is empty."""
    back = SourceMap(repairs)
    spans = [back.to_text(start, end) for start, end in pairwise([*page_starts, total])]
    return tuple(Page(number, start, end) for number, (start, end) in enumerate(spans, 1))
