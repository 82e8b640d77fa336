"""Live blogs: one page or file, many dated entries, each an article of its own with its time as published.

    JSON-LD LiveBlogPosting with liveBlogUpdate      the entries it lists; their text from the page where it has an element of that id
    a page that calls itself live, with repeated     each container
        containers that each carry <time datetime>
    plain text with times at the heads of            each from its time to the next; a date alone on a line is the day of what follows
        paragraphs ("10:15 GMT", "10.15am – …")

What stands outside the entries is an article too, under the page's own name.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from onrecord.ingest import html
from onrecord.ingest.extracted import Extracted, Facts, headed
from onrecord.ingest.html_facts import linked_data, page_facts
from onrecord.ingest.identify import HTML
from onrecord.ingest.language import language
from onrecord.ingest.names import authors_of
from onrecord.ingest.published import edtf_date, edtf_moment
from onrecord.records import Fact

FEWEST = 3  # entries: two times on a page may be anything
SHORTEST_ENTRY, LONGEST_ENTRY = 80, 6000  # characters of a plain-text entry, the median: a timetable has less, a chapter more
_LIVE = re.compile(r"live[-_]?(?:blog|feed|ticker|update|stream-?item|entr|post)|news-?ticker|LiveBlogPosting", re.I)
_LIVE_BYTES = re.compile(_LIVE.pattern.encode(), re.I)
_REVISED = re.compile(r"modif|updat|edit|revis", re.I)
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


class Entry(NamedTuple):
    part: str
    title: str | None
    body: str
    moment: str | None  # EDTF
    stated: str  # as the page writes it
    authors: tuple[str, ...] = ()
    element: HtmlElement | None = None


# -- pages ----------------------------------------------------------------------------------------------------------


def extract(data: bytes, charset: str | None = None, url: str | None = None) -> list[Extracted]:
    """A page's bytes -> its article, or the entries of a live blog in their order, with what is around them first."""
    page = html.parsed(data, charset)
    if not _LIVE_BYTES.search(data):
        return [html.of_page(page, url)]
    facts = page_facts(page, url)
    entries = _listed(page) or _contained(page)
    if len(entries) < FEWEST:
        return [html.of_page(page, url)]
    for entry in entries:
        if entry.element is not None:
            entry.element.drop_tree()
    spoken = language("\n\n".join(e.body for e in entries))
    facts = facts.over(Facts(language=spoken))
    around = html.of_page(page, url)
    return [*([around] if around.text.strip() else []), *(_article(entry, facts) for entry in _named(entries))]


def _article(entry: Entry, page: Facts) -> Extracted:
    facts = Facts(
        title=entry.title,
        title_evidence=Fact("metadata", f"entry: {entry.title}") if entry.title else None,
        outlet=page.outlet,
        outlet_evidence=page.outlet_evidence,
        authors=entry.authors,
        authors_evidence=Fact("metadata", f"entry: {', '.join(entry.authors)}") if entry.authors else None,
        published=entry.moment,
        published_evidence=Fact("metadata", f"entry: {entry.stated}") if entry.moment else None,
        language=page.language,
    )
    said = json.dumps([entry.part, entry.title, entry.body, entry.moment, entry.authors], ensure_ascii=False)
    return Extracted(headed(entry.title, entry.body), HTML, facts, part=entry.part, sha256=hashlib.sha256(said.encode("utf-8", "replace")).hexdigest())


def _named(entries: Sequence[Entry]) -> Iterator[Entry]:
    """Each with a name of its own, and none without words."""
    seen: set[str] = set()
    for number, entry in enumerate(entries, 1):
        if entry.body or entry.title:
            part = entry.part or entry.moment or str(number)
            part = part if part not in seen else f"{part}~{number}"
            seen.add(part)
            yield entry._replace(part=part)


def _listed(page: HtmlElement) -> list[Entry]:
    """The updates that JSON-LD lists."""
    updates = [u for node in linked_data(page) if "LiveBlogPosting" in _several(node.get("@type"))
               for u in _several(node.get("liveBlogUpdate")) if isinstance(u, dict)]  # fmt: skip
    by_id = {e.get("id"): e for e in page.iter() if isinstance(e.tag, str) and e.get("id")} if updates else {}
    found: dict[str, Entry] = {}
    for number, update in enumerate(updates, 1):
        address = next((a for a in (update.get("url"), update.get("@id"), update.get("mainEntityOfPage")) if isinstance(a, str) and a), "")
        part = urlsplit(address).fragment or address
        element = by_id.get(part)
        said = update.get("articleBody")
        body = html.fragment(_broken(said)) if isinstance(said, str) else ""
        title = " ".join(update["headline"].split()) if isinstance(update.get("headline"), str) else None
        if element is not None and (shown := _text(element, title)) and len(shown) >= 0.8 * len(body):
            body = shown
        stated = str(update["datePublished"]) if isinstance(update.get("datePublished"), str) else ""
        named = [a.get("name") if isinstance(a, dict) else a for a in _several(update.get("author"))]
        people = authors_of(", ".join(a for a in named if isinstance(a, str)))
        key = part or f"{stated} {number}"
        found.setdefault(key, Entry(part, title, body, edtf_moment(stated), stated, people, element))
    return list(found.values())


