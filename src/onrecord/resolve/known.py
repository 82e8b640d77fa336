"""Known persons: which of a document's persons the knowledge base knows, decided after everything has been found.

Nothing that is found depends on it: items, spans and their confidences are made before, and only the ids, names, roles and confidence of
actors change here. By names at any time; by surname or office alone only at the document's date, with less confidence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from onrecord.records import Actor, Document, Role, Span, Voiced
from onrecord.resolve.actors import GENERIC_OFFICES, Cast
from onrecord.resolve.knowledge import Knowledge
from onrecord.resolve.knowledge.people import Office, People, fold, moment, months, office
from onrecord.resolve.mentions import Mention

BY_SURNAME, BY_VARIANT, BY_OFFICE = 0.7, 0.8, 0.6  # confidence of an actor that is known by less than its name
BEFORE, AFTER = 12, 24  # months around an office in which a surname still calls its holder to mind
NOT_NOW = re.compile(r"\b(former|ex|late|then|deputy|vice|acting|interim|caretaker|previous|next|future|incoming|assistant|special|designate|elect|shadow|an?)\b", re.I)
COMMON = frozenset(
    "adams allen anderson baker bailey bell bennett brown bush butler campbell carter clark clarke clinton cohen collins cook cooper cox davies davis day "
    "edwards evans fischer fisher fox francis garcia george gonzalez gordon grant gray green hall hamilton harris harrison hassan henry hill holmes howard "
    "hughes hunt hussein ibrahim ivanov jackson james johnson jones kelly kennedy khan kim king kumar lake lane lee lewis li lopez ma major marin martin "
    "may mayer meyer miller mitchell mohamed mohammed moore morgan morris muller murphy murray nelson nguyen obrien park patel patterson pence perez petersen "
    "phillips powell price reid reed rice richards richardson roberts robinson rodriguez rogers rose ross russell ryan salem salman sanchez sanders scott "
    "shah sharma sharif short silva simpson singh smith snow spencer stewart stone straw sullivan taylor thomas thompson turner walker wallace wang ward waters "
    "watson weaver webb west white williams wilson wong wood woods wright wu yang young zhang".split()
)  # fmt: skip
GENERIC = GENERIC_OFFICES | {"president-elect", "leader", "politician"}


@dataclass
class _Clues:
    """What the document says of one of its actors: whole names and lone ones as printed, offices with the state or body they stand with."""

    names: dict[str, None] = field(default_factory=dict)
    offices: dict[tuple[str, str | None], None] = field(default_factory=dict)
    states: set[str] = field(default_factory=set)
    role: Mention | None = None  # an office without a name


def identified(
    document: Document, cast: Cast, actors: Sequence[Actor], items: Sequence[Voiced], knowledge: Knowledge
) -> tuple[list[Actor], list[Voiced]]:  # fmt: skip
    """The actors with those that the knowledge base knows under its keys, two that are one person made one, and the items with the same ids."""
    people, at = knowledge.people, moment(document.published)
    clues = _clues(cast, actors)
    found = _by_names(people, actors, clues, at)
    if at:
        context = {m.entry.key for m in cast.mentions if m.entry} | {m.modifier.key for m in cast.mentions if m.modifier}
        found |= _by_surname(people, actors, clues, found, context, at)
        found |= {a.id: (key, BY_OFFICE) for a in actors if a.id not in found and (key := _by_office(people, document, clues.get(a.id), at))}
    if not found:
        return list(actors), list(items)
    ids = {id_: key for id_, (key, _) in found.items()}
    known = [_as_known(a, *found[a.id], people, knowledge, clues[a.id], at) if a.id in found else a for a in actors]
    return _spelled_otherwise(document, cast, _joined(known), people, {a.id for a in actors}), [renamed(item, ids) for item in items]


def _clues(cast: Cast, actors: Iterable[Actor]) -> dict[str, _Clues]:
    out = {a.id: _Clues() for a in actors if a.id in cast.parties and (a.type == "person" or (a.type == "other" and a.id.startswith("a")))}
    for id_, name in ((a.id, a.name) for a in actors if a.id in out and a.id.startswith("a")):
        if all(word[:1].isupper() or word in ("al", "el", "bin", "de", "der", "van", "von", "du", "la", "le") for word in re.split(r"[\s-]", name)):
            out[id_].names[name] = None
    for mention in cast.mentions:
        if mention.kind not in ("person", "name", "role"):
            continue
        for id_ in cast.ids(mention):
            clues = out.get(id_)
            if clues is None:
                continue
            if mention.kind == "role":
                clues.role = clues.role or mention
                continue
            clues.names[" ".join(mention.name.split())] = None
            if mention.modifier and mention.modifier.type == "state":
                clues.states.add(mention.modifier.key)
            if mention.noun and mention.kind == "person":
                title = " ".join(mention.noun.phrase)
                clues.names[f"{title} {mention.name}"] = None  # "Pope Francis", "King Abdullah II"
                if title not in GENERIC:
                    clues.offices[title, mention.modifier.key if mention.modifier else None] = None
    return out


def _agrees(people: People, key: str, clues: _Clues, at: tuple[int, int] | None) -> bool:
    """Whether no state printed with the name speaks against the person, and none of the offices held begins a lifetime later."""
    person, held = people.persons[key], people.offices[key]
    own = {person.country, *(o.organization for o in held)}
    if any(state not in own for state in clues.states if not any("envoy" in t or "ambassador" in t for t, _ in clues.offices)):
        return False
    return at is None or not held or any(o.perhaps(at, before=360, after=FOREVER) for o in held)


FOREVER = 10**5


def _by_names(people: People, actors: Sequence[Actor], clues: dict[str, _Clues], at: tuple[int, int] | None) -> dict[str, tuple[str, float]]:
    """Actor id -> (key, confidence), by a whole name or a known spelling of it; then lone spellings of those that are in the document."""
    out: dict[str, tuple[str, float]] = {}
    for actor in (a for a in actors if a.id in clues):
        keys = {key for name in clues[actor.id].names if " " in name for key in people.named(name) if _agrees(people, key, clues[actor.id], at)}
        if len(keys) > 1:
            keys = {k for k in keys if _holds(people, k, clues[actor.id], at)} or keys
        if len(keys) > 1 and at:
            keys = {k for k in keys if any(o.perhaps(at) for o in people.offices[k])}
        sure = max(0.9, actor.confidence)
        if not keys and at:
            heard = {key for name in clues[actor.id].names if " " in name for key in people.heard(name) if _agrees(people, key, clues[actor.id], at)}
            keys, sure = {k for k in heard if any(o.perhaps(at, BEFORE * 10, AFTER * 10) for o in people.offices[k])}, BY_VARIANT
        if len(keys) == 1:
            out[actor.id] = keys.pop(), sure
    here = {key for key, _ in out.values()}
    for actor in (a for a in actors if a.id in clues and a.id not in out and here):
        names = clues[actor.id].names
        keys = {k for name in names if " " not in name for k in people.called(name)} & here
        if len(keys) == 1 and not any(" " in n for n in names if not n[0].islower()):
            out[actor.id] = keys.pop(), BY_VARIANT
    return out


def _holds(people: People, key: str, clues: _Clues, at: tuple[int, int] | None, after: int = FOREVER) -> bool:
    """Whether an office printed with the name is one that the person holds at that time, or held before."""
    held = [o for o in people.offices[key] if at is None or o.perhaps(at, before=0, after=after)]
    return any(people.matches(o, title, organization) for title, organization in clues.offices for o in held)


def _by_surname(
    people: People, actors: Sequence[Actor], clues: dict[str, _Clues], found: dict[str, tuple[str, float]], context: set[str], at: tuple[int, int],
) -> dict[str, tuple[str, float]]:  # fmt: skip
    """A surname alone: one person of that name near an office then, with an office printed that fits, or else the state or body named."""
    out = {}
    for actor in (a for a in actors if a.id in clues and a.id not in found):
        own = clues[actor.id]
        printed = [n for n in own.names if not n[0].islower()]
        if len(printed) != 1 or not printed or (" " in printed[0] and printed[0].split()[0].lower() not in ("al", "el", "von", "van", "de")):
            continue
        near = {k for k in people.called(printed[0]) if any(o.perhaps(at, BEFORE, AFTER) for o in people.offices[k]) and _agrees(people, k, own, at)}
        if own.offices:
            near = {k for k in near if _holds(people, k, own, at, AFTER)}
        elif fold(printed[0]) in COMMON:
            continue
        if len(near) != 1:
            continue
        key = near.pop()
        states = {o.organization for o in people.offices[key] if o.perhaps(at, BEFORE, AFTER)} | {people.persons[key].country}
        if states & context:
            out[actor.id] = key, BY_SURNAME
    return out


def _by_office(people: People, document: Document, clues: _Clues | None, at: tuple[int, int]) -> str | None:
    """The holder of an office that the document names no one for ("the Polish foreign minister"), at its date."""
    if clues is None or clues.role is None or clues.names or clues.role.modifier is None or clues.role.noun is None or not clues.role.definite or clues.role.plural:
        return None
    mention = clues.role
    text = document.text[mention.start : mention.end]
    if NOT_NOW.search(text) or mention.modifier is None or mention.noun is None:
        return None
    key = mention.modifier.key
    if mention.modifier_at:
        seat = document.text[mention.modifier_at[0] : mention.modifier_at[1]].lower()
        key = {"kremlin": "kremlin", "white house": "white-house"}.get(seat, key)
    title = " ".join(mention.noun.phrase)
    return people.holder(key, title, at) or (people.holder(mention.modifier.key, title, at) if office(title) != "spokesman" else None)


def _as_known(
    actor: Actor, key: str, confidence: float, people: People, knowledge: Knowledge, clues: _Clues, at: tuple[int, int] | None
) -> Actor:  # fmt: skip
    person = people.persons[key]
    aliases = tuple(sorted({*actor.aliases, actor.name} - {person.name}))
    return replace(
        actor, id=key, name=person.name, type="person", country=person.country or actor.country, sector=actor.sector or "GOV", aliases=aliases,
        roles=_roles(people, knowledge, actor, key, clues, at), wikidata=person.wikidata, confidence=confidence,
    )  # fmt: skip


def _roles(people: People, knowledge: Knowledge, actor: Actor, key: str, clues: _Clues, at: tuple[int, int] | None) -> tuple[Role, ...]:
    """Roles as printed, dated where they are an office of the person's; then the offices held at the document's date."""
    held = people.offices[key]
    now = [o for o in held if at and o.perhaps(at)]
    used: set[Office] = set()
    out = []
    for role in actor.roles:
        same = [o for o in (now or held) if any(people.matches(o, t, org) and role.title.lower().replace("-", " ").find(t.replace("-", " ").lower()) >= 0 for t, org in clues.offices)]
        if len(same) == 1 and not NOT_NOW.search(role.title):
            used.add(same[0])
            out.append(replace(role, from_=same[0].from_ or None, until=_until(same[0], people, at)))
        else:
            out.append(role)
    for one in now:
        if one not in used and (one.surely(at, people.kept_month) if at and one.until != "" else at):
            out.append(Role(one.title, knowledge.called.get(one.organization, one.organization), one.from_ or None, _until(one, people, at)))
    return tuple(dict.fromkeys(out))


def _until(one: Office, people: People, at: tuple[int, int] | None) -> str | None:
    """When it ended. An office that was open when the files were kept is unverified later: it ended some time from then on, or not yet."""
    if one.until == "unknown":
        return None
    kept = one.kept or people.kept
    return one.until or (f"{kept}/.." if at and at[1] > months(kept)[1] else None)


def _joined(actors: Sequence[Actor]) -> list[Actor]:
    """Actors of one id made one: what is printed of both, the surer one's confidence."""
    out: dict[str, Actor] = {}
    for actor in actors:
        first = out.get(actor.id)
        if first is None:
            out[actor.id] = actor
            continue
        evidence = tuple(dict.fromkeys(sorted((*first.evidence, *actor.evidence), key=lambda s: (s.start, s.end))))
        out[actor.id] = replace(
            first, aliases=tuple(sorted({*first.aliases, *actor.aliases})), roles=tuple(dict.fromkeys((*first.roles, *actor.roles))),
            evidence=evidence, confidence=max(first.confidence, actor.confidence),
        )  # fmt: skip
    return sorted(out.values(), key=lambda a: (a.evidence[0].start if a.evidence else -1, a.id))


