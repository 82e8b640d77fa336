"""SQL of people we serve, asked in a process of its own: whatever a query does, it ends at its limit of time or memory.

SQLite looks at the clock between steps of its virtual machine only; one call of `instr` or `LIKE` over long texts can take hours
without a step. So the process is ended from outside. It stays for the next query, which then costs no start.
"""

from __future__ import annotations

import multiprocessing
import queue
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any

from onrecord.errors import OnrecordError, Usage
from onrecord.store.sql import Table, sql
from onrecord.workers import limit_memory

START = 60.0  # seconds a process may take until it can be asked
MEMORY = 1 << 30
ANSWER = 20 << 20  # characters and bytes of one answer
AT_ONCE = 4


class Apart:
    """`with_limits.ask(place, query, limit, seconds) -> Table`; at most AT_ONCE queries at a time."""

    def __init__(self) -> None:
        self.idle: queue.LifoQueue[_Process | None] = queue.LifoQueue()  # the last one used is warm
        for _ in range(AT_ONCE):
            self.idle.put(None)

    def ask(self, place: str, query: str, limit: int, seconds: float) -> Table:
        """Usage when the query is wrong, forbidden, or goes beyond its limits."""
        try:
            process = self.idle.get(timeout=seconds)
        except queue.Empty:
            raise Usage(f"{AT_ONCE} other queries are running; try again when they have finished") from None
        try:
            process = process or _Process()
            answer = process.ask((place, query, limit, seconds), seconds)
        except BaseException:
            if process:
                process.end()
            self.idle.put(None)
            raise
        self.idle.put(process)
        if isinstance(answer, OnrecordError):
            raise answer
        return answer

    def close(self) -> None:
        for _ in range(AT_ONCE):
            process = self.idle.get()
            if process:
                process.end()


class _Process:
    def __init__(self) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process: BaseProcess = context.Process(target=_answering, args=(theirs,), daemon=True)
        self.process.start()
        theirs.close()
        if not self.pipe.poll(START):
            self.end()
            raise Usage("a process for the query could not be started")
        self.pipe.recv()

    def ask(self, question: tuple[str, str, int, float], seconds: float) -> Table | OnrecordError:
        try:
            self.pipe.send(question)
            if not self.pipe.poll(seconds + 1):
                raise Usage(f"stopped after {seconds:g} s; narrow the query or allow more seconds")
            answer: Table | OnrecordError = self.pipe.recv()
        except (EOFError, OSError) as error:
            raise Usage("the query needs more memory than one query may take; narrow it") from error
        return answer

    def end(self) -> None:
        self.process.kill()
        self.process.join()
        self.pipe.close()


def _answering(pipe: Connection[Any, Any]) -> None:
    """The life of the process; it ends when the first one is gone."""
    limit_memory(MEMORY)
    pipe.send("ready")
    while True:
        try:
            question = pipe.recv()
        except (EOFError, OSError, KeyboardInterrupt):
            return
        pipe.send(_answer(*question))


def _answer(place: str, query: str, limit: int, seconds: float) -> Table | OnrecordError:
    try:
        table = sql(place, query, limit, seconds)
    except OnrecordError as error:
        return error
    except MemoryError:
        return Usage("the query needs more memory than one query may take; narrow it")
    if sum(len(value) for row in table.rows for value in row if isinstance(value, str | bytes)) > ANSWER:
        return Usage(f"the answer is larger than {ANSWER >> 20} MB; ask for fewer rows or columns")
    return table
