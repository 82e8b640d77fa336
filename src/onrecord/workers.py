"""Work in processes of its own, one task at a time each, within limits of time and memory: one task can't hang or exhaust the rest.

A worker that overruns the time is ended, one that dies is replaced; either costs the task it was at and no other.
Memory is limited where the system can (Linux); a task that needs more fails as a MemoryError, or its process dies.
"""

from __future__ import annotations

import contextlib
import gc
import logging
import multiprocessing
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from importlib import import_module
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")

AHEAD = 8  # tasks under way for each worker: enough to keep them busy, few enough to keep memory flat
START = 120.0  # seconds a process may take until it can work
RETIRE = 1 << 30  # bytes: a worker that has once needed more is replaced, for it gives little of it back


@dataclass(frozen=True, slots=True)
class Limits:
    seconds: float = 90.0
    memory: int = 2 << 30  # bytes of data of one process


def results(
    tasks: Iterable[T], do: Callable[[T], R], lost: Callable[[T, str], R], jobs: int, limits: Limits, light: Callable[[T], bool] = lambda _: False
) -> Iterator[R]:
    """`do(task)` of each, in the order of the tasks; `lost(task, reason)` where the limits or its process's death prevented it.

    `do` must be importable by name, tasks and results picklable. `light(task)` says that a task is small enough to be handed to a
    worker while it is still at another.
    """
    waiting = enumerate(tasks)
    again: deque[tuple[int, T]] = deque()
    done: dict[int, R] = {}
    workers: list[_Worker[T, R]] = []
    given = due = 0
    exhausted = False
    try:
        while True:
            while given - due < AHEAD * jobs or again:
                task = again.popleft() if again else next(waiting, None)
                if task is None:
                    exhausted = True
                    break
                given = max(given, task[0] + 1)
                if (worker := _free(workers, jobs, light(task[1]))) is None:
                    if len(workers) >= jobs:
                        again.appendleft(task)
                        break
                    worker = _prepared(do, limits) or _Worker(do, limits)
                    workers.append(worker)
                worker.give(task)
            while due in done:
                yield done.pop(due)
                due += 1
            busy = [worker for worker in workers if worker.tasks]
            if not busy:
                if exhausted and not again:
                    return
                continue
            wait([w.pipe for w in busy] + [w.process.sentinel for w in busy], max(0.0, min(w.deadline for w in busy) - time.monotonic()))
            for worker in busy:
                for (number, _), answer in worker.answers(lost):
                    done[number] = answer
                if worker.over:
                    workers.remove(worker)
                    again.extendleft(reversed(worker.tasks))
    finally:
        for worker in workers:
            worker.end()


READY: list[_Worker[Any, Any]] = []  # begun before there was anything to do


def prepare(do: str, first: str, limits: Limits | None = None) -> None:
    """Begins a process that will do `do` ("module:function") and first calls `first`, so that it is ready when there is something to do."""
    READY.append(_Worker(do, limits or Limits(), first))


def dismiss() -> None:
    """Ends what was prepared and not needed."""
    while READY:
        READY.pop().end()


def _prepared(do: Callable[[T], R], limits: Limits) -> _Worker[T, R] | None:
    found = next((w for w in READY if w.do == f"{do.__module__}:{do.__qualname__}" and w.limits.memory == limits.memory), None)
    if found:
        READY.remove(found)
        found.limits, found.deadline = limits, time.monotonic() + START
    return found


def _free(workers: list[_Worker[T, R]], jobs: int, light: bool) -> _Worker[T, R] | None:
    """A worker with nothing to do, else, when all have been started, one that can take a light task ahead."""
    idle = next((w for w in workers if not w.tasks), None)
    if idle or len(workers) < jobs or not light:
        return idle
    least = min(workers, key=lambda w: len(w.tasks))
    return least if len(least.tasks) < 3 else None


