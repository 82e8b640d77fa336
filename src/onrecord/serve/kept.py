"""Numbers over the whole record, counted once for each state of it and kept.

While a read is running the state changes every second: then the numbers of a moment ago are shown, and new ones are counted beside,
so that no page waits. A correction is seen at once, as is the end of a run: neither is answered with numbers from before it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from fastapi import Request

from onrecord.serve.context import Served, state
from onrecord.store import Record

T = TypeVar("T")
MOST = 300  # numbers kept


@dataclass(frozen=True, slots=True)
class _Kept:
    state: str
    corrections: int  # of the journal, when it was counted
    value: Any


def kept(request: Request, record: Record, name: str, count: Callable[[Record], T]) -> T:
    """`count(record)`, from memory where it has been counted."""
    served: Served = request.app.state.served
    now, corrections = state(record), _corrections(record)
    known: _Kept | None = served.kept.get(name)
    if len(served.kept) > MOST:
        served.kept.clear()
    if known is None or (known.state != now and (known.corrections != corrections or not _running(record))):
        value = count(record)
        served.kept[name] = _Kept(now, corrections, value)
        return value
    if known.state != now:
        request.state.etag = None  # what is answered is not of this state
        if served.counting.setdefault(name, threading.Lock()).acquire(blocking=False):
            threading.Thread(target=_again, args=(served, name, count), daemon=True).start()
    return known.value  # type: ignore[no-any-return]


def _again(served: Served, name: str, count: Callable[[Record], Any]) -> None:
    try:
        with Record.open(served.record, readonly=True) as record:
            record.connection.execute("BEGIN")
            served.kept[name] = _Kept(state(record), _corrections(record), count(record))
    finally:
        served.counting[name].release()


def _running(record: Record) -> bool:
    return record.connection.execute("SELECT 1 FROM runs WHERE finished IS NULL LIMIT 1").fetchone() is not None


def _corrections(record: Record) -> int:
    return int(record.connection.execute("SELECT coalesce(max(seq), 0) FROM journal").fetchone()[0])
