"""Persons and offices against a second source: `python -m bench.knowledge [STATE …] [--errors]`.

The second source is shared/data/actors (the Phoenix dictionaries: persons of the world with dated roles up to 2015), compared by name and never
copied. For offices of ours that begin from 2000 and end by 2014: is the person there, had it a role of the same state's government in the middle of
our term, and does a role of its begin, or end, within a month of ours? Roles there are often merged over several offices, or begin with the
source's own yearly editions, so a start or end is compared only where one lies within a year of ours.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Iterator

from bench.shared import shared
from onrecord.resolve.knowledge.people import Office, fold, load, months

SAMPLE = "USA GBR FRA DEU RUS POL TUR ISR IRN EGY JPN CHN IND BRA ZAF UKR SRB PAK IRQ NGA".split()
FIRST, LAST = months("2000-01")[0], months("2014-12")[0]


def _there() -> dict[str, list[tuple[str, int, int]]]:
    """Folded name -> (code, first month, last month) of dated roles."""
    out: dict[str, list[tuple[str, int, int]]] = {}
    for path in sorted((shared() / "data" / "actors").glob("*.actors.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf8") as lines:
            for line in lines:
                entry = json.loads(line)
                roles = [(r["code"], *_span(r)) for r in entry["roles"] if r.get("from") or r.get("until")]
                for name in {fold(n) for n in (entry["name"], *entry["aliases"])} if roles else ():
                    out.setdefault(name, []).extend(roles)
    return out


def _span(role: dict[str, str]) -> tuple[int, int]:
    start, end = role.get("from"), role.get("until")
    return (months(start[:7])[0] if start and start[4:5] == "-" else 0), (months(end[:7])[1] if end and end[4:5] == "-" else LAST + 24)


def _ours(state: str) -> Iterator[Office]:
    for held in load().offices.values():
        for one in held:
            if one.organization == state and one.until not in ("", "unknown") and months(one.from_)[0] >= FIRST and months(one.until)[1] <= LAST:
                yield one


def main(argv: list[str]) -> int:
    there, people = _there(), load()
    print("state   offices  there  in office then  start within a month  end within a month")
    totals = [0] * 7
    for state in [a for a in argv if not a.startswith("-")] or SAMPLE:
        row = [0] * 7
        for one in _ours(state):
            row[0] += 1
            person = people.persons[one.person]
            roles = [r for name in {fold(n) for n in (person.name, *person.spellings)} for r in there.get(name, ()) if r[0].startswith(state) and "ELI" not in r[0]]
            if not roles:
                continue
            row[1] += 1
            start, end = months(one.from_)[0], months(one.until)[1]
            then = any(a <= (start + end) // 2 <= b for _, a, b in roles)
            row[2] += then
            starts, ends = [abs(a - start) for _, a, _ in roles if abs(a - start) <= 12], [abs(b - end) for _, _, b in roles if abs(b - end) <= 12]
            row[3], row[4] = row[3] + bool(starts), row[4] + bool(starts and min(starts) <= 1)
            row[5], row[6] = row[5] + bool(ends), row[6] + bool(ends and min(ends) <= 1)
            if "--errors" in argv and (not then or (starts and min(starts) > 1) or (ends and min(ends) > 1)):
                print("  ", person.name, one.title, one.from_, one.until, [(c, f"{a // 12}-{a % 12 + 1:02}", f"{b // 12}-{b % 12 + 1:02}") for c, a, b in roles])
        totals = [a + b for a, b in zip(totals, row, strict=True)]
        _print(state, row)
    _print("all", totals)
    return 0


def _print(name: str, row: list[int]) -> None:
    def share(a: int, b: int) -> str:
        return f"{a}/{b}" + (f" ({100 * a / b:.0f} %)" if b else "")

    print(f"{name:<7} {row[0]:>7}  {row[1]:>5}  {share(row[2], row[1]):>14}  {share(row[4], row[3]):>20}  {share(row[6], row[5]):>18}")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
