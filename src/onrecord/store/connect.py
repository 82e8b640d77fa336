"""Opening and making the SQLite file; every failure of it becomes one clear RecordError."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from onrecord import __version__
from onrecord.errors import RecordError
from onrecord.store.migrations import MIGRATIONS

APPLICATION_ID = 0x4F4E5243  # "ONRC", so that `file` and browsers can tell a record from another database
SCHEMA_VERSION = max(MIGRATIONS, default=-1) + 1
SCHEMA = Path(__file__).with_name("schema.sql")


@contextmanager
def told(path: Path) -> Iterator[None]:
    """SQLite's errors as RecordErrors that say which file and what to do."""
    try:
        yield
    except sqlite3.Error as error:
        raise RecordError(f"{path}: {_reason(error)}") from error
    except UnicodeEncodeError as error:
        raise RecordError(f"{path}: a text holds a lone surrogate, which no file can hold: {error.reason}") from error


def _reason(error: sqlite3.Error) -> str:
    said = str(error)
    if "locked" in said or "busy" in said:
        return "another program is writing to this record; try again when it has finished"
    if "disk is full" in said:
        return "the disk is full; nothing was half written: free some space and run the same command again"
    if "readonly" in said or "read-only" in said:
        return "the record or its folder is read-only; copy it to a folder you may write to"
    if "unable to open" in said:
        return "cannot be opened; does the folder exist, and may you write to it?"
    if "not a database" in said:
        return "is not a record (not an SQLite file)"
    if "malformed" in said or "disk I/O" in said:
        return f"is damaged ({said}); export what can be read with `onrecord export`, or read the documents again"
    return said


def connect(path: Path, *, create: bool, readonly: bool, timeout: float) -> sqlite3.Connection:
    """A connection to the record at `path`, its schema up to date. `timeout`: seconds to wait for another writer."""
    if path.is_dir():
        raise RecordError(f"{path}: is a folder, not a record")
    if not path.exists() and (readonly or not create):
        raise RecordError(f"{path}: no such record; `onrecord read PATH -o {path}` makes one")
    with told(path):
        connection = _opened(path, readonly, timeout)
        try:
            _checked(connection, path, create, readonly)
        except BaseException:
            connection.close()
            raise
    return connection


def _opened(path: Path, readonly: bool, timeout: float) -> sqlite3.Connection:
    uri = path.absolute().as_uri() + ("?mode=ro" if readonly else "")
    connection = sqlite3.connect(uri, uri=True, timeout=timeout, isolation_level=None)
    if readonly:
        try:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except sqlite3.OperationalError:
            # A WAL database in a folder that may not be written to: without a log beside it the file alone is complete.
            connection.close()
            if path.with_name(path.name + "-wal").exists():
                raise
            connection = sqlite3.connect(uri + "&immutable=1", uri=True, timeout=timeout, isolation_level=None)
        connection.execute("PRAGMA query_only = ON")
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


def _checked(connection: sqlite3.Connection, path: Path, create: bool, readonly: bool) -> None:
    application, version = _header(connection)
    empty = not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if empty and create and not readonly and (application, version) == (0, 0):
        connection.execute("PRAGMA journal_mode = WAL")
        with transaction(connection):
            if not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:  # another process may have been first
                make(connection)
        application, version = _header(connection)
    if application != APPLICATION_ID:
        raise RecordError(f"{path}: is an SQLite file, but not a record")
    if version > SCHEMA_VERSION:
        raise RecordError(f"{path}: was written by a newer onrecord (schema {version}, this one knows {SCHEMA_VERSION}); update onrecord")
    if version < SCHEMA_VERSION:
        if readonly:
            raise RecordError(f"{path}: has the older schema {version}; open it once for writing (`onrecord verify`) to bring it up to date")
        migrate(connection)
    if not readonly:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")  # a killed process loses nothing; a power cut at most the last commits


def _header(connection: sqlite3.Connection) -> tuple[int, int]:
    return (
        connection.execute("PRAGMA application_id").fetchone()[0],
        connection.execute("PRAGMA user_version").fetchone()[0],
    )


def make(connection: sqlite3.Connection) -> None:
    """The schema, inside the caller's transaction."""
    run_script(connection, SCHEMA.read_text(encoding="utf-8"))
    connection.execute("INSERT INTO meta VALUES ('made_by', ?)", (f"onrecord {__version__}",))
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")


def run_script(connection: sqlite3.Connection, script: str) -> None:
    """Statement by statement: `executescript` would commit the open transaction."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            connection.execute(statement)
            statement = ""


def migrate(connection: sqlite3.Connection) -> None:
    """Every step in one transaction: an interrupted migration leaves the old record."""
    connection.execute("PRAGMA foreign_keys = OFF")
    with transaction(connection):
        version = _header(connection)[1]
        for step in range(version, SCHEMA_VERSION):
            MIGRATIONS[step](connection)
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    connection.execute("PRAGMA foreign_keys = ON")


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All or nothing; nested calls join the outer one."""
    if connection.in_transaction:
        yield
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")
