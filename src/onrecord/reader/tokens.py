"""Paragraphs, sentences and words of canonical text, as spans."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from onrecord.data import named

if TYPE_CHECKING:
    from onrecord.reader.quotemarks import Quotation

Span = tuple[int, int]


class Token(NamedTuple):
    start: int
    end: int
    text: str


PARAGRAPH = re.compile(r"[^\n]+(?:\n(?!\n)[^\n]*)*")
WORD = re.compile(
    r"""
    https?://[^\s<>"“”]*[^\s<>"“”.,;:!?')\]]                # addresses
  | [\w.+-]{1,64}+@[\w-]{1,64}(?:\.[\w-]{1,64})+
  | [#@]\w+
  | (?:[^\W\d_]\.){2,}(?:-[^\W_]+)*                          # U.S., p.m., U.S.-led
  | \d+(?:[.,:/]\d+)+                                        # 1,000.5  10:30
  | \d++(?:st|nd|rd|th|s|[ap]m)?+(?![^\W\d_]|-[^\W\d_])        # 75th  1990s
  | [’'](?:s|S|d|m|ll|re|ve|D|M|LL|RE|VE)(?![\w])            # possessive and clitics
  | [^\W_]+?(?=n[’']t(?!\w)) | n[’']t(?!\w)
  | [^\W_]++(?:[?\ufffd](?![A-Z])[^\W\d_]+)+                          # a letter was lost: Rados?aw
  | [^\W_](?:(?![’'](?:s|S|d|m|ll|re|ve|D|M|LL|RE|VE)(?!\w))(?:[-‐‑’'&.](?=[^\W_])|[^\W_]|[\u0300-\u036f]))*
  | \.{2,} | …+ | -{2,} | ``|'' 
  | [^\s]
    """,
    re.VERBOSE,
)


def paragraphs(text: str) -> list[Span]:
    """Spans of the stretches between blank lines, without white space at their ends."""
    spans = []
    for match in PARAGRAPH.finditer(text):
        start, end = match.span()
        found = match[0]
        lead, tail = len(found) - len(found.lstrip()), len(found) - len(found.rstrip())
        if lead < len(found):
            spans.append((start + lead, end - tail))
    return spans


def tokens(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """Words and punctuation of `text[start:end]` with offsets into `text`.

    "Kiev’s €1,000.5" → "Kiev", "’s", "€", "1,000.5"; hyphenated words stay whole.
    """
    end = len(text) if end is None else end
    return [Token(m.start(), m.end(), m[0]) for m in WORD.finditer(text, start, end)]


# -- sentences ------------------------------------------------------------------------------------------------------


ROWS = ("title", "inner", "ending", "numbered", "starter")
TITLES, INNER, ENDING, NUMBERED, STARTERS = (named(__package__, "abbreviations.tsv", row) for row in ROWS)
CUES = named(__package__, "quotemarks.tsv", "cue")
ELLIPSIS = r"(?:\s?…|\s?\.\.\.(?!\.)|\s?\[…\]|\s?\[\.\.\.\])"
STOP = re.compile(rf"(?:(?:\.\s){{2,}}\.|[.!?…]+)([\"'”’»›)\]*_]*(?:\[\d{{1,3}}\])*)({ELLIPSIS}[\"'”’»›)\]*_]*)?(?:\s+|$)")
OPENERS = "\"'“‘«‹„([*_…"
LONGEST = 2500  # characters: no sentence of prose is longer; what runs on without a stop is parted, so that rules over whole sentences stay fast
SPEAKER = re.compile(r"(?:[A-Z][\w’'.-]*\s+){1,4}([a-z]+)\b")  # "Dolan asked", after “Why?”


def sentences(text: str, quotations: Sequence[Quotation] = ()) -> list[Span]:
    """Spans of sentences, never across a paragraph.

    A sentence keeps the marks that close after its stop; a quotation that ends with "?" or "!" goes on with its cue in lower case.
    What has no stop for LONGEST characters (a table, a list, a hostile text) is parted at a pause.
    """
    openings = {quotation.start for quotation in quotations} | {part[0] for q in quotations for part in q.parts}
    spans: list[Span] = []
    for start, end in paragraphs(text):
        at = start
        for stop in STOP.finditer(text, start, end):
            if stop.end() >= end:
                break
            if _ends(text, at, stop, end, openings):
                spans.extend(_sane(text, at, _last(stop)))
                at = stop.end()
        if at < end:
            spans.extend(_sane(text, at, end))
    return spans


def _sane(text: str, start: int, end: int) -> Iterator[Span]:
    """The span itself, or its pieces of at most LONGEST characters: cut after the last semicolon or comma, else blank, else anywhere."""
    while end - start > LONGEST:
        limit = start + LONGEST
        cut = max((at for mark in ("; ", ": ", ", ", "— ", "– ") if (at := text.rfind(mark, start + LONGEST // 2, limit)) >= 0), default=-1) + 1
        cut = cut or text.rfind(" ", start + LONGEST // 2, limit) + 1 or limit
        yield start, len(text[start:cut].rstrip()) + start
        start = cut
        while start < end and text[start].isspace():
            start += 1
    if start < end:
        yield start, end


def _last(stop: re.Match[str]) -> int:
    return stop.start() + len(stop[0].rstrip())


def _ends(text: str, start: int, stop: re.Match[str], end: int, openings: set[int]) -> bool:
    """Whether a sentence ends at `stop`, which has more of the paragraph after it."""
    nxt = stop.end()
    while nxt < min(end, stop.end() + 12) and text[nxt] in OPENERS + " ":
        nxt += 1
    first = text[nxt] if nxt < end else " "
    mark = text[stop.start() : stop.start(1)]
    closed = bool(stop[1])
    if first.islower():
        name = re.match(r"[\w’'-]+", text[nxt : nxt + 40])
        camel = name is not None and any(c.isupper() for c in name[0])  # "iPhone sales fell."
        return camel and not closed
    if mark == ".":
        before = text[max(start, stop.start() - 40) : stop.start()].rsplit(None, 1)
        word: str = before[-1].lstrip(OPENERS + "-–—/") if before and not text[stop.start() - 1].isspace() else ""
        return closed or not _abbreviated(word, text[nxt : min(end, nxt + 60)], opens=nxt > stop.end())
    if closed and stop[1][0] in "\"'”’»":
        speaker = SPEAKER.match(text, stop.end(), end)
        return speaker is None or speaker[1] not in CUES
    return True


def _abbreviated(word: str, following: str, opens: bool) -> bool:
    """Whether the stop after `word` belongs to it and the sentence goes on with `following`, which a mark `opens` or not."""
    low = word.lower()
    first = re.match(r"[\w’'-]+", following)
    following_word = first[0] if first else ""
    if low in TITLES:
        return True
    if low in INNER:
        return True
    if low in NUMBERED:
        return following[:1].isdigit()
    if len(word) == 1 and word.isalpha() and word.isupper():
        return word != "I" and following_word not in STARTERS
    if re.fullmatch(r"(?:[^\W\d_]\.)+[^\W\d_]", word) or low in ENDING:
        return not opens and following_word.rstrip("’'") not in STARTERS
    return False
