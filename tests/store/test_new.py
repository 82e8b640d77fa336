from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from tests.store.synthetic import article

from onrecord.errors import Usage
from onrecord.records import Time
from onrecord.store import Record


def dated(number: int, happened: str, published: str, retrieved: str | None = None, confidence: float = 0.6) -> tuple[object, list[object]]:
    document, items = article(number)
    items = [replace(i, time=Time(happened, "day", "overnight"), confidence=confidence) if i.kind == "event" else i for i in items]
    return replace(document, published=published, retrieved=retrieved), items


def read(record: Record, version: str, started: str, *pairs: tuple[object, list[object]]) -> None:
    run = record.begin_run(version, "k", {"started": started})
    record.add(pairs, run)  # type: ignore[arg-type]
    record.finish_run(run)
    record.connection.execute("UPDATE runs SET started = ?, finished = ? WHERE id = ?", (started, started, run))


@pytest.fixture
def grown(record: Record) -> Record:
    old, archive = dated(1, "2024-05-01", "2024-05-02"), dated(4, "2014-03-01", "2014-03-02")
    read(record, "1", "2024-05-03T08:00:00Z", old)
    read(record, "1", "2024-05-28T08:00:00Z", dated(2, "2024-05-27", "2024-05-28"), dated(3, "2024-05-02", "2024-05-28"), archive)
    read(record, "2", "2024-05-29T08:00:00Z", dated(1, "2024-05-01", "2024-05-02", confidence=0.7))
    return record


def told(record: Record, since: str) -> dict[tuple[str, str], int]:
    sources = {d.id: d.source[-6:-4] for d in record.documents()}
    return dict(Counter((n.clock, sources[n.item.doc]) for n in record.new(since)))


def test_each_report_is_told_once_by_the_first_clock_that_makes_it_new(grown: Record) -> None:
    assert told(grown, "2024-05-27") == {("happened", "02"): 1, ("reported", "02"): 4, ("reported", "03"): 5, ("retrieved", "04"): 5, ("reread", "01"): 1}
    assert told(grown, "2024-05-29") == {("reread", "01"): 1}
    assert told(grown, "2024-05-30") == {}


def test_all_four_clocks_are_told(grown: Record) -> None:
    event = next(n for n in grown.new("2024-05-27") if n.clock == "happened")
    assert (event.happened, event.published, event.retrieved, event.version) == ("2024-05-27", "2024-05-28", "2024-05-28T08:00:00Z", "1")
    reread = next(n for n in grown.new("2024-05-27") if n.clock == "reread")
    assert (reread.version, reread.change, reread.item.confidence) == ("2", "changed", 0.7)


def test_a_page_was_retrieved_when_it_was_fetched_not_when_it_was_read(record: Record) -> None:
    read(record, "1", "2024-05-28T08:00:00Z", dated(1, "2024-01-01", "2024-01-02", "2024-02-01T00:00:00Z"))
    assert told(record, "2024-05-01") == {}
    assert set(told(record, "2024-02-01")) == {("retrieved", "01")}


def test_a_date_that_is_none(grown: Record) -> None:
    with pytest.raises(Usage, match="no date"):
        list(grown.new("yesterday"))
