"""Validate: error rates on the user's own documents. Draw a sample, two people code it blind, hand the sheets back, read the rates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Annotated, Literal

from fastapi import APIRouter, File, HTTPException, Query, Request, UploadFile
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from onrecord.commands.validation import CODERS, rate_row, rated
from onrecord.errors import Usage
from onrecord.serve.context import Reading, rendered, url_with, writer
from onrecord.store import Record
from onrecord.validate import sheets
from onrecord.validate.sample import CODED, Sample, drawn

router = APIRouter(include_in_schema=False)
Size = Annotated[int, Query(ge=2, le=5000)]
Seed = Annotated[int, Query(ge=0, le=2**31)]
Kinds = Annotated[list[Literal["statement", "event", "commitment", "figure"]], Query()]
LARGEST = 20 * 2**20  # bytes of a sheet
ATTACHED = {name: {"Content-Disposition": f'attachment; filename="{name}"'} for name in (*CODERS, "sample.json", "to-agree.csv")}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the sample's three files are made from, again and again the same."""

    size: int
    seed: int
    kinds: tuple[str, ...]

    def url(self, path: str) -> str:
        return url_with(path, {"sample": self.size, "seed": self.seed, "kind": self.kinds})


@router.get("/validate")
def page(request: Request, sample: Size = 200, seed: Seed = 1, kind: Kinds = []) -> HTMLResponse:  # noqa: B006
    return _page(request, Asked(sample, seed, tuple(k for k in CODED if k in kind) or CODED))


@router.get("/validate/sheet.csv")
def sheet(record: Reading, sample: Size = 200, seed: Seed = 1, kind: Kinds = [], coder: Annotated[int, Query(ge=1, le=2)] = 1) -> Response:  # noqa: B006
    made = _drawn(record, sample, seed, kind)
    return Response("\ufeff" + sheets.sheet(made), media_type="text/csv; charset=utf-8", headers=ATTACHED[CODERS[coder - 1]])


@router.get("/validate/sample.json")
def key(record: Reading, sample: Size = 200, seed: Seed = 1, kind: Kinds = []) -> Response:  # noqa: B006
    return Response(sheets.sample_text(_drawn(record, sample, seed, kind)), media_type="application/json", headers=ATTACHED["sample.json"])


@router.get("/validate/guide.txt")
def guide() -> PlainTextResponse:
    return PlainTextResponse(files("onrecord.validate").joinpath("guide.txt").read_text(encoding="utf-8"))


@router.post("/validate")
def rates(
    request: Request, record: Reading, sample: Annotated[UploadFile, File()], one: Annotated[UploadFile, File()], other: Annotated[UploadFile, File()],
    agreed: Annotated[UploadFile | None, File()] = None,
) -> HTMLResponse:  # fmt: skip
    """The rates from filled sheets. Nothing of them is kept."""
    key = sheets.sample_of(_text(sample), "sample.json")
    coded = {f"coder-{n}": sheets.coded(_text(each), key, each.filename or f"coder-{n}.csv") for n, each in enumerate((one, other), 1)}
    settled = sheets.coded(_text(agreed), key, agreed.filename) if agreed is not None and agreed.filename else None
    found, both = rated(record, key, coded, settled)
    differing = len({row["passage"] for _, row in sheets.rows(sheets.to_agree(key, coded), "to-agree.csv")})
    return _page(request, Asked(len(key.drawn), key.seed, key.kinds), [rate_row(rate) for rate in found], both, len(key.drawn), key.population, differing, settled is not None)


def _page(
    request: Request, asked: Asked, rows: object = None, coded: int = 0, drawn: int = 0, population: int = 0, differing: int = 0, settled: bool = False
) -> HTMLResponse:  # fmt: skip
    return rendered(
        request, "validate.html", heading="Validate", current="/review", asked=asked, kinds=CODED, rows=rows, coded=coded, drawn=drawn, population=population,
        differing=differing, settled=settled, may=writer(request),
    )  # fmt: skip


def _drawn(record: Record, size: int, seed: int, kinds: Sequence[str]) -> Sample:
    made = drawn(record.documents(copies=False), size, seed, tuple(k for k in CODED if k in kinds) or CODED)
    if len(made.drawn) < 2:
        raise Usage("the record has no passages to draw from: no document was read")
    return made


def _text(file: UploadFile) -> str:
    data = file.file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise HTTPException(413, f"{file.filename}: larger than {LARGEST // 2**20} MB")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Usage(f"{file.filename}: not UTF-8; save it as “CSV UTF-8”") from error
