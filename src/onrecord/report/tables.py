"""The tables: every item of a kind, one row each, in sections, parted into pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from markupsafe import Markup, escape

from onrecord.records import Actor, Measure
from onrecord.report.html import VOICES, Pages, bdi, shown
from onrecord.report.material import PAGE_BYTES, slug
from onrecord.show import amount, clipped, quoted, when

ROWS = 400  # a page


@dataclass(frozen=True, slots=True)
class Section:
    """`anchor` is the element id; `count` is of the whole section, also where only a part stands on the page."""

    anchor: str
    title: str | Markup
    count: int
    what: str  # what is counted
    columns: tuple[str, ...]
    rows: Sequence[Markup]
    ids: tuple[str, ...] = ()  # of the items in the rows
    continued: bool = False


def tr(columns: Sequence[str], cells: Sequence[Markup | str]) -> Markup:
    """A row; empty cells are marked, for on a narrow screen they are left out."""
    cell = '<td role="cell" data-l="{}"{}>{}</td>'
    return Markup('<tr role="row">' + "".join(cell.format(escape(c), "" if v else ' class="no"', escape(v)) for c, v in zip(columns, cells, strict=True)) + "</tr>")


def passage(item: Any, role: str, width: int = 420) -> Markup:
    """The words of the evidence, dotted where they speak of what is not (yet) so."""
    look = f"words is-{item.factuality}" if item.factuality != "actual" else "words"
    return Markup('<span class="{}">{}</span>').format(look, bdi(quoted(item, role), width))


def in_context(item: Any, role: str, pages: Pages) -> Markup:
    """The words of short evidence within what stands around them in the paragraph, so that a row can be understood alone."""
    text = pages.sources[item.doc].text
    span = next((s for s in item.evidence if s.role == role), None)
    if span is None:
        return Markup("")
    first, last = text.rfind("\n\n", 0, span.start), text.find("\n\n", span.end)
    first, last = 0 if first < 0 else first + 2, len(text) if last < 0 else last  # the paragraph
    before, after = text[max(first, span.start - 70) : span.start], text[span.end : min(last, span.end + 90)]
    if len(before) < span.start - first:
        before = "…" + before.partition(" ")[2]
    if len(after) < last - span.end:
        after = after.rpartition(" ")[0] + "…"
    look = f"is-{item.factuality}" if item.factuality != "actual" else "is-actual"
    return Markup('<span class="words"><bdi><span class="dim">{}</span><b class="{}">{}</b><span class="dim">{}</span></bdi></span>').format(shown(before), look, shown(clipped(span.text, 300)), shown(after))


def voice(item: Any, pages: Pages) -> Markup:
    if item.voice.mode == "outlet":
        return Markup('<span class="dim">outlet’s own voice</span>')
    return pages.chain(item.voice)


def where(item: Any, pages: Pages) -> Markup:
    return pages.once("where", item.doc, lambda: _where(item, pages))


def _where(item: Any, pages: Pages) -> Markup:
    d = pages.sources[item.doc]
    date = Markup('<span class="date">{}</span> ').format(d.published) if d.published else Markup('<span class="date dim">undated</span> ')
    return date + pages.document(item.doc, 110)


COLUMNS = {
    "statement": ("", "Who says it", "What", "Through whom", "When", "Document"),
    "event": ("", "What happens", "Words", "When, where", "Vouched for by", "Document"),
    "commitment": ("", "Who", "What", "Condition, deadline", "Vouched for by", "Document"),
    "figure": ("", "Value", "Words", "Of", "Vouched for by", "Document"),
    "framing": ("", "Device", "Words", "Target", "In whose voice", "Document"),
}


def item_row(item: Any, pages: Pages) -> Markup:
    return pages.once("row", item.id, lambda: _item_row(item, pages))


def _item_row(item: Any, pages: Pages) -> Markup:
    tag, doc, badges = pages.tag(item), where(item, pages), pages.badges(item)
    time = Markup('<span class="{}">{}</span>').format("date" if item.time.precision == "day" else "", bdi(when(item.time), 60)) if item.time else Markup("")
    if item.kind == "statement":
        to = Markup(" → {}").format(pages.actor(item.addressee)) if item.addressee else ""
        role = Markup('<br><span class="dim">{}</span>').format(bdi(item.speaker_role, 80)) if item.speaker_role else ""
        through = Markup("<i>{}</i><br>{}").format(VOICES[item.mode], pages.chain(item.voice))
        cells = [tag, pages.actors(item.speakers, "nobody named") + to + role, passage(item, "content") + badges, through, time]
    elif item.kind == "event":
        mode = f" {item.mode.replace('_', ' ')}" if item.mode else ""
        to = Markup(" → {}").format(pages.actors(item.recipients)) if item.recipients else ""
        spot = Markup(" {}").format(bdi(item.place.name, 60)) if item.place else ""
        about = Markup('<br><span class="dim">{}</span>').format(", ".join(item.contexts).replace("_", " ")) if item.contexts else ""
        cells = [tag, Markup('<b class="type">{}</b>{}<br>{}{}{}').format(item.type, mode, pages.actors(item.actors), to, about), in_context(item, "trigger", pages) + badges, time + spot, voice(item, pages)]
    elif item.kind == "commitment":
        to = Markup(" → {}").format(pages.actors(item.to_whom)) if item.to_whom else ""
        condition = passage(item, "condition", 240) if quoted(item, "condition") else Markup("")
        due = Markup(' <span class="due">by {}</span>').format(bdi(when(item.deadline), 40)) if item.deadline else ""
        cells = [tag, pages.actors(item.who, "nobody named") + to, passage(item, "action") + badges, condition + due, voice(item, pages)]
    elif item.kind == "figure":
        subject = quoted(item, "subject")
        of = pages.actors(item.subject) or (bdi(subject, 120) if subject else Markup(""))
        stance = Markup("<br>{}").format(bdi(" ".join(x for x in (item.population, item.stance) if x), 120)) if item.stance or item.population else ""
        missing = Markup('<br><span class="badge">not told: {}</span>').format(", ".join(item.missing)) if item.missing else ""
        cells = [tag, Markup('<b class="num">{}</b> {}').format(amount(item.value), bdi(item.unit, 40)), in_context(item, "value", pages) + badges, of + stance + missing, voice(item, pages)]
    else:
        cells = [tag, Markup("{}").format(item.device.replace("_", " ")), in_context(item, "expression", pages) + badges, pages.target(item.target) if item.target else Markup(""), voice(item, pages)]
    return tr(COLUMNS[item.kind], [*cells, doc])


def grouped(items: Sequence[Any], key: Callable[[Any], str], order: Sequence[str] = ()) -> list[tuple[str, list[Any]]]:
    """Items by key, in the order given, then the largest group first."""
    groups: dict[str, list[Any]] = {}
    for item in items:
        groups.setdefault(key(item), []).append(item)
    rank = {k: i for i, k in enumerate(order)}
    return sorted(groups.items(), key=lambda kv: (rank.get(kv[0], len(rank)), -len(kv[1]), kv[0]))


ACTS = ("threat", "warning", "demand", "pledge", "obligation", "permission", "restriction", "refusal")
MEASURES = tuple(m for m in get_args(Measure) if m != "other")


def table(kind: str, items: Sequence[Any], pages: Pages) -> list[Section]:
    """The sections of a kind's table: commitments by act, figures by measure, events by type, framing by device, statements in one."""
    keys: dict[str, Callable[[Any], str]] = {
        "commitment": lambda i: str(i.act), "figure": lambda i: str(i.measure), "event": lambda i: str(i.type), "framing": lambda i: str(i.device), "statement": lambda i: "in order of publication",
    }  # fmt: skip
    order = ACTS if kind == "commitment" else MEASURES if kind == "figure" else ()
    out = []
    for key, members in grouped(items, keys[kind], order):
        out.append(Section(slug(key.lower()), key.replace("_", " "), len(members), "report", COLUMNS[kind], [item_row(i, pages) for i in members], tuple(i.id for i in members)))
    return out


