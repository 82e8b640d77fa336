"""The places that a text names: which words they are, and which of the places of that name is meant.

A name is a whole run of capitalised words, or one with a direction or a word for its kind beside it (`Eastern Ghouta`, `Kherson Oblast`); a run
that goes on into something else names something else (`Washington Post`, `Minsk Agreements`, `Jack London`). Of the places of one name the one is
taken that is best known, in a state the document speaks of, or in the state or region named right after it (`Paris, Texas`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from onrecord import data
from onrecord.reader.tokens import Token
from onrecord.records import Place
from onrecord.resolve import knowledge
from onrecord.resolve.gazetteer import candidates as gazetteer
from onrecord.resolve.gazetteer import key_of, regions
from onrecord.resolve.gazetteer.candidates import Candidate, candidates
from onrecord.resolve.gazetteer.disputed import areas

PACKAGE = gazetteer.__package__ or ""
BEFORE, FEATURES, REGIONS, AFTER, STATIC, LOCATIVE, NEVER_AFTER, SHIPS, SPEECH, NOBODY_LIVES_IN, NOT_PLACES, COMMON, OPENERS, PARTS, PASSED, FOLLOWING = (
    data.named(PACKAGE, "words.tsv", row) for row in ("before", "feature", "region", "after", "static", "locative", "never_after", "ship", "speech", "institution", "not_places", "common", "opener", "part", "passed", "following")
)  # fmt: skip
JOINS = frozenset("of de la le el al al- es-".split())
LONGEST = 5  # words of a name
SAID_SO = 6.0  # score of the state or region that stands right after the name
SPOKEN_OF = 3.0  # score of the only state that the document speaks of
SAME_SENTENCE = 1.0
AS_REGION = 3.0
SMALL = 4.5  # log10 of people: a place less known than this needs a preposition before it, or its state in the document
TOWN = 5.3  # … and less known than this, without one, it must not be somebody's surname
LEAST = 3.0


@dataclass(frozen=True, slots=True)
class Toponym:
    start: int
    end: int
    place: Place
    preposition: str | None  # the one it hangs on ("in", "near"), direction and kind between them passed over
    land: str | None  # the state that GeoNames counts it to; context only


@dataclass(frozen=True, slots=True)
class _Run:
    """Words [first, last) that are looked up as `key`."""

    first: int
    last: int
    key: str
    region: bool  # a word for a region stands with it
    opens: bool  # the sentence
    preposition: str | None
    sentence: int


def find_places(text: str, tokens: Sequence[Token], sentences: Sequence[tuple[int, int]]) -> list[Toponym]:
    """The places named in the text, in reading order."""
    spoken, runs = _spoken_of(tokens, sentences)
    first = [(run, _best(run, tokens, spoken, Counter(), frozenset())) for run in runs]
    sure = frozenset(run.key for run, c in first if c and run.preposition in STATIC)
    placed = {run.key: c.land for run, c in first if c and c.land and run.preposition}  # states of the places found: context for the others
    lands: Counter[str] = Counter(placed.values())
    qualified = {run.key: c for run, c in first if c and _told(c, _qualifier(run, tokens))}
    out = []
    after: dict[int, Candidate] = {}  # word -> the place that the name before it says it is: "Georgia" of `Atlanta, Georgia`
    for run, own in first:
        chosen = after.get(run.first)
        if chosen is None and own and _told(own, _qualifier(run, tokens)):
            chosen = own
            for c in candidates(_key_after(run, runs)):
                if c.place.precision == "region" and (c.land, c.region) == (own.land, own.region):
                    after[run.last + 1] = c
        chosen = chosen or qualified.get(run.key) or _best(run, tokens, spoken, lands - Counter([placed.get(run.key, "")]), sure)
        if chosen:
            start, end = tokens[run.first].start, tokens[run.last - 1].end
            following = tokens[run.last].text if run.last < len(tokens) else ""
            adjective = chosen.place.precision == "country" and following.islower() and following not in FOLLOWING  # `in the US state of Alabama`, `in a US raid`
            out.append(Toponym(start, end, chosen.place, None if adjective else run.preposition, chosen.land))
    return out


def _key_after(run: _Run, runs: Sequence[_Run]) -> str:
    return next((r.key for r in runs if r.first == run.last + 1), "")


# -- which words ----------------------------------------------------------------------------------------------------


def _capital(word: str) -> bool:
    return word[:1].isupper() or (word[:3].lower() in ("al-", "el-", "as-", "ad-", "ar-", "at-", "ez-") and word[3:4].isupper())


@dataclass(frozen=True, slots=True)
class Spoken:
    """How often which state is named by which word: (state, key of the word)."""

    sentences: tuple[Counter[tuple[str, str]], ...]
    document: Counter[tuple[str, str]]


def _spoken_of(tokens: Sequence[Token], sentences: Sequence[tuple[int, int]]) -> tuple[Spoken, list[_Run]]:
    """The states that each sentence speaks of, and the runs that may name places; one walk over the words."""
    spoken: list[Counter[tuple[str, str]]] = []
    everywhere: Counter[tuple[str, str]] = Counter()
    runs: list[_Run] = []
    at = 0
    surnames: set[str] = set()
    for number, (_, stop) in enumerate(sentences):
        start = at
        while at < len(tokens) and tokens[at].start < stop:
            at += 1
        here: Counter[tuple[str, str]] = Counter()
        for first, last in _capitalised(tokens, start, at):
            for name, country in _named_states(tokens, first, last):
                here[country, name] += 1
            run = _run(tokens, first, last, start, number)
            if run:
                runs.append(run)
            elif 2 <= last - first <= 3 and tokens[first].text.lower() not in BEFORE | JOINS:
                surnames.add(tokens[last - 1].text)
        spoken.append(here)
        everywhere.update(here)
    surnames |= _surnames()
    return Spoken(tuple(spoken), everywhere), [r for r in runs if r.preposition == "in" or r.last - r.first > 1 or tokens[r.first].text not in surnames or _town(r.key)]


def _capitalised(tokens: Sequence[Token], start: int, stop: int) -> Iterator[tuple[int, int]]:
    """Longest runs of capitalised words, with `of`, `de`, `al` between them."""
    k = start
    while k < stop:
        if not _capital(tokens[k].text):
            k += 1
            continue
        last = k + 1
        while last < stop:
            if _capital(tokens[last].text):
                last += 1
            elif tokens[last].text.lower() in JOINS and last + 1 < stop and _capital(tokens[last + 1].text):
                last += 2
            elif tokens[last].text == "." and tokens[last - 1].text in ("St", "Mt", "Ft") and last + 1 < stop:
                last += 1
            else:
                break
        yield k, last
        k = last


def _named_states(tokens: Sequence[Token], first: int, last: int) -> Iterator[tuple[str, str]]:
    """(key, state) of the names of states, demonyms and capitals in a run."""
    names = knowledge.load().names
    k = first
    while k < last:
        for size in range(min(LONGEST, last - k), 0, -1):
            words = tuple(t.text for t in tokens[k : k + size])
            entry = names.get(words)
            if entry and entry.country and entry.sense != "body":
                yield key_of(" ".join(words)), entry.country
                k += size - 1
                break
        k += 1


def _run(tokens: Sequence[Token], first: int, last: int, start: int, number: int) -> _Run | None:
    """The run as a name of a place, directions and words for its kind left out."""
    opens = first == start
    begin, end = first, last
    if opens and last - first > 1 and tokens[first].text.lower() in OPENERS | LOCATIVE:
        begin += 1
    region = False
    following = tokens[last].text.lower() if last < len(tokens) else ""
    while True:
        words = [t.text for t in tokens[begin:end]]
        if not words or len(words) > LONGEST:
            return None
        key = key_of(" ".join(words))
        if end == last and (longer := _longer(tokens, begin, end)):
            end = last = longer
            key = key_of(" ".join(t.text for t in tokens[begin:end]))
            break
        if key.removeprefix("the ") in NOT_PLACES or words[0].lower() in NOBODY_LIVES_IN or len(key) < 2:
            return None
        entry = knowledge.load().names.get(tuple(words))
        if entry and entry.sense in ("demonym", "people", "body") and key not in areas() and key not in gazetteer.landmarks():
            return None
        if _known(key, words):
            break
        low, high = words[0].lower(), words[-1].lower()
        if high in REGIONS | AFTER and len(words) > 1:
            region = region or high in REGIONS
            end -= 1
        elif low in BEFORE and len(words) > 1:
            begin += 1
        elif low in FEATURES and len(words) > 2 and words[1].lower() == "of":
            region = region or low in REGIONS
            begin += 2
        else:
            return None
    if end == last and following in NEVER_AFTER:
        return None
    region = region or (end == last and following in REGIONS and following != "state") or (following == "state" and tokens[last - 1].text == "Washington")
    preposition = _preposition(tokens, begin, start)
    before = tokens[begin - 1].text.lower() if begin > start else ""
    if before in SHIPS or (before == "the" and begin - 1 > start and tokens[begin - 2].text.lower() in SHIPS | {"aboard"}):
        return None
    return _Run(begin, end, key, region, opens and begin == first, preposition, number)


def _longer(tokens: Sequence[Token], begin: int, end: int) -> int | None:
    """Where a name ends that goes on in small letters: `Zaporizhzhia nuclear power plant`, `al-Aqsa mosque`."""
    for more in (3, 2, 1):
        if end + more <= len(tokens) and all(t.text.islower() for t in tokens[end : end + more]):
            key = key_of(" ".join(t.text for t in tokens[begin : end + more]))
            if key in gazetteer.landmarks() or key in areas():
                return end + more
    return None


def _known(key: str, words: list[str]) -> bool:
    return bool(candidates(key)) and (len(key) > 2 or words[0].isupper())


def _preposition(tokens: Sequence[Token], begin: int, start: int) -> str | None:
    """The preposition that the name hangs on: `in`, or `near` of `near the eastern city of Bakhmut`, `in Ukraine’s Kharkiv`."""
    k = begin - 1
    while k >= start:
        word = tokens[k].text.lower()
        if word == "of" and k > start and tokens[k - 1].text.lower() in FEATURES | REGIONS | AFTER | PARTS:
            k -= 2
        elif word in LOCATIVE:
            return word
        elif word in PASSED or word in BEFORE | FEATURES | REGIONS or _of_state(tokens, k) or (k + 1 < begin and tokens[k + 1].text in ("'s", "’s") and _capital(tokens[k].text)):
            k -= 1
        else:
            return None
    return None


def _of_state(tokens: Sequence[Token], k: int) -> bool:
    """Whether the word is a state or its adjective, or the end of one of two words: `in the Turkish city of`, `in the United States capital`."""
    names = knowledge.load().names
    found = names.get((tokens[k].text,)) or (names.get((tokens[k - 1].text, tokens[k].text)) if k else None) or (names.get((tokens[k].text, tokens[k + 1].text)) if k + 1 < len(tokens) else None)
    return found is not None and found.sense in ("state", "demonym")


# -- which place ----------------------------------------------------------------------------------------------------


def _best(run: _Run, tokens: Sequence[Token], spoken: Spoken, lands: Counter[str], sure: frozenset[str]) -> Candidate | None:
    found = candidates(run.key)
    if not run.region:  # a region named after its town: the town, unless the text says region
        towns = {(c.land, c.region) for c in found if c.place.precision == "city" and c.known >= LEAST}
        found = tuple(c for c in found if c.place.precision != "region" or c.region is None or (c.land, c.region) not in towns)
    if not found:
        return None
    qualifier = _qualifier(run, tokens)
    weight = _weights(run, spoken, lands)
    score, best = max(((_score(c, run, qualifier, weight, spoken), c) for c in found), key=lambda made: made[0])
    if qualifier and _told(best, qualifier):
        return best
    known_here = bool(best.land and weight.get(best.land, 0) > 0)
    firm = run.preposition in STATIC or run.key in sure
    if run.key in COMMON and (run.opens or run.preposition not in STATIC):
        return None
    if best.known < SMALL and not firm and not known_here:
        return None
    one_word = run.last - run.first == 1 and best.place.precision == "city"
    speaks = not firm and best.known < TOWN and _speaks(run, tokens)
    if one_word and (speaks or (run.opens and best.known < SMALL)):
        return None
    return best if score >= LEAST else None


@cache
def _surnames() -> frozenset[str]:
    """Last names of the persons whom the knowledge base knows: `Bush`, `Clinton` and `Lincoln` are towns as well."""
    return frozenset(row["name"].split()[-1] for row in data.table(knowledge.__name__, "people.tsv"))


def _town(key: str) -> bool:
    """Whether a place of that name is so well known that a surname does not hide it."""
    return any(c.known >= TOWN for c in candidates(key))


def _speaks(run: _Run, tokens: Sequence[Token]) -> bool:
    return run.last < len(tokens) and tokens[run.last].text.lower() in SPEECH


def _score(c: Candidate, run: _Run, qualifier: frozenset[tuple[str, str | None]], weight: dict[str, float], spoken: Spoken) -> float:
    score = c.known
    if c.land:
        score += SPOKEN_OF * weight.get(c.land, 0)
        score += SAME_SENTENCE * any(land == c.land and key != run.key for land, key in spoken.sentences[run.sentence])
    score += c.unlike
    if _told(c, qualifier):
        score += SAID_SO
    if run.region:
        score += AS_REGION if c.place.precision == "region" else 0
    return score


def _weights(run: _Run, spoken: Spoken, lands: Counter[str]) -> dict[str, float]:
    """State -> share of what the document says of states, the run's own name left out, between 0 and 1; the square root, so that minorities count."""
    counts: Counter[str] = Counter()
    for (land, key), times in spoken.document.items():
        if key != run.key:
            counts[land] += times
    counts.update(lands)
    total = sum(counts.values())
    return {land: (times / total) ** 0.5 for land, times in counts.items()}


