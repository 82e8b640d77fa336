"""Highlights: a text and the spans that lie in it, overlapping as they like, as well-formed nested HTML.

Every mark is opened where it starts and closed where it ends; a mark that ends inside another is closed with it and
opened again behind it, so the characters of the text never change and no element crosses another.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape


@dataclass(frozen=True, slots=True)
class Mark:
    """`text[start:end]` belongs to `item`; `classes` say how it looks. The first mark of an item carries `anchor` and `label`."""

    start: int
    end: int
    item: str
    classes: str
    anchor: str | None = None  # id of the element
    label: str | None = None  # "S1": printed before the mark, a link to the margin note
    href: str | None = None  # where the label leads
    title: str | None = None  # words for the label, for those who don't see colours
    tone: str = ""  # more classes for the label


@dataclass(frozen=True, slots=True)
class Point:
    """Something that stands between two characters: a repair, a gap. `html` is trusted."""

    at: int
    html: Markup


def highlighted(text: str, start: int, end: int, marks: Iterable[Mark], points: Iterable[Point] = ()) -> Markup:
    """`text[start:end]` with its marks; marks are clipped to the passage. Only the part that holds a mark's start carries its anchor."""
    inside = sorted((m for m in marks if m.start < end and m.end > start and m.start < m.end), key=lambda m: (m.start, -m.end))
    stops = sorted((p for p in points if start <= p.at <= end), key=lambda p: p.at)
    cuts = sorted({start, end, *(c for m in inside for c in (m.start, m.end) if start < c < end), *(p.at for p in stops)})
    out: list[str] = []
    stack: list[Mark] = []
    pending, waiting = list(reversed(inside)), list(reversed(stops))
    for here, there in zip(cuts, [*cuts[1:], end], strict=True):
        _close(stack, here, out)
        while waiting and waiting[-1].at <= here:
            out.append(str(waiting.pop().html))
        while pending and max(pending[-1].start, start) <= here:
            _open(stack, pending.pop(), here, out)
        out.append(str(escape(text[here:there])))
    out.extend("</span>" for _ in stack)
    return Markup("".join(out))


def _close(stack: list[Mark], here: int, out: list[str]) -> None:
    """Closes every mark that ends here; those lying inside it that go on are opened again."""
    lowest = next((i for i, m in enumerate(stack) if m.end <= here), None)
    if lowest is None:
        return
    above = stack[lowest:]
    out.extend("</span>" for _ in above)
    del stack[lowest:]
    for m in above:
        if m.end > here:
            stack.append(m)
            out.append(_tag(m, first=False))


def _open(stack: list[Mark], mark: Mark, here: int, out: list[str]) -> None:
    first = mark.start == here
    if first and mark.label:
        look = f"{mark.classes.split()[0]} {mark.tone}".rstrip()
        out.append(
            f'<a class="ref {escape(look)}" href="{escape(mark.href or "")}" title="{escape(mark.title or "")}">{escape(mark.label)}</a>'
        )
    stack.append(mark)
    out.append(_tag(mark, first))


def _tag(mark: Mark, first: bool) -> str:
    anchor = f' id="{escape(mark.anchor)}"' if first and mark.anchor else ""
    return f'<span{anchor} class="m {escape(mark.classes)}" data-i="{escape(mark.item)}">'


def blocks(text: str, longest: int = 20_000) -> list[tuple[int, int]]:
    """The paragraphs of canonical text (parted by a blank line); one longer than `longest` is cut at a space, its parts adjacent."""
    out: list[tuple[int, int]] = []
    start = 0
    for part in text.split("\n\n"):
        end = start + len(part)
        here = start
        while end - here > longest:
            cut = text.rfind(" ", here + longest // 2, here + longest)
            cut = cut + 1 if cut > 0 else here + longest
            out.append((here, cut))
            here = cut
        if end > here:
            out.append((here, end))
        start = end + 2
    return out


def parts(weights: Sequence[int], most: int) -> list[range]:
    """Runs of consecutive things whose weights sum to at most `most`, each run at least one thing."""
    out: list[range] = []
    begin, total = 0, 0
    for i, weight in enumerate(weights):
        if i > begin and total + weight > most:
            out.append(range(begin, i))
            begin, total = i, 0
        total += weight
    return [*out, range(begin, len(weights))]
