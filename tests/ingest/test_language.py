from __future__ import annotations

import pytest

from onrecord.ingest import Source, documents
from onrecord.ingest.language import language

GERMAN = "Der Minister sagte am Montag, dass die Gespräche ohne Ergebnis beendet worden seien und im Herbst fortgesetzt würden."


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("The minister said on Monday that the talks had ended without a result and would go on in the autumn.", "en"),
        (GERMAN, "de"),
        ("Le ministre a déclaré lundi que les pourparlers s'étaient terminés sans résultat et reprendraient à l'automne.", "fr"),
        ("Министр заявил в понедельник, что переговоры закончились безрезультатно.", "ru"),
        ("El ministro dijo el lunes que las conversaciones habían terminado sin resultado y seguirían en otoño.", "es"),
        ("2014 — 15 %", "und"),
    ],
)
def test_language(text: str, code: str) -> None:
    assert language(text) == code


def test_another_language_is_recorded_as_unread() -> None:
    (document,) = documents(Source("a.txt", data=GERMAN.encode()))
    assert (document.language, document.unread, document.text) == ("de", "language: de", GERMAN)
