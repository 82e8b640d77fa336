"""report, export, mcp, demo: the record for others."""

from __future__ import annotations

import shutil
import sys
from contextlib import ExitStack
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any, TextIO

import click

from onrecord.commands import reading
from onrecord.commands.accounts import briefing_of, briefing_text, examples_there, methods_text
from onrecord.commands.arguments import opened, path_of, record_argument
from onrecord.commands.evidence import history
from onrecord.errors import Usage
from onrecord.export import EVENT_FORMATS
from onrecord.export.events import Written
from onrecord.export.withheld import without_text
from onrecord.report import write
from onrecord.report.material import Material, gathered
from onrecord.store import Record

BY_DOCUMENT = ("jsonl", "webannotation", "ftm", "claimreview", "ris", "bibtex")  # formats that can hold some documents only
FORMATS = ("jsonl", "csv", "parquet", "webannotation", "timex3", "tidy", *EVENT_FORMATS, "ftm", "claimreview", "ris", "bibtex", "datasette")


def material(record: Record, title: str) -> Material:
    """Everything a report is made from."""
    pairs = ((d, [*record.items(kind="actor", doc=d.id), *record.items(doc=d.id)]) for d in list(record.documents()))
    skipped = [(s.source, s.reason) for s in record.status().skipped]
    return gathered(title, pairs, record.links(), skipped, [methods_text(record.methods())], {doc: history(record, doc) for doc in record.with_history()})


@click.command()
@record_argument
@click.option("-o", "--output", "out", default="site", show_default=True, metavar="FOLDER", help="Where the pages go.")
@click.option("--title", metavar="WORDS", help="Heading of the first page.  [default: the record’s name]")
def report(record: str | None, out: str, title: str | None) -> int:
    """Write the record as static pages: every item in its text, the tables, the briefing.

    The pages need no server, no JavaScript and no network; open FOLDER/index.html.

    \b
    Example
      onrecord report crisis.onrecord -o site --title "Summer 2024"
    """
    path = path_of(record)
    folder = Path(out)
    if folder.exists() and not folder.is_dir():
        raise Usage(f"{out}: is a file; name a folder with -o")
    with opened(path) as r:
        first = write(material(r, title or Path(path).stem), folder)
    click.echo(str(first))
    return 0


@click.command()
@record_argument
@click.option("--format", "format_", type=click.Choice(FORMATS), default="jsonl", show_default=True, help="What to write.")
@click.option("-o", "--output", "out", default="-", metavar="FILE|FOLDER", help="Where; - is standard output. CSV of all kinds, Parquet, TIMEX3 and tidy need a folder.")
@click.option("--doc", multiple=True, metavar="DOCUMENT", help="Only these documents, for jsonl, webannotation, ftm, claimreview, ris and bibtex.")
@click.option("--item", multiple=True, metavar="ITEM", help="Only these items, for claimreview; else every statement.")
@click.option("--no-text", is_flag=True, help="JSON Lines without the texts: no run of more than 25 words of a source; `import --texts` puts them back.")
@click.option("--copies", is_flag=True, help="Tidy and event formats: count documents that copy another as well.")
@click.option("--kind", metavar="KIND", help="One kind as one CSV table: statement, event, commitment, figure, framing, actor, link, document.")
def export(record: str | None, format_: str, out: str, doc: tuple[str, ...], no_text: bool, copies: bool, kind: str | None, item: tuple[str, ...]) -> int:
    """The record in other forms. JSON Lines can be imported again and give the same record.

    \b
    Examples
      onrecord export crisis.onrecord -o crisis.jsonl
      onrecord export --no-text -o to-publish.jsonl
      onrecord export --format csv --kind commitment > ledger.csv
      onrecord export --format parquet -o tables/
      onrecord export --format webannotation -o annotations.jsonld
      onrecord export --format timex3 -o times/
      onrecord export --format tidy -o tables/          # for R, Stata, pandas, with a codebook
      onrecord export --format icews > events.tab       # also plover, polecat, acled, ged, geojson
      onrecord export --format ftm -o entities.ftm.json                  # people, bodies, documents, mentions for Aleph
      onrecord export --format claimreview --item s3f2a91 -o draft.json  # for fact-checkers; the rating is left to them
      onrecord export --format ris -o documents.ris                      # or bibtex: documents for reference managers
      onrecord export --format datasette -o metadata.json                # then: datasette crisis.onrecord --metadata metadata.json
    """
    if no_text and format_ != "jsonl":
        raise click.UsageError("--no-text goes with --format jsonl")
    if doc and format_ not in BY_DOCUMENT:
        raise click.UsageError(f"--doc does not go with --format {format_}; make a record of these documents first: onrecord subset --doc …")
    if item and format_ != "claimreview":
        raise click.UsageError("--item goes with --format claimreview")
    if copies and format_ != "tidy" and format_ not in EVENT_FORMATS:
        raise click.UsageError("--copies goes with --format tidy and the formats of events; the others hold every document")
    folder = format_ in ("parquet", "timex3", "tidy") or (format_ == "csv" and kind is None)
    if folder and out == "-":
        raise click.UsageError(f"{format_} is one file a {'document' if format_ == 'timex3' else 'kind'}: name a folder with -o" + (", or one table with --kind" if format_ == "csv" else ""))
    with opened(path_of(record)) as r, ExitStack() as stack:
        if folder:
            written = _folder(r, format_, Path(out), copies)
            click.echo("\n".join(str(p) for p in written))
            return 0
        file: TextIO = sys.stdout if out == "-" else stack.enter_context(open(out, "w", encoding="utf-8", newline="\n"))
        if format_ == "jsonl":
            lines = r.lines(doc=list(doc) or None)
            for line in without_text(lines) if no_text else lines:
                file.write(line + "\n")
        elif format_ == "csv":
            from onrecord.export import write_csv

            write_csv(r, str(kind), file)
        elif format_ in EVENT_FORMATS:
            _left_out(EVENT_FORMATS[format_](r, file, copies), format_)
        else:
            _written(r, format_, file, {"doc": list(doc) or None} | ({"items": list(item)} if item else {}))
    return 0


