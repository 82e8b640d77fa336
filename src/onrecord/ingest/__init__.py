"""From bytes to Documents: `documents(source)`; `sources(paths)` finds what to read.

bytes ─ identify ─▶ a format's extract ─▶ text, facts ─ repair ─▶ canonical text ─ quotation marks, language ─▶ Document
"""

from __future__ import annotations

import hashlib
import logging
import re
from dataclasses import replace
from itertools import pairwise
from statistics import median

from onrecord.errors import TOO_MUCH_MEMORY, Unreadable
from onrecord.ingest import email, feed, identify, liveblog, markdown, tables, text
from onrecord.ingest.bundles import extract as bundled
from onrecord.ingest.bundles import rtf
from onrecord.ingest.evidence import NONE, Evidence
from onrecord.ingest.extracted import NOTHING, Extracted, Facts, Refused, sound
from onrecord.ingest.language import READ, language
from onrecord.ingest.metadata import HEAD_PARAGRAPHS, Line, running_head_outlet, text_facts
from onrecord.ingest.places import pack
from onrecord.ingest.repair import Repaired, SourceMap, repair
from onrecord.ingest.repair.edits import Edit, apply, compose, repairs_of
from onrecord.ingest.sources import Source, load, sources
from onrecord.ingest.translations import rendered
from onrecord.reader.quotemarks import quotation_marks
from onrecord.records import Coverage, Document, Fact, Repair, document_id

__all__ = ["Source", "documents", "sources"]
log = logging.getLogger(__name__)


def documents(source: Source) -> list[Document]:
    """Every article of a source, complete but for what only other documents can tell. Raises `Unreadable`, nothing else."""
    return [document for document, _ in ingested(source)]


def ingested(source: Source) -> list[tuple[Document, Evidence]]:
    """`documents`, each with what it rests on."""
    data = load(source)
    try:
        found = [sound(one) for one in _extracted(data, source)]
    except Unreadable:
        raise
    except Refused as error:
        raise Unreadable(source.name, str(error)) from error
    except MemoryError as error:
        raise Unreadable(source.name, TOO_MUCH_MEMORY) from error
    except Exception as error:  # the one edge to parsers that hostile or damaged bytes can make fail in any way
        raise Unreadable(source.name, f"damaged: {type(error).__name__}: {' '.join(str(error).split())[:200]}") from error
    read = [(_document(source, data, extracted), _evidence(source, data, extracted)) for extracted in found]
    return [(_translated(read[0][0], source.original), read[0][1])] if source.original and len(read) == 1 else read


def _translated(document: Document, source: Source) -> Document:
    """A document that a user gave as the translation of another source, if that is one document in another language."""
    try:
        originals = documents(source)
    except Unreadable as error:
        log.warning("%s: its original can't be read: %s", document.source, error)
        return replace(document, notes=(*document.notes, f"its original can’t be read: {error}"))
    if len(originals) != 1 or originals[0].language == document.language:
        log.warning("%s: %s is not taken for its original: %s", document.source, source.name, "the same language" if len(originals) == 1 else "several documents")
        return document
    return rendered(document, originals[0])


def _extracted(data: bytes, source: Source) -> list[Extracted]:
    if not data.strip(b"\0 \t\r\n"):
        raise Unreadable(source.name, "empty")
    if source.table:
        return [tables.extract(data, source.table)]
    if source.part and source.part.pieces:
        return [bundled.extract(data, source.part, source.charset)]
    match identify.media_type(data, source.name, source.media_type):
        case identify.HTML:
            return liveblog.extract(data, source.charset, source.url)
        case identify.PDF:
            from onrecord.ingest import pdf  # its library is loaded where there is one

            return [pdf.extract(data, source.recognise)]
        case identify.DOCX:
            from onrecord.ingest import docx

            return [docx.extract(data)]
        case identify.RTF:
            return [rtf.extract(data)]
        case identify.MAIL:
            return [email.extract(data)]
        case identify.FEED:
            return feed.extract(data, source.without) or ([] if source.without else _none(source, "a feed without entries"))
        case identify.ZIP | identify.GZIP | identify.WARC:
            return _none(source, "an archive where a document was expected")
        case kind:
            if what := identify.unread(data):
                return _none(source, f"{what}, which is not read")
            if kind == identify.MARKDOWN:
                return [markdown.extract(data, source.charset)]
            return liveblog.of_text(text.extract(data, source.charset))


def _evidence(source: Source, data: bytes, extracted: Extracted) -> Evidence:
    path = "!".join((source.path, *source.members)) if source.path and not source.row else None
    keep = source.keep and not source.url  # of web pages the answer is kept anyway
    if not extracted.sheets and not keep:
        return NONE
    sheets = pack(extracted.sheets) if extracted.sheets else None
    return Evidence(sheets, path, hashlib.sha256(data).hexdigest(), data if keep else None)


def pictures_note(pages: tuple[int, ...]) -> str:
    """ "pages 3–5, 9 are pictures without text and were not read" """
    runs: list[list[int]] = []
    for page in pages:
        if runs and page == runs[-1][-1] + 1:
            runs[-1][1:] = [page]
        else:
            runs.append([page])
    said = ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)
    return f"pages {said} are pictures without text and were not read" if len(pages) > 1 else f"page {said} is a picture without text and was not read"


def _none(source: Source, reason: str) -> list[Extracted]:
    raise Unreadable(source.name, reason)


