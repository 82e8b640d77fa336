"""A person's own SQL over a record, on a connection that cannot write, attach, load or run on."""

from __future__ import annotations

import sqlite3
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from onrecord.errors import Usage
from onrecord.store.connect import SQLite, connect, is_url, place_of
from onrecord.store.database import told

ALLOWED = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE}
# what FTS5 asks for itself, and what describes tables
PRAGMAS = {"data_version", "table_info", "table_xinfo", "table_list", "index_list", "index_info", "foreign_key_list", "user_version"}
ONLY = "only SELECT is allowed: a record is changed by `read` and by corrections, never by SQL"
LARGEST = 50_000_000  # bytes of one value: no zeroblob() eats the memory


@dataclass(frozen=True, slots=True)
class Table:
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    truncated: bool  # more rows than asked for


def sql(path: Path | str, query: str, limit: int = 1000, seconds: float = 10.0) -> Table:
    """The first `limit` rows; Usage when the query is wrong, forbidden or takes longer than `seconds`."""
    if is_url(path):
        return _on_server(str(path), query, limit, seconds)
    connection = cast(SQLite, connect(path, create=False, readonly=True, timeout=seconds))
    try:
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LARGEST)
        connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
        for table in ("document_search", "item_search"):  # a virtual table declares itself when first used: before the bar goes down
            connection.execute(f"SELECT rowid FROM {table} LIMIT 0")
        connection.set_authorizer(_allowed)
        until = time.monotonic() + seconds
        connection.set_progress_handler(lambda: time.monotonic() > until, 10_000)
        cursor = connection.execute(query)
        if cursor.description is None:
            raise Usage(ONLY)
        columns = tuple(column[0] for column in cursor.description)
        rows = cursor.fetchmany(limit + 1)
        return Table(columns, tuple(rows[:limit]), len(rows) > limit)
    except sqlite3.Warning as error:
        raise Usage(f"one statement at a time: {error}") from error
    except sqlite3.ProgrammingError as error:
        raise Usage(f"one statement at a time: {error}") from error
    except sqlite3.Error as error:
        said = str(error)
        if "interrupted" in said:
            raise Usage(f"stopped after {seconds:g} s; narrow the query or allow more seconds") from error
        if "not authorized" in said or "prohibited" in said or "readonly" in said:
            raise Usage(f"{ONLY} ({said})") from error
        raise Usage(f"SQL: {said}") from error
    finally:
        connection.close()


def _on_server(url: str, query: str, limit: int, seconds: float) -> Table:
    """A cursor takes one SELECT and nothing else; the transaction is for reading only and ends by rolling back."""
    from onrecord.store import postgres

    with told(place_of(url)):
        connection = postgres.connect(url, create=False, readonly=True, timeout=seconds)
    try:
        connection.execute("BEGIN READ ONLY")
        connection.execute(f"SET LOCAL statement_timeout = {max(1, round(seconds * 1000))}")
        columns, rows = connection.selected(query, limit + 1)
        return Table(columns, tuple(rows[:limit]), len(rows) > limit)
    except sqlite3.Error as error:
        said = str(error)
        if "statement timeout" in said:
            raise Usage(f"stopped after {seconds:g} s; narrow the query or allow more seconds") from error
        raise Usage(f"{ONLY} ({said})" if "syntax error" in said or "multiple commands" in said or "must not contain" in said else f"SQL: {said}") from error
    finally:
        connection.close()


def _allowed(action: int, first: str | None, second: str | None, database: str | None, trigger: str | None) -> int:
    if action in ALLOWED and second != "load_extension":
        return sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_PRAGMA and first in PRAGMAS and (second is None or first not in ("user_version", "data_version")):
        return sqlite3.SQLITE_OK
    return sqlite3.SQLITE_DENY
