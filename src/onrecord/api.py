"""onrecord from Python: read documents, open records, get rows.

    import onrecord

    document = onrecord.read("article.txt", published="2024-05-28")
    document.statements                       # a list that notebooks show as a table
    document.commitments.where(act="threat")
    document.figures.to_pandas()

    with onrecord.open("crisis.onrecord") as record:
        record.statements(who="NATO", when="2024-05").to_polars()
        record.actor("Stoltenberg").name
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import Any, Generic, Self, TypeVar, overload

from markupsafe import Markup, escape

from onrecord import records
from onrecord.errors import OnrecordError, Unreadable, Usage
from onrecord.records import Actor, Commitment, Event, Figure, Framing, Link, Statement
from onrecord.show import PRIMARY, TABLE_COLUMNS, Row, cell, chain, clipped, counted, formatted, row
from onrecord.store import Hit, Record, Status, Table

__all__ = ["Document", "Items", "OnrecordError", "OpenRecord", "Unreadable", "Usage", "open", "read", "read_all"]
T = TypeVar("T")
SHOWN = 40  # rows a notebook prints


class Items(Sequence[T], Generic[T]):
    """Records of one kind, in reading order: a sequence, a table, and whatever pandas, polars or Arrow make of it."""

    def __init__(self, kind: str, items: Iterable[T], names: Mapping[str, str], sources: Mapping[str, str]) -> None:
        self.kind, self._items, self._names, self._sources = kind, tuple(items), names, sources

    def __len__(self) -> int:
        return len(self._items)

    @overload
    def __getitem__(self, at: int) -> T: ...
    @overload
    def __getitem__(self, at: slice) -> Items[T]: ...
    def __getitem__(self, at: int | slice) -> T | Items[T]:
        return self._like(self._items[at]) if isinstance(at, slice) else self._items[at]

    def __iter__(self) -> Iterator[T]:
        return iter(self._items)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Items) and self._items == other._items

    def __hash__(self) -> int:
        return hash(self._items)

    def __repr__(self) -> str:
        head = formatted(self[:10].rows(), "table", TABLE_COLUMNS[self.kind], 120)
        more = f"… {len(self) - 10:,} more\n" if len(self) > 10 else ""
        return f"{counted(len(self), self.kind)}\n{head}{more}".rstrip()

    def _like(self, items: Iterable[T]) -> Items[T]:
        return Items(self.kind, items, self._names, self._sources)

    def where(self, condition: Callable[[T], bool] | None = None, **fields: Any) -> Items[T]:
        """Those whose fields are as given (`act="threat"`, `who="Lesk"`: a name, an alias or an id), or that meet the condition."""

        def fits(item: T) -> bool:
            return all(_fits(item, name, wanted, self._names) for name, wanted in fields.items()) and (condition is None or condition(item))

        return self._like(item for item in self._items if fits(item))

    def rows(self) -> list[Row]:
        """Flat dictionaries with plain values, ids of actors replaced by names: what `onrecord … --format json` prints."""
        return [row(item, self._names, self._sources) for item in self._items]

    def to_dicts(self) -> list[dict[str, Any]]:
        """The records as the JSON of the contract."""
        return [records.to_json(item) for item in self._items]

    def to_pandas(self) -> Any:
        return _module("pandas").DataFrame(self.rows(), columns=self.columns)

    def to_polars(self) -> Any:
        return _module("polars").DataFrame(self.rows(), schema=None if len(self) else self.columns, infer_schema_length=None)

    def to_arrow(self) -> Any:
        """An Arrow table with the contract's nested fields and types, as the Parquet export has them."""
        from onrecord.export.parquet import pyarrow, table

        return table(pyarrow(), self.kind, self._items)

    @property
    def columns(self) -> list[str]:
        return list(row(self._items[0], self._names, self._sources)) if self._items else list(TABLE_COLUMNS[self.kind])

    def _repr_html_(self) -> str:
        columns = [c for c in TABLE_COLUMNS[self.kind] if c != "id"]
        rows = [row(item, self._names, self._sources) for item in self._items[:SHOWN]]
        head = Markup("").join(Markup('<th style="text-align:left">{}</th>').format(c) for c in columns)
        body = Markup("").join(
            Markup("<tr>{}</tr>").format(Markup("").join(Markup('<td style="text-align:left;vertical-align:top"><bdi>{}</bdi></td>').format(clipped(cell(r.get(c)), 200)) for c in columns)) for r in rows
        )
        more = f", the first {SHOWN} shown" if len(self) > SHOWN else ""
        return str(Markup("<p>{}{}</p><table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>").format(counted(len(self), self.kind), more, head, body))


