"""Windows: every word decided once, none too long, nothing read without what stands before it. And what the encoder is told besides."""

from __future__ import annotations

from itertools import accumulate

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.normalizers import BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer

from onrecord.reader.quotemarks import quotation_marks
from onrecord.reader.tokens import tokens
from onrecord.reader.windows import (
    CASES,
    CLS,
    LONGEST,
    OVERLAP,
    PIECES,
    SEP,
    STATES,
    UNK,
    Pieces,
    Window,
    case,
    pieces,
    states,
    windows,
)

ROOM = PIECES - 2  # between [CLS] and [SEP]
LETTERS = "abcdefghijklmnopqrstuvwxyz"
VOCABULARY = {"[UNK]": UNK, "the": 200, **{c: 300 + n for n, c in enumerate(LETTERS)}, **{"##" + c: 400 + n for n, c in enumerate(LETTERS)}}


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    """As the encoder's, with a vocabulary of one word and the letters."""
    made = Tokenizer(WordPiece(VOCABULARY, unk_token="[UNK]", max_input_chars_per_word=100))
    made.normalizer, made.pre_tokenizer = BertNormalizer(lowercase=True), BertPreTokenizer()
    return made


def of_sizes(sizes: list[int]) -> Pieces:
    """Words of so many pieces, no two pieces alike."""
    ends = list(accumulate(sizes))
    return Pieces([list(range(1000 + end - size, 1000 + end)) for size, end in zip(sizes, ends, strict=True)], [k % CASES for k in range(len(sizes))])


def sound(found: Pieces, state: list[int], sentences: list[int], paragraphs: list[int]) -> list[Window]:
    """The windows, after every promise about them is checked; sentences lie in paragraphs."""
    cut = windows(found, state, sentences, paragraphs)
    sizes = [len(ids) for ids in found.ids]
    breaks = set(paragraphs)
    assert [k for w in cut for k in range(w.keep, w.end)] == list(range(len(sizes)))
    for w in cut:
        assert w.start <= w.keep < w.end
        assert len(w.ids) <= PIECES
        assert sum(sizes[w.start : w.keep]) <= OVERLAP
        assert not any(w.start < p <= w.keep for p in breaks), "context from another paragraph"
        assert_written_out(w, found, state, breaks)
    return cut


def assert_written_out(w: Window, found: Pieces, state: list[int], breaks: set[int]) -> None:
    """[CLS], the pieces of each word with its case and state, [SEP] between paragraphs and at the end."""
    at = [(CLS, 5, 0)]
    heads = []
    for k in range(w.start, w.end):
        if k in breaks and k > w.start:
            at.append((SEP, 5, 0))
        heads.append(len(at))
        at += [(piece, found.case[k], state[k]) for piece in found.ids[k]]
    at.append((SEP, 5, 0))
    assert list(zip(w.ids.tolist(), w.case.tolist(), w.state.tolist(), strict=True)) == at
    assert w.heads.tolist() == heads
    assert {x.dtype.name for x in (w.ids, w.case, w.state, w.heads)} == {"int64"}


@st.composite
def texts(draw: st.DrawFn) -> tuple[list[int], list[int], list[int]]:
    """Paragraphs of sentences of words, as sizes in pieces, the words that begin a sentence, those that begin a paragraph."""
    sentence = st.one_of(
        st.lists(st.integers(1, LONGEST), min_size=1, max_size=8),
        st.lists(st.sampled_from([1, 1, 2]), min_size=20, max_size=90),
        st.integers(1, 260).map(lambda n: [1] * n),
    )
    sizes, sentences, paragraphs = list[int](), list[int](), list[int]()
    for paragraph in draw(st.lists(st.lists(sentence, min_size=1, max_size=6), min_size=1, max_size=8)):
        paragraphs.append(len(sizes))
        for words in paragraph:
            sentences.append(len(sizes))
            sizes += words
    return sizes, sentences, paragraphs


@given(texts())
@settings(deadline=None, max_examples=300)
def test_every_word_is_decided_by_one_window_and_none_is_too_long(text: tuple[list[int], list[int], list[int]]) -> None:
    sizes, sentences, paragraphs = text
    cut = sound(of_sizes(sizes), [k % STATES for k in range(len(sizes))], sentences, paragraphs)
    total = [0, *accumulate(sizes)]
    deciding = [number for number, w in enumerate(cut) for _ in range(w.keep, w.end)]

    for start, end in zip(sentences, [*sentences[1:], len(sizes)], strict=True):
        if total[end] - total[start] <= ROOM:
            assert deciding[start] == deciding[end - 1], "a sentence that fits was parted"
    for start, end in zip(paragraphs, [*paragraphs[1:], len(sizes)], strict=True):
        if total[end] - total[start] <= ROOM and deciding[start] != deciding[end - 1]:
            first = cut[deciding[start]]
            before = total[start] - total[first.start] + sum(first.start < p < start for p in paragraphs)
            assert before * 2 <= ROOM, "a paragraph that fits was parted though its window was more than half full"


