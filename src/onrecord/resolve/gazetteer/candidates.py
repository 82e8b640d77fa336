"""All that a name may be the name of, each with how well known it is."""

from __future__ import annotations

from difflib import SequenceMatcher
from functools import cache, lru_cache
from math import log10
from typing import NamedTuple

from onrecord import data
from onrecord.records import Place, PlacePrecision
from onrecord.resolve import knowledge
from onrecord.resolve.gazetteer import cities, countries, key_of, regions
from onrecord.resolve.gazetteer.disputed import areas, country_of, listed

# How well known, in tens of people: what the tables of much reported places hold counts as a metropolis.
COUNTRY, AREA, LANDMARK, REGION = 8.0, 10.0, 7.5, 5.2
OTHER_NAME = 4.0  # what a name that is nothing like the place's own costs
CAPITAL = 1.5


class Candidate(NamedTuple):
    place: Place
    known: float  # about log10 of its people
    land: str | None  # the state that context is counted for, also where `place.country` is nobody's
    region: str | None  # GeoNames' code of the first-level division
    unlike: float = 0.0  # what it costs that the name is unlike the place's own


@cache
def landmarks() -> dict[str, Place]:
    out: dict[str, Place] = {}
    for row in data.table(__package__, "landmarks.tsv"):
        precision: PlacePrecision = row["precision"]  # type: ignore[assignment]
        place = Place(row["name"], row["country"] or None, float(row["latitude"]), float(row["longitude"]), None, precision)
        for name in (row["name"], *listed(row["aliases"])):
            out.setdefault(key_of(name), place)
    return out


@cache
def states() -> dict[str, tuple[str, str]]:
    """Key of a state's name -> (ISO 3166 alpha-3, its common name)."""
    out: dict[str, tuple[str, str]] = {}
    for name, entry in knowledge.load().names.items():
        if entry.sense == "state" and entry.country:
            out.setdefault(key_of(" ".join(name)), (entry.country, entry.name))
    for code, country in countries().items():
        out.setdefault(key_of(country.name), (code, country.name))
    return out


@cache
def capitals() -> frozenset[tuple[str, str]]:
    """(key, country)"""
    return frozenset((key_of(" ".join(name)), entry.country) for name, entry in knowledge.load().names.items() if entry.sense in ("capital", "metonym") and entry.country)


@lru_cache(maxsize=20_000)
def candidates(key: str) -> tuple[Candidate, ...]:
    """Everything of that name, the best known first."""
    out: list[Candidate] = []
    if key in areas():
        out.append(Candidate(areas()[key].place, AREA, areas()[key].place.country, None))
    if key in landmarks():
        out.append(Candidate(landmarks()[key], LANDMARK, landmarks()[key].country, None))
    if key in states():
        code, name = states()[key]
        at = countries().get(code)
        place = Place(name, code, at and at.latitude, at and at.longitude, at and at.id, "country")
        if not out or out[0].place.country != code:
            out.append(Candidate(place, COUNTRY, code, None))
    for region in regions().get(key, ()):
        out.append(Candidate(Place(region.name, region.country, region.latitude, region.longitude, None, "region"), REGION, region.country, region.region))
    for city in cities(key):
        known = log10(max(city.population, 100))
        unlike = -OTHER_NAME * (1 - SequenceMatcher(None, key, key_of(city.name)).ratio()) if city.other else 0.0
        if (key, city.country) in capitals():
            known += CAPITAL
        out.append(Candidate(Place(city.name, country_of(city), city.latitude, city.longitude, city.id, "city"), known, city.country, city.region, unlike))
    if not out:  # `Qamishli` is Al Qamishli, `South Kordofan` is Southern Kordofan
        other = next((other for begin, instead in VARIANTS if key.startswith(begin) and _there(other := instead + key[len(begin) :])), None)
        return candidates(other) if other else ()
    return tuple(sorted(out, key=lambda c: -c.known))


VARIANTS = (("south ", "southern "), ("north ", "northern "), ("east ", "eastern "), ("west ", "western "), ("southern ", "south "), ("northern ", "north "), ("", "al "), ("el ", "al "))


def _there(key: str) -> bool:
    return bool(regions().get(key) or cities(key))
