"""What the shipped weights rest on: every set that training reads is listed, and those that state no licence are named."""

from __future__ import annotations

import ast
import csv
import io
import json
from pathlib import Path

import pytest

from onrecord import cli
from onrecord.commands.licences import unstated
from onrecord.data import rows, table

TRAIN = Path(__file__).parents[1] / "training" / "reader" / "train.py"
# The sets of training/reader/train.py -> rows of the list; EWT's words carry four annotations.
LISTED = {
    "polnear": ["PolNeAR"], "ewt": ["UD English EWT", "UNER English EWT", "PropBank EWT", "UDS-IH2"], "gum": ["GUM"], "wikigold": ["wikigold"],
    "politics": ["CrossNER politics"], "defence": ["re3d"], "litbank": ["LitBank"], "gap": ["GAP"], "onrecord": ["onrecord’s corpus"],
    "plv": ["PLV"], "cameo": ["CAMEO source and target"],
}  # fmt: skip


def test_every_set_that_training_reads_is_listed_and_no_other() -> None:
    (shares,) = (ast.literal_eval(node.value) for node in ast.parse(TRAIN.read_text("utf8")).body if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "SHARES")
    assert set(shares) == set(LISTED)
    names = [row["name"] for row in table("onrecord.reader", "weights_data.tsv")]
    assert names[:2] == ["the weights", "all-MiniLM-L6-v2"]
    assert sorted(names[2:]) == sorted(name for listed in LISTED.values() for name in listed)


def test_every_row_is_complete() -> None:
    for cells in rows("onrecord.reader", "weights_data.tsv"):
        assert len(cells) == 4
        assert all(cell == cell.strip() != "" for cell in cells)


def test_the_list_says_plainly_what_states_no_licence(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["licences"]) == 0
    said = capsys.readouterr()
    assert said.out.splitlines()[-1] == "No licence is stated for PolNeAR, PLV, CAMEO source and target, a part of GUM, a part of UDS-IH2."
    assert "CC BY-SA 4.0" in said.out


def test_other_formats_hold_the_rows_only(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["licences", "--format", "json"]) == 0
    said = capsys.readouterr()
    listed = json.loads(said.out)
    assert list(listed[0]) == ["name", "use", "licence", "source"]
    assert [row["name"] for row in listed if row["licence"] == "none stated"] == ["PolNeAR", "PLV", "CAMEO source and target"]
    assert "No licence is stated for PolNeAR" in said.err
    assert cli.run(["licences", "--format", "csv"]) == 0
    assert [row["name"] for row in csv.DictReader(io.StringIO(capsys.readouterr().out))] == [row["name"] for row in listed]
    assert cli.run(["licences", "--format", "md"]) == 0
    assert capsys.readouterr().out.startswith("| name | use | licence | source |")


@pytest.mark.parametrize(
    ("licences", "said"),
    [
        ([("A", "MIT")], "All state a licence."),
        ([("A", "none stated"), ("B", "MIT"), ("C", "none stated")], "No licence is stated for A, C."),
        ([("A", "none stated"), ("B", "text: none stated")], "No licence is stated for A, a part of B."),
    ],
)
def test_the_sentence(licences: list[tuple[str, str]], said: str) -> None:
    assert unstated(licences) == said
