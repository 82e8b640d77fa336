"""Documents for reference managers: RIS (Zotero, EndNote) and BibTeX. Retrieval dates, sources and our ids go along.

RIS: https://en.wikipedia.org/wiki/RIS_(file_format), the tags of its 2011 specification. BibTeX in UTF-8, as biber and current BibTeX read it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, TextIO

from onrecord.records import Document
from onrecord.store.record import Record

SPECIAL = {"\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "%": r"\%", "#": r"\#", "_": r"\_", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()


def write_ris(record: Record, file: TextIO, **filters: Any) -> int:
    count = 0
    for document in record.documents(**filters):
        file.writelines(f"{tag}  - {value}\n" for tag, value in ris(document))
        file.write("\n")
        count += 1
    return count


def write_bibtex(record: Record, file: TextIO, **filters: Any) -> int:
    count = 0
    for document in record.documents(**filters):
        fields = ",\n".join(f"  {name} = {value}" for name, value in bibtex(document))
        file.write(f"@{'article' if document.outlet else 'misc'}{{{document.id},\n{fields}\n}}\n\n")
        count += 1
    return count


def ris(document: Document) -> Iterator[tuple[str, str]]:
    """Tags and values of one reference: a newspaper article where the outlet is known, else a web page or a generic source."""
    yield "TY", "NEWS" if document.outlet else "ELEC" if _address(document) else "GEN"
    yield "ID", document.id
    yield from (("AU", line(name)) for name in document.authors)
    said = (("TI", document.title or document.source), ("T2", document.outlet))
    yield from ((tag, line(value)) for tag, value in said if value)
    if published := date(document.published):
        yield "PY", published[0]
        yield "DA", "/".join((*published, "", "")[:3]) + "/"
    if document.retrieved:
        yield "Y2", document.retrieved[:10].replace("-", "/") + "/"
    address = _address(document)
    rest = (("LA", document.language), ("UR", address), ("L1", None if address else document.source), ("AN", document.accession))
    yield from ((tag, line(value)) for tag, value in rest if value)
    yield "ER", ""


def bibtex(document: Document) -> Iterator[tuple[str, str]]:
    """Fields and their values, braced and escaped; months as BibTeX's own words."""
    if document.authors:
        yield "author", "{" + " and ".join(_name(name) for name in document.authors) + "}"
    yield "title", "{{" + escaped(document.title or document.source) + "}}"
    if document.outlet:
        yield "journal", "{" + escaped(document.outlet) + "}"
    if published := date(document.published):
        yield "year", "{" + published[0] + "}"
        if len(published) > 1:
            yield "month", MONTHS[int(published[1]) - 1]
        yield "date", "{" + "-".join(published) + "}"
    if address := _address(document):
        yield "url", "{" + line(address).replace("{", "%7B").replace("}", "%7D") + "}"
    if document.retrieved:
        yield "urldate", "{" + document.retrieved[:10] + "}"
    if document.language:
        yield "langid", "{" + escaped(document.language) + "}"
    if not address:
        yield "howpublished", "{" + escaped(document.source) + "}"


def date(edtf: str | None) -> tuple[str, ...]:
    """Year, month and day as far as one is given: "2024-05-28" -> ("2024", "05", "28"); of a range the beginning."""
    found = re.match(r"(\d{4})(?:-(0[1-9]|1[0-2])(?:-(\d\d))?)?", edtf or "")
    return tuple(part for part in found.groups() if part) if found else ()


def line(value: str) -> str:
    """One line without control characters: a title must not end its own entry."""
    return " ".join(re.sub("[\x00-\x1f\x7f-\x9f\u2028\u2029]", " ", value).split())


def escaped(value: str) -> str:
    """For BibTeX: characters that TeX would obey are written out."""
    return "".join(SPECIAL.get(character, character) for character in line(value))


def _address(document: Document) -> str | None:
    return document.source if "://" in document.source else None


def _name(byline: str) -> str:
    """As printed; a byline that BibTeX would take for several names, or for a surname first, is braced."""
    return f"{{{escaped(byline)}}}" if re.search(r",|\band\b", byline) else escaped(byline)