@given(st.lists(st.integers(1, LONGEST), min_size=1, max_size=400), st.sets(st.integers(0, 399)), st.sets(st.integers(0, 399)))
@settings(deadline=None, max_examples=200)
def test_breaks_may_stand_anywhere(sizes: list[int], sentences: set[int], breaks: set[int]) -> None:
    """Varied training texts break paragraphs inside sentences (training/reader/texts.py)."""
    found = of_sizes(sizes)
    given_breaks = {0, *(b for b in breaks if b < len(sizes))}
    cut = windows(found, [0] * len(sizes), sorted({0, *(s for s in sentences if s < len(sizes))}), sorted(given_breaks))
    assert [k for w in cut for k in range(w.keep, w.end)] == list(range(len(sizes)))
    for w in cut:
        assert len(w.ids) <= PIECES
        assert sum(sizes[w.start : w.keep]) <= OVERLAP
        assert_written_out(w, found, [0] * len(sizes), given_breaks)


def shape(sizes: list[int], sentences: list[int], paragraphs: list[int]) -> list[tuple[int, int, int]]:
    return [(w.start, w.keep, w.end) for w in sound(of_sizes(sizes), [0] * len(sizes), sentences, paragraphs)]


@pytest.mark.parametrize(
    ("name", "sizes", "sentences", "paragraphs", "expected"),
    [
        ("no words", [], [], [], []),
        ("no words in a sentence", [], [0], [0], []),
        ("a word", [1], [0], [0], [(0, 0, 1)]),
        ("as much as a window holds", [1] * ROOM, [0], [0], [(0, 0, ROOM)]),
        ("two paragraphs and the [SEP] between them", [1] * (ROOM - 1), [0, 60], [0, 60], [(0, 0, ROOM - 1)]),
        ("no room for that [SEP]", [1] * ROOM, [0, 80], [0, 80], [(0, 0, 80), (80, 80, ROOM)]),
        ("a sentence of one word too many", [1] * (ROOM + 1), [0], [0], [(0, 0, ROOM), (ROOM - OVERLAP, ROOM, ROOM + 1)]),
        ("a short sentence before is read again", [1] * 150, [0, 90, 110], [0], [(0, 0, 110), (90, 110, 150)]),
        ("the end of a long one before is read again", [1] * 150, [0, 110], [0], [(0, 0, 110), (110 - OVERLAP, 110, 150)]),
        ("unless there is no room for it", [1] * 220, [0, 100], [0], [(0, 0, 100), (100, 100, 220)]),
        ("a paragraph is kept whole", [1] * 150, [0, 70, 110], [0, 70], [(0, 0, 70), (70, 70, 150)]),
        ("or fills a window that is half empty", [1] * 170, [0, 62, 82], [0, 62], [(0, 0, 82), (62, 82, 170)]),
        ("or fills a window that is emptier", [1] * 170, [0, 45, 85], [0, 45], [(0, 0, 85), (85 - OVERLAP, 85, 170)]),
        ("not one that is just more than half full", [1] * 170, [0, 64, 84], [0, 64], [(0, 0, 64), (64, 64, 170)]),
        ("words of many pieces", [LONGEST] * 11, [0], [0], [(0, 0, 10), (8, 10, 11)]),
    ],
)
def test_where_windows_are_cut(name: str, sizes: list[int], sentences: list[int], paragraphs: list[int], expected: list[tuple[int, int, int]]) -> None:
    assert shape(sizes, sentences, paragraphs) == expected, name


