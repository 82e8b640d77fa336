"""Lists of a large record: conditions in the database give what going through the items gives, whichever way they are found; older files learn it."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import Place
from tests.store.synthetic import article

from onrecord import cli
from onrecord.store import Record, reading
from onrecord.store.migrations import FACETS

CHOICES: list[tuple[dict[str, Any], Callable[[Any], bool]]] = [
    ({"kind": "statement", "nested": True}, lambda i: i.voice.statement is not None),
    ({"kind": "statement", "nobody": True}, lambda i: not i.speakers),
    ({"kind": "commitment", "level": ["nuclear"]}, lambda i: i.level == "nuclear"),
    ({"kind": "commitment", "level": ["unspecified", "economic"]}, lambda i: (i.level or "unspecified") in ("unspecified", "economic")),
    ({"kind": "commitment", "stage": "pledged"}, lambda i: i.stage == "pledged"),
    ({"kind": "commitment", "having": ["condition"]}, lambda i: any(s.role == "condition" for s in i.evidence)),
    ({"kind": "commitment", "having": ["deadline", "amount"]}, lambda i: all(getattr(i, x) or any(s.role == x for s in i.evidence) for x in ("deadline", "amount"))),
    ({"kind": "figure", "unit": ["persons", "EUR"]}, lambda i: i.unit in ("persons", "EUR")),
    ({"kind": "figure", "missing": ["pollster"]}, lambda i: "pollster" in i.missing),
    ({"kind": "commitment", "label": "threat"}, lambda i: i.act == "threat"),
    ({"kind": "event", "label": "assault"}, lambda i: i.type == "ASSAULT"),
    ({"kind": "statement", "who": "Russia", "voice": "attributed"}, lambda i: "RUS" in i.speakers),
]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("facets")
    assert cli.run(["demo", "-o", str(folder)]) == 0
    return folder / "crisis.onrecord"


@pytest.fixture
def record(demo: Path, place: Place) -> Any:
    with Record.open(demo, readonly=True) as source:
        source.subset(place("crisis"))
    with Record.open(place("crisis"), readonly=True) as record:
        yield record


@pytest.mark.parametrize("many", [0, 1000], ids=["walked", "sorted"])
@pytest.mark.parametrize(("filters", "keep"), CHOICES, ids=str)
def test_filters(record: Record, monkeypatch: pytest.MonkeyPatch, filters: dict[str, Any], keep: Callable[[Any], bool], many: int) -> None:
    monkeypatch.setattr(reading, "MANY", many)
    expected = [i.id for i in record.items(kind=filters["kind"], superseded=True) if keep(i)]
    found = [i.id for i in record.items(**filters)]
    assert found == expected
    assert [i.id for i in record.items(**filters, limit=3)] == expected[:3]
    assert record.count(**filters) == len(expected)
    assert record.count(**filters, copies=False) == len(list(record.items(**filters, copies=False)))
    if len(expected) > 1:
        assert [i.id for i in record.items(**filters, limit=2, after=expected[0])] == expected[1:3]


def test_something_is_found_by_each(demo: Path) -> None:
    with Record.open(demo, readonly=True) as record:
        assert [filters for filters, _ in CHOICES if not record.count(**filters)] == []


def test_documents_by_state(record: Record) -> None:
    every = list(record.documents())
    states = {
        "read": [d for d in every if not d.unread and not d.duplicate_of], "unread": [d for d in every if d.unread], "copies": [d for d in every if d.duplicate_of],
        "undated": [d for d in every if not d.published and not d.duplicate_of], "gaps": [d for d in every if not d.duplicate_of and any(r.kind == "gap" for r in d.repairs)],
    }  # fmt: skip
    assert {state: [d.id for d in record.documents(state=state)] for state in states} == {state: [d.id for d in found] for state, found in states.items()}
    assert record.count_documents() == len(every)
    assert record.count_documents(state="gaps") == len(states["gaps"])


def test_contexts(place: Place) -> None:
    document, items = article(1)
    told = [replace(i, contexts=("cyber", "election")) if i.kind == "event" else i for i in items]
    with Record.create(place("contexts")) as record:
        record.add([(document, told), article(2)], record.begin_run("1", "1", {}))
        expected = [i.id for i in told if i.kind == "event"]
        assert [i.id for i in record.items(kind="event", context=["cyber"])] == [i.id for i in record.items(context=["military", "election"])] == expected
        assert expected
        assert record.count(context="military") == 0


def test_links_page_by_page(record: Record) -> None:
    every = [link.id for link in record.links()]
    walked: list[str] = []
    while some := [link.id for link in record.links(limit=2, after=walked[-1] if walked else None)]:
        walked += some
    assert walked == every


def test_names_and_actors(record: Record) -> None:
    names = record.names()
    assert names == {x.id: x.name for x in record.ranked()}
    for listed in list(record.actors(limit=3)):
        assert (names[listed.actor.id], record.merged(listed.actor.id)["evidence"][0]["text"]) == (listed.actor.name, listed.actor.evidence[0].text)
        assert len(record.merged(listed.actor.id, 2)["evidence"]) == 2
    assert record.labels("framing") == sorted({i.device for i in record.items("framing")})


def test_the_best_hits_are_those_of_a_whole_ranking(demo: Path) -> None:
    with Record.open(demo, readonly=True) as record:
        query = (
            "SELECT i.id FROM item_search s JOIN items i ON i.key = s.rowid JOIN documents d ON d.id = i.doc WHERE item_search MATCH 'the' AND i.kind = 'commitment'"
            " ORDER BY s.rank, d.source, d.id, i.ordinal"
        )
        every = [id_ for (id_,) in record.connection.execute(query)]
        assert len(every) > 12
        for limit in (1, 5, 12, 10_000):
            assert [hit.id for hit in record.search("the", ["commitment"], limit)] == every[:limit]


def test_a_file_of_the_schema_before_is_brought_up_to_date(tmp_path: Path) -> None:
    file = tmp_path / "old.onrecord"
    with Record.create(file) as record:
        run = record.begin_run("1", "1", {})
        record.add([article(n) for n in range(3)], run)
        record.finish_run(run)
    schema = "SELECT type, name, sql FROM sqlite_master ORDER BY type, name"
    with closing(sqlite3.connect(file, isolation_level=None)) as old:
        new = old.execute(schema).fetchall()
        for kind, name, _ in new:
            if name.startswith(("actors_found", "actors_lost", "actors_changed")) or (kind == "index" and re.fullmatch(FACETS, name)):
                old.execute(f"DROP {kind} {name}")
        old.execute("DROP TABLE actor_search")
        old.execute("CREATE INDEX items_by_kind ON items (kind, label)")
        old.execute("PRAGMA user_version = 4")
    with Record.open(file) as record:
        assert record.connection.execute(schema).fetchall() == new
        assert list(record.verify()) == []
        assert record.count(kind="statement", who="Ansgar Holt") > 0
