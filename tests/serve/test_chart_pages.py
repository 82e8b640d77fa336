"""Reader, actor, ledger, figures, pair, timeline, network, map in a real browser: three widths, dark, without JavaScript, axe."""

from __future__ import annotations

import re
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
    "/ledger?order=due": "Ledger",
    "/figures?measure=troops": "Figures",
    "/pairs": "Pairs",
    "/pairs?a=USA&b=RUS": "United States and Russia",
    "/timeline": "Timeline",
    "/timeline?clock=published&who=Russia": "Timeline",
    "/pairs?a=RUS": "Pairs",
    "/timeline?split=who": "Timeline",
    "/timeline?split=type&clock=published&quad=conflict": "Timeline",
    "/network": "Network",
    "/network?view=grid": "Network",
    "/network?what=statements&who=NATO&top=40": "Network",
    "/map": "Map",
    "/map?view=world": "Map",
    "/map?view=Europe": "Map",
    "/map?view=5300,700,300&voice=attributed": "Map",
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
    assert page.locator("svg[data-keys] a:not([aria-label])").count() == 0  # every mark says what it is


OVERLAPS = """() => {
  const shown = [...document.querySelectorAll("main svg text")].filter((e) => e.getClientRects().length && !e.classList.contains("several"));
  const boxes = shown.map((e) => [e.closest("svg svg") ? e.closest("svg svg").parentElement : e.closest("svg"), e.textContent, e.getBoundingClientRect()]);
  const found = boxes.filter(([svg, text, a]) => (a.left < 0 && a.right > 0) || a.right > innerWidth).map(([svg, text]) => `${text} | edge`);
  boxes.forEach(([svg, text, a], k) => boxes.slice(0, k).forEach(([other, words, b]) => {
    const across = Math.min(a.right, b.right) - Math.max(a.left, b.left), down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    if (svg === other && across > 0.5 && down > 3) found.push(`${text} | ${words}`);  // 3: the room above and below letters
  }));
  return found;
}"""


