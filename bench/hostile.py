"""Hostile and damaged inputs through `onrecord read`, made by bench/mutations.py from the packaged examples.

    python -m bench.hostile [--inputs 10000] [--seed 1] [--jobs 2] [--checkpoint .hostile.jsonl]

In batches, each into a record of its own. Every batch must end with exit status 0 or 1, without a traceback, no process over the
memory limit, every input named in the record (a document of it, or a line in `status`), and the record must verify clean. Batches
done stand in the checkpoint: the same command goes on after them.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bench.mutations import Made, mutated
from onrecord.store import Record

BATCH = 200
MEMORY = 2 << 30
OVER = re.compile(r"it took longer than|more memory|process reading it died")


def batch(inputs: Iterable[Made], jobs: int, folder: Path) -> dict[str, Any]:
    """What became of some inputs: counts, and everything that is not as it must be."""
    pile, path = folder / "pile", folder / "r.onrecord"
    pile.mkdir()
    names = []
    for name, data in inputs:
        (pile / name).write_bytes(data)
        names.append(name)
    started = time.perf_counter()
    status, said, peak = measured([sys.executable, "-m", "onrecord", "read", str(pile), "-o", str(path), "--jobs", str(jobs)])
    seconds = time.perf_counter() - started
    faults = []
    if status not in (0, 1):
        faults.append(f"exit status {status}: {said[-500:]}")
    if "a fault in onrecord" in said:
        faults.append(said[said.index("a fault in onrecord") :][:500])
    if "Traceback" in said:
        faults.append("traceback: " + said[said.index("Traceback") :][:1500])
    if peak > MEMORY:
        faults.append(f"{peak / 2**20:.0f} MB in one process")
    reasons: dict[str, str] = {}
    read: set[str] = set()
    if path.exists():
        with Record.open(path, readonly=True) as record:
            reasons = {s.source: s.reason for s in record.status().skipped}
            read = {d.source for d in record.documents(superseded=True)}
            faults += [f"verify: {problem}" for problem in record.verify()]
    known = [source.split("/", 1)[1] for source in (*reasons, *read) if "/" in source]
    found = {re.split(r"[/#]", source)[0] for source in known}
    faults += [f"not named in the record: {name}" for name in names if name not in found]
    ours = [f"{source}: {reason}" for source, reason in reasons.items() if "please report it" in reason]
    over = [f"{source}: {reason}" for source, reason in reasons.items() if OVER.search(reason)]
    return {
        "inputs": len(names), "seconds": round(seconds, 1), "documents": len(read), "skipped": len(reasons),
        "peak_mb": peak >> 20, "faults": faults, "ours": ours, "over": over,
    }  # fmt: skip


def measured(command: list[str]) -> tuple[int, str, int]:
    """Exit status, standard error, and the most memory any of its processes held, in bytes."""
    script = (
        "import resource, subprocess, sys\n"
        "done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL)\n"
        "print('PEAK', resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)\n"
        "sys.exit(done.returncode if done.returncode >= 0 else 128 - done.returncode)\n"
    )
    done = subprocess.run([sys.executable, "-c", script, *command], capture_output=True, text=True, errors="replace", check=False, env={**os.environ, "PYTHONUTF8": "1"})
    said, _, peak = done.stderr.rpartition("PEAK ")
    return done.returncode, said, int(peak or 0) * (1 if sys.platform == "darwin" else 1024)


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--inputs", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--checkpoint", type=Path, default=Path(".hostile.jsonl"))
    options = parser.parse_args(argv)
    done = [json.loads(line) for line in options.checkpoint.read_text(encoding="utf-8").splitlines()] if options.checkpoint.exists() else []
    done = [row for row in done if row["seed"] == options.seed]
    firsts = {row["first"] for row in done}
    for first in range(0, options.inputs, BATCH):
        if first in firsts:
            continue
        with tempfile.TemporaryDirectory() as folder:
            inputs = (mutated(options.seed, number) for number in range(first, min(first + BATCH, options.inputs)))
            row = batch(inputs, options.jobs, Path(folder)) | {"seed": options.seed, "first": first}
        done.append(row)
        with options.checkpoint.open("a", encoding="utf-8") as file:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
        print(f"{first:6} {row['seconds']:6.1f} s  {row['documents']} documents, {row['skipped']} skipped, peak {row['peak_mb']} MB", *row["faults"], *row["ours"], *row["over"], sep="\n    ", flush=True)
    total: Counter[str] = Counter()
    for row in done:
        total.update({k: row[k] for k in ("inputs", "seconds", "documents", "skipped")} | {k: len(row[k]) for k in ("faults", "ours", "over")})
    print(
        f"{total['inputs']:,} inputs, {total['documents']:,} documents, {total['skipped']:,} sources named as unreadable, {total['seconds']:,.0f} s; "
        f"faults {total['faults']}, failures of our own {total['ours']}, over a limit and named {total['over']}; peak {max(r['peak_mb'] for r in done):,} MB a process"
    )
    return 1 if total["faults"] or total["ours"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
