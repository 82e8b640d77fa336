"""Parquet, one file a kind, typed and nested as the records are; column `json` holds the line as it stands in JSONL.

Needs pyarrow: `pip install "onrecord[tables]"`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from importlib import import_module
from itertools import islice
from pathlib import Path
from types import ModuleType
from typing import Any, Literal, get_args, get_origin, get_type_hints

from onrecord.errors import Usage
from onrecord.records import JSON_NAMES, KINDS, to_json, to_line
from onrecord.store.record import Record

ROWS = 2000  # a row group


def parquet_folder(record: Record, folder: Path, kinds: Iterable[str] = tuple(KINDS)) -> list[Path]:
    """One file a kind that has rows; the paths. Usage when pyarrow is not installed."""
    arrow = pyarrow()
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for kind in kinds:
        path = folder / f"{kind}.parquet"
        found = record.documents() if kind == "document" else record.items(kind)
        if write_parquet(arrow, kind, found, path):
            written.append(path)
    return written


def write_parquet(arrow: ModuleType, kind: str, records: Iterator[Any], path: Path) -> int:
    """How many rows were written; no file where there are none."""
    from pyarrow import parquet  # type: ignore[import-untyped, unused-ignore]

    layout = schema(arrow, kind)
    count = 0
    rows = list(islice(records, ROWS))
    if not rows:
        return 0
    with parquet.ParquetWriter(path, layout, compression="zstd") as writer:
        while rows:
            writer.write_table(table(arrow, kind, rows))
            count += len(rows)
            rows = list(islice(records, ROWS))
    return count


def table(arrow: ModuleType, kind: str, records: Iterable[Any]) -> Any:
    """An Arrow table of records of one kind."""
    rows = [{**to_json(record), "json": to_line(record)} for record in records]
    return arrow.Table.from_pylist(rows, schema=schema(arrow, kind))


def schema(arrow: ModuleType, kind: str) -> Any:
    """The record's fields as Arrow types, `id`, `kind`, `doc` first, and its line."""
    given = _fields(arrow, KINDS[kind])
    first = {name: arrow.string() for name in ("id", "kind", "doc")}
    return arrow.schema([*(first | given).items(), ("json", arrow.string())])


def _fields(arrow: ModuleType, cls: type[Any]) -> dict[str, Any]:
    hints = get_type_hints(cls)
    return {JSON_NAMES.get(field.name, field.name): _type(arrow, hints[field.name]) for field in fields(cls)}


def _type(arrow: ModuleType, hint: Any) -> Any:
    if hint is type(None):
        return arrow.string()  # `doc` of actors and links, always null
    if isinstance(hint, type) and is_dataclass(hint):
        return arrow.struct(list(_fields(arrow, hint).items()))
    origin, args = get_origin(hint), get_args(hint)
    if origin is tuple:
        return arrow.list_(_type(arrow, args[0]))
    if origin is Literal:
        return arrow.string()
    options = [arg for arg in args if arg is not type(None)]
    if options:
        return _type(arrow, float if float in options else options[0])
    return {str: arrow.string(), int: arrow.int64(), float: arrow.float64(), bool: arrow.bool_()}[hint]


def pyarrow() -> ModuleType:
    try:
        return import_module("pyarrow")
    except ImportError as error:
        raise Usage('Parquet needs pyarrow: pip install "onrecord[tables]"; or export JSONL or CSV') from error
