"""Word documents: paragraphs and tables in their order, footnotes behind them; headers and footers are the page's, not the text's."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO

import docx
from docx.document import Document as Word
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph
from lxml import etree

from onrecord.ingest.archives import zip_member, zip_members
from onrecord.ingest.extracted import Extracted, Facts, Refused
from onrecord.ingest.identify import DOCX
from onrecord.ingest.names import author
from onrecord.records import Fact

_DEFAULT_AUTHORS = frozenset(
    {"python-docx", "microsoft office user", "user", "author", "owner", "unknown", "windows user", "apache poi"}
)
_DEFAULT_TITLES = frozenset({"word document", "untitled", "document"})


def extract(data: bytes) -> Extracted:
    """A .docx file's bytes -> its paragraphs. Core properties give the title and, where sane, the author; never the date:
    the day a file was made is not the day its text was published."""
    checked(data)
    word = docx.Document(BytesIO(data))
    blocks = list(_blocks(word))
    body = [text for text, _ in blocks] + list(_notes(word))
    styled, stated = _facts(word, blocks)
    return Extracted("\n\n".join(body), DOCX, styled, fallback=stated)


def checked(data: bytes) -> None:
    """Refuses what would unpack to far more than it weighs, before anything unpacks it."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        for info in zip_members(archive):
            if info.filename.endswith((".xml", ".rels")) and (b"<!ENTITY" in zip_member(archive, info)):
                raise Refused("its XML declares entities, which Word never writes")


def _blocks(word: Word) -> Iterator[tuple[str, str]]:
    """(text, style) of each paragraph and table row that has any; a line break in a paragraph is a space."""
    styles = {style.style_id: style.name or "" for style in word.styles}  # asked once: python-docx searches them all each time
    for block in word.iter_inner_content():
        if isinstance(block, Paragraph):
            if text := _folded(_shown(block)):
                yield text, styles.get(block._p.style or "", "")
        elif isinstance(block, Table):
            for row in block.rows:
                cells = dict.fromkeys(cell._tc for cell in row.cells)  # a merged cell is met once for each column it spans
                if text := " | ".join(t for tc in cells if (t := _folded(" ".join(tc.itertext(qn("w:t")))))):
                    yield text, "Table"


def _shown(paragraph: Paragraph) -> str:
    """The paragraph's text with tracked insertions and links, without tracked deletions (which are w:delText)."""
    pieces = []
    for node in paragraph._p.iter(qn("w:t"), qn("w:tab"), qn("w:br"), qn("w:cr"), qn("w:noBreakHyphen")):
        pieces.append(node.text or "" if node.tag == qn("w:t") else "-" if node.tag == qn("w:noBreakHyphen") else " ")
    return "".join(pieces)


def _folded(text: str) -> str:
    return " ".join(text.split())


def _notes(word: Word) -> Iterator[str]:
    for part in word.part.package.iter_parts():
        if re.fullmatch(r"/word/(?:footnotes|endnotes)\.xml", str(part.partname)):
            root = etree.fromstring(part.blob, etree.XMLParser(resolve_entities=False, no_network=True))
            for note in root:
                if note.get(qn("w:type")) is None and (text := _folded("".join(t.text or "" for t in note.iter(qn("w:t"))))):
                    yield text


def _facts(word: Word, blocks: list[tuple[str, str]]) -> tuple[Facts, Facts]:
    """(the title by its style, what the core properties say where it is not the program's own)."""
    styled = [text for text, style in blocks[:5] if style == "Title"] or [
        text for text, style in blocks[:3] if style == "Heading 1"
    ]
    shown = Facts(title=styled[0], title_evidence=Fact("content", styled[0])) if styled else Facts()
    properties = word.core_properties
    title, name = _folded(properties.title or ""), author(properties.author or "")
    stated = Facts()
    if title and title.casefold() not in _DEFAULT_TITLES:
        stated = Facts(title=title, title_evidence=Fact("metadata", f"core property title: {title}"))
    if name and name.casefold() not in _DEFAULT_AUTHORS:
        stated = stated.over(Facts(authors=(name,), authors_evidence=Fact("metadata", f"core property author: {name}")))
    return shown, stated
