"""Word files that are bundles: their paragraphs and links, read straight off the XML, because a bundle holds thousands of them."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from io import BytesIO

from lxml import etree

from onrecord.ingest.archives import zip_member
from onrecord.ingest.bundles.rtf import Link, Rich
from onrecord.ingest.extracted import Refused

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_PIECES = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}


def paragraphs(data: bytes) -> Rich:
    """A .docx file -> its paragraphs parted by blank lines, and where its links stand. Deleted text is no text."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            body = zip_member(archive, archive.getinfo("word/document.xml"))
            names = set(archive.namelist())
            where = "word/_rels/document.xml.rels"
            targets = _targets(zip_member(archive, archive.getinfo(where))) if where in names else {}
    except (zipfile.BadZipFile, KeyError, ValueError, EOFError) as error:
        raise Refused(f"damaged Word file: {' '.join(str(error).split())}") from error
    out: list[str] = []
    links: list[Link] = []
    length = 0
    for paragraph in _parsed(body).iter(f"{_W}p"):
        text = "".join(_pieces(paragraph)).strip(" \t\n")
        if not text:
            continue
        links += [
            Link(length, targets[link.get(_ID, "")]) for link in paragraph.iter(f"{_W}hyperlink") if link.get(_ID, "") in targets
        ]
        out.append(text)
        length += len(text) + 2
    return Rich("\n\n".join(out), tuple(links))


def _parsed(xml: bytes) -> etree._Element:
    if b"<!ENTITY" in xml:
        raise Refused("its XML declares entities, which Word never writes")
    return etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True))


def _targets(xml: bytes) -> dict[str, str]:
    return {r.get("Id", ""): r.get("Target", "") for r in _parsed(xml) if r.get("TargetMode") == "External"}


def _pieces(paragraph: etree._Element) -> Iterator[str]:
    for node in paragraph.iter(f"{_W}t", *_PIECES):
        yield node.text or "" if node.tag == f"{_W}t" else _PIECES[str(node.tag)]
