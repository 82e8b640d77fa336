"""Who is bound by a commitment, or binds, and to whom: by the words the trained reader ties to it, by the verb it hangs on, by a construction."""

from __future__ import annotations

import re

from onrecord.extract.bindings import Bound
from onrecord.extract.modals import Voices
from onrecord.extract.parties import parties
from onrecord.extract.phrases import DENIALS, MARKS, Words
from onrecord.extract.terms import Place, harmful
from onrecord.reader import Frame
from onrecord.records import Statement

ANIMATE = frozenset(("pledge", "threat", "refusal", "demand", "warning"))  # what only somebody can do
OUGHT = frozenset("must should ought need needs".split())
STATES = frozenset(("state", "government", "alliance", "armed_group", "party", "population", "company", "person", "other"))
STATIONED = re.compile(r"\b(?:station|base|deploy|stationing|deployment|strikes?|attacks?|brigades?|battalions?|bases|troops|soldiers)\b", re.I)
OWNED = re.compile(r"\b(?:its|their|his|her|our|my)\b")
OURS = re.compile(r"\b(?:our|we|us|my)\b")
MUST = frozenset("must shall is are was were has have had need needs be".split())
NOBODY = frozenset(("no-one", "nothing", "nobody", "none", "neither"))


def read_parties(voices: Voices, frame: Frame, action: Place) -> tuple[tuple[str, ...], tuple[str, ...]]:
    around = voices.around(action)
    recent = [around.speakers] if around else []
    bound, other = (parties(voices.reading, voices.cast, frame, (role,)) for role in ("who", "to"))
    subject, passive = governed(voices, frame)
    if passive and subject is not None and frame.label != "obligation":  # `residents were asked to …` by whoever says so
        place = voices.phrases.place(subject)
        if any(s < place[1] and place[0] < e for s, e in bound):
            bound, other = [p for p in bound if not (p[0] < place[1] and place[0] < p[1])], other or [place]
    if frame.label != "obligation" and (agent := _agent(voices, frame, passive)):
        bound = [agent]
    whose = tuple(dict.fromkeys(i for place in bound for i in voices.people(place, recent)))
    if subject is not None and ((frame.label == "refusal" and not passive) or (frame.label == "obligation" and (passive or must(voices, frame)))) and (doing := voices.meant(subject, around)):
        whose = doing if not set(whose) & set(doing) else whose
    if around and around.speakers and all(voices.cast.parties[i].tentative and voices.cast.parties[i].type == "other" for i in whose) and frame.label in ANIMATE:
        whose = ()  # `Friday`, `fifty years`
    if passive or subject is None or not set(voices.acting(subject)) & set(whose):
        whose = _ours(voices, frame.label, action, whose)
    whose = whose or (around.speakers if around else ())
    whom = tuple(dict.fromkeys(i for place in other for i in voices.people(place, []))) or (to_whom_said(around) if around else ())
    return whose, whom


def _ours(voices: Voices, act: str, action: Place, whose: tuple[str, ...]) -> tuple[str, ...]:
    """Whoever says `our support`, where somebody else is taken for bound."""
    around = voices.around(action)
    if act not in ("pledge", "threat", "refusal") or not OURS.search(voices.reading.text, *action):
        return whose
    return around.speakers if around and around.speakers else ()


def _agent(voices: Voices, frame: Frame, passive: bool) -> Place | None:
    """Whoever `by` names behind a passive: `were told by police to …`, `[a truce] was rejected by both sides`."""
    phrases = voices.phrases
    high = voices.reading.word_at(voices.reading.sentences[voices.reading.sentence_at(voices.reading.tokens[frame.own.start].start)][1] - 1)
    behind = range(frame.own.end, min(high, frame.own.end + 12))
    if not passive:
        be = next((j for j in behind if phrases.tag(j) in ("AUX", "VERB")), None)
        if be is None or not phrases.passive(be + 1, [phrases.text(be)]):
            return None
        behind = range(be + 1, min(high, be + 4))
    by = next((j for j in behind if phrases.text(j) == "by" and phrases.tag(j - 1) == "VERB" and phrases.tag(j + 1) in ("DET", "PROPN", "NOUN", "ADJ")), None)
    return phrases.place((by + 1, phrases.noun_end(by + 1, high))) if by is not None else None


def must(voices: Voices, frame: Frame, modals: frozenset[str] = MUST) -> bool:
    """Whether a verb of obligation stands right before the action: `owners are to …`, or in it, behind its subject."""
    at, text = frame.own.start - 1, voices.phrases.text
    if text(at) in modals or (text(at) == "to" and text(at - 1) in modals):
        return True
    return modals is OUGHT and any(text(j) in modals and voices.phrases.tag(j) == "AUX" for j in range(frame.own.start, min(frame.own.end, frame.own.start + 12)))


