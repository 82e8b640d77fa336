"""A record on a PostgreSQL server answers every page and every table as the same record in a file does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from onrecord.serve.app import application
from onrecord.store import Record

PAGES = (
    "/", "/search?q=nuclear", "/search?q=from:Russia", "/documents", "/documents?state=gaps", "/documents?state=unread", "/documents?state=undated", "/documents?state=read",
    "/documents?state=copies", "/actors", "/actors?name=Putin", "/actors/RUS", "/items?kind=statement&nobody=1", "/items?kind=statement&nested=1", "/items?kind=event&text=war",
    "/items?kind=commitment&act=threat&having=condition", "/items?kind=commitment&level=nuclear", "/items?kind=commitment&stage=pledged", "/items?kind=figure&missing=pollster",
    "/items?kind=figure&unit=EUR", "/items?kind=figure&contradicted=1", "/items?kind=framing", "/pairs", "/pairs?a=Russia&b=Ukraine", "/ledger", "/ledger?who=Russia", "/figures",
    "/timeline", "/timeline?who=Russia", "/network", "/map", "/map/place?name=Kyiv", "/review", "/validate", "/data",
)  # fmt: skip
SAME = (  # to the byte; where words are ranked, the two databases rank differently
    "statements", "events", "commitments", "figures", "framing", "documents", "actors", "pairs", "links", "journal", "statements?nobody=true", "statements?nested=true",
    "commitments?level=nuclear", "commitments?having=deadline&having=amount", "commitments?stage=pledged", "figures?missing=pollster", "figures?unit=EUR&contradicted=true",
    "documents?state=gaps", "documents?state=undated", "series?first=Russia&second=Ukraine",
)  # fmt: skip


@pytest.fixture(scope="module")
def hosted(server: str, demo: Path) -> Iterator[TestClient]:
    """The demo record on a server."""
    url = f"{server}{'&' if '?' in server else '?'}options=-csearch_path%3Dserved"
    with Record.open(demo, readonly=True) as record:
        record.subset(url)
    with TestClient(application(url), base_url="http://127.0.0.1") as client:
        yield client
    import psycopg

    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("DROP SCHEMA served CASCADE")


@pytest.mark.parametrize("page", PAGES)
def test_pages(hosted: TestClient, client: TestClient, page: str) -> None:
    there, here = hosted.get(page), client.get(page)
    assert there.status_code == here.status_code == 200
    if page.startswith("/search?q=nuclear") or page == "/data":
        assert "<h1" in there.text
        return
    assert shown(there.text) == shown(here.text)


def shown(page: str) -> str:
    """What a page shows of the record, without the record's own name."""
    return page.partition("<main")[2].partition("</main>")[0]


@pytest.mark.parametrize("table", SAME)
def test_tables(hosted: TestClient, client: TestClient, table: str) -> None:
    name, _, query = table.partition("?")
    for form in ("json", "csv"):
        there, here = (c.get(f"/api/{name}.{form}?{query}") for c in (hosted, client))
        assert (there.status_code, there.text) == (here.status_code, here.text)
        assert there.status_code == 200


def test_the_reader_evidence_and_one_item(hosted: TestClient, client: TestClient) -> None:
    item = client.get("/api/figures.json?limit=1").json()["rows"][0]
    for page in (f"/documents/{item['doc']}", f"/evidence/{item['id']}"):
        assert shown(hosted.get(page).text) == shown(client.get(page).text)
    for table in (f"/api/items/{item['id']}.json", f"/api/documents/{item['doc']}.json", "/api/actors/RUS.json", "/api/methods.json"):
        there, here = hosted.get(table).json(), client.get(table).json()
        assert there.pop("runs", None) is not None or there == here
    assert hosted.get("/runs").status_code == hosted.get("/api/status.json").status_code == 200


def test_sql_and_schema(hosted: TestClient, client: TestClient) -> None:
    query = "SELECT act, count(*) AS n FROM commitment GROUP BY act ORDER BY act"
    assert hosted.get("/api/sql.json", params={"query": query}).json() == client.get("/api/sql.json", params={"query": query}).json()
    assert ">threat<" in hosted.get("/data", params={"query": query}).text
    tables = {t["name"]: t["columns"] for t in hosted.get("/api/schema.json").json()["tables"]}
    assert tables == {t["name"]: t["columns"] for t in client.get("/api/schema.json").json()["tables"]}
    problem = hosted.get("/data", params={"query": "SELECT nothing FROM nowhere"})
    assert problem.status_code == 200
    assert "nowhere" in problem.text
