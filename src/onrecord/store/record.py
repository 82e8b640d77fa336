"""The record: documents in, items out, one SQLite file or a PostgreSQL database.

    with Record.open("crisis.onrecord", create=True) as record:
        run = record.begin_run(version, knowledge_version, {"paths": ["reports"]})
        if not record.has(document.id, version, knowledge_version, run=run):
            record.add([(document, items)], run)                 # wholly in when this returns, or not at all
        record.finish_run(run)
        for statement in record.items(kind="statement", who="NATO"): ...
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from onrecord import __version__
from onrecord.errors import RecordError, Usage
from onrecord.records import Document, Item, Link, to_line
from onrecord.store import actors as actors_
from onrecord.store import copies as copies_
from onrecord.store import corrections, linking, reading, writing
from onrecord.store import evidence as evidence_
from onrecord.store import new as new_
from onrecord.store import review as review_
from onrecord.store import runs as accounts
from onrecord.store import similar as similar_
from onrecord.store import subset as subset_
from onrecord.store import verify as verify_
from onrecord.store.actors import Listed, Ranked
from onrecord.store.connect import connect, is_url, place_of, there
from onrecord.store.copies import Copy, Spread
from onrecord.store.database import Connection, told, transaction
from onrecord.store.evidence import Retrieval
from onrecord.store.journal import Entry
from onrecord.store.new import New
from onrecord.store.queries import Filter, document_ids
from onrecord.store.rows import loaded
from onrecord.store.runs import Change, Run, Skipped, Status
from onrecord.store.search import Hit, search
from onrecord.store.sql import Table, sql
from onrecord.store.verify import Problem

if TYPE_CHECKING:  # asking a record needs none of the readers of formats
    from onrecord.ingest.evidence import Evidence, Response
    from onrecord.ingest.places import Rectangle

BATCH = 200  # documents a transaction while importing
Reader = corrections.Reader


class Record:
    """A record opened for reading or writing. Errors: RecordError when the file is missing, locked, damaged or not a record."""

    url: str | None = None  # of a record in PostgreSQL

    def __init__(self, path: Path | str, connection: Connection, readonly: bool) -> None:
        """`path`: the file, or the database's URL without its password."""
        self.path, self.connection, self.readonly = path, connection, readonly
        self.called: dict[str, str] = {}  # actor id -> name, as far as looked up; those that read one state of a record may share it

    # -- opening ----------------------------------------------------------------------------------------------------

    @classmethod
    def open(cls, path: str | Path, create: bool = False, readonly: bool = False, timeout: float = 30.0) -> Self:
        """The record at `path`, a file or `postgresql://…`; `timeout` is how long to wait, in seconds, while another program writes."""
        if is_url(path):
            made = cls(place_of(str(path)), connect(path, create=create, readonly=readonly, timeout=timeout), readonly)
            made.url = str(path)
            return made
        if "://" in str(path):
            raise Usage(f"{path}: a record is an SQLite file, or a PostgreSQL database named postgresql://user@host/database")
        return cls(Path(path), connect(path, create=create, readonly=readonly, timeout=timeout), readonly)

    @classmethod
    def exists(cls, path: str | Path) -> bool:
        """Whether there is a record, or at least a file of that name."""
        return there(str(path)) if is_url(path) else Path(path).exists()

    @classmethod
    def create(cls, path: str | Path) -> Self:
        """A new record; RecordError when something is there already."""
        if cls.exists(path):
            raise RecordError(f"{place_of(str(path))}: exists already")
        return cls.open(path, create=True)

    def close(self) -> None:
        with told(self.path):
            self.connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    # -- writing ----------------------------------------------------------------------------------------------------

    def begin_run(self, version: str = __version__, knowledge_version: str = "", arguments: Mapping[str, Any] | None = None) -> int:
        """The number of a new run; of the unfinished one with the same versions and arguments, if a kill left one behind."""
        with self._writing(copies_.MANY):
            return writing.begin_run(self.connection, version, knowledge_version, dict(arguments or {}))

    def finish_run(self, run: int) -> None:
        with self._writing():
            writing.finish_run(self.connection, run)

    def has(
        self,
        document_id: str,
        version: str,
        knowledge_version: str,
        supplied: Mapping[str, Any] | None = None,
        run: int | None = None,
    ) -> bool:
        """Whether this document is current and was read by these versions, with these facts (`--published`, index) if any are given.

        With `run`, a yes is noted as "unchanged" in that run.
        """
        with told(self.path):
            known = accounts.has(self.connection, document_id, version, knowledge_version, supplied)
            if known and run is not None:
                accounts.unchanged(self.connection, document_id, run)
            return known

    def add(
        self,
        documents_and_items: Iterable[tuple[Document, Sequence[Item]]],
        run: int,
        rests_on: Iterable[tuple[str, Evidence]] = (),
        answers: Iterable[tuple[Response, Sequence[str]]] = (),
    ) -> None:
        """Readings of documents, as read: corrections are put over them here. One transaction: committed when this returns.

        `rests_on`: document id -> its file and places; `answers`: a web server's answer and the documents read from it.

        A document that is there already is read anew; one of the same source and other bytes supersedes the earlier version.
        Copies among documents are found when the run is finished, and in between whenever a thousand wait.
        """
        with self._writing(copies_.MANY):
            for document, items in documents_and_items:
                document = evidence_.first_retrieved(self.connection, document)
                writing.put(self.connection, writing.paired(document, items), run)
                corrections.correct_document(self.connection, document.id)
            for doc, evidence in rests_on:
                evidence_.keep(self.connection, doc, evidence)
            for response, docs in answers:
                evidence_.keep_response(self.connection, response, docs)

    def add_links(self, links: Iterable[Link]) -> None:
        """Links between documents, made after reading."""
        with self._writing():
            for link in links:
                writing.put_link(self.connection, link, to_line(link))

    def keep(self, document_id: str, evidence: Evidence) -> None:
        """The file that a document was read from: its path and hash, where its characters stand on pages, its bytes on request."""
        with self._writing():
            evidence_.keep(self.connection, document_id, evidence)

    def keep_response(self, response: Response, documents: Iterable[str]) -> None:
        """A web server's answer, and the documents that were read from it."""
        with self._writing():
            evidence_.keep_response(self.connection, response, documents)

    def skip(self, source: str, reason: str, run: int) -> None:
        """A source that could not be read, for `status`."""
        with self._writing(copies_.MANY):
            accounts.skip(self.connection, source, reason, run)

    def delete(self, document_id: str) -> None:
        """Removes exactly what the document contributed; corrections of it stay in the journal, as orphans."""
        with self._writing():
            writing.remove(self.connection, self._document_id(document_id))

    def erase(self, names: Sequence[str], versions: bool = False) -> list[Document]:
        """Deletes the documents meant (id, source, glob), and leaves no byte of them in the record's files. Which they were."""
        with self._writing():
            every: dict[str, None] = {}
            for name in names:
                ids = document_ids(self.connection, (name,))
                current = [id_ for id_ in ids if reading.current(self.connection, id_)]
                if not ids:
                    raise Usage(f"no document {name!r} in this record")
                every |= dict.fromkeys(ids if versions or name in ids else current or ids)
            if versions:
                every |= dict.fromkeys(document_ids(self.connection, [reading.document(self.connection, id_).source for id_ in every]))
            gone = [reading.document(self.connection, id_) for id_ in every]
            for id_ in every:
                writing.remove(self.connection, id_)
        with told(self.path):
            self.connection.erased()
            if isinstance(self.path, Path):
                similar_.forget(self.path, list(every))
        return gone

    def subset(self, path: str | Path, **filters: Any) -> int:
        """A new record at `path` of the documents that `filters` choose (those of `items`); how many. See store/subset.py."""
        with told(self.path):
            chosen = subset_.chosen(self.connection, Filter(**filters))
        if not chosen:
            raise Usage("no document is chosen: nothing was made")
        with Record.create(path) as target:
            try:
                with target._writing():
                    subset_.copy(self.connection, target.connection, chosen)
            except BaseException:
                if target.url is None:
                    Path(path).unlink()
                raise
        return len(chosen)

    def import_jsonl(self, lines: Iterable[str], name: str = "JSONL", run: int | None = None) -> int:
        """JSONL that `lines()` gave, kept byte for byte; how many documents. Unreadable names the line that is none."""
        own = self.begin_run(__version__, "", {"import": name}) if run is None else run
        count = 0
        batch: list[list[tuple[Any, str]]] = []
        for group in writing.groups(lines, name):
            batch.append(group)
            count += group[0][0].kind == "document"
            if len(batch) == BATCH:
                self._put_groups(batch, own)
                batch = []
        self._put_groups(batch, own)
        if run is None:
            self.finish_run(own)
        return count

    # -- reading ----------------------------------------------------------------------------------------------------

    def documents(
        self, doc: str | Sequence[str] | None = None, published: str | None = None, superseded: bool = False, copies: bool = True,
        *, state: str | None = None, limit: int | None = None, after: str | None = None,
    ) -> Iterator[Document]:
        """Current documents by source, then id; `superseded` adds earlier versions, `copies=False` leaves out duplicates.

        `state`: only those read, unread, undated, with gaps, or copies.

        `after` is the id of the last document of the page before.
        """
        wanted = Filter(doc=doc, published=published, superseded=superseded, copies=copies, state=state)
        yield from self._streamed(reading.documents(self.connection, wanted, limit, after))

    def heads(self, *, limit: int | None = None, after: str | None = None, **filters: Any) -> Iterator[reading.Head]:
        """The same documents as lines of a list, without their texts."""
        yield from self._streamed(reading.heads(self.connection, Filter(**filters), limit, after))

    def items(
        self,
        kind: str | Sequence[str] | None = None,
        doc: str | Sequence[str] | None = None,
        *,
        limit: int | None = None,
        after: str | None = None,
        **filters: Any,
    ) -> Iterator[Any]:
        """Statements, events, commitments, figures and framing (or the `kind`s named; also "actor", "link") in contract order.

        `filters` are those of `queries.Filter`: who, to, about, holder, actor, when, published, voice, factuality, label, historical,
        text, superseded, copies; nested, nobody, context, level, stage, having, unit, missing, contradicted. `after` is the id of the last item
        of the page before.
        """
        yield from self._streamed(reading.items(self.connection, Filter(kind=kind, doc=doc, **filters), limit, after))

    def count(self, **filters: Any) -> int:
        """How many items `items(**filters)` gives."""
        with told(self.path):
            return reading.count(self.connection, Filter(**filters))

    def count_documents(self, **filters: Any) -> int:
        """How many documents `documents(**filters)` gives."""
        with told(self.path):
            return reading.count_documents(self.connection, Filter(**filters))

    def labels(self, kind: str) -> list[str]:
        """The modes, types, acts, measures or devices that items of a kind have in this record."""
        with told(self.path):
            return reading.labels(self.connection, kind)

    def several(self, ids: Sequence[str]) -> list[Any]:
        """Items by their whole ids, in that order."""
        with told(self.path):
            return reading.several_items(self.connection, ids)

    def item(self, id: str) -> Item:
        """The item, actor or link with this id or a unique beginning of it; an actor comes merged across its documents."""
        with told(self.path):
            return reading.item(self.connection, id)

    def document(self, id: str) -> Document:
        """The document with this id, a unique beginning of it, or this source (its current version)."""
        with told(self.path):
            return reading.document(self.connection, self._document_id(id))

    def same_again(self, document: Document) -> str | None:
        """The current document of the same source with the same text and facts, though with other bytes."""
        with told(self.path):
            return evidence_.same_again(self.connection, document)

    def retrievals(self, name: str) -> list[Retrieval]:
        """Every answer of an address, or of the address that a document was retrieved from; the earliest first."""
        with told(self.path):
            docs = list(document_ids(self.connection, (name,)))
            return evidence_.retrievals(self.connection, [name, *(url for doc in docs for url in evidence_.addresses_of(self.connection, doc))])

    def with_history(self) -> list[str]:
        """Current documents that have earlier versions, or were retrieved from an address."""
        with told(self.path):
            return evidence_.with_history(self.connection)

    def original(self, sha256: str) -> bytes | None:
        """Bytes that the record keeps as evidence, by their hash."""
        with told(self.path):
            return evidence_.original(self.connection, sha256)

    def file_of(self, document_id: str) -> tuple[str | None, str] | None:
        """(path, SHA-256) of the file that a document was read from, where the record knows it."""
        with told(self.path):
            found = evidence_.file_of(self.connection, document_id)
            return found[:2] if found else None

    def rectangles(self, document: Document, start: int, end: int) -> list[Rectangle]:
        """Where `document.text[start:end]` stands on its pages; nothing for documents without pages."""
        from onrecord.ingest.places import rectangles, unpack

        with told(self.path):
            found = evidence_.file_of(self.connection, document.id)
        return rectangles(document.repairs, unpack(found[2]), start, end) if found and found[2] else []

    def versions(self, name: str) -> list[Document]:
        """Every version of a document (id, source, address), the earliest first."""
        with told(self.path):
            source = name
            if not self.connection.execute("SELECT 1 FROM documents WHERE source = ?", (name,)).fetchone():
                source = reading.document(self.connection, self._document_id(name)).source
            query = "SELECT json FROM documents WHERE source = ? ORDER BY coalesce(retrieved, ''), run, key"
            return [loaded(line) for (line,) in self.connection.execute(query, (source,)).fetchall()]

    def links(self, item: str | None = None, relation: str | None = None, *, limit: int | None = None, after: str | None = None) -> Iterator[Link]:
        yield from self._streamed(reading.links(self.connection, item, relation, limit, after))

    def actors(self, name: str | None = None, type: str | None = None, limit: int | None = None, mentions: int | None = None) -> Iterator[Listed]:
        """Each actor once, merged over the current documents it appears in, the most mentioned first; as evidence its first `mentions`, or all."""
        yield from self._streamed(actors_.listed(self.connection, name, type, limit, mentions))

    def ranked(self, name: str | None = None, type: str | None = None, limit: int | None = None, after: str | None = None) -> Iterator[Ranked]:
        """The same actors in the same order, by name only: for long lists. `after` is the id of the last actor of the page before."""
        yield from self._streamed(actors_.ranked(self.connection, name, type, limit, after))

    def merged(self, id: str, mentions: int | None = None) -> dict[str, Any]:
        """The actor with this id or a unique beginning of it, merged across its documents, as JSON has it, with its first `mentions`."""
        with told(self.path):
            return actors_.joined(self.connection, reading.one_item(self.connection, id, ("actors",)), mentions)

    def names(self) -> dict[str, str]:
        """actor id -> name, by majority over the documents it appears in."""
        with told(self.path):
            return actors_.names(self.connection)

    def lines(self, doc: str | Sequence[str] | None = None, superseded: bool = False) -> Iterator[str]:
        """The record as JSONL lines in contract order: `import_jsonl(lines())` is the same record."""
        yield from self._streamed(reading.lines(self.connection, Filter(doc=doc, superseded=superseded)))

    def search(self, query: str, kinds: Sequence[str] = (), limit: int = 20) -> list[Hit]:
        """Full text: words, "phrases", begin*, AND OR NOT. Usage when the query cannot be understood."""
        with told(self.path):
            return search(self.connection, query, kinds, limit)

    def similar(self, text: str, kinds: Sequence[str] = (), limit: int = 20, begun: Callable[[int], Callable[[], None]] | None = None, most: int | None = None) -> list[Hit]:
        """Sentences of documents and statements that mean nearly what `text` says; see store/similar.py."""
        with told(self.path):
            return similar_.similar(self.connection, self.path if isinstance(self.path, Path) else None, text, kinds, limit, begun, most)

    def sql(self, query: str, limit: int = 1000, seconds: float = 10.0) -> Table:
        """One SELECT of the caller's own; nothing can be written."""
        return sql(self.url or self.path, query, limit, seconds)

    def copies(self, document_id: str) -> list[Copy]:
        """The current documents that copy this one, each with its outlet and how much of it stands here."""
        with told(self.path):
            return copies_.listed(self.connection, self._document_id(document_id))

    def spread(self, documents: Iterable[str]) -> Spread:
        """Independent outlets and copies of these documents."""
        with told(self.path):
            return copies_.spread(self.connection, documents)

    def spreads(self) -> Callable[[Iterable[str]], Spread]:
        """`spread` for many sets of documents."""
        with told(self.path):
            return copies_.spreads(self.connection)

    # -- corrections ------------------------------------------------------------------------------------------------

    def correct(self, action: str, target: str | None = None, change: Mapping[str, Any] | None = None, **said: Any) -> Entry:
        """One correction into the journal, and its effect into the record.

        accept/reject ITEM; edit ITEM {"fields": {…}, "evidence": [{role, start, end}]}; split ITEM {"parts": [{…}, {…}]};
        split ACTOR {"mentions": [[start, end] …], "doc": …, "name": …}; merge ACTOR {"into": ACTOR};
        facts DOCUMENT {"published": …, "outlet": …, "title": …, "language": …}; undo [ENTRY]. `said`: by, note, at.
        """
        with self._writing():
            return corrections.correct(self.connection, action, target, dict(change or {}), **said)

    def journal(self) -> Iterator[Entry]:
        """Every correction, oldest first."""
        yield from self._streamed(corrections.entries(self.connection))

    def journal_lines(self) -> Iterator[str]:
        """The journal as JSONL."""
        yield from self._streamed(corrections.lines(self.connection))

    def import_journal(self, lines: Iterable[str], name: str = "journal") -> int:
        """Corrections from another record's journal, those already here left out; how many were new."""
        with self._writing():
            return corrections.merge_journal(self.connection, lines, name)

    def orphans(self) -> list[Entry]:
        """Corrections in force that fit nothing any more: kept, listed, applied again as soon as they fit."""
        with told(self.path):
            return corrections.orphans(self.connection)

    def obsolete(self, orphan: Entry) -> bool:
        """Whether an orphan has nothing left to do: what it spoke of is read no more, or is read as it asked. Else a person has to look."""
        with told(self.path):
            return corrections.obsolete(self.connection, orphan)

    def next_for_review(self, kind: str, after: str = "") -> str | None:
        """The id of the first item of a kind that nobody has judged yet, in a random order that is the same for everybody."""
        with told(self.path):
            return review_.next_item(self.connection, kind, after)

    def review_progress(self, kind: str) -> review_.Progress:
        """How many were judged, and how many of those were right."""
        with told(self.path):
            return review_.progress(self.connection, kind)

    def facts_for(self, document_id: str) -> dict[str, Any]:
        """Document facts that corrections give: published, outlet, title, language."""
        with told(self.path):
            return corrections.facts_for(self.connection, document_id)

    def stale(self) -> list[str]:
        """Documents whose facts were corrected and whose items have not been read again with them."""
        with told(self.path):
            return corrections.stale(self.connection)

    def reread(self, document_id: str, reader: Reader) -> None:
        """Reads the stored text again with the corrected facts; `reader(document) -> (document, items)`. No source file is needed."""
        with self._writing():
            corrections.reread(self.connection, self._document_id(document_id), reader)

    def reread_stale(self, reader: Reader) -> int:
        """`reread` for every document that needs it, each in its own transaction; how many."""
        stale = self.stale()
        for doc in stale:
            self.reread(doc, reader)
        return len(stale)

    # -- accounts ---------------------------------------------------------------------------------------------------

    def runs(self) -> list[Run]:
        with told(self.path):
            return accounts.listed(self.connection)

    def status(self) -> Status:
        with told(self.path):
            return accounts.status(self.connection, self.path)

    def skipped(self) -> tuple[Skipped, ...]:
        """Sources that could not be read and have not been since."""
        with told(self.path):
            return accounts.unreadable(self.connection)

    def methods(self) -> dict[str, Any]:
        """Versions, hashes, and what was read, skipped, copied and corrected: the paragraph a paper needs, as data."""
        with told(self.path):
            return accounts.methods(self.connection)

    def diff(self, before: int, after: int) -> Iterator[Change]:
        """What changed in the readings between the end of one run and the end of another, by document. Corrections are not readings."""
        yield from self._streamed(accounts.diff(self.connection, before, after))

    def new(self, since: str, copies: bool = False) -> Iterator[New]:
        """What is new since a day (EDTF): newly happened, reported, retrieved, or read otherwise by another version."""
        yield from self._streamed(new_.new(self.connection, since, copies))

    def verify(self) -> Iterator[Problem]:
        """Everything that is not as it must be; nothing when the record is sound."""
        yield from self._streamed(verify_.problems(self.connection))

    # -- inside -----------------------------------------------------------------------------------------------------

    @contextmanager
    def _writing(self, waiting: int = 1) -> Iterator[None]:
        """One transaction, at whose end copies are looked for if at least `waiting` documents wait for that."""
        if self.readonly:
            raise RecordError(f"{self.path}: opened for reading only")
        with told(self.path), transaction(self.connection):
            yield
            copies_.refresh(self.connection, waiting)
            linking.refresh(self.connection, 1 if waiting == 1 else linking.MANY)

    def _streamed(self, rows: Iterator[Any]) -> Iterator[Any]:
        with told(self.path):
            yield from rows

    def _document_id(self, name: str) -> str:
        return reading.one_document(self.connection, name)

    def _put_groups(self, groups: Sequence[Sequence[tuple[Any, str]]], run: int) -> None:
        with self._writing(copies_.MANY):
            for group in groups:
                writing.put_group(self.connection, group, run)
                if group[0][0].kind == "document":
                    corrections.correct_document(self.connection, group[0][0].id)

