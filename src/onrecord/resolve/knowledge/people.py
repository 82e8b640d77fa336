"""Persons by the names that reporting uses, and the offices they held when, from people.tsv and offices.tsv.

Names are compared folded: lower case, no accents, apostrophes or hyphens ("Erdoğan" and "Erdogan", "Kim Jong-un" and "Kim Jong Un").
Times are months counted from year 0; an EDTF year is the twelve months it may mean. An office without an end was held when the file
was last kept (`People.kept`); what is later than that is not known here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from importlib import resources

from onrecord import data
from onrecord.resolve.knowledge.lists import OwnList

FILES = ("people.tsv", "offices.tsv")
FAMILY_NAME_FIRST = frozenset("CHN PRK KOR TWN".split())
PARTICLES = frozenset("al el de da di du del der den van von bin ibn ben la le ter dos vel zu".split())
NO_SURNAME = frozenset("jr sr ii iii iv vi xvi xiv".split())
LETTERS = str.maketrans({"ł": "l", "đ": "d", "ø": "o", "ı": "i", "ß": "ss", "æ": "ae", "ð": "d", "þ": "th", "ə": "e", "'": "", "’": "", "‘": "", "ʻ": "", ".": " ", "-": " "})
OFFICES = {  # offices that are one under several names; the state tells which
    "premier": "prime minister", "taoiseach": "prime minister", "foreign secretary": "foreign minister",
    "minister of foreign affairs": "foreign minister", "minister for foreign affairs": "foreign minister", "secretary of state": "foreign minister",
    "secretary for foreign affairs": "foreign minister", "defence secretary": "defence minister", "secretary of defence": "defence minister",
    "minister of defence": "defence minister", "secretary of state for defence": "defence minister", "national security advisor": "national security adviser",
    "foreign policy chief": "high representative", "secretary of the treasury": "finance minister", "treasury secretary": "finance minister",
    "chancellor of the exchequer": "finance minister", "home secretary": "interior minister", "home minister": "interior minister",
    "press secretary": "spokesman", "spokesperson": "spokesman", "spokeswoman": "spokesman", "chief of the general staff": "chief of staff",
    "spiritual leader": "supreme leader", "commander": "commander", "ruler": "leader", "strongman": "leader",
}  # fmt: skip
HEADS = ("secretary general", "director general", "managing director", "high commissioner", "executive director", "leader", "commander", "president")
OF_BODIES = {  # the body that reporting puts before the office -> the office as offices.tsv has it
    ("state-department", "spokesman"): ("USA", "state department spokesman"), ("pentagon", "spokesman"): ("USA", "pentagon spokesman"),
    ("pentagon", "chief"): ("USA", "defence minister"), ("pentagon", "head"): ("USA", "defence minister"),
    ("white-house", "spokesman"): ("USA", "white house spokesman"), ("kremlin", "spokesman"): ("RUS", "presidential spokesman"),
    **{(body, office): (state, f"{body.replace('-', ' ')} director") for body, state in (("cia", "USA"), ("fbi", "USA"), ("mossad", "ISR"), ("fsb", "RUS"), ("svr", "RUS"), ("shin-bet", "ISR")) for office in ("director", "chief", "head")},
    ("irgc", "commander"): ("IRN", "commander of the revolutionary guards"), ("irgc", "chief"): ("IRN", "commander of the revolutionary guards"),
    ("idf", "chief of staff"): ("ISR", "chief of staff"), ("idf", "spokesman"): ("ISR", "military spokesman"),
    ("centcom", "commander"): ("USA", "centcom commander"), ("palestinian-authority", "president"): ("PSE", "president"),
    ("palestinian-authority", "prime minister"): ("PSE", "prime minister"), ("hong-kong", "leader"): ("hong-kong", "chief executive"),
}  # fmt: skip
FAR = 10**6


@dataclass(frozen=True, slots=True)
class Office:
    person: str
    title: str
    organization: str  # key of states.tsv or bodies.tsv
    from_: str  # EDTF year or month
    until: str  # the same; "" in office when the file was last kept, "unknown" ended, nobody here says when
    kept: str = ""  # EDTF month until when a user's list was kept; "" for the packaged files

    def surely(self, at: tuple[int, int], kept: int) -> bool:
        """Held through all of `at`; in the month in which it changes hands nobody surely holds it."""
        if self.until == "unknown":
            return False
        kept = months(self.kept)[1] if self.kept else kept
        return bool(self.from_) and months(self.from_)[1] < at[0] and at[1] < (months(self.until)[0] if self.until else kept + 1)

    def perhaps(self, at: tuple[int, int], before: int = 0, after: int = 0) -> bool:
        """Held at some time of `at`, or that many months before or after it."""
        start = months(self.from_)[0] if self.from_ else 0
        end = start + 120 if self.until == "unknown" else months(self.until)[1] if self.until else FAR
        return start - before <= at[1] and at[0] <= end + after


@dataclass(frozen=True, slots=True)
class Person:
    key: str
    name: str
    spellings: tuple[str, ...]
    country: str
    wikidata: str | None


def months(edtf: str) -> tuple[int, int]:
    """First and last month that a date may mean: `2024-05` one, `2024` twelve."""
    year = int(edtf[:4]) * 12
    return (year + int(edtf[5:7]) - 1,) * 2 if len(edtf) >= 7 else (year, year + 11)


def moment(published: str | None) -> tuple[int, int] | None:
    """The months of a document's date, None where it has none that begins with a plain year."""
    found = re.match(r"\d{4}(-(0[1-9]|1[0-2]))?(?![\dX])", published or "")
    return months(found[0]) if found else None


