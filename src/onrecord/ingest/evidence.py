"""What a document rests on beyond its text: kept in the record beside it, never part of the JSON lines."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Response:
    """A web server's answer: one retrieval of one address. `status` is 0 where no answer came that is a status."""

    url: str  # as asked for
    address: str  # after redirects
    retrieved: str  # UTC, to the second
    status: int
    headers: tuple[tuple[str, str], ...] = ()  # those that matter
    body: bytes | None = None  # as it came; None where nothing was taken


@dataclass(frozen=True, slots=True)
class Evidence:
    sheets: bytes | None = None  # `places.pack`ed: where on the pages the text stands
    path: str | None = None  # of the file it was read from; archives' members by "!"
    sha256: str | None = None  # of the file
    original: bytes | None = None  # the file's bytes, where the user wants them kept


NONE = Evidence()
