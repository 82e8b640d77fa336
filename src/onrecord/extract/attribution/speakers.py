"""Who speaks: the actors that a source span names, the office printed with them, and whom the content is about."""

from __future__ import annotations

import re
from collections.abc import Iterable

from onrecord.extract.attribution.words import CONJUNCTIONS, DETERMINERS, PREPOSITIONS
from onrecord.extract.lexicon import speech_nouns
from onrecord.resolve.actors import Cast
from onrecord.resolve.mentions import Mention

BOTH = re.compile(r"\s+and\s+(?=(?:the|an?|its|their|his|her|several|some|other)\s)")
OWN_WORDS = frozenset("remarks remark comments comment words word speech speeches tweet tweets post posts letter book memoir memoirs account office interview testimony".split())
WRITTEN = OWN_WORDS | frozenset("report reports statement statements website article articles study studies note notes document documents communiqué declaration programme blog data".split())
JOINERS = frozenset(("and", "&", "/", ", and", "or", "as well as", "along with"))

OBJECTS = {"him": "he", "her": "she", "them": "they", "himself": "he", "herself": "she", "themselves": "they"}  # no mentions; they stand for whom their subjects do


def who(cast: Cast, source: tuple[int, int], recent: list[tuple[str, ...]]) -> tuple[str, ...]:
    """Actors a source span names: the head of each phrase, joint speakers together; a phrase nothing else names is itself a source."""
    mentions = cast.inside(*source)
    out: list[str] = []
    if both := BOTH.search(cast.document.text, *source):
        first, second = who(cast, (source[0], both.start()), recent), who(cast, (both.end(), source[1]), recent)
        if first and second and not any(m.title for m in mentions):
            return tuple(dict.fromkeys((*first, *second)))
    if pronoun := OBJECTS.get(cast.document.text[source[0] : source[1]].lower()):
        return cast.refer(Mention(*source, "pronoun", pronoun, source), recent)
    owner = re.match(r"(his|her)\s+(?:own\s+)?(\w+)$", cast.document.text[source[0] : source[1]], re.I)
    if owner and (owner[2].lower() in speech_nouns() or owner[2].lower() in OWN_WORDS):  # "his remarks suggest": he says so
        pronoun = "he" if owner[1].lower() == "his" else "she"
        return cast.refer(Mention(source[0], source[0] + 3, "pronoun", pronoun, source), recent)
    groups = _phrases(cast, mentions)
    for number, group in enumerate(groups):
        bounds = (group[0].start if number else source[0], group[-1].end if number + 1 < len(groups) else source[1])
        head = _head(cast, group, bounds)
        if head is not None and not _compound(cast, head, source):
            out.extend(i for i in _named(cast, head, bounds, recent) if i not in out)
    if not out and not any(m.kind == "pronoun" for m in mentions):
        out.extend(cast.unnamed(*source))
    return tuple(out)


def _named(cast: Cast, head: Mention, bounds: tuple[int, int], recent: list[tuple[str, ...]]) -> tuple[str, ...]:
    """Actors of a phrase's head; a bare noun that nothing vouches for is called by the whole phrase (`a bank official in Dushanbe`)."""
    ids = cast.refer(head, recent)
    if head.kind in ("group", "role") and len(ids) == 1 and cast.parties[ids[0]].tentative and head.modifier is None:
        around = cast.document.text[bounds[0] : head.start] + cast.document.text[head.end : bounds[1]]
        if around.strip() and around.strip().lower() not in DETERMINERS:
            return cast.unnamed(*bounds, like=ids[0]) or ids
    return ids


def _compound(cast: Cast, head: Mention, source: tuple[int, int]) -> bool:
    """`media reports`: a noun for texts that nothing vouches for, with words before it that tell which ones."""
    if head.kind != "group" or head.noun is None or head.noun.kind != "text" or head.modifier is not None or not all(cast.parties[i].tentative for i in cast.ids(head)):
        return False
    before = cast.document.text[source[0] : head.start].split()
    return bool(before) and before[-1].isalpha() and before[-1].lower() not in DETERMINERS | PREPOSITIONS | CONJUNCTIONS


def _phrases(cast: Cast, mentions: list[Mention]) -> list[list[Mention]]:
    """Mentions parted into coordinated phrases: `A, the B of C and D` is two, A with its description, and D. Commas part only a list that
    an "and" ends."""
    between = [_between(cast, mentions, k) for k in range(len(mentions))]
    groups: list[list[Mention]] = []
    listed = False  # going backwards: whether the list goes on after this mention
    cuts: set[int] = set()
    for k in range(len(mentions) - 1, 0, -1):
        owner = cast.document.text[mentions[k].end :].startswith(OWNED)
        owned = mentions[k + 1] if owner and k + 1 < len(mentions) and between[k + 1] in OWNED else mentions[k]  # `Peru's Ana Vidal`: the person
        if between[k] in JOINERS:
            listed = True
            cuts.add(k)
        elif between[k] == "," and listed and (not owner or owned is not mentions[k]) and _same_sort(mentions[k - 1], owned):
            cuts.add(k)
        elif between[k] not in OWNED:
            listed = False
    for k, mention in enumerate(mentions):
        if not k or (k in cuts and groups[-1][-1].kind != "pronoun") or (k in cuts and between[k] in JOINERS):
            groups.append([mention])
        else:
            groups[-1].append(mention)
    return groups


