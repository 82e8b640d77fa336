"""The rows of a table, found without reading it whole: where each stands, so that a worker reads its own."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from io import BytesIO
from itertools import islice
from typing import IO, Any

from onrecord.ingest import archives
from onrecord.ingest.encoding import BOMS, decoded
from onrecord.ingest.extracted import Refused
from onrecord.ingest.identify import CSV, HEAD, JSON, JSONL, TSV
from onrecord.ingest.source import Source, load
from onrecord.ingest.tables import Table, csv_rows, delimiter, guessed

LOOKED_AT = 50  # rows whose keys the columns are guessed from
Row = tuple[str, dict[str, Any]]  # "#12", and what of the Source is the row's own


def rows(source: Source, kind: str, columns: Mapping[str, str] | None, notice: Callable[[str], None]) -> Iterator[Row]:
    """("#1", the fields of Source that say where row 1 is and how it is read), …; raises Refused for what is no table of articles."""
    on_disk = bool(source.path) and not source.members and source.data is None
    head = archives.head(source.path) if on_disk and source.path else load(source)[:HEAD]
    wide = any(head.startswith(mark) and encoding != "utf-8" for mark, encoding in BOMS) or b"\0" in head
    if kind == JSON or wide or not on_disk or not source.path:
        data = load(source)
        data = decoded(data).lstrip("\ufeff").encode() if wide else data
        if kind == JSON:
            yield from _whole(source.name, data, columns, notice)
            return
        with closing(BytesIO(data)) as file:
            for part, where in _lines(source.name, file, kind, columns, notice):
                offset, length = where.pop("row")
                yield part, {**where, "path": None, "members": (), "data": data[offset : offset + length]}
        return
    with open(source.path, "rb") as file:
        yield from _lines(source.name, file, kind, columns, notice)


def _lines(
    name: str, file: IO[bytes], kind: str, columns: Mapping[str, str] | None, notice: Callable[[str], None]
) -> Iterator[Row]:
    if kind == JSONL:
        keys = list(dict.fromkeys(k for line in islice(file, LOOKED_AT) for k in _keys(line)))
        table = Table(JSONL, tuple(_chosen(name, keys, columns, notice).items()))
        file.seek(0)
        at = number = 0
        for line in file:
            if line.strip():
                number += 1
                yield f"#{number}", {"row": (at, len(line.rstrip(b"\r\n"))), "table": table}
            at += len(line)
        return
    parted = "\t" if kind == TSV else delimiter(decoded(file.readline()).lstrip("\ufeff"))
    file.seek(0)
    try:
        found = csv_rows(file, parted)
        header = [cell.strip().lstrip("\ufeff") for cell in next(found, ([], 0, 0))[0]]
        if not columns and "path" in map(str.casefold, header) and "text" not in guessed(header):
            notice(f"{name}: an index of documents, not a table of articles; --index {name} applies it")
            return
        chosen = _chosen(name, header, columns, notice)
        fields = tuple((field, header.index(column)) for field, column in chosen.items() if column in header)
        table = Table(CSV if kind == CSV else TSV, fields, parted)
        for number, (_, offset, length) in enumerate(found, start=1):
            yield f"#{number}", {"row": (offset, length), "table": table}
    except csv.Error as error:
        raise Refused(f"damaged table: {error}") from error


def _whole(name: str, data: bytes, columns: Mapping[str, str] | None, notice: Callable[[str], None]) -> Iterator[Row]:
    """One JSON value: a list of articles, an object that holds one ({"articles": [...]}), or an article."""
    try:
        value = json.loads(decoded(data).lstrip("\ufeff"))
    except (ValueError, RecursionError) as error:
        raise Refused(f"damaged JSON: {error}") from error
    listed = (
        value
        if isinstance(value, list)
        else next((v for v in value.values() if _articles(v)), None)
        if isinstance(value, dict)
        else None
    )
    articles = listed if listed is not None else [value]
    keys = list(dict.fromkeys(k for a in articles[:LOOKED_AT] if isinstance(a, dict) for k in a))
    table = Table(JSONL, tuple(_chosen(name, keys, columns, notice).items()))
    for number, article in enumerate(articles, start=1):
        content = json.dumps(article, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
        part = "" if listed is None else f"#{number}"
        yield part, {"path": None, "members": (), "data": content, "table": table}


def _articles(value: Any) -> bool:
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(v, dict) for v in value[:LOOKED_AT])
        and "text" in guessed(list(value[0]))
    )


def _keys(line: bytes) -> list[str]:
    try:
        row = json.loads(decoded(line).lstrip("\ufeff"))
    except (ValueError, RecursionError):
        return []
    return list(row) if isinstance(row, dict) else []


def _chosen(name: str, found: list[str], columns: Mapping[str, str] | None, notice: Callable[[str], None]) -> dict[str, str]:
    """The columns that hold each field, told to the user."""
    chosen = guessed(found, columns)
    missing = [column for column in (columns or {}).values() if column.split(".")[0] not in [f.split(".")[0] for f in found]]
    if missing or "text" not in chosen:
        what = f"no column is called {missing[0]}" if missing else "no column is known to hold the articles' text"
        raise Refused(
            f"{what}; its columns are {', '.join(found[:20]) or 'not named'}; say which is which, as in --column text=NAME"
        )
    notice(f"{name}: " + ", ".join(f"{field} from column {column}" for field, column in chosen.items()))
    return chosen
