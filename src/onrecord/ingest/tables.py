"""Tables of articles: CSV, TSV, JSON, JSON lines. Each row is one article; which column is what is guessed from its name.

The guess is by `columns.tsv`, reported to the caller, and overridden by a mapping such as {"text": "body", "outlet": "source.name"}.
"""

from __future__ import annotations

import csv
import functools
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from typing import Any

from onrecord import data
from onrecord.ingest.encoding import decoded
from onrecord.ingest.extracted import Extracted, Facts, headed
from onrecord.ingest.html import fragment
from onrecord.ingest.identify import CSV, TSV
from onrecord.ingest.names import authors_of
from onrecord.ingest.published import address_date, edtf_date
from onrecord.records import Fact

FIELDS = ("text", "title", "published", "outlet", "authors", "url", "language")
_MARKUP = re.compile(r"<(?:p|br|div|strong|blockquote|h[1-6])\b[^>]*>", re.I)


@dataclass(frozen=True, slots=True)
class Table:
    """How a row is read: its format, and which column holds which field. CSV columns go by number, JSON keys by (dotted) name."""

    media_type: str
    fields: tuple[tuple[str, str | int], ...]
    delimiter: str = ","


@functools.cache
def _synonyms() -> dict[str, tuple[str, ...]]:
    return {field: tuple(_plain(name) for name in names) for field, *names in data.rows(__package__, "columns.tsv")}


def _plain(name: str) -> str:
    return re.sub(r"[\W_]+", "", name.casefold())


def guessed(columns: Sequence[str], chosen: Mapping[str, str] | None = None) -> dict[str, str]:
    """Column names -> {field: column}: ["id", "Headline", "Body"] -> {"text": "Body", "title": "Headline"}. What is `chosen` holds."""
    found = {field: column for field, column in (chosen or {}).items() if field in FIELDS}
    plain: dict[str, str] = {}
    for column in columns:
        plain.setdefault(_plain(column), column)
    for field, names in _synonyms().items():
        if field not in found:
            fits = [plain[name] for name in names if name in plain and plain[name] not in found.values()]
            if fits:
                found[field] = fits[0]
    return {field: found[field] for field in FIELDS if field in found}


def delimiter(header: str) -> str:
    """The character that parts the columns of a header line."""
    return max(",;\t|", key=lambda c: (header.count(c), -",;\t|".index(c)))


def csv_rows(lines: Iterable[bytes], parted: str) -> Iterator[tuple[list[str], int, int]]:
    """(cells, offset, length in bytes) of each row, the header too; a quoted cell may run over several lines."""
    csv.field_size_limit(1 << 26)
    at = taken = 0

    def fed() -> Iterator[str]:
        nonlocal taken
        for line in lines:
            taken += len(line)
            yield decoded(line)

    for cells in csv.reader(fed(), delimiter=parted):
        if cells:
            yield cells, at, taken - at
        at = taken


def extract(data: bytes, table: Table) -> Extracted:
    """One row's bytes -> the article. Raises ValueError where the row is none."""
    if table.media_type in (CSV, TSV):
        cells = next(iter(csv.reader(StringIO(decoded(data), newline=""), delimiter=table.delimiter)), [])
        values = {field: cells[i] for field, i in table.fields if isinstance(i, int) and i < len(cells)}
    else:
        row = json.loads(decoded(data).lstrip("\ufeff"))
        if not isinstance(row, dict):
            raise ValueError("not an object with named fields")
        values = {field: _flat(_at(row, str(key))) for field, key in table.fields}
    body = values.get("text", "").strip("\ufeff")
    if _MARKUP.search(body):
        body = fragment(body)
    facts = row_facts(values, dict(table.fields))
    return Extracted(headed(facts.title, body) if body.strip() else body, table.media_type, facts, layout="plain")


def _at(row: dict[str, Any], key: str) -> Any:
    if key in row:
        return row[key]
    value: Any = row
    for part in key.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return value


def _flat(value: Any) -> str:
    """Any JSON value as text: ["a", {"name": "b"}] -> "a\\n\\nb"."""
    if isinstance(value, list):
        return "\n\n".join(filter(None, map(_flat, value)))
    if isinstance(value, dict):
        return _flat(next((value[k] for k in ("name", "title", "text", "value") if k in value), None))
    return value if isinstance(value, str) else "" if value is None or isinstance(value, bool) else str(value)


def row_facts(values: Mapping[str, str], columns: Mapping[str, str | int] | None = None) -> Facts:
    """The facts a row states; the evidence names the field: {"published": "2014-12-23"} -> 2014-12-23 from "published: 2014-12-23"."""

    def evidence(field: str) -> Fact:
        column = (columns or {}).get(field, field)
        return Fact("metadata", f"{column if isinstance(column, str) else field}: {' '.join(values[field].split())}")

    title = " ".join(values.get("title", "").split())
    outlet = " ".join(values.get("outlet", "").split())
    people = authors_of(values.get("authors", ""))
    published = edtf_date(values.get("published", ""))
    facts = Facts(
        title=title or None,
        title_evidence=evidence("title") if title else None,
        outlet=outlet or None,
        outlet_evidence=evidence("outlet") if outlet else None,
        authors=people,
        authors_evidence=evidence("authors") if people else None,
        published=published,
        published_evidence=evidence("published") if published else None,
    )
    if not published and (dated := address_date(values.get("url", ""))):
        facts = facts.over(Facts(published=dated[0], published_evidence=Fact("url", values["url"])))
    return facts
