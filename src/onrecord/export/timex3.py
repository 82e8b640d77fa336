"""TimeML, one XML file a document: its time expressions as TIMEX3 inside the text, the day of publication as creation time.

    Ministers met <TIMEX3 tid="t1" type="DATE" value="2024-05-27" temporalFunction="true" anchorTimeID="t0">on Monday</TIMEX3>

Dates are found and resolved as for items (extract/dates.py); lengths of time are the record's figures of measure duration. Values
are TIMEX3's (ISO 8601 with its own codes for weeks, seasons, quarters and decades). The words that open an interval ("since", "by")
are SIGNALs; closed intervals are durations between two points. https://timeml.github.io/site/publications/timeMLdocs/timeml_1.2.1.html
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from xml.etree import ElementTree
from xml.sax.saxutils import escape, quoteattr

from onrecord.extract.dates import TimeExpression, find_times
from onrecord.records import Document, Figure
from onrecord.store.record import Record

UNRESOLVED = "XXXX-XX-XX"
SEASONS = {"21": "SP", "22": "SU", "23": "FA", "24": "WI"}
UNITS = {"years": "P{}Y", "months": "P{}M", "weeks": "P{}W", "days": "P{}D", "hours": "PT{}H", "minutes": "PT{}M", "seconds": "PT{}S", "decades": "P{}DE", "centuries": "P{}CE"}
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
SIGNAL = re.compile(
    r"(?P<signal>since(?:\s+at\s+least)?|until|till|up\s+to|by|before|prior\s+to|after|as\s+of|from|starting(?:\s+in)?|beginning(?:\s+in)?|no\s+later\s+than|through)\s+", re.IGNORECASE
)
MODIFIER = re.compile(r"(?:the\s+)?(?P<word>early|late|mid|middle|start|beginning|end|close|turn)\b", re.IGNORECASE)
MODIFIERS = {"early": "START", "start": "START", "beginning": "START", "turn": "START", "late": "END", "end": "END", "close": "END", "mid": "MID", "middle": "MID"}
QUARTER = {("01", "03"): "Q1", ("04", "06"): "Q2", ("07", "09"): "Q3", ("10", "12"): "Q4", ("01", "06"): "H1", ("07", "12"): "H2"}


@dataclass(frozen=True, slots=True)
class Timex:
    """A TIMEX3 over `text[start:end]`."""

    start: int
    end: int
    type: str  # DATE, DURATION
    value: str
    mod: str | None = None
    begin: str | None = None  # value of the point where a closed interval begins
    until: str | None = None  # … and ends
    relative: bool = False


def timex3_folder(record: Record, folder: Path) -> list[Path]:
    """One file a document, named by its id; the paths."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for document in record.documents():
        path = folder / f"{document.id}.tml"
        lengths = (item for item in record.items("figure", document.id) if item.measure == "duration")
        path.write_text(timeml(document, lengths), encoding="utf-8", newline="\n")
        written.append(path)
    return written


def timeml(document: Document, lengths: Iterable[Figure] = ()) -> str:
    """A document as TimeML, `lengths` being its figures of measure duration."""
    dates = [timex for t in find_times(document.text, document.published) for timex in _dated(t)]
    found = sorted([*dates, *_durations(lengths, dates)], key=lambda t: t.start)
    creation = _value(document.published)[0] if document.published else UNRESOLVED
    title = f"<TITLE>{_xml(document.title)}</TITLE>\n" if document.title else ""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<TimeML xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="http://timeml.org/timeMLdocs/TimeML_1.2.1.xsd">\n'
        f"<DOCID>{_xml(document.id)}</DOCID>\n"
        f'<DCT><TIMEX3 tid="t0" type="DATE" value={quoteattr(creation)} functionInDocument="CREATION_TIME">{_xml(document.published or "")}</TIMEX3></DCT>\n'
        f"{title}<TEXT>{''.join(_marked(document.text, found))}</TEXT>\n</TimeML>\n"
    )


def _marked(text: str, found: list[Timex]) -> Iterator[str]:
    """The text with its tags. Points of intervals are empty tags behind them, as TimeML has it for times that no words name."""
    at = number = signals = 0
    for t in found:
        signal = SIGNAL.match(text, t.start, t.end)
        start = signal.end() if signal and not t.begin else t.start
        if signal and not t.begin:
            signals += 1
            yield f'{_xml(text[at : t.start])}<SIGNAL sid="s{signals}">{_xml(signal["signal"])}</SIGNAL>{_xml(text[signal.end("signal") : start])}'
        else:
            yield _xml(text[at : t.start])
        number += 1
        points = (f' beginPoint="t{number + 1}" endPoint="t{number + 2}"') if t.begin else ""
        anchored = ' temporalFunction="true" anchorTimeID="t0"' if t.relative else ""
        mod = f' mod="{t.mod}"' if t.mod else ""
        yield f'<TIMEX3 tid="t{number}" type="{t.type}" value={quoteattr(t.value)}{mod}{points}{anchored}>{_xml(text[start : t.end])}</TIMEX3>'
        for point in (t.begin, t.until) if t.begin else ():
            number += 1
            yield f'<TIMEX3 tid="t{number}" type="DATE" value={quoteattr(point or UNRESOLVED)}/>'
        at = t.end
    yield _xml(text[at:])


