"""The web application: pages for people and an API for programs, over one record.

    application("crisis.onrecord")                  reading only
    application("crisis.onrecord", token="…")       who has the token may correct and upload

Adding a page or a part of the API is one module that exports `router` and one line below.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from importlib import import_module

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from starlette.responses import FileResponse

from onrecord import __version__
from onrecord.serve import errors
from onrecord.serve.context import SHARED_STYLE, STATIC, Served
from onrecord.serve.guard import Guard

PAGES = (
    "briefing",
    "lists",
    "reader",
    "actor",
    "pair",
    "ledger",
    "figures",
    "timeline",
    "network",
    "map",
    "review",
    "evidence",
    "validate",
    "runs",
    "data",
)
API = (
    "documents",
    "items",
    "actors",
    "pairs",
    "search",
    "links",
    "runs",
    "journal",
    "sql",
    "uploads",
)

LOCAL = ("127.0.0.1", "localhost", "[::1]")


@asynccontextmanager
async def _life(app: FastAPI) -> AsyncIterator[None]:
    yield
    app.state.served.close()


def application(record: str, *, token: str | None = None, hosts: Sequence[str] = LOCAL) -> FastAPI:
    """`hosts`: the names a browser may call the server by."""
    app = FastAPI(
        title="onrecord",
        version=__version__,
        description="Who said what, who did what to whom, who vouches for it: each item with its document, offsets and words.",
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json",
        separate_input_output_schemas=False,
        lifespan=_life,
    )
    app.state.served = Served(record, token)
    app.add_middleware(Guard, hosts=tuple(hosts), token=token)
    errors.install(app)
    app.add_api_route(f"/static/{SHARED_STYLE.name}", lambda: FileResponse(SHARED_STYLE), include_in_schema=False)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    for package, names in (("pages", PAGES), ("api", API)):
        for name in names:
            app.include_router(import_module(f"onrecord.serve.{package}.{name}").router)
    return app
