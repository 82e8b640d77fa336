"""Numbers over the whole record: kept while nothing changes, a moment old while a run goes on, never older than a correction."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from onrecord.serve.app import application
from onrecord.store import Record
from tests.store.synthetic import article


def test_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("onrecord.serve.kept.QUICK", 0.0)
    monkeypatch.setattr("onrecord.serve.kept.REST", 0)
    path = tmp_path / "growing.onrecord"
    with Record.open(path, create=True) as record, TestClient(application(str(path)), base_url="http://127.0.0.1") as client:

        def told() -> tuple[int, bool]:
            """(statements that the briefing counts, whether the answer may be kept)"""
            answer = client.get("/")
            return int(answer.text.partition(" reports</a>")[0].rpartition(">")[2] or 0), "etag" in answer.headers

        run = record.begin_run("test", "none", {})
        record.add([article(1), article(2)], run)
        assert told() == (2, True)
        record.add([article(3)], run)
        assert told() == (2, False)
        until = time.monotonic() + 20
        while told() != (3, True) and time.monotonic() < until:
            time.sleep(0.02)
        assert told() == (3, True)
        record.add([article(4)], run)
        record.correct("reject", next(iter(record.items("statement"))).id)
        assert told() == (3, True)
        record.add([article(5)], run)
        record.finish_run(run)
        assert told() == (4, True)


def test_what_is_counted_quickly_never_waits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("onrecord.serve.kept.QUICK", 1e9)
    path = tmp_path / "growing.onrecord"
    with Record.open(path, create=True) as record, TestClient(application(str(path)), base_url="http://127.0.0.1") as client:
        run = record.begin_run("test", "none", {})
        assert "None found" in client.get("/").text
        record.add([article(1)], run)
        assert ">1 report</a>" in client.get("/").text


def test_drawn_pages_are_never_older_than_a_correction(writable: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("onrecord.serve.kept.QUICK", 0.0)
    monkeypatch.setattr("onrecord.serve.kept.PAGES", 2)
    with Record.open(writable) as record, TestClient(application(str(writable)), base_url="http://127.0.0.1") as client:

        def told(page: str) -> str:
            return client.get(page).text.partition(" reports of troops")[0].rpartition(">")[2].strip()

        record.begin_run("test", "none", {})
        before = told("/figures?measure=troops")
        assert int(before) > 1
        client.get("/timeline")
        assert told("/figures?measure=troops") == before
        record.correct("reject", next(i.id for i in record.items("figure") if getattr(i, "measure", "") == "troops"))
        assert int(told("/figures?measure=troops")) == int(before) - 1
