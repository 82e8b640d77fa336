"""Closed classes of English words, read from closed_words.tsv beside this file."""

from __future__ import annotations

from onrecord import data

_ALL = {row["class"]: frozenset(row["words"].split()) for row in data.table(__package__, "closed_words.tsv")}
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
CALLS = _ALL["CALLS"]
HEARD = _ALL["HEARD"]
THOUGHTS = _ALL["THOUGHTS"]
QUESTIONS = _ALL["QUESTIONS"]
