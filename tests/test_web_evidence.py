"""Web pages as evidence, end to end: the command line against a real server on this machine."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from onrecord.cli import run
from onrecord.store import Record

WORDS = "The delegations met for the third time in two weeks and parted without a date for the next round, officials on both sides said. "
FIRST = ["Ten people died in the port on Monday, the mayor of Port Ilse said after a long night. " + WORDS, "The minister called the attack a crime and promised an answer within a week. " + WORDS, WORDS * 2]
SECOND = [FIRST[0].replace("Ten people", "Twelve people"), WORDS * 2, "Lesk denied on Tuesday that its guns had been involved in any way, and asked for an inquiry. " + WORDS]


def page(paragraphs: list[str], stamp: str = "") -> str:
    body = "".join(f"<p>{p}</p>" for p in paragraphs)
    return f'<html><head><title>Deaths in the port</title></head><body><article><h1>Deaths in the port</h1>{body}</article><script>var s="{stamp}"</script></body></html>'


class Site(ThreadingHTTPServer):
    pages: dict[str, tuple[int, str, str]]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Answers(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        status, kind, body = self.server.pages.get(self.path, (404, "text/plain", ""))  # type: ignore[attr-defined]
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("ETag", f'"{hash(body) % 1000}"')
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def site() -> Iterator[Site]:
    server = Site(("127.0.0.1", 0), Answers)
    server.pages = {"/a": (200, "text/html", page(FIRST))}
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The time of retrieval, set by the test: two answers within a second would be one."""
    from onrecord.ingest import fetch

    now = ["2024-05-28T10:00:00Z"]
    monkeypatch.setattr(fetch, "_now", lambda: now[0])
    return now


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    capsys.readouterr()
    run([*arguments, "--format", "json"])
    return json.loads(capsys.readouterr().out)


