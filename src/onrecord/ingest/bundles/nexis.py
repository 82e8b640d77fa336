"""Nexis exports: where each article begins and ends, and its fields. Two layouts, in the words of several languages.

Nexis Uni and Nexis Advance             LexisNexis Academic (until 2019) and Nexis.com

    User Name: …      a cover page                        1 of 10 DOCUMENTS
    Documents (10)
    1. Headline …                                         The Harbour Gazette
    Headline                                              May 28, 2024 Tuesday
    The Harbour Gazette                                   London Edition
    May 28, 2024 Tuesday
    Copyright 2024 …                      Headline
    Section: NEWS; Pg. 4                  BYLINE: Jan Nowak
    Length: 512 words                     SECTION: NEWS; Pg. 4
    Byline: Jan Nowak                     LENGTH: 512 words
    Body                                  DATELINE: WARSAW
    …                                     …
    Graphic                               LOAD-DATE: May 28, 2024
    Classification                        LANGUAGE: ENGLISH
    Language: ENGLISH …                                    Copyright 2024 …
    Load-Date: May 28, 2024
    End of Document

The text may be lines of a file or paragraphs parted by blank lines. Any field may be missing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from onrecord.ingest.bundles.part import Article, Bundle, Line, Piece, lines_of, tiled
from onrecord.ingest.bundles.words import is_date_line, labels

NEXIS, ACADEMIC = "nexis", "academic"
_NUMBERED = re.compile(  # "1 of 10 DOCUMENTS", "Dokument 1 von 10", "Document 1 de 10"
    r"^[ \t\f\ufeff]*(?:(?:Dokument|Documento?)[ \t]+(\d{1,5})[ \t]+(?:of|von|de|van|di|z)[ \t]+(\d{1,5})"
    r"|(\d{1,5})[ \t]+(?:of|von|de|van|di|z)[ \t]+(\d{1,5})[ \t]+(?:DOCUMENTS?|DOKUMENTEN?|DOCUMENTOS?|DOCUMENTI|DOCUMENTEN|DOKUMENTÓW|Documents?))[ \t\r]*$", re.M,
)  # fmt: skip
_DECLARED = re.compile(r"^[ \t\ufeff]*(?:Documents?|Dokumente?|Documentos?|Documenti|Documenten|Dokumenty)[ \t\xa0]*\((\d{1,5})\)[ \t\r]*$", re.M)
_COVER = re.compile(
    r"^[ \t\ufeff]*(?:User[ \xa0]Name|Date[ \xa0]and[ \xa0]Time|Job[ \xa0]Number|Benutzername|Datum[ \xa0]und[ \xa0]Uhrzeit|Auftragsnummer|Nom[ \xa0]d['’]utilisateur"
    r"|Date[ \xa0]et[ \xa0]heure|Numéro[ \xa0]de[ \xa0]tâche|Nombre[ \xa0]de[ \xa0]usuario|Fecha[ \xa0]y[ \xa0]hora)[ \t\xa0]*:", re.M | re.I,
)  # fmt: skip
_ENTRY = re.compile(r"(\d{1,4})\.[\s\xa0]+(\S.*)")
_LABEL = re.compile(r"([^\W\d][\w .'’/-]{0,28}?)[ \t\xa0]*:[ \t\xa0]*")
_RIGHTS = re.compile(
    r"(?:copyright\b|©|\(c\)\s|all rights reserved|alle rechte vorbehalten|tous droits réservés|todos los derechos|tutti i diritti|alle rechten voorbehouden|wszelkie prawa)",
    re.I,
)
_ALONE = frozenset({"body", "graphic", "index", "notes", "correction"})
_CERTAIN = frozenset({"load_date", "language", "graphic", "accession"})  # in capitals these end an article's text wherever they stand
_HEAD = 14  # lines above the first label at most


def looks_like(text: str) -> str | None:
    """Which layout the beginning of a text shows, or the whole of it: a numbered first line, a cover page, a closing line."""
    if (found := _NUMBERED.search(text[:6000])) and len(text[: found.start()].strip()) < 4000:
        return ACADEMIC
    if len(_COVER.findall(text[:4000])) >= 2 or (_COVER.search(text[:4000]) and _DECLARED.search(text[:4000])):
        return NEXIS
    lines = list(lines_of(text))
    return NEXIS if any(_field_alone(line) == "end" for line in lines) and _holds_article(lines) else None


def bundle(text: str, layout: str) -> Bundle:
    return _academic(text) if layout == ACADEMIC else _uni(text)


# -- Nexis Uni, Nexis Advance ---------------------------------------------------------------------------------------


def _uni(text: str) -> Bundle:
    lines = list(lines_of(text))
    ends = [i for i, line in enumerate(lines) if _field_alone(line) == "end"]
    covered = bool(_COVER.search(text[:4000]) or _DECLARED.search(text[:4000]))
    declared = int(found[1]) if (found := _DECLARED.search(text)) and covered else None
    articles: list[Article] = []
    entries: dict[int, str] = {}
    begin = 0
    stops = [*ends, *([len(lines)] if not ends or _holds_article(lines[ends[-1] + 1 :]) else [])]
    for stop in stops:
        stretch = lines[begin:stop]
        whole = stop < len(lines)
        last = lines[stop] if whole else lines[-1] if lines else None
        if begin == 0 and covered:
            entries = _entries(stretch)
            declared = declared or len(entries) or None
            if not _holds_article(stretch):
                stretch = []
        if stretch and last:
            pieces = _uni_pieces(stretch, entries if begin == 0 else {}, begin == 0 and covered)
            articles.append(Article(stretch[0].start, last.end, pieces, len(articles) + 1, None, whole))
        begin = stop + 1
    numbered = _numbers([_said(text, a) for a in articles], entries)
    articles = [Article(a.start, a.end, a.pieces, n, a.accession, a.whole) for a, n in zip(articles, numbered, strict=True)]
    return Bundle(NEXIS, text, tiled(articles, len(text)), declared)


def _holds_article(lines: Sequence[Line]) -> bool:
    return any(_field_alone(line) == "body" or (_labelled(line) or ("", 0))[0] in ("length", "load_date", "section") for line in lines)


def _entries(lines: Sequence[Line]) -> dict[int, str]:
    """The cover page's list: number -> headline; a list counts up from 1."""
    out: dict[int, str] = {}
    for line in lines:
        if (found := _ENTRY.fullmatch(line.text)) and int(found[1]) == len(out) + 1:
            out[int(found[1])] = found[2]
    return out