def _between(cast: Cast, mentions: list[Mention], k: int) -> str:
    """What stands before mention k, after the one before it: `and`, `,`; an article, a determiner left out."""
    if not k:
        return ""
    return cast.document.text[mentions[k - 1].end : mentions[k].start].strip().lower()


def _same_sort(a: Mention, b: Mention) -> bool:
    """In a list `A, B and C` the parts are alike; an apposed description is not like what it describes."""
    return a.kind == b.kind and (a.kind != "entry" or (a.entry is not None and b.entry is not None and a.entry.sense == b.entry.sense))


TEXTS_BY = re.compile(r"(?:[’']s?|of|from|by)\b|[’']s?\s", re.I)
AFTER_HEAD = (",", "of ", "in ", "from ", "at ", "to ", "for ", "on ", "with ", "under ", "who ", "which ", "that ", "(", "based ", "—", "–")
OWNED = ("'s", "’s")


def _head(cast: Cast, group: list[Mention], source: tuple[int, int]) -> Mention | None:
    """The mention a phrase is about: a person named in it, else its last before any preposition, else its first; None where the phrase's
    own noun is no mention (`the Rome appeals court`)."""
    text = cast.document.text
    if person := _person(cast, group, source):
        return person
    if re.match(r"[^\W\d_]+s?\s+(?:of|for|from|with|in|at|to)\s", text[source[0] : group[0].start] + " ") and text[source[0]].isalpha() and group[0].kind != "pronoun":
        return None  # `researchers from the University of …`
    run = [group[0]]
    for mention in group[1:]:
        if text[run[-1].end : mention.start].strip() in ("", "'s", "’s", ","):
            run.append(mention)
        else:
            break
    first, last = run[0], run[-1]
    if first.noun and first.noun.kind == "text" and first.modifier is None:
        issuer = next((m for m in group[1:] if TEXTS_BY.match(text[first.end : m.start].strip())), None)
        return issuer or first
    if last.noun and last.noun.kind == "text" and last.modifier is None and len(run) > 1 and text[run[-2].end :].startswith(OWNED):
        return run[-2]  # `the judge's statement`
    rest = text[last.end : source[1]].strip(" *_")
    if rest.startswith(OWNED) and any(word in WRITTEN or word in speech_nouns() for word in rest.lower().split()[1:4]):
        return last  # `the judge's own statement`
    if first.entry is not None and first.entry.sense == "demonym" and len(run) == 1:
        return None if rest else first
    if rest and not rest.startswith(AFTER_HEAD) and (len(group) == len(run) or _goes_on(rest)):
        return None  # the mention only modifies the words that follow: `Labour sources`
    return next((m for m in reversed(run) if not (m.entry and m.entry.sense == "demonym")), last) if text[first.end : last.start].strip() != "," else first


def _goes_on(rest: str) -> bool:
    """Whether the phrase's noun comes only now: `appeals court`, `'s central command`."""
    word = rest.removeprefix("'s").removeprefix("’s").split()[0] if rest.removeprefix("'s").removeprefix("’s").split() else ""
    return rest.startswith(OWNED) or (word.isalpha() and word.islower() and word not in PREPOSITIONS | CONJUNCTIONS)


def _person(cast: Cast, group: list[Mention], source: tuple[int, int]) -> Mention | None:
    """The person whom the phrase names: first (`NAME, a doctor`), after a comma (`the head of X, NAME`) or after a noun (`X professor NAME`)."""
    text = cast.document.text
    named = [m for m in group if m.kind == "person" or (m.kind == "name" and cast.ids(m) and cast.parties[cast.ids(m)[0]].type == "person" and not m.definite)]
    for m in named:
        if text[m.end :].startswith((*OWNED, "' ", "’ ")):
            continue
        before = text[source[0] : m.start]
        words = before.lower().split()
        if m is group[0] and not words:
            after = text[m.end : source[1]].lstrip(" ").split()
            if m.kind == "person" or not after or not (after[0].isalpha() and after[0].islower() and after[0] not in PREPOSITIONS | CONJUNCTIONS | {"who"}):
                return m
            continue  # `Retired FBI agent …`
        if m is group[0] or not set(words) & {"of", "for", "from", "to", "by", "in", "against"}:
            return m
        noun = words[-1] if words else ""
        closes = not text[m.end : source[1]].strip() or text[m.end : source[1]].lstrip().startswith((",", "("))
        if before.rstrip().endswith(",") or (closes and noun.isalpha() and noun not in PREPOSITIONS | DETERMINERS | CONJUNCTIONS and (before.split()[-1].islower() or _after_entry(group, m))):
            return m
    return None


def _after_entry(group: list[Mention], mention: Mention) -> bool:
    """`Special Representative for Iran NAME`: a name right after that of a state or body."""
    return any(m.entry is not None and m.end + 1 == mention.start for m in group)


def role_of(cast: Cast, source: tuple[int, int] | None) -> str | None:
    titles = [" ".join(m.title.split()) for m in cast.inside(*source) if m.title] if source else []
    return "; ".join(dict.fromkeys(titles)) or None


def about(cast: Cast, content: Iterable[tuple[int, int]], speakers: tuple[str, ...]) -> tuple[str, ...]:
    """Actors named in the content, speakers apart."""
    ids = [i for s, e in content for m in cast.inside(s, e) if m.kind != "pronoun" for i in cast.ids(m)]
    return tuple(i for i in dict.fromkeys(ids) if i not in speakers and not cast.parties[i].tentative)
