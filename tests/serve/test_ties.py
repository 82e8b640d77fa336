"""What the chart pages ask of the record, in SQLite and in PostgreSQL alike."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from onrecord.serve.app import application
from onrecord.serve.picked import Picked, typed
from onrecord.serve.shown import Shown
from onrecord.serve.ties import between, edges
from onrecord.store import Record
from onrecord.store.queries import actor_ids
from tests.store.synthetic import article

PATHS = (
    "/pairs", "/pairs?quad=conflict&voice=attributed&when=2024", "/timeline", "/timeline?split=who&quad=1", "/timeline?who=Ansgar+Holt&role=who", "/network", "/network?view=grid&what=statements",
    "/network?what=commitments&when=2024", "/map", "/map?view=Europe&quad=conflict", "/figures", "/figures?contested=1&when=2024&voice=outlet", "/ledger", "/ledger?order=due",
)  # fmt: skip


@pytest.fixture
def filled(place: Callable[[str], Any]) -> str:
    path = str(place("charts"))
    with Record.open(path, create=True) as record:
        run = record.begin_run("test", "none", {})
        record.add([article(number) for number in range(12)], run)
        record.finish_run(run)
    return path


def test_every_chart_answers(filled: str) -> None:
    with TestClient(application(filled), base_url="http://127.0.0.1") as client:
        for path in PATHS:
            assert client.get(path).status_code == 200, path


def test_ties(demo: Path) -> None:
    with Record.open(demo, readonly=True) as record:
        every = edges(record, "events", Picked())
        assert every
        assert [e.reports for e in every] == sorted((e.reports for e in every), reverse=True)
        first = every[0]
        points = between(record, [(first.to, first.who)], Picked())[first.to, first.who]
        assert sum(1 for p in points if p.who == first.who) == first.reports
        assert sum(e.reports for e in edges(record, "cooperation", Picked())) + sum(e.reports for e in edges(record, "conflict", Picked())) == sum(e.reports for e in every)
        assert edges(record, "events", Picked(type="NOTHING")) == []
        assert edges(record, "events", Picked(), 1) == every[:1]


def test_a_field_means_what_the_address_meant(demo: Path) -> None:
    """A name stands in the field unless others have it too."""
    with Record.open(demo, readonly=True) as record:
        shown = Shown(record)
        assert typed(record, shown, "RUS") == "Russia"
        assert typed(record, shown, "") == ""
        assert typed(record, shown, "nobody at all") == "nobody at all"
        for actor in {a.actor.id for a in record.actors()}:
            assert actor_ids(record.connection, (typed(record, shown, actor),)) == actor_ids(record.connection, (actor,)), actor
