"""Corrections are a layer: they apply, survive re-reading, undo to the very bytes, and are never dropped."""

import random
import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from synthetic import article

from onrecord.errors import RecordError, Usage
from onrecord.records import Document, Fact, Item, Time, Voice, identified, to_line
from onrecord.store import Record, journal

AT = "2026-01-01T00:00:00Z"


@pytest.fixture
def filled(record: Record) -> Record:
    run = record.begin_run("1", "k", {"paths": ["wire"]})
    record.add([article(n) for n in range(6)], run)
    record.finish_run(run)
    return record


def sound(record: Record) -> None:
    assert list(record.verify()) == []


def item(record: Record, kind: str, number: int = 1) -> Any:
    return next(record.items(kind, article(number)[0].id))


def span_of(document: Document, words: str, role: str) -> dict[str, Any]:
    start = document.text.index(words)
    return {"role": role, "start": start, "end": start + len(words)}


def corrections(record: Record) -> list[tuple[str, str | None, dict[str, Any]]]:
    document = article(1)[0]
    actors = [i for i in article(1)[1] if i.kind == "actor"]
    return [
        ("accept", item(record, "event").id, {}),
        ("reject", item(record, "event").id, {}),
        ("reject", item(record, "statement").id, {}),
        ("reject", item(record, "figure").id, {}),
        ("reject", actors[0].id, {}),
        ("edit", item(record, "event").id, {"fields": {"type": "COERCE", "quad": 4, "intensity": -7.0}}),
        ("edit", item(record, "statement").id, {"fields": {"speakers": [actors[1].id], "mode": "mixed"}}),
        ("edit", item(record, "statement").id, {"fields": {"speakers": []}}),
        ("edit", item(record, "framing").id, {"evidence": [span_of(document, "so-called", "expression")]}),
        ("edit", actors[1].id, {"fields": {"name": "The Republic"}, "doc": document.id}),
        ("split", item(record, "event").id, {"parts": [
            {"evidence": [span_of(document, "struck", "trigger")]}, {"evidence": [span_of(document, "did not hold", "trigger")]}]}),
        ("merge", actors[0].id, {"into": actors[1].id}),
        ("merge", actors[1].id, {"into": actors[0].id}),
        ("facts", document.source, {"published": "2014-05-28", "outlet": "The Post", "title": None}),
        ("facts", document.id, {"language": "de"}),
    ]  # fmt: skip


@pytest.mark.parametrize("number", range(15))
def test_undo_gives_the_previous_bytes_back(filled: Record, number: int) -> None:
    action, target, change = corrections(filled)[number]
    lines, rows = list(filled.lines()), filled.sql("SELECT * FROM items ORDER BY doc, ordinal").rows
    made = filled.correct(action, target, change, by="me", at=AT)
    assert (list(filled.lines()) != lines) == (action != "accept")
    sound(filled)
    assert filled.orphans() == []
    assert filled.status().corrections == {action: 1}
    filled.correct("undo")
    assert list(filled.lines()) == lines
    assert [row[1:] for row in filled.sql("SELECT * FROM items ORDER BY doc, ordinal").rows] == [row[1:] for row in rows]
    assert filled.sql("SELECT count(*) FROM readings WHERE lines IS NOT NULL").rows == ((0,),)
    filled.correct("undo", next(entry.id for entry in filled.journal() if entry.undoes == made.id))  # an undoing undone
    assert (list(filled.lines()) != lines) == (action != "accept")
    assert filled.status().corrections == {action: 1}
    sound(filled)


def test_corrections_one_after_another_undo_in_any_order(filled: Record) -> None:
    lines = list(filled.lines())
    made = [filled.correct(*corrections(filled)[n], at=AT).id for n in (5, 8, 6, 11, 13)]
    sound(filled)
    for entry in (made[2], made[0], made[4], made[1], made[3]):
        filled.correct("undo", entry)
        sound(filled)
    assert list(filled.lines()) == lines


