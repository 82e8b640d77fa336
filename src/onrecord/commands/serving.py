"""serve, open: the record in the browser."""

from __future__ import annotations

import os
import re
import secrets
import socket
import sys
import threading
import webbrowser
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from onrecord import workers
from onrecord.commands.arguments import is_sqlite, path_of, record_argument
from onrecord.errors import Usage

if TYPE_CHECKING:  # the server's libraries are loaded by these two commands only
    from onrecord.serve.intake import Intake

HOST, PORT = "127.0.0.1", 8471
STOPPING = 5.0  # seconds a reading has to end
port_option = click.option("--port", type=click.IntRange(0, 65535), metavar="N", help=f"The port; 0 takes any free one.  [default: {PORT}, or any where that is taken]")
token_option = click.option("--token", is_flag=True, help="Allow corrections and uploads to whoever opens the printed address; $ONRECORD_TOKEN sets the token.")


@click.command()
@record_argument
@port_option
@token_option
def serve(record: str | None, port: int | None, token: bool) -> int:
    """Serve the record to the browser and to programs on this machine, until Ctrl-C.

    Only this machine can reach it, and nothing can be changed unless --token is given.

    \b
    Examples
      onrecord serve crisis.onrecord
      onrecord serve crisis.onrecord --token           corrections and uploads, too
      curl -s http://127.0.0.1:8471/api/statements.csv?who=Stoltenberg
    """
    from onrecord.store import Record
    from onrecord.store.connect import is_url

    path = path_of(record)
    if not is_url(path) and not Path(path).is_file():
        raise Usage(f"{path}: no such record; make one with: onrecord read PATH... -o {path}, or: onrecord open PATH...")
    with Record.open(path, readonly=True):
        pass
    _run(path, port, token)
    return 0


@click.command("open")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("-o", "--output", "record", metavar="RECORD", help="The record to read into.  [default: named after the first PATH]")
@click.option("--jobs", type=click.IntRange(1), default=lambda: max(1, (os.cpu_count() or 2) - 1), show_default="all cores but one", metavar="N", help="How many processes read.")
@click.option("--no-browser", is_flag=True, help="Only print the address.")
@port_option
@token_option
def open_(paths: tuple[str, ...], record: str | None, jobs: int, no_browser: bool, port: int | None, token: bool) -> int:
    """Read files, folders or archives and look at them in the browser while they are being read.

    The first items stand there within seconds, the rest arrives as it is read. A PATH that is a record is only served.

    \b
    Examples
      onrecord open ./articles
      onrecord open inbox/ extra.pdf -o crisis.onrecord --token
      onrecord open crisis.onrecord
    """
    if len(paths) == 1 and not record and (paths[0].startswith(("postgres://", "postgresql://")) or is_sqlite(paths[0])):
        _run(paths[0], port, token, browser=not no_browser)
        return 0
    if missing := next((p for p in paths if "://" not in p and not Path(p).exists() and not re.search(r"[*?\[]", p)), None):
        raise Usage(f"{missing}: no such file or folder")
    # the process that reads begins to load before anything is loaded here
    workers.prepare("onrecord.pipeline:read_source", "onrecord.pipeline:loaded")
    from onrecord.store import Record

    path = record or named_after(paths[0])
    with Record.open(path, create=True):
        pass
    _run(path, port, token, browser=not no_browser, paths=list(paths), jobs=jobs)
    return 0


def named_after(path: str) -> str:
    """'./articles/' -> 'articles.onrecord', 'https://x.org/a.html' -> 'x.org.onrecord', in the folder where we are."""
    if "://" in path:
        return re.sub(r"[^\w.-]", "-", path.split("://", 1)[1].partition("/")[0]) + ".onrecord"
    name = re.sub(r"[*?\[\]]", "", Path(path).resolve().name).strip("-. ")
    return (name if Path(path).is_dir() else name.partition(".")[0] or name or "crisis") + ".onrecord"


def _run(path: str, port: int | None, token: bool, *, browser: bool = False, paths: list[str] | None = None, jobs: int = 1) -> None:
    """Serves until interrupted. What is to be read begins before the server's libraries are loaded, so that it is there sooner."""
    with closing(_listening(port)) as listening:
        from onrecord.serve.intake import start

        intake = start(path, paths, jobs=jobs, after=workers.dismiss) if paths else None
        import uvicorn

        from onrecord.serve.app import application
        from onrecord.serve.kept import begin
        from onrecord.serve.summary import summary
        from onrecord.store.connect import place_of

        secret = os.environ.get("ONRECORD_TOKEN") or secrets.token_urlsafe(16) if token else None
        app = application(path, token=secret)
        if intake:
            app.state.served.intakes[intake.id] = intake
        else:
            begin(app.state.served, "summary", summary)  # the first page needs it, and in a large record it takes a moment
        address = f"http://{HOST}:{listening.getsockname()[1]}/"
        click.echo(f"{place_of(path)}: {address}{f'?token={secret}' if secret else ''}   (Ctrl-C ends)", err=True)
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", ws="none", timeout_graceful_shutdown=1, server_header=False))
        if browser:
            threading.Thread(target=_shown, args=(server, f"{address}{f'?token={secret}' if secret else ''}"), daemon=True).start()
        try:
            server.run(sockets=[listening])
        except KeyboardInterrupt:
            _ended(app.state.served.reading)


def _ended(reading: Intake | None) -> None:
    """Ctrl-C: a reading ends after the source it is at; one that takes too long for that is left as a kill would leave it, which is safe."""
    if reading is None:
        return
    click.echo(f"onrecord: stopped after {reading.done:,} sources; the same command goes on from there", err=True)
    if not reading.stop(STOPPING):
        sys.stderr.flush()
        os._exit(130)


def _listening(port: int | None) -> socket.socket:
    """A socket on this machine only. Usage when the port is taken."""
    for number in (PORT, 0) if port is None else (port,):
        listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((HOST, number))
            listening.listen(128)  # the address is printed before the server runs: whoever comes first waits instead of being refused
            return listening
        except OSError:
            listening.close()
    raise Usage(f"port {port} is taken; another with --port, or any with --port 0")


def _shown(server: Any, address: str) -> None:
    """The browser, as soon as the server answers."""
    while not server.started:
        threading.Event().wait(0.02)
    webbrowser.open(address)


COMMANDS = (serve, open_)
