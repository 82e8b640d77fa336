"""How long a page of a large record takes to begin, with eight readers at once while the record is being written.

    python -m bench.serve --articles 300 --made 5000
    python -m bench.serve --open 200                      from the command to the first items in a browser

Two large records: news articles as `onrecord read` reads them, in as many minutes as --minutes allows, and made-up articles in any
number, for size alone. Each page is asked for by 8 readers at once, beside a writer that adds documents; the time is that to the first
byte. The same pages of the demo record are the measure: a page of a large record should take at most three times as long.
"""

from __future__ import annotations

import argparse
import gzip
import http.client
import json
import os
import resource
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from tests.store.synthetic import article

from bench.shared import shared
from onrecord.store import Record

READERS, ROUNDS = 8, 5
PAGES = (
    "/", "/search?q=war", "/search?q=from:Russia", "/documents", "/actors", "/items?kind=statement", "/items?kind=commitment&act=threat", "/pairs", "/ledger", "/figures",
    "/timeline", "/network", "/map", "/review", "/runs", "/data", "DOCUMENT", "ACTOR", "/items?kind=commitment&level=nuclear", "/items?kind=figure&contradicted=1",
    "/items?kind=statement&nested=1", "/documents?state=copies", "/pairs?a=USA&b=RUS", "/api/statements.json", "/api/search.json?q=war", "/api/links.json", "/api/status.json",
)  # fmt: skip


def news(path: Path, number: int, minutes: float, folder: Path) -> int:
    """Reads so many articles, or as many as the time allows; how many documents the record has."""
    articles = folder / "news.jsonl"
    with gzip.open(shared() / "data" / "news" / "conflict_articles.jsonl.gz", "rt", encoding="utf-8") as given:
        articles.write_text("".join(line for _, line in zip(range(number), given, strict=False)), encoding="utf-8")
    command = [sys.executable, "-m", "onrecord", "read", str(articles), "-o", str(path), "--quiet"]
    try:
        subprocess.run(command, timeout=60 * minutes, stderr=subprocess.DEVNULL, check=False)
    except subprocess.TimeoutExpired:
        print(f"stopped reading after {minutes:g} min", flush=True)
    with Record.open(path) as record:
        return record.status().documents


def made(path: Path, number: int) -> int:
    with Record.open(path, create=True) as record:
        run = record.begin_run("bench", "none", {})
        for start in range(0, number, 200):
            record.add([article(n) for n in range(start, min(start + 200, number))], run)
        record.finish_run(run)
        return record.status().documents


@contextmanager
def serving(path: Path, port: int) -> Iterator[int]:
    """The number of the process."""
    server = subprocess.Popen([sys.executable, "-m", "onrecord", "serve", str(path), "--port", str(port)], stderr=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                first_byte(port, "/api/runs.json")
                break
            except OSError:
                time.sleep(0.1)
        yield server.pid
    finally:
        server.terminate()
        server.wait()


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Documents come in, one every half second."""
    over = threading.Event()

    def write() -> None:
        with Record.open(path) as record:
            run = record.begin_run("bench", "none", {"while": "served"})
            for number in range(900_000, 999_999):
                record.add([article(number)], run)
                if over.wait(0.5):
                    return

    writer = threading.Thread(target=write)
    writer.start()
    try:
        yield
    finally:
        over.set()
        writer.join()


def first_byte(port: int, path: str) -> tuple[float, int, int]:
    """(milliseconds to the first byte, status, bytes)"""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    began = time.perf_counter()
    connection.request("GET", path)
    answer = connection.getresponse()
    first = answer.read(1)
    took = 1000 * (time.perf_counter() - began)
    size = len(first) + len(answer.read())
    connection.close()
    return took, answer.status, size


def measured(path: Path, port: int, rounds: int) -> dict[str, tuple[float, float, int, int, float, float]]:
    """page -> median, p95, status, bytes, the first answer alone (nothing counted yet), the server's processor time an answer (what is counted anew beside, too)"""
    with Record.open(path) as record:  # for writing: an older record is brought up to date
        doc = next(iter(record.documents(limit=1))).id
        actor = next(iter(record.ranked(limit=1))).id
    out = {}
    with serving(path, port) as server, writing(path), ThreadPoolExecutor(READERS) as readers:
        for page in PAGES:
            address = {"DOCUMENT": f"/documents/{doc}", "ACTOR": f"/actors/{actor}"}.get(page, page)
            alone = first_byte(port, address)[0]
            before = _processor(server)[0]
            answers = list(readers.map(lambda _, a=address: first_byte(port, a), range(READERS * rounds)))
            times = sorted(a[0] for a in answers)
            out[page] = (statistics.median(times), times[int(0.95 * len(times))], answers[0][1], max(a[2] for a in answers), alone, 1000 * (_processor(server)[0] - before) / len(answers))
    return out


def opening(number: int, rounds: int) -> None:
    """From the command `onrecord open FOLDER` to the first item that stands in the page, in a real browser that runs already."""
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name, "articles")
        folder.mkdir()
        with gzip.open(shared() / "data" / "news" / "conflict_articles.jsonl.gz", "rt", encoding="utf-8") as given:
            for n, line in zip(range(number), given, strict=False):
                article = json.loads(line)
                (folder / f"{n:04}.txt").write_text(f"{article['title']}\n{article['published']}\n\n{article['text']}", encoding="utf-8")
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        for round_ in range(rounds):
            yardstick = _seconds([sys.executable, "-c", "import onnxruntime"])
            port = 8700 + round_
            began = time.perf_counter()
            command = [sys.executable, "-m", "onrecord", "open", str(folder), "-o", str(Path(name, f"{round_}.onrecord")), "--port", str(port), "--no-browser"]
            opened = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
            assert opened.stderr is not None
            opened.stderr.readline()  # the address: here the browser would be opened
            printed = time.perf_counter() - began
            page.goto(f"http://127.0.0.1:{port}/")
            page.wait_for_selector("p.total a.count", timeout=60_000)
            seen, own = time.perf_counter() - began, _processor(opened.pid)
            print(
                f"first items in the browser after {seen:.2f} s (address printed after {printed:.2f} s); processor seconds until then: server {own[0]:.2f}, reading {own[1]:.2f};"
                f" `import onnxruntime` beside: {yardstick[0]:.2f} s, {yardstick[1]:.2f} processor seconds; page: {page.inner_text('p.lead').split(' · ')[0]}", flush=True
            )  # fmt: skip
            page.goto("about:blank")
            opened.send_signal(signal.SIGINT)
            opened.wait()


