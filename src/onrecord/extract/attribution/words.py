"""Closed classes of English words, read from closed_words.tsv beside this file."""

from __future__ import annotations

import csv
from importlib import resources


def _classes() -> dict[str, frozenset[str]]:
    lines = [line for line in resources.files(__package__).joinpath("closed_words.tsv").read_text("utf8").splitlines() if line[:1] != "#"]
    return {row["class"]: frozenset(row["words"].split()) for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)}


_ALL = _classes()
AUXILIARIES = _ALL["AUXILIARIES"]
BE = _ALL["BE"]
NEGATIONS = _ALL["NEGATIONS"]
DETERMINERS = _ALL["DETERMINERS"]
CONJUNCTIONS = _ALL["CONJUNCTIONS"]
PREPOSITIONS = _ALL["PREPOSITIONS"]
CLAUSE_STARTERS = _ALL["CLAUSE_STARTERS"]
FINITE = _ALL["FINITE"]
ADVERBS = _ALL["ADVERBS"]
HEARERS = _ALL["HEARERS"]
SUBORDINATORS = _ALL["SUBORDINATORS"]
PAST_FORMS = _ALL["PAST_FORMS"]
QUANTIFIERS = _ALL["QUANTIFIERS"]
OCCASIONS = _ALL["OCCASIONS"]
WEEKDAYS = _ALL["WEEKDAYS"]
