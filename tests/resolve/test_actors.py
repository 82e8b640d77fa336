"""Actors of a document, from text to records: the cases in tests/cases/actors."""

from __future__ import annotations

from typing import Any

import pytest

from onrecord.records import Actor
from onrecord.resolve.actors import NO_PHRASE
from tests.extract.cases import cases
from tests.extract.reading import read_text


@pytest.mark.parametrize("case", cases("actors"))
def test_actors(case: dict[str, Any]) -> None:
    _, items = read_text(case["text"], case.get("published"))
    actors = {item.name: item for item in items if isinstance(item, Actor)}
    for expected in case["expect"]:
        actor = actors.get(expected["name"])
        assert actor is not None, f"{expected['name']} not among {sorted(actors)}"
        for key, value in expected.items():
            if key == "roles":
                assert [role.title for role in actor.roles] == value
            elif key == "aliases":
                assert set(value) <= {actor.name, *actor.aliases}, actor.aliases
            elif key == "mentions":
                assert len(actor.evidence) == value, [s.text for s in actor.evidence]
            else:
                assert getattr(actor, key) == value
    for name in case.get("not", []):
        assert name not in actors


@pytest.mark.parametrize(("phrase", "kept"), [
    ("leading economists", True), ("King Farouk's aides", True), ("a port official in Sfax", True), ("giving concerts and selling", False),
    ("on travel", False), ("history of what the roadmap was", False),
])  # fmt: skip
def test_only_a_noun_phrase_is_an_unnamed_source(phrase: str, kept: bool) -> None:
    assert (NO_PHRASE.search(phrase) is None) == kept
