"""validate: error rates on the user's own documents."""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import click

from onrecord.commands.arguments import format_option, opened, path_of, record_argument
from onrecord.commands.printing import print_rows, put
from onrecord.errors import Usage
from onrecord.show import Format, Row, number
from onrecord.store import Record
from onrecord.validate import sheets
from onrecord.validate.sample import CODED, Sample, drawn, found, totals

if TYPE_CHECKING:
    from onrecord.validate.report import Rate

CODERS = ("coder-1.csv", "coder-2.csv")
AGREED = "agreed.csv"


@click.command()
@record_argument
@click.option("--sample", "size", type=click.IntRange(2), metavar="N", help="Draw N passages and write the sheets; 200 is a good beginning.")
@click.option("--codes", metavar="FOLDER", help="Read the filled sheets back and print the rates.")
@click.option("--kind", multiple=True, type=click.Choice(CODED), help="Only code items of this kind.  [default: all four]")
@click.option("--seed", type=int, default=1, show_default=True, metavar="N", help="Which sample; the same seed draws the same passages.")
@click.option("-o", "--output", "out", default="validation", show_default=True, metavar="FOLDER", help="Where the sheets go.")
@format_option
def validate(record: str | None, size: int | None, codes: str | None, kind: tuple[str, ...], seed: int, out: str, format_: Format) -> int:
    """How often the record is right on your own documents, and how much it misses: two people code a random sample of passages, blind.

    First --sample writes two sheets that open in a spreadsheet. Two people fill them, neither seeing the other's or what onrecord found.
    Then --codes prints precision, recall, corrected counts and agreement, each with its 95 % interval, and writes to-agree.csv with the
    passages on which the two differ; made into one coding and saved as agreed.csv, it takes the place of both.

    \b
    Examples
      onrecord validate --sample 200 -o validation
      onrecord validate --codes validation
      onrecord validate --codes validation --format csv > rates.csv
    """
    if (size is None) == (codes is None):
        raise click.UsageError("either draw a sample: --sample 200, or read filled sheets: --codes FOLDER")
    with opened(path_of(record)) as r:
        if size is not None:
            return _drawn(r, Path(out), size, seed, tuple(k for k in CODED if k in kind) or CODED)
        return _rated(r, Path(str(codes)), format_)


def _drawn(record: Record, folder: Path, size: int, seed: int, kinds: Sequence[str]) -> int:
    if existing := next((folder / name for name in ("sample.json", *CODERS, AGREED) if (folder / name).exists()), None):
        raise Usage(f"{existing} is there already; name another folder with -o, so that no coding is lost")
    sample = drawn(record.documents(copies=False), size, seed, kinds)
    if len(sample.drawn) < 2:
        raise Usage("the record has no passages to draw from: no document was read")
    folder.mkdir(parents=True, exist_ok=True)
    guide = files("onrecord.validate").joinpath("guide.txt").read_text(encoding="utf-8")
    written = {"sample.json": sheets.sample_text(sample), "guide.txt": guide} | {name: "\ufeff" + sheets.sheet(sample) for name in CODERS}
    for name, text in written.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    click.echo(f"{len(sample.drawn):,} of {sample.population:,} passages, for {', '.join(kinds)}: " + ", ".join(str(folder / name) for name in CODERS), err=True)
    click.echo(f"how to fill them: {folder / 'guide.txt'}; then: onrecord validate --codes {folder}", err=True)
    return 0


def _rated(record: Record, folder: Path, format_: Format) -> int:
    sample, coded, agreed = _read(folder)
    rates, both = rated(record, sample, coded, agreed)
    if agreed is None:
        (folder / "to-agree.csv").write_text("\ufeff" + sheets.to_agree(sample, coded), encoding="utf-8", newline="\n")
    if format_ == "json":
        put(json.dumps([_row(rate) for rate in rates], ensure_ascii=False, indent=1))
    else:
        print_rows([rate_row(rate) if format_ in ("table", "md") else _row(rate) for rate in rates], format_, "validation")
    _notes(sample, both, folder, agreed is not None)
    return 0


def rated(record: Record, sample: Sample, coded: dict[str, sheets.Coded], agreed: sheets.Coded | None) -> tuple[list[Rate], int]:
    """The rates, and how many passages both have coded. Usage where they cannot be had."""
    from onrecord.validate import report  # here, for it needs numpy: most commands start faster without

    both = sum(all(passage.name in each for each in coded.values()) for passage in sample.drawn)
    if both < 2:
        raise Usage("fewer than two passages are coded in both sheets; fill the column `words`")
    gone = [p for p in sample.drawn if record.connection.execute("SELECT 1 FROM documents WHERE id = ? AND superseded_by IS NULL", (p.doc,)).fetchone() is None]
    if gone:
        raise Usage(f"{len(gone)} passages are of documents no longer in this record, the first of {gone[0].source}; draw a new sample")
    return report.rates(sample, found(record, sample), list(coded.values()), totals(record, sample.kinds), agreed), both


def _read(folder: Path) -> tuple[Sample, dict[str, sheets.Coded], sheets.Coded | None]:
    if not (folder / "sample.json").is_file():
        raise Usage(f"{folder}: no sample.json here; draw a sample first: onrecord validate --sample 200 -o {folder}")
    sample = sheets.sample_of((folder / "sample.json").read_text(encoding="utf-8"), str(folder / "sample.json"))
    coded = {name.removesuffix(".csv"): sheets.coded(_text(folder / name), sample, name) for name in CODERS}
    agreed = sheets.coded(_text(folder / AGREED), sample, AGREED) if (folder / AGREED).is_file() else None
    return sample, coded, agreed


def _text(path: Path) -> str:
    if not path.is_file():
        raise Usage(f"{path}: missing; both coders' sheets are needed, under these names")
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise Usage(f"{path}: not UTF-8; save it as “CSV UTF-8”") from error


def _notes(sample: Sample, coded: int, folder: Path, agreed: bool) -> None:
    beginning = f"{coded:,} of {len(sample.drawn):,} passages drawn are coded in both sheets"
    click.echo(f"{beginning}; {sample.population:,} passages in all. Intervals: 95 %, clustered by passage.", err=True)
    if not agreed:
        click.echo(f"Rates are the mean of both coders. Where they differ: {folder / 'to-agree.csv'}; one coding of these, saved as {AGREED}, takes their place.", err=True)


def _row(rate: Rate) -> Row:
    e = rate.estimate
    places = 0 if "count" in rate.measure and "alpha" not in rate.measure else 3
    value, low, high = (None if x is None else round(x, places) for x in (e.value, e.low, e.high))
    return {"kind": rate.kind, "measure": rate.measure, "value": value, "low": low, "high": high, "of": round(e.of, 1)}


def rate_row(rate: Rate) -> Row:
    """For people: two decimals of shares, whole counts."""
    row = _row(rate)
    counts = "count" in rate.measure and "alpha" not in rate.measure

    def shown(value: float | None) -> str:
        return "" if value is None else number(value) if counts else f"{value:.2f}"

    interval = f"{shown(row['low'])}–{shown(row['high'])}" if row["low"] is not None else ""
    unit = "passages" if rate.measure.startswith(("agreement", "alpha")) else "in the sample" if counts else "items"
    return {"kind": row["kind"], "measure": row["measure"], "value": shown(row["value"]) or "–", "interval": interval, "of": f"{number(row['of'])} {unit}"}


COMMANDS = (validate,)
