import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from onrecord.store import Record

sys.path.insert(0, str(Path(__file__).parents[1] / "store"))
from synthetic import article


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    with Record.create(tmp_path / "crisis.onrecord") as made:
        run = made.begin_run("1", "k")
        made.add([article(n) for n in range(4)], run)
        made.finish_run(run)
        yield made
