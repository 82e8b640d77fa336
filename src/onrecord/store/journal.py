"""People's corrections as entries of an append-only journal, and the pure function that puts them over a reading.

    apply(entries, document, items) -> Corrected

What a reader read is never changed: corrections are a layer over it, so that undoing one gives the former bytes back.
An entry is anchored by document (and source), item id, quotation and position. It fits an item of the same id, or else the
item of the same kind and label with the same quotation that lies nearest to its position, else, in an unchanged text, the only one
of that kind and label whose words are nearly the same (a word more, a word less); what fits nothing is an orphan.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Literal, get_args, get_origin, get_type_hints

from onrecord.errors import Usage
from onrecord.records import (
    KINDS,
    LABEL,
    Actor,
    Document,
    Fact,
    Item,
    Span,
    Voice,
    actor_id,
    digest,
    from_json,
    identified,
    to_json,
)  # fmt: skip
from onrecord.records import to_line as record_line
from onrecord.store.actors import merge
from onrecord.store.pointers import holds, renamed_actor, renamed_item, renamed_quotes, replaced, without_statement

Action = Literal["accept", "reject", "edit", "facts", "merge", "split", "undo"]
FACTS = ("published", "outlet", "title", "language")
MAIN = {"statement": "content", "event": "trigger", "commitment": "action", "figure": "value", "framing": "expression", "actor": "mention"}
# how much of the longer of two spans must be common for other bounds to be the same item's; statements stand inside statements
SAME = {"statement": 0.7, "event": 0.3, "commitment": 0.5, "figure": 0.5, "framing": 0.5, "actor": 1.0}
FIXED = ("id", "kind", "doc", "evidence", "voice")  # what an edit cannot set; evidence has its own place, voice follows


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the journal. `change` is what the action needs: see `Record.correct`."""

    id: str
    action: Action
    at: str  # UTC
    by: str | None = None
    note: str | None = None
    doc: str | None = None
    source: str | None = None
    item: str | None = None  # item or actor
    kind: str | None = None
    label: str | None = None
    quotation: str | None = None
    start: int | None = None
    end: int | None = None
    change: Mapping[str, Any] | None = None
    undoes: str | None = None


@dataclass(frozen=True, slots=True)
class Corrected:
    document: Document
    items: tuple[Item, ...]
    applied: frozenset[str]  # entries that fitted
    reviews: Mapping[str, str]  # item id -> accepted, edited, split, merged


class Misfit(Exception):
    """The entry fits nothing here."""


# -- entries --------------------------------------------------------------------------------------------------------


def entry(action: Action, at: str, **said: Any) -> Entry:
    """The entry with its id, a hash of all it says."""
    made = Entry("", action, at, **said)
    return replace(made, id="j" + digest(asdict(made)))


def to_line(made: Entry) -> str:
    return json.dumps(asdict(made), ensure_ascii=False, separators=(",", ":"))


def from_line(line: str) -> Entry:
    """Usage when the line is no entry, or was changed since it was written."""
    try:
        values = json.loads(line)
        made = Entry(**values)
    except (ValueError, TypeError) as error:
        raise Usage(f"not a line of a journal ({error})") from error
    if made.action not in get_args(Action) or made.id != "j" + digest(asdict(replace(made, id=""))):
        raise Usage(f"journal entry {made.id}: its id does not match what it says")
    return made


def anchored(document: Document, item: Any) -> dict[str, Any]:
    """Where an entry about this item is pinned."""
    span = main_span(item, document.id)
    return {
        "doc": document.id, "source": document.source, "item": item.id, "kind": item.kind, "label": label(item),
        "quotation": span.text if span else None, "start": span.start if span else None, "end": span.end if span else None,
    }  # fmt: skip


def label(item: Any) -> str | None:
    return getattr(item, LABEL[item.kind]) if item.kind in LABEL else None


