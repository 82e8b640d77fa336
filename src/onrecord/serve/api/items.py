"""Statements, events, commitments, figures and framing, with the filters of the command line; and any item by its id."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from onrecord.errors import Usage
from onrecord.records import to_json
from onrecord.serve import tables
from onrecord.serve.api.filters import Filters, Words
from onrecord.serve.context import Reading, passage_url
from onrecord.serve.tables import RESPONSES, After, Format, Limit
from onrecord.store import Record

router = APIRouter(tags=["items"], responses=RESPONSES)
Act = Literal["pledge", "threat", "warning", "demand", "refusal", "permission", "restriction", "obligation"]


@router.get("/api/statements.{format}")
def statements(
    request: Request, record: Reading, format: Format, filters: Filters, limit: Limit = None, after: After = None,
    mode: Annotated[list[Literal["direct", "mixed", "indirect"]], Query(description="How it is quoted.")] = [],  # noqa: B006
    nested: Annotated[bool, Query(description="Only statements inside statements.")] = False,
    nobody: Annotated[bool, Query(description="Only those whose speaker is not named.")] = False,
) -> Response:  # fmt: skip
    """Who said what, exactly, and through whom it reached the page."""
    return _listed(request, record, format, "statement", filters | {"label": mode, "nested": nested, "nobody": nobody}, limit, after)


@router.get("/api/events.{format}")
def events(
    request: Request, record: Reading, format: Format, filters: Filters, limit: Limit = None, after: After = None,
    type: Annotated[Words, Query(description="PLOVER event type: CONSULT, AID, ASSAULT …")] = [],  # noqa: B006
    context: Annotated[Words, Query(description="PLOVER context: military, economic, cyber, election …")] = [],  # noqa: B006
) -> Response:  # fmt: skip
    """Who did what to whom, where and when."""
    return _listed(request, record, format, "event", filters | {"label": type, "context": context}, limit, after)


@router.get("/api/commitments.{format}")
def commitments(
    request: Request, record: Reading, format: Format, filters: Filters, limit: Limit = None, after: After = None,
    act: Annotated[list[Act], Query(description="What kind of commitment.")] = [],  # noqa: B006
    level: Annotated[list[Literal["diplomatic", "economic", "conventional", "nuclear", "unspecified"]], Query(description="Of threats: with what.")] = [],  # noqa: B006
    stage: Annotated[Words, Query(description="floated, pledged, committed, allocated, delivered, verified, delayed or withdrawn.")] = [],  # noqa: B006
    having: Annotated[list[Literal["condition", "deadline", "amount"]], Query(description="Only those with a condition, a deadline, an amount.")] = [],  # noqa: B006
) -> Response:  # fmt: skip
    """The ledger: who promised, threatened, demanded, allowed or refused what, by when, on what condition."""
    return _listed(request, record, format, "commitment", filters | {"label": act, "level": level, "stage": stage, "having": having}, limit, after)


@router.get("/api/figures.{format}")
def figures(
    request: Request, record: Reading, format: Format, filters: Filters, limit: Limit = None, after: After = None,
    measure: Annotated[Words, Query(description="killed, wounded, troops, money, poll_share …")] = [],  # noqa: B006
    unit: Annotated[Words, Query(description="EUR, USD, percent, persons …")] = [],  # noqa: B006
    missing: Annotated[Words, Query(description="Only those that don’t tell it: pollster, sample …")] = [],  # noqa: B006
    contradicted: Annotated[bool, Query(description="Only those that another report contradicts.")] = False,
) -> Response:  # fmt: skip
    """Which figures are in circulation, and who vouches for them."""
    return _listed(request, record, format, "figure", filters | {"label": measure, "unit": unit, "missing": missing, "contradicted": contradicted}, limit, after)


@router.get("/api/framing.{format}")
def framing(
    request: Request, record: Reading, format: Format, filters: Filters, limit: Limit = None, after: After = None,
    device: Annotated[list[Literal["label", "loaded", "hedge", "scare_quotes"]], Query(description="What kind of wording.")] = [],  # noqa: B006
) -> Response:  # fmt: skip
    """Wording that takes sides: labels, loaded words, hedges, scare quotes."""
    return _listed(request, record, format, "framing", filters | {"label": device}, limit, after)


@router.get("/api/items/{id}.json")
def item(record: Reading, id: str) -> Response:
    """An item, actor or link by its id or a unique beginning of it, with the links it has part in."""
    found = record.item(id)
    return tables.as_json({"item": to_json(found), "links": [to_json(link) for link in record.links(item=found.id)]})


@router.get("/items/{id}", responses={307: {"description": "To the page where the passage stands."}}, response_class=RedirectResponse)
def passage(record: Reading, id: str) -> Response:
    """The permalink of a passage: leads to the words of the item in its document."""
    found = record.item(id)
    if found.kind in ("actor", "link"):
        raise Usage(f"no item {id!r} in this record with a passage of its own")
    return RedirectResponse(passage_url(found))


def _listed(request: Request, record: Record, format_: Format, kind: str, chosen: dict[str, Any], limit: int | None, after: str | None) -> Response:
    given = {name: value for name, value in chosen.items() if value not in (None, [])}
    return tables.items(request, record, format_, kind, record.items(kind, after=after, limit=tables.wanted(format_, limit), **given), limit)
