"""Mentions: the noun phrases that may stand for an actor, each with its span and what the words themselves tell.

A mention never becomes an actor here; resolve/actors.py decides that with the whole document in view.
A phrase is read left to right as  [determiner] [modifiers: nationality, state's, body] head, where the head is a name of the
knowledge base, an office with or without a person's name, or a noun for a body, force, people or text.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from onrecord import data
from onrecord.reader import Reading
from onrecord.reader.tokens import Token
from onrecord.records import ActorType
from onrecord.resolve import gazetteer, gender
from onrecord.resolve.knowledge import Entry, Knowledge, Title

SURE = 0.6  # probability from which the trained reader's names are taken
MentionKind = Literal["entry", "person", "role", "group", "name", "pronoun"]

DETERMINERS = frozenset("the a an this its his her their our some several many most all both two three four five six other".split())
ADJECTIVES = frozenset(
    "former senior top acting then late deputy chief new newly outgoing incoming high-ranking ranking exiled ousted federal "
    "local regional national pro-government state elected unnamed anonymous western eastern military civilian interim caretaker".split()
)
PARTICLES = frozenset("al el de da di du del della der den van von bin ibn ben abu la le ter ten dos das y".split())
PRONOUNS = frozenset("he she they it we i who".split())
OPENERS = DETERMINERS | ADJECTIVES | PRONOUNS  # words in small letters that a phrase may begin with
NOT_NAMES = frozenset(
    "The A An This That These Those He She They It We I You In On At By For From With Without After Before Since Until While When Where Why How "
    "If But And Or Nor So Yet As Of To Under Over During Despite Although Though Because However Meanwhile Moreover Also Then There Here His Her "
    "Its Their Our My Your No Not Only Even Both Many Most Some Several Few All Any Each Every Other Another Such According Earlier Later Last "
    "Next Today Yesterday Tomorrow Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August "
    "September October November December Mr Mrs Ms Dr Asked Speaking What Which Who Whose Whether Once Now Still Just Instead Rather Perhaps".split()
)  # fmt: skip
PORTFOLIO_HEADS: dict[str, Literal["office", "body"]] = {"minister": "office", "secretary": "office", "commissioner": "office", "ministry": "body"}
CLOSED = frozenset("of in on at by for from with to as and or but then when while said told says is was were are has had have be been being former new".split())
NAME_TOKEN = re.compile(r"(?:[?�](?=[a-z])|[A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪĮİĶĹĻĽŁŃŅŇŌŐŔŘŚŞŠŢŤŪŮŰŲŹŻŽȘȚ])[\w’'?�.-]*$")
INITIAL = re.compile(r"[A-Z]\.$")


@dataclass(frozen=True, slots=True)
class Mention:
    start: int
    end: int
    kind: MentionKind
    name: str  # the name or noun itself, without determiner and modifiers
    head: tuple[int, int]  # where `name` stands
    entry: Entry | None = None  # the knowledge base's, for kind "entry"
    modifier: Entry | None = None  # nationality, state or body before the head
    modifier_at: tuple[int, int] | None = None
    title: str | None = None  # office as printed, modifiers included ("UK Foreign Secretary")
    noun: Title | None = None  # what the head noun is, for roles and groups
    definite: bool = False  # stands with "the" or a modifier
    plural: bool = False
    sort: ActorType | None = None  # what the trained reader takes a name for


def find_mentions(reading: Reading, knowledge: Knowledge) -> list[Mention]:
    """All mentions in reading order; they do not overlap."""
    found: list[Mention] = []
    for start, end in reading.sentences:
        found.extend(_in_sentence(_whole_words(reading.tokens_in(start, end), reading.text), reading.text, knowledge))
    return [*map(_told_apart, _with_surnames(_with_read(found, reading)))]


def _with_read(found: list[Mention], reading: Reading) -> list[Mention]:
    """Names that go further than the rules read them (`Abdel Fattah el-Sisi`), and names of bodies that no list has."""
    text = reading.text
    gone: set[int] = set()  # places in `found`
    wider: dict[int, Mention] = {}
    added: list[Mention] = []
    for span in reading.mentions:
        if span.score < SURE or span.label in ("state", "population", "document"):
            continue
        first = span.start
        while first < span.end and reading.tokens[first].text.lower() in DETERMINERS:
            first += 1
        begin = reading.tokens[span.start].start
        low = bisect_left(found, begin - 60, key=lambda m: m.start)
        near = [k for k in range(low, min(low + 40, len(found))) if k not in gone and begin < found[k].end]
        if span.label == "person":
            inside = [k for k in near if found[k].start < reading.tokens[span.end - 1].end]
            named = next((k for k in inside if found[k].kind in ("person", "name") and found[k].head[0] >= begin), None)
            at = first if named is None else reading.word_at(found[named].head[1])
            last = _name_end(reading, at, span.end, opens=named is None)
            if named is not None and last > at:
                m, end = found[named], reading.tokens[last - 1].end
                gone |= {k for k in inside if found[k].start >= m.end and found[k].end <= end}
                wider[named] = replace(m, end=end, name=text[m.head[0] : end], head=(m.head[0], end))
            elif named is None and not inside and last - at > 1:
                start, end = reading.place(at, last)
                added.append(Mention(start, end, "name", text[start:end], (start, end), sort="person"))
            continue
        last = _name_end(reading, first, span.end, opens=True, joins=BODY_JOINS)
        if last - first < 2:
            continue
        start, end = reading.place(first, last)
        inside = [k for k in near if found[k].start < end and start < found[k].end]
        known = any(m.kind == "person" or m.end > end or m.start < begin or (m.kind == "entry" and m.head[1] == end) or (m.modifier and m.noun) for m in (found[k] for k in inside))
        if not known and not wider.keys() & set(inside):
            gone |= set(inside)
            added.append(Mention(start, end, "name", text[start:end], (start, end), definite=True, sort=span.label))  # type: ignore[arg-type]
    return sorted([*(wider.get(k, m) for k, m in enumerate(found) if k not in gone), *added], key=lambda m: m.start)


BODY_JOINS = frozenset("of for and the to de du des la le der von".split())


def _name_end(reading: Reading, first: int, end: int, opens: bool, joins: frozenset[str] = PARTICLES) -> int:
    """The word after the run of capitalised words that begins (or goes on) at `first`; words that join stand only between two of them."""
    last = first
    for k in range(first, end):
        word = reading.tokens[k].text
        if (word[:1].isupper() and word[:1].isalpha()) or (not opens and "-" in word and any(c.isupper() for c in word)) or (word.isdigit() and k > first) or (word == "." and len(reading.tokens[k - 1].text) == 1 and (k > first or not opens)):
            last = k + 1
        elif word.lower() not in joins:
            break
    return last


def _whole_words(tokens: Sequence[Token], text: str) -> list[Token]:
    """Tokens with broken letters mended for matching: `Rados` `?` `aw` is one word, since nothing parts them."""
    out: list[Token] = []
    for token in tokens:
        last = out[-1] if out else None
        broken = last and last.end == token.start and (
            (token.text in "?�" and last.text[-1].isalpha() and (text[token.end : token.end + 1].islower() or _within(last.text, text[token.end : token.end + 2])))
            or (last.text[-1] in "?�" and token.text[:1].islower() and (len(last.text) > 1 or text[last.start - 1 : last.start] == " "))
        )  # fmt: skip
        if last and broken:
            out[-1] = Token(last.start, token.end, text[last.start : token.end])
        else:
            out.append(token)
    return out


def _within(word: str, after: str) -> bool:
    """Whether a mark that ends a name stands for a letter: a small letter follows, where a new sentence would begin with a capital."""
    return word[:1].isupper() and after[:1] == " " and after[1:].islower()


def _in_sentence(tokens: list[Token], text: str, knowledge: Knowledge) -> Iterator[Mention]:
    portfolios = any(token.text.lower().removesuffix("s") in PORTFOLIO_HEADS for token in tokens)  # before which any word may stand
    i = 0
    while i < len(tokens):
        match = _phrase(tokens, i, text, knowledge) if portfolios or _may_begin(tokens[i].text, knowledge) else None
        if match is None:
            i += 1
            continue
        mentions, i = match
        yield from mentions


def _may_begin(word: str, knowledge: Knowledge) -> bool:
    """Whether a phrase can begin with the word, which may stand for a name, a determiner, an office …: most words cannot."""
    return word[0].isupper() or word[0] in "?�" or word in knowledge.name_starts or word.lower() in OPENERS or word.lower() in knowledge.title_starts


def _entry_at(tokens: list[Token], i: int, knowledge: Knowledge) -> tuple[Entry, int] | None:
    """The longest name of the knowledge base that begins at token i, and the index after it."""
    if not tokens[i].text[:1].isupper() and tokens[i].text not in ("al-Qaeda", "al-Shabaab", "al-Qaida", "dpa", "mainland", "western", "occupied"):
        return None
    if tokens[i].text not in knowledge.name_starts:
        return None
    for length in range(min(knowledge.longest, len(tokens) - i), 0, -1):
        key = tuple(token.text for token in tokens[i : i + length])
        if key in knowledge.names:
            return knowledge.names[key], i + length
    return None


def _title_at(tokens: list[Token], i: int, knowledge: Knowledge) -> tuple[Title, int] | None:
    for length in range(min(5, len(tokens) - i) if tokens[i].text.lower() in knowledge.title_starts else 0, 0, -1):
        key = tuple(token.text.lower() for token in tokens[i : i + length])
        if key in knowledge.titles:
            return knowledge.titles[key], i + length
        if key[-1].endswith("s") and (*key[:-1], key[-1][:-1]) in knowledge.titles:
            return knowledge.titles[(*key[:-1], key[-1][:-1])], i + length
    return _portfolio_at(tokens, i, knowledge)


def _portfolio_at(tokens: list[Token], i: int, knowledge: Knowledge) -> tuple[Title, int] | None:
    """An office or ministry of any portfolio: `transport minister`, `Civil Aviation Minister`, `fisheries ministry`."""
    if not any(token.text.lower().removesuffix("s") in PORTFOLIO_HEADS for token in tokens[i + 1 : i + 4]):
        return None
    if (tokens[i].text,) in knowledge.names or any(
        tuple(t.text.lower() for t in tokens[j : j + n]) in knowledge.titles for j in (i + 1, i + 2) for n in (2, 3) if j + n <= len(tokens)
    ):
        return None
    for length in (2, 3, 4):
        words = [token.text for token in tokens[i : i + length]]
        head = words[-1].lower().removesuffix("s") if len(words) == length else ""
        kind = PORTFOLIO_HEADS.get(head)
        if kind is None:
            continue
        fields = words[:-1]
        if all(w.isalpha() and w.lower() not in DETERMINERS | CLOSED for w in fields if w.lower() != "and") and (length == 2 or all(w[0].isupper() or w == "and" for w in fields)):
            return Title(tuple(w.lower() for w in words), kind, "GOV"), i + length
    return None


def _name_at(tokens: list[Token], i: int, knowledge: Knowledge, least: int = 1) -> int | None:
    """The index after a run of capitalised words that may be a person's name, or None."""
    j = i
    while j < len(tokens) and j - i < 5:
        word = tokens[j].text
        if j > i and tokens[j].start - tokens[j - 1].end > 2:
            break
        if NAME_TOKEN.match(word) and (word not in NOT_NAMES or (j > i and word == "May")) and not (word.isupper() and len(word) > 3):
            j += 1
        elif word in PARTICLES and j + 1 < len(tokens) and NAME_TOKEN.match(tokens[j + 1].text) and j > i:
            j += 2
        elif INITIAL.match(word):
            j += 1
        else:
            break
    return j if j - i >= least else None


