"""FollowTheMoney entities: sound by their own schema where that package is installed, and by what every entity must be in any case."""

from __future__ import annotations

import io
import json
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from tests import factory

from onrecord.export import ftm, write_ftm
from onrecord.export.ftm import SCHEMA, TOPICS, entity_id
from onrecord.store import Record


@pytest.fixture(scope="module")
def entities(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    with Record.create(tmp_path_factory.mktemp("ftm") / "t.onrecord") as record:
        record.add(factory.world(bad=True), record.begin_run("0", "k"))
        file = io.StringIO()
        assert write_ftm(record, file) == len(file.getvalue().splitlines())
    return [json.loads(line) for line in file.getvalue().splitlines()]


def test_each_entity_is_there_once_and_points_at_entities(entities: list[dict[str, Any]]) -> None:
    ids = Counter(entity["id"] for entity in entities)
    assert max(ids.values()) == 1
    for entity in entities:
        for name in ("document", "resolved", "entity", "involved", "proof"):
            assert set(entity["properties"].get(name, ())) <= set(ids), (entity["id"], name)
        for values in entity["properties"].values():
            assert values
            assert all(isinstance(value, str) and value == value.strip() and value for value in values)
    assert {entity["schema"] for entity in entities} == {"Article", "Mention", "Event", "Note", "Person", "PublicBody", "Organization", "Company", "LegalEntity"}


def test_words_are_the_documents_own(entities: list[dict[str, Any]]) -> None:
    texts = {entity["id"]: " ".join(" ".join(entity["properties"]["bodyText"]).split()) for entity in entities if entity["schema"] == "Article"}
    notes = [entity for entity in entities if entity["schema"] == "Note"]
    assert len(notes) > 10
    for note in notes:
        for part in note["properties"]["description"][0].split(" … "):
            assert part in texts[note["properties"]["proof"][0]]


def test_countries_and_persons(entities: list[dict[str, Any]]) -> None:
    dolan = next(e for e in entities if e["properties"].get("name", [""])[0] == "Mira Dolan" and e["schema"] == "Person")
    assert dolan["properties"]["position"] == ["foreign minister, Arvenia"]
    assert "nationality" not in dolan["properties"]  # an invented state has no code


def test_by_their_own_schema(entities: list[dict[str, Any]]) -> None:
    model = pytest.importorskip("followthemoney").model
    for entity in entities:
        schema = model.get(entity["schema"])
        assert schema.validate(entity) is None, entity["id"]
        proxy = model.get_proxy(entity)
        assert {name: sorted(values) for name, values in proxy.to_dict()["properties"].items()} == {name: sorted(values) for name, values in entity["properties"].items()}
    topics = pytest.importorskip("followthemoney.types").registry.topic.names
    assert set(TOPICS.values()) <= set(topics)
    assert all(model.get(name) for name in SCHEMA.values())


def test_long_texts_come_in_several_values() -> None:
    text = "\n\n".join(f"{n} " + "word " * 400 for n in range(200))
    made = ftm.document(replace(factory.mirror()[0], text=text, title="T" * 5000))["properties"]
    assert len(made["bodyText"]) > 5
    assert " ".join(" ".join(made["bodyText"]).split()) == " ".join(text.split())
    assert len(made["title"][0]) == 1024
    assert max(map(len, made["bodyText"])) <= 65_000


def test_ids_hold_only_letters_that_theirs_may() -> None:
    assert entity_id("d0123456789abcdef") == "d0123456789abcdef"
    assert entity_id("outlet:mirror") != entity_id("outlet:mirror2")
    assert entity_id('a5"><script>').isalnum()
