"""Hits are offsets: text[start:end] is the snippet, and every match is a word of the query."""

import pytest
from synthetic import article

from onrecord.errors import Usage
from onrecord.store import Record


@pytest.fixture
def filled(record: Record) -> Record:
    record.add([article(n) for n in range(6)], record.begin_run("1", "k"))
    return record


@pytest.mark.parametrize(
    ("query", "kinds", "count", "words"),
    [
        ("depot", (), 6, {"depot"}),
        ("engineers", (), 24, {"engineers"}),
        ("engineers", ("figure",), 6, {"engineers"}),
        ("ENGINEER*", ("statement",), 6, {"engineers"}),
        ('"so-called truce"', ("framing",), 6, {"so-called truce"}),
        ("so-called", ("framing",), 6, {"so-called"}),
        ("vasic", ("document",), 1, {"Vasić"}),
        ("depot AND france", ("document",), 2, {"depot", "France"}),
        ("absent", (), 0, set()),
    ],
)
def test_search(filled: Record, query: str, kinds: tuple[str, ...], count: int, words: set[str]) -> None:
    hits = filled.search(query, kinds, limit=100)
    assert len(hits) == count
    found = set()
    for hit in hits:
        text = filled.document(hit.doc).text
        assert text[hit.start : hit.end] == hit.snippet
        assert hit.matches
        assert all(hit.start <= s and e <= hit.end for s, e in hit.matches[:1])
        found |= {text[s:e] for s, e in hit.matches}
    assert found == words


@pytest.mark.parametrize("query", ['"open', "(a", "title:(", '"a" OR', "a AND (b", "x NOT ", '"'])
def test_a_broken_query_is_told(filled: Record, query: str) -> None:
    with pytest.raises(Usage, match="is not a query"):
        filled.search(query)


@pytest.mark.parametrize("query", ["AND", "it's", "10%", "a:b", "*", "^x", "-", "", "text:", "“no”"])
def test_signs_are_words(filled: Record, query: str) -> None:
    assert filled.search(query) == []


def test_an_unknown_kind(filled: Record) -> None:
    with pytest.raises(Usage, match="expected one of"):
        filled.search("depot", ("story",))


def test_superseded_texts_are_not_found(filled: Record) -> None:
    filled.add([article(3, edition=1)], filled.begin_run("1", "k", {"day": 2}))
    assert len(filled.search("depot")) == 6