def _document(source: Source, data: bytes, extracted: Extracted) -> Document:
    name = f"{source.name}#{extracted.part}" if extracted.part else source.name
    sha256 = extracted.sha256 or hashlib.sha256(data).hexdigest()
    repaired = _repaired(extracted)
    if not repaired.text.strip():
        raise Unreadable(name, "no text in it")
    bundled_with = () if source.part else repaired.repairs  # what a bundle sets aside names its archive
    found = text_facts(repaired.text, head_lines(extracted, repaired), bundled_with)
    if extracted.clock:
        found = replace(found, title=None, title_evidence=None)  # an entry begins with its time, not with a headline
    said = dict(source.of_entries).get(extracted.part or "", NOTHING).over(source.supplied)
    facts = said.over(located(extracted.facts, repaired.text)).over(found).over(extracted.fallback)
    if repaired.pages:
        facts = facts.over(running_head_outlet(repaired.repairs, facts.title))
    if extracted.clock and re.fullmatch(r"\d{4}-\d\d-\d\d", facts.published or ""):
        clock, stamp = extracted.clock
        evidence = facts.published_evidence or Fact("content", "")
        facts = replace(facts, published=f"{facts.published}T{clock}", published_evidence=Fact(evidence.basis, f"{evidence.text} {stamp}".strip()))
    if extracted.pictures:
        log.warning("%s: %s", name, pictures_note(extracted.pictures))
    code = facts.language or language(repaired.text)
    return Document(
        id=document_id(name, sha256),
        source=name,
        sha256=sha256,
        media_type=extracted.media_type,
        text=repaired.text,
        title=facts.title,
        title_evidence=facts.title_evidence,
        outlet=facts.outlet,
        outlet_evidence=facts.outlet_evidence,
        authors=facts.authors,
        authors_evidence=facts.authors_evidence,
        published=facts.published,
        published_evidence=facts.published_evidence,
        retrieved=source.retrieved,
        language=code,
        unread=None if code == READ else f"language: {code}",
        pages=tuple(
            replace(page, picture=page.page in extracted.pictures or page.page in extracted.recognised, ocr=page.page in extracted.recognised)
            for page in repaired.pages
        ),
        repairs=shifted(repaired.repairs, extracted.offset),
        coverage=coverage(extracted, repaired),
        quotes=quotation_marks(repaired.text).marks,
        accession=source.accession,
        notes=(*extracted.notes, *([pictures_note(extracted.pictures)] if extracted.pictures else ())),
    )


def _repaired(extracted: Extracted) -> Repaired:
    """The text repaired, markup taken off first; the repairs lead from the text as decoded in one step."""
    if not extracted.edits:
        return repair(extracted.text, layout=extracted.layout, page_starts=extracted.page_starts)
    between = apply(extracted.text, extracted.edits)
    repaired = repair(between, layout=extracted.layout)
    second = [Edit(*r.source, r.after, r.kind) for r in repaired.repairs]
    return replace(repaired, repairs=repairs_of(extracted.text, compose(extracted.edits, second, between)))


def shifted(repairs: tuple[Repair, ...], offset: int) -> tuple[Repair, ...]:
    """Repairs of an article's stretch, counted in the whole file. The first one stands where the stretch begins (an empty one, where
    nothing was set aside there), so that the list is still the map."""
    if not offset:
        return repairs
    begin = () if repairs and repairs[0].start == 0 else (Repair("furniture", (offset, offset), 0, 0, "", ""),)
    return (*begin, *(replace(r, source=(r.source[0] + offset, r.source[1] + offset)) for r in repairs))


def head_lines(extracted: Extracted, repaired: Repaired) -> list[list[Line]]:
    """The first paragraphs, each as the lines it was set in: "Alex Writer\\n28 May 2024" is two, though repair joined them."""
    mapped = SourceMap(repaired.repairs)
    head, start = [], 0
    for paragraph in repaired.text.split("\n\n", HEAD_PARAGRAPHS)[:HEAD_PARAGRAPHS]:
        end = start + len(paragraph)
        lines, at = [], mapped.to_source(start, end)[0]
        for piece in extracted.text[slice(*mapped.to_source(start, end))].splitlines(keepends=True):
            s, e = mapped.to_text(at, at + len(piece.rstrip()))
            s, e = max(s, start), min(e, end)
            at += len(piece)
            if s < e and repaired.text[s:e].strip():
                s += len(repaired.text[s:e]) - len(repaired.text[s:e].lstrip())
                e = s + len(repaired.text[s:e].rstrip())
                lines.append(Line(s, e, repaired.text[s:e]))
        head.append(lines or [Line(start, end, paragraph)])
        start = end + 2
    return head


def located(facts: Facts, text: str) -> Facts:
    """The headline's evidence with its place, where the text begins with it."""
    title, evidence = facts.title, facts.title_evidence
    if title and evidence and text.startswith(title):
        return replace(facts, title_evidence=Fact(evidence.basis, evidence.text, 0, len(title)))
    return facts


def coverage(extracted: Extracted, repaired: Repaired) -> Coverage:
    """Pages that are pictures count as long as the others' median, so that what was not read lowers the share."""
    aside = sum(r.source[1] - r.source[0] for r in repaired.repairs if r.kind == "furniture")
    total = max(extracted.total or 0, len(extracted.text))
    read = len(extracted.text) - aside
    lost = 0
    if extracted.pictures:
        bounds = [*extracted.page_starts, len(extracted.text)]
        lost = round(median([n for a, b in pairwise(bounds) if (n := b - a) > 1] or [0])) * len(extracted.pictures)
    return Coverage(read=read, total=total + lost, furniture=total - read)
