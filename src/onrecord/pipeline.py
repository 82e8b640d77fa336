"""The whole path, top to bottom: from a source's bytes to the items it holds. Start reading here."""

from __future__ import annotations

import multiprocessing
import traceback
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace

from onrecord import ingest
from onrecord.errors import Unreadable
from onrecord.extract.attribute import attribute, with_quotes
from onrecord.extract.commitments import find_commitments
from onrecord.extract.events import find_events
from onrecord.extract.figures import find_figures
from onrecord.extract.framing import find_framing
from onrecord.extract.statements import find_statements, spoken
from onrecord.extract.times import dated
from onrecord.ingest.evidence import NONE, Evidence
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
    evidence: tuple[tuple[str, Evidence], ...] = ()  # document id -> what it rests on
    error: Unreadable | None = None


def read_source(source: Source) -> Result:
    """One source, whole. A bad input or a fault of ours is its result, not an exception, so that the rest of the pile is read."""
    try:
        found = ingest.ingested(source)
        evidence = tuple((document.id, rests_on) for document, rests_on in found if rests_on != NONE)
        return Result(source, tuple(read(document, knowledge_base.load()) for document, _ in found), evidence)
    except Unreadable as error:
        return Result(source, error=error)
    except Exception as error:
        where = traceback.extract_tb(error.__traceback__)[-1]
        return Result(source, error=Unreadable(source.name, f"onrecord failed on it ({type(error).__name__} in {where.name}: {error}); please report it"))


def read_sources(sources: Iterable[Source], jobs: int = 1) -> Iterator[Result]:
    """Results in the order of the sources, whatever the number of jobs. A worker that dies takes only its own source with it."""
    if jobs <= 1:
        yield from map(read_source, sources)
        return
    waiting = iter(sources)
    pool = _pool(jobs)
    running: deque[tuple[Source, Future[Result]]] = deque()
    try:
        while True:
            while len(running) < AHEAD * jobs and (source := next(waiting, None)) is not None:
                running.append((source, pool.submit(read_source, source)))
            if not running:
                return
            source, future = running.popleft()
            try:
                yield future.result()
            except BrokenProcessPool:
                retried = [source, *(s for s, _ in running)]
                running.clear()
                pool.shutdown(cancel_futures=True)
                for one in retried:  # one at a time in a pool of its own: the one that kills it is named
                    yield _alone(one)
                pool = _pool(jobs)
    finally:
        pool.shutdown(cancel_futures=True)


AHEAD = 8  # sources under way for each worker: enough to keep them busy, few enough to keep memory flat


def _pool(jobs: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("spawn"))


def _alone(source: Source) -> Result:
    with _pool(1) as pool:
        try:
            return pool.submit(read_source, source).result()
        except BrokenProcessPool:
            return Result(source, error=Unreadable(source.name, "the process reading it died (out of memory?); it was skipped and can be read again"))


def reread(document: Document) -> tuple[Document, list[Item]]:
    """A document of the record read again, from its own text and facts; no source is needed."""
    return read(replace(document, quotes=tuple(replace(mark, item=None) for mark in document.quotes)), knowledge_base.load())
