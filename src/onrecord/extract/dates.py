"""Dates in running text, absolute and relative, as EDTF.

    28 May 2024        2024-05-28          late March, in 2024     2024-03
    summer 2023        2023-22             since 1991              1991/..
    on Monday, two years ago, next month   only with an anchor, the document's date; else null

Nothing is guessed: what the text and the anchor do not settle is null with precision "unknown". A bare day of the week, day
or month is placed before or after the anchor by the nearest verb that tells (tenses.tsv), else at its nearest occurrence,
weekdays before. Times of day and lengths of time ("for two weeks") are not dates.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from onrecord.extract import edtf
from onrecord.extract.edtf import Anchor
from onrecord.extract.numbers import SMALL, TENS
from onrecord.extract.wordlists import alternatives, rows
from onrecord.records import Time, TimePrecision

Direction = Literal["past", "future"]


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """`text[start:end]` tells a time. `absolute`: it names its own year."""

    start: int
    end: int
    time: Time
    absolute: bool = False


@dataclass(frozen=True, slots=True)
class _Found:
    edtf: str | None
    precision: TimePrecision
    absolute: bool = False


MONTHS = {row[0].lower(): int(row[2]) for row in rows("times.tsv") if row[1] == "month"}
WEEKDAYS = {row[0].lower(): int(row[2]) for row in rows("times.tsv") if row[1] == "weekday"}
SEASONS = {row[0]: int(row[2]) for row in rows("times.tsv") if row[1] == "season"}
UNITS = {row[0]: int(row[2]) for row in rows("times.tsv") if row[1] == "unit"}
ORDINALS = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "last": -1, "final": -1}
CENTURIES = {"eighteenth": 18, "nineteenth": 19, "twentieth": 20, "twenty-first": 21, "seventeenth": 17, "sixteenth": 16}

_S = r"[\s\u00a0]{1,3}"
_O = r"[\s\u00a0]{0,3}"
_LONG = [w.capitalize() for w in MONTHS if len(w) > 4 or w in ("may", "june", "july")]
_MONTH = "(?:" + alternatives([*_LONG, *(w.upper() for w in _LONG)]) + r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\b\.?)"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?![\d:])"
_YEAR = r"(?:1[5-9]\d\d|20\d\d|2100)(?!\d|,\d|\.\d|[-–]?(?:st|nd|rd|th)\b)"
_WD = "(?:" + "|".join(w.capitalize() for w in WEEKDAYS) + ")"
_WDS = rf"(?:{_WD}|(?:Mon|Tues?|Wed|Thurs?|Thu|Fri|Sat|Sun)\.?(?=,?{_S}\d|,?{_S}[A-Z]))"
_PART_OF_DAY = r"(?:morning|afternoon|evening|night|noon|dawn|midday|lunchtime|midnight)"
_SEASON = "(?:[Ss]pring|[Ss]ummer|[Aa]utumn|[Ff]all|[Ww]inter)"
_EDGE = (
    rf"(?:(?:[Ee]arly|[Ll]ate|[Mm]id|[Mm]iddle|[Ee]arlier|[Ll]ater)(?:[-–]|{_S})(?:in{_S}|to{_S}late[-–\s])?"
    rf"|(?:[Tt]he{_S})?(?:very{_S})?(?:[Ss]tart|[Bb]eginning|[Mm]iddle|[Ee]nd|[Cc]lose|[Tt]urn){_S}of{_S}(?:the{_S}year{_S})?)"
)
_N = rf"(?:\d{{1,3}}|an?|(?:{alternatives([*SMALL, *TENS])})(?:-(?:{alternatives([w for w in SMALL if 0 < SMALL[w] < 10])}))?)"
_VAGUE_N = rf"(?:(?:a{_S})?few|several|many|some|a{_S}couple(?:{_S}of)?|a{_S}handful{_S}of|a{_S}number{_S}of|countless)"
_UNIT = r"(?:days?|weeks?|fortnights?|months?|years?|decades?)"

_PATTERNS: dict[str, str] = {
    "iso": r"(?P<iso_y>\d{4})-(?P<iso_m>0[1-9]|1[0-2])(?:-(?P<iso_d>0[1-9]|[12]\d|3[01])(?:T[\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?)?(?![\d-])",
    "numeric": r"(?P<num_a>\d{1,2})(?P<num_sep>[./])(?P<num_b>\d{1,2})(?P=num_sep)(?P<num_y>(?:19|20)\d\d)(?!\d)",
    "day_range": rf"(?:(?:[Ff]rom|[Bb]etween){_S})?(?P<dr_a>{_DAY})(?:{_O}[-–—]{_O}|{_S}(?:to|and|until|through|or){_S})(?P<dr_b>{_DAY}){_S}(?:of{_S})?(?P<dr_m>{_MONTH})(?:,?{_S}(?P<dr_y>{_YEAR}))?(?!\w)",
    "range_day": rf"(?:(?:[Ff]rom|[Bb]etween){_S})?(?P<rd_m>{_MONTH}){_S}(?P<rd_a>{_DAY})(?:{_O}[-–—]{_O}|{_S}(?:to|and|until|through){_S})(?P<rd_b>{_DAY})(?!{_O}(?:%|per|people|{_MONTH}))(?:,?{_S}(?P<rd_y>{_YEAR}))?(?!\w)",
    "dmy": rf"(?:(?P<dmy_w>{_WDS}),?{_S})?(?:the{_S})?(?P<dmy_d>{_DAY}){_S}(?:of{_S})?(?P<dmy_m>{_MONTH})(?:,?{_S}(?P<dmy_y>{_YEAR}))?(?!\w)",
    "mdy": rf"(?:(?P<mdy_w>{_WDS}),?{_S})?(?P<mdy_m>{_MONTH}){_S}(?:the{_S})?(?P<mdy_d>{_DAY})(?!,\d|\.\d|{_O}%|{_S}(?:per\s?cent|million|billion|thousand|people|troops))(?:,?{_S}(?P<mdy_y>{_YEAR}))?(?!\w)",
    "part_of_year": rf"(?:[Tt]he{_S})?(?:(?P<py_n>[Ff]irst|[Ss]econd|[Tt]hird|[Ff]ourth|[Ll]ast|[Ff]inal|1st|2nd|3rd|4th){_S}(?P<py_u>quarter|half|three{_S}months|six{_S}months){_S}of{_S}(?:the{_S}year{_S})?|Q(?P<py_q>[1-4]){_S}(?:of{_S})?)(?P<py_y>{_YEAR})(?!\w)",
    "month_range": rf"(?:(?:[Ff]rom|[Bb]etween){_S})(?P<mr_a>{_MONTH}){_S}(?:to|and|until|through){_S}(?P<mr_b>{_MONTH})(?:,?{_S}(?:of{_S})?(?P<mr_y>{_YEAR}))?(?!\w|{_S}\d{{1,2}}\b)",
    "month_year": rf"(?P<my_e>{_EDGE})?(?P<my_m>{_MONTH}),?{_S}(?:of{_S})?(?P<my_y>{_YEAR})(?!\w)",
    "season_year": rf"(?P<sy_e>{_EDGE})?(?:the{_S})?(?P<sy_s>{_SEASON})(?:{_S}of)?,?{_S}(?P<sy_y>{_YEAR})(?:[-–/](?:20)?(?P<sy_z>\d\d))?(?!\w)",
    "decade": rf"(?:[Tt]he{_S})?(?P<de_e>(?:[Ee]arly|[Ll]ate|[Mm]id|[Mm]iddle)(?:[-–]|{_S}))?(?:(?P<de_y>(?:1[5-9]|20)\d0)|['’](?P<de_s>[2-9]0))['’]?s(?!\w)",
    "century": rf"(?:[Tt]he{_S})?(?P<ce_e>(?:[Ee]arly|[Ll]ate|[Mm]id|[Mm]iddle)(?:[-–]|{_S}))?(?:(?P<ce_n>1[6-9]|2[01])(?:st|th)|(?P<ce_w>{'|'.join(CENTURIES)}))[-\s]century(?!\w)",
    "year_range": rf"(?:(?:[Ff]rom|[Bb]etween){_S})?(?P<yr_a>{_YEAR})(?:{_O}[-–—/]{_O})(?P<yr_b>{_YEAR}|\d\d)(?![\w-]|,\d)",
    "year_edge": rf"(?P<ye_e>{_EDGE})(?P<ye_y>{_YEAR})(?!\w)",
    "year": rf"(?P<y_y>{_YEAR})(?![\w$€£%]|{_O}(?:per\s?cent|%))",
    "month": rf"(?P<mo_r>(?:[Ll]ast|[Nn]ext|[Tt]his(?:{_S}past|{_S}coming)?|[Pp]ast|[Ee]arlier{_S}this|[Ll]ater{_S}this){_S})?(?P<mo_e>{_EDGE})?(?P<mo_m>{'|'.join(_LONG)})(?:{_S}of{_S}(?P<mo_y>last|this|next|that|the{_S}same|the{_S}previous|the{_S}following){_S}year)?(?!\w|['’](?:s{_S})?(?:[A-Z]))",
    "today": rf"(?:[Ee]arlier{_S}|[Ll]ater{_S})?(?P<to_w>[Tt]he{_S}day{_S}before{_S}yesterday|[Tt]he{_S}day{_S}after{_S}tomorrow|[Tt]oday|[Tt]onight|[Yy]esterday|[Tt]omorrow|[Tt]his{_S}(?:morning|afternoon|evening)|[Ll]ast{_S}night)(?:{_S}{_PART_OF_DAY})?(?!\w|{_S}Show\b)",
    "weekday": rf"(?P<wd_r>(?:[Ll]ast|[Nn]ext|[Tt]his(?:{_S}past|{_S}coming)?|[Pp]ast|[Tt]he{_S}following|[Tt]he{_S}previous|[Tt]he{_S}preceding|[Ee]arly|[Ll]ate|[Ee]very|[Ee]ach){_S}(?:on{_S})?)?(?P<wd_w>{_WD})(?P<wd_p>{_S}{_PART_OF_DAY})?(?P<wd_k>,?{_S}(?:of{_S})?(?:last|this|next){_S}week)?(?!\w)",
    "relative": rf"(?:(?:[Ee]arlier|[Ll]ater|[Ll]ate|[Ee]arly|[Ee]arlier{_S}in|[Ll]ater{_S}in){_S})?(?:(?:[Tt]he{_S})?(?P<re_e>end|start|beginning|middle|close|first{_S}half|second{_S}half|turn){_S}of{_S})?(?P<re_w>[Ll]ast|[Tt]his(?:{_S}past|{_S}coming)?|[Nn]ext|[Tt]he{_S}(?:past|coming|previous|following|preceding|same|next|current|last)|[Tt]he(?={_S}(?:weekend|year|month|week)(?:['’]s{_S}end)?)|[Tt]hat){_S}(?P<re_u>day|week(?:end)?|month|quarter|year|decade|century|{_SEASON}|{_PART_OF_DAY})(?!\w|['’]s{_S}(?:old|end)|-)",
    "ago": rf"(?:(?:[Mm]ore{_S}than|[Oo]ver|[Aa]bout|[Aa]lmost|[Nn]early|[Aa]round|[Aa]t{_S}least|[Ll]ess{_S}than|[Rr]oughly|[Jj]ust|[Ss]ome|[Oo]nly|[Ww]ell{_S}over){_S})?(?:(?P<ag_v>{_VAGUE_N})|(?P<ag_n>(?:{_N})|[A-Z][a-z]+(?:-[a-z]+)?)(?P<ag_h>{_S}and{_S}a{_S}half)?){_S}(?P<ag_u>{_UNIT}|hours?|minutes?|centuries|century)(?P<ag_k>{_S}and{_S}a{_S}half)?{_S}(?P<ag_d>ago|earlier|later|beforehand|afterwards|from{_S}now|hence|prior|before|after)(?!\w)",
    "vague_ago": rf"(?P<va>(?:[Yy]ears|[Mm]onths|[Ww]eeks|[Dd]ays|[Dd]ecades|[Cc]enturies|[Hh]ours|[Mm]inutes|[Mm]oments|[Ll]ong){_S}ago)(?!\w)",
    "span": rf"(?:[Tt]he{_S}|[Tt]hese{_S})?(?P<sp_w>[Pp]ast|[Ll]ast|[Nn]ext|[Cc]oming|[Ff]ollowing|[Pp]revious|[Pp]receding|[Rr]ecent){_S}(?:(?P<sp_v>few|several|couple{_S}of|many)|(?P<sp_n>{_N}))?{_O}(?P<sp_u>{_UNIT}|hours|fortnights?)(?!\w|-|['’]s?{_S}old)",
}
_MASTER = re.compile(r"(?<![\w$€£#@/])(?<!\d[.,])(?:" + "|".join(f"(?P<{k}>{p})" for k, p in _PATTERNS.items()) + ")")
_CORE = re.compile(  # every date holds one of these; only the words just before one are tried
    r"\d|\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC|Mon|Tue|Wed|Thu|Fri|Sat|Sun|[Yy]esterday|[Tt]o(?:day|night|morrow)|[Dd]ays?\b|"
    r"[Ww]eek|[Mm]onth|[Yy]ear|[Dd]ecade|[Cc]entur|[Ff]ortnight|[Qq]uarter|[Hh]ours?\b|[Mm]inutes?\b|[Mm]oments\b|[Ll]ong{_S}ago|[Mm]orning|[Aa]fternoon|[Ee]vening|[Nn]ight\b|[Nn]oon|[Ss]pring|[Ss]ummer|[Aa]utumn|[Ff]all\b|[Ww]inter)".replace("{_S}", _S)
)
_WORD_START = re.compile(r"(?<![\w$€£#@/])(?<!\d[.,])[\w'’]")
_REACH = 48  # characters from the start of a date to its first core word, at most
_BEFORE = re.compile(
    rf"(?<!\w)(?P<word>[Ss]ince(?:{_S}at{_S}least)?|[Uu]ntil|[Uu]ntill|[Tt]ill|[Uu]p{_S}to|[Bb]y|[Bb]efore|[Pp]rior{_S}to|[Aa]fter|[Aa]s{_S}of|[Ff]rom|[Ss]tarting(?:{_S}in)?|[Bb]eginning(?:{_S}in)?|"
    rf"[Aa]round|[Aa]bout|[Cc]irca|[Cc]a?\.|[Aa]pproximately|[Rr]oughly|[Pp]ossibly(?:{_S}in)?|[Pp]erhaps(?:{_S}in)?|[Nn]o{_S}later{_S}than|[Tt]hrough|[Bb]etween){_S}(?:(?:at|in|on){_S})?(?:the{_S})?$"
)
_ONWARD = re.compile(rf"{_S}(?:onwards?|on|forward)(?!\w|{_S}(?:the|a|an|his|her|its|their|[A-Z]))")
_TO = re.compile(rf"(?:{_O}[-–—]{_O}|,?{_S}(?:to|until|till|through|and){_S})(?:the{_S})?")
_PREPOSITION = re.compile(
    rf"(?<!\w)(?:[Ii]n|[Ss]ince|[Bb]y|[Uu]ntil|[Tt]ill|[Dd]uring|[Ff]rom|[Tt]o|[Ff]or|[Oo]f|[Bb]efore|[Aa]fter|[Bb]etween|[Tt]hrough(?:out)?|[Aa]nd|[Oo]r|[Bb]ack{_S}in|[Aa]s{_S}of|[Ll]ast|[Nn]ext|[Tt]his|[Ee]very|[Ee]ach|[Ff]or){_S}(?:[Ee]arly{_S}|[Ll]ate{_S}|[Mm]id-)?$"
)
_DETERMINED = re.compile(rf"(?<!\w)(?:[Tt]he|[Aa]|[Ii]ts|[Tt]heir|[Hh]is|[Hh]er|[Tt]hat|\w+['’]s){_S}$")
_NOUN_AFTER = re.compile(rf"{_S}(?!on\b|through\b|for\b|to\b|of\b)[a-z]{{3,}}")
_COUNTED = re.compile(
    rf"{_S}(?:(?:\w+[-\s]){{0,2}}?)(?:people|persons|soldiers|troops|men|women|children|civilians|fighters|militants|rounds|shells|tanks|missiles|drones|rockets|vehicles|homes|houses|"
    rf"villages|kilomet(?:er|re)s|km|miles|met(?:er|re)s|tons?|tonnes|dollars|euros|pounds|rubles|roubles|refugees|migrants|prisoners|detainees|protesters|demonstrators|votes|seats|jobs|"
    rf"employees|workers|families|casualties|deaths|square|years|days|hours|minutes|rebels|delegates|MW|megawatts|sorties|bombs|warheads|aircraft|personnel)\b"
)
_QUANTIFIED = re.compile(rf"(?:over|than|least|nearly|almost|some|approximately|roughly|total{_S}of|killed|killing|wounded|every|another|estimated|{_S}[$€£]){_S}$", re.I)
_TENSE = re.compile(r"(?<!\w)(?:(?P<future>" + alternatives(r[0] for r in rows("tenses.tsv") if r[1] == "future") + r")|(?P<past>" + alternatives(r[0] for r in rows("tenses.tsv") if r[1] == "past") + r"|[a-z]{3,}ed))(?!\w)")
_SENTENCE_END = re.compile(r"(?<![A-Z])[.!?][\"”’']?\s|\n\n|;\s")


def find_times(text: str, anchor: str | None) -> list[TimeExpression]:
    """Every date of `text`, in order, not overlapping. `anchor` is the EDTF date the document was published, or None."""
    base = edtf.anchor_of(anchor)
    found: list[tuple[int, int, _Found]] = []
    pos = 0
    for core in _CORE.finditer(text):
        if core.start() < pos:
            continue
        pos = max(pos, core.start() - _REACH)
        while (word := _WORD_START.search(text, pos, core.end())) is not None:
            m = _MASTER.match(text, word.start())
            read = None
            if m is not None:
                kind = next(k for k in _PATTERNS if m[k] is not None)
                read = _READERS[kind](text, m, base)
            if m is None or read is None:
                pos = word.start() + 1
                continue
            found.append((m.start(), m.end(), read))
            pos = m.end()
            break
        pos = max(pos, core.end())
    return _finished(text, found)


def _finished(text: str, found: list[tuple[int, int, _Found]]) -> list[TimeExpression]:
    """Pairs joined to intervals, and what stands before ("since", "around") taken in."""
    out: list[TimeExpression] = []
    i = floor = 0
    while i < len(found):
        start, end, what = found[i]
        head = text[max(floor, start - 24) : start]
        before = _BEFORE.search(head)
        word = re.sub(r"\s+", " ", before["word"].lower()) if before else ""
        if i + 1 < len(found):
            nxt_start, nxt_end, nxt = found[i + 1]
            between = _TO.fullmatch(text, end, nxt_start)
            joined = between and (word in ("from", "between") or "to" in between.group() or re.search("[-–—]|until|through", between.group()))
            if joined and not (" and " in (between.group() if between else "") and word != "between") and (word or what.absolute == nxt.absolute):
                first, last = _shared(what, nxt)
                value = edtf.interval(first, last) if first and last else None
                s = start - len(head) + before.start("word") if before and word in ("from", "between") else start
                out.append(_expression(text, s, nxt_end, _Found(value, "range" if value else "unknown", what.absolute and nxt.absolute)))
                floor, i = nxt_end, i + 2
                continue
        s = start - len(head) + before.start("word") if before else start
        onward = _ONWARD.match(text, end)
        value, precision = what.edtf, what.precision
        if onward and (word in ("from", "") and what.absolute or word == "from"):
            value, precision, end = edtf.interval(value, None) if value else None, "range", onward.end()
        elif word.startswith("since") or word in ("starting", "starting in", "beginning", "beginning in", "after"):
            value, precision = edtf.interval(value, None) if value else None, "range"
        elif word in ("until", "till", "up to", "by", "before", "prior to", "no later than", "through"):
            value, precision = edtf.interval(None, value) if value else None, "range"
        elif word in ("around", "about", "circa", "c.", "ca.", "approximately", "roughly"):
            value = f"{value}~" if value and re.fullmatch(r"[\dX-]+", value) else value
        elif word.startswith(("possibly", "perhaps")):
            value = f"{value}?" if value and re.fullmatch(r"[\dX-]+", value) else value
        else:
            s = start
        out.append(_expression(text, s, end, _Found(value, precision if value else "unknown", what.absolute)))
        floor, i = end, i + 1
    return out


def _shared(first: _Found, last: _Found) -> tuple[str | None, str | None]:
    """"May 3 to June 5, 2024": the year of the second is the first's too; here both are resolved already."""
    return first.edtf, last.edtf


