from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.ingest.encoding import decoded

TEXT = "“Ça va”, said Radosław — 5 €"


@pytest.mark.parametrize(
    ("data", "declared", "text"),
    [
        (TEXT.encode(), None, TEXT),
        (codecs.BOM_UTF8 + TEXT.encode(), None, "\ufeff" + TEXT),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), None, "\ufeff" + TEXT),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), None, "\ufeff" + TEXT),
        (TEXT.encode("utf-16-le"), None, TEXT),
        (b"a\r\nb\rc\n", None, "a\r\nb\rc\n"),
        ("“Ça va”".encode("cp1252"), None, "“Ça va”"),
        ("“Ça va”".encode("cp1252"), "iso-8859-1", "“Ça va”"),
        ("Radosław".encode("iso8859-2"), "iso-8859-2", "Radosław"),
        ("Радио".encode("koi8-r"), "koi8-r", "Радио"),
        ("Ça va".encode("cp1252"), "no-such-charset", "Ça va"),
        (("é" * 30).encode() + b"\xff", None, "é" * 30 + "\ufffd"),
        (b"a\0b", None, "a\0b"),
        (b"", None, ""),
    ],
)
def test_decoded(data: bytes, declared: str | None, text: str) -> None:
    assert decoded(data, declared) == text


@given(st.binary(max_size=300), st.sampled_from([None, "utf-8", "utf-16", "hex", "idna", "\0"]))
def test_never_fails(data: bytes, declared: str | None) -> None:
    assert isinstance(decoded(data, declared), str)


@given(st.text(max_size=200).filter(lambda t: not t.startswith("\ufeff")))
def test_utf8_is_read_as_written(text: str) -> None:
    data = text.encode("utf-8", "ignore")
    if b"\0" not in data:
        assert decoded(data) == data.decode()
