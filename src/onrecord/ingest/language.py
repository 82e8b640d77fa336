"""The language a text is in. Only English is read; the rest is recorded as not read, with the reason."""

from __future__ import annotations

import re

from onrecord import data

READ = "en"
SAMPLE = 6000  # characters that decide
ENGLISH = frozenset(data.lines(__package__, "english.txt"))
ENOUGH = 0.2  # share of those words that settles it; running English has 0.35–0.45, other languages below 0.1
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


def language(text: str) -> str:
    """ISO 639-1 code: `language("The minister said so.") == "en"`; "und" where there are no words to tell by."""
    words = _WORD.findall(text[:SAMPLE])
    if not words:
        return "und"
    if sum(w.casefold() in ENGLISH for w in words) >= ENOUGH * len(words):
        return READ
    import py3langid  # type: ignore[import-untyped]  # its model takes half a second to load: only for a text whose commonest words don't tell

    code, _ = py3langid.classify(text[:SAMPLE])
    return str(code)
