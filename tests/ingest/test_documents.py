"""Whole documents: the seeds, determinism, what every document must satisfy."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.errors import Unreadable
from onrecord.ingest import Source, documents, sources
from onrecord.ingest.repair import repaired
from onrecord.records import document_id, from_json, to_json

SEEDS = Path(os.environ.get("ONRECORD_SHARED", Path(__file__).parents[3] / "shared")) / "seeds"
FACTS = {
    "000": ("NATO summit in Brussels prepares massive escalation of war on Russia", (), None),
    "001": ("NATO prepares direct intervention into Russia-Ukraine war", ("Alex Lantier",), "2024-05-28"),
    "003": ("NATO warmongers meet in Brussels", (), None),
}


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the seeds are not here (ONRECORD_SHARED)")
@pytest.mark.parametrize("seed", FACTS)
def test_seeds(seed: str) -> None:
    (source,) = sources([str(SEEDS / f"{seed}_*.txt")])
    (document,) = documents(source)
    assert (document.title, document.authors, document.published) == FACTS[seed]
    assert document.source.startswith("seeds/")
    assert (document.language, document.unread) == ("en", None)
    text = (SEEDS / document.source.removeprefix("seeds/")).read_bytes().decode()
    assert repaired(text, document.repairs) == document.text
    assert document.coverage.total == len(text) == document.coverage.read + document.coverage.furniture
    assert document.id == document_id(document.source, document.sha256)
    if seed == "001":
        assert document.outlet == "WSWS"
        assert document.published_evidence is not None
        assert (document.published_evidence.basis, document.published_evidence.text) == ("byline", "28 May 2024")


def test_documents_are_deterministic_and_survive_json() -> None:
    source = Source(
        "a.txt",
        data="Talks end\n\nBy Anna Kowalska\n\n“We will see,” the minister said on the way out of the building.\n".encode(),
    )
    (document,) = documents(source)
    assert documents(source) == [document]
    assert from_json(to_json(document)) == document
    assert [(q.is_, document.text[q.offset]) for q in document.quotes] == [("opens", "“"), ("closes", "”")]
    assert document.retrieved is None


def outcome(source: Source) -> list[str]:
    """The first line of each document, or the one line that says why there is none."""
    try:
        return [document.text.split("\n")[0] for document in documents(source)]
    except Unreadable as error:
        return [str(error)]


PIECES = [
    "%PDF-1.4",
    "PK\x03\x04",
    "<html>",
    "<rss>",
    "<item>",
    "From: a@b\n",
    "Subject: x\n",
    '{"text": "a"}\n',
    "a,b\n",
    "\x1f\x8b",
    "# A\n",
    "---\n",
    "“words” said",
    "\n\n",
    "\0",
    "é",
    "<!DOCTYPE x [<!ENTITY a 'b'>]>",
    "&a;",
]


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.sampled_from(PIECES), max_size=12),
    st.sampled_from(["txt", "html", "md", "csv", "jsonl", "json", "eml", "xml", "pdf", "docx", "zip", "gz"]),
)
def test_any_bytes_are_read_or_refused_in_one_line(
    tmp_path_factory: pytest.TempPathFactory, pieces: list[str], extension: str
) -> None:
    path = tmp_path_factory.mktemp("any") / f"a.{extension}"
    path.write_bytes("".join(pieces).encode("utf-8" if len(pieces) % 2 else "latin-1", "replace"))
    for source in sources([str(path)]):
        assert all(line.strip() and "\n" not in line for line in outcome(source))
