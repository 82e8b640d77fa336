"""Who the mentions are: one Cast of actors a document, every mention tied to the actors it stands for.

Evidence only: a name of the knowledge base, a person printed with an office, a body or people named by its nationality. A name that
nothing vouches for (`tentative`) becomes an actor when it speaks or acts in an item, never by being there.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from onrecord.reader import Reading
from onrecord.records import Actor, ActorType, Document, Role, Span, actor_id
from onrecord.resolve import gender
from onrecord.resolve.holders import Offices
from onrecord.resolve.knowledge import Entry, Knowledge
from onrecord.resolve.mentions import DETERMINERS, Mention

CANDIDATES = 40  # mentions before a pronoun that may be its antecedent
DOUBT = -3.0  # score of an antecedent that the pair scores do not see
NEAR = 40  # words; pairs farther apart than a window were not trained on: for each further NEAR words their score counts one less
FAR_BETTER = 1.0  # by how much another antecedent must score better than the one that the rules choose
GENERIC_OFFICES = frozenset("mr mrs ms dr mr. mrs. ms. dr. sir lord".split())


WHEN = re.compile(r",?\s+(?:(?:late|early)\s+)?(?:on\s+)?(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b.*$")
AFTER_NOUN = re.compile(r"\s(?:of|in|from|for|at|with|on|to|close|familiar)\s")
BEYOND = re.compile(  # what follows a noun phrase: a comma, a relative clause, how and when it was published
    r",\s|\s(?:who|which|that|whose|where)\s|\s(?:published|released|issued|obtained|seen|dated|signed|posted|broadcast|leaked|adopted|prepared|written|conducted)\s"
)
DETERMINED = re.compile(r"^(?:the|a|an|its|their|his|her|our|some|several|many|most|one)\s+(?!(?:of|in|from|among|at|on|within)\b)", re.I)  # not the "many" of "many in the West"
LEADING = re.compile(rf"^(?:(?:{'|'.join(sorted(DETERMINERS))})\s+)+", re.I)
NOBODY = frozenset(
    "this that these those it he she they we i you who which what there others another each either one which their his her its our my your other "
    "both latter former same such more less most better worse something anything nothing everything".split()
)
LED_TO = re.compile(r"(?:(?:for|to|by|with|from)\s+)?", re.I)  # what a demand is made with, what a passive names its actor with
NO_PHRASE = re.compile(  # begins with no noun's word, or goes on past the noun with a verb of its own
    r"^(?:of|for|on|in|at|with|by|from|to|than|as|about|after|before|under|over|like|and|or|but|not|if|when|while|because)\s|\b(?:is|are|was|were|has|had|have|will|would)\b"
    r"|^(?!(?:leading|ruling|opposing|remaining|visiting|sitting|existing|dissenting|surviving|neighbou?ring|warring|governing|presiding|competing|outgoing|incoming|"
    r"standing|acting|broadcasting|campaigning|striking|fighting|grieving)\b)(?-i:[a-z]+ing)\s",
    re.I,
)
PERSONS = frozenset("officer man woman reporter witness expert scientist researcher teacher doctor resident source critic member campaigner".split())
GROUPS = frozenset("sources reports polls officials experts critics witnesses members organizers organisers scientists researchers media families".split())


def _sort_of(name: str) -> ActorType:
    """The type that the last word of an unnamed source tells."""
    last = name.lower().split()[-1]
    if last in ("reports", "media", "news", "newspaper", "agency", "press"):
        return "media"
    if last in GROUPS:
        return "population"
    return "person" if last in PERSONS or (len(name.split()) in (2, 3) and all(word[:1].isupper() for word in name.split())) else "other"


@dataclass
class _Party:
    id: str
    name: str
    type: ActorType
    country: str | None = None
    sector: str | None = None
    roles: list[Role] = field(default_factory=list)
    mentions: list[tuple[int, int]] = field(default_factory=list)
    tentative: bool = False


class _Parties(dict[str, _Party]):
    """Parties by id in the order in which they are first seen, those added also by what they are called."""

    def __init__(self) -> None:
        super().__init__()
        self.own: dict[tuple[ActorType, str], str] = {}  # this document's bodies and peoples
        self.of_states: dict[str, list[str]] = {}  # "army" -> RUS/army, UKR/army

    def add(self, party: _Party) -> str:
        if party.id not in self:
            self[party.id] = party
            if party.tentative:
                self.own.setdefault((party.type, party.name.lower()), party.id)
            elif "/" in party.id:
                self.of_states.setdefault(party.id.rsplit("/", 1)[1], []).append(party.id)
        return party.id


@dataclass(frozen=True)
class Cast:
    """The parties of one document. `ids_at` maps a mention's (start, end) to actor ids; pronouns are resolved by `refer`."""

    document: Document
    mentions: tuple[Mention, ...]
    ids_at: dict[tuple[int, int], tuple[str, ...]]
    parties: dict[str, _Party]
    sentences: tuple[tuple[int, int], ...] = ()
    reading: Reading | None = field(default=None, compare=False, repr=False)  # whose pair scores tell whom a pronoun means
    _pronouns: dict[str, str | None] = field(default_factory=dict, compare=False, repr=False)
    _named: dict[str, _Party] = field(default_factory=dict, compare=False, repr=False)  # tentative ones by name

    def inside(self, start: int, end: int) -> list[Mention]:
        """Mentions wholly inside [start, end)."""
        low = bisect_right(self.mentions, start - 1, key=lambda m: m.start)
        high = bisect_left(self.mentions, end, lo=low, key=lambda m: m.start)
        return [mention for mention in self.mentions[low:high] if mention.end <= end]

    def ids(self, mention: Mention) -> tuple[str, ...]:
        return self.ids_at.get((mention.start, mention.end), ())

    def refer(self, mention: Mention, recent: Iterable[tuple[str, ...]] = (), but: tuple[str, ...] = ()) -> tuple[str, ...]:
        """Actor ids of a mention; a pronoun takes the nearest fitting antecedent before it, none `but` these: recent speakers first, then mentions.

        he, she: one person; they: several, a group or a body; it: a body, state or text.
        """
        if mention.kind != "pronoun":
            return self.ids(mention)
        if mention.name in ("we", "i", "who"):
            return ()
        if but:
            return next((ids for ids in self._antecedents(mention) if not set(ids) & set(but)), ())
        return self._preferred(mention, self._nearest(mention, recent))

    def _nearest(self, mention: Mention, recent: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
        """By rule: the subject before, whoever spoke last, the nearest mention; the first that fits."""
        if subject := self._subject_before(mention):
            return subject
        for ids in recent:
            if ids and self._fits(mention, ids):
                return ids
        return next(self._antecedents(mention), ())

    def _antecedents(self, pronoun: Mention) -> Iterator[tuple[str, ...]]:
        """The fitting ones before it, the nearest first."""
        at = bisect_right(self.mentions, pronoun.start - 1, key=lambda m: m.start)
        for earlier in reversed(self.mentions[max(0, at - 40) : at]):
            ids = self.ids(earlier)
            if ids and earlier.kind != "pronoun" and not (earlier.entry and earlier.entry.sense == "demonym") and self._fits(pronoun, ids):
                yield ids

    def _preferred(self, pronoun: Mention, nearest: tuple[str, ...]) -> tuple[str, ...]:
        """The rule's antecedent, unless the trained pair scores like another fitting one far better."""
        at = bisect_right(self.mentions, pronoun.start - 1, key=lambda m: m.start)
        before = [m for m in self.mentions[max(0, at - CANDIDATES) : at] if m.kind != "pronoun" and not (m.entry and m.entry.sense == "demonym")]
        fitting = [(m, ids) for m in before if (ids := self.ids(m)) and self._fits(pronoun, ids)]
        if self.reading is None or len({ids for _, ids in fitting} | {nearest}) < 2:
            return nearest
        word = self.reading.word_at(pronoun.start)
        heads = [self.reading.word_at(m.head[1] - 1) for m, _ in fitting]
        scores = [float(s) - max(0, word - h - NEAR) / NEAR for s, h in zip(self.reading.heard.same([word] * len(heads), heads), heads, strict=True)]
        best: dict[tuple[str, ...], float] = {nearest: DOUBT}
        for (_, ids), score in zip(fitting, scores, strict=True):
            best[ids] = max(best.get(ids, DOUBT), score)
        ids, score = max(best.items(), key=lambda pair: pair[1])
        return ids if score > best[nearest] + FAR_BETTER and score > 0 else nearest

    def _subject_before(self, pronoun: Mention) -> tuple[str, ...]:
        """The subject of the sentence before, where it fits: whoever opens that sentence, or stands first in this one."""
        if pronoun.name == "they":
            return self._several_before(pronoun)
        if pronoun.name not in ("he", "she"):
            return ()
        at = max(0, bisect_right(self.sentences, pronoun.start, key=lambda s: s[0]) - 1)
        for back in range(3):
            if at - back < 0:
                break
            start, end = self.sentences[at - back]
            first = next((m for m in self.inside(start, min(end, pronoun.start)) if not (m.entry and m.entry.sense == "demonym")), None)
            if first is None:
                continue
            ids = self.ids(first)
            if ids and self._fits(pronoun, ids) and (back == 0 or first.start - start < 4):
                return ids
            if back or first.kind == "pronoun":
                break
        return ()

    def _several_before(self, pronoun: Mention) -> tuple[str, ...]:
        """`A and B wrote a letter. They …`: those who together open the sentence before."""
        at = bisect_right(self.sentences, pronoun.start, key=lambda s: s[0]) - 2
        if at < 0:
            return ()
        ids: list[str] = []
        here = [m for m in self.inside(*self.sentences[at]) if m.kind != "pronoun" and not (m.entry and m.entry.sense == "demonym")]
        for k, mention in enumerate(here):
            if (mention.start - self.sentences[at][0] > 4 if not k else self.document.text[here[k - 1].end : mention.start].strip() not in (",", "and", ", and")):
                break
            ids.extend(self.ids(mention))
        return tuple(dict.fromkeys(ids)) if len(set(ids)) > 1 else ()

    def unnamed(self, start: int, end: int, like: str | None = None) -> tuple[str, ...]:
        """A source that no name stands for ("media reports", "a senior official") kept as such: an actor of this document.

        `like`: an actor of the kind that it is one of. The phrase's bare noun later in the document is the same one again.
        """
        text = self.document.text
        start += len(LED_TO.match(text[start:end])[0])  # type: ignore[index]  # matches nothing at least
        end = start + len(BEYOND.split(text[start:end], maxsplit=1)[0].rstrip(" ,"))
        name = " ".join(DETERMINED.sub("", text[start:end].strip(" ,")).split())
        name = WHEN.sub("", name).strip("()[] ") if name.count("(") != name.count(")") or name[:1] in "([" else WHEN.sub("", name)
        if len(name) < 3 or len(name) > 90 or name.lower() in NOBODY or NO_PHRASE.search(name) or not re.search(r"[^\W\d_]", name):
            return ()
        if not self._named:
            for known in self.parties.values():
                if known.tentative:
                    self._named.setdefault(known.name.lower(), known)
        same = self._named.get(name.lower())
        kind = self.parties[like] if like else None
        party = same or _Party(
            actor_id(self.document.id, (start, end)), name, kind.type if kind else _sort_of(name), None, kind.sector if kind else None, tentative=True,
        )  # fmt: skip
        party = self.parties.setdefault(party.id, party)
        self._named.setdefault(name.lower(), party)
        bare = AFTER_NOUN.split(name, maxsplit=1)[0]
        if bare != name:
            self._named[bare.lower()] = party
        party.mentions.append((start, end))
        return (party.id,)

    def known(self, entry: Entry, place: tuple[int, int]) -> tuple[str, ...]:
        """The ids of a name of the knowledge base at a place where no mention stands: the `US` of `US-backed`."""
        party = self.parties.setdefault(entry.key, _Party(entry.key, entry.name, entry.type, entry.country, entry.sector))
        party.mentions.append(place)
        return self.ids_at.setdefault(place, (party.id,))

    def _fits(self, pronoun: Mention, ids: tuple[str, ...]) -> bool:
        types = {self.parties[i].type for i in ids if i in self.parties}
        if pronoun.name in ("he", "she"):
            return len(ids) == 1 and types == {"person"} and self._told(ids[0]) in (None, pronoun.name)
        if pronoun.name == "it":
            return len(ids) == 1 and "person" not in types and "population" not in types
        return len(ids) > 1 or bool(types & {"population", "government", "armed_group", "party"})

    def _told(self, id_: str) -> str | None:
        """`he` or `she`, where name or title tell."""
        if id_ not in self._pronouns:
            party = self.parties[id_]
            self._pronouns[id_] = gender.pronoun(party.name, (role.title for role in party.roles))
        return self._pronouns[id_]

    def name(self, id_: str) -> str:
        return self.parties[id_].name

    def _surface(self, start: int, end: int) -> str:
        """What a place calls its actor: the name itself, without office and determiner; of an office or a body the words but for the determiner."""
        at = bisect_left(self.mentions, start, key=lambda m: m.start)
        mention = self.mentions[at] if at < len(self.mentions) and (self.mentions[at].start, self.mentions[at].end) == (start, end) else None
        if mention and mention.kind in ("entry", "person", "name"):
            start, end = mention.head
        return " ".join(LEADING.sub("", self.document.text[start:end]).split())

    def records(self, used: set[str]) -> list[Actor]:
        """Actor records in order of first mention: every party that something vouches for, and those that items use."""
        out = []
        for party in self.parties.values():
            if party.tentative and party.id not in used:
                continue
            text, doc = self.document.text, self.document.id
            places = sorted(set(party.mentions))
            aliases = {name.casefold(): name for place in reversed(places) if (name := self._surface(*place))}  # as first printed
            evidence = tuple(Span("mention", s, e, text[s:e], doc=doc) for s, e in places)
            out.append(
                Actor(party.id, party.name, party.type, party.country, party.sector, tuple(party.roles), tuple(sorted({*aliases.values()} - {party.name})), None, evidence,
                      confidence=0.6 if party.tentative else 0.9)
            )  # fmt: skip
        return sorted(out, key=lambda a: (a.evidence[0].start if a.evidence else -1, a.id))


def resolve_actors(reading: Reading, mentions: list[Mention], knowledge: Knowledge) -> Cast:
    """Ties every mention to its actors; reads the document once, with a second look at names that stood before their office did."""
    parties = _Parties()
    ids_at: dict[tuple[int, int], tuple[str, ...]] = {}
    people = _people(reading, mentions, parties)
    offices = Offices(parties.values(), knowledge.people)
    for mention in mentions:
        place = (mention.start, mention.end)
        ids: tuple[str, ...] = ()
        if mention.kind == "entry":
            ids = (_entry(mention, parties),)
        elif mention.kind in ("person", "name"):
            title = " ".join(mention.noun.phrase) if mention.noun and mention.kind == "person" else ""
            ids = people.get(f"{title} {mention.name}") or people.get(mention.name, ())
        elif mention.kind == "role":
            ids = _role(mention, parties, reading, offices)
        elif mention.kind == "group":
            ids = _group(mention, parties, reading)
        if mention.modifier and mention.modifier_at and mention.kind != "entry":  # "UK" in "UK Foreign Secretary" names the state too
            named = _add(parties, _Party(mention.modifier.key, mention.modifier.name, mention.modifier.type, mention.modifier.country, mention.modifier.sector))
            parties[named].mentions.append(mention.modifier_at)
        if ids:
            ids_at[place] = ids
            for id_ in ids:
                parties[id_].mentions.append(place)
    return Cast(reading.document, tuple(mentions), ids_at, parties, reading.sentences, reading)


def _people(reading: Reading, mentions: list[Mention], parties: dict[str, _Party]) -> dict[str, tuple[str, ...]]:
    """name as printed -> actor ids, for persons: a surname alone is the last full name that ends in it; two joined by a hyphen who each
    stand elsewhere ("the Lind-Moreau talks") are two, not a third."""
    ids: dict[str, str] = {}
    by_surname: dict[str, str] = {}
    by_title: dict[tuple[str, str], str] = {}  # "Senator Weiss" is the senator, not the mayor of that name
    named = [m for m in mentions if m.kind in ("person", "name")]
    names = {name for m in named if "-" not in m.name for name in (m.name, m.name.split()[-1])}
    cased = {name.upper(): name for name in sorted(names) if not name.isupper()}
    joined: list[str] = []
    for mention in named:
        if "-" in mention.name and all(part in names for part in mention.name.split("-")):
            joined.append(mention.name)
            continue
        name = _as_cased(mention.name, cased)
        surname = name.split()[-1]
        title = " ".join(mention.noun.phrase) if mention.noun and mention.kind == "person" else ""
        known = (by_title.get((title, surname)) if title and len(name.split()) == 1 else None) or ids.get(name) or (by_surname.get(surname) if len(name.split()) == 1 or (mention.kind == "person" and len(name.split()) < 2) else None)
        if known is None:
            known = actor_id(reading.document.id, mention.head)
            modifier = mention.modifier
            parties[known] = _Party(
                known, " ".join(name.split()), mention.sort or ("other" if mention.kind == "name" and name.isupper() else "person"), modifier.country if modifier else None,
                mention.noun.sector if mention.noun else None, tentative=mention.kind == "name",
            )  # fmt: skip
        party = parties[known]
        ids[name] = ids[mention.name] = known
        by_surname.setdefault(surname, known)
        if title:
            by_title.setdefault((title, surname), known)
            ids[f"{title} {name}"] = known
        if mention.kind == "person" and mention.title and mention.title.lower() not in GENERIC_OFFICES:
            party.tentative = False
            modifier = mention.modifier
            party.country = party.country or (modifier.country if modifier else None)
            role = Role(" ".join(mention.title.split()), modifier.name if modifier else None)
            if role not in party.roles:
                party.roles.append(role)
    return {name: (id_,) for name, id_ in ids.items()} | {name: tuple(ids.get(part) or by_surname[part] for part in name.split("-")) for name in joined}


def _as_cased(name: str, cased: dict[str, str]) -> str:
    """A name in capitals (a headline's) as the text prints it elsewhere, without what stands before it there: "REP. ADA LIND", "Ada Lind"."""
    words = name.split()
    return next((cased[end] for k in range(len(words)) if (end := " ".join(words[k:])) in cased), name) if name.isupper() else name


def _entry(mention: Mention, parties: _Parties) -> str:
    entry = mention.entry
    assert entry is not None
    if entry.sense == "people" and not mention.definite:
        return _population(entry, parties, mention.name)
    return _add(parties, _Party(entry.key, entry.name, entry.type, entry.country, entry.sector))


def _population(entry: Entry, parties: _Parties, _: str) -> str:
    return _add(parties, _Party(f"pop:{entry.key}", f"people of {entry.name}", "population", entry.country, "CVL"))


def _role(mention: Mention, parties: _Parties, reading: Reading, offices: Offices) -> tuple[str, ...]:
    """An office without a name: whoever holds it in this document, else the office itself where a state or body is named with it."""
    assert mention.noun is not None
    text = reading.text[mention.start : mention.end]
    holders = offices.holders(mention, text)
    if mention.plural:
        return tuple(holders) if len(holders) > 1 and mention.definite else ()
    if holders and ((mention.definite and mention.modifier) or (len(holders) == 1 and mention.definite)):
        return (holders[-1],)
    name = " ".join(re.sub(r"^(the|a|an|its|their|his|her)\s+", "", text, flags=re.I).split())
    if mention.modifier and mention.definite:
        modifier = mention.modifier
        return (_add(parties, _Party(_slug(modifier.key, mention.name), name, "person", modifier.country, mention.noun.sector)),)
    party = _Party(actor_id(reading.document.id, (mention.start, mention.end)), name, "person", None, mention.noun.sector, tentative=True)
    return (_add(parties, party),)


GROUP_TYPES: dict[str, ActorType] = {"body": "government", "force": "government", "people": "population", "text": "document"}


def _group(mention: Mention, parties: _Parties, reading: Reading) -> tuple[str, ...]:
    """A body, force or people: by its state where one is named with it, else as this document's own, tentative."""
    noun, modifier = mention.noun, mention.modifier
    assert noun is not None
    type_ = GROUP_TYPES[noun.kind]
    if noun.sector == "MED":
        type_ = "media"
    elif noun.sector == "REB":
        type_ = "armed_group"
    elif noun.kind == "people" and noun.sector in ("GOV", "LEG"):
        type_ = "government"
    name = " ".join(re.sub(r"^(the|a|an|its|their|his|her|some|several|many|most)\s+", "", reading.text[mention.start : mention.end], flags=re.I).split())
    if modifier and noun.phrase == ("people",) and modifier.type == "state":
        return (_population(modifier, parties, name),)
    if modifier:
        return (_add(parties, _Party(_slug(modifier.key, mention.name), name, type_, modifier.country, noun.sector)),)
    same = parties.of_states.get(_slug("", mention.name).lstrip("/"), [])
    defined = re.match(r"\s+of\b", reading.text[mention.end : mention.end + 6])  # `the government of …` says itself which one it is
    if len(same) == 1 and mention.definite and not defined:
        return (same[0],)
    seat = SEAT.match(reading.text[mention.end : mention.end + 40]) if noun.kind == "body" else None
    bare, name = name, name + (seat[0] if seat else "")
    own = parties.own.get((type_, name.lower()))
    if own:
        return (own,)
    id_ = _add(parties, _Party(actor_id(reading.document.id, (mention.start, mention.end)), name, type_, None, noun.sector, tentative=True))
    parties.own.setdefault((type_, bare.lower()), id_)
    return (id_,)


SEAT = re.compile(r" in [A-Z]\w+(?: [A-Z]\w+)?(?!\w| [A-Z])")  # `the ministry in Quito`


def _slug(key: str, noun: str) -> str:
    return f"{key}/{re.sub(r'[^a-z]+', '-', noun.lower()).strip('-')}"


def _add(parties: _Parties, party: _Party) -> str:
    return parties.add(party)
