from __future__ import annotations

import pytest

from onrecord.ingest import identify
from onrecord.ingest.identify import CSV, FEED, GZIP, HTML, JSON, JSONL, MAIL, MARKDOWN, PDF, TEXT, TSV, ZIP


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (b"%PDF-1.7 ...", "a.txt", PDF),
        (b"\xef\xbb\xbf<!DOCTYPE html><p>x", "a", HTML),
        (b"<!-- saved -->\n<html><body>x", "page.dat", HTML),
        (b"<!doctype html><title>x</title>", "misnamed.txt", HTML),
        (b"<p> is how HTML opens a paragraph", "about.txt", TEXT),
        (b"x", "page.html", HTML),
        (b'<?xml version="1.0"?>\n<rss version="2.0">', "a.xml", FEED),
        (b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><feed xmlns="http://www.w3.org/2005/Atom">', "a", FEED),
        (b'<rdf:RDF xmlns:rdf="x">', "a.rdf", FEED),
        (b'<?xml version="1.0"?>\n<html xmlns="http://www.w3.org/1999/xhtml">', "a.xhtml", HTML),
        (b"From: a@b.org\nTo: c@d.org\nSubject: x\n\nText", "letter", MAIL),
        (b"From: the beginning it was clear\n\nText", "a.txt", TEXT),
        (b"From here on\nit goes", "noname", TEXT),
        (b'{"text": "a"}\n{"text": "b"}\n', "a", JSONL),
        (b'[{"text": "a"}]', "a.json", JSON),
        (b'{\n "text": "a"}', "a.json", JSON),
        (b'{"text": "a"}\n', "a.json", JSON),
        (b"[Music] The talks ended.", "a", TEXT),
        (b"text,title\n", "a.csv", CSV),
        (b"text\ttitle\n", "a.tsv", TSV),
        (b"# Title", "a.md", MARKDOWN),
        (b"PK\x03\x04", "a.zip", ZIP),
        (b"\x1f\x8b\x08", "a.html.gz", GZIP),
        (b"Plain words.", "a", TEXT),
        (b"", "a", TEXT),
    ],
)
def test_media_type(data: bytes, name: str, kind: str) -> None:
    assert identify.media_type(data, name) == kind


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\x89PNG\r\n", "a PNG image"),
        (bytes(range(256)) * 4, "binary data"),
        (b"\0" * 100, "binary data"),
        (b"Words and one \0 in them", None),
        ("Слова".encode(), None),
        ("“Ça”".encode("cp1252"), None),
    ],
)
def test_unread(data: bytes, words: str | None) -> None:
    assert identify.unread(data) == words
