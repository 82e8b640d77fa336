"""What an HTML page states about its article: schema.org JSON-LD, meta elements, the headline it shows, its address.

Where they disagree the first that speaks is taken:
    title      the page's only <h1>, if a metadata title agrees with it · JSON-LD headline · og:title · <title> without the outlet
    outlet     og:site_name · JSON-LD publisher · application-name · the address's domain (basis "url")
    authors    JSON-LD author · meta author · rel="author"
    published  JSON-LD datePublished · meta · <time> marked as publication · the address · htmldate without its extensive search
A modification date is never taken for a publication date.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from onrecord.ingest.extracted import Facts
from onrecord.ingest.names import authors_of
from onrecord.ingest.published import address_date, edtf_date
from onrecord.records import Fact

ARTICLE_TYPES = ("NewsArticle", "ReportageNewsArticle", "AnalysisNewsArticle", "OpinionNewsArticle", "BackgroundNewsArticle", "Article",
                 "LiveBlogPosting", "BlogPosting", "Report", "WebPage")  # fmt: skip
META_TITLE = ("og:title", "twitter:title", "dc.title", "headline", "parsely-title", "sailthru.title")
META_OUTLET = ("og:site_name", "application-name", "dc.publisher", "publisher", "apple-mobile-web-app-title")
META_AUTHOR = (
    "author",
    "article:author",
    "byl",
    "parsely-author",
    "sailthru.author",
    "dc.creator",
    "dcterms.creator",
    "cxenseparse:author",
)
META_DATE = (
    "article:published_time", "og:article:published_time", "article:published", "datepublished", "pubdate", "publishdate", "publish_date",
    "publish-date", "publication_date", "parsely-pub-date", "sailthru.date", "dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date",
    "cxenseparse:recs:publishtime", "date", "originalpublicationdate", "displaydate", "rnews:datepublished", "ptime",
)  # fmt: skip
LONGEST_JSON = 2_000_000  # characters of one JSON-LD block


def page_facts(page: HtmlElement, url: str | None = None) -> Facts:
    """The facts a page states about its article, each with the field it was read from."""
    meta = _meta(page)
    article = _article(page)
    address = url or _canonical(page, meta)
    return (
        _outlet(article, meta, address)
        .over(_authors(article, meta, page))
        .over(_published(article, meta, page, address))
        .over(_title(article, meta, page))
    )


def _meta(page: HtmlElement) -> dict[str, str]:
    """name, property or itemprop -> content, the first of each."""
    found: dict[str, str] = {}
    for element in page.iter("meta"):
        name = (element.get("property") or element.get("name") or element.get("itemprop") or "").strip().casefold()
        content = " ".join((element.get("content") or "").split())
        if name and content:
            found.setdefault(name, content)
    return found


def _article(page: HtmlElement) -> dict[str, Any]:
    """The JSON-LD node that describes the article, {} where there is none."""
    nodes = linked_data(page)
    for kind in ARTICLE_TYPES:
        for node in nodes:
            if kind in _listed(node.get("@type")) and (node.get("headline") or node.get("datePublished")):
                return node
    return {}


def linked_data(page: HtmlElement) -> list[dict[str, Any]]:
    """Every node of the page's JSON-LD, in order."""
    return [n for script in page.iter("script") if script.get("type") == "application/ld+json" for n in _nodes(script.text or "")]


def _nodes(text: str) -> Iterator[dict[str, Any]]:
    try:
        pending = [json.loads(text.strip().rstrip(";"), strict=False)] if len(text) <= LONGEST_JSON else []
    except (ValueError, RecursionError):
        return
    while pending:
        value = pending.pop(0)
        if isinstance(value, list):
            pending = value[:1000] + pending
        elif isinstance(value, dict):
            yield value
            pending += [
                v
                for k in ("@graph", "mainEntity", "mainEntityOfPage", "hasPart", "liveBlogUpdate")
                if isinstance(v := value.get(k), dict | list)
            ]


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _canonical(page: HtmlElement, meta: dict[str, str]) -> str | None:
    link = next(
        (e.get("href") for e in page.iter("link") if (e.get("rel") or "").casefold() == "canonical" and e.get("href")), None
    )
    address = link or meta.get("og:url")
    return address if address and re.match(r"https?://[^/]", address) else None


def _words(text: Any) -> str:
    return " ".join(text.split()) if isinstance(text, str) else ""


