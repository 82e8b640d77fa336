"""A list from a Wikidata dump in JSON: persons who held positions, and bodies, with names, offices and dates (data CC0).

The dump is one array with an entity a line (https://doc.wikimedia.org/Wikibase/master/php/docs_topics_json.html), plain, .gz or .bz2. It is read
once, line by line; what may be needed goes into a small database beside the target, `TARGET.part`, with how far it was read, so that a build
that was stopped goes on from there. Positions and states are items of their own and may stand anywhere in the dump: they are put together
at the end. Properties: P31 instance of, P39 position held, P580 and P582 its start and end, P27 citizenship, P17 country, P298 ISO 3166
alpha-3, P1001 applies to jurisdiction, P2389 organization directed by the office.
"""

from __future__ import annotations

import bz2
import gzip
import json
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

from onrecord import data
from onrecord.errors import Usage
from onrecord.resolve.knowledge.lists import Held, Listed, joined, key_of

Json = dict[str, Any]
HUMAN = "Q5"
EVERY = 1000  # lines after which the database is written
TABLES = """
CREATE TABLE IF NOT EXISTS people (item TEXT PRIMARY KEY, said TEXT);
CREATE TABLE IF NOT EXISTS bodies (item TEXT PRIMARY KEY, said TEXT);
CREATE TABLE IF NOT EXISTS things (item TEXT PRIMARY KEY, label TEXT, iso3 TEXT, of TEXT);
CREATE TABLE IF NOT EXISTS progress (dump TEXT, size INTEGER, lines INTEGER, bytes INTEGER);
"""


def built(dump: Path, target: Path, since: int, step: Callable[[int], None] = lambda _: None) -> tuple[Listed, ...]:
    """The entities of the dump. `step` hears how many bytes of it, as they lie on disk, were read."""
    part = target.with_name(target.name + ".part")
    store = sqlite3.connect(part)
    try:
        store.executescript(TABLES)
        gathered(dump, store, step)
        found = joined(assembled(store, since))
    finally:
        began = store.execute("SELECT max(lines) FROM progress").fetchone()[0]
        store.close()
        if not began:
            part.unlink()
    part.unlink(missing_ok=True)
    return found


def gathered(dump: Path, store: sqlite3.Connection, step: Callable[[int], None]) -> None:
    """Everything of the dump that may be needed, into the database; goes on after the last line that is there."""
    size = _size(dump)
    row = store.execute("SELECT dump, size, lines, bytes FROM progress").fetchone()
    if row and (row[0] != dump.name or row[1] > size):
        raise Usage(f"{row[0]} was being read into this file, not this {dump.name}; give the same dump, or remove the .part file beside the target")
    done, place = (row[2], row[3]) if row else (0, 0)
    if not row:
        store.execute("INSERT INTO progress VALUES (?, ?, 0, 0)", (dump.name, size))
    types = {r["item"]: (r["type"], r["sector"]) for r in data.table(__package__, "wikidata.tsv")}
    with dump.open("rb") as raw, _unpacked(dump, raw) as lines:
        if lines is raw and place:
            raw.seek(place)
        number, at = (done, place) if lines is raw else (0, 0)
        try:
            for line in lines:
                number += 1
                at += len(line)
                if number <= done:
                    continue
                if entity := _entity(line, dump, number):
                    _keep(store, entity, types)
                if not number % EVERY:
                    _mark(store, number, at)
                    step(raw.tell())
        except (EOFError, OSError) as error:
            _mark(store, number - number % EVERY, at)
            raise Usage(f"{dump}: broken off after {number:,} lines ({error}); load the rest of it and give the same command again") from None
    _mark(store, number, at)


def _size(dump: Path) -> int:
    try:
        return dump.stat().st_size
    except OSError as error:
        raise Usage(f"{dump}: {error.strerror}") from None


def _unpacked(dump: Path, raw: IO[bytes]) -> IO[bytes]:
    if dump.suffix == ".gz":
        return gzip.GzipFile(fileobj=raw)  # type: ignore[return-value]
    return bz2.BZ2File(raw) if dump.suffix == ".bz2" else raw


def _mark(store: sqlite3.Connection, lines: int, place: int) -> None:
    store.execute("UPDATE progress SET lines = ?, bytes = ?", (lines, place))
    store.commit()


def _entity(line: bytes, dump: Path, number: int) -> Json | None:
    """The entity of a line; None for the array's brackets."""
    text = line.strip().rstrip(b",")
    if text in (b"", b"[", b"]"):
        return None
    try:
        said = json.loads(text)
    except ValueError:
        raise Usage(f"{dump}, line {number:,}: no JSON; give Wikidata’s JSON dump, e.g. latest-all.json.gz (not RDF or SQL)") from None
    return said if isinstance(said, dict) else None


