"""What commands share: which record is meant, filters, formats, and how rows reach the terminal."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from onrecord.errors import Usage
from onrecord.show import TABLE_COLUMNS, Format, Row, formatted, inert
from onrecord.store import Record
from onrecord.store.connect import is_url

DEFAULT = "crisis.onrecord"
F = TypeVar("F", bound=Callable[..., Any])
FORMATS: tuple[Format, ...] = ("table", "json", "csv", "md")


def looks_like_record(word: str) -> bool:
    return word.endswith(".onrecord") or "://" in word or (os.sep in word and Path(word).is_file()) or is_sqlite(word)


def is_sqlite(word: str) -> bool:
    try:
        with open(word, "rb") as file:
            return file.read(15) == b"SQLite format 3"
    except (OSError, ValueError):
        return False


def split(words: Sequence[str], rest: int | None = None) -> tuple[str, list[str]]:
    """`[RECORD] REST...`: the record, by default $ONRECORD or ./crisis.onrecord, and the other words (`rest` many, if given)."""
    words = list(words)
    if words and (looks_like_record(words[0]) if rest is None or len(words) <= rest else True):
        return words[0], words[1:]
    return os.environ.get("ONRECORD") or DEFAULT, words


def opened(path: str, write: bool = False) -> Record:
    """The record, which must exist. Usage says how to make one."""
    if not is_url(path) and not Path(path).is_file():
        raise Usage(f"{path}: no such record; make one with: onrecord read PATH... -o {path}")
    return Record.open(path, readonly=not write)


class Names(Mapping[str, str]):
    """actor id -> name, by majority over the documents it appears in; looked up when first asked for."""

    def __init__(self, record: Record) -> None:
        self.record, self.known = record, dict[str, str]()

    def __getitem__(self, id_: str) -> str:
        if id_ not in self.known:
            try:
                actor = self.record.item(id_)
            except Usage as error:
                raise KeyError(id_) from error
            self.known[id_] = getattr(actor, "name", id_)
        return self.known[id_]

    def __iter__(self) -> Iterator[str]:
        return (listed.actor.id for listed in self.record.actors())

    def __len__(self) -> int:
        return sum(1 for _ in self)


def sources_of(record: Record) -> dict[str, str]:
    """document id -> source, earlier versions too."""
    return dict(record.connection.execute("SELECT id, source FROM documents").fetchall())


# -- options --------------------------------------------------------------------------------------------------------


def record_argument(function: F) -> F:
    return click.argument("record", required=False, metavar="[RECORD]")(function)


def path_of(record: str | None) -> str:
    return record or os.environ.get("ONRECORD") or DEFAULT


def format_option(function: F) -> F:
    return click.option("--format", "format_", type=click.Choice(FORMATS), default="table", show_default=True, help="How the rows are written.")(function)


def filters(*left_out: str) -> Callable[[F], F]:
    """--who --to --about --when --doc --voice --factuality and what goes with them."""
    options = {
        "who": click.option("--who", multiple=True, metavar="ACTOR", help="Who says, does or is bound: a name, an alias or an id. May be repeated."),
        "to": click.option("--to", multiple=True, metavar="ACTOR", help="To whom: addressee, recipient, beneficiary."),
        "about": click.option("--about", multiple=True, metavar="ACTOR", help="Whom it is about."),
        "when": click.option("--when", metavar="EDTF", help="When it happened: 2024, 2024-05, 2024-05-28, 2024-05-01/2024-06-30."),
        "published": click.option("--published", metavar="EDTF", help="When it was published."),
        "doc": click.option("--doc", multiple=True, metavar="DOCUMENT", help="Only in this document: id or its beginning, source, file name, glob."),
        "voice": click.option("--voice", multiple=True, type=click.Choice(["outlet", "direct", "mixed", "indirect", "attributed"]), help="Whose voice: the outlet’s own, or attributed to others."),
        "holder": click.option("--holder", multiple=True, metavar="ACTOR", help="Who vouches for it."),
        "factuality": click.option("--factuality", multiple=True, type=click.Choice(["actual", "future", "hypothetical", "negated"]), help="Whether it is told as having happened."),
        "text": click.option("--text", metavar="WORDS", help="Only where the evidence holds these words."),
        "copies": click.option("--copies/--no-copies", default=None, help="With or without documents that copy another.  [default: without, unless --doc names documents]"),
        "limit": click.option("--limit", type=click.IntRange(1), metavar="N", help="At most N rows."),
    }  # fmt: skip

    def decorate(function: F) -> F:
        for name, option in reversed(options.items()):
            if name not in left_out:
                function = option(function)
        return function

    return decorate


def given(options: Mapping[str, Any]) -> dict[str, Any]:
    """The filters that were used, as `Record.items` takes them."""
    return {k: list(v) if isinstance(v, tuple) else v for k, v in options.items() if v not in (None, (), True)}


# -- output ---------------------------------------------------------------------------------------------------------


def terminal_width() -> int:
    return shutil.get_terminal_size((140, 40)).columns


def colorful(stream: Any = None) -> bool:
    stream = sys.stdout if stream is None else stream
    return bool(stream.isatty()) and not os.environ.get("NO_COLOR")


def put(text: str, checked: bool = False) -> None:
    """To standard output, as it is; on a terminal every line is made inert unless it was `checked` (click.echo would drop escapes silently)."""
    if not checked and sys.stdout.isatty():
        text = "\n".join(inert(line) for line in text.split("\n"))
    sys.stdout.write(text if text.endswith("\n") or not text else text + "\n")


def shortened(rows: Iterable[Row], keep: int = 9) -> list[Row]:
    """For tables: ids as short as a person types them (every command takes a unique beginning), sources without their folders."""

    def short(column: str, value: Any) -> Any:
        if column == "id" and isinstance(value, str) and len(value) == 17:
            return value[:keep]
        return value.rsplit("/", 1)[-1] if column == "source" and isinstance(value, str) and "://" not in value else value

    return [{column: short(column, value) for column, value in r.items()} for r in rows]


def print_rows(rows: Sequence[Row], format_: Format, kind: str, none: str = "nothing found", note: str = "") -> None:
    """Rows to standard output; that there are none is said on standard error, so that pipes stay clean. `note` follows the count."""
    if not rows:
        click.echo(none, err=True)
        if format_ != "json":
            return
    shown = shortened(rows) if format_ == "table" else rows
    put(formatted(shown, format_, TABLE_COLUMNS.get(kind), terminal_width(), colorful()), checked=format_ in ("table", "md"))
    if format_ == "table" and len(rows) > 1:
        unit = {"document": "documents", "actor": "actors", "ledger": "commitments"}.get(kind, "reports" if kind in TABLE_COLUMNS else "rows")
        docs = len({r["doc"] for r in rows if r.get("doc")})
        click.echo(f"{len(rows):,} {unit}" + (f" in {docs:,} document{'s' if docs != 1 else ''}" if docs else "") + note, err=True)
