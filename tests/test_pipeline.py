"""The whole path: the same bytes whatever the jobs and the order, nothing of a bad input lost, every span exact."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from onrecord import pipeline
from onrecord.errors import Unreadable
from onrecord.ingest.sources import Source, sources
from onrecord.records import Document, Item, from_json, to_json, to_line

SHARED = Path(os.environ.get("ONRECORD_SHARED") or Path(__file__).resolve().parents[2] / "shared")

TEXTS = {
    "a.txt": "Ports close\n\n3 May 2024\n\nMinister Ana Kovač said that the ports would close. “Nobody was asked,” Mayor Pavel Dvorak replied.\n",
    "b.txt": "Envoy leaves\n\nChile accused Peru of fishing with 40 boats. The Peruvian foreign ministry denied it on Monday.\n",
    "c.txt": "Nothing in it\n\nIt rained.\n",
    "d.txt": "Die Lage\n\nDer Minister sagte am Montag, dass die Häfen geschlossen bleiben und niemand gefragt worden sei.\n",
}


@pytest.fixture
def pile(tmp_path: Path) -> list[Source]:
    for name, text in TEXTS.items():
        (tmp_path / name).write_text(text, "utf8")
    (tmp_path / "e.pdf").write_bytes(b"%PDF-1.4 and then nothing")
    return list(sources([str(tmp_path)]))


def lines(results: list[pipeline.Result]) -> dict[str, list[str]]:
    return {r.source.name: [to_line(one) for document, items in r.documents for one in (document, *items)] for r in results}


def test_same_bytes_for_any_jobs_and_order(pile: list[Source]) -> None:
    alone = lines(list(pipeline.read_sources(pile)))
    shuffled = random.Random(3).sample(pile, len(pile))
    assert lines(list(pipeline.read_sources(shuffled))) == alone
    two = list(pipeline.read_sources(shuffled, jobs=2))
    assert [r.source.name for r in two] == [s.name for s in shuffled]
    assert lines(two) == alone


def test_a_bad_input_is_one_result(pile: list[Source]) -> None:
    errors = {r.source.name.split("/")[-1]: r.error for r in pipeline.read_sources(pile) if r.error}
    assert list(errors) == ["e.pdf"]
    assert isinstance(errors["e.pdf"], Unreadable)
    assert "\n" not in str(errors["e.pdf"])


def test_another_language_is_recorded_as_not_read(pile: list[Source]) -> None:
    (result,) = [r for r in pipeline.read_sources(pile) if r.source.name.endswith("d.txt")]
    ((document, items),) = result.documents
    assert (document.language, document.unread, items) == ("de", "language: de", [])


def check_spans(document: Document, items: list[Item]) -> None:
    for item in items:
        assert from_json(to_json(item)) == item
        for span in item.evidence:
            assert document.text[span.start : span.end] == span.text


def test_spans_are_exact_and_records_return(pile: list[Source]) -> None:
    for result in pipeline.read_sources(pile):
        for document, items in result.documents:
            check_spans(document, items)
            assert from_json(to_json(document)) == document


def test_rereading_a_document_gives_its_items_again(pile: list[Source]) -> None:
    for result in pipeline.read_sources(pile):
        for document, items in result.documents:
            assert pipeline.reread(document) == (document, items)


def test_swapped_actors_change_nothing_that_is_found() -> None:
    """Fairness: another state, another person, the same items; the trained reader is as sure of them but for a tenth or so."""
    text = "Foreign Minister {p} said that {a} had attacked {b}. “{b} will answer,” {p} told the BBC. {a} demanded that {b} pay 30 million euros."

    def shape(**names: str) -> tuple[list[tuple[object, ...]], list[float]]:
        result = pipeline.read_source(Source("x.txt", data=text.format(**names).encode()))
        ((_, items),) = result.documents
        found = [i for i in items if i.kind != "actor"]
        return [(i.kind, getattr(i, "mode", None), getattr(i, "type", None), getattr(i, "act", None), [s.role for s in i.evidence]) for i in found], [i.confidence for i in found]

    first, sure = shape(p="Ana Kovač", a="Chile", b="Peru")
    assert len(first) > 4
    for other in (
        {"p": "Igor Petrov", "a": "Russia", "b": "Ukraine"},
        {"p": "Mary Stone", "a": "Britain", "b": "Iran"},
        {"p": "Omar Farouk", "a": "Israel", "b": "Lebanon"},
    ):
        found, as_sure = shape(**other)
        assert found == first
        assert as_sure == pytest.approx(sure, abs=0.15)


@pytest.mark.parametrize(
    ("key", "full", "state"),
    [("sergei-lavrov", "Sergei Lavrov", "Russian"), ("dmytro-kuleba", "Dmytro Kuleba", "Turkish"), ("hakan-fidan", "Dmytro Kulesa", "Turkish")],
)
def test_known_and_unknown_persons_are_read_alike(key: str, full: str, state: str) -> None:
    """Fairness: whom the knowledge base knows changes who an actor is, never what is found and where; how surely, but for a tenth or so."""
    text = (
        "3 May 2024\n\n{full} said that Moscow would attack Kyiv if the talks failed. “{last} is right,” Minister {last} replied. The {state} foreign minister "
        "demanded 30 million euros from NATO. {last} told the BBC that the {state} president had agreed, and he promised 40 tanks."
    )

    def shape(**words: str) -> tuple[list[tuple[object, ...]], list[float], set[str]]:
        ((document, items),) = pipeline.read_source(Source("x.txt", data=text.format(**words).encode())).documents
        assert document.published == "2024-05-03"
        found = [
            (i.kind, getattr(i, "mode", None), getattr(i, "type", None), getattr(i, "act", None), [(s.role, s.start, s.end) for s in i.evidence])
            for i in items if i.kind != "actor"
        ]  # fmt: skip
        return found, [i.confidence for i in items if i.kind != "actor"], {i.id for i in items if i.kind == "actor"}

    unknown, sure, ids = shape(full="Sergei Lavrik", last="Lavrik", state="Chadian")
    assert len(unknown) > 4
    assert not ids & {"sergei-lavrov", "dmytro-kuleba", "jose-mujica"}
    found, as_sure, ids = shape(full=full, last=full.split()[-1], state=state)
    assert key in ids
    assert found == unknown
    assert as_sure == pytest.approx(sure, abs=0.15)


@pytest.mark.skipif(not SHARED.is_dir(), reason="the seed documents are not here")
def test_seeds_are_read_without_damage() -> None:
    results = {r.source.name.split("/")[-1][:3]: r for r in pipeline.read_sources(sources([str(SHARED / "seeds")]))}
    assert {k: r.documents[0][0].published for k, r in results.items()} == {"000": None, "001": "2024-05-28", "003": None}
    for result in results.values():
        ((document, items),) = result.documents
        check_spans(document, items)
        source = (SHARED / "seeds" / document.source.split("/")[-1]).read_bytes().decode()
        for item in items:
            for span in item.evidence:
                assert span.source is not None
                low, high = span.source
                assert "".join(source[low:high].split())[:1] == "".join(span.text.split())[:1]
        marks = {m.offset for m in document.quotes}
        assert marks >= {i for i, c in enumerate(document.text) if c in "“”\"«»"}
