"""One tree of errors. A message names the document, the place and what to do.

OnrecordError
├── Unreadable      a source that cannot be read: skipped, named, listed by `onrecord status`; exit status 1
├── Usage           the caller asked for something impossible: exit status 2
└── RecordError     a record that cannot be opened, written or trusted
"""

from __future__ import annotations

TOO_MUCH_MEMORY = "reading it needs more memory than one document may take; it was skipped"


class OnrecordError(Exception):
    """The root: everything onrecord raises on purpose."""


class Unreadable(OnrecordError):
    """`source` cannot be read because of `reason` (one line, for people)."""

    def __init__(self, source: str, reason: str) -> None:
        super().__init__(f"{source}: {reason}")
        self.source, self.reason = source, reason

    def __reduce__(self) -> tuple[type[Unreadable], tuple[str, str]]:
        return type(self), (self.source, self.reason)  # it comes back from worker processes


class Usage(OnrecordError):
    """A wrong argument; the message says what to give instead."""


class RecordError(OnrecordError):
    """The record file or database is missing, locked, of another schema, or damaged."""
