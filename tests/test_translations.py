"""A user's translation beside an original, end to end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from onrecord.cli import run
from onrecord.ingest import documents, sources
from onrecord.store import Record

PAIR = json.loads((Path(__file__).parent / "cases" / "translations" / "pairs.jsonl").read_text("utf-8").splitlines()[0])
HEAD = ("Verhandlungen im Hafen enden ohne Ergebnis", "Talks in the port end without a result")


def files(folder: Path, original: str, english: str) -> tuple[Path, Path]:
    folder.mkdir(exist_ok=True)
    a, b = folder / original, folder / english
    a.write_text("\n\n".join([HEAD[0], "Port Ilse, 28.05.2024", *PAIR["original"]]) + "\n", "utf-8")
    b.write_text("\n\n".join([HEAD[1], *PAIR["english"]]) + "\n", "utf-8")
    return a, b


def check(record: str, original: str, english: str) -> None:
    with Record.open(record, readonly=True) as r:
        ours, theirs = r.document(english), r.document(original)
        assert (ours.translated, ours.translation_of, ours.language, ours.unread) == (True, theirs.id, "en", None)
        assert (theirs.translated, theirs.translation_of, theirs.language, theirs.unread) == (False, None, "de", "language: de")
        assert ours.published == "2024-05-28"
        assert ours.published_evidence is not None
        assert ours.published_evidence.text.startswith(f"{theirs.source}: ")
        assert len(list(r.items(doc=ours.id))) > 0
        assert r.status().languages == {"de": {"documents": 1, "read": 0, "unread": 1, "translated": 1}, "en": {"documents": 1, "read": 1, "unread": 0, "translated": 0}}
        assert list(r.verify()) == []


def test_by_option(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    a, b = files(tmp_path / "in", "rede.txt", "speech.txt")
    record = str(tmp_path / "crisis.onrecord")
    assert run(["read", str(a), "--translation", str(b), "-o", record, "-q"]) == 0
    check(record, "rede.txt", "speech.txt")
    capsys.readouterr()
    assert run(["read", str(a), "--translation", str(b), "-o", record, "-q"]) == 0
    assert "2 unchanged" in capsys.readouterr().err
    with Record.open(record, readonly=True) as r:
        item = next(i for i in r.items(kind="figure") if i.value.low == 41)
    capsys.readouterr()
    assert run(["show", record, item.id]) == 0
    assert "translated; the original (de, rede.txt)" in (out := capsys.readouterr().out)
    assert PAIR["original"][2] in out
    assert PAIR["original"][1] not in out
    assert run(["show", record, item.id, "--format", "json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["translated"] is True
    assert said["original"]["text"] == PAIR["original"][2]
    assert run(["status", record]) == 0
    assert "language: de, 1 of them read in translation" in capsys.readouterr().out
    assert run(["briefing", record]) == 0
    assert "de 1" in capsys.readouterr().out


def test_by_index(tmp_path: Path) -> None:
    a, b = files(tmp_path / "in", "rede.txt", "speech.txt")
    index = tmp_path / "in" / "index.csv"
    index.write_text(f"path,translation_of\n{b.name},{a.name}\n", "utf-8")
    record = str(tmp_path / "crisis.onrecord")
    assert run(["read", str(tmp_path / "in"), "--index", str(index), "-o", record, "-q"]) == 0
    check(record, "in/rede.txt", "in/speech.txt")


@pytest.mark.parametrize(("original", "english"), [("rede.de.txt", "rede.en.txt"), ("rede.txt", "rede.translation.txt"), ("rede.txt", "rede.en.txt")])
@pytest.mark.parametrize("whole", [True, False])
def test_by_name(tmp_path: Path, original: str, english: str, whole: bool) -> None:
    files(tmp_path / "in", original, english)
    record = str(tmp_path / "crisis.onrecord")
    assert run(["read", str(tmp_path / "in" if whole else tmp_path / "in" / english), "-o", record, "-q"]) == 0
    check(record, original, english)


def test_a_translation_given_later_is_read_as_one(tmp_path: Path) -> None:
    a, b = files(tmp_path / "in", "rede.txt", "speech.txt")
    record = str(tmp_path / "crisis.onrecord")
    assert run(["read", str(a), str(b), "-o", record, "-q"]) == 0
    with Record.open(record, readonly=True) as r:
        assert not r.document("speech.txt").translated
    assert run(["read", str(a), "--translation", str(b), "-o", record, "-q"]) == 0
    check(record, "rede.txt", "speech.txt")


def test_what_is_no_translation(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    a, b = files(tmp_path / "in", "note.txt", "note.en.txt")
    a.write_bytes(b.read_bytes())
    assert [d.translated for s in sources([str(tmp_path / "in")]) for d in documents(s)] == [False, False]
    assert run(["read", str(a), str(b), "--translation", str(b), "-q"]) == 2
    assert "1 translation of 2 paths" in capsys.readouterr().err
    assert run(["read", str(tmp_path / "missing.txt"), "--translation", str(b), "-q"]) == 1


def test_jsonl_tells_of_translations(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    a, b = files(tmp_path / "in", "rede.txt", "speech.txt")
    assert run(["read", str(a), "--translation", str(b), "-q"]) == 0
    found = {x["source"]: x for line in capsys.readouterr().out.splitlines() if (x := json.loads(line))["kind"] == "document"}
    assert found["speech.txt"]["translation_of"] == found["rede.txt"]["id"]
    assert "translation_of" not in found["rede.txt"]
