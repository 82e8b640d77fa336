"""The ledger, from texts to entries, through the command line too."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from onrecord.cli import run
from onrecord.errors import Usage
from onrecord.ledger import Ledger, ledger
from onrecord.store import Record

TEXTS = {
    "a.txt": ("2024-03-01", "Dusk Post", "According to media reports, Germany is considering a €4 billion fund for Ukraine over five years.\n\nGermany pledged to send Moldova 20 ambulances."),
    "b.txt": ("2024-04-10", "Dawn Mail", "Germany pledged €4 billion to Ukraine, the German government said on Wednesday. Denmark pledged €1 billion to Ukraine."),
    "c.txt": ("2024-05-20", "Noon Wire", "Germany has allocated €4 billion to Ukraine. Norway promised Ukraine 900 million dollars within ten days."),
    "d.txt": ("2024-06-30", "Eve Times", "The harvest in the north was good. Nothing else happened in the valley, and the mayor went fishing with his son."),
    "e.txt": ("2024-05-22", "Hill Echo", "Denmark pledged €1 billion to Ukraine, the paper said. Denmark promised Ukraine €2 billion more for its railways."),
}  # fmt: skip


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("ledger")
    index = ["path,published,outlet"]
    for name, (day, outlet, text) in TEXTS.items():
        (folder / name).write_text(text, "utf8")
        index.append(f"{name},{day},{outlet}")
    (folder / "index.csv").write_text("\n".join(index), "utf8")
    assert run(["read", *(str(folder / name) for name in TEXTS), "--index", str(folder / "index.csv"), "-o", str(folder / "x.onrecord"), "-q"]) == 0
    yield folder / "x.onrecord"


def found(path: Path, **asked: Any) -> Ledger:
    with Record.open(path, readonly=True) as record:
        return ledger(record, **asked)


def test_stages_of_one_promise_are_one_entry(path: Path) -> None:
    (entry,) = found(path, who="Germany", to="Ukraine", acts=["pledge"]).entries
    assert entry.stages == ("floated", "pledged", "allocated")
    assert entry.stage == "allocated"
    assert (len(entry.reports), entry.documents, entry.outlets) == (3, 3, 3)
    assert entry.silence == 41  # from 20 May to 30 June, the record's latest publication


def test_money_is_added_within_one_stage_and_one_currency(path: Path) -> None:
    sums = {(s.who, s.stage, s.unit): (s.value.best, s.promises) for s in found(path, to="Ukraine").sums}
    assert sums[("DEU",), "pledged", "EUR"] == (4_000_000_000, 1)
    assert sums[("DEU",), "allocated", "EUR"] == (4_000_000_000, 1)
    assert sums[("DNK",), "pledged", "EUR"] == (3_000_000_000, 2)  # one reported twice, one more
    assert sums[("NOR",), "pledged", "USD"] == (900_000_000, 1)


def test_a_deadline_is_counted_from_the_day_of_the_report(path: Path) -> None:
    (entry,) = found(path, who="Norway").entries
    due = entry.latest.commitment.deadline
    assert due is not None
    assert due.edtf == "../2024-05-30"


def test_filters(path: Path) -> None:
    every = found(path)
    assert {e.act for e in every.entries} == {"pledge"}
    assert [e.who for e in found(path, stages=["allocated"]).entries] == [("DEU",)]
    assert {e.who for e in found(path, since="2024-05").entries} == {("DEU",), ("DNK",), ("NOR",)}
    assert found(path, acts=["threat"]).entries == ()
    assert (every.as_of, every.documents, every.outlets) == ("2024-06-30", 4, 4)
    assert every.reports == sum(len(e.reports) for e in every.entries)


def test_what_cannot_be_meant_is_said(path: Path) -> None:
    with pytest.raises(Usage, match="no actor 'Atlantis'"):
        found(path, who="Atlantis")
    with pytest.raises(Usage, match="not a date"):
        found(path, since="last year")


def test_the_command(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["ledger", str(path), "--from", "Germany", "--to", "Ukraine"]) == 0
    said = capsys.readouterr()
    assert "allocated" in said.out
    assert run(["ledger", str(path), "--csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert {"who", "to", "stage", "amount", "deadline", "silence", "reports", "documents", "outlets"} <= set(rows[0])
    assert run(["ledger", str(path), "--to", "Ukraine", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["as_of"] == "2024-06-30"
    assert told["counts"]["commitments"] == len(told["commitments"])
    assert run(["ledger", str(path), "--from", "Atlantis"]) == 2
