"""HTML: the article out of the page, as paragraphs; what the page says about it is `html_facts`.

The page is parsed once. trafilatura finds the article in the tree; the paragraphs are read off the tree it returns, so that block
quotations, list items and table rows stay paragraphs of their own. Scripts are never run, nothing is fetched.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from html import unescape
from typing import Final

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from onrecord.data import lines as data_lines
from onrecord.ingest.encoding import decoded
from onrecord.ingest.extracted import Extracted, headed
from onrecord.ingest.html_facts import page_facts
from onrecord.ingest.identify import HTML

UNSEEN: Final = ("script", "style", "noscript", "template", "svg", "textarea", "select")
RUNNING = 80  # characters of a paragraph that is running text, no caption or link
LOST = 0.5  # what must be missing of an article, against what was found, for extraction to have stopped too early
_BLOCKS = frozenset({  # of trafilatura's tree and of HTML
    "body", "p", "head", "quote", "list", "item", "table", "row", "ab", "code", "div", "fw", "graphic", "blockquote",
    "li", "ul", "ol", "dl", "dt", "dd", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "section", "article", "aside",
    "header", "footer", "figure", "figcaption", "main", "hr", "address",
})  # fmt: skip
_CELLS, _BREAKS = ("cell", "td", "th"), ("lb", "br")
_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w-]+)""", re.I)
_SENTENCE_END = re.compile(r"[.!?:][\"'”’)\]]*$")
_NOT_XML = bytes(c for c in range(32) if c not in b"\t\n\r")
# Lines of the outlet's own that article extraction leaves in: matched against whole paragraphs.
_FURNITURE = re.compile(
    "|".join(data_lines(__package__, "furniture.txt")),
    re.I,
)


def extract(data: bytes, charset: str | None = None, url: str | None = None) -> Extracted:
    """A page's bytes -> its headline and article as paragraphs parted by blank lines; `total` counts all its visible characters."""
    return of_page(parsed(data, charset), url)


def of_page(page: HtmlElement, url: str | None = None) -> Extracted:
    facts = page_facts(page, url)
    body = "\n\n".join(article(page))
    visible = len(" ".join("".join(page.itertext()).split()))
    return Extracted(headed(facts.title, body), HTML, facts, total=visible)


def parsed(data: bytes, charset: str | None = None) -> HtmlElement:
    """The page as a tree, whatever its encoding; entities beyond HTML's own stay inert, and the depth is limited by libxml2."""
    declared = _CHARSET.search(data[:4096])
    text = decoded(data, charset or (declared[1].decode("ascii") if declared else None))
    return document_fromstring(
        text.lstrip("\ufeff").encode("utf-8", "replace").translate(None, _NOT_XML),
        parser=HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False),
    )


def article(page: HtmlElement) -> list[str]:
    """The paragraphs of the article in a page, in order, without those that are certainly the outlet's furniture."""
    import trafilatura  # takes a fifth of a second to load: only for pages

    found = trafilatura.bare_extraction(page, fast=True, include_comments=False, output_format="txt")
    body = getattr(found, "body", None)
    etree.strip_elements(page, *UNSEEN, with_tail=False)
    if body is None:
        return []
    return [p for p in _whole(page, list(paragraphs(body))) if not _FURNITURE.fullmatch(p)]


def article_paragraphs(element: HtmlElement) -> list[str]:
    """All paragraphs of an element that is known to be an article, without buttons, forms and furniture lines."""
    etree.strip_elements(element, *UNSEEN, "button", "form", "nav", with_tail=False)
    return [p for p in paragraphs(element) if not _FURNITURE.fullmatch(p)]


def copied(element: HtmlElement) -> HtmlElement:
    copy = deepcopy(element)
    copy.tail = None
    return copy


def _whole(page: HtmlElement, found: list[str]) -> list[str]:
    """All parts of an article that a page sets in several containers of one class, where extraction took the least of them.

    `<div class="body">1…3</div><aside/><div class="body">4…9</div>`: 1…3 -> 1…9. Comments and teasers stand under other classes.
    """
    text = "\n".join(found)
    taken: Counter[tuple[str, str]] = Counter()
    left: Counter[tuple[str, str]] = Counter()
    for element in page.iter("p"):
        parent = element.getparent()
        if parent is not None and (name := parent.get("class")):
            words = " ".join("".join(element.itertext()).split())
            if len(words) >= RUNNING:
                (taken if words[:RUNNING] in text else left)[(str(parent.tag), name)] += len(words)
    container, most = max(taken.items(), key=lambda item: item[1], default=(("", ""), 0))
    if most < 0.5 * len(text) or left[container] < LOST * most:
        return found
    parts = [e for e in page.iter(container[0]) if e.get("class") == container[1]]
    outermost = [e for e in parts if not any(a in parts for a in e.iterancestors(container[0]))]
    return [p for part in outermost for p in paragraphs(part)]


def paragraphs(body: etree._Element) -> Iterator[str]:
    """Block by block, white space folded: <quote>a<p>b</p></quote><p>c<lb/><lb/>d</p> -> "a", "b", "c", "d"."""
    pieces: list[str] = []

    def flush() -> Iterator[str]:
        text = " ".join("".join(pieces).split())
        pieces.clear()
        if text:
            yield unescape(text)

    for event, element in etree.iterwalk(body, events=("start", "end")):
        if event == "start":
            if element.tag in _BLOCKS:
                yield from flush()
            elif element.tag in _BREAKS:  # one break inside a sentence is layout, after a sentence or doubled it ends a paragraph
                if not (said := "".join(pieces).rstrip(" ")) or said.endswith("\n") or _SENTENCE_END.search(said.rstrip()):
                    yield from flush()
                else:
                    pieces.append("\n")
            pieces.append(element.text or "")
        else:
            if element.tag in _BLOCKS:
                yield from flush()
            elif element.tag in _CELLS and element.getnext() is not None:
                pieces.append(" | ")
            pieces.append(element.tail or "")
    yield from flush()


def fragment(markup: str) -> str:
    """A piece of HTML, all of which is text to be read (a feed entry, a mail) -> paragraphs parted by blank lines."""
    if not markup.strip():
        return ""
    page = parsed(f"<html><body>{markup}</body></html>".encode())
    etree.strip_elements(page, *UNSEEN, "head", "title", with_tail=False)
    return "\n\n".join(paragraphs(page))
