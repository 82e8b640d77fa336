"""Places against the project's own cases: `python -m bench.places [--errors]`.

tests/cases/places/wild.jsonl: a sentence, a name in it, its country (null where the area is disputed), coordinates and precision from general
knowledge. negative.jsonl: a name that is none of a place. Prints how many are in the right country, within 161 km (100 miles, the measure of
toponym resolution), of the right precision; how many names of persons, papers, ships and treaties are left alone; and articles a second.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

from onrecord.reader.quotemarks import quotation_marks
from onrecord.reader.tokens import sentences, tokens
from onrecord.resolve.gazetteer.disputed import kilometres
from onrecord.resolve.toponyms import Toponym, find_places

CASES = Path(__file__).resolve().parent.parent / "tests" / "cases" / "places"
NEAR = 161.0  # kilometres


def cases(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (CASES / f"{name}.jsonl").read_text("utf8").splitlines()]


def places(text: str) -> list[Toponym]:
    bounds = list(sentences(text, quotation_marks(text).quotations))
    return find_places(text, [token for start, end in bounds for token in tokens(text, start, end)], bounds)


def named(case: dict[str, Any]) -> Toponym | None:
    """The last place found that the case's name is in, or that is in it."""
    text, name = case["text"], case["name"]
    at = text.rfind(name)
    return next((t for t in places(text) if t.start < at + len(name) and at < t.end), None)


def right(case: dict[str, Any], found: Toponym | None) -> dict[str, bool]:
    if found is None:
        return {"country": False, "near": False, "precision": False}
    place = found.place
    far = kilometres(case["latitude"], case["longitude"], place.latitude, place.longitude) if place.latitude is not None and place.longitude is not None else 1e9
    # a state or a sea has no one point: right where it is the right one
    wide = case["precision"] == "country" and place.precision == "country" and place.country == case["country"]
    return {"country": place.country == case["country"], "near": far <= NEAR or wide, "precision": place.precision == case["precision"]}


def scores() -> dict[str, float]:
    """Percent, as in the floors file."""
    wild, negative = cases("wild"), cases("negative")
    made = [right(case, named(case)) for case in wild]
    out = {what: 100 * sum(m[what] for m in made) / len(made) for what in ("country", "near", "precision")}
    return out | {"left alone": 100 * sum(named(case) is None for case in negative) / len(negative)}


def main() -> None:
    began = time.perf_counter()
    found = scores()
    print(f"{len(cases('wild'))} places: right country {found['country']:.1f} %, within {NEAR:.0f} km {found['near']:.1f} %, precision {found['precision']:.1f} %")
    print(f"{len(cases('negative'))} names of no place: left alone {found['left alone']:.1f} %")
    print(f"{time.perf_counter() - began:.2f} s")
    if "--errors" in sys.argv:
        for case in cases("wild"):
            t = named(case)
            wrong = [what for what, yes in right(case, t).items() if not yes]
            if wrong:
                print(*wrong, "|", case["text"], "|", case["name"], case["country"], "->", t and (t.place.name, t.place.country, t.place.latitude, t.place.longitude, t.place.precision))
        for case in cases("negative"):
            if t := named(case):
                print("none |", case["text"], "->", t.place.name, t.place.country)


if __name__ == "__main__":
    main()
