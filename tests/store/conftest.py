from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from onrecord.store import Record


@pytest.fixture
def path(place: Any) -> Any:
    """Where the record goes, on either database."""
    return place("crisis")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where an SQLite record goes: for what only a file can do."""
    return tmp_path / "crisis.onrecord"


@pytest.fixture
def record(path: Any) -> Iterator[Record]:
    with Record.create(path) as made:
        yield made


@pytest.fixture
def sqlite(file: Path) -> Iterator[Record]:
    with Record.create(file) as made:
        yield made
