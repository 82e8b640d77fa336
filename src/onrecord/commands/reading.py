"""read, import: into the record."""

from __future__ import annotations

import hashlib
import logging
import math
import os
import shlex
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, Protocol, TextIO

import click

from onrecord import workers
from onrecord.commands.arguments import opened, path_of, record_argument
from onrecord.commands.copying import Lines
from onrecord.commands.progress import Steps
from onrecord.commands.teams import told_conflicts
from onrecord.errors import Unreadable, Usage
from onrecord.export.withheld import Texts, restored
from onrecord.fingerprint import reader_version
from onrecord.ingest import Source, sources
from onrecord.ingest.evidence import Evidence, Response
from onrecord.ingest.extracted import Facts
from onrecord.ingest.sources import load
from onrecord.pipeline import Result, read_sources
from onrecord.records import document_id
from onrecord.report.briefing import plural
from onrecord.resolve import knowledge
from onrecord.show import inert
from onrecord.store import Record
from onrecord.store.connect import place_of
from onrecord.store.journal import from_line
from onrecord.workers import Limits

BATCH = 16  # documents a transaction
PATIENCE = 1.0  # seconds that a document read waits for others to be written with it
RECOGNISING = 1800.0  # seconds a source may take where pictures of pages are read: tesseract has a limit of its own for each page
HARMLESS = 256 << 10  # bytes of plain text that are read without a process of their own


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("-o", "--output", "record", metavar="RECORD", help="Write into this record; it is made if missing, continued if there.")
@click.option("--jsonl", metavar="FILE", help="Write JSON Lines to a file; - is standard output. The default without -o.")
@click.option("--published", metavar="DATE", help="When they were published, where an index doesn’t say: 2024-05-28.")
@click.option("--index", "index_file", metavar="FILE.csv", help="A table with columns path, published, outlet, title, language, translation_of.")
@click.option("--jobs", type=click.IntRange(1), default=1, show_default=True, metavar="N", help="How many processes read.")
@click.option("--timeout", type=click.FloatRange(0.1), default=Limits().seconds, show_default=True, metavar="SECONDS", help="Give up on a source that takes longer; status names it.")
@click.option("--column", "columns", multiple=True, metavar="FIELD=NAME", help="Of tables of articles: which column is title, text, published, outlet … Guessed and shown if left out.")
@click.option("--follow", is_flag=True, help="Also fetch the full texts that teasers of feeds link to, where they are public.")
@click.option("--translation", "translations", multiple=True, metavar="FILE", help="The English translation of PATH, of each PATH in turn where there are several.")
@click.option("--ocr", "recognise", metavar="LANGUAGES", help="Have the program tesseract read pages that are pictures: eng, deu, deu+eng.")
@click.option("--keep", is_flag=True, help="Keep the files’ bytes in the record; answers of web servers are kept anyway.")
@click.option("-q", "--quiet", is_flag=True, help="No progress, no notices.")
def read(
    paths: tuple[str, ...], record: str | None, jsonl: str | None, published: str | None, index_file: str | None, jobs: int, timeout: float, columns: tuple[str, ...], follow: bool, quiet: bool,
    translations: tuple[str, ...] = (), recognise: str | None = None, keep: bool = False,
) -> int:
    """Read files, folders, globs, archives, feeds, URLs or - (standard input).

    Documents that are in the record already are passed over; changed ones replace their earlier version. Killed or
    interrupted, the same command goes on where it stopped. What can't be read is named and skipped (exit status 1).

    \b
    Examples
      onrecord read reports/ -o crisis.onrecord
      onrecord read article.pdf --published 2024-05-28 | jq 'select(.kind == "commitment")'
      onrecord read 'inbox/*.html' feed.xml https://example.org/news -o crisis.onrecord --jobs 2
      onrecord read articles.csv --column text=body --column published=day -o crisis.onrecord
      onrecord read rede.txt --translation speech.txt -o crisis.onrecord
      onrecord read scans/ --ocr eng -o crisis.onrecord
      curl -s https://example.org/article | onrecord read - --jsonl -
    """
    listening(quiet)
    if translations and len(translations) != len(paths):
        raise Usage(f"--translation: {plural(len(translations), 'translation')} of {plural(len(paths), 'path')}; give one for each original, in the same order")
    found = list(sources(
        paths, columns=_columns(columns), index=index_file, published=published, follow=follow, notice=_silent if quiet else _notice,
        translations=dict(zip(translations, paths, strict=False)), recognise=recognise, keep=keep,
    ))  # fmt: skip
    if not found:
        raise Usage(f"nothing to read in {', '.join(paths)}")
    if recognise:
        timeout = max(timeout, RECOGNISING)
    with Steps(len(found), "reading", quiet) as steps:
        try:
            if record:
                return into_record(record, found, jsonl, jobs, timeout, steps, list(paths))
            return _as_jsonl(jsonl or "-", found, jobs, timeout, steps)
        except KeyboardInterrupt:
            again = f"; the same command goes on from there: onrecord {shlex.join(sys.argv[1:])}" if record else ""
            click.echo(f"onrecord: interrupted after {steps.done:,} of {len(found):,} sources{again}", err=True)
            return 130