@pytest.mark.parametrize("path", PAGES)
def test_no_words_of_a_chart_cover_others(path: str, visit: Visit) -> None:
    page = visit(path)
    for width in (390, 700, 900, 1280, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate(OVERLAPS) == [], width


@pytest.mark.parametrize("path", ["/ledger", "/figures?measure=troops", "/pairs", "/pairs?a=USA&b=RUS", "/timeline?split=type", "/network", "/network?view=grid", "/map"])
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
    page.locator("svg.wide").get_by_label("Brussels: 4 reports").click()
    assert page.get_by_role("heading", level=1, name="Brussels").is_visible()
    page = visit("/timeline", javascript=False)
    page.locator(".chart a").first.click()
    assert "when=" in page.url
    page = visit("/network", javascript=False)
    page.locator("svg.wide .node").first.click()
    assert "/actors/" in page.url
    page = visit("/figures?measure=troops", javascript=False)
    page.locator(".strip svg.wide a").first.click()
    assert page.locator(".m:target").count() == 1
    page = visit("/pairs", javascript=False)
    page.locator(".cells h3 a").first.click()
    assert page.locator(".chart a").count() > 0


def number(text: str) -> int:
    return int(re.search(r"[\d,]+", text)[0].replace(",", ""))  # type: ignore[index]


def test_a_number_leads_to_as_many(visit: Visit) -> None:
    """What a bar, a lane, a place and a cell of the ledger say is what stands on the page that they open."""
    page = visit("/timeline?clock=published&split=type", javascript=False)
    for link in (page.locator(".chart a").nth(1), page.locator(".lanes .chart a").first):
        said = int(link.get_attribute("aria-label").rsplit(": ", 1)[1])
        link.click()
        assert number(page.locator(".lead").inner_text()) == said
        page.go_back()
    for path in ("/timeline?split=who&clock=published", "/timeline?split=voice&clock=published"):
        page = visit(path, javascript=False)
        said = number(page.locator(".lanes .n").first.inner_text())
        page.locator(".lanes .what a").first.click()
        assert number(page.locator(".lead").inner_text()) == said
    page = visit("/map", javascript=False)
    for mark in page.locator("svg.wide a").all()[:4]:
        said = int(re.search(r": (\d+) report", mark.get_attribute("aria-label"))[1])  # type: ignore[index]
        there = visit(mark.get_attribute("href"), javascript=False)
        assert number(there.locator(".lead").inner_text()) == said
    page = visit("/ledger", javascript=False)
    for cell in page.locator(".grid-table td a").all()[:5]:
        there = visit(cell.get_attribute("href"), javascript=False)
        assert number(there.locator(".lead").first.inner_text()) == number(cell.inner_text())


@pytest.mark.parametrize("path", ["/timeline", "/timeline?clock=published&when=2024", "/timeline?split=who"])
def test_bars_stay_on_their_axis(path: str, visit: Visit) -> None:
    page = visit(path)
    outside = """() => [...document.querySelectorAll(".chart > svg")].flatMap((svg) => [...svg.querySelectorAll(".bar")].map((bar) => [bar.getBoundingClientRect(), svg.getBoundingClientRect()]))
        .filter(([bar, svg]) => bar.left < svg.left - 1 || bar.right > svg.right + 1 || bar.top < svg.top - 1 || bar.bottom > svg.bottom + 1).length"""
    assert page.evaluate(outside) == 0


def test_filters_work_without_javascript(visit: Visit) -> None:
    page = visit("/timeline?clock=published", javascript=False)
    before = number(page.locator(".lead").inner_text())
    page.get_by_text("Filter", exact=True).click()
    page.get_by_label("Kind of act").select_option("conflict")
    page.get_by_role("button", name="Show").click()
    conflict = number(page.locator(".lead").inner_text())
    assert 0 < conflict < before
    assert page.locator(".chips a").count() == 1
    page.locator(".chips a").click()
    assert number(page.locator(".lead").inner_text()) == before
    page.goto(page.url.split("?")[0] + "?clock=published&quad=cooperation")
    assert number(page.locator(".lead").inner_text()) == before - conflict


@pytest.mark.parametrize(("path", "words"), [
    ("/timeline?type=AID&when=1850", "No report has a place on this line"), ("/network?least=900", "Nobody does anything"), ("/map?when=1850", "No event with a place"),
    ("/pairs?type=NOTHING", "Nobody does anything"), ("/pairs?a=USA&b=RUS&when=1850", "Nothing is told"), ("/figures?when=1850", "No figure"), ("/ledger?since=2090", "No commitment"),
])  # fmt: skip
def test_an_empty_chart_says_what_to_do(path: str, words: str, visit: Visit) -> None:
    page = visit(path, width=390)
    assert page.locator(".empty").get_by_text(words).is_visible()
    assert problems(page) == []
    page.get_by_role("link", name="Take the filters off").click()
    assert page.locator("main svg").count() > 0


def test_keys_go_from_mark_to_mark_and_say_what_it_is(visit: Visit) -> None:
    page = visit("/network")
    first = page.locator("svg.wide a").first
    first.focus()
    said = page.locator(".tip").inner_text()
    assert said == first.get_attribute("aria-label")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.closest('svg').classList.contains('wide')")
    assert page.locator(".tip").inner_text() != said
    page.keyboard.press("End")
    assert page.locator("svg.wide.lit").count() == 1  # an actor: only its ties stay
    page.keyboard.press("Escape")
    assert not page.locator(".tip").is_visible()
    page.keyboard.press("Tab")
    assert not page.evaluate("!!document.activeElement.closest('svg')")
    page.locator("svg.wide a[tabindex='0']").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/actors/**")


def test_the_map_moves_by_links(visit: Visit) -> None:
    page = visit("/map", javascript=False)
    for words in ("Closer", "West", "Farther", "North"):
        page.get_by_role("link", name=words, exact=True).click()
        assert page.locator("svg.wide").count() == 1
        assert "view=" in page.url


def test_views_of_the_map(client: TestClient) -> None:
    assert client.get("/map?view=nowhere").status_code == 400
    assert client.get("/map?view=-99999,99999,10").status_code == 200
    assert client.get("/map?view=0,0,99999").status_code == 200


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
