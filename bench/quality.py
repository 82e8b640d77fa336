"""Quality of the reading on hand annotations: `python -m bench.quality [seeds dev wikinews corpus] [--errors KIND]`.

Prints what shared/tools/score.py prints. seeds and dev are for measuring only; wikinews is training data; corpus is the project's
own, without the forty articles of wikinews: most of it was annotated after the rules were written.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from training.standoff import build

from bench.shared import gold_folders, scorer
from onrecord.ingest.sources import sources
from onrecord.pipeline import read_sources
from onrecord.records import to_line

SETS = ("seeds", "dev", "wikinews", "corpus")


def scores(name: str, errors: str | None = None) -> dict[str, Any]:
    """score.py's result on one set."""
    with tempfile.TemporaryDirectory() as folder:
        if name == "corpus":
            gold_dir, texts = Path(folder), Path(folder) / "docs"
            build(gold_dir, without=SETS_BEFORE)
        else:
            gold_dir, texts = gold_folders()[name]
        return scored(gold_dir, texts, errors)


SETS_BEFORE = frozenset(f"w{n:02}" for n in range(1, 41))  # shared/gold/wikinews


def scored(gold_dir: Path, texts: Path, errors: str | None = None) -> dict[str, Any]:
    """The texts read by the whole path, scored against the gold objects of the folder."""
    score = scorer()
    with tempfile.TemporaryDirectory() as folder:
        predicted = Path(folder) / "record.jsonl"
        with predicted.open("w", encoding="utf8") as out:
            for one_source in read_sources(sources([str(p) for p in sorted(texts.glob("*.txt"))])):
                for document, items in one_source.documents:
                    out.writelines(to_line(one) + "\n" for one in (document, *items))
        gold, by_file, actors = score.load(str(gold_dir), str(predicted))
        for file, one in gold.items():
            one["_text"] = (texts / file).read_bytes().decode() if (texts / file).exists() else ""
        result: dict[str, Any] = score.score(gold, by_file, actors, errors, score.trap_spans(str(gold_dir)))
    return result


def flat(result: dict[str, Any]) -> dict[str, float]:
    """`statements.found`: F1, `statements.recall direct`: share …; ratios such as "1/9" as their numerator's share."""
    out: dict[str, float] = {}
    for kind, row in result.items():
        for key, value in row.items():
            if key in ("gold", "predicted", "read"):
                continue
            if isinstance(value, dict):
                out[f"{kind}.{key}"] = value["f1"]
            elif isinstance(value, str):
                hits, _, of = value.partition("/")
                out[f"{kind}.{key}"] = round(100 * int(hits) / max(1, int(of)), 1)
            else:
                out[f"{kind}.{key}"] = float(value)
    return out


def main(argv: list[str]) -> int:
    errors = argv[argv.index("--errors") + 1] if "--errors" in argv else None
    names = [a for a in argv if a in SETS] or SETS
    for name in names:
        print(f"== {name}")
        for kind, row in scores(name, errors).items():
            cells = (f"{k} {v['f1']} (P {v['p']} R {v['r']})" if isinstance(v, dict) else f"{k} {v}" for k, v in row.items())
            print(f"{kind}: " + " · ".join(cells))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
