"""The word lists beside this module: tab-separated, `#` opens a comment line, the head names source and licence."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files


@cache
def rows(name: str) -> tuple[tuple[str, ...], ...]:
    """The rows of `name` in this package, cells as printed; comment and empty lines are left out."""
    text = files(__package__).joinpath(name).read_text(encoding="utf-8")
    return tuple(tuple(line.split("\t")) for line in text.splitlines() if line.strip() and not line.startswith("#"))


def alternatives(words: Iterable[str]) -> str:
    """A regular expression for any of `words`, longest first, a space standing for any white space or hyphen-free gap."""
    escaped = (re.escape(w).replace(r"\ ", r"\s+") for w in sorted(set(words), key=lambda w: (-len(w), w)))
    return "|".join(escaped)
