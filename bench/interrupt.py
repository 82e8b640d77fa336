"""kill -9 at random instants of a read, continued each time: `python -m bench.interrupt [--articles 500] [--kills 50]`.

The killed and continued record must hold exactly what an undisturbed one holds, and verify clean.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.throughput import articles


def onrecord(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "onrecord", *arguments]


def exported(record: Path) -> str:
    return subprocess.run(onrecord("export", str(record)), check=True, capture_output=True, text=True).stdout


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=500)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--jobs", default="2")
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args(argv)
    instants = random.Random(options.seed)
    with tempfile.TemporaryDirectory() as folder:
        pile, whole, torn = (Path(folder) / name for name in ("pile", "whole.onrecord", "torn.onrecord"))
        pile.mkdir()
        for source in articles(options.articles):
            (pile / Path(source.name).name).write_bytes(source.data or b"")
        start = time.perf_counter()
        subprocess.run(onrecord("read", str(pile), "-o", str(whole), "--jobs", options.jobs), check=False, stderr=subprocess.DEVNULL)
        undisturbed = time.perf_counter() - start
        killed = 0
        for _ in range(options.kills):
            child = subprocess.Popen(
                onrecord("read", str(pile), "-o", str(torn), "--jobs", options.jobs), stderr=subprocess.DEVNULL, start_new_session=True
            )
            try:
                child.wait(instants.uniform(0.2, 0.2 + undisturbed / 25))
            except subprocess.TimeoutExpired:
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()
                killed += 1
        subprocess.run(onrecord("read", str(pile), "-o", str(torn), "--jobs", options.jobs), check=False, stderr=subprocess.DEVNULL)
        same = exported(whole) == exported(torn)
        sound = subprocess.run(onrecord("verify", str(torn)), check=False, capture_output=True).returncode == 0
        print(f"{options.articles} articles, read undisturbed in {undisturbed:.0f} s; killed {killed} times of {options.kills}:")
        print(f"  same bytes exported: {'yes' if same else 'NO'}; verify: {'clean' if sound else 'FAILED'}")
    return 0 if same and sound else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