def main_span(item: Any, doc: str | None = None) -> Span | None:
    mine = [span for span in item.evidence if span.doc in (None, doc)]
    return next((span for span in mine if span.role == MAIN.get(item.kind)), mine[0] if mine else None)


# -- the layer ------------------------------------------------------------------------------------------------------


def apply(entries: Iterable[Entry], document: Document, items: Sequence[Item]) -> Corrected:
    """The reading as corrected. `entries`: those in force for this document, oldest first. Pure."""
    applied: set[str] = set()
    reviews: dict[str, str] = {}
    now: tuple[Document, list[Item]] = (document, list(items))
    for made in entries:
        try:
            now = STEPS[made.action](made, *now, reviews)
        except Misfit:
            continue
        applied.add(made.id)
    return Corrected(now[0], tuple(now[1]), frozenset(applied), reviews)


def _accept(made: Entry, document: Document, items: list[Item], reviews: dict[str, str]) -> tuple[Document, list[Item]]:
    reviews[fitting(made, document, items).id] = "accepted"
    return document, items


def _reject(made: Entry, document: Document, items: list[Item], reviews: dict[str, str]) -> tuple[Document, list[Item]]:
    gone = fitting(made, document, items)
    rest = [item for item in items if item is not gone]
    if gone.kind == "statement":
        rest = without_statement(gone, rest)
    if gone.kind == "actor":
        rest = [renamed_actor(item, gone.id, None) for item in rest]
    rest = [renamed_item(item, gone.id, None) for item in rest]
    rest = [item for item in rest if item.kind != "link" or gone.id not in item.items]
    return renamed_quotes(document, gone.id, None), rest


def _edit(made: Entry, document: Document, items: list[Item], reviews: dict[str, str]) -> tuple[Document, list[Item]]:
    old = fitting(made, document, items)
    new = changed(made, document, old, made.change or {})
    _apart([new], items, old)
    reviews.pop(old.id, None)
    reviews[new.id] = "edited"
    return replaced(document, items, old, [new])


def _split(made: Entry, document: Document, items: list[Item], reviews: dict[str, str]) -> tuple[Document, list[Item]]:
    old = fitting(made, document, items)
    change = made.change or {}
    if isinstance(old, Actor):
        return _split_actor(made, document, items, old, reviews)
    parts = [changed(made, document, old, part) for part in change["parts"]]
    _apart(parts, items, old)
    reviews.pop(old.id, None)
    reviews.update((part.id, "split") for part in parts)
    return replaced(document, items, old, parts)


def _apart(new: Sequence[Any], items: Sequence[Any], old: Any) -> None:
    """Misfit when an item would be there twice."""
    ids = {item.id for item in items if item is not old}
    if len(ids.union(item.id for item in new)) < len(ids) + len(new):
        raise Misfit


def _split_actor(
    made: Entry, document: Document, items: list[Item], old: Actor, reviews: dict[str, str]
) -> tuple[Document, list[Item]]:
    """Some mentions are another actor: they move, and with them every item whose evidence holds only moved mentions."""
    change = made.change or {}
    moved = {(span.start, span.end) for span in located(made, document, old, change["mentions"])}
    leaving = tuple(span for span in old.evidence if (span.start, span.end) in moved)
    staying = tuple(span for span in old.evidence if (span.start, span.end) not in moved)
    if not leaving or not staying:
        raise Misfit
    new = Actor(
        id=actor_id(document.id, (leaving[0].start, leaving[0].end)),
        name=change.get("name") or leaving[0].text,
        type=change.get("type") or old.type,
        aliases=tuple(dict.fromkeys(span.text for span in leaving)),
        evidence=leaving,
        confidence=old.confidence,
    )
    kept = replace(old, evidence=staying, aliases=tuple(dict.fromkeys(span.text for span in staying)))
    out: list[Item] = []
    for item in items:
        if item is old:
            out += [kept, new]
        elif item.kind not in ("actor", "link") and holds(item, leaving) and not holds(item, staying):
            out.append(renamed_actor(item, old.id, new.id))
        else:
            out.append(item)
    reviews[new.id] = "split"
    return document, out


