"""Full disk, read-only folder, two writers, a clock set back, a power cut: one clear line, nothing lost, `verify` clean."""

import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from synthetic import article

from onrecord.errors import RecordError
from onrecord.store import Record, writing

HERE = Path(__file__).parent
WRITER = """
import sys
sys.path.insert(0, {here!r})
from synthetic import article
from onrecord.store import Record
with Record.open({path!r}, create=True) as record:
    run = record.begin_run("1", "k", {{}})
    for number in range({count}):
        record.add([article(number)], run)
        print(number, flush=True)
"""


def writer(path: Path, count: int, **options: Any) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITER.format(here=str(HERE), path=str(path), count=count)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options)


def sound(path: Path, least: int) -> None:
    """Everything that was said to be in is in, whole; and it can be gone on with."""
    with Record.open(path) as record:
        assert list(record.verify()) == []
        documents = list(record.documents())
        assert len(documents) >= least
        for document in documents:
            assert len(list(record.items(doc=document.id))) == 5
        record.add([article(n) for n in range(least + 3)], record.begin_run("1", "k", {}))
        assert record.status().documents >= least + 3
        assert list(record.verify()) == []


@pytest.mark.parametrize("room", [450_000, 600_000, 900_000])
def test_a_limit_on_file_sizes(file: Path, room: int) -> None:
    with writer(file, 200, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))) as process:
        out, err = process.communicate()
    done = len(out.splitlines())
    assert 0 < done < 200
    last = err.strip().splitlines()[-1]
    assert "RecordError" in last
    assert "could not be written" in last or "disk is full" in last
    assert "nothing was half written" in last.lower()
    sound(file, done)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = os.geteuid() == 0 and subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)], check=False, capture_output=True).returncode == 0
    if not mounted:
        pytest.skip("a small disk can be mounted by root only")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk(small_disk: Path, tmp_path: Path) -> None:
    path = small_disk / "crisis.onrecord"
    with writer(path, 500) as process:
        out, err = process.communicate()
    done = len(out.splitlines())
    assert 0 < done < 500
    assert "the disk is full" in err or "could not be written" in err
    with Record.open(path, readonly=True) as record:
        assert record.status().documents >= done
        assert list(record.lines(doc=article(0)[0].id))
    for name in small_disk.iterdir():
        shutil.copy(name, tmp_path)
    sound(tmp_path / path.name, done)


def test_a_folder_that_may_not_be_written_to() -> None:
    """As a user who may not, even where the tests are run by root."""
    folder = Path(tempfile.mkdtemp(prefix="onrecord-"))
    path = folder / "crisis.onrecord"
    with Record.create(path) as record:
        record.add([article(1)], record.begin_run("1", "k"))
    child = os.fork()
    if child == 0:  # only this process gives up its rights
        status = 1
        try:
            folder.chmod(0o555)
            path.chmod(0o444)
            if os.geteuid() == 0:
                os.setgroups([])
                os.setgid(65534)
                os.setuid(65534)
            with Record.open(path, readonly=True) as record:
                assert len(list(record.documents())) == 1
                assert list(record.verify()) == []
            for target in (path, folder / "new.onrecord"):
                with pytest.raises(RecordError, match=r"read-only|may you write") as told, Record.open(target, create=True) as record:
                    record.begin_run("1", "k")
                assert str(target) in str(told.value)
            status = 0
        except BaseException as error:
            os.write(2, f"{type(error).__name__}: {error}\n".encode())
        finally:
            os._exit(status)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    folder.chmod(0o755)
    path.chmod(0o644)
    sound(path, 1)
    shutil.rmtree(folder)


def test_two_writers_take_turns_document_by_document(place: Any) -> None:
    path = place("two")
    Record.create(path).close()
    one, two = writer(path, 12), writer(path, 12)
    for process in (one, two):
        with process:
            out, err = process.communicate()
            assert (process.returncode, len(out.splitlines()), err) == (0, 12, "")
    with Record.open(path) as record:
        assert record.status().documents == 12
        assert list(record.verify()) == []


def test_a_writer_that_does_not_get_its_turn_is_told(place: Any) -> None:
    path = place("two")
    with Record.create(path) as first, Record.open(path, timeout=0.1) as second:
        run = second.begin_run("1", "k")
        first.connection.begin()
        with pytest.raises(RecordError, match="another program is writing to this record; try again"):
            second.add([article(1)], run)
        first.connection.execute("ROLLBACK")
        second.add([article(1)], run)
        assert second.status().documents == 1


def test_a_clock_set_back(record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    first = record.begin_run("1", "k", {"day": 1})
    record.add([article(n) for n in range(3)], first)
    record.finish_run(first)
    event = next(record.items("event", article(1)[0].id))
    record.correct("edit", event.id, {"fields": {"confidence": 0.1}})
    monkeypatch.setattr(writing, "now", lambda: writing.stamp(datetime(2001, 1, 1, tzinfo=UTC)))
    second = record.begin_run("1", "k", {"day": 2})
    record.add([article(n) for n in range(3, 5)], second)
    record.correct("edit", event.id, {"fields": {"confidence": 0.2}})
    record.finish_run(second)
    assert next(record.items("event", article(1)[0].id)).confidence == 0.2  # what was said last holds
    runs = record.runs()
    stamps = [stamp for run in runs for stamp in (run.started, run.finished)]
    assert stamps == sorted(stamps, key=str)
    entries = [entry.at for entry in record.journal()]
    assert entries == sorted(set(entries))
    assert list(record.diff(first, second))
    assert list(record.verify()) == []


# -- power cut ------------------------------------------------------------------------------------------------------


def test_every_commit_is_on_the_disk_when_it_returns(sqlite: Record) -> None:
    assert sqlite.connection.execute("PRAGMA synchronous").fetchone()[0] == 2  # FULL
    assert sqlite.connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal"


@pytest.mark.parametrize("seed", range(3))
def test_a_log_of_which_the_end_never_reached_the_disk(file: Path, tmp_path: Path, seed: int) -> None:
    """kill -9 while writing, then the log cut off, or its last pages zeros or noise: whole documents, none damaged."""
    chance = random.Random(seed)
    with writer(file, 400) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if int(line) >= 20 + seed * 7:
                process.send_signal(signal.SIGKILL)
                break
        process.communicate()
    log = file.with_name(file.name + "-wal")
    whole = log.read_bytes()
    assert len(whole) > 100_000
    with Record.open(shutil.copy(file, tmp_path / "read")) as record:  # without the log: what was checkpointed
        assert list(record.verify()) == []
    counts = []
    for number in range(8):
        at = chance.randrange(32, len(whole))
        end = (b"", bytes(len(whole) - at), chance.randbytes(len(whole) - at))[number % 3]
        copy = Path(shutil.copy(file, tmp_path / f"cut{number}"))
        copy.with_name(copy.name + "-wal").write_bytes(whole[:at] + end)
        with Record.open(copy) as record:
            assert list(record.verify()) == []
            documents = {int(d.source[5:10]) for d in record.documents()}
            assert documents == set(range(len(documents)))  # in the order they came, up to somewhere
            counts.append((at, len(documents)))
    assert [count for _, count in sorted(counts)] == sorted(count for _, count in counts)
    sound(file, 20 + seed * 7)
