"""PATH arguments to sources: one `Source` an article, named as the record will name it, small enough to send to a worker.

    ./articles            articles/a.txt, articles/bundle.zip/inner/b.html, articles/table.csv#12
    'articles/*.txt'      articles/a.txt
    https://x.org/a.html  https://x.org/a.html
    -                     -

What can't be read is a source too: reading it says why, and the rest goes on.
"""

from __future__ import annotations

import glob
import logging
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import PurePath
from typing import IO

from onrecord import data
from onrecord.errors import TOO_MUCH_MEMORY, Unreadable
from onrecord.ingest import archives, email, feed, fetch, identify
from onrecord.ingest.bundles import cut
from onrecord.ingest.evidence import Response
from onrecord.ingest.extracted import Refused
from onrecord.ingest.index import supplied
from onrecord.ingest.rows import rows
from onrecord.ingest.source import Source, load
from onrecord.ingest.translations import paired

__all__ = ["Source", "load", "sources"]
log = logging.getLogger(__name__)
Notice = Callable[[str], None]


def sources(
    paths: Iterable[str],
    *,
    columns: Mapping[str, str] | None = None,
    index: str | None = None,
    published: str | None = None,
    follow: bool = False,
    notice: Notice = log.info,
    stdin: IO[bytes] | None = None,
    translations: Mapping[str, str] | None = None,
    recognise: str | None = None,
    keep: bool = False,
) -> Iterator[Source]:
    """Each article under the given paths: files, folders, globs, addresses, "-"; the same order for the same set.

    `columns` overrides the guess of a table's columns ({"text": "body"}); `index` and `published` are what the user says of
    documents; `follow` also fetches what feeds link to, where it is public; `notice` is told what a user should see, a line each.
    `translations`: path of a translation -> path of its original; `recognise` has pictures of pages read by tesseract in that language;
    `keep` has the record keep the files' bytes. Raises Usage for an index or a date that can't be understood, nothing else.
    """
    given = {os.path.abspath(translation): os.path.abspath(original) for translation, original in (translations or {}).items()}
    every = [*paths, *given]
    for source in paired(_articles(every, columns, index, published, follow, notice, stdin), given, index):
        yield replace(source, recognise=recognise, keep=keep) if recognise or keep else source


def _articles(
    paths: Iterable[str], columns: Mapping[str, str] | None, index: str | None, published: str | None, follow: bool, notice: Notice, stdin: IO[bytes] | None
) -> Iterator[Source]:
    said = supplied(index, published)
    skip = os.path.abspath(index) if index else None
    seen: set[str] = set()
    names: set[str] = set()
    for place in _places(paths, stdin):
        if place.path:
            if place.path in seen or place.path == skip:
                continue
            seen.add(place.path)
        for source in expanded(place, columns, follow, notice):
            if source.part and source.part.layout == cut.LIST:
                notice(f"{source.name}: a list of {source.part.declared:,} documents")
                continue
            if source.path and source.path != place.path:  # a bibliography leads to it
                if source.path in seen:
                    continue
                seen.add(source.path)
            facts = said.facts(source.name, source.path if not source.members and not source.row else None).over(source.supplied)
            names.add(source.name)
            entries = said.of_entries(source.name)
            names.update(f"{source.name}#{part}" for part, _ in entries)
            yield replace(source, supplied=facts, of_entries=entries) if facts != source.supplied or entries else source
    for key in said.unused(names):
        notice(f"{index}: nothing read is called {key}")


# -- from arguments to files ----------------------------------------------------------------------------------------


def _places(paths: Iterable[str], stdin: IO[bytes] | None) -> Iterator[Source]:
    for path in sorted(set(map(str, paths))):
        if path == "-":
            yield _standard_input(stdin or sys.stdin.buffer)
        elif re.match(r"[a-z][a-z0-9+.-]*://", path, re.I):
            yield fetch_source(path)
        elif not os.path.lexists(path) and glob.has_magic(path):
            yield from _matches(path)
        else:
            yield from _under(os.path.abspath(path), os.path.dirname(os.path.abspath(path)))


def _standard_input(stdin: IO[bytes]) -> Source:
    try:
        return Source("-", data=archives.limited(stdin))
    except Refused as error:
        return Source("-", failure=str(error))


def fetch_source(url: str, public_only: bool = False) -> Source:
    try:
        page = fetch.fetched(url, public_only)
    except fetch.Answered as error:
        return Source(url, failure=str(error), response=error.response)
    except Refused as error:
        return Source(url, failure=str(error))
    response = Response(url, page.url, page.retrieved, page.status, page.headers, page.data)
    return Source(url, data=page.data, url=page.url, media_type=page.media_type, charset=page.charset, retrieved=page.retrieved, response=response)


def _matches(pattern: str) -> Iterator[Source]:
    """A glob's matches, named from the parent of its fixed part: news/*/a.txt -> news/x/a.txt."""
    parts = os.path.abspath(pattern).split(os.sep)
    fixed = os.sep.join(parts[: next(i for i, p in enumerate(parts) if glob.has_magic(p))]) or os.sep
    found = sorted(glob.glob(pattern, recursive=True))
    if not found:
        yield Source(pattern, failure="no file matches")
    for match in found:
        if os.path.abspath(match) != fixed and not (os.path.isdir(match) and "**" in pattern):
            yield from _under(os.path.abspath(match), os.path.dirname(fixed))