@lru_cache(maxsize=4096)
def fold(name: str) -> str:
    """A name as names are compared. What stands for a broken letter (`?`, U+FFFD) stays."""
    lower = name.lower().translate(LETTERS)
    if not lower.isascii():
        lower = "".join(c for c in unicodedata.normalize("NFKD", lower) if not unicodedata.combining(c)).translate(LETTERS)
    return " ".join(lower.split())


@lru_cache(maxsize=4096)
def office(title: str) -> str:
    """An office under the one name it is compared by."""
    plain = " ".join(title.lower().replace("-", " ").replace("defense", "defence").split())
    plain = re.sub(r"\b(spokeswoman|spokesperson)\b", "spokesman", re.sub(r"\bchair(wo)?man\b", "chair", plain)).replace("press secretary", "spokesman")
    return OFFICES.get(plain, plain)


SOUNDS = tuple((re.compile(pattern), to) for pattern, to in (  # other transliterations of the same sounds; order matters
    (r"\b(?:abdul|abdel|abdal|abd)[ -]?(?:al |el |ul )?", "abd "), (r"\b(?:al|el|ul|as|ad|ar|ash|bin|ibn|ben) ", ""), (r"sch|sh|ch(?=[ou])", "sh"), (r"tch|tsch", "ch"),
    (r"ou|oo|oe", "u"), (r"ee|ie|iy|ij|yy|ii|ey\b|y", "i"), (r"ae|aye", "a"), (r"kh|q|ck|c(?=[aouk])", "k"), (r"gh|dj", "g"), (r"dh|z(?=h)", "d"), (r"w", "v"), (r"ph", "f"),
    (r"ks|x", "ks"), (r"h\b", ""), (r"(?<=[aeiou])h(?=[bdfgklmnprstv])", ""), (r"(.)\1+", r"\1"), (r"i+", "i"), (r"ai|ei", "i"), (r"\s+", ""),
))  # fmt: skip


@lru_cache(maxsize=4096)
def sound(name: str) -> str:
    """A name as it sounds, so that its transliterations meet.

    >>> sound("Mahmoud Abbas") == sound("Mahmood Abbas"), sound("Ebrahim Raisi") == sound("Ebrahim Raeesi"), sound("Ali") == sound("Alia")
    (True, True, False)
    """
    out = fold(name)
    for pattern, to in SOUNDS:
        out = pattern.sub(to, out)
    return out


