"""The contract of the command line: what stands on standard output, exit status, and one clear line for every fault."""

from __future__ import annotations

import csv
import io
import json
import os
import shlex
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from importlib import import_module
from pathlib import Path
from typing import Any

import click
import pytest

from onrecord import cli
from onrecord.commands.progress import left
from onrecord.records import from_json, to_line
from onrecord.store import Record
from tests import factory

Run = Callable[..., tuple[int, str, str]]
SOURCE = "Berlin, 28 May 2024\n\nGermany’s foreign minister said on Monday that the talks were over. “We will pay €2 billion by 2025,” she said.\n"


@pytest.fixture
def record(tmp_path: Path) -> str:
    path = tmp_path / "t.onrecord"
    world = factory.world(bad=True)
    with Record.open(path, create=True) as r:
        run = r.begin_run("0", "k", {"paths": ["papers"]})
        r.add(world, run)
        r.add_links(factory.links(world))
        r.skip("papers/broken.pdf", "not a PDF", run)
        r.finish_run(run)
    return str(path)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """`run("status", record)` -> exit status, standard output, standard error; in an empty folder, without $ONRECORD."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ONRECORD", raising=False)
    monkeypatch.setenv("COLUMNS", "140")

    def call(*arguments: str) -> tuple[int, str, str]:
        status = cli.run(list(arguments))
        said = capsys.readouterr()
        return status, said.out, said.err

    return call


def articles(folder: Path, *texts: str) -> Path:
    folder.mkdir(exist_ok=True)
    for n, text in enumerate(texts):
        (folder / f"{n}.txt").write_text(text, encoding="utf-8")
    return folder


# -- read -----------------------------------------------------------------------------------------------------------


def test_read_prints_nothing_but_json_lines(run: Run, tmp_path: Path) -> None:
    status, out, err = run("read", str(articles(tmp_path / "in", SOURCE)))
    records = [json.loads(line) for line in out.splitlines()]
    assert status == 0
    assert records[0]["kind"] == "document"
    assert records[0]["source"] == "in/0.txt"
    kinds = [r["kind"] for r in records]
    assert kinds == sorted(kinds, key=lambda k: (k != "document", k != "actor"))
    assert out == "".join(to_line(from_json(r)) + "\n" for r in records)
    assert not err


def test_read_into_a_record_then_again_reads_nothing_anew(run: Run, tmp_path: Path) -> None:
    folder = articles(tmp_path / "in", SOURCE, SOURCE.replace("2 billion", "3 billion"))
    assert run("read", str(folder), "-o", "c.onrecord")[0] == 0
    before = run("export", "c.onrecord")[1]
    status, out, err = run("read", str(folder), "-o", "c.onrecord")
    assert (status, out) == (0, "")
    assert "2 unchanged" in err
    assert run("export", "c.onrecord")[1] == before
    assert run("verify", "c.onrecord")[0] == 0
    assert run("read", str(folder), "-o", "c.onrecord", "--jsonl", "-")[1] == before


def test_unreadable_is_one_line_and_status_1_and_the_rest_is_read(run: Run, tmp_path: Path) -> None:
    folder = articles(tmp_path / "in", SOURCE)
    (folder / "bad.txt").write_bytes(b"")
    status, out, err = run("read", str(folder), "-o", "c.onrecord", "--jsonl", "-")
    assert status == 1
    assert json.loads(out.splitlines()[0])["source"] == "in/0.txt"
    assert err.splitlines()[0].startswith("onrecord: in/bad.txt: ")
    assert "in/bad.txt" in run("status", "c.onrecord")[1]
    assert "Traceback" not in err


def test_published_and_index_mark_facts_as_the_users(run: Run, tmp_path: Path) -> None:
    folder = articles(tmp_path / "in", SOURCE.replace("Berlin, 28 May 2024\n\n", ""), "Nothing was said. Nobody spoke to the reporters in the port on this day.")
    (tmp_path / "index.csv").write_text("path,published,outlet\nin/1.txt,2014-06-04,The Courier\n", encoding="utf-8")
    out = run("read", str(folder), "--published", "2024-05-28", "--index", "index.csv")[1]
    first, second = (r for r in map(json.loads, out.splitlines()) if r["kind"] == "document")
    assert (first["published"], first["published_evidence"]["basis"]) == ("2024-05-28", "user")
    assert (second["published"], second["outlet"], second["published_evidence"]["basis"]) == ("2014-06-04", "The Courier", "index")


@pytest.mark.parametrize(
    ("index", "said"),
    [("published\n2024\n", "path"), ("path,published\na.txt,yesterday\n", "line 2"), (None, "index.csv")],
)
def test_a_wrong_index_is_a_usage_error(run: Run, tmp_path: Path, index: str | None, said: str) -> None:
    if index is not None:
        (tmp_path / "index.csv").write_text(index, encoding="utf-8")
    status, out, err = run("read", str(articles(tmp_path / "in", SOURCE)), "--index", "index.csv")
    assert (status, out) == (2, "")
    assert said in err


def test_jobs_do_not_change_a_byte(run: Run, tmp_path: Path) -> None:
    folder = articles(tmp_path / "in", *(SOURCE.replace("2 billion", f"{n} billion") for n in range(3, 9)))
    assert run("read", str(folder))[1] == run("read", str(folder), "--jobs", "2")[1]


# -- exit status and faults -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["statements", "none.onrecord"], 2, "none.onrecord: no such record; make one with: onrecord read"),
        (["statements"], 2, "crisis.onrecord: no such record"),
        (["nonsense"], 2, "No such command"),
        (["read"], 2, "Missing argument"),
        (["events", "RECORD", "--factuality", "maybe"], 2, "maybe"),
        (["events", "RECORD", "--context", "weather"], 2, "weather"),
        (["events", "RECORD", "--when", "yesterday"], 2, "expected a date"),
        (["show", "RECORD", "zzzz"], 2, "no item, document or actor 'zzzz'"),
        (["sql", "RECORD", "DELETE FROM items"], 2, ""),
        (["sql", "RECORD", "SELECT nothing FROM nowhere"], 2, ""),
        (["export", "RECORD", "--format", "parquet"], 2, "name a folder"),
        (["edit", "RECORD", "s47c", "mode"], 2, "FIELD=VALUE"),
        (["fact", "RECORD", "mirror.html", "published=soon"], 2, "not a date"),
        (["read", "in", "--published", "soon"], 2, "--published: 'soon'"),
        (["read", "in", "--column", "text"], 2, "FIELD=NAME"),
        (["status", "postgres://nowhere.invalid/db"], 1, "nowhere.invalid"),
        (["--version"], 0, ""),
    ],
)
def test_faults_are_one_line(run: Run, record: str, tmp_path: Path, arguments: list[str], status: int, said: str) -> None:
    articles(tmp_path / "in", SOURCE)
    got, _, err = run(*(record if a == "RECORD" else a for a in arguments))
    assert got == status
    assert said in err
    assert "Traceback" not in err


def test_a_file_that_is_no_record(run: Run, tmp_path: Path) -> None:
    (tmp_path / "x.onrecord").write_text("not a database" * 100)
    status, _, err = run("status", "x.onrecord")
    assert status == 1
    assert "x.onrecord" in err


def commands() -> dict[str, click.Command]:
    context = click.Context(cli.group)
    found = {name: cli.group.get_command(context, name) for name in cli.group.list_commands(context)}
    assert all(found.values())
    return {name: command for name, command in found.items() if command}


def test_no_command_is_left_out() -> None:
    files = {name: import_module(f"onrecord.commands.{name}") for name in {*cli.COMMANDS.values()}}
    assert {command.name: file for file, module in files.items() for command in module.COMMANDS} == cli.COMMANDS
    assert {path.stem for path in Path(cli.__file__).with_name("commands").glob("*.py") if "\nCOMMANDS = " in path.read_text(encoding="utf-8")} == {*files}


def test_every_command_teaches(run: Run) -> None:
    for name, command in commands().items():
        status, out, _ = run(name, "--help")
        assert status == 0
        assert len(command.help or "") > 40, name
        assert "Usage: onrecord" in out


def test_every_command_and_option_is_documented() -> None:
    page = (Path(__file__).parent.parent / "docs" / "cli.md").read_text(encoding="utf-8")
    for name, command in commands().items():
        assert f"`{name}" in page, name
        for option in command.params:
            for flag in option.opts:
                assert not flag.startswith("--") or f"`{flag}" in page, (name, flag)


def test_a_closed_pipe_is_quiet(record: str) -> None:
    command = f"{sys.executable} -m onrecord.cli export {record} | head -c 10"
    done = subprocess.run(["bash", "-c", f"set -o pipefail; {command}"], capture_output=True, check=False)
    assert done.stderr == b""
    assert len(done.stdout) == 10


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_interrupted_says_how_to_go_on_and_does(run: Run, tmp_path: Path, jobs: str) -> None:
    articles(tmp_path / "in", *(SOURCE.replace("2 billion", f"{n} billion") * 12 for n in range(2, 62)))
    command = [sys.executable, "-m", "onrecord.cli", "read", "in", "-o", "c.onrecord", "--jobs", jobs]
    reading = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)
    while reading.poll() is None and not documents(tmp_path / "c.onrecord"):
        time.sleep(0.02)
    os.killpg(reading.pid, signal.SIGINT)  # as a terminal does: every process of the group hears it
    out, err = reading.communicate()
    assert (reading.returncode, out) == (130, b"")
    assert b"the same command goes on from there: onrecord read in -o c.onrecord" in err
    assert b"Traceback" not in err
    assert run("read", "in", "-o", "c.onrecord")[0] == 0
    assert documents(tmp_path / "c.onrecord") == 60
    assert run("verify", "c.onrecord")[0] == 0


def documents(path: Path) -> int:
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
            return int(connection.execute("SELECT count(*) FROM documents").fetchone()[0])
    except sqlite3.OperationalError:
        return 0


def test_output_is_utf8_whatever_the_locale(record: str) -> None:
    done = subprocess.run([sys.executable, "-m", "onrecord.cli", "statements", record, "--format", "json"], capture_output=True, check=True, env={**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0"})
    assert "“" in done.stdout.decode("utf-8")


def test_time_left() -> None:
    assert left(10, 100, 20.0) == "about 3 min left"
    assert left(50, 100, 20.0) == "about 20 s left"
    assert left(1, 20_000, 1.0) == "about 5.6 h left"


# -- rows -----------------------------------------------------------------------------------------------------------


def rows(run: Run, *arguments: str) -> list[dict[str, Any]]:
    status, out, _ = run(*arguments, "--format", "json")
    assert status == 0
    return list(json.loads(out))


def test_filters(run: Run, record: str) -> None:
    def ids(*arguments: str) -> int:
        return len(rows(run, *arguments))

    assert ids("statements", record) == 11
    assert ids("statements", record, "--who", "Tomas Rehn") == 3
    assert ids("statements", record, "--who", "person:tomas-rehn", "--mode", "direct") == 1
    assert ids("statements", record, "--nested") == 2
    assert ids("statements", record, "--doc", "mirror.html") == 2
    assert ids("commitments", record, "--act", "threat", "--level", "economic") == 1
    assert ids("commitments", record, "--who", "Arvenia", "--to", "Lesk") == 1
    assert ids("figures", record, "--measure", "troops", "--voice", "attributed") == 2
    assert ids("figures", record, "--unit", "EUR") == 1
    assert ids("events", record, "--factuality", "negated") == 1
    assert ids("events", record, "--when", "2024-05") == 1
    assert ids("events", record, "--context", "diplomatic") == 1
    assert ids("events", record, "--context", "military", "--context", "diplomatic") == 4
    assert ids("framing", record, "--about", "Mira Dolan") in (0, 1)
    assert ids("actors", record, "--type", "person") == 2
    assert ids("statements", record, "--limit", "3") == 3


def test_the_record_may_come_from_the_environment(run: Run, record: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONRECORD", record)
    assert len(rows(run, "statements")) == 11
    assert len(rows(run, "search", "ridge")) > 3
    assert len(rows(run, "search", "--similar", "Troops will leave the heights.", "--limit", "2")) == 4
    assert rows(run, "sql", "SELECT 1 AS one") == [{"one": 1}]
    assert "Mira Dolan" in run("show", "Mira", "Dolan")[1] + run("show", "Mira Dolan")[1]


def test_tables_are_inert(run: Run, record: str) -> None:
    for format_ in ("table", "md"):
        out = run("statements", record, "--format", format_)[1]
        assert "\x1b" not in out
        assert "\u202e" not in out
    out = run("show", record, "hostile")[2]
    assert "\x1b" not in out


def test_csv_disarms_formulas(run: Run, record: str) -> None:
    out = run("statements", record, "--format", "csv")[1]
    read = list(csv.DictReader(io.StringIO(out)))
    assert any(r["who"].startswith("'=HYPERLINK") for r in read)
    assert not any(value.startswith(("=", "+", "@")) for r in read for value in r.values())
    assert {r["start"] for r in read} != {""}


def test_show_an_item_in_its_context(run: Run, record: str) -> None:
    nested = next(r for r in rows(run, "statements", record, "--nested") if r["role"] == "president")
    out = run("show", record, nested["id"][:8])[1]
    assert "⟦he would rather lose the port than the ridge⟧" in out
    assert "Tomas Rehn ← Arvenian diplomats ← Compact officials ← The Port Ilse Courier" in out
    assert out.count("within") == 2
    assert json.loads(run("show", record, nested["id"], "--format", "json")[1])["id"] == nested["id"]


def test_briefing_has_six_lines_and_every_command_in_it_runs(run: Run, record: str) -> None:
    said = json.loads(run("briefing", record, "--format", "json")[1])
    assert [line["line"] for line in said] == ["who speaks", "ledger", "threats", "figures", "gaps", "coverage"]
    assert "Tomas Rehn 3" in run("briefing", record)[1]


def test_the_command_under_each_number_lists_exactly_what_was_counted(run: Run, record: str) -> None:
    said = json.loads(run("briefing", record, "--format", "json")[1])
    numbers = [n for line in said for n in line["numbers"]]
    assert len(numbers) > 20
    for n in numbers:
        command, *options = shlex.split(n["command"])
        assert sorted(r["id"] for r in rows(run, command, record, *options)) == sorted(n["ids"]), n["command"]


def test_report_and_exports(run: Run, record: str, tmp_path: Path) -> None:
    assert run("report", record, "-o", "site")[:2] == (0, f"{Path('site/index.html')}\n")
    assert run("export", record, "-o", "all.jsonl")[0] == 0
    assert run("import", "copy.onrecord", "all.jsonl")[0] == 0
    assert run("export", "copy.onrecord")[1] == (tmp_path / "all.jsonl").read_text(encoding="utf-8")
    assert run("export", record, "--format", "csv", "-o", "tables")[0] == 0
    assert run("export", record, "--format", "csv", "--kind", "figure")[1].startswith("id,kind,doc")
    json.loads(run("export", record, "--format", "webannotation")[1])
    assert run("export", record, "--format", "timex3", "-o", "times")[1].endswith(".tml\n")


# -- corrections ----------------------------------------------------------------------------------------------------


def test_corrections_and_undo_bring_the_bytes_back(run: Run, record: str) -> None:
    before = run("export", record)[1]
    wrong = rows(run, "framing", record)[0]["id"]
    assert run("reject", record, wrong, "--note", "no hedge")[0] == 0
    assert wrong not in run("export", record)[1]
    threat = rows(run, "commitments", record, "--level", "economic")[0]["id"]
    assert run("edit", record, threat, "level=conventional")[0] == 0
    assert len(rows(run, "commitments", record, "--level", "conventional")) == 2
    assert run("merge", record, "a spokesman", "Compact officials")[0] == 0
    assert len(rows(run, "corrections", record)) == 3
    for _ in range(3):
        assert run("undo", record)[0] == 0
    assert run("export", record)[1] == before
    assert run("verify", record)[0] == 0


def test_a_date_given_later_resolves_monday(run: Run, tmp_path: Path) -> None:
    articles(tmp_path / "in", SOURCE.replace("Berlin, 28 May 2024\n\n", ""))
    run("read", "in", "-o", "c.onrecord")
    before = run("export", "c.onrecord")[1]
    assert "2024-05-27" not in before
    assert run("fact", "c.onrecord", "0.txt", "published=2024-05-28")[0] == 0
    assert "2024-05-27" in run("export", "c.onrecord")[1]
    assert run("undo", "c.onrecord")[0] == 0
    assert run("export", "c.onrecord")[1] == before


def test_doctor(run: Run) -> None:
    status, out, _ = run("doctor")
    assert status == 0
    assert "SQLite FTS5" in out
