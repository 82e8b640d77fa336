"""Who is who: the share of the cases in tests/cases/resolution that come out right, by kind: `python -m bench.resolution [--errors]`.

A case is a text with what it must give: `speakers`, the names of every statement's speakers in reading order; `is`, a printed phrase -> the
name of the actor it stands for; `roles` and `types` of actors by name. Known failures count as wrong.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from onrecord.ingest import documents
from onrecord.ingest.sources import Source
from onrecord.pipeline import read
from onrecord.reader import encoder
from onrecord.records import Actor, Statement
from onrecord.resolve import knowledge

CASES = Path(__file__).resolve().parent.parent / "tests" / "cases" / "resolution"


def cases(name: str) -> list[dict[str, Any]]:
    """The cases of wild.jsonl or known_failures.jsonl."""
    return [json.loads(line) for line in (CASES / f"{name}.jsonl").read_text("utf8").splitlines()]


def wrong(case: dict[str, Any]) -> list[str]:
    """What of a case does not come out as it says, a line each; [] where all does."""
    (document,) = documents(Source("case.txt", data=case["text"].encode()))
    _, items = read(replace(document, published=case.get("published") or document.published, unread=None, language="en"), knowledge.load(), encoder.load())
    actors = {item.id: item for item in items if isinstance(item, Actor)}
    by_name = {actor.name: actor for actor in actors.values()}
    out = []
    if "speakers" in case:
        said = [[actors[i].name for i in item.speakers] for item in items if isinstance(item, Statement)]
        if said != case["speakers"]:
            out.append(f"speakers {said}, not {case['speakers']}")
    for phrase, name in case.get("is", {}).items():
        found = sorted({actor.name for actor in actors.values() for span in actor.evidence if _bare(span.text) == _bare(phrase)})
        if found != [name]:
            out.append(f"{phrase!r} is {found}, not {name!r}")
    for name, titles in case.get("roles", {}).items():
        held = [role.title for role in by_name[name].roles] if name in by_name else None
        if held != titles:
            out.append(f"{name} is {held}, not {titles}")
    for name, type_ in case.get("types", {}).items():
        if name not in by_name or by_name[name].type != type_:
            out.append(f"{name} is no {type_}")
    return out


def _bare(phrase: str) -> str:
    return re.sub(r"^(the|a|an)\s+", "", phrase, flags=re.I)


def shares() -> Iterator[tuple[str, int, int]]:
    """(kind, right, cases), and the sum at the end."""
    right, total = Counter[str](), Counter[str]()
    for name in ("wild", "known_failures"):
        for case in cases(name):
            total[case["kind"]] += 1
            right[case["kind"]] += not wrong(case)
    yield from ((kind, right[kind], total[kind]) for kind in total)
    yield "all", right.total(), total.total()


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.resolution", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--errors", action="store_true", help="what is wrong, case by case")
    if parser.parse_args(argv).errors:
        for name in ("wild", "known_failures"):
            for case in cases(name):
                if said := wrong(case):
                    print(f"{case['kind']}: {case['text']}\n   " + "; ".join(said))
    for kind, right, total in shares():
        print(f"{kind:<16} {right:>4} of {total:<4} {100 * right / total:5.1f} %")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
