"""What only a server can do: readers while one writes, several records in a database, the commands by URL."""

import json
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from synthetic import article

from onrecord import cli
from onrecord.errors import RecordError, Usage
from onrecord.store import Record, words
from onrecord.store.connect import SCHEMA, place_of
from onrecord.store.postgres import Postgres, asked, statements, translated
from onrecord.store.queries import as_regex, match


@pytest.fixture
def url(server: str) -> Iterator[str]:
    """A place for a record on the server."""
    from tests.conftest import NUMBERS

    schema = f"p{next(NUMBERS)}_"
    yield f"{server}{'&' if '?' in server else '?'}options=-csearch_path%3D{schema}"
    import psycopg

    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'DROP SCHEMA IF EXISTS "{schema}" CASCADE'.encode())


def test_several_readers_while_one_writes(url: str) -> None:
    """Every reader sees whole documents, more and more of them, and never waits for the writer."""
    Record.create(url).close()
    failed: list[BaseException] = []
    seen: list[list[int]] = [[] for _ in range(4)]
    done = threading.Event()

    def look(counts: list[int]) -> None:
        try:
            with Record.open(url, readonly=True) as record:
                while not done.is_set() or not counts or counts[-1] < 40:
                    (rows,) = record.sql("SELECT (SELECT count(*) FROM documents), (SELECT count(*) FROM items)").rows
                    assert rows[1] == 5 * rows[0]
                    assert len({i.doc for i in record.items("event")}) >= (counts[-1] if counts else 0)
                    counts.append(rows[0])
        except BaseException as error:
            failed.append(error)

    readers = [threading.Thread(target=look, args=(counts,)) for counts in seen]
    for reader in readers:
        reader.start()
    try:
        with Record.open(url) as record:
            run = record.begin_run("1", "k")
            for number in range(40):
                record.add([article(number)], run)
            record.connection.begin()  # a writer in the midst of its work stops no reader
            with Record.open(url, readonly=True) as other:
                assert other.status().documents == 40
            record.connection.execute("ROLLBACK")
    finally:
        done.set()
    for reader in readers:
        reader.join()
    assert failed == []
    assert all(counts == sorted(counts) for counts in seen)
    assert any(len(set(counts)) > 2 for counts in seen)


def test_a_writer_that_is_killed_leaves_whole_documents_and_no_lock(url: str) -> None:
    code = f"""
import sys
sys.path.insert(0, {str(Path(__file__).parent)!r})
from synthetic import article
from onrecord.store import Record
record = Record.open({url!r}, create=True)
run = record.begin_run("1", "k")
for n in range(500):
    record.add([article(n)], run)
    print(n, flush=True)
"""
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if int(line) == 9:
                process.kill()
                break
        process.communicate()
    with Record.open(url) as record:
        assert record.status().documents >= 10
        assert list(record.verify()) == []
        assert record.begin_run("1", "k") == 1
        record.add([article(n) for n in range(30)], 1)
        assert record.status().documents == 30


def test_the_commands_take_a_url(url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for n in range(3):
        text = f"HARROW, 28 May 2024\n\n“We will send {n + 2},000 soldiers to the border,” said Mira Dolan, the foreign minister of Lesk, on Monday.\n"
        (folder / f"{n}.txt").write_text(text, encoding="utf-8")
    file = str(tmp_path / "same.onrecord")
    told = {}
    for place in (url, file):
        assert cli.run(["read", str(folder), "-o", place, "-q"]) == 0
        assert cli.run(["read", str(folder), "-o", place]) == 0
        capsys.readouterr()
        said = []
        for command in (
            ["export", place], ["statements", place, "--format", "json"], ["search", place, "soldiers", "--kind", "figure", "--format", "json"], ["verify", place, "--format", "json"],
            ["documents", place, "--doc", "*/1.txt", "--format", "csv"], ["briefing", place, "--format", "json"], ["actors", place, "--name", "dolan", "--format", "json"],
            ["sql", place, "SELECT speakers, mode FROM statement ORDER BY source", "--format", "json"], ["export", place, "--format", "csv", "--kind", "figure"],
            ["delete", place, "2.txt"], ["export", place],
        ):  # fmt: skip
            assert cli.run(command) == 0, command
            said.append(capsys.readouterr().out)
        told[place] = said
    for mine, theirs in zip(told[url], told[file], strict=True):
        assert re.sub(r'"score": [-\d.e]+', "", mine) == re.sub(r'"score": [-\d.e]+', "", theirs)
    assert json.loads(told[url][3]) == []


def test_what_is_no_record_is_told_in_one_line(server: str, url: str) -> None:
    with pytest.raises(RecordError, match="no record in this database"):
        Record.open(url)
    with pytest.raises(RecordError, match="no record in this database"):
        Record.open(url, readonly=True)
    with pytest.raises(RecordError) as told:
        Record.open("postgresql://ana:secret@nowhere.invalid/crisis")
    assert "secret" not in str(told.value)
    assert "\n" not in str(told.value)
    Record.create(url).close()
    with pytest.raises(RecordError, match="exists already"):
        Record.create(url)
    with Record.open(url) as record:
        record.connection.execute("UPDATE meta SET value = '99' WHERE key = 'schema'")
    with pytest.raises(RecordError, match="newer onrecord"):
        Record.open(url)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("postgresql://ana:s3cret@db.example.org/crisis", "postgresql://ana@db.example.org/crisis"),
        ("postgresql://ana@db.example.org/crisis", "postgresql://ana@db.example.org/crisis"),
        ("postgresql:///crisis?user=ana&password=s3cret&host=db", "postgresql:///crisis?user=ana&password=…&host=db"),
        ("crisis.onrecord", "crisis.onrecord"),
    ],
)
def test_no_message_tells_a_password(url: str, said: str) -> None:
    assert place_of(url) == said


