"""Bytes to characters, one for one: no newline is translated, a byte order mark stays as the character it is."""

from __future__ import annotations

import codecs

BOMS = (  # the longer first: a UTF-32 mark begins like a UTF-16 one
    (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
)  # fmt: skip
DAMAGED_SHARE = 0.2  # invalid sequences among non-ASCII characters, up to which a text is damaged UTF-8 rather than windows-1252


def decoded(data: bytes, declared: str | None = None) -> str:
    """The characters of a text file: byte order mark, else UTF-16 by its NULs, else the declared charset, UTF-8, windows-1252.

    Never fails: what cannot be decoded becomes U+FFFD, where a reader sees it.
    """
    for mark, encoding in BOMS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    if unmarked := _utf16(data):
        return data.decode(unmarked, errors="replace")
    for name in (declared, "utf-8"):
        try:
            if name and codecs.lookup(name).name not in ("iso8859-1", "ascii"):  # the web's latin-1 is windows-1252 (WHATWG)
                return data.decode(name)
        except (LookupError, UnicodeDecodeError, ValueError):
            continue
    utf8 = data.decode("utf-8", errors="replace")
    invalid = utf8.count("\ufffd")
    if invalid <= DAMAGED_SHARE * sum(c > "\x7f" for c in utf8):
        return utf8
    return data.decode("cp1252", errors="replace")


def _utf16(data: bytes) -> str | None:
    """UTF-16 without its mark: Latin text has a NUL in nearly every second byte."""
    head = data[:400]
    if len(head) < 8:
        return None
    even, odd = head[0::2].count(0) / len(head) * 2, head[1::2].count(0) / len(head) * 2
    if odd > 0.7 and even < 0.1:
        return "utf-16-le"
    return "utf-16-be" if even > 0.7 and odd < 0.1 else None
