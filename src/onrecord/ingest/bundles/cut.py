"""Archive bundles: one export, many articles. `parts(source, kind, notice)` cuts it; `extract.extract` reads one article of it.

    Nexis (.docx .rtf .txt)     nexis.py      the articles of a text, their fields as pieces of it
    Factiva (.rtf .html .txt)   factiva.py    the same
    mbox                        mbox.py       messages, each read as mail
    Zotero (RIS, CSL-JSON)      zotero.py     the attachments beside it, with the facts the list states
    WARC (.gz)                  warc.py       the pages answered with status 200

Each article is a source of its own, small enough to send to a worker. What a bundle declares and does not hold is told: as a source that
can't be read, so that it is printed, recorded and listed by `onrecord status` like everything else that is missing.
"""

from __future__ import annotations

import os
import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from io import BytesIO
from typing import IO

from onrecord.ingest import archives, identify
from onrecord.ingest.bundles import factiva, mbox, nexis, rtf, warc, word, zotero
from onrecord.ingest.bundles.part import Article, Bundle, Part, Piece
from onrecord.ingest.bundles.rtf import Rich
from onrecord.ingest.encoding import decoded
from onrecord.ingest.extracted import Refused
from onrecord.ingest.source import Source, load

Notice = Callable[[str], None]
LIST = "list"  # the layout of a cover page that lists documents and holds none
HEAD = 1 << 16  # bytes that decide whether a page, a text or a message is a bundle
_NEXIS_ID = re.compile(r"urn(?::|%3A)contentItem(?::|%3A)([A-Za-z0-9-]{8,60})", re.I)
_SIGN = re.compile(r"do[ck]ument|^(?:HD|SE)(?:\t|  )", re.I | re.M)  # without it a text is no export, in none of the languages
_NAMES = {nexis.NEXIS: "Nexis", nexis.ACADEMIC: "LexisNexis", factiva.FACTIVA: "Factiva"}


def parts(source: Source, kind: str, notice: Notice) -> Iterator[Source] | None:
    """The articles of a source that is a bundle, as sources; None where it is none. What can't be read is raised as Refused."""
    if kind in (identify.GZIP, identify.WARC):
        return _pages(source, notice) if warc.looks_like(_head(source)) else None
    if kind == identify.MAIL:
        return _messages(source, notice) if source.media_type != identify.MAIL and mbox.looks_like(_head(source)) else None
    if kind in (identify.TEXT, identify.JSON) and (listed := zotero.looks_like(decoded(_head(source)))):
        return _listed(source, listed, notice)
    if (found := _bundle(source, kind)) is not None:
        return _articles(source, *found, notice)
    return None


def _head(source: Source) -> bytes:
    if source.data is None and source.path and not source.members and source.row is None:
        with open(source.path, "rb") as file:
            return file.read(HEAD)
    return load(source)[:HEAD]


# -- Nexis, Factiva -------------------------------------------------------------------------------------------------


def _bundle(source: Source, kind: str) -> tuple[Bundle, bytes | None, str] | None:
    """(the bundle, the file's bytes where its text is theirs as UTF-8, media type)"""
    if kind == identify.TEXT:
        head = decoded(_head(source), source.charset)
        if not _SIGN.search(head) or not (nexis.looks_like(head) or factiva.looks_like(head)):
            return None
        data = load(source)
        text = decoded(data, source.charset)
        found = _split(text)
        return (found, data if _plain_utf8(data, text) else None, identify.TEXT) if found else None
    if kind == identify.HTML:
        if not factiva.page_looks_like(decoded(_head(source), source.charset)):
            return None
        text = factiva.page_text(load(source), source.charset)
        return (factiva.bundle(text), None, identify.HTML) if factiva.looks_like(text) else None
    if kind == identify.RTF:
        made = rtf.rich(load(source))
    elif kind == identify.DOCX:
        data = load(source)
        if not _worth_opening(data):
            return None
        made = word.paragraphs(data)
    else:
        return None
    return (split, None, kind) if (split := _split(made.text, made)) else None


