"""Items of a kind as a page's address asks for them: the filters of the command line, from a query string or a form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import QueryParams

from onrecord.errors import Usage
from onrecord.store import Record
from onrecord.store.rows import VOICED

LABELS = {"statement": "mode", "event": "type", "commitment": "act", "figure": "measure", "framing": "device"}
SEVERAL = ("who", "to", "about", "holder", "actor", "doc", "voice", "factuality")
ONE = ("when", "published", "text")
OWN = {"statement": ("nested", "nobody"), "event": ("context",), "commitment": ("level", "stage", "having"), "figure": ("unit", "missing", "contradicted")}  # of one kind
FLAGS = ("nested", "nobody", "contradicted")
API = {"statement": "statements", "event": "events", "commitment": "commitments", "figure": "figures", "framing": "framing"}


@dataclass(frozen=True, slots=True)
class Chosen:
    """`given`: the parameters that narrow, as they stand in an address."""

    kind: str
    filters: Mapping[str, Any]
    given: Mapping[str, Any]

    def items(self, record: Record, limit: int, after: str | None = None) -> Iterator[Any]:
        return record.items(self.kind, after=after, limit=limit, **self.filters)

    def count(self, record: Record) -> int:
        return record.count(kind=self.kind, **self.filters)


def chosen(params: QueryParams, kind: str | None = None) -> Chosen:
    """Usage where a parameter has a value that it cannot have."""
    kind = kind or params.get("kind") or "statement"
    if kind not in VOICED:
        raise Usage(f"kind {kind!r}: expected one of {', '.join(VOICED)}")
    given: dict[str, Any] = {name: values for name in (*SEVERAL, LABELS[kind], *OWN.get(kind, ())) if (values := [v for v in params.getlist(name) if v])}
    given |= {name: value for name in ONE if (value := params.get(name))}
    filters = {name: bool(value) if name in FLAGS else value for name, value in given.items() if name != LABELS[kind]}
    if LABELS[kind] in given:
        filters["label"] = given[LABELS[kind]]
    if params.get("copies"):
        given["copies"] = "1"
    filters["copies"] = bool(params.get("copies") or filters.get("doc"))
    return Chosen(kind, filters, given)
