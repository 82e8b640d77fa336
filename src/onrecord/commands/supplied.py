"""What users say about documents: `--published` and the index file. It outranks what the documents say, and is marked as theirs."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from onrecord.errors import Usage
from onrecord.ingest import Source
from onrecord.ingest.extracted import Facts
from onrecord.records import Fact
from onrecord.store.when import days

COLUMNS = ("path", "published", "outlet", "title", "language")


def facts(values: Mapping[str, str | None], basis: str) -> Facts:
    """{'published': '2024-05-28'} -> Facts with evidence `index` or `user`."""
    said = {k: v.strip() for k, v in values.items() if v and v.strip() and k in COLUMNS[1:]}
    evidence = {f"{k}_evidence": Fact(basis, v) for k, v in said.items() if k != "language"}
    return Facts(**said, **evidence)  # type: ignore[arg-type]


def dated(value: str, where: str) -> str:
    """The date, checked. Usage names where it stands."""
    if days(value) is None:
        raise Usage(f"{where}: {value!r} is not a date; write 2024-05-28, 2024-05 or 2024")
    return value


def index(path: str) -> dict[str, Facts]:
    """The index file: source (or the end of one) -> facts. Usage when a column or date is wrong."""
    try:
        with open(path, newline="", encoding="utf-8-sig") as file:
            rows = csv.DictReader(file)
            if "path" not in (rows.fieldnames or ()):
                raise Usage(f"{path}: the index needs a column `path`; it knows {', '.join(COLUMNS)}")
            out = {}
            for number, row in enumerate(rows, 2):
                if row.get("published"):
                    dated(row["published"].strip(), f"{path}, line {number}")
                out[_plain(row["path"] or "")] = facts(row, "index")
            return out
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise Usage(f"{path}: the index cannot be read ({error})") from error


def with_facts(found: Iterable[Source], published: str | None, known: Mapping[str, Facts]) -> Iterator[Source]:
    """The sources with what the user says of them; the index outranks --published, which is for all."""
    everywhere = facts({"published": dated(published, "--published")}, "user") if published else Facts()
    for source in found:
        own = next((known[end] for end in _ends(source.name) if end in known), Facts())
        yield replace(source, supplied=own.over(everywhere).over(source.supplied))


def stated(supplied: Facts) -> dict[str, str]:
    """The facts as the store keeps them: {'published': '2024-05-28'}."""
    return {name: value for name in COLUMNS[1:] if (value := getattr(supplied, name))}


def _plain(path: str) -> str:
    path = path.strip().replace("\\", "/")
    return path if "://" in path else Path(path).as_posix().removeprefix("./").removeprefix("/")


def _ends(name: str) -> Iterator[str]:
    """'a/b/c.txt', 'b/c.txt', 'c.txt': the longest first."""
    yield name
    if "://" not in name:
        parts = name.split("/")
        yield from ("/".join(parts[i:]) for i in range(1, len(parts)))
