"""The gazetteer: names of places to where they are, offline.

`cities.tsv` is a sorted text file of every name of every populated place, searched by bisection in the mapped file: nothing is loaded, a look-up
takes some twenty short reads, and processes share the pages. The other files are small. Sources and licences stand in their heads.
"""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache
from importlib import resources
from mmap import ACCESS_READ, mmap
from typing import NamedTuple

from onrecord import data

DROPPED = dict.fromkeys(map(ord, "'’‘ʻʼʹʿ`´.,"))
SPACED = dict.fromkeys(map(ord, "-–‑_/"), " ")
LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i", "ð": "d", "þ": "th", "ǝ": "a", "ə": "a"})


@lru_cache(maxsize=20_000)
def key_of(name: str) -> str:
    """What names are looked up by: `Sloviansk’k` and `Slovianskk`, `Nagorno-Karabakh` and `Nagorno Karabakh`, `Łódź` and `Lodz` are the same."""
    if not name.isascii():
        name = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c)).translate(LETTERS)
    return " ".join(name.translate(DROPPED).translate(SPACED).casefold().split())


class City(NamedTuple):
    id: int
    other: bool  # found by another name than the one GeoNames prints
    country: str  # ISO 3166 alpha-3 as GeoNames has it; disputed.py says where nobody gets it
    region: str  # GeoNames' code of the first-level division
    latitude: float
    longitude: float
    population: int
    name: str


class Region(NamedTuple):
    country: str
    region: str
    latitude: float
    longitude: float
    name: str


class Country(NamedTuple):
    country: str
    id: int
    latitude: float | None
    longitude: float | None
    population: int
    numeric: int  # ISO 3166
    neighbours: tuple[str, ...]
    name: str


@cache
def _mapped() -> mmap:
    with resources.as_file(resources.files(__package__).joinpath("cities.tsv")) as path, path.open("rb") as file:
        return mmap(file.fileno(), 0, access=ACCESS_READ)


@lru_cache(maxsize=20_000)
def cities(key: str) -> tuple[City, ...]:
    """The populated places of that name, the most populous first."""
    lines, wanted = _mapped(), key.encode() + b"\t"
    low, high = 0, len(lines)
    while low < high:  # the first line that is not before `wanted`; the head's lines begin with "#", which sorts before letters and digits
        middle = (low + high) // 2
        start = lines.rfind(b"\n", 0, middle) + 1
        end = lines.find(b"\n", middle)
        if lines[start : start + 1] == b"#" or lines[start:end] < wanted:
            low = end + 1
        else:
            high = start
    out = []
    while lines[low : low + len(wanted)] == wanted:
        end = lines.find(b"\n", low)
        _, id_, other, country, region, lat, lon, people, name = lines[low:end].decode().split("\t")
        out.append(City(int(id_), bool(other), country, region, float(lat), float(lon), int(people), name))
        low = end + 1
    return tuple(out)


@cache
def regions() -> dict[str, tuple[Region, ...]]:
    """Key -> first-level divisions of that name."""
    out: dict[str, tuple[Region, ...]] = {}
    for key, country, region, lat, lon, name in data.rows(__package__, "regions.tsv"):
        out[key] = (*out.get(key, ()), Region(country, region, float(lat), float(lon), name))
    return out


@cache
def countries() -> dict[str, Country]:
    """ISO 3166 alpha-3 -> the state or territory."""
    rows = data.rows(__package__, "countries.tsv")
    three = {alpha2: alpha3 for alpha2, alpha3, *_ in rows}
    return {
        alpha3: Country(alpha3, int(id_), float(lat) if lat else None, float(lon) if lon else None, int(people), int(numeric), tuple(three[n] for n in near.split(",") if n in three), name)
        for _, alpha3, id_, lat, lon, people, numeric, near, name in rows
    }