def governed(voices: Voices, frame: Frame) -> tuple[Words | None, bool]:
    """The subject of the verb that an action hangs on (`the pilot refused to …`, `owners must …`), and whether that is a passive's."""
    phrases, reading = voices.phrases, voices.reading
    low = reading.word_at(reading.sentences[reading.sentence_at(reading.tokens[frame.own.start].start)][0])
    at = frame.own.start - 1
    while at > low and (phrases.text(at) == "to" or phrases.tag(at) == "ADV" or phrases.text(at) in MARKS or phrases.text(at) in DENIALS):
        at -= 1
    if at <= low or phrases.tag(at) not in ("VERB", "AUX"):
        return None, False
    _, helpers = phrases.helpers(at, low)
    return phrases.subject(at, low), phrases.tag(at) == "VERB" and phrases.passive(at, helpers)


def construed(voices: Voices, one: Bound, frame: Frame, action: Place) -> tuple[tuple[str, ...] | None, tuple[str, ...]]:
    """Who is bound or binds by a construction, and to whom; no `who` at all where it needs one and has none."""
    around = voices.around(action)
    if any(voices.phrases.text(j) in NOBODY for j in range(max(0, one.word - 8), one.word)):
        return None, ()  # `nothing in the charter compels Kenya to …`
    if one.subject is not None and voices.phrases.text(one.subject[0]) in NOBODY:
        return None, ()
    named = voices.meant(one.subject, around)
    if named and all(voices.cast.parties[i].tentative and voices.cast.parties[i].type in ("other", "document") for i in named):
        if one.construction.act in ("pledge", "threat", "refusal"):
            return None, ()  # `measures that threaten to …`
        if one.construction.before == "n":
            named = ()
    if one.agent and named and all(voices.cast.parties[i].tentative and voices.cast.parties[i].type == "other" for i in named):
        named = around.speakers if around else ()  # `entitled to defend themselves by military means`
    if one.construction.stage == "floated" and one.construction.act == "pledge" and harmful(voices.reading.text, action):
        return None, ()  # nobody promises a war that is told of
    whose = named
    whom: tuple[str, ...] = ()
    if one.construction.who == "agent" and not one.agent:
        whose = around.speakers if around else ()
    elif not whose:
        whose = _ours(voices, one.construction.act, action, read_parties(voices, frame, action)[0])
        if not whose and (one.construction.act in ("pledge", "threat", "refusal") or (one.construction.act == "obligation" and one.construction.before != "n")):
            return None, ()
    if one.construction.to == "object" and one.object:
        words = voices.reading.word_at(one.object[0]), voices.reading.word_at(one.object[1] - 1) + 1
        whom = voices.meant(words, around) or voices.named(words)
        if not voices.named(words) and voices.phrases.text(one.word).startswith("let"):
            return None, ()
    elif one.construction.to == "subject":
        whom = voices.named(voices.phrases.subject(one.word, voices.reading.word_at(voices.reading.sentences[voices.reading.sentence_at(action[0])][0])))
    elif one.construction.to == "after":
        whom = near(voices, action[1], action[1] + 60)
    if one.construction.stage == "delivered" and not (_states(voices, whose) and _states(voices, recipient(voices, action, whose))):
        return None, ()  # only what one state gives another is told as a promise kept
    return whose, whom


def _states(voices: Voices, ids: tuple[str, ...]) -> bool:
    return bool(ids) and all(voices.cast.parties[i].type in ("state", "government", "alliance") for i in ids)


def near(voices: Voices, start: int, end: int) -> tuple[str, ...]:
    mention = next((m for m in voices.cast.inside(start, end) if m.kind != "pronoun"), None)
    return voices.cast.ids(mention) if mention else ()


def to_whom_said(statement: Statement) -> tuple[str, ...]:
    return (statement.addressee,) if statement.addressee else ()


def recipient(voices: Voices, action: Place, bound: tuple[str, ...]) -> tuple[str, ...]:
    """Whom a promise or threat is meant for, as its action names it: `to X`, `for X`, `offer X a loan`; of forces, `in X`."""
    text, cast = voices.reading.text, voices.cast
    placed: tuple[str, ...] = ()
    for mention in cast.inside(*action):
        ids = tuple(i for i in cast.ids(mention) if cast.parties[i].type in STATES)
        if not ids or mention.kind == "pronoun" or set(ids) & set(bound) or (mention.entry and mention.entry.sense == "demonym"):
            continue
        before = re.sub(r"\s+(?:the|its|their)$", "", text[action[0] : mention.start].rstrip(), flags=re.I).split()
        if len(before) == 1 and (OWNED.search(text, action[0], mention.start + 4) or not text[mention.end - 1 : mention.end].isalnum() or not any(word[0].isupper() for word in text[mention.start : mention.end].split())):
            continue  # `recall its ambassador`, `share intelligence`
        if len(before) == 1 or (before and before[-1].lower() in ("to", "for")):
            return ids
        if not placed and before and ((before[-1].lower() in ("in", "on", "of") and STATIONED.search(text, *action)) or (before[-1].lower() in ("with", "against") and len(before) < 7)):
            placed = ids
    return placed
