"""new: what a record tells that it did not tell before a day, by four clocks."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import click

from onrecord.commands.arguments import format_option, opened, path_of, record_argument
from onrecord.commands.lists import spread_note
from onrecord.commands.printing import print_rows, put, sources_of
from onrecord.records import KINDS
from onrecord.report.briefing import plural
from onrecord.show import PRIMARY, Format, quoted, row
from onrecord.store.actors import Names
from onrecord.store.new import CLOCKS, TOLD, Clock, New


@click.command()
@record_argument
@click.option("--since", required=True, metavar="DATE", help="Since this day, itself included: 2024-05-27.")
@click.option("--clock", multiple=True, type=click.Choice(CLOCKS), help="Only what is new by this clock. May be repeated.")
@click.option("--kind", multiple=True, type=click.Choice([k for k in KINDS if k not in ("document", "actor", "link")]), help="Only reports of this kind.")
@click.option("--copies/--no-copies", default=False, show_default=True, help="With or without documents that copy another.")
@format_option
def new(record: str | None, since: str, clock: tuple[Clock, ...], kind: tuple[str, ...], copies: bool, format_: Format) -> int:
    """What is new since a day: newly happened, newly reported, newly retrieved, or re-read by a new version.

    Each report is told once, by the first clock that makes it new: it happened since; or was published since, of earlier or undated events;
    or came into the record since, published earlier; or another version of onrecord reads it otherwise since.

    \b
    Examples
      onrecord new --since 2024-05-27
      onrecord new --since 2024-05-27 --clock happened --kind event --format csv
    """
    with opened(path_of(record)) as r:
        found = [n for n in r.new(since, copies) if (not clock or n.clock in clock) and (not kind or n.item.kind in kind)]
        names, sources = Names(r.connection), sources_of(r)
        spreads = {c: r.spread({n.item.doc for n in found if n.clock == c}) for c in CLOCKS}
        if format_ in ("table", "md"):
            rows = [_short(n, names, sources) for n in found] if clock or kind else []
        else:
            rows = [_whole(n, names, sources) for n in found]
    if format_ == "json":
        put(json.dumps(rows, ensure_ascii=False, indent=1))
        return 0
    counts, docs = Counter(n.clock for n in found), {c: len({n.item.doc for n in found if n.clock == c}) for c in CLOCKS}
    if rows or format_ == "csv":
        print_rows(rows, format_, "new")
    for each in clock or CLOCKS:
        note = spread_note(spreads[each], copies) if counts[each] else ""
        said = f"{TOLD[each]}: {plural(counts[each], 'report')} in {plural(docs[each], 'document')}{note}"
        click.echo(said, err=bool(rows) or format_ == "csv")
    return 0


def _short(n: New, names: Names, sources: dict[str, str]) -> dict[str, Any]:
    said = quoted(n.item, PRIMARY[n.item.kind])
    return {"new": n.clock, "kind": n.item.kind, "id": n.item.id, "words": said, "happened": n.happened, "published": n.published,
            "retrieved": (n.retrieved or "")[:10], "version": n.version, "source": sources.get(n.item.doc)}  # fmt: skip


def _whole(n: New, names: Names, sources: dict[str, str]) -> dict[str, Any]:
    clocks = {"new": n.clock, "happened": n.happened, "published": n.published, "retrieved": n.retrieved, "version": n.version, "change": n.change}
    return clocks | {"id": n.item.id, "kind": n.item.kind, "words": quoted(n.item, PRIMARY[n.item.kind])} | {
        k: v for k, v in row(n.item, names, sources).items() if k in ("who", "to", "act", "type", "measure", "device", "voice", "factuality", "doc", "source", "start", "end", "confidence")
    }  # fmt: skip


COMMANDS = (new,)
