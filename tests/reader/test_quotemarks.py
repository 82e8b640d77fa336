"""Every mark labelled once; cases as data: o opens, c closes, t term, a apostrophe, u unmatched."""

from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.ingest.repair import repair
from onrecord.reader.quotemarks import MARK, quotation_marks
from onrecord.reader.tokens import paragraphs

CASES = Path(__file__).parents[1] / "cases" / "quotemarks"
SEEDS = sorted((Path(os.environ.get("ONRECORD_SHARED", Path(__file__).parents[3] / "shared")) / "seeds").glob("*.txt"))
LETTER = {"opens": "o", "closes": "c", "term": "t", "apostrophe": "a", "unmatched": "u"}
Case = dict[str, object]


def rows(name: str) -> list[Case]:
    return [json.loads(line) for line in (CASES / f"{name}.jsonl").read_text(encoding="utf-8").split("\n") if line]


def check(case: Case) -> None:
    marks, quotations = quotation_marks(str(case["text"]))
    assert "".join(LETTER[mark.is_] for mark in marks) == case["marks"]
    found = {
        "depths": [q.depth for q in quotations],
        "parts": [len(q.parts) for q in quotations],
        "closed": [q.closed for q in quotations],
    }
    for key, values in found.items():
        assert case.get(key, values) == values


@pytest.mark.parametrize("case", rows("wild") + rows("negative"), ids=lambda c: c["name"])
def test_case(case: Case) -> None:
    check(case)


@pytest.mark.parametrize("case", [pytest.param(c, marks=pytest.mark.xfail(strict=True), id=str(c["name"])) for c in rows("known_failures")])
def test_known_failure(case: Case) -> None:
    check(case)


TEXTS = st.lists(st.sampled_from([*"“”‘’„‚\"'`«»‹›「」", "``", "''", " ", "\n\n", ". ", ", ", "a", "s", "90s", "He said", "—", "...", "("]), max_size=40)


@given(TEXTS.map("".join))
@settings(deadline=None, max_examples=500)
def test_every_mark_is_labelled_once_and_quotations_nest(text: str) -> None:
    marks, quotations = quotation_marks(text)
    offsets = [mark.offset for mark in marks]
    every = {m.start() for m in MARK.finditer(text)}
    assert offsets == sorted(set(offsets))
    assert every - {m.start() for m in MARK.finditer(text) if m[0] == "`"} <= set(offsets) <= every
    spans = paragraphs(text)
    for q in quotations:
        assert (q.start, q.end) == (q.parts[0][0], q.parts[-1][1])
        for start, end in q.parts:
            assert start < end
            assert sum(s <= start and end <= e for s, e in spans) == 1
        assert q.is_term <= q.closed
    for a in quotations:
        for b in quotations:
            assert a is b or a.end <= b.start or b.end <= a.start or (a.start <= b.start and b.end <= a.end) or (b.start <= a.start and a.end <= b.end)


# Every mark of the documents was looked at in its context; these are the counts.
SEED_MARKS = {
    "000": {"opens": 25, "closes": 25, "term": 12, "apostrophe": 8},
    "001": {"opens": 10, "closes": 10, "term": 10, "apostrophe": 22},
    "003": {"opens": 7, "closes": 6, "term": 6, "apostrophe": 7},
}


@pytest.mark.parametrize("path", SEEDS, ids=lambda p: p.name[:3])
def test_seed_marks(path: Path) -> None:
    text = repair(path.read_bytes().decode("utf-8")).text
    marks, quotations = quotation_marks(text)
    assert Counter(mark.is_ for mark in marks) == SEED_MARKS[path.name[:3]]
    assert all(q.closed for q in quotations)
    assert max(len(q.parts) for q in quotations) == (2 if path.name.startswith("003") else 1)
