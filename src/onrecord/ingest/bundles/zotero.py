"""Zotero's exports: a bibliography in RIS or CSL-JSON, and the attachments on disk beside it.

    library.ris            TY  - NEWS  TI  - Headline  AU  - Nowak, Jan  T2  - The Harbour Gazette  DA  - 2024/05/28  L1  - files/12/page.html
    files/12/page.html     the document; what the bibliography says outranks what it says of itself, as an index file does

The documents are the attachments, under their own names. A path is followed only where it leads, all links resolved, to a file inside
the folder that the bibliography lies in. CSL-JSON has no attachments of its own: `attachments` and `file` of an entry are read where an
exporter adds them, else the folder files/KEY or storage/KEY, KEY being the end of the entry's id.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlparse

from onrecord.ingest.bundles.words import day, language
from onrecord.ingest.encoding import decoded
from onrecord.ingest.extracted import Facts
from onrecord.ingest.names import authors_of
from onrecord.records import Fact

RIS, CSL = "ris", "csl"
_TAG = re.compile(r"^([A-Z][A-Z0-9])  -(?: (.*))?$")
_FILES = ("L1", "L2", "LK")
_OUTLET = ("T2", "JO", "JF", "JA", "BT", "PB", "DP")
_CSL_TYPES = frozenset(
    "article article-journal article-magazine article-newspaper broadcast report webpage post post-weblog interview speech document book chapter".split()
)
_READ = frozenset({".html", ".htm", ".xhtml", ".pdf", ".txt", ".md", ".docx", ".rtf", ".eml"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: the facts it states, its attachments as written, its key."""

    facts: Facts
    attachments: tuple[str, ...]
    key: str | None
    title: str


def looks_like(head: str) -> str | None:
    """RIS by its first tag, CSL-JSON by its first entry."""
    text = head.lstrip("\ufeff \t\r\n")
    if re.match(r"TY  - \w+", text):
        return RIS
    if text.startswith("[") and re.search(r'"(?:issued|container-title|accessed)"\s*:', head) and (found := re.search(r'"type"\s*:\s*"([\w-]+)"', head)):
        return CSL if found[1] in _CSL_TYPES and '"text"' not in head else None
    return None


def entries(data: bytes, kind: str) -> Iterator[Entry]:
    text = decoded(data).lstrip("\ufeff")
    yield from map(_ris_entry, _ris(text)) if kind == RIS else map(_csl_entry, _csl(text))


def broken(data: bytes, kind: str) -> str | None:
    """Where a bibliography breaks off, else None."""
    text = decoded(data).lstrip("\ufeff")
    if kind == RIS:
        opened, closed = (len(re.findall(rf"^{tag}  -", text, re.M)) for tag in ("TY", "ER"))
        return None if opened <= closed else f"entry {opened} breaks off before its end"
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return f"breaks off after {len(_whole_objects(text)):,} entries"
    return None


def attachments(entry: Entry, folder: str) -> Iterator[tuple[str, str | None, str | None]]:
    """(path as written, absolute path or None, why not) of each; those that can't be documents are left out."""
    named = entry.attachments or tuple(_beside(entry.key, folder))
    for written in dict.fromkeys(named):
        path, why = inside(written, folder)
        if why or os.path.splitext(written)[1].casefold() in _READ:
            yield written, path, why


def inside(written: str, folder: str) -> tuple[str | None, str | None]:
    """An attachment's path where it leads to a file in the folder, else why it is not followed. "../../etc/passwd" leads out."""
    path = written.strip()
    if path.casefold().startswith("file:"):
        path = unquote(urlparse(path).path)
    elif re.match(r"[A-Za-z][A-Za-z0-9+.-]+:", path):
        return None, "an address, not a file of the export"
    if "\0" in path or re.match(r"[A-Za-z]:[\\/]", path):
        return None, "lies outside the export's folder and was not followed"
    root = os.path.realpath(folder)
    whole = os.path.realpath(os.path.join(root, path.replace("\\", "/")))
    if not whole.startswith(root + os.sep):
        return None, "lies outside the export's folder and was not followed"
    return (whole, None) if os.path.isfile(whole) else (None, "is missing")


def _beside(key: str | None, folder: str) -> Iterator[str]:
    """The files of files/KEY and storage/KEY, where a key is a plain word."""
    if not key or not re.fullmatch(r"[\w-]{1,64}", key):
        return
    for parent in ("files", "storage"):
        place = os.path.join(folder, parent, key)
        if os.path.isdir(place) and not os.path.islink(place):
            yield from (f"{parent}/{key}/{name}" for name in sorted(os.listdir(place)) if not name.startswith("."))


# -- RIS ------------------------------------------------------------------------------------------------------------


def _ris(text: str) -> Iterator[list[tuple[str, str]]]:
    """(tag, value) of each entry; a line without a tag continues the value above it. An entry without its ER still counts."""
    now: list[tuple[str, str]] = []
    for line in text.splitlines():
        found = _TAG.match(line.rstrip())
        if not found:
            if now and line.strip():
                now[-1] = (now[-1][0], f"{now[-1][1]} {line.strip()}")
            continue
        tag, value = found[1], (found[2] or "").strip()
        if tag in ("TY", "ER"):
            if now:
                yield now
            now = []
        if tag != "ER":
            now.append((tag, value))
    if now:
        yield now