def _dated(t: TimeExpression) -> Iterator[Timex]:
    value, mod = _value(t.time.edtf)
    words = SIGNAL.sub("", t.time.text, count=1)
    if not mod and (m := MODIFIER.match(words)):
        mod = MODIFIERS[m["word"].lower()]
    ends = (t.time.edtf or "").split("/")
    if len(ends) == 2 and value == UNRESOLVED and ".." not in ends:
        first, last = (_value(end)[0] for end in ends)
        yield Timex(t.start, t.end, "DURATION", _between(*ends), mod, first, last, not t.absolute)
    else:
        yield Timex(t.start, t.end, "DATE", value, mod, relative=not t.absolute)


def _durations(lengths: Iterable[Figure], dates: list[Timex]) -> Iterator[Timex]:
    for figure in lengths:
        span = next(s for s in figure.evidence if s.role == "value")
        pattern = UNITS.get(figure.unit)
        value = figure.value.best if figure.value.best is not None else figure.value.low if figure.value.low is not None else figure.value.high
        if pattern is None or value is None or any(t.start < span.end and span.start < t.end for t in dates):
            continue
        mod = "APPROX" if figure.value.approximate else "EQUAL_OR_MORE" if figure.value.high is None else "EQUAL_OR_LESS" if figure.value.low is None else None
        yield Timex(span.start, span.end, "DURATION", pattern.format(int(value) if value == int(value) else value), mod)


def _value(edtf: str | None) -> tuple[str, str | None]:
    """A TIMEX3 value and modifier. Closed intervals other than weeks, quarters and halves have none: UNRESOLVED.

    >>> _value("2024-05-27/2024-06-02"), _value("199X"), _value("2023-22"), _value("2014~"), _value("1991/..")
    (('2024-W22', None), ('199', None), ('2023-SU', None), ('2014', 'APPROX'), ('1991', None))
    """
    if edtf is None:
        return UNRESOLVED, None
    ends = edtf.split("/")
    if len(ends) == 2 and ".." in ends:
        edtf = ends[0] if ends[1] == ".." else ends[1]
    elif len(ends) == 2:
        return _period(*ends) or UNRESOLVED, None
    mod = "APPROX" if edtf.endswith(("~", "?")) else None
    plain = edtf.rstrip("~?")
    if m := re.fullmatch(r"(\d{4})-(2[1-4])", plain):
        plain = f"{m[1]}-{SEASONS[m[2]]}"
    elif re.fullmatch(r"\d{2,3}X{1,2}", plain):
        plain = plain.rstrip("X")
    return plain.split("T")[0], mod


def _period(first: str, last: str) -> str | None:
    """Intervals that TIMEX3 has a code for."""
    if m := re.fullmatch(r"(\d{4})-(\d\d)/\1-(\d\d)", f"{first}/{last}"):
        part = QUARTER.get((m[2], m[3]))
        return f"{m[1]}-{part}" if part else None
    if re.fullmatch(r"\d{4}-\d\d-\d\d", first) and re.fullmatch(r"\d{4}-\d\d-\d\d", last):
        begin, end = date.fromisoformat(first), date.fromisoformat(last)
        if begin.weekday() == 0 and (end - begin).days == 6:
            year, week, _ = begin.isocalendar()
            return f"{year}-W{week:02d}"
        if begin.weekday() == 5 and (end - begin).days == 1:
            year, week, _ = begin.isocalendar()
            return f"{year}-W{week:02d}-WE"
    return None


def _between(first: str, last: str) -> str:
    """How long a closed interval is, in the unit that both ends are known to: "2014/2016" is P2Y; PX where they differ in kind."""
    a, b = first.rstrip("~?"), last.rstrip("~?")
    if re.fullmatch(r"\d{4}", a) and re.fullmatch(r"\d{4}", b):
        return f"P{int(b) - int(a)}Y"
    if re.fullmatch(r"\d{4}-\d\d", a) and re.fullmatch(r"\d{4}-\d\d", b):
        return f"P{(int(b[:4]) - int(a[:4])) * 12 + int(b[5:]) - int(a[5:])}M"
    if re.fullmatch(r"\d{4}-\d\d-\d\d", a) and re.fullmatch(r"\d{4}-\d\d-\d\d", b):
        return f"P{(date.fromisoformat(b) - date.fromisoformat(a)).days}D"
    return "PXX"


def _xml(text: str) -> str:
    """Character data. What XML cannot hold becomes U+FFFD, one for one, so that offsets stay."""
    return NOT_XML.sub("\ufffd", escape(text, {"\r": "&#13;"}))


def read_timeml(xml: str) -> tuple[str, str, list[Timex]]:
    """(text, creation time, times) of a TimeML document; points of intervals are put back into their interval."""
    root = ElementTree.fromstring(xml)
    creation = root.find("DCT/TIMEX3")
    body = root.find("TEXT")
    if creation is None or body is None:
        raise ValueError("no TimeML document: it lacks DCT or TEXT")
    values = {tag.get("tid"): tag.get("value", UNRESOLVED) for tag in body.iter("TIMEX3")}
    text, found = body.text or "", []
    for tag in body:
        start = len(text)
        text += tag.text or ""
        if tag.tag == "TIMEX3" and tag.text:
            get = tag.get
            found.append(Timex(start, len(text), get("type", ""), get("value", ""), get("mod"), values.get(get("beginPoint")), values.get(get("endPoint")), get("temporalFunction") == "true"))
        text += tag.tail or ""
    return text, creation.get("value", UNRESOLVED), found
