"""The site: self-contained, well linked, inert, small pages, readable colours."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path
from urllib.parse import unquote, urldefrag

import pytest

from onrecord.records import Coverage, Figure, Value, Voice, identified
from onrecord.report import briefing, write
from onrecord.report.material import Material, gathered, slug
from tests import factory

LIMIT = 1_500_000  # bytes a page
VOID = {"meta", "br", "input", "img", "link", "hr"}


class Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.stack: list[str] = []
        self.text = ""
        self.feed(text)
        self.close()
        assert not self.stack, self.stack

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.append((tag, found))
        if found.get("id"):
            self.ids.append(str(found["id"]))
        if tag == "a":
            self.links.append(str(found["href"]))
        if tag not in VOID:
            self.stack.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.stack.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def material(bad: bool = True) -> Material:
    world = factory.world(bad)
    return gathered("Tarn ridge", world, factory.links(world), [("papers/<broken>.pdf", "not a PDF")], ["Read by rules."])


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(material(), tmp_path_factory.mktemp("report") / "site").parent


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[Path, Page]:
    return {path: Page(path.read_text(encoding="utf-8")) for path in sorted(site.rglob("*.html"))}


def test_every_link_leads_somewhere(pages: dict[Path, Page]) -> None:
    for path, page in pages.items():
        for link in page.links:
            file, fragment = urldefrag(unquote(link))
            assert "://" not in link
            target = (path.parent / file).resolve() if file else path.resolve()
            there = next((p for p in pages if p.resolve() == target), None)
            assert there is not None, (path.name, link)
            assert not fragment or fragment in pages[there].ids, (path.name, link)


def test_ids_are_unique_and_every_item_is_linked_both_ways(pages: dict[Path, Page]) -> None:
    everything = material()
    for path, page in pages.items():
        assert len(page.ids) == len(set(page.ids)), path.name
        for id_ in page.ids:
            if id_.startswith("n-"):
                assert {f"#{id_}", f"#{id_[2:]}"} <= set(page.links)
    all_ids = {i for p in pages.values() for i in p.ids}
    assert {i.id for items in everything.items.values() for i in items} <= all_ids


def test_nothing_from_outside_and_a_strict_policy(pages: dict[Path, Page]) -> None:
    for page in pages.values():
        policy = next(a["content"] or "" for t, a in page.tags if a.get("http-equiv") == "Content-Security-Policy")
        assert policy.startswith("default-src 'none'; style-src 'sha256-")
        assert "unsafe" not in policy
        assert {t for t, _ in page.tags} & {"link", "img", "iframe", "object", "form", "base"} == set()
        assert sum(t == "script" for t, _ in page.tags) == 1
        assert not any(name.startswith("on") or name in ("src", "style") for _, a in page.tags for name in a)


def test_hostile_text_is_text(pages: dict[Path, Page]) -> None:
    page = next(p for p in pages.values() if "document.title='owned'" in p.text)
    assert "{{ 7*7 }}" in page.text
    assert "\x1b" not in page.text
    assert "(1,000,000 characters)" in page.text
    assert "49" not in page.text.split("{{")[1][:20]


def test_the_text_stands_as_it_was(pages: dict[Path, Page], site: Path) -> None:
    for d in material(bad=False).documents:
        html = (site / "documents" / f"{slug(d.id)}.html").read_text(encoding="utf-8")
        article = html[html.index("<article") : html.index("</article")]
        paragraphs = re.findall(r'<p dir="auto">(.*?)</p>', article, re.S)
        plain = [Page(re.sub(r'<a class="ref.*?</a>|<span class="(?:gap|rep)".*?</span>', "", p)).text for p in paragraphs]
        assert "\n\n".join(plain) == d.text


def test_chain_gaps_repairs_and_voices_are_shown(pages: dict[Path, Page]) -> None:
    courier = next(p for p in pages.values() if "COURIER page 2" in p.text)
    assert "Tomas Rehn ← Arvenian diplomats ← Compact officials ← The Port Ilse Courier" in re.sub(r"\s+", " ", courier.text)
    archive = next(p for p in pages.values() if "[text lost here]" in p.text)
    assert "documents" in archive.text.lower()
    looks = {c for _, a in courier.tags for c in (a.get("class") or "").split()}
    assert {"q-direct", "q-indirect", "is-hypothetical", "is-negated", "is-future"} <= looks


def test_no_page_is_too_large_and_rows_are_all_there(tmp_path: Path) -> None:
    text = "\n\n".join(f"Paragraph {n} says 5 men died. " + "More words follow here. " * 40 for n in range(3000))
    d = factory.document("big.txt", text, title="Big", coverage=Coverage(len(text), len(text), 0))
    figures = [
        identified(Figure("", d.id, Value(5, 5, 5), "persons", "killed", voice=Voice("outlet", "o", ("o",)), evidence=(replace(factory.span(d, "value", "5 men"), start=m.start(), end=m.end()),)))
        for m in re.finditer("5 men", text)
    ]
    out = write(gathered("big", [(d, figures)]), tmp_path).parent
    sizes = {p: p.stat().st_size for p in out.rglob("*.html")}
    assert max(sizes.values()) < LIMIT
    assert len(list((out / "documents").iterdir())) > 3
    assert sum(p.read_text(encoding="utf-8").count("<td role=\"cell\" data-l=\"\"") for p in out.glob("figures*.html")) == 3000
    ids = [i for p in (out / "documents").iterdir() for i in Page(p.read_text(encoding="utf-8")).ids]
    assert {f.id for f in figures} <= set(ids)
    Page((out / "figures-2.html").read_text(encoding="utf-8"))


def test_same_record_same_bytes(tmp_path: Path, site: Path) -> None:
    again = write(material(), tmp_path).parent
    assert {p.relative_to(again): p.read_bytes() for p in again.rglob("*.html")} == {p.relative_to(site): p.read_bytes() for p in site.rglob("*.html")}


def test_an_empty_record(tmp_path: Path) -> None:
    page = Page(write(gathered("empty", []), tmp_path).read_text(encoding="utf-8"))
    assert "no statements found" in page.text


@pytest.mark.parametrize(("id_", "expected"), [("d00ff", "d00ff"), ("../../etc/passwd", r"etc-passwd-[0-9a-f]{8}"), ("POL", r"pol-[0-9a-f]{8}"), ("Путин", r"[0-9a-f]{16}")])
def test_slugs_stay_in_their_folder(id_: str, expected: str) -> None:
    assert re.fullmatch(expected, slug(id_))


def test_briefing_counts_leave_copies_out_and_name_what_they_count() -> None:
    world = factory.world()
    d, items = world[1]
    copy = replace(d, id="dcopy", source="papers/mirror-copy.html", duplicate_of=d.id)
    copied = [replace(i, doc="dcopy", id="x" + i.id) for i in items if i.kind != "actor"]
    names = {i.id: i.name for _, found in world for i in found if i.kind == "actor"}
    plain = briefing([x for x, _ in world], [i for _, found in world for i in found], names)
    with_copy = briefing([*(x for x, _ in world), copy], [*(i for _, found in world for i in found), *copied], names)
    assert [str(line) for line in plain][:4] == [str(line) for line in with_copy][:4]
    assert "copies left out: 1" in str(with_copy[5])
    assert str(plain[0]).startswith("10 reports of statements by 7 actors in 2 documents from 2 outlets: Tomas Rehn 3, Mira Dolan 2")
    assert str(plain[2]).startswith("2 reports of threats in 2 documents")


def luminance(color: str) -> float:
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    return sum(w * (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4) for w, c in zip((0.2126, 0.7152, 0.0722), parts, strict=True))


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_contrast_meets_wcag_aa(mode: str) -> None:
    css = (files("onrecord.report") / "templates" / "shared.css").read_text(encoding="utf-8")
    light, dark = re.findall(r":root \{(.*?)\}", css, re.S)[:2]
    colors = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", light))
    colors |= {k: v for k, v in re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6})", light) if len(v) == 7}
    if mode == "dark":
        colors |= dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", dark))
    for ink in ("ink", "dim", "link", "s", "e", "c", "f", "w"):
        for paper in ("paper", "raised", "s-bg") if ink != "dim" else ("paper", "raised"):
            high, low = sorted((luminance(colors[ink]), luminance(colors[paper])), reverse=True)
            assert (high + 0.05) / (low + 0.05) >= 4.5, (mode, ink, paper)