def _worth_opening(data: bytes) -> bool:
    """A quick look, so that ordinary Word files are parsed once only: by the reader of articles."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            body = archives.zip_member(archive, archive.getinfo("word/document.xml"))
    except (zipfile.BadZipFile, KeyError, ValueError, EOFError, OSError):
        return False
    lower = body.lower()
    return any(sign in lower for sign in (b"load-date", b"job number", b"lexisnexis", b"of document", b"dokument", b"documento", b"du document", b"documents ("))


def _plain_utf8(data: bytes, text: str) -> bool:
    return text.encode("utf-8", "surrogatepass") == data


def _split(text: str, made: Rich | None = None) -> Bundle | None:
    layout = nexis.looks_like(text)
    if layout:
        found = nexis.bundle(text, layout)
    elif factiva.looks_like(text):
        found = factiva.bundle(text)
    else:
        return None
    links = made.links if made else ()
    return replace(found, articles=tuple(_with_accession(text, article, links) for article in found.articles))


def _with_accession(text: str, article: Article, links: tuple[rtf.Link, ...]) -> Article:
    """The number that the article's own fields state, else the content item that its headline links to."""
    if article.accession:
        return article
    if stated := next((text[p.start : p.end].strip() for p in article.pieces if p.field == "accession" and p.end > p.start), None):
        return replace(article, accession=stated)
    title = next((p for p in article.pieces if p.field == "title"), None)
    if title is None:
        return article
    near = (link for link in links if title.start - 2 <= link.start <= title.end)
    return replace(article, accession=next((found[1] for link in near if (found := _NEXIS_ID.search(link.address))), None))


def _articles(source: Source, bundle: Bundle, data: bytes | None, media_type: str, notice: Notice) -> Iterator[Source]:
    found = len(bundle.articles)
    called = _NAMES[bundle.layout]
    if not found:
        if bundle.declared:
            yield replace(source, part=Part(LIST, declared=bundle.declared))
            return
        raise Refused(f"a {called} export without articles")
    alone = found == 1 and (bundle.declared or 1) == 1
    on_disk = bool(source.path) and not source.members and source.data is None and data is not None
    at = reached = 0
    for article in bundle.articles:
        stretch = bundle.text[article.start : article.end]
        pieces = tuple(Piece(p.field, p.start - article.start, p.end - article.start) for p in article.pieces)
        part = Part(bundle.layout, article.start, pieces, media_type)
        name = source.name if alone else f"{source.name}#{article.number}"
        raw = stretch.encode("utf-8", "surrogatepass")
        if on_disk:
            at, reached = reached, reached + len(raw)
            where = replace(source, name=name, row=(at, len(raw)))
        else:
            where = replace(source, name=name, path=None, members=(), data=raw)
        yield replace(where, part=part, accession=article.accession, charset="utf-8", media_type=media_type)
    if bundle.declared:
        notice(f"{source.name}: {called}, {plural(bundle.declared, 'document')} declared, {found:,} found")
    else:
        notice(f"{source.name}: {called}, {plural(found, 'document')} found, none declared")
    if why := shortage(bundle):
        yield Source(source.name, failure=why)


def shortage(bundle: Bundle) -> str | None:
    """What a bundle says it holds and does not: "declares 10 documents and holds 9 (7 is missing)"; None where all is there."""
    said = []
    found, declared = len(bundle.articles), bundle.declared
    if declared and found != declared:
        numbers = {a.number for a in bundle.articles}
        gone = [str(n) for n in range(1, declared + 1) if n not in numbers] if bundle.layout != factiva.FACTIVA and found < declared else []
        shown = ", ".join(gone[:10]) + (" …" if len(gone) > 10 else "")
        said.append(f"declares {plural(declared, 'document')} and holds {found:,}" + (f" ({shown} missing)" if gone else ""))
    if broken := [a.number for a in bundle.articles if not a.whole]:
        said.append(f"document {', '.join(map(str, broken[:10]))} breaks off before its end")
    return "; ".join(said) or None


