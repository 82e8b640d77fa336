"""Disputed areas: named as the sides name them, given to none of them."""

from __future__ import annotations

from functools import cache
from math import cos, hypot, radians
from typing import NamedTuple

from onrecord import data
from onrecord.records import Place, PlacePrecision
from onrecord.resolve.gazetteer import City, key_of


class Area(NamedTuple):
    place: Place
    divisions: frozenset[tuple[str, str]]  # (country, region) of GeoNames whose places lie in it
    circles: tuple[tuple[float, float, float], ...]  # latitude, longitude, kilometres

    def holds(self, city: City) -> bool:
        return (city.country, city.region) in self.divisions or any(kilometres(lat, lon, city.latitude, city.longitude) <= far for lat, lon, far in self.circles)


def kilometres(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Between two places near each other, as on a plane."""
    return 111.2 * hypot(other_lat - lat, (other_lon - lon) * cos(radians((lat + other_lat) / 2)))


def listed(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(";") if part.strip()]


@cache
def areas() -> dict[str, Area]:
    """Key of each name -> the area."""
    out: dict[str, Area] = {}
    for row in data.table(__package__, "disputed.tsv"):
        precision: PlacePrecision = row["precision"]  # type: ignore[assignment]
        place = Place(f"{row['name']} ({row['sides']})", row["country"] or None, float(row["latitude"]), float(row["longitude"]), None, precision)
        divisions = frozenset((country, region) for country, _, region in (d.partition(".") for d in listed(row["divisions"])))
        circles = tuple((float(a), float(b), float(c)) for a, b, c in (circle.split(",") for circle in listed(row["circles"])))
        for name in (row["name"], *listed(row["aliases"])):
            out.setdefault(key_of(name), Area(place, divisions, circles))
    return out


@cache
def _bounded() -> tuple[Area, ...]:
    return tuple(area for area in dict.fromkeys(areas().values()) if area.divisions or area.circles)


def country_of(city: City) -> str | None:
    """The city's country; of a city in a disputed area the area's own code, where it has one."""
    area = next((a for a in _bounded() if a.holds(city)), None)
    return city.country if area is None else area.place.country
