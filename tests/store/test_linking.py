"""Links between documents: the same whatever came in which order, and whatever went again."""

from __future__ import annotations

import random
from typing import Any

import pytest

from onrecord.records import (
    Actor,
    Commitment,
    Document,
    Event,
    Figure,
    Item,
    Span,
    Time,
    Value,
    Voice,
    document_id,
    identified,
)  # fmt: skip
from onrecord.store import Record

STATES = (Actor("DEU", "Germany", "state", "DEU"), Actor("UKR", "Ukraine", "state", "UKR"), Actor("POL", "Poland", "state", "POL"))
STAGES = ("floated", "pledged", "committed", "allocated", "delivered")


def report(number: int) -> tuple[Document, list[Item]]:
    """A report of a raid, one of three, and of a loan at some stage, one of two."""
    source = f"papers/{number:03}.txt"
    day, stage, lent = f"2024-05-{10 + number % 3}", STAGES[number % 5], (2, 3)[number % 2]
    words = " ".join(random.Random(number).choices("abcdefghijklmnop", k=60))
    text = f"Ukraine raided Poland on {day}. Germany {stage} a loan of €{lent} billion for Ukraine. {words}"
    sha256 = f"{number:064x}"
    doc = document_id(source, sha256)
    outlet = Actor(f"a{number:016x}", source, "media")
    own = Voice("outlet", outlet.id, (outlet.id,))

    def span(said: str, role: str) -> Span:
        start = text.index(said)
        return Span(role, start, start + len(said), said, source=(start, start + len(said)))

    raid = Event("", doc, "ASSAULT", actors=("UKR",), recipients=("POL",), intensity=-9.0, quad=4, voice=own, time=Time(day, "day", day), evidence=(span("raided", "trigger"),))
    sum_ = identified(Figure("", doc, Value(lent * 10**9, lent * 10**9, lent * 10**9), "EUR", "money", voice=own, evidence=(span(f"€{lent} billion", "value"),)))
    loan = Commitment("", doc, "pledge", ("DEU",), ("UKR",), amount=sum_.id, stage=stage, voice=own, evidence=(span(f"a loan of €{lent} billion for Ukraine", "action"),))  # type: ignore[arg-type]
    document = Document(doc, source, sha256, "text/plain", text, outlet=source, published=f"2024-06-{1 + number:02}")
    return document, [outlet, *STATES, identified(raid), sum_, identified(loan)]


PILE = [report(n) for n in range(20)]


def read(record: Record, reports: list[tuple[Document, list[Item]]], name: str) -> None:
    run = record.begin_run("1", "k", {"of": name})
    record.add(reports, run)
    record.finish_run(run)


def links(record: Record) -> list[tuple[str, tuple[str, str]]]:
    return [(link.relation, link.items) for link in record.links()]


def test_reports_of_one_event_and_stages_of_one_promise_are_tied(record: Record) -> None:
    read(record, PILE, "all")
    assert sum(relation == "same_event" for relation, _ in links(record)) == 20 - 3  # three raids
    for link in record.links(relation="fulfils"):
        later, earlier = (record.item(id_) for id_ in link.items)
        assert STAGES.index(later.stage) > STAGES.index(earlier.stage)  # type: ignore[union-attr,arg-type]
        first, second = (record.item(i.amount).value.best for i in (later, earlier))  # type: ignore[union-attr,arg-type]
        assert first == second or (later.stage in ("allocated", "delivered") and first < second)  # type: ignore[union-attr,operator]
        assert [span.doc for span in link.evidence] == [later.doc, earlier.doc]
    assert sum(relation == "fulfils" for relation, _ in links(record)) > 10
    assert list(record.verify()) == []


@pytest.mark.parametrize("seed", range(3))
def test_no_order_of_arrival_leaves_a_trace(record: Record, place: Any, seed: int) -> None:
    read(record, PILE, "all")
    chance = random.Random(seed)
    mixed = chance.sample(PILE, len(PILE))
    with Record.create(place("other")) as other:
        for start in range(0, len(mixed), 4):
            read(other, mixed[start : start + 4], f"day {start}")
        assert list(other.lines()) == list(record.lines())


def test_what_is_deleted_leaves_the_links_of_the_rest(record: Record, place: Any) -> None:
    read(record, PILE, "all")
    for document, _ in PILE[1::3]:
        record.delete(document.id)
    with Record.create(place("rest")) as rest:
        read(rest, [one for n, one in enumerate(PILE) if n % 3 != 1], "rest")
        assert links(record) == links(rest)


def test_a_rejected_report_ties_nothing(record: Record) -> None:
    read(record, PILE, "all")
    before = links(record)
    first = min(PILE[0][1], key=lambda item: item.kind != "event")
    record.correct("reject", first.id)
    assert not any(first.id in ends for _, ends in links(record))
    assert sum(relation == "same_event" for relation, _ in links(record)) == 16
    record.correct("undo")
    assert links(record) == before


def test_links_survive_the_round_trip(record: Record, place: Any) -> None:
    read(record, PILE, "all")
    with Record.create(place("copy")) as copy:
        copy.import_jsonl(record.lines())
        assert list(copy.lines()) == list(record.lines())
