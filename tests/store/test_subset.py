"""A subset is what deleting the others leaves; it moves between both kinds of database."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from synthetic import article

from onrecord.errors import RecordError, Usage
from onrecord.records import Link, Span
from onrecord.store import Record
from onrecord.store.connect import SCHEMA
from onrecord.store.subset import COPIED

DERIVED = {"meta", "signatures", "contents", "overlaps", "copies_due", "blocks_due", "skipped"}  # worked out anew, or about no document


@pytest.fixture
def filled(record: Record) -> Iterator[Record]:
    """Five documents, one of them changed, one read twice; corrections of three; a link."""
    run = record.begin_run("1", "k", {"day": 1})
    record.add([article(n) for n in range(5)], run)
    record.finish_run(run)
    run = record.begin_run("2", "k", {"day": 2})
    record.add([article(3, edition=1), (article(1)[0], article(1)[1][:-1])], run)
    record.finish_run(run)
    events = [next(record.items("event", article(n)[0].id)) for n in (0, 1, 2)]
    spans = tuple(Span(role, e.evidence[0].start, e.evidence[0].end, e.evidence[0].text, doc=e.doc) for role, e in zip(("first", "second"), events[:2], strict=True))
    record.add_links([Link("l1", "same_event", (events[0].id, events[1].id), (), spans)])
    record.correct("accept", events[0].id, by="ana")
    made = record.correct("reject", events[1].id, by="ben")
    record.correct("undo", made.id)
    record.correct("facts", article(2)[0].id, {"published": "2019"})
    people = [entry.actor.id for entry in record.actors("Mirela Dunaj")]
    record.correct("merge", people[0], {"into": next(record.items("actor", article(0)[0].id)).id})
    return record


def rows(record: Record) -> dict[str, Any]:
    out = {}
    for table, _, _ in COPIED:
        names = [name for name in record.connection.columns(table) if name not in ("key", "item", "seq")]
        out[table] = sorted(record.connection.execute(f"SELECT {', '.join(chr(34) + n + chr(34) for n in names)} FROM {table}").fetchall(), key=repr)
    return out


@pytest.mark.parametrize("other", ["sqlite", "postgres"])
def test_it_is_what_deleting_the_others_leaves(filled: Record, other: str, place: Any, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    if other == "sqlite":
        target: Any = tmp_path / "subset"
    else:
        if filled.connection.dialect == "sqlite":
            pytest.skip("the way from a file to a server is tested below")
        target = place("subset")
    wanted = [article(0)[0].id, article(1)[0].id, article(3)[0].source]
    assert filled.subset(target, doc=wanted) == 3
    for document in list(filled.documents(superseded=True)):
        if document.source not in {article(n)[0].source for n in (0, 1, 3)}:
            filled.delete(document.id)
    filled.delete(article(3)[0].id)
    with Record.open(target) as subset:
        assert list(subset.lines()) == list(filled.lines())
        mine, theirs = rows(filled), rows(subset)
        for table in ("documents", "parties", "items", "actors", "links", "run_documents", "applied"):
            assert theirs[table] == mine[table], table
        assert list(subset.verify()) == []
        assert [e.action for e in subset.journal()] == ["accept", "reject", "undo", "merge"]
        assert subset.orphans() == []
        assert subset.methods()["sha256"] == filled.methods()["sha256"]
        assert len(subset.search("depot")) == len(filled.search("depot"))
        subset.correct("reject", next(subset.items("event")).id)
        subset.add([article(9)], subset.begin_run("1", "k", {"more": 1}))
        assert list(subset.verify()) == []


def test_from_a_file_to_a_server_and_back(server: str, tmp_path: Path) -> None:
    url = f"{server}{'&' if '?' in server else '?'}options=-csearch_path%3Dmoved"
    with Record.create(tmp_path / "one") as one:
        one.add([article(n) for n in range(4)], one.begin_run("1", "k"))
        one.correct("reject", next(one.items("event")).id)
        one.subset(url)
        with Record.open(url) as moved:
            assert list(moved.lines()) == list(one.lines())
            assert list(moved.verify()) == []
            moved.subset(tmp_path / "two")
        with Record.open(tmp_path / "two") as two:
            assert rows(two) == rows(one)
            assert list(two.verify()) == []


@pytest.mark.parametrize(
    ("filters", "numbers"),
    [
        ({"published": "2025-02"}, {1}), ({"who": "Dunaj"}, {1}), ({"kind": "event", "to": "France"}, {0, 3}), ({"label": "pledge", "who": "Holt"}, {0}),
        ({"doc": "wire/*"}, {0, 1, 2, 3, 4}), ({}, {0, 1, 2, 3, 4}),
    ],
)  # fmt: skip
def test_chosen_by_filters(filled: Record, tmp_path: Path, filters: dict[str, Any], numbers: set[int]) -> None:
    filled.correct("undo")
    assert filled.subset(tmp_path / "s", **filters) == len(numbers)
    with Record.open(tmp_path / "s") as subset:
        assert {d.source for d in subset.documents()} == {article(n)[0].source for n in numbers}


def test_with_earlier_versions(filled: Record, tmp_path: Path) -> None:
    assert filled.subset(tmp_path / "s", doc=article(3)[0].source, superseded=True) == 2
    with Record.open(tmp_path / "s") as subset:
        assert subset.status().superseded == 1
        assert list(subset.verify()) == []


def test_nothing_chosen_makes_nothing(filled: Record, tmp_path: Path) -> None:
    with pytest.raises(Usage, match="nothing was made"):
        filled.subset(tmp_path / "s", who="nobody")
    assert not (tmp_path / "s").exists()
    (tmp_path / "s").write_text("mine")
    with pytest.raises(RecordError, match="exists already"):
        filled.subset(tmp_path / "s")
    assert (tmp_path / "s").read_text() == "mine"


def test_every_table_is_copied_or_worked_out_anew() -> None:
    tables = set(re.findall(r"^CREATE TABLE (\w+)", SCHEMA.read_text(encoding="utf-8"), re.MULTILINE))
    assert tables == {table for table, _, _ in COPIED} | DERIVED
