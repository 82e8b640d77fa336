"""`verify` notices every change made behind the record's back."""

import json
from dataclasses import replace
from typing import Any

import pytest
from synthetic import article

from onrecord.records import QuoteMark, Repair, Span, Statement, Voice, identified
from onrecord.store import Record


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("UPDATE items SET json = replace(json, 'engineers', 'engineerz') WHERE kind = 'figure'", "hash differs"),
        ("UPDATE items SET confidence = 1 WHERE kind = 'event'", "column items.confidence"),
        ("UPDATE items SET ordinal = ordinal + 10", "column items.ordinal"),
        ("UPDATE actors SET name = 'x'", "column actors.name"),
        ("UPDATE documents SET published = '1999'", "column documents.published"),
        ("UPDATE documents SET json = replace(json, 'Shells', 'Stones')", "hash differs"),
        ("DELETE FROM items WHERE kind = 'framing'", "hash differs"),
        ("UPDATE documents SET json = 'x' WHERE 1 = 0", None),
    ],
)
def test_changes_behind_its_back(record: Record, query: str, said: str | None) -> None:
    record.add([article(n) for n in range(3)], record.begin_run("1", "k"))
    record.connection.execute(query)
    found = [problem.what for problem in record.verify()]
    assert any(said in what for what in found) if said else found == []


@pytest.mark.parametrize("readonly", [False, True])
@pytest.mark.parametrize(
    ("dialect", "query", "said"),
    [
        ("sqlite", "DELETE FROM item_search_docsize", "full-text index over items"),
        ("sqlite", "INSERT INTO item_search (rowid, quotation) VALUES (99999, 'ghost')", "full-text index over items"),
        ("sqlite", "INSERT INTO document_search (document_search) VALUES ('delete-all')", "full-text index over documents"),
        ("postgres", "DELETE FROM item_search", "full-text index over items lacks 15"),
        ("postgres", "UPDATE item_search SET words = 'ghost' WHERE key = (SELECT min(key) FROM items)", "full-text index over items"),
        ("postgres", "UPDATE document_search SET words = ''", "full-text index over documents"),
    ],
)
def test_a_changed_index(record: Record, path: Any, dialect: str, query: str, said: str, readonly: bool) -> None:
    if record.connection.dialect != dialect:
        pytest.skip("the other database")
    record.add([article(n) for n in range(3)], record.begin_run("1", "k"))
    with Record.open(path, readonly=readonly) as whole:
        assert list(whole.verify()) == []
    record.connection.execute(query)
    with Record.open(path, readonly=readonly) as changed:
        assert any(said in problem.what for problem in changed.verify())


def test_a_dangling_row(sqlite: Record) -> None:
    sqlite.add([article(1)], sqlite.begin_run("1", "k"))
    sqlite.connection.execute("PRAGMA foreign_keys = OFF")
    sqlite.connection.execute("INSERT INTO parties VALUES (4711, 'who', 'x')")
    assert "a row of parties points at a row of items that is not there" in [p.what for p in sqlite.verify()]


def _span(statement: Statement, **change: Any) -> Statement:
    return identified(replace(statement, evidence=(replace(statement.evidence[0], **change), *statement.evidence[1:])))


def broken(case: str) -> tuple[Any, list[Any]]:
    document, items = article(1)
    at = next(n for n, i in enumerate(items) if i.kind == "statement")
    statement = items[at]
    document = replace(document, quotes=())
    items = [i for i in items if i.kind in ("actor", "statement")]
    if case == "text":
        items[at] = _span(statement, text="something else")
    elif case == "outside":
        items[at] = _span(statement, end=99999)
    elif case == "source":
        items[at] = _span(statement, source=(0, 5))
    elif case == "no source":
        items[at] = _span(statement, source=None)
    elif case == "page":
        items[at] = _span(statement, page=3)
    elif case == "id":
        items[at] = replace(statement, id="s0123456789abcdef")
    elif case == "pointer":
        items[at] = replace(statement, voice=replace(statement.voice, statement="s-gone"))
    elif case == "voice":
        items[at] = replace(statement, voice=Voice("direct", "nobody", ("nobody",)))
    elif case == "document id":
        document = replace(document, sha256="0" * 64)
    elif case == "repair":
        document = replace(document, repairs=(Repair("hyphen", (3, 5), 3, 4, "x", "y"),))
    elif case == "quote":
        document = replace(document, quotes=(QuoteMark(0, "opens", "s-gone"),))
    return document, items


@pytest.mark.parametrize(
    ("case", "said"),
    [
        ("none", None), ("text", "the text there is"), ("outside", "outside the text"), ("source", "source offsets"),
        ("no source", "source offsets"), ("page", "page"), ("id", "not the hash"), ("pointer", "not in the document"),
        ("voice", "names actor nobody"), ("document id", "not the hash of source"), ("repair", "repair at 3"), ("quote", "points at s-gone"),
    ],
)  # fmt: skip
def test_what_a_reader_must_not_do(record: Record, case: str, said: str | None) -> None:
    record.add([broken(case)], record.begin_run("1", "k"))
    found = [problem.what for problem in record.verify()]
    assert any(said in what for what in found) if said else found == []


def test_json_stays_json(record: Record) -> None:
    record.add([article(1)], record.begin_run("1", "k"))
    assert all(json.loads(line)["id"] for line in record.lines())
    assert isinstance(next(record.items("statement")).evidence[0], Span)
