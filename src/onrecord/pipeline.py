"""The whole path, top to bottom: from a source's bytes to the items it holds. Start reading here."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

from onrecord import ingest
from onrecord.errors import Unreadable
from onrecord.extract.attribute import attribute, with_quotes
from onrecord.extract.commitments import find_commitments
from onrecord.extract.events import find_events
from onrecord.extract.figures import find_figures
from onrecord.extract.framing import find_framing
from onrecord.extract.statements import find_statements, spoken
from onrecord.extract.times import dated
from onrecord.ingest.pinned import pinned
from onrecord.ingest.sources import Source
from onrecord.reader import read as reader
from onrecord.records import Document, Item, first_place
from onrecord.resolve import knowledge as knowledge_base
from onrecord.resolve.actors import resolve_actors
from onrecord.resolve.knowledge import Knowledge
from onrecord.resolve.mentions import find_mentions


def read(document: Document, knowledge: Knowledge) -> tuple[Document, list[Item]]:
    """Everything one document says: its actors, then its items in reading order, every one pinned to document.text."""
    if document.unread:
        return document, []
    reading = reader(document)
    cast = resolve_actors(reading, find_mentions(reading, knowledge))
    acts = find_statements(reading, cast)
    statements = spoken(acts)
    figures = find_figures(reading)
    events = find_events(reading, cast, acts)
    commitments = find_commitments(reading, cast, acts, figures)
    framing = find_framing(reading, cast, statements)
    items = dated(reading, [*(s for s, _ in statements), *figures, *events, *commitments, *framing])
    actors, items = attribute(reading, cast, items)
    ordered = sorted(items, key=lambda item: (*first_place(item), item.kind, item.id))
    return with_quotes(document, ordered), pinned(document, [*actors, *ordered])


@dataclass(frozen=True)
class Result:
    """What one source gave: its documents with their items, or the reason why it could not be read."""

    source: Source
    documents: tuple[tuple[Document, list[Item]], ...] = ()
    error: Unreadable | None = None


def read_source(source: Source) -> Result:
    """One source, whole; never raises for a bad input, so that the rest of the pile is read."""
    try:
        return Result(source, tuple(read(document, knowledge_base.load()) for document in ingest.documents(source)))
    except Unreadable as error:
        return Result(source, error=error)


def read_sources(sources: Iterable[Source], jobs: int = 1, done: Callable[[Result], Any] | None = None) -> Iterator[Result]:
    """Results in the order of the sources, whatever the number of jobs; `done` is told of each for progress."""
    results: Iterable[Result]
    if jobs <= 1:
        results = map(read_source, sources)
        yield from _told(results, done)
        return
    with ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("spawn")) as pool:
        yield from _told(pool.map(read_source, sources, chunksize=8), done)


def _told(results: Iterable[Result], done: Callable[[Result], Any] | None) -> Iterator[Result]:
    for result in results:
        if done:
            done(result)
        yield result


def reread(document: Document) -> tuple[Document, list[Item]]:
    """A document of the record read again, from its own text and facts; no source is needed."""
    return read(replace(document, quotes=()), knowledge_base.load())
