"""JSONL without the texts, to give away where the texts may not be: no run of a source of more than 25 words is in it.

    without_text(record.lines())                   the same lines, long strings replaced by where they stand or by their hash
    restored(lines, Texts("articles/"), missing)   the lines as they were, byte for byte, for whoever holds the texts

A string that is left out becomes one of these, in its place:
    "withheld:text:SHA256"       a document's text
    "withheld:at:START:END"      characters of that text; in links "withheld:at:DOCUMENT:START:END"
    "withheld:string:SHA256"     a string that does not stand in the text: a long title, what a repair took away
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from onrecord.errors import Unreadable, Usage

MOST = 25  # words of a source in one run
MARK = "withheld:"
STRING = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"')
# Counted strictly: parts of compounds one by one, long words as several, every character of scripts that part no words.
WORD = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|\w{1,20}")
FACTS = ("title_evidence", "outlet_evidence", "published_evidence", "authors_evidence")


def sha(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def length(text: str) -> int:
    """In words."""
    return sum(1 for _ in WORD.finditer(text))


class Told:
    """Which words of a text are in the export: never more than 25 in a row, whatever strings they came in."""

    def __init__(self, text: str) -> None:
        self.starts = [found.start() for found in WORD.finditer(text)]
        self.ends = [found.end() for found in WORD.finditer(text)]
        self.told = bytearray(len(self.starts))

    def may(self, start: int, end: int) -> bool:
        """Whether text[start:end] may be told; if so, it is."""
        first = _first(self.ends, start)
        last = first
        while last < len(self.starts) and self.starts[last] < end:
            last += 1
        low, high = first, last
        while low > 0 and self.told[low - 1]:
            low -= 1
        while high < len(self.told) and self.told[high]:
            high += 1
        if high - low > MOST:
            return False
        self.told[first:last] = b"\1" * (last - first)
        return True


def _first(ends: list[int], start: int) -> int:
    """The first word that ends after `start`."""
    low, high = 0, len(ends)
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if ends[middle] <= start else (low, middle)
    return low


# -- leaving out ----------------------------------------------------------------------------------------------------


def without_text(lines: Iterable[str]) -> Iterator[str]:
    """Lines in contract order, as `Record.lines` gives them."""
    told, text = Told(""), ""
    for line in lines:
        record = json.loads(line)
        if record["kind"] == "document":
            text = record["text"]
            told = Told(text)
            changes = _of_document(record, told)
        else:
            changes = _of_item(record, told)
        yield _changed(line, list(_strings(record, changes, text)))


def _of_document(record: dict[str, Any], told: Told) -> dict[int, str]:
    """id() of a dictionary with a string to leave out, joined with its key -> what stands there instead."""
    changes = {_place(record, "text"): f"{MARK}text:{sha(record['text'])}"}
    title = record.get("title") or ""
    at = record["text"].find(title) if title else -1
    if at >= 0 and not told.may(at, at + len(title)):
        changes[_place(record, "title")] = f"{MARK}at:{at}:{at + len(title)}"
    for name in FACTS:
        fact = record.get(name)
        if fact and fact.get("start") is not None and record["text"][fact["start"] : fact["end"]] == fact["text"] and not told.may(fact["start"], fact["end"]):
            changes[_place(fact, "text")] = f"{MARK}at:{fact['start']}:{fact['end']}"
    run, before = 0, 0
    for repair in record.get("repairs") or ():
        taken = length(repair["before"])
        run = taken + (run if repair["source"][0] - before <= 2 else 0)  # what was taken away side by side was one run
        before = repair["source"][1]
        if not taken and not length(repair["after"]):
            continue
        if run > MOST or not told.may(repair["start"], repair["end"]):
            changes[_place(repair, "before")] = f"{MARK}string:{sha(repair['before'])}"
            if repair["after"]:
                changes[_place(repair, "after")] = f"{MARK}at:{repair['start']}:{repair['end']}"
            run = 0
    return changes


def _of_item(record: dict[str, Any], told: Told) -> dict[int, str]:
    changes = {}
    for span in record.get("evidence") or ():
        if record["kind"] == "link":
            changes[_place(span, "text")] = f"{MARK}at:{span['doc']}:{span['start']}:{span['end']}"
        elif not told.may(span["start"], span["end"]):
            changes[_place(span, "text")] = f"{MARK}at:{span['start']}:{span['end']}"
    return changes


def _place(holder: dict[str, Any], key: str) -> int:
    return hash((id(holder), key))


def _strings(value: Any, changes: dict[int, str], text: str, place: int = 0) -> Iterator[tuple[str, str | None]]:
    """Every string of the record in the order of its line, keys too, with what stands there instead if it is left out."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key, None
            yield from _strings(inner, changes, text, _place(value, key))
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner, changes, text)
    elif isinstance(value, str):
        instead = changes.get(place)
        if instead is None and (length(value) > MOST or value.startswith(MARK)):
            at = text.find(value)
            instead = f"{MARK}at:{at}:{at + len(value)}" if at >= 0 else f"{MARK}string:{sha(value)}"
        yield value, instead


