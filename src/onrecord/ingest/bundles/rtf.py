"""Rich Text Format: the paragraphs and the addresses of links. Rich Text Format Specification 1.9.1 (Microsoft, 2008).

    {\\rtf1\\ansi\\ansicpg1252 \\u8220\\'93Caf\\'e9\\u8221\\'94\\par next}  ->  “Café”
                                                                     (blank line)
                                                                     next

Read as what it is: groups, control words, text. Fields give the result they show; pictures, embedded objects, headers and footers,
styles and every destination marked \\* are passed over; nothing is executed, followed or unpacked. Groups are counted on a list,
never by recursion, and at most `DEEPEST` of them may be open.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from onrecord.ingest.extracted import Extracted, Refused

RTF: Final = "application/rtf"
DEEPEST = 2_000
MOST = 6_000_000  # braces, words and pieces of text: a hundred times a bundle of five hundred articles
_TOKEN = re.compile(
    r"\\([A-Za-z]{1,32})(-?\d{1,10})? ?"  # control word
    r"|\\'([0-9A-Fa-f]{2})"  # a byte
    r"|\\([^A-Za-z'])"  # control symbol
    r"|([{}])"
    r"|[\r\n\0]+"  # line ends of the file mean nothing
    r"|([^\\{}\r\n\0]+)"
    r"|\\",  # one that leads nowhere
    re.S,
)
_PASSED_OVER = frozenset(
    "fonttbl colortbl stylesheet info pict object header headerl headerr headerf footer footerl footerr footerf listtable listoverridetable"
    " revtbl rsidtbl generator xmlnstbl themedata colorschememapping latentstyles datastore filetbl mmathPr pntext pntxta pntxtb bkmkstart"
    " bkmkend annotation atnid atnauthor atrfstart atrfend tc xe nonshppict formfield datafield ftnsep ftnsepc aftnsep aftnsepc".split()
)
_SIGNS = {
    "tab": "\t", "cell": "\t", "nestcell": "\t", "line": "\n", "lbr": "\n", "softline": "\n",
    "par": "\n\n", "row": "\n\n", "nestrow": "\n\n", "sect": "\n\n", "page": "\n\n", "column": "\n\n",
    "emdash": "—", "endash": "–", "emspace": " ", "enspace": " ", "qmspace": " ", "bullet": "•", "lquote": "‘", "rquote": "’",
    "ldblquote": "“", "rdblquote": "”",
}  # fmt: skip
_SYMBOLS = {"~": "\xa0", "_": "\u2011", "\\": "\\", "{": "{", "}": "}", "\n": "\n\n", "\r": "\n\n", "\t": "\t"}  # "\-" is an optional hyphen
_CODE_PAGES = {  # \fcharset of a font (specification, "Font Table") -> codec
    0: None, 1: None, 77: "mac_roman", 128: "cp932", 129: "cp949", 130: "johab", 134: "gbk", 136: "big5", 161: "cp1253", 162: "cp1254",
    163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250",
}  # fmt: skip
_ADDRESS = re.compile(r'HYPERLINK\s+(?:\\[a-z]\s+)*"?([^"\s\\]+)', re.I)


@dataclass(frozen=True, slots=True)
class Link:
    start: int  # where what the field shows begins in the text
    address: str


@dataclass(frozen=True, slots=True)
class Rich:
    text: str  # paragraphs parted by blank lines, line breaks inside them kept, cells parted by tabs
    links: tuple[Link, ...] = ()


@dataclass(slots=True)
class _Group:
    """What a brace opens and its partner puts back."""

    seen: bool = True
    skipped: int = 1  # \ucN: how many characters of a plainer program follow each \u
    codec: str | None = None  # of the font in force; None: the document's
    table: bool = False  # in the font table
    instruction: bool = False  # in a field's instruction


def rich(data: bytes) -> Rich:
    """RTF bytes -> its text. A file that breaks off gives what stands before the break. Refused: no RTF, or nested without end."""
    if not data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{\\rtf"):
        raise Refused("no RTF, though it is called so")
    source = data.decode("latin-1")
    return _Reader().read(source)


class _Reader:
    """One pass over the tokens; the only state in this package, because RTF is a state machine."""

    def __init__(self) -> None:
        self.group, self.outer = _Group(), list[_Group]()
        self.document_codec = "cp1252"
        self.fonts: dict[int, str | None] = {}
        self.font = 0
        self.out: list[str] = []
        self.length = 0
        self.bytes = bytearray()
        self.high = 0  # the first half of a surrogate pair
        self.to_skip = 0
        self.instruction: list[str] = []
        self.links: list[Link] = []

    def read(self, source: str) -> Rich:
        at = taken_in = 0
        while match := _TOKEN.match(source, at):
            at = match.end()
            taken_in += 1
            if taken_in > MOST:
                raise Refused(f"more than {MOST:,} marks of RTF")
            word, number, byte, symbol, brace, text = match.groups()
            if word:
                at = self.word(word, int(number) if number else None, at)
            elif text:
                if self.to_skip:
                    taken = min(self.to_skip, len(text))
                    self.to_skip -= taken
                    text = text[taken:]
                self.bytes += text.encode("latin-1")
            elif byte:
                if self.to_skip:
                    self.to_skip -= 1
                else:
                    self.bytes.append(int(byte, 16))
            elif brace == "{":
                self.flush()
                self.to_skip = 0
                if len(self.outer) >= DEEPEST:
                    raise Refused(f"groups nested more than {DEEPEST:,} deep")
                self.outer.append(self.group)
                g = self.group
                self.group = _Group(g.seen, g.skipped, g.codec, g.table, g.instruction)
            elif brace:
                self.flush()
                self.to_skip = 0
                if not self.outer:
                    break  # what follows the document's last brace is not the document
                if self.group.instruction and not self.outer[-1].instruction:
                    self.linked()
                self.group = self.outer.pop()
                if not self.outer:
                    break
            elif symbol == "*":
                self.group.seen = False
            elif symbol in _SYMBOLS and symbol is not None:
                self.put(_SYMBOLS[symbol])
        self.flush()
        return Rich("".join(self.out), tuple(self.links))

    def word(self, word: str, number: int | None, at: int) -> int:
        """One control word; where to go on."""
        g = self.group
        if word == "u" and number is not None:
            self.character(number & 0xFFFF)
            self.to_skip = g.skipped
            return at
        if word == "bin" and number and number > 0:
            return at + number
        if sign := _SIGNS.get(word):
            if word == "tab" and self.instruction_open():
                return at
            self.put(sign)
        elif word == "uc":
            g.skipped = max(0, min(number or 0, 16))
        elif word == "f":
            self.flush()
            self.font = number or 0
            if not g.table:
                g.codec = self.fonts.get(self.font)
        elif word == "fcharset" and g.table:
            self.fonts[self.font] = _CODE_PAGES.get(number or 0)
        elif word == "ansicpg" and number:
            self.document_codec = _codec(number)
        elif word == "plain":
            self.flush()
            g.codec = None
        elif word in ("mac", "pc", "pca"):
            self.document_codec = {"mac": "mac_roman", "pc": "cp437", "pca": "cp850"}[word]
        elif word == "fonttbl":
            g.table, g.seen = True, False
        elif word == "fldinst":
            g.instruction, g.seen = True, False
            self.instruction = []
        elif word == "v":  # hidden text
            self.flush()
            g.seen = False if number != 0 else not (g.table or g.instruction)
        elif word in _PASSED_OVER:
            self.flush()
            g.seen = False
        return at

    def instruction_open(self) -> bool:
        return self.group.instruction

    def character(self, unit: int) -> None:
        """One UTF-16 unit of \\uN; halves of a pair are joined, a lone one is U+FFFD."""
        self.flush()
        if 0xD800 <= unit < 0xDC00:
            self.high = unit
            return
        if 0xDC00 <= unit < 0xE000:
            joined = chr(0x10000 + ((self.high - 0xD800) << 10) + unit - 0xDC00) if self.high else "\ufffd"
            self.high = 0
            self.put(joined)
            return
        self.put(chr(unit) if unit else "")

    def put(self, text: str) -> None:
        if self.bytes:
            self.flush()
        if self.high:
            self.high = 0
            self.put("\ufffd")
        if self.group.instruction:
            self.instruction.append(text)
        elif self.group.seen and text:
            self.out.append(text)
            self.length += len(text)

    def flush(self) -> None:
        """The bytes so far as characters of the font in force: several bytes may make one."""
        if self.bytes:
            raw = bytes(self.bytes)
            self.bytes.clear()
            self.put(raw.decode(self.group.codec or self.document_codec, "replace"))

    def linked(self) -> None:
        if found := _ADDRESS.search("".join(self.instruction)):
            self.links.append(Link(self.length, found[1]))
        self.instruction = []


def _codec(page: int) -> str:
    name = {65001: "utf-8", 10000: "mac_roman", 936: "gbk", 950: "big5", 949: "cp949", 932: "cp932"}.get(page, f"cp{page}")
    try:
        b"".decode(name)
    except LookupError:
        return "cp1252"
    return name


def extract(data: bytes) -> Extracted:
    """An RTF file that is one document: its paragraphs; title and date are read from the text."""
    text = rich(data).text
    paragraphs = ["\n".join(" ".join(line.split()) for line in p.split("\n")) for p in re.split(r"\n[ \t\r]*\n\s*", text)]
    return Extracted("\n\n".join(p.strip() for p in paragraphs if p.strip()), RTF)
