"""The data files of the knowledge base: sound in themselves and with each other, and looked up at a date."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from onrecord.resolve import knowledge
from onrecord.resolve.knowledge import people
from onrecord.resolve.knowledge.people import fold, moment, months, office, surnames

EDTF = re.compile(r"\d{4}(-(0[1-9]|1[0-2]))?$")
BASE, PEOPLE = knowledge.load(), people.load()


def rows(name: str) -> list[list[str]]:
    return list(people._rows(name))


def test_keys_are_unique_across_the_files() -> None:
    keys = [row[0] for name in ("states.tsv", "bodies.tsv", "people.tsv") for row in rows(name)]
    assert len(keys) == len(set(keys))
    assert len({tuple(row) for row in rows("offices.tsv")}) == len(rows("offices.tsv"))


def test_every_person_has_an_office_and_every_office_a_person_and_a_body() -> None:
    bodies = {row[0] for name in ("states.tsv", "bodies.tsv") for row in rows(name)}
    assert {row[0] for row in rows("offices.tsv")} == set(PEOPLE.persons)
    assert {row[2] for row in rows("offices.tsv")} <= bodies
    assert {p.country for p in PEOPLE.persons.values()} <= {row[0] for row in rows("states.tsv")} | {"ESH"}


def test_dates_are_ordered_years_or_months_before_the_files_were_last_kept() -> None:
    for person, title, organization, from_, until in rows("offices.tsv"):
        assert EDTF.match(from_), (person, title)
        assert until in ("", "unknown") or EDTF.match(until), (person, title)
        if until not in ("", "unknown"):
            assert months(from_)[0] <= months(until)[1], (person, title, organization)
        elif not until:
            assert months(from_)[0] <= months("2025-12")[0]


CONTESTED = {("CIV", "president")}  # two held it from December 2010 to April 2011


def test_at_most_one_head_of_government_and_foreign_minister_at_a_time() -> None:
    for title in ("president", "prime minister", "foreign minister", "secretary general"):
        for (organization, held), offices in PEOPLE._held.items():
            if held != office(title) or (organization, title) in CONTESTED:
                continue
            terms = sorted((months(o.from_), months(o.until) if o.until else (10**6, 10**6), o.person) for o in offices if o.until != "unknown")
            for (_, end, one), (start, _, other) in pairwise(terms):
                assert end[0] <= start[1] or one == other, (organization, held, one, other)


def test_states_and_bodies_covered() -> None:
    held = {(o.organization, office(o.title)) for offices in PEOPLE.offices.values() for o in offices}
    assert len({org for org, _ in held if org.isupper()}) >= 60
    assert len({org for org, _ in held if not org.isupper()}) >= 40
    for state in "ARG AUS BRA CAN CHN FRA DEU IND IDN ITA JPN MEX RUS SAU ZAF KOR TUR GBR USA".split():
        assert (state, "foreign minister") in held
    assert len(PEOPLE.persons) >= 900
    assert sum(map(len, PEOPLE.offices.values())) >= 1800


@pytest.mark.parametrize(
    ("organization", "title", "date", "key"),
    [
        ("GBR", "prime minister", "2014-03", "david-cameron"),
        ("GBR", "foreign secretary", "2024-05", "david-cameron"),
        ("USA", "Defense Secretary", "2004-06", "donald-rumsfeld"),
        ("nato", "Secretary-General", "2012", "anders-fogh-rasmussen"),
        ("iaea", "chief", "2021-02", "rafael-grossi"),
        ("white-house", "press secretary", "2023-02", "karine-jean-pierre"),
        ("GBR", "prime minister", "2016-07", None),  # two in that month
        ("GBR", "prime minister", "2016", None),  # two in that year
        ("FRA", "president", "2026-03", None),  # after the files were kept
        ("ATA", "president", "2016-03", None),
    ],
)
def test_holder(organization: str, title: str, date: str, key: str | None) -> None:
    at = moment(date)
    assert at is not None
    assert PEOPLE.holder(organization, title, at) == key


def test_names_are_compared_without_accents_and_with_broken_letters() -> None:
    assert fold("Erdoğan") == fold("Erdogan")
    assert PEOPLE.named("Rados?aw Sikorski") == PEOPLE.named("Radoslaw Sikorski") == ("radoslaw-sikorski",)
    assert PEOPLE.named("??? ???") == ()
    assert PEOPLE.named("Nobody At All") == ()
    assert set(surnames("Ursula von der Leyen", "DEU")) == {"leyen", "von der leyen"}
    assert set(surnames("Xi Jinping", "CHN")) == {"xi"}


def test_moments() -> None:
    assert moment("2024-05-28") == moment("2024-05")
    assert moment("2024") == months("2024")
    assert moment(None) is moment("202X") is moment("yesterday") is None


def test_every_file_says_until_when_it_was_kept() -> None:
    assert set(knowledge.kept_until()) >= {"states.tsv", "bodies.tsv", "people.tsv", "offices.tsv"}
