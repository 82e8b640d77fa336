"""Changed rules are another reader."""

import shutil
import subprocess
import sys
from pathlib import Path

import onrecord
from onrecord.fingerprint import reader_version

PACKAGE = Path(onrecord.__file__).parent
ASK = "from onrecord.fingerprint import reader_version; print(reader_version())"


def asked(folder: Path) -> str:
    return subprocess.run([sys.executable, "-c", ASK], cwd=folder, capture_output=True, text=True, check=True, env={"PYTHONPATH": str(folder)}).stdout.strip()


def test_rules_data_and_nothing_else_make_the_version(tmp_path: Path) -> None:
    copy = tmp_path / "onrecord"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    assert asked(tmp_path) == reader_version()
    assert reader_version().startswith(onrecord.__version__ + "+")
    (copy / "report" / "note.txt").write_text("not a rule")
    (copy / "reader" / "weights" / "similar.onnx").write_bytes(b"another search")
    table = copy / "extract" / "cues.tsv"
    table.write_bytes(table.read_bytes().replace(b"\n", b"\r\n"))
    assert asked(tmp_path) == reader_version()
    table.write_text(table.read_text(encoding="utf-8") + "# changed\n", encoding="utf-8")
    assert asked(tmp_path) != reader_version()