def _broken(text: str) -> str:
    """Plain text as markup that keeps its paragraphs."""
    if re.search(r"</?(?:p|br|div|ul|li|h\d)\b", text, re.I):
        return text
    escaped = text.replace("&", "&amp;").replace("<", "&lt;") if "&" not in text else text.replace("<", "&lt;")
    return "".join(f"<p>{line}</p>" for line in re.split(r"\s*\n\s*", escaped) if line.strip())


def _several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _contained(page: HtmlElement) -> list[Entry]:
    """Repeated containers, each with its <time datetime>, on a page that calls itself live."""
    groups: dict[tuple[str, str], dict[HtmlElement, HtmlElement]] = {}
    for time in page.iter("time"):
        if not edtf_moment(time.get("datetime") or "") or _REVISED.search(f"{time.get('itemprop')} {time.get('class')}"):
            continue
        for above in time.iterancestors():
            if above.tag in ("body", "html", "main"):
                break
            if name := above.get("itemprop") or (above.get("class") or "").split(" ")[0]:
                groups.setdefault((str(above.tag), name), {}).setdefault(above, time)
    best: dict[HtmlElement, HtmlElement] = {}
    weight = 0
    for containers in groups.values():
        if len(containers) < FEWEST or any(a in containers for c in containers for a in c.iterancestors()):
            continue
        if not any(_calls_itself_live(e) for c in list(containers)[:1] for e in (c, *c.iterancestors())):
            continue
        words = sum(len(c.text_content()) for c in containers)
        if words > weight:
            best, weight = containers, words
    return [_entry(container, time) for container, time in best.items()]


def _calls_itself_live(element: HtmlElement) -> bool:
    said = " ".join(filter(None, (element.get(name) for name in ("class", "id", "itemprop", "itemtype", "data-component", "data-testid"))))
    return bool(_LIVE.search(said)) and "comment" not in said.casefold()


def _entry(container: HtmlElement, time: HtmlElement) -> Entry:
    stated = time.get("datetime") or ""
    heading = next((text for e in container.iter(*_HEADINGS) if (text := _without_time(e))), None)
    part = container.get("id") or next((e.get("id") for e in container.iter() if isinstance(e.tag, str) and e.get("id")), "") or ""
    people = authors_of(", ".join(dict.fromkeys(
        " ".join(e.text_content().split()) for e in container.iter() if isinstance(e.tag, str) and (e.get("itemprop") == "author" or "author" in (e.get("rel") or "").split())
    )))  # fmt: skip
    return Entry(part, heading, _text(container, heading), edtf_moment(stated), stated, people, container)


def _without_time(heading: HtmlElement) -> str:
    times = [" ".join(t.text_content().split()) for t in heading.iter("time")]
    text = " ".join(heading.text_content().split())
    for time in times:
        text = text.replace(time, "", 1)
    return text.strip(" –—-:|")


def _text(container: HtmlElement, title: str | None) -> str:
    """An entry's paragraphs without its time, its headline (which comes before them) and the buttons beside them."""
    copy = html.copied(container)
    aside = {" ".join(t.text_content().split()) for t in copy.iter("time")}
    found = [p for p in html.article_paragraphs(copy) if p not in aside]
    while found and title and (found[0] == title or (title in found[0] and len(found[0]) <= len(title) + 20)):
        found.pop(0)
    return "\n\n".join(found)


# -- plain text -----------------------------------------------------------------------------------------------------

_ZONES = {"GMT": "Z", "UTC": "Z", "Z": "Z", "BST": "+01:00", "WEST": "+01:00", "CET": "+01:00", "CEST": "+02:00", "EET": "+02:00",
          "EEST": "+03:00", "MSK": "+03:00", "EST": "-05:00", "EDT": "-04:00", "PST": "-08:00", "PDT": "-07:00"}  # fmt: skip
_ZONE = "|".join(sorted(_ZONES, key=len, reverse=True))
_STAMP = re.compile(
    rf"[ \t]*(?P<stamp>[\[(]?(?P<hour>[01]?\d|2[0-3])(?P<sep>[:.h])(?P<minute>[0-5]\d)(?![:.]?\d)(?:[ \t]?(?P<half>[ap])\.?m\b\.?)?(?:[ \t](?P<zone>{_ZONE})\b)?[\])]?)"
    r"(?P<end>[ \t]*\r?$|[ \t]*[-–—:|][ \t]|(?<=[\])])[ \t]|\t|[ \t]{2,})",
    re.M,
)


