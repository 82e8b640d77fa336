from __future__ import annotations

import pytest

from onrecord.ingest import Source, documents
from onrecord.ingest.html import extract, fragment, parsed
from onrecord.ingest.html_facts import page_facts, without_outlet
from onrecord.records import Document

BODY = "".join(
    f"<p>The delegations met for the {n} time and parted without a date for the next round, officials said.</p>"
    for n in ("first", "second", "third", "fourth")
)
QUOTED = "<p>He added:</p><blockquote><p>We will come back when they do.</p><p>Not a day earlier.</p></blockquote>"
PAGE = f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Talks end without a deal | Harbour Courier</title>
<meta property="og:site_name" content="Harbour Courier"><meta property="og:title" content="Talks end without a deal">
<script type="application/ld+json">{{"@context":"https://schema.org","@graph":[{{"@type":"NewsArticle","headline":"Talks end without a deal",
"datePublished":"2019-01-04T23:30:00-05:00","dateModified":"2019-01-06","author":[{{"@type":"Person","name":"Anna Kowalska"}},{{"name":"Jan Nowak"}}]}}]}}</script>
</head><body><nav><a href="/">Home</a> <a href="/world">World</a></nav><article><h1>Talks end without a deal</h1>{BODY}{QUOTED}
<p>ADVERTISEMENT</p></article><script>document.write("injected")</script><footer>About us. Terms.</footer></body></html>"""


def read(page: str, name: str = "page.html", url: str | None = None) -> Document:
    (document,) = documents(Source(name, data=page.encode(), url=url))
    return document


def test_article_with_its_facts() -> None:
    page = read(PAGE)
    paragraphs = page.text.split("\n\n")
    assert paragraphs[0] == page.title == "Talks end without a deal"
    assert paragraphs[-3:] == ["He added:", "We will come back when they do.", "Not a day earlier."]
    assert len(paragraphs) == 8
    assert (page.outlet, page.authors, page.published) == ("Harbour Courier", ("Anna Kowalska", "Jan Nowak"), "2019-01-04")
    assert page.published_evidence is not None
    assert page.published_evidence.text == "JSON-LD datePublished: 2019-01-04T23:30:00-05:00"
    assert page.title_evidence is not None
    assert (page.title_evidence.start, page.title_evidence.end) == (0, len("Talks end without a deal"))
    assert page.media_type == "text/html"


def test_coverage_counts_what_the_page_shows() -> None:
    page = read(PAGE)
    assert page.coverage.read == len(page.text)
    assert page.coverage.total == page.coverage.read + page.coverage.furniture
    assert 20 < page.coverage.furniture < 120  # the navigation, the advertisement's mark, the footer; no script


@pytest.mark.parametrize(
    ("head", "published", "basis"),
    [
        ('<meta property="article:published_time" content="2014-03-05T10:00:00Z">', "2014-03-05", "metadata"),
        ('<meta name="date" content="5 March 2014">', "2014-03-05", "metadata"),
        ('<link rel="canonical" href="https://example.org/2014/03/05/talks">', "2014-03-05", "url"),
        ('<meta property="article:modified_time" content="2015-01-01">', None, None),
        ("", None, None),
    ],
)
def test_date(head: str, published: str | None, basis: str | None) -> None:
    page = read(f"<html><head>{head}</head><body><article><h1>Talks end</h1>{BODY}</article></body></html>")
    assert page.published == published
    assert (page.published_evidence.basis if page.published_evidence else None) == basis


def test_metadata_outranks_the_address() -> None:
    head = '<meta property="article:published_time" content="2014-03-05">'
    page = read(f"<html><head>{head}</head><body>{BODY}</body></html>", url="https://example.org/2014/03/07/talks")
    assert (page.published, page.outlet) == ("2014-03-05", "example.org")


@pytest.mark.parametrize(
    ("title", "outlet", "left"),
    [
        ("Talks end without a deal | Harbour Courier", None, "Talks end without a deal"),
        ("Talks end without a deal - Harbour Courier", "Harbour Courier", "Talks end without a deal"),
        ("Talks end without a deal - for now", None, "Talks end without a deal - for now"),
        ("Talks end", "Harbour Courier", "Talks end"),
    ],
)
def test_title_without_outlet(title: str, outlet: str | None, left: str) -> None:
    assert without_outlet(title, outlet) == left


def test_declared_charset() -> None:
    page = f'<html><head><meta charset="iso-8859-2"></head><body><article><p>Radosław said. {"Talks went on. " * 40}</p></article></body></html>'
    assert "Radosław said." in extract(page.encode("iso8859-2")).text


def test_fragment_keeps_blocks_apart() -> None:
    assert (
        fragment("One<p>Two <b>and</b> three</p><ul><li>Four</li><li>Five</li></ul>Six.<br>Seven<br>eight")
        == "One\n\nTwo and three\n\nFour\n\nFive\n\nSix.\n\nSeven eight"
    )
    assert fragment("") == ""


@pytest.mark.parametrize(
    "page",
    [
        "<html></html>",
        "<" * 20_000,
        "<div>" * 20_000 + "x",
        "<html><body>" + "&lt;b&gt;" * 10 + "</body></html>",
        '<!DOCTYPE html [<!ENTITY a "x"><!ENTITY b "&a;&a;">]><html><body><p>&b;</p></body></html>',
        '<html><head><script type="application/ld+json">' + "[" * 100_000 + "</script></head><body></body></html>",
        '<html><head><script type="application/ld+json">{"@type": 5, "author": {"name": [1]}, "headline": {"a": 1}, "datePublished": []}</script></head></html>',
        "<html><body>\x00\x01\ud800</body></html>",
    ],
)
def test_hostile_pages_are_inert(page: str) -> None:
    tree = parsed(page.encode("utf-8", "surrogatepass"))
    assert page_facts(tree).authors == ()
    assert isinstance(extract(page.encode("utf-8", "surrogatepass")).text, str)


def test_an_article_in_several_containers_is_read_whole() -> None:
    def container(first: int, last: int) -> str:
        lines = "".join(
            f"<p>The delegations met for meeting {n} and parted without a date for the next round, officials said.</p>"
            for n in range(first, last)
        )
        return f'<div class="body part">{lines}</div>'

    aside = '<aside class="promo"><p>Read what happened in the harbour while nobody was looking at the freighters.</p></aside>'
    page = read(f"<html><body><main>{container(0, 4)}{aside}<section>{container(4, 20)}</section></main></body></html>")
    assert [p.split("meeting ")[1].split()[0] for p in page.text.split("\n\n")] == [str(n) for n in range(20)]
