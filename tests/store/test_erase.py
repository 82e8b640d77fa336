"""What is deleted is gone: from the lists, from the indexes, from the bytes of the files."""

from dataclasses import replace
from pathlib import Path

import pytest
from synthetic import article

from onrecord.errors import Usage
from onrecord.store import Record


@pytest.mark.parametrize("sources", [["wire/00002.txt"], ["00002.txt", "wire/00003.txt"], ["wire/*"]])
def test_erased_by_name_or_glob(record: Record, sources: list[str]) -> None:
    record.add([article(n) for n in range(5)], record.begin_run("1", "k"))
    gone = record.erase(sources)
    assert len(gone) == {"00002.txt": 2, "wire/00002.txt": 1, "wire/*": 5}[sources[0]]
    assert record.status().documents == 5 - len(gone)
    assert list(record.verify()) == []


def test_one_name_that_means_nothing_deletes_nothing(record: Record) -> None:
    record.add([article(n) for n in range(2)], record.begin_run("1", "k"))
    with pytest.raises(Usage, match="no document 'elsewhere'"):
        record.erase(["00001.txt", "elsewhere"])
    assert record.status().documents == 2


def test_versions(record: Record) -> None:
    for day in range(3):
        record.add([article(4, edition=day)], record.begin_run("1", "k", {"day": day}))
    assert len(record.erase([article(4)[0].source])) == 1
    assert [d.id for d in record.documents()] == [article(4, edition=1)[0].id]
    assert len(record.erase([article(4)[0].source], versions=True)) == 2
    assert list(record.documents(superseded=True)) == []


def test_no_byte_is_left_in_the_file(file: Path, tmp_path: Path) -> None:
    secret = "Xylophonquartett"
    with Record.create(file) as record:
        run = record.begin_run("1", "k")
        document, items = article(2)
        record.add([article(1), article(3)], run)
        lines = list(record.lines())
        record.add([(replace(document, text=document.text + secret * 3, title=secret), items)], run)
        record.add([(replace(document, title=secret + "2"), items)], record.begin_run("2", "k"))
        assert any(secret.encode() in path.read_bytes() for path in tmp_path.iterdir())
        record.erase([document.source])
        for path in tmp_path.iterdir():
            assert secret.encode() not in path.read_bytes()
            assert secret.lower().encode() not in path.read_bytes()
        assert list(record.lines()) == lines
        assert list(record.verify()) == []
