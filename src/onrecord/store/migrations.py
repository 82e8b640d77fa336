"""From each schema version to the next. A record's truth is its JSON lines, so a step may rebuild everything else from them.

Version 0 was the layout of the first trials: one table `lines (line TEXT)` of JSONL in contract order.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from onrecord.store.database import Connection


def from_lines(connection: Connection) -> None:
    """0 -> 1: the lines become rows of the present tables, under one run that says so."""
    from onrecord.store.connect import make
    from onrecord.store.writing import begin_run, finish_run, put_lines

    connection.execute("ALTER TABLE lines RENAME TO old_lines")
    make(connection)
    run = begin_run(connection, "0", "", {"migrated": 0})
    put_lines(connection, (line for (line,) in connection.execute("SELECT line FROM old_lines ORDER BY rowid")), run)
    finish_run(connection, run)
    connection.execute("DROP TABLE old_lines")


def with_copies(connection: Connection) -> None:
    """1 -> 2: tables of near-duplicates; every document waits to be compared."""
    from onrecord.store.connect import SCHEMA

    if connection.columns("signatures"):
        return  # made by the step before
    script = SCHEMA.read_text(encoding="utf-8")
    for table in ("contents", "signatures", "overlaps", "copies_said", "copies_due"):
        for said in re.findall(rf"^CREATE (?:TABLE {table}|INDEX {table}_of) [^;]*;", script, re.MULTILINE):
            if connection.dialect == "postgres":
                from onrecord.store.postgres import translated_statement

                said = translated_statement(said)
            connection.execute(said)
    connection.execute("CREATE INDEX documents_copies ON documents (duplicate_of) WHERE duplicate_of IS NOT NULL")
    connection.execute("INSERT INTO copies_said (doc, of) SELECT id, duplicate_of FROM documents WHERE duplicate_of IS NOT NULL")
    connection.execute("INSERT INTO copies_due (doc) SELECT id FROM documents")


def with_evidence(connection: Connection) -> None:
    """2 -> 3: tables of answers, originals and pages."""
    from onrecord.store.connect import SCHEMA

    if connection.columns("originals"):
        return  # made by the first step
    script = SCHEMA.read_text(encoding="utf-8")
    names = "TABLE originals|TABLE responses|TABLE response_documents|INDEX response_documents_of|TABLE files|VIEW response"
    for said in re.findall(rf"^CREATE (?:{names})\b [^;]*;", script, re.MULTILINE):
        if connection.dialect == "postgres":
            from onrecord.store.postgres import translated_statement

            said = translated_statement(said)
        connection.execute(said)


def with_blocks(connection: Connection) -> None:
    """3 -> 4: tables of what could be linked across documents; everything waits to be compared."""
    from onrecord.store import linking
    from onrecord.store.connect import SCHEMA
    from onrecord.store.rows import loaded

    if connection.columns("blocks"):
        return  # made by the first step
    script = SCHEMA.read_text(encoding="utf-8")
    for said in re.findall(r"^CREATE (?:TABLE blocks|TABLE blocks_due|INDEX blocks_of|INDEX blocks_item)\b [^;]*;", script, re.MULTILINE):
        if connection.dialect == "postgres":
            from onrecord.store.postgres import translated_statement

            said = translated_statement(said)
        connection.execute(said)
    for doc, published in connection.execute("SELECT id, published FROM documents ORDER BY id").fetchall():
        lines = [line for table in ("actors", "items") for (line,) in connection.execute(f"SELECT json FROM {table} WHERE doc = ? ORDER BY ordinal", (doc,)).fetchall()]
        linking.entered(connection, doc, (loaded(line) for line in lines), published)


def with_facets(connection: Connection) -> None:
    """4 -> 5: indexes for lists of large records, and actors' names found by their words."""
    from onrecord.store.connect import SCHEMA

    connection.execute("DROP INDEX items_by_kind")
    script = SCHEMA.read_text(encoding="utf-8")
    if connection.dialect == "postgres":
        from onrecord.store.postgres import LEFT_TO_OWN, OWN, translated_statement

        functions = re.findall(r"^CREATE FUNCTION json_each.*?^\$\$;", OWN.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
        for said in functions:
            connection.execute(said.replace("CREATE", "CREATE OR REPLACE", 1))
    for said in re.findall(rf"^CREATE INDEX (?:{FACETS})\b[^;]*;", script, re.MULTILINE):
        name = said.split()[2]
        if connection.dialect == "sqlite" and not connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (name,)).fetchone():
            connection.execute(said)
        elif connection.dialect == "postgres" and not said.startswith(LEFT_TO_OWN):
            connection.execute(translated_statement(said).replace("CREATE INDEX", "CREATE INDEX IF NOT EXISTS", 1))
    if connection.dialect == "sqlite" and not connection.columns("actor_search"):
        for said in re.findall(r"^CREATE VIRTUAL TABLE actor_search\b[^;]*;|^CREATE TRIGGER actors_.*?^END;", script, re.MULTILINE | re.DOTALL):
            connection.execute(said)
        connection.execute("INSERT INTO actor_search (actor_search) VALUES ('rebuild')")


FACETS = (
    r"items_by_kind|faceted_\w+|actors_of_country|links_of_first|links_of_second|links_by_relation|documents_with_\w+|documents_translated"
    r"|documents_unread|documents_undated|documents_newest"
)
MIGRATIONS: dict[int, Callable[[Connection], None]] = {0: from_lines, 1: with_copies, 2: with_evidence, 3: with_blocks, 4: with_facets}
