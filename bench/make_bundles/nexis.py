"""Nexis Uni and LexisNexis Academic: text, RTF, Word, zip."""

from __future__ import annotations

import io
import textwrap
import zipfile
from datetime import date
from typing import Any

from bench.make_bundles.articles import LANGUAGES, NAMED, SHORT, TRUNCATED, WORDS, Item, Made, bylined, dated, items, truth
from bench.make_bundles.files import cut, encoded, rtf, word, write


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
