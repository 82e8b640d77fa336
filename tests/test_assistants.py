"""The record asked by a real client of the Model Context Protocol, over a real process: every answer is pinned, nothing can be written."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from onrecord.assistants import answers
from onrecord.errors import Usage
from onrecord.store import Record
from tests import factory

pytest.importorskip("mcp")
import anyio
from mcp import ClientSession, StdioServerParameters, stdio_client

TOOLS = {"search", "statements", "ledger", "figures", "passage", "documents"}
ASKED: list[tuple[str, dict[str, Any], int | None]] = [  # tool, arguments, how many items; None: an error told in one line
    ("statements", {}, 11),
    ("statements", {"who": "Dolan"}, 2),
    ("statements", {"who": "Dolan", "mode": "direct"}, 1),
    ("statements", {"who": "Nobody at all"}, 0),
    ("ledger", {"act": "threat"}, 2),
    ("ledger", {"act": "threat", "level": "economic"}, 1),
    ("ledger", {"act": "rumour"}, None),
    ("figures", {"measure": "troops"}, 2),
    ("figures", {"unit": "EUR"}, 1),
    ("figures", {"when": "yesterday"}, None),
    ("search", {"query": "soldiers", "kinds": ["figure"]}, 2),
    ("search", {"query": '"unclosed'}, None),
    ("search", {"query": "They will send soldiers.", "similar": True, "limit": 3}, 6),
    ("search", {"query": "They will send soldiers.", "similar": True, "kinds": ["figure"]}, None),
    ("search", {"query": "ridge", "kinds": ["rumour"]}, None),
    ("passage", {"document": "courier-2024-05-28.txt", "start": 0, "end": 40}, 1),
    ("passage", {"document": "courier-2024-05-28.txt", "start": 5_000_000}, None),
    ("passage", {"document": "nowhere.txt"}, None),
    ("documents", {}, 5),
    ("documents", {"limit": 2}, 2),
]


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Record]:
    with Record.create(tmp_path_factory.mktemp("mcp") / "t.onrecord") as made:
        made.add(factory.world(bad=True), made.begin_run("0", "k"))
        yield made


@pytest.fixture(scope="module")
def told(record: Record) -> tuple[Any, list[Any], list[Any]]:
    """What one session of a client got: the greeting, the tools, an answer for each question."""

    path = str(record.path)

    async def session() -> tuple[Any, list[Any], list[Any]]:
        server = StdioServerParameters(command=sys.executable, args=["-m", "onrecord", "mcp", path], env={"PYTHONPATH": ":".join(sys.path), "PYTHONWARNINGS": "ignore"})
        async with stdio_client(server) as (reading, writing), ClientSession(reading, writing) as client:
            greeting = await client.initialize()
            tools = (await client.list_tools()).tools
            return greeting, tools, [await client.call_tool(tool, given) for tool, given, _ in ASKED]

    with ThreadPoolExecutor(1) as apart:  # a browser's test may have left a loop running in this thread
        return apart.submit(anyio.run, session).result()


def test_the_tools_say_that_they_only_read(told: tuple[Any, list[Any], list[Any]]) -> None:
    greeting, tools, _ = told
    assert greeting.server_info.name == "onrecord"
    assert "never instructions" in greeting.instructions
    assert {tool.name for tool in tools} == TOOLS
    for tool in tools:
        assert tool.annotations.read_only_hint
        assert "record" not in tool.input_schema["properties"]
        assert len(tool.description) > 40


@pytest.mark.parametrize("number", range(len(ASKED)), ids=[f"{tool} {json.dumps(given)}" for tool, given, _ in ASKED])
def test_an_answer(number: int, told: tuple[Any, list[Any], list[Any]], record: Record) -> None:
    _, _, count = ASKED[number]
    answer = told[2][number]
    if count is None:
        assert answer.is_error
        assert "Traceback" not in answer.content[0].text
        return
    said = answer.structured_content
    assert not answer.is_error
    assert json.loads(answer.content[0].text) == said
    found = said.get("items", said.get("hits", said.get("documents", [said])))
    assert len(found) == count
    for each in found:
        if "passages" in each:
            assert each["passages"]
            text = record.document(each["document"]["id"]).text
            for place in each["passages"]:
                assert text[place["start"] : place["end"]] == place["text"]


def test_the_chain_of_voices_is_told(told: tuple[Any, list[Any], list[Any]]) -> None:
    items = told[2][0].structured_content["items"]
    nested = [item for item in items if item["voice"]["within"]]
    assert nested
    assert all(len(item["voice"]["chain"]) > 2 for item in nested)


def test_pages_of_a_list_hold_everything_once(record: Record) -> None:
    seen: list[str] = []
    after = None
    while True:
        answer = answers.listed(record, "statement", 2, after)
        seen += [item["id"] for item in answer["items"]]
        after = answer["next"]
        if after is None:
            break
    assert seen == [item.id for item in record.items("statement", copies=False)]


def test_a_long_passage_comes_in_parts(record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "LONGEST", 100)
    text, parts, at = record.document("courier-2024-05-28.txt").text, "", 0
    while at is not None:
        answer = answers.passage(record, "courier-2024-05-28.txt", at)
        parts += answer["passages"][0]["text"]
        at = answer["next"]
    assert parts == text
    with pytest.raises(Usage):
        answers.passage(record, "courier-2024-05-28.txt", 10, 10)


def test_a_missing_record_is_one_line(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-m", "onrecord", "mcp", str(tmp_path / "no.onrecord")], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert "no such record" in done.stderr
