"""Items as rows and lines of a page: the report's look, with what it needs looked up in the record when it is needed.

    shown = Shown(record)
    rows = [item_row(item, shown) for item in record.items(kind="commitment", limit=50)]     # report/tables.py
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from onrecord.errors import Usage
from onrecord.records import LABEL
from onrecord.report.html import Pages, bdi
from onrecord.report.material import LETTERS, WORDS
from onrecord.serve.context import actor_url, document_url, passage_url
from onrecord.store import Record
from onrecord.store.actors import Names


class Looked(dict[str, Any]):
    """A dictionary that looks up what it does not hold yet; None: there is no such thing."""

    def __init__(self, look: Callable[[str], Any]) -> None:
        super().__init__()
        self.look = look

    def __missing__(self, id_: str) -> Any:
        found = self.look(id_)
        if found is None:
            raise KeyError(id_)
        self[id_] = found
        return found

    def __contains__(self, id_: object) -> bool:
        return self.get(str(id_)) is not None

    def get(self, id_: str, default: Any = None) -> Any:
        try:
            return self[id_]
        except KeyError:
            return default


@dataclass(frozen=True, slots=True)
class Head:
    """Of a document only what rows show of it."""

    id: str
    source: str
    title: str | None
    outlet: str | None
    published: str | None
    texts: Looked

    @property
    def text(self) -> str:
        """Read only where words are shown in their context: it is most of a document."""
        return str(self.texts[self.id])


class Shown(Pages):
    """What report/html.py and report/tables.py ask of `Pages`, for one request. Nothing loads the whole record.

    `labels`: acts of commitments and measures of figures stand in the row, where no heading says them.
    """

    def __init__(self, record: Record, labels: bool = False) -> None:
        self.record, self.root, self.labels = record, "", labels
        self.names = Names(record.connection, record.called)
        self.made = {}
        self.sources, self.texts = Looked(self._head), Looked(self._text)
        self.by_id = Looked(self._item)
        self.linked = Looked(lambda id_: list(record.links(item=id_)))

    def name(self, id_: str) -> str:
        return self.names.get(id_, id_)

    def _actor(self, id_: str) -> Markup:
        known = self.names.get(id_)
        return Markup('<a class="who" href="{}">{}</a>').format(actor_url(id_), bdi(known, 80)) if known else bdi(id_, 80)

    def document(self, id_: str, width: int = 90) -> Markup:
        d = self.sources[id_]
        return Markup('<a href="{}">{}</a>').format(document_url(id_), bdi(d.title or d.source, width))

    def href(self, item: str) -> str:
        return passage_url(self.by_id[item])

    def tag(self, item: Any) -> Markup:
        letter = LETTERS[item.kind]
        return Markup('<a class="tag {}" href="{}" title="{}: show in the text">{}</a>').format(letter.lower(), passage_url(item), WORDS[item.kind], letter)

    def badges(self, item: Any) -> Markup:
        own = getattr(item, LABEL[item.kind]) if self.labels and item.kind in ("commitment", "figure") else None
        return (Markup(' <span class="badge own">{}</span>').format(own.replace("_", " ")) if own else Markup("")) + super().badges(item)

    def _head(self, id_: str) -> Head | None:
        row = self.record.connection.execute("SELECT source, title, outlet, published FROM documents WHERE id = ?", (id_,)).fetchone()
        return Head(id_, row[0], row[1], row[2], row[3], self.texts) if row else None

    def _text(self, id_: str) -> str:
        return str(self.record.connection.execute("SELECT json_extract(json, '$.text') FROM documents WHERE id = ?", (id_,)).fetchone()[0])

    def _item(self, id_: str) -> Any:
        try:
            found = self.record.item(id_)
        except Usage:
            return None
        return found if found.kind in LETTERS else None
