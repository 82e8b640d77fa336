"""TIMEX3: valid TimeML, read back to the same text, places and values."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from onrecord.export.timex3 import read_timeml, timeml, timex3_folder
from onrecord.extract.dates import find_times
from onrecord.records import Document, Figure, Span, Value
from onrecord.store import Record

CASES = Path(__file__).parents[1] / "cases"
DTD = etree.DTD(str(CASES / "timex3" / "timeml.dtd"))
VALUES = [json.loads(line) for line in (CASES / "timex3" / "wild.jsonl").read_text("utf8").splitlines()]


def document(text: str, published: str | None) -> Document:
    return Document("d1", "case.txt", "", "text/plain", text, title="Talks & tanks <today>", published=published)


def valid(xml: str) -> None:
    assert DTD.validate(etree.fromstring(xml.encode())), DTD.error_log.filter_from_errors()


@pytest.mark.parametrize("case", VALUES, ids=lambda c: c["text"][:40])
def test_values(case: dict[str, Any]) -> None:
    xml = timeml(document(case["text"], case["published"]))
    valid(xml)
    text, _, times = read_timeml(xml)
    assert text == case["text"]
    assert [[text[t.start : t.end], t.type, t.value, t.mod, t.begin, t.until] for t in times] == case["times"]


def test_a_record(record: Record, tmp_path: Path) -> None:
    paths = timex3_folder(record, tmp_path / "times")
    assert [p.stem for p in paths] == [d.id for d in record.documents()]
    for path, document in zip(paths, record.documents(), strict=True):
        xml = path.read_text("utf8")
        valid(xml)
        text, creation, times = read_timeml(xml)
        assert text == document.text
        assert creation == (document.published or "XXXX-XX-XX")
        assert len(times) >= len(find_times(document.text, document.published)) > 0


def test_lengths_are_durations() -> None:
    text = "The siege lasted at least two weeks."
    span = Span("value", 17, 35, "at least two weeks")
    figure = Figure("f", "d1", Value(2, None, None, False), "weeks", "duration", evidence=(span,))
    _, _, (one,) = read_timeml(timeml(document(text, None), [figure]))
    assert (text[one.start : one.end], one.type, one.value, one.mod) == ("at least two weeks", "DURATION", "P2W", "EQUAL_OR_MORE")


PIECES = ["Monday", "since ", "May", "3", " ", "2024", "-", "between ", " and ", "the 1990s", "last week", "<", "&", "\r\n", "\x01", "”", "until ", "in the second quarter of 2023"]


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join), st.sampled_from([None, "2024-05-28", "2024-05", "2024"]))
def test_any_text(text: str, published: str | None) -> None:
    xml = timeml(document(text, published))
    valid(xml)
    assert read_timeml(xml)[0] == text.replace("\x01", "\ufffd")
