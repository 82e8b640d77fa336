"""Stages of one promise: floated, pledged, committed, allocated, delivered, verified; or delayed, or withdrawn.

One commitment fulfils another where both are promises of the same bound party to the same recipient, of the same thing, the first at a
later stage and not published before the second. Nothing is updated: both stay as they were reported, tied by the link.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from onrecord.link.words import linked, shared, stems
from onrecord.records import Actor, Commitment, Figure, Link, digest

STAGES = ("floated", "pledged", "committed", "allocated", "delivered", "verified")
ENDS = ("delayed", "withdrawn")  # may follow any stage up to allocated
ALIKE = 0.25  # share of the words of two actions from which they promise the same thing
TOLERANCE = 0.01
OFFICIALS = frozenset(("state", "government", "armed_group"))


@dataclass(frozen=True, slots=True)
class Promise:
    """A commitment with what links compare: when its document was published, its figure, its parties as keys."""

    commitment: Commitment
    published: str  # "" where unknown
    figure: Figure | None
    bound: frozenset[str]
    recipients: frozenset[str]

    @property
    def order(self) -> tuple[str, str, int, str]:
        span = self.commitment.evidence[0]
        return self.published, self.commitment.doc, span.start, self.commitment.id


def keys(ids: Sequence[str], actors: Mapping[str, Actor]) -> frozenset[str]:
    """The parties as links compare them: an official or ministry stands for its state.

    "Germany" -> {"DEU"}; a German minister -> {"DEU"}; a company -> its id.
    """
    out = set()
    for id_ in ids:
        actor = actors.get(id_)
        speaks_for = actor is not None and actor.country and (actor.type in OFFICIALS or (actor.type == "person" and (actor.sector == "GOV" or actor.roles)))
        out.add(actor.country if actor is not None and speaks_for and actor.country else id_)
    return frozenset(out)


def promise(commitment: Commitment, published: str | None, figures: Mapping[str, Figure], actors: Mapping[str, Actor]) -> Promise | None:
    """The commitment as a promise; nothing where it is none, or nobody is bound."""
    if commitment.act != "pledge" or commitment.stage is None or not commitment.who:
        return None
    figure = figures.get(commitment.amount) if commitment.amount else None
    return Promise(commitment, published or "", figure, keys(commitment.who, actors), keys(commitment.to_whom, actors))


def blocks(one: Promise) -> list[str]:
    """Keys that stages of one promise share: a bound party with a recipient."""
    return [f"f{digest(bound, recipient)}" for bound in sorted(one.bound) for recipient in (sorted(one.recipients) or [""])]


def links(promises: Sequence[Promise], inside: bool) -> list[Link]:
    """Of promises of one block: each later stage to the stage before it, in its own document or (else) in another."""
    out = []
    for later in promises:
        if later.commitment.stage == "floated":
            continue
        fitting = [(earlier, basis) for earlier in promises if (earlier.commitment.doc == later.commitment.doc) == inside and (basis := _follows(later, earlier))]
        if fitting:
            earlier, basis = max(fitting, key=lambda pair: ("amount" in pair[1], _rank(pair[0]), pair[0].order))
            out.append(linked("fulfils", later.commitment, earlier.commitment, "action", basis, 0.8 if "amount" in basis else 0.65))
    return out


def _rank(one: Promise) -> int:
    return STAGES.index(one.commitment.stage) if one.commitment.stage in STAGES else -1


def _follows(later: Promise, earlier: Promise) -> tuple[str, ...]:
    """What agrees, where the one is a later stage of the other."""
    a, b = later.commitment, earlier.commitment
    if a.id == b.id or b.stage in ENDS or not (_rank(later) > _rank(earlier) or (a.stage in ENDS and _rank(earlier) <= STAGES.index("allocated"))):
        return ()
    if later.published and earlier.published and later.published < earlier.published:
        return ()
    if not later.bound & earlier.bound or (later.recipients != earlier.recipients and not later.recipients & earlier.recipients):
        return ()
    amount = _amounts(later, earlier)
    words = shared(stems(a.evidence[0].text), stems(b.evidence[0].text))
    if amount == "differ" or (amount == "open" and words < ALIKE) or (not later.recipients and not (amount == "same" and words >= ALIKE)):
        return ()
    return ("who", *(["to_whom"] if later.recipients else []), *(["amount"] if amount == "same" else []), *(["action"] if words >= ALIKE else []), "stage")


def _amounts(later: Promise, earlier: Promise) -> str:
    """same, open (one names none, or counts something else), differ. A part of what was promised may be delivered."""
    if later.figure is None or earlier.figure is None or later.figure.unit != earlier.figure.unit:
        return "open"
    one, two = _value(later.figure), _value(earlier.figure)
    if one is None or two is None:
        return "open"
    if abs(one - two) <= TOLERANCE * max(abs(one), abs(two)):
        return "same"
    part = later.commitment.stage in ("allocated", "delivered", "verified") and one < two
    return "open" if part else "differ"


def _value(figure: Figure) -> float | int | None:
    return next((v for v in (figure.value.best, figure.value.low, figure.value.high) if v is not None), None)
