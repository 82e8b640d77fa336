"""Reading while we serve: the same path as `onrecord read`, in the background, with how far it is for whoever looks on.

    intake = start(record, ["articles/"], jobs=1)
    intake.done, intake.total, intake.finished, intake.problem
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from onrecord.errors import OnrecordError

SECONDS = 90.0  # a source may take
ONE_AT_A_TIME = threading.Lock()  # a record has one writer; the next intake waits


class Stopped(Exception):
    """The server ends."""


@dataclass(slots=True)
class Intake:
    """`total` is None until the paths have been gone through; `problem` says why nothing was read."""

    id: str
    paths: Sequence[str]
    done: int = 0
    total: int | None = None
    finished: bool = False
    unreadable: bool = False  # something was; `status` of the record names it
    problem: str | None = None
    stopping: bool = False
    thread: threading.Thread | None = field(default=None, repr=False)

    def advance(self) -> None:
        self.done += 1
        if self.stopping:
            raise Stopped

    def stop(self, seconds: float) -> bool:
        """Ends it after the source it is at; whether it has ended within so many seconds. What was read stays read."""
        self.stopping = True
        if self.thread:
            self.thread.join(seconds)
        return self.finished

    def told(self) -> dict[str, Any]:
        return {"id": self.id, "done": self.done, "total": self.total, "finished": self.finished, "unreadable": self.unreadable, "problem": self.problem}


def start(record: str, paths: Sequence[str], *, jobs: int = 1, options: dict[str, Any] | None = None, after: Callable[[], None] = lambda: None) -> Intake:
    """Begins to read `paths` into the record; `options` are those of `ingest.sources`; `after` is called at the end, whatever it was."""
    intake = Intake(secrets.token_hex(8), list(paths))
    intake.thread = threading.Thread(target=_read, args=(record, intake, jobs, options or {}, after), name="intake", daemon=True)
    intake.thread.start()
    return intake


def _read(record: str, intake: Intake, jobs: int, options: dict[str, Any], after: Callable[[], None]) -> None:
    from onrecord.commands.reading import into_record  # with everything that reads: only where something is read
    from onrecord.ingest import sources

    try:
        with ONE_AT_A_TIME:
            found = list(sources(intake.paths, **options))
            intake.total = len(found)
            if found:
                intake.unreadable = bool(into_record(record, found, None, jobs, SECONDS, intake, list(intake.paths)))
            else:
                intake.problem = "nothing to read there"
    except Stopped:
        intake.problem = "stopped"
    except OnrecordError as error:
        intake.problem = str(error)
    except OSError as error:
        intake.problem = f"{error.filename or 'disk'}: {error.strerror}"
    finally:
        intake.finished = True
        after()
