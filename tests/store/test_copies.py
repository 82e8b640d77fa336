from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import pytest
from bench.copying import abridged, light_edits
from tests.ingest.test_duplicates import story

from onrecord.records import Document, document_id, from_json, to_line
from onrecord.store import Record
from onrecord.store.copies import Copy, Spread, shown_line


def document(number: int, kind: str = "whole", source: str | None = None, published: str | None = None) -> Document:
    said = {"whole": lambda t, c: t, "edited": light_edits, "short": abridged}[kind](story(number), random.Random(number))
    source = source or f"{kind}/{number:03}.txt"
    sha256 = f"{number:032x}{kind:>32}".replace(" ", "0")
    return Document(document_id(source, sha256), source, sha256, "text/plain", said, outlet=kind, published=published or f"2024-05-{1 + number % 20:02}")


PILE = [document(n) for n in range(8)] + [document(n, "edited", published="2024-05-30") for n in range(4)] + [document(n, "short") for n in range(2, 6)]


def read(record: Record, documents: list[Document], name: str = "day") -> None:
    run = record.begin_run("1", "k", {"of": name})
    for one in documents:
        record.add([(one, [])], run)
    record.finish_run(run)


def copies(record: Record) -> dict[str, str]:
    return {d.source: record.document(d.duplicate_of).source for d in record.documents() if d.duplicate_of}


EXPECTED = {f"edited/{n:03}.txt": f"whole/{n:03}.txt" for n in range(4)} | {f"short/{n:03}.txt": f"whole/{n:03}.txt" for n in range(2, 6)}


def test_copies_are_found_said_and_left_out(record: Record) -> None:
    read(record, PILE)
    assert copies(record) == EXPECTED
    assert record.status().copies == record.methods()["copies"] == 8
    assert len(list(record.documents(copies=False))) == 8
    assert list(record.verify()) == []
    of = record.copies("whole/002.txt")
    assert [(c.source, c.outlet) for c in of] == [("edited/002.txt", "edited"), ("short/002.txt", "short")]
    assert all(isinstance(c, Copy) and c.share is not None and c.share > 0.6 for c in of)
    assert record.spread(d.id for d in record.documents(copies=False)) == Spread(1, 8, 2)


@pytest.mark.parametrize("seed", range(4))
def test_no_order_of_arrival_leaves_a_trace(record: Record, place: Any, seed: int) -> None:
    read(record, PILE)
    chance = random.Random(seed)
    mixed = chance.sample(PILE, len(PILE))
    with Record.create(place("other")) as other:
        for start in range(0, len(mixed), 5):
            read(other, mixed[start : start + 5], f"day {start}")
        assert list(other.lines()) == list(record.lines())
        gone = chance.sample(PILE, 5)
        for one in gone:
            other.delete(one.id)
            record.delete(one.id)
        with Record.create(place("rest")) as rest:
            read(rest, [one for one in PILE if one not in gone])
            assert list(other.lines()) == list(record.lines()) == list(rest.lines())
        assert list(other.verify()) == []


def test_jsonl_to_record_to_jsonl_stays_the_identity(record: Record, place: Any) -> None:
    read(record, PILE)
    lines = list(record.lines())
    assert sum('"duplicate_of":"d' in line for line in lines) == 8
    with Record.create(place("second")) as second:
        second.import_jsonl(lines)
        assert list(second.lines()) == lines
        assert second.methods()["sha256"] == record.methods()["sha256"]
        read(second, PILE[:3], "again")
        assert second.runs()[-1].documents == {"reread": 3}  # the import knew no version; what was read is the same
        assert list(second.lines()) == lines
    part = [line for line in lines if '"source":"edited/' in line]
    with Record.create(place("part")) as third:  # copies without their originals stay what they were said to be
        third.import_jsonl(part)
        assert list(third.lines()) == part


def test_what_a_line_said_goes_when_its_original_does(record: Record) -> None:
    original, other = document(1), replace(document(9), duplicate_of=document(1).id)
    record.import_jsonl([to_line(original), to_line(other)])
    assert copies(record) == {"whole/009.txt": "whole/001.txt"}
    record.delete(original.id)
    assert copies(record) == {}


def test_a_better_canonical_one_and_a_changed_file(record: Record) -> None:
    read(record, [document(1, "edited", published="2024-05-09"), document(1, "short")])
    assert copies(record) == {"short/001.txt": "edited/001.txt"}
    read(record, [document(1)], "the earlier one")
    assert copies(record) == {"short/001.txt": "whole/001.txt", "edited/001.txt": "whole/001.txt"}
    changed = replace(document(2), source="whole/001.txt")
    changed = replace(changed, id=document_id(changed.source, changed.sha256))
    read(record, [changed], "another text under that name")
    assert copies(record) == {"short/001.txt": "edited/001.txt"}
    record.delete(changed.id)
    assert copies(record) == {"short/001.txt": "whole/001.txt", "edited/001.txt": "whole/001.txt"}
    assert list(record.verify()) == []


def test_a_corrected_date_chooses_anew(record: Record) -> None:
    read(record, [document(1), document(1, "edited", published="2024-05-09")])
    assert copies(record) == {"edited/001.txt": "whole/001.txt"}
    record.correct("facts", document(1).id, {"published": "2024-06-01"})
    assert copies(record) == {"whole/001.txt": "edited/001.txt"}
    record.correct("undo")
    assert copies(record) == {"edited/001.txt": "whole/001.txt"}


def test_a_run_that_was_killed_finds_its_copies_when_it_goes_on(record: Record) -> None:
    run = record.begin_run("1", "k", {"of": "day"})
    record.add([(one, []) for one in PILE], run)
    assert copies(record) == {}
    assert list(record.verify()) == []
    record.finish_run(record.begin_run("1", "k", {"of": "day"}))
    assert copies(record) == EXPECTED


def test_another_way_of_comparing_compares_all_anew(record: Record) -> None:
    read(record, PILE)
    record.connection.execute("UPDATE meta SET value = '0' WHERE key = 'copies'")
    read(record, [document(20)], "next day")
    assert copies(record) == EXPECTED


def test_what_was_changed_behind_its_back_is_found(record: Record) -> None:
    read(record, PILE)
    record.connection.execute("UPDATE documents SET duplicate_of = NULL WHERE source = 'edited/001.txt'")
    assert ["overlaps say" in p.what for p in record.verify()] == [True]


def test_a_line_is_changed_in_that_one_place() -> None:
    line = to_line(replace(document(1), title='"duplicate_of":null'))
    assert from_json(__import__("json").loads(shown_line(line, "dx"))).duplicate_of == "dx"
    assert shown_line(shown_line(line, "dx"), None) == line
    assert shown_line(line.replace('"duplicate_of":', '"duplicate_of" : '), "dx").count('"duplicate_of" : "dx"') == 1
    later = line[:-1] + ',"later":{"duplicate_of":null}}'
    assert shown_line(later, "dx").endswith(',"later":{"duplicate_of":null}}')