def _expression(text: str, start: int, end: int, what: _Found) -> TimeExpression:
    return TimeExpression(start, end, Time(what.edtf, what.precision, text[start:end]), what.absolute)


def direction(text: str, start: int, end: int) -> Direction | None:
    """Whether the clause around `text[start:end]` looks back or ahead: the nearest verb form that tells, in the same sentence."""
    low, high = max(0, start - 160), min(len(text), end + 120)
    head, tail = text[low:start], text[end:high]
    cuts = list(_SENTENCE_END.finditer(head))
    head = head[cuts[-1].end() :] if cuts else head
    if cut := _SENTENCE_END.search(tail):
        tail = tail[: cut.start()]
    best: tuple[int, Direction] | None = None
    for m in _TENSE.finditer(head):
        best = (len(head) - m.end(), "future" if m["future"] else "past")
    if (m2 := _TENSE.search(tail)) and (best is None or m2.start() < best[0]):
        best = (m2.start(), "future" if m2["future"] else "past")
    return best[1] if best else None


# -- readers: one a pattern, (text, match, anchor) -> what it means, or None where it is no date ---------------------


def _month(word: str) -> int:
    return MONTHS[word.lower().rstrip(".")]


def _day(word: str) -> int:
    return int(re.sub(r"\D", "", word))


