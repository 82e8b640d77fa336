"""Factiva: RTF and HTML."""

from __future__ import annotations

from html import escape

from bench.make_bundles.articles import LANGUAGES, NAMED, SHORT, TRUNCATED, WORDS, Item, Made, bylined, dated, items, truth
from bench.make_bundles.files import cut, rtf


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
