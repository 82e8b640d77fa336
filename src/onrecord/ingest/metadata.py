"""Headline, byline, date and outlet as a text itself shows them: in its first lines and its contact footer.

A headline that may
run over two lines          -> title
                               a short first paragraph that does not end like a sentence
Alex Writer                 -> authors: "By NAME" anywhere in the head, or a name alone above or below a date line
28 May 2024                 -> published: a date alone on a line, in a byline, or in a dateline ("KYIV, 3 May 2024 (Agency) —")

To contact the Example …    -> outlet, from the end of the text, whether it stands there or was set aside as furniture
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from onrecord import data
from onrecord.ingest.extracted import Facts
from onrecord.ingest.names import cased
from onrecord.ingest.published import dates_within, edtf_date
from onrecord.records import Fact, Repair

HEAD_PARAGRAPHS = 8  # bylines stand above the body; what is further down is the story
TITLE_LIMIT = 220  # characters
_SENTENCE_END = re.compile(r"[.;:,](?:[\"'”’)\]]*)$")
_LABEL = re.compile(
    r"(?:first\s+)?(?:published|posted|updated|last\s+(?:updated|modified)|issued|date)(?:\s+(?:on|at))?\s*:?\s+", re.I
)
_NAME = r"(?:[A-Z][\w'’.-]*|de|la|le|van|von|der|den|bin|al|el|di|da|du|dos)"
_PERSON = re.compile(rf"(?=[A-Z]){_NAME}(?:\s{_NAME}){{1,4}}")
_BY = re.compile(r"(?:Written\s+|Posted\s+|Reported\s+|Story\s+)?[Bb][Yy]:?\s+(?=[A-Z])")
_AND = re.compile(r"\s*(?:,\s*and\s+|,\s+|\s+and\s+|\s+&\s+|\s*;\s*|\s+with\s+)\s*")
_AFTER_NAMES = re.compile(
    r"\s*(?:[|•·–—/(]|,?\s+(?=in\s+[A-Z])|,\s+(?=[\w ]*(?:[Cc]orrespondent|[Ee]ditor|[Rr]eporter|[Ww]riter)))"
)
_CAPTION = re.compile(r"(?:image|photo|picture|media|video)\s+(?:copyright|captions?|credit|source)\b|(?:story|article)\s+highlights\b", re.I)
_CREDIT = re.compile(r"(?:/|\bvia\s|\bby\s|[.:]\s)(?:Getty(?:\sImages)?|AP(?:\sPhoto)?|AFP|Reuters|EPA|Shutterstock)\)?$", re.I)
_DATELINE = re.compile(
    r"(?P<city>[A-Z][A-Z'’.-]+(?:[ -][A-Z][A-Z'’.-]+){0,3}(?:,\s[A-Z][\w.]+(?:\s[A-Z][\w.]+)?)?)"  # KYIV; KYIV, Ukraine
    r"(?:,\s+(?P<date>[^—–()]{3,24}?))?(?:\s+\((?P<agency>[A-Z][\w .&/-]{1,40})\))?\s+(?:—|–|--?)\s"
)
_PLACED = re.compile(  # Berlin, 28 May 2024; PORT ILSE, Arvenia, May 28, 2024
    r"(?:(?:[A-Z][\w'’.-]*(?:\s(?:[A-Z][\w'’.-]*|am|an|der|de|la|of|on|upon|the)){0,3}|[A-Z]\w+/[A-Z]\w+),\s){1,2}"
    r"(?P<date>(?:\w+,\s)?(?:\d{1,2}(?:st|nd|rd|th|\.)?\s+[A-Za-z]+\.?,?\s+\d{4}|[A-Za-z]+\.?\s+\d{1,2},?\s+\d{4}|\d{4}-\d\d-\d\d|\d\d?\.\d\d?\.\d{4}))\.?"
)
_CONTACT = re.compile(
    r"(?:To\s+contact|Contact|Subscribe\s+to|Visit)\s+(?:the\s+)?(?P<outlet>[A-Z][\w.&'’-]*(?:\s(?:of\s|the\s|and\s(?=the\s))?[A-Z][\w.&'’-]*)*)"
)
_RIGHTS = re.compile(
    r"(?:©|\(c\)|[Cc]opyright)\s*(?:©|\(c\))?\s*(?:\d{4}(?:\s*[-–]\s*\d{4})?)?,?\s*(?:by\s+)?(?P<outlet>[A-Z][^.|\n]{2,60}?)(?=\s*(?:[.|\n]|[Aa]ll\s+rights|$))"
)
_HEAD_PARTS = re.compile(  # what stands between the parts of a running head: bars, wide gaps, dates, numbers of pages and issues
    r"\s*[|•·–—]\s*|\s{3,}|\n|,?\s*\b(?:[Pp]age\b|[Vv]ol\.|[Nn]o\.|[Ii]ssue\b)|,?\s*\b\d{1,2}\.?\s+[A-Z][a-z]+\s+\d{4}|,?\s*\b[A-Z][a-z]+\s+\d{1,2},\s+\d{4}|,?\s*\d+\s*"
)
_ADDRESS = re.compile(
    r"(?:https?://)?(?:www\.)?(?P<domain>(?:[a-z0-9-]+\.)+(?:org|com|net|info|news|eu|uk|de|us|ua|int|tv|co\.uk))(?:/\S*)?", re.I
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line as the source sets it, `text[start:end] == line.text` but for the space that joined it to the next."""

    start: int
    end: int
    text: str