def test_a_sentence_of_ten_thousand_words() -> None:
    cut = shape([1] * 10_000, [0], [0])
    assert len(cut) == 1 + -(-(10_000 - ROOM) // (ROOM - OVERLAP))
    assert all(keep - start == OVERLAP for start, keep, _ in cut[1:])


def test_ten_thousand_paragraphs_of_a_word() -> None:
    cut = shape([1] * 10_000, list(range(10_000)), list(range(10_000)))
    assert len(cut) == -(-10_000 // ((ROOM + 1) // 2)), "a piece and a [SEP] each"
    assert all(start == keep for start, keep, _ in cut)


def test_paragraphs_that_fill_a_window_are_cut_as_they_are_alone() -> None:
    assert shape([1] * 120, [0, 50], [0]) == [(0, 0, 120)]
    assert shape([1] * 360, [0, 50, 120, 170, 240, 290], [0, 120, 240]) == [(0, 0, 120), (120, 120, 240), (240, 240, 360)]


# -- pieces ---------------------------------------------------------------------------------------------------------


def test_pieces_of_each_word(tokenizer: Tokenizer) -> None:
    found = pieces(tokenizer, ["The", "cab", "the", "Éa"])
    assert found.ids == [[200], [302, 400, 401], [200], [304, 400]]
    assert found.case == [1, 0, 0, 1]


def test_of_no_words_there_are_no_pieces(tokenizer: Tokenizer) -> None:
    assert pieces(tokenizer, []) == Pieces([], [])


@pytest.mark.parametrize("word", ["\x00", "\u200b", "\ufffd", "\u0301", "☃", "𓀀", "한", "字", "\U000e0041", "﷽", "a" * 101])
def test_a_word_without_pieces_is_unknown(tokenizer: Tokenizer, word: str) -> None:
    assert pieces(tokenizer, [word]).ids == [[UNK]]


@pytest.mark.parametrize("word", ["a" * 5000, "a-" * 2500, "." * 5000, "\u200b" * 5000, "𓀀" * 5000])
def test_a_word_of_five_thousand_characters_is_one_word(tokenizer: Tokenizer, word: str) -> None:
    found = pieces(tokenizer, ["the", word, "the"])
    assert 1 <= len(found.ids[1]) <= LONGEST
    assert len(sound(found, [0, 0, 0], [0], [0])) == 1


@given(st.lists(st.text(min_size=1, max_size=12), max_size=30))
@settings(deadline=None)
def test_any_words_make_windows(tokenizer: Tokenizer, words: list[str]) -> None:
    found = pieces(tokenizer, words)
    assert all(1 <= len(ids) <= LONGEST for ids in found.ids)
    assert all(0 <= kind < CASES for kind in found.case)
    sound(found, [0] * len(words), [0] if words else [], [0] if words else [])


# -- case -----------------------------------------------------------------------------------------------------------

LOWER, TITLE, UPPER, MIXED, DIGITS, NO_LETTER = range(CASES)


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (LOWER, ["talks", "’s", "n’t", "e.g.", "čas", "well-off", "ß"]),
        (TITLE, ["Talks", "A", "É", "Čas", "Well-off"]),
        (UPPER, ["NATO", "U.S.", "A.", "ÉU"]),
        (MIXED, ["iPhone", "McRae", "d’Orsay", "O’Dell", "Port-Elm", "字"]),
        (DIGITS, ["75th", "1990s", "F-16s", "3D"]),
        (NO_LETTER, ["2024", "1,000.5", "…", "“", "-", "€", "\u0301", ""]),
    ],
)
def test_case(kind: int, words: list[str]) -> None:
    assert {word: case(word) for word in words} == dict.fromkeys(words, kind)


# -- quotation state ------------------------------------------------------------------------------------------------

OUTSIDE, QUOTED, DEEPER, TERM, OPENS, CLOSES = range(STATES)


def read(text: str) -> list[int]:
    """State of each word."""
    return states(len(text), [token.start for token in tokens(text)], quotation_marks(text).quotations)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Lesk waits.", [OUTSIDE] * 3),
        ("“We wait,” Lesk said.", [OPENS, QUOTED, QUOTED, QUOTED, CLOSES, OUTSIDE, OUTSIDE, OUTSIDE]),
        ('"We wait," he said', [OPENS, QUOTED, QUOTED, QUOTED, CLOSES, OUTSIDE, OUTSIDE]),
        ("He said: “She told ‘nobody here’ so.”", [OUTSIDE] * 3 + [OPENS, QUOTED, QUOTED, OPENS, DEEPER, DEEPER, CLOSES, QUOTED, QUOTED, CLOSES]),
        ("the “grey zone” plan", [OUTSIDE, OPENS, TERM, TERM, CLOSES, OUTSIDE]),
        ("«We wait», Lesk said", [OPENS, QUOTED, QUOTED, CLOSES, OUTSIDE, OUTSIDE, OUTSIDE]),
        ("“We wait for them\n\nNothing came.", [OPENS, QUOTED, QUOTED, QUOTED, QUOTED, OUTSIDE, OUTSIDE, OUTSIDE]),
        ("Lesk’s men don’t wait", [OUTSIDE] * 6),
    ],
)
def test_states(text: str, expected: list[int]) -> None:
    assert read(text) == expected


def test_a_closing_mark_of_two_characters_closes() -> None:
    assert read("``We wait,'' Lesk said.") == read("“We wait,” Lesk said.")


def test_the_mark_that_takes_a_quotation_up_again_opens() -> None:
    assert read("“We wait.\n\n“We go,” Lesk said.")[4] == OPENS


@given(st.lists(st.sampled_from(["a", "Lesk ", " ", ".", "said ", "“", "”", "‘", "’", '"', "'", "``", "''", "«", "»", "\n\n"]), max_size=40).map("".join))
@settings(deadline=None, max_examples=300)
def test_outside_of_quotations_and_only_there_the_state_is_outside(text: str) -> None:
    found = quotation_marks(text).quotations
    within = {i for q in found for start, end in q.parts for i in range(start, end)}
    words = tokens(text)
    state = states(len(text), [word.start for word in words], found)
    assert len(state) == len(words)
    assert [word.start in within for word in words] == [one != OUTSIDE for one in state]
