"""docs/tour.md, click by click: from the demo's briefing to the second-hand nuclear threat's full chain, without JavaScript."""

from __future__ import annotations

from tests.serve.conftest import Visit


def test_five_clicks(visit: Visit) -> None:
    page = visit("/", javascript=False)
    page.get_by_role("link", name="heard through another mouth").click()
    page.get_by_role("row").filter(has_text="would answer the use of a nuclear bomb").first.locator("a.tag.s").click()
    assert page.locator(".m:target").count() == 1
    page.locator(f'a.ref[href="#n-{page.url.split("#")[1]}"]').click()
    note = page.locator(".note:target")
    note.locator("summary").click()
    chain = note.locator("dd.chain")
    assert [who.strip() for who in chain.inner_text().split("←")] == ["United States", "Radosław Sikorski", "The Guardian", "Continental Wire"]
    chain.get_by_role("link", name="Radosław Sikorski").click()
    assert page.get_by_role("heading", level=1, name="Radosław Sikorski").is_visible()
    assert page.get_by_role("heading", name="Says").is_visible()
