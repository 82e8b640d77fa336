"""Pages in a real browser: at three widths, in the dark, without JavaScript; axe finds nothing serious."""

from __future__ import annotations

import pytest

from tests.serve.conftest import WIDTHS, Visit, overflow, problems

PAGES = {
    "/": "Briefing",
    "/search?q=nuclear": "Search",
    "/documents": "Documents",
    "/actors?type=person": "Actors",
    "/items?kind=commitment&act=threat": "Commitments",
    "/runs": "Runs",
    "/data?query=SELECT+act,+count(*)+FROM+commitment+GROUP+BY+1": "Data",
}


@pytest.mark.parametrize("path", PAGES)
def test_page(path: str, visit: Visit) -> None:
    for width in WIDTHS:
        page = visit(path, width=width)
        assert overflow(page) == 0
    assert problems(page) == []


def test_in_the_dark_on_a_telephone(visit: Visit) -> None:
    page = visit("/", width=390, dark=True)
    assert problems(page) == []
    page.goto(page.url + "items?kind=statement&voice=direct")
    assert problems(page) == []


@pytest.mark.parametrize(("path", "heading"), PAGES.items())
def test_without_javascript(path: str, heading: str, visit: Visit) -> None:
    assert visit(path, javascript=False).get_by_role("heading", level=1, name=heading).is_visible()


def test_from_a_number_to_its_passages_to_the_text(visit: Visit) -> None:
    page = visit("/")
    number = page.get_by_role("region", name="Threats").locator(".bars a").first
    count = int(number.locator(".n").inner_text())
    number.click()
    assert page.get_by_role("heading", level=1).inner_text() == "Commitments"
    assert page.locator("tbody tr").count() == count
    page.locator("tbody a.tag").first.click()
    assert "/documents/" in page.url


def test_the_keyboard_is_enough_to_search(visit: Visit) -> None:
    page = visit("/runs")
    page.keyboard.press("/")
    page.keyboard.type('from:"Jens Stoltenberg"')
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?**")
    rows = page.locator("section.statement tbody tr")
    assert rows.count() > 0
    assert all("Jens Stoltenberg" in text for text in rows.all_inner_texts())


def test_sql_from_the_page(visit: Visit) -> None:
    page = visit("/data")
    page.get_by_label("One SELECT").fill("SELECT count(*) AS reports FROM items")
    page.get_by_role("button", name="Run").click()
    assert page.get_by_role("region", name="Result").locator("td").inner_text().isdigit()