def _absolute(year: int, month: int | None = None, day: int | None = None) -> _Found | None:
    value = edtf.of(year, month, day)
    return _Found(value, "day" if day else "month" if month else "year", True) if value else None


def _yearless(text: str, m: re.Match[str], base: Anchor | None, month: int, day: int | None) -> _Found:
    """A month, or a day of one, without its year."""
    if base is None:
        return _Found(None, "unknown")
    now = base.middle
    options: list[date] = []
    for year in (now.year - 1, now.year, now.year + 1):
        if edtf.of(year, month, day):
            options.append(date(year, month, day or min(now.day if month == now.month else 15, 28)))
    if not options:
        return _Found(None, "unknown")
    tense = direction(text, m.start(), m.end())
    behind, ahead = [d for d in options if d <= now], [d for d in options if d > now]
    nearest = min(options, key=lambda d: abs((d - now).days))
    if tense == "past":
        pick = behind[-1] if behind and not ((now - behind[-1]).days > 300 and abs((nearest - now).days) <= 45) else nearest
    elif tense == "future":
        pick = now if now in options else ahead[0] if ahead and (ahead[0] - now).days <= 300 else nearest
    else:
        pick = nearest if day else behind[-1] if behind else nearest
    return _Found(edtf.of(pick.year, month, day), "day" if day else "month")


