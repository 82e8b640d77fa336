"""Train or dev: articles as listed in training/corpus/split.tsv (by story), contrast passages by a hash of their id."""

from __future__ import annotations

import hashlib
from pathlib import Path

TABLE = Path(__file__).parent / "corpus" / "split.tsv"


def articles() -> dict[str, tuple[str, str]]:
    """id -> (topic, part) of the articles. Raises ValueError where an id stands twice or a part is neither train nor dev."""
    out: dict[str, tuple[str, str]] = {}
    for line in TABLE.read_text("utf8").splitlines():
        if line.startswith("#"):
            continue
        doc, topic, part = line.split("\t")
        if doc in out or part not in ("train", "dev"):
            raise ValueError(f"{TABLE.name}: {line!r}")
        out[doc] = topic, part
    return out


def passage(doc: str) -> str:
    """The part of a contrast passage: a fifth is dev."""
    return "dev" if int(hashlib.sha256(doc.encode()).hexdigest(), 16) % 5 == 0 else "train"
