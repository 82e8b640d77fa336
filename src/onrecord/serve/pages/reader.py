"""Reader: not built yet."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from onrecord.serve.context import Reading, rendered

router = APIRouter(include_in_schema=False)


@router.get("/documents/{id}")
def page(request: Request, record: Reading, id: str) -> HTMLResponse:
    document = record.document(id)
    return rendered(request, "message.html", heading=document.title or document.source, current="/documents", message="Not built yet.")
