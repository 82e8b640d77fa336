"""Places: which words name one, and which one. Cases as data in tests/cases/places; `python -m bench.places` prints the shares."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from bench.places import cases, kilometres, named, places, right

from onrecord.resolve.gazetteer import cities, countries, key_of, regions
from onrecord.resolve.gazetteer.candidates import candidates, landmarks
from onrecord.resolve.gazetteer.disputed import areas
from tests.extract.reading import read_text

CASES = Path(__file__).parents[1] / "cases" / "places"
KNOWN = {(c["text"], c["name"]) for c in map(json.loads, (CASES / "known_failures.jsonl").read_text("utf8").splitlines())}


def marked(rows: list[dict[str, Any]]) -> list[Any]:
    xfail = [pytest.mark.xfail(strict=True, reason="known failure")]
    return [pytest.param(c, id=f"{c['name']}: {c['text'][:40]}", marks=xfail if (c["text"], c["name"]) in KNOWN else []) for c in rows]


@pytest.mark.parametrize("case", marked(cases("wild")))
def test_place(case: dict[str, Any]) -> None:
    found = named(case)
    assert right(case, found) == {"country": True, "near": True, "precision": True}, found


@pytest.mark.parametrize("case", marked(cases("negative")))
def test_no_place(case: dict[str, Any]) -> None:
    assert named(case) is None


@pytest.mark.parametrize("case", [json.loads(line) for line in (CASES / "items.jsonl").read_text("utf8").splitlines()], ids=lambda c: c["text"][:50])
def test_place_of_an_item(case: dict[str, Any]) -> None:
    document, items = read_text(case["text"], "2024-06-03")
    of_kind = [i for i in items if i.kind == case["kind"]]
    assert of_kind, items
    given = {i.place.name for i in of_kind if i.place}  # type: ignore[union-attr]
    assert given == ({case["place"]} if case["place"] else set())
    for item in of_kind:
        for span in item.evidence:
            assert document.text[span.start : span.end] == span.text
            if span.role == "place":
                assert item.place is not None  # type: ignore[union-attr]


def test_every_name_of_the_tables_is_found() -> None:
    for key in (*areas(), *landmarks()):
        assert candidates(key), key


def test_bisection_finds_first_and_last_lines() -> None:
    path = Path(__file__).parents[2] / "src" / "onrecord" / "resolve" / "gazetteer" / "cities.tsv"
    lines = [line for line in path.read_text("utf8").splitlines() if not line.startswith("#")]
    for line in (lines[0], lines[1], lines[len(lines) // 2], lines[-2], lines[-1]):
        key, id_ = line.split("\t")[:2]
        assert int(id_) in [c.id for c in cities(key)]
    assert [line.split("\t")[0] for line in lines] == sorted(line.split("\t")[0] for line in lines)
    assert cities("no such place") == cities("") == cities("zzzzzz") == ()


@pytest.mark.parametrize(("name", "key"), [("Nagorno-Karabakh", "nagorno karabakh"), ("Łódź", "lodz"), ("Ts’khinvali", "tskhinvali"), ("St. Petersburg", "st petersburg"), ("Xankǝndi", "xankandi")])
def test_keys(name: str, key: str) -> None:
    assert key_of(name) == key


def test_disputed_areas_belong_to_nobody() -> None:
    """No claimant's code: null, or the area's own."""
    own = {"PSE", "XKX", "TWN", "ESH", "FLK", "GIB", "IOT"}
    assert {a.place.country for a in areas().values()} <= own | {None}
    assert all(": " in a.place.name and ("; " in a.place.name or " and " in a.place.name or "under claim" in a.place.name) for a in areas().values())
    for name in ("Simferopol", "Makiyivka", "Tiraspol", "Srinagar", "Katzrin", "Gilgit"):
        found = candidates(key_of(name))[0]
        assert found.place.country is None, name


def test_the_sense_said_once_holds_for_the_document() -> None:
    text = "A court in Paris, Texas, convicted him. He had lived in Paris for years."
    assert [t.place.country for t in places(text) if t.place.name == "Paris"] == ["USA", "USA"]


def test_countries_and_regions() -> None:
    assert countries()["UKR"].id == 690791
    assert all(abs(r.latitude) <= 90 and abs(r.longitude) <= 180 for found in regions().values() for r in found)
    assert kilometres(50.45, 30.52, 49.99, 36.23) == pytest.approx(409, rel=0.02)


def test_same_text_same_places_in_any_order() -> None:
    one, other = "Drones hit Odesa. ", "Ten died in Tripoli, Lebanon. "
    assert {t.place for t in places(one + other)} == {t.place for t in places(other + one)}
    assert replace(places(one)[0], start=0) == replace(places(one)[0], start=0)
