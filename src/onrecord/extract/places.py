"""Spans looked up by place, so that a document of thousands of items is not walked through for each of them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Generic, TypeVar

T = TypeVar("T")
CELL = 512  # characters


class Places(Generic[T]):
    """Spans, overlapping or not, each with a value; those found come in the order given, with their values."""

    def __init__(self, spans: Iterable[tuple[int, int, T]] = ()) -> None:
        self._cells: defaultdict[int, list[tuple[int, int, int, T]]] = defaultdict(list)
        self._wide: list[tuple[int, int, int, T]] = []  # over many cells: few in any text that is not hostile
        self._count = 0
        for start, end, value in spans:
            self.add(start, end, value)

    def add(self, start: int, end: int, value: T) -> None:
        entry = (self._count, start, end, value)
        self._count += 1
        first, last = start // CELL, max(start, end - 1) // CELL
        if last - first > 64:
            self._wide.append(entry)
            return
        for cell in range(first, last + 1):
            self._cells[cell].append(entry)

    def holding(self, start: int, end: int) -> Iterator[tuple[int, int, T]]:
        """Spans with start and end inside them or on their edges."""
        near = self._near(start // CELL, start // CELL)
        if start % CELL == 0 and start == end:
            near = self._near(start // CELL - 1, start // CELL)
        return ((s, e, value) for _, s, e, value in near if s <= start and end <= e)

    def overlapping(self, start: int, end: int) -> Iterator[tuple[int, int, T]]:
        """Spans that share a character with [start, end)."""
        near = self._near(start // CELL, max(start, end - 1) // CELL)
        return ((s, e, value) for _, s, e, value in near if s < end and start < e)

    def _near(self, first: int, last: int) -> list[tuple[int, int, int, T]]:
        if first == last and not self._wide:
            return self._cells.get(first, [])
        found = {entry[0]: entry for cell in range(first, last + 1) for entry in self._cells.get(cell, ())}
        found.update((entry[0], entry) for entry in self._wide)
        return [found[number] for number in sorted(found)]


def between(spans: Sequence[tuple[int, int]], start: int, end: int) -> Sequence[tuple[int, int]]:
    """Those of sorted, disjoint spans that share a character with [start, end)."""
    low = bisect_right(spans, start, key=lambda span: span[1])
    return spans[low : bisect_left(spans, end, lo=low, key=lambda span: span[0])]
