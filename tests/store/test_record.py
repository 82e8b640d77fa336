"""The record keeps what was read: all of it, once, byte for byte, in contract order."""

import os
import random
import re
import shutil
import sqlite3
import threading
from pathlib import Path
from typing import Any

import pytest
from synthetic import article

from onrecord.errors import RecordError, Usage
from onrecord.records import Document, Link, Span, to_line
from onrecord.store import Record
from onrecord.store.connect import APPLICATION_ID, SCHEMA


def filled(record: Record, numbers: range = range(12)) -> int:
    run = record.begin_run("1", "k", {"paths": ["wire"]})
    record.add([article(n) for n in numbers], run)
    record.finish_run(run)
    return run


def dump(record: Record, *without: str) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table but those that tell of runs."""
    out = {}
    for table in ("documents", "items", "parties", "actors", "links", "readings", "run_documents"):
        names = [name for name in record.connection.columns(table) if name not in ("key", "item", *without)]
        rows = record.connection.execute(f"SELECT {', '.join(chr(34) + n + chr(34) for n in names)} FROM {table}").fetchall()
        out[table] = sorted(rows, key=repr)
    return out


def test_lines_are_the_records_in_contract_order(record: Record) -> None:
    numbers = list(range(12))
    expected = []
    for document, items in sorted((article(n) for n in numbers), key=lambda pair: (pair[0].source, pair[0].id)):
        expected += [to_line(document), *map(to_line, items)]
    random.Random(7).shuffle(numbers)
    run = record.begin_run("1", "k")
    for n in numbers:
        record.add([article(n)], run)
    assert list(record.lines()) == expected
    assert list(record.verify()) == []


def test_jsonl_to_record_to_jsonl_is_the_identity(record: Record, place: Any) -> None:
    filled(record)
    lines = list(record.lines())
    with Record.create(place("second")) as second:
        assert second.import_jsonl(lines) == 12
        assert list(second.lines()) == lines
        assert second.methods()["sha256"] == record.methods()["sha256"]
        assert list(second.verify()) == []


def test_what_no_reader_of_ours_wrote_is_kept_byte_for_byte(record: Record) -> None:
    document, _ = article(1)
    line = to_line(document)[:-1] + ',"later_field":[1,2.50]}'
    record.import_jsonl([line])
    assert list(record.lines()) == [line]


@pytest.mark.parametrize("line", ["{", '{"kind":"statement"}', '{"kind":"nonsense","id":"x"}', "[]", to_line(article(1)[1][3]).replace('"confidence":0.95', '"confidence":NaN')])
def test_an_import_names_the_line_that_is_none(record: Record, line: str) -> None:
    with pytest.raises(Exception, match=r"news\.jsonl: line 2"):
        record.import_jsonl([to_line(article(1)[0]), line], "news.jsonl")


def test_an_item_before_any_document_is_refused(record: Record) -> None:
    with pytest.raises(Exception, match="does not stand after its document"):
        record.import_jsonl([to_line(article(1)[1][3])])


def test_reading_again_adds_only_what_is_new(record: Record) -> None:
    filled(record)
    lines = list(record.lines())
    run = record.begin_run("1", "k", {"again": True})
    for n in range(13):
        document, items = article(n)
        if not record.has(document.id, "1", "k", run=run):
            record.add([(document, items)], run)
    assert record.runs()[-1].documents == {"added": 1, "unchanged": 12}
    record.delete(article(12)[0].id)
    assert list(record.lines()) == lines


@pytest.mark.parametrize(("version", "knowledge"), [("2", "k"), ("1", "other")])
def test_another_version_reads_again(record: Record, version: str, knowledge: str) -> None:
    filled(record)
    document, _ = article(3)
    assert record.has(document.id, "1", "k")
    assert not record.has(document.id, version, knowledge)


def test_newly_supplied_facts_read_again(record: Record) -> None:
    filled(record)
    document, _ = article(3)
    assert not record.has(document.id, "1", "k", supplied={"published": "2024-01-01"})
    assert not record.has(document.id, "1", "k", supplied={"language": "de"})
    assert record.has(document.id, "1", "k", supplied={"language": "en"})
    assert record.has(document.id, "1", "k", supplied={})


def test_a_changed_file_supersedes_its_earlier_version(record: Record) -> None:
    filled(record)
    lines, old = list(record.lines()), article(4)[0]
    new, items = article(4, edition=1)
    run = record.begin_run("1", "k", {"day": 2})
    record.add([(new, items)], run)
    assert [d.id for d in record.documents(doc=new.source)] == [new.id]
    assert {d.id for d in record.documents(doc=new.source, superseded=True)} == {old.id, new.id}
    assert {i.doc for i in record.items(doc=new.source)} == {new.id}
    assert record.document(new.source).id == new.id
    assert not record.has(old.id, "1", "k")
    assert record.status().superseded == 1
    assert list(record.verify()) == []
    record.delete(new.id)
    assert list(record.lines()) == lines


def test_a_file_changed_back_is_current_again(record: Record) -> None:
    for day, edition in enumerate((0, 1, 0)):
        run = record.begin_run("1", "k", {"day": day})
        record.add([article(4, edition=edition)], run)
    assert [d.id for d in record.documents()] == [article(4)[0].id]
    record.delete(article(4)[0].id)
    assert [d.id for d in record.documents()] == [article(4, edition=1)[0].id]


def test_deleting_an_earlier_version_leaves_the_last_one_current(record: Record) -> None:
    for day in range(3):
        record.add([article(4, edition=day)], record.begin_run("1", "k", {"day": day}))
    record.delete(article(4, edition=1)[0].id)
    assert [d.id for d in record.documents()] == [article(4, edition=2)[0].id]
    record.delete(article(4, edition=2)[0].id)
    assert [d.id for d in record.documents()] == [article(4, edition=0)[0].id]


def test_two_files_of_one_name_in_one_run_both_stand(record: Record) -> None:
    pairs = [article(1, source="news.txt"), article(2, source="news.txt")]
    for day in (1, 2):
        run = record.begin_run("1", "k", {"day": day})
        for document, items in pairs:
            if not record.has(document.id, "1", "k", run=run):
                record.add([(document, items)], run)
        assert {d.id for d in record.documents()} == {d.id for d, _ in pairs}


def test_deleting_removes_exactly_the_contribution(record: Record, place: Any) -> None:
    filled(record, range(5))
    with Record.create(place("without")) as without:
        run = without.begin_run("1", "k", {"paths": ["wire"]})
        without.add([article(n) for n in (0, 1, 3, 4)], run)
        without.finish_run(run)
        record.delete(article(2)[0].source)
        assert dump(record) == dump(without)
        assert list(record.lines()) == list(without.lines())
    assert list(record.search('"report 2"')) == []
    assert list(record.verify()) == []


def test_sixty_daily_reads_equal_one(record: Record, place: Any) -> None:
    for day in range(10):
        run = record.begin_run("1", "k", {"day": day})
        for n in range(day * 3, day * 3 + 3):
            record.add([article(n)], run)
        record.finish_run(run)
    with Record.create(place("once")) as once:
        run = once.begin_run("1", "k")
        once.add([article(n) for n in reversed(range(30))], run)
        once.finish_run(run)
        assert list(once.lines()) == list(record.lines())
        assert dump(once, "run") == dump(record, "run")


def test_a_document_is_wholly_in_or_not_at_all(record: Record) -> None:
    document, items = article(1)
    run = record.begin_run("1", "k")
    with pytest.raises(RecordError, match="cannot be stored"):
        record.add([article(2), (document, [*items, items[-1]])], run)
    assert list(record.lines()) == []
    with pytest.raises(RecordError, match="was added with"):
        record.add([(document, article(2)[1])], run)
    assert list(record.lines()) == []


def test_links_come_last_and_go_with_either_document(record: Record) -> None:
    filled(record)
    one, two = next(record.items("event", article(1)[0].id)), next(record.items("event", article(2)[0].id))
    evidence = tuple(
        Span(role, e.evidence[0].start, e.evidence[0].end, e.evidence[0].text, doc=e.doc) for role, e in (("first", one), ("second", two))
    )
    lines = list(record.lines())
    record.add_links([Link("l1", "same_event", (one.id, two.id), ("type",), evidence)])
    assert [link.id for link in record.links()] == ["l1"]
    assert list(record.lines())[-1] == to_line(next(record.links()))
    assert list(record.verify()) == []
    linked = list(record.lines())
    record.correct("reject", two.id)
    assert list(record.links()) == []
    assert list(record.verify()) == []
    record.correct("undo")
    assert list(record.lines()) == linked
    record.delete(two.doc)
    assert list(record.links()) == []
    assert len(list(record.lines())) == len(lines) - 9


def test_a_link_inside_a_document_survives_the_round_trip(record: Record, place: Any) -> None:
    document, items = article(1)
    commitment, event = items[4], items[6]
    spans = tuple(Span(role, i.evidence[0].start, i.evidence[0].end, i.evidence[0].text, doc=document.id) for role, i in (("first", commitment), ("second", event)))
    record.add([(document, [*items, Link("l2", "reacts_to", (commitment.id, event.id), (), spans)])], record.begin_run("1", "k"))
    with Record.create(place("second")) as second:
        second.import_jsonl(record.lines())
        assert list(second.lines()) == list(record.lines())
        assert second.methods()["sha256"] == record.methods()["sha256"]


# -- filters --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("filters", "kinds"),
    [
        ({"kind": "event", "when": "2025-03"}, {"event"}),
        ({"who": "Dunaj"}, {"statement", "commitment"}),
        ({"who": "dunaj", "kind": ["statement"]}, {"statement"}),
        ({"to": "France"}, {"event"}),
        ({"about": "France"}, {"figure", "event"}),
        ({"holder": "Holt"}, {"statement", "figure", "commitment"}),
        ({"voice": "outlet"}, {"event", "framing"}),
        ({"voice": "attributed"}, {"statement", "figure", "commitment"}),
        ({"factuality": "future"}, {"figure", "commitment"}),
        ({"label": "assault"}, {"event"}),
        ({"text": "engineers"}, {"statement", "figure", "commitment"}),
        ({"doc": "00003.txt"}, {"statement", "event", "figure", "commitment", "framing"}),
        ({"doc": "wire/*", "kind": "framing"}, {"framing"}),
        ({"published": "2025-02-01/2025-02-28", "kind": "event"}, {"event"}),
        ({"who": "nobody"}, set()),
        ({"when": "1914"}, set()),
    ],
)
def test_filters(record: Record, filters: dict[str, object], kinds: set[str]) -> None:
    filled(record)
    found = list(record.items(**filters))  # type: ignore[arg-type]
    assert {item.kind for item in found} == kinds
    assert len(found) == record.count(**filters)
    assert len(found) < record.count()


@pytest.mark.parametrize("filters", [{"who": "Holt"}, {"voice": "direct"}, {"text": "x"}])
def test_actors_take_no_filters_of_items(record: Record, filters: dict[str, str]) -> None:
    with pytest.raises(Usage, match="by document and publication only"):
        list(record.items("actor", **filters))


@pytest.mark.parametrize("filters", [{"kind": "events"}, {"voice": "loud"}, {"factuality": "true"}, {"when": "soon"}])
def test_a_wrong_filter_says_what_to_give(record: Record, filters: dict[str, str]) -> None:
    with pytest.raises(Usage, match="expected"):
        list(record.items(**filters))


def test_pages_follow_one_another(record: Record) -> None:
    filled(record)
    whole = [item.id for item in record.items()]
    paged: list[str] = []
    while page := [item.id for item in record.items(limit=7, after=paged[-1] if paged else None)]:
        paged += page
    assert paged == whole
    assert len(whole) == 60


def test_ids_may_be_shortened_while_unique(record: Record) -> None:
    filled(record)
    item = next(record.items("figure"))
    assert record.item(item.id[:12]) == item
    with pytest.raises(Usage, match="could be"):
        record.item("f")
    with pytest.raises(Usage, match="no item"):
        record.item("f-none")
    with pytest.raises(Usage, match="no document"):
        record.document("elsewhere.txt")


def test_actors_are_merged_for_listing_only(record: Record) -> None:
    filled(record)
    listed = {entry.actor.id: entry for entry in record.actors()}
    assert listed["state:FRA"].documents == 4
    assert listed["state:FRA"].mentions == 4
    assert {span.doc for span in listed["state:FRA"].actor.evidence} == {article(n)[0].id for n in (0, 3, 6, 9)}
    assert len(list(record.items("actor"))) == 36
    assert [entry.actor.name for entry in record.actors(name="poland")] == ["Poland"]


# -- the file -------------------------------------------------------------------------------------------------------


def test_the_file_says_what_it_is(sqlite: Record) -> None:
    assert sqlite.connection.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID
    assert sqlite.connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    assert sqlite.connection.execute("PRAGMA foreign_keys").fetchone()[0] == 1


def test_a_first_layout_is_brought_up_to_date(file: Path, tmp_path: Path) -> None:
    lines = [line for n in range(3) for line in map(to_line, (article(n)[0], *article(n)[1]))]
    old = sqlite3.connect(file)
    old.execute("CREATE TABLE lines (line TEXT)")
    old.executemany("INSERT INTO lines VALUES (?)", ((line,) for line in lines))
    old.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    old.commit()
    old.close()
    with pytest.raises(RecordError, match="older schema 0"):
        Record.open(file, readonly=True)
    with Record.open(file) as record, Record.create(tmp_path / "new") as new:
        assert list(record.lines()) == lines
        assert list(record.verify()) == []
        schema = "SELECT type, name, sql FROM sqlite_master ORDER BY type, name"
        assert record.connection.execute(schema).fetchall() == new.connection.execute(schema).fetchall()


def test_every_view_can_be_read(record: Record) -> None:
    filled(record)
    views = re.findall(r"^CREATE VIEW (\w+)", SCHEMA.read_text(encoding="utf-8"), re.MULTILINE)
    if record.connection.dialect == "postgres":
        views.remove("document_texts")  # what FTS5 reads
    counts = {view: record.sql(f'SELECT count(*) FROM "{view}"').rows[0][0] for view in views}
    assert counts["statement"] == counts["event"] == counts["commitment"] == counts["figure"] == counts["framing"] == 12
    assert counts["actor"] == 36
    table = record.sql("SELECT speakers, mode FROM statement ORDER BY source, start LIMIT 1")
    assert table.columns == ("speakers", "mode")
    assert table.rows == (("Ansgar Holt", "direct"),)


def test_every_table_is_documented() -> None:
    page = (Path(__file__).parents[2] / "docs" / "record.md").read_text(encoding="utf-8")
    names = [line.split()[2].strip("(") for line in SCHEMA.read_text().splitlines() if line.startswith(("CREATE TABLE", "CREATE VIEW"))]
    assert [name for name in names if f"`{name}`" not in page] == []


def test_what_is_not_a_record_is_told_in_one_line(tmp_path: Path) -> None:
    text = tmp_path / "notes.txt"
    text.write_text("These are notes, and long enough to be read as a header of something else.\n" * 20)
    other = tmp_path / "other.db"
    sqlite3.connect(other).execute("CREATE TABLE t (a)").connection.close()
    newer = tmp_path / "newer"
    Record.create(newer).close()
    connection = sqlite3.connect(newer)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    for path, said in (
        (tmp_path / "none", "no such record"), (text, "is not a record"), (other, "not a record"), (tmp_path, "is a folder"),
        (newer, "newer onrecord"), (tmp_path / "no" / "folder", "no such record"),
    ):  # fmt: skip
        with pytest.raises(RecordError, match=said) as told:
            Record.open(path)
        assert "\n" not in str(told.value)
        assert str(path) in str(told.value)
    with pytest.raises(RecordError, match="does the folder exist"):
        Record.open(tmp_path / "no" / "folder", create=True)
    with pytest.raises(RecordError, match="exists already"):
        Record.create(newer)
    with pytest.raises(Usage, match="PostgreSQL database named"):
        Record.open("mysql://localhost/x")


def test_a_read_only_record_reads_and_refuses_to_write(path: Any) -> None:
    with Record.create(path) as record:
        filled(record, range(2))
    with Record.open(path, readonly=True) as record:
        assert len(list(record.documents())) == 2
        assert list(record.verify()) == []
        with pytest.raises(RecordError, match="reading only"):
            record.delete(article(0)[0].id)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder(file: Path) -> None:
    with Record.create(file) as record:
        filled(record, range(2))
    file.chmod(0o444)
    file.parent.chmod(0o555)
    try:
        with Record.open(file, readonly=True) as record:
            assert len(list(record.documents())) == 2
        with pytest.raises(RecordError, match="read-only"), Record.open(file) as record:
            record.begin_run("1", "k")
    finally:
        file.parent.chmod(0o755)


def test_a_full_disk_is_told_and_leaves_the_record_whole(sqlite: Record) -> None:
    filled(sqlite, range(3))
    lines = list(sqlite.lines())
    pages = sqlite.connection.execute("PRAGMA page_count").fetchone()[0]
    sqlite.connection.execute(f"PRAGMA max_page_count = {pages + 5}")  # SQLite's own way to a full disk
    run = sqlite.begin_run("1", "k", {"more": True})
    with pytest.raises(RecordError, match="the disk is full"):
        sqlite.add([article(n) for n in range(3, 300)], run)
    assert list(sqlite.lines()) == lines
    assert list(sqlite.verify()) == []


def test_a_second_writer_waits_or_is_told(path: Any) -> None:
    with Record.create(path) as first, Record.open(path, timeout=0.05) as second:
        first.connection.begin()
        with pytest.raises(RecordError, match="another program is writing"):
            second.begin_run("1", "k")
        first.connection.execute("ROLLBACK")
        assert second.begin_run("1", "k") == 1


def test_two_writers_at_once_lose_nothing(path: Any) -> None:
    Record.create(path).close()
    failed: list[BaseException] = []

    def write(numbers: range) -> None:
        try:
            with Record.open(path) as record:
                run = record.begin_run("1", "k", {"from": numbers.start})
                for n in numbers:
                    record.add([article(n)], run)
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=write, args=(range(start, start + 15),)) for start in (0, 15)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    with Record.open(path) as record:
        assert record.status().documents == 30
        assert list(record.verify()) == []


def test_a_lone_surrogate_is_told(record: Record) -> None:
    document, _ = article(1)
    broken = Document(document.id, document.source, document.sha256, "text/plain", "half \ud83d")
    with pytest.raises(RecordError, match="lone surrogate"):
        record.add([(broken, [])], record.begin_run("1", "k"))


def test_a_copy_of_the_file_is_the_record(sqlite: Record, file: Path, tmp_path: Path) -> None:
    filled(sqlite, range(3))
    lines = list(sqlite.lines())
    sqlite.close()
    copy = shutil.copy(file, tmp_path / "copy")
    with Record.open(copy, readonly=True) as other:
        assert list(other.lines()) == lines