def _phrase(tokens: list[Token], i: int, text: str, knowledge: Knowledge) -> tuple[list[Mention], int] | None:
    first, j = i, i
    definite = tokens[j].text.lower() in ("the", "its", "their", "his", "her")
    if tokens[j].text.lower() in DETERMINERS:
        j += 1
    if j < len(tokens) and tokens[j].text.lower() in ("two", "three", "four", "five", "other"):
        j += 1
    modifier: Entry | None = None
    modifier_at: tuple[int, int] | None = None
    bare: Mention | None = None  # what stands if no head follows the modifiers
    start_of_modifiers = j
    while j < len(tokens):
        word = tokens[j].text
        title = _title_at(tokens, j, knowledge)
        entry = _entry_at(tokens, j, knowledge)
        heads = title is not None and (len(title[0].phrase) > 1 or (modifier is not None and j + 1 < len(tokens) and not _title_at(tokens, j + 1, knowledge)))  # `the NATO chief`
        if word.lower() in ADJECTIVES and j + 1 < len(tokens) and not heads and entry is None:
            j += 1
            continue
        if title and not (entry and entry[1] >= title[1]) and (j > first or word[:1].isupper() or title[0].kind != "office"):
            return _headed(tokens, first, j, title, (modifier, modifier_at), definite or modifier is not None, bare, text, knowledge)
        if entry is None:
            break
        found, after = entry
        bare = Mention(
            tokens[first if j == start_of_modifiers else j].start, tokens[after - 1].end, "entry", found.name,
            (tokens[j].start, tokens[after - 1].end), entry=found, modifier=modifier, definite=definite, plural=found.sense == "people",
        )  # fmt: skip
        if modifier is None:
            modifier, modifier_at = found, (tokens[j].start, tokens[after - 1].end)
            if longer := _longer(tokens, j, after, found, text, knowledge):
                return longer
        j = after
        bare_end = j
        if j < len(tokens) and tokens[j].text in ("'s", "’s", "'", "’"):
            j += 1
        if found.sense == "body" and found.type == "media":
            return [bare], bare_end
    if bare is not None:
        return [bare], max(i + 1, next(k for k in range(i, len(tokens) + 1) if k == len(tokens) or tokens[k].start >= bare.end))
    return _other(tokens, i, first, text, knowledge)


