"""ledger: commitments by who is bound and who is to receive, with what came of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import click

from onrecord.commands.arguments import format_option, opened, path_of, record_argument
from onrecord.commands.printing import print_rows, put, sources_of
from onrecord.ledger import LATEST, Entry, Ledger, Report, Sum, ledger
from onrecord.records import Figure, to_json
from onrecord.report.briefing import plural
from onrecord.show import Format, Row, amount
from onrecord.store.actors import Names
from onrecord.store.copies import Spread

ACTS = ("pledge", "threat", "warning", "demand", "refusal", "permission", "restriction", "obligation")


@click.command("ledger")
@record_argument
@click.option("--from", "who", metavar="ACTOR", help="Who is bound, or demands, allows, warns: a name, alias or id; a state means its officials too.")
@click.option("--to", metavar="ACTOR", help="Who is to receive, or is addressed.")
@click.option("--act", "acts", multiple=True, type=click.Choice(ACTS), help="Only these acts.")
@click.option("--stage", "stages", multiple=True, type=click.Choice(LATEST), help="Only promises whose latest stage is this.")
@click.option("--since", metavar="EDTF", help="Only what was reported then or later: 2024, 2024-05, 2024-05-28.")
@click.option("--copies", is_flag=True, help="Count copies of other documents too.")
@click.option("--csv", "short", flag_value="csv", help="The same as --format csv.")
@click.option("--json", "short", flag_value="json", help="The same as --format json; with the stages, reports and sums.")
@format_option
def command(
    record: str | None, who: str | None, to: str | None, acts: tuple[str, ...], stages: tuple[str, ...], since: str | None, copies: bool, short: Format | None, format_: Format,
) -> int:  # fmt: skip
    """Who owes what to whom: each commitment once, with its stages, amount, deadline, and how long nothing was heard of it.

    Silence is counted to the day of the record's latest publication. Sums are of one stage and one currency.

    \b
    Examples
      onrecord ledger --from Germany --to Ukraine
      onrecord ledger --act pledge --stage pledged --since 2024-05
      onrecord ledger --from Russia --act threat --json
    """
    format_ = short or format_
    with opened(path_of(record)) as r:
        found = ledger(r, who, to, acts, stages, since, copies)
        names, sources = Names(r.connection), sources_of(r)
        if format_ == "json":
            put(json.dumps(as_json(found, names, sources), ensure_ascii=False, indent=1))
            return 0
        print_rows([entry_row(e, names, sources) for e in found.entries], format_, "ledger", note=_note(found, copies))
        if format_ in ("table", "md") and found.sums:
            click.echo("\nmoney, by stage and currency; nothing is added across them", err=format_ == "table")
            print_rows([sum_row(s, names) for s in found.sums], format_, "ledger sums")
    return 0


def _note(found: Ledger, copies: bool) -> str:
    from onrecord.commands.lists import spread_note

    said = f", from {plural(found.reports, 'report')} in {plural(found.documents, 'document')}" + spread_note(Spread(found.outlets, found.copies, found.more_outlets), copies)
    return said + (f"; silence until {found.as_of}" if found.as_of else "")


def entry_row(entry: Entry, names: Mapping[str, str], sources: Mapping[str, str]) -> Row:
    """One flat row: what the latest report of the latest stage says."""
    last = entry.latest
    c = last.commitment
    figure = entry.amount(entry.stage) or next((r.figure for r in reversed(entry.reports) if r.figure), None)
    return {
        "id": c.id, "who": _named(entry.who, names), "to": _named(entry.to_whom, names), "act": entry.act, "stage": entry.stage,
        "action": last.action, "amount": _money(figure), "deadline": _deadline(entry), "condition": _role(last, "condition"),
        "stages": " → ".join(entry.stages), "last": last.published, "silence": entry.silence, "reports": len(entry.reports),
        "documents": entry.documents, "outlets": entry.outlets, "copies": entry.copies, "source": sources.get(c.doc, c.doc),
    }  # fmt: skip


def sum_row(one: Sum, names: Mapping[str, str]) -> Row:
    return {"who": _named(one.who, names), "to": _named(one.to_whom, names), "stage": one.stage, "sum": amount(one.value), "unit": one.unit, "commitments": one.promises}


def as_json(found: Ledger, names: Mapping[str, str], sources: Mapping[str, str]) -> dict[str, Any]:
    entries = []
    for entry in found.entries:
        row = entry_row(entry, names, sources)
        row["stages"] = [
            {"id": r.commitment.id, "stage": r.commitment.stage, "published": r.published, "action": r.action, "amount": to_json(r.figure.value) if r.figure else None,
             "unit": r.figure.unit if r.figure else None, "source": sources.get(r.commitment.doc, r.commitment.doc), "start": r.commitment.evidence[0].start, "end": r.commitment.evidence[0].end}
            for r in entry.reports
        ]  # fmt: skip
        entries.append(row)
    counts = {name: getattr(found, name) for name in ("reports", "documents", "outlets", "copies", "more_outlets")}
    sums = [sum_row(s, names) | {"sum": to_json(s.value)} for s in found.sums]
    return {"as_of": found.as_of, "counts": {"commitments": len(entries), **counts}, "commitments": entries, "sums": sums}


def _named(ids: tuple[str, ...], names: Mapping[str, str]) -> str:
    return "; ".join(names.get(i, i) for i in ids)


def _money(figure: Figure | None) -> str | None:
    return f"{amount(figure.value)} {figure.unit}" if figure else None


def _role(report: Report, role: str) -> str | None:
    return next((" ".join(s.text.split()) for s in report.commitment.evidence if s.role == role), None)


def _deadline(entry: Entry) -> str | None:
    """The last one told: its days where they are known, else as printed."""
    for report in reversed(entry.reports):
        due = report.commitment.deadline
        if said := (due.edtf or due.text if due else _role(report, "deadline")):
            return said
    return None


COMMANDS = (command,)
