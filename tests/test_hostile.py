"""Hostile input is inert: a small part of bench/hostile.py, and what script, formulas, paths and addresses become on the way out."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import zipfile
from collections import Counter
from pathlib import Path

import pytest
from bench.fuzz import check, corpus
from bench.hostile import batch
from bench.mutations import MUTATIONS, Made, mutated

from onrecord import pipeline
from onrecord.ingest import archives
from onrecord.ingest.sources import Source, sources
from onrecord.reader.tokens import LONGEST, sentences

EACH, SMALL = 5, 60_000


def some() -> list[Made]:
    """A few inputs of every kind of damage, small ones: about 150, always the same."""
    taken: Counter[str] = Counter()
    kinds = {mutation.__name__ for mutation in MUTATIONS}
    out = []
    for number in range(2000):
        name, data = mutated(1, number)
        kind = name.split("-", 1)[1].rsplit(".", 1)[0]
        if kind in kinds and taken[kind] < EACH and len(data) < SMALL:
            taken[kind] += 1
            out.append((name, data))
    return out


def test_damaged_and_hostile_inputs_are_read_or_named(tmp_path: Path) -> None:
    inputs = some()
    assert len(inputs) >= 110
    row = batch(inputs, 2, tmp_path)
    assert row["faults"] == []
    assert row["ours"] == []


@pytest.mark.parametrize("part", range(8))
def test_what_fuzzing_found_still_holds(part: int) -> None:
    inputs = corpus()
    assert len(inputs) > 100
    for data in inputs[part::8]:
        check(data)


# -- from end to end -------------------------------------------------------------------------------------------------

SCRIPT, FORMULA, TERMINAL = "<script>alert(1)</script>", '=HYPERLINK("http://evil.example","pay")', "\x1b]0;owned\x07\x1b[2J"


def onrecord(*arguments: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "onrecord", *map(str, arguments)], capture_output=True, text=True, encoding="utf-8", check=False, cwd=cwd)


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    pile = folder / "pile"
    pile.mkdir()
    (pile / "script.html").write_text(
        f"<html><head><title>{SCRIPT}Talks &lt;script&gt;alert(2)&lt;/script&gt;</title></head><body><article><h1>Talks &lt;script&gt;alert(2)&lt;/script&gt;</h1>"
        "<p>Foreign Minister Ana Kovač said on Monday that Chile would pay 40 million euros for the damage in the ports.</p>"
        "<p>“&lt;img src=x onerror=alert(3)&gt; we will pay every cent of it,” she told the BBC in Valparaíso.</p></article></body></html>",
        "utf-8",
    )
    (pile / "formula.txt").write_text(f"{FORMULA}\n\nPresident Pavel Dvorak said: “{FORMULA} is what we will pay, and we will pay it by June.”\n\nThe ministers agreed.\n", "utf-8")
    (pile / "terminal.txt").write_text(f"Ports {TERMINAL}close\n\nPresident Pavel Dvorak said that {TERMINAL}Chile would pay 30 million euros.\n", "utf-8")
    with zipfile.ZipFile(pile / "climb.zip", "w") as archive:
        archive.writestr("../../climbed.txt", "Envoy leaves\n\nPresident Pavel Dvorak said that the envoy had left Peru on Monday.\n")
    (pile / "feed.xml").write_text(
        '<?xml version="1.0"?><rss version="2.0"><channel><title>t</title><item><title>Local</title><link>file:///etc/passwd</link>'
        "<description>Short.</description></item><item><title>Inside</title><link>http://127.0.0.1:9/</link><description>Short.</description></item></channel></rss>",
        "utf-8",
    )
    done = onrecord("read", "pile", "-o", "r.onrecord", "--follow", cwd=folder)
    assert done.returncode in (0, 1), done.stderr
    assert "Traceback" not in done.stderr
    assert "root:" not in done.stdout + done.stderr
    return folder / "r.onrecord"


def test_nothing_is_written_outside(record: Path) -> None:
    assert not list(record.parent.rglob("climbed.txt"))
    assert not (record.parent.parent / "climbed.txt").exists()
    listed = onrecord("documents", record, "--format", "json", cwd=record.parent).stdout
    assert "pile/climb.zip/climbed.txt" in listed
    assert "../" not in listed


def test_feeds_lead_nowhere_inside(record: Path) -> None:
    exported = onrecord("export", record, cwd=record.parent).stdout
    assert "root:x" not in exported
    documents = [row for row in map(json.loads, exported.splitlines()) if row["kind"] == "document"]
    assert not [d for d in documents if d["source"].startswith(("file:", "http://127"))]


def test_the_report_holds_no_script_of_the_documents(record: Path) -> None:
    done = onrecord("report", record, "-o", "site", cwd=record.parent)
    assert done.returncode == 0, done.stderr
    for page in (record.parent / "site").rglob("*.html"):
        text = page.read_text("utf-8")
        assert "<script>alert" not in text
        assert "<img src=x" not in text
        assert "\x1b" not in text


def test_tables_for_spreadsheets_hold_no_formula(record: Path) -> None:
    for arguments in (("statements", record, "--format", "csv"), ("documents", record, "--format", "csv"), ("export", record, "--format", "csv", "-o", "csv")):
        assert onrecord(*arguments, cwd=record.parent).returncode == 0
    tables = [onrecord("statements", record, "--format", "csv", cwd=record.parent).stdout, onrecord("documents", record, "--format", "csv", cwd=record.parent).stdout]
    tables += [path.read_text("utf-8-sig") for path in (record.parent / "csv").rglob("*.csv")]
    assert any("HYPERLINK" in table for table in tables)
    for table in tables:
        for row in csv.reader(io.StringIO(table)):
            assert not [cell for cell in row if cell.startswith(("=", "@", "\t", "\r"))]


def test_the_terminal_gets_no_control_codes(record: Path) -> None:
    for command in ("statements", "documents", "status", "actors"):
        done = onrecord(command, record, cwd=record.parent)
        assert "\x1b]" not in done.stdout + done.stderr
        assert "\x1b[2J" not in done.stdout + done.stderr


# -- limits ----------------------------------------------------------------------------------------------------------


def test_what_never_ends_is_parted() -> None:
    text = "word " * 5000
    spans = sentences(text)
    assert all(0 < end - start <= LONGEST for start, end in spans)
    assert "".join(text[s:e] for s, e in spans).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize("unit", ["“", "“a ", "'", "said that ", "5 percent of ", "Putin said, ", "if we ", "_", "the ", "the president said. ", "a@", "\u202e", "killed "])
def test_one_long_line_takes_linear_time(unit: str) -> None:
    """No timing is asserted: a rule that is not linear would hang here."""
    source = Source("x.txt", data=("The minister said on Monday that it rained. " + unit * (12_000 // len(unit))).encode())
    assert pipeline.read_source(source).error is None


def test_too_long_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "LARGEST", 1 << 20)
    (tmp_path / "x.txt").write_bytes(b"a " * (1 << 20))
    (result,) = pipeline.read_sources(sources([str(tmp_path / "x.txt")]))
    assert str(result.error) == "x.txt: larger than 1 MiB"