def _longer(tokens: list[Token], i: int, after: int, entry: Entry, text: str, knowledge: Knowledge) -> tuple[list[Mention], int] | None:
    """A name that only begins with a state's or capital's: `Paris Agreement`, `Lima Street`, `Israel Lind`; `US$`, `U.S. gallons` are nobody."""
    following = tokens[after].text if after < len(tokens) else ""
    if tokens[after - 1].text.replace(".", "").isupper():
        measured = following == "$" or following.lower() in MEASURED
        return ([], after + 1) if measured and entry.type == "state" else None
    if entry.type != "state" or entry.sense in ("demonym", "people"):
        return None
    end = _name_at(tokens, after, knowledge)
    if not end or tokens[after].start - tokens[after - 1].end != 1 or not following.isalpha() or _headline(tokens):
        return None
    if any(_entry_at(tokens, k, knowledge) or _title_at(tokens, k, knowledge) or tokens[k].text.lower() in _name_words()["calling"] for k in range(after, end)):
        return None
    name = text[tokens[i].start : tokens[end - 1].end]
    person = gender.given(tokens[i].text) and following.lower() not in _name_words()["last"]
    return [Mention(tokens[i].start, tokens[end - 1].end, "name", name, (tokens[i].start, tokens[end - 1].end), sort="person" if person else "other")], end