def _r_iso(text: str, m: re.Match[str], base: Anchor | None) -> _Found | None:
    if not 1000 <= int(m["iso_y"]) <= 2100:
        return None
    return _absolute(int(m["iso_y"]), int(m["iso_m"]), int(m["iso_d"]) if m["iso_d"] else None)


def _r_numeric(text: str, m: re.Match[str], base: Anchor | None) -> _Found | None:
    a, b, year = int(m["num_a"]), int(m["num_b"]), int(m["num_y"])
    if m["num_sep"] == "." or a > 12:
        return _absolute(year, b, a) if 1 <= b <= 12 else None
    if b > 12 or a == b:
        return _absolute(year, a, b) if 1 <= a <= 12 else None
    return _Found(f"{year}-XX-XX", "year", True)  # day or month first: the text does not say


def _r_day_range(text: str, m: re.Match[str], base: Anchor | None) -> _Found | None:
    p = "dr" if m["day_range"] else "rd"
    month, first, last = _month(m[p + "_m"]), _day(m[p + "_a"]), _day(m[p + "_b"])
    if first >= last:
        return None
    if m[p + "_y"]:
        a, b = edtf.of(int(m[p + "_y"]), month, first), edtf.of(int(m[p + "_y"]), month, last)
        return _Found(edtf.interval(a, b), "range", True) if a and b else None
    one = _yearless(text, m, base, month, first)
    if not one.edtf:
        return one
    b = edtf.of(int(one.edtf[:4]), month, last)
    return _Found(edtf.interval(one.edtf, b), "range") if b else None


