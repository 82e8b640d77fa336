"""Full text over texts and evidence; or by meaning."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from onrecord.errors import Usage
from onrecord.serve import tables
from onrecord.serve.context import Reading
from onrecord.serve.tables import RESPONSES, Format

MOST = 40  # documents that are embedded while a request waits, two or three seconds; more are made by the command
router = APIRouter(prefix="/api", tags=["search"], responses=RESPONSES)
COLUMNS: tables.Columns = {"kind": str, "id": str, "doc": str, "source": str, "score": float, "start": int, "end": int, "snippet": str}


@router.get("/search.{format}")
def search(
    request: Request, record: Reading, format: Format,
    q: Annotated[str | None, Query(max_length=500, description='Words, "phrases", begin*, AND OR NOT.')] = None,
    similar: Annotated[str | None, Query(max_length=2000, description="Instead of `q`: sentences of documents and statements that mean nearly what this says; `score` is the cosine.")] = None,
    kind: Annotated[list[Literal["document", "statement", "event", "commitment", "figure", "framing"]], Query(description="Only hits of this kind.")] = [],  # noqa: B006
    limit: Annotated[int, Query(ge=1, le=500, description="At most so many hits among documents, and as many among items.")] = 20,
) -> Response:  # fmt: skip
    """The best hits, documents first. Offsets are in the document’s text; `matches` (JSON only) are the words found."""
    if (q is None) == (similar is None):
        raise Usage("give either q (words) or similar (a sentence)")
    found = (asdict(hit) for hit in (record.search(q, kind, limit) if q is not None else record.similar(similar or "", kind, limit, most=MOST)))
    if format == "json":
        return tables.as_json({"rows": [row | {"score": round(row["score"], 4)} for row in found], "next": None})
    return tables.rows(request, format, "search", ({c: row[c] for c in COLUMNS} for row in found), COLUMNS, None)
