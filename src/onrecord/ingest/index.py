"""What the user says about documents: an index file (path, published, outlet, title, language) and a date for all.

A row's path is the document's source ("articles/a.txt"), its path on disk (also relative to the index), or its last parts
("a.txt"); "feed.xml#id" and "articles.csv#12" name one entry. What is said here outranks what the document says of itself.
"""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path

from onrecord.errors import Usage
from onrecord.ingest.encoding import decoded
from onrecord.ingest.extracted import NOTHING, Facts
from onrecord.ingest.published import edtf_date
from onrecord.records import Fact

COLUMNS = ("path", "published", "outlet", "title", "language", "translation_of")
_EDTF = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?[~?%]?(?:/(?:\d{4}(?:-\d\d(?:-\d\d)?)?[~?%]?|\.\.)?)?")


@dataclass(frozen=True, slots=True)
class Supplied:
    """Facts by the last parts of a path; `for_all` holds for every document, the rows go before it."""

    rows: Mapping[str, Facts] = field(default_factory=dict)
    for_all: Facts = NOTHING

    def facts(self, name: str, path: str | None = None) -> Facts:
        """What is said of the document of this source name and path on disk."""
        keys = [name, *([path] if path else []), *_tails(name)]
        return next((f for key in keys if (f := self.rows.get(key))), NOTHING).over(self.for_all)

    def of_entries(self, name: str) -> tuple[tuple[str, Facts], ...]:
        """(part, facts) of single entries of a feed: rows whose path has a "#"."""
        keys = {name, *_tails(name)}
        return tuple((key.split("#", 1)[1], f) for key, f in self.rows.items() if "#" in key and key.split("#", 1)[0] in keys)

    def unused(self, names: set[str]) -> list[str]:
        """Rows that fit none of the documents read."""
        met = {key for name in names for key in (name, *_tails(name))}
        return [key for key in self.rows if key not in met and not os.path.isabs(key)]


def _tails(name: str) -> Iterator[str]:
    """a/b/c.txt -> b/c.txt, c.txt"""
    while "/" in name.split("#")[0]:
        name = name.split("/", 1)[1]
        yield name


def supplied(index: str | None = None, published: str | None = None) -> Supplied:
    """The index file and the date as facts, of basis "index" and "user". Raises Usage where either can't be understood."""
    for_all = NOTHING
    if published:
        for_all = Facts(published=_date(published, "--published"), published_evidence=Fact("user", published))
    return Supplied(dict(_rows(index)) if index else {}, for_all)


def _rows(index: str) -> Iterator[tuple[str, Facts]]:
    try:
        text = decoded(Path(index).read_bytes()).lstrip("\ufeff")
    except OSError as error:
        raise Usage(f"{index}: {error.strerror}: give an index file that can be read") from error
    header = text.split("\n", 1)[0]
    reader = csv.DictReader(StringIO(text, newline=""), delimiter=max(",;\t", key=header.count))
    names = {(column or "").strip().casefold(): column for column in reader.fieldnames or []}
    if "path" not in names:
        raise Usage(f"{index}: its first line must name the columns, among them path (of {', '.join(COLUMNS)})")
    for number, row in enumerate(reader, start=2):
        said = {column: (row.get(names[column]) or "").strip() for column in COLUMNS if column in names}
        if not said["path"]:
            continue
        path = said["path"].replace("\\", "/").removeprefix("./")
        facts = _facts(said, f"{index}, line {number}")
        yield path, facts
        if not os.path.isabs(path) and "://" not in path:
            yield os.path.abspath(os.path.join(os.path.dirname(index), path)), facts


def _facts(said: dict[str, str], where: str) -> Facts:
    def evidence(column: str) -> Fact | None:
        return Fact("index", said[column]) if said.get(column) else None

    return Facts(
        title=said.get("title") or None,
        title_evidence=evidence("title"),
        outlet=said.get("outlet") or None,
        outlet_evidence=evidence("outlet"),
        published=_date(said["published"], where) if said.get("published") else None,
        published_evidence=evidence("published"),
        language=(said.get("language") or "").casefold() or None,
        translation_of=(said.get("translation_of") or "").replace("\\", "/") or None,
    )


def _date(text: str, where: str) -> str:
    day = edtf_date(text) or (text.strip() if _EDTF.fullmatch(text.strip()) else None)
    if not day:
        raise Usage(f"{where}: {text!r} is no date; write it as 2024-05-28, 2024-05 or 28 May 2024")
    return day
