"""What every quotation mark is, by a deterministic state machine: a stack of open quotations, one pass over the marks.

Single marks are the hard case: ’ closes a quotation and is an apostrophe. The rules, in order: inside a word it is an
apostrophe (don’t); before digits or a known clipped word too (’90s, ’em); after punctuation it closes; at the end of a word in -s
while a single quotation is open it is a possessive if a noun seems to follow and another mark is left to close with
(‘the allies’ forces moved’).
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from onrecord.data import named
from onrecord.reader.tokens import paragraphs
from onrecord.records import QuoteIs, QuoteMark

MARK = re.compile(r"``|''(?!')|[“”„‟‘’‚‛\"'`«»‹›「」『』]")
RUN = "“”„‟‘’‚‛\"'`«»‹›「」『』"
FAMILY = {
    **dict.fromkeys(["“", "”", "„", "‟", '"', "``", "''"], "double"), **dict.fromkeys("‘’‚‛'`", "single"),
    **dict.fromkeys("«»", "angle"), **dict.fromkeys("‹›", "small angle"), **dict.fromkeys("「」", "corner"),
    **dict.fromkeys("『』", "white corner"),
}  # fmt: skip
OPENING_PUNCTUATION = "([{¿¡—–-/…=*_"
WORD_AFTER = re.compile(r"\s+([\w’'-]+)")
WORD = re.compile(r"[^\W_]+(?:[-’'.][^\W_]+)*")


CLIPPED, CLOSES_BEFORE, CUES, CLAUSE = (named(__package__, "quotemarks.tsv", row) for row in ("clipped", "closes_before", "cue", "clause"))
PUNCTUATED = re.compile(r"[;:?!…—。、！？]|[.,](?!\w)|(?<!\w)[.,]")
CONTRACTION = re.compile(r"(?i)(?:'re|'ll|'ve|'m|n't)$")
NEAR = re.compile(r"[\w’'-]+|[^\w\s]")
DEEPEST = 12  # quotations within quotations: prose has three
DECADE = re.compile(r"\d\d(?:s\b|\b(?!\d|[%,]\d))")


@dataclass(frozen=True, slots=True)
class Quotation:
    """`text[start:end]` with its marks. `parts`: one span a paragraph. `closed`: a closing mark ended it."""

    start: int
    end: int
    depth: int  # 0: outermost
    parts: tuple[tuple[int, int], ...]
    closed: bool
    is_term: bool = False  # a name or label put in marks, not somebody's clause


class Quotations(NamedTuple):
    marks: tuple[QuoteMark, ...]
    quotations: tuple[Quotation, ...]


@dataclass(slots=True)
class _Open:
    mark: str
    offset: int  # of its first opening mark
    part: int  # where its part in this paragraph starts
    depth: int
    offsets: list[int]  # of all its marks
    parts: list[tuple[int, int]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Mark:
    """A mark with what stands around it, runs of marks seen through."""

    offset: int
    text: str
    before: str  # the character directly before, " " at the paragraph's edge
    after: str
    left: str  # the nearest character before that is no mark
    right: str

    @property
    def family(self) -> str:
        return FAMILY[self.text]

    @property
    def in_word(self) -> bool:
        return self.before.isalnum() and self.after.isalnum()

    @property
    def may_open(self) -> bool:
        return (self.left.isspace() or self.left in OPENING_PUNCTUATION) and not self.right.isspace()

    @property
    def may_close(self) -> bool:
        return not self.left.isspace() and not self.right.isalnum()


@lru_cache(maxsize=2)  # ingest asks for the marks, the reader for the quotations
def quotation_marks(text: str) -> Quotations:
    """Every mark of the text labelled once, and the quotations they make, in reading order."""
    machine = _Machine(text)
    spans = paragraphs(text)
    for i, (start, end) in enumerate(spans):
        machine.paragraph(start, end, spans[i + 1] if i + 1 < len(spans) else None)
    return machine.result()


class _Machine:
    def __init__(self, text: str) -> None:
        self.text = text
        self.open: list[_Open] = []
        self.depths: Counter[str] = Counter()  # open quotations of each family
        self.labels: dict[int, QuoteIs] = {}
        self.done: list[tuple[Quotation, list[int]]] = []

    # -- one paragraph ----------------------------------------------------------------------------------------------

    def paragraph(self, start: int, end: int, following: tuple[int, int] | None) -> None:
        marks = self._marks(start, end)
        resumed = self._resume(marks, start)
        self.marks, self.end = marks, end
        self.reopens = self._leading(*following)[:1] if following else []
        self._look_ahead()
        for i in range(resumed, len(marks)):
            self._read(i, marks[i])
        self._finish(end, following)

    def _marks(self, start: int, end: int) -> list[_Mark]:
        text = self.text
        found = [(m.start(), m.end()) for m in MARK.finditer(text, start, end)]
        marks = []
        for s, e in found:
            left, right = s - 1, e
            while left >= start and text[left] in RUN and s - left < 6:
                left -= 1
            while right < end and text[right] in RUN and right - e < 6:
                right += 1
            marks.append(
                _Mark(
                    s,
                    text[s:e],
                    text[s - 1] if s > start else " ",
                    text[e] if e < end else " ",
                    text[left] if left >= start else " ",
                    text[right] if right < end else " ",
                )
            )
        return marks

    def _leading(self, start: int, end: int) -> list[str]:
        """The marks a paragraph begins with."""
        lead = re.compile(rf"[\s\[(…]*(?:\.\.\.\s*)?([{RUN}]{{1,3}})").match(self.text, start, min(end, start + 20))
        return MARK.findall(lead[1]) if lead else []

    def _resume(self, marks: list[_Mark], start: int) -> int:
        """Quotations still open go on with the marks that the paragraph begins with; how many marks that takes."""
        for i, quotation in enumerate(self.open):
            quotation.part = marks[i].offset
            quotation.offsets.append(marks[i].offset)
            self.labels[marks[i].offset] = "opens"
        return len(self.open)

    def _finish(self, end: int, following: tuple[int, int] | None) -> None:
        """What is still open either goes on in the next paragraph, which then begins with the same marks, or ends here."""
        leading = self._leading(*following) if following else []
        goes_on = 0
        while goes_on < min(len(leading), len(self.open)) and leading[goes_on] == self.open[goes_on].mark:
            goes_on += 1
        while len(self.open) > goes_on:
            self._end(end, closed=False)
        for quotation in self.open:
            quotation.parts.append((quotation.part, end))

    def _look_ahead(self) -> None:
        """For each mark: whether a mark follows that could close a single (double) quotation, at all or before another opens."""
        self.closes_later = {"single": [False] * (len(self.marks) + 1), "double": [False] * (len(self.marks) + 1)}
        self.closes_first = {"single": [False] * (len(self.marks) + 1), "double": [False] * (len(self.marks) + 1)}
        for i in range(len(self.marks) - 1, -1, -1):
            mark = self.marks[i]
            for family, later in self.closes_later.items():
                first = self.closes_first[family]
                later[i], first[i] = later[i + 1], first[i + 1]
                if mark.family == family and not mark.in_word:
                    if mark.text in "”’''" or mark.text == '"':
                        if mark.may_close:
                            later[i] = first[i] = True
                        elif mark.may_open and mark.text in "\"'":
                            first[i] = False
                    elif mark.text in "“‘``":
                        first[i] = False

    # -- one mark ---------------------------------------------------------------------------------------------------

    def _read(self, i: int, mark: _Mark) -> None:
        if mark.family == "single":
            self._single(i, mark)
        elif mark.family == "double":
            self._double(i, mark)
        else:
            self._paired(mark)

    def _single(self, i: int, mark: _Mark) -> None:
        top = self.open[-1] if self.open else None
        if mark.text == "`":
            if mark.may_open and self.closes_later["single"][i + 1]:
                return self._start(mark)
            return None
        if mark.in_word:
            return self._label(mark, "apostrophe")
        if mark.text in "‚‛" or (mark.text == "‘" and not (top and top.mark == "‚")):
            if mark.before.isalnum():
                return self._label(mark, "apostrophe" if not mark.may_close or not self._is_open("single") else self._close("single", mark))
            if self._clipped(mark) and not (self.closes_first["single"][i + 1] and mark.text == "‘" and not mark.after.isdigit()):
                return self._label(mark, "apostrophe")
            return self._start(mark)
        if mark.may_open and not (mark.left in "—–-…" and self._is_open("single") and not mark.after.isalnum()):
            return self._opening_apostrophe(i, mark)
        if not self._is_open("single"):
            return self._label(mark, "apostrophe" if mark.before.isalnum() else "unmatched")
        if mark.before.isalnum() and self._possessive(i, mark):
            return self._label(mark, "apostrophe")
        if top and FAMILY[top.mark] != "single" and mark.before.isalnum() and self.closes_later["double"][i + 1]:
            return self._label(mark, "apostrophe")
        return self._label(mark, self._close("single", mark))

    def _opening_apostrophe(self, i: int, mark: _Mark) -> None:
        """’ or ' where an opening mark would stand."""
        if self._clipped(mark):
            return self._label(mark, "apostrophe")
        reopened = self.reopens == [mark.text]
        if self.closes_later["single"][i + 1] or (mark.text == "'" and reopened):
            return self._start(mark)
        return self._label(mark, "apostrophe" if mark.after.isalnum() and mark.text == "’" else "unmatched")

    def _clipped(self, mark: _Mark) -> bool:
        """’90s, ’em, ’tis: an apostrophe for letters or digits left out in front."""
        at = mark.offset + 1
        if DECADE.match(self.text, at):
            return True
        word = WORD.match(self.text, at)
        return word is not None and word[0].lower().replace("’", "'") in CLIPPED

    def _possessive(self, i: int, mark: _Mark) -> bool:
        if self.text[max(0, mark.offset - 2) : mark.offset] in ("'n", "’n", "‘n"):
            return True
        if mark.before.lower() not in "sxz" or not mark.after.isspace():
            return False
        following = WORD_AFTER.match(self.text, mark.offset + 1, self.end)
        if following is None or following[1].lower() in CLOSES_BEFORE or following[1].lower() in CUES:
            return False
        return self.closes_first["single"][i + 1] or self.reopens == [self._innermost("single").mark]

    def _double(self, i: int, mark: _Mark) -> None:
        top = self.open[-1] if self.open else None
        is_open = self._is_open("double")
        if mark.text in "„‟":
            return self._start(mark)
        if mark.text == "“":
            if top and top.mark == "„":
                return self._label(mark, self._close("double", mark))
            if is_open and mark.may_close and not mark.may_open:
                return self._label(mark, self._close("double", mark))  # “ typed where ” was meant
            if top and FAMILY[top.mark] == "double" and not self._nests(i):
                self._end(self._trimmed(mark.offset), closed=False)
            return self._start(mark)
        if mark.text == "``":
            return self._start(mark)
        if mark.text == "”":
            if is_open:
                return self._label(mark, self._close("double", mark))
            return self._start(mark) if mark.may_open and self.closes_later["double"][i + 1] else self._label(mark, "unmatched")
        if mark.text == '"' and mark.before.isdigit() and self._inches(i, mark, is_open):
            return self._label(mark, "apostrophe")
        if is_open and not (mark.may_open and mark.left.isspace()):
            return self._label(mark, self._close("double", mark))
        if is_open:
            if top and FAMILY[top.mark] == "double":
                if not self.closes_first["double"][i + 1]:
                    return self._label(mark, self._close("double", mark))
                self._end(self._trimmed(mark.offset), closed=False)
            return self._start(mark)
        if mark.may_open or (not mark.right.isspace() and not mark.may_close):
            return self._start(mark)
        return self._label(mark, "unmatched")

    def _inches(self, i: int, mark: _Mark, is_open: bool) -> bool:
        measured = re.search(r"(?:\d['’′]\s?\d{1,2}(?:\.\d+)?|(?<![\d,.])\d{1,3}(?:\.\d+)?)$", self.text[max(0, mark.offset - 12) : mark.offset])
        if measured is None or mark.after.isalpha():
            return False
        return not is_open or ("'" in measured[0] or "’" in measured[0] or "′" in measured[0]) or self.closes_first["double"][i + 1]

    def _nests(self, i: int) -> bool:
        """Whether “ inside “…” opens a quotation of its own: then two closing marks follow before the next opening one."""
        depth = 0
        for mark in self.marks[i + 1 : i + 40]:
            if mark.text == "“":
                return False
            if mark.text in ("”", '"'):
                depth += 1
                if depth == 2:
                    return True
        return False

    def _paired(self, mark: _Mark) -> None:
        """« », ‹ ›, corners: either side may open (»so« in German and Danish)."""
        inward = {"»": "«", "›": "‹", "」": "「", "』": "『"}
        if self._is_open(mark.family):
            opened = self._innermost(mark.family).mark
            if mark.text != opened:
                return self._label(mark, self._close(mark.family, mark))
            if mark.text in inward and not mark.may_open:
                return self._label(mark, self._close(mark.family, mark))
            return self._start(mark)
        if mark.text not in inward or (mark.may_open and mark.text in "»›"):
            return self._start(mark)
        return self._label(mark, "unmatched")

    # -- the stack --------------------------------------------------------------------------------------------------

    def _label(self, mark: _Mark, is_: QuoteIs) -> None:
        self.labels[mark.offset] = is_

    def _is_open(self, family: str) -> bool:
        return self.depths[family] > 0

    def _innermost(self, family: str) -> _Open:
        return next(quotation for quotation in reversed(self.open) if FAMILY[quotation.mark] == family)

    def _start(self, mark: _Mark) -> None:
        if len(self.open) >= DEEPEST:
            self._label(mark, "unmatched")
            return
        self.labels[mark.offset] = "opens"
        self.depths[mark.family] += 1
        self.open.append(_Open(mark.text, mark.offset, mark.offset, len(self.open), [mark.offset]))

    def _close(self, family: str, mark: _Mark) -> QuoteIs:
        while FAMILY[self.open[-1].mark] != family:
            self._end(mark.offset, closed=False)
        self.open[-1].offsets.append(mark.offset)
        self._end(mark.offset + len(mark.text), closed=True)
        return "closes"

    def _end(self, end: int, closed: bool) -> None:
        last = self.open.pop()
        self.depths[FAMILY[last.mark]] -= 1
        parts = (*last.parts, (last.part, end))
        self.done.append((Quotation(last.offset, end, last.depth, parts, closed), last.offsets))

    def _trimmed(self, end: int) -> int:
        while self.text[end - 1].isspace():
            end -= 1
        return end

    def _fragment(self, i: int) -> bool:
        """Whether words in marks are one piece of a broken quotation: more of it stands in the same sentence."""
        piece = self.done[i][0]
        if len(WORD.findall(self.text[piece.start : piece.end])) < 2 or piece.depth:
            return False
        for j in (i - 1, i + 1):
            other = self.done[j][0] if 0 <= j < len(self.done) else piece
            if other.depth == 0 and other is not piece and not is_term(self.text, other):
                low, high = sorted((piece, other), key=lambda q: q.start)
                between = self.text[low.end - 2 : high.start]
                if len(between) < 60 and not ANOTHER_CLAUSE.search(between):
                    return True
        return False

    # -- terms ------------------------------------------------------------------------------------------------------

    def result(self) -> Quotations:
        self.done.sort(key=lambda entry: (entry[0].start, -entry[0].end))
        quotations = []
        for i, (quotation, offsets) in enumerate(self.done):
            if is_term(self.text, quotation) and not self._fragment(i):
                quotation = Quotation(quotation.start, quotation.end, quotation.depth, quotation.parts, quotation.closed, True)
                self.labels.update(dict.fromkeys(offsets, "term"))
            quotations.append(quotation)
        marks = tuple(QuoteMark(offset, is_) for offset, is_ in sorted(self.labels.items()))
        return Quotations(marks, tuple(quotations))


