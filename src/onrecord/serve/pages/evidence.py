"""Evidence: what an item rests on beyond the text. A PDF's page with the passage marked; what was retrieved when; the file and its hash."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi import Path as InPath
from starlette.responses import HTMLResponse, Response

from onrecord.commands.evidence import History, bytes_of, history
from onrecord.errors import Usage
from onrecord.records import Document
from onrecord.serve.context import Reading, rendered
from onrecord.serve.shown import Shown
from onrecord.store import Record
from onrecord.store.journal import MAIN, main_span

router = APIRouter(include_in_schema=False)
LARGEST = 64 * 2**20  # bytes of a file that is read again from its place


@router.get("/evidence/{id}")
def page(request: Request, record: Reading, id: str) -> HTMLResponse:
    item, document = found(record, id)
    pages = sorted({r.page for r in places(record, document, item)}) if document.pages else []
    kept = original(record, document)
    return rendered(
        request, "evidence.html", heading="Evidence", current="", item=item, document=document, main=main_span(item), sheets=pages if kept is not None else [], pages=pages,
        citation=citation(item, document), file=record.file_of(document.id), kept=kept is not None, history=_history(record, document), line=Shown(record).line(item),
    )  # fmt: skip


@router.get("/evidence/{id}/{number}.png")
def sheet(record: Reading, id: str, number: Annotated[int, InPath(ge=1, le=100_000)]) -> Response:
    from onrecord.serve.sheet import marked

    item, document = found(record, id)
    data = original(record, document) if document.pages else None
    if data is None:
        raise HTTPException(404, f"{document.source}: no page to draw; its bytes are not kept (read it with --keep)")
    return Response(marked(data, number, places(record, document, item)), media_type="image/png")


@router.get("/evidence/{id}/original")
def download(record: Reading, id: str, sha256: Annotated[str | None, Query(pattern="^[0-9a-f]{64}$")] = None) -> Response:
    """The bytes as they came, to be kept by the browser and never shown by it."""
    _, document = found(record, id)
    data = original(record, document) if sha256 is None else record.original(sha256) if sha256 in hashes(record, document) else None
    if data is None:
        raise HTTPException(404, f"{document.source}: its bytes are not kept (read it with --keep)")
    return Response(data, media_type="application/octet-stream", headers={"Content-Disposition": f'attachment; filename="{document.id}.bin"'})


def found(record: Record, id_: str) -> tuple[Any, Document]:
    item = record.item(id_)
    if item.kind not in MAIN or not getattr(item, "doc", None):
        raise Usage(f"no item {id_!r} with a document of its own: statements, events, commitments, figures and framing have evidence")
    return item, record.document(str(item.doc))


def places(record: Record, document: Document, item: Any) -> list[Any]:
    """Rectangles of the item's main words, on every page they reach."""
    return [place for span in item.evidence if span.role == MAIN[item.kind] for place in record.rectangles(document, span.start, span.end)]


def original(record: Record, document: Document) -> bytes | None:
    """The bytes that the record keeps; else those of the file at its place, as long as they are still the same."""
    try:
        return bytes_of(record, document.id)
    except Usage:
        pass
    file = record.file_of(document.id)
    if file is None or file[0] is None:
        return None
    path = Path(file[0])
    if not path.is_file() or path.stat().st_size > LARGEST:
        return None
    data = path.read_bytes()
    return data if hashlib.sha256(data).hexdigest() == file[1] else None


def hashes(record: Record, document: Document) -> set[str]:
    return {r.sha256 for r in record.retrievals(document.id) if r.sha256}


def citation(item: Any, document: Document) -> str:
    """Outlet, title, date, page, characters and place, as far as they are known: to be copied."""
    span = main_span(item)
    parts = [document.outlet, f"“{document.title}”" if document.title else None, document.published, f"p. {span.page}" if span and span.page else None,
             f"characters {span.start}–{span.end}" if span else None, document.source, f"retrieved {document.retrieved[:10]}" if document.retrieved else None, f"onrecord {item.id}"]  # fmt: skip
    return ", ".join(part for part in parts if part)


def _history(record: Record, document: Document) -> History | None:
    return history(record, document.id) if record.retrievals(document.id) or len(record.versions(document.id)) > 1 else None
