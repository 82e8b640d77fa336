"""Names to vary texts with, from the product's knowledge."""

from __future__ import annotations

from functools import lru_cache

from onrecord.data import table


@lru_cache(maxsize=1)
def pools() -> tuple[list[str], list[tuple[str, str]]]:
    """Words of persons' names; states with an adjective."""
    people = sorted({w for row in table("onrecord.resolve.knowledge", "people.tsv") for w in row["name"].split() if w.isalpha() and w[0].isupper() and len(w) > 2})
    states = [(row["name"], row["demonyms"].split(";")[0]) for row in table("onrecord.resolve.knowledge", "states.tsv") if row["demonyms"]]
    return people, states
