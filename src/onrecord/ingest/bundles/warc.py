"""WARC (ISO 28500) by fastwarc: the HTML pages that were answered with status 200, each where it lies in the file.

WARC-Target-URI is the document's source, WARC-Date when it was retrieved, WARC-Record-ID its accession. Redirects, errors, pictures, requests
and `revisit` records (the same page met again) are counted, not read. A page's bytes are those the server sent, without the transfer's
chunks and compression: their hash is that of the page fetched directly.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, Any

from onrecord.ingest.archives import LARGEST
from onrecord.ingest.extracted import Refused

WARC = "warc"
_HTML = ("text/html", "application/xhtml+xml")


@dataclass(frozen=True, slots=True)
class Page:
    offset: int  # of the record in the file, in bytes; of its compressed member in a .gz
    url: str
    retrieved: str | None
    record_id: str | None
    media_type: str
    charset: str | None
    broken: str | None = None


@dataclass(slots=True)
class Passed:
    """What was met besides, by words for it."""

    counts: Counter[str] = field(default_factory=Counter)


def looks_like(head: bytes) -> bool:
    """WARC, also inside gzip."""
    if head.startswith(b"\x1f\x8b"):
        try:
            head = zlib.decompressobj(31).decompress(head, 64)
        except zlib.error:
            return False
    return head.startswith((b"WARC/1.", b"WARC/0."))


def pages(file: IO[bytes], passed: Passed) -> Iterator[Page]:
    """The pages of an archive in order. What breaks off ends the reading, and is counted."""
    module = _fastwarc()
    file.seek(0)
    records = iter(module.ArchiveIterator(file, record_types=module.WarcRecordType.any_type, parse_http=True))
    while True:
        try:
            record = next(records, None)
        except Exception as error:  # fastwarc raises its own and zlib's: a damaged archive ends here
            passed.counts[f"a damaged record ({type(error).__name__})"] += 1
            return
        if record is None:
            return
        kind = record.record_type
        if kind == module.WarcRecordType.revisit:
            passed.counts["met again unchanged"] += 1
            continue
        if kind != module.WarcRecordType.response:
            continue
        status = record.http_headers.status_code if record.http_headers else None
        media = (record.http_content_type or "").split(";")[0].strip().casefold()
        if status != 200:
            passed.counts[f"status {status}"] += 1
            continue
        if media not in _HTML:
            passed.counts["no HTML"] += 1
            continue
        held = len(record.reader.read(LARGEST + 1))
        broken = None
        declared = record.content_length
        if held < declared <= LARGEST:
            broken = f"declares {declared:,} bytes and holds {held:,}"
        if cut := record.headers.get("WARC-Truncated"):
            broken = f"cut short when it was archived ({cut})"
        yield Page(
            record.stream_pos, record.headers.get("WARC-Target-URI", "").strip("<>"), record.headers.get("WARC-Date"),
            record.headers.get("WARC-Record-ID", "").strip("<>").removeprefix("urn:uuid:") or None, media, record.http_charset, broken,
        )  # fmt: skip


def payload(file: IO[bytes], offset: int) -> bytes:
    """The page of the record at `offset`, at most LARGEST bytes of it."""
    module = _fastwarc()
    file.seek(offset)
    for record in module.ArchiveIterator(file, record_types=module.WarcRecordType.response, parse_http=True):
        data = record.reader.read(LARGEST + 1)
        headers = {k.casefold(): v for k, v in (record.http_headers or {}).items()}
        if "chunked" in headers.get("transfer-encoding", "").casefold():
            data = _unchunked(data)
        data = _unpacked(data, headers.get("content-encoding", "").casefold())
        if len(data) > LARGEST:
            raise Refused(f"larger than {LARGEST >> 20} MiB")
        return bytes(data)
    raise Refused("no longer in the archive")


def _unchunked(data: bytes) -> bytes:
    """The transfer's chunks put together; what is not chunked, though it says so, stays."""
    out, at = bytearray(), 0
    while True:
        cut = data.find(b"\r\n", at)
        try:
            size = int(data[at:cut].split(b";")[0], 16) if cut >= 0 else -1
        except ValueError:
            size = -1
        if size < 0:
            return bytes(out) if out else data
        if size == 0:
            return bytes(out)
        out += data[cut + 2 : cut + 2 + size]
        at = cut + 2 + size + 2


def _unpacked(data: bytes, encoding: str) -> bytes:
    try:
        if encoding in ("gzip", "x-gzip", "deflate"):
            unpacker = zlib.decompressobj(47) if data[:1] in (b"\x1f", b"\x78") else zlib.decompressobj(-15)
            return unpacker.decompress(data, LARGEST + 1)
        if encoding == "br":
            import brotli  # type: ignore[import-untyped]  # comes with fastwarc

            unbrotli = brotli.Decompressor()
            return bytes(unbrotli.process(data, output_buffer_limit=LARGEST + 1))
    except (zlib.error, ValueError) as error:
        raise Refused(f"damaged {encoding} in the archive") from error
    except Exception as error:
        if type(error).__module__ == "brotli":
            raise Refused("damaged br in the archive") from error
        raise
    return data


def _fastwarc() -> Any:
    try:
        from fastwarc import warc as module
    except ImportError as error:
        raise Refused("WARC archives are read with the extra warc: pip install 'onrecord[warc]'") from error
    return module
