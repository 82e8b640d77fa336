"""The draft compiler: what an annotator types becomes exact spans, and every line that can't is named with its reason.

Cases are lines of drafts over one text: tests/cases/drafts/wild.jsonl (line -> fields; a span is given as its text and start)
and negative.jsonl (line -> message).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from training import draft, standoff

CASES = Path(__file__).parents[1] / "cases" / "drafts"
TEXT = """Mayor Ada Quill said the bridge would stay shut. "We wait," she said. "Not long."

Quill told drivers the bridge may
fall. Guards of Port Elm arrested 12 drivers on the bridge on Friday. Quill will pay $3 million
by May if the council agrees.
"""
ACTORS = """
A | Ada Quill | person | - | Mayor Ada Quill ; Quill
A | Port Elm | other | UTO
A | drivers | population | -
"""
KINDS = {"A": "actors", "S": "statements", "E": "events", "C": "commitments", "F": "figures"}


def lines(name: str) -> list[Any]:
    return [pytest.param(case, id=case["why"]) for case in map(json.loads, (CASES / name).read_text("utf8").splitlines())]


def compiled(line: str) -> dict[str, Any]:
    return draft.compile_draft(ACTORS + line, TEXT, "x1", standoff.ontology())


def plain(value: Any) -> Any:
    """Spans as [text, start], as the cases write them."""
    if isinstance(value, dict) and "start" in value:
        assert TEXT[value["start"] : value["end"]] == value["text"]
        return [value["text"], value["start"]]
    return [plain(v) for v in value] if isinstance(value, list) else value


@pytest.mark.parametrize("case", lines("wild.jsonl"))
def test_a_line_becomes_an_item(case: dict[str, Any]) -> None:
    item = compiled(case["line"])[KINDS[case["line"].split(" | ")[0]]][-1]
    assert {key: plain(item[key]) for key in case["expect"]} == case["expect"]
    assert standoff.faults(compiled(case["line"]), TEXT) == []


@pytest.mark.parametrize("case", lines("negative.jsonl"))
def test_a_bad_line_is_named_with_its_reason(case: dict[str, Any]) -> None:
    with pytest.raises(draft.DraftError) as caught:
        compiled(case["line"])
    assert str(caught.value).startswith("x1 line 5: ")
    assert case["message"] in str(caught.value)
    assert str(caught.value).endswith(case["line"][:90])


def test_all_bad_lines_are_named_at_once() -> None:
    with pytest.raises(draft.DraftError) as caught:
        compiled("F | 4 | 12 drivers | core | 12 | persons | detained\n# a comment\n\nX | 1\nC | 5 | promise | core | action: pay")
    assert [line.split(": ")[0] for line in str(caught.value).splitlines()] == ["x1 line 5", "x1 line 8", "x1 line 9"]


def test_items_are_in_the_order_of_the_text() -> None:
    made = compiled("F | 5 | $3 million | core | 3000000..3000000 | USD | money\nF | 4 | 12 drivers | core | 12..12 | persons | detained")
    assert [f["span"]["text"] for f in made["figures"]] == ["12 drivers", "$3 million"]


def test_an_item_inside_a_statement_is_attributed_unless_a_flag_says_whose_it_is() -> None:
    said = "S | 0 | indirect | core | content: the bridge would stay shut | cue: said | source: Mayor Ada Quill | speakers: Ada Quill\n"
    shut = "C | 0 | restriction | core{} | who: Ada Quill | action: the bridge would stay shut"
    assert compiled(shut.format(""))["commitments"][0]["voice"] == "outlet"
    assert compiled(said + shut.format(""))["commitments"][0]["voice"] == "attributed"
    assert compiled(said + shut.format(" outlet"))["commitments"][0]["voice"] == "outlet"


PASSAGE = """## p1 | threat ; joint
Quill will close the gate.
---
A | Quill | person | - | Quill
C | 0 | threat | core | who: Quill | action: close the gate

## p2 | none

The gate is open.

---
# nothing in it
"""


def test_passages_carry_text_tags_and_spans() -> None:
    first, second = draft.passages(PASSAGE, standoff.ontology())
    assert (first["doc"], first["tags"], first["text"]) == ("p1", ["threat", "joint"], "Quill will close the gate.")
    assert first["commitments"][0]["action"] == {"start": 11, "end": 25, "text": "close the gate"}
    assert (second["text"], second["tags"], second["actors"]) == ("The gate is open.", ["none"], [])


def test_every_bad_passage_is_named() -> None:
    with pytest.raises(draft.DraftError) as caught:
        draft.passages(PASSAGE.replace("close the gate\n\n", "shut the gate\n\n").replace("# nothing", "nothing"), standoff.ontology())
    assert [line.split(" line ")[0] for line in str(caught.value).splitlines()] == ["p1", "p2"]


@pytest.fixture
def files(tmp_path: Path) -> dict[str, str]:
    written = {"text": TEXT, "draft": ACTORS, "passages": PASSAGE, "ontology": json.dumps(standoff.ontology())}
    for name, content in written.items():
        (tmp_path / name).write_text(content, "utf8")
    return {name: str(tmp_path / name) for name in [*written, "out"]}


def test_show_numbers_the_sentences(files: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert draft.main(["show", files["text"]]) == 0
    assert [line[:8] for line in capsys.readouterr().out.splitlines() if line.startswith("[")] == [
        "[0] Mayo", '[1] "We ', '[2] "Not', "[3] Quil", "[4] Guar", "[5] Quil",
    ]  # fmt: skip


def test_compile_writes_the_object_or_says_why_not(files: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    command = ["compile", files["draft"], files["text"], files["ontology"], files["out"]]
    assert draft.main(command) == 0
    assert [a["name"] for a in json.loads(Path(files["out"]).read_text("utf8"))["actors"]] == ["Ada Quill", "Port Elm", "drivers"]
    Path(files["out"]).unlink()
    Path(files["draft"]).write_text("X", "utf8")
    assert draft.main(command) == 1
    assert "line starts with 'X'" in capsys.readouterr().err
    assert not Path(files["out"]).exists()


def test_passages_are_written_a_line_each_or_not_at_all(files: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    command = ["passages", files["passages"], files["ontology"], files["out"]]
    assert draft.main(command) == 0
    assert [json.loads(line)["doc"] for line in Path(files["out"]).read_text("utf8").splitlines()] == ["p1", "p2"]
    assert capsys.readouterr().out == "2 passages: joint 1, none 1, threat 1\n"
    Path(files["passages"]).write_text(PASSAGE.replace("threat |", "menace |"), "utf8")
    assert draft.main(command) == 1
    assert "act 'menace'" in capsys.readouterr().err


def test_anything_else_shows_the_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert draft.main(["compile"]) == 2
    assert "show TEXT" in capsys.readouterr().err
