"""Where one article's bytes are, and the bytes."""

from __future__ import annotations

from dataclasses import dataclass

from onrecord.errors import Unreadable
from onrecord.ingest import archives
from onrecord.ingest.bundles import warc
from onrecord.ingest.bundles.part import Part
from onrecord.ingest.evidence import Response
from onrecord.ingest.extracted import NOTHING, Facts, Refused
from onrecord.ingest.tables import Table


@dataclass(frozen=True, slots=True)
class Source:
    """Where one article's bytes are. Picklable: a path wherever there is one, bytes only where there is none.

    `failure` says why it can't be read, where that is known already: reading it raises `Unreadable(name, failure)`.
    """

    name: str  # Document.source
    path: str | None = None  # absolute
    members: tuple[str, ...] = ()  # the way into archives at `path`, by their own names
    row: tuple[int, int] | None = None  # offset and length in bytes of a table's row
    data: bytes | None = None
    table: Table | None = None  # how the row is read
    url: str | None = None  # fetched from, after redirects
    media_type: str | None = None  # as declared by the server
    charset: str | None = None
    retrieved: str | None = None
    supplied: Facts = NOTHING  # what the user says; it outranks what the document says
    of_entries: tuple[tuple[str, Facts], ...] = ()  # the same for single entries of a feed
    failure: str | None = None
    response: Response | None = None  # what the web server answered
    recognise: str | None = None  # languages that tesseract is to read pictures of pages in: "eng", "deu+eng"
    keep: bool = False  # whether the record is to keep the bytes
    without: tuple[str, ...] = ()  # entries of a feed that are read elsewhere: their links were followed
    part: Part | None = None  # how an article stands in its bundle
    accession: str | None = None  # what the bundle calls it
    original: Source | None = None  # what this is a translation of, as the user says


def load(source: Source) -> bytes:
    """The bytes of a source. Raises Unreadable."""
    if source.failure:
        raise Unreadable(source.name, source.failure)
    if source.data is not None:
        return source.data
    try:
        if source.members:
            return archives.member(source.path or "", source.members)
        with open(source.path or "", "rb") as file:
            if source.part and source.part.layout == warc.WARC and source.row:
                return warc.payload(file, source.row[0])
            if source.row:
                file.seek(source.row[0])
                return file.read(source.row[1])
            return archives.limited(file)
    except Refused as error:
        raise Unreadable(source.name, str(error)) from error
    except OSError as error:
        raise Unreadable(source.name, error.strerror or type(error).__name__) from error
