"""licences: what the shipped weights rest on."""

from __future__ import annotations

import click

from onrecord.commands.arguments import format_option
from onrecord.commands.printing import print_rows
from onrecord.data import table
from onrecord.show import Format

NONE = "none stated"


@click.command()
@format_option
def licences(format_: Format) -> int:
    """What the weights that read were trained on: each data set, what for, under which licence, from where.

    \b
    Examples
      onrecord licences
      onrecord licences --format md > model-card-data.md
    """
    rows = table("onrecord.reader", "weights_data.tsv")
    print_rows([dict(row) for row in rows], format_, "licence")
    click.echo(unstated([(row["name"], row["licence"]) for row in rows]), err=format_ != "table")
    return 0


def unstated(licences_: list[tuple[str, str]]) -> str:
    """Which sets state no licence, or none for a part."""
    whole = [name for name, licence in licences_ if licence == NONE]
    part = [name for name, licence in licences_ if NONE in licence and licence != NONE]
    said = [*whole, *(f"a part of {name}" for name in part)]
    return f"No licence is stated for {', '.join(said)}." if said else "All state a licence."


COMMANDS = (licences,)
