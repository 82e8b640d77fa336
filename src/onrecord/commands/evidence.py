"""versions, original: what a page said before, and the bytes as they came."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import click

from onrecord.commands.arguments import opened, split
from onrecord.commands.printing import colorful, print_rows, put
from onrecord.errors import Usage
from onrecord.records import Document, to_json
from onrecord.show import clipped, inert
from onrecord.store import Record
from onrecord.store.evidence import Retrieval
from onrecord.versions import Change, FactChange, changes, fact_changes, summary


@dataclass(frozen=True, slots=True)
class Step:
    """What changed from one version of a document to the next."""

    before: str  # document ids
    after: str
    retrieved: str | None  # of the later one
    facts: tuple[FactChange, ...]
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class History:
    source: str
    retrievals: tuple[Retrieval, ...]
    versions: tuple[Document, ...]
    changes: tuple[Step, ...]


def history(record: Record, name: str) -> History:
    """Every retrieval and version of an address or document, and what changed in between. Usage where there is none."""
    versions = record.versions(name)
    retrievals = record.retrievals(versions[-1].source if versions else name)
    for document in versions:
        retrievals += [r for r in record.retrievals(document.id) if r not in retrievals]
    steps = tuple(
        Step(a.id, b.id, b.retrieved, tuple(fact_changes(a, b)), tuple(changes(a.text, b.text))) for a, b in pairwise(versions)
    )
    return History(versions[-1].source, tuple(sorted(retrievals, key=lambda r: r.retrieved)), tuple(versions), steps)


@click.command("versions")
@click.argument("words", nargs=-1, required=True, metavar="[RECORD] URL|DOCUMENT")
@click.option("--format", "format_", type=click.Choice(["text", "json", "table"]), default="text", show_default=True, help="How it is written.")
def versions_(words: tuple[str, ...], format_: str) -> int:
    """What was removed, added or altered between the versions of a page or file that were read.

    \b
    Examples
      onrecord versions https://example.org/article
      onrecord versions crisis.onrecord reports/communique.txt --format json
    """
    path, rest = split(words, 1)
    if len(rest) != 1:
        raise click.UsageError("say of what: an address, a document’s id or its file name")
    with opened(path) as r:
        found = history(r, rest[0])
    if format_ == "json":
        said = {"source": found.source, "retrievals": to_json(found.retrievals), "versions": [{"id": d.id, "sha256": d.sha256, "retrieved": d.retrieved} for d in found.versions], "changes": to_json(found.changes)}
        put(json.dumps(said, ensure_ascii=False, indent=1))
    elif format_ == "table":
        print_rows(rows(found), "table", "version", "no version differs from the one before")
    else:
        put(history_text(found, colorful()), checked=True)
    return 0


def rows(found: History) -> list[dict[str, Any]]:
    out: list[dict[str, Any]] = []
    for step in found.changes:
        out += [{"retrieved": step.retrieved, "doc": step.after, "change": fact.field, "before": fact.before, "after": fact.after} for fact in step.facts]
        out += [{"retrieved": step.retrieved, "doc": step.after, "change": one.kind, "before": one.before, "after": one.after} for one in step.changes]
    return out


def history_text(found: History, color: bool = False) -> str:
    count = f"{len(found.retrievals):,} retrieval{'s' if len(found.retrievals) != 1 else ''}, " if found.retrievals else ""
    out = [f"{inert(found.source)}: {count}{len(found.versions):,} version{'s' if len(found.versions) != 1 else ''}"]
    steps = {step.after: step for step in found.changes}
    shown: set[str] = set()
    for retrieval in found.retrievals:
        doc = next((d for d in retrieval.documents if d in {v.id for v in found.versions}), None)
        if doc is None:
            what = f"the server answers {retrieval.status}: no document" if retrieval.status != 200 else "nothing was read from it"
        elif doc in shown:
            what = f"{doc}  unchanged"
        else:
            what = f"{doc}  " + (summary(steps[doc].changes) if doc in steps else "first version")
        out.append(f"{retrieval.retrieved}  {retrieval.status}  {(retrieval.sha256 or '-')[:12]:<12}  {what}")
        if doc is not None and doc not in shown and doc in steps:
            out += step_lines(steps[doc], color)
        if doc is not None:
            shown.add(doc)
    for version in found.versions:
        if version.id not in shown:
            out.append(f"{version.retrieved or 'a file':<20}  {version.sha256[:12]}  {version.id}  " + (summary(steps[version.id].changes) if version.id in steps else "first version"))
            out += step_lines(steps[version.id], color) if version.id in steps else []
    return "\n".join(out)


def step_lines(step: Step, color: bool = False) -> list[str]:
    """The changes by quotation; of an altered paragraph the words that differ, with some around them."""
    red, green, off = ("\x1b[31m", "\x1b[32m", "\x1b[0m") if color else ("", "", "")
    out = [f"    {fact.field}: {inert(fact.before or 'none')} → {inert(fact.after or 'none')}" for fact in step.facts]
    for one in step.changes:
        if one.kind == "altered":
            out.append(f"  ~ {one.after_at:>6,}  {altered(one, red, green, off)}")
        elif one.kind == "moved":
            out.append(f"  > {one.after_at:>6,}  moved from {one.before_at:,}: “{clipped(inert(one.after or ''), 160)}”")
        else:
            sign, at, words = ("−", one.before_at, one.before) if one.kind == "removed" else ("+", one.after_at, one.after)
            out.append(f"  {sign} {at:>6,}  {red if sign == '−' else green}“{inert(words or '')}”{off}")
    return out


def altered(one: Change, red: str = "", green: str = "", off: str = "", around: int = 6) -> str:
    """… people died: Ten → Twelve, said the mayor …"""
    out: list[str] = []
    pieces = list(one.words)
    for k, (kind, text) in enumerate(pieces):
        if kind == "same":
            words = text.split()
            if len(words) > 2 * around:
                begin = [] if k == 0 else words[:around]
                end = [] if k == len(pieces) - 1 else words[-around:]
                text = " ".join([*begin, "…", *end])
            out.append(inert(text))
        elif kind == "removed":
            following = k + 1 < len(pieces) and pieces[k + 1][0] == "added"
            out.append(f"{red}{inert(text)}{off}" + (" →" if following else " [removed]"))
        else:
            before = k > 0 and pieces[k - 1][0] == "removed"
            out.append(("" if before else "[added] ") + f"{green}{inert(text)}{off}")
    return " ".join(out)


@click.command()
@click.argument("words", nargs=-1, required=True, metavar="[RECORD] DOCUMENT|SHA256")
@click.option("-o", "--output", "out", default="-", metavar="FILE", help="Where; - is standard output.")
def original(words: tuple[str, ...], out: str) -> int:
    """The bytes a document was read from, as they came: a web server’s answer, or a file read with --keep.

    \b
    Examples
      onrecord original https://example.org/article -o article.html
      onrecord original crisis.onrecord paper.pdf -o paper.pdf
    """
    path, rest = split(words, 1)
    if len(rest) != 1:
        raise click.UsageError("say of what: a document’s id, source or file name, or the SHA-256 of an answer")
    with opened(path) as r:
        data = bytes_of(r, rest[0])
    if out == "-":
        sys.stdout.buffer.write(data)
    else:
        Path(out).write_bytes(data)
    return 0


def bytes_of(record: Record, name: str) -> bytes:
    if len(name) == 64 and (data := record.original(name)) is not None:
        return data
    document = record.document(name)
    hashes = [r.sha256 for r in reversed(record.retrievals(document.id)) if r.sha256 and document.id in r.documents]
    file = record.file_of(document.id)
    for sha256 in [document.sha256, *hashes, *([file[1]] if file else [])]:
        if (data := record.original(sha256)) is not None:
            return data
    where = f"; it was read from {file[0]}, SHA-256 {file[1]}" if file and file[0] else f"; SHA-256 {document.sha256}"
    raise Usage(f"{document.source}: the record does not keep its bytes (read it with --keep){where}")


COMMANDS = (versions_, original)