def surnames(spelling: str, country: str) -> Iterator[str]:
    """What of a name may stand alone for it, folded: its last word with and without particles, its first where the family's name leads."""
    parts = [part for part in fold(spelling).split() if part not in NO_SURNAME] or fold(spelling).split()
    if country in FAMILY_NAME_FIRST and "-" not in spelling.split()[0]:
        yield parts[0]
        return
    yield parts[-1]
    at = len(parts) - 1
    while at > 1 and parts[at - 1] in PARTICLES:
        at -= 1
    if at < len(parts) - 1:
        yield " ".join(parts[at:])


@dataclass(frozen=True)
class People:
    persons: dict[str, Person]
    offices: dict[str, tuple[Office, ...]]  # by person
    kept: str  # EDTF month: until when the files were kept

    @cached_property
    def by_name(self) -> dict[str, tuple[str, ...]]:
        """Folded names of two words or more, and every spelling as it is listed -> keys of persons."""
        out: dict[str, tuple[str, ...]] = {}
        for person in self.persons.values():
            for name in dict.fromkeys(map(fold, (person.name, *person.spellings))):
                out[name] = (*out.get(name, ()), person.key)
        return out

    @cached_property
    def by_sound(self) -> dict[str, tuple[str, ...]]:
        """How names of two words or more sound -> keys of persons."""
        out: dict[str, tuple[str, ...]] = {}
        for name, keys in self.by_name.items():
            if " " in name:
                heard = sound(name)
                out[heard] = tuple(dict.fromkeys((*out.get(heard, ()), *keys)))
        return out

    @cached_property
    def by_surname(self) -> dict[str, tuple[str, ...]]:
        out: dict[str, tuple[str, ...]] = {}
        for person in self.persons.values():
            for name in {s for spelling in (person.name, *person.spellings) for s in surnames(spelling, person.country)}:
                out[name] = (*out.get(name, ()), person.key)
        return out

    @cached_property
    def _held(self) -> dict[tuple[str, str], list[Office]]:
        out: dict[tuple[str, str], list[Office]] = {}
        for held in self.offices.values():
            for one in held:
                out.setdefault((one.organization, office(one.title)), []).append(one)
        return out

    @cached_property
    def _by_shape(self) -> dict[tuple[str, int], list[str]]:
        """(first letter, or "" for any, and length) -> folded names: the few that a broken name is held against."""
        out: dict[tuple[str, int], list[str]] = {}
        for name in self.by_name:
            for first in ("", name[0]):
                out.setdefault((first, len(name)), []).append(name)
        return out

    @property
    def kept_month(self) -> int:
        return months(self.kept)[1]

    def named(self, printed: str) -> tuple[str, ...]:
        """Keys of the persons of whom this is a whole name; a broken letter stands for one or two letters."""
        name = fold(printed)
        if "?" not in name and "�" not in name:
            return self.by_name.get(name, ())
        if len(name.replace("?", "").replace("�", "")) < 4 or " " not in name:
            return ()
        pattern = re.compile("".join(".{1,2}" if part in "?�" else re.escape(part) for part in re.split(r"([?�])", name) if part))
        first = "" if name[0] in "?�" else name[0]
        longest = len(name) + len(re.findall("[?�]", name))
        near = [known for length in range(len(name), longest + 1) for known in self._by_shape.get((first, length), ())]
        return tuple(dict.fromkeys(key for known in near if pattern.fullmatch(known) for key in self.by_name[known]))

    def heard(self, printed: str) -> tuple[str, ...]:
        """Keys of the persons whose whole name sounds like this one, another transliteration of it."""
        return self.by_sound.get(sound(printed), ()) if " " in printed and printed.isprintable() and not set("?�") & set(printed) else ()

    def called(self, printed: str) -> tuple[str, ...]:
        """Keys of the persons whose surname, or a name that they go by alone, this is."""
        name = fold(printed)
        return tuple(dict.fromkeys((*self.by_surname.get(name, ()), *self.by_name.get(name, ()))))

    def holder(self, organization: str, title: str, at: tuple[int, int]) -> str | None:
        """Who surely held the office of a state or body at that time, None where nobody or several."""
        wanted = office(title)
        organization, wanted = OF_BODIES.get((organization, wanted), (organization, wanted))
        if wanted in ("chief", "head", "boss", "leader") and (organization, wanted) not in self._held and not organization.isupper():
            wanted = next((head for head in HEADS if (organization, head) in self._held), wanted)
        held = self._held.get((organization, wanted), [])
        found = {one.person for one in held if one.surely(at, self.kept_month)}
        rivals = {one.person for one in held if one.perhaps(at)}
        return found.pop() if len(found) == 1 and rivals == found else None

    def belongs(self, key: str, state: str) -> bool:
        """Whether a person is of a state, or held an office of it at any time."""
        return state in (self.persons[key].country, *(one.organization for one in self.offices.get(key, ())))

    def matches(self, one: Office, title: str, organization: str | None) -> bool:
        """Whether a printed title, with the state or body it stands with, may be this office."""
        wanted, own = office(title), office(one.title)
        if organization:
            organization, wanted = OF_BODIES.get((organization, wanted), (organization, wanted))
            if organization not in (one.organization, self.persons[one.person].country):
                return False
        return wanted == own or (wanted in ("chief", "head", "leader", "boss") and own in HEADS) or (wanted in ("minister", "secretary", "spokesman", "king") and own.endswith(wanted))


