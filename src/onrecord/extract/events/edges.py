"""Where two PLOVER types meet, by the manual's rules: what is only announced, conditional or taken back is another type than the deed.

    will hold joint exercises, will send rice      AGREE, not COOPERATE or AID
    will withdraw its troops                        CONCEDE, not RETREAT
    would invade unless …                           THREATEN, not ASSAULT
    agreed to release, promised to withdraw         CONCEDE, not AGREE
    lifted its sanctions · will lift them           RETREAT · CONCEDE, not SANCTION
    suspended its aid, banned imports               SANCTION, not AID or COERCE
    held a naval exercise, alone                    MOBILIZE, not COOPERATE
    a bloody coup                                   COERCE, as overthrowing is
    mass protests                                   PROTEST, whatever else they are like
    a people mobilises                              PROTEST, not MOBILIZE

Source: PLOVER 2.0 codebook (Open Event Data Alliance), notes on the types' borders.
"""

from __future__ import annotations

import re

from onrecord.extract.events.ontology import changed
from onrecord.reader import Reading
from onrecord.records import Event
from onrecord.resolve.actors import Cast

MUTUAL = frozenset(("COOPERATE", "AGREE", "CONSULT"))  # what several do with each other: each undergoes what the others do
ANNOUNCED = {"COOPERATE": "AGREE", "AID": "AGREE", "RETREAT": "CONCEDE"}
CONDITION = re.compile(r"\b(?:if|unless|should|were|in case of|in the event)\b", re.I)
AHEAD = re.compile(r"\b(?:will|would|shall|going to)\b|[’']ll\b", re.I)
TAKEN_BACK = re.compile(r"\b(?:lift|eas|end|drop|waiv|scrap|remov|relax)(?:s|e|es|ed|ing)?\b", re.I)
DENIED = re.compile(r"\b(?:has|have|had|did|does|do|was|were|is|are)(?:\s+not|n[’']t)\s|\bnever\s", re.I)
WITHHELD = re.compile(r"(?:suspend|halt|stopp|cut|froze|freez|bann?|block|withh)\w*\s(?:\w+\s){0,3}?(?:aid|imports?|exports?|trade|loans?|funds|funding|payments?|assistance)\b", re.I)
GIVING_WAY = re.compile(r"\s*(?:to|(?:that\s+)?(?:it|he|she|they)\s+would)\s+(?:release|free|withdraw|pull|lift|leave|ease|return|hand back|step down|resign)\b", re.I)
CIVIL = re.compile(r"\bmobili[sz](?:e|es|ed|ing)(?:\s+en masse)?$", re.I)
COUP = re.compile(r"(?:\w+\s)?coups?(?: d['’]\w+)?$", re.I)
PROTESTS = re.compile(r"(?:^|\s)(?:protests?|demonstrations?|rall(?:y|ies)|walkouts?)$", re.I)  # the noun of a trigger says its type
EXERCISE = re.compile(r"\b(?:exercises?|drills?|manoeuvres|maneuvers|war games)\b", re.I)
NEAR = 30  # characters on each side of a trigger


def edged(reading: Reading, cast: Cast, event: Event) -> Event:
    """The event, its type changed where it stands on the far side of a border."""
    trigger = event.evidence[0]
    around = reading.text[max(0, trigger.start - NEAR) : trigger.end + NEAR]
    if event.factuality == "actual" and _denied(reading, event):
        return changed(event, factuality="negated")
    type_ = event.type
    if type_ == "SANCTION" and TAKEN_BACK.search(reading.text[max(0, trigger.start - NEAR) : trigger.end]) and re.search(r"\b(?:sanctions?|embargo|restrictions|bans?)\b", around, re.I):
        type_ = "RETREAT"
    elif type_ in ("AID", "COERCE") and WITHHELD.search(reading.text[trigger.start : trigger.end + NEAR]):
        type_ = "SANCTION"
    elif type_ == "AGREE" and (GIVING_WAY.match(reading.text[trigger.end : trigger.end + 2 * NEAR]) or GIVING_WAY.search(trigger.text)):
        type_ = "CONCEDE"
    elif type_ in ("ASSAULT", "AID") and COUP.match(trigger.text):
        type_ = "COERCE"
    elif type_ in ("ASSAULT", "MOBILIZE") and PROTESTS.search(trigger.text):
        type_ = "PROTEST"
    if event.factuality == "future" and type_ in ANNOUNCED:
        type_ = ANNOUNCED[type_]
    elif type_ == "ASSAULT" and event.factuality in ("future", "hypothetical") and event.actors and event.recipients:
        start, end = reading.sentences[reading.sentence_at(trigger.start)]
        clause = reading.text[start : trigger.start].rsplit(",", 1)[-1]  # up to the trigger, from the last comma
        if not CONDITION.search(clause) and AHEAD.search(clause[-NEAR:] + reading.text[trigger.start : trigger.end]) and CONDITION.search(reading.text[start:end]):
            type_ = "THREATEN"
    elif type_ in ("COOPERATE", "ASSAULT") and len(event.actors) == 1 and not event.recipients and EXERCISE.search(around) and "joint" not in around.lower():
        type_ = "MOBILIZE"
    who, whom = event.actors, event.recipients
    if CIVIL.search(trigger.text) and who and all(cast.parties[i].type == "population" or _people(cast, i) for i in who if i in cast.parties):
        type_ = "PROTEST"
    if type_ in MUTUAL and (_together(reading, event) or (len(who) > 1 and not whom)):
        who = whom = tuple(dict.fromkeys((*who, *whom)))
    if (type_, who, whom) == (event.type, event.actors, event.recipients):
        return event
    factuality = "actual" if type_ == "THREATEN" else event.factuality  # the threat is made
    return changed(event, type_=type_, mode=event.mode if type_ == event.type else None, who=who, whom=whom, factuality=factuality)


def _people(cast: Cast, id_: str) -> bool:
    """Whether a party that nothing else tells of is called by the name of a people (`Gazans`)."""
    party = cast.parties[id_]
    return party.tentative and party.type == "other" and party.name[:1].isupper() and party.name.endswith("s") and " " not in party.name


def _denied(reading: Reading, event: Event) -> bool:
    """`has not imposed`, `didn’t send`, `No soldier attacked`."""
    trigger = event.evidence[0]
    if DENIED.search(reading.text[max(0, trigger.start - 8) : trigger.end]):
        return True
    return any(re.search(r"(?:^|[.,;“]\s+)No\s+$", reading.text[max(0, s.start - 6) : s.start]) or s.text.startswith("No ") for s in event.evidence if s.role == "actor")


def _together(reading: Reading, event: Event) -> bool:
    """`Greece and Bulgaria signed`: what stands as actor and recipient is one joint subject."""
    actors, recipients = ([s for s in event.evidence if s.role == role] for role in ("actor", "recipient"))
    return any(a.end <= r.start <= event.evidence[0].start and reading.text[a.end : r.start].strip(" ,") in ("and", "") for a in actors for r in recipients)
