"""Actor: not built yet."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from onrecord.serve.context import Reading, rendered

router = APIRouter(include_in_schema=False)


@router.get("/actors/{id}")
def page(request: Request, record: Reading, id: str) -> HTMLResponse:
    actor = record.item(id)
    return rendered(request, "message.html", heading=getattr(actor, "name", id), current="/actors", message="Not built yet.")
