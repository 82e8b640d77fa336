"""Cards of the review on either database: in the order of ids, without copies and earlier versions, and counted as they are."""

from dataclasses import replace

from synthetic import article

from onrecord.store import Record


def test_cards_of_either_database(record: Record) -> None:
    record.add([article(n) for n in range(5)], record.begin_run("1", "k"))
    record.add([article(1, edition=2)], record.begin_run("1", "k", {"day": 2}))  # one is superseded
    ids = sorted(i.id for i in record.items("event", copies=False))
    seen, after = [], ""
    for _ in ids:
        after = record.next_for_review("event", after) or ""
        seen.append(after)
    assert seen == ids
    assert record.next_for_review("event", after) == ids[0]
    said = record.review_progress("event")
    assert said == replace(said, waiting=len(ids), judged=0, counted=0, right=0)
    record.correct("accept", ids[0])
    made = record.correct("reject", ids[1])
    said = record.review_progress("event")
    assert (said.waiting, said.judged, said.counted, said.right) == (len(ids) - 2, 2, 2, 1)
    record.correct("undo", made.id)
    assert record.next_for_review("event") == ids[1]
    assert record.obsolete(made) is False  # undone or not, its item is there
