"""The whole path, top to bottom: from a source's bytes to the items it holds. Start reading here."""

from __future__ import annotations

import traceback
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from onrecord import ingest, workers
from onrecord.errors import TOO_MUCH_MEMORY, Unreadable
from onrecord.extract.attribute import attribute, with_quotes
from onrecord.extract.commitments import find_commitments
from onrecord.extract.events import find_events
from onrecord.extract.figures import find_figures
from onrecord.extract.framing import find_framing
from onrecord.extract.statements import find_statements, spoken
from onrecord.extract.subjects import with_subjects
from onrecord.extract.times import dated
from onrecord.extract.where import located
from onrecord.ingest.evidence import NONE, Evidence
from onrecord.ingest.pinned import pinned
from onrecord.ingest.sources import Source
from onrecord.link import inside
from onrecord.reader import Encoder
from onrecord.reader import encoder as trained
from onrecord.reader import read as reader
from onrecord.records import Document, Item, first_place
from onrecord.resolve import knowledge as knowledge_base
from onrecord.resolve.actors import resolve_actors
from onrecord.resolve.knowledge import Knowledge
from onrecord.resolve.known import identified
from onrecord.resolve.mentions import find_mentions
from onrecord.resolve.seats import seated
from onrecord.workers import Limits


def read(document: Document, knowledge: Knowledge, encoder: Encoder) -> tuple[Document, list[Item]]:
    """Everything one document says: its actors, then its items in reading order, its links last; every one pinned to document.text."""
    if document.unread:
        return document, []
    reading = reader(document, encoder)
    cast = resolve_actors(reading, seated(find_mentions(reading, knowledge), reading.text, knowledge), knowledge)
    acts = find_statements(reading, cast)
    statements = spoken(acts)
    figures = with_subjects(reading, cast, find_figures(reading))
    events = find_events(reading, cast, acts)
    commitments = find_commitments(reading, cast, acts, figures)
    framing = find_framing(reading, cast, statements)
    items = dated(reading, [*(s for s, _ in statements), *figures, *events, *commitments, *framing])
    items = located(reading, cast, items)
    actors, items = identified(document, cast, *attribute(reading, cast, items), knowledge)
    ordered = sorted(items, key=lambda item: (*first_place(item), item.kind, item.id))
    found = pinned(document, [*actors, *ordered])
    return with_quotes(document, ordered), [*found, *inside(reading, found)]


@dataclass(frozen=True)
class Result:
    """What one source gave: its documents with their items, or the reason why it could not be read."""

    source: Source
    documents: tuple[tuple[Document, list[Item]], ...] = ()
    evidence: tuple[tuple[str, Evidence], ...] = ()  # document id -> what it rests on
    error: Unreadable | None = None


def loaded() -> None:
    """What reading needs, loaded before there is anything to read."""
    knowledge_base.load()
    trained.load()


def read_source(source: Source) -> Result:
    """One source, whole. A bad input or a fault of ours is its result, not an exception, so that the rest of the pile is read."""
    try:
        found = ingest.ingested(source)
        evidence = tuple((document.id, rests_on) for document, rests_on in found if rests_on != NONE)
        return Result(source, tuple(read(document, knowledge_base.load(), trained.load()) for document, _ in found), evidence)
    except Unreadable as error:
        return Result(source, error=error)
    except MemoryError:
        return Result(source, error=Unreadable(source.name, TOO_MUCH_MEMORY))
    except Exception as error:
        where = traceback.extract_tb(error.__traceback__)[-1]
        return Result(source, error=Unreadable(source.name, f"onrecord failed on it ({type(error).__name__} in {where.name}: {error}); please report it"))


def read_sources(sources: Iterable[Source], jobs: int = 1, limits: Limits | None = None) -> Iterator[Result]:
    """Results in the order of the sources, whatever the number of jobs.

    With `limits`, or several jobs, sources are read in processes of their own: one that overruns the limits, or whose process dies,
    is its own result and takes no other with it. Without, and with one job, they are read right here.
    """
    if limits is None and jobs <= 1:
        yield from map(read_source, sources)
        return
    yield from workers.results(sources, read_source, _lost, jobs, limits or Limits(), light=_light)


def _lost(source: Source, reason: str) -> Result:
    return Result(source, error=Unreadable(source.name, reason))


def _light(source: Source) -> bool:
    return source.data is None or len(source.data) < 4096


def reread(document: Document) -> tuple[Document, list[Item]]:
    """A document of the record read again, from its own text and facts; no source is needed."""
    return read(replace(document, quotes=tuple(replace(mark, item=None) for mark in document.quotes)), knowledge_base.load(), trained.load())
