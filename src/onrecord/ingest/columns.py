"""Reading order of a printed page: lines by where they stand, columns one after the other, indentation and gaps kept.

    Running head
    A headline over the page          ->  head, headline, left column from its top to its end, right column, foot
    left …          right …
    left …          right …
                 3

What is set as prose columns is told from a table by its width: a column of numbers stays in its row.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from statistics import median
from typing import NamedTuple


class Box(NamedTuple):
    """A piece of a line, in points from the page's lower left corner."""

    left: float
    bottom: float
    right: float
    top: float
    text: str
    origin: tuple[tuple[int, int], ...] = ()  # (where in `text`, which of the pieces given begins there)


class Laid(NamedTuple):
    """A page's text, and where in it each piece begins: (offset, number of the piece), by offset."""

    text: str
    places: tuple[tuple[int, int], ...]


COLUMN_WIDTH = 0.2  # of the page's text: what is narrower is a column of a table
GUTTER = 6.0  # points that part two columns at least
LARGE = 1.4  # times the usual height: a headline's letters
SEPARATE = 2.2  # times the usual leading: a line that far from the next, at the page's top or foot, belongs to no column


def page_text(boxes: Sequence[Box]) -> str:
    """Pieces of a page in any order -> its lines in reading order, indented as set, a blank line where the gap is wide."""
    return laid_out(boxes).text


def laid_out(boxes: Sequence[Box]) -> Laid:
    """`page_text`, with the way back from its characters to the pieces."""
    kept = [b._replace(origin=((0, i),)) for i, b in enumerate(boxes) if b.text.strip()]
    if not kept:
        return Laid("", ())
    lines = _joined(kept)
    letter = median((b.right - b.left) / len(b.text) for b in lines) or 5.0
    leading = _leading(lines)
    height = median(b.top - b.bottom for b in lines)
    out: list[str] = []
    places: list[tuple[int, int]] = []
    last: Box | None = None
    at = 0
    for column in _ordered(lines, leading):
        edge = _edge(column)
        for line in column:
            if last and _parted(last, line, leading, height):
                out.append("")
                at += 1
            indent = round((line.left - edge) / letter) if line.top - line.bottom < LARGE * height else 0
            before = " " * max(0, min(indent, 40))
            out.append(before + line.text.strip())
            places += _moved(line, at + len(before))
            at += len(out[-1]) + 1
            last = line
    return Laid("\n".join(out), tuple(places))


def _moved(line: Box, by: int) -> tuple[tuple[int, int], ...]:
    """The origin of a line whose stripped text begins at `by`; of what was stripped, pieces begin before it."""
    lead = len(line.text) - len(line.text.lstrip())
    return tuple((at - lead + by, piece) for at, piece in line.origin)


def _parted(last: Box, line: Box, leading: float, height: float) -> bool:
    """A gap or a change of size lies between two lines; the way up from a column's foot to the next one's head is none."""
    down = _middle(last) - _middle(line)
    sizes = sorted((last.top - last.bottom, line.top - line.bottom))
    return down > 1.45 * leading or (down > 0 and sizes[1] > LARGE * height and sizes[1] > 1.25 * sizes[0])


def _middle(box: Box) -> float:
    return (box.top + box.bottom) / 2


def _joined(boxes: Sequence[Box]) -> list[Box]:
    """Pieces of one line (words in bold, in italics) joined, as long as no gutter lies between them."""
    lines: list[Box] = []
    for box in sorted(boxes, key=lambda b: (-round(_middle(b)), b.left)):
        for i in range(len(lines) - 1, max(-1, len(lines) - 12), -1):
            line = lines[i]
            overlap = min(line.top, box.top) - max(line.bottom, box.bottom)
            height = min(line.top - line.bottom, box.top - box.bottom)
            gap = box.left - line.right
            if overlap > 0.5 * height and -2 <= gap < max(GUTTER, 0.8 * (line.top - line.bottom)):
                space = "" if line.text[-1:].isspace() or gap < 0.12 * (line.top - line.bottom) else " "
                ahead = line.text + space
                origin = (*line.origin, *((at + len(ahead), piece) for at, piece in box.origin))
                lines[i] = Box(line.left, min(line.bottom, box.bottom), box.right, max(line.top, box.top), ahead + box.text, origin)
                break
        else:
            lines.append(box)
    return lines


