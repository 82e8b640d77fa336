"""SQL of others reads and does nothing else; whatever it does, it ends."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

WRITING = [
    "DELETE FROM items", "UPDATE documents SET title = 'x'", "DROP TABLE items", "CREATE TABLE x (y)", "CREATE TEMP TABLE x (y)", "INSERT INTO meta VALUES ('a', 'b')",
    "ATTACH '{folder}/x.db' AS x", "VACUUM INTO '{folder}/x.db'", "PRAGMA writable_schema = ON", "PRAGMA journal_mode = DELETE", "SELECT load_extension('x')",
    "SELECT 1; DELETE FROM items", "WITH x AS (SELECT 1) DELETE FROM items", "BEGIN", "SELECT writefile('{folder}/x', 'y')", "SELECT readfile('/etc/passwd')", "EXPLAIN DELETE FROM items", "",
]  # fmt: skip
ENDLESS = [
    "WITH RECURSIVE a(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM a) SELECT count(*) FROM a",
    "SELECT instr(hex(zeroblob(9000000)), hex(zeroblob(4000000)) || 'x')",  # hours in one step of the virtual machine
]
LARGE = ["SELECT zeroblob(40000000) FROM items a, items b", "SELECT hex(zeroblob(9000000)) FROM items"]


@pytest.mark.parametrize("query", WRITING)
def test_nothing_is_written(api: TestClient, made: Path, tmp_path: Path, query: str) -> None:
    before = made.read_bytes()
    answer = api.get("/api/sql.json", params={"query": query.format(folder=tmp_path)})
    assert answer.status_code == 400
    assert answer.json()["error"]
    assert made.read_bytes() == before
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("query", ENDLESS + LARGE)
def test_it_ends(api: TestClient, query: str) -> None:
    began = time.monotonic()
    assert api.get("/api/sql.json", params={"query": query, "seconds": 0.3, "limit": 10_000}).status_code == 400
    assert time.monotonic() - began < 20  # starting another process may take a while where everything is busy


def test_values_come_as_json_can_say_them(api: TestClient) -> None:
    rows = api.get("/api/sql.json", params={"query": "SELECT 9e999 AS a, x'0001' AS b, NULL AS c, 1 AS d, 1 AS d"}).json()
    assert rows["rows"] == [{"a": "inf", "b": "(2 bytes)", "c": None, "d.4": 1, "d.5": 1}]
    cut = api.get("/api/sql.json", params={"query": "SELECT id FROM items", "limit": 3}).json()
    assert (len(cut["rows"]), cut["truncated"]) == (3, True)
