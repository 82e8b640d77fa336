"""What the record holds, listed: documents and actors."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from onrecord.serve.context import Reading, rendered

router = APIRouter(include_in_schema=False)


@router.get("/documents")
def documents(request: Request, record: Reading) -> HTMLResponse:
    query = "SELECT id, coalesce(title, source), outlet, published FROM documents WHERE superseded_by IS NULL ORDER BY source, id LIMIT 500"
    return rendered(request, "documents.html", heading="Documents", rows=record.connection.execute(query).fetchall())


@router.get("/actors")
def actors(request: Request, record: Reading) -> HTMLResponse:
    return rendered(request, "actors.html", heading="Actors", rows=list(record.actors(limit=500)))