MEASURED = frozenset("dollar dollars gallon gallons ton tons pint pints cent cents customary".split())


def _headline(tokens: list[Token]) -> bool:
    """Whether a sentence is set with its words in capitals, so that capitals tell nothing of names."""
    words = [token.text for token in tokens if len(token.text) > 3 and token.text.isalpha()]
    return 5 * sum(word[0].isupper() for word in words) >= 4 * len(words)


def _headed(
    tokens: list[Token], first: int, at: int, title: tuple[Title, int], named: tuple[Entry | None, tuple[int, int] | None],
    definite: bool, bare: Mention | None, text: str, knowledge: Knowledge,
) -> tuple[list[Mention], int] | None:  # fmt: skip
    """A phrase whose head is an office, body, force, people or text, from token `first`, with the head noun at `at`."""
    noun, j = title
    plural = tokens[j - 1].text.lower().endswith("s") and noun.phrase[-1] not in ("chief of staff",)
    of, k, of_at = _of_phrase(tokens, j, knowledge, ("of", "to", "for") if noun.kind == "office" else ("of",))
    modifier, modifier_at = named if named[0] else (of, of_at)
    after = k if of else j
    printed = text[tokens[first + (tokens[first].text.lower() in DETERMINERS)].start : tokens[after - 1].end]
    if noun.kind == "office":
        names, end = _names_after(tokens, after, knowledge, plural)
        if names:
            people = [
                Mention(tokens[first].start if n == 0 else tokens[a].start, tokens[b - 1].end, "person", text[tokens[a].start : tokens[b - 1].end],
                        (tokens[a].start, tokens[b - 1].end), modifier=modifier, modifier_at=modifier_at, title=printed, noun=noun, definite=True)
                for n, (a, b) in enumerate(names)
            ]  # fmt: skip
            return people, end
        if not definite and tokens[first].text.lower() not in ("a", "an"):
            return ([bare], max(at, first + 1)) if bare else None
        return [
            Mention(tokens[first].start, tokens[after - 1].end, "role", text[tokens[at].start : tokens[j - 1].end],
                    (tokens[at].start, tokens[j - 1].end), modifier=modifier, modifier_at=modifier_at, title=printed, noun=noun, definite=definite, plural=plural)
        ], after  # fmt: skip
    return [
        Mention(tokens[first].start, tokens[after - 1].end, "group", text[tokens[at].start : tokens[j - 1].end],
                (tokens[at].start, tokens[j - 1].end), modifier=modifier, modifier_at=modifier_at, noun=noun, definite=definite, plural=plural or noun.kind in ("force", "people"))
    ], after  # fmt: skip


