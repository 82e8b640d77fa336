"""Live blogs as pages and as plain text: every entry a document with its time; what is no live blog stays whole."""

from __future__ import annotations

import json
from typing import Any

import pytest

from onrecord.ingest import Source, documents
from onrecord.ingest.published import edtf_moment
from onrecord.records import Document

LONG = "Both delegations stayed in the harbour hotel through the afternoon, and the mayor sent them bread and soup, a waiter said."
SAID = [
    ("block-3", "Minister leaves", "2024-05-28T14:05:00+01:00", f"The minister left by the back door at two. {LONG}"),
    ("block-2", None, "2024-05-28T11:40:00+01:00", "“We are still talking,” a spokesman told reporters on the quay, and went in again without taking questions."),
    ("block-1", "Talks begin", "2024-05-28T09:15:00+01:00", "The third round of talks has begun in the harbour of Port Ilse, four hours late."),
]


def read(page: str, name: str = "live.html", **facts: Any) -> list[Document]:
    return documents(Source(name, data=page.encode(), **facts))


def linked(bodies: bool = True) -> str:
    updates = [
        {"@type": "BlogPosting", "url": f"https://courier.example.org/live#{part}", "datePublished": moment, "author": {"name": "Anna Kowalska"}}
        | ({"headline": title} if title else {}) | ({"articleBody": body} if bodies else {})
        for part, title, moment, body in SAID
    ]  # fmt: skip
    node = {"@context": "https://schema.org", "@type": "LiveBlogPosting", "headline": "Harbour talks: as it happened", "liveBlogUpdate": updates,
            "datePublished": "2024-05-28T08:00:00+01:00", "publisher": {"name": "Harbour Courier"}}  # fmt: skip
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


def entries(kind: str = "div", name: str = "liveblog-entry") -> str:
    return "".join(
        f'<{kind} class="{name}" id="{part}"><time datetime="{moment}">{moment[11:16]}</time>' + (f"<h2>{title}</h2>" if title else "")
        + f"<p>{body}</p><p>{LONG}</p><button>Share</button></{kind}>"
        for part, title, moment, body in SAID
    )  # fmt: skip


def page(inside: str, head: str = "") -> str:
    lead = "".join(f"<p>{x}</p>" for x in ("What we know so far: the talks of the two navies go into their third round. " + LONG, LONG))
    return f"<html><head><title>Harbour talks</title>{head}</head><body><main><article><h1>Harbour talks: as it happened</h1>{lead}{inside}</article></main></body></html>"


def check(found: list[Document], name: str = "live.html") -> None:
    assert [d.source for d in found] == [f"{name}#block-3", f"{name}#block-2", f"{name}#block-1"]
    assert [d.published for d in found] == [moment for _, _, moment, _ in SAID]
    assert [d.title for d in found] == [title for _, title, _, _ in SAID]
    for document, (_, title, _, body) in zip(found, SAID, strict=True):
        assert document.text.startswith(f"{title}\n\n{body}" if title else body)
        assert "Share" not in document.text
        assert document.published_evidence is not None
        assert (document.language, document.unread) == ("en", None)
    assert len({d.id for d in found}) == len(found)


def test_json_ld_with_bodies() -> None:
    found = read(page("", linked()))
    assert found[0].source == "live.html"
    check(found[1:])
    assert {d.outlet for d in found} == {"Harbour Courier"}
    assert found[1].authors == ("Anna Kowalska",)


def test_json_ld_without_bodies_takes_the_elements_it_names() -> None:
    around, *found = read(page(entries(), linked(bodies=False)))
    check(found)
    assert found[0].text.endswith(LONG)
    assert "back door" not in around.text
    assert "What we know so far" in around.text


@pytest.mark.parametrize(("kind", "name"), [("div", "liveblog-entry"), ("article", "live-blog__post"), ("li", "ticker-item")])
def test_containers_headed_by_a_time(kind: str, name: str) -> None:
    wrapper = "<div id='newsticker'>{}</div>" if name == "ticker-item" else "{}"
    around, *found = read(page(wrapper.format(entries(kind, name))))
    check(found)
    assert "back door" not in around.text


def test_microdata() -> None:
    marked = entries(name="x1").replace('class="x1"', 'itemprop="liveBlogUpdate" itemtype="https://schema.org/BlogPosting"')
    check(read(page(f'<div itemtype="https://schema.org/LiveBlogPosting">{marked}</div>'))[1:])


def test_an_entry_keeps_its_id_when_others_join_it() -> None:
    more = f'<div class="liveblog-entry" id="block-4"><time datetime="2024-05-28T15:00:00+01:00">15:00</time><p>They are back. {LONG}</p></div>'
    before, after = read(page(entries())), read(page(more + entries()))
    assert [d.id for d in after[2:]] == [d.id for d in before[1:]]


def test_comments_and_lists_of_articles_are_no_live_blog() -> None:
    assert [d.source for d in read(page(entries(name="comment") + "<p>See our live blog</p>"))] == ["live.html"]
    assert [d.source for d in read(page(entries(name="teaser") + '<a class="liveblog-link" href="/live">Live</a>'))] == ["live.html"]
    assert [d.source for d in read(page(f"<div class='liveblog-comments comment'>{entries(name='x')}</div>"))] == ["live.html"]


