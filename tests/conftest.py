"""Every test of the store runs on both databases: fixture `place` names where records go. And what the summary says besides its counts."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from bench.shared import shared

from tests import postgres

os.environ["ONRECORD_KNOWLEDGE"] = os.devnull  # tests read with what is packaged, whatever lists this machine's user has
NUMBERS = count()
Place = Callable[[str], Any]  # the name of a record -> its path or URL


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """$ONRECORD_TEST_POSTGRES names a server to use instead of our own."""
    if given := os.environ.get("ONRECORD_TEST_POSTGRES"):
        yield given
        return
    if why := postgres.why_not():
        pytest.skip(f"PostgreSQL: {why}")
    with postgres.server() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """`place("crisis")`: a new place for a record, in either kind of database."""
    if request.param == "sqlite":
        yield lambda name: tmp_path / f"{name}.onrecord"
        return
    url, schemas = request.getfixturevalue("server"), dict[str, str]()

    def made(name: str) -> str:
        schema = schemas.setdefault(name, f"t{os.getpid()}_{next(NUMBERS)}")
        return f"{url}{'&' if '?' in url else '?'}options=-csearch_path%3D{schema}"

    yield made
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        for schema in schemas.values():
            connection.execute(f'DROP SCHEMA IF EXISTS "{schema}" CASCADE'.encode())


def pytest_terminal_summary(terminalreporter: Any) -> None:
    ran = any("test_no_score_has_fallen" in report.nodeid for kind in ("passed", "failed") for report in terminalreporter.stats.get(kind, []))
    why = "" if ran else f" (no measuring data at {shared()})" if not shared().is_dir() else " (not among the tests selected)"
    terminalreporter.write_line(f"quality floors: {'checked' if ran else 'NOT checked'}{why}")
