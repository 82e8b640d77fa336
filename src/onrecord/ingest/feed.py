"""RSS and Atom: each entry with a text is an article. Links are recorded, never followed here."""

from __future__ import annotations

import hashlib
import json
import re
from io import BytesIO
from typing import Any

import feedparser  # type: ignore[import-untyped]

from onrecord.ingest.extracted import Extracted, Facts, headed
from onrecord.ingest.html import fragment
from onrecord.ingest.identify import FEED
from onrecord.ingest.names import author
from onrecord.ingest.published import address_date, edtf_date
from onrecord.records import Fact

_DOCTYPE = re.compile(rb"<!DOCTYPE\b[^\[>]*(?:\[.*?\]\s*)?>", re.S | re.I)  # where entities are declared: without it none expands


def entries(data: bytes) -> tuple[str | None, list[Any]]:
    """The feed's own title and its entries, as feedparser reads them from bytes (a stream: it would fetch a string that is a URL)."""
    parsed = feedparser.parse(BytesIO(_DOCTYPE.sub(b"", data, count=1)), sanitize_html=True, resolve_relative_uris=False)
    if parsed.bozo and not parsed.entries and not parsed.feed:
        raise ValueError(f"no feed: {parsed.bozo_exception}")
    return _words(parsed.feed.get("title")) or None, list(parsed.entries)


def extract(data: bytes) -> list[Extracted]:
    """A feed's bytes -> its entries, each named by its id (else its number) and hashed by what it says."""
    outlet, found = entries(data)
    read: list[Extracted] = []
    names: set[str] = set()
    for number, entry in enumerate(found, start=1):
        name = _words(entry.get("id") or entry.get("link")) or str(number)
        name = name if name not in names else f"{name}~{number}"
        names.add(name)
        body = _body(entry)
        facts = _facts(entry, outlet)
        if body or facts.title:
            stated = json.dumps([name, facts.title, body, entry.get("published"), entry.get("author")], ensure_ascii=False)
            sha256 = hashlib.sha256(stated.encode("utf-8", "replace")).hexdigest()
            text = headed(facts.title, body) if body else facts.title or ""
            read.append(Extracted(text, FEED, facts, part=name, sha256=sha256))
    return read


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
