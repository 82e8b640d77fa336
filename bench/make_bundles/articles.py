"""What the bundles are made of: articles of the packaged examples and short own ones, with headlines, bylines and dates as each language writes them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from importlib.resources import files
from typing import Any

SHORT, TRUNCATED = 8, 9
OUTLETS = ("The Harbour Gazette", "Elbe-Blatt", "Northern Courier", "Le Quai", "Dnieper Chronicle (London)", "La Ribera")
PEOPLE = ("Maren Oddvik", "Jan Nowak", "Henrike Sandmann", "Luc Ferrand", "Ilse Brandauer", "Petar Velchev")
TOWNS = ("Arden", "Brack", "Corvo", "Dunmore", "Elst", "Farah", "Gorlice")
OWN = (
    "“We will see what they bring to the table in {town},” the minister told reporters on the steps, “and until then nothing will be carried out.”",
    "Some {n},000 soldiers remain on the eastern bank, according to the mission, and their number is said to be growing by the week.",
    "A spokesman for the foreign ministry called the talks in {town} useful but added that {n} points were still open.",
    "The two sides had met before, in March, and had parted without naming a day on which they would meet again.",
    "Relief workers said the road to {town} was closed for {n} hours after a bridge was hit in the night; nobody claimed responsibility.",
)
GERMAN = (
    "Die Delegationen sind in {town} ohne Ergebnis auseinandergegangen. Beide Seiten wollen nach eigenen Angaben in {n} Tagen weiterreden.",
    "„Über die Summe reden wir, wenn wir wissen, wer sie bezahlt“, sagte ein Mitglied der Delegation, das nicht genannt werden wollte.",
)
WORDS = {  # labels of the exports by language; the body's and the closing line's too
    "en": {"length": "Length", "words": "words", "section": "Section", "byline": "Byline", "body": "Body", "load": "Load-Date", "language": "Language", "index": "Classification",
               "end": "End of Document", "numbered": "{n} of {m} DOCUMENTS", "documents": "Documents ({m})", "user": "User Name", "when": "Date and Time", "job": "Job Number", "graphic": "Graphic", "by": "By"},
    "de": {"length": "Länge", "words": "Wörter", "section": "Rubrik", "byline": "Autor", "body": "Body", "load": "Update", "language": "Sprache", "index": "Klassifizierung",
               "end": "Ende des Dokuments", "numbered": "Dokument {n} von {m}", "documents": "Dokumente ({m})", "user": "Benutzername", "when": "Datum und Uhrzeit", "job": "Auftragsnummer", "graphic": "Grafik", "by": "Von"},
    "fr": {"length": "Longueur", "words": "mots", "section": "Rubrique", "byline": "Auteur", "body": "Corps", "load": "Date de chargement", "language": "Langue", "index": "Classification",
               "end": "Fin du document", "numbered": "Document {n} de {m}", "documents": "Documents ({m})", "user": "Nom d'utilisateur", "when": "Date et heure", "job": "Numéro de tâche", "graphic": "Graphique", "by": "Par"},
    "es": {"length": "Longitud", "words": "palabras", "section": "Sección", "byline": "Autor", "body": "Cuerpo", "load": "Fecha de carga", "language": "Idioma", "index": "Clasificación",
               "end": "Fin del documento", "numbered": "{n} de {m} DOCUMENTOS", "documents": "Documentos ({m})", "user": "Nombre de usuario", "when": "Fecha y hora", "job": "Job Number", "graphic": "Gráfico", "by": "Por"},
}  # fmt: skip
MONTHS = {
    "en": "January February March April May June July August September October November December".split(),
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split(),
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split(),
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split(),
}
DAYS = {
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(),
    "de": "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag".split(),
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche".split(),
    "es": "lunes martes miércoles jueves viernes sábado domingo".split(),
}
NAMED = {"en": {"en": "ENGLISH", "de": "GERMAN"}, "de": {"en": "Englisch", "de": "Deutsch"}, "fr": {"en": "anglais", "de": "allemand"}, "es": {"en": "Inglés", "de": "Alemán"}}
LANGUAGES = ("en", "de", "fr", "es")


@dataclass(frozen=True)
class Item:
    title: str
    outlet: str | None
    authors: tuple[str, ...]
    day: date | None
    paragraphs: tuple[str, ...]
    accession: str
    language: str = "en"

    @property
    def text(self) -> str:
        return "\n\n".join((self.title, *self.paragraphs))


@dataclass(frozen=True)
class Made:
    """One bundle: its files by relative path, the name it is read under, and what must come out."""

    files: dict[str, bytes]
    documents: tuple[dict[str, Any], ...]
    told: tuple[str, ...] = ()  # each must be part of what is reported as missing
    accessions: bool = True




def pool() -> tuple[str, ...]:
    """Paragraphs of the packaged examples that are set one to a line."""
    folder = files("onrecord.examples")
    lantern = folder.joinpath("workers-lantern.txt").read_text("utf-8").split("\n\n")[2:]
    observer = folder.joinpath("ostrava-observer.txt").read_text("utf-8").split("\n\n")[2:6]
    return tuple(" ".join(p.split()) for p in (*lantern, *observer) if len(p) > 60)


def items(variant: int, count: int) -> list[Item]:
    """`count` articles, no two alike; what each variant leaves out: 3 bylines, 4 dates, 5 outlets of every second."""
    paragraphs = pool()
    out = []
    for k in range(count):
        seed = 101 * variant + 7 * k
        german = k % 5 == 3
        own = [s.format(town=TOWNS[(seed + j) % 7], n=seed % 41 + j + 2) for j, s in enumerate(GERMAN if german else OWN)]
        kept = own if german else [x for j in range(4) for x in (own[(seed + j) % 5], paragraphs[(seed + 3 * j) % len(paragraphs)])]
        title = (f"Gespräche in {TOWNS[seed % 7]} enden nach {k + 2} Tagen ohne Ergebnis" if german
                 else f"Talks in {TOWNS[seed % 7]} end after {k + 2} days without a deal, part {variant + 1}")  # fmt: skip
        day = date(2024, 1, 9) + timedelta(days=17 * variant + 5 * k)
        authors = (PEOPLE[seed % 6],) if k % 3 else (PEOPLE[seed % 6], PEOPLE[(seed + 1) % 6])
        out.append(
            Item(
                title, OUTLETS[seed % 6] if variant != 5 or k % 2 else None, () if variant == 3 else authors, None if variant == 4 else day,
                tuple(dict.fromkeys(kept)), f"HRBGAZ0000{day:%Y%m%d}ek{seed % 10}s{k:05}"[:26], "de" if german else "en",
            )
        )  # fmt: skip
    return out


def dated(day: date, language: str, form: int = 0) -> str:
    month, name = MONTHS[language][day.month - 1], DAYS[language][day.weekday()]
    if language == "en":
        return (f"{month} {day.day}, {day.year} {name}", f"{name}, {day.day} {month} {day.year} 11:05 AM GMT", f"{day.day} {month} {day.year}")[form % 3]
    if language == "de":
        return (f"{day.day}. {month} {day.year} {name}", f"{name} {day.day}. {month} {day.year}", f"{day:%d.%m.%Y}")[form % 3]
    if language == "fr":
        return (f"{name} {day.day} {month} {day.year}", f"{day.day} {month} {day.year}")[form % 2]
    return (f"{day.day} de {month} de {day.year}", f"{name}, {day.day} de {month} de {day.year}")[form % 2]


def bylined(item: Item, language: str, prefix: bool = False) -> str:
    joined = {"en": " and ", "de": " und ", "fr": " et ", "es": " y "}[language].join(item.authors)
    return f"{WORDS[language]['by']} {joined}" if prefix else joined


def truth(item: Item, source: str, accession: str | None, whole: bool = True) -> dict[str, Any]:
    return {
        "source": source, "title": item.title, "outlet": item.outlet, "authors": list(item.authors), "published": item.day.isoformat() if item.day else None,
        "accession": accession, "text": item.text, "language": item.language, "whole": whole,
    }  # fmt: skip
