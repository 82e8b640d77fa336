"""Opening and making a record: an SQLite file here, PostgreSQL in `postgres.py`. Every failure becomes one clear RecordError."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Literal

from onrecord import __version__
from onrecord.errors import RecordError
from onrecord.store.database import Connection, Values, told, transaction
from onrecord.store.migrations import MIGRATIONS
from onrecord.store.rows import insertion

APPLICATION_ID = 0x4F4E5243  # "ONRC", so that `file` and browsers can tell a record from another database
SCHEMA_VERSION = max(MIGRATIONS, default=-1) + 1
SCHEMA = Path(__file__).with_name("schema.sql")
INDEXES = (("document_search", "documents"), ("item_search", "items"), ("actor_search", "actors"))


class SQLite(sqlite3.Connection):
    """A record in a file."""

    dialect: Literal["sqlite"] = "sqlite"

    def begin(self) -> None:
        self.execute("BEGIN IMMEDIATE")

    def keyed(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> list[int]:
        query = insertion(table, columns)
        return [self.execute(query, row).lastrowid or 0 for row in rows]

    def rows(self, query: str, values: Values = (), /) -> Iterator[tuple[object, ...]]:
        return self.execute(query, values)

    def schema(self) -> int:
        return int(self.execute("PRAGMA user_version").fetchone()[0])

    def size(self) -> int:
        path = Path(self.execute("PRAGMA database_list").fetchone()[2])
        return sum(file.stat().st_size for file in (path, path.with_name(path.name + "-wal")) if file.exists())

    def columns(self, table: str) -> list[str]:
        return [row[1] for row in self.execute(f"PRAGMA table_info({table})")]

    def tables(self) -> list[tuple[str, str]]:
        query = "SELECT name, type FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite%' ORDER BY type DESC, name"
        return self.execute(query).fetchall()

    def erased(self) -> None:
        """The indexes forget the words, freed pages are dropped, the log is emptied."""
        for table, _ in INDEXES:
            self.execute(f"INSERT INTO {table} ({table}) VALUES ('optimize')")
        self.execute("VACUUM")
        self.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def problems(self) -> Iterator[str]:
        for (said,) in self.execute("PRAGMA quick_check"):
            if said != "ok":
                yield f"database: {said}"
        for table, _, parent, _ in self.execute("PRAGMA foreign_key_check"):
            yield f"a row of {table} points at a row of {parent} that is not there"
        if not self.execute("PRAGMA query_only").fetchone()[0]:
            yield from _index_problems(self)
            return
        with closing(sqlite3.connect("")) as copy:  # the check counts as writing: done on a copy that is thrown away
            self.backup(copy)
            yield from _index_problems(copy)


def _index_problems(connection: sqlite3.Connection) -> Iterator[str]:
    for table, of in INDEXES:
        try:
            connection.execute(f"INSERT INTO {table} ({table}, rank) VALUES ('integrity-check', 1)")
        except sqlite3.DatabaseError as error:
            yield f"the full-text index over {of} is out of step: {error}"


def is_url(place: Path | str) -> bool:
    return str(place).startswith(("postgresql://", "postgres://"))


def place_of(url: str) -> str:
    """A URL without its password, for messages."""
    return re.sub(r"(://[^:/@]*):[^@/]*@", r"\1@", re.sub(r"([?&]password=)[^&]*", r"\1…", url))


def there(url: str) -> bool:
    """Whether the database holds a record."""
    from onrecord.store import postgres

    with told(place_of(url)):
        connection = postgres.Postgres(url, readonly=True, timeout=1)
        with closing(connection):
            return postgres.is_record(connection)


def connect(place: Path | str, *, create: bool, readonly: bool, timeout: float) -> Connection:
    """A connection to the record at `place`, its schema up to date. `timeout`: seconds to wait for another writer."""
    if is_url(place):
        from onrecord.store import postgres  # an extra: only where it is asked for

        return postgres.connect(str(place), create=create, readonly=readonly, timeout=timeout)
    path = Path(place)
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


def _opened(path: Path, readonly: bool, timeout: float) -> SQLite:
    uri = path.absolute().as_uri() + ("?mode=ro" if readonly else "")
    alone = not readonly  # one that only reads may be handed from thread to thread, as servers do, while one at a time uses it
    connection = sqlite3.connect(uri, uri=True, timeout=timeout, isolation_level=None, check_same_thread=alone, factory=SQLite)
    if readonly:
        try:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except sqlite3.OperationalError:
            # A WAL database in a folder that may not be written to: without a log beside it the file alone is complete.
            connection.close()
            if path.with_name(path.name + "-wal").exists():
                raise
            connection = sqlite3.connect(
                uri + "&immutable=1", uri=True, timeout=timeout, isolation_level=None, check_same_thread=alone, factory=SQLite
            )
        connection.execute("PRAGMA query_only = ON")
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


def _checked(connection: SQLite, path: Path, create: bool, readonly: bool) -> None:
    application, version = _header(connection)
    empty = not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if empty and create and not readonly and (application, version) == (0, 0):
        connection.execute("PRAGMA journal_mode = WAL")
        with transaction(connection):
            if not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:  # another process may have been first
                make(connection)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # the file is a record from now on, even without its log
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
        connection.execute("PRAGMA synchronous = FULL")  # every commit is on the disk when it returns: a power cut loses nothing either


def _header(connection: SQLite) -> tuple[int, int]:
    return (
        connection.execute("PRAGMA application_id").fetchone()[0],
        connection.execute("PRAGMA user_version").fetchone()[0],
    )


def make(connection: Connection) -> None:
    """The schema, inside the caller's transaction."""
    run_script(connection, SCHEMA.read_text(encoding="utf-8"))
    connection.execute("INSERT INTO meta VALUES ('made_by', ?)", (f"onrecord {__version__}",))
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")


def run_script(connection: Connection, script: str) -> None:
    """Statement by statement: `executescript` would commit the open transaction."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            connection.execute(statement)
            statement = ""


def migrate(connection: SQLite) -> None:
    """Every step in one transaction: an interrupted migration leaves the old record."""
    connection.execute("PRAGMA foreign_keys = OFF")
    with transaction(connection):
        version = _header(connection)[1]
        for step in range(version, SCHEMA_VERSION):
            MIGRATIONS[step](connection)
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    connection.execute("PRAGMA foreign_keys = ON")