@pytest.mark.parametrize("seed", range(8))
def test_corrections_at_random(filled: Record, seed: int) -> None:
    """Whatever people do in whatever order, the record stays sound, and undoing it all gives every byte back."""
    chance = random.Random(seed)
    lines = list(filled.lines())
    for step in range(20):
        items = list(filled.items())
        actors = list(filled.items("actor"))
        one = chance.choice(items)
        text = filled.document(one.doc).text
        span = one.evidence[0]
        shorter = {"role": span.role, "start": span.start, "end": max(span.start + 1, span.end - chance.randint(1, 3))}
        action, target, change = chance.choice([
            ("accept", one.id, {}),
            ("reject", one.id, {}),
            ("edit", one.id, {"evidence": [shorter]}),
            ("edit", one.id, {"fields": {"confidence": chance.random()}}),
            ("split", one.id, {"parts": [{}, {"evidence": [shorter]}]}),
            ("merge", chance.choice(actors).id, {"into": chance.choice(actors).id}),
            ("facts", one.doc, {"published": f"20{10 + step}"}),
            ("undo", None, {}),
        ])  # fmt: skip
        try:
            filled.correct(action, target, change)
        except Usage:  # the same actor twice, nothing to undo, an evidence of one character
            continue
        assert text == filled.document(one.doc).text
        sound(filled)
    in_force = [entry.id for entry in filled.journal() if entry.action != "undo"]
    chance.shuffle(in_force)
    for entry in in_force:
        try:
            filled.correct("undo", entry)
        except Usage:  # undone already
            continue
        sound(filled)
    assert list(filled.lines()) == lines
    assert filled.orphans() == []


def test_apply_is_pure() -> None:
    document, items = article(1)
    event = next(i for i in items if i.kind == "event")
    entry = journal.entry("reject", AT, **journal.anchored(document, event))
    before = [to_line(x) for x in (document, *items)]
    first, second = journal.apply([entry], document, items), journal.apply([entry], document, items)
    assert first == second
    assert event not in first.items
    assert [to_line(x) for x in (document, *items)] == before


def test_a_rejected_statement_leaves_its_items_to_the_outlet(filled: Record) -> None:
    outlet = item(filled, "event").voice
    filled.correct("reject", item(filled, "statement").id)
    assert item(filled, "figure").voice == outlet == Voice("outlet", outlet.holder, outlet.chain)
    assert all(mark.item is None for mark in filled.document(article(1)[0].id).quotes)


def test_an_edited_speaker_speaks_for_what_is_said(filled: Record) -> None:
    state = article(1)[1][1].id
    filled.correct("edit", item(filled, "statement").id, {"fields": {"speakers": [state]}})
    statement, figure = item(filled, "statement"), item(filled, "figure")
    assert statement.speaker == state
    assert statement.voice.chain[0] == state
    assert (figure.voice.holder, figure.voice.statement) == (state, statement.id)
    assert filled.sql("SELECT review FROM items WHERE kind = 'statement' AND review IS NOT NULL").rows == (("edited",),)


def test_merged_actors_are_one_everywhere(filled: Record) -> None:
    people = [entry.actor.id for entry in filled.actors("Ansgar Holt")]
    assert len(people) == 2
    filled.correct("merge", people[0], {"into": people[1]})
    assert [entry.actor.id for entry in filled.actors("Ansgar Holt")] == [people[1]]
    assert {p for i in filled.items("statement", who="Ansgar Holt") for p in i.speakers} == {people[1]}
    assert len(list(filled.items("statement", who="Ansgar Holt"))) == 2
    sound(filled)
    filled.delete(article(5)[0].id)  # read again later, the merge holds for it
    filled.add([article(5)], filled.begin_run("1", "k", {"day": 2}))
    assert [entry.actor.id for entry in filled.actors("Ansgar Holt")] == [people[1]]