def _of_phrase(tokens: list[Token], j: int, knowledge: Knowledge, joining: tuple[str, ...]) -> tuple[Entry | None, int, tuple[int, int] | None]:
    """`of the French Army`, `to the NATO bloc`, `of Germany, France and Poland`: the first name in it, the index after it, where the name stands."""
    if j >= len(tokens) or tokens[j].text.lower() not in joining:
        return None, j, None
    j += 1
    if j < len(tokens) and tokens[j].text.lower() == "the":
        j += 1
    found = _entry_at(tokens, j, knowledge) if j < len(tokens) else None
    if not found:
        return None, j, None
    where = (tokens[j].start, tokens[found[1] - 1].end)
    entry, j = found
    while j + 1 < len(tokens) and tokens[j].text in (",", "and"):
        following = _entry_at(tokens, j + 1, knowledge)
        if not following:
            break
        j = following[1]
    while j < len(tokens) and (head := _title_at(tokens, j, knowledge)):
        if head[0].kind not in ("force", "body"):
            break
        j = head[1]
    return entry, j, where


def _names_after(tokens: list[Token], j: int, knowledge: Knowledge, plural: bool) -> tuple[list[tuple[int, int]], int]:
    """Token ranges of the person names that follow an office, with or without a comma; a plural office takes a list."""
    k = j + 1 if j < len(tokens) and tokens[j].text == "," else j
    comma = k > j
    names: list[tuple[int, int]] = []
    while k < len(tokens):
        end = _name_at(tokens, k, knowledge, least=2 if comma and not plural else 1)
        if not end or (_entry_at(tokens, k, knowledge) and end - k == 1):
            break
        names.append((k, end))
        k = end
        if not plural or k + 1 >= len(tokens) or tokens[k].text not in (",", "and", "&"):
            break
        k += 2 if tokens[k].text == "," and tokens[k + 1].text == "and" else 1
    return names, names[-1][1] if names else j


