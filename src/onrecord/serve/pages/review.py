"""Review: one card at a time, by keyboard alone. Accept, reject, edit; every verdict counts towards a precision with its interval."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import Annotated, Any, Literal, get_args, get_type_hints

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from onrecord.commands.corrections import progress_row
from onrecord.errors import Usage
from onrecord.records import KINDS, LABEL, to_json
from onrecord.report.marks import Mark, blocks, highlighted
from onrecord.serve.context import Reading, rendered, url_with, writer, writing
from onrecord.serve.kept import kept
from onrecord.serve.shown import Shown
from onrecord.store import Entry, Record
from onrecord.store.journal import FIXED, MAIN

router = APIRouter(include_in_schema=False)
Kind = Literal["statement", "event", "commitment", "figure", "framing"]
Target = Annotated[float, Query(gt=0, lt=1)]
LAST = 5  # verdicts that can be undone from the page
AROUND = 1500  # characters of context at most on each side


@router.get("/review")
def page(
    request: Request, record: Reading, kind: Kind = "statement", after: Annotated[str, Query(max_length=40)] = "", item: Annotated[str, Query(max_length=40)] = "",
    target: Target = 0.9, by: Annotated[str, Query(max_length=80)] = "",
) -> HTMLResponse:  # fmt: skip
    """The next card of a kind behind `after`, or the one of `item`."""
    chosen = item or record.next_for_review(kind, after)
    card: Any = record.item(chosen) if chosen else None
    if card is not None and card.kind not in get_args(Kind):
        raise Usage(f"no item {chosen!r} of a kind that is reviewed here")
    shown = Shown(record)
    given = {"kind": card.kind if card else kind, "target": target if target != 0.9 else None, "by": by}
    progress = kept(request, record, "review", lambda r: [r.review_progress(each) for each in get_args(Kind)])
    rows = [progress_row(each, target) for each in progress]
    return rendered(
        request, "review.html", heading="Review", current="/review", card=card, kind=given["kind"], by=by, target=target, given=given, rows=rows,
        document=record.document(card.doc) if card else None, passage=passage(record, card) if card else "", line=shown.line(card) if card else "",
        chain=shown.chain(card.voice) if card else "", badges=shown.badges(card) if card else "", editable=editable(card) if card else [], pages=shown,
        last=last(record), orphans=[(entry, record.obsolete(entry)) for entry in record.orphans()[:20]], may=writer(request),
    )  # fmt: skip


@router.post("/review")
def judge(
    request: Request, action: Annotated[Literal["accept", "reject", "skip", "edit", "undo"], Form()], item: Annotated[str, Form(max_length=40)] = "",
    kind: Annotated[Kind, Form()] = "statement", by: Annotated[str, Form(max_length=80)] = "", note: Annotated[str, Form(max_length=2000)] = "",
    target: Annotated[float, Form(gt=0, lt=1)] = 0.9, field: Annotated[list[str] | None, Form()] = None, value: Annotated[list[str] | None, Form()] = None,
    role: Annotated[list[str] | None, Form()] = None, start: Annotated[list[str] | None, Form()] = None, end: Annotated[list[str] | None, Form()] = None,
) -> Response:  # fmt: skip
    """One verdict, with effect at once; then the next card. Without JavaScript the same form."""
    given = {"kind": kind, "target": target if target != 0.9 else None, "by": by}
    if action == "skip":
        return RedirectResponse(url_with("/review", given | {"after": item}), 303)
    with writing(request) as record:
        change: dict[str, Any] = {}
        if action == "edit":
            change = edited(record, item, dict(zip(field or [], value or [], strict=False)), list(zip(role or [], start or [], end or [], strict=False)))
        record.correct(action, item, change, by=by.strip() or None, note=note.strip() or None)
    return RedirectResponse(url_with("/review", given), 303)


def passage(record: Record, item: Any) -> Any:
    """The paragraphs the item stands in, its evidence marked; data for the page's script says where each begins."""
    text = record.document(item.doc).text
    low, high = min(s.start for s in item.evidence), max(s.end for s in item.evidence)
    letter = {"statement": "s", "event": "e", "commitment": "c", "figure": "f", "framing": "w"}[item.kind]
    marks = [Mark(s.start, s.end, item.id, letter if s.role == MAIN[item.kind] else f"{letter}2 r-{s.role}") for s in item.evidence]
    touched = [(max(s, low - AROUND), min(e, high + AROUND)) for s, e in blocks(text) if s < high and e > low]
    return [(start, highlighted(text, start, end, marks)) for start, end in touched]