def _under(path: str, base: str) -> Iterator[Source]:
    """A file, or the files under a folder that can be documents, in the order of their names; hidden ones are left out."""
    if not os.path.isdir(path):
        known = os.path.isfile(path)
        failure = None if known else "not a file" if os.path.lexists(path) and os.path.exists(path) else "no such file or folder"
        yield Source(_named(path, base), path=path, failure=failure)
        return
    found: list[Source] = []
    refused: list[OSError] = []
    for folder, folders, names in os.walk(path, onerror=refused.append):
        folders[:] = [f for f in folders if not _hidden(f)]
        inside = [os.path.join(folder, n) for n in names if not _hidden(n) and not passed_over(n)]
        found += [Source(_named(f, base), path=f) for f in inside if os.path.isfile(f)]
    found += [Source(_named(e.filename, base), failure=e.strerror) for e in refused]
    yield from sorted(found, key=lambda source: (not source.name.endswith((".ris", ".json")), source.name))  # lists before what they list


def _named(path: str, base: str) -> str:
    return os.fsencode(recorded(PurePath(path), PurePath(base))).decode("utf-8", "replace")


def recorded(path: PurePath, base: PurePath) -> str:
    """How the record names a file: C:\\news\\may\\a.txt from C:\\news is "may/a.txt", on every system."""
    return path.relative_to(base).as_posix() if path.is_relative_to(base) else path.as_posix()


def _hidden(name: str) -> bool:
    return name.startswith((".", "~$")) or name == "__MACOSX"


@cache
def _not_documents() -> frozenset[str]:
    return frozenset(word for line in data.lines(__package__, "passed_over.txt") for word in line.split())


def passed_over(name: str) -> bool:
    return os.path.splitext(name)[1].casefold() in _not_documents()


# -- from files to articles -----------------------------------------------------------------------------------------


def expanded(source: Source, columns: Mapping[str, str] | None, follow: bool, notice: Notice, depth: int = 0) -> Iterator[Source]:
    """The articles in a source: itself, or an archive's members, a bundle's articles, a table's rows, a message and its attachments."""
    if source.failure or source.part:
        yield source
        return
    try:
        head = source.data[: identify.HEAD] if source.data is not None else _head(source)
        kind = identify.media_type(source.data if source.data is not None else head, source.name, source.media_type)
        if kind in (identify.ZIP, identify.GZIP) and depth >= archives.DEPTH:
            raise Refused(f"archives within archives, more than {archives.DEPTH} deep")
        if (cut_up := cut.parts(source, kind, notice)) is not None:
            parts = cut_up
        elif kind in (identify.ZIP, identify.GZIP):
            parts = _members(source, kind)
        elif kind in identify.TABLES:
            told: list[str] = []

            def heard(line: str) -> None:
                told.append(line)
                notice(line)

            articles = 0
            for part, where in rows(source, kind, columns, heard):
                articles += 1
                yield replace(source, name=f"{source.name}{part}", **where)
            if not articles and not any("an index of documents" in line for line in told):
                raise Refused("a table without articles in it")
            return
        elif kind == identify.MAIL:
            yield source
            parts = _attachments(source)
        elif kind == identify.FEED and follow:
            parts = _followed(source)
        else:
            yield source
            return
        found = (one for part in parts for one in expanded(part, columns, False, notice, depth + 1))
        if kind != identify.ZIP:
            yield from found
            return
        first = next(counted := iter(cut.counted(source, found)), None)
        if first is None:
            raise Refused("an archive with nothing in it that can be read")
        yield first
        yield from counted
    except Refused as error:
        yield replace(source, data=None, failure=str(error))
    except Unreadable as error:
        yield replace(source, data=None, failure=error.reason)
    except OSError as error:
        yield replace(source, data=None, failure=error.strerror or type(error).__name__)
    except MemoryError:
        yield replace(source, data=None, failure=TOO_MUCH_MEMORY)
    except Exception as error:  # an edge to parsers, as in ingest.documents: a damaged archive or table is one line, not the end
        yield replace(source, data=None, failure=f"damaged: {type(error).__name__}: {' '.join(str(error).split())[:200]}")


def _followed(source: Source) -> Iterator[Source]:
    """The full texts of a feed's teasers, then the feed without them; a teaser whose text can't be had stays."""
    reached: list[str] = []
    for name, url in feed.teasers(load(source)):
        page = fetch_source(url, public_only=True)
        if not page.failure:
            reached.append(name)
        yield page
    yield replace(source, without=tuple(reached))


def _head(source: Source) -> bytes:
    return load(source)[: identify.HEAD] if source.members or source.row or not source.path else archives.head(source.path)


def _members(source: Source, kind: str) -> Iterator[Source]:
    """An archive's files; those on disk by their way in, those only in memory with their bytes."""
    if kind == identify.GZIP:
        if source.path and not source.members:
            yield Source(source.name, path=source.path, members=("",))
        else:
            yield replace(source, path=None, members=(), data=archives.gunzipped(load(source)))
        return
    if source.path:
        archive = archives.archive_at(source.path, source.members)
        if "word/document.xml" in archive.namelist():
            yield replace(source, media_type=identify.DOCX)
            return
        for info in archives.zip_members(archive):
            name = archives.member_name(info.filename)
            if not _skipped(name):
                yield Source(f"{source.name}/{name}", path=source.path, members=(*source.members, info.filename))
        return
    for raw, content in archives.contained(load(source)):
        name = archives.member_name(raw)
        if not _skipped(name):
            failure, read = (str(content), None) if isinstance(content, Refused) else (None, content)
            yield Source(f"{source.name}/{name}", data=read, failure=failure)


def _skipped(name: str) -> bool:
    return any(map(_hidden, name.split("/"))) or passed_over(name)


def _attachments(source: Source) -> Iterator[Source]:
    for name, content in email.attachments(load(source)):
        if not passed_over(name):
            yield Source(f"{source.name}/{name}", data=content)
