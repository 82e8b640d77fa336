"""Briefing: not built yet."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from onrecord.serve.context import Reading, rendered

router = APIRouter(include_in_schema=False)


@router.get("/")
def page(request: Request, record: Reading) -> HTMLResponse:
    return rendered(request, "message.html", heading="Briefing", message="Not built yet.")
