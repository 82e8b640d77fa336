"""Paragraphs, sentences and words: cases as data, and spans that hold on any text."""

from __future__ import annotations

import json
import os
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.ingest.repair import repair
from onrecord.reader.quotemarks import quotation_marks
from onrecord.reader.tokens import paragraphs, sentences, tokens

CASES = Path(__file__).parents[1] / "cases" / "sentences"
SEEDS = sorted((Path(os.environ.get("ONRECORD_SHARED", Path(__file__).parents[3] / "shared")) / "seeds").glob("*.txt"))


def rows(name: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in (CASES / f"{name}.jsonl").read_text(encoding="utf-8").split("\n") if line]


def split(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text, quotation_marks(text).quotations)]


@pytest.mark.parametrize("case", rows("wild") + rows("negative"), ids=lambda c: c["name"])
def test_sentences(case: dict[str, object]) -> None:
    assert split(str(case["text"])) == case["sentences"]


@pytest.mark.parametrize("case", [pytest.param(c, marks=pytest.mark.xfail(strict=True), id=str(c["name"])) for c in rows("known_failures")])
def test_known_failure(case: dict[str, object]) -> None:
    assert split(str(case["text"])) == case["sentences"]


@pytest.mark.parametrize("case", rows("tokens"), ids=lambda c: c["text"])
def test_tokens(case: dict[str, object]) -> None:
    assert [token.text for token in tokens(str(case["text"]))] == case["tokens"]


def test_tokens_of_a_span_have_offsets_of_the_text() -> None:
    text = "Nobody came. Lesk’s army did."
    assert [(t.start, t.end) for t in tokens(text, 13, 19)] == [(13, 17), (17, 19)]


def test_paragraphs_are_what_blank_lines_part() -> None:
    text = "A title\n\nFirst line. Second.\n\n\n Third. \n"
    assert [text[s:e] for s, e in paragraphs(text)] == ["A title", "First line. Second.", "Third."]


TEXTS = st.lists(
    st.sampled_from(["Gen. ", "U.S. ", "a", "B", " ", ". ", "? ", "! ", "… ", "...", "“", "”", "’", "'", '"', "\n\n", "\n", "1.5", "é", "?", "(", ")", "-", "said "]),
    max_size=40,
).map("".join)


@given(TEXTS)
@settings(deadline=None, max_examples=500)
def test_sentences_part_paragraphs_and_tokens_part_sentences(text: str) -> None:
    spans = sentences(text, quotation_marks(text).quotations)
    bounds = paragraphs(text)
    covered = set()
    for start, end in spans:
        assert text[start:end] == text[start:end].strip() != ""
        assert any(s <= start and end <= e for s, e in bounds)
        words = tokens(text, start, end)
        assert all(text[t.start : t.end] == t.text for t in words)
        assert "".join(t.text for t in words) == "".join(text[start:end].split())
        covered |= {i for t in words for i in range(t.start, t.end)}
    assert covered == {i for i, char in enumerate(text) if not char.isspace()}
    assert all(a[1] <= b[0] for a, b in pairwise(spans))


@pytest.mark.parametrize("path", SEEDS, ids=lambda p: p.name[:3])
def test_seed_sentences_end_with_a_stop_or_their_paragraph(path: Path) -> None:
    text = repair(path.read_bytes().decode("utf-8")).text
    ends = {end for _, end in paragraphs(text)}
    for _, end in sentences(text, quotation_marks(text).quotations):
        assert end in ends or text[:end].rstrip("\"'”’»)]")[-1] in ".?!…"


@pytest.mark.parametrize("unit", [". ", "a. ", "… ", ".", "a", "“a ”", "' ", "'a", "x?", "a.b", "a-", "1,", "@", "'s"])
def test_long_inputs_of_one_unit_take_linear_time(unit: str) -> None:
    """No timing is asserted: a rule that is not linear would hang here."""
    text = unit * (200_000 // len(unit))
    spans = sentences(text, quotation_marks(text).quotations)
    assert sum(len(tokens(text, s, e)) for s, e in spans) > 0
