"""Review and Validate in a real browser: by keyboard alone, without JavaScript, without the token; and what a person's verdicts do."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from onrecord.serve.app import application
from onrecord.store import Record
from tests import factory
from tests.serve.conftest import TOKEN, WIDTHS, Visit, overflow, problems, serving


@pytest.fixture
def at(writable: Path) -> Iterator[str]:
    """A copy of the demo record served to people who may write."""
    with serving(application(str(writable), token=TOKEN)) as address:
        yield address


def waiting(page: Any) -> str:
    return str(page.locator("#card .n").inner_text())


def actions(path: Path) -> list[str]:
    with Record.open(path, readonly=True) as record:
        return [entry.action for entry in record.journal()]


def test_by_keyboard_alone(visit: Visit, at: str, writable: Path) -> None:
    page = visit(f"/review?token={TOKEN}&by=Ana", at=at)
    first = waiting(page)
    for key in "ar":
        with page.expect_navigation():
            page.keyboard.press(key)
    assert "2 judged in order, 1 right as read. Precision 0.50" in page.locator(".progress").inner_text()
    with page.expect_navigation():
        page.keyboard.press("u")
    with page.expect_navigation():
        page.keyboard.press("u")
    assert waiting(page) == first
    with page.expect_navigation():
        page.keyboard.press("s")
    assert waiting(page) != first
    page.keyboard.press("e")
    page.get_by_label("factuality").select_option("negated")
    assert problems(page) == []
    page.get_by_role("button", name="Save the edit").press("Enter")
    page.get_by_text("edit statement").wait_for()
    with Record.open(writable, readonly=True) as record:
        *_, edit = record.journal()
        assert [entry.action for entry in record.journal()] == ["accept", "reject", "undo", "undo", "edit"]
        assert (edit.by, dict(edit.change or {})) == ("Ana", {"fields": {"factuality": "negated"}})
        assert getattr(record.item(str(edit.item)), "factuality", None) == "negated"
        assert not list(record.verify())


def test_a_span_taken_from_a_selection(visit: Visit, at: str, writable: Path) -> None:
    page = visit(f"/review?token={TOKEN}&kind=figure", at=at)
    id_ = waiting(page).split(",")[0]
    with Record.open(writable, readonly=True) as record:
        item = record.item(id_)
        text = record.document(str(item.doc)).text
    page.keyboard.press("e")
    page.evaluate(
        """() => { const mark = document.querySelector(".quote .m.f"); const range = document.createRange(); range.setStart(mark.firstChild, 0); range.setEnd(mark.firstChild, 1);
        document.getSelection().removeAllRanges(); document.getSelection().addRange(range); }"""
    )
    page.locator("fieldset", has_text="value").first.get_by_role("button", name="Take selection").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Save the edit").click()
    with Record.open(writable, readonly=True) as record:
        *_, entry = record.journal()
        span = next(s for s in dict(entry.change or {})["evidence"] if s["role"] == "value")
        start = item.evidence[0].start
        assert (span["start"], span["end"], span["text"]) == (start, start + 1, text[start])


def test_without_javascript(visit: Visit, at: str, writable: Path) -> None:
    page = visit(f"/review?token={TOKEN}&kind=event", at=at, javascript=False)
    page.get_by_label("Why").first.fill("seen")
    page.get_by_role("button", name="Reject").click()
    assert "1 judged in order, 0 right" in page.locator(".progress").inner_text()
    page.get_by_role("button", name="Undo").click()
    assert "0 judged" in page.locator(".progress").inner_text()
    assert actions(writable) == ["reject", "undo"]


def test_without_the_token_nothing_can_be_judged(visit: Visit, client: TestClient) -> None:
    page = visit("/review")
    assert page.get_by_role("button", name="Accept").count() == 0
    assert "only reads" in page.locator(".card .problem").inner_text()
    assert problems(page) == []
    assert client.post("/review", data={"action": "accept", "item": "s"}).status_code == 403


def test_at_every_width(visit: Visit, at: str) -> None:
    for path in ("/review", "/validate"):
        for width in WIDTHS:
            page = visit(f"{path}?token={TOKEN}", at=at, width=width)
            assert overflow(page) == 0
        assert problems(visit(f"{path}?token={TOKEN}", at=at, width=390, dark=True)) == []


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    with Record.create(tmp_path / "hostile.onrecord") as record:
        record.add(factory.world(bad=True), record.begin_run("0", "k"))
    return tmp_path / "hostile.onrecord"


def test_hostile_words_are_only_words(visit: Visit, hostile: Path) -> None:
    with Record.open(hostile, readonly=True) as record:
        id_ = next(i.id for i in record.items("statement") if any("HYPERLINK" in s.text for s in i.evidence))
    with serving(application(str(hostile), token=TOKEN)) as address:
        for path in (f"/review?item={id_}", f"/evidence/{id_}"):
            page = visit(f"{path}{'&' if '?' in path else '?'}token={TOKEN}", at=address)
            assert "onrecord" in page.title()
            assert page.locator("main script, main img").count() == 0
            assert len(page.content()) < 60_000  # the document's title has a million characters


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"action": "edit"}, 400), ({"action": "edit", "field": "factuality", "value": "rumoured"}, 400), ({"action": "edit", "field": "speakers", "value": "[1"}, 400),
        ({"action": "edit", "role": "content", "start": "5", "end": "9999999"}, 400), ({"action": "shout"}, 422), ({"action": "undo", "item": "j0"}, 400), ({"action": "accept", "item": "s0000"}, 404),
        ({"action": "edit", "role": "", "start": "1", "end": "2"}, 400),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_one_line(writable: Path, form: dict[str, str], status: int) -> None:
    with TestClient(application(str(writable), token=TOKEN), base_url="http://127.0.0.1", headers={"authorization": f"Bearer {TOKEN}"}) as client:
        with Record.open(writable, readonly=True) as record:
            id_ = record.next_for_review("statement")
        answer = client.post("/review", data={"item": id_} | form)
        assert answer.status_code == status
        assert "Traceback" not in answer.text
    assert actions(writable) == []


def test_validate_from_draw_to_rates(visit: Visit, at: str, writable: Path) -> None:
    page = visit(f"/validate?token={TOKEN}&sample=12&kind=figure", at=at, javascript=False)
    got = {}
    for name in ("Sheet 1", "Sheet 2", "sample.json"):
        with page.expect_download() as download:
            page.get_by_role("link", name=name).click()
        got[name] = Path(download.value.path()).read_text("utf8")
    rows = list(csv.DictReader(io.StringIO(got["Sheet 1"].removeprefix("\ufeff"))))
    assert len(rows) == 12
    for row in rows:
        row["words"] = "none"
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0].keys())
    writer.writeheader()
    writer.writerows(rows)
    for label, name, text in (("sample.json", "sample.json", got["sample.json"]), ("Sheet 1", "a.csv", out.getvalue()), ("Sheet 2", "b.csv", out.getvalue())):
        page.get_by_label(label, exact=True).set_input_files({"name": name, "mimeType": "text/plain", "buffer": text.encode()})
    page.get_by_role("button", name="Rates").click()
    assert "12 of 12 passages coded by both" in page.locator("#rates").inner_text()
    cells = page.locator("tbody tr", has_text="precision").first.locator("td").all_inner_texts()
    assert cells[0] == "figure"
    with TestClient(application(str(writable), token=TOKEN), base_url="http://127.0.0.1", headers={"authorization": f"Bearer {TOKEN}"}) as client:
        broken = client.post("/validate", files={"sample": b"{}", "one": b"a", "other": b"b"})
        assert (broken.status_code, "not a sample" in broken.text) == (400, True)
