"""Markdown: the text without its markup. Each mark taken off is listed as a repair, so offsets still lead to the file's characters.

# Talks *resume*             Talks resume
> We will see.         ->    We will see.
See [the report](x.html).    See the report.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from onrecord.ingest.encoding import decoded
from onrecord.ingest.extracted import Extracted, Facts
from onrecord.ingest.identify import MARKDOWN
from onrecord.ingest.repair.edits import Edit, apply, compose
from onrecord.ingest.tables import guessed, row_facts

_FRONT = re.compile(r"\A\ufeff?---[ \t]*\r?\n(?P<body>.*?)^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.S | re.M)
_FIELD = re.compile(r"^([A-Za-z_][\w -]*):[ \t]*(.+?)[ \t]*\r?$", re.M)
_BLOCKS = re.compile(  # what stands at the beginning of a line, or is a line
    r"(?P<comment><!--.*?-->)"
    r"|^(?P<rule>[ \t]*(?:[-*_][ \t]*){3,}\r?$)"
    r"|^(?P<fence>[ \t]*(?:```|~~~)[^\n]*$)"
    r"|^(?P<reference>[ \t]{0,3}\[[^\]\n]+\]:[ \t]+\S[^\n]*$)"
    r"|^(?P<underline>=+[ \t]*\r?$|(?<=\S\n)-+[ \t]*\r?$)"
    r"|^(?P<heading>[ \t]{0,3}#{1,6}[ \t]+)|(?P<closing>[ \t]+#+[ \t]*\r?$)"
    r"|^(?P<item>[ \t]*(?=(?:[-*+]|\d{1,3}[.)])[ \t]))"
    r"|^(?P<quote>(?:[ \t]{0,3}>[ \t]?)+)"
    r"|(?P<image>!\[[^\]\n]*\]\([^)\n]*\))"
    r"|(?P<link>(?<!!)\[(?P<words>[^\]\n]+)\](?:\([^)\n]*\)|\[[^\]\n]*\]))",
    re.M | re.S,
)
_MARKS = re.compile(
    r"(?P<escape>\\(?=[\\`*_{}\[\]()#+.!>-]))"
    r"|(?P<strong>\*\*|__)(?=\S)(?=(?P<bold>[^\n]+?(?:\n(?!\n)[^\n]+?)*?)(?<=\S)(?P=strong))"
    r"|(?<![\w*_\\])(?P<light>[*_])(?=[^\s*_])(?=(?P<slanted>[^*\n]+?(?:\n(?!\n)[^*\n]+?)?)(?<=[^\s\\])(?P=light)(?![\w*]))"
    r"|(?P<code>`+)"
)


def extract(data: bytes, charset: str | None = None) -> Extracted:
    """bytes -> the decoded characters, the edits that take the markup off, the facts of a front matter."""
    text = decoded(data, charset)
    blocks = _block_edits(text)
    between = apply(text, blocks)
    edits = compose(blocks, _mark_edits(between), between)
    return Extracted(text, MARKDOWN, _front_matter(text), layout="clean", edits=tuple(edits))


def _front_matter(text: str) -> Facts:
    """The fields of a YAML head, by the names that tables of articles use: "date: 2024-05-28" -> published."""
    front = _FRONT.match(text)
    if not front:
        return Facts()
    stated = {name: value.strip("\"'[] ") for name, value in _FIELD.findall(front["body"])}
    columns = {field: column for field, column in guessed(list(stated)).items() if field != "text"}
    return row_facts({field: stated[column] for field, column in columns.items()}, columns)


def _block_edits(text: str) -> list[Edit]:
    front = _FRONT.match(text)
    begin = front.end() if front else 0
    edits = [Edit(0, begin, "", "furniture")] if front else []
    for found in _BLOCKS.finditer(text, begin):
        start, end = found.span()
        if found["link"]:
            edits += [Edit(start, found.start("words"), "", "character"), Edit(found.end("words"), end, "", "character")]
        elif found["image"] or found["comment"] or found["reference"]:
            edits.append(Edit(start, end, "", "furniture"))
        elif found["item"] is not None:  # list items are paragraphs; other lines go on where the last one broke off
            edits.append(Edit(start, end, "" if _after_blank(text, start) else "\n", "line_break"))
        elif found["quote"] and not _after_blank(text, start) and text[text.rfind("\n", 0, start - 1) + 1 :].lstrip()[:1] != ">":
            edits.append(Edit(start, end, "\n", "character"))  # a quotation begins right under a line of text
        else:
            edits.append(Edit(start, end, "", "character"))
        if found["heading"] and (line := text.find("\n", end)) >= 0 and text[line + 1 : line + 2].strip():
            edits.append(Edit(line, line, "\n", "line_break"))  # a heading is a paragraph of its own
    return _apart(edits)


def _after_blank(text: str, start: int) -> bool:
    return start == 0 or text[max(0, start - 4) : start].replace("\r", "").endswith("\n\n")


def _mark_edits(text: str) -> list[Edit]:
    """Pairs of emphasis marks, backticks and escaping backslashes."""
    edits: dict[int, Edit] = {}
    for found in _MARKS.finditer(text):
        edits.setdefault(found.start(), Edit(*found.span(), "", "character"))
        for name, width in (("bold", 2), ("slanted", 1)):
            if found[name]:
                end = found.end(name)
                edits.setdefault(end, Edit(end, end + width, "", "character"))
    return _apart(edits.values())


def _apart(edits: Iterable[Edit]) -> list[Edit]:
    """In order, without those that begin inside the one before: a mark in what is taken off whole."""
    kept: list[Edit] = []
    for edit in sorted(edits):
        if not kept or edit.start >= kept[-1].end:
            kept.append(edit)
    return kept