def _columns(given: tuple[str, ...]) -> dict[str, str] | None:
    pairs = [word.partition("=") for word in given]
    if bad := next((word for word, (field, sign, name) in zip(given, pairs, strict=True) if not (field and sign and name)), None):
        raise Usage(f"--column {bad!r}: write FIELD=NAME, e.g. --column text=body")
    return {field: name for field, _, name in pairs} or None


def listening(quiet: bool) -> None:
    """Our own warnings become lines on standard error; other libraries' stay silent."""
    logging.getLogger().addHandler(logging.NullHandler())
    log = logging.getLogger("onrecord")
    log.handlers = [logging.NullHandler() if quiet else _Lines()]


class _Lines(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        _notice(record.getMessage())


def _notice(line: str) -> None:
    click.echo(f"onrecord: {inert(line)}", err=True)


def _silent(line: str) -> None:
    return


def _as_jsonl(target: str, found: list[Source], jobs: int, timeout: float, steps: Steps) -> int:
    failed = 0
    with closing(_target(target)) as out:
        with Lines(out) as lines:
            for result in _results(found, jobs, timeout):
                failed += _complained(result)
                for document, items in result.documents:
                    lines.add(document, items)
                steps.advance()
        out.flush()
    return 1 if failed else 0


class Advancing(Protocol):
    def advance(self) -> None: ...


def into_record(path: str, found: list[Source], jsonl: str | None, jobs: int, timeout: float, steps: Advancing, paths: list[str]) -> int:
    """Reads the sources into the record; `steps` hears of each. The exit status: 1 when something could not be read."""
    base = knowledge.load().version
    failed = added = 0
    seen: list[str] = []
    with Record.open(path, create=True) as record:
        run = record.begin_run(reader_version(), base, {"paths": paths} | _own_knowledge())
        fresh, old = [], 0
        for source in found:
            if id_ := _unchanged(record, source, base, run):
                if source.response:
                    record.keep_response(source.response, [id_])
                seen.append(id_)
                old += 1
                steps.advance()
            else:
                fresh.append(source)
        batch: list[Any] = []
        rests_on: list[tuple[str, Evidence]] = []
        answers: list[tuple[Response, list[str]]] = []
        due = 0.0  # the first document at once: somebody may be looking
        for result in _results(fresh, jobs, timeout):
            if result.error:
                failed += _complained(result)
                record.skip(result.error.source, result.error.reason, run)
            known = _same_again(record, result, base, run)
            ids = [known.get(d.id, d.id) for d, _ in result.documents]
            old += len(known)
            batch += [pair for pair in result.documents if pair[0].id not in known]
            rests_on += [(id_, evidence) for id_, evidence in result.evidence if id_ not in known]
            if result.source.response:
                answers.append((result.source.response, ids))
            seen += ids
            if len(batch) >= BATCH or time.monotonic() >= due:
                record.add(batch, run, rests_on, answers)
                added, batch, rests_on, answers = added + len(batch), [], [], []
                due = time.monotonic() + PATIENCE
            steps.advance()
        record.add(batch, run, rests_on, answers)
        added += len(batch)
        if stale := record.stale():
            from onrecord.pipeline import reread

            record.reread_stale(reread)
            click.echo(f"{plural(len(stale), 'document')} read again with corrected facts", err=True)
        record.finish_run(run)
        if jsonl:
            with closing(_target(jsonl)) as out:
                for id_ in dict.fromkeys(seen):
                    out.write("".join(line + "\n" for line in record.lines(doc=id_)))
    said = [f"{plural(added, 'document')} read", f"{old:,} unchanged" if old else "", f"{plural(failed, 'source')} unreadable (onrecord status lists them)" if failed else ""]
    click.echo(f"{place_of(path)}: {', '.join(x for x in said if x)}", err=True)
    return 1 if failed else 0


def _own_knowledge() -> dict[str, Any]:
    """The user's lists that the run reads with, as the record keeps them; nothing where there are none."""
    lists = [{"list": one.name, "entities": len(one.entries), "kept": one.kept, "from": one.source, "sha256": one.sha256} for one in knowledge.load().lists]
    return {"knowledge": lists} if lists else {}


def _unchanged(record: Record, source: Source, base: str, run: int) -> str | None:
    """The id of the document where this source is in the record already, byte for byte, read by the same version with the same facts."""
    try:
        sha256 = hashlib.sha256(load(source)).hexdigest()
        id_ = document_id(source.name, sha256)
        said = stated(source.supplied)
        if source.original:
            said["translation_of"] = document_id(source.original.name, hashlib.sha256(load(source.original)).hexdigest())
    except Unreadable:
        return None
    if source.keep and not source.url and record.original(sha256) is None:
        return None
    if not record.has(id_, reader_version(), base, supplied=said, run=run):
        return None
    if source.recognise and any(page.picture and not page.ocr for page in record.document(id_).pages):
        return None
    return id_


def _same_again(record: Record, result: Result, base: str, run: int) -> dict[str, str]:
    """Of a page fetched again: the ids of its documents that say what the record has, though with other bytes -> those of the record."""
    known: dict[str, str] = {}
    for document, _ in result.documents if result.source.response else ():
        if (same := record.same_again(document)) and record.has(same, reader_version(), base, supplied=stated(result.source.supplied), run=run):
            known[document.id] = same
    return known


def stated(facts: Facts) -> dict[str, str]:
    """What the user said, as the store keeps it: {'published': '2024-05-28'}."""
    return {name: value for name in ("published", "outlet", "title", "language") if (value := getattr(facts, name))}


def _results(found: list[Source], jobs: int, timeout: float) -> Iterator[Result]:
    """Results in order, read in processes of their own within limits; a few short plain texts, which can do no harm, right here."""
    if jobs == 1 and not workers.READY and sum(map(_harmless, found)) <= HARMLESS:
        return read_sources(found)
    return read_sources(found, jobs, Limits(timeout))


def _harmless(source: Source) -> float:
    """The size of a plain text; of anything that a parser must take apart, or that is long, infinite."""
    if source.row or source.members or not source.name.lower().endswith((".txt", ".md")):
        return math.inf
    try:
        size = len(source.data) if source.data is not None else os.stat(source.path or "").st_size
    except OSError:
        return 0
    return size if size <= HARMLESS / 4 else math.inf


def _complained(result: Result) -> int:
    if result.error is None:
        return 0
    click.echo(f"onrecord: {inert(str(result.error))}", err=True)
    return 1


def _target(name: str) -> Target:
    if name == "-":
        return _Standard()
    return open(name, "w", encoding="utf-8", newline="\n")


class Target(Protocol):
    def write(self, text: str, /) -> int: ...
    def flush(self) -> None: ...
    def close(self) -> None: ...


class _Standard:
    """Standard output as a file that closing leaves open."""

    def write(self, text: str) -> int:
        return sys.stdout.write(text)

    def flush(self) -> None:
        sys.stdout.flush()

    def close(self) -> None:
        sys.stdout.flush()


@click.command("import")
@record_argument
@click.argument("file", type=click.File("r", encoding="utf-8", errors="strict"))
@click.option("--journal", is_flag=True, help="The file holds corrections (onrecord corrections --jsonl), not documents.")
@click.option("--texts", metavar="FOLDER", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Where the texts are that `export --no-text` left out.")
def import_(record: str | None, file: TextIO, journal: bool, texts: Path | None) -> int:
    """Put JSON Lines that `read` or `export` wrote into a record.

    \b
    Examples
      onrecord import crisis.onrecord crisis.jsonl
      onrecord import crisis.onrecord corrections.jsonl --journal
      onrecord import crisis.onrecord published.jsonl --texts articles/
    """
    path = path_of(record)
    name = getattr(file, "name", "-")
    try:
        if journal:
            with opened(path, write=True) as target:
                given, mine = list(file), list(target.journal())
                click.echo(f"{place_of(path)}: {target.import_journal(given, name):,} new corrections", err=True)
                for clash in told_conflicts(mine, [from_line(line) for line in given if line.strip()]):
                    click.echo(f"onrecord: conflict: {inert(clash)}", err=True)
                return 0
        with Record.open(path, create=not Record.exists(path)) as target:
            missing: list[tuple[str, str]] = []
            lines = restored((line.rstrip("\r\n") for line in file), Texts(texts), missing) if texts else file
            click.echo(f"{place_of(path)}: {target.import_jsonl(lines, name):,} documents", err=True)
            for source, why in missing:
                click.echo(f"onrecord: {inert(f'{source}: {why}')}", err=True)
            return 1 if missing else 0
    except UnicodeDecodeError as error:
        raise Unreadable(name, f"not UTF-8 ({error.reason} at byte {error.start})") from error
    return 0


COMMANDS = (read, import_)
