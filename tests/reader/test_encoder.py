"""The encoder: the same bytes for the same passage, on any number of threads and whatever else is read; a decision for every word.

$ONRECORD_WEIGHTS names a folder of other weights to test.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from tests import factory

from onrecord import reader
from onrecord.reader import encoder as encoders
from onrecord.reader import frames
from onrecord.reader.encoder import Encoder, Read, bucket
from onrecord.reader.frames import Frame
from onrecord.reader.windows import CLS, SEP, UNK, pieces

WEIGHTS = Path(os.environ.get("ONRECORD_WEIGHTS") or encoders.WEIGHTS)
Find = Callable[[Read, float], list[Frame]]
FINDS: list[Find] = [frames.attributions, frames.events, frames.acts]

# Each fills a window of its own: more than half of one, and no room for the next.
FILLING = [
    "Arvenia’s foreign minister, Mira Dolan, said on Monday that her government would “not watch Harrow burn” and would send 2,000 soldiers to the border "
    "within 30 days if Lesk did not withdraw its batteries from the Tarn ridge. Her office later added that nobody in Port Ilse had been asked, and that "
    "the Northern Compact would meet again on Friday. Officials of the Compact, who spoke on condition of anonymity, doubted that it could agree on anything by then.",
    "Lesk’s president, Tomas Rehn, rejected the demand. “We have never left the ridge and we will not leave it now,” he told reporters in Vell, before he "
    "warned that any convoy which crossed the bridge at Harrow would be fired upon. His defence ministry claimed to have shelled two depots overnight, killing "
    "40 people; Arvenian officials put the number at seven. Neither account could be checked, the Courier’s correspondent reported from the port on Tuesday.",
    "Three of the Compact’s members, among them Osk and Merrow, promised 90 million crowns for those who fled, half of it before winter. A spokeswoman for "
    "the relief fund said that none had arrived. “What is pledged feeds nobody,” she said, and asked that the crossing at Stell be opened for at least ten days. "
    "Rehn’s envoy refused to discuss it unless the batteries at Port Ilse were counted too, diplomats said, and left the hall without a word.",
]
TEXT = "\n\n".join(["Dolan: “We will not watch Harrow burn”", *FILLING, "Nothing else was heard from the ridge."])


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder(WEIGHTS)


def read(encoder: Encoder, text: str) -> Read:
    return reader.read(factory.document("papers/a.txt", text), encoder).heard


def found(heard: Read, least: float = 0.5) -> list[list[Frame]]:
    return [find(heard, least) for find in FINDS]


def told(heard: Read) -> tuple[bytes, ...]:
    """Everything that is decided from, to the byte."""
    at = list(range(0, len(heard.tags), 3))
    scores = [scores for family in heard.encoder.labels.frames for _, _, scores in heard.frames(family, at)]
    return tuple(x.tobytes() for x in (heard.tags, heard.guided, *heard.hidden, heard.anchored(at), heard.same(at[1:], at[:-1]), *scores))


def moved(frames_: Sequence[Frame], by: int) -> list[Frame]:
    return [replace(f, anchor=f.anchor + by, first=f.first + by, spans=tuple(s._replace(start=s.start + by, end=s.end + by) for s in f.spans)) for f in frames_]


# -- the same bytes -------------------------------------------------------------------------------------------------


def test_a_text_read_twice_gives_the_same_bytes(encoder: Encoder) -> None:
    first = read(encoder, TEXT)
    assert told(first) == told(read(encoder, TEXT))
    assert found(first, 0.1) == found(read(encoder, TEXT), 0.1)


def test_two_threads_give_the_bytes_of_one(encoder: Encoder) -> None:
    assert told(read(Encoder(WEIGHTS, threads=2), TEXT)) == told(read(encoder, TEXT))


def test_what_was_read_before_changes_nothing(encoder: Encoder) -> None:
    fresh = Encoder(WEIGHTS)
    for other in (FILLING[2], "“…", "\u200b 字 " + "a" * 5000):
        told(read(fresh, other))
    assert told(read(fresh, TEXT)) == told(read(encoder, TEXT))


@pytest.mark.parametrize("number", range(len(FILLING)))
def test_a_paragraph_that_fills_a_window_reads_the_same_alone_and_among_others(encoder: Encoder, number: int) -> None:
    alone, among = read(encoder, FILLING[number]), read(encoder, "\n\n".join(FILLING))
    assert (len(alone.windows), len(among.windows)) == (1, len(FILLING))
    window = among.windows[number]
    assert window.end - window.start == len(alone.tags)
    here = slice(window.start, window.end)
    assert among.hidden[number].tobytes() == alone.hidden[0].tobytes()
    assert among.tags[here].tobytes() == alone.tags.tobytes()
    assert among.guided[here].tobytes() == alone.guided.tobytes()
    for family in encoder.labels.frames:
        at = range(0, len(alone.tags), 5)
        ours = [scores.tobytes() for _, _, scores in alone.frames(family, at)]
        assert ours == [scores.tobytes() for word, _, scores in among.frames(family, [*range(0, window.start, 7), *(k + window.start for k in at)]) if word >= window.start]


@pytest.mark.parametrize("number", range(len(FILLING)))
def test_what_is_said_of_an_anchor_does_not_depend_on_the_others(encoder: Encoder, number: int) -> None:
    alone, among = read(encoder, FILLING[number]), read(encoder, "\n\n".join(FILLING))
    by, size = among.windows[number].start, len(alone.tags)
    at = list(range(0, size, 3))
    others = list(range(0, len(among.tags), 7))
    assert among.anchored([*others, *(k + by for k in at)])[len(others) :].tobytes() == alone.anchored(at).tobytes()
    pairs = [k + by for k in at]
    assert among.same([*others[1:], *pairs[1:]], [*others[:-1], *pairs[:-1]])[len(others) - 1 :].tobytes() == alone.same(at[1:], at[:-1]).tobytes()
    for find in FINDS:
        assert [f for f in find(among, 0.1) if by <= f.anchor < by + size] == moved(find(alone, 0.1), by)


# -- a decision for every word --------------------------------------------------------------------------------------


def test_every_word_has_logits_of_every_head(encoder: Encoder) -> None:
    heard = read(encoder, TEXT)
    words = sum(w.end - w.keep for w in heard.windows)
    assert heard.words.shape == (words, encoder.width)
    for head, labels in {**encoder.labels.tags, **encoder.labels.guided}.items():
        logits = heard.logits(head)
        assert logits.shape == (words, len(labels)), head
        assert np.isfinite(logits).all(), head
    assert heard.anchored(range(words)).shape == (words, sum(len(labels) for labels in encoder.labels.anchored.values()))
    assert np.isfinite(heard.anchored(range(words))).all()


def test_heads_stand_side_by_side(encoder: Encoder) -> None:
    """No column of the joint outputs belongs to two heads or to none."""
    heard, columns = read(encoder, FILLING[0]), encoder.labels.columns
    for prefix, group, width in (("", encoder.labels.tags, heard.tags.shape[1]), ("", encoder.labels.guided, heard.guided.shape[1]), ("anchored.", encoder.labels.anchored, heard.anchored([0]).shape[1])):
        assert [k for name in group for k in range(width)[columns[prefix + name]]] == list(range(width))


def test_guides_are_told_apart_only_where_guidelines_differ(encoder: Encoder) -> None:
    words = FILLING[0].split()
    ours, theirs = (encoder.read(words, [0] * len(words), [0], [0], guide) for guide in encoder.labels.guides)
    assert ours.tags.tobytes() == theirs.tags.tobytes()
    assert ours.guided.shape == theirs.guided.shape
    with pytest.raises(ValueError, match="nobody"):
        encoder.read(words, [0] * len(words), [0], [0], "nobody")


@pytest.mark.parametrize("text", ["", "\n\n", " \t"])
def test_nothing_to_read(encoder: Encoder, text: str) -> None:
    heard = read(encoder, text)
    assert (heard.windows, len(heard.tags), heard.words.shape) == ((), 0, (0, encoder.width))
    assert found(heard) == [[], [], []]
    assert [heard.frames(family, []) for family in encoder.labels.frames] == [[]] * len(encoder.labels.frames)
    assert heard.same([], []).shape == (0,)


@pytest.mark.parametrize("text", ["a" * 5000, "𓀀" * 300, "“" * 400, "- " * 600, "a\n\n" * 300, "\u0301 \ufffd \x7f"], ids=["long word", "no letters known", "marks", "dashes", "paragraphs", "odd"])
def test_anything_can_be_read(encoder: Encoder, text: str) -> None:
    heard = read(encoder, text)
    assert [k for w in heard.windows for k in range(w.keep, w.end)] == list(range(len(heard.tags)))
    assert np.isfinite(heard.tags).all()
    assert all(0 <= round(f.score, 3) <= 1 for part in found(heard) for f in part)


def test_the_vocabulary_is_the_one_windows_are_written_in(encoder: Encoder) -> None:
    assert [encoder.tokenizer.token_to_id(piece) for piece in ("[CLS]", "[SEP]", "[UNK]")] == [CLS, SEP, UNK]
    (ids,) = pieces(encoder.tokenizer, ["[SEP]"]).ids
    assert SEP not in ids, "what a text says is never an order"


# -- frames ---------------------------------------------------------------------------------------------------------


def test_frames_stay_inside_the_window_that_decides_their_anchor(encoder: Encoder) -> None:
    heard = read(encoder, TEXT)
    deciding = {k: w for w in heard.windows for k in range(w.keep, w.end)}
    for find in FINDS:
        every = find(heard, 0.0)
        anchors = [f.anchor for f in every]
        assert anchors == sorted(set(anchors))  # one that lies in a likelier one's own words is left out
        assert set(anchors) <= set(range(len(heard.tags)))
        assert len(anchors) > 3
        for f in every:
            window = deciding[f.anchor]
            assert all(window.start <= s.start < s.end <= window.end for s in f.spans)
            assert all(a.end <= b.start for a, b in pairwise(f.spans))


def test_the_anchor_begins_a_span_of_its_own_role(encoder: Encoder) -> None:
    heard = read(encoder, TEXT)
    for find, family in zip(FINDS, ("attribution", "event", "act"), strict=True):
        own = encoder.labels.frames[family][1].removeprefix("B-")
        for f in find(heard, 0.0):
            assert [s.label for s in f.spans if s.start == f.anchor] == [own]
            assert f.of(own)[0] in f.spans


def test_confidence_is_a_probability(encoder: Encoder) -> None:
    heard = read(encoder, TEXT)
    for find in FINDS:
        for f in find(heard, 0.0):
            assert all(0 <= round(p, 3) <= 1 for p in (f.score, *f.doubts.values(), *(s.score for s in f.spans)))
            assert set(f.facts) == set(f.doubts) == set(encoder.labels.anchored)
            assert all(fact in encoder.labels.anchored[name] for name, fact in f.facts.items())


def test_a_higher_bar_leaves_frames_out_and_changes_none(encoder: Encoder) -> None:
    heard = read(encoder, TEXT)
    for find in FINDS:
        low, high = find(heard, 0.0), find(heard, 0.5)
        assert all(f.score >= 0.5 for f in high)
        assert [f.anchor for f in high] == [f.anchor for f in low if f.score >= 0.5]


def test_distances() -> None:
    assert bucket(np.array([0, 1, 7, 8, 11, 12, 127, 10_000, -1, -7, -8, -10_000])).tolist() == [0, 1, 7, 8, 8, 9, 15, 15, 17, 23, 24, 31]
    near = bucket(np.arange(-9, 10))
    assert len(set(near.tolist())) == 17, "exact up to 8"