@dataclass(eq=False)
class _Worker(Generic[T, R]):
    do: Callable[[T], R] | str
    limits: Limits
    first: str | None = None
    tasks: deque[tuple[int, T]] = field(default_factory=deque)  # the first is being worked on
    ready: bool = False
    over: bool = False

    def __post_init__(self) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process: BaseProcess = context.Process(target=_work, args=(theirs, self.do, self.limits.memory, self.first), daemon=True)
        with _no_interrupts():
            self.process.start()
        theirs.close()
        self.deadline = time.monotonic() + START

    def give(self, task: tuple[int, T]) -> None:
        if not self.tasks and self.ready:
            self.deadline = time.monotonic() + self.limits.seconds
        self.tasks.append(task)
        with contextlib.suppress(BrokenPipeError, ConnectionError):  # it has died: seen when its answer is waited for
            self.pipe.send(task[1])

    def answers(self, lost: Callable[[T, str], R]) -> Iterator[tuple[tuple[int, T], R]]:
        """What it has finished; where it died or overran, the task that was its last."""
        try:
            while self.tasks and self.pipe.poll():
                message = self.pipe.recv()
                self.deadline = time.monotonic() + self.limits.seconds
                if message == _READY:
                    self.ready = True
                    continue
                answer, retires, said = message
                for name, line in said:
                    logging.getLogger(name).warning("%s", line)
                yield self.tasks.popleft(), answer
                if retires:
                    self.end()
                    return
        except (EOFError, OSError):
            self.process.join(5)
            yield self._failed(lost, self._death())
            return
        if self.tasks and not self.process.is_alive() and not self.pipe.poll():
            yield self._failed(lost, self._death())
        elif self.tasks and time.monotonic() >= self.deadline:
            yield self._failed(lost, f"it took longer than {self.limits.seconds:g} s; it was skipped and can be read again with more time (--timeout)")

    def _failed(self, lost: Callable[[T, str], R], reason: str) -> tuple[tuple[int, T], R]:
        task = self.tasks.popleft()
        self.end()
        return task, lost(task[1], reason)

    def _death(self) -> str:
        code = self.process.exitcode
        if not self.ready:
            return f"a process to read it in could not be started (exit status {code})"
        how = f"signal {-code}" if code is not None and code < 0 else f"exit status {code}"
        return f"the process reading it died ({how}; out of memory?); it was skipped and can be read again"

    def end(self) -> None:
        self.over = True
        self.process.kill()
        self.process.join()
        self.pipe.close()


_READY = "ready"


def _work(pipe: Connection[Any, Any], do: Callable[[Any], Any] | str, memory: int, first: str | None) -> None:
    """The life of a worker. It ignores Ctrl-C, which the first process hears, and ends when that one is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    limit_memory(memory)
    logging.getLogger().addHandler(heard := _Heard(logging.WARNING))
    if first:
        _named(first)()
    work = _named(do) if isinstance(do, str) else do
    pipe.send(_READY)
    settled = False
    while True:
        try:
            task = pipe.recv()
        except (EOFError, OSError):
            return
        answer, said = work(task), list(heard.lines)
        heard.lines.clear()
        pipe.send((answer, _used() > RETIRE, said))
        if not settled:  # weights, knowledge and word lists are loaded, and stay: no use in looking through them for garbage again and again
            gc.freeze()
            settled = True


def _named(name: str) -> Callable[..., Any]:
    module, _, function = name.partition(":")
    found: Callable[..., Any] = getattr(import_module(module), function)
    return found


class _Heard(logging.Handler):
    """Our warnings, for the first process to say; other libraries' stay silent, there as here."""

    def __init__(self, level: int) -> None:
        super().__init__(level)
        self.lines: list[tuple[str, str]] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.name.partition(".")[0] == __package__ and len(self.lines) < 100:
            self.lines.append((record.name, record.getMessage()))


def limit_memory(memory: int) -> None:
    if sys.platform == "linux":
        import resource

        hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
        resource.setrlimit(resource.RLIMIT_DATA, (memory if hard == resource.RLIM_INFINITY else min(memory, hard), hard))


def _used() -> int:
    """The most memory this process has held, in bytes; 0 where the system does not say."""
    if sys.platform == "win32":
        return 0
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


@contextlib.contextmanager
def _no_interrupts() -> Iterator[None]:
    """A process started inside ignores Ctrl-C from its first moment."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    former = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, former)
