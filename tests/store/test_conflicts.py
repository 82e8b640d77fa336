"""Two colleagues correct the same record apart, and bring their journals together."""

from pathlib import Path
from typing import Any

import pytest
from synthetic import article

from onrecord import cli
from onrecord.store import Record, journal
from onrecord.store.conflicts import conflicts, merged, standing


def both(place: Any, number: int = 3) -> tuple[Record, Record]:
    records = []
    for name in ("ana", "ben"):
        record = Record.create(place(name))
        record.add([article(n) for n in range(number)], record.begin_run("1", "k"))
        records.append(record)
    return records[0], records[1]


def first(record: Record, kind: str) -> str:
    return next(record.items(kind, article(1)[0].id)).id  # type: ignore[no-any-return]


CASES: list[tuple[str, tuple[str, dict[str, Any]], tuple[str, dict[str, Any]], str | None]] = [
    ("event", ("accept", {}), ("reject", {}), "accept here, reject there"),
    ("event", ("reject", {}), ("reject", {}), None),
    ("event", ("accept", {}), ("accept", {}), None),
    ("event", ("edit", {"fields": {"type": "COERCE"}}), ("edit", {"fields": {"type": "THREATEN"}}), "different type"),
    ("event", ("edit", {"fields": {"confidence": 0.9}}), ("edit", {"fields": {"historical": True}}), None),
    ("event", ("edit", {"fields": {"confidence": 0.9}}), ("accept", {}), "edit here, accept there"),
    ("document", ("facts", {"published": "2014"}), ("facts", {"published": "2015"}), "different published"),
    ("document", ("facts", {"published": "2014"}), ("facts", {"outlet": "The Post"}), None),
]


@pytest.mark.parametrize(("kind", "mine", "theirs", "what"), CASES)
def test_what_disagrees_is_listed_and_both_records_become_the_same(place: Any, kind: str, mine: Any, theirs: Any, what: str | None) -> None:
    ana, ben = both(place)
    for record, (action, change), by, day in ((ana, mine, "ana", 2), (ben, theirs, "ben", 1)):
        target = article(1)[0].id if kind == "document" else first(record, kind)
        record.correct(action, target, change, by=by, at=f"2026-01-0{day}T00:00:00Z")
    one, other = list(ana.journal()), list(ben.journal())
    found = conflicts(one, other)
    assert [c.what for c in found] == ([what] if what else [])
    assert all((c.first.by, c.second.by) == ("ben", "ana") for c in found)  # the later one is named second: it holds
    assert merged(one, other) == merged(other, one)
    ana.import_journal(ben.journal_lines())
    ben.import_journal([journal.to_line(entry) for entry in one])
    assert list(ana.lines()) == list(ben.lines())
    assert [i.review for i in reviews(ana)] == [i.review for i in reviews(ben)]
    assert list(ana.verify()) == list(ben.verify()) == []
    assert conflicts(list(ana.journal()), list(ben.journal())) == []
    ana.close()
    ben.close()


def reviews(record: Record) -> list[Any]:
    class Row:
        def __init__(self, review: str | None) -> None:
            self.review = review

    return [Row(review) for (review,) in record.sql("SELECT review FROM items ORDER BY doc, ordinal").rows]


def test_merges_in_two_directions(place: Any) -> None:
    ana, ben = both(place, 6)
    people = sorted(entry.actor.id for entry in ana.actors("Ansgar Holt"))
    ana.correct("merge", people[0], {"into": people[1]}, at="2026-01-01T00:00:00Z")
    ben.correct("merge", people[1], {"into": people[0]}, at="2026-01-02T00:00:00Z")
    (found,) = conflicts(list(ana.journal()), list(ben.journal()))
    assert found.what == "merged in opposite directions"
    lines = list(ben.journal_lines())
    ben.import_journal(ana.journal_lines())
    ana.import_journal(lines)
    assert list(ana.lines()) == list(ben.lines())
    ana.close()
    ben.close()


def test_an_undone_correction_is_no_conflict_and_order_survives_a_clock_set_back(record: Record) -> None:
    record.add([article(1)], record.begin_run("1", "k"))
    made = record.correct("reject", first(record, "event"), at="2026-05-01T00:00:00Z")
    record.correct("undo", made.id, at="2026-01-01T00:00:00Z")
    last = record.correct("accept", first(record, "event"), at="2026-02-01T00:00:00Z")
    entries = list(record.journal())
    assert merged(entries, entries[:1]) == entries
    assert standing(entries) == [last]
    assert conflicts(entries, []) == []


def test_the_command(place: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ana, ben = both(place)
    ana.correct("accept", first(ana, "event"), by="ana", at="2026-01-01T00:00:00Z")
    shared = list(ana.journal_lines())
    ben.import_journal(shared)
    ana.correct("edit", first(ana, "figure"), {"fields": {"unit": "persons"}}, by="ana", at="2026-01-02T00:00:00Z")
    ben.correct("reject", first(ben, "figure"), by="ben", at="2026-01-03T00:00:00Z")
    for record, name in ((ana, "a"), (ben, "b")):
        (tmp_path / name).write_text("".join(line + "\n" for line in record.journal_lines()), encoding="utf-8")
    out = tmp_path / "both.jsonl"
    assert cli.run(["journal", "merge", str(tmp_path / "a"), str(tmp_path / "b"), "-o", str(out), "--format", "csv"]) == 0
    said = capsys.readouterr()
    assert "edit here, reject there" in said.out
    assert "3 corrections, 1 of them in both; 1 conflict" in said.err
    assert len(out.read_text(encoding="utf-8").splitlines()) == 3
    assert ana.import_journal(out.read_text(encoding="utf-8").split("\n")) == 1
    assert ben.import_journal(out.read_text(encoding="utf-8").split("\n")) == 1
    assert list(ana.lines()) == list(ben.lines())
    ana.close()
    ben.close()
    (tmp_path / "b").write_text(out.read_text(encoding="utf-8").replace("persons", "people"), encoding="utf-8")
    assert cli.run(["journal", "merge", str(tmp_path / "a"), str(tmp_path / "b")]) == 2
    assert "does not match" in capsys.readouterr().err
