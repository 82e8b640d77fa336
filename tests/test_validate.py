"""Validation end to end: sheets drawn, filled by coders whose mistakes are known, read back; the rates are those counted by hand."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from bench import validate as simulation

from onrecord import cli
from onrecord.errors import Usage
from onrecord.store import Record
from onrecord.validate import report, sheets
from onrecord.validate.intervals import student, wilson
from onrecord.validate.rates import alpha, corrected, positive_agreement, proportion
from onrecord.validate.sample import Sample, Unit, drawn, found
from tests import factory


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Record]:
    with Record.create(tmp_path_factory.mktemp("validate") / "t.onrecord") as r:
        r.add(factory.world(bad=True), r.begin_run("0", "k"))
        yield r


@pytest.fixture(scope="module")
def sample(record: Record) -> Sample:
    return drawn(record.documents(copies=False), 100, 3)


# -- the sample -----------------------------------------------------------------------------------------------------


def test_every_passage_is_a_slice_and_unread_documents_are_left_out(record: Record, sample: Sample) -> None:
    assert len(sample.drawn) == sample.population == 16
    for passage in sample.drawn:
        assert record.document(passage.doc).text[passage.start : passage.end] == passage.text
        assert not record.document(passage.doc).unread
    assert [p.name for p in sample.drawn[:3]] == ["P001", "P002", "P003"]


def test_the_same_seed_draws_the_same_and_a_smaller_sample_is_its_beginning(record: Record, sample: Sample) -> None:
    documents = list(record.documents())
    assert drawn(reversed(documents), 100, 3) == sample
    assert [p.text for p in drawn(documents, 5, 3).drawn] == [p.text for p in sample.drawn[:5]]
    assert [p.text for p in drawn(documents, 5, 4).drawn] != [p.text for p in sample.drawn[:5]]


def test_each_passage_is_as_likely_as_any_other(record: Record) -> None:
    documents = list(record.documents())
    seen = np.zeros(16)
    places = {(p.doc, p.start): k for k, p in enumerate(drawn(documents, 16, 0).drawn)}
    for seed in range(400):
        for passage in drawn(documents, 8, seed).drawn:
            seen[places[passage.doc, passage.start]] += 1
    assert seen.sum() == 400 * 8
    assert ((seen > 150) & (seen < 250)).all()  # 200 ± 5 standard deviations


def test_the_sample_is_read_back(sample: Sample) -> None:
    assert sheets.sample_of(sheets.sample_text(sample), "sample.json") == sample


# -- the sheets -----------------------------------------------------------------------------------------------------


def test_a_sheet_shows_nothing_that_the_machine_found(record: Record, sample: Sample) -> None:
    rows = list(csv.DictReader(io.StringIO(sheets.sheet(sample))))
    assert len(rows) == 16
    assert {(row["kind"], row["words"], row["label"], row["note"]) for row in rows} == {("", "", "", "")}
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())
    hostile = next(p for p in sample.drawn if "HYPERLINK" in p.text)
    assert hostile.text in {sheets.unguarded(row["text"]) for row in rows}


def filled(sample: Sample, units: dict[str, list[Unit]], *, separator: str = ",", change: Any = str) -> str:
    """The sheet as a person would have filled it with these items."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator)
    writer.writerow(sheets.COLUMNS)
    for p in sample.drawn:
        rows = [(u.kind, change(p.text[u.spans[0][0] - p.start : u.spans[0][1] - p.start]), u.label or "") for u in units[p.name]] or [("", "none", "")]
        for kind, words, label in rows:
            writer.writerow([p.name, p.source, p.before, p.text, p.after, kind, words, label, ""])
    return out.getvalue()


def single(units: dict[str, list[Unit]]) -> dict[str, list[Unit]]:
    """Items of several spans as a person enters them: by the first."""
    return {name: [Unit(u.kind, u.spans[:1], u.label) for u in each] for name, each in units.items()}


