"""Conditions on items and documents that no column answers: what the lists of the command line and of the API narrow by."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from onrecord.records import Document
from onrecord.store.record import Record

Keep = Callable[[Any], bool]
STATES: dict[str, Callable[[Document], object]] = {
    "read": lambda d: not d.unread and not d.duplicate_of,
    "unread": lambda d: d.unread,
    "undated": lambda d: not d.published and not d.duplicate_of,
    "gaps": lambda d: not d.duplicate_of and any(r.kind == "gap" for r in d.repairs),
    "copies": lambda d: d.duplicate_of,
}


def documents(state: str | None) -> Keep:
    """Of a state: read, unread, undated, gaps, copies; all of them for None."""
    return lambda d: state is None or bool(STATES[state](d))


def statements(nested: bool = False, nobody: bool = False) -> Keep:
    """Only those heard through more than one mouth; only those whose speaker is not named."""
    return lambda i: (i.voice.statement is not None or not nested) and not (nobody and i.speakers)


def events(context: Sequence[str] = ()) -> Keep | None:
    """In any of these contexts; None where none are asked for."""
    return (lambda i: not set(context).isdisjoint(i.contexts)) if context else None


def commitments(level: Sequence[str] = (), stage: Sequence[str] = (), having: Sequence[str] = ()) -> Keep:
    """Of a level or stage; with a condition, a deadline, an amount, whether or not its day or sum could be made out."""

    def keep(i: Any) -> bool:
        roles = {s.role for s in i.evidence} | ({"deadline"} if i.deadline else set()) | ({"amount"} if i.amount else set())
        return (not level or (i.level or "unspecified") in level) and (not stage or i.stage in stage) and roles >= set(having)

    return keep


def figures(record: Record, unit: Sequence[str] = (), missing: Sequence[str] = (), contradicted: bool = False) -> Keep:
    """In a unit; that don't tell something; that another report contradicts."""
    disputed = {i for link in record.links(relation="contradicts") for i in link.items} if contradicted else set()
    return lambda i: (not unit or i.unit in unit) and set(i.missing) >= set(missing) and (i.id in disputed or not contradicted)
