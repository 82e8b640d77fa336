"""Repairs of single characters: mojibake, control characters, line ends, blanks, ligatures, decomposed accents.

Quotation marks are never straightened, and a lossy character ("Rados?aw", U+FFFD) stays: what stood there is not known.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

import ftfy
from ftfy.badness import is_bad

from onrecord.ingest.repair.edits import Edit
from onrecord.records import RepairKind

# Only the decoding mistakes: everything that changes what a writer may have meant is off.
FTFY = ftfy.TextFixerConfig(
    unescape_html=False, remove_terminal_escapes=False, fix_latin_ligatures=False, fix_character_width=False,
    uncurl_quotes=False, fix_line_breaks=False, fix_surrogates=False, remove_control_chars=False, normalization=None,
    replace_lossy_sequences=False, explain=False,
)  # fmt: skip
PIECE = re.compile(r"[^\n]{1,2000}(?:[^\n\s]{0,500})\n?|\n")  # ftfy's cost grows with the line; so lines are cut at blanks
NOT_ASCII = re.compile(r"[^\x00-\x7f]+")

BLANKS = " \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
CHARACTERS = re.compile(
    rf"(?P<line>\r\n?|\u2028|\x0b)|(?P<paragraph>\u2029)|(?P<blanks>[{BLANKS}]{{2,}}|[{BLANKS[1:]}])"
    r"|(?P<soft>\u00ad+)(?P<at_end>[ \t]*\n)?"
    r"|(?P<control>[\x00-\x08\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]+)"
    r"|(?P<ligature>[\ufb00-\ufb06])|(?P<accent>[^\W\d_][\u0300-\u036f]+)"
)


def mojibake_edits(text: str) -> list[Edit]:
    """UTF-8 read as Latin-1 or Windows-1252: "Ã©" → "é", "â€œ" → "“". Each run of damaged characters is one edit."""
    if text.isascii():
        return []
    edits: list[Edit] = []
    for piece in PIECE.finditer(text):
        line = piece[0]
        if not line.isascii() and (is_bad(line) or re.search("[\x80-\x9f]", line)):
            fixed = ftfy.fix_encoding(line, FTFY)
            if fixed != line:
                edits += differences(line, fixed, piece.start(), "mojibake")
    return edits


def differences(before: str, after: str, offset: int, kind: RepairKind) -> Iterator[Edit]:
    """Edits that turn `before` into `after`, aligned on the ASCII stretches, which decoding leaves alone."""
    a, b = [(m.start(), m.end()) for m in NOT_ASCII.finditer(before)], [(m.start(), m.end()) for m in NOT_ASCII.finditer(after)]
    if NOT_ASCII.sub("\0", before) != NOT_ASCII.sub("\0", after):
        low = 0
        while low < min(len(before), len(after)) and before[low] == after[low]:
            low += 1
        high = 0
        while high < min(len(before), len(after)) - low and before[-1 - high] == after[-1 - high]:
            high += 1
        yield Edit(offset + low, offset + len(before) - high, after[low : len(after) - high], kind)
        return
    for (s, e), (t, f) in zip(a, b, strict=True):
        if before[s:e] != after[t:f]:
            yield Edit(offset + s, offset + e, after[t:f], kind)


def character_edits(text: str) -> list[Edit]:
    """Control characters out, line ends to "\\n", blanks inside lines to one space, ligatures and accents composed."""
    edits: list[Edit] = []
    for match in CHARACTERS.finditer(text):
        start, end = match.span()
        kind: RepairKind = "character"
        after = ""
        if match["line"]:
            after = "\n"
        elif match["paragraph"]:
            after = "\n\n"
        elif match["blanks"]:
            if start == 0 or text[start - 1] in "\n\f\r" or end == len(text) or text[end] in "\n\f\r":
                continue  # indentation says where paragraphs begin; the next stage takes it
            after = " "
        elif match["soft"]:
            kind = "hyphen"
        elif match["ligature"] or match["accent"]:
            after = unicodedata.normalize("NFKC" if match["ligature"] else "NFC", match[0])
            if after == match[0]:
                continue
        edits.append(Edit(start, end, after, kind))
    return edits