def _leading(lines: Sequence[Box]) -> float:
    """The usual distance of a line from the next below it."""
    falling = sorted(((_middle(line), line) for line in lines), reverse=True)
    steps = []
    for i, (height, line) in enumerate(falling):
        for below, other in falling[i + 1 :]:
            if below < height - 3 and other.left < line.right and line.left < other.right:
                steps.append(height - below)
                break
    return median(steps) if steps else 12.0


def _edge(column: Sequence[Box]) -> float:
    """Where a column's lines begin: the left edge that most of them share."""
    shared = Counter(round(line.left) for line in column)
    most = max(shared.values())
    return min(left for left, n in shared.items() if n == most)


def _ordered(lines: Sequence[Box], leading: float) -> list[list[Box]]:
    """The lines as columns, each from its top: heads, then bands between lines that cross the gutter, then feet."""
    top, rest, foot = _margins(sorted(lines, key=lambda b: -_middle(b)), leading)
    return [[b] for b in top] + _bands(rest) + [[b] for b in foot]


def _margins(lines: list[Box], leading: float) -> tuple[list[Box], list[Box], list[Box]]:
    """Running heads and feet: rows at the page's top and foot that stand apart from all others."""

    def apart(ordered: list[Box]) -> int:
        for i in range(1, min(4, len(ordered))):
            step = abs(_middle(ordered[i]) - _middle(ordered[i - 1]))
            if step > SEPARATE * leading:
                row = abs(_middle(ordered[0]) - _middle(ordered[i - 1])) < 0.5 * leading
                return i if row and sum(len(b.text) for b in ordered[:i]) < 120 else 0
        return 0

    if len(lines) < 4:
        return [], lines, []
    high, low = apart(lines), apart(lines[::-1])
    end = len(lines) - low
    return sorted(lines[:high], key=lambda b: b.left), lines[high:end], sorted(lines[end:], key=lambda b: b.left)


def _bands(lines: list[Box]) -> list[list[Box]]:
    gutter = _gutter(lines)
    if gutter is None:
        return [_rows(lines)] if lines else []
    out: list[list[Box]] = []
    left: list[Box] = []
    right: list[Box] = []
    crossing: list[Box] = []

    def flush() -> None:
        for part in (left, right):
            out.extend(_bands(part[:]))
            part.clear()

    for line in lines:  # from the top
        if line.right <= gutter:
            side = left
        elif line.left >= gutter:
            side = right
        else:
            flush()
            crossing.append(line)
            continue
        if crossing:
            out.append(crossing[:])
            crossing.clear()
        side.append(line)
    flush()
    if crossing:
        out.append(crossing)
    return out


def _rows(lines: list[Box]) -> list[Box]:
    """Lines of one column; what stands side by side in it (a table's row) becomes one line."""
    rows: list[Box] = []
    for line in lines:
        last = rows[-1] if rows else None
        if last and abs(_middle(last) - _middle(line)) < 0.5 * min(last.top - last.bottom, line.top - line.bottom):
            a, b = sorted((last, line), key=lambda x: x.left)
            ahead = f"{a.text.strip()} "
            origin = (*_moved(a, 0), *_moved(b, len(ahead)))
            rows[-1] = Box(a.left, min(a.bottom, b.bottom), b.right, max(a.top, b.top), ahead + b.text.strip(), origin)
        else:
            rows.append(line)
    return rows


def _gutter(lines: Sequence[Box]) -> float | None:
    """The x that parts two columns of prose with the fewest lines across it; None where the page has one column."""
    if len(lines) < 6:
        return None
    width = max(b.right for b in lines) - min(b.left for b in lines)
    best: tuple[int, float] | None = None
    for edge, shared in Counter(round(b.left) for b in lines).items():
        if shared < 3:
            continue
        x = edge - 1.0
        left, right = [b for b in lines if b.right <= x], [b for b in lines if b.left >= x]
        across = len(lines) - len(left) - len(right)
        if len(left) < 3 or len(right) < 3 or across > 0.3 * len(lines):
            continue
        if min(median(b.right - b.left for b in part) for part in (left, right)) < COLUMN_WIDTH * width:
            continue
        gap = x + 1 - max(b.right for b in left)
        beside = min(max(b.top for b in left), max(b.top for b in right)) - max(
            min(b.bottom for b in left), min(b.bottom for b in right)
        )
        if gap >= GUTTER and beside > 0 and (best is None or (across, x) < best):
            best = (across, x)
    return best[1] if best else None
