"""Optical character recognition of a page's picture by the program `tesseract`, where it is installed and asked for.

    lines(picture, "eng")  ->  the recognised lines with their boxes, in pixels from the upper left corner

A picture is a portable graymap, so no imaging library is needed. The program gets one page at a time, one thread and TIMEOUT seconds.
"""

from __future__ import annotations

import csv
import os
import re
import shutil
import subprocess
from collections.abc import Iterable
from typing import Final, NamedTuple

from onrecord.ingest.extracted import Refused

PROGRAM: Final = "tesseract"
DPI: Final = 300  # what tesseract is trained for
TIMEOUT: Final = 60.0  # seconds a page
SURE: Final = 30.0  # of 100: words below are specks and rules, not words
_LANGUAGES = re.compile(r"[A-Za-z]\w{1,20}(?:\+[A-Za-z]\w{1,20}){0,4}")


class Word(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float
    text: str


class Line(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float
    words: tuple[Word, ...]


def installed() -> str | None:
    """The program's version, None where it is not installed."""
    if not (path := shutil.which(PROGRAM)):
        return None
    try:
        said = subprocess.run([path, "--version"], capture_output=True, timeout=10, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return (said.stdout or said.stderr).decode("utf-8", "replace").split("\n", 1)[0].removeprefix("tesseract ").strip() or "?"


def checked(language: str) -> str:
    """The language as tesseract names it ("eng", "deu+eng"). Refused where it is none, or the program is missing."""
    if not _LANGUAGES.fullmatch(language):
        raise Refused(f"{language!r} is no language of tesseract’s; write eng, deu or deu+eng")
    if not shutil.which(PROGRAM):
        raise Refused("the program tesseract is not installed (Debian and Ubuntu: apt install tesseract-ocr)")
    return language


def graymap(pixels: bytes, width: int, height: int, stride: int) -> bytes:
    """8-bit gray pixels, rows `stride` bytes apart -> PGM."""
    rows = pixels if stride == width else b"".join(pixels[y * stride : y * stride + width] for y in range(height))
    return b"P5 %d %d 255\n" % (width, height) + rows


def lines(picture: bytes, language: str = "eng", timeout: float = TIMEOUT) -> list[Line]:
    """The lines tesseract sees, from top to bottom by its blocks. Raises Refused when it fails or takes too long."""
    command = [PROGRAM, "stdin", "stdout", "-l", checked(language), "--dpi", str(DPI), "tsv"]
    try:
        done = subprocess.run(
            command, input=picture, capture_output=True, timeout=timeout, check=False, env={**os.environ, "OMP_THREAD_LIMIT": "1"}
        )
    except subprocess.TimeoutExpired as error:
        raise Refused(f"character recognition took more than {timeout:g} seconds a page") from error
    except OSError as error:
        raise Refused(f"tesseract cannot be run: {error.strerror}") from error
    if done.returncode:
        said = " ".join(done.stderr.decode("utf-8", "replace").split())[:200]
        raise Refused(f"tesseract failed: {said or done.returncode}")
    return parsed(done.stdout.decode("utf-8", "replace").splitlines())


def parsed(table: Iterable[str]) -> list[Line]:
    """tesseract's TSV (level, page, block, par, line, word, left, top, width, height, conf, text) -> lines of words."""
    found: dict[tuple[str, ...], list[Word]] = {}
    for row in csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE):
        text = (row.get("text") or "").strip()
        if row.get("level") != "5" or not text or float(row["conf"]) < SURE:
            continue
        left, top, width, height = (float(row[name]) for name in ("left", "top", "width", "height"))
        key = tuple(row[name] for name in ("page_num", "block_num", "par_num", "line_num"))
        found.setdefault(key, []).append(Word(left, top, left + width, top + height, text))
    return [
        Line(min(w.left for w in words), min(w.top for w in words), max(w.right for w in words), max(w.bottom for w in words), tuple(words))
        for words in found.values()
    ]
