"""Links within a document, from text to links: the cases in tests/cases/links. Each names all links of a relation, as pairs of evidence."""

from __future__ import annotations

import json
from typing import Any

import pytest

from onrecord.link import same_event
from onrecord.records import Event, Link, Place, Span, Time, identified
from tests.extract.cases import CASES, cases
from tests.extract.reading import read_text

RELATIONS = ("same_event", "fulfils")


@pytest.mark.parametrize("case", cases("links"))
def test_links(case: dict[str, Any]) -> None:
    document, items = read_text(case["text"], "2024-06-20")
    links = [item for item in items if isinstance(item, Link)]
    known = {item.id for item in items}
    for link in links:
        assert set(link.items) <= known
        assert [span.role for span in link.evidence] == ["first", "second"]
        assert all(span.doc == document.id and document.text[span.start : span.end] == span.text for span in link.evidence)
    for relation in RELATIONS:
        if relation in case:
            assert [[span.text for span in link.evidence] for link in links if link.relation == relation] == case[relation]


EVENTS = [json.loads(line) for line in (CASES / "links" / "events.jsonl").read_text("utf8").splitlines()]


def event(number: int, said: dict[str, Any], doc: str) -> Event:
    at = 100 * number
    trigger = Span("trigger", at, at + len(said["trigger"]), said["trigger"])
    return identified(
        Event(
            "", doc, said.get("type", "ASSAULT"), said.get("mode"), actors=tuple(said["actors"]), recipients=tuple(said["recipients"]), quad=said.get("quad", 4),
            factuality=said.get("factuality", "actual"), time=Time(said["time"], "day", said["time"]) if "time" in said else None,
            place=Place(said["place"], precision="city") if "place" in said else None, evidence=(trigger,),
        )
    )  # fmt: skip


@pytest.mark.parametrize("case", [pytest.param(case, id=case["why"]) for case in EVENTS])
def test_reports_of_one_event(case: dict[str, Any]) -> None:
    if "inside" in case:
        events = [event(n, said, "d1") for n, said in enumerate(case["events"])]
        sentences = {one.id: said.get("sentence", said["trigger"]) for one, said in zip(events, case["events"], strict=True)}
        assert pairs(same_event.inside(events, sentences), events) == case["inside"]
    if "across" in case:
        events = [event(n, said, f"d{n}") for n, said in enumerate(case["events"])]
        blocks: dict[str, list[Event]] = {}
        for one in events:
            if key := same_event.block(one):
                blocks.setdefault(key, []).append(one)
        links = [link for members in blocks.values() for link in same_event.across(members)]
        assert pairs(links, events) == case["across"]


def pairs(links: list[Link], events: list[Event]) -> list[list[int]]:
    ids = [one.id for one in events]
    return [[ids.index(end) for end in link.items] for link in links]