def _fits(item: Any, name: str, wanted: Any, names: Mapping[str, str]) -> bool:
    parts = {"who": ("speakers", "actors", "who"), "to": ("addressee", "recipients", "to_whom"), "about": ("about", "subject", "target")}
    if name in parts:
        ids = [x for field in parts[name] for x in _listed(getattr(item, field, None))]
        return wanted in ids or wanted in [names.get(i) for i in ids]
    if name == "voice":
        return bool(item.voice.mode == wanted or (wanted == "attributed" and item.voice.mode != "outlet"))
    value = getattr(item, name)
    return bool(value == wanted or (isinstance(value, tuple) and wanted in value))


def _listed(value: Any) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else () if value is None else (value,)


def _module(name: str) -> Any:
    try:
        return import_module(name)
    except ImportError as error:
        extra = "polars" if name == "polars" else "'onrecord[tables]'"
        raise Usage(f"{name} is not installed: pip install {extra}") from error


class Document:
    """A document with what it says. Fields of `records.Document` (id, text, title, published …) are there as they are."""

    def __init__(self, record: records.Document, items: Sequence[Any]) -> None:
        self.record, self.items = record, tuple(items)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") or name in ("record", "items"):
            raise AttributeError(name)
        return getattr(self.record, name)

    @cached_property
    def names(self) -> dict[str, str]:
        """actor id -> name"""
        return {i.id: i.name for i in self.items if i.kind == "actor"}

    def _of(self, kind: str) -> Items[Any]:
        return Items(kind, (i for i in self.items if i.kind == kind), self.names, {self.record.id: self.record.source})

    @property
    def statements(self) -> Items[Statement]:
        return self._of("statement")

    @property
    def events(self) -> Items[Event]:
        return self._of("event")

    @property
    def commitments(self) -> Items[Commitment]:
        return self._of("commitment")

    @property
    def figures(self) -> Items[Figure]:
        return self._of("figure")

    @property
    def framing(self) -> Items[Framing]:
        return self._of("framing")

    @property
    def actors(self) -> Items[Actor]:
        return self._of("actor")

    def voices(self, item: Any) -> str:
        """Through whose mouths an item reached the page: 'the Americans ← Sikorski ← The Guardian'."""
        return chain(item.voice, self.names)

    def to_jsonl(self) -> str:
        return "".join(records.to_line(x) + "\n" for x in (self.record, *self.items))

    def __repr__(self) -> str:
        counts = ", ".join(counted(len(self._of(k)), k) for k in PRIMARY if k != "link" and len(self._of(k)))
        return f"<onrecord.Document {self.record.source!r}, {self.record.published or 'undated'}: {counts or self.record.unread or 'no items'}>"

    def _repr_html_(self) -> str:
        """The text with statements tinted and figures, events and commitments set off; titles say what a mark is."""
        from onrecord.report.marks import Mark, blocks, highlighted

        marks = [
            Mark(s.start, s.end, i.id, STYLES[i.kind]) for i in self.items if i.kind in STYLES for s in i.evidence if s.role == PRIMARY[i.kind]
        ]
        shown = blocks(self.record.text)[:60]
        body = Markup("").join(Markup("<p>{}</p>").format(highlighted(self.record.text, s, e, [m for m in marks if m.start < e and m.end > s])) for s, e in shown)
        style = "".join(f".onrecord .{name}{{{rule}}}" for name, rule in LOOKS.items())
        head = Markup("<b><bdi>{}</bdi></b> <small>{}</small>").format(clipped(self.record.title or self.record.source, 200), repr(self))
        return f'<style>{style}</style><div class="onrecord" style="max-width:45rem">{head}{body}</div>'


STYLES = {"statement": "or-s", "event": "or-e", "commitment": "or-c", "figure": "or-f"}
LOOKS = {
    "or-s": "background:rgba(60,130,200,.18)", "or-e": "border-bottom:2px solid #2a8f7b", "or-c": "border-bottom:3px double #c0622a", "or-f": "outline:1px solid #8a63c4",
}  # fmt: skip


