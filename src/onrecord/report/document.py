"""One document as pages: its text as it stands, every item marked in it, the notes beside it in reading order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from onrecord.records import Document, Repair
from onrecord.report.history import versions
from onrecord.report.html import Pages, bdi, shown
from onrecord.report.marks import Mark, Point, highlighted
from onrecord.report.material import LETTERS, WORDS, anchor, block_of, first
from onrecord.show import PRIMARY, clipped

REPAIRS = {
    "line_break": "line joined", "hyphen": "hyphen joined", "furniture": "furniture set aside", "gap": "text lost", "mojibake": "characters restored",
    "quote": "quotation mark", "character": "character",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Note:
    id: str
    item: str
    letter: str
    tag: Markup
    line: Markup
    badges: Markup
    facts: list[tuple[str, Markup]]


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph (or a part of an overlong one): number, HTML, notes."""

    number: int
    html: Markup
    notes: list[Note]


@dataclass(frozen=True, slots=True)
class RepairLine:
    href: str
    kind: str
    before: Markup
    after: Markup


def marks(item: Any, label: str, more: Sequence[str] = (), label_look: str = "") -> list[Mark]:
    """An item's evidence as marks; the first span of its main role carries anchor and label. `more`: further classes of that role's spans."""
    letter, main = LETTERS[item.kind].lower(), PRIMARY[item.kind]
    spans = sorted(item.evidence, key=lambda s: (s.start, s.end))
    head = next((s for s in spans if s.role == main), spans[0] if spans else None)
    out = []
    for span in spans:
        look = [letter if span.role == main else f"{letter}2", f"r-{span.role}"]
        if span.role == main:
            look += [f"is-{item.factuality}"] if item.factuality != "actual" else []
            look += [f"q-{item.mode}"] if item.kind == "statement" else []
            look += more
        text = label if span is head else None
        title = f"{WORDS[item.kind]}, {item.factuality}: {clipped(span.text, 80)}" if text else None
        out.append(Mark(span.start, span.end, item.id, " ".join(look), anchor(item.id) if text else None, text, f"#n-{anchor(item.id)}", title, label_look))
    return out


def repair_point(repair: Repair, number: int) -> Point:
    """A sign in the text, shown on demand; a gap is always shown, for there something is missing."""
    words = REPAIRS[repair.kind]
    if repair.kind == "gap":
        return Point(repair.start, Markup('<span class="gap" id="r{}">[text lost here]</span>').format(number))
    change = f"{words}: {clipped(repair.before, 60)!r} → {clipped(repair.after, 60)!r}"
    return Point(repair.start, Markup('<span class="rep" id="r{}" title="{}">{}</span>').format(number, shown(change), words))


def page_of(plan_pages: tuple[tuple[str, range], ...], block: int) -> str:
    return next((name for name, run in plan_pages if block in run), plan_pages[0][0])


def views(d: Document, pages: Pages) -> list[tuple[str, dict[str, Any]]]:
    """(page name, what its template shows) for each page of a document."""
    items = pages.material.items.get(d.id, ())
    place = pages.plan.documents[d.id]
    cut = place.blocks
    per_block: list[list[Mark]] = [[] for _ in cut]
    notes: list[list[Any]] = [[] for _ in cut]
    for item in items:
        if not cut:
            continue
        notes[block_of(cut, first(item))].append(item)
        for mark in marks(item, pages.plan.labels[item.id]):
            for k in range(block_of(cut, mark.start), block_of(cut, max(mark.start, mark.end - 1)) + 1):
                per_block[k].append(mark)
    points: list[list[Point]] = [[] for _ in cut]
    for number, repair in enumerate(d.repairs, 1):
        if cut:
            k = block_of(cut, repair.start)
            k += 1 if repair.start > cut[k][1] and k + 1 < len(cut) else 0
            point = repair_point(repair, number)
            points[k].append(Point(min(max(point.at, cut[k][0]), cut[k][1]), point.html))
    common = _head(d, pages, items)
    out = []
    for n, (name, run) in enumerate(place.pages):
        shown_blocks = [
            Block(k + 1, highlighted_block(d, cut[k], per_block[k], points[k]), [_note(i, pages) for i in sorted(notes[k], key=first)]) for k in run if k < len(cut)
        ]
        parts = [(other.rsplit("/", 1)[1], i + 1, i == n) for i, (other, _) in enumerate(place.pages)]
        repairs = _repairs(d, place, cut) if n == 0 else []
        history = versions(pages.material.histories[d.id]) if n == len(place.pages) - 1 and d.id in pages.material.histories else []
        out.append((name, {**common, "history": history, "blocks": shown_blocks, "parts": parts if len(parts) > 1 else [], "repairs": repairs, "first_page": n == 0}))
    return out


