"""Archive bundles: `python -m bench.bundles [--articles 200]`.

First the ten self-made bundles of each format (bench/make_bundles/): articles found and to be found, those equal to the original in text
and in each field, bundles whose missing articles are told. Then the speed of one larger bundle a format: cutting it into sources, and
reading these to repaired Documents, in documents a second, beside plain text files of the same articles in the same run.
`--mutations 2000` instead damages small bundles at random, that many times: each must be read or named, its documents sound.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from pathlib import Path

from bench.make_bundles import FORMATS, Made, make
from bench.make_bundles.articles import items
from onrecord.errors import Unreadable
from onrecord.ingest import Source, documents, sources
from onrecord.records import Document
from onrecord.store.verify import document_problems

FIELDS = ("title", "outlet", "authors", "published", "accession", "language")


def read(root: Path, made: Made) -> tuple[list[Document], list[str]]:
    found: list[Document] = []
    missing: list[str] = []
    for path in (p for p in made.files if not p.startswith("files/")):
        for source in sources([str(root / path)]):
            try:
                found += documents(source)
            except Unreadable as error:
                missing.append(str(error))
    return found, missing


def right(document: Document, expected: dict[str, object], field: str) -> bool:
    value = getattr(document, field)
    return (list(value) if field == "authors" else value) == expected[field]


def counts(kind: str) -> bool:
    """One line on the ten bundles of a format; whether all is as it must be."""
    there = met = same = told = to_tell = 0
    fields = dict.fromkeys(FIELDS, 0)
    for variant in range(10):
        with tempfile.TemporaryDirectory() as root:
            made = make(Path(root), kind, variant)
            found, missing = read(Path(root), made)
        expected = {e["source"]: e for e in made.documents}
        there += len(expected)
        met += len(found) if {d.source for d in found} == set(expected) else 0
        same += sum(d.text == expected[d.source]["text"] or not expected[d.source]["whole"] for d in found if d.source in expected)
        for field in FIELDS:
            fields[field] += sum(right(d, expected[d.source], field) for d in found if d.source in expected)
        to_tell += bool(made.told)
        told += bool(made.told) and all(any(t in line for line in missing) for t in made.told)
        told -= bool(missing) and not made.told
    shown = " ".join(f"{name} {n}" for name, n in fields.items())
    print(f"{kind:15} bundles 10  articles {met} of {there}  text {same}  {shown}  short or broken and told {told} of {to_tell}")
    return met == there == same and told == to_tell and set(fields.values()) == {there}


def speed(kind: str, count: int, plain: float) -> None:
    with tempfile.TemporaryDirectory() as root:
        made = make(Path(root), kind, 0 if kind.startswith(("mbox", "zotero", "warc")) else 1, count)
        tops = [str(Path(root) / p) for p in made.files if not p.startswith("files/")]
        size = sum(map(len, made.files.values()))
        warm(sources(tops))
        began = time.perf_counter()
        found = list(sources(tops))
        cut = time.perf_counter() - began
        began = time.perf_counter()
        read = sum(len(documents(s)) for s in found if not s.failure)
        took = time.perf_counter() - began
    rate = read / (cut + took)
    print(f"{kind:15} {read:5} articles in {size / 1e6:6.2f} MB  cut {read / cut:8,.0f} articles/s  cut and read {rate:6,.0f} documents/s  {rate / plain:4.2f} x plain text")


def warm(found: object) -> None:
    for source in found:  # type: ignore[attr-defined]
        if isinstance(source, Source) and not source.failure:
            documents(source)
            return


def plain_rate(count: int) -> float:
    with tempfile.TemporaryDirectory() as root:
        for n, item in enumerate(items(1, count)):
            (Path(root) / f"{n:05}.txt").write_text(item.text, "utf-8")
        warm(sources([root]))
        began = time.perf_counter()
        read = sum(len(documents(s)) for s in sources([root]))
        return read / (time.perf_counter() - began)


PLANTED = (
    b"\0" * 50, b"{" * 300, b"}", b"\\bin999999999 ", b"\\u-1", b"\n1 of 99999 DOCUMENTS\n", b"\nEnd of Document\n", b"\nBody\n", b"\nHD\t\n", b"\nDocuments (0)\n",
    b"\nDocument HRBGAZ0000020240528ek5s0000a\n", b"\nFrom a Tue May 28 10:00:00 2024\nX: y\n", b"<table><tr><td>", b"\nResults Found\t999999999\n",
)  # fmt: skip


def damaged(data: bytes, chance: random.Random) -> bytes:
    """Cut off, overwritten, shortened, repeated, planted with marks of the layouts, shuffled: one to five times."""
    out = bytearray(data)
    for _ in range(chance.randrange(1, 6)):
        i = chance.randrange(len(out) + 1)
        j = min(len(out), i + chance.randrange(1, 200))
        match chance.randrange(6):
            case 0:
                del out[i:]
            case 1:
                out[i:j] = chance.randbytes(j - i)
            case 2:
                del out[i:j]
            case 3:
                out[i:i] = out[i:j] * chance.randrange(1, 200)
            case 4:
                out[i:i] = chance.choice(PLANTED)
            case 5:
                k = chance.randrange(len(out) + 1)
                out[k:k] = out[i:j]
    return bytes(out or b"x")


def mutations(count: int) -> None:
    """Raises at the first that is neither read nor named."""
    chance = random.Random(1)
    articles = named = 0
    slowest = 0.0
    for _ in range(count):
        with tempfile.TemporaryDirectory() as root:
            made = make(Path(root), chance.choice(list(FORMATS)), chance.randrange(10), 2)
            top = Path(root) / next(p for p in made.files if not p.startswith("files/"))
            top.write_bytes(damaged(top.read_bytes(), chance))
            began = time.perf_counter()
            for source in sources([str(top)]):
                try:
                    for document in documents(source):
                        articles += 1
                        if problems := list(document_problems(document)):
                            raise AssertionError(f"{document.source}: {problems[0]}")
                except Unreadable:
                    named += 1
            slowest = max(slowest, time.perf_counter() - began)
    print(f"{count:,} damaged bundles: {articles:,} documents, all sound; {named:,} named as unreadable or short; the slowest took {slowest:.1f} s")


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=200)
    parser.add_argument("--mutations", type=int, default=0)
    given = parser.parse_args(argv)
    if given.mutations:
        mutations(given.mutations)
        return 0
    count = given.articles
    good = [counts(kind) for kind in FORMATS]
    plain = plain_rate(count)
    print(f"plain text {plain:,.0f} documents/s")
    for kind in FORMATS:
        speed(kind, count, plain)
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