class Stamp(NamedTuple):
    start: int
    clock: str  # 10:15:00, 10:15:00Z, 10:15:00+01:00
    minutes: int
    said: str
    alone: bool


def of_text(whole: Extracted) -> list[Extracted]:
    """A plain text -> its time-stamped entries, what stands above them first; or the text itself."""
    stamps = _stamps(whole.text)
    if len(stamps) < FEWEST or whole.edits:
        return [whole]
    bounds = [*(s.start for s in stamps), len(whole.text)]
    lengths = [b - a for a, b in pairwise(bounds)]
    entries = bounds[-1] - bounds[0]
    if not SHORTEST_ENTRY <= median(lengths) <= LONGEST_ENTRY or min(lengths) < 20 or entries < 0.5 * len(whole.text) or not _ordered(stamps):
        return [whole]
    spoken = language(whole.text)
    out = [replace(whole, text=whole.text[: bounds[0]])] if whole.text[: bounds[0]].strip("\ufeff \t\r\n") else []
    day = _last_day(whole.text[: bounds[0]])
    seen: set[str] = set()
    for number, (stamp, end) in enumerate(zip(stamps, bounds[1:], strict=True), 1):
        if number > 1 and _midnight_between(stamps[number - 2], stamp, stamps):
            day = None if not _days(whole.text[stamps[number - 2].start : stamp.start]) else day
        text = whole.text[stamp.start : end]
        part = stamp.clock[:5] if stamp.clock[:5] not in seen else f"{stamp.clock[:5]}~{number}"
        seen.add(part)
        facts = Facts(published=day[0], published_evidence=Fact("dateline", day[1]), language=spoken) if day else Facts(language=spoken)
        sha256 = hashlib.sha256(json.dumps([part, text], ensure_ascii=False).encode("utf-8", "replace")).hexdigest()
        said = text if not (heads := _days(text)) else text[: heads[0][2]]
        out.append(replace(whole, text=said, media_type=ENTRY, facts=facts, part=part, sha256=sha256, clock=(stamp.clock, stamp.said)))
        if heads:
            day = heads[-1][:2]
    return out


ENTRY = "text/x-live-blog"  # its offsets do not count in a file: spans carry no `source`


def _stamps(text: str) -> list[Stamp]:
    """Times at the heads of paragraphs; one followed by its text needs its own line above to be blank."""
    found = []
    for match in _STAMP.finditer(text):
        above = text[: match.start()].rstrip(" \t")
        if match.start() and not above.endswith("\n"):
            continue
        alone = text[match.end() : match.end() + 1] in ("", "\r", "\n")
        paragraph = not above.strip() or re.search(r"\n[ \t]*\r?\n\Z", above) is not None
        if not paragraph and not alone:
            continue
        if match["sep"] == "." and not (match["half"] or match["zone"] or alone):
            continue  # 3.15 – a number as well
        hour = int(match["hour"])
        if match["half"]:
            if not 1 <= hour <= 12:
                continue
            hour = hour % 12 + (12 if match["half"].casefold() == "p" else 0)
        clock = f"{hour:02}:{match['minute']}:00{_ZONES.get(match['zone'] or '', '')}"
        found.append(Stamp(match.start(), clock, 60 * hour + int(match["minute"]), match["stamp"].strip("[]() \t"), alone))
    return found


def _ordered(stamps: Sequence[Stamp]) -> bool:
    """Times that run one way, but for midnights."""
    steps = [b.minutes - a.minutes for a, b in pairwise(stamps)]
    down, up = sum(s < 0 for s in steps), sum(s > 0 for s in steps)
    return min(down, up) <= max(1, 0.1 * len(steps)) and max(down, up) >= 2


def _midnight_between(a: Stamp, b: Stamp, stamps: Sequence[Stamp]) -> bool:
    rising = sum(y.minutes > x.minutes for x, y in pairwise(stamps)) * 2 >= len(stamps) - 1
    return b.minutes < a.minutes if rising else b.minutes > a.minutes


def _days(text: str) -> list[tuple[str, str, int]]:
    """(EDTF, as written, where) of the lines that are days and nothing else."""
    found, at = [], 0
    for line in text.splitlines(keepends=True):
        said = line.strip().removesuffix(":")
        if 8 <= len(said) <= 40 and (day := edtf_date(said)) and len(day) == 10:
            found.append((day, said, at))
        at += len(line)
    return found


def _last_day(head: str) -> tuple[str, str] | None:
    days = _days(head)
    return days[-1][:2] if days else None
