"""Files of people's own into the record, and how far their reading is, as server-sent events. Needs the token."""

from __future__ import annotations

import asyncio
import json
import re
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path
from typing import Any

from fastapi import APIRouter, HTTPException, Request, UploadFile
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response, StreamingResponse

from onrecord.serve import tables
from onrecord.serve.context import Served, state, writer
from onrecord.serve.intake import Intake, start
from onrecord.serve.tables import RESPONSES
from onrecord.store import Record

router = APIRouter(tags=["uploads"], responses=RESPONSES)
FILES, NAME, EACH = 200, 120, 50 << 20  # files at once, characters of a name, bytes of a file
WAITING = 4  # intakes that are not finished
EVERY, QUIET, LONGEST = 0.25, 15.0, 3600.0  # seconds: looked, said that we are there, listened to
EVENTS: dict[int | str, dict[str, Any]] = {200: {"description": "Server-sent events.", "content": {"text/event-stream": {"schema": {"type": "string"}}}}}


@router.post("/api/uploads", status_code=202, responses={401: {"description": "No token."}, 403: {"description": "This server only reads."}, 413: {"description": "Too much at once."}})
def upload(request: Request, files: list[UploadFile]) -> Response:
    """Reads files of any format that `onrecord read` takes into the record; their bytes are kept in it."""
    intake = taken(request, files)
    return tables.as_json(intake.told() | {"events": f"/api/uploads/{intake.id}/events"}, 202)


@router.post("/documents", include_in_schema=False)
def sent(request: Request, files: list[UploadFile]) -> Response:
    """The same from a form of the page, which then shows how it goes."""
    taken(request, files)
    return RedirectResponse("/", status_code=303)


@router.get("/api/uploads/{id}.json")
def progress(request: Request, id: str) -> Response:
    """How far the reading of an upload is."""
    return tables.as_json(_known(request, id).told())


@router.get("/api/uploads/{id}/events", responses=EVENTS)
def events(request: Request, id: str) -> Response:
    """The same whenever it changes, until it is finished."""
    intake = _known(request, id)
    return _stream(intake.told, lambda told: bool(told["finished"]))


@router.get("/api/live", responses=EVENTS)
def live(request: Request) -> Response:
    """What the record holds and what is being read, whenever that changes."""
    served: Served = request.app.state.served
    return _stream(lambda: looked(served), lambda _: False)


def taken(request: Request, files: Sequence[UploadFile]) -> Intake:
    """The files in a folder of their own, and their reading begun; the folder goes when it is done."""
    if not writer(request):
        raise HTTPException(403, "this server only reads; `onrecord serve RECORD --token` allows more")
    served: Served = request.app.state.served
    files = [file for file in files if file.filename]
    if not files or len(files) > FILES:
        raise HTTPException(422 if not files else 413, f"between 1 and {FILES} files at once; `onrecord read` takes any number")
    if large := next((file for file in files if (file.size or 0) > EACH), None):
        raise HTTPException(413, f"{safe(large.filename or '')}: larger than {EACH >> 20} MB; `onrecord read` takes any size")
    if sum(not i.finished for i in served.intakes.values()) >= WAITING:
        raise HTTPException(429, "other uploads are still being read; try again when they are done")
    folder = Path(tempfile.mkdtemp(prefix="onrecord-"))
    inner = folder / "uploads"
    inner.mkdir()
    for file in files:
        with (inner / free(inner, safe(file.filename or ""))).open("xb") as out:
            shutil.copyfileobj(file.file, out)
    intake = start(served.record, [str(inner)], options={"keep": True}, after=lambda: shutil.rmtree(folder, ignore_errors=True))
    served.intakes[intake.id] = intake
    return intake


def safe(name: str) -> str:
    """A file name that stays in its folder on every system: '../../etc/passwd' -> 'passwd'."""
    last = re.split(r"[/\\]", name)[-1]
    plain = re.sub(r"[\x00-\x1f\x7f-\x9f<>:\"|?*\u200e\u200f\u202a-\u202e\u2066-\u2069]", "_", last).strip(". ")
    stem, dot, end = plain.rpartition(".")
    return f"{stem[: NAME - 20]}{dot}{end[:16]}" if stem else plain[:NAME] or "unnamed"


def free(folder: Path, name: str) -> str:
    """The name, with a number where the folder has it already."""
    stem, dot, end = name.rpartition(".") if "." in name else (name, "", "")
    return next(n for n in (name, *(f"{stem}-{k}{dot}{end}" for k in range(2, FILES + 2))) if not (folder / n).exists())


def looked(served: Served) -> dict[str, Any]:
    with Record.open(served.record, readonly=True) as record:
        documents, items = record.connection.execute("SELECT (SELECT count(*) FROM documents WHERE superseded_by IS NULL), (SELECT count(*) FROM items)").fetchone()
        reading = served.reading
        return {"state": state(record), "documents": documents, "items": items, "reading": reading.told() if reading else None}


def _known(request: Request, id: str) -> Intake:
    served: Served = request.app.state.served
    if id not in served.intakes:
        raise HTTPException(404, f"no upload {id!r} of this server")
    return served.intakes[id]


def _stream(look: Callable[[], dict[str, Any]], last: Callable[[dict[str, Any]], bool]) -> Response:
    return StreamingResponse(_events(look, last), media_type="text/event-stream", headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"})


async def _events(look: Callable[[], dict[str, Any]], last: Callable[[dict[str, Any]], bool]) -> AsyncIterator[str]:
    said: dict[str, Any] | None = None
    waited = quiet = 0.0
    while waited < LONGEST:
        now = await run_in_threadpool(look)
        if now != said:
            yield f"data: {json.dumps(now, ensure_ascii=False)}\n\n"
            said, quiet = now, 0.0
            if last(now):
                return
        elif quiet >= QUIET:
            yield ": still here\n\n"
            quiet = 0.0
        await asyncio.sleep(EVERY)
        waited, quiet = waited + EVERY, quiet + EVERY
