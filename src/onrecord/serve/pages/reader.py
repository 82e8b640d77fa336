"""The reader: one document as it was, who says what in it, every item beside it in reading order.

A statement is underlined in its speaker's colour and carries the speaker's initials; what no statement covers is the outlet's own
voice, and washed. A document too long for one page is parted between paragraphs.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from markupsafe import Markup
from starlette.responses import HTMLResponse

from onrecord.records import Document, Link
from onrecord.report.document import REPAIRS, covered, highlighted_block, marks, printed, repair_point, visible
from onrecord.report.html import bdi
from onrecord.report.marks import Mark, Point, blocks, parts
from onrecord.report.material import LETTERS, WORDS, anchor, block_of, first, in_reading_order
from onrecord.serve.context import Reading, document_url, passage_url, rendered, url_with
from onrecord.serve.shown import Shown
from onrecord.show import PRIMARY, clipped
from onrecord.store import Record
from onrecord.store.rows import loaded

PAGE_BYTES = 700_000  # what a page is filled to by estimate; the promise is 1.5 MB
router = APIRouter(include_in_schema=False)
COLOURS = 8  # speakers with a colour of their own; the others share one and keep their initials
REPAIRS_LISTED = 500


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who is quoted in the document: `colour` 1 to COLOURS, 0 for those who share one; `initials` are never two speakers' alike."""

    id: str | None
    name: Markup
    initials: str
    colour: int
    statements: int


@dataclass(frozen=True, slots=True)
class Note:
    """An item beside the text."""

    id: str
    item: str
    letter: str
    label: str
    line: Markup
    badges: Markup
    chain: Markup  # of voices, with the outlet
    through: Markup  # of voices, without it; empty where the line says it
    facts: list[tuple[str, Markup]]
    citation: str
    speaker: Speaker | None
    own: bool  # in the outlet's own voice


@dataclass(frozen=True, slots=True)
class Block:
    number: int
    html: Markup
    notes: list[Note]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which part of a document is asked for: a part's number, or the part that holds an item or a passage."""

    part: int = 1
    item: str | None = None
    passage: tuple[int, int] | None = None


@router.get("/documents/{id}")
def page(
    request: Request,
    record: Reading,
    id: str,
    part: int = 1,
    item: str | None = None,
    at: str | None = None,
    own: bool = False,
    repairs: bool = False,
    show: Annotated[list[str], Query()] = [],  # noqa: B006
) -> HTMLResponse:
    """`item`: opens the part that holds it; `at=120-180`: marks these characters; `own`, `repairs`, `show`: what is ticked."""
    wanted = Wanted(part, item, passage(at))
    d = record.document(id)
    values = view(record, d, wanted, str(request.base_url))
    asked = {"own": int(own) or None, "repairs": int(repairs) or None, "show": [k for k in show if k in "secfw"]}
    return rendered(request, "reader.html", heading=d.title or d.source, current="/documents", own_only=own, show_repairs=repairs, kinds_shown=asked["show"], asked=asked, **values)


def passage(at: str | None) -> tuple[int, int] | None:
    """'120-180' -> (120, 180)"""
    found = re.fullmatch(r"(\d{1,9})-(\d{1,9})", at or "")
    return (int(found[1]), int(found[2])) if found and int(found[1]) < int(found[2]) else None


def view(record: Record, d: Document, wanted: Wanted, base: str) -> dict[str, Any]:
    """All that the template needs. `base` is the address of the server, for citations."""
    items = in_reading_order(record.items(doc=d.id, superseded=True))
    pages = Within(record, d, items)
    cut = blocks(d.text)
    runs = parts(weights(items, cut), PAGE_BYTES)
    here = part_wanted(wanted, items, cut, runs)
    speakers = spoken(items, pages)
    body = passages(d, items, cut, runs[here], pages, speakers, wanted, base)
    return {
        "document": d, "facts": facts(d, pages), "blocks": body, "speakers": list(speakers.values()),
        "kinds": [(kind, LETTERS[kind].lower(), WORDS[kind], n) for kind in LETTERS if (n := sum(i.kind == kind for i in items))],
        "own": sum(i.voice.mode == "outlet" for i in items), "repairs": repaired(d, cut, runs),
        "repair_counts": sorted(Counter(REPAIRS[r.kind] for r in d.repairs).items()), "repairs_total": len(d.repairs),
        "parts": [(n + 1, n == here) for n in range(len(runs))] if len(runs) > 1 else [], "copies": record.copies(d.id),
        "part": here + 1, "path": document_url(d.id),
    }  # fmt: skip


class Within(Shown):
    """The pieces of a page about one document: its items carry their labels, its links are looked up at once."""

    def __init__(self, record: Record, d: Document, items: Sequence[Any]) -> None:
        super().__init__(record)
        self.printed = labelled(items)
        self.by_id.update({i.id: i for i in items})
        self.linked = {}
        for link in links(record, d.id):
            for end in link.items:
                self.linked.setdefault(end, []).append(link)

    def tag(self, item: Any) -> Markup:
        label, letter = self.printed.get(item.id), LETTERS[item.kind]
        if label is None:
            return super().tag(item)
        return Markup('<a class="tag {}" href="#{}" title="{} {}: show in the text">{}</a>').format(letter.lower(), anchor(item.id), WORDS[item.kind], label[1:], label)


