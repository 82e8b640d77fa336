"""EDTF (ISO 8601-2) strings, levels 0 and 1, from calendar arithmetic.

    day(2024-05-28) "2024-05-28"   week "2024-05-27/2024-06-02"   month "2024-05"   season "2023-22"   decade "199X"
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date as Date
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Anchor:
    """The date a document was published, as far as it is known."""

    year: int
    month: int | None = None
    day: int | None = None

    @property
    def date(self) -> Date | None:
        return Date(self.year, self.month, self.day) if self.month and self.day else None

    @property
    def middle(self) -> Date:
        """A day for comparisons of nearness: the middle of what is known."""
        return self.date or Date(self.year, self.month or 7, 15)


def anchor_of(published: str | None) -> Anchor | None:
    """The anchor in an EDTF date such as 2024-05-28, 2024-05, 2024 or 2024-05-28T10:00:00Z; intervals and unspecified digits give none."""
    m = re.fullmatch(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T.*)?)?)?[~?%]?", published or "")
    if not m:
        return None
    year, month, day = (int(g) if g else None for g in m.groups())
    assert year is not None
    if month is not None and not 1 <= month <= 12:
        return Anchor(year) if 21 <= month <= 24 else None
    if day is not None and (month is None or not 1 <= day <= monthrange(year, month)[1]):
        return None
    return Anchor(year, month, day) if year else None


def of(year: int, month: int | None = None, day: int | None = None) -> str | None:
    """A date to the precision given; None for a day that does not exist."""
    if month is None:
        return f"{year:04d}"
    if day is None:
        return f"{year:04d}-{month:02d}"
    if not 1 <= day <= monthrange(year, month)[1]:
        return None
    return f"{year:04d}-{month:02d}-{day:02d}"


def week(day: Date) -> str:
    """Monday to Sunday."""
    monday = day - timedelta(days=day.weekday())
    return f"{monday.isoformat()}/{(monday + timedelta(days=6)).isoformat()}"


def add_months(year: int, month: int, by: int) -> tuple[int, int]:
    """(2024, 1) and -1 is (2023, 12)."""
    index = year * 12 + month - 1 + by
    return index // 12, index % 12 + 1


def interval(first: str | None, last: str | None) -> str | None:
    """An interval of the outer bounds of two EDTF values, each of which may be one itself; an open end is "..". """
    if first is None and last is None:
        return None
    return f"{(first or '..').split('/')[0]}/{(last or '..').split('/')[-1]}"
