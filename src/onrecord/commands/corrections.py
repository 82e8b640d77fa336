"""review, accept, reject, edit, fact, merge, undo, corrections: the journal. Nothing read is ever changed; corrections lie over it."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from onrecord.commands.arguments import format_option, opened, split
from onrecord.commands.look import found
from onrecord.commands.printing import print_rows, put
from onrecord.errors import Usage
from onrecord.records import to_json
from onrecord.report.briefing import plural
from onrecord.show import Format, inert
from onrecord.store import Entry, Record
from onrecord.store.journal import MAIN
from onrecord.store.review import Progress
from onrecord.store.when import days
from onrecord.validate.intervals import wilson

F = TypeVar("F", bound=Callable[..., Any])


def said(function: F) -> F:
    """--by and --note."""
    function = click.option("--note", metavar="WORDS", help="Why; kept in the journal.")(function)
    return click.option("--by", default=lambda: os.environ.get("ONRECORD_BY"), metavar="NAME", help="Who corrects.  [default: $ONRECORD_BY]")(function)


def entered(path: str, action: str, target: str | None, change: dict[str, Any] | None = None, **options: Any) -> int:
    with opened(path, write=True) as r:
        entry = r.correct(action, target, change, **{k: v for k, v in options.items() if v is not None})
        _reread(r)
    click.echo(f"{entry.id}  {entry.action}  (onrecord undo takes it back)")
    return 0


def _reread(record: Record) -> None:
    """Documents whose facts changed are read again, so that “on Monday” finds its date."""
    if record.stale():
        from onrecord.pipeline import reread

        count = record.reread_stale(reread)
        click.echo(f"{count:,} document{'s' if count != 1 else ''} read again with corrected facts", err=True)


@click.command()
@click.argument("words", nargs=-1, required=True, metavar="[RECORD] ID...")
@said
def accept(words: tuple[str, ...], by: str | None, note: str | None) -> int:
    """Mark items as checked and right.

    \b
    Example
      onrecord accept s3f2a91 c81b02f --by "A. Reader"
    """
    return _each("accept", words, by, note)


@click.command()
@click.argument("words", nargs=-1, required=True, metavar="[RECORD] ID...")
@said
def reject(words: tuple[str, ...], by: str | None, note: str | None) -> int:
    """Take items out: they are wrong. Re-reading does not bring them back; `undo` does.

    \b
    Example
      onrecord reject s3f2a91 --note "the quotation marks are irony"
    """
    return _each("reject", words, by, note)


def _each(action: str, words: tuple[str, ...], by: str | None, note: str | None) -> int:
    path, ids = split(words)
    if not ids:
        raise click.UsageError(f"name the items: onrecord {action} s3f2a91")
    for id_ in ids:
        entered(path, action, id_, None, by=by, note=note)
    return 0


@click.command()
@click.argument("words", nargs=-1, required=True, metavar="[RECORD] ID FIELD=VALUE...")
@click.option("--evidence", multiple=True, metavar="ROLE:START:END", help="The spans, all of them anew; offsets in the document's text.")
@said
def edit(words: tuple[str, ...], evidence: tuple[str, ...], by: str | None, note: str | None) -> int:
    """Correct fields or spans of an item. Values are JSON, or plain words.

    \b
    Examples
      onrecord edit c81b02f act=warning 'who=["RUS"]'
      onrecord edit s3f2a91 --evidence content:120:188 --evidence cue:189:193
    """
    path, rest = _record_and(words)
    if not rest:
        raise click.UsageError("name the item: onrecord edit c81b02f act=warning")
    change: dict[str, Any] = {}
    pairs = [w.partition("=") for w in rest[1:]]
    if bad := next((key for key, sign, _ in pairs if not sign), None):
        raise Usage(f"{bad!r}: write FIELD=VALUE, e.g. act=warning")
    if pairs:
        change["fields"] = {key: _value(value) for key, _, value in pairs}
    if evidence:
        change["evidence"] = [_span(e) for e in evidence]
    return entered(path, "edit", rest[0], change, by=by, note=note)


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


def _span(text: str) -> dict[str, Any]:
    role, _, offsets = text.partition(":")
    start, _, end = offsets.partition(":")
    if not (role and start.isdigit() and end.isdigit()):
        raise Usage(f"{text!r}: write ROLE:START:END, e.g. content:120:188")
    return {"role": role, "start": int(start), "end": int(end)}


@click.command()
@click.argument("words", nargs=-1, required=True, metavar="[RECORD] DOCUMENT FIELD=VALUE...")
@said
def fact(words: tuple[str, ...], by: str | None, note: str | None) -> int:
    """Say what a document doesn't: published, outlet, title, language. It is read again with that.

    \b
    Examples
      onrecord fact 003.txt published=2014-06-04 outlet="The Courier"
      onrecord fact crisis.onrecord d41c9f2 language=en
    """
    path, rest = _record_and(words)
    change = {key: value or None for key, sign, value in (w.partition("=") for w in rest[1:]) if sign}
    if len(rest) < 2 or len(change) < len(rest) - 1:
        raise click.UsageError("onrecord fact DOCUMENT published=2024-05-28 (or outlet=, title=, language=)")
    if change.get("published"):
        _checked(str(change["published"]))
    return entered(path, "facts", rest[0], dict(change), by=by, note=note)


def _checked(date: str) -> None:
    if days(date) is None:
        raise Usage(f"{date!r} is not a date; write published=2024-05-28, 2024-05 or 2024")


def _record_and(words: tuple[str, ...]) -> tuple[str, list[str]]:
    """The record and the rest, where the rest is a target and FIELD=VALUE words."""
    targets = sum("=" not in w for w in words)
    path, rest = split([w for w in words if "=" not in w], max(1, targets - 1) if targets > 1 else 1)
    return path, [*rest, *(w for w in words if "=" in w)]


@click.command()
@click.argument("words", nargs=-1, required=True, metavar="[RECORD] ACTOR INTO")
@said
def merge(words: tuple[str, ...], by: str | None, note: str | None) -> int:
    """Two actors are one: the first becomes the second, by id or name.

    \b
    Example
      onrecord merge "the minister" "Mira Dolan"
    """
    path, rest = split(words, 2)
    if len(rest) != 2:
        raise click.UsageError("two actors: onrecord merge \"the minister\" \"Mira Dolan\"")
    with opened(path) as r:
        ids = [found(r, word) for word in rest]
    if wrong := next((x for x in ids if x.kind != "actor"), None):
        raise Usage(f"{wrong.id} is a {wrong.kind}, not an actor")
    return entered(path, "merge", ids[0].id, {"into": ids[1].id}, by=by, note=note)


@click.command()
@click.argument("words", nargs=-1, metavar="[RECORD] [ENTRY]")
@said
def undo(words: tuple[str, ...], by: str | None, note: str | None) -> int:
    """Take back the last correction, or the one named. Undoing can be undone."""
    path, rest = split(words)
    if len(rest) > 1:
        raise click.UsageError("one entry at a time")
    return entered(path, "undo", rest[0] if rest else None, None, by=by, note=note)


@click.command()
@click.argument("record", required=False, metavar="[RECORD]")
@click.option("--export", "out", metavar="FILE", help="Write every correction as JSON Lines, for onrecord import --journal; - is standard output.")
@click.option("--target", type=click.FloatRange(0, 1, min_open=True, max_open=True), default=0.9, show_default=True, metavar="SHARE", help="The precision to be shown.")
@format_option
def review(record: str | None, out: str | None, target: float, format_: Format) -> int:
    """How far the review has come: items judged in random order, and how many of them were right as read.

    The page “Review” of `onrecord serve RECORD --token` shows one item at a time; accept, reject and edit do the same from here.

    \b
    Examples
      onrecord review --target 0.85
      onrecord review --export corrections.jsonl
    """
    with opened(split([record] if record else [], 0)[0]) as r:
        if out is not None:
            lines = list(r.journal_lines())
            if out == "-":
                put("".join(line + "\n" for line in lines))
            else:
                Path(out).write_text("".join(line + "\n" for line in lines), encoding="utf-8", newline="\n")
                click.echo(f"{plural(len(lines), 'correction')}: {out}", err=True)
            return 0
        rows = [progress_row(r.review_progress(kind), target) for kind in MAIN if kind != "actor"]
    print_rows(rows, format_, "review")
    return 0


def progress_row(p: Progress, target: float) -> dict[str, Any]:
    """With the interval of the precision (Wilson, 95 %), and whether the target lies below, inside or above it."""
    if not p.counted:
        return {"kind": p.kind, "waiting": p.waiting, "judged": p.judged, "counted": 0, "right": 0, "precision": None, "low": None, "high": None, "target": "open"}
    low, high = wilson(p.right / p.counted, p.counted, 1.96)
    reached = "reached" if low >= target else "missed" if high < target else "open"
    return {"kind": p.kind, "waiting": p.waiting, "judged": p.judged, "counted": p.counted, "right": p.right, "precision": round(p.right / p.counted, 3), "low": round(low, 3), "high": round(high, 3), "target": reached}


@click.command()
@click.argument("record", required=False, metavar="[RECORD]")
@click.option("--jsonl", is_flag=True, help="The whole journal as JSON Lines, for onrecord import --journal.")
@click.option("--orphans", is_flag=True, help="Only corrections that fit nothing any more: obsolete ones, whose item is read no more or is read as they asked, and those to be looked at.")
@format_option
def corrections(record: str | None, jsonl: bool, orphans: bool, format_: Format) -> int:
    """Every correction, oldest first.

    \b
    Examples
      onrecord corrections
      onrecord corrections --jsonl > corrections.jsonl
    """
    with opened(split([record] if record else [], 0)[0]) as r:
        if jsonl:
            for line in r.journal_lines():
                put(line)
            return 0
        entries = r.orphans() if orphans else list(r.journal())
        rows = [_entry_row(e) | ({"state": "obsolete" if r.obsolete(e) else "to be looked at"} if orphans else {}) for e in entries]
    if format_ == "json":
        put(json.dumps([to_json(e) for e in entries], ensure_ascii=False, indent=1))
        return 0
    print_rows(rows, format_, "journal", "no corrections")
    return 0


def _entry_row(e: Entry) -> dict[str, Any]:
    change = json.dumps(e.change, ensure_ascii=False) if e.change else ""
    return {"id": e.id, "at": e.at, "by": e.by, "action": e.action, "item": e.item or e.doc or e.undoes, "words": inert(e.quotation or ""), "change": change, "note": e.note}


COMMANDS = (review, accept, reject, edit, fact, merge, undo, corrections)
