"""The knowledge base: states, bodies and offices by the names that reporting uses, from the data files beside this one.

`Knowledge.names` maps a token tuple as printed to an Entry; keys of actors are the base's own: ISO 3166 alpha-3 for states
("RUS"), a slug for bodies ("nato"), "pop:RUS" for a people.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib import resources
from typing import Literal

from onrecord import data
from onrecord.records import ActorType
from onrecord.resolve.knowledge import people as persons
from onrecord.resolve.knowledge.formats import codes
from onrecord.resolve.knowledge.lists import OwnList, own_lists

FILES = ("states.tsv", "bodies.tsv", "titles.tsv", *persons.FILES)
Sense = Literal["state", "demonym", "people", "metonym", "capital", "body"]


@dataclass(frozen=True, slots=True)
class Entry:
    """What a name stands for. A demonym ("Russian") leads to its state; a capital or seat of government is a metonym of it."""

    key: str
    name: str
    type: ActorType
    country: str | None
    sector: str | None
    sense: Sense


@dataclass(frozen=True, slots=True)
class Title:
    phrase: tuple[str, ...]
    kind: Literal["office", "body", "force", "people", "text"]
    sector: str


@dataclass(frozen=True)
class Knowledge:
    names: dict[tuple[str, ...], Entry]  # token tuples as printed, a leading "the" left out
    titles: dict[tuple[str, ...], Title]  # lower case
    longest: int  # tokens in the longest name
    version: str  # hash of the data files, and of the user's own lists
    lists: tuple[OwnList, ...] = ()

    @cached_property
    def name_starts(self) -> frozenset[str]:
        return frozenset(name[0] for name in self.names)

    @cached_property
    def people(self) -> persons.People:
        """Persons and their offices, the user's among them; read when first asked for."""
        return persons.with_lists(persons.load(), self.lists, self.organization) if self.lists else persons.load()

    def organization(self, name: str) -> str:
        """The key of a state or body by name or key; a name that is not known stays."""
        bare = name.removeprefix("the ").removeprefix("The ")
        known = self.names.get(words(bare)) or self.names.get(words(name))
        return known.key if known else self.states.get(bare.lower(), name)

    @cached_property
    def states(self) -> dict[str, str]:
        """Codes and names of states, lower case -> keys."""
        names = {" ".join(name).lower(): entry.key for name, entry in self.names.items() if entry.sense == "state"}
        return names | codes() | {entry.key.lower(): entry.key for entry in self.names.values() if entry.type == "state"}

    @cached_property
    def called(self) -> dict[str, str]:
        """Key of a state or body -> its name."""
        return {entry.key: entry.name for entry in self.names.values()}

    @cached_property
    def title_starts(self) -> frozenset[str]:
        """First words of titles, lower case, singular and plural."""
        return frozenset(form for title in self.titles for form in (title[0], title[0] + "s"))


def words(name: str) -> tuple[str, ...]:
    """A name as the tokenizer parts it: at spaces, and before a possessive 's."""
    return tuple(part for word in name.split() for part in ([word[:-2], word[-2:]] if word.endswith(("'s", "’s")) else [word]))


def _rows(name: str) -> tuple[dict[str, str], ...]:
    return data.table(__package__, name)


def _listed(value: str | None) -> list[str]:
    return [part.strip() for part in (value or "").split(";") if part.strip()]


def kept_until() -> dict[str, str]:
    """Knowledge file -> EDTF month until when it was kept, for the files that age."""
    return {name: until for name in FILES if (until := persons.kept(name))}


@lru_cache(maxsize=1)
def load() -> Knowledge:
    """The packaged knowledge base, with the user's own lists."""
    names: dict[tuple[str, ...], Entry] = {}

    def add(surface: str, entry: Entry) -> None:
        bare = surface.removeprefix("the ")
        for form in {bare, bare.replace("'", "’")}:
            names.setdefault(words(form), entry)

    for row in _rows("states.tsv"):
        key, name = row["iso3"], row["name"]
        for surface in [name, *_listed(row["aliases"])]:
            add(surface, Entry(key, name, "state", key, "GOV", "state"))
    for row in _rows("bodies.tsv"):
        entry = Entry(row["key"], row["name"], row["type"], row["country"] or None, row["sector"] or None, "body")  # type: ignore[arg-type]
        for surface in [row["name"].removeprefix("The "), *_listed(row["aliases"])]:
            add(surface, entry)
    for row in _rows("states.tsv"):
        key, name = row["iso3"], row["name"]
        for surface in _listed(row["demonyms"]):
            add(surface, Entry(key, name, "state", key, "GOV", "people" if surface.endswith("s") and surface != "Swiss" else "demonym"))
        for surface in _listed(row["metonyms"]):
            add(surface, Entry(key, name, "state", key, "GOV", "metonym"))
        for surface in _listed(row["capital"]):
            add(surface, Entry(key, name, "state", key, "GOV", "capital"))
    titles = {}
    for row in _rows("titles.tsv"):
        for phrase in {row["phrase"], row["phrase"].replace("-", " ")}:
            titles[tuple(phrase.split())] = Title(tuple(phrase.split()), row["kind"], row["sector"])  # type: ignore[arg-type]
    content = b"".join(resources.files(__package__).joinpath(f).read_bytes() for f in FILES)
    lists = own_lists()
    for listed in (entry for one in lists for entry in one.entries if entry.type != "person"):
        known = names.get(words(listed.name.removeprefix("The ")))
        sense: Sense = "body"
        body = known or Entry(listed.key, listed.name, listed.type, listed.country or None, listed.sector or None, sense)
        for surface in (listed.name.removeprefix("The "), *listed.aliases):
            if surface[:1].isupper():
                names.setdefault(words(surface), body)
    content += b"".join(one.digest.encode() for one in lists)
    return Knowledge(names, titles, max(map(len, names)), hashlib.sha256(content).hexdigest()[:16], lists)
