"""The map's outlines: nobody's claim is drawn as settled, the projection is Equal Earth, the file stays small."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

from onrecord.serve.geography import Area, areas, projected

BY_NAME = {a.name: a for a in areas()}


def rings(area: Area) -> list[list[tuple[int, int]]]:
    out = []
    for part in area.outline.split("z")[:-1]:
        numbers = [int(n) for n in re.findall(r"-?\d+", part)]
        x, y = numbers[:2]
        points = [(x, y)]
        for dx, dy in zip(numbers[2::2], numbers[3::2], strict=True):
            x, y = x + dx, y + dy
            points.append((x, y))
        out.append(points)
    return out


def holding(longitude: float, latitude: float) -> set[str]:
    """Names of the areas that hold the place."""
    x, y = projected(longitude, latitude)
    found = set()
    for area in areas():
        within = False
        for ring in rings(area):
            for (a, b), (c, d) in zip(ring, ring[1:] + ring[:1], strict=True):
                if (b > y) != (d > y) and x < (c - a) * (y - b) / (d - b) + a:
                    within = not within
        if within:
            found.add(area.name)
    return found


@pytest.mark.parametrize(
    ("place", "longitude", "latitude", "area"),
    [
        ("Simferopol", 34.1, 44.95, "Crimea"), ("Kyiv", 30.52, 50.45, "Ukraine"), ("Donetsk", 37.8, 48.0, "Ukraine"), ("Moscow", 37.6, 55.75, "Russia"),
        ("Pristina", 21.16, 42.66, "Kosovo"), ("Gaza", 34.4, 31.43, "Palestine"), ("Ramallah", 35.2, 31.9, "Palestine"), ("Taipei", 121.5, 25.0, "Taiwan"),
        ("Chukotka, beyond 180°", -173.5, 66.5, "Russia"), ("Brussels", 4.4, 50.8, "Belgium"), ("Hargeisa", 44.1, 9.6, "Somaliland"),
    ],
)  # fmt: skip
def test_places_lie_in_their_area(place: str, longitude: float, latitude: float, area: str) -> None:
    assert holding(longitude, latitude) == {area}


def test_what_is_disputed_is_hatched_and_counted_by_itself() -> None:
    for name in ("Crimea", "Kosovo", "Palestine", "Taiwan", "N. Cyprus", "Somaliland", "W. Sahara", "Siachen Glacier"):
        assert BY_NAME[name].disputed
    assert BY_NAME["Kosovo"].iso3 == "XKX"
    assert BY_NAME["Crimea"].iso3 == ""
    codes = [a.iso3 for a in areas() if a.iso3 not in ("", "AUS")]
    assert len(codes) == len(set(codes))


def test_projection() -> None:
    assert projected(11, 0) == pytest.approx((5000, 2433.5))
    assert projected(-168.9999, 0)[0] == pytest.approx(0, abs=2)
    assert projected(11, 90)[1] == pytest.approx(0, abs=2)


def test_small() -> None:
    assert len(files("onrecord.serve.geography").joinpath("areas.tsv").read_bytes()) < 300_000
