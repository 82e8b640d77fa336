"""Codes of states on a day: Correlates of War (COW), Gleditsch and Ward (GW)."""

from __future__ import annotations

from functools import cache
from typing import Literal

from onrecord import data

System = Literal["COW", "GW"]


@cache
def _codes(system: System) -> dict[str, tuple[tuple[str, str, int], ...]]:
    """ISO 3166 alpha-3 -> (first day, last day, code), empty where open."""
    out: dict[str, tuple[tuple[str, str, int], ...]] = {}
    for row in data.table(__package__, "state_codes.tsv"):
        if row["system"] == system:
            out[row["alpha3"]] = (*out.get(row["alpha3"], ()), (row["from"], row["until"], int(row["code"])))
    return out


def state_code(system: System, alpha3: str | None, day: str | None) -> int | None:
    """The code of a state on a day; None where it was no member then, or no day is known. `SUN` and `RUS` are told apart by the day."""
    if not alpha3 or not day:
        return None
    return next((code for first, last, code in _codes(system).get(alpha3, ()) if first <= day and (not last or day <= last)), None)
