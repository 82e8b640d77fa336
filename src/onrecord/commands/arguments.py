"""What people type: which record is meant, filters, formats."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from onrecord.errors import Usage

if TYPE_CHECKING:
    from onrecord.show import Format
    from onrecord.store import Record

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
    from onrecord.store import Record
    from onrecord.store.connect import is_url

    if not is_url(path) and not Path(path).is_file():
        raise Usage(f"{path}: no such record; make one with: onrecord read PATH... -o {path}")
    return Record.open(path, readonly=not write)


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
    return {k: list(v) if isinstance(v, tuple) else v for k, v in options.items() if v not in (None, (), False)}
