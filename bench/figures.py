"""Figures against gold annotation: `python bench/figures.py GOLD_DIR … [--errors]`.

GOLD_DIR holds *.json with `figures` and, in docs/ or ../../seeds/, the texts. Matching as in the scorer of the shared
annotation: value spans overlap and bounds agree within 1 % (vague plurals: low within a factor of 2.2); non-core gold counts
neither way. Prints precision, recall, F1 without and with measure, the rows of extract/confidence.tsv, and megabytes a second.
"""

from __future__ import annotations

import json
import re
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

from onrecord.extract.figures import CONFIDENCE, ruled
from onrecord.records import Figure


def sentences(text: str) -> list[tuple[int, int]]:
    try:
        from onrecord.reader.quotemarks import quotation_marks
        from onrecord.reader.tokens import sentences as split

        return list(split(text, quotation_marks(text).quotations))
    except ImportError:
        ends = [m.end() for m in re.finditer(r"(?<![A-Z])[.!?][”’\"')\]]*\s+(?=[“‘\"'(A-Z0-9])|\n\s*\n", text)] + [len(text)]
        return list(zip([0, *ends[:-1]], ends, strict=True))


def near(a: float | None, b: float | None) -> bool:
    return (a is None and b is None) or (a is not None and b is not None and abs(a - b) <= 0.01 * max(abs(a), abs(b), 1e-9))


VAGUE = re.compile(r"\b(dozens|scores|hundreds|thousands|millions|billions|several|many)\b", re.I)


def matches(gold: list[dict[str, Any]], found: list[Figure]) -> dict[int, int]:
    candidates = []
    for i, g in enumerate(gold):
        a, b, words = g["span"]["start"], g["span"]["end"], g["span"]["text"]
        for j, f in enumerate(found):
            spans = [s for s in f.evidence if s.role == "value"]
            if not any(a < s.end and s.start < b for s in spans):
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


def text_of(folder: Path, name: str) -> str:
    for place in (folder / "docs" / name, folder / name, folder / ".." / ".." / "seeds" / name):
        if place.exists():
            return place.read_bytes().decode("utf-8")
    raise FileNotFoundError(name)


def main(folder: Path, errors: bool) -> None:
    n: Counter[str] = Counter()
    rules: dict[str, list[bool]] = {}
    size = seconds = 0.0
    for path in sorted(folder.glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(gold, dict) or "figures" not in gold:
            continue
        text = text_of(folder, gold.get("file") or gold["doc"] + ".txt")
        spans = sentences(text)
        began = time.perf_counter()
        read = ruled(text, spans, gold["doc"])
        seconds, size = seconds + time.perf_counter() - began, size + len(text.encode())
        found = [f for _, f in read]
        items = gold["figures"]
        pairs = matches(items, found)
        core = [i for i, g in enumerate(items) if g.get("core", True)]
        n["gold"] += len(core)
        n["pred"] += len(found) - sum(i in pairs for i in range(len(items)) if i not in core)
        for i in core:
            g = items[i]
            if i not in pairs:
                overlapping = [f for f in found if g["span"]["start"] < f.evidence[0].end and f.evidence[0].start < g["span"]["end"]]
                if errors:
                    got = "; ".join(f"{f.evidence[0].text} {f.value.low}..{f.value.high}" for f in overlapping)
                    print("MISSED ", path.stem, g["measure"], g["low"], g["high"], repr(around(text, g["span"]["start"], g["span"]["end"])), "|", got)
                continue
            n["found"] += 1
            right = g["measure"] == found[pairs[i]].measure
            n["measure"] += right
            if errors and not right:
                print("MEASURE", path.stem, g["measure"], "read as", found[pairs[i]].measure, repr(around(text, g["span"]["start"], g["span"]["end"])))
        for j, f in enumerate(found):
            gold_measure = next((items[i]["measure"] for i, k in pairs.items() if k == j), None)
            rules.setdefault(read[j][0], []).append(gold_measure == f.measure)
            if j not in pairs.values() and errors:
                print("EXTRA  ", path.stem, f.measure, f.unit, f.value.low, f.value.high, repr(around(text, f.evidence[0].start, f.evidence[0].end)))
    for name in ("found", "measure"):
        p, r = n[name] / max(1, n["pred"]), n[name] / max(1, n["gold"])
        print(f"{'figures' if name == 'found' else 'with measure'}: P {100 * p:.1f} R {100 * r:.1f} F1 {200 * p * r / max(1e-9, p + r):.1f} ({n[name]} of {n['gold']}, {n['pred']} predicted)")
    print("right, measure included, of found by each rule, and the confidence it makes, (right + 1) / (found + 2):")
    for rule in CONFIDENCE:
        right, of = sum(rules.get(rule, [])), len(rules.get(rule, []))
        print(f"  {rule}\t{(right + 1) / (of + 2):.3f}\t{right}\t{of}")
    print(f"{size / 1e6 / max(seconds, 1e-9):.2f} MB/s")


def around(text: str, start: int, end: int) -> str:
    return re.sub(r"\s+", " ", text[max(0, start - 50) : start] + "[[" + text[start:end] + "]]" + text[end : end + 50])


if __name__ == "__main__":
    for argument in (a for a in sys.argv[1:] if not a.startswith("--")):
        print(f"{argument}:")
        main(Path(argument), "--errors" in sys.argv)
