"""Bytes of the formats: encodings, cut files, RTF, Word, zip members."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from typing import Any

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from bench.make_bundles.articles import Item


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