def counted(source: Source, found: Iterator[Source]) -> Iterator[Source]:
    """The members of an archive. Where one of them is a list of its documents, what the list names and the archive lacks is told."""
    listed = there = 0
    for one in found:
        if one.part and one.part.layout == LIST:
            listed += one.part.declared or 0
            continue
        there += one.failure is None
        yield one
    if listed and there != listed:
        yield Source(source.name, failure=f"declares {plural(listed, 'document')} in its list and holds {there:,}")


def plural(n: int, noun: str) -> str:
    """ "1 entry", "2,000 entries" """
    return f"{n:,} {noun}" if n == 1 else f"{n:,} {noun[:-1]}ies" if noun.endswith("y") else f"{n:,} {noun}s"


# -- mbox, WARC, Zotero ---------------------------------------------------------------------------------------------


def _file(source: Source) -> IO[bytes]:
    if source.data is None and source.path and not source.members:
        return open(source.path, "rb")
    return BytesIO(load(source))


def _messages(source: Source, notice: Notice) -> Iterator[Source]:
    on_disk = source.data is None and bool(source.path) and not source.members
    count = 0
    with closing(_file(source)) as file:
        for count, message in enumerate(mbox.messages(file), 1):
            name = f"{source.name}#{count}"
            if message.length > archives.LARGEST:
                yield Source(name, failure=f"larger than {archives.LARGEST >> 20} MiB")
                continue
            if on_disk:
                one = replace(source, name=name, row=(message.offset, message.length))
            else:
                here = file.tell()
                file.seek(message.offset)
                one = replace(source, name=name, path=None, members=(), data=file.read(message.length))
                file.seek(here)
            yield replace(one, media_type=identify.MAIL, accession=message.message_id)
            if message.broken:
                yield Source(source.name, failure=f"message {count} {message.broken}")
    notice(f"{source.name}: mbox, {plural(count, 'message')}")


def _pages(source: Source, notice: Notice) -> Iterator[Source]:
    on_disk = source.data is None and bool(source.path) and not source.members
    passed, count = warc.Passed(), 0
    with closing(_file(source)) as file, closing(_file(source)) as again:
        for count, page in enumerate(warc.pages(file, passed), 1):
            where = {"path": source.path, "row": (page.offset, 0)} if on_disk else {"data": warc.payload(again, page.offset)}
            yield Source(
                page.url or f"{source.name}#{count}", **where, part=Part(warc.WARC, media_type=page.media_type), accession=page.record_id,
                url=page.url or None, retrieved=page.retrieved, media_type=page.media_type, charset=page.charset,
            )  # fmt: skip
            if page.broken:
                yield Source(source.name, failure=f"{page.url} {page.broken}")
    besides = ", ".join(f"{n:,} {what}" for what, n in sorted(passed.counts.items()))
    notice(f"{source.name}: WARC, {plural(count, 'page')}" + (f"; passed over: {besides}" if besides else ""))
    if damaged := [what for what in passed.counts if what.startswith("a damaged")]:
        yield Source(source.name, failure=f"{damaged[0]} after {plural(count, 'page')}; what follows was not read")


def _listed(source: Source, kind: str, notice: Notice) -> Iterator[Source]:
    if not source.path or source.members or source.data is not None:
        notice(f"{source.name}: a bibliography inside an archive or a stream; unpack it beside its attachments to have its facts")
        return
    folder, base = os.path.dirname(source.path), source.name.rpartition("/")[0]
    entries = attached = bare = 0
    for entries, entry in enumerate(zotero.entries(load(source), kind), 1):
        found = list(zotero.attachments(entry, folder))
        bare += not found
        for written, path, why in found:
            if why or path is None:
                yield Source(f"{source.name}#{entries}", failure=f"attachment {written} {why}")
                continue
            attached += 1
            inner = os.path.relpath(path, os.path.realpath(folder)).replace(os.sep, "/")
            yield Source(f"{base}/{inner}" if base else inner, path=os.path.join(folder, *inner.split("/")), supplied=entry.facts, accession=entry.key)
    if why := zotero.broken(load(source), kind):
        yield Source(source.name, failure=why)
    notice(f"{source.name}: Zotero, {plural(entries, 'entry')}, {plural(attached, 'attachment')}" + (f"; {bare:,} without any, not read" if bare else ""))
