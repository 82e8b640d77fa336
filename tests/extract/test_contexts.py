"""Contexts of events. Sentences that fail are listed, and must fail: `python -m bench.contexts --write-known-failures` lists them anew."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest
from bench.contexts import cases, found, known_failures

from onrecord import data
from onrecord.extract.events.contexts import _inflected
from onrecord.extract.events.ontology import ontology
from onrecord.reader import encoder
from onrecord.reader.tokens import tokens
from onrecord.records import Event
from tests.extract.reading import read_text

CASES = [*cases("first"), *cases("second")]
KNOWN = known_failures()


def marked(case: dict[str, Any]) -> Any:
    marks = [pytest.mark.xfail(strict=True, reason="known failure")] if case["text"] in KNOWN else []
    return pytest.param(case, id=case["text"][:60], marks=marks)


@pytest.mark.parametrize("case", [marked(case) for case in CASES])
def test_contexts(case: dict[str, Any]) -> None:
    assert sorted(found(case, encoder.load())) == case["contexts"]


def test_the_cases_are_whole() -> None:
    counted = Counter(context for case in CASES for context in case["contexts"])
    assert set(counted) == set(ontology()["contexts"])
    assert min(counted.values()) >= 3
    assert {case["text"] for case in CASES} >= KNOWN
    labelled = [*cases("dev"), *cases("dev_fresh")]
    assert len({(case["doc"], case["start"], case["end"]) for case in labelled}) == len(labelled) == 160
    assert all(set(case) == {"doc", "start", "end", "contexts"} for case in labelled)  # offsets and labels, no text


def test_the_terms_are_sound() -> None:
    rows = data.table("onrecord.extract.events", "contexts.tsv")
    contexts, types = set(ontology()["contexts"]), ontology()["events"]
    assert {row["context"] for row in rows} == contexts | {"-"}
    for row in rows:
        assert set(row["unless"].split()) <= contexts | {"actor", "name"}
        assert set(row["only"].split()) <= set(types)
        assert row["reach"] in ("1", "2", "3")
        for term in row["terms"].split(", "):
            if term.startswith("="):
                type_, _, mode = term[1:].partition("/")
                assert mode in types[type_]["modes"]
            else:
                assert all(len(words) == len(next(iter(_inflected(term)))) for words in _inflected(term)), term
                assert [t.text for t in tokens(term.replace("/v", ""))], term


def test_no_term_names_an_actor() -> None:
    """States, their peoples, capitals and bodies decide nothing: none of their names is a term."""
    states = data.table("onrecord.resolve.knowledge", "states.tsv")
    bodies = data.table("onrecord.resolve.knowledge", "bodies.tsv")
    known = {name for row in states for column in ("name", "aliases", "demonyms", "capital", "metonyms") for name in row[column].split(";")}
    known |= {name for row in bodies for column in ("name", "aliases") for name in row[column].split(";")}
    terms = {term for row in data.table("onrecord.extract.events", "contexts.tsv") for term in row["terms"].split(", ")}
    assert not known & terms


@pytest.mark.parametrize("names", [("Chile", "Peru"), ("South Korea", "Turkey"), ("the United Arab Emirates", "Bosnia and Herzegovina")])
def test_names_change_nothing(names: tuple[str, str]) -> None:
    one, two = names
    _, items = read_text(f"Yesterday {one} shelled a village in {two}. Later {one} signed a trade agreement with {two}. In May {one} accused {two} of a cyberattack on banks.")
    assert [item.contexts for item in items if isinstance(item, Event)] == [("military",), ("economic", "diplomatic"), ("cyber",)]


def test_names_of_works_are_evidence_and_names_of_people_are_not() -> None:
    _, items = read_text("Chile signed the Northern Fisheries Treaty with Peru. Chile criticised the minister Bill Hartman.")
    assert [item.contexts for item in items if isinstance(item, Event)] == [("diplomatic", "natural_resource"), ()]


def test_far_words_are_no_evidence() -> None:
    _, items = read_text("Chile condemned Peru, while in a village far away from both capitals, where nobody had heard of it, two old men, brothers, spoke of fishing and of the flood.")
    assert [item.contexts for item in items if isinstance(item, Event)] == [()]


def test_contexts_are_written_as_json() -> None:
    from onrecord.records import to_line

    _, items = read_text("Chile shelled a village in Peru.")
    (event,) = [item for item in items if isinstance(item, Event)]
    assert json.loads(to_line(event))["contexts"] == ["military"]