def text_facts(text: str, lines: Sequence[Sequence[Line]], repairs: Sequence[Repair] = ()) -> Facts:
    """`lines` holds each head paragraph's source lines in canonical offsets; -> the facts that the text shows."""
    dated = 1 if len(lines) > 2 and len(lines[0]) == 1 and _date_line(lines[0][0]).published else 0  # "Berlin, 28 May 2024" over the headline
    signed = _signed(text, lines[dated]) if len(lines) > dated + 1 else Facts()
    title = _title(lines[dated + bool(signed.authors) :])
    facts = _head_facts(lines[: 1 if dated else 0]).over(_head_facts(lines[dated + (1 if title.title else 0) :]))
    return title.over(signed).over(facts).over(_outlet(text, repairs))


# -- head -----------------------------------------------------------------------------------------------------------


def _title(paragraphs: Sequence[Sequence[Line]]) -> Facts:
    """A first paragraph that is short, does not end like a sentence, is no date or byline, and has a text under it."""
    if len(paragraphs) < 2:
        return Facts()
    first = paragraphs[0]
    title = " ".join(line.text for line in first)
    plain = _LABEL.sub("", title)
    if len(title) > TITLE_LIMIT or _SENTENCE_END.search(title) or len(title.split()) < 2 or len(first) > 4:
        return Facts()
    if _CAPTION.match(title) or _CREDIT.search(title):
        return Facts()
    if edtf_date(plain) or _PLACED.fullmatch(title) or _BY.match(title) or (len(title) < 60 and any(dates_within(title))) or _ADDRESS.fullmatch(title):
        return Facts()
    return Facts(title=title, title_evidence=Fact("content", title, first[0].start, first[-1].end))


def _signed(text: str, first: Sequence[Line]) -> Facts:
    """The writers, where the first paragraph is nothing but names that the text never speaks of again: "Ann Lee and Jan Nowak". A headline's words recur."""
    names = _AND.split(first[0].text)
    if len(first) > 1 or len(names) > 4 or not all(_PERSON.fullmatch(name) and len(name.split()) < 4 for name in names):
        return Facts()
    below = set(re.findall(r"\w+", text[first[0].end :]))
    if any(word in below for name in names for word in re.findall(r"\w{3,}", name)):
        return Facts()
    return Facts(authors=tuple(map(cased, names)), authors_evidence=Fact("byline", first[0].text, first[0].start, first[0].end))


def _head_facts(paragraphs: Sequence[Sequence[Line]]) -> Facts:
    """Bylines and date lines down to the first paragraph that reads like one, whose dateline counts too."""
    facts = Facts()
    head: list[Line] = []
    for paragraph in paragraphs:
        joined = " ".join(line.text for line in paragraph)
        if _is_body(joined):
            facts = facts.over(_dateline(paragraph[0].start, joined))
            break
        head += paragraph
    for i, line in enumerate(head):
        beside = [head[j] for j in (i - 1, i + 1) if 0 <= j < len(head)]
        signed = any(_BY.match(other.text) or _PERSON.fullmatch(other.text) for other in beside)
        facts = facts.over(_date_line(line, "byline" if signed else "dateline")).over(_byline(line))
        if _PERSON.fullmatch(line.text) and any(_date_line(other).published for other in beside):
            facts = facts.over(Facts(authors=(line.text,), authors_evidence=Fact("byline", line.text, line.start, line.end)))
    return facts


def _is_body(paragraph: str) -> bool:
    return len(paragraph) > 160 or (len(paragraph.split()) >= 8 and bool(re.search(r"[.!?][\"'”’)\]]*$", paragraph)))


