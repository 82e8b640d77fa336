"""What the store asks of a database, whichever it is: SQLite in one file, or PostgreSQL for a team.

Both speak the same SQL here: `?` and `:name` for values, standard `ON CONFLICT`, `json_extract` and `json_each` (functions of that
name are made in PostgreSQL). What cannot be said alike is asked by `dialect`. Errors are those of `sqlite3`, PostgreSQL's included.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal, Protocol

from onrecord.errors import RecordError

Values = Sequence[Any] | Mapping[str, Any]
ALL = 1 << 62  # as LIMIT: every row
FULL = "the disk is full; nothing was half written: free some space and run the same command again"


class Cursor(Protocol):
    def __iter__(self) -> Iterator[Any]: ...
    def fetchone(self) -> Any: ...
    def fetchall(self) -> list[Any]: ...


class Connection(Protocol):
    @property
    def dialect(self) -> Literal["sqlite", "postgres"]: ...
    @property
    def in_transaction(self) -> bool: ...
    def execute(self, query: str, values: Values = ..., /) -> Cursor: ...
    def executemany(self, query: str, rows: Iterable[Any], /) -> Any: ...
    def close(self) -> None: ...

    def begin(self) -> None:
        """A writing transaction: there is one writer at a time, the next one waits."""

    def keyed(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> list[int]:
        """Rows into a table that counts its rows in `key`; their keys."""

    def rows(self, query: str, values: Values = ..., /) -> Iterator[Any]:
        """Rows that may be many: never all of them in memory."""

    def schema(self) -> int:
        """The schema's version."""

    def size(self) -> int:
        """Bytes on disk."""

    def columns(self, table: str) -> list[str]: ...

    def tables(self) -> list[tuple[str, str]]:
        """(name, view or table), views first."""

    def erased(self) -> None:
        """After deleting: no byte of what was deleted stays in the record's files."""

    def problems(self) -> Iterator[str]:
        """What is wrong with the database itself and its indexes."""


@contextmanager
def transaction(connection: Connection) -> Iterator[None]:
    """All or nothing; nested calls join the outer one."""
    if connection.in_transaction:
        yield
        return
    connection.begin()
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


@contextmanager
def told(place: Path | str) -> Iterator[None]:
    """Errors of the database as RecordErrors that say which record and what to do."""
    try:
        yield
    except sqlite3.Error as error:
        raise RecordError(f"{place}: {_reason(error)}") from error
    except UnicodeEncodeError as error:
        raise RecordError(f"{place}: a text holds a lone surrogate, which no file can hold: {error.reason}") from error


def _reason(error: sqlite3.Error) -> str:
    said, name = str(error), getattr(error, "sqlite_errorname", "")
    if "locked" in said or "busy" in said:
        return "another program is writing to this record; try again when it has finished"
    if "disk is full" in said:
        return FULL
    if name in ("SQLITE_IOERR_WRITE", "SQLITE_IOERR_FSYNC", "SQLITE_IOERR_TRUNCATE", "SQLITE_IOERR_SHMSIZE", "SQLITE_IOERR_SHMOPEN"):
        return f"could not be written ({said}): is the disk full, or a limit on file sizes reached? Nothing was half written: run the same command again"
    if "readonly" in said or "read-only" in said:
        return "the record or its folder is read-only; copy it to a folder you may write to"
    if "unable to open" in said:
        return "cannot be opened; does the folder exist, and may you write to it?"
    if "not a database" in said:
        return "is not a record (not an SQLite file)"
    if "malformed" in said or "disk I/O" in said:
        return f"is damaged ({said}); export what can be read with `onrecord export`, or read the documents again"
    return " ".join(said.split())
