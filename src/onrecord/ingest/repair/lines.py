"""Lines as the layout rules see them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from onrecord import data

SEPARATOR = re.compile(r"[\n\f]")
TERMINAL = re.compile(r"[.!?…:]['\"’”»›)\]*_]*$")
BULLET = re.compile(r"(?:[-*+•‣▪●◦–—]|\(?\d{1,3}[.)]|\(?[a-z]\)|[ivx]{1,4}\))\s")
STRIPPED = " \t\v\r\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\u00ad"
OPENING = "\"'“‘«„([…. "


def _function_words() -> frozenset[str]:
    return frozenset(word for name, words in data.rows(__package__, "words.tsv") if name == "function" for word in words.split())


FUNCTION = _function_words()


@dataclass(frozen=True, slots=True)
class Line:
    """A line with something on it: `text` is source[start:end] without the blanks around it."""

    start: int
    end: int
    indent: int  # columns
    text: str
    blank: bool  # blank lines stand before it
    page: bool  # a form feed, or the edge of a page, stands before it
    number: int  # of the page, from 0
    soft: bool = False  # a soft hyphen stands at its end, or blanks with one in them

    def __len__(self) -> int:
        return len(self.text)

    @property
    def terminal(self) -> bool:
        """Ends as sentences end."""
        return TERMINAL.search(self.text[-12:]) is not None

    @property
    def bullet(self) -> bool:
        return BULLET.match(self.text) is not None

    @property
    def dash(self) -> bool:
        """Begins with a dash, as a list item does, and a line that goes on after one."""
        return self.text[0] in "-–—"

    @property
    def lower(self) -> bool:
        """Begins in lower case, after opening marks."""
        return self.text[:20].lstrip(OPENING)[:1].islower() and not self.bullet

    @property
    def ends_in_hyphen(self) -> bool:
        return self.text[-1] in "-\u2010\u2011" and self.text[-2:-1].isalnum()

    @property
    def hyphened(self) -> bool:
        """A word, or a compound, is broken at its end."""
        return self.soft or self.ends_in_hyphen

    @property
    def words(self) -> list[str]:
        return self.text.split()

    @property
    def first_word(self) -> str:
        return self.text[:80].split(None, 1)[0]

    @property
    def last_word(self) -> str:
        return self.text[-80:].rsplit(None, 1)[-1]

    @property
    def sentence_like(self) -> bool:
        """Long enough to be running text, not a heading or a name."""
        return len(self.text) >= 60

    def mid_sentence(self, following: Line) -> bool:
        """The sentence of this line goes on in `following`."""
        if self.terminal:
            return False
        return following.lower or self.text[-1] == "," or self.last_word.lower() in FUNCTION

    def after(self, blank: bool, page: bool) -> Line:
        """The line with blank lines or a page's edge before it that stood before others."""
        return replace(self, blank=self.blank or blank, page=self.page or page)


def lines_of(text: str, page_starts: Sequence[int] = ()) -> list[Line]:
    """The lines that are not blank. "\\n" and "\\f" end lines; pages begin at `page_starts`, or else at form feeds."""
    lines: list[Line] = []
    starts = list(page_starts[1:])
    number = at = 0
    blank = page = False
    while at <= len(text):
        found = SEPARATOR.search(text, at)
        end = found.start() if found else len(text)
        raw = text[at:end]
        stripped = raw.strip(STRIPPED)
        if stripped:
            lead = len(raw) - len(raw.lstrip(STRIPPED))
            while number < len(starts) and starts[number] <= at + lead:
                number, page = number + 1, True
            lines.append(Line(at + lead, at + lead + len(stripped), len(raw[:lead].expandtabs()), stripped, blank, page, number, "\u00ad" in raw[-3:]))
            blank = page = False
        elif found is None or found[0] == "\n":
            blank = True
        if found is None:
            break
        if found[0] == "\f":
            page = True
            number += not starts
        at = end + 1
    return lines
