"""Writers' names as metadata fields and bylines give them."""

from __future__ import annotations

import re

_NO_NAME = re.compile(
    r"https?:|www\.|@|\d{3}|^(?:\w*admin\w*|editors?|editorial|staff|web ?master|guest|none|null|unknown)$", re.I
)
_POST = re.compile(r"\b(?:writer|editor|correspondent|reporter|staff|columnist|producer|desk)\b", re.I)
_BY = re.compile(r"^(?:(?:analysis|opinion|story|words|text|written|posted)\s+)?(?:by|from)\s+", re.I)
_PARTED = re.compile(r"\s*(?:;|,|\n|\band\b|&)\s*")


def author(text: str) -> str | None:
    """A name, None where it is an account, a post or an address: "By ANN LEE | The Courier" -> "Ann Lee", "admin" -> None."""
    name = _BY.sub("", " ".join(re.split(r"\s\|\s", text)[0].split()))
    return cased(name) if 3 <= len(name) <= 60 and not _NO_NAME.search(name) and not _POST.search(name) else None


def authors_of(text: str) -> tuple[str, ...]:
    """All of a field: "ANN LEE, AP Political Writer and Jan Nowak" -> ("Ann Lee", "Jan Nowak")."""
    return tuple(dict.fromkeys(name for part in _PARTED.split(text) if (name := author(part))))


def cased(name: str) -> str:
    """A name set in capitals, as people write it: "ANNA KOWALSKA" -> "Anna Kowalska"; a single word may be initials and stays."""
    if not name.isupper() or " " not in name:
        return name
    return " ".join(w if "." in w or (len(w) < 3) else w.capitalize() for w in name.split())
