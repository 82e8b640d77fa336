"""knowledge: a user's own lists of persons, bodies and offices, and a large one from Wikidata."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from onrecord.commands.arguments import format_option
from onrecord.commands.printing import print_rows
from onrecord.commands.progress import Steps
from onrecord.errors import Usage
from onrecord.report.briefing import plural
from onrecord.resolve import knowledge
from onrecord.resolve.knowledge import lists
from onrecord.resolve.knowledge.formats import opened
from onrecord.resolve.knowledge.wikidata import built
from onrecord.show import Format

MONTH = r"\d{4}-(?:0[1-9]|1[0-2])$"


@click.group("knowledge")
def knowledge_() -> None:
    """Who is who, besides what is packaged: your own lists, read with every document from then on.

    \b
    Examples
      onrecord knowledge add ministers.csv --kept 2026-05
      onrecord knowledge add opensanctions.ftm.json
      onrecord knowledge build --wikidata latest-all.json.gz -o wikidata.jsonl
      onrecord knowledge list
      onrecord knowledge remove ministers
    """


@knowledge_.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--name", metavar="NAME", help="What the list is called; a list of that name is replaced. Default: the file's name.")
@click.option("--kept", metavar="MONTH", help="Until when it was kept, e.g. 2026-05; later offices are unverified. Default: this month.")
def add(file: Path, name: str | None, kept: str | None) -> int:
    """Add a list: CSV, FollowTheMoney JSON Lines, or what `knowledge build` made.

    CSV has a row for each person or body, or each office of a person, with these columns (only name is required): name, type, country, sector,
    aliases (parted by ";"), wikidata, title, organization, from, until, key. Dates are years or months; an office without `until` is still held.

    \b
    Examples
      onrecord knowledge add ministers.csv
      onrecord knowledge add groups.csv --name militias --kept 2026-05
    """
    if kept and not re.match(MONTH, kept):
        raise Usage(f"--kept {kept!r} is no month; write 2026-05")
    base = knowledge.load()
    one = opened(file, kept or _kept(file) or datetime.now(UTC).strftime("%Y-%m"), base.states, name)
    path = lists.save(one)
    persons = sum(e.type == "person" for e in one.entries)
    click.echo(
        f"{path}: {plural(persons, 'person')} with {plural(sum(len(e.offices) for e in one.entries), 'office')}, "
        f"{len(one.entries) - persons:,} bodies, kept until {one.kept}; documents of a record are read again with it by the next `onrecord read`", err=True,
    )  # fmt: skip
    return 0


def _kept(file: Path) -> str | None:
    """What a list of our own says itself."""
    try:
        with file.open("rb") as lines:
            said = json.loads(lines.readline(10_000))
        return said.get("kept") if isinstance(said, dict) and "list" in said else None
    except (OSError, ValueError):
        return None


@knowledge_.command()
@click.option("--wikidata", "dump", required=True, type=click.Path(path_type=Path), metavar="DUMP", help="Wikidata's JSON dump: .json, .json.gz or .json.bz2.")
@click.option("-o", "--output", "target", required=True, type=click.Path(path_type=Path), metavar="FILE", help="The list to write, for onrecord knowledge add.")
@click.option("--since", default=2000, show_default=True, metavar="YEAR", help="Persons who held an office in this year or later.")
@click.option("--kept", metavar="MONTH", help="Month of the dump, e.g. 2026-05. Default: that of the dump file's date.")
@click.option("-q", "--quiet", is_flag=True, help="No progress.")
def build(dump: Path, target: Path, since: int, kept: str | None, quiet: bool) -> int:
    """Make a list from a Wikidata dump: persons who held positions, parties, ministries, armed groups, media, companies.

    The dump is streamed once, however large, and never unpacked. Stopped, the same command goes on where it was (FILE.part).

    \b
    Example
      onrecord knowledge build --wikidata latest-all.json.bz2 -o wikidata.jsonl && onrecord knowledge add wikidata.jsonl
    """
    try:
        state = dump.stat()
    except OSError as error:
        raise Usage(f"{dump}: {error.strerror}") from None
    with Steps(state.st_size, f"reading {dump.name}", quiet) as steps:

        def step(read: int) -> None:
            steps.done = read - 1
            steps.advance()

        entries = built(dump, target, since, step)
    if not entries:
        raise Usage(f"{dump}: no person with a position and no body in it; give Wikidata's JSON dump of all entities")
    month = kept or datetime.fromtimestamp(state.st_mtime, UTC).strftime("%Y-%m")
    one = lists.OwnList(lists.key_of(target.name.split(".")[0]), month, dump.name, "", entries)
    target.write_text(lists.to_text(one), encoding="utf8", newline="\n")
    click.echo(f"{target}: {len(entries):,} entities, kept until {month}; next: onrecord knowledge add {target}", err=True)
    return 0


@knowledge_.command("list")
@format_option
def list_(format_: Format) -> int:
    """Your lists: what they hold, until when they were kept."""
    rows: list[dict[str, Any]] = [
        {"list": one.name, "entities": len(one.entries), "offices": sum(len(e.offices) for e in one.entries), "kept until": one.kept, "from": one.source, "sha256": one.sha256[:12]}
        for one in lists.own_lists()
    ]
    print_rows(rows, format_, "list")
    return 0


@knowledge_.command()
@click.argument("name")
def remove(name: str) -> int:
    """Remove a list by its name. What was read with it stays in the records until it is read again."""
    path = lists.folder() / f"{name}.jsonl"
    if not path.is_file() or path.parent != lists.folder():
        names = ", ".join(p.stem for p in sorted(lists.folder().glob("*.jsonl"))) if lists.folder().is_dir() else ""
        raise Usage(f"no list {name!r}; " + (f"there are {names}" if names else "there are none"))
    path.unlink()
    click.echo(f"{path}: removed", err=True)
    return 0


COMMANDS = (knowledge_,)
