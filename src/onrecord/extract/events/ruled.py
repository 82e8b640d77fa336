"""Events by rules, where a sentence names the parties around a verb or noun of events.tsv. Speech acts come from the statements' cues.

Precision before recall: an item needs the parties that events.tsv asks for.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from onrecord.extract.attribution.words import AUXILIARIES, BE, CONJUNCTIONS, DETERMINERS, NEGATIONS, PREPOSITIONS
from onrecord.extract.events.ontology import made, ontology
from onrecord.extract.lexicon import cues, inflected, rows
from onrecord.extract.statements import Found
from onrecord.reader import Reading, Token
from onrecord.records import Event, Factuality, Span
from onrecord.resolve.actors import Cast
from onrecord.resolve.mentions import Mention

BEFORE_BASE = frozenset("to will would shall should can could may might must not n't n’t do does did they we you i 'll ’ll never".split())
REACH = 14  # tokens: how far from its verb a party may stand
MODALS = {"will": "future", "shall": "future", "'ll": "future", "’ll": "future"} | dict.fromkeys(
    ("would", "could", "might", "may", "should", "can", "must", "if", "unless", "whether"), "hypothetical"
)


@dataclass(frozen=True, slots=True)
class Trigger:
    """A row of events.tsv for one form."""

    type: str
    mode: str | None
    noun: bool
    passive: bool  # whether the verb has one
    needs: str
    follow: str | None
    form: str


@lru_cache(maxsize=1)
def triggers() -> dict[str, Trigger]:
    out: dict[str, Trigger] = {}
    for row in rows("events.tsv"):
        noun = row["pos"] == "n"
        for form, what in ({row["lemma"]: "noun"} if noun else inflected(row)).items():
            key = f"{form}/n" if noun else form
            out.setdefault(key, Trigger(row["type"], row["mode"] or None, noun, row["pos"] == "v", row["needs"], row["follow"] or None, what))
    return out


@lru_cache(maxsize=1)
def trigger_words() -> frozenset[str]:
    return frozenset(key.removesuffix("/n") for key in triggers())


def event(
    reading: Reading, cast: Cast, type_: str, mode: str | None, trigger: tuple[int, int], actors: list[Mention], recipients: list[Mention],
    factuality: Factuality, historical: bool, confidence: float, ids: tuple[tuple[str, ...], tuple[str, ...]] | None = None,
) -> Event:  # fmt: skip
    """An event record of mentions."""
    text = reading.text
    evidence = [Span("trigger", *trigger, text[trigger[0] : trigger[1]])]
    evidence += [Span("actor", m.start, m.end, text[m.start : m.end]) for m in actors]
    evidence += [Span("recipient", m.start, m.end, text[m.start : m.end]) for m in recipients]
    who = ids[0] if ids else tuple(dict.fromkeys(i for m in actors for i in cast.refer(m)))
    whom = ids[1] if ids else tuple(i for i in dict.fromkeys(i for m in recipients for i in cast.refer(m)) if i not in who)
    return made(reading.document.id, type_, mode, who, whom, tuple(evidence), factuality, historical, confidence)


def by_rule(reading: Reading, cast: Cast, statements: list[Found]) -> list[Event]:
    found: dict[tuple[int, int], Event] = {}
    for statement, lemma in statements:
        performed = _performed(reading, cast, statement, lemma)
        if performed:
            found[performed.evidence[0].start, performed.evidence[0].end] = performed
    for start, end in reading.sentences:
        tokens = reading.tokens_in(start, end)
        for k, token in enumerate(tokens):
            one = _event(reading, cast, tokens, k) if token.text.lower() in trigger_words() else None
            if one:
                found.setdefault((one.evidence[0].start, one.evidence[0].end), one)
    return list(found.values())


def _performed(reading: Reading, cast: Cast, statement: Any, lemma: str | None) -> Event | None:
    """The speech act as an event: demanding is REQUEST, promising AGREE, denouncing ACCUSE …"""
    cue = cues().get(lemma or "")
    place = next((s for s in statement.evidence if s.role == "cue"), None)
    if not cue or not cue[0].event or place is None or not statement.speakers:
        return None
    type_, _, mode = cue[0].event.partition("/")
    content = next(s for s in statement.evidence if s.role == "content")
    recipients: tuple[str, ...] = (statement.addressee,) if statement.addressee else ()
    if not recipients:
        near = [m for m in cast.inside(content.start, content.end) if m.kind not in ("pronoun", "name") and cast.ids(m)]
        near = [m for m in near if not (m.entry and m.entry.sense == "demonym") and not set(cast.ids(m)) & set(statement.speakers)]
        first = near[:1] if type_ in ("ACCUSE", "SUPPORT") and near and near[0].start - content.start < 30 else []
        recipients = cast.ids(first[0]) if first else ()
    return event(reading, cast, type_, mode or None, (place.start, place.end), [], [], "actual", False, 0.75, (statement.speakers, recipients))


def _event(reading: Reading, cast: Cast, tokens: tuple[Token, ...], k: int) -> Event | None:
    if k and tokens[k].text[:1].isupper() and tokens[k - 1].text not in "“\"‘":
        return None  # part of a name: the March for Peace
    word = tokens[k].text.lower()
    noun, verb = triggers().get(f"{word}/n"), triggers().get(word)
    as_noun = noun is not None and _is_noun(tokens, k)
    trigger = noun if as_noun else verb
    if trigger is None or (verb is trigger and not _is_verb(cast, tokens, k, trigger)):
        return None
    end = tokens[k].end
    if trigger.follow:
        ahead = next((t for t in tokens[k + 1 : k + 6] if t.text.lower() == trigger.follow), None)
        if ahead is None:
            return None
        end = ahead.end
    actors, recipients, passive = _noun_parties(cast, tokens, k) if trigger.noun else _verb_parties(cast, tokens, k, trigger)
    verbal = ontology()["events"][trigger.type]["quad"] in (1, 3)
    if passive and (not trigger.passive or (verbal and not actors and _factuality(reading, tokens, k) == "hypothetical")):
        return None  # `resigned to history`; `must be warned`: nobody says so
    resolved_a = [m for m in actors if cast.refer(m)]
    resolved_r = [m for m in recipients if cast.refer(m)]
    if ("a" in trigger.needs and not resolved_a and not (passive and resolved_r)) or ("r" in trigger.needs and not resolved_r):
        return None
    factuality, confidence = _factuality(reading, tokens, k), 0.7 if resolved_a and resolved_r else 0.55
    return event(reading, cast, trigger.type, trigger.mode, (tokens[k].start, end), resolved_a, resolved_r, factuality, _historical(tokens, k), confidence)


def _is_noun(tokens: tuple[Token, ...], k: int) -> bool:
    previous = tokens[k - 1].text if k else ""
    return previous.lower() in DETERMINERS | PREPOSITIONS | {"'s", "’s"} or previous[:1].isupper() or previous.lower().endswith(("ic", "al", "ary", "ed", "an"))


def _is_verb(cast: Cast, tokens: tuple[Token, ...], k: int, trigger: Trigger) -> bool:
    """Whether the form is a verb here; present forms, which are nouns as often (arms, shells, strikes), need a subject beside them."""
    at = k - 1
    while at >= 0 and tokens[at].text.lower().endswith("ly"):
        at -= 1
    previous = tokens[at].text.lower() if at >= 0 else ""
    following = tokens[k + 1].text.lower() if k + 1 < len(tokens) else ""
    if following in ("of", "by", "'s", "’s", "and") and trigger.form in ("base", "s", "ing"):
        return False
    if trigger.form in ("base", "s"):
        beside = [m for m in cast.inside(tokens[max(0, at - 8)].start, tokens[at].end) if m.end == tokens[at].end and not _adjectival(m)] if at >= 0 else []
        if trigger.form == "s":
            return previous in ("he", "she", "it", "who", "which", "that") or any(not m.plural for m in beside)
        return previous in BEFORE_BASE or any(m.plural for m in beside)
    if trigger.form == "ing" and previous in DETERMINERS | {"'s", "’s"}:
        return False
    return not (trigger.form == "past" and previous in DETERMINERS | {"'s", "’s"})


def _clause(tokens: tuple[Token, ...], k: int) -> tuple[int, int]:
    """Token range of the clause around k: bounded by stops, quotation marks, semicolons and subordinators."""
    low = k
    while low > 0 and tokens[low - 1].text not in (";", ":", "“", "”", '"', "—", "–", "(", ")") and tokens[low - 1].text.lower() not in CONJUNCTIONS - {"and", "or"}:
        low -= 1
    high = k + 1
    while high < len(tokens) and tokens[high].text not in (";", ":", "“", "”", '"', "—", "–", "(", ")", ".") and tokens[high].text.lower() not in CONJUNCTIONS - {"and", "or"}:
        high += 1
    return low, high


def _parties(cast: Cast, start: int, end: int) -> list[Mention]:
    return [m for m in cast.inside(start, end) if m.kind != "pronoun" or m.name in ("he", "she", "they")]


def _verb_parties(cast: Cast, tokens: tuple[Token, ...], k: int, trigger: Trigger) -> tuple[list[Mention], list[Mention], bool]:
    low, high = _clause(tokens, k)
    low, high = max(low, k - REACH), min(high, k + REACH)
    before = [m for m in _parties(cast, tokens[low].start, tokens[k].start) if not _adjectival(m)]
    after = [m for m in _parties(cast, tokens[k].end, tokens[high - 1].end) if not _adjectival(m)]
    heads = [m for m in before if not _after_preposition(tokens, low, m)] or before[:1]
    subject = _coordinated(cast, heads, last=True)
    helpers = {t.text.lower() for t in tokens[max(low, k - 3) : k]}
    if trigger.form == "past" and helpers & BE:
        by = next((i for i in range(k + 1, high) if tokens[i].text.lower() == "by"), None)
        agents = [m for m in after if by is not None and m.start > tokens[by].start]
        return _coordinated(cast, agents, last=False), subject, True
    if trigger.form == "ing" and k and tokens[k - 1].text.lower() in PREPOSITIONS:
        subject = heads[-1:] if tokens[k - 1].text.lower() == "for" else heads[:1]  # `attacked A for trading with B`: A trades
    return subject, _coordinated(cast, after, last=False), False


def _noun_parties(cast: Cast, tokens: tuple[Token, ...], k: int) -> tuple[list[Mention], list[Mention], bool]:
    """`X's invasion of Y`, `Russian attacks on Y`, `an attack on Y by X`."""
    start = tokens[max(0, k - 5)].start
    before = [m for m in _parties(cast, start, tokens[k].start) if tokens[k].start - m.end <= 25 and m.kind != "pronoun"]
    end = tokens[min(len(tokens), k + REACH) - 1].end
    actors = before[-1:]
    recipients: list[Mention] = []
    for m in _parties(cast, tokens[k].end, end):
        preposition = next((t.text.lower() for t in reversed(tokens[k + 1 :]) if t.end <= m.start and t.text.lower() not in DETERMINERS), "")
        if preposition in ("of", "on", "against", "to", "for", "with") and not recipients:
            recipients = [m]
        elif preposition == "by" and not actors:
            actors = [m]
    return actors, recipients, False


def _adjectival(mention: Mention) -> bool:
    return mention.entry is not None and mention.entry.sense == "demonym"


def _after_preposition(tokens: tuple[Token, ...], low: int, mention: Mention) -> bool:
    at = bisect_left(tokens, mention.start, key=lambda t: t.start)
    return at > low and tokens[at - 1].text.lower() in PREPOSITIONS


def _coordinated(cast: Cast, mentions: list[Mention], last: bool) -> list[Mention]:
    """One mention, with those joined to it by commas and "and"."""
    if not mentions:
        return []
    text = cast.document.text
    group = [mentions[-1] if last else mentions[0]]
    rest = reversed(mentions[:-1]) if last else iter(mentions[1:])
    for m in rest:
        between = text[m.end : group[0].start] if last else text[group[-1].end : m.start]
        if between.strip() not in (",", "and", ", and", "&", "as well as", "along with", "together with"):
            break
        group = [m, *group] if last else [*group, m]
    return group


def _factuality(reading: Reading, tokens: tuple[Token, ...], k: int) -> Factuality:
    low, _ = _clause(tokens, k)
    before = [t.text.lower() for t in tokens[max(low - 1, 0, k - 8) : k]]
    if any(word in NEGATIONS for word in before[-4:]):
        return "negated"
    for word in reversed(before):
        if word in MODALS:
            return MODALS[word]  # type: ignore[return-value]
        if word == "to" and before[-1] == "to":
            return "future" if set(before) & {"plans", "plan", "planned", "agreed", "decided", "set", "due", "going", "vowed", "pledged"} else "hypothetical"
        if word not in AUXILIARIES and word == before[-1] and word in ("if", "unless"):
            return "hypothetical"
    return "actual"


def _historical(tokens: tuple[Token, ...], k: int) -> bool:
    """A year named in the sentence, or a perfect of long ago, sets an event before the report's present."""
    return any(t.text.isdigit() and len(t.text) == 4 and t.text[:2] in ("18", "19") for t in tokens) or "ago" in (t.text.lower() for t in tokens[k : k + 8])
