"""Documents and their text."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from onrecord.records import to_json
from onrecord.serve.context import Reading

router = APIRouter(prefix="/api", tags=["documents"])


@router.get("/documents/{id}.json")
def document(record: Reading, id: str) -> dict[str, Any]:
    """One document, as it stands in the record."""
    found: dict[str, Any] = to_json(record.document(id))
    return found