def test_a_split_actor_takes_its_items_along(record: Record) -> None:
    document, items = article(1)
    speaker, state = items[0], items[1]
    spans = tuple(sorted((*speaker.evidence, *state.evidence), key=lambda s: s.start))
    both = replace(speaker, evidence=spans)
    record.add([(document, [both, *items[2:]])], record.begin_run("1", "k"))
    moved = state.evidence[0]
    record.correct("split", both.id, {"mentions": [[moved.start, moved.end]], "name": "Poland", "type": "state"})
    assert [a.name for a in record.items("actor")][:2] == [speaker.name, "Poland"]
    sound(record)


def test_corrections_hold_after_a_new_reading(filled: Record) -> None:
    document, items = article(1)
    event = item(filled, "event")
    filled.correct("reject", event.id)
    filled.correct("edit", item(filled, "framing").id, {"fields": {"confidence": 0.9}})
    for version, changed in (("2", items), ("3", [_with_other_evidence(i) for i in items])):
        run = filled.begin_run(version, "k")
        filled.add([(document, changed)], run)
        assert list(filled.items("event", document.id)) == []
        assert item(filled, "framing").confidence == 0.9
        assert filled.orphans() == []
        sound(filled)


def _with_other_evidence(item: Any) -> Any:
    """The same trigger, but no time any more: another id, which the quotation still finds."""
    return identified(replace(item, evidence=item.evidence[:1], time=None)) if item.kind == "event" else item


def test_what_no_longer_fits_is_an_orphan_until_it_fits(filled: Record) -> None:
    document, items = article(1)
    made = filled.correct("reject", item(filled, "event").id)
    filled.add([(document, [i for i in items if i.kind not in ("event", "framing")])], filled.begin_run("2", "k"))
    assert filled.orphans() == [made]
    assert filled.status().orphans == (made,)
    filled.add([(document, items)], filled.begin_run("3", "k"))
    assert filled.orphans() == []
    assert list(filled.items("event", document.id)) == []
    filled.delete(document.id)
    assert filled.orphans() == [made]
    filled.correct("undo", made.id)
    assert filled.orphans() == []


def test_corrections_follow_a_changed_file(filled: Record) -> None:
    filled.correct("reject", item(filled, "event").id)
    filled.correct("facts", article(1)[0].id, {"published": "2020"})
    new, items = article(1, edition=5)
    filled.add([(new, items)], filled.begin_run("1", "k", {"day": 2}))
    assert list(filled.items("event", new.id)) == []
    assert filled.document(new.source).published == "2020"
    assert filled.orphans() == []
    sound(filled)


def test_a_corrected_date_is_read_with(filled: Record) -> None:
    """Relative times follow the document's date; no source file is needed; undoing brings the first reading back."""
    document, _ = article(1)
    lines = list(filled.lines())
    made = filled.correct("facts", document.id, {"published": "2014-06-10"})
    assert filled.facts_for(document.id) == {"published": "2014-06-10"}
    assert filled.stale() == [document.id]
    shown = filled.document(document.id)
    assert (shown.published, shown.published_evidence) == ("2014-06-10", Fact("correction", "2014-06-10"))

    def reader(given: Document) -> tuple[Document, Sequence[Item]]:
        assert given.published == "2014-06-10"
        assert given.text == document.text
        _, items = article(1)
        return given, [replace(i, time=Time("2014-06-09", "day", "overnight")) if i.kind == "event" else i for i in items]

    assert filled.reread_stale(reader) == 1
    assert filled.stale() == []
    assert item(filled, "event").time.edtf == "2014-06-09"
    assert [i.id for i in filled.items("event", when="2014-06")] == [item(filled, "event").id]
    sound(filled)
    filled.correct("reject", item(filled, "framing").id)
    assert item(filled, "event").time.edtf == "2014-06-09"
    filled.correct("undo")
    filled.correct("undo", made.id)
    assert list(filled.lines()) == lines
    assert filled.stale() == []