ANOTHER_CLAUSE = re.compile(r"[,;:.!?]|\n\n")


def is_term(text: str, quotation: Quotation) -> bool:
    """At most four words, none of them a finite verb or pronoun, no punctuation of its own, no verb of saying beside it."""
    if not quotation.closed or len(quotation.parts) > 1:
        return False
    inside = text[quotation.start : quotation.end].strip(RUN + " ")
    words = [word.replace("’", "'") for word in WORD.findall(inside)]
    if not 1 <= len(words) <= 4 or PUNCTUATED.search(inside):
        return False
    if any(word.lower() in CLAUSE or CONTRACTION.search(word) for word in words):
        return False
    if len(words) > 1 and all(word[0].isupper() for word in words):
        return True  # a name
    before = NEAR.findall(text[max(0, quotation.start - 40) : quotation.start])[-2:][::-1]
    after = NEAR.findall(text[quotation.end : quotation.end + 40])[:3]
    if after[:1] == [","]:
        if quotation.start == 0 or text[quotation.start - 1] == "\n":
            return False  # “We stay”, she said
        after = after[1:]
    near = [word for words in (before, after) for word in (words[:2] if words and words[0].lower() in CLAUSE else words[:1])]
    return before[:1] != [":"] and not any(word.lower() in CUES for word in near)
