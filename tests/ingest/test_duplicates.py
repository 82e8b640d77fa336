from __future__ import annotations

import random

import pytest
from bench.copying import abridged, light_edits, reheaded, trimmed
from tests.store.synthetic import own_words

from onrecord.ingest.duplicates import Text, canonical, compared, copies, pairs, rank, shingles, signature, words


def story(number: int, sentences: int = 24) -> str:
    """A text of its own: no five words in a row that another story has."""
    return "\n\n".join(" ".join(f"{own_words(number, 3 * p + s, 14).capitalize()}." for s in range(3)) for p in range(sentences // 3))


def text(id_: str, said: str, published: str | None = None) -> Text:
    return Text(id_, words(said), published, len(said))


@pytest.mark.parametrize("change", [light_edits, trimmed, reheaded, abridged])
@pytest.mark.parametrize("seed", range(5))
def test_what_desks_do_leaves_a_copy(change: object, seed: int) -> None:
    copy = change(story(1), random.Random(seed))  # type: ignore[operator]
    assert copies([text("original", story(1)), text("other", story(2)), text("copy", copy)]) in ({"copy": "original"}, {"original": "copy"})


def test_the_whole_of_an_abridged_text_is_the_canonical_one_whatever_the_dates() -> None:
    short = abridged(story(1), random.Random(0))
    assert copies([text("short", short, "2024-05-01"), text("long", story(1), "2024-05-09")]) == {"short": "long"}


def test_of_two_alike_the_earlier_then_the_longer_then_the_smaller_id() -> None:
    same = story(1)
    longer = same + "\n\n" + own_words(7, 0, 6)
    assert copies([text("a", same, None), text("b", same, "2024-05-02"), text("c", same, "2024-05-01")]) == {"a": "c", "b": "c"}
    assert copies([text("a", same), text("b", longer)]) == {"a": "b"}
    assert copies([text("b", same), text("a", same)]) == {"b": "a"}


def test_furniture_that_pages_share_makes_no_copies() -> None:
    furniture = story(99, 9)
    assert copies([text(str(n), f"{story(n, 6)}\n\n{furniture}") for n in range(6)]) == {}


def test_a_form_with_other_blanks_is_no_copy() -> None:
    form = "The ministry said on day {} that {} shells had struck the valley, that {} people had been wounded there and that {} houses had burnt down."
    bulletins = ["\n\n".join(form.format(n * 31 + k, n * 37 + k, n * 41 + k, n * 43 + k) for k in range(6)) for n in (1, 2, 3)]
    assert copies([text(str(n), said) for n, said in enumerate(bulletins)]) == {}


def test_short_texts_are_never_copies() -> None:
    assert len(shingles("This page could not be found.")) == 0
    assert copies([text("a", "This page could not be found."), text("b", "This page could not be found.")]) == {}


def test_any_script_and_lone_surrogates_are_read() -> None:
    said = " ".join(f"слово{n} 記事{n} \ud800x{n}" for n in range(30))
    assert copies([text("a", said), text("b", said)]) == {"b": "a"}


def test_many_alike_are_one_family() -> None:
    same = story(1)
    assert copies([text(f"{n:04}", same) for n in range(500)]) == {f"{n:04}": "0000" for n in range(1, 500)}


def test_pairs_of_new_ones_with_old_ones_are_those_of_all_at_once() -> None:
    chance = random.Random(3)
    texts = [story(n) for n in range(12)]
    signed = [signature(shingles(t)) for t in [*texts, *(light_edits(t, chance) for t in texts)]]
    every = set(pairs(signed))
    new, old = signed[12:], signed[:12]
    assert {tuple(sorted((i + 12 if i < 12 else i - 12, j + 12 if j < 12 else j - 12))) for i, j in pairs(new, old)} == every
    assert pairs([]) == pairs([], signed) == pairs(signed[:1]) == []


def test_compared_is_symmetric() -> None:
    one, two = words(story(1)), words(abridged(story(1), random.Random(1)))
    assert compared(one, two) == compared(two, one)[::-1]


def test_a_canonical_one_is_no_copy_and_every_copy_stands_in_its_own() -> None:
    chance = random.Random(5)
    for _ in range(200):
        names = [f"{n}" for n in range(8)]
        ranks = {name: rank(name, chance.choice([None, "2024-05-01", "2024-05-02"]), chance.randrange(3)) for name in names}
        edges = {(a, b) for a in names for b in names if a != b and chance.random() < 0.2}
        of = canonical(ranks, edges)
        assert not set(of.values()) & of.keys()
        assert all((copy, original) in edges for copy, original in of.items())
        shuffled = list(edges)
        chance.shuffle(shuffled)
        assert canonical(dict(reversed(ranks.items())), shuffled) == of
