"""What pages and API share: the record opened for one request, templates with what every page shows, links, paging."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from itertools import islice
from pathlib import Path
from threading import Lock
from typing import Annotated, Any
from urllib.parse import quote, urlencode

from fastapi import Depends, HTTPException, Request
from jinja2 import ChoiceLoader, Environment, PackageLoader, PrefixLoader, StrictUndefined
from starlette.responses import HTMLResponse

from onrecord import __version__
from onrecord.report.html import bdi
from onrecord.report.material import anchor
from onrecord.serve.intake import Intake
from onrecord.show import number
from onrecord.store import Record
from onrecord.store.apart import Apart

MENU = (
    ("/", "Briefing"),
    ("/documents", "Documents"),
    ("/actors", "Actors"),
    ("/pairs", "Pairs"),
    ("/ledger", "Ledger"),
    ("/figures", "Figures"),
    ("/timeline", "Timeline"),
    ("/network", "Network"),
    ("/map", "Map"),
    ("/review", "Review"),
    ("/runs", "Runs"),
    ("/data", "Data"),
)
STATIC = Path(__file__).with_name("static")
NAMES = 5.0  # seconds that actors' names are kept while documents come in
SHARED_STYLE = Path(__file__).parents[1] / "report" / "templates" / "shared.css"  # the report's, for /static/shared.css


@dataclass(frozen=True, slots=True)
class Called:
    """Actors' names as looked up in one state of the record."""

    state: str
    corrections: int
    since: float
    names: dict[str, str]


@dataclass(slots=True)
class Served:
    """What this server serves: `record` is a file or postgresql://…; without a token nothing can be written."""

    record: str
    token: str | None
    sql: Apart = field(default_factory=Apart)
    kept: dict[str, Any] = field(default_factory=dict)  # see kept.py
    counting: dict[str, Lock] = field(default_factory=dict)
    called: Called | None = None
    intakes: dict[str, Intake] = field(default_factory=dict)  # what is being read, or was, by this server

    @property
    def reading(self) -> Intake | None:
        """The last of the readings that are not finished."""
        return next((i for i in reversed(self.intakes.values()) if not i.finished), None)

    def close(self) -> None:
        self.sql.close()


# -- the record -----------------------------------------------------------------------------------------------------


def opened(request: Request) -> Iterator[Record]:
    """The record for reading, one state of it for the whole request; a browser that has this state already gets 304."""
    with Record.open(request.app.state.served.record, readonly=True) as record:
        record.connection.execute("BEGIN")
        etag = f'W/"{state(record)}{"-w" if writer(request) else ""}"'  # who may write sees buttons that others do not
        if etag in request.headers.get("if-none-match", ""):
            raise HTTPException(304, headers={"ETag": etag})
        request.state.etag = etag
        record.called = _called(request, record)
        yield record


Reading = Annotated[Record, Depends(opened)]


def _called(request: Request, record: Record) -> dict[str, str]:
    """Names that earlier requests looked up: of this state, or while documents come in of one some seconds old."""
    served: Served = request.app.state.served
    now, corrections = state(record), corrected(record)
    known = served.called
    if known is None or (known.state != now and (known.corrections != corrections or not running(record) or time.monotonic() - known.since > NAMES)):
        known = served.called = Called(now, corrections, time.monotonic(), {})
    return known.names


def running(record: Record) -> bool:
    return record.connection.execute("SELECT 1 FROM runs WHERE finished IS NULL LIMIT 1").fetchone() is not None


def corrected(record: Record) -> int:
    """A number that a correction changes."""
    return int(record.connection.execute("SELECT coalesce(max(seq), 0) FROM journal").fetchone()[0])


def writer(request: Request) -> bool:
    """Whether this request may write: it carries the token (the guard has let no other write through)."""
    return bool(request.state.writer)