def _date_line(line: Line, basis: str = "dateline") -> Facts:
    """A date alone on a line, or labelled: "Friday, January 4, 2019", "Published 28 May 2024 10:15 GMT"."""
    label = _LABEL.match(line.text)
    stated = line.text[label.end() :] if label else line.text
    if day := edtf_date(stated):
        return Facts(published=day, published_evidence=Fact(basis, line.text, line.start, line.end))
    if (placed := _PLACED.fullmatch(line.text)) and (day := edtf_date(placed["date"])):
        start, end = placed.span("date")
        return Facts(published=day, published_evidence=Fact("dateline", placed["date"], line.start + start, line.start + end))
    return Facts()


def _byline(line: Line) -> Facts:
    """ "By ANNA KOWALSKA and Jan Nowak, Warsaw correspondent | 4 January 2019" -> two authors, a date."""
    facts = Facts()
    by = _BY.match(line.text)
    if by:
        names = _AFTER_NAMES.split(line.text[by.end() :], maxsplit=1)[0]
        dated = next(dates_within(names), None)
        names = (names[: dated[0]] if dated else names).rstrip(" ,-–—|")
        authors = tuple(cased(n) for n in _AND.split(names) if _PERSON.fullmatch(n))
        if authors:
            at = line.start + by.end()
            facts = Facts(authors=authors, authors_evidence=Fact("byline", names, at, at + len(names)))
    if by or any(sep in line.text for sep in "|•·"):
        for s, e, day in dates_within(line.text):
            facts = facts.over(
                Facts(published=day, published_evidence=Fact("byline", line.text[s:e], line.start + s, line.start + e))
            )
            if not by and _PERSON.fullmatch(name := re.split(r"\s*[|•·]", line.text)[0]):
                facts = facts.over(
                    Facts(authors=(name,), authors_evidence=Fact("byline", name, line.start, line.start + len(name)))
                )
    return facts


def _dateline(start: int, paragraph: str) -> Facts:
    """ "KYIV, 3 May 2024 (Agency) — The ministry …" -> the day, and the agency as outlet where nothing else names one."""
    found = _DATELINE.match(paragraph)
    if not found:
        return Facts()
    facts = Facts()
    if found["date"] and (day := edtf_date(found["date"])):
        s, e = found.span("date")
        facts = Facts(published=day, published_evidence=Fact("dateline", found["date"], start + s, start + e))
    if found["agency"]:
        s, e = found.span("agency")
        facts = facts.over(Facts(outlet=found["agency"], outlet_evidence=Fact("dateline", found["agency"], start + s, start + e)))
    return facts


# -- running heads --------------------------------------------------------------------------------------------------


@functools.cache
def _outlet_words() -> re.Pattern[str]:
    words = [word for line in data.lines(__package__, "outlet_words.txt") for word in line.split()]
    return re.compile(rf"\b(?:{'|'.join(words)})\b", re.I)


def running_head_outlet(repairs: Sequence[Repair], title: str | None) -> Facts:
    """Of a paged source: the outlet that a head or foot set aside on two pages at least names, "Harbour Courier | 28 May 2024 | 3".

    A name of one to six words in capitals with a word that papers, agencies and institutes are called by, and not the headline's.
    """
    seen: Counter[str] = Counter()
    for repair in repairs:
        if repair.kind == "furniture":
            seen.update({" ".join(piece.split()).strip(",.;:-") for piece in _HEAD_PARTS.split(repair.before)})
    for name, count in seen.most_common():
        words = name.split()
        capital = all(word[0].isupper() or word in ("of", "the", "and", "for", "on", "&") for word in words)
        if count >= 2 and 0 < len(words) <= 6 and capital and len(name) > 3 and _outlet_words().search(name):
            if title and name.casefold() in title.casefold():
                continue
            return Facts(outlet=name, outlet_evidence=Fact("content", name))
    return Facts()


# -- foot -----------------------------------------------------------------------------------------------------------


def _outlet(text: str, repairs: Sequence[Repair]) -> Facts:
    """The outlet that a contact footer, a copyright line or a bare address at the end names."""
    tail = text.rfind("\n\n", 0, max(0, text.rfind("\n\n")))
    ends = [(text[tail + 2 :], tail + 2)] if tail >= 0 else []
    aside = [(" ".join(r.before.split()), None) for r in repairs if r.kind == "furniture"]
    for pattern in (_CONTACT, _RIGHTS):
        for piece, at in [*aside, *ends]:
            if found := pattern.search(piece):
                return _stated_outlet(found["outlet"].strip(), found.span("outlet"), at)
    for piece, at in aside:
        for word in piece.split():
            if found := _ADDRESS.fullmatch(word.rstrip(".,")):
                return _stated_outlet(found["domain"].lower(), found.span("domain"), at)
    return Facts()


def _stated_outlet(name: str, span: tuple[int, int], at: int | None) -> Facts:
    evidence = Fact("content", name) if at is None else Fact("content", name, at + span[0], at + span[1])
    return Facts(outlet=name, outlet_evidence=evidence)