STATES_SHORT = {key_of(short): code for short, _, code in (pair.partition("=") for pair in data.named(PACKAGE, "words.tsv", "us_states"))}


def _qualifier(run: _Run, tokens: Sequence[Token]) -> frozenset[tuple[str, str | None]]:
    """(state, division or None) of the name that stands right after `NAME,` or in brackets after it: what "Texas" of `Paris, Texas` may mean."""
    k = run.last
    if k + 1 >= len(tokens) or tokens[k].text not in (",", "("):
        return frozenset()
    for size in (3, 2, 1):
        words = [t.text for t in tokens[k + 1 : k + 1 + size]]
        if len(words) < size or not _capital(words[0]):
            continue
        key = key_of(" ".join(words))
        out: set[tuple[str, str | None]] = {(r.country, r.region) for r in regions().get(key, ())}
        if key in gazetteer.states():
            out.add((gazetteer.states()[key][0], None))
        if key in gazetteer.landmarks() and (land := gazetteer.landmarks()[key].country):
            out.add((land, None))
        if size == 1 and key in STATES_SHORT and words[0] != run.key:
            out.add(("USA", STATES_SHORT[key]))
        if out:
            return frozenset(out)
    return frozenset()


def _told(c: Candidate, qualifier: frozenset[tuple[str, str | None]]) -> bool:
    return any(c.land == land and (region is None or region == c.region) for land, region in qualifier) and c.place.precision != "country"
