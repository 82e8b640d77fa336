"""Paragraphs of a translation and of its original, own texts in German and Ukrainian with their English."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from onrecord.ingest.alignment import Bead, align, counterpart

PAIRS = [json.loads(line) for line in (Path(__file__).parents[1] / "cases" / "translations" / "pairs.jsonl").read_text("utf-8").splitlines()]


@pytest.mark.parametrize("pair", PAIRS, ids=[p["name"] for p in PAIRS])
def test_one_to_one(pair: dict[str, list[str]]) -> None:
    n = len(pair["english"])
    assert align(pair["original"], pair["english"]) == [Bead((i, i + 1), (i, i + 1)) for i in range(n)]


@pytest.mark.parametrize("pair", PAIRS, ids=[p["name"] for p in PAIRS])
def test_merged_split_and_left_out(pair: dict[str, list[str]]) -> None:
    original, english = pair["original"], pair["english"]
    merged = [*english[:4], f"{english[4]} {english[5]}", english[6]]
    assert align(original, merged)[4] == Bead((4, 6), (4, 5))
    left_out = [*english[:3], *english[4:]]
    found = align(original, left_out)
    assert [counterpart(found, k)[0] for k in (0, 1, 2, 3, 4)] == [0, 1, 2, 4, 5]
    joined = [f"{original[2]} {original[3]}", *original[4:]]
    assert align(joined, english[2:])[0] == Bead((0, 1), (0, 2))


def test_every_paragraph_is_in_one_bead() -> None:
    original, english = PAIRS[0]["original"] * 5, PAIRS[0]["english"] * 3
    beads = align(original, english)
    assert [k for b in beads for k in range(*b.original)] == list(range(len(original)))
    assert [k for b in beads for k in range(*b.translation)] == list(range(len(english)))


def test_nothing_to_align() -> None:
    assert align([], []) == []
    assert align(["Ende."], []) == [Bead((0, 1), (0, 0))]
    assert counterpart(align([], ["The end."]), 0) == (0, 0)


def test_long_texts_take_no_square_of_time() -> None:
    original = [p for n in range(60) for p in PAIRS[0]["original"]]
    assert len(align(original, original)) == len(original)
