from __future__ import annotations

import pytest

from onrecord.ingest.names import author, authors_of


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Anna Kowalska", "Anna Kowalska"),
        ("By ANNA KOWALSKA | Harbour Media", "Anna Kowalska"),
        ("Analysis by Jan Nowak", "Jan Nowak"),
        ("AFP", "AFP"),
        ("C. J. LEE", "C. J. Lee"),
        ("admin", None),
        ("newsadmin", None),
        ("https://example.org/anna", None),
        ("Political Writer", None),
        ("anna@example.org", None),
    ],
)
def test_author(text: str, name: str | None) -> None:
    assert author(text) == name


def test_authors_of_a_field() -> None:
    assert authors_of("ANN LEE, Courier Political Writer and Jan Nowak; Ann Lee") == ("Ann Lee", "Jan Nowak")