def _r_dmy(text: str, m: re.Match[str], base: Anchor | None) -> _Found | None:
    p = "dmy" if m["dmy"] else "mdy"
    month, day = _month(m[p + "_m"]), _day(m[p + "_d"])
    if m[p + "_y"]:
        return _absolute(int(m[p + "_y"]), month, day)
    if day > 31 or p == "mdy" and _month_is_name(text, m.start(p + "_m"), m[p + "_m"]):
        return None
    if m[p + "_w"] and base:  # the day of the week settles the year
        weekday = next((n for w, n in WEEKDAYS.items() if w.startswith(m[p + "_w"].lower().rstrip(".")[:3])), None)
        for year in (base.year, base.year - 1, base.year + 1):
            if edtf.of(year, month, day) and date(year, month, day).weekday() == weekday:
                return _Found(edtf.of(year, month, day), "day")
    return _yearless(text, m, base, month, day)


def _month_is_name(text: str, start: int, word: str) -> bool:
    """"Theresa May 12": a capitalised word before an ambiguous month."""
    return word in ("May", "April", "June", "August", "March") and bool(re.search(r"(?:Theresa|Mrs?\.?|Ms\.?|Brian|James|Karl|Robert)\s$", text[max(0, start - 9) : start]))


def _r_part_of_year(text: str, m: re.Match[str], base: Anchor | None) -> _Found | None:
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
    return _Found(f"{year}-{first:02d}/{year}-{first + length - 1:02d}", "range", True)


