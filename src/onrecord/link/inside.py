"""The links within one document."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from onrecord.link import fulfils, same_event
from onrecord.records import Actor, Commitment, Event, Figure, Item, Link

if TYPE_CHECKING:  # the store links too, and reads nothing
    from onrecord.reader import Reading

MOST = 100  # promises of one party to one recipient that are compared in a document


def inside(reading: Reading, items: Sequence[Item]) -> list[Link]:
    """Reports of one event and stages of one promise, by where their second item stands."""
    events = [item for item in items if isinstance(item, Event)]
    sentences = {event.id: reading.text[slice(*reading.sentences[reading.sentence_at(event.evidence[0].start)])] for event in events} if reading.sentences else {}
    return [*same_event.inside(events, sentences), *promises(reading.document.published, items)]


def promises(published: str | None, items: Sequence[Item]) -> list[Link]:
    figures = {item.id: item for item in items if isinstance(item, Figure)}
    actors = {item.id: item for item in items if isinstance(item, Actor)}
    made = [one for item in items if isinstance(item, Commitment) and (one := fulfils.promise(item, published, figures, actors))]
    blocks: dict[str, list[fulfils.Promise]] = {}
    for one in made:
        for block in fulfils.blocks(one):
            blocks.setdefault(block, []).append(one)
    found = {link.id: link for members in blocks.values() for link in fulfils.links(members[:MOST], inside=True)}
    return sorted(found.values(), key=lambda link: (link.evidence[0].start, link.id))
