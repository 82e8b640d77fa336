"""Documents and their text."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from starlette.responses import PlainTextResponse, Response

from onrecord.records import to_json
from onrecord.serve import tables
from onrecord.serve.api.filters import Date, Words
from onrecord.serve.context import Reading
from onrecord.serve.tables import RESPONSES, After, Format, Limit
from onrecord.show import row

router = APIRouter(prefix="/api", tags=["documents"], responses=RESPONSES)
COLUMNS: tables.Columns = {
    "id": str, "kind": str, "source": str, "title": str, "outlet": str, "authors": str, "published": str, "published_basis": str, "retrieved": str, "language": str,
    "media_type": str, "characters": int, "repairs": int, "read": int, "total": int, "furniture": int, "duplicate_of": str, "note": str, "accession": str, "sha256": str,
}  # fmt: skip


@router.get("/documents.{format}")
def documents(
    request: Request, record: Reading, format: Format, limit: Limit = None, after: After = None,
    doc: Annotated[Words, Query(description="Only these: id or its beginning, source, file name, glob.")] = [],  # noqa: B006
    published: Annotated[Date, Query(description="When it was published (EDTF).")] = None,
    state: Annotated[Literal["read", "unread", "undated", "gaps", "copies"] | None, Query(description="Only documents of this state.")] = None,
) -> Response:  # fmt: skip
    """The documents: where from, when published, how long, whether read. Texts are asked for one by one."""
    found = record.documents(doc=doc or None, published=published, state=state, after=after, limit=tables.wanted(format, limit))
    return tables.rows(request, format, "documents", (row(d, {}) for d in found), COLUMNS, limit)


@router.get("/documents/{id}.json")
def document(record: Reading, id: str) -> Response:
    """One document as it stands in the record, its text included."""
    return tables.as_json(to_json(record.document(id)))


@router.get("/documents/{id}/text", response_class=PlainTextResponse)
def text(
    record: Reading, id: str,
    start: Annotated[int, Query(ge=0, description="First character, as items' offsets count them (Unicode code points).")] = 0,
    end: Annotated[int | None, Query(ge=0, description="Behind the last character.")] = None,
) -> Response:  # fmt: skip
    """The canonical text, or a passage of it: `document.text[start:end]`."""
    return PlainTextResponse(record.document(id).text[start:end].encode("utf-8", "replace"))
