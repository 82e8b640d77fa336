"""Figures alone, in seconds and without the trained reader: `python -m bench.figures [cases seeds dev corpus train GOLD_DIR …] [--errors]`.

cases: the own cases in tests/cases/figures. The others are gold folders: seeds and dev of the shared annotation (for measuring only),
the dev and train parts of the own corpus (train: to find mistakes in, no measure), or a folder of *.json with `figures` and its
docs/. Matching as in the scorer of the annotation: value spans overlap and bounds agree within 1 % (vague plurals: low within a
factor of 2.2); gold that is not core counts neither way. Prints precision, recall, F1 without and with measure, right by measure,
the rows of extract/confidence.tsv, and megabytes a second of processor time.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from bench.quality import own
from bench.shared import ROOT, gold_folders
from onrecord.extract.figures import CONFIDENCE, figures, ruled
from onrecord.reader.quotemarks import quotation_marks
from onrecord.reader.tokens import sentences
from onrecord.records import Figure

CASES = ROOT / "tests" / "cases" / "figures"
VAGUE = re.compile(r"\b(dozens|scores|hundreds|thousands|millions|billions|several|many)\b", re.I)


def sentences_of(text: str) -> list[tuple[int, int]]:
    return list(sentences(text, quotation_marks(text).quotations))


def near(a: float | None, b: float | None) -> bool:
    return (a is None and b is None) or (a is not None and b is not None and abs(a - b) <= 0.01 * max(abs(a), abs(b), 1e-9))


def matches(gold: list[dict[str, Any]], found: list[Figure]) -> dict[int, int]:
    """Index of a gold figure -> index of the figure found for it, the best first."""
    candidates = []
    for i, g in enumerate(gold):
        a, b, words = g["span"]["start"], g["span"]["end"], g["span"]["text"]
        for j, f in enumerate(found):
            if not any(a < s.end and s.start < b for s in f.evidence if s.role == "value"):
                continue
            same = near(g.get("low"), f.value.low) and near(g.get("high"), f.value.high)
            if not re.search(r"\d", words) and VAGUE.search(words) and g.get("low") and f.value.low:
                same = 0.45 <= f.value.low / g["low"] <= 2.2
            if same:
                candidates.append((1 + 0.1 * (g.get("measure") == f.measure) + 0.001 * g.get("core", True), i, j))
    out: dict[int, int] = {}
    for _, i, j in sorted(candidates, key=lambda c: -c[0]):
        if i not in out and j not in out.values():
            out[i] = j
    return out


def score(folder: Path, texts: Path, errors: bool) -> None:
    """One gold folder and the folder of its texts, scored and printed."""
    n: Counter[str] = Counter()
    by_measure: dict[str, Counter[str]] = {}
    rules: dict[str, list[bool]] = {}
    size = seconds = 0.0
    for path in sorted(folder.glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(gold, dict) or "figures" not in gold:
            continue
        text = (texts / (gold.get("file") or gold["doc"] + ".txt")).read_bytes().decode("utf-8")
        spans = sentences_of(text)
        began = time.process_time()
        read = ruled(text, spans, gold["doc"])
        seconds, size = seconds + time.process_time() - began, size + len(text.encode())
        found, items = [f for _, f in read], gold["figures"]
        pairs = matches(items, found)
        core = [i for i, g in enumerate(items) if g.get("core", True)]
        n["gold"] += len(core)
        n["pred"] += len(found) - sum(i in pairs for i in range(len(items)) if i not in core)
        for i in core:
            row = by_measure.setdefault(items[i]["measure"], Counter())
            row["gold"] += 1
            if i not in pairs:
                if errors:
                    _missed(path.stem, text, items[i], found)
                continue
            right = items[i]["measure"] == found[pairs[i]].measure
            n["found"], n["measure"], row["right"] = n["found"] + 1, n["measure"] + right, row["right"] + right
            if errors and not right:
                print("MEASURE", path.stem, items[i]["measure"], "read as", found[pairs[i]].measure, around(text, items[i]["span"]["start"], items[i]["span"]["end"]))
        for j, f in enumerate(found):
            gold_measure = next((items[i]["measure"] for i, k in pairs.items() if k == j), None)
            rules.setdefault(read[j][0], []).append(gold_measure == f.measure)
            if j not in pairs.values() and errors:
                print("EXTRA  ", path.stem, f.measure, f.unit, f.value.low, f.value.high, around(text, f.evidence[0].start, f.evidence[0].end))
    for name in ("found", "measure"):
        p, r = n[name] / max(1, n["pred"]), n[name] / max(1, n["gold"])
        print(f"{'figures' if name == 'found' else 'with measure'}: P {100 * p:.1f} R {100 * r:.1f} F1 {200 * p * r / max(1e-9, p + r):.1f} ({n[name]} of {n['gold']}, {n['pred']} predicted)")
    print("right by measure: " + " · ".join(f"{name} {row['right']}/{row['gold']}" for name, row in sorted(by_measure.items())))
    print("right, measure included, of found by rule, and the confidence that makes, (right + 1) / (found + 2): " + " · ".join(_rule(rule, rules) for rule in CONFIDENCE))
    print(f"{size / 1e6 / max(seconds, 1e-9):.2f} MB/s")


def _missed(name: str, text: str, gold: dict[str, Any], found: list[Figure]) -> None:
    start, end = gold["span"]["start"], gold["span"]["end"]
    got = "; ".join(f"{f.evidence[0].text} {f.value.low}..{f.value.high}" for f in found if start < f.evidence[0].end and f.evidence[0].start < end)
    print("MISSED ", name, gold["measure"], gold["low"], gold["high"], around(text, start, end), "|", got)


def _rule(rule: str, rules: dict[str, list[bool]]) -> str:
    right, of = sum(rules.get(rule, [])), len(rules.get(rule, []))
    return f"{rule} {right}/{of} {(right + 1) / (of + 2):.3f}"


def around(text: str, start: int, end: int) -> str:
    return repr(re.sub(r"\s+", " ", text[max(0, start - 50) : start] + "[[" + text[start:end] + "]]" + text[end : end + 50]))


def cases(errors: bool) -> None:
    """The own cases: right where every figure of the text is found with span, bounds, unit and measure, and no other."""
    for path in sorted(CASES.glob("*.jsonl")):
        rows = [json.loads(line) for line in path.read_text("utf8").splitlines()]
        wrong = []
        for row in rows:
            found = [[f.evidence[0].text, f.value.low, f.value.high, f.value.approximate, f.unit, f.measure] for f in figures(row["text"], sentences_of(row["text"]), "d")]
            if found != row["figures"]:
                wrong.append((row["text"], found))
        print(f"{path.stem}: {len(rows) - len(wrong)} of {len(rows)} right")
        for text, found in wrong if errors else []:
            print(f"  {text}\n    read as {json.dumps(found, ensure_ascii=False)}")


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.figures", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="*", metavar="SET", default=["cases", "seeds", "dev", "corpus"], help="of cases, seeds, dev, corpus, train, or a gold folder")
    parser.add_argument("--errors", action="store_true", help="what is wrong, figure by figure")
    given = parser.parse_args(argv)
    errors = given.errors
    for name in given.sets:
        print(f"== {name}")
        if name == "cases":
            cases(errors)
        elif name in ("corpus", "train"):
            with tempfile.TemporaryDirectory() as folder:
                score(*own(Path(folder), "dev" if name == "corpus" else "train"), errors)
        else:
            score(*gold_folders().get(name, (Path(name), Path(name) / "docs")), errors)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
