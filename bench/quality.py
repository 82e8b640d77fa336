"""Quality of the reading on hand annotations: `python -m bench.quality [seeds dev corpus] [--errors KIND] [--rules]`.

Prints what shared/tools/score.py prints. seeds and dev are for measuring only; corpus is the dev part of the project's own corpus
(training/split.py), 48 articles and 87 passages whose stories no weights were trained on. The other annotated articles, those of
shared/gold/wikinews among them, are training data and no measure any more. `--rules`: without anything the trained reader finds.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from training.standoff import build, contrast

from bench.shared import gold_folders, scorer
from onrecord.ingest.sources import sources
from onrecord.pipeline import read_sources
from onrecord.reader import Reading
from onrecord.records import to_line
from onrecord.resolve.actors import Cast
from training import split

SETS = ("seeds", "dev", "corpus")


def scores(name: str, errors: str | None = None) -> dict[str, Any]:
    """score.py's result on one set."""
    with tempfile.TemporaryDirectory() as folder:
        if name == "corpus":
            gold_dir, texts = own(Path(folder), "dev")
        else:
            gold_dir, texts = gold_folders()[name]
        return scored(gold_dir, texts, errors)


def own(folder: Path, part: str) -> tuple[Path, Path]:
    """The articles and passages of a part (dev or train) of the own corpus as gold files with texts."""
    build(folder, [doc for doc, (_, where) in split.articles().items() if where == part])
    for passage in contrast():
        if split.passage(passage["doc"]) == part:
            (folder / f"{passage['doc']}.json").write_text(json.dumps(passage), "utf8")
            (folder / "docs" / f"{passage['doc']}.txt").write_bytes(passage["text"].encode())
    return folder, folder / "docs"


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


def rules_only() -> None:
    """Takes from every reading what the trained heads find in it."""
    for name in ("attributions", "events", "acts", "mentions"):
        setattr(Reading, name, property(lambda _: []))
    setattr(Reading, "cue", lambda *_: 1.0)  # noqa: B010
    setattr(Cast, "_preferred", lambda _self, _pronoun, nearest: nearest)  # noqa: B010


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.quality", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="*", metavar="SET", help=f"of {', '.join(SETS)} (default: all)")
    parser.add_argument("--errors", choices=("statements", "events", "commitments", "figures"), help="what was missed and what was too much")
    parser.add_argument("--rules", action="store_true", help="without the trained reader")
    given = parser.parse_args(argv)
    if unknown := [name for name in given.sets if name not in SETS]:
        parser.error(f"no set {unknown[0]!r}; there are {', '.join(SETS)}")
    if given.rules:
        rules_only()
    for name in given.sets or SETS:
        printed(name, scores(name, given.errors))
    return 0


def printed(name: str, result: dict[str, Any]) -> None:
    print(f"== {name}")
    for kind, row in result.items():
        cells = (f"{k} {v['f1']} (P {v['p']} R {v['r']})" if isinstance(v, dict) else f"{k} {v}" for k, v in row.items())
        print(f"{kind}: " + " · ".join(cells))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
