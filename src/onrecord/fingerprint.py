"""Which rules read: the version with a hash of the code and data that reading is made of, so that changed rules read again.

    reader_version()      "0.1.0+3f2a91c4", a local version as in PEP 440
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from onrecord import __version__

PARTS = ("ingest", "reader", "extract", "resolve", "data.py", "pipeline.py", "records.py")
APART = frozenset(("/reader/similar.py", "/reader/weights/similar.onnx"))  # search by meaning reads nothing into the record


@cache
def reader_version() -> str:
    """The same on every machine: line ends and the order in which folders list their files leave no trace."""
    total = hashlib.sha256()
    for name, data in sorted(_files("", [files("onrecord") / part for part in PARTS])):
        total.update(f"{name}\0{len(data)}\0".encode() + data)
    return f"{__version__}+{total.hexdigest()[:8]}"


def _files(under: str, among: list[Traversable]) -> Iterator[tuple[str, bytes]]:
    for one in among:
        if one.name == "__pycache__" or one.name.startswith("."):
            continue
        name = f"{under}/{one.name}"
        if name in APART:
            continue
        if one.is_dir():
            yield from _files(name, list(one.iterdir()))
        else:
            yield name, one.read_bytes().replace(b"\r\n", b"\n")
