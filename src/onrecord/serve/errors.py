"""Errors as answers: one clear line, as JSON under /api, as a page elsewhere; never a traceback."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from onrecord.errors import RecordError, Usage
from onrecord.serve.context import rendered


def install(app: FastAPI) -> None:
    app.add_exception_handler(Usage, lambda request, error: _answer(request, 404 if _absent(str(error)) else 400, str(error)))
    app.add_exception_handler(RecordError, lambda request, error: _answer(request, 503, str(error)))
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _invalid)


def _absent(said: str) -> bool:
    return said.startswith(("no item", "no document", "no actor", "no run"))


def _http(request: Request, error: Any) -> Response:
    if error.status_code == 304:
        return Response(status_code=304, headers=error.headers)
    return _answer(request, error.status_code, str(error.detail), error.headers)


def _invalid(request: Request, error: Any) -> Response:
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"][1:]) or "request"
    return _answer(request, 422, f"{place}: {first['msg']}")


def _answer(request: Request, status: int, message: str, headers: Any = None) -> Response:
    if request.url.path.startswith("/api/"):
        return JSONResponse({"error": message}, status, headers)
    return rendered(request, "error.html", status=status, heading="Not found" if status == 404 else "Not possible", message=message)
