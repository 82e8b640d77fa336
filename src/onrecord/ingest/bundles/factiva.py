"""Factiva exports: where each article begins and ends, and its fields. Two layouts, from RTF or HTML.

full article with indexing              display format

    HD   Headline                       Headline
    BY   Jan Nowak                      By Jan Nowak
    WC   512 words                      512 words
    PD   28 May 2024                    28 May 2024
    SN   The Harbour Gazette            The Harbour Gazette
    SC   HRBGAZ                         HRBGAZ
    PG   4                              4
    LA   English                        English
    CY   Copyright 2024 …               Copyright 2024 …
    LP   first paragraphs               the text
    TD   the rest of the text           …
    CO   IN   NS   RE   index terms
    AN   Document HRBGAZ0000…           Document HRBGAZ0000…

    Search Summary … Results Found  10

Paragraphs are parted by blank lines; a tag is parted from its value by a tab or by two spaces. Any field may be missing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from lxml import etree
from lxml.html import HtmlElement

from onrecord.ingest.bundles.part import Article, Bundle, Line, Piece, lines_of, tiled
from onrecord.ingest.bundles.words import is_date_line, language
from onrecord.ingest.html import UNSEEN, parsed

FACTIVA = "factiva"
FIELDS = {
    "SE": "section", "HD": "title", "HL": "title", "CR": "credit", "BY": "authors", "WC": "length", "PD": "published", "ET": "time", "SN": "outlet",
    "SC": "code", "ED": "edition", "PG": "page", "VOL": "volume", "LA": "language", "CY": "copyright", "CX": "correction", "LP": "body", "TD": "body",
    "CT": "contact", "RF": "notes", "ART": "graphic", "CLM": "column", "CO": "terms", "IN": "terms", "NS": "terms", "RE": "terms", "IPD": "terms",
    "IPC": "terms", "PUB": "terms", "DE": "terms", "GC": "terms", "AN": "accession",
}  # fmt: skip
_FIRST = ("CLM", "SE", "HD")  # tags that can open an article
_TAG = re.compile(rf"({'|'.join(sorted(FIELDS, key=len, reverse=True))})(?:\t[\t ]*|[ \xa0]{{2,}}|$)")
_ACCESSION = re.compile(r"\(?(?:Document|Dokument|Documento)[ \xa0]+([A-Za-z0-9]{3,12}0{0,8}(?:19|20)\d{6}[0-9A-Za-z]{4,14})\)?")
_WORDS = re.compile(r"[\d.,  \xa0]*\d[ \xa0]*(?:words?|Wörter|Worte|mots?|palabras|parole|palavras|woorden|słów|слов|ord|語|字|个字)", re.I)
_RESULTS = re.compile(
    r"^[ \t]*(?:Results[ \xa0]Found|Gefundene[ \xa0]Ergebnisse|Résultats[ \xa0]trouvés|Resultados[ \xa0]encontrados|Risultati[ \xa0]trovati|Gevonden[ \xa0]resultaten|Znalezione[ \xa0]wyniki)"
    r"[ \t\xa0:]*\s?[ \t]*([\d.,]{1,9})[ \t\r]*$", re.M | re.I,
)  # fmt: skip
_SUMMARY = re.compile(
    r"(?:Search[ \xa0]Summary|Zusammenfassung[ \xa0]der[ \xa0]Suche|Suchübersicht|Résumé[ \xa0]de[ \xa0]la[ \xa0]recherche|Resumen[ \xa0]de[ \xa0](?:la[ \xa0])?búsqueda)[ \t]*", re.I
)
_BY = re.compile(r"(?:By|Von|Par|Por|Di|Door|Autor:|Przez|De)\s+(?=[^\W\d_])")
_COPYRIGHT = re.compile(r"(?:Copyright\b|©|\(c\)|Alle Rechte|Tous droits|Todos los derechos|All rights)", re.I)
_ARTICLE_CLASS = re.compile(r"\b[a-z]{2,4}Article\b|\barticleParagraph\b")


def looks_like(text: str) -> bool:
    """Whether a text is a Factiva export, by its tags, its closing lines or its search summary."""
    tags = {found[1] for line in lines_of(text[:8000]) if (found := _TAG.match(line.text))}
    if len(tags & {"HD", "WC", "PD", "SN", "SC", "LA", "LP", "TD"}) >= 5:
        return True
    return any(_ACCESSION.fullmatch(line.text) for line in lines_of(text)) and any(_WORDS.fullmatch(line.text) for line in lines_of(text[:20000]))


def page_looks_like(head: str) -> bool:
    """Whether a page is one that Factiva saved, by its class names."""
    return bool(_ARTICLE_CLASS.search(head))


def bundle(text: str) -> Bundle:
    lines = list(lines_of(text))
    results = list(_RESULTS.finditer(text))
    declared = int(re.sub(r"\D", "", results[-1][1])) if results else None
    summary = max((i for i, line in enumerate(lines) if _SUMMARY.fullmatch(line.text)), default=len(lines))
    last_closed = max((i for i, line in enumerate(lines) if _accession(line)), default=-1)
    if summary < last_closed:
        summary = len(lines)
    lines = lines[:summary]
    tagged = len({found[1] for line in lines if (found := _TAG.match(line.text))} & {"HD", "WC", "PD", "SN", "LP", "TD"}) >= 3
    articles: list[Article] = []
    for stretch, whole in _stretches(lines, tagged):
        pieces = _tagged(stretch) if tagged else _displayed(stretch)
        accession = next((found[1] for line in reversed(stretch) if (found := _accession(line))), None)
        articles.append(Article(stretch[0].start, stretch[-1].end, pieces, len(articles) + 1, accession, whole))
    return Bundle(FACTIVA, text, tiled(articles, len(text)), declared)


def _accession(line: Line) -> re.Match[str] | None:
    """The closing line, with or without its tag."""
    found = _TAG.match(line.text)
    return _ACCESSION.fullmatch(line.text[found.end() :] if found and found[1] == "AN" else line.text)


def _stretches(lines: Sequence[Line], tagged: bool) -> list[tuple[list[Line], bool]]:
    """(lines, whether it is closed) of each article. A tagged one is closed by its AN; the next may begin without: by another HD."""
    out: list[tuple[list[Line], bool]] = []
    now: list[Line] = []
    seen: set[str] = set()
    for line in lines:
        found = _TAG.match(line.text) if tagged else None
        if found and found[1] in _FIRST and ("WC" in seen or "LP" in seen or "TD" in seen):
            out.append((now, False))
            now, seen = [], set()
        if found:
            seen.add(found[1])
        now.append(line)
        if _accession(line):
            out.append((now, True))
            now, seen = [], set()
    if now and (bool(seen) if tagged else any(_WORDS.fullmatch(line.text) for line in now)):
        out.append((now, False))
    return out


def _tagged(lines: Sequence[Line]) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    for line in lines:
        if found := _TAG.match(line.text):
            pieces.append(Piece(FIELDS[found[1]], line.start + found.end(), line.end))
        elif pieces:
            pieces[-1] = Piece(pieces[-1].field, pieces[-1].start, line.end)
    return tuple(Piece(field, start, end) for field, start, end in pieces if end > start)


def _displayed(lines: Sequence[Line]) -> tuple[Piece, ...]:
    counted = next((i for i, line in enumerate(lines[:12]) if _WORDS.fullmatch(line.text)), None)
    if counted is None:
        body = lines[1:-1] if len(lines) > 2 else lines[:0]
        return (*_span("title", lines[:1]), *_span("body", body), *_span("accession", lines[-1:] if _accession(lines[-1]) else []))
    pieces = _above(lines[:counted])
    pieces += _span("length", [lines[counted]])
    i = counted + 1
    if i < len(lines) and is_date_line(lines[i].text):
        pieces += _span("published", [lines[i]])
        i += 1
    if i < len(lines) and re.fullmatch(r"\d{1,2}[:.]\d\d(?:\s*[AP]M)?", lines[i].text, re.I):
        pieces += _span("time", [lines[i]])
        i += 1
    rights = next((j for j in range(i, min(i + 8, len(lines))) if _COPYRIGHT.match(lines[j].text)), None)
    spoken = next((j for j in range(i, min(i + 7, len(lines))) if language(lines[j].text) and len(lines[j].text.split()) == 1), None)
    stop = rights + 1 if rights is not None else spoken + 1 if spoken is not None else _until_prose(lines, i)
    for j in range(i, stop):
        line = lines[j]
        field = (
            "copyright" if _COPYRIGHT.match(line.text)
            else "language" if j == spoken
            else "outlet" if j == i
            else "code" if re.fullmatch(r"[A-Z][A-Z0-9]{1,9}", line.text)
            else "page" if re.search(r"\d", line.text) and len(line.text) < 20
            else "edition"
        )  # fmt: skip
        pieces += _span(field, [line])
    closed = _accession(lines[-1])
    pieces += _span("body", lines[stop : len(lines) - 1 if closed else len(lines)])
    return (*pieces, *(_span("accession", lines[-1:]) if closed else []))


def _until_prose(lines: Sequence[Line], at: int) -> int:
    """Neither language nor rights are stated: the first line that reads like a text ends the fields."""
    return next((j for j in range(at, len(lines)) if len(lines[j].text) > 60 or lines[j].text.endswith((".", "!", "?"))), min(at + 1, len(lines)))


def _above(lines: Sequence[Line]) -> list[Piece]:
    """Headline; headline, byline; section, headline, byline."""
    if len(lines) <= 1:
        return _span("title", lines)
    by = next((i for i in range(len(lines) - 1, 0, -1) if _BY.match(lines[i].text)), None)
    if by is None:
        by = len(lines) - 1
    title = lines[max(0, by - 1) : by]
    return [*_span("section", lines[: max(0, by - 1)]), *_span("title", title), *_span("authors", lines[by : by + 1]), *_span("credit", lines[by + 1 :])]


def _span(field: str, lines: Sequence[Line]) -> list[Piece]:
    return [Piece(field, lines[0].start, lines[-1].end)] if lines else []


# -- HTML -----------------------------------------------------------------------------------------------------------

_PARTS = frozenset({"p", "div", "tr", "table", "h1", "h2", "h3", "h4", "li", "ul", "ol", "br", "body", "pre", "blockquote", "hr", "form"})


def page_text(data: bytes, charset: str | None = None) -> str:
    """A saved page -> its visible text, paragraphs parted by blank lines, the cells of a row by tabs."""
    page: HtmlElement = parsed(data, charset)
    etree.strip_elements(page, *UNSEEN, "head", "title", with_tail=False)
    blocks: list[str] = []
    now: list[str] = []

    def flush() -> None:
        text = re.sub(r"[ \r\n\f\v]+", " ", "".join(now)).strip(" ")
        now.clear()
        if text.strip("\t "):
            blocks.append(re.sub(r" *\t *", "\t", text).rstrip("\t"))

    for event, element in etree.iterwalk(page, events=("start", "end")):
        tag = element.tag
        in_cell = tag == "p" and element.getparent() is not None and element.getparent().tag == "td" and "".join(now).endswith("\t")
        if event == "start":
            if tag in _PARTS and not in_cell:
                flush()
            now.append((element.text or "").replace("\t", " "))
        else:
            if tag in _PARTS:
                flush()
            elif tag in ("td", "th") and element.getnext() is not None and "".join(now).strip():
                now.append("\t")
            now.append((element.tail or "").replace("\t", " ") if not (tag in ("td", "th", "p", "tr") and not (element.tail or "").strip()) else "")
    flush()
    return "\n\n".join(blocks)