def _spelled_otherwise(document: Document, cast: Cast, actors: list[Actor], people: People, listed: set[str]) -> list[Actor]:
    """Known persons with the places that name them otherwise and that no item uses: another spelling of the surname alone ("Zelensky",
    where the document has "Zelenskyy"), a whole name whose own actor is not `listed`."""
    text = document.text
    taken = bytearray(len(text))
    whole: dict[str, list[tuple[int, int]]] = {}
    here = {a.id for a in actors}
    for start, end in ((s.start, s.end) for a in actors for s in a.evidence):
        taken[start:end] = b"1" * (end - start)
    for party in cast.parties.values():
        if party.tentative and party.id not in listed and " " in party.name and len(keys := set(people.named(party.name)) & here) == 1:
            whole.setdefault(keys.pop(), []).extend(place for place in party.mentions if not any(taken[slice(*place)]))
    out = []
    for actor in actors:
        person = people.persons.get(actor.id)
        if person is None or actor.confidence == BY_OFFICE:
            out.append(actor)
            continue
        places = whole.get(actor.id, [])
        for start, end in places:
            taken[start:end] = b"1" * (end - start)
        shown = {word for s in actor.evidence for word in s.text.split()}
        known = {fold(word) for word in shown} | COMMON
        others = {spelling.split()[-1] for spelling in (person.name, *person.spellings) if " " in spelling} - shown
        for word in sorted(o for o in others if len(o) > 4 and fold(o) not in known):
            for match in re.finditer(rf"(?<!\w){re.escape(word)}(?!\w)", text):
                first_name = re.search(r"[A-Z][\w.'’-]+ $", text[max(0, match.start() - 30) : match.start()])
                if not any(taken[match.start() : match.end()]) and not first_name:
                    places = [*places, match.span()]
        spans = [Span("mention", start, end, text[start:end], doc=document.id) for start, end in places]
        aliases = tuple(sorted({*actor.aliases, *(s.text for s in spans)} - {actor.name}))
        out.append(replace(actor, evidence=tuple(sorted((*actor.evidence, *spans), key=lambda s: (s.start, s.end))), aliases=aliases))
    return out


LISTS = ("speakers", "about", "actors", "recipients", "who", "to_whom", "subject")
ONES = ("speaker", "addressee", "population", "pollster", "target")


def renamed(item: Voiced, ids: dict[str, str]) -> Voiced:
    """The item with the actors' new ids; its own id rests on evidence alone and stays."""
    changed: dict[str, Any] = {}
    for name in LISTS:
        old = getattr(item, name, ())
        if any(i in ids for i in old):
            changed[name] = tuple(dict.fromkeys(ids.get(i, i) for i in old))
    for name in ONES:
        if getattr(item, name, None) in ids:
            changed[name] = ids[getattr(item, name)]
    voice = item.voice
    if voice.holder in ids or any(i in ids for i in voice.chain):
        chain = tuple(dict.fromkeys(ids.get(i, i) for i in voice.chain))
        changed["voice"] = replace(voice, holder=ids.get(voice.holder, voice.holder) if voice.holder else None, chain=chain)
    return replace(item, **changed) if changed else item