def _seconds(command: list[str]) -> tuple[float, float]:
    """(by the clock, of the processor)"""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.perf_counter() - began, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _processor(pid: int) -> tuple[float, float]:
    """Processor seconds of a process, and of those it has started."""
    def used(one: str) -> float:
        fields = Path("/proc", one, "stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    threads = [c for task in Path(f"/proc/{pid}/task").iterdir() if task.name != str(pid) for c in (task / "children").read_text().split()]
    return used(str(pid)), sum(used(child) for child in {*children, *threads})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=300, help="news articles to read (0: none)")
    parser.add_argument("--minutes", type=float, default=3.0, help="stop reading after this time")
    parser.add_argument("--made", type=int, default=5000, help="made-up articles (0: none)")
    parser.add_argument("--of", type=Path, action="append", default=[], help="a record that is there already, copied")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="how often each reader asks for a page")
    parser.add_argument("--demo", type=Path, help="the demo record; made when left out")
    parser.add_argument("--open", type=int, metavar="N", help="instead: from `onrecord open` on a folder of N articles to the first items in a browser")
    given = parser.parse_args()
    if given.open:
        opening(given.open, given.rounds)
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        demo = folder / "demo.onrecord"
        if given.demo:
            demo.write_bytes(given.demo.read_bytes())
        else:
            subprocess.run([sys.executable, "-m", "onrecord", "demo", "-o", str(folder / "demo")], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
            demo = folder / "demo" / "crisis.onrecord"
        records = {"demo": demo}
        if given.articles:
            records["news"] = folder / "news.onrecord"
            print(f"news: {news(records['news'], given.articles, given.minutes, folder):,} documents", flush=True)
        if given.made:
            records["made"] = folder / "made.onrecord"
            print(f"made: {made(records['made'], given.made):,} documents", flush=True)
        for path in given.of:
            records[path.stem] = Path(shutil.copy(path, folder / f"of-{path.name}"))
        results = {name: measured(path, 8600 + n, given.rounds) for n, (name, path) in enumerate(records.items())}
    print("first byte, ms: median / p95, the server's processor ms an answer, both against the demo record, size, first answer of all")
    print(f"{'':34}" + "".join(f"{name:>44}" for name in results))
    for page in PAGES:
        cells = []
        for result in results.values():
            median, late, status, size, alone, own = result[page]
            ratio = f" ×{median / results['demo'][page][0]:.1f} ×{own / max(results['demo'][page][5], 1):.1f}" if result is not results["demo"] else ""
            cells.append(f"{median:6.0f} /{late:6.0f} {own:5.0f}{ratio:>12} {size / 1e3:4.0f}k {alone:6.0f}" + ("" if status == 200 else f" {status}"))
        print(f"{page:34}" + "".join(f"{cell:>44}" for cell in cells))
    print(json.dumps({name: {page: [round(v, 1) for v in values] for page, values in result.items()} for name, result in results.items()}))


if __name__ == "__main__":
    main()
