"""Workers: results in order, whatever a task does to its process; a task that hangs, dies or eats memory is the only one lost."""

from __future__ import annotations

import os
import pickle
import sys
import time

import pytest

from onrecord import workers
from onrecord.workers import Limits, results
from tests.factory import world


def work(task: str) -> str:
    """What a task does stands in its name."""
    match task.partition(" ")[0]:
        case "hang":
            time.sleep(600)
        case "die":
            os._exit(7)
        case "eat":
            try:
                return str(len(bytearray(8 << 30)))
            except MemoryError:
                return "too much"
        case "slow":
            time.sleep(0.2)
        case "large":
            return "x" * 3_000_000
    return f"done {task}"


def lost(task: str, reason: str) -> str:
    return f"lost {task}: {reason}"


def test_results_come_in_order() -> None:
    tasks = ["slow 0", *(f"quick {i}" for i in range(60)), "slow 61", "large"]
    made = list(results(tasks, work, lost, 2, Limits(60), light=lambda _: True))
    assert made == [work(task) for task in tasks]


def test_a_slow_consumer_loses_nothing() -> None:
    seen = []
    for answer in results([f"quick {i}" for i in range(40)], work, lost, 1, Limits(60)):
        time.sleep(0.02)
        seen.append(answer)
    assert seen == [f"done quick {i}" for i in range(40)]


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_hangs_or_dies_is_lost_alone(jobs: int) -> None:
    tasks = ["a", "die", "b", "hang", "c", "die again", "d"]
    made = list(results(tasks, work, lost, jobs, Limits(1.0), light=lambda _: True))
    assert [answer.partition(":")[0] for answer in made] == ["done a", "lost die", "done b", "lost hang", "done c", "lost die again", "done d"]
    assert "exit status 7" in made[1]
    assert "longer than 1 s" in made[3]


@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited on Linux only")
def test_memory_is_limited() -> None:
    assert list(results(["eat", "a"], work, lost, 1, Limits(60))) == ["too much", "done a"]


def test_stopping_early_ends_the_workers() -> None:
    running = results((f"slow {i}" for i in range(1000)), work, lost, 2, Limits(60))
    assert next(running) == "done slow 0"
    running.close()  # type: ignore[attr-defined]


def test_no_tasks() -> None:
    assert list(results([], work, lost, 2, Limits())) == []


def test_records_arrive_as_they_were_sent() -> None:
    pairs = world()
    assert pickle.loads(pickle.dumps(pairs)) == pairs


def test_a_prepared_process_is_taken_and_one_not_needed_ends() -> None:
    workers.prepare("tests.test_workers:who", "tests.test_workers:began")
    prepared = workers.READY[0].process
    assert list(workers.results([1], who, lambda task, reason: (0, reason), 1, Limits())) == [(prepared.pid, "began")]
    assert workers.READY == []
    workers.prepare("tests.test_workers:who", "tests.test_workers:began")
    left = workers.READY[0].process
    workers.dismiss()
    assert not left.is_alive()


BEGUN: list[str] = []


def began() -> None:
    BEGUN.append("began")


def who(task: int) -> tuple[int, str]:
    return os.getpid(), "".join(BEGUN)
