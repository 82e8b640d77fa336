"""Links between items: denials, agreements, contradictions, amounts …"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from onrecord.serve import tables
from onrecord.serve.context import Reading
from onrecord.serve.tables import RESPONSES, After, Format, Limit

router = APIRouter(prefix="/api", tags=["links"], responses=RESPONSES)


@router.get("/links.{format}")
def links(
    request: Request, record: Reading, format: Format, limit: Limit = None, after: After = None,
    item: Annotated[str | None, Query(max_length=200, description="Only links of this item.")] = None,
    relation: Annotated[str | None, Query(max_length=60, description="Only of this relation: denies, contradicts, repeats …")] = None,
) -> Response:  # fmt: skip
    """Two items and how they are related, with the words that show it."""
    return tables.items(request, record, format, "link", record.links(item, relation, limit=tables.wanted(format, limit), after=after), limit)
