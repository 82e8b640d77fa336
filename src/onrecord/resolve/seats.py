"""Brussels is the EU, NATO or Belgium: which one a capital stands for that is also the seat of a body, told by whom else the text names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from onrecord import data
from onrecord.resolve.knowledge import Knowledge, words
from onrecord.resolve.mentions import Mention

PLACED = re.compile(r"\b(?:in|from|at|near|outside|around|through|of)\s+(?:the\s+)?$", re.I)  # a place, not who sits there


@lru_cache(maxsize=1)
def _seats() -> dict[str, tuple[dict[str, frozenset[str]], str]]:
    """Place -> (body -> keys that show it is meant, default)."""
    out = {}
    for row in data.table(__package__, "seats.tsv"):
        bodies = dict(part.split("=") for part in row["bodies"].split(";"))
        out[row["place"]] = {body: frozenset(keys.split(",")) for body, keys in bodies.items()}, row["default"] or ""
    return out


def seated(mentions: Sequence[Mention], text: str, knowledge: Knowledge) -> list[Mention]:
    """The mentions, those of a seat tied to the body that the text shows to be meant."""
    places = [k for k, m in enumerate(mentions) if m.entry and m.entry.type == "state" and text[slice(*m.head)] in _seats()]
    if not places:
        return list(mentions)
    out = list(mentions)
    for k in places:
        mention = mentions[k]
        bodies, default = _seats()[text[slice(*mention.head)]]
        if PLACED.search(text[max(0, mention.start - 20) : mention.start]):
            continue
        others = [m for m in mentions if text[slice(*m.head)] != text[slice(*mention.head)]]
        named = {entry.key for m in others for entry in (m.entry, m.modifier) if entry}
        if mention.entry and mention.entry.key in named:
            continue
        meant = next((body for body, keys in bodies.items() if keys & named), default)
        entry = next((e for e in (knowledge.names.get(words(knowledge.called[meant])),) if e), None) if meant in knowledge.called else None
        if entry is not None:
            out[k] = replace(mention, entry=replace(entry, sense="metonym"))
    return out
