"""Temperatures: what was made too sure is found out, what is counted is what is said to be, and the file is where readers look for it."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import numpy as np
import pytest
from training.reader import calibrate
from training.reader.calibrate import Units, calibrated, chance, error, fitted, outcomes, reliability, row, units
from training.reader.labels import FRAMES
from training.reader.texts import IGNORE, Frame, Text, raw

from onrecord.reader import encoder as encoders
from onrecord.reader.decode import Floats, softmax
from onrecord.reader.encoder import Indices

WEIGHTS = Path(os.environ.get("ONRECORD_WEIGHTS") or encoders.WEIGHTS)


def drawn(temperature: float, n: int = 4000, seed: int = 1) -> tuple[Floats, Indices]:
    """Labels drawn from a head's true probabilities, and its logits made too sure (above 1) or not sure enough."""
    rng = np.random.default_rng(seed)
    true = rng.normal(0, 1.5, (n, 4)).astype(np.float32)
    gold = (softmax(true).cumsum(1) > rng.random((n, 1))).argmax(1)
    return (true * temperature).astype(np.float32), gold


@pytest.mark.parametrize("temperature", [0.5, 1.0, 2.5])
def test_the_temperature_is_found(temperature: float) -> None:
    logits, gold = drawn(temperature)
    assert fitted(logits, gold) == pytest.approx(temperature, rel=0.06)
    assert error(*outcomes(logits, gold, temperature)) < 0.03


def test_a_temperature_changes_no_label_and_mends_the_error() -> None:
    logits, gold = drawn(2.5)
    before, after = (outcomes(logits, gold, t) for t in (1.0, 2.5))
    assert (before[1] == after[1]).all()
    assert error(*before) > 0.15 > 0.03 > error(*after)


def test_of_few_decisions_nothing_is_learnt() -> None:
    logits, gold = drawn(2.5, n=calibrate.LEAST - 1)
    assert fitted(logits, gold) == 1.0


@pytest.mark.parametrize(
    ("p", "right", "expected"),
    [
        ([0.75, 0.75, 0.75, 0.75], [1, 1, 1, 0], 0.0),
        ([0.75, 0.75], [1, 1], 0.25),
        ([1.0, 1.0], [1, 0], 0.5),
        ([0.95, 0.95, 0.55, 0.55], [1, 1, 1, 0], (2 * 0.05 + 2 * 0.05) / 4),
    ],
)
def test_expected_calibration_error(p: list[float], right: list[int], expected: float) -> None:
    sure, is_right = np.array(p, np.float32), np.array(right, bool)
    assert error(sure, is_right) == pytest.approx(expected, abs=1e-6)
    table = reliability(sure, is_right)
    assert sum(bin_["n"] for bin_ in table) == len(p)
    assert sum(bin_["n"] * abs(bin_["confidence"] - bin_["right"]) for bin_ in table) / len(p) == pytest.approx(expected, abs=1e-3)


def test_few_decisions_look_badly_calibrated_by_chance() -> None:
    sure = outcomes(*drawn(1.0))[0]
    assert chance(sure[:40]) > 0.08 > 0.02 > chance(sure)
    assert chance(sure) == chance(sure)


def test_no_decisions_no_error() -> None:
    none = np.zeros(0, np.float32)
    assert (error(none, none.astype(bool)), chance(none), reliability(none, none.astype(bool))) == (0, 0, [])
    found = calibrated("x", {("a", True): Units(*drawn(1.0), 0)})
    assert (found["n"], found["after"], found["bins"], found["parts"]) == (0, 0, [], {})


def test_what_is_surely_nothing_and_what_nobody_labelled_is_left_out() -> None:
    logits = np.array([[9, 0, 0], [9, 0, 0], [3, 0, 0], [0, 9, 0], [0, 9, 0]], np.float32)
    assert units(["O", "B-cue", "I-cue"], logits, [0, 1, 0, 1, IGNORE])[1:] == (pytest.approx([0, 1]), 2)
    assert units(["no", "core", "more"], logits, [0, 1, 0, 1, IGNORE])[1:] == (pytest.approx([0, 1, 0, 1]), 0)


