"""Writes the site: one self-contained HTML file a page, style and script inside it, nothing fetched from anywhere."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from onrecord import __version__
from onrecord.records import Document
from onrecord.report import document, tables
from onrecord.report.briefing import Line, Number, briefing
from onrecord.report.html import Pages, bdi
from onrecord.report.material import LETTERS, Material, planned
from onrecord.report.tables import Section, item_row, paged, tr

TABLES = {"statement": ("statements", "Statements"), "event": ("events", "Events"), "commitment": ("commitments", "Ledger"), "figure": ("figures", "Figures"), "framing": ("framing", "Wording")}


class Writer:
    """Renders templates into a folder; every page gets the same style, script, policy and navigation."""

    def __init__(self, out: Path, material: Material) -> None:
        self.out, self.material = out, material
        self.lists: dict[frozenset[str], str] = {}  # items -> the page and section that lists exactly these
        self.env = Environment(loader=PackageLoader("onrecord.report"), autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined)
        self.env.filters["bdi"] = bdi
        here = files("onrecord.report") / "templates"
        shared, own, script = ((here / name).read_text(encoding="utf-8") for name in ("shared.css", "style.css", "script.js"))
        style = shared + own
        policy = f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; img-src data:; base-uri 'none'; form-action 'none'"
        counts = {kind: sum(1 for items in material.items.values() for i in items if i.kind == kind) for kind in LETTERS}
        menu = [("index.html", "Briefing", None), ("documents.html", "Documents", len(material.documents))]
        menu += [(f"{name}.html", title, counts[kind]) for kind, (name, title) in TABLES.items()]
        menu += [("actors.html", "Actors", len(material.actors)), ("about.html", "About", None)]
        self.common = {"style": Markup(style), "script": Markup(script), "policy": policy, "menu": menu, "collection": material.title, "version": __version__, "next": None}

    def page(self, name: str, template: str, current: str, heading: str, **values: Any) -> None:
        root = "../" if "/" in name else ""
        html = self.env.get_template(template).render(**self.common | {"root": root, "current": current, "heading": heading} | values)
        path = self.out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(html, encoding="utf-8", errors="replace", newline="\n")

    def tables(self, name: str, current: str, heading: str, sections: Sequence[Section], lead: Any = "", kind: str = "", crumb: Any = "") -> None:
        """A page of tables, or as many as they need: name.html, name-2.html …; the jump list leads to each section's first page."""
        split = paged(sections)
        names = [name if n == 1 else f"{name.removesuffix('.html')}-{n}.html" for n in range(1, len(split) + 1)]
        jumps: dict[str, tuple[str, Any, int, str]] = {}
        for file, shown in zip(names, split, strict=True):
            for s in shown:
                jumps.setdefault(s.anchor, (f"{file.rsplit('/', 1)[-1]}#{s.anchor}", s.title, s.count, s.what))
                if s.ids and not s.continued:
                    self.lists.setdefault(frozenset(s.ids), f"{file}#{s.anchor}")
        if kind:
            self.lists.setdefault(frozenset(i for s in sections for i in s.ids), name)
        for n, (file, shown) in enumerate(zip(names, split, strict=True)):
            parts = [(other.rsplit("/", 1)[-1], k + 1, k == n) for k, other in enumerate(names)] if len(names) > 1 else []
            self.page(file, "tables.html", current, heading, sections=shown, jumps=list(jumps.values()), parts=parts, lead=lead if n == 0 else "", kind=kind, crumb=crumb)


def write(material: Material, out: str | Path) -> Path:
    """The whole site into the folder `out`; the path of its first page. Existing pages of the same name are replaced."""
    out = Path(out)
    out.mkdir(parents=True, exist_ok=True)
    plan = planned(material)
    pages = Pages(material, plan)
    writer = Writer(out, material)
    items = [i for d in material.documents for i in material.items.get(d.id, ())]
    lines = briefing(material.documents, [*items, *material.links], {k: a.name for k, a in material.actors.items()}, material.unreadable)
    rows = [_document_row(d, pages) for d in material.documents]
    writer.tables("documents.html", "documents.html", "Documents", [Section("documents", "Documents", len(rows), "document", DOCUMENT_COLUMNS, rows, tuple(d.id for d in material.documents))])
    for kind, (name, title) in TABLES.items():
        writer.tables(f"{name}.html", f"{name}.html", title, tables.table(kind, [i for i in items if i.kind == kind], pages), kind=kind)
    _actors(items, pages, writer)
    behind = _behind(lines, pages, writer)
    writer.page("index.html", "index.html", "index.html", material.title, lines=[(line.label, _linked(line, behind)) for line in lines], documents=rows[:60],
                total=len(rows), columns=DOCUMENT_COLUMNS, coverage=_coverage(material), unreadable=list(material.unreadable)[:200], span=_span(material))  # fmt: skip
    inner = pages.seen_from("../")
    for d in material.documents:
        for name, view in document.views(d, inner):
            writer.page(name, "document.html", "documents.html", d.title or d.source, **view)
    writer.page("about.html", "about.html", "about.html", "About this report", methods=material.methods, unreadable=material.unreadable)
    return out / "index.html"


DOCUMENT_COLUMNS = ("Published", "Document", "Outlet", "Items", "Characters", "Notes")


