"""What people type into the search box."""

from __future__ import annotations

from typing import Any

import pytest

from onrecord.errors import Usage
from onrecord.serve.asked import Asked, asked

CASES: list[tuple[str, str, dict[str, Any]]] = [
    ("nuclear", "nuclear", {}),
    ('  "no-fly zone"   NOT  Libya ', '"no-fly zone" NOT Libya', {}),
    ("from:Stoltenberg", "", {"who": ["Stoltenberg"]}),
    ('from:"Jens Stoltenberg" to:Russia voice:Direct nuclear arms', "nuclear arms", {"who": ["Jens Stoltenberg"], "to": ["Russia"], "voice": ["direct"]}),
    ("FROM:a from:b", "", {"who": ["a", "b"]}),
    ("when:2024-05 published:2024 in:*.pdf by:Guardian kind:figure", "", {"when": "2024-05", "published": "2024", "doc": ["*.pdf"], "holder": ["Guardian"], "kind": ["figure"]}),
    ("http://example.org/from:x", "http://example.org/from:x", {}),
    ("up:down", "up:down", {}),
    ("", "", {}),
]


@pytest.mark.parametrize(("query", "text", "filters"), CASES)
def test_asked(query: str, text: str, filters: dict[str, Any]) -> None:
    assert asked(query) == Asked(text, filters)


@pytest.mark.parametrize(
    ("query", "like", "filters"),
    [
        ('like:"the pipeline will be shut"', "the pipeline will be shut", {}),
        ("LIKE:the pipeline from:Osk will be shut", "the pipeline from:Osk will be shut", {}),
        ('kind:statement like:"shut"', "shut", {"kind": ["statement"]}),
    ],
)
def test_a_meaning(query: str, like: str, filters: dict[str, Any]) -> None:
    assert asked(query) == Asked("", filters, like)


@pytest.mark.parametrize(("query", "said"), [("from:", "from:Stoltenberg"), ('to:"" x', "to:Russia"), ("voice:loud", "outlet, direct"), ("kind:actor", "statement, event"), ("like:", "what it should mean"), ('from:a like:"b"', "only kind:"), ('word like:"b"', "only kind:")])
def test_mistakes(query: str, said: str) -> None:
    with pytest.raises(Usage, match=said):
        asked(query)
