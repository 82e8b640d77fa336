"""The demo record served, a real browser on it, and axe to look for what people with impairments could not use.

    def test_ledger(visit: Visit, served: str) -> None:
        page = visit("/ledger", width=390)          # javascript=False, dark=True
        assert page.get_by_role("heading", name="Ledger").is_visible()
        assert problems(page) == []
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI
from fastapi.testclient import TestClient

from onrecord import cli
from onrecord.serve.app import application
from onrecord.store import Record
from tests.store.synthetic import article

TOKEN = "let-me-write"
WIDTHS = (390, 900, 1440)
Visit = Callable[..., Any]  # (path, *, width=1440, javascript=True, dark=False, at=None) -> playwright's Page


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The packaged examples as a record. Not to be written to: copy it (`writable`)."""
    folder = tmp_path_factory.mktemp("demo")
    assert cli.run(["demo", "-o", str(folder)]) == 0
    return folder / "crisis.onrecord"


@pytest.fixture
def writable(demo: Path, tmp_path: Path) -> Path:
    """A copy of the demo record that a test may write to."""
    return Path(shutil.copy(demo, tmp_path / "copy.onrecord"))


@pytest.fixture(scope="session")
def client(demo: Path) -> Iterator[TestClient]:
    """The demo record, for reading, without a browser or a socket."""
    with TestClient(application(str(demo)), base_url="http://127.0.0.1") as client:
        yield client


@contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    """The application on a port of its own; its address."""
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error", ws="none", lifespan="on", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive(), "the server did not start"
            thread.join(0.01)
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="session")
def served(demo: Path) -> Iterator[str]:
    with serving(application(str(demo))) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Debian's chromium, as tests/browser.sh installs it."""
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("no chromium: sh tests/browser.sh")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture
def visit(browser: Any, served: str) -> Iterator[Visit]:
    """Opens a path of the demo record (or, with `at`, of another server). Whatever the browser complains of fails the test."""
    contexts, complaints = [], list[str]()

    def opened(path: str, *, width: int = 1440, javascript: bool = True, dark: bool = False, at: str | None = None) -> Any:
        context = browser.new_context(viewport={"width": width, "height": 900}, java_script_enabled=javascript, color_scheme="dark" if dark else "light")
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("console", lambda message: complaints.append(message.text) if message.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto((at or served) + path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


def problems(page: Any) -> list[str]:
    """What axe finds against WCAG 2.2 AA, serious or critical; the page must run scripts."""
    from axe_playwright_python.sync_playwright import Axe

    rules = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
    found = Axe().run(page, options=rules).response["violations"]
    return [f"{v['id']} ({v['impact']}): {v['nodes'][0]['html'][:200]}" for v in found if v["impact"] in ("serious", "critical")]


def overflow(page: Any) -> int:
    """How many pixels the page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A record of sixty made articles, quickly there: for whatever does not depend on what a text says."""
    path = tmp_path_factory.mktemp("made") / "made.onrecord"
    with Record.open(path, create=True) as record:
        run = record.begin_run("test", "none", {})
        record.add([article(number) for number in range(60)], run)
        record.finish_run(run)
    return path


@pytest.fixture(scope="session")
def api(made: Path) -> Iterator[TestClient]:
    """The made record, for reading."""
    with TestClient(application(str(made)), base_url="http://127.0.0.1") as client:
        yield client
