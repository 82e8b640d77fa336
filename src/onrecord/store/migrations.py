"""From each schema version to the next. A record's truth is its JSON lines, so a step may rebuild everything else from them.

Version 0 was the layout of the first trials: one table `lines (line TEXT)` of JSONL in contract order.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable


def from_lines(connection: sqlite3.Connection) -> None:
    """0 -> 1: the lines become rows of the present tables, under one run that says so."""
    from onrecord.store.connect import make
    from onrecord.store.writing import begin_run, finish_run, put_lines

    connection.execute("ALTER TABLE lines RENAME TO old_lines")
    make(connection)
    run = begin_run(connection, "0", "", {"migrated": 0})
    put_lines(connection, (line for (line,) in connection.execute("SELECT line FROM old_lines ORDER BY rowid")), run)
    finish_run(connection, run)
    connection.execute("DROP TABLE old_lines")


MIGRATIONS: dict[int, Callable[[sqlite3.Connection], None]] = {0: from_lines}
