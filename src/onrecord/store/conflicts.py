"""Journals of colleagues as one, and where they do not agree.

    merged(mine, theirs)       every entry once, oldest first: the same whoever merges
    conflicts(mine, theirs)    pairs that cannot both be meant; the later one holds until one of them is undone
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from onrecord.store.journal import Entry

EARLIEST = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Conflict:
    """`second` is the later one."""

    about: str  # the words, the document or the actor both speak of
    what: str
    first: Entry
    second: Entry


def instant(at: str) -> datetime:
    try:
        read = datetime.fromisoformat(at)
    except ValueError:
        return EARLIEST
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def merged(*journals: Sequence[Entry]) -> list[Entry]:
    """By time. An undoing comes after what it undoes and each journal keeps its own order, even where a clock was set back."""
    when: dict[str, datetime] = {}
    known: dict[str, Entry] = {}
    for entries in journals:
        so_far = EARLIEST
        for entry in entries:
            so_far = max(so_far, instant(entry.at))
            when[entry.id] = max(so_far, when.get(entry.id, EARLIEST))
            known[entry.id] = entry
    out: dict[str, Entry] = {}

    def put(entry: Entry) -> None:
        if entry.undoes in known and entry.undoes not in out:
            put(known[entry.undoes])
        out.setdefault(entry.id, entry)

    for entry in sorted(known.values(), key=lambda entry: (when[entry.id], entry.id)):
        put(entry)
    return list(out.values())


def standing(entries: Iterable[Entry]) -> list[Entry]:
    """Those in force: not undone, or the undoing was undone. Undoings themselves are left out."""
    undoings: dict[str, list[Entry]] = {}
    every = list(entries)
    for entry in every:
        if entry.undoes:
            undoings.setdefault(entry.undoes, []).append(entry)

    def in_force(entry: Entry) -> bool:
        return not any(in_force(undoing) for undoing in undoings.get(entry.id, ()))

    return [entry for entry in every if entry.action != "undo" and in_force(entry)]


def conflicts(mine: Sequence[Entry], theirs: Sequence[Entry]) -> list[Conflict]:
    """Between what only one side has, as both together leave it."""
    both = merged(mine, theirs)
    order = {entry.id: number for number, entry in enumerate(both)}
    in_mine, in_theirs = {entry.id for entry in mine}, {entry.id for entry in theirs}
    held = standing(both)
    out = []
    targets: dict[Any, list[Entry]] = {}
    for entry in held:
        if entry.id not in in_theirs:
            for target in _targets(entry):
                targets.setdefault(target, []).append(entry)
    seen = set()
    for entry in held:
        if entry.id in in_mine:
            continue
        for other in (other for target in _targets(entry) for other in targets.get(target, ())):
            what = _disagreement(other, entry)
            if what and (other.id, entry.id) not in seen:
                seen.add((other.id, entry.id))
                first, second = sorted((other, entry), key=lambda one: order[one.id])
                out.append(Conflict(entry.quotation or entry.source or entry.item or "", what, first, second))
    return sorted(out, key=lambda found: (order[found.second.id], order[found.first.id]))


def _targets(entry: Entry) -> Iterator[Any]:
    """What an entry speaks of. Two entries about one of these speak of the same thing."""
    if entry.action == "facts":
        yield "facts", entry.source or entry.doc
    elif entry.action == "merge":
        yield "merge", entry.item
        yield "merge", (entry.change or {}).get("into")
    else:
        yield "item", entry.item, entry.doc if entry.kind == "actor" else None
        if entry.quotation is not None:
            yield "words", entry.source, entry.kind, entry.label, entry.quotation, entry.start


def _disagreement(one: Entry, other: Entry) -> str | None:
    mine, theirs = one.change or {}, other.change or {}
    if one.action == other.action == "merge":
        if one.item == other.item and mine["into"] != theirs["into"]:
            return "merged into two different actors"
        return "merged in opposite directions" if one.item == theirs["into"] and other.item == mine["into"] else None
    if one.action != other.action:
        return f"{one.action} here, {other.action} there"
    if one.action == "facts":
        return _differing(mine, theirs)
    if one.action == "edit":
        evidence = "evidence" in mine and "evidence" in theirs and mine["evidence"] != theirs["evidence"]
        return _differing(mine.get("fields") or {}, theirs.get("fields") or {}) or ("edited to other evidence" if evidence else None)
    return None if mine == theirs else f"{one.action} in two ways"


def _differing(mine: Any, theirs: Any) -> str | None:
    names = [name for name in mine if name in theirs and mine[name] != theirs[name]]
    return f"different {', '.join(names)}" if names else None