def highlighted_block(d: Document, block: tuple[int, int], marked: list[Mark], points: list[Point]) -> Markup:
    return Markup(shown(str(highlighted(d.text, *block, marked, points))))


def _note(item: Any, pages: Pages) -> Note:
    letter = LETTERS[item.kind].lower()
    label = pages.plan.labels[item.id]
    tag = Markup('<a class="tag {}" href="#{}" title="show in the text">{}</a>').format(letter, anchor(item.id), label)
    return Note(f"n-{anchor(item.id)}", item.id, letter, tag, pages.line(item), pages.badges(item), pages.facts(item))


def _repairs(d: Document, place: Any, cut: tuple[tuple[int, int], ...], most: int = 2000) -> list[RepairLine]:
    out = []
    for number, repair in enumerate(d.repairs[:most], 1):
        page = page_of(place.pages, block_of(cut, repair.start) if cut else 0).rsplit("/", 1)[1]
        out.append(RepairLine(f"{page}#r{number}", REPAIRS[repair.kind], visible(repair.before), visible(repair.after)))
    return out


def visible(text: str) -> Markup:
    """What a repair took or put, with line ends and blanks as signs."""
    signs = clipped(text, 120).replace("\n", "⏎").replace("\r", "␍").replace("\t", "⇥").replace(" ", "␣") if not text.strip() or len(text) < 4 else clipped(text, 120).replace("\n", "⏎")
    return Markup("<bdi>{}</bdi>").format(shown(signs)) if text else Markup('<span class="dim">nothing</span>')


def printed(d: Document) -> list[tuple[str, Markup]]:
    """What the document says of itself."""
    basis = f" ({d.published_evidence.basis}: “{d.published_evidence.text}”)" if d.published_evidence else ""
    facts = [
        ("outlet", d.outlet), ("by", ", ".join(d.authors)), ("published", (d.published or "no date found") + clipped(basis, 80)), ("source", d.source), ("type", d.media_type),
        ("language", d.language), ("not read", d.unread), ("retrieved", d.retrieved), ("translated", "supplied translation" if d.translated else None),
    ]  # fmt: skip
    return [(label, bdi(value)) for label, value in facts if value]


def covered(d: Document) -> list[tuple[str, Markup]]:
    """How much of the source stands in the text; nothing where it had no characters."""
    c = d.coverage
    return [("coverage", escape(f"{100 * c.read / c.total:.1f} % of {c.total:,} source characters stand in the text, {c.furniture:,} set aside"))] if c.total else []


def _head(d: Document, pages: Pages, items: Any) -> dict[str, Any]:
    counts = Counter(i.kind for i in items)
    rows = printed(d)
    if d.duplicate_of:
        rows.append(("copy of", pages.document(d.duplicate_of) if d.duplicate_of in pages.sources else bdi(d.duplicate_of)))
    rows += [("note", bdi(note)) for note in d.notes]
    if d.translation_of:
        rows.append(("translation of", pages.document(d.translation_of) if d.translation_of in pages.sources else bdi(d.translation_of)))
    if history := pages.material.histories.get(d.id):
        last = pages.plan.documents[d.id].pages[-1][0].rsplit("/", 1)[1]
        rows.append(("versions", Markup('<a href="{}#versions">{} retrievals, {} versions</a>').format(last, len(history.retrievals), len(history.versions))))
    rows += covered(d)
    kinds = [(kind, LETTERS[kind].lower(), WORDS[kind], counts[kind]) for kind in LETTERS if counts[kind]]
    return {"document": d, "facts": rows, "kinds": kinds, "repair_counts": sorted(Counter(REPAIRS[r.kind] for r in d.repairs).items()), "repairs_total": len(d.repairs)}
