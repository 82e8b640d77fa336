"""Every row of docs/reader.md that the shipped weights are measured by: `python -m training.scores [--weights DIR] [--json]`.

Of plv_train, which the weights are trained on, only the fifth that no weights see is scored (training/reader/sets.py, `withheld`).
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

from bench.shared import shared

from onrecord.reader.encoder import WEIGHTS
from training.evaluate import evaluate
from training.reader import sets

ROWS: tuple[tuple[str, str, dict[str, float]], ...] = (  # head, file under shared/data, what is asked of its metrics
    ("attribution", "quotes/polnear/dev.jsonl", {"source exact": 76, "cue exact": 70, "content exact": 65, "source overlap": 84, "cue overlap": 79, "content overlap": 84, "links given spans": 93, "source head on found": 88}),
    ("attribution", "quotes/polnear/cofenet_valid.jsonl", {}),
    ("names", "ner/crossner_politics/dev.txt", {"macro": 68}),
    ("names", "ner/uner_ewt/dev.iob2", {"macro": 85}),
    ("syntax", "ud_ewt/dev.conllu", {"upos": 96.7, "las": 88.5}),
    ("roles", "roles/propbank_ewt/dev.jsonl", {"arguments": 80}),
    ("events", "events/plv_train.jsonl", {}),
    ("factuality", "factuality/uds_ih2/dev.jsonl", {}),
    ("coreference", "coref/gap/gap-validation.tsv", {"overall": 75, "feminine to masculine": 0.95}),
)  # fmt: skip
OTHER = {"uner_ewt/dev.iob2": {"OTH": None}}  # not asked for: UNER's remainder


def unseen(folder: Path) -> Path:
    """The rows of plv_train that no weights see."""
    path = folder / "plv_unseen.jsonl"
    rows = {row["id"]: row for row in sets.rows(shared() / "data/events/plv_train.jsonl")}
    kept = [id_ for id_, text, _, _ in sets.plv_rows(shared() / "data/events") if sets.withheld(text)]
    path.write_text("".join(json.dumps(rows[id_]) + "\n" for id_ in kept), "utf8")
    return path


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m training.scores", description=__doc__)
    parser.add_argument("--weights", type=Path, default=WEIGHTS)
    parser.add_argument("--json", action="store_true", help="one line of JSON a row, all metrics")
    options = parser.parse_args(argv)
    for head, file, asked in ROWS:
        mapping = next((m for name, m in OTHER.items() if file.endswith(name)), None)
        with tempfile.TemporaryDirectory() as folder:
            path = unseen(Path(folder)) if head == "events" else shared() / "data" / file
            result = evaluate(head, path, mapping, options.weights)
        if options.json:
            print(json.dumps(result), flush=True)
            continue
        print(f"{head} on {file} (n {result['n']}, {result['seconds']} s)", flush=True)
        for name, m in result["metrics"].items():
            if name in asked or not asked:
                print(f"  {name:24} {m['f1']:6}" + (f"  asked {asked[name]}" if name in asked else ""), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