def _numbers(titles: Sequence[str], entries: dict[int, str]) -> list[int]:
    """The articles' numbers in the cover page's list where every headline is found there in order, else 1, 2, 3 …"""
    out: list[int] = []
    waiting = iter(entries.items())
    for title in titles:
        number = next((n for n, entry in waiting if _same(entry, title)), None)
        if number is None:
            return list(range(1, len(titles) + 1))
        out.append(number)
    return out


def _same(entry: str, title: str) -> bool:
    a, b = (" ".join(re.findall(r"\w+", words.casefold())) for words in (entry, title))
    return bool(a and b) and (a.startswith(b) or b.startswith(a))


def _said(text: str, article: Article) -> str:
    return next((text[p.start : p.end] for p in article.pieces if p.field == "title"), "")


def _uni_pieces(lines: Sequence[Line], entries: dict[int, str], covered: bool) -> tuple[Piece, ...]:
    listed = max((i for i, line in enumerate(lines) if covered and _of_cover(line, entries)), default=-1) + 1
    head = next((i for i in range(listed, len(lines)) if _is_head_label(lines[i])), None)
    if head is None:
        return (Piece("body", lines[min(listed, len(lines) - 1)].start, lines[-1].end),)
    dated = next((i for i in range(head - 1, max(listed, head - 7) - 1, -1) if is_date_line(lines[i].text) and _labelled(lines[i]) is None), None)
    begin = listed
    if covered:
        first = next(iter(entries.values()), "")
        begin = next((i for i in range(listed, dated if dated is not None else head) if first and _same(first, lines[i].text)), None) or max(
            listed, (dated if dated is not None else head) - 2
        )
    pieces: list[Piece] = []
    if dated is not None:
        outlet = dated - 1 if dated - 1 > begin else None
        above = lines[begin : outlet if outlet is not None else dated]
        pieces += _span("title", above)
        pieces += _span("outlet", [lines[outlet]] if outlet is not None else [])
        pieces += _span("published", [lines[dated]])
        pieces += _span("edition", lines[dated + 1 : head])
    else:
        pieces += _span("title", lines[begin : begin + 1] if begin < head else [])
        pieces += _span("outlet", lines[begin + 1 : begin + 2] if begin + 1 < head else [])
    return (*pieces, *_labelled_pieces(lines, head, ends_open=False))


