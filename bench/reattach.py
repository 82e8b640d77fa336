"""Whether people's corrections survive new weights: `python -m bench.reattach [--weights FOLDER] [--corrections 500]`.

Articles of the own corpus are read with other weights than the present ones, corrections of every kind are made at random, and the same
texts are read again with the present weights. Other weights are those of FOLDER (an earlier state of src/onrecord/reader/weights), or the
present ones with noise on every score. Where each correction went is judged by the places of the words, which have not changed.

right      applied to an item of the same kind over the same words
obsolete   applied to nothing, rightly: nothing of its kind is read over its words any more, or the reading says what it asked for
wrong      applied to something else, or called obsolete although its item is there
orphan     in the queue: something of its kind is over its words, and a person has to say whether it is meant
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from training.standoff import kept_files, texts

from onrecord.ingest import Source, ingested
from onrecord.pipeline import read
from onrecord.reader import Encoder
from onrecord.reader import encoder as trained
from onrecord.reader.encoder import Floats
from onrecord.records import Document, Item
from onrecord.resolve import knowledge
from onrecord.store import Record
from onrecord.store.journal import Entry, label, main_span

NOISE = 1.6  # standard deviation on raw scores: one item in six gets another id
WHAT = {"accept": 0.3, "reject": 0.25, "field": 0.25, "spans": 0.12, "merge": 0.08}
FIELDS = {"factuality": ("actual", "future", "hypothetical", "negated"), "historical": (True, False)}


class Unsettled(Encoder):
    """The present weights with noise on every score, the same for the same input."""

    def run(self, graph: str, output: str, **inputs: Any) -> Floats:
        return self._shaken(super().run(graph, output, **inputs))

    def read(self, words: Sequence[str], *rest: Any, **more: Any) -> Any:
        made = super().read(words, *rest, **more)
        return replace(made, tags=self._shaken(made.tags), guided=self._shaken(made.guided))

    def _shaken(self, scores: Floats) -> Floats:
        draw = np.random.default_rng(int(np.abs(scores).sum() * 1000) % 2**32)
        return (scores + draw.normal(0, NOISE, scores.shape)).astype(np.float32)


def articles(count: int) -> Iterator[Document]:
    """Of the own corpus, in the order of a hash of their names."""
    by_url = texts()
    chosen = random.Random(11).sample(sorted((kept["doc"], kept["url"]) for kept in kept_files()), count)
    for name, url in sorted(chosen):
        ((document, _),) = ingested(Source(f"{name}.txt", data=by_url[url].encode()))
        yield document


def corrected(record: Record, count: int, seed: int) -> dict[str, tuple[Entry, Any]]:
    """`count` random corrections of different items: entry id -> the entry and the item as it was."""
    draw = random.Random(seed)
    items = list(record.items())
    draw.shuffle(items)
    actors = [listed.actor.id for listed in record.actors() if listed.documents == 1 and listed.actor.evidence]
    draw.shuffle(actors)
    out: dict[str, tuple[Entry, Any]] = {}
    for what in draw.choices(list(WHAT), list(WHAT.values()), k=count):
        if what == "merge":
            gone = actors.pop()
            into = draw.choice([i.id for i in record.items("actor", record.item(gone).evidence[0].doc) if i.id != gone])
            target, entry = record.item(gone), record.correct("merge", gone, {"into": into}, by="bench")
        else:
            target = items.pop()
            entry = record.correct(what if what in ("accept", "reject") else "edit", target.id, change(what, target, record, draw), by="bench")
        out[entry.id] = (entry, target)
    return out


def change(what: str, item: Any, record: Record, draw: random.Random) -> dict[str, Any]:
    if what == "field":
        name = draw.choice(list(FIELDS))
        return {"fields": {name: draw.choice([value for value in FIELDS[name] if value != getattr(item, name)])}}
    if what == "spans":  # the last word of the main span less, or the next one more
        text, main = record.document(item.doc).text, main_span(item)
        cut = item.evidence[item.evidence.index(main)].text.rstrip().rfind(" ") if main else -1
        grown = next((k for k in range(main.end + 1, min(len(text), main.end + 30)) if not text[k : k + 1].isalnum()), main.end) if main else 0
        end = main.start + cut if main and cut > 0 else grown
        return {"evidence": [{"role": s.role, "start": s.start, "end": end if s is main else s.end} for s in item.evidence]}
    return {}


def judged(entry: Entry, was: Any, items: Sequence[Item], shown: Sequence[Any], applied: bool, orphan: bool) -> str:
    """`items`: as read with the present weights, `shown`: with the corrections over them."""
    if entry.action == "merge":
        there = any(item.id == entry.item for item in items)
        return ("right" if applied else "wrong") if there else "obsolete" if not applied else "wrong"
    over = [item for item in items if item.kind == was.kind and overlaps(item, was)]
    if applied:
        return "right" if over else "wrong"
    if orphan:
        return "orphan"
    alike = [item for item in over if label(item) == entry.label]
    asked = (entry.change or {}).get("fields") or {}
    done = any(all(getattr(item, name) == value for name, value in asked.items()) for item in over)
    gone = entry.action == "reject" and not alike
    return "obsolete" if not over or gone or (entry.action == "edit" and done) else "wrong"


def overlaps(one: Any, other: Any) -> bool:
    a, b = main_span(one), main_span(other)
    return bool(a and b and min(a.end, b.end) - max(a.start, b.start) >= 0.5 * min(a.end - a.start, b.end - b.start))


def run(old: Encoder, new: Encoder, documents: Sequence[Document], count: int, seed: int = 1) -> tuple[Counter[tuple[str, str]], float]:
    """((action, where it went) -> how many, share of the items that the new weights give otherwise)."""
    base = knowledge.load()
    first = [read(document, base, old) for document in documents]
    second = [read(document, base, new) for document in documents]
    before, after = ({item.id for _, items in readings for item in items if item.kind != "actor"} for readings in (first, second))
    out: Counter[tuple[str, str]] = Counter()
    with tempfile.TemporaryDirectory() as folder, Record.create(Path(folder) / "bench.onrecord") as record:
        record.add(first, record.begin_run("1", "k"))
        made = corrected(record, count, seed)
        record.add(second, record.begin_run("2", "k"))
        applied = {entry for (entry,) in record.connection.execute("SELECT entry FROM applied")}
        orphans = {entry.id for entry in record.orphans() if not record.obsolete(entry)}
        items = {document.id: found for document, found in second}
        for entry, was in made.values():
            doc = entry.doc or was.evidence[0].doc
            out[entry.action, judged(entry, was, items[doc], list(record.items(doc=doc)), entry.id in applied, entry.id in orphans)] += 1
    return out, 1 - len(before & after) / len(before)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.reattach", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weights", type=Path, help="a folder of earlier weights")
    parser.add_argument("--corrections", type=int, default=500)
    parser.add_argument("--articles", type=int, default=40)
    given = parser.parse_args()
    new = trained.load()
    old = Encoder(given.weights) if given.weights else Unsettled()
    found, changed = run(old, new, list(articles(given.articles)), given.corrections)
    print(f"{100 * changed:.0f} % of the items have another id with the new weights")
    for action in ("accept", "reject", "edit", "merge"):
        print(f"{action:8}" + "".join(f"  {what} {found[action, what]:3}" for what in ("right", "obsolete", "wrong", "orphan")))
    total = sum(found.values())
    good = sum(n for (_, what), n in found.items() if what in ("right", "obsolete"))
    print(f"{100 * good / total:.1f} % of {total} corrections re-attach or are rightly obsolete; {sum(n for (_, what), n in found.items() if what == 'orphan')} wait in the queue")


if __name__ == "__main__":
    main()
