"""Items of a kind as a page's address asks for them: the filters of the command line, from a query string or a form."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from starlette.datastructures import QueryParams

from onrecord.errors import Usage
from onrecord.store import Record, narrow
from onrecord.store.rows import VOICED

LABELS = {"statement": "mode", "event": "type", "commitment": "act", "figure": "measure", "framing": "device"}
SEVERAL = ("who", "to", "about", "holder", "actor", "doc", "voice", "factuality")
ONE = ("when", "published", "text")
OWN = {
    "statement": ("nested", "nobody"),
    "event": ("context",),
    "commitment": ("level", "stage", "having"),
    "figure": ("unit", "missing", "contradicted"),
}  # what the store has no filter for
API = {"statement": "statements", "event": "events", "commitment": "commitments", "figure": "figures", "framing": "framing"}


@dataclass(frozen=True, slots=True)
class Chosen:
    """`given`: the parameters that narrow, as they stand in an address."""

    kind: str
    filters: Mapping[str, Any]
    keep: Callable[[Any], bool] | None
    given: Mapping[str, Any]

    def items(self, record: Record, limit: int, after: str | None = None) -> Iterator[Any]:
        found = record.items(self.kind, after=after, limit=None if self.keep else limit, **self.filters)
        return islice(filter(self.keep, found), limit) if self.keep else found

    def count(self, record: Record) -> int | None:
        """How many there are; None where only going through all of them would tell."""
        return None if self.keep else record.count(kind=self.kind, **self.filters)


def chosen(record: Record, params: QueryParams, kind: str | None = None) -> Chosen:
    """Usage where a parameter has a value that it cannot have."""
    kind = kind or params.get("kind") or "statement"
    if kind not in VOICED:
        raise Usage(f"kind {kind!r}: expected one of {', '.join(VOICED)}")
    given: dict[str, Any] = {name: values for name in (*SEVERAL, LABELS[kind], *OWN.get(kind, ())) if (values := [v for v in params.getlist(name) if v])}
    given |= {name: value for name in ONE if (value := params.get(name))}
    filters = {name: value for name, value in given.items() if name in (*SEVERAL, *ONE)}
    if LABELS[kind] in given:
        filters["label"] = given[LABELS[kind]]
    if params.get("copies"):
        given["copies"] = "1"
    filters["copies"] = bool(params.get("copies") or filters.get("doc"))
    own = {name: given[name] for name in OWN.get(kind, ()) if name in given}
    return Chosen(kind, filters, _keep(record, kind, own) if own else None, given)


def _keep(record: Record, kind: str, own: Mapping[str, Any]) -> Callable[[Any], bool] | None:
    if kind == "statement":
        return narrow.statements(bool(own.get("nested")), bool(own.get("nobody")))
    if kind == "event":
        return narrow.events(own.get("context", ()))
    if kind == "commitment":
        return narrow.commitments(own.get("level", ()), own.get("stage", ()), own.get("having", ()))
    return narrow.figures(record, own.get("unit", ()), own.get("missing", ()), bool(own.get("contradicted")))
