"""Reader, actor, ledger, figures, pair, timeline, network, map in a real browser: three widths, dark, without JavaScript, axe."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from onrecord.serve.app import application
from onrecord.store import Record
from tests.serve.conftest import TOKEN, WIDTHS, Visit, overflow, problems, serving

WIRE = "continental-wire-nuclear.md"
PAGES = {
    "/actors/radoslaw-sikorski": "Radosław Sikorski",
    "/ledger": "Ledger",
    "/figures?measure=troops": "Figures",
    "/pairs": "Pairs",
    "/pairs?a=USA&b=RUS": "United States and Russia",
    "/timeline": "Timeline",
    "/timeline?clock=published&who=Russia": "Timeline",
    "/network": "Network",
    "/network?what=statements&who=NATO&top=40": "Network",
    "/map": "Map",
    "/map?view=world": "Map",
}


@pytest.fixture(scope="session")
def wire(demo: Path) -> str:
    """The id of the demo's second-hand nuclear threat."""
    with Record.open(demo, readonly=True) as record:
        return record.document(WIRE).id


@pytest.mark.parametrize("path", PAGES)
def test_page(path: str, visit: Visit) -> None:
    page = visit(path)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert overflow(page) == 0, width
    assert problems(page) == []
    assert page.locator("svg title").count() == page.locator("svg :is(path, circle, rect) > title").count()


@pytest.mark.parametrize("path", ["/ledger", "/figures?measure=troops", "/pairs?a=USA&b=RUS", "/timeline", "/network", "/map"])
def test_dark(path: str, visit: Visit) -> None:
    assert problems(visit(path, width=390, dark=True)) == []


@pytest.mark.parametrize(("path", "heading"), PAGES.items())
def test_without_javascript_and_with_its_table(path: str, heading: str, client: TestClient) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert f"<h1>{heading}</h1>" in answer.text.replace("<bdi>", "").replace("</bdi>", "")
    assert "<table" in answer.text
    assert len(answer.content) < 1_500_000
    assert "style=" not in answer.text
    assert "onclick" not in answer.text


def test_charts_lead_to_passages(visit: Visit) -> None:
    page = visit("/pairs?a=USA&b=RUS", javascript=False)
    page.locator(".chart a").first.click()
    assert page.locator(".m:target").count() == 1
    page = visit("/map", javascript=False)
    page.get_by_label("Brussels: 4 reports").click()
    assert page.get_by_role("heading", level=1, name="Brussels").is_visible()
    page = visit("/timeline", javascript=False)
    page.locator(".chart a").first.click()
    assert "when=" in page.url
    page = visit("/network", javascript=False)
    page.locator(".net .node").first.click()
    assert "/actors/" in page.url


def test_figures_draw_bounds(client: TestClient) -> None:
    text = client.get("/figures?measure=killed").text
    assert "≥ 77" in text
    assert 'class="bound open"' in text  # at least 77: an arrow upwards


def test_nobody_of_that_name(client: TestClient) -> None:
    assert client.get("/actors/nobody-at-all").status_code == 404
    assert "No actor is called" in client.get("/pairs?a=zzzz&b=RUS").text
    assert "No actor is called" in client.get("/network?who=zzzz").text
    assert client.get("/timeline?when=yesterday").status_code == 400
    assert client.get("/ledger?who=nobody-at-all").status_code in (400, 404)


def test_a_merge_is_shown_with_its_reason_and_undone(writable: Path, visit: Visit) -> None:
    with Record.open(writable) as record:
        gone = next(a.actor for a in record.actors(name="Pavel Zorin"))
        record.correct("merge", gone.id, {"into": "dmitry-peskov"}, by="A. Reader", note="the same desk")
    with serving(application(str(writable), token=TOKEN)) as address:
        page = visit("/actors/dmitry-peskov", at=address)
        assert page.get_by_text("the same desk").is_visible()
        assert page.get_by_role("button", name="Undo").count() == 0
        page.goto(f"{address}/actors/dmitry-peskov?token={TOKEN}")
        page.get_by_role("button", name="Undo").click()
        assert page.get_by_text("the same desk").count() == 0
        assert page.request.get(f"{address}/actors/{gone.id}").status == 200
