from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.ingest import Source, documents
from onrecord.ingest.repair import SourceMap, repaired
from onrecord.records import Document

TEXT = """---
title: "Talks end without a deal"
date: 2024-05-28
author: Anna Kowalska
---
# Talks *end* without a deal
The delegations met for the **third** time, and [parted](https://example.org "x") without a date\\*.
It was snake_case and 2 * 3 * 4.

He said:
> We will _come_ back.
> Not a day earlier.

![map](map.png)
- One
- Two

[1]: https://example.org
<!-- not for print -->
"""


def read(text: str) -> Document:
    (document,) = documents(Source("notes.md", data=text.encode()))
    return document


def test_markup_is_taken_off_and_listed() -> None:
    notes = read(TEXT)
    assert notes.text.split("\n\n") == [
        "Talks end without a deal",
        "The delegations met for the third time, and parted without a date*. It was snake_case and 2 * 3 * 4.",
        "He said:",
        "We will come back. Not a day earlier.",
        "- One",
        "- Two",
    ]
    assert (notes.title, notes.authors, notes.published) == ("Talks end without a deal", ("Anna Kowalska",), "2024-05-28")
    assert notes.media_type == "text/markdown"
    assert notes.plain


def test_offsets_lead_to_the_file() -> None:
    notes = read(TEXT)
    assert repaired(TEXT, notes.repairs) == notes.text
    at = notes.text.index("third")
    start, end = SourceMap(notes.repairs).to_source(at, at + 5)
    assert "third" in TEXT[start:end]


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["# ", "*", "**", "_", "`", "> ", "[", "](x)", "word ", "\n", "\n\n", "---\n", "\\", "<!--", "-->", "![", "- "]
        ),
        max_size=40,
    )
)
def test_any_markdown_is_the_sum_of_its_repairs(pieces: list[str]) -> None:
    text = "".join(pieces) + "\n\nword"
    assert repaired(text, read(text).repairs) == read(text).text


def test_fences_and_references_end_with_their_line() -> None:
    assert read("Before.\n\n```text\nquoted\n```\n\n[1]: https://example.org\n\nAfter.\n").text == "Before.\n\nquoted\n\nAfter."
