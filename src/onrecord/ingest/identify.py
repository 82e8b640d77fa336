"""What kind of thing some bytes are: by their content first, by the name's extension where content leaves it open."""

from __future__ import annotations

import json
import re
import zipfile
from io import BytesIO
from typing import Final

from onrecord.ingest.encoding import decoded

HEAD: Final = 4096  # bytes that decide

TEXT, MARKDOWN, HTML, PDF = "text/plain", "text/markdown", "text/html", "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
RTF, WARC = "application/rtf", "application/warc"
MAIL, FEED, ZIP, GZIP = "message/rfc822", "application/feed+xml", "application/zip", "application/gzip"
CSV, TSV, JSON, JSONL = "text/csv", "text/tab-separated-values", "application/json", "application/jsonl"
TABLES = frozenset({CSV, TSV, JSON, JSONL})

BY_EXTENSION = {
    ".txt": TEXT, ".text": TEXT, ".md": MARKDOWN, ".markdown": MARKDOWN, ".html": HTML, ".htm": HTML, ".xhtml": HTML,
    ".csv": CSV, ".tsv": TSV, ".json": JSON, ".jsonl": JSONL, ".ndjson": JSONL, ".eml": MAIL, ".rss": FEED, ".atom": FEED,
}  # fmt: skip
UNREAD = (  # magic bytes of what is no document onrecord reads, and its name
    (b"\x89PNG", "a PNG image"), (b"\xff\xd8\xff", "a JPEG image"), (b"GIF8", "a GIF image"), (b"SQLite format 3\0", "an SQLite database"),
    (b"\x7fELF", "a program"), (b"MZ\x90", "a program"), (b"Rar!", "a RAR archive"), (b"7z\xbc\xaf", "a 7z archive"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive"), (b"BZh", "a bzip2 archive"),
    (b"\xd0\xcf\x11\xe0", "an old or encrypted Office document (save it as .docx, without a password)"), (b"OggS", "a sound file"),
    (b"ID3", "a sound file"), (b"PAR1", "a Parquet file (export it as .csv or .jsonl)"), (b"%!PS", "a PostScript file"),
)  # fmt: skip
_BINARY = re.compile("[\x01-\x08\x0e-\x19\x1b-\x1f\x7f-\x9f\ufffd]")
_HTML = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|article|main|div|p|h1|meta|title)\b",
    re.I | re.S,
)
_FEED = re.compile(r"\s*(?:<\?[^>]*>\s*|<!--.*?-->\s*|<!DOCTYPE[^>\[]*(?:\[.*?\])?\s*>\s*)*<(?:\w+:)?(?:rss|feed|RDF)\b", re.S)
_HEADER = re.compile(
    r"(?:From |(?:Return-Path|Received|Delivered-To|Message-ID|MIME-Version|From|To|Date|Subject|X-[\w-]+|DKIM-Signature):)", re.I
)
_FIELD = re.compile(r"^(From|To|Date|Subject|Message-ID|MIME-Version|Received|Content-Type):", re.I | re.M)


def media_type(data: bytes, name: str, declared: str | None = None) -> str:
    """bytes (or their first 4 KiB and more), file name, Content-Type -> media type; `unread(data)` says what has none of ours."""
    head = data[:HEAD]
    if kind := magic(head):
        return DOCX if kind == ZIP and _is_docx(data, name) else kind
    if declared == MAIL:
        return MAIL
    text = decoded(head).lstrip("\ufeff")
    plain = name.casefold().removesuffix(".gz")
    by_name = next((kind for end, kind in BY_EXTENSION.items() if plain.endswith(end)), None)
    if _FEED.match(text):
        return FEED
    if by_name in (TEXT, MARKDOWN, CSV, TSV):  # a text about HTML or a table of pages is still what its name says
        return HTML if by_name == TEXT and re.match(r"\s*<(!doctype\s+html|html)\b", text, re.I) else by_name
    if _HTML.match(text):
        return HTML
    if text.lstrip().startswith(("{", "[")) and (found := _json(text, data, by_name)):
        return found
    if _HEADER.match(text) and len({f.lower() for f in _FIELD.findall(text.replace("\r\n", "\n").split("\n\n", 1)[0])}) >= 2:
        return MAIL
    if by_name:
        return by_name
    said = (declared or "").split(";")[0].strip().casefold()
    return said if said in (HTML, CSV, MARKDOWN, *TABLES) else TEXT


def magic(head: bytes) -> str | None:
    """What the first bytes alone settle."""
    if b"%PDF-" in head[:1024]:
        return PDF
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return ZIP
    if head.startswith((b"WARC/1.", b"WARC/0.")):
        return WARC
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{\\rtf"):
        return RTF
    return GZIP if head.startswith(b"\x1f\x8b") else None


def unread(data: bytes) -> str | None:
    """What these bytes are, in words, when they are nothing onrecord reads: a picture, a program, binary data; else None."""
    for magic, words in UNREAD:
        if data.startswith(magic):
            return words
    if data[4:8] == b"ftyp":
        return "a video"
    if data[:4] == b"RIFF":
        return "an image, sound or video file"
    text = decoded(data[:HEAD])
    binary = len(_BINARY.findall(text)) > 0.1 * len(text) or text.count("\0") > 0.3 * len(text)
    return "binary data" if text and binary else None


def _is_docx(data: bytes, name: str) -> bool:
    if len(data) <= HEAD:  # only the head is at hand: Word writes [Content_Types].xml first
        return name.casefold().endswith(".docx") or b"word/" in data[:HEAD]
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return "word/document.xml" in archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError):
        return name.casefold().endswith(".docx")


def _json(text: str, data: bytes, by_name: str | None) -> str | None:
    first = text.lstrip().split("\n", 1)[0]
    if by_name == JSONL:
        return JSONL
    try:
        whole = isinstance(json.loads(first), dict)
    except ValueError:
        return JSON if by_name == JSON else None
    return JSONL if whole and by_name != JSON else by_name or JSON
