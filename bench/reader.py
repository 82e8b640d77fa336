"""What the reader costs: `python -m bench.reader [--articles 60] [--repeats 3]`.

The whole reader, from text to spans with all their links, against the bare encoder's forward passes over the same windows, in one run,
on one thread, on articles of shared/data/news. Medians of the repeats, which alternate.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnxruntime

from bench.throughput import articles
from onrecord.reader import read
from onrecord.reader.encoder import WEIGHTS, Encoder
from onrecord.records import Document


def timed(work: Callable[[], None]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.reader", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=60)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--weights", type=Path, default=WEIGHTS)
    options = parser.parse_args()
    encoder = Encoder(options.weights, threads=1)
    documents = [Document(source.name, "bench", "", "text/plain", (source.data or b"").decode()) for source in articles(options.articles)]
    inputs = []
    words = pieces = 0
    for document in documents:
        heard = read(document, encoder).heard
        words += len(heard.tags)
        for window in heard.windows:
            pieces += len(window.ids)
            inputs.append({"ids": window.ids, "case": window.case, "state": window.state, "heads": window.heads, "guide": np.array([heard.guide])})
    session = encoder.session("encoder")
    bare_options = onnxruntime.RunOptions()
    bare_options.add_run_config_entry("only_execute_path_to_fetches", "1")
    bare_options.only_execute_path_to_fetches = True

    def bare() -> None:
        for given in inputs:
            session.run(["h"], given, bare_options)

    def whole() -> None:
        for document in documents:
            reading = read(document, encoder)
            _ = reading.attributions, reading.events, reading.acts

    times: dict[str, list[float]] = {"bare": [], "whole": []}
    for _ in range(options.repeats):
        times["bare"].append(timed(bare))
        times["whole"].append(timed(whole))
    a, b = statistics.median(times["bare"]), statistics.median(times["whole"])
    print(f"{len(documents)} articles, {words:,} words, {pieces:,} pieces in {len(inputs):,} windows ({pieces / words:.2f} pieces a word, {words / len(inputs):.0f} words a window)")
    print(f"bare encoder  {a:7.2f} s  {pieces / a:9,.0f} pieces/s  {words / a:8,.0f} words/s")
    print(f"whole reader  {b:7.2f} s  {pieces / b:9,.0f} pieces/s  {words / b:8,.0f} words/s")
    print(f"ratio {b / a:.2f} (each repeat: {', '.join(f'{y / x:.2f}' for x, y in zip(times['bare'], times['whole'], strict=True))})")


if __name__ == "__main__":
    main()
