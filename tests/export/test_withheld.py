"""No run of more than 25 words leaves; with the texts every byte comes back."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests import factory

from onrecord import cli
from onrecord.export.withheld import MOST, Texts, Told, length, restored, without_text
from onrecord.records import Repair, to_line
from onrecord.store import Record

LONG = "The column of engineers that had waited at the river crossing since the first night of the offensive moved north at dawn, and nobody in the town, not the mayor and not the two guards at the bridge, could say who had given the order."


def strings(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for one in inner for text in strings(one)]


def folder(tmp_path: Path) -> Path:
    pile = tmp_path / "pile"
    pile.mkdir()
    for n in range(3):
        (pile / f"{n}.txt").write_text(
            f"Headline number {n}: {LONG}\n\nHARROW, 28 May 2024\n\n“{LONG}” said Mira Dolan, the foreign minister.\n\n"
            f"“We will send {n + 2},000 soldiers,” she said. {LONG}\nThe line breaks here, in the midd-\nle of a word.\n",
            encoding="utf-8",
        )
    (pile / "page.html").write_text(f"<html><head><title>{LONG}</title></head><body><article><h1>{LONG}</h1><p>{LONG}</p><p>“{LONG}” said Rehn.</p></article></body></html>")
    return pile


def runs(text: str, told: str) -> bool:
    """Whether `told` holds any 26 words in a row of `text`."""
    words = text.split()
    return any(" ".join(words[n : n + MOST + 1]) in told for n in range(len(words) - MOST))


def test_a_pile_read_exported_without_text_and_restored(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pile, record, given, again = folder(tmp_path), tmp_path / "a.onrecord", tmp_path / "given.jsonl", tmp_path / "b.onrecord"
    assert cli.run(["read", str(pile), "-o", str(record), "-q"]) == 0
    assert cli.run(["export", str(record), "--no-text", "-o", str(given)]) == 0
    told = given.read_text(encoding="utf-8")
    with Record.open(record, readonly=True) as r:
        lines = list(r.lines())
        documents = list(r.documents())
    joined = "\n".join(text for line in told.splitlines() for text in strings(json.loads(line)))
    assert not any(runs(d.text, joined) or runs((pile / Path(d.source).name).read_text(encoding="utf-8"), joined) for d in documents)
    assert max(length(text) for line in told.splitlines() for text in strings(json.loads(line))) <= MOST
    for document in documents:  # nor by stitching: the words told by all the spans of a document together
        told_words = bytearray(len(document.text))
        for line in told.splitlines():
            for span in json.loads(line).get("evidence", ()):
                if span.get("doc", json.loads(line)["doc"]) == document.id and not span["text"].startswith("withheld:"):
                    told_words[span["start"] : span["end"]] = b"\1" * (span["end"] - span["start"])
        told_parts = "".join(c if told_words[n] or c.isspace() else "\0" for n, c in enumerate(document.text)).split("\0")
        assert max(length(part) for part in told_parts) <= MOST
    assert cli.run(["import", str(again), str(given)]) == 1
    assert "--texts" in capsys.readouterr().err
    assert cli.run(["import", str(again), str(given), "--texts", str(pile)]) == 0
    with Record.open(again, readonly=True) as r:
        assert list(r.lines()) == lines
        assert list(r.verify()) == []


def test_texts_alone_are_enough_where_no_longer_string_is_lost(tmp_path: Path) -> None:
    world = factory.world()
    with Record.create(tmp_path / "w") as record:
        record.add(world, record.begin_run("1", "k"))
        record.add_links(factory.links(world))
        lines = list(record.lines())
        for document in record.documents():
            (tmp_path / f"{document.id}.txt").write_bytes(document.text.encode())
    missing: list[tuple[str, str]] = []
    given = list(without_text(lines))
    assert list(restored(given, Texts(tmp_path), missing)) == lines
    assert missing == []
    assert all("withheld:" in line for line in given if '"kind":"link"' in line or '"kind":"document"' in line)


def test_a_missing_text_is_named_and_takes_its_items_and_links_along(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    world = factory.world()
    with Record.create(tmp_path / "w") as record:
        record.add(world, record.begin_run("1", "k"))
        record.add_links(factory.links(world))
        documents = list(record.documents())
        (tmp_path / "given.jsonl").write_text("".join(line + "\n" for line in without_text(record.lines())), encoding="utf-8")
    texts = tmp_path / "texts"
    texts.mkdir()
    gone = next(d for d in documents if d.source.endswith("mirror.html"))
    for document in documents:
        if document is not gone:
            (texts / f"{document.id}.txt").write_bytes(document.text.encode())
    assert cli.run(["import", str(tmp_path / "b.onrecord"), str(tmp_path / "given.jsonl"), "--texts", str(texts)]) == 1
    assert f"{gone.source}: its text is not in" in capsys.readouterr().err
    with Record.open(tmp_path / "b.onrecord") as record:
        assert gone.id not in {d.id for d in record.documents()}
        assert list(record.links()) == []
        assert list(record.verify()) == []


def test_repairs_side_by_side_are_one_run() -> None:
    document, _ = factory.courier()
    taken = tuple(Repair("furniture", (n * 10, n * 10 + 9), 0, 0, f"word{n} wor", "") for n in range(40))
    (line,) = without_text([to_line(replace(document, repairs=taken))])
    kept = [r["before"] for r in json.loads(line)["repairs"] if not r["before"].startswith("withheld:")]
    assert 0 < len(kept) < 40
    in_a_row = longest = 0
    for repair in json.loads(line)["repairs"]:
        in_a_row = 0 if repair["before"].startswith("withheld:") else in_a_row + 2
        longest = max(longest, in_a_row)
    assert longest <= MOST


def test_a_string_that_looks_like_a_mark_comes_back(tmp_path: Path) -> None:
    document, items = factory.courier()
    lines = [to_line(replace(document, outlet="withheld:at:0:5", title="withheld:text:x")), *map(to_line, items)]
    (tmp_path / "t.txt").write_bytes(document.text.encode())
    texts = Texts(tmp_path)
    texts._keep(replace(document, title="withheld:text:x"))
    texts._keep(replace(document, title="withheld:at:0:5"))
    missing: list[tuple[str, str]] = []
    assert list(restored(without_text(lines), texts, missing)) == lines


def test_words_are_counted_strictly() -> None:
    assert [length(text) for text in ("a so-called truce", "", "— “ ”", "日本語", "x" * 41)] == [4, 0, 0, 3, 3]
    told = Told(" ".join(f"w{n}" for n in range(60)))
    assert told.may(0, 50)
    assert not told.may(51, 200)
    assert told.may(100, 140)
