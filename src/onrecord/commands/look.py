"""show: one item, actor or document, in its context."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import click

from onrecord.commands.arguments import format_option, opened, split
from onrecord.commands.printing import colorful, print_rows, put, shortened, sources_of, terminal_width
from onrecord.errors import Usage
from onrecord.ingest.alignment import align, counterpart
from onrecord.reader.tokens import paragraphs
from onrecord.records import LABEL, Document, to_json
from onrecord.show import PRIMARY, TABLE_COLUMNS, Format, Row, cell, chain, clipped, formatted, inert, row
from onrecord.store import Record
from onrecord.store.actors import Names

MOST = 12  # rows of each kind shown for an actor


@click.command()
@click.argument("words", nargs=-1, required=True, metavar="[RECORD] ID")
@click.option("--text", "whole", is_flag=True, help="Of a document: its whole text.")
@format_option
def show(words: tuple[str, ...], whole: bool, format_: Format) -> int:
    """An item, actor or document: its passage in context, its fields, whose voice it is.

    ID is an id or a unique beginning of one, a document's source or file name, or an actor's name.

    \b
    Examples
      onrecord show s3f2a91                     a statement, with the paragraph it stands in
      onrecord show crisis.onrecord NATO        an actor: what it says, does and undergoes
      onrecord show courier-2024-05-28.txt --text
    """
    path, rest = split(words, 1)
    if not rest:
        raise click.UsageError("say what to show: an id, a file name or an actor’s name")
    with opened(path) as r:
        thing = found(r, " ".join(rest))
        if format_ == "json":
            put(json.dumps(with_places(r, thing), ensure_ascii=False, indent=1))
            return 0
        names, sources = Names(r.connection), sources_of(r)
        if format_ in ("csv", "md"):
            print_rows([row(thing, names, sources)], format_, thing.kind)
            return 0
        if isinstance(thing, Document):
            put(inert_lines(thing.text) if whole else document_text(r, thing, names, sources), checked=True)
        elif thing.kind == "actor":
            put(actor_text(r, thing, names, sources), checked=True)
        else:
            put(item_text(r, thing, names, sources), checked=True)
    return 0


def found(record: Record, name: str) -> Any:
    """Whatever is meant. Usage when nothing or more than one thing is."""
    said = []
    for look in (record.item, record.document):
        try:
            return look(name)
        except Usage as error:
            said.append(str(error))
    listed = list(record.actors(name=name, limit=9))
    if len(listed) == 1:
        return listed[0].actor
    if listed:
        raise Usage(f"{name!r} could be " + "; ".join(f"{x.actor.name} ({x.actor.id})" for x in listed))
    raise Usage(next((s for s in said if " could be " in s), f"no item, document or actor {name!r} in this record; `onrecord search` finds by words"))


def with_places(record: Record, thing: Any) -> dict[str, Any]:
    """The record as JSON; spans of paged documents with their rectangles, items of a translation with the original's paragraphs."""
    said: dict[str, Any] = to_json(thing)
    if isinstance(thing, Document):
        return said
    for span, shown in zip(thing.evidence, said["evidence"], strict=True):
        doc = span.doc or thing.doc
        document = _document(record, doc) if doc else None
        if document and document.pages and (found := record.rectangles(document, span.start, span.end)):
            shown["rectangles"] = [{name: round(value, 1) for name, value in one._asdict().items()} for one in found]
    if getattr(thing, "doc", None) and (document := _document(record, thing.doc)) and document.translation_of:
        said["translated"] = True
        if original := originals(record, document, thing):
            said["original"] = original
    return said


def _document(record: Record, doc: str) -> Document | None:
    try:
        return record.document(doc)
    except Usage:
        return None


