"""Who can act: for a weapon or vehicle its owner, for a deed nobody; and the states that stand before a hyphen."""

from __future__ import annotations

import re
from functools import lru_cache

from onrecord import data
from onrecord.extract.attribution.framed import Place
from onrecord.extract.attribution.words import DETERMINERS
from onrecord.extract.parties import NOUNS
from onrecord.reader import Frame, Reading
from onrecord.resolve.actors import Cast
from onrecord.resolve.knowledge import load

BACKED = re.compile(r"(.+)[-‑–](?:led|backed|inspired|sponsored|supported|imposed|brokered|mediated|financed|funded|organi[sz]ed|orchestrated|instigated)$", re.I)
HYPHEN = re.compile(r"[-‑–/]")
NEAR = 3  # words before a nominal trigger


@lru_cache(maxsize=1)
def things() -> frozenset[str]:
    return frozenset(row["noun"] for row in data.table(__package__, "things.tsv"))


def able(reading: Reading, cast: Cast, frame: Frame, places: list[Place], acting: bool) -> list[Place]:
    """The places with owners for the things they own; who acts is no thing without an owner, and no deed."""
    out: list[Place] = []
    for place in places:
        head = _head(reading, place)
        noun = reading.tokens[head].text.lower()
        named = cast.inside(place[0], reading.tokens[head].end)
        if noun in things() or noun.removesuffix("s") in things():
            owner = next((m for m in named if m.end <= reading.tokens[head].start and m.kind in ("entry", "group") and cast.ids(m)), None)
            if owner:
                out.append((owner.start, owner.end))
            elif not acting:
                out.append(place)
        elif not acting or not _deed(reading, frame, place):
            out.append(place)
    return list(dict.fromkeys(out))


def _head(reading: Reading, place: Place) -> int:
    """The last noun of the phrase that the place is or stands at the beginning of: of `British | Storm Shadow missiles` the missiles."""
    last = reading.word_at(place[1] - 1)
    k = last + 1
    while k < len(reading.tokens) and (reading.kind(k) in NOUNS or reading.tokens[k].text in "”\"’") and k not in reading.triggers and reading.tokens[k].start - reading.tokens[k - 1].end < 2:
        if reading.kind(k) in NOUNS:
            last = k
        k += 1
    return last


def _deed(reading: Reading, frame: Frame, place: Place) -> bool:
    """Whether the phrase ends in the noun of an event: `the coup | overthrew`."""
    last = reading.word_at(place[1] - 1)
    return last in reading.triggers and reading.kind(last) == "NOUN" and not frame.own.start <= last < frame.own.end


def hyphened(reading: Reading, cast: Cast, frame: Frame) -> list[Place]:
    """The states that led or backed a deed: of `the US-led invasion` the US."""
    for token in reading.tokens[max(0, frame.own.start - NEAR) : reading.predicate(frame)]:
        if led := BACKED.match(token.text):
            return states(cast, token.start, led[1])
    return []


def states(cast: Cast, start: int, text: str) -> list[Place]:
    """The states and alliances that hyphens or slashes join in one word, `US-UK-EU`; none where any part is something else."""
    out: list[Place] = []
    parts = HYPHEN.split(text)
    entries = [load().names.get((name,)) for name in parts]
    for name, entry in zip(parts, entries, strict=True):
        if entry is None or entry.type not in ("state", "alliance"):
            return []
        out.append((start, start + len(name)))
        start += len(name) + 1
    for place, entry in zip(out, entries, strict=True):
        if entry:
            cast.known(entry, place)
    return out


def apart(reading: Reading, cast: Cast, places: list[Place]) -> list[Place]:
    """The places, each that is one hyphened word of several states parted into them."""
    out: list[Place] = []
    for start, end in places:
        token = reading.tokens[reading.word_at(end - 1)]
        alone = all(reading.tokens[k].text.lower() in DETERMINERS for k in range(reading.word_at(start), reading.word_at(end - 1)))
        backed = BACKED.match(token.text)
        out += (states(cast, token.start, backed[1] if backed else token.text) if alone and HYPHEN.search(token.text) else []) or [(start, end)]
    return out
