"""The words of archives in several languages: labels of fields, dates, names of languages. The tables beside this file."""

from __future__ import annotations

import re
from datetime import date
from functools import cache

from onrecord import data
from onrecord.ingest.published import edtf_date

_D, _M, _Y = r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|º|ª|\.)?", r"(?P<month>[^\W\d_]{3,12})\.?", r"(?P<year>(?:19|20)\d\d)"
_OF = r"(?:\s*(?:de|del|of|d['’])\s+|\s+|\s*[-/]\s*)"
_WRITTEN = (
    re.compile(rf"(?<!\w){_D}{_OF}{_M}(?:{_OF}|,\s*){_Y}(?!\d)", re.I),  # 28 May 2024 · 28. Mai 2024 · 28 de mayo de 2024 · 28 maja 2024
    re.compile(rf"(?<!\w){_M}\s+{_D}(?:,\s*|\s+){_Y}(?!\d)", re.I),  # May 28, 2024 Tuesday
    re.compile(r"(?P<year>(?:19|20)\d\d)\s*年\s*(?P<number>\d{1,2})\s*月\s*(?P<day>\d{1,2})\s*日"),
    re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)-(?P<number>\d\d)-(?P<day>\d\d)(?!\d)"),
    re.compile(r"(?<!\d)(?P<day>\d{1,2})\.\s?(?P<number>\d{1,2})\.\s?(?P<year>(?:19|20)\d\d)(?!\d)"),
)
_MONTH_ONLY = re.compile(rf"{_M}(?:{_OF}|,\s*){_Y}", re.I)


def day(text: str) -> str | None:
    """EDTF of a line that holds a date, a weekday, a time: "mardi 28 mai 2024" -> "2024-05-28"; "mai 2024" -> "2024-05"; else None."""
    words = " ".join(text.split())
    if stated := edtf_date(words):
        return stated
    for pattern in _WRITTEN:
        for found in pattern.finditer(words):
            parts = found.groupdict()
            number = int(parts["number"]) if parts.get("number") else months().get(parts["month"].casefold(), 0)
            try:
                return date(int(found["year"]), number, int(found["day"])).isoformat()
            except ValueError:
                continue
    if (whole := _MONTH_ONLY.fullmatch(words)) and (number := months().get(whole["month"].casefold(), 0)):
        return f"{whole['year']}-{number:02}"
    return None


def is_date_line(text: str) -> bool:
    """A line that is a date and little else: "May 28, 2024 Tuesday 11:05 AM GMT", not a sentence that mentions one."""
    return len(text) <= 70 and len(text.split()) <= 10 and day(text) is not None


def language(text: str) -> str | None:
    """ "ENGLISH" or "Englisch; English" -> "en"; an ISO code stays; unknown names give None."""
    for word in re.split(r"[\s;,/()]+", text.strip().casefold()):
        if code := languages().get(word):
            return code
    return None


@cache
def months() -> dict[str, int]:
    return {name: int(cells[0]) for cells in data.rows(__package__, "months.tsv") for name in cells[1].split()}


@cache
def languages() -> dict[str, str]:
    return {name: cells[0] for cells in data.rows(__package__, "languages.tsv") for name in (cells[0], *cells[1].split())}


@cache
def labels() -> dict[str, str]:
    """label, folded -> field"""
    out: dict[str, str] = {}
    for field, *names in data.rows(__package__, "labels.tsv"):
        for name in names:
            out.setdefault(name, field)
    return out
