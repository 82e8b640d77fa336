"""Repair: the listed repairs are the whole difference, and cases as data."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.ingest.repair import Layout, Repaired, SourceMap, repair, repaired

CASES = Path(__file__).parents[1] / "cases" / "repair"
SEEDS = sorted((Path(os.environ.get("ONRECORD_SHARED", Path(__file__).parents[3] / "shared")) / "seeds").glob("*.txt"))

WORDS = (
    "the army said. Full- scale war, mili- tary NATO “ ” ‘ ’ ' \" Page 3 of Courier . , : ? ! … Ã© â€œ â€\x9d â€ Rados?aw \ufffd \u0085 "
    "e\u0301 ﬁ 10,000 - – — * https://a.org/b é ”é \u00ad \ufeff \u200b \x07"
).split(" ")
BREAKS = ["\n", "\n\n", "\r\n", "\r", "\f", "\t", "\x0b", "\u2028", "\u2029", "\u00a0", " ", "  ", "\n   ", " \n", "\n\n\n", "\n\n7\n\n"]
PHRASES = ["\nContact us: a@b.org", "\n- item", "a\n\f\nb", "\n\nThe Courier 4\n\n"]
PIECES = st.sampled_from(WORDS + BREAKS + PHRASES)
TEXTS = st.one_of(st.lists(PIECES, max_size=60).map("".join), st.lists(PIECES, max_size=60).map(" ".join), st.text(max_size=80))
LAYOUTS: st.SearchStrategy[Layout] = st.sampled_from(["plain", "pages", "clean"])


def check_identity(source: str, result: Repaired) -> None:
    assert repaired(source, result.repairs) == result.text
    at = grown = 0
    for r in result.repairs:
        assert at <= r.source[0] <= r.source[1] <= len(source)
        assert r.start == r.source[0] + grown
        assert source[at : r.source[0]] == result.text[at + grown : r.start]
        assert source[slice(*r.source)] == r.before
        assert result.text[r.start : r.end] == r.after
        at, grown = r.source[1], r.end - r.source[1]
    assert source[at:] == result.text[at + grown :]
    assert result.coverage.total == len(source) == result.coverage.read + result.coverage.furniture


def check_map(source: str, result: Repaired) -> None:
    map_ = SourceMap(result.repairs)
    assert map_.to_source(0, 0)[0] <= len(source)
    inside = {i for r in result.repairs for i in range(r.start, r.end)}
    for start in range(len(result.text)):
        for end in (start + 1, start + 3, len(result.text)):
            if end > len(result.text):
                continue
            s, e = map_.to_source(start, end)
            assert 0 <= s <= e <= len(source)
            back = map_.to_text(s, e)
            assert back[0] <= start
            assert back[1] >= end
            if start not in inside and end - 1 not in inside:
                assert back == (start, end)
                assert source[s] == result.text[start]
                assert source[e - 1] == result.text[end - 1]


@given(TEXTS, LAYOUTS)
@settings(deadline=None, max_examples=400)
def test_the_listed_repairs_are_the_whole_difference(source: str, layout: Layout) -> None:
    result = repair(source, layout)
    check_identity(source, result)
    check_map(source, result)


@given(TEXTS, LAYOUTS)
@settings(deadline=None, max_examples=400)
def test_repairing_repaired_text_changes_nothing(source: str, layout: Layout) -> None:
    text = repair(source, layout).text
    assert repair(text, "clean").text == text
    assert layout == "clean" or repair(text, "plain").text == text


@given(TEXTS, LAYOUTS)
@settings(deadline=None, max_examples=400)
def test_text_is_canonical(source: str, layout: Layout) -> None:
    text = repair(source, layout).text
    assert text == text.strip()
    assert "\n\n\n" not in text
    for paragraph in text.split("\n\n") if text else []:
        assert paragraph == paragraph.strip() != ""
        assert not set("\n\r\f\t") & set(paragraph)
        assert "  " not in paragraph


@given(st.lists(st.lists(PIECES, max_size=15).map(" ".join), min_size=1, max_size=6))
@settings(deadline=None, max_examples=200)
def test_pages_follow_one_another_in_text(pages: list[str]) -> None:
    source = "\n".join(pages)
    starts = [sum(len(p) + 1 for p in pages[:i]) for i in range(len(pages))]
    result = repair(source, "pages", starts)
    check_identity(source, result)
    assert [p.page for p in result.pages] == list(range(1, len(pages) + 1))
    for page, following in zip(result.pages, result.pages[1:], strict=False):
        assert page.start <= page.end <= len(result.text)
        assert page.start <= following.start


def rows(name: str) -> list[dict[str, object]]:
    path = CASES / f"{name}.jsonl"
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line] if path.exists() else []


def check_case(case: dict[str, object]) -> None:
    source = str(case["source"])
    layout: Layout = case.get("layout", "plain")  # type: ignore[assignment]
    starts: list[int] = case.get("page_starts", [])  # type: ignore[assignment]
    result = repair(source, layout, starts)
    check_identity(source, result)
    assert result.text == case["text"]
    for expected in case.get("repairs", []):  # type: ignore[attr-defined]
        assert tuple(expected) in {(r.kind, r.before, r.after) for r in result.repairs}


@pytest.mark.parametrize("case", rows("wild") + rows("negative"), ids=lambda c: c["name"])
def test_case(case: dict[str, object]) -> None:
    check_case(case)


@pytest.mark.parametrize("case", [pytest.param(c, marks=pytest.mark.xfail(strict=True), id=str(c["name"])) for c in rows("known_failures")])
def test_known_failure(case: dict[str, object]) -> None:
    check_case(case)


@pytest.mark.parametrize("path", SEEDS, ids=lambda p: p.name[:3])
def test_seed(path: Path) -> None:
    source = path.read_bytes().decode("utf-8")
    result = repair(source)
    check_identity(source, result)
    check_map(source, result)
    assert repair(result.text).text == result.text


def seed(number: str) -> Repaired:
    path = next((p for p in SEEDS if p.name.startswith(number)), None)
    if path is None:
        pytest.skip("the seed documents are not here")
    return repair(path.read_bytes().decode("utf-8"))


def test_seed_set_in_a_column_is_one_paragraph_an_indentation() -> None:
    result = seed("000")
    paragraphs = result.text.split("\n\n")
    assert len(paragraphs) == 24
    assert paragraphs[0].endswith("massive escalation of war on Russia")
    assert [p for p in paragraphs if p.startswith("As in the two world wars")] == [paragraphs[19]]
    assert "ensure reliable and predictable" in result.text
    assert "full-scale" in result.text
    assert "“Russian imperialism”" in result.text
    assert "Rados?aw" in result.text
    assert {r.kind for r in result.repairs} == {"line_break", "hyphen"}


def test_seed_with_text_lost_between_pages_has_two_gaps_and_no_contact_block() -> None:
    result = seed("001")
    assert [result.text[r.start - 8 : r.start] for r in result.repairs if r.kind == "gap"] == ["tain. By", " people,"]
    assert "contact" not in result.text.lower()
    assert [r.before.split("\n")[0] for r in result.repairs if r.kind == "furniture"] == ["To contact the WSWS and the"]
    assert any(p.startswith("We focused on") and p.endswith("as well.") for p in result.text.split("\n\n"))
    assert result.text.split("\n\n")[1:3] == ["Alex Lantier", "28 May 2024"]


def test_seed_in_clean_paragraphs_loses_white_space_only() -> None:
    result = seed("003")
    assert len(result.text.split("\n\n")) == 20
    assert all(not r.before.strip() for r in result.repairs)


@pytest.mark.parametrize("unit", ["word ", "a-\n", "“x” ", "\n", " ", "Ã©", "Ã© x ", "-", "1\n\n", "a\n\n", "\f", "e\u0301", "a, \n\n", ".", "a@", "a.", "Page 1\n"])
def test_long_inputs_of_one_unit_take_linear_time(unit: str) -> None:
    """No timing is asserted: a rule that is not linear would hang here."""
    source = unit * (200_000 // len(unit))
    result = repair(source)
    assert repaired(source, result.repairs) == result.text
