"""Quality floors: `python -m bench.floors` fails when a score has fallen below bench/floors.json; `--write` pins what is reached now.

A floor is lowered only by `--write --lower "reason"`, and the reason is kept in the file. Without the shared data nothing is
checked, and that is said.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from bench import html
from bench.quality import SETS, flat, scores
from bench.shared import shared

FLOORS = Path(__file__).with_name("floors.json")
SLACK = {"html": 0.05}  # rounding
OTHER_PROCESSORS = 1.5  # the reader's floats differ in their last bits between processors: an item or two may fall to the other side
LOWER_IS_BETTER = ("traps",)


def fallen(floors: dict[str, dict[str, float]], reached: dict[str, dict[str, float]]) -> list[str]:
    """One line a score that is worse than its floor."""
    out = []
    for name, rows in floors.items():
        for key, floor in rows.items():
            now = reached[name][key]
            slack = SLACK.get(name, OTHER_PROCESSORS)
            worse = now > floor + slack if key.endswith(LOWER_IS_BETTER) else now < floor - slack
            if worse:
                out.append(f"{name} {key}: {now}, floor {floor}")
    return out


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.floors", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="pin what is reached now")
    parser.add_argument("--lower", metavar="REASON", help="with --write: why a floor may fall; kept in the file")
    given = parser.parse_args(argv)
    if not shared().is_dir():
        print(f"quality floors: NOT checked ({shared()} is not there)")
        return 0
    reached = {name: flat(scores(name)) for name in SETS} | {"html": html.quality()}
    held: dict[str, Any] = json.loads(FLOORS.read_text("utf8")) if FLOORS.exists() else {"floors": {}, "lowered": []}
    worse = fallen(held["floors"], reached)
    if given.write:
        reason = given.lower
        if worse and not reason:
            print("\n".join(worse), "\nthese would be lowered: give --lower REASON", sep="")
            return 1
        if worse:
            held["lowered"].append({"reason": reason, "scores": worse})
        FLOORS.write_text(json.dumps({"floors": reached, "lowered": held["lowered"]}, indent=1, ensure_ascii=False) + "\n", "utf8")
        print(f"quality floors: {sum(map(len, reached.values()))} written to {FLOORS.name}")
        return 0
    if worse:
        print("quality floors: FAILED", *worse, sep="\n  ")
        return 1
    print(f"quality floors: checked, {sum(map(len, held['floors'].values()))} hold")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