def _r_month_range(text: str, m: re.Match[str], base: Anchor | None) -> _Found | None:
    a, b = _month(m["mr_a"]), _month(m["mr_b"])
    if m["mr_y"]:
        year = int(m["mr_y"])
        return _Found(edtf.interval(edtf.of(year if a <= b else year - 1, a), edtf.of(year, b)), "range", True)
    last = _yearless(text, m, base, b, None)
    if not last.edtf:
        return last
    year = int(last.edtf[:4])
    return _Found(edtf.interval(edtf.of(year if a <= b else year - 1, a), last.edtf), "range")


def _r_month_year(text: str, m: re.Match[str], base: Anchor | None) -> _Found | None:
    return _absolute(int(m["my_y"]), _month(m["my_m"]))


def _r_season_year(text: str, m: re.Match[str], base: Anchor | None) -> _Found | None:
    return _Found(f"{m['sy_y']}-{SEASONS[m['sy_s'].lower()]}", "season", True)


def _r_decade(text: str, m: re.Match[str], base: Anchor | None) -> _Found | None:
    digits = m["de_y"] or ("19" + m["de_s"] if int(m["de_s"]) >= 30 else "20" + m["de_s"])
    return _Found(f"{digits[:3]}X", "range", True)


def _r_century(text: str, m: re.Match[str], base: Anchor | None) -> _Found | None:
    n = int(m["ce_n"]) if m["ce_n"] else CENTURIES[m["ce_w"]]
    return _Found(f"{n - 1}XX", "range", True)


def _r_year_range(text: str, m: re.Match[str], base: Anchor | None) -> _Found | None:
    a, b = int(m["yr_a"]), int(m["yr_b"])
    b = b if b > 99 else a // 100 * 100 + b
    return _Found(f"{a}/{b}", "range", True) if a < b and b - a < 500 else None


def _r_year_edge(text: str, m: re.Match[str], base: Anchor | None) -> _Found | None:
    return _absolute(int(m["ye_y"]))


def _r_year(text: str, m: re.Match[str], base: Anchor | None) -> _Found | None:
    """A bare four-digit number is a year where it stands as one and counts nothing."""
    year, head = int(m["y_y"]), text[max(0, m.start() - 16) : m.start()]
    if _COUNTED.match(text, m.end()) or _QUANTIFIED.search(head) or re.search(r"(?:No\.?|Resolution|Order|page|Flight|Article|Room|Law|Directive|Protocol|[$€£-])\s?$", head):
        return None
    prepositional = bool(_PREPOSITION.search(head)) or head.endswith("(")
    if not 1900 <= year <= 2060 and not prepositional:
        return None
    if year % 100 == 0 and re.match(rf"{_S}(?:[a-z]+{_S})?[a-z]+s\b", text[m.end() : m.end() + 30]):
        return None
    return _absolute(year)


def _r_month(text: str, m: re.Match[str], base: Anchor | None) -> _Found | None:
    word, head = m["mo_m"], text[max(0, m.start() - 16) : m.start()]
    if not (m["mo_r"] or m["mo_e"] or m["mo_y"] or _PREPOSITION.search(head)):
        determined = _DETERMINED.search(head) and _NOUN_AFTER.match(text, m.end())
        if word in ("May", "March", "April", "June", "August") and not determined:
            return None
        if re.search(r"[A-Z][a-z]+\s$", head) or re.match(r"\s[A-Z][a-z]+", text[m.end() : m.end() + 12]):
            return None
    if word in ("May", "March", "June", "April", "August") and re.match(r"\s(?:said|told|Smith|Day\b)|['’]s\s(?:government|cabinet|deal|Conservative)", text[m.end() : m.end() + 16]):
        return None
    if re.search(r"(?:Prime Minister|Mrs|Ms|Theresa|Minister)\s$", head):
        return None
    month = _month(word)
    if base is None:
        return _Found(None, "unknown")
    now = base.middle
    which = (m["mo_y"] or "").lower()
    if which in ("last", "this", "next"):
        return _Found(edtf.of(base.year + {"last": -1, "this": 0, "next": 1}[which], month), "month")
    if which:
        return _Found(None, "unknown")
    lead = (m["mo_r"] or "").lower().strip()
    if lead in ("last", "past", "this past"):
        return _Found(edtf.of(now.year if month < now.month else now.year - 1, month), "month")
    if lead in ("next", "this coming"):
        return _Found(edtf.of(now.year if month > now.month else now.year + 1, month), "month")
    if lead.endswith("this"):
        return _Found(edtf.of(now.year, month), "month")
    return _yearless(text, m, base, month, None)


