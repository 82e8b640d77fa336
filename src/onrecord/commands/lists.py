"""statements, events, commitments, figures, framing, actors, search, sql: rows out of the record."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

import click

from onrecord.commands.arguments import filters, format_option, given, opened, path_of, record_argument, split
from onrecord.commands.printing import print_rows, sources_of
from onrecord.commands.progress import Steps
from onrecord.extract.events.ontology import ontology
from onrecord.records import KINDS
from onrecord.report.briefing import plural
from onrecord.show import Format, row
from onrecord.store import Hit, Record
from onrecord.store.actors import Names
from onrecord.store.copies import Spread


def listed(kind: str, record: str | None, format_: Format, options: dict[str, Any]) -> int:
    """Prints the items of a kind."""
    with opened(path_of(record)) as r:
        names, sources = Names(r.connection), sources_of(r)
        limit = options.pop("limit", None)
        copies = bool(options["doc"]) if options["copies"] is None else options["copies"]
        wanted = given(options) | {"copies": copies}
        rows = [row(item, names, sources) for item in r.items(kind=kind, limit=limit, **wanted)]
        spread = r.spread({each["doc"] for each in rows})
    print_rows(rows, format_, kind, note=spread_note(spread, copies))
    return 0


def spread_note(spread: Spread, copies: bool) -> str:
    """' from 3 independent outlets; 2 copies of these left out, in 2 more outlets (--copies lists them)'"""
    said = f" from {plural(spread.outlets, 'independent outlet')}" if spread.outlets else ""
    if not spread.copies:
        return said
    more = f", in {plural(spread.more_outlets, 'more outlet')}" if spread.more_outlets else ""
    return f"{said}; {spread.copies:,} {'copy' if spread.copies == 1 else 'copies'} of these{more}, {'counted too' if copies else 'left out (--copies lists them)'}"


@click.command()
@record_argument
@filters()
@click.option("--mode", "label", multiple=True, type=click.Choice(["direct", "mixed", "indirect"]), help="How it is quoted.")
@click.option("--nested", is_flag=True, help="Only statements inside statements: heard through more than one mouth.")
@click.option("--nobody", is_flag=True, help="Only those whose speaker is not named.")
@format_option
def statements(record: str | None, format_: Format, **options: Any) -> int:
    """Who said what, exactly, and through whom it reached the page.

    \b
    Examples
      onrecord statements --who Stoltenberg --mode direct
      onrecord statements --about NATO --when 2024-05 --format csv > said.csv
      onrecord statements --nested
    """
    return listed("statement", record, format_, options)


@click.command()
@record_argument
@filters()
@click.option("--type", "label", multiple=True, metavar="TYPE", help="PLOVER event type: CONSULT, AID, ASSAULT, THREATEN …")
@click.option("--context", multiple=True, metavar="CONTEXT", type=click.Choice(ontology()["contexts"]), help="What it is about, a PLOVER context: military, economic, cyber, election … (docs/contexts.md).")
@format_option
def events(record: str | None, format_: Format, **options: Any) -> int:
    """Who did what to whom, where and when.

    \b
    Examples
      onrecord events --type ASSAULT --factuality actual
      onrecord events --who Russia --to Ukraine --when 2024
      onrecord events --context cyber --context misinformation
    """
    return listed("event", record, format_, options)


@click.command()
@record_argument
@filters()
@click.option("--act", "label", multiple=True, type=click.Choice(["pledge", "threat", "warning", "demand", "refusal", "permission", "restriction", "obligation"]), help="What kind of commitment.")
@click.option("--level", multiple=True, type=click.Choice(["diplomatic", "economic", "conventional", "nuclear", "unspecified"]), help="Of threats: with what.")
@click.option("--stage", multiple=True, metavar="STAGE", help="floated, pledged, committed, allocated, delivered, verified, delayed or withdrawn.")
@click.option("--having", multiple=True, type=click.Choice(["condition", "deadline", "amount"]), help="Only those with a condition, a deadline, an amount.")
@format_option
def commitments(record: str | None, format_: Format, **options: Any) -> int:
    """The ledger: who promised, threatened, demanded, allowed or refused what, by when, on what condition.

    \b
    Examples
      onrecord commitments --act threat --level nuclear
      onrecord commitments --act pledge --to Ukraine --format md
    """
    return listed("commitment", record, format_, options)


@click.command()
@record_argument
@filters()
@click.option("--measure", "label", multiple=True, metavar="MEASURE", help="killed, wounded, troops, money, poll_share, share_of_gdp …")
@click.option("--unit", multiple=True, metavar="UNIT", help="EUR, USD, percent, persons …")
@click.option("--missing", multiple=True, metavar="WHAT", help="Only those that don’t tell it: pollster, sample …")
@click.option("--contradicted", is_flag=True, help="Only those that another report contradicts.")
@format_option
def figures(record: str | None, format_: Format, **options: Any) -> int:
    """Which figures are in circulation, and who vouches for them.

    \b
    Examples
      onrecord figures --measure killed --voice attributed
      onrecord figures --measure money --unit EUR --format csv
    """
    return listed("figure", record, format_, options)


@click.command()
@record_argument
@filters("to", "when")
@click.option("--device", "label", multiple=True, type=click.Choice(["label", "loaded", "hedge", "scare_quotes"]), help="What kind of wording.")
@format_option
def framing(record: str | None, format_: Format, **options: Any) -> int:
    """Wording that takes sides: labels, loaded words, hedges, scare quotes.

    \b
    Example
      onrecord framing --voice outlet --doc 'reports/*'
    """
    return listed("framing", record, format_, options)


@click.command()
@record_argument
@click.option("--doc", multiple=True, metavar="DOCUMENT", help="Only these: id or its beginning, source, file name, glob.")
@click.option("--published", metavar="EDTF", help="When it was published.")
@click.option("--read", "state", flag_value="read", help="Only documents that were read, copies left out.")
@click.option("--unread", "state", flag_value="unread", help="Only documents not read, with the reason.")
@click.option("--undated", "state", flag_value="undated", help="Only documents without a date, copies left out.")
@click.option("--gaps", "state", flag_value="gaps", help="Only documents in which text is lost, copies left out.")
@click.option("--only-copies", "state", flag_value="copies", help="Only documents that copy another.")
@format_option
def documents(record: str | None, doc: tuple[str, ...], published: str | None, state: str | None, format_: Format) -> int:
    """The documents: where from, when published, how long, whether read.

    \b
    Examples
      onrecord documents --undated
      onrecord documents --published 2024-05 --format csv
    """
    with opened(path_of(record)) as r:
        rows = [row(d, {}) for d in r.documents(doc=list(doc) or None, published=published, state=state)]
    print_rows(rows, format_, "document")
    return 0


@click.command()
@record_argument
@click.option("--name", metavar="NAME", help="Only actors of this name or alias.")
@click.option("--type", "type_", metavar="TYPE", help="person, state, government, alliance, party, armed_group, company, media, population …")
@click.option("--limit", type=click.IntRange(1), metavar="N", help="At most N rows.")
@format_option
def actors(record: str | None, name: str | None, type_: str | None, limit: int | None, format_: Format) -> int:
    """Everybody who speaks, acts or undergoes; the most mentioned first.

    \b
    Examples
      onrecord actors --type person --limit 20
      onrecord show Stoltenberg                      what is known of one
    """
    with opened(path_of(record)) as r:
        rows = [row(x.actor, {}) | {"documents": x.documents, "mentions": x.mentions} for x in r.actors(name=name, type=type_, limit=limit, mentions=0)]
    print_rows(rows, format_, "actor")
    return 0


@click.command()
@click.argument("words", nargs=-1, metavar="[RECORD] WORDS...")
@click.option("--kind", multiple=True, type=click.Choice([k for k in KINDS if k not in ("actor", "link")]), help="Only hits of this kind.")
@click.option("--similar", metavar="TEXT", help="Instead of WORDS: sentences and statements that mean nearly what TEXT says.")
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, metavar="N", help="At most N hits a kind.")
@format_option
def search(words: tuple[str, ...], kind: tuple[str, ...], similar: str | None, limit: int, format_: Format) -> int:
    """Full text: words, "phrases", begin*, AND OR NOT.

    \b
    Examples
      onrecord search nuclear
      onrecord search crisis.onrecord '"no-fly zone" NOT Libya' --kind statement
      onrecord search --similar "The gas pipeline will be shut down" --kind statement
    """
    path, rest = split(words)
    if rest and similar is not None:
        raise click.UsageError("--similar TEXT takes the place of words: search for one of both")
    if not rest and similar is None:
        raise click.UsageError("say what to search for, e.g. onrecord search nuclear")
    with opened(path) as r:
        hits = r.search(" ".join(rest), kind, limit) if similar is None else _similar(r, similar, kind, limit)
    rows = [{"id": h.id, "kind": h.kind, "match": h.snippet, "source": h.source, "start": h.start, "end": h.end, "score": round(h.score, 3), "doc": h.doc} for h in hits]
    columns = ("id", "kind", "match", "source") if similar is None else ("score", "id", "kind", "match", "source")
    shown = [{k: r[k] for k in columns} for r in rows] if format_ in ("table", "md") else rows
    print_rows(shown, format_, "search")
    return 0


def _similar(record: Record, text: str, kinds: tuple[str, ...], limit: int) -> list[Hit]:
    with ExitStack() as bars:

        def begun(documents: int) -> Callable[[], None]:
            return bars.enter_context(Steps(documents, "embedding documents")).advance

        return record.similar(text, kinds, limit, begun)


@click.command()
@click.argument("words", nargs=-1, required=True, metavar="[RECORD] QUERY")
@click.option("--limit", type=click.IntRange(1), default=1000, show_default=True, metavar="N", help="At most N rows.")
@click.option("--seconds", type=click.FloatRange(0.1), default=10.0, show_default=True, help="Give up after this time.")
@format_option
def sql(words: tuple[str, ...], limit: int, seconds: float, format_: Format) -> int:
    """One SELECT of your own over the record; nothing can be written.

    \b
    Examples
      onrecord sql "SELECT label, count(*) AS reports FROM items WHERE kind = 'commitment' GROUP BY label"
      onrecord sql crisis.onrecord "SELECT name, sql FROM sqlite_master WHERE type = 'table'"
    """
    path, rest = split(words, 1)
    if len(rest) != 1:
        raise click.UsageError("one query, in quotation marks, e.g. onrecord sql \"SELECT count(*) FROM items\"")
    with opened(path) as r:
        table = r.sql(rest[0], limit, seconds)
    columns = [name if table.columns.count(name) == 1 else f"{name}.{n}" for n, name in enumerate(table.columns, 1)]
    print_rows([dict(zip(columns, values, strict=True)) for values in table.rows], format_, "sql")
    if table.truncated:
        click.echo(f"only the first {limit:,} rows; --limit gives more", err=True)
    return 0


COMMANDS = (documents, statements, events, commitments, figures, framing, actors, search, sql)