def test_texts_that_a_server_cannot_hold_as_they_are(place: Any) -> None:
    """A NUL is escaped in lines and shown as U+2400 in columns; a text of more words than an index holds is stored all the same."""
    from dataclasses import replace

    document, items = article(1)
    with Record.create(place("odd")) as record:
        record.add([(replace(document, title="A\0B"), items)], record.begin_run("1", "k"))
        assert [d.title for d in record.documents()] == ["A\0B"]
        assert record.sql("SELECT title FROM document").rows == (("A␀B",),)
        many = replace(document, id=document.id[:-1] + "x", source="many.txt", quotes=(), text=" ".join(f"w{n}ord" for n in range(150_000)))
        record.add([(many, [])], record.begin_run("1", "k", {"more": 1}))
        assert len(record.search("w77ord", ("document",))) == 1
        assert len(record.search('"w20000ord w20001ord"', ("document",))) == 1
        assert [p.what for p in record.verify()] == ["its id is not the hash of source and bytes"]


def test_large_results_are_fetched_in_parts(url: str) -> None:
    with Record.create(url) as record:
        record.connection.executemany("INSERT INTO meta VALUES (?, ?)", ((f"k{n:04d}", "v") for n in range(1000)))
        rows = record.connection.rows("SELECT key FROM meta WHERE key LIKE ? ORDER BY key", ("k%",))
        first = next(rows)
        assert isinstance(record.connection, Postgres)
        assert first == ("k0000",)
        rows.close()  # type: ignore[attr-defined]
        assert len(list(record.connection.rows("SELECT key FROM meta WHERE key LIKE 'k%'"))) == 1000
        assert record.connection.execute("SELECT count(*) FROM pg_cursors").fetchone() == (0,)


# -- without a server -----------------------------------------------------------------------------------------------


def test_nothing_of_sqlite_is_left_in_the_schema() -> None:
    script = translated(SCHEMA.read_text(encoding="utf-8"))
    assert not re.search(r"ROWID|fts5|BLOB|group_concat|AUTOINCREMENT|\bREAL\b", script)
    assert len(statements(script)) > 40


def test_questions_in_postgres_words() -> None:
    assert asked("SELECT '?', \"a:b\" FROM t WHERE a = ? AND b LIKE '%x' AND c = :doc", True) == "SELECT '?', \"a:b\" FROM t WHERE a = %s AND b LIKE '%%x' AND c = %(doc)s"
    assert asked("SELECT '%' FROM overlaps WHERE x::text = 'overlaps'", False) == "SELECT '%' FROM \"overlaps\" WHERE x::text = 'overlaps'"


@pytest.mark.parametrize(
    ("query", "asked_", "text", "places"),
    [
        ("depot", "('depot')", "The depot. DEPOT!", ((4, 9), (11, 16))),
        ("no-fly zone", "(('no' <-> 'fly') & ('zone'))", "a no fly, a zone", ((2, 8), (12, 16))),
        ("engin*", "('engin':*)", "engines", ((0, 7),)),
        ("a OR b AND c", "(('a') | (('b') & ('c')))", "a", ((0, 1),)),
        ("a b NOT c", "((('a') & ('b')) & !('c'))", "a c b", None),
        ("(a OR b) AND c", "((('a') | ('b')) & ('c'))", "b c", ((0, 1), (2, 3))),
        ('"Vasić’s house"', "('vasic' <-> 's' <-> 'house')", "VASIĆ’S house", ((0, 13),)),
        ("Łódź", "('łodz')", "łódź", ((0, 4),)),
        ("it's", "('it' <-> 's')", "Its it's", ((4, 8),)),
        ("- depot", "('depot')", "depot", ((0, 5),)),
    ],
)
def test_queries(query: str, asked_: str, text: str, places: tuple[tuple[int, int], ...] | None) -> None:
    tree = words.parsed(match(query))
    assert words.tsquery(tree) == asked_
    assert words.matches(tree, text) == (None if places is None else [places])


@pytest.mark.parametrize("query", ['"open', "(a", "a)", "a OR", "NOT a", "AND b OR c", "title:(", "(a ^b)"])
def test_broken_queries(query: str) -> None:
    with pytest.raises(Usage, match="is not a query"):
        words.parsed(query)


@pytest.mark.parametrize(
    ("pattern", "fits", "not_"),
    [("*.txt", "a/b.txt", "a.txtx"), ("a?[b-d].x", "aXc.x", "aXe.x"), ("[!a]x", "!x", "bx"), ("[^a]x", "bx", "ax"), ("a+b(1).txt", "a+b(1).txt", "aab1.txt")],
)
def test_globs(pattern: str, fits: str, not_: str) -> None:
    assert re.search(as_regex(pattern), fits)
    assert not re.search(as_regex(pattern), not_)
