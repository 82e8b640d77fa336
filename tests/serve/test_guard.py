"""Who may ask, and who may write: host, token, origin, paths, sizes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from onrecord.serve.api.uploads import safe
from onrecord.serve.app import application

BEARER = {"Authorization": "Bearer secret"}
CORRECTION = {"action": "undo"}


@pytest.fixture
def tokened(made: Path) -> TestClient:
    return TestClient(application(str(made), token="secret"), base_url="http://127.0.0.1")


@pytest.mark.parametrize(("host", "status"), [
    ("127.0.0.1:8471", 200), ("localhost", 200), ("LOCALHOST:1", 200), ("[::1]:8471", 200),
    ("evil.example", 421), ("127.0.0.1.evil.example", 421), ("localhost.evil.example:8471", 421), ("", 421), ("[::1", 421),
])  # fmt: skip
def test_only_our_own_names_are_answered(api: TestClient, host: str, status: int) -> None:
    assert api.get("/api/runs.json", headers={"Host": host}).status_code == status


@pytest.mark.parametrize("path", ["/api/journal", "/api/uploads", "/documents", "/", "/api/sql.json"])
def test_without_a_token_nothing_is_written(api: TestClient, path: str) -> None:
    for send in (api.post, api.put, api.delete, api.patch):
        assert send(path, headers=BEARER).status_code == 403


@pytest.mark.parametrize(("headers", "status"), [
    ({}, 401), ({"Authorization": "Bearer wrong"}, 401), ({"Authorization": "Basic secret"}, 401), ({"Cookie": "onrecord=wrong"}, 401),
    (BEARER, 400), ({"Cookie": "onrecord=secret"}, 400), (BEARER | {"Origin": "http://127.0.0.1"}, 400),
    (BEARER | {"Origin": "http://evil.example"}, 403), (BEARER | {"Origin": "null"}, 403),
])  # fmt: skip
def test_writing_needs_the_token_from_here(tokened: TestClient, headers: dict[str, str], status: int) -> None:
    """400: the guard has let it through, and there is nothing to undo."""
    assert tokened.post("/api/journal", json=CORRECTION, headers=headers).status_code == status


def test_the_printed_address_gives_a_cookie_and_hides_the_token(tokened: TestClient) -> None:
    answer = tokened.get("/?token=secret&x=1", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "?x=1")
    assert all(sign in answer.headers["set-cookie"] for sign in ("HttpOnly", "SameSite=strict"))
    assert "set-cookie" not in tokened.get("/?token=wrong").headers


def test_every_answer_is_locked_down(api: TestClient) -> None:
    for path in ("/", "/api/runs.json", "/nothing", "/static/style.css", "/openapi.json", "/items?kind=none"):
        headers = api.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", [
    "/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2fapp.py", "/static/%2e%2e%2f%2e%2e%2fcli.py", "/static//etc/passwd", "/static/..\\app.py",
    "/static/%00", "/documents/..%2f..%2fetc%2fpasswd", "/api/documents/..%2f..%2f..%2fetc%2fpasswd.json", "/api/documents/%2fetc%2fpasswd/text",
])  # fmt: skip
def test_no_path_leads_out(api: TestClient, path: str) -> None:
    answer = api.get(path)
    assert answer.status_code in (400, 404)
    assert "import" not in answer.text
    assert "root:" not in answer.text


@pytest.mark.parametrize(("name", "kept"), [
    ("a.txt", "a.txt"), ("../../etc/passwd", "passwd"), ("..\\..\\boot.ini", "boot.ini"), ("/etc/shadow", "shadow"), ("..", "unnamed"), ("", "unnamed"),
    ("a\x00b\n.txt", "a_b_.txt"), ("gnp.\u202etxt", "gnp._txt"), ("x" * 300 + ".html", "x" * 100 + ".html"), ("C:evil", "C_evil"), (".hidden", "hidden"),
])  # fmt: skip
def test_names_of_files_stay_in_their_folder(name: str, kept: str) -> None:
    assert safe(name) == kept


def test_bodies_have_a_limit(tokened: TestClient) -> None:
    def endless() -> Any:
        for _ in range(6):
            yield b" " * (1 << 20)

    assert tokened.post("/api/journal", content=endless(), headers=BEARER | {"Content-Type": "application/json"}).status_code == 413


def test_the_command_line_loads_none_of_it() -> None:
    code = "import sys, onrecord.cli; sys.exit(any(name in sys.modules for name in ('fastapi', 'uvicorn', 'starlette', 'pydantic')))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
