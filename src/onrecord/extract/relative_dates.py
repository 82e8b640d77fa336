"""What dates mean that are told from the day of publication: "on Monday", "last week", "two years ago", "by the end of the year"."""

from __future__ import annotations

import re
from datetime import date, timedelta

from onrecord.extract import edtf
from onrecord.extract.date_patterns import SEASONS, UNITS, WEEKDAYS, S
from onrecord.extract.date_senses import Found, direction
from onrecord.extract.edtf import Anchor
from onrecord.extract.number_patterns import SMALL, TENS


def on(day: date | None) -> Found:
    return Found(day.isoformat(), "day") if day else Found(None, "unknown")


def today(text: str, m: re.Match[str], base: Anchor | None) -> Found | None:
    if base is None or base.date is None:
        return on(None)
    word = re.sub(r"\s+", " ", m["to_w"].lower())
    shift = {"yesterday": -1, "last night": -1, "tomorrow": 1, "the day before yesterday": -2, "the day after tomorrow": 2}.get(word, 0)
    return on(base.date + timedelta(days=shift))


def weekday(text: str, m: re.Match[str], base: Anchor | None) -> Found | None:
    lead = re.sub(r"\s+", " ", (m["wd_r"] or "").lower()).replace(" on", "").strip()
    if lead in ("every", "each") or re.search(rf"(?<!\w)(?:[Ee]very|[Ee]ach|[Aa]){S}$", text[max(0, m.start() - 8) : m.start()]):
        return None
    if text[max(0, m.start() - 9) : m.start()] == "Fox News " or re.match(rf"{S}(?:Times|Mail|Telegraph|Post|Herald|Mirror|Express|Agreement|Club|People|Independent)\b", text[m.end() : m.end() + 16]):
        return None
    if base is None or base.date is None or lead.startswith(("the following", "the previous", "the preceding")):
        return on(None)
    now, weekday = base.date, WEEKDAYS[m["wd_w"].lower()]
    back = now - timedelta(days=(now.weekday() - weekday) % 7)
    ahead = now + timedelta(days=(weekday - now.weekday()) % 7)
    monday = now - timedelta(days=now.weekday())
    if m["wd_k"]:
        weeks = -1 if "last" in m["wd_k"] else 1 if "next" in m["wd_k"] else 0
        return on(monday + timedelta(days=7 * weeks + weekday))
    if lead in ("last", "past", "this past"):
        return on(back if back < now else back - timedelta(days=7))
    if lead in ("next", "this coming"):
        return on(ahead if ahead > now else ahead + timedelta(days=7))
    return on(ahead if direction(text, m.start(), m.end()) == "future" else back)


def relative(text: str, m: re.Match[str], base: Anchor | None) -> Found | None:
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


def ago(text: str, m: re.Match[str], base: Anchor | None) -> Found | None:
    unit, way = m["ag_u"].lower().rstrip("s"), re.sub(r"\s+", " ", m["ag_d"] or "from now")
    n = _number(m["ag_n"]) if m["ag_n"] else None
    if m["ag_n"] and n is None:
        return None
    if way in ("before", "after", "earlier", "later", "prior", "beforehand", "afterwards", "on"):
        return Found(None, "unknown")
    if base is None or n is None:
        return Found(None, "unknown")
    sign = -1 if way == "ago" else 1
    half = bool(m["ag_h"] or m["ag_k"])
    now = base.date
    if unit in ("year", "decade", "century", "centurie"):
        n *= {"year": 1, "decade": 10}.get(unit, 100)
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
        return on(now) if unit == "minute" else Found(None, "unknown")
    day = now + timedelta(days=sign * n * UNITS[unit])
    return on(day) if unit == "day" else Found(edtf.week(day), "week")


def unknown(text: str, m: re.Match[str], base: Anchor | None) -> Found | None:
    return Found(None, "unknown")


def span(text: str, m: re.Match[str], base: Anchor | None) -> Found | None:
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


def half_century(text: str, m: re.Match[str], base: Anchor | None) -> Found | None:
    words = m["hc_w"].lower()
    years = 50 if words.startswith("half") else 25
    return Found(f"{base.year - years}~", "year") if base else Found(None, "unknown")


def within(text: str, m: re.Match[str], base: Anchor | None) -> Found | None:
    """A deadline counted from now: only where the clause looks ahead ("must leave within 30 days"), else a length of time."""
    n = _number(m["wi_n"])
    if n is None or direction(text, m.start(), m.end()) != "future":
        return None
    if base is None:
        return Found(None, "unknown")
    unit = m["wi_u"].lower().rstrip("s")
    if unit in ("year", "decade"):
        return Found(f"../{base.year + n * (10 if unit == 'decade' else 1)}", "range")
    if unit == "month" and base.month:
        return Found(f"../{edtf.of(*edtf.add_months(base.year, base.month, n))}", "range")
    return Found(f"../{(base.date + timedelta(days=n * UNITS[unit])).isoformat()}", "range") if base.date else Found(None, "unknown")


def overnight(text: str, m: re.Match[str], base: Anchor | None) -> Found | None:
    """The night that ends on the day of publication; not a stay."""
    if re.search(r"\b(?:stay\w*|sle(?:pt|ep\w*)|remain\w*|kept|held|camp\w*|vanish\w*)\s+$", text[max(0, m.start() - 12) : m.start()]) or direction(text, m.start(), m.end()) == "future":
        return None
    return Found(f"{(base.date - timedelta(days=1)).isoformat()}/{base.date.isoformat()}", "range") if base and base.date else Found(None, "unknown")
