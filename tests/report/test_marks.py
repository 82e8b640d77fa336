"""Highlights: whatever the spans, the text stays the text and the HTML is well formed."""

from __future__ import annotations

from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from onrecord.report.marks import Mark, Point, blocks, highlighted, parts


class Reader(HTMLParser):
    """Collects text, and for every character the items whose elements are open; fails on crossing tags."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str | None] = []
        self.text = ""
        self.covered: list[set[str]] = []
        self.anchors: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.open.append(found.get("data-i") if tag == "span" else None)
        if found.get("id"):
            self.anchors.append(str(found["id"]))

    def handle_endtag(self, tag: str) -> None:
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.text += data
        self.covered += [{i for i in self.open if i}] * len(data)


@given(st.data(), st.text(alphabet="ab <>&\"'“”\u202e\n", min_size=1, max_size=60))
def test_any_spans_give_back_the_text_and_cover_exactly_their_characters(data: st.DataObject, text: str) -> None:
    ends = st.tuples(st.integers(0, len(text)), st.integers(0, len(text))).map(sorted)
    spans = data.draw(st.lists(ends, max_size=9))
    marks = [Mark(s, e, f"i{n}", "s", anchor=f"i{n}") for n, (s, e) in enumerate(spans)]
    points = [Point(at, Markup("")) for at in data.draw(st.lists(st.integers(0, len(text)), max_size=3))]
    reader = Reader()
    reader.feed(str(highlighted(text, 0, len(text), marks, points)))
    reader.close()
    assert reader.text == text
    assert not reader.open
    for at in range(len(text)):
        assert reader.covered[at] == {m.item for m in marks if m.start <= at < m.end}
    assert sorted(reader.anchors) == sorted({m.item for m in marks if m.start < m.end})


def test_nested_and_crossing() -> None:
    html = str(highlighted("abcdef", 0, 6, [Mark(0, 4, "x", "s", "x", "S1", "#n"), Mark(2, 6, "y", "e", "y")]))
    assert html == (
        '<a class="ref s" href="#n" title="">S1</a><span id="x" class="m s" data-i="x">ab<span id="y" class="m e" data-i="y">cd</span></span>'
        '<span class="m e" data-i="y">ef</span>'
    )


def test_marks_are_clipped_to_their_passage() -> None:
    assert str(highlighted("abcdef", 2, 4, [Mark(0, 6, "x", "s", "x")])) == '<span class="m s" data-i="x">cd</span>'


def test_blocks_are_the_paragraphs_and_long_ones_are_cut_at_a_space() -> None:
    assert blocks("ab\n\ncd") == [(0, 2), (4, 6)]
    text = "word " * 30
    cut = blocks(text, 40)
    assert "".join(text[s:e] for s, e in cut) == text
    assert all(e - s <= 40 for s, e in cut)
    assert blocks("x" * 100, 40)[-1][1] == 100
    assert blocks("") == []


def test_parts() -> None:
    assert parts([3, 3, 3, 9, 1], 6) == [range(0, 2), range(2, 3), range(3, 4), range(4, 5)]
    assert parts([], 6) == [range(0, 0)]
