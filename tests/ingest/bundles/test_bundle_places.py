"""mbox, Zotero, WARC: what is followed, what is not, and what the user is told."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from bench.make_bundles import make
from bench.make_bundles.warc import record
from click.testing import CliRunner

from onrecord.cli import group
from onrecord.errors import Unreadable
from onrecord.ingest import Source, documents, sources
from onrecord.ingest.bundles import mbox, zotero

TEXT = "The delegations met in the morning and parted without naming a day, officials said.\n"


def reasons(found: list[Source]) -> list[str]:
    return [s.failure for s in found if s.failure]


# -- Zotero ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "written", ["../../secret.txt", "/etc/passwd", "file:///etc/passwd", "files/../../secret.txt", "link/secret.txt", "C:\\secret.txt", "a\0b", "..\\..\\secret.txt"]
)
def test_attachments_outside_the_folder_are_not_followed(tmp_path: Path, written: str) -> None:
    inside, outside = tmp_path / "export", tmp_path / "outside"
    inside.mkdir()
    outside.mkdir()
    (tmp_path / "secret.txt").write_text("secret")
    (outside / "secret.txt").write_text("secret")
    os.symlink(outside, inside / "link")
    path, why = zotero.inside(written, str(inside))
    assert path is None
    assert why is not None


def test_attachments_inside_are_followed_by_any_way_of_writing_them(tmp_path: Path) -> None:
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "a b.txt").write_text(TEXT)
    for written in ("files/a b.txt", "files\\a b.txt", f"file://{tmp_path}/files/a%20b.txt", str(tmp_path / "files" / "a b.txt"), "./files/../files/a b.txt"):
        assert zotero.inside(written, str(tmp_path)) == (str((tmp_path / "files" / "a b.txt").resolve()), None)


def test_a_folder_with_its_bibliography_is_read_once_with_its_facts(tmp_path: Path) -> None:
    made = make(tmp_path / "library", "zotero-ris", 1, 4)
    found = [d for s in sources([str(tmp_path / "library")]) for d in documents(s)]
    assert sorted(d.source for d in found) == sorted(f"library/{e['source']}" for e in made.documents)
    assert {d.outlet for d in found} == {e["outlet"] for e in made.documents}
    assert all(d.outlet_evidence is not None and d.outlet_evidence.basis == "index" for d in found)


def test_the_user_goes_before_the_bibliography(tmp_path: Path) -> None:
    make(tmp_path, "zotero-ris", 1, 2)
    found = [d for s in sources([str(tmp_path / "1.ris")], published="2020-02-02") for d in documents(s)]
    assert {d.published for d in found} == {"2020-02-02"}


def test_a_table_of_articles_is_still_a_table(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps([{"type": "article", "title": "Talks end in Arden", "issued": "2024", "text": TEXT}]))
    (source,) = sources([str(tmp_path / "a.json")])
    assert source.table is not None


# -- mbox -----------------------------------------------------------------------------------------------------------


def test_prose_that_begins_with_from_parts_no_message(tmp_path: Path) -> None:
    letter = "From a@example.org Tue May 28 10:00:00 2024\nFrom: A. Writer <a@example.org>\nSubject: One\nDate: Tue, 28 May 2024 10:00:00 +0200\n\n" + TEXT
    letter += "\nFrom the hall one could see the river.\nNote: it was high.\n\nFrom 10:00 on 28 May 2024 they waited.\nNobody came.\n\n"
    (tmp_path / "two.mbox").write_text(letter + letter.replace("One", "Two"))
    found = [d for s in sources([str(tmp_path / "two.mbox")]) for d in documents(s)]
    assert [d.title for d in found] == ["One", "Two"]
    assert "From the hall one could see the river." in found[0].text


def test_attachments_of_messages_are_sources_of_their_own(tmp_path: Path) -> None:
    from email.message import EmailMessage

    mail = EmailMessage()
    mail["From"], mail["Subject"] = "a@example.org", "With a note"
    mail.set_content(TEXT)
    mail.add_attachment(TEXT.encode(), maintype="text", subtype="plain", filename="../note.txt")
    (tmp_path / "a.mbox").write_bytes(b"From a@example.org Tue May 28 10:00:00 2024\n" + mail.as_bytes() + b"\n")
    assert [s.name for s in sources([str(tmp_path / "a.mbox")])] == ["a.mbox#1", "a.mbox#1/note.txt"]


def test_places_are_those_of_the_file(tmp_path: Path) -> None:
    make(tmp_path, "mbox", 7, 5)
    data = (tmp_path / "7.mbox").read_bytes()
    with open(tmp_path / "7.mbox", "rb") as file:
        found = list(mbox.messages(file))
    assert [m.offset for m in found[1:]] == [m.offset + m.length for m in found[:-1]]
    assert found[-1].offset + found[-1].length == len(data)


# -- WARC -----------------------------------------------------------------------------------------------------------


def answer(page: bytes, more: str = "") -> bytes:
    return f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n{more}\r\n".encode() + page


def test_hostile_answers_are_named(tmp_path: Path) -> None:
    import zlib

    pytest.importorskip("fastwarc")
    bomb = zlib.compress(b"\0" * (80 << 20), 9)
    target = {"WARC-Target-URI": "https://example.org/a", "WARC-Date": "2024-06-01T00:00:00Z", "Content-Type": "application/http; msgtype=response"}
    records = [
        record("response", target, answer(bomb, "Content-Encoding: deflate\r\n"), True, 1),
        record("response", target | {"WARC-Target-URI": "https://example.org/b"}, answer(b"\x1f\x8bnonsense", "Content-Encoding: gzip\r\n"), True, 2),
        record("response", target | {"WARC-Target-URI": "https://example.org/c"}, answer(b"zz\r\nno chunk", "Transfer-Encoding: chunked\r\n"), True, 3),
    ]
    (tmp_path / "a.warc.gz").write_bytes(b"".join(records))
    found = list(sources([str(tmp_path / "a.warc.gz")]))
    said = []
    for source in found:
        try:
            said += [d.text for d in documents(source)]
        except Unreadable as error:
            said.append(str(error))
    assert "larger than 64 MiB" in said[0]
    assert "damaged gzip" in said[1]
    assert len(said) == 3


def test_garbage_after_good_records_is_told(tmp_path: Path) -> None:
    pytest.importorskip("fastwarc")
    make(tmp_path, "warc", 0, 3)
    data = (tmp_path / "0.warc.gz").read_bytes()
    (tmp_path / "b.warc.gz").write_bytes(data[:-40] + b"\x1f\x8b\x08\x00" + b"\xff" * 300)
    found = list(sources([str(tmp_path / "b.warc.gz")]))
    assert [s.name for s in found if not s.failure] == [f"https://news.example.org/0/{n}" for n in (1, 2, 3)]


# -- what the user is told ------------------------------------------------------------------------------------------


def test_a_short_bundle_is_told_and_listed_until_a_whole_one_comes(tmp_path: Path) -> None:
    run = CliRunner()
    place = str(tmp_path / "x.onrecord")
    short = make(tmp_path, "lexisnexis-txt", 8, 4)
    (tmp_path / "8.txt").rename(tmp_path / "export.txt")
    first = run.invoke(group, ["read", str(tmp_path / "export.txt"), "-o", place], standalone_mode=False)
    assert first.return_value == 1
    assert "export.txt: LexisNexis, 4 documents declared, 3 found" in first.output
    assert "export.txt: declares 4 documents and holds 3 (3 missing)" in first.output
    assert "declares 4 documents and holds 3 (3 missing)" in run.invoke(group, ["status", place]).output
    assert len(short.documents) == 3
    make(tmp_path, "lexisnexis-txt", 4, 4)
    (tmp_path / "4.txt").rename(tmp_path / "export.txt")
    assert run.invoke(group, ["read", str(tmp_path / "export.txt"), "-o", place], standalone_mode=False).return_value == 0
    assert "declares" not in run.invoke(group, ["status", place]).output
    assert "sound" in run.invoke(group, ["verify", place]).output


def test_reading_again_finds_everything_unchanged(tmp_path: Path) -> None:
    run = CliRunner()
    place = str(tmp_path / "x.onrecord")
    for kind in ("nexis-docx", "factiva-rtf", "mbox", "warc", "lexisnexis-txt"):
        make(tmp_path / "in", kind, 0, 2)
    first = run.invoke(group, ["read", str(tmp_path / "in"), "-o", place], standalone_mode=False)
    again = run.invoke(group, ["read", str(tmp_path / "in"), "-o", place], standalone_mode=False)
    assert (first.return_value, again.return_value) == (0, 0)
    assert "0 documents read, 7 unchanged" in again.output
