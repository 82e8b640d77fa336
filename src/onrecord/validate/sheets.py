"""Coding sheets: CSV that opens in a spreadsheet, one row a passage, a further row for each further item; and the way back.

Coders copy the words of each item into `words` (or write "none"), its kind into `kind`, and, if they like, its label into `label`. What the
machine found is nowhere in a sheet. No cell is a formula.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict

from onrecord.errors import Usage
from onrecord.export.csv import guarded
from onrecord.validate.sample import CODED, Passage, Sample, Unit

COLUMNS = ("passage", "document", "before", "text", "after", "kind", "words", "label", "note")
NONE = "none"
Coded = dict[str, list[Unit]]  # passage -> its items, offsets in the document's text; a passage without an entry is not coded yet


def sheet(sample: Sample, coded: Mapping[str, Sequence[tuple[str, str, str, str]]] | None = None) -> str:
    """The sheet to be filled; `coded`: rows (kind, words, label, note) to begin with, passages without any left out."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    kind = sample.kinds[0] if len(sample.kinds) == 1 else ""
    for passage in sample.drawn:
        rows = [(kind, "", "", "")] if coded is None else coded.get(passage.name, ())
        for row in rows:
            writer.writerow(guarded(cell) for cell in (passage.name, passage.source, passage.before, passage.text, passage.after, *row))
    return out.getvalue()


def coded(text: str, sample: Sample, name: str) -> Coded:
    """What a filled sheet says. Usage names the row that cannot be understood."""
    passages = {passage.name: passage for passage in sample.drawn}
    out: Coded = {}
    for number, row in rows(text, name):
        place = f"{name}, row {number}"
        passage = passages.get(row["passage"].strip())
        if passage is None:
            raise Usage(f"{place}: no passage {row['passage']!r} in this sample; keep the column `passage` as it was, on added rows too")
        words = row["words"].strip()
        if not words:
            continue
        units = out.setdefault(passage.name, [])
        if words.casefold() == NONE:
            continue
        kind = row["kind"].strip().casefold() or (sample.kinds[0] if len(sample.kinds) == 1 else "")
        if kind not in sample.kinds:
            raise Usage(f"{place}: kind {kind!r}: write one of {', '.join(sample.kinds)}, or the words {NONE} where there is nothing")
        units.append(Unit(kind, (located(words, passage, units, kind, place),), row["label"].strip() or None))
    return out


def rows(text: str, name: str) -> Iterable[tuple[int, dict[str, str]]]:
    """Numbered rows of a CSV as spreadsheets write it: commas, semicolons or tabs, with or without a byte order mark."""
    text = text.removeprefix("\ufeff")
    head = text.split("\n", 1)[0]
    parted = max(",;\t", key=head.count)
    reader = csv.DictReader(io.StringIO(text), delimiter=parted)
    if missing := {"passage", "kind", "words", "label"} - set(reader.fieldnames or ()):
        raise Usage(f"{name}: the columns {', '.join(sorted(missing))} are missing; fill a sheet that onrecord validate wrote")
    for number, row in enumerate(reader, 2):
        yield number, {column: unguarded(row.get(column) or "") for column in COLUMNS}


def located(words: str, passage: Passage, before: Sequence[Unit], kind: str, place: str) -> tuple[int, int]:
    """Where the words stand in the document, spaces and the shape of quotation marks aside; of words that repeat, the first not yet taken."""
    pattern = r"\s+".join(re.escape(plain(word)) for word in words.split())
    found = [(passage.start + match.start(), passage.start + match.end()) for match in re.finditer(pattern, plain(passage.text), re.IGNORECASE)]
    if not found:
        raise Usage(f"{place}: these words do not stand in passage {passage.name}: {words[:60]!r}; copy them from its text")
    taken = {span for unit in before if unit.kind == kind for span in unit.spans}
    return next((span for span in found if span not in taken), found[0])


def plain(text: str) -> str:
    """Quotation marks and dashes as a spreadsheet may have changed them, each one character for one."""
    return text.translate(str.maketrans("“”„«»‘’‚–—\u00a0", "\"\"\"\"\"'''-- "))


def unguarded(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and guarded(cell[1:]) == cell else cell


def to_agree(sample: Sample, sheets: Mapping[str, Coded]) -> str:
    """A sheet of the passages that two coders coded differently, both their codings in it, to be made into one: rows struck out or kept."""
    one, other = sheets.values()
    texts = {passage.name: passage for passage in sample.drawn}
    rows: dict[str, list[tuple[str, str, str, str]]] = {}
    for name in texts:
        if name in one and name in other and _said(one[name]) != _said(other[name]):
            rows[name] = [(unit.kind, _words(unit, texts[name]), unit.label or "", coder) for coder, coded in sheets.items() for unit in coded[name]] or [("", "", "", "")]
    return sheet(sample, rows)


def _said(units: Sequence[Unit]) -> list[tuple[str, tuple[tuple[int, int], ...], str]]:
    return sorted((unit.kind, unit.spans, unit.label or "") for unit in units)


def _words(unit: Unit, passage: Passage) -> str:
    return " ".join(passage.text[start - passage.start : end - passage.start] for start, end in unit.spans)


def sample_text(sample: Sample) -> str:
    """sample.json: what was drawn, and from what."""
    return json.dumps(asdict(sample), ensure_ascii=False, indent=1) + "\n"


def sample_of(text: str, name: str) -> Sample:
    try:
        said = json.loads(text)
        made = Sample(said["seed"], tuple(said["kinds"]), said["population"], tuple(Passage(**each) for each in said["drawn"]))
    except (ValueError, TypeError, KeyError) as error:
        raise Usage(f"{name}: not a sample that onrecord validate wrote ({error})") from error
    if not set(made.kinds) <= set(CODED):
        raise Usage(f"{name}: kinds {', '.join(made.kinds)}: expected some of {', '.join(CODED)}")
    return made