def _of_cover(line: Line, entries: dict[int, str]) -> bool:
    entry = _ENTRY.fullmatch(line.text)
    return bool(entry and entries.get(int(entry[1])) == entry[2]) or bool(
        re.match(
            r"(?:Client/Matter|Search[ \xa0](?:Terms|Type)|Narrowed[ \xa0]by|Content[ \xa0]Type|\|?[ \xa0]*About[ \xa0]LexisNexis|Documents?[ \xa0]*\(\d|-None-|Page[ \xa0]\d+[ \xa0]of"
            r"|Mandant|Suchbegriffe|Suchtyp|Eingegrenzt|Inhaltstyp|Client/affaire|Termes[ \xa0]de|Type[ \xa0]de[ \xa0]recherche|Restreint|Type[ \xa0]de[ \xa0]contenu)",
            line.text, re.I,
        )
        or _COVER.match(line.text)
    )  # fmt: skip


def _is_head_label(line: Line) -> bool:
    if _field_alone(line) == "body" or _RIGHTS.match(line.text):
        return True
    found = _labelled(line)
    return found is not None and found[0] in ("section", "length", "authors", "dateline", "highlight", "body")


# -- LexisNexis Academic --------------------------------------------------------------------------------------------


def _academic(text: str) -> Bundle:
    marks = list(_NUMBERED.finditer(text))
    runs: list[list[int]] = []  # an export glued to another begins again at 1
    for mark in marks:
        n = _of(mark)[0]
        if not runs or n <= runs[-1][-1]:
            runs.append([])
        runs[-1].append(n)
    declared = 0
    at = 0
    for run in runs:
        declared += max(_of(marks[at + i])[1] for i in range(len(run)))
        at += len(run)
    articles: list[Article] = []
    starts = [*(mark.start() for mark in marks), len(text)]
    for ordinal, (mark, (start, end)) in enumerate(zip(marks, pairwise(starts), strict=True), 1):
        lines = list(lines_of(text, mark.end(), end))
        number = _of(mark)[0] if len(runs) == 1 else ordinal
        pieces = _academic_pieces(lines) if lines else ()
        tailed = any(p.field in ("load_date", "language", "copyright", "terms") for p in pieces)
        articles.append(Article(start, end, pieces, number, None, tailed))
    if articles and not any(a.whole for a in articles[:-1]):  # none of them has closing fields: none is missing them
        articles = [Article(a.start, a.end, a.pieces, a.number, a.accession, True) for a in articles]
    return Bundle(ACADEMIC, text, tiled(articles, len(text)), declared or None)


def _of(mark: re.Match[str]) -> tuple[int, int]:
    """ "3 of 10 DOCUMENTS" -> (3, 10)"""
    return int(mark[1] or mark[3]), int(mark[2] or mark[4])


def _academic_pieces(lines: Sequence[Line]) -> tuple[Piece, ...]:
    label = next((i for i, line in enumerate(lines[:_HEAD]) if _is_head_label(line) or _headline(line)), None)
    limit = label if label is not None else min(len(lines), 5)
    dated = next((i for i in range(limit) if is_date_line(lines[i].text)), None)
    pieces: list[Piece] = []
    below = 0
    if dated is not None:
        pieces += _span("outlet", [line for line in lines[:dated] if not _RIGHTS.match(line.text)])
        pieces += _span("published", [lines[dated]])
        below = dated + 1
        edition = []
        while below < limit and lines[below].block == lines[dated].block:
            edition.append(lines[below])
            below += 1
        pieces += _span("edition", edition)
    elif limit >= 1 and len(lines) > 1:
        pieces += _span("outlet", [line for line in lines[:limit] if line.block == lines[0].block])
        below = sum(line.block == lines[0].block for line in lines[:limit])
    title: list[Line] = []
    if label is None:
        limit = below + sum(line.block == lines[below].block for line in lines[below:]) if below < len(lines) else below
    for line in lines[below:limit]:
        if _RIGHTS.match(line.text):
            continue
        title.append(line)
    if title and title[-1].end - title[0].start <= 400:
        pieces += _span("title", title)
        begin = limit
    else:
        begin = below
    return (*pieces, *_labelled_pieces(lines, begin, ends_open=True))


