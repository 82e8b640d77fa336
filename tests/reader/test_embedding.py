"""Sentences near in meaning point the same way, to the byte, and rest on the encoder that is shipped."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest

from onrecord.reader.encoder import WEIGHTS, Encoder, load
from onrecord.reader.similar import SCALE, chunks, embedding
from onrecord.reader.windows import CLS, PIECES, SEP

CASES = Path(__file__).parents[1] / "cases" / "similar"


def cosine(one: str, other: str) -> float:
    a, b = (embedding(load(), text).astype(int) for text in (one, other))
    return float(a @ b / np.linalg.norm(a) / np.linalg.norm(b))


def cases(name: str) -> list[dict[str, str]]:
    return [json.loads(line) for line in (CASES / name).read_text("utf8").splitlines()]


@pytest.mark.parametrize("case", cases("wild.jsonl"), ids=lambda case: case["text"][:40])
def test_the_same_in_other_words_is_nearer_than_something_else(case: dict[str, str]) -> None:
    assert cosine(case["text"], case["near"]) > cosine(case["text"], case["far"])


@pytest.mark.parametrize("case", [pytest.param(c, marks=pytest.mark.xfail(strict=True)) for c in cases("known_failures.jsonl")], ids=lambda case: case["text"][:40])
def test_known_failures(case: dict[str, str]) -> None:
    assert cosine(case["text"], case["near"]) > cosine(case["text"], case["far"])


def test_the_same_bytes_alone_and_among_others_on_one_thread_and_two() -> None:
    texts = [case[key] for case in cases("wild.jsonl") for key in ("text", "near", "far")]
    alone = [embedding(Encoder(), texts[0]).tobytes()]
    assert [embedding(load(), text).tobytes() for text in texts][:1] == alone
    two = Encoder(threads=2)
    assert [embedding(two, text).tobytes() for text in texts] == [embedding(load(), text).tobytes() for text in texts]


def test_length() -> None:
    for text in ("The bridge at Harrow is shut.", "", "…", "word " * 300):
        found = embedding(load(), text)
        assert (found.dtype, found.shape) == (np.int8, (384,))
        assert np.linalg.norm(found.astype(int)) == pytest.approx(SCALE, rel=0.02)


def test_long_texts_are_read_to_their_end() -> None:
    parts = chunks(load().tokenizer, "word " * 300)
    assert [len(ids) for ids in parts] == [PIECES, PIECES, 300 - 2 * (PIECES - 2) + 2]
    assert all(ids[0] == CLS and ids[-1] == SEP for ids in parts)
    first = "The bridge at Harrow is shut. " * 30
    assert (embedding(load(), first) != embedding(load(), first + "Wheat is cheap this year. " * 30)).any()


def test_it_was_made_for_the_encoder_that_is_shipped() -> None:
    """Half of its weights stand in encoder.onnx: after a change there, `python -m training.reader.similar` makes it again."""
    assert load().session("similar").get_modelmeta().custom_metadata_map["encoder"] == hashlib.sha256((WEIGHTS / "encoder.onnx").read_bytes()).hexdigest()
