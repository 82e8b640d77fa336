"""status, briefing, verify, diff, methods, doctor: what the record holds, whether it is sound, how it came about."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import json
import platform
import sqlite3
import sys
from importlib.resources import files
from typing import Any

import click

from onrecord import __version__
from onrecord.commands.arguments import format_option, opened, path_of, record_argument, split
from onrecord.commands.printing import colorful, print_rows, put, terminal_width
from onrecord.ingest import ocr
from onrecord.records import to_json
from onrecord.report.briefing import Line, Number, briefing, plural, shell
from onrecord.resolve.knowledge import kept_until
from onrecord.resolve.knowledge.lists import own_lists
from onrecord.show import Format, inert
from onrecord.store import Record, Status

# -- status ---------------------------------------------------------------------------------------------------------


@click.command()
@record_argument
@format_option
def status(record: str | None, format_: Format) -> int:
    """What was read, what was not and why, what waits.

    \b
    Examples
      onrecord status
      onrecord status --format json | jq .skipped
    """
    with opened(path_of(record)) as r:
        state = r.status()
    if format_ == "json":
        put(json.dumps(to_json(state), ensure_ascii=False, indent=1))
        return 0
    rows = [{"what": what, "count": count, "note": note} for what, count, note in status_rows(state)]
    print_rows(rows, format_, "status")
    return 0


def status_rows(s: Status) -> list[tuple[str, int, str]]:
    rows = [("documents", s.documents, f"{s.path}, {s.bytes / 1e6:,.1f} MB, schema {s.schema}"), ("copies among them", s.copies, "left out of briefing counts")]
    rows += [("not read", n, reason) for reason, n in s.unread.items() if not reason.startswith("language:")]
    rows += [
        ("not read", n["unread"], f"language: {language}" + (f", {n['translated']:,} of them read in translation" if n["translated"] else ""))
        for language, n in s.languages.items() if n["unread"] and f"language: {language}" in s.unread
    ]  # fmt: skip
    rows += [(f"reports: {kind}", n, "") for kind, n in s.items.items()]
    rows += [("actors", s.actors, ""), ("links", s.links, ""), ("earlier versions kept", s.superseded, ""), ("runs", s.runs, "")]
    rows += [("unfinished run", run, "running now, or killed: the same `onrecord read` goes on from there") for run in s.unfinished]
    rows += [(f"corrections: {action}", n, "") for action, n in s.corrections.items()]
    rows += [("correction that fits nothing now", 1, f"{e.id} {e.action} {e.quotation or ''}") for e in s.orphans]
    rows += [("to be read again", 1, f"{doc}: its facts were corrected") for doc in s.stale]
    rows += [("note", 1, f"{n.source}: {n.note}") for n in s.notes]
    return rows + [("unreadable", 1, f"{x.source}: {x.reason}") for x in s.skipped]


# -- briefing -------------------------------------------------------------------------------------------------------


@click.command("briefing")
@record_argument
@click.option("--commands/--no-commands", default=True, help="With the command that lists what is behind each number.  [default: with]")
@click.option("--format", "format_", type=click.Choice(["text", "json", "md"]), default="text", show_default=True, help="How it is written.")
def briefing_(record: str | None, commands: bool, format_: str) -> int:
    """Six lines: who speaks, ledger, threats, figures, gaps, coverage.

    Templates and counts only. Each number can be opened: the command below it lists the passages it was counted from.
    """
    path = path_of(record)
    with opened(path) as r:
        lines = briefing_of(r)
    if format_ == "json":
        said = [{"line": line.label, "text": str(line), "numbers": [to_json(p) for p in line.parts if isinstance(p, Number)]} for line in lines]
        put(json.dumps(said, ensure_ascii=False, indent=1))
    elif format_ == "md":
        click.echo("\n".join(f"- **{line.label}**: {inert(str(line))}" for line in lines))
    else:
        put(briefing_text(lines, path if commands else None), checked=True)
    return 0


def briefing_of(record: Record) -> list[Line]:
    documents = list(record.documents())
    items = [*record.items(), *record.links()]
    return briefing(documents, items, record.names(), [(s.source, s.reason) for s in record.skipped()])


def briefing_text(lines: list[Line], path: str | None) -> str:
    """The lines for a terminal; with a path, under each the commands that list what was counted."""
    bold, dim, off = ("\x1b[1m", "\x1b[2m", "\x1b[0m") if colorful() else ("", "", "")
    width = min(terminal_width(), 110)
    out = []
    for line in lines:
        out += _wrapped(f"{line.label:<12}", inert(str(line)), width, bold, off)
        if path is not None:
            seen = dict.fromkeys(_command(p.command, path) for p in line.parts if isinstance(p, Number) and p.ids)
            out += [f"{'':<12}{dim}{inert(c)}{off}" for c in list(seen)[:4]]
    return "\n".join(out)


def _command(command: str, path: str) -> str:
    name, _, rest = command.partition(" ")
    return f"onrecord {name} {shell(path)} {rest}".rstrip()


def _wrapped(label: str, text: str, width: int, bold: str, off: str) -> list[str]:
    out, now = [], ""
    for word in text.split():
        if now and len(label) + len(now) + 1 + len(word) > width:
            out.append(now)
            now = word
        else:
            now = f"{now} {word}" if now else word
    rows = [*out, now]
    return [f"{bold}{label}{off}{rows[0]}", *(f"{'':<{len(label)}}{row}" for row in rows[1:])]


# -- soundness ------------------------------------------------------------------------------------------------------


@click.command()
@record_argument
@format_option
def verify(record: str | None, format_: Format) -> int:
    """Re-check every span, id, pointer, hash and index; exit status 1 when something is not as it must be."""
    path = path_of(record)
    with opened(path) as r:
        problems = [{"document": p.doc, "item": p.item, "problem": p.what} for p in r.verify()]
        count = r.status().documents
    if problems:
        print_rows(problems, format_, "problem")
        click.echo(f"{path}: {len(problems):,} problems", err=True)
        return 1
    if format_ == "json":
        click.echo("[]")
    click.echo(f"{path}: sound, {count:,} documents checked", err=format_ != "table")
    return 0


@click.command()
@click.argument("words", nargs=-1, metavar="[RECORD] [BEFORE AFTER]")
@format_option
def diff(words: tuple[str, ...], format_: Format) -> int:
    """What changed in the readings between two runs; without numbers, between the last two.

    \b
    Examples
      onrecord diff
      onrecord diff crisis.onrecord 3 7 --format json
    """
    numbers = [w for w in words if w.isdigit()]
    paths = [w for w in words if not w.isdigit()]
    if len(paths) > 1 or len(numbers) not in (0, 2):
        raise click.UsageError("give the record and two run numbers: onrecord diff crisis.onrecord 3 7")
    with opened(split(paths, 0)[0]) as r:
        runs = [run.id for run in r.runs()]
        if not numbers and len(runs) < 2:
            click.echo("only one run: nothing to compare", err=True)
            return 0
        before, after = (int(numbers[0]), int(numbers[1])) if numbers else (runs[-2], runs[-1])
        changes = list(r.diff(before, after))
    if format_ == "json":
        put(json.dumps([to_json(c) for c in changes], ensure_ascii=False, indent=1))
        return 0
    rows = [{"change": c.change, "kind": c.kind, "id": c.id, "words": _words(c.after or c.before or {}), "source": c.source, "doc": c.doc} for c in changes]
    shown = [{k: r[k] for k in ("change", "kind", "id", "words", "source")} for r in rows] if format_ in ("table", "md") else rows
    print_rows(shown, format_, "diff", f"no reading differs between run {before} and run {after}")
    return 0


def _words(record: dict[str, Any]) -> str:
    spans = record.get("evidence") or []
    return str(spans[0]["text"]) if spans else str(record.get("title") or record.get("source") or "")


# -- methods --------------------------------------------------------------------------------------------------------


@click.command()
@record_argument
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True, help="A paragraph, or data.")
def methods(record: str | None, format_: str) -> int:
    """The paragraph a paper needs: versions, hashes, what was read, skipped, copied and corrected."""
    with opened(path_of(record)) as r:
        data = r.methods()
    put(json.dumps(data, ensure_ascii=False, indent=1) if format_ == "json" else inert(methods_text(data)))
    return 0


def methods_text(m: dict[str, Any]) -> str:
    """`Record.methods()` as one paragraph, from a template."""

    def counts(values: dict[str, int]) -> str:
        return ", ".join(f"{k} {n:,}" for k, n in values.items()) or "none"

    def span(pair: list[str | None]) -> str:
        return f"{pair[0]} to {pair[1]}" if pair[0] else "no dates"

    readers = "; ".join(f"onrecord {x['version']} (knowledge base {x['knowledge'] or 'none'}): {x['documents']:,} documents" for x in m["readers"])
    return (
        f"The record holds {m['documents']:,} documents (media types: {counts(m['media_types'])}; languages: {counts(m['languages'])}) from {m['outlets']:,} named outlets, "
        f"published {span(m['published'])}; {m['undated']:,} are undated. {m['read']:,} were read; not read: {counts(m['unread'])}. {m['copies']:,} duplicate another document. "
        f"{plural(len(m['skipped']), 'source')} could not be read. Read by {readers or 'nobody'}. Reports found: {counts(m['items'])}. "
        f"Corrections by people: {counts(m['corrections'])}, in {m['corrected_documents']:,} documents; {m['orphans']:,} fit nothing any more. "
        f"SHA-256 over the readings: {m['sha256']}."
    )


# -- doctor ---------------------------------------------------------------------------------------------------------


@click.command()
def doctor() -> int:
    """Check what onrecord needs on this machine; exit status 1 when something is missing."""
    failed = 0
    for name, good, note in checks():
        failed += good is False
        click.echo(f"{'ok  ' if good else 'no  ' if good is False else '-   '} {name:<27} {note}")
    return 1 if failed else 0


def checks() -> list[tuple[str, bool | None, str]]:
    """(what, whether it is there: None for an optional part that is missing, what it is or what to do)."""
    out: list[tuple[str, bool | None, str]] = [
        ("onrecord", True, __version__),
        ("Python", sys.version_info >= (3, 11), f"{platform.python_version()} ({sys.executable})"),
        ("SQLite", sqlite3.sqlite_version_info >= (3, 35), sqlite3.sqlite_version),
        ("SQLite FTS5", _fts5(), "full-text search" if _fts5() else "this Python’s SQLite has no FTS5: use python.org’s or your system’s newer Python"),
    ]
    tesseract = ocr.installed()
    out.append(("tesseract", True if tesseract else None, tesseract or "only for --ocr: apt install tesseract-ocr"))
    for package, part in (("onrecord.report", "templates/style.css"), ("onrecord.store", "schema.sql"), ("onrecord.resolve.knowledge", ""), ("onrecord.reader", "weights/encoder.onnx")):
        try:
            there = (files(package) / part).is_file() if part else any(True for _ in files(package).iterdir())
        except ModuleNotFoundError:
            there = False
        out.append((f"data of {package.removeprefix('onrecord.')}", there, "packaged" if there else "missing: install onrecord again"))
    out.extend((f"knowledge: {name}", True, f"kept until {until}; later offices are unverified" if name == "offices.tsv" else f"kept until {until}") for name, until in kept_until().items())
    out.extend((f"knowledge: your {one.name}", True, f"{len(one.entries):,} entities, kept until {one.kept}; later offices are unverified") for one in own_lists())
    there = examples_there()
    out.append(("examples", there or None, "packaged" if there else "not packaged: `onrecord demo` has nothing to read"))
    for module, why in (("trafilatura", "HTML"), ("pypdfium2", "PDF"), ("docx", "DOCX"), ("feedparser", "feeds"), ("py3langid", "language"), ("onnxruntime", "the trained reader"), ("tokenizers", "the trained reader")):
        out.append((module, importlib.util.find_spec(module) is not None, why))
    for module, why in (("pandas", "to_pandas(); pip install 'onrecord[tables]'"), ("pyarrow", "Parquet; pip install 'onrecord[tables]'"), ("polars", "to_polars(); pip install polars")):
        found = importlib.util.find_spec(module) is not None
        out.append((f"{module} (optional)", found or None, importlib.metadata.version(module) if found else f"for {why}"))
    return out


def _fts5() -> bool:
    try:
        with sqlite3.connect(":memory:") as connection:
            connection.execute("CREATE VIRTUAL TABLE t USING fts5(x)")
    except sqlite3.Error:
        return False
    return True


def examples_there() -> bool:
    here = files("onrecord") / "examples"
    return here.is_dir() and any(not p.name.startswith(("_", ".")) for p in here.iterdir())


COMMANDS = (status, briefing_, verify, diff, methods, doctor)