def _rows(name: str) -> tuple[tuple[str, ...], ...]:
    return data.rows(__package__, name)[1:]


def kept(name: str) -> str:
    """Until when a knowledge file was kept, as its head says; "" where it does not."""
    head = resources.files(__package__).joinpath(name).read_text("utf8")[:1000]
    found = re.search(r"Kept until (\d{4}-\d{2})", head)
    return found[1] if found else ""


@lru_cache(maxsize=1)
def load() -> People:
    """The packaged persons and offices; the indexes over them are made when first asked for."""
    persons = {
        key: Person(key, name, tuple(s for s in aliases.split(";") if s), country, wikidata or None) for key, name, aliases, country, wikidata in _rows("people.tsv")
    }
    offices: dict[str, list[Office]] = {}
    for row in _rows("offices.tsv"):
        offices.setdefault(row[0], []).append(Office(*row))
    return People(persons, {key: tuple(held) for key, held in offices.items()}, kept("offices.tsv"))


def with_lists(packaged: People, lists: Iterable[OwnList], organization: Callable[[str], str]) -> People:
    """The packaged persons with those of the user's lists; one whom both have, by key, Wikidata item or name and state, is one person."""
    persons, offices = dict(packaged.persons), dict(packaged.offices)
    by_wikidata = {p.wikidata: p.key for p in persons.values() if p.wikidata}
    for one in lists:
        for listed in (entry for entry in one.entries if entry.type == "person"):
            same = [k for k in packaged.by_name.get(fold(listed.name), ()) if not listed.country or persons[k].country == listed.country]
            key = by_wikidata.get(listed.wikidata) or (listed.key if listed.key in persons else same[0] if len(same) == 1 else listed.key)
            known = persons.get(key)
            spellings = tuple(dict.fromkeys(s for s in (*(known.spellings if known else ()), listed.name, *listed.aliases) if not known or s != known.name))
            persons[key] = replace(known, spellings=spellings) if known else Person(key, listed.name, listed.aliases, listed.country, listed.wikidata or None)
            held = tuple(Office(key, o.title, organization(o.organization) if o.organization else listed.country, o.from_, o.until, one.kept) for o in listed.offices)
            offices[key] = tuple(dict.fromkeys((*offices.get(key, ()), *held)))
    return People(persons, _succeeded(offices), packaged.kept)


def _succeeded(offices: dict[str, tuple[Office, ...]]) -> dict[str, tuple[Office, ...]]:
    """What the packaged files have as open ends when a user's list has a successor."""
    begins: dict[tuple[str, str], list[Office]] = {}
    for one in (o for held in offices.values() for o in held if o.kept and o.from_):
        begins.setdefault((one.organization, office(one.title)), []).append(one)

    def ended(one: Office) -> Office:
        next_ = min((o.from_ for o in begins.get((one.organization, office(one.title)), ()) if o.person != one.person and o.from_ > one.from_), default="")
        return replace(one, until=next_) if next_ and not one.until and not one.kept else one

    return {key: tuple(map(ended, held)) for key, held in offices.items()}
