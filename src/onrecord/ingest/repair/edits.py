"""Edits, their composition, and the map between source and text that a list of repairs is."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from onrecord.records import Repair, RepairKind


class Edit(NamedTuple):
    """Put `after` in place of `text[start:end]`. Lists of edits are sorted and do not overlap; they may touch."""

    start: int
    end: int
    after: str
    kind: RepairKind


def apply(text: str, edits: Iterable[Edit]) -> str:
    """`apply("a\\nb", [Edit(1, 2, " ", "line_break")]) == "a b"`."""
    pieces, at = [], 0
    for edit in edits:
        pieces += [text[at : edit.start], edit.after]
        at = edit.end
    pieces.append(text[at:])
    return "".join(pieces)


def compose(first: Sequence[Edit], second: Sequence[Edit], between: str) -> list[Edit]:
    """One list of edits with the effect of `first`, then `second`; `between` is the text that `first` made.

    Edits of the two lists that overlap in `between` become one edit over both, of the second's kind:
    "\\r\\n" → "\\n" (character), then "\\n" → " " (line_break) is "\\r\\n" → " " (line_break).
    """
    out: list[Edit] = []
    i = j = 0
    shift = 0  # source offset − offset in `between`, after all of `first` consumed so far
    made = _ranges(first)
    while i < len(first) or j < len(second):
        if j == len(second) or (i < len(first) and made[i][1] <= second[j].start):
            out.append(first[i])
            shift = first[i].end - made[i][1]
            i += 1
            continue
        if i == len(first) or made[i][0] >= second[j].end:
            edit = second[j]
            out.append(Edit(edit.start + shift, edit.end + shift, edit.after, edit.kind))
            j += 1
            continue
        # A cluster: edits of both lists chained by overlap. [low, high) in `between`, [source_low, source_high) in the source.
        low, high = min(made[i][0], second[j].start), max(made[i][1], second[j].end)
        source_low, first_j = low + shift, j
        i, shift = i + 1, first[i].end - made[i][1]
        j += 1
        while True:
            if i < len(first) and made[i][0] < high:
                high, shift = max(high, made[i][1]), first[i].end - made[i][1]
                i += 1
            elif j < len(second) and second[j].start < high:
                high = max(high, second[j].end)
                j += 1
            else:
                break
        inside = [Edit(e.start - low, e.end - low, e.after, e.kind) for e in second[first_j:j]]
        kinds = [e.kind for e in inside]
        kind = next((k for k in ("furniture", "gap", "hyphen") if k in kinds), kinds[0])
        out.append(Edit(source_low, high + shift, apply(between[low:high], inside), kind))
    return out


def _ranges(edits: Sequence[Edit]) -> list[tuple[int, int]]:
    """Where each edit's `after` stands in the text that the edits make."""
    out, grown = [], 0
    for edit in edits:
        start = edit.start + grown
        out.append((start, start + len(edit.after)))
        grown += len(edit.after) - (edit.end - edit.start)
    return out


def repairs_of(source: str, edits: Sequence[Edit]) -> tuple[Repair, ...]:
    """The edits as records, those that change nothing left out unless they say something (a gap)."""
    return tuple(
        Repair(edit.kind, (edit.start, edit.end), start, end, source[edit.start : edit.end], edit.after)
        for edit, (start, end) in zip(edits, _ranges(edits), strict=True)
        if edit.kind == "gap" or source[edit.start : edit.end] != edit.after
    )


def repaired(source: str, repairs: Iterable[Repair]) -> str:
    """What the listed repairs make of the source: `repaired(source, repair(source).repairs) == repair(source).text`."""
    return apply(source, [Edit(*r.source, r.after, r.kind) for r in repairs])


class SourceMap:
    """Spans of the source as decoded ↔ spans of text. Spans widen to whole repairs; over something removed they are the hull."""

    def __init__(self, repairs: Iterable[Repair]) -> None:
        self._repairs = tuple(repairs)
        self._starts = [r.start for r in self._repairs]
        self._sources = [r.source[0] for r in self._repairs]

    def to_source(self, start: int, end: int) -> tuple[int, int]:
        """The smallest source span that gave `text[start:end]`."""
        low = self._source_start(start)
        return (low, max(low, self._source_end(end))) if end > start else (low, low)

    def to_text(self, start: int, end: int) -> tuple[int, int]:
        """The span of text that `source[start:end]` became; empty where all of it was removed."""
        low = self._text_start(start)
        return (low, max(low, self._text_end(end))) if end > start else (low, low)

    def _source_start(self, at: int) -> int:
        i = bisect_right(self._starts, at) - 1
        if i < 0:
            return at
        repair = self._repairs[i]
        return repair.source[0] if at < repair.end else repair.source[1] + at - repair.end

    def _source_end(self, at: int) -> int:
        i = bisect_left(self._starts, at) - 1
        if i < 0:
            return at
        repair = self._repairs[i]
        return repair.source[1] if at < repair.end else repair.source[1] + at - repair.end

    def _text_start(self, at: int) -> int:
        i = bisect_right(self._sources, at) - 1
        if i < 0:
            return at
        repair = self._repairs[i]
        return repair.start if at < repair.source[1] else repair.end + at - repair.source[1]

    def _text_end(self, at: int) -> int:
        i = bisect_left(self._sources, at) - 1
        if i < 0:
            return at
        repair = self._repairs[i]
        return repair.end if at < repair.source[1] else repair.end + at - repair.source[1]