def _changed(line: str, strings: list[tuple[str, str | None]]) -> str:
    """The line with other strings in their places; all else keeps its bytes."""
    if all(instead is None for _, instead in strings):
        return line
    out, at = [], 0
    found = list(STRING.finditer(line))
    if len(found) != len(strings):
        raise Usage("a line says a key twice: it cannot be exported without its text")
    for here, (value, instead) in zip(found, strings, strict=True):
        if instead is None:
            continue
        if json.dumps(value, ensure_ascii=False) != here[0]:
            raise Usage("a line writes its characters as escapes, other than onrecord does: it cannot be exported without its text")
        out += [line[at : here.start()], json.dumps(instead)]
        at = here.end()
    return "".join([*out, line[at:]])


# -- putting back ---------------------------------------------------------------------------------------------------


@dataclass
class Texts:
    """The texts under a folder: originals, read as `onrecord read` reads them, or .txt files that hold the text itself."""

    folder: Path
    strings: dict[str, str] = field(default_factory=dict)  # hash -> a long string of a document

    @cached_property
    def plain(self) -> dict[str, str]:
        out = {}
        for path in sorted(self.folder.rglob("*.txt")):
            try:
                text = path.read_bytes().decode()
            except UnicodeDecodeError:
                continue
            out[sha(text)] = text
        return out

    @cached_property
    def read(self) -> dict[str, str]:
        """hash -> text of every document under the folder; what cannot be read is passed over."""
        from onrecord import ingest

        out = {}
        for source in ingest.sources([str(self.folder)]):
            try:
                for document in ingest.documents(source):
                    out[sha(document.text)] = document.text
                    self._keep(document)
            except Unreadable:
                continue
        return out

    def _keep(self, document: Any) -> None:
        facts = (getattr(document, name) for name in FACTS)
        for text in (document.title, *(r.before for r in document.repairs), *(f.text for f in facts if f)):
            if text:
                self.strings[sha(text)] = text

    def text(self, wanted: str) -> str | None:
        return self.plain.get(wanted) or self.read.get(wanted)

    def string(self, wanted: str) -> str | None:
        return self.strings.get(wanted) or (self.strings.get(wanted) if self.read else None)


def restored(lines: Iterable[str], texts: Texts, missing: list[tuple[str, str]]) -> Iterator[str]:
    """The lines with everything put back. Documents that cannot be are left out with all that was read from them: `missing` says why."""
    known: dict[str, str] = {}  # document -> its text
    here: str | None = None
    for line in lines:
        if MARK not in line and '"kind":"document"' not in line[:80]:
            if here is not None or '"kind":"link"' in line[:80]:
                yield line
            continue
        record = json.loads(line)
        if record["kind"] == "document":
            here = None
            try:
                text, line = _document(line, record, texts)
            except LookupError as error:
                missing.append((record["source"], str(error.args[0])))
                continue
            known[record["id"]] = here = text
            yield line
        elif record["kind"] == "link":
            if all(span["doc"] in known for span in record["evidence"]):
                yield _back(line, record, known, "", texts)
        elif here is not None:
            yield _back(line, record, known, here, texts)


def _document(line: str, record: dict[str, Any], texts: Texts) -> tuple[str, str]:
    text: str = record["text"]
    if text.startswith(f"{MARK}text:"):
        found = texts.text(text.rpartition(":")[2])
        if found is None:
            raise LookupError(f"its text is not in {texts.folder} (bytes with SHA-256 {record['sha256']}), or another version of onrecord reads it otherwise")
        text = found
    return text, _back(line, record, {}, text, texts)


def _back(line: str, record: dict[str, Any], known: dict[str, str], text: str, texts: Texts) -> str:
    def put_back(found: re.Match[str]) -> str:
        if not found[0].startswith(f'"{MARK}'):
            return found[0]
        _, kind, *rest = json.loads(found[0]).split(":")
        if kind == "text":
            value: str | None = text
        elif kind == "at":
            *doc, start, end = rest
            value = (known[doc[0]] if doc else text)[int(start) : int(end)]
        else:
            value = texts.string(rest[0])
        if value is None:
            raise LookupError(f"its text is there, but a longer string of it is not: the original file is needed (bytes with SHA-256 {record.get('sha256')})")
        return json.dumps(value, ensure_ascii=False)

    return STRING.sub(put_back, line)