def _keep(store: sqlite3.Connection, entity: Json, types: dict[str, tuple[str, str]]) -> None:
    item, label = entity.get("id", ""), _label(entity)
    if not label or not item.startswith("Q"):
        return
    classes = set(_items(entity, "P31"))
    if HUMAN in classes:
        if held := [term for claim in _claims(entity, "P39") if (term := _term(claim))]:
            said = {"name": label, "aliases": _aliases(entity), "country": _items(entity, "P27"), "held": held}
            store.execute("INSERT OR REPLACE INTO people VALUES (?, ?)", (item, json.dumps(said, ensure_ascii=False)))
        return
    iso3 = next((str(_value(claim)) for claim in _claims(entity, "P298")), "")
    of = [*_items(entity, "P2389"), *_items(entity, "P1001")]
    if iso3 or of or any("P580" not in c for c in _claims(entity, "P1308")):
        store.execute("INSERT OR REPLACE INTO things VALUES (?, ?, ?, ?)", (item, label, iso3, of[0] if of else ""))
    if known := next((types[c] for c in sorted(classes & types.keys())), None):
        store.execute("INSERT OR IGNORE INTO things VALUES (?, ?, ?, ?)", (item, label, "", ""))
        said = {"name": label, "aliases": _aliases(entity), "country": _items(entity, "P17"), "type": known[0], "sector": known[1]}
        store.execute("INSERT OR REPLACE INTO bodies VALUES (?, ?)", (item, json.dumps(said, ensure_ascii=False)))


def _label(entity: Json) -> str:
    """The English name, else the one for all languages."""
    labels = entity.get("labels") or {}
    return str(next((labels[code]["value"] for code in ("en", "en-gb", "mul") if code in labels), ""))


def _aliases(entity: Json) -> list[str]:
    aliases = entity.get("aliases") or {}
    return [a["value"] for code in ("en", "mul") for a in aliases.get(code, ())]


def _claims(entity: Json, of: str) -> list[Json]:
    """The statements of a property, preferred and normal ones."""
    return [c for c in (entity.get("claims") or {}).get(of, ()) if c.get("rank") != "deprecated"]


def _value(claim: Json) -> Any:
    return ((claim.get("mainsnak") or claim).get("datavalue") or {}).get("value")


def _items(entity: Json, of: str) -> list[str]:
    return [v["id"] for claim in _claims(entity, of) if isinstance(v := _value(claim), dict) and "id" in v]


def _term(claim: Json) -> list[str] | None:
    """[position, from, until] of a P39 statement; an end that is marked as unknown is "unknown"."""
    value = _value(claim)
    if not isinstance(value, dict) or "id" not in value:
        return None
    qualifiers = claim.get("qualifiers") or {}
    return [value["id"], *(next((_month(q) for q in qualifiers.get(of, ())), "") for of in ("P580", "P582"))]


def _month(snak: Json) -> str:
    """EDTF year or month, as precise as Wikidata has it (9 year, 10 month, 11 day)."""
    if snak.get("snaktype") == "somevalue":
        return "unknown"
    value = (snak.get("datavalue") or {}).get("value") or {}
    time, precision = str(value.get("time", "")), value.get("precision", 0)
    if not time.startswith("+") or precision < 9:
        return ""
    return time[1:8] if precision >= 10 and time[6:8] != "00" else time[1:5]


def assembled(store: sqlite3.Connection, since: int) -> Iterator[Listed]:
    """Bodies; persons with an office that lasted into `since` or later."""
    things = {item: (label, iso3, of) for item, label, iso3, of in store.execute("SELECT item, label, iso3, of FROM things")}

    def state(items: list[str]) -> str:
        return next((things[i][1] for i in items if i in things and things[i][1]), "")

    for item, text in store.execute("SELECT item, said FROM bodies ORDER BY item"):
        said = json.loads(text)
        yield Listed(_key(said["name"], item), said["name"], said["type"], state(said["country"]), said["sector"], tuple(said["aliases"]), item)
    for item, text in store.execute("SELECT item, said FROM people ORDER BY item"):
        said = json.loads(text)
        offices = tuple(office for position, start, end in said["held"] if (office := _office(things, position, start, end)))
        if any(not o.until or int((o.until if o.until[:4].isdigit() else o.from_ or "0")[:4]) >= since for o in offices):
            yield Listed(_key(said["name"], item), said["name"], "person", state(said["country"]), "GOV", tuple(said["aliases"]), item, offices)


def _key(name: str, item: str) -> str:
    """A key of its own: names recur, items do not."""
    return f"{key_of(name)}-{item.lower()}"


def _office(things: dict[str, tuple[str, str, str]], position: str, start: str, end: str) -> Held | None:
    """`Prime Minister of the United Kingdom`, which applies to Q145 -> prime minister, GBR."""
    if position not in things or start == "unknown":
        return None
    label, _, of = things[position]
    title, _, rest = label.partition(" of ")
    where = things.get(of)
    known = (where[1] or where[0]) if where else rest.removeprefix("the ")
    if where and rest and rest.removeprefix("the ").casefold() != where[0].casefold():
        title = label.removesuffix(f" of {where[0]}").removesuffix(f" of the {where[0]}")
    return Held(title.lower(), known, start, end)
