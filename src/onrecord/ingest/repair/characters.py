"""Repairs of single characters: mojibake, control characters, line ends, blanks, ligatures, decomposed accents.

Quotation marks are never straightened, and a lossy character ("Rados?aw", U+FFFD) stays: what stood there is not known.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache

import ftfy
import ftfy.bad_codecs
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
WORD = re.compile(r"[^ \n]+")
LOST_MARK = re.compile(r"â€(?:[\x9d\ufffd?]|(?=[\s.,;:!)\]]|$))")
C1 = re.compile("[\x80-\x9f]")
# The bytes of one character beyond ASCII, misread. Every damaged line has such a place; few sound lines have.
CONTINUED = "[\x80-\xbfŒœŠšŸŽžƒˆ˜–—‘’‚“”„†‡•…‰‹›€™]"
LEAD = re.compile(
    "[\x80-\x9f\xc2-\xf4‚](?:(?<=[\x80-\x9f])"
    f"|(?<=[\xc2-\xdf]){CONTINUED}|(?<=[\xe0-\xef]){CONTINUED}{{2}}|(?<=[\xf0-\xf4]){CONTINUED}{{3}}|(?<=‚)Ä|(?<=Ã) )"
)
PUNCTUATION = "“”‘’–—…•™€"

BLANKS = " \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
CONTROLS = "\x00-\x08\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb"
SOFT = "\u00ad"
LINE_EDGES = "\n\f\r\x0b\u2028\u2029"
CHARACTERS = re.compile(
    rf"(?P<line>\r\n?|\u2028|\x0b)|(?P<paragraph>\u2029)|(?P<run>[{BLANKS}{CONTROLS}{SOFT}]{{2,}}|[{BLANKS[1:]}{CONTROLS}{SOFT}])"
    r"|(?P<ligature>[\ufb00-\ufb06])|(?P<accent>[^\W\d_][\u0300-\u036f]+)"
)
# Finds the places fast: it starts with one set of characters, and passes over single spaces.
CANDIDATE = re.compile(
    rf"[ {BLANKS[1:]}{CONTROLS}{SOFT}\r\x0b\u2028\u2029\ufb00-\ufb06\u0300-\u036f](?:(?<! )|(?=[{BLANKS}{CONTROLS}{SOFT}]))"
)
CONTROL_RUN, REMOVED = re.compile(f"[{CONTROLS}]+"), re.compile(f"[{CONTROLS}{SOFT}]+")


def lost_mark_edits(text: str) -> list[Edit]:
    """A closing mark that lost its last byte on the way: "â€ ", "â€?" and "â€\\ufffd" can only have been ”."""
    if "â€" not in text:
        return []
    return [Edit(*m.span(), "”", "mojibake" if m[0].endswith("\x9d") else "quote") for m in LOST_MARK.finditer(text)]


def mojibake_edits(text: str) -> list[Edit]:
    """UTF-8 read as Latin-1 or Windows-1252: "Ã©" → "é", "â€œ" → "“". One edit for each damaged character."""
    if text.isascii():
        return []
    edits: list[Edit] = []
    for piece in PIECE.finditer(text):
        line = piece[0]
        if LEAD.search(line) and (is_bad(line) or C1.search(line)):
            fixed = ftfy.fix_encoding(line, FTFY)
            if fixed != line:
                found = damage(line, fixed, piece.start())
                if not found:  # one undecidable place must not keep the rest of the line from repair
                    for word in WORD.finditer(line):
                        found += damage(word[0], ftfy.fix_encoding(word[0], FTFY), piece.start() + word.start())
                edits += found
    return edits


def damage(before: str, after: str, offset: int) -> list[Edit]:
    """The edits from `before` to `after`, as long as each is one character's own bytes misread; else none: better no repair than a guess."""
    edits: list[Edit] = []
    at = 0
    for char in after:
        if before.startswith(char, at) and not any(before.startswith(form, at) for form in _misread(char) if form[0] == char):
            at += 1
            continue
        form = next((form for form in _misread(char) if before.startswith(form, at)), None)
        if form is None:
            return []
        edits.append(Edit(offset + at, offset + at + len(form), char, "mojibake"))
        at += len(form)
    return edits if at == len(before) else []


@lru_cache(maxsize=4096)
def _misread(char: str) -> tuple[str, ...]:
    """What a character looks like when its UTF-8 was read as another encoding, once or several times; longest first."""
    if char.isascii():
        return ()
    forms: list[str] = []
    codecs = ["sloppy-windows-1252", "latin-1", *(["macroman"] if char in PUNCTUATION else [])]
    for codec in codecs:
        form = char
        for _ in range(3):
            try:
                form = form.encode("utf-8").decode(codec)
            except UnicodeError:
                break
            forms += [form, form.replace("\u00a0", " ")]
    with suppress(UnicodeError):
        forms.append(char.encode("windows-1252").decode("latin-1"))  # C1 controls: \x93 for “
    return tuple(sorted({form for form in forms if form != char}, key=lambda form: (-len(form), form)))


def _special(text: str) -> Iterator[re.Match[str]]:
    at = 0
    while found := CANDIDATE.search(text, at):
        start = found.start() - ("\u0300" <= found[0] <= "\u036f" and found.start() > at)
        match = CHARACTERS.match(text, start)
        at = match.end() if match else found.end()
        if match:
            yield match


def character_edits(text: str) -> list[Edit]:
    """Control characters out, line ends to "\\n", blanks inside lines to one space, ligatures and accents composed."""
    edits: list[Edit] = []
    for match in _special(text):
        start, end = match.span()
        kind: RepairKind = "character"
        after = ""
        if match["line"]:
            after = "\n"
        elif match["paragraph"]:
            after = "\n\n"
        elif match["run"]:
            if start == 0 or text[start - 1] in LINE_EDGES or end == len(text) or text[end] in LINE_EDGES:
                # The blanks stay: indentation says where paragraphs begin; so does a soft hyphen. The next stage takes them.
                edits += [Edit(start + m.start(), start + m.end(), "", kind) for m in CONTROL_RUN.finditer(match[0])]
                continue
            after = "" if REMOVED.fullmatch(match[0]) else " "
            if after == match[0]:
                continue
            kind = "hyphen" if SOFT in match[0] else "character"
        else:
            after = unicodedata.normalize("NFKC" if match["ligature"] else "NFC", match[0])
            if after == match[0]:
                continue
        edits.append(Edit(start, end, after, kind))
    return edits
