"""Source text as decoded → canonical text, every change listed, so that the list alone is the map back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from onrecord.ingest.repair.characters import character_edits, lost_mark_edits, mojibake_edits
from onrecord.ingest.repair.edits import Edit, SourceMap, apply, compose, repaired, repairs_of
from onrecord.ingest.repair.layout import layout_edits
from onrecord.records import Coverage, Page, Repair

__all__ = ["Layout", "Repaired", "SourceMap", "repair", "repaired"]

Layout = Literal["plain", "pages", "clean"]
ROUNDS = 8  # some damage shows only when other damage is gone; ordinary documents change in the first round alone


@dataclass(frozen=True, slots=True)
class Repaired:
    text: str
    repairs: tuple[Repair, ...]
    pages: tuple[Page, ...]
    coverage: Coverage


def repair(source: str, layout: Layout = "plain", page_starts: Sequence[int] = ()) -> Repaired:
    """Canonical text: paragraphs parted by exactly "\\n\\n", lines of a paragraph joined by single spaces.

    `plain`: text files, hard-wrapped or not. `pages`: text of paged sources, page i beginning at `page_starts[i]` of the
    source; running heads and feet go by their repetition at page edges. `clean`: paragraphs are already parted by blank lines.
    """
    edits: list[Edit] = []
    text = source
    for turn in range(ROUNDS):
        before = text
        for stage in (lost_mark_edits, mojibake_edits, character_edits):
            edits, text = _then(edits, stage(text), text)
        if turn == 0:
            back = SourceMap(repairs_of(source, edits))
            lines = layout_edits(text, layout, [back.to_text(at, at)[0] for at in page_starts])
        else:
            lines = layout_edits(text, "clean" if layout == "clean" else "plain")
        edits, text = _then(edits, lines, text)
        if text == before:
            break
    repairs = repairs_of(source, edits)
    furniture = sum(r.source[1] - r.source[0] for r in repairs if r.kind == "furniture")
    return Repaired(text, repairs, _pages(repairs, page_starts, len(source)), Coverage(len(source) - furniture, len(source), furniture))


def _then(edits: list[Edit], following: list[Edit], text: str) -> tuple[list[Edit], str]:
    return compose(edits, following, text), apply(text, following)


def _pages(repairs: Sequence[Repair], page_starts: Sequence[int], total: int) -> tuple[Page, ...]:
    """Where each page's text stands; a page that held only furniture is empty."""
    back = SourceMap(repairs)
    spans = [back.to_text(start, end) for start, end in pairwise([*page_starts, total])]
    return tuple(Page(number, start, end) for number, (start, end) in enumerate(spans, 1))