def _ris_entry(fields: list[tuple[str, str]]) -> Entry:
    def first(*tags: str) -> tuple[str, str]:
        return next(((t, v) for tag in tags for t, v in fields if t == tag and v), ("", ""))

    title, outlet, spoken = first("TI", "T1", "CT"), first(*_OUTLET), first("LA")
    people = [v for t, v in fields if t in ("AU", "A1") and v]
    dated = next(((t, v) for tag in ("DA", "PY", "Y1") for t, v in fields if t == tag and v), ("", ""))
    facts = _facts(title[1], outlet[1], people, _ris_day(dated[1]), dated[1], spoken[1], (title[0], outlet[0], "AU", dated[0]))
    files = tuple(one for t, v in fields if t in _FILES for one in re.split(r"\s*;\s*(?=\S)", v) if one)
    return Entry(facts, tuple(f for f in files if not re.match(r"https?:", f)), first("ID", "AN")[1] or None, title[1])


def _ris_day(value: str) -> str | None:
    """RIS dates: "2024/05/28/", "2024/05//", "2024"."""
    found = re.fullmatch(r"(\d{4})(?:[/-](\d\d?)?)?(?:[/-](\d\d?)?)?(?:[/-].*)?", value.strip())
    if not found:
        return day(value)
    year, month, number = found[1], found[2], found[3]
    return day(f"{year}-{int(month):02}-{int(number):02}") if month and number else f"{year}-{int(month):02}" if month else year


# -- CSL-JSON -------------------------------------------------------------------------------------------------------


def _csl(text: str) -> Iterator[Mapping[str, Any]]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        found, broken = _whole_objects(text), error
        if not found:
            raise ValueError(f"damaged JSON: {broken}") from error
    yield from (entry for entry in (found if isinstance(found, list) else [found]) if isinstance(entry, dict))


def _whole_objects(text: str) -> list[Any]:
    """The entries before the place where a file breaks off."""
    decoder, out = json.JSONDecoder(), []
    at = text.find("{")
    while at >= 0:
        try:
            value, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            break
        out.append(value)
        at = text.find("{", end)
    return out


def _csl_entry(entry: Mapping[str, Any]) -> Entry:
    people = [_csl_name(a) for a in entry.get("author") or () if isinstance(a, dict)]
    dated = _csl_day(entry.get("issued"))
    title, outlet = _text(entry.get("title")), _text(entry.get("container-title")) or _text(entry.get("publisher"))
    facts = _facts(
        title, outlet, [p for p in people if p], dated, json.dumps(entry.get("issued"), ensure_ascii=False), _text(entry.get("language")),
        ("title", "container-title", "author", "issued"),
    )  # fmt: skip
    files: list[str] = []
    for attachment in entry.get("attachments") or ():
        path = attachment if isinstance(attachment, str) else isinstance(attachment, dict) and (attachment.get("path") or attachment.get("localPath"))
        files += [str(path)] if path else []
    if isinstance(entry.get("file"), str):  # "title:path:type;title:path:type", or the path alone
        for one in entry["file"].split(";"):
            parts = one.split(":")
            files.append(parts[-2] if len(parts) >= 3 and "/" in parts[-1] else one)
    key = _text(entry.get("id")).rstrip("/").rsplit("/", 1)[-1]
    return Entry(facts, tuple(files), key or None, title)


def _csl_name(person: Mapping[str, Any]) -> str:
    return _text(person.get("literal")) or " ".join(x for x in (_text(person.get("given")), _text(person.get("family"))) if x)


def _csl_day(issued: Any) -> str | None:
    if not isinstance(issued, dict):
        return None
    parts = issued.get("date-parts")
    if isinstance(parts, list) and parts and isinstance(parts[0], list):
        numbers = [str(n) for n in parts[0] if str(n).isdigit()][:3]
        if len(numbers) == 3:
            return day(f"{numbers[0]}-{int(numbers[1]):02}-{int(numbers[2]):02}")
        return "-".join([numbers[0], *(f"{int(n):02}" for n in numbers[1:])]) if numbers else None
    return day(_text(issued.get("raw")) or _text(issued.get("literal")))


def _text(value: Any) -> str:
    return " ".join(value.split()) if isinstance(value, str) else str(value) if isinstance(value, int) else ""


# -- both -----------------------------------------------------------------------------------------------------------


def _facts(
    title: str, outlet: str, people: list[str], published: str | None, dated: str, spoken: str, names: tuple[str, str, str, str]
) -> Facts:
    """Of basis "index": the user's own list says so. "Nowak, Jan" is Jan Nowak."""
    turned = [" ".join(reversed([part.strip() for part in p.split(",", 1)])) if p.count(",") == 1 else p for p in people]
    writers = tuple(dict.fromkeys(name for p in turned for name in authors_of(p)))
    code = language(re.split(r"[-_]", spoken)[0]) if spoken else None

    def fact(name: str, value: str) -> Fact | None:
        return Fact("index", f"{name}: {value}") if value else None

    return Facts(
        title=title or None, title_evidence=fact(names[0], title), outlet=outlet or None, outlet_evidence=fact(names[1], outlet),
        authors=writers, authors_evidence=fact(names[2], "; ".join(people)) if writers else None,
        published=published, published_evidence=fact(names[3], dated) if published else None, language=code,
    )  # fmt: skip
