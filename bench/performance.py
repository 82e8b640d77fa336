"""The whole path, files to record: `python -m bench.performance [--articles 200] [--jobs 2] [--repeats 3] [--memory 500 5000 [--keep FOLDER]]`.

Writes articles of shared/data/news as files, reads them with `onrecord read FOLDER -o RECORD`, everything on, and sets the wall time
against the bare encoder's forward passes over the same windows on as many processes, in the same run, alternating: medians and their
ratio. Peak memory is that of all processes together (proportional set size, sampled). `--memory A B` reads A and then B articles and
prints both peaks; both piles span the same lengths and have texts in another language, so that only the number differs. The profile of the
stages is bench.throughput's.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
import onnxruntime

from bench.throughput import articles
from onrecord.ingest.sources import Source
from onrecord.reader import read
from onrecord.reader.encoder import WEIGHTS, Encoder
from onrecord.records import Document

SAMPLE = 0.2  # seconds between looks at the memory
FOREIGN = ["Der Minister sagte am Abend, die Brücke bleibe gesperrt. Niemand wisse, wann sie wieder geöffnet werde."]  # each process loads the languages' model once


def windows(texts: list[str]) -> list[dict[str, np.ndarray]]:
    encoder = Encoder(WEIGHTS, threads=1)
    out = []
    for number, text in enumerate(texts):
        heard = read(Document(str(number), "bench", "", "text/plain", text), encoder).heard
        out += [{"ids": w.ids, "case": w.case, "state": w.state, "heads": w.heads, "guide": np.array([heard.guide])} for w in heard.windows]
    return out


def bare(inputs: list[dict[str, np.ndarray]]) -> float:
    """Seconds of the forward passes alone, weights loaded before."""
    session = Encoder(WEIGHTS, threads=1).session("encoder")
    options = onnxruntime.RunOptions()
    options.only_execute_path_to_fetches = True
    began = time.perf_counter()
    for given in inputs:
        session.run(["h"], given, options)
    return time.perf_counter() - began


def family(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children")
    found = [pid]
    try:
        for child in children.read_text().split():
            found += family(int(child))
    except OSError:
        pass
    return found


def memory(pid: int) -> int:
    """Kilobytes of a process and its children, shared pages counted once."""
    total = 0
    for one in family(pid):
        try:
            lines = Path(f"/proc/{one}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        total += next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
    return total


def whole(folder: Path, jobs: int, keep: Path | None = None) -> tuple[float, float]:
    """Wall seconds of reading the folder into a new record (kept at `keep`, if given), and peak megabytes."""
    with tempfile.TemporaryDirectory() as place:
        began = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-m", "onrecord", "read", str(folder), "-o", str(keep or Path(place) / "bench.onrecord"), "--jobs", str(jobs)],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        peak, done = 0, threading.Event()

        def watch() -> None:
            nonlocal peak
            while not done.wait(SAMPLE):
                peak = max(peak, memory(process.pid))

        watcher = threading.Thread(target=watch)
        watcher.start()
        process.wait()
        done.set()
        watcher.join()
        return time.perf_counter() - began, peak / 1024


def written(folder: Path, texts: list[str]) -> None:
    for number, text in enumerate(texts):
        (folder / f"{number:05}.txt").write_text(text, "utf8")


def text_of(source: Source) -> str:
    return (source.data or b"").decode()


def spread(texts: list[str], count: int) -> list[str]:
    """So many of the texts, from the longest to the shortest: what one document needs at most is in the few as in the many."""
    by_length = sorted(texts, key=len, reverse=True)
    return by_length[:: max(1, len(texts) // count)][:count]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.performance", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=200)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--memory", type=int, nargs=2, metavar=("FEW", "MANY"))
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="where --memory leaves its records (bench.serve --record reads one)")
    options = parser.parse_args()
    if options.memory:
        peaks = []
        texts = [*map(text_of, articles(max(options.memory)))]
        for count in options.memory:
            with tempfile.TemporaryDirectory() as place:
                written(Path(place), [*FOREIGN * 4 * options.jobs, *spread(texts, count)])
                keep = options.keep / f"{count}.onrecord" if options.keep else None
                seconds, peak = whole(Path(place), options.jobs, keep)
                peaks.append(peak)
                print(f"{count:,} articles: {seconds:.0f} s, peak {peak:.0f} MB", flush=True)
        print(f"{100 * (peaks[1] / peaks[0] - 1):+.1f} %")
        return
    with tempfile.TemporaryDirectory() as place:
        texts = [*map(text_of, articles(options.articles))]
        written(Path(place), texts)
        words = sum(len(text.split()) for text in texts)
        parts = [part for k in range(options.jobs) if (part := windows(texts[k :: options.jobs]))]
        times: dict[str, list[float]] = {"bare": [], "whole": []}
        peak = 0.0
        with ProcessPoolExecutor(options.jobs) as pool:
            for _ in range(options.repeats):
                times["bare"].append(max(pool.map(bare, parts)))
                seconds, megabytes = whole(Path(place), options.jobs)
                times["whole"].append(seconds)
                peak = max(peak, megabytes)
    a, b = (statistics.median(times[key]) for key in ("bare", "whole"))
    print(f"{len(texts)} articles, {words:,} words, {options.jobs} processes")
    print(f"bare encoder {a:7.1f} s  {words / a:9,.0f} words/s")
    print(f"whole path   {b:7.1f} s  {words / b:9,.0f} words/s  {len(texts) / b:.1f} articles/s  peak {peak:.0f} MB")
    print(f"ratio {b / a:.2f} (each repeat: {', '.join(f'{y / x:.2f}' for x, y in zip(times['bare'], times['whole'], strict=True))})")


if __name__ == "__main__":
    main()
