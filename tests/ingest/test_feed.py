from __future__ import annotations

import pytest

from onrecord.ingest import Source, documents
from onrecord.ingest.feed import links, teasers
from onrecord.records import Document

RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Harbour Courier</title><link>https://courier.example.org</link>
<item><title>Talks &amp; threats</title><link>https://courier.example.org/1</link><guid>entry-1</guid>
<pubDate>Tue, 28 May 2024 23:30:00 -0500</pubDate><dc:creator>Anna Kowalska</dc:creator>
<description>In short.</description>
<content:encoded><![CDATA[<p>The talks ended on Monday.</p><script>alert(1)</script><p>“We will see,” she said.</p>]]></content:encoded></item>
<item><title>Second</title><link>https://courier.example.org/2014/03/05/second</link><description>It went on for hours.</description></item>
<item><description>Nameless, dateless.</description></item>
</channel></rss>"""
ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Wire</title>
<entry><id>tag:x,1</id><title>Exercise begins</title><updated>2024-05-30T00:00:00Z</updated><published>2024-05-29T01:00:00Z</published>
<author><name>Jan Nowak</name></author><content type="html">&lt;p&gt;Some 9,000 soldiers took part.&lt;/p&gt;</content></entry></feed>"""


LONG = "The delegations met for the third time in two weeks and parted without a date for the next round, officials said on their way out. "


@pytest.mark.parametrize(
    ("body", "note"),
    [
        (LONG + "The minister …", "a teaser that breaks off"), (LONG + "She added [...]", "a teaser that breaks off"), (LONG * 5 + "Continue reading", "a teaser that breaks off"),
        (LONG + "Read more »", "a teaser that breaks off"), (LONG + "Read the full story here", "a teaser that breaks off"), ("In short.", "perhaps a teaser (9 characters)"),
        ("", "perhaps a teaser (0 characters)"), (LONG * 4 + "Nobody answered.", None), (LONG * 30 + "And then …", None), (f"<p>{LONG}</p><p>{LONG}</p>", None),
    ],
)  # fmt: skip
def test_teasers_are_flagged(body: str, note: str | None) -> None:
    item = f"<item><title>Talks</title><link>https://courier.example.org/1</link><description><![CDATA[{body}]]></description></item>"
    feed = f'<rss version="2.0"><channel><title>Harbour Courier</title>{item}{item.replace("<link>https://courier.example.org/1</link>", "")}</channel></rss>'
    linked, unlinked = read(feed)
    assert [n.split(";")[0] for n in linked.notes] == ([note] if note else [])
    assert not note or linked.notes[0].endswith(" at https://courier.example.org/1")
    assert unlinked.notes == ()
    assert teasers(feed.encode()) == ([("https://courier.example.org/1", "https://courier.example.org/1")] if note else [])


def read(feed: str) -> list[Document]:
    return documents(Source("news/feed.xml", data=feed.encode()))


def test_rss_entries_are_documents() -> None:
    first, second, third = read(RSS)
    assert first.source == "news/feed.xml#entry-1"
    assert first.text == "Talks & threats\n\nThe talks ended on Monday.\n\n“We will see,” she said."
    assert (first.title, first.outlet, first.authors, first.published) == (
        "Talks & threats",
        "Harbour Courier",
        ("Anna Kowalska",),
        "2024-05-28",
    )
    assert first.published_evidence is not None
    assert first.published_evidence.basis == "feed"
    assert second.source == "news/feed.xml#https://courier.example.org/2014/03/05/second"
    assert (second.published, second.published_evidence and second.published_evidence.basis) == ("2014-03-05", "url")
    assert (third.source, third.text, third.title, third.published) == ("news/feed.xml#3", "Nameless, dateless.", None, None)
    assert len({d.id for d in (first, second, third)}) == 3


def test_atom() -> None:
    (entry,) = read(ATOM)
    assert (entry.source, entry.outlet, entry.authors, entry.published) == (
        "news/feed.xml#tag:x,1",
        "Wire",
        ("Jan Nowak",),
        "2024-05-29",
    )
    assert entry.text == "Exercise begins\n\nSome 9,000 soldiers took part."


def test_an_entry_keeps_its_id_when_others_join_the_feed() -> None:
    more = ATOM.replace("<entry>", "<entry><id>tag:x,2</id><title>New</title><content>Fresh.</content></entry><entry>", 1)
    assert read(more)[1].id == read(ATOM)[0].id


def test_entities_are_inert() -> None:
    bomb = '<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY x SYSTEM "file:///etc/passwd">]>'
    hostile = RSS.replace("<rss", bomb + "<rss", 1).replace("In short.", "&b; &x;").replace("It went on for hours.", "&b;&x; so.")
    assert "root:" not in "".join(d.text for d in read(hostile))
    assert "aaaaaaaaaa" not in "".join(d.text for d in read(hostile))


def test_links_are_listed_not_followed() -> None:
    assert links(RSS.encode()) == ["https://courier.example.org/1", "https://courier.example.org/2014/03/05/second"]
