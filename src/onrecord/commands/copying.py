"""JSON Lines of a run without a record: the lines wait on disk until it is known which documents copy which."""

from __future__ import annotations

from collections.abc import Sequence
from tempfile import TemporaryFile
from types import TracebackType
from typing import Protocol, Self

from onrecord.ingest.duplicates import Text, copies, words
from onrecord.records import Document, Item, to_line
from onrecord.store.copies import shown_line
from onrecord.store.when import days


class Target(Protocol):
    def write(self, text: str, /) -> int: ...


class Lines:
    """`with Lines(out) as lines: lines.add(document, items) …`; on leaving, interrupted too, everything is written to `out`."""

    def __init__(self, out: Target) -> None:
        self.out = out
        self.waiting = TemporaryFile("w+", encoding="utf-8", newline="\n", prefix="onrecord-")  # noqa: SIM115
        self.documents: list[tuple[Text, int]] = []  # and how many lines each has, links aside
        self.links: list[str] = []  # stand at the end

    def __enter__(self) -> Self:
        return self

    def add(self, document: Document, items: Sequence[Item]) -> None:
        here = [x for x in (document, *items) if x.kind != "link"]
        self.waiting.writelines(to_line(x) + "\n" for x in here)
        self.links += [to_line(x) + "\n" for x in items if x.kind == "link"]
        self.documents.append((compared(document), len(here)))

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        with self.waiting:
            of = copies([document for document, _ in self.documents])
            self.waiting.seek(0)
            for document, count in self.documents:
                head = self.waiting.readline()
                self.out.write(shown_line(head, of[document.id]) if document.id in of else head)
                for _ in range(count - 1):
                    self.out.write(self.waiting.readline())
            for line in self.links:
                self.out.write(line)


def compared(document: Document) -> Text:
    return Text(document.id, words(document.text), (days(document.published) or (None,))[0], len(document.text))
