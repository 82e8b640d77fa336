"""Links between documents: kept in step with what the record holds, whatever came in which order.

Items that could be linked share a block, a key made of what they must have in common (link/same_event.py, link/fulfils.py). When a document
comes, changes or goes, its blocks wait; when the run is finished each waiting block is compared anew, all of it, in an order that the
documents alone give. So the links of a record are those that one reading of all its documents makes.

Functions that write run inside a transaction of the caller's.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from onrecord.link import fulfils, same_event
from onrecord.records import Actor, Commitment, Event, Figure, Link, digest, to_line
from onrecord.store.database import Connection
from onrecord.store.rows import LINK_COLUMNS, insertion, link_row, loaded

RELATIONS = ("same_event", "fulfils")
MOST = 400  # members of a block that are compared: the earliest
MANY = 20_000  # blocks that wait before they are compared while a run goes on
_AMONG = "IN (SELECT value FROM json_each(?))"
_MEMBERS = (
    "SELECT i.json, d.published FROM blocks b JOIN items i ON i.id = b.item JOIN documents d ON d.id = i.doc"
    " WHERE b.block = ? AND d.superseded_by IS NULL ORDER BY coalesce(d.published, ''), d.id, i.ordinal LIMIT ?"
)
_EXISTING = f"SELECT id, first, second FROM links WHERE owner IS NULL AND relation = ? AND first_doc {_AMONG} AND first {_AMONG}"
_SHARED = "SELECT min(a.block) FROM blocks a JOIN blocks b ON b.block = a.block WHERE a.item = ? AND b.item = ?"
PUT = insertion("links", LINK_COLUMNS)


def entered(connection: Connection, doc: str, records: Iterable[Any], published: str | None = None) -> None:
    """The document's items as they stand now: their blocks wait."""
    everything = list(records)
    figures = {r.id: r for r in everything if isinstance(r, Figure)}
    actors = {r.id: r for r in everything if isinstance(r, Actor)}
    rows: dict[tuple[str, str, str], None] = {}
    for record in everything:
        if isinstance(record, Event) and (key := same_event.block(record)):
            rows[key, record.id, doc] = None
        elif isinstance(record, Commitment) and (one := fulfils.promise(record, published, figures, actors)):
            rows |= dict.fromkeys((key, record.id, doc) for key in fulfils.blocks(one))
    connection.executemany("INSERT INTO blocks (block, item, doc) VALUES (?, ?, ?)", list(rows))
    touched(connection, doc)


def touched(connection: Connection, doc: str) -> None:
    """The document came, went, or was set aside: whatever shares a block with it is compared anew."""
    connection.execute("INSERT INTO blocks_due (block) SELECT DISTINCT block FROM blocks WHERE doc = ? ON CONFLICT (block) DO NOTHING", (doc,))


def leaving(connection: Connection, doc: str) -> None:
    """Before the document's items are taken out."""
    touched(connection, doc)
    connection.execute("DELETE FROM blocks WHERE doc = ?", (doc,))
    rows = connection.execute("SELECT id, relation, first, second FROM links WHERE owner IS NULL AND (first_doc = ? OR second_doc = ?)", (doc, doc)).fetchall()
    _delete(connection, [id_ for id_, relation, first, second in rows if _ours(id_, relation, first, second)])


def refresh(connection: Connection, least: int = 1) -> None:
    """Compares the blocks that wait, if at least so many do."""
    if connection.execute("SELECT count(*) FROM blocks_due").fetchone()[0] < least:
        return
    for (block,) in connection.execute("SELECT block FROM blocks_due ORDER BY block").fetchall():
        members = [(loaded(line), published) for line, published in connection.execute(_MEMBERS, (block, MOST)).fetchall()]
        relation = RELATIONS[block.startswith("f")]
        wanted = {link.id: link for link in _links(connection, relation, members)} if len({item.doc for item, _ in members}) > 1 else {}
        wanted = {id_: link for id_, link in wanted.items() if _home(connection, link.items) == block}
        docs, items = json.dumps(sorted({item.doc for item, _ in members})), json.dumps(sorted(item.id for item, _ in members))
        old = [(id_, (first, second)) for id_, first, second in connection.execute(_EXISTING, (relation, docs, items)).fetchall() if _ours(id_, relation, first, second)]
        _delete(connection, [id_ for id_, ends in old if id_ not in wanted and _home(connection, ends) == block])
        known = {id_ for id_, _ in old}
        connection.executemany(PUT, [link_row(link, None, to_line(link)) for id_, link in sorted(wanted.items()) if id_ not in known])
    connection.execute("DELETE FROM blocks_due")


def _home(connection: Connection, ends: Sequence[str]) -> str | None:
    """The one block that answers for a link: two items may share several."""
    found: str | None = connection.execute(_SHARED, tuple(ends)).fetchone()[0]
    return found


def _links(connection: Connection, relation: str, members: Sequence[tuple[Any, str | None]]) -> list[Link]:
    if relation == "same_event":
        return same_event.across(item for item, _ in members)
    promises = []
    for commitment, published in members:
        figures = {f.id: f for f in _loaded(connection, "items", [commitment.amount], commitment.doc)} if commitment.amount else {}
        actors = {a.id: a for a in _loaded(connection, "actors", [*commitment.who, *commitment.to_whom], commitment.doc)}
        promises.append(fulfils.promise(commitment, published, figures, actors))
    return fulfils.links([one for one in promises if one is not None], inside=False)


def _loaded(connection: Connection, table: str, ids: Sequence[str], doc: str) -> list[Any]:
    rows = connection.execute(f"SELECT json FROM {table} WHERE doc = ? AND id {_AMONG}", (doc, json.dumps(list(ids)))).fetchall()
    return [loaded(line) for (line,) in rows]


def _ours(id_: str, relation: str, first: str, second: str) -> bool:
    """Whether this step made it; links that came from elsewhere stay as they are."""
    return relation in RELATIONS and id_ == "l" + digest("link", relation, first, second)


def _delete(connection: Connection, ids: Sequence[str]) -> None:
    if ids:
        connection.execute(f"DELETE FROM links WHERE id {_AMONG}", (json.dumps(list(ids)),))