def _merge(made: Entry, document: Document, items: list[Item], reviews: dict[str, str]) -> tuple[Document, list[Item]]:
    """The actor becomes another: its mentions, names and every item that names it."""
    gone = next((item for item in items if item.kind == "actor" and item.id == made.item), None)
    if gone is None or not made.change:
        raise Misfit
    into = made.change["into"]
    here = next((item for item in items if item.kind == "actor" and item.id == into), None)
    known = {name: value for name, value in (made.change.get("actor") or {}).items() if value is not None}
    if here is None:
        one = replace(gone, id=into, aliases=tuple(dict.fromkeys((gone.name, *gone.aliases))), **known)
    else:
        joined: Actor = from_json(merge(map(record_line, (here, replace(gone, id=into)))))
        aliases = tuple(dict.fromkeys((*here.aliases, gone.name, *gone.aliases)))
        evidence = tuple(sorted(joined.evidence, key=lambda span: (span.start, span.end)))
        one = replace(here, aliases=aliases, evidence=evidence, roles=joined.roles)
    place = min(items.index(actor) for actor in (gone, here) if actor is not None)
    rest: list[Item] = [item for item in items if item is not gone and item is not here]
    rest.insert(place, one)
    reviews[into] = "merged"
    return document, [renamed_actor(item, gone.id, into) if item is not one else one for item in rest]


def _facts(made: Entry, document: Document, items: list[Item], reviews: dict[str, str]) -> tuple[Document, list[Item]]:
    return with_facts(document, made.change or {}), items


STEPS = {"accept": _accept, "reject": _reject, "edit": _edit, "split": _split, "merge": _merge, "facts": _facts}


def with_facts(document: Document, facts: Mapping[str, Any]) -> Document:
    """The document with corrected facts, each marked as a correction. In another language than English nothing is read."""
    changes: dict[str, Any] = {}
    for name in FACTS:
        if name not in facts:
            continue
        changes[name] = facts[name]
        if name != "language":
            changes[f"{name}_evidence"] = None if facts[name] is None else Fact("correction", facts[name])
        elif facts[name] == "en":
            changes["unread"] = None
        elif facts[name] is not None:
            changes["unread"] = f"language: {facts[name]}"
    return replace(document, **changes)


# -- fitting --------------------------------------------------------------------------------------------------------


def fitting(made: Entry, document: Document, items: Sequence[Item]) -> Any:
    """The item an entry speaks of; Misfit when there is none."""
    alike, over = [], []
    for item in items:
        if item.kind == "link":
            continue
        if item.id == made.item:
            return item
        span = main_span(item, document.id)
        if item.kind != made.kind or label(item) != made.label or not span:
            continue
        if span.text == made.quotation:
            alike.append((abs(span.start - (made.start or 0)), span.start, item))
        elif _shared(made, item, document.id) >= SAME[item.kind]:
            over.append(item)
    if alike:
        return min(alike, key=lambda found: found[:2])[2]
    if len(over) != 1 or document.text[made.start : made.end] != made.quotation:
        raise Misfit
    return over[0]


def obsolete(made: Entry, document: Document, items: Sequence[Item]) -> bool:
    """Whether an entry that fits nothing has nothing left to do in an unchanged text: what it spoke of is read no more, or read as it asked.

    Otherwise something of its kind stands over its words, and a person has to say whether that is meant.
    """
    if made.action == "merge":
        return True  # the actor is not there
    if made.start is None or document.text[made.start : made.end] != made.quotation:
        return False
    over = [item for item in items if item.kind == made.kind and _shared(made, item, document.id) > 0]
    if made.action == "reject":
        return all(label(item) != made.label for item in over)
    if made.action == "edit":
        asked = made.change or {}
        return not over or any(_as_asked(made, document, item, asked) for item in over)
    return not over


