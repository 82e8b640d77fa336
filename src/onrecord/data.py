"""Data files kept beside the code that reads them. Lines that start with "#" are the head: what it is, its source and licence."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def lines(package: str, name: str) -> tuple[str, ...]:
    """The lines of a file of `package`, head and empty lines left out. Parted at line feeds only, so that any character may be data."""
    text = files(package).joinpath(name).read_text(encoding="utf-8")
    return tuple(line.rstrip("\r") for line in text.split("\n") if line.strip() and not line.startswith("#"))


def rows(package: str, name: str) -> tuple[tuple[str, ...], ...]:
    """The cells of each line of a tab-separated file."""
    return tuple(tuple(line.split("\t")) for line in lines(package, name))


def table(package: str, name: str) -> tuple[dict[str, str], ...]:
    """The rows of a tab-separated file whose first line names its columns; cells missing at the end are empty."""
    head, *rest = rows(package, name)
    return tuple(dict(zip(head, (*cells, *("" for _ in head)), strict=False)) for cells in rest)


def named(package: str, name: str, row: str) -> frozenset[str]:
    """The words of the row `row` in a file of `name<TAB>words`."""
    return frozenset(word for cells in rows(package, name) if cells[0] == row for word in cells[1].split())
