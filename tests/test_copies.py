"""Copies and growth as commands show them, by real readings."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from bench.copying import abridged
from bench.shared import shared

from onrecord.cli import run
from onrecord.store import Record

REPORT = """Ministers of eleven states met in Vorna on 27 May 2024 to talk about the closed straits. “We will send 40 engineers by August,” said
Mirela Dunaj, the minister of Poland.

The talks went on until midnight. Two delegations left early because their capitals had not answered the proposal, a spokesman for the hosts
said on Tuesday, and nobody could say when they would return to the table.

Shells struck a depot near the harbour overnight, killing 12 people and wounding 30, the governor said. Russia denied that its ships had fired.

Fishermen waited on the quays for a second day. The harbour master said that no vessel would be allowed to leave before the minesweepers
had searched both channels, and that this could take a week."""


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "wire.txt").write_text(REPORT, encoding="utf-8")
    (folder / "paper.txt").write_text(REPORT + "\n\nReporting by agencies.", encoding="utf-8")
    (folder / "short.txt").write_text(abridged(REPORT, random.Random(2)), encoding="utf-8")
    rows = ["path,published,outlet", "wire.txt,2024-05-27,The Wire", "paper.txt,2024-05-28,Daily Paper", "short.txt,2024-05-29,Evening Post"]
    (tmp_path / "index.csv").write_text("\n".join(rows), encoding="utf-8")
    return folder


def test_a_run_says_what_a_record_of_it_would_say(papers: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    index = str(tmp_path / "index.csv")
    assert run(["read", str(papers), "--index", index, "--quiet"]) == 0
    lines = capsys.readouterr().out.splitlines()
    path = tmp_path / "crisis.onrecord"
    assert run(["read", str(papers), "--index", index, "--quiet", "-o", str(path)]) == 0
    with Record.open(path) as record:
        assert list(record.lines()) == lines
    wire = next(d for d in map(json.loads, lines) if d["kind"] == "document" and d["source"].endswith("wire.txt"))
    assert {d["source"]: d["duplicate_of"] for d in map(json.loads, lines) if d["kind"] == "document"} == {
        "papers/paper.txt": wire["id"], "papers/short.txt": wire["id"], "papers/wire.txt": None,
    }  # fmt: skip


def test_lists_leave_copies_out_and_say_so(papers: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = str(tmp_path / "crisis.onrecord")
    run(["read", str(papers), "--index", str(tmp_path / "index.csv"), "--quiet", "-o", path])
    capsys.readouterr()
    run(["statements", path])
    without = capsys.readouterr()
    assert "from 1 independent outlet; 2 copies of these, in 2 more outlets, left out" in without.err
    run(["statements", path, "--copies"])
    assert len(capsys.readouterr().out.splitlines()) > len(without.out.splitlines())
    run(["statements", path, "--doc", "paper.txt"])
    assert capsys.readouterr().out
    run(["show", path, "wire.txt"])
    assert capsys.readouterr().out.count("copied by") == 2
    run(["show", path, "paper.txt"])
    assert "papers/wire.txt" in capsys.readouterr().out


def test_new_counts_by_four_clocks(papers: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = str(tmp_path / "crisis.onrecord")
    run(["read", str(papers), "--index", str(tmp_path / "index.csv"), "--quiet", "-o", path])
    capsys.readouterr()
    assert run(["new", path, "--since", "2024-05-27"]) == 0
    said = capsys.readouterr().out
    assert [line.split(":")[0].split(",")[0] for line in said.splitlines()] == ["newly happened", "newly reported", "newly retrieved", "re-read by a new version"]
    assert run(["new", path, "--since", "2024-05-28", "--format", "json"]) == 0
    assert {row["new"] for row in json.loads(capsys.readouterr().out)} == {"retrieved"}
    assert run(["new", path, "--since", "soon"]) == 2


@pytest.mark.skipif(not (shared() / "data" / "news").is_dir(), reason="no news articles here")
def test_days_equal_one_reading(tmp_path: Path) -> None:
    from bench.growth import measured, write_texts

    write_texts(tmp_path, days=3, per_day=5, characters=1200, seed=1)
    assert measured(tmp_path, days=3, per_day=5, jobs=1, true=False, seed=1)["same lines, actors and copies"]
