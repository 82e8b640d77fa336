"""delete, subset, journal: what is given to others, taken out, and brought together."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from onrecord.commands.arguments import filters, format_option, given, is_sqlite, opened, path_of, record_argument, split
from onrecord.commands.printing import print_rows, put
from onrecord.errors import Unreadable, Usage
from onrecord.records import to_json
from onrecord.report.briefing import plural
from onrecord.show import Format
from onrecord.store import Entry, journal
from onrecord.store.conflicts import Conflict, conflicts, merged
from onrecord.store.connect import is_url, place_of


@click.command()
@click.argument("words", nargs=-1, required=True, metavar="[RECORD] DOCUMENT...")
@click.option("--versions", is_flag=True, help="Also the earlier and later versions of the same sources.")
def delete(words: tuple[str, ...], versions: bool) -> int:
    """Take documents out of the record with everything read from them, to the last byte of its files.

    Corrections of them stay in the journal, as orphans. Without --versions, an earlier version of the same source is current again.

    \b
    Examples
      onrecord delete reports/withdrawn.html
      onrecord delete crisis.onrecord 'bundle.zip/*' d41c9f2 --versions
    """
    path, names = split(words)
    if not names:
        raise click.UsageError("name the documents: onrecord delete reports/withdrawn.html")
    with opened(path, write=True) as record:
        before = len(record.orphans())
        gone = record.erase(names, versions)
        orphans = len(record.orphans()) - before
    for document in gone:
        put(document.source)
    said = f", {plural(orphans, 'correction')} fit nothing any more" if orphans > 0 else ""
    click.echo(f"{place_of(path)}: {plural(len(gone), 'document')} deleted{said}", err=True)
    return 0


@click.command()
@record_argument
@click.option("-o", "--output", "out", required=True, metavar="RECORD", help="The new record: a file or a postgresql:// URL.")
@filters("limit")
@click.option("--kind", multiple=True, metavar="KIND", help="Documents that hold items of this kind: statement, event, commitment, figure, framing.")
@click.option("--label", multiple=True, metavar="LABEL", help="Of this type, act, measure, mode or device.")
@click.option("--versions", is_flag=True, help="With earlier versions of changed sources.")
def subset(record: str | None, out: str, versions: bool, **options: Any) -> int:
    """A record of chosen documents, with their readings, their runs and the corrections that belong to them.

    With filters of items, the documents that hold such an item. Without any, everything: from one kind of database into the other.

    \b
    Examples
      onrecord subset -o may.onrecord --published 2024-05
      onrecord subset crisis.onrecord -o threats.onrecord --kind commitment --label threat --who Lesk
      onrecord subset crisis.onrecord -o postgresql://team@db.example.org/crisis
    """
    wanted = given(options) | ({"copies": False} if options["copies"] is False else {}) | ({"superseded": True} if versions else {})
    with opened(path_of(record)) as source:
        count = source.subset(out, **wanted)
    click.echo(f"{place_of(out)}: {plural(count, 'document')}", err=True)
    return 0


@click.group("journal")
def journal_() -> None:
    """Corrections of several people brought together (one's own: `onrecord corrections`)."""


@journal_.command()
@click.argument("mine", metavar="A")
@click.argument("theirs", metavar="B")
@click.option("-o", "--output", "out", metavar="FILE", help="The merged journal as JSON Lines, for onrecord import --journal.")
@format_option
def merge(mine: str, theirs: str, out: str | None, format_: Format) -> int:
    """Two journals as one, and where they disagree. A and B are JSON Lines (onrecord corrections --jsonl) or records.

    Of two corrections that disagree the later one holds, until one of them is undone.

    \b
    Example
      onrecord journal merge ana.jsonl ben.jsonl -o both.jsonl
    """
    one, other = _entries(mine), _entries(theirs)
    both, found = merged(one, other), conflicts(one, other)
    if out:
        Path(out).write_text("".join(journal.to_line(entry) + "\n" for entry in both), encoding="utf-8", newline="\n")
    if format_ == "json":
        put(json.dumps([to_json(conflict) for conflict in found], ensure_ascii=False, indent=1))
    else:
        print_rows(conflict_rows(found), format_, "conflict", "no conflicts")
    shared = len(one) + len(other) - len(both)
    click.echo(f"{len(both):,} corrections, {shared:,} of them in both; {plural(len(found), 'conflict')}", err=True)
    return 0


def conflict_rows(found: list[Conflict]) -> list[dict[str, Any]]:
    return [
        {"about": c.about, "conflict": c.what, "first": c.first.id, "by": c.first.by, "second": c.second.id, "holds, by": c.second.by} for c in found
    ]


def _entries(name: str) -> list[Entry]:
    if is_url(name) or is_sqlite(name):
        with opened(name) as record:
            return list(record.journal())
    if not Path(name).is_file():
        raise Usage(f"{name}: no such file; make one with: onrecord corrections --jsonl > {name}")
    out = []
    try:
        lines = Path(name).read_text(encoding="utf-8").split("\n")
    except UnicodeDecodeError as error:
        raise Unreadable(name, f"not UTF-8 ({error.reason} at byte {error.start})") from error
    for number, line in enumerate(lines, 1):
        try:
            out += [journal.from_line(line)] if line.strip() else []
        except Usage as error:
            raise Usage(f"{name}, line {number}: {error}") from error
    return out


def told_conflicts(mine: list[Entry], theirs: list[Entry]) -> list[str]:
    """One line for each conflict between two journals."""
    return [f"{c.about!r}: {c.what}; {c.second.id} holds, {c.first.id} does not" for c in conflicts(mine, theirs)]


COMMANDS = (delete, subset, journal_)