def originals(record: Record, document: Document, item: Any) -> dict[str, Any] | None:
    """The original's paragraphs that a translation's passage renders: document, language, where they stand, their text."""
    if not document.translation_of or not (original := _document(record, document.translation_of)):
        return None
    ours, theirs = paragraphs(document.text), paragraphs(original.text)
    beads = align([original.text[s:e] for s, e in theirs], [document.text[s:e] for s, e in ours])
    spans = [s for s in item.evidence if s.doc in (None, document.id)]
    touched = [k for k, (s, e) in enumerate(ours) if any(span.start < e and span.end > s for span in spans)]
    found = [counterpart(beads, k) for k in touched]
    found = [(a, b) for a, b in found if a < b]
    said = {"doc": original.id, "source": original.source, "language": original.language}
    if not found:
        return said | {"start": None, "end": None, "text": None}
    start, end = theirs[min(a for a, _ in found)][0], theirs[max(b for _, b in found) - 1][1]
    return said | {"start": start, "end": end, "text": original.text[start:end]}


def inert_lines(text: str) -> str:
    return "\n".join(inert(line) for line in text.split("\n"))


def passage(document: Document, item: Any, width: int, color: bool) -> list[str]:
    """The paragraphs that hold the evidence; its main words in brackets ⟦ ⟧ (bold on a terminal), the others in ⟨ ⟩."""
    spans = [s for s in item.evidence if s.doc in (None, document.id)]
    if not spans:
        return []
    text = document.text
    start = text.rfind("\n\n", 0, min(s.start for s in spans))
    start = 0 if start < 0 else start + 2
    last = max(s.end for s in spans)
    end = text.find("\n\n", last)
    end = len(text) if end < 0 else end
    start, end = max(start, min(s.start for s in spans) - 1500), min(end, last + 1500)
    bold, thin, off = ("\x1b[1m", "\x1b[4m", "\x1b[0m") if color else ("", "", "")
    signs: list[tuple[int, int, str]] = []
    for s in spans:
        main = s.role == PRIMARY[item.kind] or item.kind == "link"
        signs += [(s.start, 1, f"{bold if main else thin}{'⟦' if main else '⟨'}"), (s.end, 0, f"{'⟧' if main else '⟩'}{off}")]
    out, here = [], start
    for at, _, sign in sorted(signs, key=lambda x: (x[0], x[1])):
        out += [inert_lines(text[here:at]), sign]
        here = at
    return ["".join([*out, inert_lines(text[here:end])])]


def fields(r: Row) -> list[str]:
    left_out = {"id", "kind", "start", "end", "doc", "source", "chain", "holder", "within", "voice"}
    return [f"  {k.replace('_', ' '):<16} {clipped(cell(v), 300)}" for k, v in r.items() if k not in left_out and v not in (None, "", False)]


def item_text(record: Record, item: Any, names: Mapping[str, str], sources: Mapping[str, str]) -> str:
    color = colorful()
    out = [f"{item.kind} {item.id}"]
    docs = list(dict.fromkeys(s.doc or item.doc for s in item.evidence))
    for doc in docs:
        d = record.document(doc)
        head = ", ".join(x for x in (d.title and f"“{clipped(d.title, 100)}”", d.outlet, d.published) if x)
        start = min(s.start for s in item.evidence if (s.doc or item.doc) == doc)
        out += [f"in {inert(d.source)}" + (f" ({inert(head)})" if head else "") + f", from character {start:,}", ""]
        out += [*passage(d, item, terminal_width(), color), ""]
        if original := originals(record, d, item):
            head = f"translated; the original ({original['language']}, {inert(original['source'])})"
            out += [f"{head}, from character {original['start']:,}:", inert_lines(clipped(original["text"], 3000)), ""] if original["text"] else [f"{head} has nothing like it", ""]
    out += fields(row(item, names, sources))
    if item.kind == "link":
        return "\n".join([*out, f"  {'items':<16} {', '.join(item.items)}"])
    out.append(f"  {'voice':<16} {item.voice.mode}: {inert(chain(item.voice, names)) or 'nobody named'}")
    within, seen = item.voice.statement, {item.id}
    while within and within not in seen:  # outwards, through every statement that holds this one
        seen.add(within)
        outer = record.item(within)
        outer_row = row(outer, names, sources)
        out.append(f"  {'within':<16} {within}  {clipped(inert(outer_row['who'] or 'nobody named'), 60)}: {clipped(inert(outer_row['says']), 160)}")
        within = getattr(outer, "voice", item.voice).statement
    for link in record.links(item=item.id):
        other = next(i for i in link.items if i != item.id)
        out.append(f"  {link.relation.replace('_', ' '):<16} {other}  ({', '.join(link.basis)})")
    return "\n".join(out)


