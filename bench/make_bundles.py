"""Self-made archive bundles, ten a format, with what must come out of each: `python -m bench.make_bundles FOLDER [--articles 8]`.

No export of a real archive is in the project: their texts are not ours. These follow the layouts that tools which read them document
(docs/bundles.md), in several languages, with fields missing, in several encodings; of each ten, number 8 is short of what it declares and
number 9 breaks off. Texts: the packaged examples and sentences of our own. The same folder comes out every time.

    FOLDER/nexis-docx/0.docx … 9.docx, and FOLDER/truth.json: bundle -> [{source, title, outlet, authors, published, accession, text}], told
"""

from __future__ import annotations

import argparse
import gzip
import io
import json
import sys
import textwrap
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from email.message import EmailMessage
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Any

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

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


# -- articles -------------------------------------------------------------------------------------------------------


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


# -- Nexis ----------------------------------------------------------------------------------------------------------


def uni_lines(item: Item, language: str, variant: int) -> list[str]:
    """Nexis Uni: one article as paragraphs."""
    w = WORDS[language]
    out = [item.title]
    out += [item.outlet] if item.outlet else []
    out += [dated(item.day, language, variant)] if item.day else []
    out += ["London Edition"] if item.day and item.outlet and variant % 4 == 2 else []
    out += [f"Copyright 2024 {item.outlet} Ltd", "All Rights Reserved"] if item.outlet else []
    if variant != 6:
        out += [f"{w['section']}: NEWS; Pg. 4", f"{w['length']}: {len(item.text.split())} {w['words']}"]
    else:
        out += [f"{w['length']}: {len(item.text.split())} {w['words']}"]
    out += [f"{w['byline']}: {bylined(item, language)}"] if item.authors else []
    out += [w["body"], *item.paragraphs]
    if variant != 7:
        out += [w["graphic"], "Photograph of the hall, by our own photographer"] if variant % 2 else []
        out += [w["index"], f"{w['language']}: {NAMED[language][item.language]}", "Publication-Type: Newspaper", "Subject: TALKS & TREATIES (90%); ARMED FORCES (72%)"]
    return [*out, f"{w['load']}: {dated(item.day or date(2024, 6, 1), language)}", w["end"]]


def uni(variant: int, count: int) -> tuple[list[str], list[Item], list[int], tuple[str, ...]]:
    """(paragraphs, articles that are there, their numbers, what must be told) of a Nexis Uni export."""
    language = LANGUAGES[variant % 4]
    w = WORDS[language]
    listed = items(variant, 1 if variant == 0 else count)
    there = [i for n, i in enumerate(listed) if not (variant == SHORT and n == 2)]
    numbers = [n for n, i in enumerate(listed, 1) if i in there]
    out: list[str] = []
    if variant != 2:  # that one has no cover page
        out += [f"{w['user']}: = A. Reader", f"{w['when']}: Tuesday, 4 June 2024 15:12:00 CEST", f"{w['job']}: 225{variant}1177", w["documents"].format(m=len(listed))]
        for n, item in enumerate(listed, 1):
            out += [f"{n}. {item.title}", "Client/Matter: -None-", "Search Terms: talks AND ministry", "Search Type: Terms and Connectors", "Narrowed by: -None-"]
    for item in there:
        out += uni_lines(item, language, variant)
    told = (f"declares {len(listed)} documents and holds {len(there)} (3 missing)",) if variant == SHORT else ()
    return out, there, numbers, told


def nexis_truth(variant: int, name: str, there: list[Item], numbers: list[int], accessions: list[str | None]) -> tuple[dict[str, Any], ...]:
    alone = len(there) == 1
    return tuple(truth(i, name if alone else f"{name}#{n}", a) for i, n, a in zip(there, numbers, accessions, strict=True))


def nexis_txt(variant: int, count: int) -> Made:
    paragraphs, there, numbers, told = uni(variant, count)
    text = "\n\n".join(paragraphs) + "\n"
    data = encoded(text, variant)
    documents = nexis_truth(variant, f"{variant}.txt", there, numbers, [None] * len(there))
    if variant == TRUNCATED:
        data, documents, told = cut(data, there[-1], documents, told, f"document {numbers[-1]} breaks off")
    return Made({f"{variant}.txt": data}, documents, told, accessions=False)


