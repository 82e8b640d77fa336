"""mbox: many messages in one file (RFC 4155), each begun by a line "From sender date" after a blank line. Read where it lies, line by line.

A line of a message's text that begins with "From " is written ">From " (mboxo, mboxrd) and read as it was. Where an archive states
Content-Length and holds less, or a multipart message has no end, that message is named as broken off.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.parser import BytesHeaderParser
from typing import IO

from onrecord.ingest.archives import LARGEST

_FROM = re.compile(rb"From (?:[^\r\n]*\d{1,2}:\d\d[^\r\n]*\d{4}[^\r\n]*|-[^\r\n]*)?\r?\n?\Z")
_HEADER = re.compile(rb"(?:[!-9;-~]+:|>From |\r?\n)")
_HEAD = 1 << 16


@dataclass(frozen=True, slots=True)
class Message:
    offset: int  # in bytes, of the From_ line
    length: int
    message_id: str | None = None
    broken: str | None = None  # why it seems to break off


def looks_like(head: bytes) -> bool:
    line, _, rest = head.partition(b"\n")
    return bool(_FROM.match(line + b"\n") and _HEADER.match(rest))


def messages(file: IO[bytes]) -> Iterator[Message]:
    """Each message's place in the file, in order; memory does not grow with it."""
    at = start = 0
    blank = True
    began = -1
    before = b""
    while line := file.readline(LARGEST):
        if blank and line.startswith(b"From ") and _FROM.match(line):
            here = file.tell()
            following = file.readline(LARGEST)
            file.seek(here)
            if _HEADER.match(following):
                if began >= 0:
                    yield _message(file, start, at - start, here)
                start, began = at, at
        blank = line in (b"\n", b"\r\n")
        at += len(line)
        before = line
    if began >= 0:
        yield _message(file, start, at - start, at, last=True, closed=before.endswith(b"\n"))


def _message(file: IO[bytes], start: int, length: int, back: int, last: bool = False, closed: bool = True) -> Message:
    file.seek(start)
    data = file.read(min(length, _HEAD))
    head, body_at = _parted(data)
    headers = BytesHeaderParser().parsebytes(head)
    broken = None
    declared = str(headers.get("Content-Length") or "").strip()
    body = length - body_at
    if declared.isdigit() and int(declared) > body:
        broken = f"declares {int(declared):,} bytes of text and holds {body:,}"
    elif last and (boundary := headers.get_boundary()):
        file.seek(start)
        ends = f"--{boundary}--".encode("utf-8", "replace") in file.read(min(length, LARGEST))
        broken = None if ends else "breaks off: the end of its last part is missing"
    file.seek(back)
    said = " ".join(str(headers.get("Message-ID") or "").split()).strip("<>")
    return Message(start, length, said[:200] or None, broken)


def _parted(data: bytes) -> tuple[bytes, int]:
    """(header lines without the From_ line, where the body begins)"""
    first = data.find(b"\n") + 1
    found = re.search(rb"\r?\n\r?\n", data[first:])
    return (data[first : first + found.start()], first + found.end()) if found else (data[first:], len(data))
