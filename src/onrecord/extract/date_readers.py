"""What each kind of date means: one reader a pattern, (text, match, anchor) -> Found, or None where it is no date after all."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from onrecord.extract import edtf
from onrecord.extract.date_patterns import (
    BEFORE,
    CENTURIES,
    COUNTED,
    DETERMINED,
    LAG,
    MONTHS,
    NOUN_AFTER,
    ORDINALS,
    PREPOSITION,
    QUANTIFIED,
    SEASONS,
    SENTENCE_END,
    TENSE,
    UNITS,
    WEEKDAYS,
    S,
)
from onrecord.extract.edtf import Anchor
from onrecord.extract.number_patterns import SMALL, TENS
from onrecord.records import TimePrecision

Direction = Literal["past", "future"]


@dataclass(frozen=True, slots=True)
class Found:
    """What an expression means. `absolute`: it names its own year."""

    edtf: str | None
    precision: TimePrecision
    absolute: bool = False
    yearless: str | None = None  # "05-03" or "05": to take the year of the date it is paired with


def direction(text: str, start: int, end: int) -> Direction | None:
    """Whether the clause around `text[start:end]` looks back or ahead: the nearest verb form that tells, in the same sentence."""
    low, high = max(0, start - 160), min(len(text), end + 120)
    head, tail = text[low:start], text[end:high]
    cuts = list(SENTENCE_END.finditer(head))
    head = head[cuts[-1].end() :] if cuts else head
    if cut := SENTENCE_END.search(tail):
        tail = tail[: cut.start()]
    best: tuple[int, Direction] | None = None
    for m in TENSE.finditer(head):
        best = (len(head) - m.end(), "future" if m["future"] else "past")
    if (m2 := TENSE.search(tail)) and (best is None or m2.start() + LAG < best[0]):
        best = (m2.start(), "future" if m2["future"] else "past")
    return best[1] if best else None


# -- readers: one a pattern, (text, match, anchor) -> what it means, or None where it is no date ---------------------


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


def _r_part_of_year(text: str, m: re.Match[str], base: Anchor | None) -> Found | None:
    year = int(m["py_y"])
    if m["py_q"]:
        first, length = 3 * int(m["py_q"]) - 2, 3
    else:
        length = 6 if m["py_u"] == "half" or m["py_u"].startswith("six") else 3
        n = ORDINALS[m["py_n"].lower()]
        n = 12 // length if n == -1 else n
        if n * length > 12:
            return None
        first = (n - 1) * length + 1
    return Found(f"{year}-{first:02d}/{year}-{first + length - 1:02d}", "range", True)


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
    digits = m["de_y"] or ("19" + m["de_s"] if int(m["de_s"]) >= 30 else "20" + m["de_s"])
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


def _r_year(text: str, m: re.Match[str], base: Anchor | None) -> Found | None:
    """A bare four-digit number is a year where it stands as one and counts nothing."""
    year, head = int(m["y_y"]), text[max(0, m.start() - 16) : m.start()]
    plain = year % 100 and re.search(rf"\b(?:[Ii]n|[Ss]ince|[Bb]y|[Uu]ntil|[Dd]uring){S}$", head)
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
        return Found(None, "unknown")
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


def _on(day: date | None) -> Found:
    return Found(day.isoformat(), "day") if day else Found(None, "unknown")


def _r_today(text: str, m: re.Match[str], base: Anchor | None) -> Found | None:
    if base is None or base.date is None:
        return _on(None)
    word = re.sub(r"\s+", " ", m["to_w"].lower())
    shift = {"yesterday": -1, "last night": -1, "tomorrow": 1, "the day before yesterday": -2, "the day after tomorrow": 2}.get(word, 0)
    return _on(base.date + timedelta(days=shift))


def _r_weekday(text: str, m: re.Match[str], base: Anchor | None) -> Found | None:
    lead = re.sub(r"\s+", " ", (m["wd_r"] or "").lower()).replace(" on", "").strip()
    if lead in ("every", "each") or re.search(rf"(?<!\w)(?:[Ee]very|[Ee]ach|[Aa]){S}$", text[max(0, m.start() - 8) : m.start()]):
        return None
    if text[max(0, m.start() - 9) : m.start()] == "Fox News " or re.match(rf"{S}(?:Times|Mail|Telegraph|Post|Herald|Mirror|Express|Agreement|Club|People|Independent)\b", text[m.end() : m.end() + 16]):
        return None
    if base is None or base.date is None or lead.startswith(("the following", "the previous", "the preceding")):
        return _on(None)
    now, weekday = base.date, WEEKDAYS[m["wd_w"].lower()]
    back = now - timedelta(days=(now.weekday() - weekday) % 7)
    ahead = now + timedelta(days=(weekday - now.weekday()) % 7)
    monday = now - timedelta(days=now.weekday())
    if m["wd_k"]:
        weeks = -1 if "last" in m["wd_k"] else 1 if "next" in m["wd_k"] else 0
        return _on(monday + timedelta(days=7 * weeks + weekday))
    if lead in ("last", "past", "this past"):
        return _on(back if back < now else back - timedelta(days=7))
    if lead in ("next", "this coming"):
        return _on(ahead if ahead > now else ahead + timedelta(days=7))
    return _on(ahead if direction(text, m.start(), m.end()) == "future" else back)


def _r_relative(text: str, m: re.Match[str], base: Anchor | None) -> Found | None:
    which, unit = re.sub(r"\s+", " ", m["re_w"].lower()), m["re_u"].lower()
    after = text[m.end() : m.end() + 14]
    if which == "the" and unit != "weekend" and not m["re_e"]:
        return None
    if which.split()[-1] in ("same", "previous", "following", "preceding", "that") or which == "the next" or unit in ("morning", "afternoon", "evening", "noon"):
        if which == "that" and unit not in ("day", "week", "month", "year", "weekend", "summer", "winter", "spring", "autumn"):
            return None
        return Found(None, "unknown") if unit not in ("decade", "century") else None
    if (which in ("the last", "last") and unit in ("day", "century")) or unit in ("night", "dawn", "midnight", "midday", "lunchtime", "century"):
        return None
    if which == "the last" and re.match(r"\s(?:of|in|the)\b", after) and unit in ("week", "month", "quarter", "year", "day"):
        return None
    if (which in ("this", "the current") and unit == "day") or (which == "the past" and unit == "day"):
        return None
    if base is None:
        return Found(None, "unknown")
    shift = -1 if "last" in which or "past" in which else 1 if "next" in which or "coming" in which else 0
    past_span = which in ("the past", "the last", "the coming")
    now = base.date
    if unit == "year":
        year = base.year + shift
        if past_span:
            return Found(f"{min(year, base.year)}/{max(year, base.year)}", "range")
        return Found(edtf.of(year), "year")
    if unit == "decade":
        return Found(f"{(base.year + 10 * shift) // 10}X", "range") if not past_span else Found(edtf.interval(*sorted((str(base.year), str(base.year + 10 * shift)))), "range")
    if unit == "quarter":
        if base.month is None or past_span:
            return Found(None, "unknown")
        year, month = edtf.add_months(base.year, (base.month - 1) // 3 * 3 + 1, 3 * shift)
        return Found(f"{year}-{month:02d}/{year}-{month + 2:02d}", "range")
    if unit == "month":
        if base.month is None:
            return Found(None, "unknown")
        year, month = edtf.add_months(base.year, base.month, shift)
        if past_span:
            first, last = sorted((f"{year}-{month:02d}", f"{base.year}-{base.month:02d}"))
            return Found(f"{first}/{last}", "range")
        return Found(edtf.of(year, month), "month")
    if unit in SEASONS:
        return _season(base, SEASONS[unit], which, text, m)
    if now is None or unit == "day":
        return Found(None, "unknown")
    if unit == "weekend":
        saturday = now + timedelta(days=5 - now.weekday())
        if which in ("last", "the past", "this past", "the last"):
            saturday -= timedelta(days=7 if now.weekday() < 6 or which == "last" else 0)
        elif which == "next" or which.endswith("coming"):
            saturday += timedelta(days=7 if which == "next" and now.weekday() >= 5 else 0)
        elif (which == "the" and direction(text, m.start(), m.end()) != "future" and now.weekday() < 5) or (which == "this" and now.weekday() < 3 and direction(text, m.start(), m.end()) == "past"):
            saturday -= timedelta(days=7)
        return Found(f"{saturday.isoformat()}/{(saturday + timedelta(days=1)).isoformat()}", "range")
    if past_span:
        first, last = sorted((now.isoformat(), (now + timedelta(days=7 * shift)).isoformat()))
        return Found(f"{first}/{last}", "range")
    return Found(edtf.week(now + timedelta(days=7 * shift)), "week")


def _season(base: Anchor, season: int, which: str, text: str, m: re.Match[str]) -> Found:
    """Seasons of the northern year: spring from March, winter named by the year it begins in."""
    if base.month is None:
        return Found(None, "unknown")
    first = {21: 3, 22: 6, 23: 9, 24: 12}[season]
    start = base.year if base.month >= first else base.year - 1  # the last one that has begun
    index = base.year * 12 + base.month - (start * 12 + first)
    running = index < 3
    if which in ("last", "the past", "this past"):
        return Found(f"{start - 1 if running else start}-{season}", "season")
    if which in ("next", "this coming", "the coming"):
        return Found(f"{start + 1}-{season}", "season")
    if running:
        return Found(f"{start}-{season}", "season")
    before_it = base.month < first  # this year's has not begun
    tense = direction(text, m.start(), m.end())
    if tense == "future" or (before_it and tense is None):
        return Found(f"{base.year if before_it else base.year + 1}-{season}", "season")
    return Found(f"{start}-{season}", "season")


def _number(word: str) -> int | None:
    word = word.lower()
    if word in ("a", "an"):
        return 1
    if word.isdigit():
        return int(word)
    parts = word.split("-")
    values = [SMALL.get(p, TENS.get(p)) for p in parts]
    return None if None in values else int(sum(v for v in values if v is not None))


def _r_ago(text: str, m: re.Match[str], base: Anchor | None) -> Found | None:
    unit, way = m["ag_u"].lower().rstrip("s"), re.sub(r"\s+", " ", m["ag_d"])
    n = _number(m["ag_n"]) if m["ag_n"] else None
    if m["ag_n"] and n is None:
        return None
    if way in ("before", "after", "earlier", "later", "prior", "beforehand", "afterwards"):
        return Found(None, "unknown")
    if base is None or n is None or unit in ("centurie", "century"):
        return Found(None, "unknown")
    sign = -1 if way == "ago" else 1
    half = bool(m["ag_h"] or m["ag_k"])
    now = base.date
    if unit in ("year", "decade"):
        n *= 10 if unit == "decade" else 1
        if half:
            month = edtf.add_months(base.year, base.month, sign * (12 * n + 6)) if base.month else None
            return Found(f"{edtf.of(*month)}~", "month") if month else Found(None, "unknown")
        return Found(f"{base.year + sign * n}~", "year") if base.year + sign * n > 0 else Found(None, "unknown")
    if unit == "month":
        if base.month is None:
            return Found(None, "unknown")
        return Found(f"{edtf.of(*edtf.add_months(base.year, base.month, sign * n))}~", "month")
    if now is None or half:
        return Found(None, "unknown")
    if unit in ("hour", "minute"):
        return _on(now) if unit == "minute" else Found(None, "unknown")
    day = now + timedelta(days=sign * n * UNITS[unit])
    return _on(day) if unit == "day" else Found(edtf.week(day), "week")


def _r_unknown(text: str, m: re.Match[str], base: Anchor | None) -> Found | None:
    return Found(None, "unknown")


def _r_span(text: str, m: re.Match[str], base: Anchor | None) -> Found | None:
    """"the past two years" is an interval that ends, "the next 30 days" one that begins, at the anchor."""
    which, unit = m["sp_w"].lower(), m["sp_u"].lower().rstrip("s")
    n = _number(m["sp_n"]) if m["sp_n"] else None
    plural = m["sp_u"].endswith("s")
    if (m["sp_n"] is None and m["sp_v"] is None and not (plural or which == "recent")) or (which == "recent" and not plural):
        return None
    if re.match(r"\s(?:of|in)\s(?:the|his|her|its)\b", text[m.end() : m.end() + 9]) and which == "last":
        return None
    if base is None or n is None or which in ("recent", "following", "previous", "preceding") or unit == "hour":
        return Found(None, "unknown")
    sign = -1 if which in ("past", "last") else 1
    now = base.date
    if unit in ("year", "decade"):
        other = base.year + sign * n * (10 if unit == "decade" else 1)
        return Found(f"{min(other, base.year)}/{max(other, base.year)}", "range")
    if unit == "month":
        if base.month is None:
            return Found(None, "unknown")
        a, b = sorted(((base.year, base.month), edtf.add_months(base.year, base.month, sign * n)))
        return Found(edtf.interval(edtf.of(*a), edtf.of(*b)), "range")
    if now is None:
        return Found(None, "unknown")
    first, last = sorted((now, now + timedelta(days=sign * n * UNITS[unit])))
    return Found(f"{first.isoformat()}/{last.isoformat()}", "range")


Reader = Callable[[str, "re.Match[str]", Anchor | None], Found | None]
READERS: dict[str, Reader] = {
    "iso": _r_iso, "numeric": _r_numeric, "day_range": _r_day_range, "range_day": _r_day_range, "dmy": _r_dmy, "mdy": _r_dmy,
    "part_of_year": _r_part_of_year, "month_range": _r_month_range, "month_year": _r_month_year, "season_year": _r_season_year,
    "decade": _r_decade, "century": _r_century, "year_range": _r_year_range, "year_edge": _r_year_edge, "year": _r_year,
    "month": _r_month, "today": _r_today, "weekday": _r_weekday, "relative": _r_relative, "ago": _r_ago, "vague_ago": _r_unknown,
    "span": _r_span,
}  # fmt: skip