def _as_asked(made: Entry, document: Document, item: Any, asked: Mapping[str, Any]) -> bool:
    try:
        check_change(item, asked)
        return bool(changed(made, document, item, asked) == item)
    except (Misfit, Usage):
        return False


def _shared(made: Entry, item: Any, doc: str) -> float:
    """How much of the longer of the two is common to the entry's words and the item's."""
    span = main_span(item, doc)
    if span is None or made.start is None or made.end is None:
        return 0.0
    return max(0, min(span.end, made.end) - max(span.start, made.start)) / max(1, span.end - span.start, made.end - made.start)


def changed(made: Entry, document: Document, item: Any, change: Mapping[str, Any]) -> Any:
    """The item with the fields and evidence of an edit, its id computed anew."""
    given = to_json(item) | dict(change.get("fields") or {})
    if "speakers" in (change.get("fields") or {}) and "speaker" not in change["fields"]:
        given["speaker"] = given["speakers"][0] if len(given["speakers"]) == 1 else None
    new = from_json(given)
    if "evidence" in change:
        new = replace(new, evidence=tuple(located(made, document, item, change["evidence"])))
        from onrecord.ingest.pinned import pinned  # here, so that asking a record needs none of the readers of formats

        new = pinned(document, [new])[0]
    if new.kind == "actor":
        return replace(new, evidence=tuple(replace(span, doc=document.id) for span in new.evidence))
    if new.kind == "statement":
        holder = new.speakers[0] if new.speakers else None
        outwards = new.voice.chain if item.voice.holder is None else new.voice.chain[1:]
        new = replace(new, voice=Voice(new.mode, holder, (holder, *outwards) if holder else outwards, new.voice.statement))
    return identified(new)


def located(made: Entry, document: Document, item: Any, spans: Iterable[Mapping[str, Any]]) -> list[Span]:
    """Spans where their words stand now: as written, moved along with the anchor, or the only place of these words."""
    main = main_span(item, document.id)
    moved = main.start - made.start if main and made.start is not None else 0
    out = []
    for span in spans:
        start, end, text = span["start"], span["end"], span.get("text")
        if text is None:
            text = document.text[start:end]
        for at in (start + moved, start):
            if at >= 0 and text and document.text[at : at + len(text)] == text:
                break
        else:
            at = document.text.find(text) if text else -1
            if at < 0 or document.text.find(text, at + 1) >= 0:
                raise Misfit
        out.append(Span(span.get("role") or "mention", at, at + len(text), text))
    return out


# -- checking what people ask ---------------------------------------------------------------------------------------


def check_change(item: Any, change: Mapping[str, Any]) -> None:
    """Usage when an edit names a field the kind has not, or gives it a value it cannot have."""
    cls = KINDS[item.kind]
    hints = get_type_hints(cls)
    names = {field.name for field in fields(cls)} - set(FIXED)
    for name, value in (change.get("fields") or {}).items():
        if name not in names:
            raise Usage(f"{item.kind} has no field {name!r} to edit; it has {', '.join(sorted(names))}")
        allowed = _choices(hints[name])
        if allowed and value not in allowed and value is not None:
            raise Usage(f"{item.kind}.{name}: {value!r} is not one of {', '.join(map(str, allowed))}")
    try:
        given = to_json(item) | dict(change.get("fields") or {})
        same = to_json(from_json(given)) == given
    except (TypeError, KeyError, AttributeError) as error:
        raise Usage(f"{item.id}: the edit does not make a {item.kind} ({error})") from error
    if not same:
        raise Usage(f"{item.id}: the edit does not make a {item.kind}; give each field the form it has in JSONL")


def _choices(hint: Any) -> tuple[Any, ...]:
    if get_origin(hint) is Literal:
        return get_args(hint)
    return tuple(choice for part in get_args(hint) if get_origin(part) is Literal for choice in get_args(part))
