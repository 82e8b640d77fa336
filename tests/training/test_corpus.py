"""The annotated corpus: stand-off files, the builder, the checker, how much there is, the split.

Whatever needs the articles' texts is skipped where the shared data is not there; labels and names are checked all the same.
"""

from __future__ import annotations

import copy
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from bench.shared import shared

from training import split, standoff

ARTICLES = list(standoff.kept_files())
PASSAGES = list(standoff.contrast())
# What the project asks of the corpus, articles and passages together.
LEAST = {"statements": 2500, "events": 1500, "commitments": 700, "figures": 800}
LEAST_OF_A_TYPE, LEAST_OF_AN_ACT, LEAST_INDIRECT = 30, 40, 1000


@pytest.fixture(scope="module")
def by_url() -> dict[str, str]:
    if not shared().is_dir():
        pytest.skip(f"{shared()} is not there")
    return standoff.texts()


def test_the_checker_finds_nothing() -> None:
    assert standoff.check() == []


def test_without_the_texts_labels_and_names_are_checked_all_the_same(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ONRECORD_SHARED", str(tmp_path / "absent"))
    assert standoff.check() == []
    (tmp_path / "w999.json").write_text(json.dumps({**ARTICLES[0], "actors": []}), "utf8")
    monkeypatch.setattr(standoff, "CORPUS", tmp_path)
    assert standoff.check()


def broken(change: str) -> dict[str, Any]:
    """A sound passage with one thing made wrong."""
    one: dict[str, Any] = copy.deepcopy(next(p for p in PASSAGES if all(p[k] for k in standoff.KINDS)))
    statement, event, commitment, figure = (one[kind][0] for kind in standoff.KINDS)
    match change:
        case "actor twice":
            one["actors"].append(one["actors"][0])
        case "actor type":
            one["actors"][0]["type"] = "country"
        case "country":
            one["actors"][0]["country"] = "Ruritania"
        case "mode":
            statement["mode"] = "free"
        case "no content":
            statement["content"] = []
        case "speaker":
            statement["speakers"] = ["Nobody Listed"]
        case "event type":
            event["type"] = "FIGHT"
        case "mode of another type":
            event["type"], event["mode"] = "AGREE", "demo"
        case "factuality":
            event["factuality"] = "perhaps"
        case "act":
            commitment["act"] = "promise"
        case "party":
            commitment["to_whom"] = ["Nobody Listed"]
        case "measure":
            figure["measure"] = "dead"
        case "no bound":
            figure["low"] = figure["high"] = None
        case "bounds the wrong way round":
            figure["low"], figure["high"] = 2, 1
        case "span past the end":
            event["trigger"]["end"] = len(one["text"]) + 1
        case "empty span":
            event["trigger"] = {"start": 3, "end": 3, "text": ""}
        case "blank at the edge":
            at = one["text"].index(" ")
            event["trigger"] = {"start": at, "end": at + 2, "text": one["text"][at : at + 2]}
        case "not verbatim":
            event["trigger"]["text"] = "other words"
    return one


@pytest.mark.parametrize(
    "change",
    ["actor twice", "actor type", "country", "mode", "no content", "speaker", "event type", "mode of another type", "factuality", "act",
     "party", "measure", "no bound", "bounds the wrong way round", "span past the end", "empty span", "blank at the edge", "not verbatim"],
)  # fmt: skip
def test_the_checker_names(change: str) -> None:
    one = broken(change)
    assert len(standoff.faults(one, one["text"])) == 1
    assert standoff.faults(broken("nothing"), one["text"]) == []


def test_a_leak_is_found(tmp_path: Path, by_url: dict[str, str]) -> None:
    kept = ARTICLES[0]
    words = " ".join(by_url[kept["url"]].split()[:7])
    path = tmp_path / "w999.json"
    path.write_text(json.dumps({**kept, "figures": [{"unit": words}]}), "utf8")
    assert standoff.leaks(path, by_url) == [words]


@pytest.mark.parametrize("folder", [standoff.CORPUS, standoff.SECOND], ids=["first", "second"])
def test_joined_and_taken_apart_again_nothing_changes(folder: Path, by_url: dict[str, str]) -> None:
    for kept in standoff.kept_files(folder):
        text, facts = by_url[kept["url"]], {key: kept[key] for key in ("url", "published", "licence")}
        assert standoff.standoff(standoff.joined(kept, text), text, facts) == kept


def test_spans_are_put_back_from_the_text() -> None:
    text = "The harbour closed."
    kept = standoff.standoff({"doc": "x", "actors": [], **{kind: [] for kind in standoff.KINDS}}, text, {})
    kept["figures"] = [{"span": {"start": 4, "end": 11}}]
    assert standoff.joined(kept, text)["figures"][0]["span"] == {"start": 4, "end": 11, "text": "harbour"}


def test_a_changed_text_is_refused(by_url: dict[str, str]) -> None:
    kept = ARTICLES[0]
    text = by_url[kept["url"]]
    with pytest.raises(ValueError, match="not the one that was annotated"):
        standoff.joined(kept, text + " ")
    with pytest.raises(ValueError, match="not the one that was annotated"):
        standoff.joined(kept, text.replace("e", "E", 1))


@pytest.mark.filterwarnings("ignore::ResourceWarning")  # score.py leaves closing its files to the interpreter
def test_built_gold_files_are_verbatim_and_a_record_agrees_with_itself(tmp_path: Path, by_url: dict[str, str]) -> None:
    ids = [kept["doc"] for kept in ARTICLES[:3]]
    built = standoff.build(tmp_path / "gold", ids)
    assert [gold["doc"] for gold in built] == ids
    for gold in built:
        text = (tmp_path / "gold" / "docs" / f"{gold['doc']}.txt").read_bytes().decode()
        written = json.loads((tmp_path / "gold" / f"{gold['doc']}.json").read_text("utf8"))
        assert written == gold
        assert standoff.faults(gold, text) == []
    folder = tmp_path / "kept"
    folder.mkdir()
    for doc in ids:
        (folder / f"{doc}.json").write_bytes((standoff.CORPUS / f"{doc}.json").read_bytes())
    agreed = standoff.agreement(folder, folder)
    assert agreed["statements"]["found"]["f1"] == agreed["events"]["typed with who"]["f1"] == agreed["figures"]["with measure"]["f1"] == 100.0


def test_there_is_enough_of_everything() -> None:
    there = standoff.counts([*ARTICLES, *PASSAGES])
    assert len(ARTICLES) >= 217
    assert {kind: there[kind] for kind in LEAST if there[kind] < LEAST[kind]} == {}
    assert there["mode"]["indirect"] >= LEAST_INDIRECT
    assert {t: there["type"][t] for t in standoff.ontology()["events"] if there["type"][t] < LEAST_OF_A_TYPE} == {}
    assert {a: there["act"][a] for a in standoff.ACTS if there["act"][a] < LEAST_OF_AN_ACT} == {}


def test_what_was_annotated_twice_was_annotated_once() -> None:
    second = {kept["doc"] for kept in standoff.kept_files(standoff.SECOND)}
    assert len(second) >= 20
    assert second <= {kept["doc"] for kept in ARTICLES}


def test_every_article_has_its_part_and_no_story_two() -> None:
    listed = split.articles()
    assert {kept["doc"] for kept in ARTICLES} <= set(listed)
    parts = {topic: {part for other, part in listed.values() if other == topic} for topic, _ in listed.values()}
    assert {topic for topic, found in parts.items() if len(found) > 1} == set()
    share = Counter(listed[kept["doc"]][1] for kept in ARTICLES)["dev"] / len(ARTICLES)
    assert 0.15 < share < 0.25


def test_a_fifth_of_the_passages_is_dev() -> None:
    assert 0.15 < Counter(split.passage(one["doc"]) for one in PASSAGES)["dev"] / len(PASSAGES) < 0.25
    assert split.passage("x001") == split.passage("x001")
