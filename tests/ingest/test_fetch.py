from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from onrecord.errors import Unreadable
from onrecord.ingest import archives, documents, fetch, sources
from onrecord.ingest.extracted import Refused

PAGE = "<html><head><title>Talks end without a deal</title></head><body><article><p>{}</p></article></body></html>".format(
    "Radosław said so. " * 30
)
FEED = '<rss version="2.0"><channel><title>Wire</title><item><title>A</title><link>{}/page.html</link><description>Short.</description></item></channel></rss>'


class Site(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path.startswith("/2014/03/05/talks"):
            self.answer("text/html; charset=iso-8859-2", PAGE.encode("iso8859-2"))
        elif self.path == "/feed":
            self.answer("application/rss+xml", FEED.format(f"http://127.0.0.1:{self.server.server_port}").encode())  # type: ignore[attr-defined]
        elif self.path == "/feeds/both":
            here = f"http://127.0.0.1:{self.server.server_port}"  # type: ignore[attr-defined]
            items = [("/2014/03/05/talks", "The talks on the …"), ("/whole", "It went on for hours. " * 40), ("/gone", "They were gone when …")]
            rss = "".join(f"<item><link>{here}{path}</link><description>{text}</description></item>" for path, text in items)
            self.answer("application/rss+xml", f'<rss version="2.0"><channel><title>Wire</title>{rss}</channel></rss>'.encode())
        elif self.path == "/big":
            self.answer("text/plain", b"x" * 5000)
        elif self.path == "/moved":
            self.answer("text/plain", b"", 302, "/2014/03/05/talks")
        elif self.path == "/file":
            self.answer("text/plain", b"", 302, "file:///etc/passwd")
        elif self.path == "/loop":
            self.answer("text/plain", b"", 302, "/loop")
        else:
            self.answer("text/plain", b"", 404)

    def answer(self, kind: str, body: bytes, code: int = 200, location: str = "") -> None:
        self.send_response(code)
        self.send_header("Content-Type", kind)
        self.send_header("Set-Cookie", "visitor=1")
        self.send_header("Content-Length", str(len(body)))
        if location:
            self.send_header("Location", location)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_typed_address_is_fetched_even_on_this_machine(site: str) -> None:
    url = f"{site}/2014/03/05/talks?x=1"
    (source,) = sources([url])
    (page,) = documents(source)
    assert page.source == url
    assert page.text.startswith("Talks end without a deal\n\nRadosław said so.")
    assert page.published == "2014-03-05"
    assert page.published_evidence is not None
    assert page.published_evidence.basis == "url"
    assert page.retrieved is not None
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", page.retrieved)
    assert page.outlet == "127.0.0.1"


def test_redirects(site: str) -> None:
    assert fetch.fetched(f"{site}/moved").url == f"{site}/2014/03/05/talks"
    for path, reason in (("/file", "not allowed"), ("/loop", "302 too many redirects")):
        with pytest.raises(Refused, match=reason):
            fetch.fetched(site + path)


@pytest.mark.parametrize(("path", "reason"), [("/missing", "the server answers 404 Not Found"), ("/big", "larger than 0 MiB")])
def test_failures_are_one_line(site: str, path: str, reason: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "LARGEST", 1000)
    (source,) = sources([site + path])
    with pytest.raises(Unreadable) as error:
        documents(source)
    assert str(error.value) == f"{site}{path}: {reason}"


def test_nobody_there() -> None:
    (source,) = sources(["http://127.0.0.1:1/"])
    assert source.failure is not None
    assert source.failure.startswith("not reached: ")


def test_a_found_address_is_never_followed_unasked(site: str) -> None:
    (source,) = sources([f"{site}/feed"])
    (entry,) = documents(source)
    assert entry.source == f"{site}/feed#{site}/page.html"
    assert entry.text == "A\n\nShort."


def test_a_found_address_is_not_fetched_where_it_is_local(site: str) -> None:
    source, feed = sources([f"{site}/feed"], follow=True)
    assert source.name == f"{site}/page.html"
    assert source.failure == "a local address, found in a document: not fetched"
    assert [d.text for d in documents(feed)] == ["A\n\nShort."]


def test_a_teaser_gives_way_to_the_text_it_leads_to(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "is_public", lambda address: address == "127.0.0.1")
    page, gone, feed = sources([f"{site}/feeds/both"], follow=True)
    assert gone.failure == "the server answers 404 Not Found"
    (article,) = documents(page)
    assert (article.source, article.text.split("\n\n")[0], article.notes) == (f"{site}/2014/03/05/talks", "Talks end without a deal", ())
    assert [d.source for d in documents(feed)] == [f"{site}/feeds/both#{site}/whole", f"{site}/feeds/both#{site}/gone"]


def test_the_answer_is_kept(site: str) -> None:
    url = f"{site}/2014/03/05/talks"
    (source,) = sources([f"{site}/moved"])
    answer = source.response
    assert answer is not None
    assert (answer.url, answer.address, answer.status, answer.body) == (f"{site}/moved", url, 200, PAGE.encode("iso8859-2"))
    assert answer.retrieved == source.retrieved
    assert dict(answer.headers)["content-type"] == "text/html; charset=iso-8859-2"
    assert "set-cookie" not in dict(answer.headers)
    (gone,) = sources([f"{site}/missing"])
    assert gone.response is not None
    assert (gone.response.status, gone.response.body) == (404, None)


def test_limits_are_those_of_files() -> None:
    assert fetch.LARGEST == archives.LARGEST
