"""From lines to paragraphs: which line breaks are wraps, which part paragraphs, which hide lost text, and what is furniture."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from onrecord.ingest.repair.edits import Edit
from onrecord.ingest.repair.furniture import furniture_lines
from onrecord.ingest.repair.hyphens import Hyphens
from onrecord.ingest.repair.lines import FUNCTION, Line, lines_of
from onrecord.records import RepairKind

WIDEST_WRAP = 160  # characters: no column of running text is set wider
BYLINE = re.compile(
    r"(?i)by\s+[A-Z]|(?:\w+day,?\s+)?(?:\d{1,2}(?:st|nd|rd|th)?\s+[A-Z]\w+|[A-Z]\w+\s+\d{1,2}),?\s+(?:19|20)\d\d\b|\d{1,4}[./-]\d{1,2}[./-]\d{1,4}\b"
)


@dataclass(frozen=True, slots=True)
class Shape:
    """What all lines together say about how the text was set."""

    width: int  # of the column, in characters
    wrapped: bool  # hard-wrapped: a line break usually stands inside a paragraph
    indented: bool  # paragraphs begin by indentation
    margin: int  # columns before a line that begins no paragraph


def layout_edits(text: str, layout: str, page_starts: Sequence[int] = ()) -> list[Edit]:
    """Edits that part paragraphs by "\\n\\n", join wrapped lines by " ", and set furniture aside."""
    lines = lines_of(text, page_starts)
    if layout == "clean":
        return _edits(text, lines, frozenset(), ["paragraph" if line.blank else "wrap" for line in lines], None)
    aside = furniture_lines(lines)
    kept = _without(lines, aside)
    shape = shape_of(kept, paged=layout == "pages")
    title = _title_end(kept)
    breaks = ["paragraph"]
    for i in range(1, len(kept)):
        breaks.append(_title_break(kept, i, shape) if i < title else line_break(kept, i, shape))
    return _edits(text, lines, aside, breaks, Hyphens(text, kept))


def shape_of(lines: Sequence[Line], paged: bool) -> Shape:
    inner = [(a, b) for a, b in pairwise(lines) if not b.blank and not b.page]
    if not inner:
        return Shape(WIDEST_WRAP, False, False, 0)
    lengths = sorted(len(a) for a, _ in inner if len(a) <= WIDEST_WRAP)
    width = lengths[int(len(lengths) * 0.95)] if lengths else WIDEST_WRAP
    total = sum(len(line) for line in lines)
    narrow = sum(len(line) for line in lines if len(line) <= 1.25 * width)
    middle = sum(a.mid_sentence(b) for a, b in inner)
    wrapped = bool(lengths) and narrow >= 0.7 * total and (middle >= 0.4 * len(inner))
    rises = sum(b.indent >= a.indent + 2 for a, b in inner)
    return Shape(width, wrapped or (paged and middle > 0), rises >= 2, Counter(line.indent for line in lines).most_common(1)[0][0])


def line_break(lines: Sequence[Line], i: int, shape: Shape) -> str:
    """What the break before `lines[i]` is: `wrap`, `paragraph` or `gap` (text was lost)."""
    last, line = lines[i - 1], lines[i]
    middle, lower = last.mid_sentence(line), line.lower
    rise = line.indent - last.indent
    full = len(last) + 1 + len(line.first_word) > (0.7 if shape.indented else 0.85) * shape.width
    if line.bullet and not (line.dash and shape.wrapped and full and not (last.terminal or last.bullet or line.blank)):
        return "paragraph"
    if line.blank or line.page:
        if middle and shape.wrapped and full and (lower or line.indent < 2):
            return "wrap"
        if line.page and shape.wrapped and full and line.indent < 2 and not last.terminal:
            return "wrap"
        return "gap" if middle and last.sentence_like else "paragraph"
    starts = rise >= 2 or (shape.indented and line.indent >= shape.margin + 2 and _first(lines, i, shape, full))
    if starts and not (middle and lower) and not (last.bullet and full):
        return "paragraph"
    if rise <= -2 and not middle and i >= 2 and lines[i - 2].indent == last.indent and not last.blank and (last.terminal or not shape.indented):
        return "paragraph"  # an indented block ends
    if shape.wrapped:
        return "wrap" if middle or full or last.hyphened else "paragraph"
    if middle or last.hyphened:
        return "wrap" if len(last) <= WIDEST_WRAP else "gap"
    return "paragraph"


def _first(lines: Sequence[Line], i: int, shape: Shape, full: bool) -> bool:
    """Whether an indented line below another one is the first of a paragraph, not one more line of an indented block."""
    following = lines[i + 1] if i + 1 < len(lines) else None
    flush = following is not None and not following.blank and following.indent < shape.margin + 2
    return flush or not full or lines[i - 1].terminal


def _title_end(lines: Sequence[Line]) -> int:
    """How many lines at the head belong to a title set over several lines, by its own shorter measure."""
    end = 1
    while end < len(lines) and end < 5 and not lines[end].blank and not lines[end].page and lines[end].indent <= lines[0].indent + 1:
        end += 1
    titled = end < len(lines) and end < 5 and not any(line.terminal for line in lines[: end - 1]) and all(len(x) <= 90 for x in lines[:end])
    return end if titled else 0


def _title_break(lines: Sequence[Line], i: int, shape: Shape) -> str:
    last, line = lines[i - 1], lines[i]
    full = shape.wrapped and len(last) + 1 + len(line.first_word) > 0.85 * shape.width
    name = 2 <= len(line.words) <= 4 and all(w[0].isupper() and w.lower() not in FUNCTION for w in line.words) and not line.terminal
    if BYLINE.match(line.text) or (name and not full and not last.mid_sentence(line)):
        return "paragraph"
    return "wrap" if len(last) >= 20 or last.mid_sentence(line) else "paragraph"


def _without(lines: Sequence[Line], aside: frozenset[int]) -> list[Line]:
    """The lines kept, each taking over the blank lines and page breaks of furniture set aside before it."""
    kept: list[Line] = []
    blank = page = False
    for i, line in enumerate(lines):
        if i in aside:
            blank, page = blank or line.blank, True
            continue
        kept.append(line.after(blank, page) if blank or page else line)
        blank = page = False
    return kept


def _edits(text: str, lines: Sequence[Line], aside: frozenset[int], breaks: Sequence[str], hyphens: Hyphens | None) -> list[Edit]:
    """One edit for the stretch between two kept lines, and one more for furniture in it."""
    edits: list[Edit] = []

    def put(start: int, end: int, after: str, kind: RepairKind) -> None:
        if kind == "gap" or text[start:end] != after:
            edits.append(Edit(start, end, after, kind))

    last: Line | None = None
    furniture: int | None = None  # where the furniture since `last` begins
    k = 0
    for i, line in enumerate(lines):
        if i in aside:
            furniture = line.start if furniture is None else furniture
            continue
        until = line.start if furniture is None else furniture
        if last is None:
            put(0, until, "", "line_break")
        elif breaks[k] == "wrap":
            at, after, kind = _joint(last, line, hyphens)
            put(at, until, after, kind)
        else:
            put(last.end, until, "\n\n", "gap" if breaks[k] == "gap" else "line_break")
        if furniture is not None:
            put(furniture, line.start, "", "furniture")
        last, furniture, k = line, None, k + 1
    if furniture is not None:
        put(last.end if last else 0, furniture, "", "line_break")
        put(furniture, len(text), "", "furniture")
    else:
        put(last.end if last else 0, len(text), "", "line_break")
    return edits


def _joint(last: Line, line: Line, hyphens: Hyphens | None) -> tuple[int, str, RepairKind]:
    """Where the edit that joins two lines begins, what it puts there, and its kind."""
    if last.soft:
        return last.end, "", "hyphen"
    if hyphens and last.ends_in_hyphen:
        decision = hyphens.decide(last, line)
        if decision == "join":
            return last.end - 1, "", "hyphen"
        if decision == "keep":
            return last.end, "", "hyphen"
    return last.end, " ", "line_break"