def _left_out(written: Written, format_: str) -> None:
    """On standard error: what is not in the file, so that its rows are not taken for all there is."""
    if written.left_out:
        reasons = "; ".join(f"{reason}: {count:,}" for reason, count in sorted(written.left_out.items(), key=lambda kept: (-kept[1], kept[0])))
        click.echo(f"{written.rows:,} rows; left out of {format_} ({reasons})", err=True)


def _folder(record: Record, format_: str, out: Path, copies: bool) -> list[Path]:
    from onrecord.export import csv_folder, parquet_folder, tidy_folder, timex3_folder

    if format_ == "tidy":
        return tidy_folder(record, out, copies)
    if format_ == "csv":
        return csv_folder(record, out)
    if format_ == "timex3":
        return timex3_folder(record, out)
    try:
        return list(parquet_folder(record, out))
    except ImportError as error:
        raise Usage(f"Parquet needs pyarrow ({error}): pip install 'onrecord[tables]'") from error


def _written(record: Record, format_: str, file: TextIO, chosen: dict[str, Any]) -> None:
    """The formats that are one stream of text."""
    from onrecord import export as to

    if format_ == "datasette":
        to.write_datasette(record, file)
        return
    write = {"webannotation": to.write_web_annotations, "ftm": to.write_ftm, "claimreview": to.write_claimreviews, "ris": to.write_ris, "bibtex": to.write_bibtex}
    write[format_](record, file, **chosen)


@click.command()
@record_argument
def mcp(record: str | None) -> int:
    """Serve the record to language-model assistants over the Model Context Protocol (standard input and output).

    Tools: search, statements, ledger, figures, passage, documents. Every answer holds document, offsets and verbatim words; nothing can be
    written. Enter this command in the assistant's list of servers, with the record's whole path.

    \b
    Example
      onrecord mcp /home/ana/crisis.onrecord
    """
    path = path_of(record)
    opened(path).close()  # a missing record is told at once
    try:
        from onrecord.assistants.server import server
    except ImportError as error:
        raise Usage(f"serving assistants needs the package mcp ({error}): pip install 'onrecord[mcp]'") from error
    server(path).run("stdio")
    return 0


@click.command()
@click.option("-o", "--output", "out", default="demo", show_default=True, metavar="FOLDER", help="Where record and pages go.")
def demo(out: str) -> int:
    """Read the packaged example articles, print the briefing, write the pages. A first look, in half a minute."""
    if not examples_there():
        raise Usage("this installation has no examples; read documents of your own: onrecord read PATH... -o crisis.onrecord")
    folder = Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "crisis.onrecord"
    for old in (path, *(path.with_name(path.name + end) for end in ("-wal", "-shm"))):
        old.unlink(missing_ok=True)
    if (folder / "site").is_dir():
        shutil.rmtree(folder / "site")
    with as_file(files("onrecord") / "examples") as examples:
        index = examples / "index.csv"
        inputs = sorted(str(p) for p in examples.iterdir() if not p.name.startswith(("_", ".")) and p.suffix not in (".py", ".csv") and p.name != "README.md")
        context = click.get_current_context()
        code = context.invoke(reading.read, paths=tuple(inputs), record=str(path), jsonl=None, published=None, index_file=str(index) if index.is_file() else None, jobs=1, columns=(), follow=False, quiet=False)
    with opened(str(path)) as r:
        click.echo(briefing_text(briefing_of(r), str(path)))
        first = write(material(r, "Demo"), folder / "site")
    click.echo(f"\nreport: {first.resolve()}")
    return int(code or 0)


COMMANDS = (report, export, mcp, demo)
