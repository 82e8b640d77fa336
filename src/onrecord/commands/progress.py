"""Progress on standard error: a bar with the time left on a terminal, plain lines elsewhere, nothing at all in the first two seconds."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

SILENT, EVERY = 2.0, 10.0  # seconds


def left(done: int, total: int, seconds: float) -> str:
    """'about 3 min left', from the rate so far."""
    if not done:
        return "time left unknown"
    rest = seconds / done * (total - done)
    return f"about {rest / 3600:.1f} h left" if rest > 5400 else f"about {rest / 60:.0f} min left" if rest > 90 else f"about {rest:.0f} s left"


class Steps:
    """`with Steps(total, "reading") as steps: … steps.advance()`"""

    def __init__(self, total: int, what: str, quiet: bool = False) -> None:
        self.total, self.what, self.quiet = total, what, quiet
        self.done, self.began, self.said = 0, time.monotonic(), time.monotonic() + SILENT - EVERY
        self.bar: Progress | None = None

    def __enter__(self) -> Self:
        return self

    def advance(self) -> None:
        self.done += 1
        now = time.monotonic()
        if self.quiet or now - self.began < SILENT:
            return
        if sys.stderr.isatty():
            self._bar().update(self._task, completed=self.done)
        elif now - self.said >= EVERY:
            self.said = now
            print(f"{self.what}: {self.done:,} of {self.total:,}, {left(self.done, self.total, now - self.began)}", file=sys.stderr, flush=True)

    def _bar(self) -> Progress:
        if self.bar is None:
            columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
            self.bar = Progress(*columns, console=Console(stderr=True), transient=True, redirect_stdout=False, redirect_stderr=False)
            self._task = self.bar.add_task(self.what, total=self.total)
            self.bar.start()
        return self.bar

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self.bar is not None:
            self.bar.stop()