def actor_sections(actor: Actor, by_actor: dict[str, dict[str, list[Any]]], pages: Pages) -> list[Section]:
    """What an actor says, what is said about it, what it does, undergoes, promises and is promised."""
    titles = {"says": "Says", "about": "Is said about", "does": "Does", "undergoes": "Undergoes", "commits": "Promises, threatens, demands", "receives": "Is promised, threatened, asked",
              "figures": "Figures of", "framed": "Wording about", "told": "Is told"}  # fmt: skip
    out = []
    for key, title in titles.items():
        members = by_actor.get(actor.id, {}).get(key, [])
        if members:
            out.append(Section(key, title, len(members), "report", COLUMNS[members[0].kind], [item_row(i, pages) for i in members], tuple(i.id for i in members)))
    mentions = [s for s in actor.evidence if s.role == "mention" and s.doc in pages.sources]
    docs = list(dict.fromkeys(s.doc for s in mentions if s.doc))
    rows = []
    for doc in docs:
        surfaces = list(dict.fromkeys(s.text for s in mentions if s.doc == doc))
        rows.append(tr(("Document", "Named there"), [pages.document(doc), Markup(", ").join(bdi(x, 60) for x in surfaces[:12])]))
    if rows:
        out.append(Section("named", "Named in", len(rows), "document", ("Document", "Named there"), rows))
    return out


def by_actor(items: Iterable[Any]) -> dict[str, dict[str, list[Any]]]:
    """actor id -> heading -> items."""
    out: dict[str, dict[str, list[Any]]] = {}

    def put(ids: Iterable[str | None], key: str, item: Any) -> None:
        for i in dict.fromkeys(x for x in ids if x):
            out.setdefault(i, {}).setdefault(key, []).append(item)

    for item in items:
        if item.kind == "statement":
            put(item.speakers, "says", item)
            put(item.about, "about", item)
            put([item.addressee], "told", item)
        elif item.kind == "event":
            put(item.actors, "does", item)
            put(item.recipients, "undergoes", item)
        elif item.kind == "commitment":
            put(item.who, "commits", item)
            put(item.to_whom, "receives", item)
        elif item.kind == "figure":
            put(item.subject, "figures", item)
        elif item.kind == "framing":
            put([item.target], "framed", item)
    return out


def paged(sections: Sequence[Section]) -> list[list[Section]]:
    """Sections on pages of at most ROWS rows and PAGE_BYTES of rows; a section that goes on says so."""
    out: list[list[Section]] = [[]]
    rows = size = 0
    for section in sections:
        begin = 0
        for i, html in enumerate(section.rows):
            weight = len(html.encode())
            if rows and (rows >= ROWS or size + weight > PAGE_BYTES):
                if i > begin:
                    out[-1].append(_part(section, begin, i))
                out.append([])
                begin, rows, size = i, 0, 0
            rows, size = rows + 1, size + weight
        if begin < len(section.rows) or not section.rows:
            out[-1].append(_part(section, begin, len(section.rows)))
    return out


def _part(s: Section, begin: int, end: int) -> Section:
    return Section(s.anchor, s.title, s.count, s.what, s.columns, s.rows[begin:end], s.ids, begin > 0)
