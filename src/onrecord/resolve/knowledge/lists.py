"""A user's own lists of persons, bodies and offices, kept as JSON Lines in one folder and read beside the packaged files.

The folder is $ONRECORD_KNOWLEDGE, else `knowledge` in the user's folder for onrecord. Each list begins with a line that says what it was made
from and until when it was kept; then one entity a line, sorted by key. What is in the folder is part of the knowledge base's version, which
every record keeps with every reading: the same text read with the same lists gives the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, get_args

import click

from onrecord.errors import Usage
from onrecord.records import ActorType

TYPES = frozenset(get_args(ActorType))


@dataclass(frozen=True, slots=True)
class Held:
    """An office: `organization` is a key of the knowledge base, or a name."""

    title: str
    organization: str
    from_: str = ""
    until: str = ""  # "" open when the list was kept, "unknown" ended


@dataclass(frozen=True, slots=True)
class Listed:
    key: str
    name: str
    type: ActorType
    country: str = ""  # ISO 3166 alpha-3
    sector: str = ""
    aliases: tuple[str, ...] = ()
    wikidata: str = ""
    offices: tuple[Held, ...] = ()


@dataclass(frozen=True, slots=True)
class OwnList:
    name: str
    kept: str  # EDTF month
    source: str  # the file it was made from
    sha256: str  # of that file
    entries: tuple[Listed, ...]

    @property
    def digest(self) -> str:
        return hashlib.sha256(to_text(self).encode()).hexdigest()


def folder() -> Path:
    given = os.environ.get("ONRECORD_KNOWLEDGE")
    return Path(given) if given else Path(click.get_app_dir("onrecord")) / "knowledge"


def key_of(name: str) -> str:
    """`Ana Vidal` -> `ana-vidal`."""
    from onrecord.resolve.knowledge.people import fold

    return re.sub(r"[^\w]+", "-", fold(name)).strip("-")


def to_text(one: OwnList) -> str:
    head = {"list": one.name, "kept": one.kept, "source": one.source, "sha256": one.sha256}
    return "".join(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n" for line in (head, *(_plain(e) for e in one.entries)))


def _plain(entry: Listed) -> dict[str, Any]:
    """Without empty fields."""
    said = asdict(entry)
    said["offices"] = [{k.rstrip("_"): v for k, v in office.items() if v} for office in said["offices"]]
    return {k: v for k, v in said.items() if v}


def from_json(said: dict[str, Any], where: str) -> Listed:
    """An entity as our own lists write it. Usage where it cannot be one."""
    name, type_ = str(said.get("name", "")).strip(), said.get("type", "person")
    if not name or type_ not in TYPES:
        raise Usage(f"{where}: " + ("no name" if not name else f"type {type_!r} is none of {', '.join(sorted(TYPES))}"))
    offices = tuple(Held(o.get("title", ""), o.get("organization", ""), _date(o.get("from", ""), where), _date(o.get("until", ""), where)) for o in said.get("offices", ()) if o.get("title"))
    return Listed(
        said.get("key") or key_of(name), name, type_, said.get("country", ""), said.get("sector", ""), tuple(dict.fromkeys(said.get("aliases", ()))),
        said.get("wikidata", ""), offices,
    )  # fmt: skip


def _date(value: str, where: str) -> str:
    """EDTF year or month."""
    found = re.match(r"\d{4}(?:-(?:0[1-9]|1[0-2]))?(?=$|-)", value)
    if value and value != "unknown" and not found:
        raise Usage(f"{where}: {value!r} is no date; write 2024 or 2024-05")
    return found[0] if found else value


def read(path: Path) -> OwnList:
    """A list of the folder. Usage where the file is none."""
    try:
        head, *rest = path.read_text("utf8").splitlines()
        said = json.loads(head)
        entries = tuple(from_json(json.loads(line), f"{path.name}, line {n}") for n, line in enumerate(rest, 2))
        return OwnList(said["list"], said["kept"], said["source"], said["sha256"], entries)
    except (ValueError, KeyError, TypeError, OSError) as error:
        raise Usage(f"{path} is no list of onrecord’s ({error}); remove it, or add its source again: onrecord knowledge add FILE") from None


def own_lists() -> tuple[OwnList, ...]:
    """The lists of the folder, by name."""
    here = folder()
    return tuple(read(path) for path in sorted(here.glob("*.jsonl"))) if here.is_dir() else ()


def joined(entries: Iterable[Listed]) -> tuple[Listed, ...]:
    """Entities of one key made one: names and offices of all; sorted."""
    out: dict[str, Listed] = {}
    for one in entries:
        first = out.get(one.key)
        if first is None:
            out[one.key] = one
            continue
        aliases = tuple(dict.fromkeys(a for a in (*first.aliases, one.name, *one.aliases) if a != first.name))
        out[one.key] = Listed(
            first.key, first.name, first.type, first.country or one.country, first.sector or one.sector, aliases, first.wikidata or one.wikidata,
            tuple(dict.fromkeys((*first.offices, *one.offices))),
        )  # fmt: skip
    return tuple(out[key] for key in sorted(out))


def save(one: OwnList) -> Path:
    """Writes the list into the folder, whole or not at all; one of its name is replaced."""
    here = folder()
    here.mkdir(parents=True, exist_ok=True)
    path = here / f"{one.name}.jsonl"
    half = path.with_suffix(".part")
    half.write_text(to_text(one), encoding="utf8", newline="\n")
    half.replace(path)
    return path