def links(record: Record, doc: str) -> Iterator[Link]:
    """Links with an end in the document, both of whose ends are shown."""
    rows = record.connection.execute(
        "SELECT json FROM links l WHERE (first_doc = ? OR second_doc = ?) AND EXISTS (SELECT 1 FROM items WHERE id = l.first)"
        " AND EXISTS (SELECT 1 FROM items WHERE id = l.second) ORDER BY start, id",
        (doc, doc),
    )
    return (loaded(line) for (line,) in rows)


def labelled(items: Sequence[Any]) -> dict[str, str]:
    """item id -> 'S3': the third statement in reading order."""
    counts: Counter[str] = Counter()
    out = {}
    for item in items:
        counts[item.kind] += 1
        out[item.id] = f"{LETTERS[item.kind]}{counts[item.kind]}"
    return out


def weights(items: Sequence[Any], cut: Sequence[tuple[int, int]]) -> list[int]:
    """About how many bytes each paragraph takes with its notes."""
    out = [3 * (end - start) + 300 for start, end in cut]
    for item in items:
        if cut:
            out[block_of(cut, first(item))] += 3000 + 900 * len(item.evidence)
    return out


def part_wanted(wanted: Wanted, items: Sequence[Any], cut: Sequence[tuple[int, int]], runs: Sequence[range]) -> int:
    at = next((first(i) for i in items if i.id == wanted.item), wanted.passage[0] if wanted.passage else None)
    if at is None:
        return min(max(wanted.part, 1), len(runs)) - 1
    block = block_of(cut, at)
    return next((n for n, run in enumerate(runs) if block in run), 0)


# -- speakers -------------------------------------------------------------------------------------------------------


def spoken(items: Sequence[Any], pages: Within) -> dict[str | None, Speaker]:
    """Speakers by id, those with most statements first; None is nobody named."""
    counts: Counter[str | None] = Counter(speaker_of(i) for i in items if i.kind == "statement")
    order = sorted(counts, key=lambda s: (s is None, -counts[s], pages.name(s or ""), s or ""))
    out: dict[str | None, Speaker] = {}
    taken: Counter[str] = Counter()
    for n, id_ in enumerate(order, 1):
        short = initials(pages.name(id_)) if id_ else "?"
        taken[short] += 1
        short = short if taken[short] == 1 else f"{short}{taken[short]}"
        colour = n if id_ and n <= COLOURS else 0
        out[id_] = Speaker(id_, pages.actor(id_) if id_ else Markup("nobody named"), short, colour, counts[id_])
    return out


def speaker_of(item: Any) -> str | None:
    return item.speakers[0] if item.speakers else None


def initials(name: str) -> str:
    """'Radosław Sikorski' -> 'RS', 'NATO' -> 'NA', 'A Western official' -> 'WO'."""
    words = [w for w in name.replace("-", " ").split() if w[:1].isalnum() and w.lower() not in ("a", "an", "the", "of")]
    if not words:
        return "·"
    return (words[0][0] + words[-1][0]).upper() if len(words) > 1 else words[0][:2].upper()


# -- marks ----------------------------------------------------------------------------------------------------------


def marked(item: Any, label: str, speakers: Mapping[str | None, Speaker], depth: int) -> list[Mark]:
    """An item's evidence; a statement's in its speaker's colour, with the initials before its label."""
    if item.kind != "statement":
        return marks(item, label, ["hedge"] if item.kind == "framing" and item.device == "hedge" else [])
    who = speakers[speaker_of(item)]
    return marks(item, f"{who.initials}\N{NO-BREAK SPACE}{label}", [f"v{who.colour}", f"d{min(depth, 3)}"], f"v{who.colour}")


def depths(items: Sequence[Any]) -> dict[str, int]:
    """How many statements stand around each statement."""
    around = {i.id: i.voice.statement for i in items if i.kind == "statement"}
    out = {}
    for id_ in around:
        seen, outer = {id_}, around[id_]
        while outer in around and outer not in seen:
            seen.add(outer)
            outer = around[outer]
        out[id_] = len(seen) - 1
    return out


def own_voice(items: Sequence[Any], length: int) -> list[tuple[int, int]]:
    """What no statement's content covers: the outlet speaks."""
    spans = sorted((s.start, s.end) for i in items if i.kind == "statement" for s in i.evidence if s.role == "content")
    out, here = [], 0
    for start, end in spans:
        if start > here:
            out.append((here, start))
        here = max(here, end)
    return [*out, (here, length)] if here < length else out


def said_elsewhere(items: Sequence[Any]) -> list[int]:
    """Where words begin that are not the outlet's: a sign stands there while only its own voice is shown."""
    covered = 0
    out = []
    for start, end in sorted((s.start, s.end) for i in items if i.kind == "statement" for s in i.evidence if s.role == "content"):
        if start >= covered:
            out.append(start)
        covered = max(covered, end)
    return out