def actor_text(record: Record, actor: Any, names: Mapping[str, str], sources: Mapping[str, str]) -> str:
    out = [f"actor {actor.id}", *fields(row(actor, names))]
    if called := _called(record, actor, sources):
        out += ["", "called", formatted(called, "table", None, terminal_width(), colorful()).rstrip()]
    for title, kind, part in (("says", "statement", "who"), ("does", "event", "who"), ("undergoes", "event", "to"), ("promises, threatens, demands", "commitment", "who"),
                              ("is promised, threatened, asked", "commitment", "to"), ("is spoken of in", "statement", "about")):  # fmt: skip
        total = record.count(kind=kind, copies=False, **{part: actor.id})
        if not total:
            continue
        rows = [row(i, names, sources) for i in record.items(kind=kind, limit=MOST, copies=False, **{part: actor.id})]
        more = f", the first {MOST}" if total > MOST else ""
        out += ["", f"{title}: {total:,} report{'s' if total != 1 else ''}{more}", formatted(shortened(rows), "table", TABLE_COLUMNS[kind], terminal_width(), colorful()).rstrip()]
    return "\n".join(out)


def _called(record: Record, actor: Any, sources: Mapping[str, str]) -> list[Row]:
    """Each name as printed, how often, and where first, in its passage; the commonest first."""
    places: dict[str, list[Any]] = {}
    for span in actor.evidence:
        places.setdefault(" ".join(span.text.split()), []).append(span)
    out: list[Row] = []
    for name, spans in sorted(places.items(), key=lambda p: -len(p[1]))[:MOST]:
        text = record.document(spans[0].doc).text
        start, end = max(text.rfind("\n\n", 0, spans[0].start) + 2 if "\n\n" in text[: spans[0].start] else 0, spans[0].start - 40), spans[0].end + 60
        passage = " ".join(text[start:end].split("\n\n")[0].split())
        out.append({"name": inert(name), "times": len(spans), "first in": inert(sources.get(spans[0].doc, spans[0].doc).rsplit("/", 1)[-1]), "passage": clipped(inert(passage), 110)})
    return out


def document_text(record: Record, d: Document, names: Mapping[str, str], sources: Mapping[str, str]) -> str:
    out = [f"document {d.id}", *fields({k: v for k, v in row(d, names).items() if k != "duplicate_of"} | {"path": d.source})]
    for what in ("published", "title", "outlet", "authors"):
        if fact := getattr(d, f"{what}_evidence"):
            out.append(f"  {what + ' from':<16} {fact.basis}: {clipped(inert(fact.text), 100)}")
    if d.duplicate_of:
        out.append(f"  {'copy of':<16} {d.duplicate_of}  {inert(sources.get(d.duplicate_of, 'not in this record'))}")
    for copy in record.copies(d.id):
        share = f", {100 * copy.share:.0f} % of it stands here" if copy.share is not None else ""
        out.append(f"  {'copied by':<16} {copy.id}  {inert(copy.outlet or '')} {inert(copy.published or '')} {inert(copy.source)}{share}")
    items = list(record.items(doc=d.id))
    if items:
        rows = [{"id": i.id, "kind": i.kind, "label": getattr(i, LABEL[i.kind]), "words": clipped(_words(i), 160)} for i in items]
        out += ["", f"{len(items):,} reports in reading order", formatted(shortened(rows), "table", None, terminal_width(), colorful()).rstrip()]
    return "\n".join(out)


def _words(item: Any) -> str:
    return " … ".join(s.text for s in item.evidence if s.role == PRIMARY[item.kind])


COMMANDS = (show,)
