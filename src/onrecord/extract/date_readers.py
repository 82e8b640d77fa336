"""What each kind of date means: one reader a pattern, (text, match, anchor) -> Found, or None where it is no date after all."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from onrecord.extract import edtf, relative_dates
from onrecord.extract.date_patterns import (
    BEFORE,
    CENTURIES,
    COUNTED,
    DECADES,
    DETERMINED,
    FEASTS,
    MONTHS,
    NOUN_AFTER,
    ORDINALS,
    PREPOSITION,
    QUANTIFIED,
    SEASONS,
    WEEKDAYS,
    S,
)
from onrecord.extract.date_senses import Found, direction
from onrecord.extract.edtf import Anchor


def _month(word: str) -> int:
    return MONTHS[word.lower().rstrip(".")]


def _day(word: str) -> int:
    return int(re.sub(r"\D", "", word))


def _absolute(year: int, month: int | None = None, day: int | None = None) -> Found | None:
    value = edtf.of(year, month, day)
    return Found(value, "day" if day else "month" if month else "year", True) if value else None


def _yearless(text: str, m: re.Match[str], base: Anchor | None, month: int, day: int | None) -> Found:
    """A month, or a day of one, without its year."""
    part = f"{month:02d}-{day:02d}" if day else f"{month:02d}"
    if base is None:
        return Found(None, "unknown", yearless=part)
    now = base.middle
    options: list[date] = []
    for year in (now.year - 1, now.year, now.year + 1):
        if edtf.of(year, month, day):
            options.append(date(year, month, day or min(now.day if month == now.month else 15, 28)))
    if not options:
        return Found(None, "unknown")
    tense = direction(text, m.start(), m.end())
    behind, ahead = [d for d in options if d <= now], [d for d in options if d > now]
    nearest = min(options, key=lambda d: abs((d - now).days))
    if tense == "past":
        pick = behind[-1] if behind and not ((now - behind[-1]).days > 300 and abs((nearest - now).days) <= 45) else nearest
    elif tense == "future":
        pick = now if now in options else ahead[0] if ahead and (ahead[0] - now).days <= 300 else nearest
    else:
        pick = nearest
    return Found(edtf.of(pick.year, month, day), "day" if day else "month", yearless=part)


def _r_iso(text: str, m: re.Match[str], base: Anchor | None) -> Found | None:
    if not 1000 <= int(m["iso_y"]) <= 2100:
        return None
    return _absolute(int(m["iso_y"]), int(m["iso_m"]), int(m["iso_d"]) if m["iso_d"] else None)


def _r_numeric(text: str, m: re.Match[str], base: Anchor | None) -> Found | None:
    a, b, year = int(m["num_a"]), int(m["num_b"]), int(m["num_y"])
    if m["num_sep"] == "." or a > 12:
        return _absolute(year, b, a) if 1 <= b <= 12 else None
    if b > 12 or a == b:
        return _absolute(year, a, b) if 1 <= a <= 12 else None
    return Found(f"{year}-XX-XX", "year", True)  # day or month first: the text does not say


def _r_day_range(text: str, m: re.Match[str], base: Anchor | None) -> Found | None:
    p = "dr" if m["day_range"] else "rd"
    month, first, last = _month(m[p + "_m"]), _day(m[p + "_a"]), _day(m[p + "_b"])
    if first >= last:
        return None
    if m[p + "_y"]:
        a, b = edtf.of(int(m[p + "_y"]), month, first), edtf.of(int(m[p + "_y"]), month, last)
        return Found(edtf.interval(a, b), "range", True) if a and b else None
    one = _yearless(text, m, base, month, first)
    if not one.edtf:
        return one
    b = edtf.of(int(one.edtf[:4]), month, last)
    return Found(edtf.interval(one.edtf, b), "range") if b else None


def _r_dmy(text: str, m: re.Match[str], base: Anchor | None) -> Found | None:
    p = "dmy" if m["dmy"] else "mdy"
    month, day = _month(m[p + "_m"]), _day(m[p + "_d"])
    if m[p + "_y"]:
        return _absolute(int(m[p + "_y"]), month, day)
    if day > 31 or (p == "mdy" and _month_is_name(text, m.start(p + "_m"), m[p + "_m"])):
        return None
    if m[p + "_w"] and base:  # the day of the week settles the year
        weekday = next((n for w, n in WEEKDAYS.items() if w.startswith(m[p + "_w"].lower().rstrip(".")[:3])), None)
        for year in (base.year, base.year - 1, base.year + 1):
            if edtf.of(year, month, day) and date(year, month, day).weekday() == weekday:
                return Found(edtf.of(year, month, day), "day")
    return _yearless(text, m, base, month, day)


def _month_is_name(text: str, start: int, word: str) -> bool:
    """"Theresa May 12": a capitalised word before an ambiguous month."""
    return word in ("May", "April", "June", "August", "March") and bool(re.search(r"(?:Theresa|Mrs?\.?|Ms\.?|Brian|James|Karl|Robert)\s$", text[max(0, start - 9) : start]))


def _r_event_day(text: str, m: re.Match[str], base: Anchor | None) -> Found | None:
    return Found("2001-09-11", "day", True)


def _r_feast(text: str, m: re.Match[str], base: Anchor | None) -> Found | None:
    """Feasts on a fixed day. Movable ones (Easter, Ramadan) are told by more than one calendar and stay unread."""
    month, day = (int(part) for part in FEASTS[re.sub(r"\s+", " ", m["fe_w"].lower())].split("-"))
    return _absolute(int(m["fe_y"]), month, day) if m["fe_y"] else _yearless(text, m, base, month, day)


def _r_fiscal(text: str, m: re.Match[str], base: Anchor | None) -> Found | None:
    """A budget year begins in April here, in October there: about the year it is named by, or the two."""
    if m["fi_s"]:
        return Found(f"{m['fi_s'] if len(m['fi_s']) == 4 else '20' + m['fi_s']}~", "year", True)
    first, last = m["fi_y"] or m["fi_a"], m["fi_z"] or m["fi_b"]
    return Found(f"{first}/{first[:2]}{last[-2:]}", "range", True) if last else Found(f"{first}~", "year", True)


def _r_short_year(text: str, m: re.Match[str], base: Anchor | None) -> Found | None:
    """"He left in ’99": after a preposition, and no feet, scores or quotations."""
    if not re.search(rf"\b(?:[Ii]n|[Ss]ince|[Oo]f|[Bb]y|[Uu]ntil|[Ff]rom|[Bb]efore|[Aa]fter|[Ss]pring|[Ss]ummer|[Ww]inter|[Aa]utumn){S}$", text[max(0, m.start() - 10) : m.start()]):
        return None
    return _absolute(int(m["sh_y"]) + (1900 if int(m["sh_y"]) > 30 else 2000))


def _r_part_of_year(text: str, m: re.Match[str], base: Anchor | None) -> Found | None:
    if m["py_r"] and base is None:
        return Found(None, "unknown")
    year = int(m["py_y"]) if m["py_y"] else base.year + {"last": -1, "next": 1}.get(m["py_r"], 0) if base else 0
    if m["py_q"]:
        first, length = 3 * int(m["py_q"]) - 2, 3
    else:
        length = 6 if m["py_u"] == "half" or m["py_u"].startswith("six") else 3
        n = ORDINALS[m["py_n"].lower()]
        n = 12 // length if n == -1 else n
        if n * length > 12:
            return None
        first = (n - 1) * length + 1
    return Found(f"{year}-{first:02d}/{year}-{first + length - 1:02d}", "range", bool(m["py_y"]))


def _r_month_range(text: str, m: re.Match[str], base: Anchor | None) -> Found | None:
    a, b = _month(m["mr_a"]), _month(m["mr_b"])
    if m["mr_y"]:
        year = int(m["mr_y"])
        return Found(edtf.interval(edtf.of(year if a <= b else year - 1, a), edtf.of(year, b)), "range", True)
    last = _yearless(text, m, base, b, None)
    if not last.edtf:
        return last
    year = int(last.edtf[:4])
    return Found(edtf.interval(edtf.of(year if a <= b else year - 1, a), last.edtf), "range")


def _r_month_year(text: str, m: re.Match[str], base: Anchor | None) -> Found | None:
    return _absolute(int(m["my_y"]), _month(m["my_m"]))


def _r_season_year(text: str, m: re.Match[str], base: Anchor | None) -> Found | None:
    return Found(f"{m['sy_y']}-{SEASONS[m['sy_s'].lower()]}", "season", True)


def _r_decade(text: str, m: re.Match[str], base: Anchor | None) -> Found | None:
    digits = m["de_y"] or f"19{DECADES[m['de_w']]}0" if m["de_w"] or m["de_y"] else ("19" + m["de_s"] if int(m["de_s"]) >= 30 else "20" + m["de_s"])
    return Found(f"{digits[:3]}X", "range", True)


def _r_century(text: str, m: re.Match[str], base: Anchor | None) -> Found | None:
    n = int(m["ce_n"]) if m["ce_n"] else CENTURIES[m["ce_w"]]
    return Found(f"{n - 1}XX", "range", True)


def _r_year_range(text: str, m: re.Match[str], base: Anchor | None) -> Found | None:
    a, b = int(m["yr_a"]), int(m["yr_b"])
    b = b if b > 99 else a // 100 * 100 + b
    return Found(f"{a}/{b}", "range", True) if a < b and b - a < 500 else None


def _r_year_edge(text: str, m: re.Match[str], base: Anchor | None) -> Found | None:
    return _absolute(int(m["ye_y"]))


_ROUGHLY_FROM = re.compile(rf"\b(?:[Ff]rom|[Bb]etween){S}(?:roughly|approximately|about|around|perhaps){S}$")  # "from roughly 1948 to 1951" counts nothing
_TO_YEAR = re.compile(rf"{S}(?:to|until|till|through|and){S}(?:(?:roughly|approximately|about|around|perhaps){S})?(?:1[5-9]|20)\d\d\b(?!{S}[a-z]+s\b)")


def _r_year(text: str, m: re.Match[str], base: Anchor | None) -> Found | None:
    """A bare four-digit number is a year where it stands as one and counts nothing."""
    year, head = int(m["y_y"]), text[max(0, m.start() - 16) : m.start()]
    plain = year % 100 and re.search(rf"\b(?:[Ii]n|[Ss]ince|[Bb]y|[Uu]ntil|[Dd]uring){S}$", head)
    if _ROUGHLY_FROM.search(head) and _TO_YEAR.match(text, m.end()):
        return _absolute(year)
    if (COUNTED.match(text, m.end()) and not plain) or QUANTIFIED.search(head) or re.search(r"(?:No\.?|[Nn]umber|Resolution|Order|page|Flight|Article|Room|Law|Directive|Protocol|[$€£-])\s?$", head):
        return None
    prepositional = bool(PREPOSITION.search(head) or BEFORE.search(head)) or head.endswith("(")
    if not 1900 <= year <= 2060 and not prepositional:
        return None
    if year % 100 == 0 and re.match(rf"{S}(?:[a-z]+{S})?[a-z]+s\b", text[m.end() : m.end() + 30]):
        return None
    return _absolute(year)


def _r_month(text: str, m: re.Match[str], base: Anchor | None) -> Found | None:
    word, head = m["mo_m"], text[max(0, m.start() - 16) : m.start()]
    if not (m["mo_r"] or m["mo_e"] or m["mo_y"] or PREPOSITION.search(head)):
        determined = DETERMINED.search(head) and NOUN_AFTER.match(text, m.end())
        if word in ("May", "March", "April", "June", "August") and not determined:
            return None
        if re.search(r"(?<!\w)(?!The|Its|Their|His|Her|That|Since|During|From|Until|After|Before|Through|Between|By|In|On)[A-Z][a-z]+\s$", head) or re.match(r"\s[A-Z][a-z]+", text[m.end() : m.end() + 12]):
            return None
    if word in ("May", "March", "June", "April", "August") and re.match(r"\s(?:said|told|Smith|Day\b)|['’]s\s(?:government|cabinet|deal|Conservative)", text[m.end() : m.end() + 16]):
        return None
    if re.search(r"(?:Prime Minister|Mrs|Ms|Theresa|Minister)\s$", head):
        return None
    month = _month(word)
    if base is None:
        return Found(None, "unknown", yearless=None if m["mo_r"] or m["mo_y"] else f"{month:02d}")
    now = base.middle
    which = (m["mo_y"] or "").lower()
    if which in ("last", "this", "next"):
        return Found(edtf.of(base.year + {"last": -1, "this": 0, "next": 1}[which], month), "month")
    if which:
        return Found(None, "unknown")
    lead = (m["mo_r"] or "").lower().strip()
    if lead in ("last", "past", "this past"):
        return Found(edtf.of(now.year if month < now.month else now.year - 1, month), "month")
    if lead in ("next", "this coming"):
        return Found(edtf.of(now.year if month > now.month else now.year + 1, month), "month")
    if lead.endswith("this"):
        return Found(edtf.of(now.year, month), "month")
    return _yearless(text, m, base, month, None)


Reader = Callable[[str, "re.Match[str]", Anchor | None], Found | None]
READERS: dict[str, Reader] = {
    "event_day": _r_event_day, "feast": _r_feast, "fiscal": _r_fiscal, "short_year": _r_short_year,
    "half_century": relative_dates.half_century, "within": relative_dates.within, "overnight": relative_dates.overnight,
    "iso": _r_iso, "numeric": _r_numeric, "day_range": _r_day_range, "range_day": _r_day_range, "dmy": _r_dmy, "mdy": _r_dmy,
    "part_of_year": _r_part_of_year, "month_range": _r_month_range, "month_year": _r_month_year, "season_year": _r_season_year,
    "decade": _r_decade, "century": _r_century, "year_range": _r_year_range, "year_edge": _r_year_edge, "year": _r_year,
    "month": _r_month, "today": relative_dates.today, "weekday": relative_dates.weekday, "relative": relative_dates.relative, "ago": relative_dates.ago, "vague_ago": relative_dates.unknown,
    "span": relative_dates.span,
}  # fmt: skip
