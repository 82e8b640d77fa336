"""Lines as the layout rules see them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

SEPARATOR = re.compile(r"[\n\f]")
TERMINAL = re.compile(r"[.!?…:]['\"’”»›)\]*_]*$")
BULLET = re.compile(r"(?:[-*+•‣▪●◦–—]|\(?\d{1,3}[.)]|\(?[a-z]\)|[ivx]{1,4}\))\s")
FUNCTION = frozenset(
    "a an the of to in on at by for from with without and or nor but as than that which who whose whom if when while where because "
    "into onto over under between among against about after before during through toward towards upon within per via is are was "
    "were be been being has have had will would shall should can could may might must do does did not no its his her their our my "
    "your this these those it he she they we so such very more most less".split()
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line with something on it: `text` is source[start:end] without the blanks around it."""

    start: int
    end: int
    indent: int
    text: str
    blank: bool  # blank lines stand before it
    page: bool  # a form feed, or the edge of a page, stands before it
    number: int  # of the page, from 0

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
    def lower(self) -> bool:
        """Begins in lower case, after opening marks."""
        return self.text.lstrip("\"'“‘«„([…. ")[:1].islower() and not self.bullet

    @property
    def ends_in_hyphen(self) -> bool:
        return self.text[-1] in "-\u2010\u2011" and self.text[-2:-1].isalnum()

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
        return replace(self, blank=self.blank or blank, page=self.page or page)


def lines_of(text: str, page_starts: Sequence[int] = ()) -> list[Line]:
    """The lines that are not blank; ends of lines are "\\n" and "\\f"."""
    lines: list[Line] = []
    starts = [*page_starts, len(text) + 1]
    number, at, blank, page = 0, 0, False, False
    while at <= len(text):
        found = SEPARATOR.search(text, at)
        end = found.start() if found else len(text)
        raw = text[at:end]
        stripped = raw.strip()
        if stripped:
            lead = len(raw) - len(raw.lstrip())
            start = at + lead
            while number + 1 < len(starts) - 1 and starts[number + 1] <= start:
                number, page = number + 1, True
            indent = len(raw[:lead].expandtabs())
            lines.append(Line(start, start + len(stripped), indent, stripped, blank, page, number))
            blank = page = False
        else:
            blank = blank or bool(lines or raw)
        if found is None:
            break
        if found[0] == "\f":
            page = True
            blank = blank and bool(lines)
        at = end + 1
    return lines
