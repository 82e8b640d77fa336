"""From two coders' sheets and what the record holds to rows: found, right, missed, agreed, counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from onrecord.validate.rates import Estimate, alpha, bootstrapped, corrected, positive_agreement, proportion
from onrecord.validate.sample import Sample, Unit
from onrecord.validate.sheets import Coded

OVERLAP = 0.5  # of the shorter one's characters: the same item
Pairs = list[tuple[Unit, Unit]]


@dataclass(frozen=True, slots=True)
class Rate:
    kind: str
    measure: str  # precision, recall, precision with label, recall with label, count, corrected count, agreement, alpha of counts, alpha of labels
    estimate: Estimate


def rates(sample: Sample, machine: Mapping[str, Sequence[Unit]], sheets: Sequence[Coded], totals: Mapping[str, int], agreed: Coded | None = None) -> list[Rate]:
    """All rates of all kinds. The truth is `agreed` where it speaks, else the mean of what the two coders found."""
    names = [passage.name for passage in sample.drawn if all(passage.name in coded for coded in sheets)]
    truths = [[(agreed or {}).get(name, coded[name]) for name in names] for coded in sheets]
    out: list[Rate] = []
    for kind in sample.kinds:
        ours = [_of(kind, machine.get(name, ())) for name in names]
        out += _against(kind, ours, [[_of(kind, units) for units in coder] for coder in truths], sample.population, totals.get(kind, 0))
        if len(sheets) == 2:
            one, other = ([_of(kind, coded[name]) for name in names] for coded in sheets)
            out += _agreement(kind, one, other, sample.seed)
    return out


def _against(kind: str, ours: Sequence[Sequence[Unit]], coders: Sequence[Sequence[Sequence[Unit]]], population: int, total: int) -> list[Rate]:
    """Numbers of each passage, averaged over the coders, and what follows from them."""
    found = [float(len(units)) for units in ours]
    matches = [[matched(a, b) for a, b in zip(ours, theirs, strict=True)] for theirs in coders]
    share = len(coders)
    right = [sum(len(pairs) for pairs in each) / share for each in zip(*matches, strict=True)]
    true = [sum(len(units) for units in each) / share for each in zip(*coders, strict=True)]
    out = [Rate(kind, "precision", proportion(right, found, population)), Rate(kind, "recall", proportion(right, true, population))]
    labels = [[sum(_same(a, b) for a, b in pairs) for pairs in each] for each in matches]
    if any(unit.label for theirs in coders for units in theirs for unit in units):
        said = [sum(each) / share for each in zip(*labels, strict=True)]
        out += [Rate(kind, "precision with label", proportion(said, found, population)), Rate(kind, "recall with label", proportion(said, true, population))]
    return [*out, Rate(kind, "count", Estimate(float(total), None, None, sum(found))), Rate(kind, "corrected count", corrected(true, found, total, population))]


def _agreement(kind: str, one: Sequence[Sequence[Unit]], other: Sequence[Sequence[Unit]], seed: int) -> list[Rate]:
    pairs = [matched(a, b) for a, b in zip(one, other, strict=True)]
    numbers = list(zip([len(u) for u in one], [len(u) for u in other], strict=True))

    def agreement(chosen: Sequence[int]) -> float | None:
        return positive_agreement([len(pairs[k]) for k in chosen], [numbers[k][0] for k in chosen], [numbers[k][1] for k in chosen])

    def of_counts(chosen: Sequence[int]) -> float | None:
        return alpha([numbers[k] for k in chosen], "interval")

    def of_labels(chosen: Sequence[int]) -> float | None:
        return alpha([(a.label, b.label) for k in chosen for a, b in pairs[k] if a.label and b.label])

    measures = (("agreement", agreement), ("alpha of counts", of_counts), ("alpha of labels", of_labels))
    made = [Rate(kind, name, bootstrapped(measure, len(pairs), seed)) for name, measure in measures]
    return [rate for rate in made if rate.estimate.value is not None]


def matched(one: Sequence[Unit], other: Sequence[Unit]) -> Pairs:
    """Pairs of the same item, each item once: by how much they overlap, the largest first."""
    found = [(-_overlap(a, b), i, k) for i, a in enumerate(one) for k, b in enumerate(other) if a.kind == b.kind and _overlap(a, b) >= OVERLAP]
    taken: tuple[set[int], set[int]] = (set(), set())
    out: Pairs = []
    for _, i, k in sorted(found):
        if i not in taken[0] and k not in taken[1]:
            taken[0].add(i)
            taken[1].add(k)
            out.append((one[i], other[k]))
    return out


def _overlap(a: Unit, b: Unit) -> float:
    shared = sum(max(0, min(e, f) - max(s, t)) for s, e in a.spans for t, f in b.spans)
    return shared / min(sum(e - s for s, e in a.spans), sum(e - s for s, e in b.spans))


def _of(kind: str, units: Sequence[Unit]) -> list[Unit]:
    return [unit for unit in units if unit.kind == kind]


def _same(a: Unit, b: Unit) -> bool:
    return a.label is not None and b.label is not None and a.label.casefold() == b.label.casefold()