def passages(
    d: Document, items: Sequence[Any], cut: Sequence[tuple[int, int]], run: range, pages: Within, speakers: Mapping[str | None, Speaker], wanted: Wanted, base: str
) -> list[Block]:
    """The paragraphs of one page with their notes."""
    if not cut:
        return []
    deep = depths(items)
    low, high = cut[run[0]][0], cut[run[-1]][1]
    near = [i for i in items if any(s.start < high and s.end > low for s in i.evidence)]
    beside: dict[int, list[Any]] = {}
    for item in items:
        beside.setdefault(block_of(cut, first(item)), []).append(item)
    all_marks = [m for i in near for m in marked(i, pages.printed[i.id], speakers, deep.get(i.id, 0))]
    all_marks += [Mark(start, end, "", "own") for start, end in own_voice(items, len(d.text))]
    all_marks += [Mark(*wanted.passage, "", "asked", "asked")] if wanted.passage else []
    points = [Point(at, Markup('<span class="cut">[…]</span>')) for at in said_elsewhere(items)]
    points += [repair_point(r, number) for number, r in enumerate(d.repairs, 1)]
    out = []
    for k in run:
        start, end = cut[k]
        after = cut[k + 1][0] if k + 1 < len(cut) else len(d.text) + 1
        mine = [m for m in all_marks if m.start < end and m.end > start]
        stops = [Point(min(p.at, end), p.html) for p in points if start <= p.at < after or (k == 0 and p.at < start)]
        notes = [note(i, d, pages, speakers, base) for i in beside.get(k, ())]
        out.append(Block(k + 1, highlighted_block(d, (start, end), mine, stops), notes))
    return out


# -- notes ----------------------------------------------------------------------------------------------------------


def note(item: Any, d: Document, pages: Within, speakers: Mapping[str | None, Speaker], base: str) -> Note:
    own = item.voice.mode == "outlet"
    who = speakers[speaker_of(item)] if item.kind == "statement" else None
    chain = Markup("") if own else pages.chain(item.voice)
    through = Markup("") if own or item.kind == "statement" else pages.chain(replace(item.voice, chain=item.voice.chain[:-1]))  # the outlet is the page’s
    told = [(k, v) for k, v in pages.facts(item) if k != "voice" or own]
    return Note(
        f"n-{anchor(item.id)}", item.id, LETTERS[item.kind].lower(), pages.printed[item.id], pages.line(item), pages.badges(item), chain, through, told,
        citation(item, d, base), who, own,
    )  # fmt: skip


def citation(item: Any, d: Document, base: str) -> str:
    """One line for a footnote: the words, where they stand, and an address that opens them (W3C text fragment)."""
    span = next((s for s in item.evidence if s.role == PRIMARY[item.kind]), item.evidence[0])
    words = " ".join(clipped(span.text.strip(" “”\"'‘’"), 240).split())
    head = ", ".join(x for x in (clipped(d.title, 120) if d.title else None, d.outlet, d.published or "undated", f"p. {span.page}" if span.page else None) if x)
    place = "" if span.page else f", characters {span.start}–{span.end}"
    web = d.source.startswith(("http://", "https://"))
    link = d.source.split("#")[0] + fragment(d.text, span.start, span.end) if web else f"{base.rstrip('/')}{passage_url(item).partition('#')[0]}{fragment(d.text, span.start, span.end, anchor(item.id))}"
    return f"“{words}”, {head}{place}. {'' if web else clipped(d.source, 120) + '. '}<{link}>"


def fragment(text: str, start: int, end: int, element: str = "") -> str:
    """`#:~:text=begins,ends`: https://wicg.github.io/scroll-to-text-fragment. Its words never cross a paragraph, where a fragment finds nothing."""
    def encoded(words: Sequence[str]) -> str:
        return quote(" ".join(words), safe="").replace("-", "%2D")

    words = text[start:end].split("\n\n")[0].split()
    few = words if len(words) <= 12 else []
    said = encoded(words) if few else f"{encoded(words[:5])},{encoded(words[-5:])}"
    return f"#{element}:~:text={said}" if words else f"#{element}"


# -- the head -------------------------------------------------------------------------------------------------------


def facts(d: Document, pages: Within) -> list[tuple[str, Markup]]:
    linked = [(what, pages.document(of)) for what, of in (("copy of", d.duplicate_of), ("translation of", d.translation_of)) if of and of in pages.sources]
    return [*printed(d), *linked, *(("note", bdi(n)) for n in d.notes), *covered(d)]


def repaired(d: Document, cut: Sequence[tuple[int, int]], runs: Sequence[range]) -> list[tuple[str, str, Markup, Markup]]:
    """(where, what, before, after) of the first repairs."""
    out = []
    for number, repair in enumerate(d.repairs[:REPAIRS_LISTED], 1):
        block = block_of(cut, repair.start) if cut else 0
        part = next((n for n, run in enumerate(runs, 1) if block in run), 1)
        out.append((url_with(document_url(d.id), {"part": part, "repairs": 1}) + f"#r{number}", REPAIRS[repair.kind], visible(repair.before), visible(repair.after)))
    return out
