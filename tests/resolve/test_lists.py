"""A user's own lists: what files become, how documents read with them, a list built from a dump, and that records keep which ones were read with."""

from __future__ import annotations

import bz2
import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from onrecord import cli
from onrecord.errors import Usage
from onrecord.resolve import knowledge
from onrecord.resolve.knowledge import lists
from onrecord.resolve.knowledge.formats import opened
from onrecord.resolve.knowledge.lists import Held
from onrecord.resolve.knowledge.wikidata import EVERY, built
from onrecord.store import Record

FILES = Path(__file__).resolve().parent.parent / "cases" / "knowledge"
TEXT = "The Chilean foreign minister said that the strait would stay open. Harbour Front said that it would not."


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of lists of its own, read by this process while the test runs."""
    monkeypatch.setenv("ONRECORD_KNOWLEDGE", str(tmp_path / "lists"))
    monkeypatch.chdir(tmp_path)
    knowledge.load.cache_clear()
    yield tmp_path / "lists"
    knowledge.load.cache_clear()


def added(file: str, *options: str) -> int:
    status = cli.run(["knowledge", "add", str(FILES / file), "--kept", "2026-05", *options])
    knowledge.load.cache_clear()
    return status


def test_a_csv_has_a_row_for_each_office() -> None:
    found = {e.key: e for e in opened(FILES / "ministers.csv", "2026-05", knowledge.load().states).entries}
    assert found["jose-rojas"].country == "PER"
    assert found["jose-rojas"].offices == (Held("defence minister", "Peru", "2023-03", "2025-01"), Held("foreign minister", "Peru", "2025-02", ""))
    assert (found["harbour-front"].type, found["harbour-front"].aliases) == ("armed_group", ("Frente del Puerto", "HF"))


def test_followthemoney_gives_persons_with_offices_and_companies() -> None:
    found = {e.key: e for e in opened(FILES / "fleet.ftm.json", "2026-05", knowledge.load().states).entries}
    assert found["inti-mamani"].offices == (Held("fisheries minister", "Bolivia", "2024-02", ""),)
    assert (found["inti-mamani"].country, found["inti-mamani"].wikidata, found["andes-shipping"].type) == ("BOL", "Q1", "company")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("title,from\nminister,2020\n", "no column “name”"), ("name,type\nX,castle\n", "line 2: type 'castle'"), ("name\n\n", "no entity"),
        ("name,from\nAna,2020\n", "dates without a title"), ("name,title,from\nAna,minister,spring\n", "'spring' is no date"),
        ("name,country\nAna,Atlantis\n", "no state 'Atlantis'"), ('{"name": "Ana"}\n{"name": \n', "line 2"), ("[1, 2]", "no column “name”"), ("", "no entity|no column"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_named(content: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "f").write_text(content, "utf8")
    with pytest.raises(Usage, match=said):
        opened(tmp_path / "f", "2026-05", knowledge.load().states)


def test_documents_are_read_with_the_lists_and_the_record_keeps_which(own: Path, tmp_path: Path) -> None:
    packaged = knowledge.load().version
    assert added("ministers.csv") == 0
    (tmp_path / "t.txt").write_text(TEXT, "utf8")
    assert cli.run(["read", "t.txt", "--published", "2025-08-02", "-o", "r.onrecord", "-q"]) == 0
    with Record.open("r.onrecord") as record:
        actors = {x.actor.id: x.actor for x in record.actors()}
        said = record.sql("SELECT knowledge, arguments FROM runs").rows[-1]
    assert actors["harbour-front"].type == "armed_group"
    assert actors["ana-vidal"].name == "Ana Vidal"
    assert said[0] == knowledge.load().version != packaged
    assert [(x["list"], x["kept"]) for x in json.loads(said[1])["knowledge"]] == [("ministers", "2026-05")]


def test_later_than_kept_is_unverified(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    added("ministers.csv")
    office = next(o for o in knowledge.load().people.offices["ana-vidal"])
    assert office.surely((2026 * 12 + 3, 2026 * 12 + 3), 0)
    assert not office.surely((2026 * 12 + 8, 2026 * 12 + 8), 0)
    cli.run(["doctor"])
    assert "knowledge: your ministers" in (out := capsys.readouterr().out)
    assert "kept until 2026-05" in out


def test_lists_are_listed_replaced_and_removed(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    added("ministers.csv", "--name", "mine")
    added("fleet.ftm.json", "--name", "mine")
    cli.run(["knowledge", "list", "--format", "json"])
    assert [(x["list"], x["entities"]) for x in json.loads(capsys.readouterr().out)] == [("mine", 2)]
    assert cli.run(["knowledge", "remove", "mine"]) == 0
    assert not list(own.glob("*"))
    assert cli.run(["knowledge", "remove", "../mine"]) == 2


def test_a_damaged_list_is_one_clear_line(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own.mkdir()
    (own / "x.jsonl").write_text("{", "utf8")
    assert cli.run(["knowledge", "list"]) == 2
    assert "x.jsonl is no list of onrecord’s" in capsys.readouterr().err


# -- a Wikidata dump --------------------------------------------------------------------------------------------------


def dump(folder: Path, suffix: str, times: int = 1) -> Path:
    """The small dump, packed; `times` as long, with items that nobody needs."""
    lines = (FILES / "dump.json").read_text("utf8").splitlines()
    river = next(line for line in lines if "a river" in line)
    text = "\n".join([lines[0], *lines[1:-2], *[river] * (EVERY * (times - 1)), *lines[-2:]]).encode()
    path = folder / f"dump.json{suffix}"
    path.write_bytes(gzip.compress(text) if suffix == ".gz" else bz2.compress(text) if suffix == ".bz2" else text)
    return path


@pytest.mark.parametrize("suffix", ["", ".gz", ".bz2"])
def test_a_dump_gives_persons_with_offices_and_bodies(suffix: str, tmp_path: Path) -> None:
    found = {e.name: e for e in built(dump(tmp_path, suffix), tmp_path / "w.jsonl", 2000)}
    assert set(found) == {"Ana Vidal", "Ida Holm", "Harbour Agency", "Coast Front"}  # none who left office before 2000, none without one
    assert found["Ana Vidal"].offices == (Held("minister of foreign affairs", "CHL", "2024-01", ""), Held("mayor", "Valdivia", "2019", "2022-03"))
    assert found["Ida Holm"].offices == (Held("director", "Harbour Agency", "2021-06", "unknown"),)
    assert (found["Coast Front"].type, found["Coast Front"].country, found["Harbour Agency"].aliases) == ("armed_group", "CHL", ("HA",))
    assert not list(tmp_path.glob("*.part"))


@pytest.mark.parametrize("suffix", ["", ".gz"])
def test_a_build_goes_on_where_it_was_stopped(suffix: str, tmp_path: Path) -> None:
    whole = dump(tmp_path, suffix, times=4)
    expected = built(whole, tmp_path / "expected.jsonl", 2000)
    steps: list[int] = []

    def stopping(read: int) -> None:
        steps.append(read)
        if len(steps) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        built(whole, tmp_path / "w.jsonl", 2000, stopping)
    assert (tmp_path / "w.jsonl.part").exists()
    more: list[int] = []
    assert built(whole, tmp_path / "w.jsonl", 2000, more.append) == expected
    assert len(more) < 3  # the first two thousand lines were not read again


def test_what_is_no_dump_is_named(tmp_path: Path) -> None:
    (tmp_path / "t.nt").write_text("<a> <b> <c> .\n", "utf8")
    with pytest.raises(Usage, match="line 1: no JSON"):
        built(tmp_path / "t.nt", tmp_path / "w.jsonl", 2000)
    assert not list(tmp_path.glob("*.part"))


def test_what_was_built_can_be_added(own: Path, tmp_path: Path) -> None:
    path = dump(tmp_path, ".gz")
    assert cli.run(["knowledge", "build", "--wikidata", str(path), "-o", "w.jsonl", "--kept", "2026-04", "-q"]) == 0
    assert cli.run(["knowledge", "add", "w.jsonl"]) == 0
    knowledge.load.cache_clear()
    (one,) = lists.own_lists()
    assert (one.kept, len(one.entries)) == ("2026-04", 4)
    assert knowledge.load().people.holder("CHL", "minister of foreign affairs", (2025 * 12, 2025 * 12)) == "ana-vidal-q900001"