def _on(day: date | None) -> _Found:
    return _Found(day.isoformat(), "day") if day else _Found(None, "unknown")


def _r_today(text: str, m: re.Match[str], base: Anchor | None) -> _Found | None:
    if base is None or base.date is None:
        return _on(None)
    word = re.sub(r"\s+", " ", m["to_w"].lower())
    shift = {"yesterday": -1, "last night": -1, "tomorrow": 1, "the day before yesterday": -2, "the day after tomorrow": 2}.get(word, 0)
    return _on(base.date + timedelta(days=shift))


def _r_weekday(text: str, m: re.Match[str], base: Anchor | None) -> _Found | None:
    lead = re.sub(r"\s+", " ", (m["wd_r"] or "").lower()).replace(" on", "").strip()
    if lead in ("every", "each"):
        return None
    if re.match(rf"{_S}(?:Times|Mail|Telegraph|Post|Herald|Mirror|Express|Agreement|Club|People|Independent)\b", text[m.end() : m.end() + 16]):
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


def _r_relative(text: str, m: re.Match[str], base: Anchor | None) -> _Found | None:
    which, unit = re.sub(r"\s+", " ", m["re_w"].lower()), m["re_u"].lower()
    after = text[m.end() : m.end() + 14]
    if which == "the" and unit != "weekend" and not m["re_e"]:
        return None
    if which.split()[-1] in ("same", "previous", "following", "preceding", "that") or which == "the next" or unit in ("morning", "afternoon", "evening", "noon"):
        if which == "that" and unit not in ("day", "week", "month", "year", "weekend", "summer", "winter", "spring", "autumn"):
            return None
        return _Found(None, "unknown") if unit not in ("decade", "century") else None
    if which in ("the last", "last") and unit in ("day", "century") or unit in ("night", "dawn", "midnight", "midday", "lunchtime", "century"):
        return None
    if which == "the last" and re.match(r"\s(?:of|in|the)\b", after) and unit in ("week", "month", "quarter", "year", "day"):
        return None
    if which in ("this", "the current") and unit == "day" or which == "the past" and unit == "day":
        return None
    if base is None:
        return _Found(None, "unknown")
    shift = -1 if "last" in which or "past" in which else 1 if "next" in which or "coming" in which else 0
    past_span = which in ("the past", "the last", "the coming")
    now = base.date
    if unit == "year":
        year = base.year + shift
        if past_span:
            return _Found(f"{min(year, base.year)}/{max(year, base.year)}", "range")
        return _Found(edtf.of(year), "year")
    if unit == "decade":
        return _Found(f"{(base.year + 10 * shift) // 10}X", "range") if not past_span else _Found(edtf.interval(*sorted((str(base.year), str(base.year + 10 * shift)))), "range")
    if unit == "quarter":
        if base.month is None or past_span:
            return _Found(None, "unknown")
        year, month = edtf.add_months(base.year, (base.month - 1) // 3 * 3 + 1, 3 * shift)
        return _Found(f"{year}-{month:02d}/{year}-{month + 2:02d}", "range")
    if unit == "month":
        if base.month is None:
            return _Found(None, "unknown")
        year, month = edtf.add_months(base.year, base.month, shift)
        if past_span:
            first, last = sorted((f"{year}-{month:02d}", f"{base.year}-{base.month:02d}"))
            return _Found(f"{first}/{last}", "range")
        return _Found(edtf.of(year, month), "month")
    if unit in SEASONS:
        return _season(base, SEASONS[unit], which, text, m)
    if now is None or unit == "day":
        return _Found(None, "unknown")
    if unit == "weekend":
        saturday = now + timedelta(days=5 - now.weekday())
        if which in ("last", "the past", "this past", "the last"):
            saturday -= timedelta(days=7 if now.weekday() < 6 or which == "last" else 0)
        elif which == "next" or which.endswith("coming"):
            saturday += timedelta(days=7 if which == "next" and now.weekday() >= 5 else 0)
        elif which == "the" and direction(text, m.start(), m.end()) != "future" and now.weekday() < 5 or which == "this" and now.weekday() < 3 and direction(text, m.start(), m.end()) == "past":
            saturday -= timedelta(days=7)
        return _Found(f"{saturday.isoformat()}/{(saturday + timedelta(days=1)).isoformat()}", "range")
    if past_span:
        first, last = sorted((now.isoformat(), (now + timedelta(days=7 * shift)).isoformat()))
        return _Found(f"{first}/{last}", "range")
    return _Found(edtf.week(now + timedelta(days=7 * shift)), "week")


def _season(base: Anchor, season: int, which: str, text: str, m: re.Match[str]) -> _Found:
    """Seasons of the northern year: spring from March, winter named by the year it begins in."""
    if base.month is None:
        return _Found(None, "unknown")
    first = {21: 3, 22: 6, 23: 9, 24: 12}[season]
    start = base.year if base.month >= first else base.year - 1  # the last one that has begun
    index = base.year * 12 + base.month - (start * 12 + first)
    running = index < 3
    if which in ("last", "the past", "this past"):
        return _Found(f"{start - 1 if running else start}-{season}", "season")
    if which in ("next", "this coming", "the coming"):
        return _Found(f"{start + 1}-{season}", "season")
    if running:
        return _Found(f"{start}-{season}", "season")
    ahead = direction(text, m.start(), m.end()) == "future" or base.month < first and direction(text, m.start(), m.end()) is None
    return _Found(f"{start + 1 if ahead else start if start == base.year else start + 1 if base.month < first and direction(text, m.start(), m.end()) != 'past' else start}-{season}", "season")


def _number(word: str) -> int | None:
    word = word.lower()
    if word in ("a", "an"):
        return 1
    if word.isdigit():
        return int(word)
    parts = word.split("-")
    values = [SMALL.get(p, TENS.get(p)) for p in parts]
    return None if None in values else int(sum(v for v in values if v is not None))


def _r_ago(text: str, m: re.Match[str], base: Anchor | None) -> _Found | None:
    unit, way = m["ag_u"].lower().rstrip("s"), re.sub(r"\s+", " ", m["ag_d"])
    n = _number(m["ag_n"]) if m["ag_n"] else None
    if m["ag_n"] and n is None:
        return None
    if way in ("before", "after", "earlier", "later", "prior", "beforehand", "afterwards"):
        return _Found(None, "unknown")
    if base is None or n is None or unit in ("centurie", "century"):
        return _Found(None, "unknown")
    sign = -1 if way == "ago" else 1
    half = bool(m["ag_h"] or m["ag_k"])
    now = base.date
    if unit in ("year", "decade"):
        n *= 10 if unit == "decade" else 1
        if half:
            month = edtf.add_months(base.year, base.month, sign * (12 * n + 6)) if base.month else None
            return _Found(f"{edtf.of(*month)}~", "month") if month else _Found(None, "unknown")
        return _Found(f"{base.year + sign * n}~", "year") if base.year + sign * n > 0 else _Found(None, "unknown")
    if unit == "month":
        if base.month is None:
            return _Found(None, "unknown")
        return _Found(f"{edtf.of(*edtf.add_months(base.year, base.month, sign * n))}~", "month")
    if now is None or half:
        return _Found(None, "unknown")
    if unit in ("hour", "minute"):
        return _on(now) if unit == "minute" else _Found(None, "unknown")
    day = now + timedelta(days=sign * n * UNITS[unit])
    return _on(day) if unit == "day" else _Found(edtf.week(day), "week")


def _r_unknown(text: str, m: re.Match[str], base: Anchor | None) -> _Found | None:
    return _Found(None, "unknown")


def _r_span(text: str, m: re.Match[str], base: Anchor | None) -> _Found | None:
    """"the past two years" is an interval that ends, "the next 30 days" one that begins, at the anchor."""
    which, unit = m["sp_w"].lower(), m["sp_u"].lower().rstrip("s")
    n = _number(m["sp_n"]) if m["sp_n"] else None
    plural = m["sp_u"].endswith("s")
    if m["sp_n"] is None and m["sp_v"] is None and not (plural or which == "recent") or which == "recent" and not plural:
        return None
    if re.match(r"\s(?:of|in)\s(?:the|his|her|its)\b", text[m.end() : m.end() + 9]) and which == "last":
        return None
    if base is None or n is None or which in ("recent", "following", "previous", "preceding") or unit == "hour":
        return _Found(None, "unknown")
    sign = -1 if which in ("past", "last") else 1
    now = base.date
    if unit in ("year", "decade"):
        other = base.year + sign * n * (10 if unit == "decade" else 1)
        return _Found(f"{min(other, base.year)}/{max(other, base.year)}", "range")
    if unit == "month":
        if base.month is None:
            return _Found(None, "unknown")
        a, b = sorted(((base.year, base.month), edtf.add_months(base.year, base.month, sign * n)))
        return _Found(edtf.interval(edtf.of(*a), edtf.of(*b)), "range")
    if now is None:
        return _Found(None, "unknown")
    first, last = sorted((now, now + timedelta(days=sign * n * UNITS[unit])))
    return _Found(f"{first.isoformat()}/{last.isoformat()}", "range")


_READERS = {
    "iso": _r_iso, "numeric": _r_numeric, "day_range": _r_day_range, "range_day": _r_day_range, "dmy": _r_dmy, "mdy": _r_dmy,
    "part_of_year": _r_part_of_year, "month_range": _r_month_range, "month_year": _r_month_year, "season_year": _r_season_year,
    "decade": _r_decade, "century": _r_century, "year_range": _r_year_range, "year_edge": _r_year_edge, "year": _r_year,
    "month": _r_month, "today": _r_today, "weekday": _r_weekday, "relative": _r_relative, "ago": _r_ago, "vague_ago": _r_unknown,
    "span": _r_span,
}  # fmt: skip
