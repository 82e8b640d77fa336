"""One article out of a bundle: headline and text stay, every other field is set aside as listed furniture and becomes a fact."""

from __future__ import annotations

import re

from onrecord.ingest.bundles.part import Part, Piece
from onrecord.ingest.bundles.words import day, language
from onrecord.ingest.encoding import decoded
from onrecord.ingest.extracted import Extracted, Facts, Layout
from onrecord.ingest.identify import TEXT
from onrecord.ingest.names import authors_of
from onrecord.ingest.repair.edits import Edit
from onrecord.records import Fact

KEPT = ("title", "highlight", "body")
_BY = re.compile(r"^(?:by|von|par|por|di|door|przez|de|autor(?:en)?:|text:)\s+", re.I)
_IN = re.compile(r"\s+(?:in|à|en|a|w)\s+[A-ZÀ-Ž]\w+$")
_AND = re.compile(r"\s+(?:und|et|y|e|en|i|oraz)\s+")


def extract(data: bytes, part: Part, charset: str | None = None) -> Extracted:
    """The bytes of an article's stretch -> its characters, the edits that set its fields aside, and the facts they state."""
    text = decoded(data, charset)
    edits = set_aside(text, part.pieces)
    body = next((text[p.start : p.end] for p in part.pieces if p.field == "body"), "")
    parted = part.media_type != TEXT or re.search(r"\n[ \t\r]*\n", body)
    layout: Layout = "clean" if parted else "plain"
    return Extracted(text, part.media_type, facts_of(text, part.pieces), layout, edits=edits, offset=part.start)


def set_aside(text: str, pieces: tuple[Piece, ...]) -> tuple[Edit, ...]:
    """Everything between the pieces that stay, as furniture. A stretch without any stays as it is."""
    kept = sorted((p for p in pieces if p.field in KEPT and text[p.start : p.end].strip()), key=lambda p: p.start)
    if not kept:
        return ()
    edits, at = [], 0
    for piece in kept:
        if piece.start > at or at == 0:
            edits.append(Edit(at, piece.start, "\n\n" if at else "", "furniture"))
        at = piece.end
    edits.append(Edit(at, len(text), "", "furniture"))
    return tuple(edit for edit in edits if edit.end > edit.start)


def facts_of(text: str, pieces: tuple[Piece, ...]) -> Facts:
    said: dict[str, str] = {}
    for piece in pieces:
        value = " ".join(text[piece.start : piece.end].split())
        if value and piece.field not in said:
            said[piece.field] = value
    facts = Facts(language=language(said.get("language", "")))
    if title := said.get("title"):
        facts = facts.over(Facts(title=title, title_evidence=Fact("metadata", f"title: {title}")))
    if outlet := said.get("outlet"):
        facts = facts.over(Facts(outlet=outlet, outlet_evidence=Fact("metadata", f"outlet: {outlet}")))
    if (line := said.get("authors")) and (names := writers(line)):
        facts = facts.over(Facts(authors=names, authors_evidence=Fact("metadata", f"byline: {line}")))
    if (line := said.get("published")) and (edtf := day(line)):
        facts = facts.over(Facts(published=edtf, published_evidence=Fact("metadata", f"date: {line}")))
    return facts


def writers(line: str) -> tuple[str, ...]:
    """ "Von Jan Nowak und Eva Holm in Warschau" -> ("Jan Nowak", "Eva Holm")."""
    plain = _IN.sub("", _BY.sub("", line.strip(" .;")))
    return authors_of(_AND.sub(" and ", plain))
