"""Files of people's own, from the page and from programs: read as `onrecord read` reads, told about while it lasts."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from onrecord.serve.api import uploads
from onrecord.serve.app import application
from onrecord.store import Record
from tests.serve.conftest import TOKEN, Visit, overflow, problems, serving

LETTER = "The harbour board said on Tuesday that it will reopen the northern quay by 1 March 2025 if the insurers agree. “We need forty pilots,” said its chair, Edda Marlow.\n"


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    path = tmp_path / "new.onrecord"
    with Record.open(path, create=True):
        pass
    return TestClient(application(str(path), token=TOKEN), base_url="http://127.0.0.1", headers={"Authorization": f"Bearer {TOKEN}"})


def test_an_upload_is_read_and_told_about(client: TestClient) -> None:
    begun = client.post("/api/uploads", files=[("files", ("../../letter.txt", LETTER)), ("files", ("letter.txt", LETTER + "More.")), ("files", ("empty.pdf", b"%PDF-"))])
    assert begun.status_code == 202
    lines = [json.loads(line.removeprefix("data: ")) for line in client.get(begun.json()["events"]).text.split("\n\n") if line.startswith("data:")]
    assert lines[-1] | {"id": ""} == {"id": "", "done": 3, "total": 3, "finished": True, "unreadable": True, "problem": None}
    rows = client.get("/api/documents.json").json()["rows"]
    assert sorted(row["source"] for row in rows) == ["uploads/letter-2.txt", "uploads/letter.txt"]
    assert client.get("/api/commitments.json").json()["rows"]
    assert [s["source"] for s in client.get("/api/status.json").json()["skipped"]] == ["uploads/empty.pdf"]
    served = client.app.state.served  # type: ignore[attr-defined]
    assert all(not Path(path).exists() for intake in served.intakes.values() for path in intake.paths)


def test_limits(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    many = [("files", (f"{n}.txt", b"x")) for n in range(uploads.FILES + 1)]
    assert client.post("/api/uploads", files=many).status_code == 413
    assert client.post("/api/uploads").status_code == 422
    monkeypatch.setattr(uploads, "EACH", 100)
    answer = client.post("/api/uploads", files=[("files", ("large.txt", b"x" * 101))])
    assert (answer.status_code, "onrecord read" in answer.json()["error"]) == (413, True)
    assert client.get("/api/documents.json").json()["rows"] == []


@pytest.mark.parametrize("javascript", [True, False])
def test_from_the_page(tmp_path: Path, visit: Visit, javascript: bool) -> None:
    record, letter = tmp_path / "page.onrecord", tmp_path / "letter.txt"
    letter.write_text(LETTER, encoding="utf-8")
    with Record.open(record, create=True):
        pass
    with serving(application(str(record), token=TOKEN)) as address:
        page = visit(f"/documents?token={TOKEN}", at=address, javascript=javascript, width=390)
        assert TOKEN not in page.url
        page.get_by_label("Files to read").set_input_files(letter)
        page.get_by_role("button", name="Read", exact=True).click()
        for _ in range(100):
            if page.get_by_role("link", name="letter.txt").count() or page.get_by_role("link", name="uploads/letter.txt").count():
                break
            page.wait_for_timeout(200)
            if not javascript:
                page.reload()
        assert page.get_by_role("heading", name="Published last").is_visible()
        assert page.locator("main a[href^='/documents/']").count() == 1
        assert overflow(page) == 0
        if javascript:
            assert problems(page) == []


def test_open_reads_while_it_serves(tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    for n in range(3):
        (folder / f"{n}.txt").write_text(f"{LETTER}{n}", encoding="utf-8")
    command = [sys.executable, "-m", "onrecord", "open", "articles", "--no-browser", "--port", "0"]
    with subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        address = next(line for line in process.stderr if "http" in line).split()[1]  # the reading may have ended before
        until = time.monotonic() + 60
        found = 0
        while found < 3 and time.monotonic() < until:
            found = json.load(urllib.request.urlopen(f"{address}api/status.json", timeout=30))["documents"]
            time.sleep(0.1)
        page = urllib.request.urlopen(address, timeout=30).read()
        process.send_signal(signal.SIGINT)
        said = process.stderr.read()
    assert found == 3
    assert b"articles.onrecord" in page
    assert "Traceback" not in said
    assert process.returncode in (0, 130)  # 130: interrupted while the run was being finished