def _title(article: dict[str, Any], meta: dict[str, str], page: HtmlElement) -> Facts:
    shown = [text for e in page.iter("h1") if (text := _words(e.text_content()))]
    element = page.find(".//title")
    whole = _words(element.text_content()) if element is not None else ""
    stated = [("JSON-LD headline", _words(article.get("headline"))), *((name, meta[name]) for name in META_TITLE if name in meta)]
    stated = [(name, without_outlet(text, meta.get("og:site_name"))) for name, text in stated if text]
    if whole:
        stated.append(("title", without_outlet(whole, meta.get("og:site_name"))))
    if len(shown) == 1 and any(_alike(shown[0], text) for _, text in stated):
        return Facts(title=shown[0], title_evidence=Fact("metadata", f"h1: {shown[0]}"))
    for name, text in stated:
        return Facts(title=text, title_evidence=Fact("metadata", f"{name}: {text}"))
    return Facts(title=shown[0], title_evidence=Fact("metadata", f"h1: {shown[0]}")) if len(shown) == 1 else Facts()


def _alike(a: str, b: str) -> bool:
    """Two headlines of the same article share most words of the shorter one."""
    left, right = set(re.findall(r"\w+", a.casefold())), set(re.findall(r"\w+", b.casefold()))
    return len(left & right) >= 0.5 * max(1, min(len(left), len(right)))


def without_outlet(title: str, outlet: str | None) -> str:
    """ "Talks resume | Example News" -> "Talks resume": a last part after a dash or bar that names the outlet or is short."""
    found = re.fullmatch(r"(?P<title>.{12,}?)\s+(?P<sep>[|–—•·»-]|::)\s+(?P<rest>[^|–—•·»]{2,40})", title)
    if not found:
        return title
    named = bool(outlet) and _alike(found["rest"], outlet or "")
    return found["title"] if named or found["sep"] in "|•·»" else title


def _outlet(article: dict[str, Any], meta: dict[str, str], address: str | None) -> Facts:
    publisher = next((_words(p.get("name")) for p in _listed(article.get("publisher")) if isinstance(p, dict)), "")
    stated = [
        (META_OUTLET[0], meta.get(META_OUTLET[0], "")),
        ("JSON-LD publisher", publisher),
        *((n, meta.get(n, "")) for n in META_OUTLET[1:]),
    ]
    for name, text in stated:
        text = re.split(r"\s+[|•»]\s+", text)[0]
        if text and not re.match(r"https?:|@", text) and len(text) <= 80:
            return Facts(outlet=text, outlet_evidence=Fact("metadata", f"{name}: {text}"))
    if address and (host := urlsplit(address).hostname):
        return Facts(outlet=host.removeprefix("www."), outlet_evidence=Fact("url", address))
    return Facts()


def _authors(article: dict[str, Any], meta: dict[str, str], page: HtmlElement) -> Facts:
    named = [
        _words(a.get("name") if isinstance(a, dict) else a) for a in _listed(article.get("author")) if isinstance(a, dict | str)
    ]
    for field, text in [("JSON-LD author", ", ".join(n for n in named if n)), *((n, meta[n]) for n in META_AUTHOR if n in meta)]:
        if people := authors_of(text):
            return Facts(authors=people, authors_evidence=Fact("metadata", f"{field}: {text}"))
    linked = dict.fromkeys(_words(e.text_content()) for e in page.iter("a") if "author" in (e.get("rel") or "").split())
    people = authors_of(", ".join(linked))
    return Facts(authors=people, authors_evidence=Fact("metadata", f"rel=author: {', '.join(linked)}")) if people else Facts()


def _published(article: dict[str, Any], meta: dict[str, str], page: HtmlElement, address: str | None) -> Facts:
    fields = [("JSON-LD datePublished", _words(article.get("datePublished"))), *((n, meta[n]) for n in META_DATE if n in meta)]
    fields += [("time", e.get("datetime") or _words(e.text_content())) for e in page.iter("time") if _marks_publication(e)]
    for name, text in fields:
        if text and (day := edtf_date(text)):
            return Facts(published=day, published_evidence=Fact("metadata", f"{name}: {text}"))
    if address and (dated := address_date(address)):
        return Facts(published=dated[0], published_evidence=Fact("url", address))
    from htmldate import find_date  # slow to load, and seldom needed

    for element in list(page.iter("meta")):  # htmldate would take a modification date
        if re.search(
            r"modif|updat|revis|review", f"{element.get('property')} {element.get('name')} {element.get('itemprop')}", re.I
        ):
            element.getparent().remove(element)
    if day := find_date(page, original_date=True, extensive_search=False, url=None):
        return Facts(published=day, published_evidence=Fact("metadata", f"htmldate: {day}"))
    return Facts()


def _marks_publication(element: HtmlElement) -> bool:
    said = " ".join(
        (element.get("itemprop") or "", element.get("class") or "", "pubdate" if element.get("pubdate") is not None else "")
    ).casefold()
    return bool(re.search(r"publish|pubdate|entry-date|posted", said)) and not re.search(r"modif|updat", said)
