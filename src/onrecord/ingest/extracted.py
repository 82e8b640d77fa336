"""What a format's reader hands on: the text as decoded, and the facts the format states about it."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace
from typing import Any, Literal

from onrecord.ingest.places import Sheet
from onrecord.ingest.repair.edits import Edit
from onrecord.records import Fact


class Refused(ValueError):
    """Bytes that are not read: encrypted, a bomb, pictures only. The message is the reason, for people; the source's name is added
    where it is known, by `documents`."""


Layout = Literal["plain", "pages", "clean"]  # how `repair` is to take the line breaks: as set, as set on pages, as meant


@dataclass(frozen=True, slots=True)
class Facts:
    """Document facts, each with its evidence; the names are those of `records.Document`. None means: not stated, never guessed."""

    title: str | None = None
    title_evidence: Fact | None = None
    outlet: str | None = None
    outlet_evidence: Fact | None = None
    authors: tuple[str, ...] = ()
    authors_evidence: Fact | None = None
    published: str | None = None  # EDTF
    published_evidence: Fact | None = None
    language: str | None = None  # ISO 639-1
    translation_of: str | None = None  # path of the original, as an index says

    def over(self, weaker: Facts) -> Facts:
        """These facts, and where they are silent the weaker ones: Facts(title) over Facts(title', date') = Facts(title, date')."""
        filled = {f.name: getattr(weaker, f.name) for f in fields(self) if not getattr(self, f.name)}
        return replace(
            self,
            **{n: v for n, v in filled.items() if not (n.endswith("_evidence") and getattr(self, n.removesuffix("_evidence")))},
        )


NOTHING = Facts()


@dataclass(frozen=True, slots=True)
class Extracted:
    """One article out of a source's bytes.

    `text` is what `Repair.source` offsets count in; `total` the visible characters of the source where `text` is only part of
    them (HTML); `part` and `sha256` name and hash one entry of a container that is read whole (a feed).
    """

    text: str
    media_type: str
    facts: Facts = NOTHING
    layout: Layout = "clean"
    page_starts: tuple[int, ...] = ()
    fallback: Facts = NOTHING  # what only counts where neither the format nor the text itself says anything
    total: int | None = None
    edits: tuple[Edit, ...] = ()  # markup taken off before repair; `text` still has it
    pictures: tuple[int, ...] = ()  # numbers of pages that show something but have no text
    recognised: tuple[int, ...] = ()  # numbers of pages whose text was recognised in a picture
    sheets: tuple[Sheet, ...] = ()  # of paged sources: where on the pages the characters of `text` stand
    clock: tuple[str, str] | None = None  # the time of day an entry was published, and as it is written: ("10:15:00Z", "10:15 GMT")
    notes: tuple[str, ...] = ()  # what a user should know of this article
    offset: int = 0  # where `text` begins in the file as decoded: articles of bundles
    part: str | None = None
    sha256: str | None = None


SURROGATE = re.compile("[\ud800-\udfff]")


def sound(extracted: Extracted) -> Extracted:
    """Half characters (a lone "\\ud800" in JSON, raw bytes in a header), which no file can hold, as U+FFFD; places stay."""
    return replace(extracted, text=_whole(extracted.text), facts=_whole_facts(extracted.facts), fallback=_whole_facts(extracted.fallback))


def _whole(text: str) -> str:
    return text if text.isascii() or SURROGATE.search(text) is None else SURROGATE.sub("\ufffd", text)


def _whole_facts(facts: Facts) -> Facts:
    def cleaned(value: Any) -> Any:
        if isinstance(value, str):
            return _whole(value)
        if isinstance(value, tuple):
            return tuple(map(cleaned, value))
        return replace(value, text=_whole(value.text)) if isinstance(value, Fact) and value.text else value

    return replace(facts, **{f.name: cleaned(getattr(facts, f.name)) for f in fields(facts)})


def headed(title: str | None, body: str) -> str:
    """The body with its headline as first paragraph, where the format keeps the two apart and the body does not repeat it."""
    first = body[: len(title) + 40].split("\n\n", 1)[0] if title else ""
    if not title or " ".join(first.split()).casefold() == " ".join(title.split()).casefold():
        return body
    return f"{title}\n\n{body}"
