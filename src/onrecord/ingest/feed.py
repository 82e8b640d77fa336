"""RSS and Atom: each entry with a text is an article. Links are recorded, never followed here."""

from __future__ import annotations

import functools
import hashlib
import json
import re
from collections.abc import Collection, Iterable, Iterator
from io import BytesIO
from typing import Any

from onrecord.data import lines as data_lines
from onrecord.ingest.extracted import Extracted, Facts, headed
from onrecord.ingest.html import fragment
from onrecord.ingest.identify import FEED
from onrecord.ingest.names import author
from onrecord.ingest.published import address_date, edtf_date
from onrecord.records import Fact

LONGEST_TEASER = 2000  # characters of an entry that breaks off: a longer one is a text, whatever its last words
SHORT = 400  # characters of a single paragraph that is hardly a whole article
_DOCTYPE = re.compile(rb"<!DOCTYPE\b[^\[>]*(?:\[.*?\]\s*)?>", re.S | re.I)  # where entities are declared: without it none expands


def entries(data: bytes) -> tuple[str | None, list[Any]]:
    """The feed's own title and its entries, as feedparser reads them from bytes (a stream: it would fetch a string that is a URL)."""
    import feedparser  # type: ignore[import-untyped]  # loaded where there is a feed

    parsed = feedparser.parse(BytesIO(_DOCTYPE.sub(b"", data, count=1)), sanitize_html=True, resolve_relative_uris=False)
    if parsed.bozo and not parsed.entries and not parsed.feed:
        raise ValueError(f"no feed: {parsed.bozo_exception}")
    return _words(parsed.feed.get("title")) or None, list(parsed.entries)


def extract(data: bytes, without: Collection[str] = ()) -> list[Extracted]:
    """A feed's bytes -> its entries, each named by its id (else its number) and hashed by what it says; `without` those named."""
    outlet, found = entries(data)
    read: list[Extracted] = []
    for name, entry in _named(found):
        if name in without:
            continue
        body = _body(entry)
        facts = _facts(entry, outlet)
        if body or facts.title:
            stated = json.dumps([name, facts.title, body, entry.get("published"), entry.get("author")], ensure_ascii=False)
            sha256 = hashlib.sha256(stated.encode("utf-8", "replace")).hexdigest()
            text = headed(facts.title, body) if body else facts.title or ""
            note = _teaser(body, _link(entry))
            read.append(Extracted(text, FEED, facts, part=name, sha256=sha256, notes=(note,) if note else ()))
    return read


def _named(found: Iterable[Any]) -> Iterator[tuple[str, Any]]:
    names: set[str] = set()
    for number, entry in enumerate(found, start=1):
        name = _words(entry.get("id") or entry.get("link")) or str(number)
        name = name if name not in names else f"{name}~{number}"
        names.add(name)
        yield name, entry


def teasers(data: bytes) -> list[tuple[str, str]]:
    """(name, address of the full text) of the entries that are only teasers, in their order."""
    return [(name, link) for name, entry in _named(entries(data)[1]) if (link := _link(entry)) and _teaser(_body(entry), link)]


def _link(entry: Any) -> str | None:
    link = _words(entry.get("link"))
    return link if link.startswith(("http://", "https://")) else None


@functools.cache
def _breaking_off() -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(data_lines(__package__, 'teasers.txt'))})\W*$", re.I)


def _teaser(body: str, link: str | None) -> str | None:
    """The note on an entry that links to more than it says: it breaks off, or it is one short paragraph."""
    if not link:
        return None
    if len(body) <= LONGEST_TEASER and _breaking_off().search(body[-80:]):
        return f"a teaser that breaks off; the full text is at {link}"
    if len(body) <= SHORT and "\n\n" not in body:
        return f"perhaps a teaser ({len(body)} characters); the full text may be at {link}"
    return None


def links(data: bytes) -> list[str]:
    """The addresses that a feed's entries lead to, in their order."""
    return list(
        dict.fromkeys(
            link for entry in entries(data)[1] if (link := _words(entry.get("link"))).startswith(("http://", "https://"))
        )
    )


def _words(text: Any) -> str:
    return " ".join(text.split()) if isinstance(text, str) else ""


def _body(entry: Any) -> str:
    """The longest text an entry carries: its content, else its summary."""
    pieces = [
        c.get("value") or ""
        for c in entry.get("content", [])
        if str(c.get("type", "text")).startswith(("text", "application/xhtml"))
    ]
    return max((fragment(p) for p in (*pieces, entry.get("summary") or "")), key=len)


def _facts(entry: Any, outlet: str | None) -> Facts:
    title = fragment(entry.get("title") or "").replace("\n\n", " ")
    source = _words(entry.get("source", {}).get("title")) if isinstance(entry.get("source"), dict) else ""
    people = tuple(dict.fromkeys(p for a in entry.get("authors", []) if (p := author(a.get("name") or ""))))
    facts = Facts(
        title=title or None,
        title_evidence=Fact("feed", f"title: {title}") if title else None,
        outlet=source or outlet,
        outlet_evidence=Fact("feed", f"{'source' if source else 'feed title'}: {source or outlet}") if source or outlet else None,
        authors=people,
        authors_evidence=Fact("feed", f"author: {', '.join(people)}") if people else None,
    )
    stated = _words(entry.get("published"))
    if day := edtf_date(stated):
        return facts.over(Facts(published=day, published_evidence=Fact("feed", f"published: {stated}")))
    link = _words(entry.get("link"))
    if dated := address_date(link):
        return facts.over(Facts(published=dated[0], published_evidence=Fact("url", link)))
    return facts
