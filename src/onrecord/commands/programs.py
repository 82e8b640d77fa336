"""mcp: the record for other programs that ask while they run."""

from __future__ import annotations

import click

from onrecord.commands.common import opened, path_of, record_argument
from onrecord.errors import Usage


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


COMMANDS = (mcp,)
