"""The word lists beside this module, and regular expressions made of them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from onrecord import data


def rows(name: str) -> tuple[tuple[str, ...], ...]:
    """The rows of `name` in this package, cells as printed."""
    return data.rows(__package__, name)


def alternatives(words: Iterable[str]) -> str:
    """A regular expression for any of `words`, longest first, a space standing for any white space or hyphen-free gap."""
    escaped = (re.escape(w).replace(r"\ ", r"\s+") for w in sorted(set(words), key=lambda w: (-len(w), w)))
    return "|".join(escaped)