def _other(tokens: list[Token], i: int, first: int, text: str, knowledge: Knowledge) -> tuple[list[Mention], int] | None:
    word = tokens[i].text
    if word.lower() in PRONOUNS:
        kind: MentionKind = "pronoun"
        return [Mention(tokens[i].start, tokens[i].end, kind, word.lower(), (tokens[i].start, tokens[i].end), plural=word.lower() in ("they", "we"))], i + 1
    at = i + 1 if word.lower() in ("the", "a", "an") and i + 1 < len(tokens) else i
    end = _name_at(tokens, at, knowledge)
    if not end:
        return None
    if end + 1 < len(tokens) and tokens[end].text == "of" and _name_words()["first"].get(tokens[end - 1].text.lower()) == "other" and (of := _entry_at(tokens, end + 1, knowledge)):
        end = of[1]  # the University of Washington is none of the state that the city stands for
    name = text[tokens[at].start : tokens[end - 1].end]
    return [Mention(tokens[i].start, tokens[end - 1].end, "name", name, (tokens[at].start, tokens[end - 1].end), definite=at > i)], end


def _with_surnames(found: list[Mention]) -> list[Mention]:
    """Drops lone capitalised words that are nobody's surname in this document; keeps full names for later judgement."""
    surnames = {m.name.split()[-1] for m in found if m.kind == "person"} | {
        m.name.split()[-1] for m in found if m.kind == "name" and not m.definite and len(m.name.split()) > 1
    }
    return [m for m in found if m.kind != "name" or len(m.name.split()) > 1 or m.name in surnames or m.definite]


@lru_cache(maxsize=1)
def _name_words() -> dict[str, dict[str, ActorType]]:
    """"calling", "last", "first" -> word -> type of actor."""
    out: dict[str, dict[str, ActorType]] = {"calling": {}, "last": {}, "first": {}}
    for row in data.table(__package__, "name_words.tsv"):
        out[row["what"]].update(dict.fromkeys(row["words"].split(), row["type"]))  # type: ignore[arg-type]
    return out


def _told_apart(mention: Mention) -> Mention:
    """A name that is read as a person's and is a body's, a paper's, a law's or a place's by its words; one printed with a calling, without it."""
    words = mention.name.split()
    if mention.kind != "name" or mention.sort not in (None, "person", "other"):
        return mention
    if gazetteer.key_of(mention.name) in gazetteer.regions() and not gender.given(words[0]):
        return replace(mention, sort="other")  # "South Carolina", of which nothing says whether its government or its people are meant
    if len(words) < 2:
        return mention
    told, plain = _name_words(), [word.lower() for word in words]
    last = told["last"].get(plain[-1]) or (told["first"].get(plain[0]) if plain[1] in ("of", "for") else None)
    if last and not gender.given(words[0]):
        return replace(mention, sort=last)
    callings = max((k for k, word in enumerate(plain[:-2], 1) if word in told["calling"] and not gender.given(word)), default=0)
    if not callings:
        return mention
    end, rest = mention.head[1], words[callings:]
    at = end - len(mention.name) + mention.name.index(rest[0], sum(map(len, words[:callings])))
    return replace(mention, kind="person", name=mention.name[at - end :], head=(at, end), title=" ".join(words[:callings]), sort="person")
