"""Which sources are translations a user has put beside an original, and of which.

    read original.txt --translation english.txt        said on the command line
    an index with a column translation_of              path of the original, relative to the index or to the translation
    speech.de.txt and speech.en.txt, speech.txt        by name: NAME.en.EXT or NAME.translation.EXT beside one other file NAME.EXT
    and speech.translation.md                          or NAME.xx.EXT
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from onrecord.ingest.source import Source
from onrecord.records import Document, Fact

_ENGLISH = re.compile(r"(?P<stem>.+)\.(?:en|eng|english|translation)", re.I)
_EXTENSIONS = (".txt", ".md", ".html", ".htm", ".pdf", ".docx")


def paired(found: Iterable[Source], given: Mapping[str, str], index: str | None = None) -> Iterator[Source]:
    """The sources, each translation with its original; originals that are not among them come last. `given`: path -> path."""
    names: set[str] = set()
    originals: dict[str, Source] = {}
    for source in found:
        names.add(source.name)
        path = _original(source, given, index)
        if path and path != source.path:
            original = Source(_named_beside(path, source), path=path)
            originals.setdefault(original.name, original)
            source = replace(source, original=original)
        yield source
    yield from (source for name, source in originals.items() if name not in names)


def _original(source: Source, given: Mapping[str, str], index: str | None) -> str | None:
    if not source.path or source.members or source.row or source.failure:
        return None
    if said := given.get(source.path):
        return said
    if said := source.supplied.translation_of:
        beside = [os.path.dirname(source.path), *([os.path.dirname(os.path.abspath(index))] if index else [])]
        places = [os.path.abspath(os.path.join(folder, said)) for folder in beside]
        return next((p for p in places if os.path.isfile(p)), places[-1])
    return _by_name(source.path)


def _by_name(path: str) -> str | None:
    """speech.en.txt -> speech.de.txt or speech.txt, where there is exactly one."""
    folder, name = os.path.split(path)
    stem, extension = os.path.splitext(name)
    found = _ENGLISH.fullmatch(stem)
    if not found or extension.casefold() not in _EXTENSIONS:
        return None
    try:
        beside = sorted(os.listdir(folder))
    except OSError:
        return None
    fits = []
    for other in beside:
        plain, kind = os.path.splitext(other)
        named = plain == found["stem"] or re.fullmatch(re.escape(found["stem"]) + r"\.[a-z]{2,3}", plain)
        if named and other != name and kind.casefold() in _EXTENSIONS and not _ENGLISH.fullmatch(plain):
            fits.append(other)
    return os.path.join(folder, fits[0]) if len(fits) == 1 else None


def _named_beside(path: str, source: Source) -> str:
    """The name under which the original is read when the pile holds it too."""
    known = (source.path or "").replace(os.sep, "/")
    if known.endswith("/" + source.name):
        base = known[: -len(source.name)]
        inside = os.path.relpath(path, base).replace(os.sep, "/")
        if not inside.startswith("../"):
            return inside
    return os.path.basename(path)


def rendered(translation: Document, original: Document) -> Document:
    """The translation tied to its original, whose date, outlet and byline hold for it where it states none itself."""
    facts: dict[str, object] = {}
    for field in ("published", "outlet", "authors"):
        evidence = getattr(original, f"{field}_evidence")
        if not getattr(translation, field) and getattr(original, field):
            text = f"{original.source}: {evidence.text}" if evidence else original.source
            facts |= {field: getattr(original, field), f"{field}_evidence": Fact("metadata", text)}
    return replace(translation, translated=True, translation_of=original.id, **facts)  # type: ignore[arg-type]
