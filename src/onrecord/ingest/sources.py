"""PATH arguments to sources: one `Source` an article, named as the record will name it, small enough to send to a worker."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from onrecord.errors import Unreadable
from onrecord.ingest.extracted import NOTHING, Facts


@dataclass(frozen=True, slots=True)
class Source:
    """Where one article's bytes are. Picklable: a path wherever there is one, bytes only where there is none.

    `failure` says why it can't be read, where that is known already: reading it raises `Unreadable(name, failure)`.
    """

    name: str  # Document.source
    path: str | None = None
    data: bytes | None = None
    url: str | None = None
    media_type: str | None = None
    charset: str | None = None
    retrieved: str | None = None
    supplied: Facts = NOTHING  # what the user says; it outranks what the document says
    failure: str | None = None


def sources(paths: Iterable[str]) -> Iterator[Source]:
    """Each article under the given files and folders, in the order of their names."""
    for path in sorted(set(paths)):
        root = Path(os.path.abspath(path))
        files = sorted(p for p in root.rglob("*") if p.is_file()) if root.is_dir() else [root]
        for file in files:
            yield Source(file.relative_to(root.parent).as_posix(), path=str(file))


def load(source: Source) -> bytes:
    if source.failure:
        raise Unreadable(source.name, source.failure)
    if source.data is not None:
        return source.data
    try:
        with open(source.path or "", "rb") as file:
            return file.read()
    except OSError as error:
        raise Unreadable(source.name, error.strerror or type(error).__name__) from error
