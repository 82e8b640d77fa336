"""The API answers as the library does: the same items for the same filters, page by page, in every format."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from onrecord.records import to_json
from onrecord.serve.app import application
from onrecord.store import Record

FILTERS: list[tuple[str, str, dict[str, Any]]] = [
    ("statements", "statement", {}),
    ("statements", "statement", {"who": ["Ines Okafor", "Ansgar Holt"]}),
    ("commitments", "commitment", {"who": ["FRA"], "when": "2026"}),
    ("commitments", "commitment", {"who": ["state:FRA"], "factuality": ["future"]}),
    ("events", "event", {"when": "2025-03", "voice": ["outlet"]}),
    ("figures", "figure", {"about": ["Poland"], "text": "engineers"}),
    ("framing", "framing", {"doc": ["wire/0000?.txt"]}),
]


def walked(client: TestClient, address: str, params: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every row, by following `next`."""
    answer = client.get(address, params=params | {"limit": 7}).json()
    while True:
        assert len(answer["rows"]) <= 7
        yield from answer["rows"]
        if answer["next"] is None:
            return
        answer = client.get(answer["next"]).json()


@pytest.mark.parametrize(("table", "kind", "filters"), FILTERS)
def test_pages_hold_what_the_library_gives(api: TestClient, made: Path, table: str, kind: str, filters: dict[str, Any]) -> None:
    with Record.open(made, readonly=True) as record:
        expected = [to_json(item) for item in record.items(kind, copies="doc" in filters, **filters)]
    assert list(walked(api, f"/api/{table}.json", filters)) == expected
    assert bool(expected) == (filters.get("who") != ["FRA"])
    rows = list(csv.DictReader(io.StringIO(api.get(f"/api/{table}.csv", params=filters).text)))
    assert [row["id"] for row in rows] == [item["id"] for item in expected]


def test_events_of_a_context(client: TestClient) -> None:
    every = list(walked(client, "/api/events.json", {}))
    expected = [row for row in every if {"military", "economic"} & set(row["contexts"])]
    assert list(walked(client, "/api/events.json", {"context": ["military", "economic"]})) == expected
    assert 0 < len(expected) < len(every)
    page = client.get("/items", params={"kind": "event", "context": "military"}).text
    assert '<option value="military" selected>' in page


@pytest.mark.parametrize("table", ["documents", "actors", "links", "runs", "journal", "pairs"])
def test_every_table_has_three_formats(api: TestClient, table: str) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    rows = list(walked(api, f"/api/{table}.json", {})) if table not in ("runs", "journal", "pairs") else api.get(f"/api/{table}.json").json()["rows"]
    text = api.get(f"/api/{table}.csv").text
    assert len(list(csv.DictReader(io.StringIO(text)))) == len(rows)
    read = parquet.read_table(io.BytesIO(api.get(f"/api/{table}.parquet").content))
    assert read.num_rows == len(rows)
    assert len(rows) > 0 or table in ("links", "journal", "pairs")


def test_permalink_leads_to_the_passage(api: TestClient) -> None:
    item = api.get("/api/figures.json?limit=1").json()["rows"][0]
    answer = api.get(f"/items/{item['id'][:9]}", follow_redirects=False)
    assert answer.headers["location"] == f"/documents/{item['doc']}?item={item['id']}#{item['id']}"
    assert api.get(answer.headers["location"]).status_code == 200
    span = item["evidence"][0]
    passage = api.get(f"/api/documents/{item['doc']}/text", params={"start": span["start"], "end": span["end"]}).text
    assert passage == span["text"]


def test_search_and_series(client: TestClient) -> None:
    hits = client.get("/api/search.json?q=nuclear&kind=statement&limit=3").json()["rows"]
    assert len(hits) == 3
    assert all("nuclear" in hit["snippet"].lower() for hit in hits)
    near = client.get("/api/search.json", params={"similar": "Ukraine asks for weapons", "kind": "statement", "limit": 3}).json()["rows"]
    assert [hit["kind"] for hit in near] == ["statement"] * 3
    assert near[0]["score"] >= near[1]["score"] >= near[2]["score"] > 0.3
    assert client.get("/search", params={"q": 'like:"Ukraine asks for weapons"'}).text.count('class="statement"') == 1
    assert client.get("/search", params={"q": 'kind:event like:"Ukraine"'}).status_code == 400
    series = client.get("/api/series.json?first=Russia&second=Ukraine").json()["rows"]
    assert {(row["who"], row["to"]) for row in series} <= {("RUS", "UKR"), ("UKR", "RUS")}
    assert series


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("/api/statements.json?when=soon", 400, "expected a date"),
        ("/api/statements.json?text=%22", 400, "is not a query"),
        ("/api/search.json", 400, "either q"),
        ("/api/search.json?q=a&similar=b", 400, "either q"),
        ("/api/search.json?similar=b&kind=event", 400, "document and statement only"),
        ("/api/statements.json?voice=loud", 422, "voice"),
        ("/api/statements.xml", 422, "format"),
        ("/api/documents/none.json", 404, "no document"),
        ("/api/actors/none.json", 404, "no item"),
        ("/api/items/%00.json", 404, "no item"),
        ("/api/diff.json?before=1&after=77", 404, "no run 77"),
        ("/api/series.json?first=Nobody&second=FRA", 404, "no actor"),
        ("/api/diff.csv?before=1&after=77", 404, "no run 77"),
    ],
)
def test_mistakes_get_one_clear_line(api: TestClient, address: str, status: int, said: str) -> None:
    answer = api.get(address)
    assert (answer.status_code, said in answer.json()["error"]) == (status, True), answer.text


def test_etag_is_of_the_state(writable: Path) -> None:
    with TestClient(application(str(writable), token="t"), base_url="http://127.0.0.1") as client:
        first = client.get("/api/statements.json")
        known = {"If-None-Match": first.headers["etag"]}
        assert client.get("/api/statements.json", headers=known).status_code == 304
        assert client.get("/", headers=known).status_code == 304
        item = first.json()["rows"][0]["id"]
        made = client.post("/api/journal", json={"action": "reject", "target": item, "by": "A. Reader"}, headers={"Authorization": "Bearer t"})
        assert made.status_code == 201
        again = client.get("/api/statements.json", headers=known)
        assert item not in {row["id"] for row in again.json()["rows"]}
        client.post("/api/journal", json={"action": "undo", "target": made.json()["id"]}, headers={"Authorization": "Bearer t"})
        assert client.get("/api/statements.json").json()["rows"] == first.json()["rows"]
        assert [e["action"] for e in client.get("/api/journal.json").json()["rows"]] == ["reject", "undo"]
        with Record.open(writable, readonly=True) as record:
            assert client.get("/api/journal.jsonl").text == "".join(line + "\n" for line in record.journal_lines())


def test_a_wrong_correction_changes_nothing(writable: Path) -> None:
    with TestClient(application(str(writable), token="t"), base_url="http://127.0.0.1", headers={"Authorization": "Bearer t"}) as client:
        for wrong in ({"action": "accept"}, {"action": "accept", "target": "none"}, {"action": "edit", "target": "s", "change": {"fields": 7}}, {"action": "facts", "target": "d", "change": {"published": 5}}):
            assert client.post("/api/journal", json=wrong).status_code in (400, 404), wrong
        assert client.get("/api/journal.json").json()["rows"] == []
