"""By meaning: what is said in other words comes first, offsets hold, what is kept beside the record is made once, and anew where something changed."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from synthetic import article

from onrecord.errors import Usage
from onrecord.store import Record, similar

SHELLED = "Artillery hit a storehouse during the night"
SENT = "A minister promises to dispatch technicians"


@pytest.fixture
def filled(record: Record) -> Record:
    record.add([article(n) for n in range(4)], record.begin_run("1", "k"))
    return record


def made(record: Record, text: str = SHELLED) -> int:
    """Of how many documents something was made for a search."""
    asked: list[int] = []
    done: list[int] = []

    def begun(documents: int) -> object:
        asked.append(documents)
        return lambda: done.append(1)

    record.similar(text, begun=begun)  # type: ignore[arg-type]
    assert sum(asked) == len(done)
    return len(done)


def test_other_words_are_found_first(filled: Record) -> None:
    hits = filled.similar(SHELLED, ("document",), 3)
    assert [hit.snippet.startswith("Shells struck the depot") for hit in hits] == [True] * 3
    assert all(hit.score > 0.4 for hit in hits)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    said = filled.similar(SENT, limit=2)
    assert [hit.kind for hit in said] == ["document"] * 2 + ["statement"] * 2
    assert all("engineers" in hit.snippet for hit in said)


def test_hits_are_places(filled: Record) -> None:
    for hit in filled.similar(SENT, limit=50):
        assert filled.document(hit.doc).text[hit.start : hit.end] == hit.snippet
        assert hit.kind == "document" or filled.item(hit.id).doc == hit.doc
        assert hit.matches == ()


def test_a_sentence_is_nearest_to_itself(filled: Record) -> None:
    text = filled.document("wire/00002.txt").text
    own = text[text.index("Shells") : text.index(" The so-called")]
    (hit,) = filled.similar(own, ("document",), 1)
    assert (hit.snippet, hit.source) == (own, "wire/00002.txt")
    assert hit.score >= 0.99


def test_few_documents_and_many_come_in_the_same_order(filled: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = filled.similar(SENT, limit=5)
    monkeypatch.setattr(similar, "AT_ONCE", 2)
    assert filled.similar(SENT, limit=5) == whole
    assert filled.similar(SENT, limit=500)[:5] == [*whole[:5]]


def test_made_once_and_then_what_is_new_or_changed(sqlite: Record) -> None:
    run = sqlite.begin_run("1", "k")
    sqlite.add([article(n) for n in range(3)], run)
    assert made(sqlite) == 6  # documents, and their statements
    assert made(sqlite) == 0
    sqlite.add([article(3)], run)
    assert made(sqlite) == 2
    statement = next(sqlite.items(kind="statement", doc="wire/00001.txt"))
    sqlite.correct("reject", statement.id)
    assert made(sqlite) == 2
    assert statement.id not in {hit.id for hit in sqlite.similar(SENT, ("statement",))}
    sqlite.delete("wire/00002.txt")
    assert made(sqlite) == 0
    assert "wire/00002.txt" not in {hit.source for hit in sqlite.similar(SENT)}


def test_the_same_bytes_whatever_was_there_before(sqlite: Record, tmp_path: Path) -> None:
    run = sqlite.begin_run("1", "k")
    sqlite.add([article(0)], run)
    made(sqlite)
    sqlite.add([article(1)], run)
    made(sqlite)
    with Record.create(tmp_path / "other.onrecord") as other:
        other.add([article(1), article(0)], other.begin_run("1", "k"))
        made(other)
        assert rows(Path(other.path)) == rows(Path(sqlite.path))


def rows(path: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(similar.beside(path))) as kept:
        return kept.execute("SELECT * FROM parts ORDER BY kind, doc").fetchall()


def test_a_break_loses_nothing(sqlite: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    sqlite.add([article(n) for n in range(4)], sqlite.begin_run("1", "k"))
    monkeypatch.setattr(similar, "COMMIT", 1)

    def begun(documents: int) -> object:
        def advance() -> None:
            raise KeyboardInterrupt

        return advance

    with pytest.raises(KeyboardInterrupt):
        sqlite.similar(SENT, begun=begun)  # type: ignore[arg-type]
    assert len(rows(Path(sqlite.path))) == 1
    assert made(sqlite) == 7


def test_other_weights_make_it_anew(sqlite: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    sqlite.add([article(0)], sqlite.begin_run("1", "k"))
    assert made(sqlite) == 2
    monkeypatch.setattr(similar, "_version", lambda: "other")
    assert made(sqlite) == 2


def test_where_nothing_can_be_written_it_is_made_in_memory(filled: Record) -> None:
    kept = similar.similar(filled.connection, Path("/nowhere/crisis.onrecord"), SENT)
    assert kept == filled.similar(SENT)
    assert similar.similar(filled.connection, None, SENT) == kept


def test_a_file_that_cannot_be_written_is_read(sqlite: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    sqlite.add([article(n) for n in range(2)], sqlite.begin_run("1", "k"))
    assert made(sqlite) == 4
    before = rows(Path(sqlite.path))
    sqlite.add([article(2)], sqlite.begin_run("1", "k"))

    def refused(file: Path) -> sqlite3.Connection:
        raise sqlite3.OperationalError("attempt to write a readonly database")

    monkeypatch.setattr(similar, "_opened", refused)
    assert made(sqlite) == 2
    assert rows(Path(sqlite.path)) == before


def test_erased_is_erased_there_too(sqlite: Record) -> None:
    sqlite.add([article(n) for n in range(2)], sqlite.begin_run("1", "k"))
    made(sqlite)
    doc = sqlite.document("wire/00001.txt").id
    sqlite.erase(["wire/00001.txt"])
    assert doc.encode() not in similar.beside(Path(sqlite.path)).read_bytes()
    assert len(rows(Path(sqlite.path))) == 2


def test_copies_and_earlier_versions_are_left_out(sqlite: Record) -> None:
    sqlite.add([article(0), article(0, source="wire/copy.txt")], run := sqlite.begin_run("1", "k"))
    sqlite.finish_run(run)
    assert len({hit.doc for hit in sqlite.similar(SHELLED)}) == 1
    sqlite.add([article(0, edition=1)], sqlite.begin_run("1", "k", {"day": 2}))
    assert "107" not in " ".join(hit.snippet for hit in sqlite.similar(SENT) if hit.source == "wire/00000.txt")


@pytest.mark.parametrize(("text", "kinds", "said"), [(" ", (), "say what it should mean"), ("x", ("event",), "document and statement only")])
def test_mistakes(filled: Record, text: str, kinds: tuple[str, ...], said: str) -> None:
    with pytest.raises(Usage, match=said):
        filled.similar(text, kinds)


def test_a_server_does_not_make_much(filled: Record) -> None:
    with pytest.raises(Usage, match="4 documents were never compared"):
        filled.similar(SENT, most=3)
    assert filled.similar(SENT, most=4)


def test_an_empty_record(record: Record) -> None:
    assert record.similar(SENT) == []
