"""Every page in a real browser: at three widths, in the dark, without JavaScript; axe finds nothing serious."""

from __future__ import annotations

import pytest

from tests.serve.conftest import WIDTHS, Visit, overflow, problems

PAGES = {"/": "Briefing", "/documents": "Documents", "/actors": "Actors", "/runs": "Runs", "/data": "Data"}


@pytest.mark.parametrize("path", PAGES)
def test_page(path: str, visit: Visit) -> None:
    for width in WIDTHS:
        page = visit(path, width=width)
        assert overflow(page) == 0
    assert problems(page) == []
    assert problems(visit(path, width=390, dark=True)) == []


@pytest.mark.parametrize(("path", "heading"), PAGES.items())
def test_without_javascript(path: str, heading: str, visit: Visit) -> None:
    assert visit(path, javascript=False).get_by_role("heading", level=1, name=heading).is_visible()
