"""A text read by the whole path, for tests: items with names instead of ids."""

from __future__ import annotations

from typing import Any

from onrecord.ingest import documents
from onrecord.ingest.sources import Source
from onrecord.pipeline import read
from onrecord.reader import encoder
from onrecord.records import Actor, Document, Item, evidence_of
from onrecord.resolve import knowledge


def read_text(text: str, published: str | None = None) -> tuple[Document, list[Item]]:
    from dataclasses import replace

    (document,) = documents(Source("case.txt", data=text.encode()))
    if published:
        document = replace(document, published=published)
    return read(replace(document, unread=None, language="en"), knowledge.load(), encoder.load())


def named(items: list[Item]) -> dict[str, str]:
    return {item.id: item.name for item in items if isinstance(item, Actor)}


def seen(items: list[Item], kind: str) -> list[dict[str, Any]]:
    """Items of a kind as cases write them: fields of their own, ids as names, evidence as text by role."""
    names = named(items)
    out = []
    for item in items:
        if item.kind != kind:
            continue
        row: dict[str, Any] = {role: [s.text for s in evidence_of(item, role)] for role in dict.fromkeys(s.role for s in item.evidence)}
        for field in ("mode", "type", "act", "factuality", "historical", "level", "stage", "speaker_role", "measure", "unit", "device"):
            if hasattr(item, field):
                row[field] = getattr(item, field)
        for field in ("speakers", "actors", "recipients", "who", "to_whom", "about"):
            if hasattr(item, field):
                row[field] = [names.get(i, i) for i in getattr(item, field)]
        if getattr(item, "addressee", None):
            row["to"] = names.get(item.addressee, item.addressee)  # type: ignore[union-attr,arg-type]
        row["chain"] = [names.get(i, i) for i in item.voice.chain]  # type: ignore[union-attr]
        out.append(row)
    return out
