"""The command line: parses, calls, prints. The commands stand in commands/, a file a group.

Exit status: 0 done; 1 something unreadable was skipped, or `verify` failed; 2 usage; 130 interrupted.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Sequence
from importlib import import_module

import click

from onrecord import __version__
from onrecord.errors import OnrecordError, Usage

# command -> its file in commands/, in the order people need them; a file is loaded when one of its commands is asked for
COMMANDS = {
    "read": "reading", "open": "serving", "serve": "serving", "status": "accounts", "briefing": "accounts", "new": "news", "show": "look", "search": "lists",
    "documents": "lists", "statements": "lists", "events": "lists", "commitments": "lists", "ledger": "ledger", "figures": "lists", "framing": "lists", "actors": "lists",
    "sql": "lists", "report": "sharing", "export": "sharing", "mcp": "sharing", "subset": "teams", "import": "reading", "delete": "teams", "verify": "accounts",
    "diff": "accounts", "versions": "evidence", "original": "evidence", "methods": "accounts", "licences": "licences", "validate": "validation",
    "review": "corrections", "accept": "corrections", "reject": "corrections", "edit": "corrections", "fact": "corrections", "merge": "corrections",
    "undo": "corrections", "corrections": "corrections", "journal": "teams", "knowledge": "knowledge", "demo": "sharing", "doctor": "accounts",
}  # fmt: skip


class Ordered(click.Group):
    """Commands in the order people need them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"onrecord.commands.{COMMANDS[cmd_name]}")
        found: click.Command = next(command for command in module.COMMANDS if command.name == cmd_name)
        return found


@click.group(cls=Ordered, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="onrecord")
def group() -> None:
    """Turns reporting on an international crisis into the record: who said what, who did what to whom, who vouches for it.

    \b
    Begin with
      onrecord demo                                   the packaged examples, read and shown
      onrecord open reports/                          the same for documents of your own, in the browser
      onrecord read reports/ -o crisis.onrecord       files, folders, archives, feeds, URLs into a record
      onrecord briefing                               six lines on what the record holds
      onrecord statements --who Stoltenberg           who said what
      onrecord commitments --act threat --format csv  the ledger, as a table for other programs
      onrecord report -o site                         everything as pages for the browser

    Every command but `read`, `open`, `demo`, `licences`, `knowledge` and `doctor` takes the RECORD first; left out, it is $ONRECORD or ./crisis.onrecord.
    """


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs and exits. Whatever goes wrong is one line on standard error; ONRECORD_DEBUG=1 shows where it happened."""
    status = run(list(sys.argv[1:] if arguments is None else arguments))
    try:
        sys.stdout.flush()
    except OSError:
        _mute()
    sys.exit(status)


def run(arguments: list[str]) -> int:
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")
    try:
        with group.make_context("onrecord", arguments) as context:
            return int(group.invoke(context) or 0)
    except click.exceptions.Exit as done:
        return done.exit_code
    except click.ClickException as error:
        error.show()
        return 2 if isinstance(error, click.UsageError) else error.exit_code
    except Usage as error:
        return _say(str(error), 2)
    except OnrecordError as error:
        return _say(str(error), 1)
    except (KeyboardInterrupt, click.Abort):
        return _say("interrupted", 130)
    except OSError as error:
        if error.errno == errno.EPIPE or isinstance(error, BrokenPipeError):
            _mute()
            return 0
        return _say(f"{error.filename}: {error.strerror}" if error.filename else str(error), 1)
    except Exception as error:
        if os.environ.get("ONRECORD_DEBUG"):
            raise
        return _say(f"a fault in onrecord ({type(error).__name__}: {error}); ONRECORD_DEBUG=1 shows where", 1)


def _say(message: str, status: int) -> int:
    from onrecord.show import inert

    click.echo(f"onrecord: {inert(message)}", err=True)
    return status


def _mute() -> None:
    """The reader of our output has gone: nothing more is written, nothing is complained about."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    main()
