"""The days an EDTF expression (ISO 8601-2) can mean, so that dates of every precision compare in SQL.

    days("2024-05")                  ("2024-05-01", "2024-05-31")
    days("199X")                     ("1990-01-01", "1999-12-31")
    days("2024-05-28/..")            ("2024-05-28", "9999-12-31")
"""

from __future__ import annotations

import calendar
import re

FIRST, LAST = "0001-01-01", "9999-12-31"
# EDTF level 1 seasons and level 2 quarters, as months; a winter reaches into the next year
SEASONS = {21: (3, 5), 22: (6, 8), 23: (9, 11), 24: (12, 14), 33: (1, 3), 34: (4, 6), 35: (7, 9), 36: (10, 12)}
DATE = re.compile(r"(?P<year>[0-9X]{4})(?:-(?P<month>[0-9X]{2})(?:-(?P<day>[0-9X]{2}))?)?(?:T.*)?")


def days(edtf: str | None) -> tuple[str, str] | None:
    """First and last day, both included, as YYYY-MM-DD; None where nothing is known or the expression is not understood."""
    if not edtf:
        return None
    plain = re.sub(r"[?~%]", "", edtf.strip())
    if "/" not in plain:
        return _date(plain)
    first, _, last = plain.partition("/")
    begin = (FIRST, FIRST) if first in ("", "..") else _date(first)
    end = (LAST, LAST) if last in ("", "..") else _date(last)
    return (begin[0], end[1]) if begin and end else None


def _date(date: str) -> tuple[str, str] | None:
    found = DATE.fullmatch(date)
    if found is None:
        return None
    low, high = found["year"].replace("X", "0"), found["year"].replace("X", "9")
    low = max(low, "0001")
    if high < low:
        return None
    month, day = found["month"], found["day"]
    if month is None or month == "XX":
        return f"{low}-01-01", f"{high}-12-31"
    if "X" in month:
        return None
    if int(month) in SEASONS:
        begin, end = SEASONS[int(month)]
        last_year = int(high) + (end > 12)
        return f"{low}-{begin:02d}-01", _last_day(last_year, (end - 1) % 12 + 1)
    if not 1 <= int(month) <= 12:
        return None
    if day is None or day == "XX":
        return f"{low}-{month}-01", _last_day(int(high), int(month))
    if "X" in day:
        return None
    return (f"{low}-{month}-{day}", f"{high}-{month}-{day}") if 1 <= int(day) <= 31 else None


def _last_day(year: int, month: int) -> str:
    return f"{year:04d}-{month:02d}-{calendar.monthrange(year, month)[1]:02d}"
