"""The briefing's numbers by SQL are those that report/briefing.py counts from the items; each leads to as many rows."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from onrecord.commands.accounts import briefing_of
from onrecord.serve.summary import Number, summary
from onrecord.store import Record


@pytest.fixture(scope="session")
def made_of(demo: Path) -> dict[str, list[Number]]:
    """section -> its numbers"""
    with Record.open(demo, readonly=True) as record:
        made = summary(record)
    return {s.title.lower(): [s.total, *s.groups, *s.subgroups, *s.extras] for s in made["sections"]} | {"gaps": made["gaps"]}


def test_numbers_are_those_of_the_command(demo: Path, made_of: dict[str, list[Number]]) -> None:
    """Every count of items that the command's lines name stands in the section of the same name."""
    with Record.open(demo, readonly=True) as record:
        lines = briefing_of(record)
    for line in lines[:5]:
        told = Counter(len(part.ids) for part in line.parts if not isinstance(part, str) and part.ids)
        assert told
        assert told <= Counter(number.count for number in made_of[line.label]), line.label


def test_each_number_leads_to_its_passages(client: TestClient, made_of: dict[str, list[Number]]) -> None:
    for number in (n for numbers in made_of.values() for n in numbers):
        if number.href.startswith("/items") and 0 < number.count <= 50:
            page = client.get(number.href)
            assert page.text.count('<tr role="row"><td') == number.count, number
        elif number.count:
            assert client.get(number.href).status_code == 200
