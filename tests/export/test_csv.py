"""A table reads back as the records it was made from, and no cell of it is a formula."""

import csv
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from onrecord.errors import Usage
from onrecord.export.csv import cell, csv_folder, guarded, records, unguarded, write_csv
from onrecord.records import KINDS, Document, Fact, Place, Role, Time, Value, document_id, to_line
from onrecord.store import Record

CASES = Path(__file__).parents[1] / "cases" / "csv"


def cases(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (CASES / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("case", cases("wild") + cases("negative"), ids=lambda case: repr(case["text"]))
def test_cells(case: dict[str, Any]) -> None:
    assert guarded(case["text"]) == case["cell"]
    assert unguarded(case["cell"]) == case["text"]


def test_numbers_stay_numbers() -> None:
    assert [cell(value) for value in (-9.0, 100000000000, True, None, "", ["a"])] == ["-9.0", "100000000000", "true", "", '""', '["a"]']


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "link"])
def test_read_back(record: Record, kind: str) -> None:
    file = io.StringIO(newline="")
    found = list(record.documents() if kind == "document" else record.items(kind))
    assert write_csv(record, kind, file) == len(found) > 0
    file.seek(0)
    back = list(records(file))
    assert back == found
    assert [to_line(item) for item in back] == [to_line(item) for item in found]


def test_difficult_values_read_back(record: Record) -> None:
    text = '=1+1\n\n"quoted", and;\tso on'
    sha256 = "1" * 64
    document = Document(
        document_id("-x.txt", sha256), "-x.txt", sha256, "text/markdown", text, title="", outlet="@home", authors=("=a", ""),
        published_evidence=Fact("byline", "+1", 0, 4),
    )  # fmt: skip
    actors = [replace(a, doc=None, roles=(Role("minister", None, "2014"),), evidence=()) for a in record.items("actor", limit=1)]
    figure = next(record.items("figure"))
    figure = replace(
        figure, id="f1", doc=document.id, value=Value(None, 5.5, None, True), unit="-", evidence=(), place=Place("Q", None, 1.5),
        time=Time(None, "unknown", "then"), sample=0, missing=("sample",),
    )  # fmt: skip
    record.add([(document, [*actors, figure])], record.begin_run("1", "k", {"x": 1}))
    for kind, expected in (("document", document), ("actor", actors[0]), ("figure", figure)):
        file = io.StringIO(newline="")
        write_csv(record, kind, file, doc=document.id)
        assert "\n=" not in file.getvalue()
        file.seek(0)
        assert list(records(file)) == [expected]


def test_names_stand_beside_ids(record: Record) -> None:
    file = io.StringIO(newline="")
    write_csv(record, "statement", file, who="Holt")
    rows = list(csv.DictReader(io.StringIO(file.getvalue(), newline="")))
    assert [row["names.who"] for row in rows] == ["Ansgar Holt"]
    assert rows[0]["document.source"] == "wire/00000.txt"


def test_a_folder_has_one_file_a_kind(record: Record, tmp_path: Path) -> None:
    written = csv_folder(record, tmp_path / "csv")
    assert [path.stem for path in written] == ["document", "actor", "statement", "event", "commitment", "figure", "framing"]
    assert sorted((tmp_path / "csv").iterdir()) == sorted(written)


def test_an_unknown_kind(record: Record) -> None:
    with pytest.raises(Usage, match="expected one of"):
        write_csv(record, "events", io.StringIO())