@pytest.mark.parametrize(
    ("separator", "change"),
    [(",", str), (";", str), ("\t", str), (",", lambda w: w.replace("“", '"').replace("”", '"').replace("’", "'")), (",", lambda w: re.sub(r"\s+", "  ", w).upper())],
    ids=["commas", "semicolons", "tabs", "straight quotes", "spaces and capitals"],
)
def test_a_filled_sheet_is_read_back(record: Record, sample: Sample, separator: str, change: Any) -> None:
    machine = single(found(record, sample))
    read = sheets.coded("\ufeff" + filled(sample, machine, separator=separator, change=change), sample, "a.csv")
    for name, units in machine.items():
        assert sorted(u.kind for u in read[name]) == sorted(u.kind for u in units)
        for unit in units:
            start, end = unit.spans[0]
            text = next(p for p in sample.drawn if p.name == name)
            assert any(text.text[s - text.start : e - text.start].split() == text.text[start - text.start : end - text.start].split() for u in read[name] for s, e in u.spans)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (["P999", "", "", "", "", "figure", "40", "", ""], "no passage"),
        (["P001", "", "", "", "", "rumour", "the", "", ""], "kind 'rumour'"),
        (["P001", "", "", "", "", "figure", "words from elsewhere entirely", "", ""], "do not stand in passage"),
    ],
)
def test_a_row_that_cannot_be_meant_is_named(sample: Sample, row: list[str], said: str) -> None:
    out = io.StringIO()
    csv.writer(out).writerows([sheets.COLUMNS, row])
    with pytest.raises(Usage, match=said) as error:
        sheets.coded(out.getvalue(), sample, "a.csv")
    assert "a.csv, row 2" in str(error.value)


# -- the rates ------------------------------------------------------------------------------------------------------


def test_coders_who_agree_with_the_machine_find_it_right(record: Record, sample: Sample) -> None:
    machine = found(record, sample)
    read = sheets.coded(filled(sample, single(machine)), sample, "a.csv")
    rows = {(r.kind, r.measure): r.estimate for r in report.rates(sample, machine, [read, read], {k: record.count(kind=k) for k in sample.kinds})}
    for kind in sample.kinds:
        assert rows[kind, "precision"].value == rows[kind, "recall"].value == rows[kind, "precision with label"].value == 1
        assert rows[kind, "agreement"].value == rows[kind, "alpha of counts"].value == 1
        assert rows[kind, "corrected count"].value == record.count(kind=kind)
        assert rows[kind, "recall"].low == 1  # every passage was coded: nothing is left to chance


def test_known_mistakes_are_counted(record: Record, sample: Sample) -> None:
    """The coders see one figure less than the machine (so it was wrong), and one of them an event more (so it was half missed)."""
    machine = single(found(record, sample))
    events, figures = (sum(u.kind == kind for units in machine.values() for u in units) for kind in ("event", "figure"))
    name, figure = next((n, u) for n, units in machine.items() for u in units if u.kind == "figure")
    fewer = machine | {name: [u for u in machine[name] if u is not figure]}
    calm = next(p for p in sample.drawn if not machine[p.name])
    more = fewer | {calm.name: [Unit("event", ((calm.start, calm.start + 6),), "AID")]}
    rows = {(r.kind, r.measure): r.estimate for r in report.rates(sample, machine, [fewer, more], {"event": events, "figure": figures})}
    assert rows["figure", "precision"].value == pytest.approx((figures - 1) / figures)
    assert rows["figure", "recall"].value == 1
    assert rows["event", "recall"].value == pytest.approx(events / (events + 0.5))
    assert rows["event", "corrected count"].value == pytest.approx(events + 0.5)
    assert rows["event", "agreement"].value == pytest.approx(2 * events / (2 * events + 1))
    assert {r.kind for r in report.rates(sample, machine, [fewer, more], {}, agreed={calm.name: []}) if r.measure == "recall" and r.estimate.value == 1} >= {"event", "figure"}


