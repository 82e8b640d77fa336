"""What points at what inside a document, kept right when an item or actor is changed, renamed or taken out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from onrecord.records import Document, Item, QuoteMark, Span, Voice

ACTOR_FIELDS = (
    "speakers", "speaker", "addressee", "about", "actors", "recipients", "who", "to_whom", "subject", "target", "population", "pollster",
)  # fmt: skip


def replaced(document: Document, items: list[Item], old: Any, new: Sequence[Any]) -> tuple[Document, list[Item]]:
    """`new` in the place of `old`; what pointed at `old` points at the first of `new`, voices follow."""
    out: list[Item] = []
    for item in items:
        out += new if item is old else [renamed_item(item, old.id, new[0].id)]
    if new[0].kind == "statement":
        out = _revoiced(new[0], out)
    return renamed_quotes(document, old.id, new[0].id), out


def _revoiced(statement: Any, items: Sequence[Any]) -> list[Any]:
    """Items inside a statement copy its voice; a statement inside keeps its holder and lengthens the chain outwards."""
    out: list[Any] = []
    nested = []
    for item in items:
        voice = getattr(item, "voice", None)
        if voice is None or voice.statement != statement.id or item is statement:
            out.append(item)
        elif item.kind == "statement":
            chain = ((voice.holder,) if voice.holder else ()) + statement.voice.chain
            new = replace(item, voice=replace(voice, chain=chain))
            nested.append((item, new))
            out.append(new)
        else:
            out.append(replace(item, voice=Voice(statement.mode, statement.voice.holder, statement.voice.chain, statement.id)))
    for before, after in nested:
        if before != after:
            out = _revoiced(after, out)
    return out


def without_statement(gone: Any, items: Sequence[Any]) -> list[Any]:
    """Items inside it fall to the statement around it, else to the outlet."""
    around = next((item for item in items if item.id == gone.voice.statement), None)
    outlet = gone.voice.chain[-1:]
    voice = Voice("outlet", outlet[0] if outlet else None, outlet)
    if around is not None:
        voice = Voice(around.mode, around.voice.holder, around.voice.chain, around.id)
    out: list[Any] = []
    for item in items:
        mine = getattr(item, "voice", None)
        if mine is None or mine.statement != gone.id:
            out.append(item)
        elif item.kind == "statement":
            chain = ((mine.holder,) if mine.holder else ()) + voice.chain
            out.append(replace(item, voice=replace(mine, chain=chain, statement=voice.statement)))
        else:
            out.append(replace(item, voice=voice))
    return out


def renamed_item(item: Any, old: str, new: str | None) -> Any:
    """Pointers at items: the statement of a voice, an amount, a target, the ends of a link."""
    if item.kind == "link":
        return replace(item, items=tuple(new if end == old and new else end for end in item.items)) if old in item.items else item
    if item.kind == "actor":
        return item
    changes: dict[str, Any] = {}
    if item.voice.statement == old:
        changes["voice"] = replace(item.voice, statement=new)
    for name in ("amount", "target"):
        if getattr(item, name, None) == old:
            changes[name] = new
    return replace(item, **changes) if changes else item


def renamed_quotes(document: Document, old: str, new: str | None) -> Document:
    if all(mark.item != old for mark in document.quotes):
        return document
    marks = tuple(QuoteMark(mark.offset, mark.is_, new) if mark.item == old else mark for mark in document.quotes)
    return replace(document, quotes=marks)


def renamed_actor(item: Any, old: str, new: str | None) -> Any:
    """Every place where an item names an actor; with `new` None the actor is taken out."""
    if item.kind in ("actor", "link"):
        return item
    changes: dict[str, Any] = {}
    for name in ACTOR_FIELDS:
        value = getattr(item, name, None)
        if value == old:
            changes[name] = new
        elif isinstance(value, tuple) and old in value:
            changes[name] = _renamed(value, old, new)
    if old in (item.voice.holder, *item.voice.chain):
        chain = _renamed(item.voice.chain, old, new)
        holder = new if item.voice.holder == old else item.voice.holder
        changes["voice"] = replace(item.voice, holder=holder, chain=chain)
    if item.kind == "statement" and "speakers" in changes:
        speakers = changes["speakers"]
        changes["speaker"] = speakers[0] if len(speakers) == 1 else None
    return replace(item, **changes) if changes else item


def _renamed(values: tuple[str, ...], old: str, new: str | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(v for v in (new if value == old else value for value in values) if v is not None))


def holds(item: Any, mentions: Sequence[Span]) -> bool:
    return any(span.start < mention.end and mention.start < span.end for span in item.evidence for mention in mentions)