def _headline(line: Line) -> bool:
    found = _labelled(line)
    return found is not None and found[0] == "title"


# -- both -----------------------------------------------------------------------------------------------------------


def _labelled_pieces(lines: Sequence[Line], head: int, ends_open: bool) -> list[Piece]:
    """The fields from line `head` on: labels, the body, then what follows it. `ends_open`: labels in capitals end the body as well."""
    pieces: list[Piece] = []
    alone = next((i for i in range(head, min(len(lines), head + 30)) if _field_alone(lines[i]) == "body"), None)
    i, body, block = head, None, -1
    while i < len(lines):
        line = lines[i]
        found = _labelled(line)
        if alone is not None and i == alone:
            i, body = i + 1, lines[i + 1].start if i + 1 < len(lines) else None
            break
        if found and found[0] == "body" and alone is None:
            if found[1] < line.end:
                body = found[1]
            else:
                i, body = i + 1, lines[i + 1].start if i + 1 < len(lines) else None
            break
        if _RIGHTS.match(line.text):
            pieces.append(Piece("copyright", line.start, line.end))
        elif found and found[1] <= line.end:
            pieces.append(Piece(found[0], found[1], line.end))
        elif line.block == block and pieces and i > head:  # a field that runs over several lines
            pieces[-1] = Piece(pieces[-1].field, pieces[-1].start, line.end)
        elif alone is None:
            body = line.start
            break
        block = line.block
        i += 1
    if body is None:
        return pieces
    tail = _tail(lines, i, ends_open)
    if tail > i or (tail == i and lines[i - 1].start <= body < lines[i - 1].end):
        end = lines[tail - 1].end
        if end > body:
            pieces.append(Piece("body", body, end))
    block, field = -1, ""
    for line in lines[tail:]:
        if (name := _field_alone(line)) is not None:
            field = "terms" if name == "index" else name
            continue
        found = _labelled(line)
        if found:
            field = found[0]
            pieces.append(Piece(field, min(found[1], line.end), line.end))
        elif _RIGHTS.match(line.text):
            field = "copyright"
            pieces.append(Piece(field, line.start, line.end))
        elif field:
            pieces.append(Piece(field, line.start, line.end))
        block = line.block
    return pieces


def _tail(lines: Sequence[Line], body: int, ends_open: bool) -> int:
    """The index of the first line after the body."""
    tail = len(lines)
    while tail > body:  # closing lines that are labelled, back from the end
        line = lines[tail - 1]
        if _closing(line) or _RIGHTS.match(line.text):
            tail -= 1
            continue
        above = next((i for i in range(tail - 1, body - 1, -1) if lines[i].block != line.block), body - 1) + 1
        if above < tail - 1 and _closing(lines[above]):  # the further lines of a labelled block
            tail = above
            continue
        break
    index = next((i for i in range(len(lines) - 1, body, -1) if _field_alone(lines[i]) == "index"), None)
    if index is not None:
        tail = min(tail, index)
    for i in range(body, tail):
        alone = _field_alone(lines[i])
        if alone in ("graphic", "notes", "correction") and index is not None:
            return i
        found = _labelled(lines[i]) if ends_open else None
        if found and found[0] in _CERTAIN and lines[i].text[: lines[i].text.index(":")].isupper():
            return i
    while tail > body and _field_alone(lines[tail - 1]) in ("graphic", "notes"):
        tail -= 1
    return tail


def _closing(line: Line) -> bool:
    found = _labelled(line)
    return found is not None and found[0] in ("load_date", "language", "terms", "accession", "graphic", "correction", "notes")


def _labelled(line: Line) -> tuple[str, int] | None:
    """(field, where its value begins) of "Byline: Jan Nowak"; None where the line has no label of ours."""
    found = _LABEL.match(line.text)
    if not found:
        return None
    field = labels().get(" ".join(found[1].split()).casefold())
    return (field, line.start + found.end()) if field and field != "index" else None


def _field_alone(line: Line) -> str | None:
    """The field of a line that is a label and nothing else: "Body", "Classification", "End of Document"."""
    if len(line.text) > 40:
        return None
    field = labels().get(" ".join(line.text.split()).casefold())
    return field if field in _ALONE or field == "end" else None


def _span(field: str, lines: Sequence[Line]) -> list[Piece]:
    return [Piece(field, lines[0].start, lines[-1].end)] if lines else []