def test_a_new_version_makes_corrected_facts_stale_again(filled: Record) -> None:
    document, items = article(1)
    filled.correct("facts", document.id, {"published": "2014-06-10"})
    filled.reread(document.id, lambda given: (given, items))
    filled.add([(document, items)], filled.begin_run("2", "k"))
    assert filled.stale() == [document.id]
    assert filled.document(document.id).published == "2014-06-10"


def test_the_journal_goes_out_and_in_as_jsonl(filled: Record, place: Any) -> None:
    lines = list(filled.lines())
    for n in (5, 8, 11, 13):
        filled.correct(*corrections(filled)[n], by="me", at=AT)
    filled.correct("undo")
    entries = list(filled.journal_lines())
    with Record.create(place("second")) as second:
        second.import_jsonl(lines)
        assert second.import_journal(entries) == 5
        assert second.import_journal(entries) == 0
        assert list(second.lines()) == list(filled.lines())
        assert list(second.journal_lines()) == entries
        sound(second)
    with Record.create(place("before")) as before:  # corrections first, documents later
        before.import_journal(entries)
        assert len(before.orphans()) == 3
        before.import_jsonl(lines)
        assert list(before.lines()) == list(filled.lines())
        assert before.orphans() == []


def test_a_changed_line_of_a_journal_is_refused(filled: Record, place: Any) -> None:
    filled.correct("reject", item(filled, "event").id, note="wrong")
    line = next(filled.journal_lines()).replace("wrong", "right")
    with Record.create(place("second")) as second, pytest.raises(Usage, match=r"line 1: .*does not match"):
        second.import_journal([line])


def test_an_edit_into_an_item_that_is_there_is_refused(record: Record) -> None:
    document, items = article(1)
    event = next(i for i in items if i.kind == "event")
    record.add([(document, [*items, identified(replace(event, type="COERCE"))])], record.begin_run("1", "k"))
    with pytest.raises(Usage, match="there already"):
        record.correct("edit", event.id, {"fields": {"type": "COERCE"}})


def test_the_journal_is_append_only(filled: Record) -> None:
    filled.correct("reject", item(filled, "event").id)
    for query in ("DELETE FROM journal", "UPDATE journal SET action = 'accept'"):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            filled.connection.execute(query)


@pytest.mark.parametrize(
    ("action", "kind", "change", "said"),
    [
        ("edit", "event", {"fields": {"color": "red"}}, "no field 'color'"),
        ("edit", "event", {"fields": {"factuality": "true"}}, "not one of actual"),
        ("edit", "event", {"fields": {"id": "x"}}, "no field 'id'"),
        ("edit", "event", {"fields": {"actors": "state:FRA"}}, "form it has in JSONL"),
        ("edit", "event", {"evidence": [{"role": "trigger", "start": 5, "end": 999999}]}, "outside the text"),
        ("edit", "event", {}, "give fields"),
        ("split", "event", {"parts": [{}]}, "two parts or more"),
        ("split", "event", {"parts": [{}, {}]}, "do not fit"),
        ("merge", "event", {"into": "x"}, "no item"),
        ("facts", "event", {"published": "2024"}, "no document"),
        ("praise", "event", {}, "expected accept"),
        ("undo", "event", {}, "no correction"),
    ],
)
def test_what_cannot_be_meant_is_told(filled: Record, action: str, kind: str, change: dict[str, Any], said: str) -> None:
    lines = list(filled.lines())
    with pytest.raises(Usage, match=said):
        filled.correct(action, item(filled, kind).id, change)
    assert list(filled.lines()) == lines
    assert list(filled.journal()) == []


def test_a_record_for_reading_takes_no_corrections(path: Any) -> None:
    Record.create(path).close()
    with Record.open(path, readonly=True) as record, pytest.raises(RecordError, match="reading only"):
        record.correct("undo")
