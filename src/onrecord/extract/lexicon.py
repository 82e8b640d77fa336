"""Verb lexicons: the forms of each lemma, and the data files that say what a verb may take and what saying it does."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from onrecord import data

VOWELS = "aeiou"
DOUBLING = {"quip", "plan", "stop", "ban", "step", "drop", "cut", "hit", "set", "permit", "rebut", "refer", "occur", "rob", "stab", "jam", "sever"}


def forms(lemma: str) -> dict[str, str]:
    """form -> what it is (base, s, past, ing) by the regular rules of English spelling.

    >>> sorted(forms("deny"))
    ['denied', 'denies', 'deny', 'denying']
    >>> sorted(forms("agree"))
    ['agree', 'agreed', 'agreeing', 'agrees']
    """
    if lemma.endswith("y") and lemma[-2] not in VOWELS:
        third, past, ing = lemma[:-1] + "ies", lemma[:-1] + "ied", lemma + "ing"
    elif lemma.endswith("ee"):
        third, past, ing = lemma + "s", lemma + "d", lemma + "ing"
    elif lemma.endswith("e"):
        third, past, ing = lemma + "s", lemma + "d", lemma[:-1] + "ing"
    elif lemma.endswith(("s", "x", "z", "ch", "sh")):
        third, past, ing = lemma + "es", lemma + "ed", lemma + "ing"
    elif lemma in DOUBLING:
        third, past, ing = lemma + "s", lemma + lemma[-1] + "ed", lemma + lemma[-1] + "ing"
    else:
        third, past, ing = lemma + "s", lemma + "ed", lemma + "ing"
    return {lemma: "base", third: "s", past: "past", ing: "ing"}


@dataclass(frozen=True, slots=True)
class Cue:
    """A verb of saying. `frames`: what may follow it (letters as speech.tsv explains)."""

    lemma: str
    frames: str
    act: str | None
    event: str | None


def rows(name: str) -> tuple[dict[str, str], ...]:
    """The rows of a table of this package by column."""
    return data.table(__package__, name)


def inflected(row: dict[str, str]) -> dict[str, str]:
    """form -> what it is, from a row's lemma and irregular forms (third person, past, participle, -ing)."""
    listed = (row.get("forms") or "").replace("_", " ").split(" ") if "_" not in row["lemma"] else []
    if not listed or listed == [""]:
        return forms(row["lemma"])
    out = {row["lemma"]: "base", listed[0]: "s", listed[-1]: "ing"}
    out.update(dict.fromkeys(listed[1:-1], "past"))
    return out


@lru_cache(maxsize=1)
def cues() -> dict[str, tuple[Cue, str]]:
    """form -> (cue, what the form is)."""
    out: dict[str, tuple[Cue, str]] = {}
    for row in rows("speech.tsv"):
        if "_" in row["lemma"]:
            continue
        cue = Cue(row["lemma"], row["frames"] or "", row["act"] or None, row["event"] or None)
        for form, what in inflected(row).items():
            out.setdefault(form, (cue, what))
    return out


@lru_cache(maxsize=1)
def speech_nouns() -> frozenset[str]:
    return frozenset(form for row in rows("speech_nouns.tsv") for form in (row["noun"], row["noun"] + "s"))