def test_gold_of_a_window_for_one_anchor() -> None:
    labels = FRAMES["attribution"]
    said = [labels[k] for k in row(labels, [("cue", 12, 13), ("source", 8, 12), ("content", 13, 40)], 10, 16)]
    assert said == ["I-source", "I-source", "B-cue", "B-content", "I-content", "I-content"]


def test_even_documents_fit_and_odd_ones_measure() -> None:
    sure, not_sure = drawn(2.5, seed=1), drawn(0.5, seed=2)
    found = calibrated("x", {("a", True): Units(*sure, 3), ("a", False): Units(*not_sure, 4)})
    assert found["temperature"] == pytest.approx(2.5, rel=0.06)
    assert (found["fitted_on"], found["n"], found["left_out"]) == (4000, 4000, 4)
    assert found["parts"] == {"a": {"n": 4000, "before": found["before"], "after": found["after"]}}
    assert found["after"] > found["before"]
    assert sum(b["n"] for b in found["bins"]) == 4000


def lines() -> list[Text]:
    """Two small documents with some gold of every kind."""
    out = []
    for name in ("Dolan", "Rehn"):
        text = raw(name, f"{name} said that Lesk would leave by May.")
        n = len(text.words)
        text.tags = {"cue": ["O", "B-cue", *["O"] * (n - 2)], "mention": ["B-person", *[None] * (n - 1)], "upos": ["PROPN", *[None] * (n - 1)]}
        text.frames = [Frame("attribution", 1, (("cue", 1, 2), ("source", 0, 1), ("content", 2, n - 1)), 1)]
        text.anchored = [("statement.core", 1, "core"), ("factuality", 5, 1.5)]
        text.pairs = [(3, 0, 0)]
        out.append(text)
    return out


def test_every_kind_of_head_is_counted_once_a_decision(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calibrate, "TRIVIAL", 1.1)  # nothing is trivial
    found = {r["head"]: (r["fitted_on"], r["n"]) for r in calibrate.calibrate(WEIGHTS, {"ours": lines()})}
    words = len(lines()[0].words)
    assert found == {
        "anchored.statement.core": (1, 1), "cue": (words, words), "frames.attribution": (words - 1, words - 1),
        "mention": (1, 1), "same": (1, 1), "upos": (1, 1),
    }  # fmt: skip


def test_the_file_names_every_head(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    weights = tmp_path / "weights"
    shutil.copytree(WEIGHTS, weights)
    monkeypatch.setattr(calibrate, "dev_parts", lambda: {"ours": lambda: iter(lines())})
    monkeypatch.setattr(calibrate, "shared", lambda: tmp_path)
    assert calibrate.main(["--weights", str(weights), "--write"]) == 0
    assert "of 6 heads at 0.05 or below" in capsys.readouterr().out
    kept = json.loads((weights / "calibration.json").read_text("utf8"))
    assert sorted(kept) == list(kept) == ["anchored.statement.core", "cue", "frames.attribution", "mention", "same", "upos"]
    assert all(0.2 <= t <= 5 for t in kept.values())
    assert calibrate.main(["--weights", str(weights), "--json", "--most", "1"]) == 0
    assert [json.loads(line)["head"] for line in capsys.readouterr().out.splitlines()] == list(kept)


@pytest.mark.parametrize("missing", ["weights", "data"])
def test_what_is_missing_is_said(missing: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    if missing == "data":
        monkeypatch.setattr(calibrate, "shared", lambda: tmp_path / "nowhere")
    with pytest.raises(SystemExit):
        calibrate.main(["--weights", str(tmp_path if missing == "weights" else WEIGHTS)])
    assert f"no {missing}; " in capsys.readouterr().err


def test_a_quick_look_is_not_written(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calibrate, "shared", lambda: tmp_path)
    with pytest.raises(SystemExit):
        calibrate.main(["--weights", str(WEIGHTS), "--write", "--most", "2"])
    assert "leave --most out" in capsys.readouterr().err
