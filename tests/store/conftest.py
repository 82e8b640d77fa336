from collections.abc import Iterator
from pathlib import Path

import pytest

from onrecord.store import Record


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "crisis.onrecord"


@pytest.fixture
def record(path: Path) -> Iterator[Record]:
    with Record.create(path) as made:
        yield made