@contextmanager
def writing(request: Request) -> Iterator[Record]:
    """The record for writing; to be opened and left in the thread that uses it. 403 without the token."""
    if not writer(request):
        raise HTTPException(403, "this server only reads; `onrecord serve RECORD --token` allows more")
    with Record.open(request.app.state.served.record) as record:
        yield record


def state(record: Record) -> str:
    """A short hash that changes whenever a run, a correction, a link or a deletion changes what can be seen."""
    seen = record.connection.execute(
        "SELECT (SELECT max(id) FROM runs), (SELECT count(*) FROM runs WHERE finished IS NOT NULL), (SELECT count(*) FROM documents),"
        " (SELECT max(key) FROM items), (SELECT count(*) FROM run_documents WHERE run = (SELECT max(id) FROM runs)),"
        " (SELECT max(seq) FROM journal), (SELECT max(key) FROM links)"
    ).fetchone()
    return hashlib.sha256(repr((__version__, *seen)).encode()).hexdigest()[:16]


# -- links ----------------------------------------------------------------------------------------------------------


def document_url(id_: str) -> str:
    return f"/documents/{quote(id_, safe='')}"


def actor_url(id_: str) -> str:
    return f"/actors/{quote(id_, safe='')}"


def passage_url(item: Any) -> str:
    """Where an item's words stand: the Reader opens the right part of the document at this address."""
    return f"/documents/{quote(item.doc, safe='')}?item={quote(item.id, safe='')}#{anchor(item.id)}"


def url_with(path: str, values: Mapping[str, Any]) -> str:
    """The path with a query of the values that are not empty; lists are repeated."""
    return path + ("?" + urlencode({k: v for k, v in values.items() if v not in (None, "", (), [])}, doseq=True) if values else "")


@cache
def static(name: str) -> str:
    """The address of a static file, with its content's hash so that browsers may keep it."""
    file = SHARED_STYLE if name == SHARED_STYLE.name else STATIC / name
    return f"/static/{name}?v={hashlib.sha256(file.read_bytes()).hexdigest()[:10]}"


# -- paging ---------------------------------------------------------------------------------------------------------

ROWS = 50  # a page


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a list: its rows, and the address of the next part, if there is one. The cursor is the id of the last row."""

    rows: list[Any]
    next: str | None


def part(request: Request, found: Iterable[Any], size: int = ROWS, key: Callable[[Any], str] = lambda item: item.id) -> Part:
    """The first `size` of `found`, of which `size + 1` should be asked for: `part(request, record.items(limit=ROWS + 1, after=after))`."""
    rows = list(islice(found, size + 1))
    if len(rows) <= size:
        return Part(rows, None)
    rows = rows[:size]
    given = {name: request.query_params.getlist(name) for name in request.query_params if name != "after"}
    return Part(rows, url_with(request.url.path, given | {"after": key(rows[-1])}))


# -- pages ----------------------------------------------------------------------------------------------------------


@cache
def environment() -> Environment:
    env = Environment(loader=ChoiceLoader([PackageLoader("onrecord.serve"), PrefixLoader({"report": PackageLoader("onrecord.report")})]), autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined)
    env.filters |= {"bdi": bdi, "number": number}
    env.globals |= {
        "menu": MENU, "version": __version__, "static": static, "document_url": document_url, "actor_url": actor_url,
        "passage_url": passage_url, "url_with": url_with, "anchor": anchor,
    }  # fmt: skip
    return env


def rendered(request: Request, template: str, *, status: int = 200, heading: str, **values: Any) -> HTMLResponse:
    """A page. `heading` is its title; `current` (default: the path) is the entry of the menu it belongs to."""
    served: Served = request.app.state.served
    name = served.record.rstrip("/").rsplit("/", 1)[-1].rsplit("@", 1)[-1]
    path = request.url.path
    common = {"request": request, "collection": name, "heading": heading, "current": path, "path": path, "query": "", "may_write": getattr(request.state, "writer", False), "reading": served.reading}
    return HTMLResponse(environment().get_template(template).render(common | values), status)
