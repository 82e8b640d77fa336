"""A person's own SQL reads everything and changes nothing."""

from pathlib import Path

import pytest
from synthetic import article

from onrecord.errors import Usage
from onrecord.store import Record


@pytest.fixture
def filled(record: Record) -> Record:
    record.add([article(n) for n in range(5)], record.begin_run("1", "k"))
    return record


def test_a_select(filled: Record) -> None:
    table = filled.sql("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3) SELECT i, (SELECT count(*) FROM event) FROM n")
    assert table.rows == ((1, 5), (2, 5), (3, 5))
    assert filled.sql("SELECT id FROM documents", limit=2).truncated
    asked = "item_search MATCH 'engineers'" if filled.connection.dialect == "sqlite" else "words @@ 'engineers'"
    assert filled.sql(f"SELECT count(*) FROM item_search WHERE {asked}").rows == ((15,),)


@pytest.mark.parametrize(
    "query",
    [
        "DELETE FROM documents", "UPDATE documents SET title = 'x'", "DROP TABLE items", "CREATE TABLE t (a)", "CREATE TEMP TABLE t (a)",
        "INSERT INTO meta VALUES ('a', 'b')", "ATTACH 'other.db' AS o", "PRAGMA query_only = OFF", "PRAGMA journal_mode = DELETE",
        "PRAGMA user_version = 7", "VACUUM", "VACUUM INTO 'copy.db'", "SELECT load_extension('x')", "SELECT 1; DELETE FROM documents",
        "BEGIN IMMEDIATE", "REINDEX", "COPY documents TO STDOUT", "SELECT nextval('documents_key_seq')", "SET search_path = x",
        "WITH gone AS (DELETE FROM documents RETURNING id) SELECT * FROM gone", "SELECT 1; COMMIT; DELETE FROM documents", "ANALYZE", "INSERT INTO item_search (item_search) VALUES ('rebuild')", "SELEKT 1", "",
    ],
)  # fmt: skip
def test_anything_else_is_refused(filled: Record, query: str, tmp_path: Path) -> None:
    lines, files = list(filled.lines()), sorted(tmp_path.iterdir())
    with pytest.raises(Usage):
        filled.sql(query)
    assert list(filled.lines()) == lines
    assert sorted(tmp_path.iterdir()) == files


def test_a_query_without_end_is_stopped(filled: Record) -> None:
    with pytest.raises(Usage, match="stopped after"):
        filled.sql("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n", seconds=0.05)


def test_a_value_too_large_is_refused(sqlite: Record) -> None:
    with pytest.raises(Usage, match="too big"):
        sqlite.sql("SELECT hex(zeroblob(400000000))")
