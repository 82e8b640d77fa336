"""Exports of events: each is read back, says what it leaves out, has the columns that its page documents, and no cell of it is a formula."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.export.crisis import crisis

from onrecord import cli, data
from onrecord.export import EVENT_FORMATS, acled, ged, geojson, icews, plover, polecat, tidy_folder
from onrecord.export.events import Written, coded, sectors, told
from onrecord.export.ged import priogrid
from onrecord.export.states import state_code
from onrecord.export.tabular import read_comma_separated, read_tab_separated
from onrecord.export.tidy import TABLES, columns
from onrecord.extract.events.ontology import ontology
from onrecord.store import Record

ROOT = Path(__file__).parents[2]
FIELDS = data.table("onrecord.export", "fields.tsv")


@pytest.fixture
def events(tmp_path: Path) -> Iterator[Record]:
    with crisis(tmp_path / "crisis.onrecord") as record:
        yield record


def written(record: Record, name: str, copies: bool = False) -> tuple[Written, io.StringIO]:
    file = io.StringIO(newline="")
    made = EVENT_FORMATS[name](record, file, copies)
    file.seek(0)
    return made, file


def rows(record: Record, name: str, copies: bool = False) -> list[dict[str, str]]:
    made, file = written(record, name, copies)
    found = list((read_tab_separated if name in ("polecat", "icews") else read_comma_separated)(file))
    assert made.rows == len(found)
    return found


# -- read back ------------------------------------------------------------------------------------------------------


def test_plover(events: Record) -> None:
    made, file = written(events, "plover", copies=True)
    back = [json.loads(line) for line in file]
    found = {one.event.id: one for one in told(events, copies=True)}
    assert [b["id"] for b in back] == list(found)
    assert made == Written(len(found), {})
    for b in back:
        one = found[b["id"]]
        assert (b["event"], b["mode"], b["magnitude"], b["quad"]) == (one.event.type, one.event.mode, one.event.intensity, one.event.quad)
        assert [p["id"] for p in b["source"]] == list(one.event.actors)
        assert b["context"] == list(one.event.contexts)
        assert [p["id"] for p in b["target"]] == list(one.event.recipients)
        assert (b["future"], b["historical"]) == (one.event.factuality == "future", one.event.historical)
        assert (b["location"] or {}).get("geonames_id") == (one.event.place and one.event.place.geonames_id)


def test_polecat(events: Record) -> None:
    found = {(r["Event Type"], r["Actor Name"]): r for r in rows(events, "polecat")}
    attack, ban = found["ASSAULT", "Ethiopia"], found["COERCE", "Kenya"]
    assert [attack["Actor Country"], attack["Actor COW"], attack["Recipient COW"], attack["City"], attack["Feature Type"]] == ["Ethiopia", "530", "531", "Asmara", "PPL"]
    assert [ban["Contexts"], ban["Recipient Name"], ban["City"], ban["Feature Type"]] == ["economic;legal", "=SUM(A1) Ltd", "", "PCLI"]
    assert [found["ACCUSE", "Soviet Union"]["Actor COW"], found["SUPPORT", "East Germany"]["Actor COW"]] == ["365", "265"]


def test_icews(events: Record) -> None:
    made, _ = written(events, "icews")
    assert made.left_out == {"not actual, or historical": 1}
    found = {r["Source Name"]: r for r in rows(events, "icews")}
    attack = found["Ethiopia"]
    assert [attack["Event Date"], attack["CAMEO Code"], attack["Intensity"], attack["Target Name"], attack["City"], attack["District"]] == ["2024-05-27", "194", "-10", "Eritrea", "Asmara", "NA"]
    assert found["Ethiopian guns"]["Source Sectors"] == "Military,Government"
    assert found["Ethiopian guns"]["Sentence Number"] == "2"
    assert found["Kenya"]["Target Name"] == "=SUM(A1) Ltd"


def test_acled(events: Record) -> None:
    made, _ = written(events, "acled")
    assert made.left_out == {"not actual, or historical": 1, "words, not deeds": 2}
    one, two, ban = sorted(rows(events, "acled"), key=lambda r: (r["event_date"], r["fatalities"] or "~", r["actor1"]))
    assert {r["sub_event_type"] for r in (one, two)} == {"Shelling/artillery/missile attack"}
    assert {(r["actor1"], r["inter1"], r["fatalities"], r["geo_precision"]) for r in (one, two)} == {("Ethiopia", "1", "12", "1"), ("Ethiopian guns", "2", "12", "1")}
    assert [ban["iso"], ban["geo_precision"], ban["fatalities"]] == ["404", "3", ""]


def test_ged_has_one_row_an_event(events: Record) -> None:
    made, _ = written(events, "ged")
    (attack,) = rows(events, "ged")
    assert made.left_out == {"no violence": 4, "a further report of an event that has its row": 1}
    assert [attack["number_of_sources"], attack["best"], attack["low"], attack["high"], attack["date_prec"]] == ["2", "12", "12", "12", "1"]
    assert [attack["type_of_violence"], attack["gwnoa"], attack["gwnob"], attack["country_id"]] == ["1", "530", "531", "531"]
    assert attack["priogrid_gid"] == str(priogrid(15.339, 38.933)) == str(210 * 720 + 437 + 1)


def test_geojson_has_no_pin_for_a_country(events: Record) -> None:
    made, file = written(events, "geojson")
    back = json.load(file)
    assert made.left_out["only a country"] == 2
    assert [f["geometry"]["coordinates"] for f in back["features"]] == [[38.933, 15.339]] * 2
    assert {f["properties"]["precision"] for f in back["features"]} <= {"point", "city", "region"}
    assert all(isinstance(f["properties"]["contexts"], list) for f in back["features"])


def tidy(record: Record, folder: Path, copies: bool = False) -> dict[str, list[dict[str, str]]]:
    return {path.stem: list(read_comma_separated(io.StringIO(path.read_text("utf8"), newline=""))) for path in tidy_folder(record, folder, copies)}


def test_tidy(events: Record, tmp_path: Path) -> None:
    tables = tidy(events, tmp_path / "tidy")
    assert tuple(tables) == TABLES
    found = {one.event.id: one for one in told(events)}
    assert {r["event_id"] for r in tables["events"]} == set(found)
    for r in tables["events"]:
        event = found[r["event_id"]].event
        assert [r["type"], r["mode"], r["factuality"], float(r["intensity"]), r["contexts"]] == [event.type, event.mode or "", event.factuality, event.intensity, ";".join(event.contexts)]
    attack = next(r for r in tables["events"] if r["trigger"] == "shelled")
    assert [attack["reports"], attack["documents"], attack["outlets"], attack["unit"]] == ["2", "2", "2", "report"]
    meeting = [r for r in tables["events"] if r["type"] == "CONSULT"]
    assert [(r["actor_iso3"], r["recipient_iso3"], r["pairs"]) for r in meeting] == [("ETH", "KEN", "2"), ("KEN", "ETH", "2")]
    (soviet,) = [r for r in tables["events"] if r["actor_iso3"] == "SUN"]
    assert [soviet["actor_cow"], soviet["actor_gw"], soviet["date_basis"]] == ["365", "365", "published"]  # "in 1990" is wider than a month
    assert [(r["low"], r["high"], r["best"]) for r in tables["figures"]] == [("12", "12", "12"), ("12", "15", "")]
    assert [(r["act"], r["who_cow"], r["to_cow"]) for r in tables["commitments"]] == [("threat", "531", "530")]
    assert [r["speaker_iso3"] for r in tables["statements"]] == ["ERI"]


def test_every_count_says_what_it_counts(events: Record, tmp_path: Path) -> None:
    def attacks(copies: bool) -> dict[str, tuple[str, str, str]]:
        found = tidy(events, tmp_path / str(copies), copies)["counts"]
        return {r["unit"]: (r["count"], r["outlets"], r["copies"]) for r in found if (r["actor_iso3"], r["recipient_iso3"], r["type"]) == ("ETH", "ERI", "ASSAULT")}

    assert attacks(False) == {"reports": ("2", "2", "left out"), "documents": ("2", "2", "left out"), "events": ("1", "2", "left out")}
    assert attacks(True) == {"reports": ("3", "3", "counted"), "documents": ("3", "3", "counted"), "events": ("1", "3", "counted")}


def test_tidy_in_r(events: Record, tmp_path: Path) -> None:
    if not (r := shutil.which("Rscript")):
        pytest.skip("Rscript is not installed: apt install r-base-core")
    tidy_folder(events, tmp_path / "tidy")
    done = subprocess.run([r, "--vanilla", str(ROOT / "bench" / "tidy.R"), str(tmp_path / "tidy")], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "5 events in 7 rows" in done.stdout
    assert "2024-05 ETH -> ERI ASSAULT: 1 events in 2 reports from 2 outlets" in done.stdout


# -- what holds for all of them -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["polecat", "icews", "acled", "ged"])
def test_no_cell_is_a_formula(events: Record, name: str) -> None:
    _, file = written(events, name, copies=True)
    text = file.read()
    for line in text.splitlines()[1:]:
        for cell in line.replace("\t", ",").split(","):
            assert not cell.strip('"').startswith(("=", "+", "@")), cell
            assert not cell.startswith("-") or float(cell) < 0


def test_no_cell_of_the_tidy_tables_is_a_formula(events: Record, tmp_path: Path) -> None:
    for path in tidy_folder(events, tmp_path / "tidy", copies=True):
        assert "=SUM" not in path.read_text("utf8").replace("'=SUM", "").replace(" =SUM", "")


@pytest.mark.parametrize("name", EVENT_FORMATS)
def test_columns_are_documented(name: str) -> None:
    module = {"plover": plover, "polecat": polecat, "icews": icews, "acled": acled, "ged": ged, "geojson": geojson}[name]
    own: Any = __import__(module.__module__, fromlist=["COLUMNS"]).COLUMNS
    assert list(own) == [row["column"] for row in FIELDS if row["format"] == name]


def test_the_page_lists_every_field() -> None:
    page = (ROOT / "docs" / "event-exports.md").read_text("utf8")
    for row in FIELDS:
        assert f"| `{row['column']}` | {row['type']} | {row['meaning']} |" in page, (row["format"], row["column"])


def test_no_column_is_named_twice() -> None:
    for table in TABLES:
        assert len(set(columns(table))) == len(columns(table)) > 0


@pytest.mark.parametrize("file", ["cameo.tsv", "acled.tsv"])
def test_every_row_of_the_code_tables_is_of_the_ontology(file: str) -> None:
    types = ontology()["events"]
    for type_, mode in coded(file):
        assert type_ in types
        assert not mode or mode in types[type_]["modes"]
    if file == "cameo.tsv":
        assert {t for t, _ in coded(file)} == set(types)
        assert {(t, m) for t, entry in types.items() for m in entry["modes"]} <= set(coded(file))


def test_cameo_codes_lie_in_their_quad() -> None:
    """CAMEO's roots 03–05 are verbal cooperation, 06–09 … : the sign of the intensity is the sign of PLOVER's, but for requests and accusations."""
    for (type_, _), row in coded("cameo.tsv").items():
        positive = ontology()["events"][type_]["quad"] in (1, 2)
        assert type_ == "REQUEST" or (float(row["intensity"]) > 0) == positive, row


def test_sectors_of_the_titles_have_a_wording() -> None:
    used = {row["sector"] for row in data.table("onrecord.resolve.knowledge", "titles.tsv")} - {"", "UNK"}
    assert used <= set(sectors())


@pytest.mark.parametrize(("system", "alpha3", "day", "code"), [
    ("COW", "DEU", "1980-01-01", 260), ("COW", "DEU", "1990-10-03", 255), ("GW", "DEU", "2024-01-01", 260), ("COW", "SRB", "2024-01-01", 345), ("GW", "SRB", "2024-01-01", 340),
    ("COW", "RUS", "2024-01-01", 365), ("COW", "RUS", "1980-01-01", None), ("COW", "SUN", "1980-01-01", 365), ("COW", "UKR", "1990-01-01", None), ("GW", "UKR", "2022-02-24", 369),
    ("COW", "YEM", "2024-01-01", 679), ("GW", "YEM", "2024-01-01", 678), ("COW", "SSD", "2011-07-08", None), ("COW", "SSD", "2011-07-09", 626), ("COW", "PSE", "2024-01-01", None), ("COW", None, "2024-01-01", None),
    ("COW", "XKX", "2024-01-01", 347), ("GW", "VNM", "2024-01-01", 816), ("COW", "CZE", "1992-12-31", None), ("COW", "CSK", "1992-12-31", 315),
])  # fmt: skip
def test_codes_of_states_by_date(system: Any, alpha3: str | None, day: str, code: int | None) -> None:
    assert state_code(system, alpha3, day) == code


def test_command(events: Record, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = str(events.path)
    for name in EVENT_FORMATS:
        assert cli.run(["export", path, "--format", name, "-o", str(tmp_path / name)]) == 0
        assert (tmp_path / name).stat().st_size > 100
    assert "left out of icews (not actual, or historical: 1)" in capsys.readouterr().err
    assert cli.run(["export", path, "--format", "tidy", "-o", str(tmp_path / "t")]) == 0
    for wrong in (["--format", "tidy"], ["--copies"]):
        assert cli.run(["export", path, *wrong]) == 2
        assert "Traceback" not in capsys.readouterr().err


def test_same_record_same_bytes(events: Record) -> None:
    for name in EVENT_FORMATS:
        assert written(events, name)[1].read() == written(events, name)[1].read()
