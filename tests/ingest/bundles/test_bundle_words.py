from __future__ import annotations

import pytest

from onrecord.ingest.bundles.extract import writers
from onrecord.ingest.bundles.words import day, is_date_line, language


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("May 28, 2024 Tuesday", "2024-05-28"),
        ("Tuesday, 28 May 2024 11:05 AM GMT", "2024-05-28"),
        ("28. Mai 2024 Dienstag", "2024-05-28"),
        ("Dienstag 28. März 2023", "2023-03-28"),
        ("mardi 28 mai 2024", "2024-05-28"),
        ("1er août 2024", "2024-08-01"),
        ("martes 28 de mayo de 2024", "2024-05-28"),
        ("28 maja 2024", "2024-05-28"),
        ("28 мая 2024 г.", "2024-05-28"),
        ("dinsdag 28 mei 2024", "2024-05-28"),
        ("28 maggio 2024", "2024-05-28"),
        ("2024年5月28日", "2024-05-28"),
        ("mayo de 2024", "2024-05"),
        ("28.05.2024", "2024-05-28"),
        ("31 February 2024", None),
        ("Tuesday", None),
        ("5/6/2024", None),
    ],
)
def test_days(text: str, edtf: str | None) -> None:
    assert day(text) == edtf


def test_a_sentence_that_names_a_day_is_no_date_line() -> None:
    assert is_date_line("May 28, 2024 Tuesday 11:05 AM GMT")
    assert not is_date_line("The talks of 28 May 2024 ended without a deal and without a date for the next round.")


def test_languages_and_writers() -> None:
    assert [language(x) for x in ("ENGLISH", "Deutsch; German", "anglais", "en", "Klingon")] == ["en", "de", "en", "en", None]
    assert writers("By Jan Nowak and Eva Holm") == ("Jan Nowak", "Eva Holm")
    assert writers("Von Jan Nowak und Eva Holm in Warschau") == ("Jan Nowak", "Eva Holm")
