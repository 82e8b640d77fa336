from pathlib import Path

from onrecord.export import jsonl
from onrecord.store import Record


def test_the_identity(record: Record, tmp_path: Path) -> None:
    text = "".join(line + "\n" for line in jsonl(record))
    (tmp_path / "out.jsonl").write_text(text, encoding="utf-8")
    with Record.create(tmp_path / "second") as second, (tmp_path / "out.jsonl").open(encoding="utf-8", newline="\n") as lines:
        second.import_jsonl(lines)
        assert "".join(line + "\n" for line in jsonl(second)) == text


def test_one_document(record: Record) -> None:
    assert len(list(jsonl(record, doc="00002.txt"))) == 9
