"""Evidence pinned to where people can look it up: characters of the file for plain text, page numbers for paged sources."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from onrecord.ingest.repair import SourceMap
from onrecord.records import Document, Item, Span


def pinned(document: Document, items: Sequence[Item]) -> list[Item]:
    """The items with `source` on every span of a plain-text document, and `page` on those of a paged one."""
    if not document.plain and not document.pages:
        return list(items)
    back = SourceMap(document.repairs)
    starts = [page.start for page in document.pages]

    def span(one: Span) -> Span:
        source = back.to_source(one.start, one.end) if document.plain else None
        page = document.pages[max(0, bisect_right(starts, one.start) - 1)].page if starts else None
        return Span(one.role, one.start, one.end, one.text, source, page, one.doc)

    return [replace(item, evidence=tuple(span(one) for one in item.evidence)) for item in items]
