"""Publication dates as they are written: date lines, metadata fields, addresses. Only what is stated, nothing guessed.

Relative or partial dates ("Monday", "3 May") give nothing; 5/6/2024, which means May to one reader and June to another, gives nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

MONTHS = {
    name: number
    for number, names in enumerate((
        "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
        "september sept sep", "october oct", "november nov", "december dec",
    ), start=1)
    for name in names.split()
}  # fmt: skip
_MONTH = r"(?P<month>[A-Za-z]{3,9})\.?"
_DAY, _YEAR = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?", r"(?P<year>(?:19|20)\d\d)"
_WEEKDAY = r"(?:(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs?)?|Fri|Sat(?:ur)?|Sun)(?:day)?\.?,?\s+)?"
_NUMERIC = (
    r"(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)-(?P<day>\d\d)(?:[T ].*)?",  # ISO 8601, with or without a time
    r"(?P<year>(?:19|20)\d\d)/(?P<month>\d\d?)/(?P<day>\d\d?)(?:[T ].*)?",
    r"(?P<year>(?:19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)(?:T.*)?",
    r"(?P<day>\d\d?)\.(?P<month>\d\d?)\.(?P<year>(?:19|20)\d\d)(?:\s.*)?",  # dotted dates are day first wherever they are used
)
WRITTEN = (  # 28 May 2024 · May 28, 2024; a time and zone may follow
    rf"{_WEEKDAY}{_DAY}(?:\s+of)?\s+{_MONTH},?\s+{_YEAR}",
    rf"{_WEEKDAY}{_MONTH}\s+{_DAY}(?:,\s*|\s+){_YEAR}",
)
_TIME = r"(?:\s*[,|•·@-]?\s*(?:at\s+)?\d{1,2}[:.]\d\d(?:[:.]\d\d)?\s*(?:[ap]\.?m\.?)?(?:\s*\(?(?:[A-Z]{2,5}|[+-]\d\d:?\d\d)(?:[+-]\d{1,2})?\)?)*)?"
_WHOLE = [re.compile(rf"\s*{p}{'' if p in _NUMERIC else _TIME}\s*\.?\s*", re.I) for p in (*_NUMERIC, *WRITTEN)]
_DOTTED = re.compile(rf"\s*{_WEEKDAY}(?P<day>\d{{1,2}})\.\s+{_MONTH}\s+{_YEAR}\s*", re.I)  # 4. April 2024; inside a line the dot may end a sentence
_MONTH_ONLY = re.compile(rf"\s*{_MONTH},?\s+{_YEAR}\s*", re.I)
_SLASHED = re.compile(r"\s*(?P<a>\d\d?)/(?P<b>\d\d?)/(?P<year>(?:19|20)\d\d)(?:\s.*)?")
_EDTF = re.compile(r"(?:19|20)\d\d(?:-(?:0[1-9]|1[0-2]|2[1-4]))?[~?%]?")
_IN_ADDRESS = (
    re.compile(r"[/_-](?P<year>(?:19|20)\d\d)[/_-](?P<month>\d\d?|[a-z]{3})[/_-](?P<day>\d\d?)(?=[/_.-]|$)", re.I),
    re.compile(r"(?<=[/_-])(?P<year>20\d\d)(?P<month>[01]\d)(?P<day>[0-3]\d)(?=[/_.-]|$)"),
)


def edtf_date(text: str) -> str | None:
    """A string that is wholly a date -> EDTF: "Friday, January 4, 2019" -> "2019-01-04", "May 2024" -> "2024-05", "3 May" -> None.

    Of a date with a time the day is kept as written, in whatever zone the outlet wrote it.
    """
    text = text.strip()
    if _EDTF.fullmatch(text):
        return text
    for pattern in (*_WHOLE, _DOTTED):
        if (found := pattern.fullmatch(text)) and (day := _day(found)):
            return day
    if (found := _MONTH_ONLY.fullmatch(text)) and (month := MONTHS.get(found["month"].casefold())):
        return f"{found['year']}-{month:02}"
    if found := _SLASHED.fullmatch(text):  # 13/06/2024 can only be read one way, 5/6/2024 can't
        a, b = int(found["a"]), int(found["b"])
        if a > 12 >= b or a == b:
            return _valid(int(found["year"]), b, a)
        if b > 12 >= a:
            return _valid(int(found["year"]), a, b)
    return None


_MOMENT = re.compile(
    r"(?P<day>(?:19|20)\d\d-\d\d-\d\d)[T ](?P<clock>\d\d:\d\d)(?P<seconds>:\d\d)?(?:[.,]\d+)?\s*(?:(?P<z>Z|UTC|GMT)|(?P<zone>[+-]\d\d):?(?P<minutes>\d\d)?)?"
)


def edtf_moment(text: str) -> str | None:
    """A day with its time, as EDTF (ISO 8601-2) has it, in the zone it was written in; a day alone stays one.

    "2024-05-28T10:15:30.5+0100" -> "2024-05-28T10:15:30+01:00"; "2024-05-28 10:15" -> "2024-05-28T10:15:00"
    """
    found = _MOMENT.fullmatch(text.strip())
    if not found:
        return edtf_date(text)
    if edtf_date(found["day"]) is None or found["clock"] > "23:59":
        return None
    zone = "Z" if found["z"] else f"{found['zone']}:{found['minutes'] or '00'}" if found["zone"] else ""
    return f"{found['day']}T{found['clock']}{found['seconds'] or ':00'}{zone}"


def dates_within(text: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, EDTF) of the days written out in a line: "By A. Reporter, 4 January 2019" -> (15, 29, "2019-01-04")."""
    for pattern in WRITTEN:
        for found in re.finditer(rf"(?<!\w){pattern}(?!\w)", text, re.I):
            if day := _day(found):
                yield found.start(), found.end(), day


def address_date(url: str) -> tuple[str, str] | None:
    """The day in an article's address, and where it stands: ".../2014/7/28/..." -> ("2014-07-28", "/2014/7/28")."""
    path = re.sub(r"^\w+://[^/]*", "", url).split("?")[0].split("#")[0]
    for pattern in _IN_ADDRESS:
        if (found := pattern.search(path)) and (day := _day(found)):
            return day, found[0]
    return None


def _day(found: re.Match[str]) -> str | None:
    month = found["month"]
    number = int(month) if month.isdigit() else MONTHS.get(month.casefold(), 0)
    return _valid(int(found["year"]), number, int(found["day"]))


def _valid(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
