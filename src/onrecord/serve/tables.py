"""Every table of the API as JSON (a page at a time), CSV (streamed) or Parquet (written to a file first); nothing is held whole.

Of items JSON and Parquet give the records of the contract, CSV the flat rows of `onrecord statements --format csv`.
"""

from __future__ import annotations

import csv
import io
import json
import math
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain, islice
from pathlib import Path
from typing import Annotated, Any, Literal

from fastapi import Query, Request
from starlette.background import BackgroundTask
from starlette.responses import FileResponse, Response, StreamingResponse

from onrecord.export import parquet
from onrecord.records import to_json
from onrecord.serve.context import part
from onrecord.serve.shown import Looked
from onrecord.show import Row, disarmed, row
from onrecord.store import Record
from onrecord.store.actors import Names

Format = Literal["json", "csv", "parquet"]
Limit = Annotated[int | None, Query(ge=1, le=1_000_000, description="At most so many rows; a page of JSON has 100 unless said, and 1,000 at most.")]
After = Annotated[str | None, Query(max_length=200, description="The cursor: the id of the last row of the page before, as `next` has it.")]
Columns = Mapping[str, type]  # name -> str, int, float or bool
MEDIA = {"json": "application/json", "csv": "text/csv; charset=utf-8", "parquet": "application/vnd.apache.parquet"}
RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The rows; of JSON a page, with the address of the next one or null.",
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "required": ["rows", "next"],
                    "properties": {"rows": {"type": "array", "items": {"type": "object"}}, "next": {"type": ["string", "null"]}},
                }
            },
            "text/csv": {"schema": {"type": "string"}},
            "application/vnd.apache.parquet": {"schema": {"type": "string", "format": "binary"}},
        },
    },
    400: {"description": "The question cannot be understood; `error` says what to give instead."},
    404: {"description": "There is no such thing in this record."},
}
PAGE, MOST = 100, 1000


def wanted(format_: Format, limit: int | None) -> int | None:
    """How many rows to ask the record for: one more than a page of JSON, to know whether there is another."""
    return min(limit or PAGE, MOST) + 1 if format_ == "json" else limit


def items(request: Request, record: Record, format_: Format, kind: str, found: Iterable[Any], limit: int | None) -> Response:
    """A table of items of one kind."""
    if format_ == "json":
        page = part(request, found, min(limit or PAGE, MOST))
        return as_json({"rows": [to_json(item) for item in page.rows], "next": page.next})
    chosen = islice(found, limit)
    if format_ == "parquet":
        arrow = parquet.pyarrow()
        return _parquet(kind, lambda path: parquet.write_parquet(arrow, kind, iter(chosen), path), parquet.schema(arrow, kind))
    names, sources = Names(record.connection, record.called), Looked(lambda id_: _source(record, id_))
    return _csv(kind, (row(item, names, sources) for item in chosen), None)


def rows(
    request: Request, format_: Format, name: str, found: Iterable[Row], columns: Columns, limit: int | None, key: Callable[[Row], str] = lambda row: str(row["id"])
) -> Response:
    """A table of flat rows."""
    if format_ == "json":
        page = part(request, found, min(limit or PAGE, MOST), key)
        return as_json({"rows": page.rows, "next": page.next})
    chosen = islice(found, limit)
    if format_ == "csv":
        return _csv(name, chosen, list(columns))
    arrow = parquet.pyarrow()
    types = {str: arrow.string(), int: arrow.int64(), float: arrow.float64(), bool: arrow.bool_()}
    schema = arrow.schema([(column, types[type_]) for column, type_ in columns.items()])
    return _parquet(name, lambda path: _write(arrow, chosen, schema, path), schema)


def as_json(value: Any, status: int = 200) -> Response:
    return Response(json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode("utf-8", "replace"), status, media_type=MEDIA["json"])


def plain(value: Any) -> Any:
    """A value of SQL as JSON has one: bytes by their number, no infinities."""
    if isinstance(value, bytes):
        return f"({len(value):,} bytes)"
    return str(value) if isinstance(value, float) and not math.isfinite(value) else value


def _csv(name: str, found: Iterable[Row], columns: list[str] | None) -> Response:
    lines = _lines(found, columns)
    begun = next(lines)  # a question that cannot be answered fails here, while it can still be answered so
    return StreamingResponse(chain([begun], lines), media_type=MEDIA["csv"], headers=_saved(name, "csv"))


def _lines(found: Iterable[Row], columns: list[str] | None) -> Iterator[bytes]:
    """Some hundred rows at a time; of a table without columns of its own the first row tells them."""
    left = iter(found)
    first = list(islice(left, 1))
    columns = columns or (list(first[0]) if first else [])
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    if columns:
        writer.writerow(columns)
    left = chain(first, left)
    while True:
        some = list(islice(left, 200))
        writer.writerows([disarmed(r.get(c)) for c in columns] for r in some)
        yield out.getvalue().encode("utf-8", "replace")
        if not some:
            return
        out.seek(0)
        out.truncate()


def _parquet(name: str, write: Callable[[Path], int], schema: Any) -> Response:
    with tempfile.NamedTemporaryFile(suffix=".parquet", delete=False) as file:
        path = Path(file.name)
    try:
        if not write(path):
            _write(parquet.pyarrow(), iter(()), schema, path)
    except BaseException:
        path.unlink()
        raise
    return FileResponse(path, media_type=MEDIA["parquet"], headers=_saved(name, "parquet"), background=BackgroundTask(path.unlink))


def _write(arrow: Any, found: Iterator[Row], schema: Any, path: Path) -> int:
    from pyarrow import parquet as files  # type: ignore[import-untyped, unused-ignore]

    count = 0
    with files.ParquetWriter(path, schema, compression="zstd") as writer:
        writer.write_table(schema.empty_table())
        while some := list(islice(found, parquet.ROWS)):
            writer.write_table(arrow.Table.from_pylist(some, schema=schema))
            count += len(some)
    return max(count, 1)


def _saved(name: str, end: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}.{end}"'}


def _source(record: Record, id_: str) -> str | None:
    found = record.connection.execute("SELECT source FROM documents WHERE id = ?", (id_,)).fetchone()
    return found[0] if found else None
