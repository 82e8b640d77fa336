"""A user's file -> entities: CSV with named columns, FollowTheMoney JSON Lines (https://followthemoney.tech), or our own JSON Lines."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from onrecord import data
from onrecord.errors import Usage
from onrecord.records import ActorType
from onrecord.resolve.knowledge.lists import Listed, OwnList, from_json, joined, key_of

COLUMNS = ("key", "name", "type", "country", "sector", "aliases", "wikidata", "title", "organization", "from", "until")
SCHEMATA: dict[str, ActorType] = {
    "Person": "person", "Company": "company", "PublicBody": "government", "Organization": "other", "LegalEntity": "other", "Asset": "other",
}  # fmt: skip
ROLES = {  # relation between two entities -> (whose office it is, where, property that names it, what it is called without)
    "Membership": ("member", "organization", "role", "member"), "Directorship": ("director", "organization", "role", "director"),
    "Employment": ("employee", "employer", "role", "employee"),
}  # fmt: skip


def opened(path: Path, kept: str, states: dict[str, str], name: str | None = None) -> OwnList:
    """The list a file holds. `states`: names of states and their keys -> keys. Usage names the line that cannot be read."""
    try:
        content = path.read_bytes()
        text = content.decode("utf-8-sig")
    except OSError as error:
        raise Usage(f"{path}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise Usage(f"{path} is not UTF-8; save it as CSV in UTF-8, or as JSON Lines") from None
    first = text.lstrip()[:1]
    entries = _own_or_ftm(path, text) if first == "{" else _csv(path, text)
    found = joined(_located(one, states, path) for one in entries)
    if not found:
        raise Usage(f"{path}: no entity in it; columns are {', '.join(COLUMNS)}, or give FollowTheMoney JSON Lines")
    return OwnList(name or key_of(path.name.split(".")[0]) or "list", kept, path.name, hashlib.sha256(content).hexdigest(), found)


def _located(one: Listed, states: dict[str, str], path: Path) -> Listed:
    """The country as ISO 3166 alpha-3, whatever the file writes."""
    if not one.country:
        return one
    known = states.get(one.country.lower())
    if known is None:
        raise Usage(f"{path}: {one.name}: no state {one.country!r}; write its ISO 3166 code or its name")
    return Listed(one.key, one.name, one.type, known, one.sector, one.aliases, one.wikidata, one.offices)


def codes() -> dict[str, str]:
    """ISO 3166 alpha-2, lower case -> alpha-3."""
    return {row["alpha2"]: row["iso3"] for row in data.table(__package__, "alpha2.tsv")}


def _csv(path: Path, text: str) -> Iterator[Listed]:
    try:
        sample = text[:10_000].splitlines()[0] if text.strip() else ""
        rows = csv.DictReader(io.StringIO(text), delimiter=max(",;\t", key=sample.count))
        columns = {c.strip().lower(): c for c in rows.fieldnames or () if c}
        if "name" not in columns:
            raise Usage(f"{path}: no column “name”; its columns are {', '.join(columns) or 'none'}; known ones are {', '.join(COLUMNS)}")
        for row in rows:
            said: dict[str, Any] = {c: (row.get(columns[c]) or "").strip() for c in COLUMNS if c in columns}
            office = {c: said.pop(c, "") for c in ("title", "organization", "from", "until")}
            if (office["from"] or office["until"]) and not office["title"]:
                raise Usage(f"{path}, line {rows.line_num}: dates without a title; write the office in the column “title”")
            said["aliases"] = [a.strip() for a in said.get("aliases", "").split(";") if a.strip()]
            said["type"] = said.get("type") or "person"
            yield from_json(said | {"offices": [office] if office["title"] else []}, f"{path}, line {rows.line_num}")
    except csv.Error as error:
        raise Usage(f"{path}: {error}") from None


def _own_or_ftm(path: Path, text: str) -> Iterable[Listed]:
    lines = []
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            try:
                said = json.loads(line)
            except ValueError as error:
                raise Usage(f"{path}, line {number}: {error}") from None
            if not isinstance(said, dict):
                raise Usage(f"{path}, line {number}: not a JSON object")
            lines.append((number, said))
    if any("schema" in said for _, said in lines):
        return _ftm([said for _, said in lines if isinstance(said.get("properties"), dict)])
    return [from_json(said, f"{path}, line {number}") for number, said in lines if "list" not in said]


def _ftm(entities: list[dict[str, Any]]) -> Iterator[Listed]:
    """Persons and bodies with their names; offices from Occupancy with its Position, Membership, Directorship, Employment and `position`."""
    by_id = {e["id"]: e for e in entities if e.get("id")}
    offices: dict[str, list[dict[str, str]]] = {}
    for one in entities:
        if one["schema"] == "Occupancy":
            holder, post = _first(one, "holder"), by_id.get(_first(one, "post"), {})
            title, _, of = _first(post, "name").partition(" of ")
            offices.setdefault(holder, []).append({"title": title, "organization": _first(post, "organization") or of.removeprefix("the ") or _first(post, "country"), **_term(one)})
        elif one["schema"] in ROLES:
            whose, where, named, otherwise = ROLES[one["schema"]]
            at = by_id.get(_first(one, where), {})
            offices.setdefault(_first(one, whose), []).append({"title": _first(one, named) or otherwise, "organization": _first(at, "name"), **_term(one)})
    for one in entities:
        type_ = SCHEMATA.get(one["schema"])
        if type_ is None or not _first(one, "name"):
            continue
        name, *others = one["properties"]["name"]
        held = [*offices.get(one.get("id", ""), ()), *({"title": p, "organization": "", "until": "unknown"} for p in one["properties"].get("position", ()))]
        said = {
            "name": name, "type": type_, "country": _first(one, "country") or _first(one, "nationality") or _first(one, "jurisdiction"),
            "aliases": [*others, *one["properties"].get("alias", ()), *one["properties"].get("weakAlias", ())], "wikidata": _first(one, "wikidataId"), "offices": held,
        }  # fmt: skip
        yield from_json(said | {"country": said["country"] if len(str(said["country"])) in (2, 3) else ""}, str(one.get("id")))


def _first(entity: dict[str, Any], name: str) -> str:
    values = entity.get("properties", {}).get(name) or [""]
    return str(values[0])


def _term(entity: dict[str, Any]) -> dict[str, str]:
    return {"from": _first(entity, "startDate")[:7], "until": _first(entity, "endDate")[:7]}
