"""Numbers over the whole record, counted once for each state of it and kept.

While a read is running the state changes every second: then numbers that take their time are those of a moment ago, and new ones are
counted beside, so that no page waits. A correction is seen at once, as is the end of a run: neither is answered with numbers from before it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar

from fastapi import Request
from fastapi.responses import HTMLResponse

from onrecord.serve.context import Served, corrected, running, state, writer
from onrecord.store import Record

T = TypeVar("T")
MOST = 300  # numbers kept
PAGES = 40  # whole pages kept: some hundred kilobytes each
QUICK = 0.05  # seconds: what takes less is counted at once
REST = 3  # times as long as it took, numbers stay as they are before they are counted anew


@dataclass(frozen=True, slots=True)
class _Kept:
    state: str
    corrections: int  # of the journal, when it was counted
    value: Any
    took: float
    since: float


def kept(request: Request, record: Record, name: str, count: Callable[[Record], T]) -> T:
    """`count(record)`, from memory where it has been counted."""
    served: Served = request.app.state.served
    now, corrections = state(record), corrected(record)
    lock = served.counting.setdefault(name, threading.Lock())
    known: _Kept | None = served.kept.get(name)
    if known is None or (known.state != now and (known.took < QUICK or known.corrections != corrections or not running(record))):
        with lock:  # of several who ask at once, one counts
            known = served.kept.get(name)
            if known is None or known.state != now:
                if len(served.kept) > MOST:
                    served.kept.clear()
                known = served.kept[name] = _counted(record, count)
        return known.value  # type: ignore[no-any-return]
    if known.state != now:
        request.state.etag = None  # what is answered is not of this state
        if time.monotonic() - known.since > REST * known.took and lock.acquire(blocking=False):
            threading.Thread(target=_again, args=(served, name, count, lock), daemon=True).start()
    return known.value  # type: ignore[no-any-return]


def kept_page(page: Callable[..., HTMLResponse]) -> Callable[..., HTMLResponse]:
    """A page that draws or ranks what the whole record holds, kept as its numbers are: by its address, and by whether the buttons of who may write are on it."""

    @wraps(page)
    def answer(request: Request, record: Record, **given: Any) -> HTMLResponse:
        def drawn(r: Record) -> tuple[int, bytes]:
            found = page(request, r, **given)
            return found.status_code, bytes(found.body)

        known: dict[str, _Kept] = request.app.state.served.kept
        if len(pages := [name for name in list(known) if name.startswith(PAGE)]) >= PAGES:
            for name in pages:
                known.pop(name, None)
        status, body = kept(request, record, f"{PAGE}{request.url.path}?{request.url.query} {writer(request)}", drawn)
        return HTMLResponse(body, status)

    return answer


PAGE = "page "  # before the address, in the names of pages


def begin(served: Served, name: str, count: Callable[[Record], Any]) -> None:
    """Counts what will be asked for, beside."""
    lock = served.counting.setdefault(name, threading.Lock())
    if lock.acquire(blocking=False):
        threading.Thread(target=_again, args=(served, name, count, lock), daemon=True).start()


def _again(served: Served, name: str, count: Callable[[Record], Any], lock: threading.Lock) -> None:
    try:
        with Record.open(served.record, readonly=True) as record:
            record.connection.execute("BEGIN")
            served.kept[name] = _counted(record, count)
    finally:
        lock.release()


def _counted(record: Record, count: Callable[[Record], Any]) -> _Kept:
    began = time.monotonic()
    value = count(record)
    ended = time.monotonic()
    return _Kept(state(record), corrected(record), value, ended - began, ended)
