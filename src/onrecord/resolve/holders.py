"""Who holds an office that a text names without the person: "the minister", "the Norwegian foreign minister"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Protocol

from onrecord.records import Role
from onrecord.resolve.knowledge import Entry
from onrecord.resolve.knowledge.people import People
from onrecord.resolve.mentions import Mention

MOST = 200  # holders of one office that are told apart
LESSER = re.compile(r"\b(?:deputy|vice|assistant|acting|interim|caretaker)\b")  # an office beside the one of that name
NO_ONE_YET = re.compile(r"(?:an?|any|no|every|each|another|other|all)\b|(?:\w+\s+)?(?:next|new|future|incoming)\b", re.I)  # opens a phrase that means no holder known


class Person(Protocol):
    """A party with the roles that the document prints."""

    id: str
    name: str
    roles: list[Role]


class Offices:
    """Who holds an office, looked up by the words of its title."""

    def __init__(self, parties: Iterable[Person], people: People) -> None:
        self._people = people
        self._by_word: dict[str, list[tuple[Person, str, str | None]]] = {}
        for party in parties:
            for role in party.roles:
                for word in _office_words(role.title):
                    self._by_word.setdefault(word, []).append((party, role.title, role.organization))

    def holders(self, mention: Mention, text: str) -> list[str]:
        """Ids of the persons with such an office, in the order of the document; of the last MOST where a title is everybody's."""
        if mention.noun is None or NO_ONE_YET.match(text):
            return []
        title, modifier = " ".join(mention.noun.phrase), mention.modifier
        wanted, lesser = _office_words(title), set(LESSER.findall(text.lower()))
        near = min((self._by_word.get(word, []) for word in wanted), key=len, default=[])[-MOST:]
        return list(dict.fromkeys(
            party.id for party, own, at in near
            if wanted <= _office_words(own) and _office_head(own) == _office_head(title) and lesser <= set(LESSER.findall(own.lower()))
            and (modifier is None or at == modifier.name or (at is None and not self._elsewhere(party.name, modifier)))
        ))  # fmt: skip

    def _elsewhere(self, name: str, state: Entry) -> bool:
        """Whether everybody of that name whom the knowledge base has belongs to other states: "the South Korean president" is not Donald Trump."""
        known = self._people.named(name) or self._people.called(name)
        return state.type == "state" and bool(known) and not any(self._people.belongs(key, state.key) for key in known)


def _office_head(title: str) -> str:
    """`ambassador` of `ambassador to the United Nations`, `director` of `FBI director`."""
    return re.split(r"[\s-]+", re.split(r"\s(?:of|to|for|at|in)\s", title.lower())[0])[-1].removesuffix("s")


def _office_words(title: str) -> set[str]:
    return {word.removesuffix("s") for word in re.split(r"[\s-]+", title.lower())}
