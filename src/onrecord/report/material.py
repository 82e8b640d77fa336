"""What a report is made from, gathered once, and where each thing lies in the site."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from onrecord.records import Actor, Document, Link
from onrecord.report.marks import blocks, parts

PAGE_BYTES = 900_000  # what a page is filled to; the promise is 1.5 MB, style and head included
LETTERS = {"statement": "S", "event": "E", "commitment": "C", "figure": "F", "framing": "W"}
WORDS = {"statement": "statement", "event": "event", "commitment": "commitment", "figure": "figure", "framing": "wording"}


@dataclass(frozen=True, slots=True)
class Material:
    """`items`: document id -> its items in reading order, without actors. `methods`: paragraphs for the last page."""

    title: str
    documents: Sequence[Document]
    items: Mapping[str, Sequence[Any]]
    actors: Mapping[str, Actor]
    links: Sequence[Link] = ()
    unreadable: Sequence[tuple[str, str]] = ()
    methods: Sequence[str] = ()
    histories: Mapping[str, Any] = field(default_factory=dict)  # document id -> its retrievals and versions, where it has some


def gathered(
    title: str,
    pairs: Iterable[tuple[Document, Iterable[Any]]],
    links: Iterable[Link] = (),
    unreadable: Sequence[tuple[str, str]] = (),
    methods: Sequence[str] = (),
    histories: Mapping[str, Any] | None = None,
) -> Material:
    """Documents with their items (actors among them) as a report's material; documents by date, then source."""
    read = sorted(((d, list(items)) for d, items in pairs), key=lambda pair: (pair[0].published or "9999", pair[0].source, pair[0].id))
    everyone = merged(i for _, items in read for i in items if i.kind == "actor")
    voiced = {d.id: in_reading_order(i for i in items if i.kind in LETTERS) for d, items in read}
    return Material(title, [d for d, _ in read], voiced, everyone, list(links), unreadable, methods, histories or {})


def merged(actors: Iterable[Actor]) -> dict[str, Actor]:
    """One actor an id: the same actor of several documents with all its mentions, aliases and roles, under its most frequent name."""
    groups: dict[str, list[Actor]] = {}
    for actor in actors:
        groups.setdefault(actor.id, []).append(actor)
    out = {}
    for key, group in groups.items():
        name = max(Counter(a.name for a in group).items(), key=lambda kv: (kv[1], -len(kv[0]), kv[0]))[0]
        out[key] = replace(
            group[0],
            name=name,
            aliases=tuple(dict.fromkeys(x for a in group for x in a.aliases)),
            roles=tuple(dict.fromkeys(r for a in group for r in a.roles)),
            evidence=tuple(s for a in group for s in a.evidence),
        )
    return out


def in_reading_order(items: Iterable[Any]) -> list[Any]:
    """By where the main evidence begins, as labels stand in the text; of those that start together the longer first."""

    def place(item: Any) -> tuple[int, int, str, str]:
        last = max((s.end for s in item.evidence), default=0)
        return first(item), -last, item.kind, item.id

    return sorted(items, key=place)


@dataclass(frozen=True, slots=True)
class Place:
    """A document's pages: for each a file name and the run of its blocks."""

    pages: tuple[tuple[str, range], ...]
    blocks: tuple[tuple[int, int], ...]


@dataclass(slots=True)
class Plan:
    """Where everything lies, relative to the site's root: page names, and for every item its page and printed label."""

    documents: dict[str, Place] = field(default_factory=dict)
    pages: dict[str, str] = field(default_factory=dict)  # document, actor or item id -> page
    labels: dict[str, str] = field(default_factory=dict)  # item id -> "S1"


def slug(id_: str) -> str:
    """A file name that no id can escape from, the same on every file system."""
    if re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,79}", id_):
        return id_
    plain = re.sub(r"[^a-z0-9]+", "-", id_.lower()).strip("-")[:40]
    return f"{plain}-{hashlib.sha256(id_.encode()).hexdigest()[:8]}" if plain else hashlib.sha256(id_.encode()).hexdigest()[:16]


def anchor(id_: str) -> str:
    """An element id that needs no escaping in a URL."""
    return id_ if re.fullmatch(r"[A-Za-z0-9_-]{1,80}", id_) else "x" + hashlib.sha256(id_.encode()).hexdigest()[:16]


def planned(material: Material) -> Plan:
    """Page and label of everything. A document is parted where the estimate of its HTML passes PAGE_BYTES."""
    plan = Plan()
    for actor in material.actors:
        plan.pages[actor] = f"actors/{slug(actor)}.html"
    for d in material.documents:
        cut = blocks(d.text)
        heads: list[list[Any]] = [[] for _ in cut] or [[]]
        for item in material.items.get(d.id, ()):
            heads[block_of(cut, first(item))].append(item)
        weights = [3 * (e - s) + 200 + sum(1600 + 900 * len(i.evidence) for i in heads[k]) for k, (s, e) in enumerate(cut)]
        runs = parts(weights, PAGE_BYTES)
        names = [f"documents/{slug(d.id)}{f'-{n}' if n > 1 else ''}.html" for n in range(1, len(runs) + 1)]
        plan.documents[d.id] = Place(tuple(zip(names, runs, strict=True)), tuple(cut))
        plan.pages[d.id] = names[0]
        counts: Counter[str] = Counter()
        for item in material.items.get(d.id, ()):
            counts[item.kind] += 1
            plan.labels[item.id] = f"{LETTERS[item.kind]}{counts[item.kind]}"
            k = block_of(cut, first(item))
            plan.pages[item.id] = next((name for name, run in zip(names, runs, strict=True) if k in run), names[0])
    return plan


def first(item: Any) -> int:
    """Where an item's main evidence begins: content, trigger, action, value, expression."""
    main = [s.start for s in item.evidence if s.role in ("content", "trigger", "action", "value", "expression")]
    return min(main or [s.start for s in item.evidence], default=0)


def block_of(cut: Sequence[tuple[int, int]], at: int) -> int:
    """The block that holds a character; 0 for a text without blocks."""
    low, high = 0, len(cut) - 1
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if cut[middle][0] <= at else (low, middle - 1)
    return max(low, 0)