def test_intervals_against_published_values() -> None:
    low, high = wilson(81 / 263, 263, 1.959964)  # Newcombe 1998, Statistics in Medicine 17, table I
    assert (round(low, 4), round(high, 4)) == (0.2553, 0.3662)
    low, high = wilson(15 / 148, 148, 1.959964)
    assert (round(low, 4), round(high, 4)) == (0.0624, 0.1605)
    assert [round(student(v), 2) for v in (4, 10, 30, 199)] == [2.77, 2.23, 2.04, 1.97]


def test_agreement_against_published_values() -> None:
    """Krippendorff, Computing Krippendorff's Alpha-Reliability (2011): ten units and two values, four of them coded differently; twelve units, five values."""
    assert round(alpha([("0", "1")] * 4 + [("1", "1")] + [("0", "0")] * 5) or 0, 3) == 0.095
    nominal = list(zip("a a b b d c c c e d d a".split(), "b a b b b c c c e d d d".split(), strict=True))
    assert round(alpha(nominal) or 0, 3) == 0.692
    assert alpha([("x", "x")] * 4) is None
    assert alpha([(1, 1), (2, 2), (5, 5)], "interval") == 1
    assert positive_agreement([4], [5], [7]) == pytest.approx(8 / 12)


def test_nothing_found_says_nothing() -> None:
    assert proportion([0, 0], [0, 0], 10).value is None
    assert corrected([1, 0], [0, 0], 0, 10).value is None


@pytest.mark.parametrize(("size", "recall", "precision", "clustering"), [(200, 0.8, 0.9, 0.0), (200, 0.6, 0.75, 0.2), (100, 0.9, 0.9, 0.1)])
def test_intervals_hold_the_truth(size: int, recall: float, precision: float, clustering: float) -> None:
    """93–97 % of the time; 1,500 rounds put a standard error of 0.6 points on that."""
    hits, _ = simulation.covered(np.random.default_rng(19), size, recall, precision, clustering, 1500)
    assert all(0.93 <= share <= 0.97 for share in hits / 1500)


# -- the command ----------------------------------------------------------------------------------------------------


def test_the_command_from_sample_to_rates(record: Record, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, folder = str(record.path), tmp_path / "v"
    assert cli.run(["validate", path, "--sample", "100", "--kind", "figure", "-o", str(folder)]) == 0
    assert cli.run(["validate", path, "--sample", "100", "-o", str(folder)]) == 2  # never over a coding
    assert cli.run(["validate", path, "--codes", str(folder)]) == 2  # nothing coded yet
    sample = sheets.sample_of((folder / "sample.json").read_text("utf8"), "sample.json")
    machine = single(found(record, sample))
    for name in ("coder-1.csv", "coder-2.csv"):
        (folder / name).write_text(filled(sample, machine), "utf8")
    capsys.readouterr()
    assert cli.run(["validate", path, "--codes", str(folder), "--format", "json"]) == 0
    rows = {row["measure"]: row for row in json.loads(capsys.readouterr().out)}
    assert rows["precision"]["value"] == rows["recall"]["value"] == 1
    assert rows["corrected count"]["value"] == rows["count"]["value"] == record.count(kind="figure")
    assert len((folder / "to-agree.csv").read_text("utf8").splitlines()) == 1  # they agree: only the head


def test_where_coders_differ_both_codings_stand_in_one_sheet(record: Record, sample: Sample) -> None:
    machine = single(found(record, sample))
    name = next(n for n, units in machine.items() if len(units) > 1)
    rows = list(csv.DictReader(io.StringIO(sheets.to_agree(sample, {"coder-1": machine, "coder-2": machine | {name: machine[name][1:]}}))))
    assert {row["passage"] for row in rows} == {name}
    assert [row["note"] for row in rows] == ["coder-1"] * len(machine[name]) + ["coder-2"] * (len(machine[name]) - 1)