def test_versions_of_a_page(site: Site, tmp_path: Path, clock: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    record, url = str(tmp_path / "crisis.onrecord"), f"{site.url}/a"
    assert run(["read", url, "-o", record, "-q"]) == 0
    clock[0] = "2024-05-28T11:00:00Z"
    assert run(["read", url, "-o", record, "-q"]) == 0  # the same bytes
    clock[0] = "2024-05-28T12:00:00Z"
    site.pages["/a"] = (200, "text/html", page(FIRST, "another stamp"))
    assert run(["read", url, "-o", record, "-q"]) == 0  # other bytes, the same text
    with Record.open(record) as r:
        assert r.status().documents == 1
        assert r.status().superseded == 0
        assert r.document(url).retrieved == "2024-05-28T10:00:00Z"
        assert len(r.retrievals(url)) == 3
        assert len({x.sha256 for x in r.retrievals(url)}) == 2
        assert {x.documents for x in r.retrievals(url)} == {(r.document(url).id,)}
    clock[0] = "2024-05-29T10:00:00Z"
    site.pages["/a"] = (200, "text/html", page(SECOND).replace("Deaths in the port", "Many deaths in the port"))
    assert run(["read", url, "-o", record, "-q"]) == 0
    clock[0] = "2024-05-30T10:00:00Z"
    del site.pages["/a"]
    assert run(["read", url, "-o", record, "-q"]) == 1
    with Record.open(record) as r:
        assert (r.status().documents, r.status().superseded) == (1, 1)
        assert [x.status for x in r.retrievals(url)] == [200, 200, 200, 200, 404]
        assert list(r.verify()) == []
        raw = r.original(r.retrievals(url)[0].sha256 or "")
        assert raw == page(FIRST).encode()
        current = r.document(url).id
    found = told(capsys, "versions", record, url)
    assert [(v["retrieved"], v["status"]) for v in found["retrievals"]][-1] == ("2024-05-30T10:00:00Z", 404)
    (step,) = found["changes"]
    assert {(c["field"], c["before"], c["after"]) for c in step["facts"]} == {("title", "Deaths in the port", "Many deaths in the port")}
    kinds = [(c["kind"], (c["before"] or c["after"])[:24]) for c in step["changes"]]
    assert ("removed", FIRST[1][:24]) in kinds
    assert ("added", SECOND[2][:24]) in kinds
    assert ("altered", FIRST[0][:24]) in kinds
    assert told(capsys, "versions", record, current) == found
    assert run(["versions", record, url]) == 0
    out = capsys.readouterr().out
    for line in ("5 retrievals, 2 versions", "404", "unchanged", "1 paragraph removed", "Ten → Twelve", "title: Deaths in the port → Many deaths in the port"):
        assert line in out
    assert run(["report", record, "-o", str(tmp_path / "site")]) == 0
    html = (tmp_path / "site" / "documents" / f"{current}.html").read_text("utf-8")
    assert "5 retrievals, 2 versions" in html
    assert "<del>Ten</del> <ins>Twelve</ins>" in html
    assert "the server answered 404" in html
    assert run(["original", record, current, "-o", str(tmp_path / "page.html")]) == 0
    assert b"Twelve people" in (tmp_path / "page.html").read_bytes()


def test_a_live_blog_read_every_hour(site: Site, tmp_path: Path, clock: list[str]) -> None:
    record, url = str(tmp_path / "crisis.onrecord"), f"{site.url}/a"

    def blog(n: int, edited: str = "") -> str:
        entries = "".join(
            f'<div class="liveblog-entry" id="b{i}"><time datetime="2024-05-28T{9 + i:02}:00:00Z">{9 + i}:00</time><p>Entry {i}: {edited if i == 1 else ""}{WORDS}</p></div>' for i in range(n, 0, -1)
        )
        return f"<html><head><title>Live: the port</title></head><body><main><article><h1>Live: the port</h1>{entries}</article></main></body></html>"

    for hour, n in enumerate((3, 3, 5)):
        clock[0] = f"2024-05-28T{13 + hour}:00:00Z"
        site.pages["/a"] = (200, "text/html", blog(n))
        assert run(["read", url, "-o", record, "-q"]) == 0
    with Record.open(record) as r:
        entries = [d for d in r.documents() if "#" in d.source]
        assert sorted(d.published or "" for d in entries) == [f"2024-05-28T{h:02}:00:00Z" for h in (10, 11, 12, 13, 14)]
        assert r.status().superseded == 0
        assert {d.source.rsplit("#")[1]: d.retrieved for d in entries} == {
            "b1": "2024-05-28T13:00:00Z", "b2": "2024-05-28T13:00:00Z", "b3": "2024-05-28T13:00:00Z", "b4": "2024-05-28T15:00:00Z", "b5": "2024-05-28T15:00:00Z",
        }  # fmt: skip
        assert len(r.retrievals(f"{url}#b1")) == 3
    clock[0] = "2024-05-28T17:00:00Z"
    site.pages["/a"] = (200, "text/html", blog(5, "Corrected. "))
    assert run(["read", url, "-o", record, "-q"]) == 0
    with Record.open(record) as r:
        assert r.status().superseded == 1
        assert [("Corrected" in d.text) for d in r.versions(f"{url}#b1")] == [False, True]


def test_teasers_are_told_by_status_and_documents(site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    record = str(tmp_path / "crisis.onrecord")
    site.pages["/feed"] = (200, "application/rss+xml", f'<rss version="2.0"><channel><title>Wire</title><item><title>Deaths in the port</title><link>{site.url}/a</link><description>{WORDS}The minister …</description></item></channel></rss>')
    assert run(["read", f"{site.url}/feed", "-o", record, "-q"]) == 0
    notes = told(capsys, "status", record)["notes"]
    assert [n["note"] for n in notes] == [f"a teaser that breaks off; the full text is at {site.url}/a"]
    capsys.readouterr()
    run(["documents", record, "--format", "csv"])
    assert "a teaser that breaks off" in capsys.readouterr().out