def read_all(*paths: str | Path, published: str | None = None, index: str | Path | None = None, jobs: int = 1) -> Iterator[Document]:
    """Every document under files, folders, globs, archives, feeds or URLs; raises Unreadable at the first that cannot be read."""
    from onrecord.ingest import sources
    from onrecord.pipeline import read_sources

    found = sources([str(p) for p in paths], index=str(index) if index else None, published=published)
    for result in read_sources(list(found), jobs=jobs):
        if result.error:
            raise result.error
        for document, items in result.documents:
            yield Document(document, items)


def read(path: str | Path, *, published: str | None = None, index: str | Path | None = None) -> Document:
    """One document. Unreadable when it can't be read; Usage when the path holds several: `onrecord.read_all` gives those."""
    found = list(read_all(path, published=published, index=index))
    if len(found) != 1:
        raise Usage(f"{path}: {len(found)} documents; onrecord.read gives one, onrecord.read_all gives all of them")
    return found[0]


class OpenRecord:
    """A record for reading. Filters are those of the command line: who, to, about, when, doc, voice, factuality, text, label …"""

    def __init__(self, record: Record) -> None:
        self.record = record

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        self.record.close()

    @cached_property
    def names(self) -> dict[str, str]:
        return self.record.names()

    @cached_property
    def sources(self) -> dict[str, str]:
        return {d.id: d.source for d in self.record.documents(superseded=True)}

    def items(self, kind: str, **filters: Any) -> Items[Any]:
        return Items(kind, self.record.items(kind=kind, **filters), self.names, self.sources)

    def statements(self, **filters: Any) -> Items[Statement]:
        return self.items("statement", **filters)

    def events(self, **filters: Any) -> Items[Event]:
        return self.items("event", **filters)

    def commitments(self, **filters: Any) -> Items[Commitment]:
        return self.items("commitment", **filters)

    def figures(self, **filters: Any) -> Items[Figure]:
        return self.items("figure", **filters)

    def framing(self, **filters: Any) -> Items[Framing]:
        return self.items("framing", **filters)

    def links(self) -> Items[Link]:
        return Items("link", self.record.links(), self.names, self.sources)

    def actors(self, name: str | None = None, type: str | None = None) -> Items[Actor]:
        return Items("actor", (x.actor for x in self.record.actors(name=name, type=type)), self.names, self.sources)

    def actor(self, name: str) -> Actor:
        """The one actor of this name, alias or id. Usage when there is none or there are several."""
        found = self.actors(name=name)
        if len(found) != 1:
            raise Usage(f"{name!r}: {len(found)} actors" + (": " + ", ".join(f"{a.name} ({a.id})" for a in found[:5]) if found else ""))
        return found[0]

    def documents(self, **filters: Any) -> Items[records.Document]:
        return Items("document", self.record.documents(**filters), self.names, self.sources)

    def document(self, name: str) -> Document:
        """A document with what it says, by id, beginning of an id, source or file name."""
        found = self.record.document(name)
        return Document(found, [*self.record.items(kind="actor", doc=found.id), *self.record.items(doc=found.id)])

    def search(self, query: str, kinds: Sequence[str] = (), limit: int = 20) -> list[Hit]:
        return self.record.search(query, kinds, limit)

    def similar(self, text: str, kinds: Sequence[str] = (), limit: int = 20) -> list[Hit]:
        """Sentences of documents and statements that mean nearly what `text` says, the nearest first."""
        return self.record.similar(text, kinds, limit)

    def sql(self, query: str, limit: int = 1000) -> Table:
        return self.record.sql(query, limit)

    def status(self) -> Status:
        return self.record.status()

    def __repr__(self) -> str:
        s = self.record.status()
        return f"<onrecord record {s.path!r}: {s.documents:,} documents, " + ", ".join(f"{n:,} {k} reports" for k, n in s.items.items()) + ">"

    def _repr_html_(self) -> str:
        return f"<p>{escape(repr(self)[1:-1])}</p>" + self.documents()._repr_html_()


def open(path: str | Path) -> OpenRecord:  # `onrecord.open`, as DESIGN has it
    """A record for reading. RecordError when it is missing or none."""
    return OpenRecord(Record.open(path, readonly=True))
