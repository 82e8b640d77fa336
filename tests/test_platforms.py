"""Windows' paths and line ends: the same names and the same items."""

from __future__ import annotations

from dataclasses import replace
from importlib.resources import files
from pathlib import PurePosixPath, PureWindowsPath

import pytest

from onrecord import pipeline
from onrecord.ingest.archives import member_name
from onrecord.ingest.sources import Source, recorded
from onrecord.records import Item, to_json

TEXTS = sorted(f.name for f in files("onrecord.examples").iterdir() if f.name.endswith((".txt", ".md", ".eml", ".html", ".xml", ".jsonl")) and f.name != "README.md")


@pytest.mark.parametrize(
    ("path", "base", "name"),
    [
        (r"C:\news\may\a.txt", r"C:\news", "may/a.txt"),
        (r"c:\NEWS\may\a.txt", r"C:\news", "may/a.txt"),
        (r"C:/news/a.txt", "C:\\", "news/a.txt"),
        (r"\\server\share\news\a.txt", r"\\server\share", "news/a.txt"),
        (r"D:\a.txt", r"C:\news", "D:/a.txt"),
        (r"news\a b.txt", "news", "a b.txt"),
    ],
)
def test_windows_paths_are_named_with_slashes(path: str, base: str, name: str) -> None:
    assert recorded(PureWindowsPath(path), PureWindowsPath(base)) == name


def test_posix_paths_keep_their_backslashes() -> None:
    assert recorded(PurePosixPath(r"/news/a\b.txt"), PurePosixPath("/news")) == r"a\b.txt"


@pytest.mark.parametrize("raw", [r"C:\news\a.txt", r"news\a.txt", "/news/a.txt", r"..\..\news\a.txt", r"C:news\a.txt"])
def test_members_packed_on_windows(raw: str) -> None:
    assert member_name(raw) == "news/a.txt"


def shapes(items: list[Item]) -> list[tuple[str, list[tuple[str, int, int, str]]]]:
    """The items without their ids, which hash the source's bytes and part those that begin at one place."""
    return sorted((i.kind, [(s.role, s.start, s.end, s.text) for s in i.evidence]) for i in items)


@pytest.mark.parametrize("name", TEXTS)
def test_windows_line_ends_change_nothing_but_places_in_the_source(name: str) -> None:
    data = files("onrecord.examples").joinpath(name).read_bytes().replace(b"\r\n", b"\n")
    if name.endswith(".jsonl"):
        data = data.split(b"\n")[0]
    ended = data.replace(b"\n", b"\r\n")
    plain, windows = (pipeline.read_source(Source(name, data=d)) for d in (data, ended))
    assert plain.error is None
    assert windows.error is None
    assert len(plain.documents) == len(windows.documents)
    for (one, items), (other, others) in zip(plain.documents, windows.documents, strict=True):
        assert other.text == one.text
        assert shapes(others) == shapes(items)
        same = replace(other, id=one.id, sha256=one.sha256, repairs=one.repairs, coverage=one.coverage, quotes=one.quotes)
        assert [q.offset for q in other.quotes] == [q.offset for q in one.quotes]
        assert to_json(same) == to_json(one)