def _document_row(d: Document, pages: Pages) -> Markup:
    items = pages.material.items.get(d.id, ())
    counts = Markup(" ").join(
        Markup('<span class="tag {}" title="{}">{}{}</span>').format(letter.lower(), TABLES[kind][1], letter, n)
        for kind, letter in LETTERS.items()
        if (n := sum(i.kind == kind for i in items))
    )
    lost = sum(r.kind == "gap" for r in d.repairs)
    notes = [f"not read: {d.unread}" if d.unread else "", "copy" if d.duplicate_of else "", f"text lost at {lost} place{'s' if lost != 1 else ''}" if lost else ""]
    badges = Markup(" ").join(Markup('<span class="badge">{}</span>').format(n) for n in notes if n)
    date = Markup('<span class="date">{}</span>').format(d.published) if d.published else Markup('<span class="dim">undated</span>')
    source = Markup('<br><span class="dim small">{}</span>').format(bdi(d.source, 80)) if d.title else ""
    return tr(DOCUMENT_COLUMNS, (date, pages.document(d.id, 120) + source, bdi(d.outlet, 60) if d.outlet else "", counts, f"{len(d.text):,}", badges))


def _behind(lines: Sequence[Line], pages: Pages, writer: Writer) -> dict[int, str]:
    """Where the items behind each number of the briefing are listed: id(number) -> link. Lists that no page has yet get one."""
    numbers = [p for line in lines for p in line.parts if isinstance(p, Number) and p.ids]
    out = {id(n): writer.lists[frozenset(n.ids)] for n in numbers if frozenset(n.ids) in writer.lists}
    rest = [n for n in numbers if id(n) not in out]
    sections = [_list(n, f"b{k}", pages) for k, n in enumerate(rest, 1)]
    if sections:
        writer.tables("behind.html", "index.html", "Behind the briefing", sections, lead="The passages that numbers of the briefing were counted from.")
    return out | {id(n): writer.lists[frozenset(s.ids)] for n, s in zip(rest, sections, strict=True)}


def _list(number: Number, anchor: str, pages: Pages) -> Section:
    if number.documents:
        rows = [_document_row(pages.sources[i], pages) for i in number.ids if i in pages.sources]
        return Section(anchor, number.what, len(number.ids), "document", DOCUMENT_COLUMNS, rows, number.ids)
    found = [pages.by_id[i] for i in number.ids]
    return Section(anchor, number.what, len(found), "report", tables.COLUMNS[found[0].kind], [item_row(i, pages) for i in found], number.ids)


def _linked(line: Line, behind: dict[int, str]) -> Markup:
    def part(p: str | Number) -> Markup:
        if isinstance(p, str):
            return Markup("<bdi>{}</bdi>").format(p)
        link = behind.get(id(p))
        return Markup('<a class="count" href="{}">{}</a>').format(link, p.text) if link else Markup("<b>{}</b>").format(p.text)

    return Markup("").join(part(p) for p in line.parts)


def _actors(items: Sequence[Any], pages: Pages, writer: Writer) -> None:
    doing = tables.by_actor(items)
    inner = pages.seen_from("../")
    columns = ("Name", "What", "Also named", "Says", "Does", "Undergoes", "Documents")
    rows: list[tuple[int, str, Markup]] = []
    for id_, actor in pages.material.actors.items():
        own = doing.get(id_, {})
        says, does, undergoes = len(own.get("says", ())), len(own.get("does", ())) + len(own.get("commits", ())), len(own.get("undergoes", ())) + len(own.get("receives", ()))
        aliases = Markup(", ").join(bdi(a, 50) for a in actor.aliases if a != actor.name)
        docs = len({s.doc for s in actor.evidence})
        what = ", ".join(x for x in (actor.type.replace("_", " "), actor.country) if x)
        cells = (pages.actor(id_), what, aliases, str(says or ""), str(does or ""), str(undergoes or ""), str(docs))
        rows.append((-(says + does + undergoes), actor.name, tr(columns, cells)))
        roles = [(r.title, r.organization, r.from_, r.until) for r in actor.roles]
        lead = Markup(writer.env.get_template("actor_lead.html").render(actor=actor, roles=roles))
        crumb = Markup('<a href="../actors.html">Actors</a>')
        writer.tables(pages.plan.pages[id_], "actors.html", actor.name, tables.actor_sections(actor, doing, inner), lead=lead, crumb=crumb)
    rows.sort(key=lambda r: r[:2])
    writer.tables("actors.html", "actors.html", "Actors", [Section("actors", "Actors", len(rows), "actor", columns, [r[2] for r in rows])])


def _coverage(material: Material) -> list[tuple[str, str]]:
    """What was read and what was not, counted."""
    documents = material.documents
    read = [d for d in documents if not d.unread]
    repairs: dict[str, int] = {}
    for d in documents:
        for r in d.repairs:
            repairs[document.REPAIRS[r.kind]] = repairs.get(document.REPAIRS[r.kind], 0) + 1
    total, kept, aside = (sum(getattr(d.coverage, n) for d in read) for n in ("total", "read", "furniture"))
    out = [
        ("documents read", f"{len(read):,} of {len(documents):,}"), ("copies, left out of counts", f"{sum(bool(d.duplicate_of) for d in documents):,}"),
        ("sources unreadable", f"{len(material.unreadable):,}"), ("dated documents", f"{sum(bool(d.published) for d in documents):,} of {len(documents):,}"),
        ("outlets named", f"{len({d.outlet for d in documents if d.outlet}):,}"), ("source characters", f"{total:,}"),
        ("standing in the text", f"{kept:,}" + (f" ({100 * kept / total:.1f} %)" if total else "")), ("set aside as furniture", f"{aside:,}"),
    ]  # fmt: skip
    return out + [(f"repairs: {kind}", f"{n:,}") for kind, n in sorted(repairs.items())]


def _span(material: Material) -> str:
    dates = sorted(d.published for d in material.documents if d.published)
    return "" if not dates else dates[0] if dates[0] == dates[-1] else f"{dates[0]} to {dates[-1]}"


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