def editable(item: Any) -> list[dict[str, Any]]:
    """Fields as a form shows them: name, value as JSON or plain words, choices where there are some."""
    hints = get_type_hints(KINDS[item.kind])
    said = to_json(item)
    out = []
    for each in fields(KINDS[item.kind]):
        if each.name in FIXED or each.name in ("speaker", "confidence", "kind"):
            continue
        value = said[each.name]
        options = [hints[each.name], *get_args(hints[each.name])]
        choices = next((get_args(option) for option in options if getattr(option, "__origin__", None) is Literal), ())
        choices = (True, False) if hints[each.name] is bool else choices
        nullable = type(None) in get_args(hints[each.name])
        out.append({"name": each.name, "value": plain(value), "choices": [*([""] if nullable and choices else []), *map(plain, choices)], "label": each.name == LABEL[item.kind]})
    return out


def plain(value: Any) -> str:
    return value if isinstance(value, str) else "" if value is None else json.dumps(value, ensure_ascii=False)


def edited(record: Record, id_: str, given: dict[str, str], spans: list[tuple[str, str, str]]) -> dict[str, Any]:
    """Of a filled form only what differs from the item as it stands. Usage when nothing does."""
    item = record.item(id_)
    if item.kind not in get_args(Kind):
        raise Usage(f"no item {id_!r} of a kind that is reviewed here")
    before = {each["name"]: each["value"] for each in editable(item)}
    said = to_json(item)
    changes = {name: valued(value, said[name]) for name, value in given.items() if name in before and value.strip() != before[name]}
    wanted = [_span(*span) for span in spans if span[1].strip() and span[2].strip()]
    change: dict[str, Any] = {"fields": changes} if changes else {}
    if wanted and wanted != [{"role": s.role, "start": s.start, "end": s.end} for s in item.evidence]:
        change["evidence"] = wanted
    if not change:
        raise Usage("nothing was changed: edit a field or a span, or accept the item as it is")
    return change


def valued(text: str, before: Any) -> Any:
    """What was typed, in the form that the field has: JSON for lists, numbers and truth values, words for words, null for nothing."""
    text = text.strip()
    if not text:
        return [] if isinstance(before, list) else None
    if isinstance(before, str) or (before is None and text[0] not in "[{"):
        return text
    try:
        return json.loads(text)
    except ValueError as error:
        raise Usage(f"{text[:80]!r} is not JSON: write {json.dumps(before, ensure_ascii=False)[:80]} or the like") from error


def _span(role: str, start: str, end: str) -> dict[str, Any]:
    if not (role.strip() and start.strip().isdigit() and end.strip().isdigit()):
        raise Usage(f"a span needs a role, a start and an end: {role!r} {start!r} {end!r}")
    return {"role": role.strip(), "start": int(start), "end": int(end)}


def last(record: Record) -> list[Entry]:
    """The newest corrections in force, the newest first."""
    from onrecord.store.corrections import in_force

    newest = record.connection.execute("SELECT id, json FROM journal WHERE action <> 'undo' ORDER BY seq DESC LIMIT 50").fetchall()
    return [Entry(**json.loads(line)) for id_, line in newest if in_force(record.connection, id_)][:LAST]