# -- plain text -----------------------------------------------------------------------------------------------------

HEAD = "Harbour talks: as it happened\n\n28 May 2024\n\nWhat we know so far: the talks of the two navies go into their third round.\n\n"


def plain(*heads: str, alone: bool = True) -> str:
    bodies = [body for *_, body in SAID]
    gap = "\n\n" if alone else " "
    return "".join(f"{head}{gap}{bodies[i % 3]}\n\n" for i, head in enumerate(heads))


@pytest.mark.parametrize(
    ("heads", "alone", "times"),
    [
        (("14:05 BST", "11:40 BST", "09:15 BST"), True, ["14:05:00+01:00", "11:40:00+01:00", "09:15:00+01:00"]),
        (("2.05pm", "11.40am", "9.15am"), True, ["14:05:00", "11:40:00", "09:15:00"]),
        (("[09:15 GMT]", "[11:40 GMT]", "[14:05 GMT]"), False, ["09:15:00Z", "11:40:00Z", "14:05:00Z"]),
        (("09:15 –", "11:40 –", "14:05 –"), False, ["09:15:00", "11:40:00", "14:05:00"]),
    ],
)
def test_times_at_the_heads_of_paragraphs(heads: tuple[str, ...], alone: bool, times: list[str]) -> None:
    lead, *found = read(HEAD + plain(*heads, alone=alone), "live.txt")
    assert (lead.source, lead.title, lead.published) == ("live.txt", "Harbour talks: as it happened", "2024-05-28")
    assert [d.published for d in found] == [f"2024-05-28T{time}" for time in times]
    assert [d.source for d in found] == [f"live.txt#{time[:5]}" for time in times]
    for document in found:
        assert "live" not in (document.title or "")
        assert LONG[:20] not in document.text.split("\n\n")[0] or not alone
        assert document.published_evidence is not None
        assert document.published_evidence.basis == "dateline"
        assert (document.plain, document.unread) == (False, None)


def test_days_between_entries_and_midnight() -> None:
    text = "Talks\n\nMonday, 27 May 2024\n\n" + plain("22:30", "23:50") + "Tuesday, 28 May 2024\n\n" + plain("00:20", "01:10")
    assert [d.published for d in read(text, "live.txt")[1:]] == ["2024-05-27T22:30:00", "2024-05-27T23:50:00", "2024-05-28T00:20:00", "2024-05-28T01:10:00"]
    untold = "Talks\n\n27 May 2024\n\n" + plain("22:30", "23:50", "00:20", "01:10")
    assert [d.published for d in read(untold, "live.txt")[1:]] == ["2024-05-27T22:30:00", "2024-05-27T23:50:00", None, None]


def test_a_time_without_a_day_is_no_date_until_the_user_says_one() -> None:
    from onrecord.ingest.index import supplied

    text = plain("14:05", "11:40", "09:15")
    assert [d.published for d in read(text, "live.txt")] == [None, None, None]
    said = supplied(published="2024-05-28").for_all
    assert [d.published for d in read(text, "live.txt", supplied=said)] == ["2024-05-28T14:05:00", "2024-05-28T11:40:00", "2024-05-28T09:15:00"]


@pytest.mark.parametrize(
    "text",
    [
        "Programme\n\n09:00 Arrival\n\n10:00 Plenary\n\n11:00 Coffee\n\n12:00 Lunch\n",
        f"A ratio\n\n3.15 million people live there. {LONG}\n\n4.20 million left. {LONG}\n\n5.10 million stayed. {LONG}\n",
        f"A transcript\n\n00:01:23 SPEAKER: {LONG}\n\n00:02:10 SPEAKER: {LONG}\n\n00:03:40 SPEAKER: {LONG}\n",
        f"Two times\n\n10:15 GMT\n\n{LONG}\n\n11:15 GMT\n\n{LONG}\n",
        f"Verses\n\n3:16 – {LONG}\n\n1:12 – {LONG}\n\n22:5 – {LONG}\n\n2:22 – {LONG}\n\n1:40 – {LONG}\n\n4:04 – {LONG}\n",
    ],
)
def test_what_is_no_live_text(text: str) -> None:
    assert [d.source for d in read(text, "plain.txt")] == ["plain.txt"]


@pytest.mark.parametrize(
    ("stated", "edtf"),
    [
        ("2024-05-28T10:15:30.512+0100", "2024-05-28T10:15:30+01:00"), ("2024-05-28 10:15", "2024-05-28T10:15:00"), ("2024-05-28T10:15Z", "2024-05-28T10:15:00Z"),
        ("2024-05-28T10:15:00-05", "2024-05-28T10:15:00-05:00"), ("2024-05-28", "2024-05-28"), ("2024-05-28T27:15", None), ("2024-02-31T10:15", None), ("10:15", None),
    ],
)  # fmt: skip
def test_moments(stated: str, edtf: str | None) -> None:
    assert edtf_moment(stated) == edtf
