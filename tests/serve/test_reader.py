"""The reader: the text as it was, marks and notes that lead to each other, only the outlet's voice, citations, parts, hostile documents."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

import pytest
from fastapi.testclient import TestClient

from onrecord.records import Actor, Document, Span, Statement, Voice, identified
from onrecord.report.marks import blocks
from onrecord.serve.app import application
from onrecord.serve.pages.reader import fragment, initials, passage
from onrecord.store import Record
from tests import factory
from tests.serve.conftest import WIDTHS, Visit, overflow, problems, serving

WIRE = "continental-wire-nuclear.md"


def wire(path: Path) -> Document:
    with Record.open(path, readonly=True) as record:
        return record.document(WIRE)


def test_the_text_as_it_was(demo: Path, visit: Visit) -> None:
    d = wire(demo)
    page = visit(f"/documents/{d.id}", javascript=False)
    said = page.evaluate(
        "[...document.querySelectorAll('.para > p')].map((p) => { const c = p.cloneNode(true); c.querySelectorAll('.ref, .rep, .cut, .gap').forEach((e) => e.remove()); return c.textContent; })"
    )
    assert said == [d.text[s:e] for s, e in blocks(d.text)]


def test_widths_dark_axe(demo: Path, visit: Visit) -> None:
    path = f"/documents/{wire(demo).id}"
    page = visit(path)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert overflow(page) == 0
    assert problems(page) == []
    assert problems(visit(path, width=390, dark=True)) == []


def test_marks_and_notes_lead_to_each_other(demo: Path, visit: Visit) -> None:
    page = visit(f"/documents/{wire(demo).id}", javascript=False)
    ids = set(page.evaluate("[...document.querySelectorAll('[id]')].map((e) => e.id)"))
    links = page.evaluate("[...document.querySelectorAll('.text a[href^=\"#\"]')].map((e) => e.getAttribute('href').slice(1))")
    assert links
    assert set(links) <= ids
    page.locator(".note .tag").nth(3).click()
    assert page.locator(".m:target").count() == 1
    page.locator(".text .ref").nth(5).click()
    assert page.locator(".note:target").count() == 1


def test_hover_lights_both(demo: Path, visit: Visit) -> None:
    page = visit(f"/documents/{wire(demo).id}")
    page.locator(".note .tag").nth(5).hover()
    item = page.locator(".note.on").get_attribute("data-i")
    assert page.locator(f'.m.on[data-i="{item}"]').count() >= 1


@pytest.mark.parametrize("javascript", [True, False])
def test_only_what_the_outlet_says_itself(demo: Path, visit: Visit, javascript: bool) -> None:
    page = visit(f"/documents/{wire(demo).id}", javascript=javascript)
    said = page.get_by_text("by destroying every Russian position")
    assert said.first.is_visible()
    page.get_by_label("only what the outlet says itself").check()
    assert not said.first.is_visible()
    assert page.locator(".cut").first.is_visible()
    assert page.locator(".note.attributed").first.is_hidden()
    if javascript:
        assert "own=1" in page.url
    page = visit(f"/documents/{wire(demo).id}?own=1", javascript=javascript)
    assert page.locator(".note.attributed").first.is_hidden()


def test_the_full_chain_of_the_second_hand_threat(demo: Path, client: TestClient) -> None:
    text = client.get(f"/documents/{wire(demo).id}").text
    chains = [re.sub(r"<[^>]+>", "", found) for found in re.findall(r'<dt>voice</dt><dd class="chain">(.*?)</dd>', text, re.DOTALL)]
    assert ["United States", "Radosław Sikorski", "The Guardian", "Continental Wire"] in [[who.strip() for who in chain.split("←")] for chain in chains]


def test_citation_opens_its_words(demo: Path, served: str, visit: Visit) -> None:
    d = wire(demo)
    page = visit(f"/documents/{d.id}")
    note = page.locator(".note.s").nth(2)
    note.locator("summary").click()
    cited = note.locator(".citation").inner_text()
    address = re.search(r"<(http[^>]+)>", cited)[1]  # type: ignore[index]
    words = unquote(address.split(":~:text=")[1]).split(",")[0]
    assert words in " ".join(d.text.split())
    assert f"/documents/{d.id}?item=" in address
    assert "Continental Wire, 2024-05-26" in cited


@pytest.mark.parametrize(
    ("words", "expected"),
    [("a b", "#:~:text=a%20b"), ("ten-year plan, it said", "#:~:text=ten%2Dyear%20plan%2C%20it%20said"), (" ".join("abcdefghijklmno"), "#:~:text=a%20b%20c%20d%20e,k%20l%20m%20n%20o"), ("one\n\ntwo", "#:~:text=one")],
)
def test_fragment(words: str, expected: str) -> None:
    assert fragment(words, 0, len(words)) == expected


@pytest.mark.parametrize(("name", "short"), [("Radosław Sikorski", "RS"), ("NATO", "NA"), ("A Western official", "WO"), ("the people of Lesk", "PL"), ("", "·"), ("<script>", "·")])
def test_initials(name: str, short: str) -> None:
    assert initials(name) == short


@pytest.mark.parametrize(("at", "expected"), [("120-180", (120, 180)), ("180-120", None), ("x", None), (None, None), ("1-2-3", None)])
def test_passage(at: str | None, expected: tuple[int, int] | None) -> None:
    assert passage(at) == expected


def test_a_passage_is_marked(demo: Path, client: TestClient) -> None:
    d = wire(demo)
    at = d.text.index("Pavel Zorin")
    text = client.get(f"/documents/{d.id}?at={at}-{at + 11}").text
    assert re.sub(r"<[^>]+>", "", re.search(r'class="m asked"[^>]*>(.*?)</span>', text, re.DOTALL)[1]) == "Pavel Zorin"  # type: ignore[index]
    assert client.get(f"/documents/{d.id}?at=99999999-999999999&part=77&show=x").status_code == 200


# -- long and hostile ------------------------------------------------------------------------------------------------

HOSTILE = "<script>window.pwned = 1</script><img src=x onerror=\"window.pwned = 1\"><style>body{display:none}</style>\u202eevil\u202c \" ' & javascript:alert(1)"


def long_document() -> tuple[Document, list[object]]:
    """A megabyte, with 4,000 statements in it, by speakers whose names are attacks; its title a megabyte too."""
    line = f"He said “{HOSTILE}” on Monday. "
    text = "\n\n".join(line * 4 for _ in range(1400))
    d = factory.document("papers/hostile.txt", text, title=HOSTILE * 6000, outlet=HOSTILE)
    evil = Actor('x"><script>', HOSTILE, "person", evidence=(Span("mention", 0, 2, "He", doc=d.id),))
    items: list[object] = [evil]
    at = -1
    for _ in range(4000):
        at = text.index("“", at + 1)
        end = text.index("”", at) + 1
        items.append(identified(Statement("", d.id, "direct", (evil.id,), evil.id, HOSTILE, voice=Voice("direct", evil.id, (evil.id,)), evidence=(Span("content", at, end, text[at:end]),))))
    return d, items


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Document]:
    path = tmp_path_factory.mktemp("hostile") / "h.onrecord"
    d, items = long_document()
    with Record.create(path) as record:
        run = record.begin_run("test", "", {})
        record.add([(d, items), *factory.world(True)], run)  # type: ignore[list-item]
        record.finish_run(run)
    return path, d


def test_long_documents_come_in_parts(hostile: tuple[Path, Document]) -> None:
    path, d = hostile
    with TestClient(application(str(path)), base_url="http://127.0.0.1") as client:
        first = client.get(f"/documents/{d.id}")
        assert len(first.content) < 1_500_000
        last = max(int(n) for n in re.findall(r"part=(\d+)", first.text))
        assert last > 3
        final = client.get(f"/documents/{d.id}?part={last}")
        assert f'id="p{len(blocks(d.text))}"' in final.text
        item = re.findall(r'data-i="(s[0-9a-f]+)"', client.get(f"/documents/{d.id}?part=3").text)[-1]
        asked = client.get(f"/documents/{d.id}?item={item}")
        assert f'id="n-{item}"' in asked.text
        assert len(asked.content) < 1_500_000


def test_hostile_documents_are_inert_on_every_page(hostile: tuple[Path, Document], visit: Visit) -> None:
    path, d = hostile
    with serving(application(str(path))) as address:
        page = visit(f"/documents/{d.id}?part=2", at=address, width=390)
        for other in ("/actors/x%22%3E%3Cscript%3E", "/ledger", "/figures", "/pairs", "/timeline?clock=published", "/network?what=statements", "/map", ""):
            assert page.evaluate("window.pwned") is None
            assert page.locator("body").is_visible()
            assert overflow(page) == 0
            if other:
                page.goto(address + other)


def test_repairs_and_gaps(hostile: tuple[Path, Document], visit: Visit) -> None:
    path, _ = hostile
    with Record.open(path, readonly=True) as record:
        courier = record.document("papers/courier-2024-05-28.txt")
    assert replace(courier, repairs=()) != courier
    with serving(application(str(path))) as address:
        page = visit(f"/documents/{courier.id}", at=address, javascript=False)
        assert page.locator(".rep").first.is_hidden()
        page.get_by_label("repairs").check()
        assert page.locator(".rep").first.is_visible()