def nexis_rtf(variant: int, count: int) -> Made:
    paragraphs, there, numbers, told = uni(variant, count)
    data = rtf(paragraphs, variant, {i.title: address(i) for i in there})
    documents = nexis_truth(variant, f"{variant}.rtf", there, numbers, [urn(i) for i in there])
    if variant == TRUNCATED:
        data, documents, told = cut(data, there[-1], documents, told, f"document {numbers[-1]} breaks off", linked=True)
    return Made({f"{variant}.rtf": data}, documents, told)


def nexis_docx(variant: int, count: int) -> Made:
    paragraphs, there, numbers, told = uni(variant, count)
    data = word(paragraphs, {i.title: address(i) for i in there})
    documents = nexis_truth(variant, f"{variant}.docx", there, numbers, [urn(i) for i in there])
    if variant == TRUNCATED:
        return Made({f"{variant}.docx": data[: len(data) * 2 // 3]}, (), ("damaged",))
    return Made({f"{variant}.docx": data}, documents, told)


def nexis_zip(variant: int, count: int) -> Made:
    """One file an article and a list of them, in an archive, as Nexis gives them on request."""
    language = LANGUAGES[variant % 4]
    listed = items(variant, 1 if variant == 0 else count)
    there = [i for n, i in enumerate(listed) if not (variant == SHORT and n == 2)]
    w = WORDS[language]
    cover = [f"{w['user']}: = A. Reader", f"{w['when']}: 4 June 2024", f"{w['job']}: 9{variant}", w["documents"].format(m=len(listed))]
    for n, item in enumerate(listed, 1):
        cover += [f"{n}. {item.title}", "Client/Matter: -None-", "Search Terms: talks"]
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for n, item in enumerate(there, 1):
            lines = uni_lines(item, language, variant)
            body = word(lines, {item.title: address(item)}) if variant % 2 else rtf(lines, variant, {item.title: address(item)})
            write(archive, f"{n:03} article.{'docx' if variant % 2 else 'rtf'}", body)
        write(archive, "doclist.docx", word(cover, {}))
    suffix = "docx" if variant % 2 else "rtf"
    documents = tuple(truth(i, f"{variant}.zip/{n:03} article.{suffix}", urn(i)) for n, i in enumerate(there, 1))
    data = file.getvalue()
    if variant == TRUNCATED:
        return Made({f"{variant}.zip": data[: len(data) * 2 // 3]}, (), ("damaged",))
    told = (f"declares {len(listed)} documents in its list and holds {len(there)}",) if variant == SHORT else ()
    return Made({f"{variant}.zip": data}, documents, told)


def academic(variant: int, count: int) -> Made:
    """LexisNexis Academic: lines of 72 characters, the head centred."""
    language = LANGUAGES[variant % 4]
    w = WORDS[language]
    listed = items(variant, 1 if variant == 0 else count)
    there = [(n, i) for n, i in enumerate(listed, 1) if not (variant == SHORT and n == 3)]
    out: list[str] = []
    for n, item in there:
        out += ["", "", w["numbered"].format(n=n, m=len(listed)).center(72), "", ""]
        out += [item.outlet.center(72), ""] if item.outlet else []
        out += [dated(item.day, language, variant).center(72)] if item.day else []
        out += ["London Edition".center(72)] if item.day and variant % 4 == 2 else []
        out += ["", *textwrap.wrap(item.title, 60, break_on_hyphens=False), ""]
        out += [f"{w['byline'].upper()}: {bylined(item, language)}", ""] if item.authors else []
        if variant != 6:
            out += [f"{w['section'].upper()}: News; Domestic;", "Pg. 12", ""]
        out += [f"{w['length'].upper()}: {len(item.text.split())} {w['words']}", ""]
        out += ["DATELINE: ARDEN", ""] if variant % 2 else []
        for paragraph in item.paragraphs:
            out += [*textwrap.wrap(paragraph, 72, break_on_hyphens=False), ""]
        if variant != 7:
            out += ["", f"{'LOAD-DATE' if language != 'de' else 'UPDATE'}: {dated(item.day or date(2024, 6, 1), language)}", ""]
            out += [f"{w['language'].upper()}: {NAMED[language][item.language]}", "", "PUBLICATION-TYPE: Newspaper", "", f"ACC-NO: {item.accession}", ""]
            out += [f"Copyright 2024 {item.outlet}".center(72), "All Rights Reserved".center(72), ""] if item.outlet else []
    data = encoded("\n".join(out), variant)
    name = f"{variant}.txt"
    documents = tuple(truth(i, name if len(there) == 1 else f"{name}#{n}", i.accession if variant != 7 else None) for n, i in there)
    told: tuple[str, ...] = (f"declares {len(listed)} documents and holds {len(there)} (3 missing)",) if variant == SHORT else ()
    if variant == TRUNCATED:
        data, documents, told = cut(data, there[-1][1], documents, told, f"document {there[-1][0]} breaks off")
    return Made({name: data}, documents, told, accessions=variant != 7)


def urn(item: Item) -> str:
    return f"6C{item.accession[-3:]}-{item.accession[10:14]}-JCJY-G{abs(len(item.text)) % 1000:03}-00000-00"


def address(item: Item) -> str:
    return f"https://advance.example.org/api/document?collection=news&id=urn:contentItem:{urn(item)}&context=1"


# -- Factiva --------------------------------------------------------------------------------------------------------


def factiva(variant: int, count: int) -> tuple[list[list[tuple[str, str]]], list[Item], int | None, tuple[str, ...]]:
    """(fields of each article, articles, declared, told)"""
    language = LANGUAGES[variant % 4]
    listed = items(variant, 1 if variant == 0 else count)
    there = [i for n, i in enumerate(listed) if not (variant == SHORT and n == 2)]
    out = []
    for item in there:
        fields = [("HD", item.title)]
        fields = [("SE", "News"), *fields] if variant % 4 == 2 and item.authors else fields
        fields += [("BY", bylined(item, language, prefix=True))] if item.authors else []
        fields += [("WC", f"{len(item.text.split())} {WORDS[language]['words']}")]
        fields += [("PD", dated(item.day, language, 2 if language == "en" else 1))] if item.day else []
        fields += [("ET", "06:30")] if variant == 1 and item.day else []
        fields += [("SN", item.outlet)] if item.outlet else []
        fields += [("SC", "HRBGAZ"), ("PG", "4")] if variant != 6 and item.outlet else []
        fields += [("LA", NAMED[language][item.language].capitalize())]
        fields += [("CY", f"Copyright 2024. {item.outlet or 'The publisher'}. All rights reserved.")]
        fields += [("LP", item.paragraphs[0]), ("TD", "\n\n".join(item.paragraphs[1:]))] if len(item.paragraphs) > 1 else [("TD", item.paragraphs[0])]
        fields += [("CO", "minfor : Ministry of Foreign Affairs"), ("NS", "gdip : International Relations | gcat : Political News"), ("RE", "eurz : Europe")]
        out.append([*fields, ("AN", f"Document {item.accession}")])
    declared = len(listed) if variant != 7 else None
    told = (f"declares {len(listed)} documents and holds {len(there)}",) if variant == SHORT else ()
    return out, there, declared, told


DISPLAYED = ("SE", "HD", "BY", "WC", "PD", "ET", "SN", "SC", "PG", "LA", "CY", "LP", "TD", "AN")
FOUND = {"en": "Results Found", "de": "Gefundene Ergebnisse", "fr": "Résultats trouvés", "es": "Resultados encontrados"}


def factiva_rtf(variant: int, count: int) -> Made:
    articles, there, declared, told = factiva(variant, count)
    tagged = variant % 2 == 0
    paragraphs: list[str] = []
    for fields in articles:
        for tag, value in fields:
            if tagged:
                first, *rest = value.split("\n\n")
                paragraphs += [f"{tag}\t{first}" if variant % 4 == 0 else f"{tag}   {first}", *rest]
            elif tag in DISPLAYED:
                paragraphs += value.split("\n\n")
    if declared:
        paragraphs += ["Search Summary", "Text\ttalks and ministry", "Date\tLast year", "Source\tAll sources", f"{FOUND[LANGUAGES[variant % 4]]}\t{declared}", "© 2024 Factiva, Inc. All rights reserved."]
    data = rtf(paragraphs, variant, {})
    name = f"{variant}.rtf"
    documents = tuple(truth(i, name if len(there) == 1 else f"{name}#{n}", i.accession) for n, i in enumerate(there, 1))
    if variant == TRUNCATED:
        data, documents, told = cut(data, there[-1], documents, told, f"document {len(there)} breaks off")
    return Made({name: data}, documents, told)


def factiva_html(variant: int, count: int) -> Made:
    articles, there, declared, told = factiva(variant, count)
    tagged = variant % 2 == 0
    out = ["<!DOCTYPE html><html><head><meta charset='utf-8'><title>Factiva</title><style>.x{}</style><script>go()</script></head><body><div id='contentWrapper'>"]
    for number, fields in enumerate(articles, 1):
        out.append(f"<div id='article-{there[number - 1].accession}'><div class='article enArticle'>")
        if tagged:
            rows = "".join(
                f"<tr><td><b>{tag}</b></td><td>" + ("".join(f"<p class='articleParagraph enarticleParagraph'>{escape(p)}</p>" for p in value.split("\n\n")) if tag in ("LP", "TD") else escape(value)) + "</td></tr>"
                for tag, value in fields
            )  # fmt: skip
            out.append(f"<table>{rows}</table>")
        else:
            for tag, value in fields:
                if tag == "HD":
                    out.append(f"<div id='hd'><span class='enHeadline'>{escape(value)}</span></div>")
                elif tag in ("LP", "TD", "AN"):
                    out += [f"<p class='articleParagraph enarticleParagraph'>\n{escape(p)}\n</p>" for p in value.split("\n\n")]
                elif tag in DISPLAYED:
                    out.append(f"<div{' class=author' if tag == 'BY' else ''}>{escape(value)}</div>")
        out.append("</div></div>")
    if declared:
        out.append(f"<table><tr><td colspan='2'>Search Summary</td></tr><tr><td>Text</td><td>talks</td></tr><tr><td>{FOUND[LANGUAGES[variant % 4]]}</td><td>{declared}</td></tr></table>")
    data = "\n".join([*out, "<p>© 2024 Factiva, Inc. All rights reserved.</p></div></body></html>"]).encode()
    name = f"{variant}.html"
    documents = tuple(truth(i, name if len(there) == 1 else f"{name}#{n}", i.accession) for n, i in enumerate(there, 1))
    if variant == TRUNCATED:
        data, documents, told = cut(data, there[-1], documents, told, f"document {len(there)} breaks off")
    return Made({name: data}, documents, told)


# -- mbox -----------------------------------------------------------------------------------------------------------


def mbox(variant: int, count: int) -> Made:
    there = [replace(i, authors=i.authors[:1], outlet=None) for i in items(variant, count)]
    out = []
    documents = []
    told: tuple[str, ...] = ()
    for n, item in enumerate(there, 1):
        mail = EmailMessage()
        mail["From"] = f"{item.authors[0]} <writer@example.org>" if item.authors else "writer@example.org"
        mail["To"], mail["Subject"] = "desk@example.org", item.title
        if item.day:
            mail["Date"] = f"{item.day:%a, %d %b %Y} 10:00:00 +0200"
        mail["Message-ID"] = f"<{item.accession}@example.org>"
        paragraphs = (*item.paragraphs, "From where the delegates stood, the river could not be seen.")
        item = replace(item, paragraphs=paragraphs)
        body = "\n\n".join(paragraphs) + "\n"
        mail.set_content(body, cte="8bit" if variant % 2 else "quoted-printable")
        last = n == len(there)
        if variant in (1, TRUNCATED) or n % 3 == 0:
            mail.add_alternative("<p>" + "</p><p>".join(escape(p) for p in paragraphs) + "</p>", subtype="html")
        raw = mail.as_bytes()
        if variant == SHORT and n == 3:
            raw = raw.replace(b"MIME-Version", b"Content-Length: 99999\nMIME-Version", 1)
            told = ("message 3 declares 99,999 bytes of text and holds",)
        raw = raw.replace(b"\nFrom ", b"\n>From ")
        if variant == TRUNCATED and last:
            raw = raw[: -len(raw) // 6]
            told = (f"message {n} breaks off",)
        begin = f"From writer@example.org {item.day or date(2024, 6, 1):%a %b %d} 10:00:00 2024\n".encode() if variant != 2 else b"From - Tue May 28 10:00:00 2024\n"
        out.append(begin + raw + (b"" if last and variant == TRUNCATED else b"\n"))
        documents.append(truth(item, f"{variant}.mbox#{n}", f"{item.accession}@example.org"))
    data = b"".join(out)
    if variant == 7:
        data = data.replace(b"\n", b"\r\n")
    return Made({f"{variant}.mbox": data}, tuple(documents), told)


# -- Zotero ---------------------------------------------------------------------------------------------------------


def zotero(variant: int, count: int, kind: str) -> Made:
    there = items(variant, count)
    made: dict[str, bytes] = {}
    entries: list[Any] = []
    documents, told = [], []
    for n, item in enumerate(there, 1):
        key = f"KEY{variant}{n:04}"
        path = f"files/{key}/{'page.html' if n % 2 else 'page.txt'}"
        if n % 2:
            made[path] = f"<html><head><title>{escape(item.title)}</title></head><body><article><h1>{escape(item.title)}</h1>{''.join(f'<p>{escape(p)}</p>' for p in item.paragraphs)}</article></body></html>".encode()
        else:
            made[path] = item.text.encode()
        named = path
        if variant == SHORT and n == 3:
            del made[path]
            told.append(f"attachment {path} is missing")
        elif variant == 5 and n == 2:
            named = "../../../etc/passwd"
            del made[path]
            told.append("attachment ../../../etc/passwd lies outside the export's folder and was not followed")
        elif variant == 6 and n == 4:
            entries.append({"n": n, "item": item, "key": key, "path": None})  # a reference without an attachment
            del made[path]
            continue
        elif variant == TRUNCATED and n == len(there):
            del made[path]
            told.append("breaks off")
        else:
            documents.append(truth(item, path, key))
        entries.append({"n": n, "item": item, "key": key, "path": named})
    made[f"{variant}.{'ris' if kind == 'ris' else 'json'}"] = ris(entries, variant) if kind == "ris" else csl(entries, variant)
    return Made(made, tuple(documents), tuple(told))


def ris(entries: list[Any], variant: int) -> bytes:
    out = []
    for e in entries:
        item: Item = e["item"]
        out += ["TY  - NEWS", f"TI  - {item.title}"]
        out += [f"AU  - {name.split()[-1]}, {' '.join(name.split()[:-1])}" for name in item.authors]
        out += [f"T2  - {item.outlet}"] if item.outlet else []
        out += [f"DA  - {item.day:%Y/%m/%d}{'/' if variant % 2 else ''}", f"PY  - {item.day.year}"] if item.day else []
        out += [f"LA  - {item.language}" if variant % 2 else f"LA  - {item.language}-GB" if item.language == "en" else f"LA  - {item.language}"]
        out += [f"ID  - {e['key']}", "UR  - https://example.org/a", "KW  - talks"]
        out += [f"L1  - {e['path']}"] if e["path"] else []
        out += ["ER  - ", "", ""]
    text = "\n".join(out)
    if variant == TRUNCATED:
        text = text[: text.rindex("L1  - ")]
    return (text.replace("\n", "\r\n") if variant == 7 else text).encode("utf-8-sig" if variant % 3 == 0 else "utf-8")


def csl(entries: list[Any], variant: int) -> bytes:
    out = []
    for e in entries:
        item: Item = e["item"]
        entry: dict[str, Any] = {"id": f"http://zotero.org/users/1/items/{e['key']}", "type": "article-newspaper", "title": item.title}
        if item.outlet:
            entry["container-title"] = item.outlet
        if item.authors:
            entry["author"] = [{"family": n.split()[-1], "given": " ".join(n.split()[:-1])} for n in item.authors]
        if item.day:
            entry["issued"] = {"date-parts": [[item.day.year, item.day.month, item.day.day]]}
        entry["language"], entry["accessed"] = item.language, {"date-parts": [["2024", 6, 1]]}
        if e["path"] and (variant % 3 or e["path"].startswith("..") or variant == SHORT):
            entry["attachments"] = [{"title": "page", "path": e["path"]}]
        out.append(entry)
    text = json.dumps(out, ensure_ascii=False, indent=1 if variant % 2 else None)
    return (text[: text.rindex('"issued"')] if variant == TRUNCATED else text).encode()


# -- WARC -----------------------------------------------------------------------------------------------------------


def warc(variant: int, count: int) -> Made:
    there = [replace(i, outlet=i.outlet or OUTLETS[2]) for i in items(variant, count)]
    packed = variant % 2 == 0
    name = f"{variant}.warc.gz" if packed else f"{variant}.warc"
    records = [record("warcinfo", {"Content-Type": "application/warc-fields"}, b"software: onrecord bench\r\n", packed, 0)]
    documents, told = [], []
    for n, item in enumerate(there, 1):
        url = f"https://news.example.org/{variant}/{n}"
        stamp = f"{item.day or date(2024, 6, 1):%Y-%m-%d}T06:30:{n % 60:02}Z"
        meta = f"<meta property='article:published_time' content='{item.day.isoformat()}'>" if item.day else ""
        meta += f"<meta property='og:site_name' content='{escape(item.outlet)}'>" if item.outlet else ""
        meta += "".join(f"<meta name='author' content='{a}'>" for a in item.authors[:1])
        page = f"<html><head><meta charset='utf-8'><title>{escape(item.title)}</title>{meta}</head><body><article><h1>{escape(item.title)}</h1>{''.join(f'<p>{escape(p)}</p>' for p in item.paragraphs)}</article></body></html>".encode()
        coding = ""
        if n % 4 == 1:
            page, coding = gzip.compress(page, mtime=0), "Content-Encoding: gzip\r\n"
        elif n % 4 == 2:
            half = len(page) // 2
            page = b"%x\r\n%s\r\n%x\r\n%s\r\n0\r\n\r\n" % (half, page[:half], len(page) - half, page[half:])
            coding = "Transfer-Encoding: chunked\r\n"
        answer = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n{coding}\r\n".encode() + page
        headers = {"WARC-Target-URI": url, "WARC-Date": stamp, "Content-Type": "application/http; msgtype=response"}
        if variant == SHORT and n == 3:
            headers["WARC-Truncated"] = "length"
            told.append(f"{url} cut short when it was archived (length)")
        records.append(record("response", headers, answer, packed, n))
        records.append(record("request", headers | {"Content-Type": "application/http; msgtype=request"}, b"GET / HTTP/1.1\r\n\r\n", packed, 1000 + n))
        documents.append(truth(replace(item, authors=item.authors[:1]), url, identifier(n)) | {"retrieved": stamp})
    for number, (status, media) in enumerate((("404 Not Found", "text/html"), ("301 Moved", "text/html"), ("200 OK", "image/png"), ("200 OK", "application/json")), 2000):
        answer = f"HTTP/1.1 {status}\r\nContent-Type: {media}\r\n\r\n<html><p>nothing to read here</p></html>".encode()
        records.insert(2, record("response", {"WARC-Target-URI": f"https://news.example.org/x{number}", "WARC-Date": "2024-06-01T00:00:00Z", "Content-Type": "application/http; msgtype=response"}, answer, packed, number))
    if variant == 3:
        records.append(record("revisit", {"WARC-Target-URI": "https://news.example.org/3/1", "WARC-Date": "2024-06-02T00:00:00Z", "WARC-Profile": "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"}, b"", packed, 3000))
    data = b"".join(records)
    if variant == TRUNCATED:
        data = b"".join(records[:-2]) + records[-2][: len(records[-2]) // 2]
        documents[-1]["whole"] = False
        told.append("declares")
    return Made({name: data}, tuple(documents), tuple(told))


def identifier(n: int) -> str:
    return f"00000000-0000-4000-8000-{n:012}"


def record(kind: str, headers: dict[str, str], block: bytes, packed: bool, n: int) -> bytes:
    head = {"WARC-Type": kind, "WARC-Record-ID": f"<urn:uuid:{identifier(n)}>", "WARC-Date": "2024-06-01T00:00:00Z", **headers, "Content-Length": str(len(block))}
    raw = b"WARC/1.1\r\n" + "".join(f"{k}: {v}\r\n" for k, v in head.items()).encode() + b"\r\n" + block + b"\r\n\r\n"
    return gzip.compress(raw, mtime=0) if packed else raw


# -- files ----------------------------------------------------------------------------------------------------------


def encoded(text: str, variant: int) -> bytes:
    """Text files as people have them: UTF-8, with a mark, with CRLF; windows-1252; UTF-16."""
    if variant == 1:
        return text.replace("\n", "\r\n").encode("utf-8-sig")
    if variant == 5:
        return text.encode("cp1252")
    return text.encode("utf-16") if variant == 6 else text.encode()


def cut(data: bytes, last: Item, documents: tuple[dict[str, Any], ...], told: tuple[str, ...], what: str, linked: bool = False) -> Any:
    """The file broken off in the middle of the last article's text."""
    at = data.rindex(b" ", 0, data.rindex(last.paragraphs[-1].split()[0].encode("ascii", "ignore")[:4] or b" ") + 40)
    return data[:at], (*documents[:-1], documents[-1] | {"whole": False} | ({} if linked else {"accession": None})), (*told, what)


def rtf(paragraphs: list[str], variant: int, links: dict[str, str]) -> bytes:
    """Characters beyond ASCII as \\u with a stand-in, or as bytes of windows-1252; headers, a picture and a field besides."""

    def plain(text: str) -> str:
        out = []
        for c in text:
            if c in "\\{}":
                out.append("\\" + c)
            elif c == "\t":
                out.append("\\tab ")
            elif c < "\x80":
                out.append(c)
            elif variant % 2 and c.encode("cp1252", "ignore"):
                out.append(f"\\'{c.encode('cp1252')[0]:02x}")
            else:
                units = c.encode("utf-16-le")
                out += [f"\\u{int.from_bytes(units[i : i + 2], 'little', signed=True)}?" for i in range(0, len(units), 2)]
        return "".join(out)

    done: set[str] = set()
    out = ["{\\rtf1\\ansi\\ansicpg1252\\uc1\\deff0{\\fonttbl{\\f0\\fswiss\\fcharset0 Arial;}}{\\info{\\title Export}}",
           "{\\header\\pard Page {\\field{\\*\\fldinst PAGE}{\\fldrslt 1}} of 20\\par}{\\*\\generator Made;}{\\pict\\pngblip 89504e470d0a1a0a}"]  # fmt: skip
    for paragraph in paragraphs:
        text = plain(paragraph)
        if paragraph in links and paragraph not in done:
            done.add(paragraph)
            text = '{\\field{\\*\\fldinst{HYPERLINK "' + plain(links[paragraph]) + '"}}{\\fldrslt{\\b ' + text + "}}}"
        out.append(f"\\pard\\plain {text}\\par")
    return "\r\n".join([*out, "}"]).encode("ascii")


def word(paragraphs: list[str], links: dict[str, str]) -> bytes:
    made = docx.Document()
    done: set[str] = set()
    for paragraph in paragraphs:
        p = made.add_paragraph()
        if paragraph in links and paragraph not in done:
            done.add(paragraph)
            link = OxmlElement("w:hyperlink")
            link.set(qn("r:id"), made.part.relate_to(links[paragraph], RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
            run = p.add_run(paragraph)
            link.append(run._r)
            p._p.append(link)
        else:
            p.add_run(paragraph)
    made.core_properties.created = made.core_properties.modified = datetime(2024, 6, 1)
    file = io.BytesIO()
    made.save(file)
    again = io.BytesIO()
    with zipfile.ZipFile(file) as source, zipfile.ZipFile(again, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            write(target, name, source.read(name))
    return again.getvalue()


def write(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    """With a fixed time, so that the same bytes come out every day."""
    info = zipfile.ZipInfo(name, (2024, 6, 1, 0, 0, 0))
    info.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(info, data)


FORMATS: dict[str, Callable[[int, int], Made]] = {
    "nexis-docx": nexis_docx, "nexis-rtf": nexis_rtf, "nexis-txt": nexis_txt, "nexis-zip": nexis_zip, "lexisnexis-txt": academic,
    "factiva-rtf": factiva_rtf, "factiva-html": factiva_html, "mbox": mbox,
    "zotero-ris": lambda v, n: zotero(v, n, "ris"), "zotero-csl": lambda v, n: zotero(v, n, "csl"), "warc": warc,
}  # fmt: skip


def make(folder: Path, kind: str, variant: int, count: int = 8) -> Made:
    """Writes one bundle under `folder` and says what must come out of it."""
    made = FORMATS[kind](variant, count)
    for path, data in made.files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
    return made


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--articles", type=int, default=8)
    given = parser.parse_args(argv)
    expected: dict[str, Any] = {}
    for kind in FORMATS:
        for variant in range(10):
            inside = given.folder / kind / str(variant) if kind.startswith("zotero") else given.folder / kind
            made = make(inside, kind, variant, given.articles)
            expected[f"{kind}/{variant}"] = {"documents": made.documents, "told": made.told}
    (given.folder / "truth.json").write_text(json.dumps(expected, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
