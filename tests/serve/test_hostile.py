"""What stands in documents is text and nothing else, in every page and table, in a real browser."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from onrecord.serve.app import application
from onrecord.store import Record
from tests import factory
from tests.serve.conftest import Visit, serving

PAGES = ("/", "/documents", "/actors", "/items?kind=statement", "/search?q=claimed", "/search?q=HYPERLINK", "/search?q=<script>", "/runs?before=1&after=2", "/data?query=SELECT+source,title,outlet,text+FROM+document")
MOST = 1_500_000  # bytes of a page


@pytest.fixture(scope="session")
def bad(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("bad") / "<b>bad.onrecord"
    with Record.open(path, create=True) as record:
        for paths in (["<script>alert(3)</script>", "javascript:alert(4)"], []):
            run = record.begin_run("<i>1</i>", "k", {"paths": paths})
            record.add(factory.world(bad=True) if paths else [], run)
            record.skip("<img src=x onerror=alert(5)>", "\u202egnp.exe", run)
            record.finish_run(run)
    return path


@pytest.fixture(scope="session")
def bad_server(bad: Path) -> Iterator[str]:
    with serving(application(str(bad))) as address:
        yield address


def addresses(bad: Path) -> list[str]:
    with Record.open(bad, readonly=True) as record:
        ids = [d.id for d in record.documents()]
        actors = [a.id for a in record.ranked()]
    from onrecord.serve.context import actor_url, document_url

    return [*PAGES, *map(document_url, ids), *(actor_url(id_) for id_ in actors if "/" not in id_)]


def test_pages_are_inert_in_a_browser(bad: Path, bad_server: str, visit: Visit) -> None:
    """No dialog opens, nothing runs or loads that is not ours (the fixture fails on any complaint), no link leads to a script."""
    page = visit("/", at=bad_server)
    asked: list[str] = []
    page.on("dialog", lambda dialog: asked.append(dialog.message))
    page.on("request", lambda request: asked.append(request.url) if not request.url.startswith(bad_server) else None)
    for path in addresses(bad):
        page.goto(bad_server + path)
        assert page.title() != "owned"
        assert page.evaluate("[...document.querySelectorAll('script')].every((s) => s.src.startsWith(location.origin + '/static/'))")
        assert page.evaluate("[...document.querySelectorAll('*')].flatMap((e) => [...e.attributes]).every((a) => !/^on/i.test(a.name) && !/^\\s*(javascript|data|vbscript):/i.test(a.value))")
        assert page.evaluate("document.querySelectorAll('main img, main iframe, main object, main style, main base').length") == 0
    assert asked == []


def test_pages_stay_small_and_hold_no_control_character(bad: Path) -> None:
    with TestClient(application(str(bad)), base_url="http://127.0.0.1") as client:
        for path in addresses(bad):
            answer = client.get(path)
            assert answer.status_code == 200, path
            assert len(answer.content) <= MOST, path
            assert "\x1b" not in answer.text


def test_tables_hold_no_formula(bad: Path) -> None:
    csv.field_size_limit(1 << 30)  # a megabyte of title
    with TestClient(application(str(bad)), base_url="http://127.0.0.1") as client:
        for table in ("documents", "statements", "actors", "sql"):
            text = client.get(f"/api/{table}.csv", params={"query": "SELECT outlet, title FROM document"} if table == "sql" else {"copies": True}).text
            cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
            assert any("HYPERLINK" in cell or "/C calc" in cell for cell in cells), table
            assert not any(cell[:1] in ("=", "+", "-", "@", "\t", "\r") and not cell[1:2].isdigit() for cell in cells), table
