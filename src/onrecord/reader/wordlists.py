"""Word lists kept as data beside the code: rows of `name<TAB>words`, comments with "#"."""

from __future__ import annotations

from importlib.resources import files


def word_list(table: str, name: str) -> frozenset[str]:
    """The words of the row `name` in reader/`table`."""
    rows = files(__package__).joinpath(table).read_text(encoding="utf-8").splitlines()
    return frozenset(word for row in rows if row.startswith(name + "\t") for word in row.split("\t")[1].split())
