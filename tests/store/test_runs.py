"""What was read when, by which version, and what changed from run to run."""

from dataclasses import replace

import pytest
from synthetic import article

from onrecord.errors import Usage
from onrecord.records import identified
from onrecord.store import Record


def run_of(record: Record, version: str, numbers: range, edition: int = 0, drop: str = "") -> int:
    run = record.begin_run(version, "k", {"version": version, "edition": edition, "numbers": list(numbers)})
    for n in numbers:
        document, items = article(n, edition=edition)
        record.add([(document, [i for i in items if i.kind != drop])], run)
    record.finish_run(run)
    return run


def test_a_killed_run_is_continued_a_finished_one_is_not(record: Record) -> None:
    first = record.begin_run("1", "k", {"paths": ["a"]})
    assert record.begin_run("1", "k", {"paths": ["a"]}) == first
    assert record.begin_run("1", "k", {"paths": ["b"]}) != first
    record.finish_run(first)
    assert record.begin_run("1", "k", {"paths": ["a"]}) > first
    assert record.status().unfinished == (2, 3)


def test_adding_needs_a_run(record: Record) -> None:
    with pytest.raises(Exception, match="begin one first"):
        record.add([article(1)], 7)


def test_skipped_sources_are_listed_until_they_are_read(record: Record) -> None:
    first = record.begin_run("1", "k", {"day": 1})
    record.skip("wire/00001.txt", "is empty", first)
    record.skip("wire/00001.txt", "is empty", first)
    record.skip("wire/b.pdf", "is encrypted", first)
    record.finish_run(first)
    assert [(s.source, s.reason) for s in record.status().skipped] == [("wire/00001.txt", "is empty"), ("wire/b.pdf", "is encrypted")]
    second = record.begin_run("1", "k", {"day": 2})
    record.add([article(1)], second)
    record.skip("wire/b.pdf", "is damaged", second)
    assert [(s.source, s.reason) for s in record.status().skipped] == [("wire/b.pdf", "is damaged")]
    assert [run.skipped for run in record.runs()] == [2, 1]


def test_diff_of_two_readings(record: Record) -> None:
    first = run_of(record, "1", range(3))
    second = run_of(record, "2", range(1, 4), drop="event")
    changes = [(c.source, c.kind, c.change) for c in record.diff(first, second)]
    assert [c for c in changes if c[0] == "wire/00000.txt"] == []
    assert [c for c in changes if c[0] == "wire/00001.txt"] == [("wire/00001.txt", "event", "removed")]
    assert {c[2] for c in changes if c[0] == "wire/00003.txt"} == {"added"}
    assert [(c.source, c.kind, c.change) for c in record.diff(second, first) if c.source == "wire/00001.txt"] == [("wire/00001.txt", "event", "added")]
    assert list(record.diff(second, second)) == []


def test_diff_shows_fields_before_and_after(record: Record) -> None:
    first = run_of(record, "1", range(1))
    document, items = article(0)
    second = record.begin_run("2", "k")
    record.add([(document, [identified(replace(i, confidence=0.99)) if i.kind == "event" else i for i in items])], second)
    (change,) = record.diff(first, second)
    assert (change.change, change.before["confidence"], change.after["confidence"]) == ("changed", 0.6, 0.99)  # type: ignore[index]


def test_diff_of_a_changed_file_and_corrections(record: Record) -> None:
    first = run_of(record, "1", range(2))
    record.correct("reject", next(record.items("event")).id)
    second = run_of(record, "1", range(1), edition=1)
    third = run_of(record, "2", range(1), edition=1)
    changes = [(c.doc, c.kind, c.change) for c in record.diff(first, second)]
    old, new = article(0)[0].id, article(0, edition=1)[0].id
    assert {c[2] for c in changes if c[0] == old} == {"removed"}
    assert {c[2] for c in changes if c[0] == new} == {"added"}
    assert {c[0] for c in changes} == {old, new}
    assert list(record.diff(second, third)) == []
    assert list(record.verify()) == []


def test_diff_of_a_run_that_is_not_there(record: Record) -> None:
    with pytest.raises(Usage, match="no run 9"):
        list(record.diff(9, 9))


def test_methods_and_status_count_what_they_name(record: Record) -> None:
    run = run_of(record, "1", range(4))
    document, _ = article(9)
    record.add([(replace(document, unread="language: de", language="de", duplicate_of=article(1)[0].id, published=None), [])], run)
    record.skip("x.pdf", "is encrypted", run)
    record.correct("reject", next(record.items("event")).id)
    methods, status = record.methods(), record.status()
    assert (methods["documents"], methods["read"], methods["copies"], methods["undated"]) == (5, 4, 1, 1)
    assert methods["unread"] == status.unread == {"language: de": 1}
    assert methods["skipped"] == [{"source": "x.pdf", "reason": "is encrypted"}]
    assert methods["items"] == status.items == {"commitment": 4, "event": 3, "figure": 4, "framing": 4, "statement": 4}
    assert methods["corrections"] == {"reject": 1}
    assert methods["corrected_documents"] == 1
    assert methods["published"] == ["2025-01-01", "2025-04-04"]
    assert methods["readers"] == [{"version": "1", "knowledge": "k", "documents": 5}]
    assert status.copies == 1


def test_the_hash_of_a_record_is_of_its_content(record: Record, tmp_path: object) -> None:
    run_of(record, "1", range(3))
    before = record.methods()["sha256"]
    record.add([article(3)], record.begin_run("1", "k", {"more": 1}))
    assert record.methods()["sha256"] != before
    record.delete(article(3)[0].id)
    assert record.methods()["sha256"] == before


def test_reading_the_same_again_is_no_change(record: Record) -> None:
    first = run_of(record, "1", range(3))
    keys = record.sql("SELECT key, id FROM items ORDER BY key").rows
    second = run_of(record, "2", range(3))
    assert list(record.diff(first, second)) == []
    assert record.sql("SELECT key, id FROM items ORDER BY key").rows == keys
    assert record.has(article(1)[0].id, "2", "k")
    assert record.sql("SELECT count(*) FROM readings").rows == ((3,),)
    run_of(record, "2", range(4), edition=0)
    assert [run.documents for run in record.runs()] == [{"added": 3}, {"reread": 3}, {"added": 1, "unchanged": 3}]
    record.delete(article(3)[0].id)
    third = run_of(record, "3", range(3), drop="event")
    assert len(list(record.diff(first, third))) == len(list(record.diff(second, third))) == 3
    assert list(record.verify()) == []
