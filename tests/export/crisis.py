"""A small record of real states for the exports of events: two papers and a copy tell of one attack, one of them of plans, bans and talks besides."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.factory import actor, document, span

from onrecord.records import (
    Commitment,
    Document,
    Event,
    Figure,
    Item,
    Link,
    Place,
    Statement,
    Time,
    Value,
    Voice,
    digest,
    identified,
)
from onrecord.store import Record

SHELLED = "Shells hit a market in Asmara on Monday. Ethiopian guns killed between 12 and 15 people there, officials said."
TOLD = "Ethiopia shelled Asmara on Monday, killing 12 people. “We will answer,” Eritrea’s president said. Ethiopia will meet Kenya in Kenya. Kenya banned =SUM(A1) Ltd."
OLD = "In 1990 the Soviet Union criticised Ethiopia. East Germany praised it."


def event(doc: Document, type_: str, trigger: str, who: tuple[str, ...], whom: tuple[str, ...], **facts: Any) -> Event:
    facts = {"voice": Voice("outlet", "outlet", ("outlet",)), "confidence": 0.8} | facts
    intensity, quad = {"ASSAULT": (-9.5, 4), "CONSULT": (2.5, 1), "COERCE": (-7.0, 4), "ACCUSE": (-2.0, 3), "SUPPORT": (5.0, 1)}[type_]
    return identified(Event("", doc.id, type_, actors=who, recipients=whom, intensity=intensity, quad=quad, evidence=(span(doc, "trigger", trigger),), **facts))


def asmara(doc: Document) -> dict[str, Any]:
    return {"mode": "heavy-weapons", "time": Time("2024-05-27", "day", "on Monday"), "place": Place("Asmara", "ERI", 15.339, 38.933, 343300, "city")}


def articles() -> list[tuple[Document, list[Item]]]:
    one = document("wire/one.txt", SHELLED, outlet="The Wire", published="2024-05-28", title="+1 market hit")
    copy = document("post/copy.txt", SHELLED + "\n", outlet="The Post", published="2024-05-29")
    two = document("herald/two.txt", TOLD, outlet="The Herald", published="2024-05-28")
    old = document("herald/old.txt", OLD, outlet="The Herald", published="1990-03-02")
    out: list[tuple[Document, list[Item]]] = []
    for d in (one, copy):
        killed = identified(Figure("", d.id, Value(12, 15), "persons", "killed", evidence=(span(d, "value", "between 12 and 15 people"),), confidence=0.9))
        attack = event(d, "ASSAULT", "killed", ("ETH/army",), ("people",), **asmara(d))
        out.append((d, [actor(d, "ETH/army", "Ethiopian guns", "armed_group", "Ethiopian guns", country="ETH", sector="MIL"), actor(d, "people", "people", "population", "people", country="ERI", sector="CVL"), attack, killed]))
    states = [actor(two, "ETH", "Ethiopia", "state", "Ethiopia", country="ETH", sector="GOV"), actor(two, "ERI", "Eritrea", "state", "Eritrea", country="ERI", sector="GOV"),
              actor(two, "KEN", "Kenya", "state", "Kenya", country="KEN", sector="GOV"), actor(two, "firm", "=SUM(A1) Ltd", "company", "=SUM(A1) Ltd", sector="BUS")]  # fmt: skip
    said = identified(Statement("", two.id, "direct", ("ERI",), "ERI", "president", voice=Voice("direct", "ERI", ("ERI",)), evidence=(span(two, "content", "“We will answer,”"), span(two, "cue", "said"))))
    threat = identified(Commitment("", two.id, "threat", ("ERI",), ("ETH",), level="conventional", voice=Voice("direct", "ERI", ("ERI",), said.id), factuality="hypothetical", evidence=(span(two, "action", "We will answer"),)))
    kenya = Place("Kenya", "KEN", 0.5, 37.9, 192950, "country")
    meeting = ("ETH", "KEN")
    items: list[Item] = [
        event(two, "ASSAULT", "shelled", ("ETH",), ("ERI",), **asmara(two)),
        identified(Figure("", two.id, Value(12, 12, 12), "persons", "killed", evidence=(span(two, "value", "12 people"),), confidence=0.9)),
        said, threat,
        event(two, "CONSULT", "will meet", meeting, meeting, factuality="future", place=kenya),
        event(two, "COERCE", "banned", ("KEN",), ("firm",), mode="restrict", contexts=("economic", "legal"), place=kenya),
    ]  # fmt: skip
    out.append((two, [*states, *items]))
    past = [actor(old, "SUN", "Soviet Union", "state", "Soviet Union", country="SUN"), actor(old, "ETH", "Ethiopia", "state", "Ethiopia", country="ETH"), actor(old, "DDR", "East Germany", "state", "East Germany", country="DDR")]
    out.append((old, [*past, event(old, "ACCUSE", "criticised", ("SUN",), ("ETH",), mode="disapprove", time=Time("1990", "year", "In 1990")), event(old, "SUPPORT", "praised", ("DDR",), ("ETH",))]))
    return out


def same(pairs: list[tuple[Document, list[Item]]]) -> Link:
    """The Herald's attack is the Wire's."""
    first, second = (next(i for i in items if isinstance(i, Event) and i.type == "ASSAULT") for _, items in (pairs[0], pairs[2]))
    evidence = tuple(span(d, role, i.evidence[0].text) for role, (d, _), i in (("first", pairs[0], first), ("second", pairs[2], second)))
    named = tuple(type(s)(s.role, s.start, s.end, s.text, doc=i.doc) for s, i in zip(evidence, (first, second), strict=True))
    return Link("l" + digest(first.id, second.id), "same_event", (first.id, second.id), ("type", "place"), named)


def crisis(path: Path) -> Record:
    record = Record.create(path)
    run = record.begin_run("1", "k")
    pairs = articles()
    record.add(pairs, run)
    record.add_links([same(pairs)])
    record.finish_run(run)
    return record
