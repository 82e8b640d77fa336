"""What a figure measures, from the words around it: casualties, displacement, detention, polls, shares of GDP, production."""

from __future__ import annotations

import re

from onrecord.extract.drafts import PERSON_KINDS
from onrecord.extract.units import NOUNS, STOPS, plural
from onrecord.extract.wordlists import alternatives, rows

_S = r"[\s\u00a0]{1,3}"
_CUES = {row[0]: (row[1], row[2]) for row in rows("cues.tsv")}


def _forms(*how: str) -> str:
    return alternatives(form for form, (_, way) in _CUES.items() if way in how)


_AUX = (
    r"(?:who|that|which|those|were|was|are|is|be|been|being|to|have|has|had|having|may|might|could|will|would|must|reportedly|confirmed|reported|believed|feared|presumed|known|thought|said|also|"
    r"already|still|either|seriously|critically|badly|severely|lightly|slightly|fatally|mortally|shot|and|more|others|people|all|left|allegedly|later|now|so|far|since|then|"
    r"estimated|officially|declared|pronounced|subsequently|brutally|deliberately|apparently|initially|got|get|themselves|either|both|not|each|is|them|as|listed|among|the|"
    r"temporarily|internally|forcibly|violently|arbitrarily|reportedly|immediately|briefly|were)"
)
_PREPOSITIONAL = rf"(?:{_S}(?:of|from|in|at|near|on|among|across|with|aboard|inside|outside|throughout|around|by|belonging{_S}to|including|between){_S}(?:[\w’'.-]+{_S}){{0,4}}[\w’'.-]+)"
_AFTER = re.compile(
    rf"[”\"’']?(?:{_S}\([^)]{{0,40}}\))?(?:{_S}or{_S}(?:more|fewer|less|so))?(?:{_S}and{_S}(?:an?|his|her|their)(?:{_S}[\w’'-]+){{1,3}}?)?{_PREPOSITIONAL}{{0,2}}?(?:,?{_S}(?:mostly|mainly|including|most{_S}of{_S}them)(?:{_S}[\w’'-]+){{1,4}},)?(?:,)?(?P<aux>(?:{_S}{_AUX})*?){_S}(?P<cue>{_forms('passive', 'intransitive')})\b",
    re.IGNORECASE,
)
_OBJECT = re.compile(rf"{_S}(?:the|a|an|his|her|their|its|at{_S}least|more{_S}than|over|some|about|nearly|another|several|dozens|hundreds|thousands|\d|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?-i:[A-Z])|him|them|it|people|civilians|women)", re.IGNORECASE)
_WAS = re.compile(r"\b(?:were|was|are|is|been)\b", re.I)
_WHO = re.compile(rf"{_S}(?:who|that|which|those)\b", re.I)
_BE = re.compile(r"\b(?:were|was|are|is|be|been|being|got|get|left|reported|confirmed|feared|believed|presumed|reportedly)\b", re.I)
_BEFORE = re.compile(
    rf"\b(?P<cue>{_forms('passive', 'active', 'loss')})(?:{_S}(?:at|least|a|an|total|group|of|the|as|many|some|about|around|nearly|almost|more|than|over|up|to|another|further|other|all|between|only|just|and|these|those|its|their|his|estimated|additional|no|fewer)|{_S}an?(?:{_S}[\w'’-]+){{1,3}},?{_S}and)*{_S}$",
    re.IGNORECASE,
)
_INCLUDING = re.compile(
    rf"\b(?P<cue>{_forms('passive', 'intransitive')})(?:{_S}(?:in|on|at|by|when|during|across|near|after|since){_S}[^,.;:]{{1,60}})?,?{_S}(?:including|includes?|included|among{_S}them|most{_S}of{_S}them|of{_S}whom|of{_S}them)(?:{_S}(?:were|are|was|at|least|about|some|more|than|over|nearly|up|to))*{_S}$",
    re.IGNORECASE,
)
_AMONG = re.compile(
    rf"\bamong{_S}(?:the{_S}|those{_S})?(?P<cue>dead|killed|wounded|injured|arrested|detained|displaced){_S}(?:were|are|was|is)(?:{_S}(?:at|least|about|some|more|than|over|nearly|up|to))*{_S}$",
    re.IGNORECASE,
)
LIVES = re.compile(r"\b(?:claim\w*|cost\w*|t[oa]k\w+|took|los[ets]\w*|sav\w+)\b", re.IGNORECASE)
_TOLL = re.compile(rf"\b(?P<cue>{_forms('noun')}|confirmed{_S}dead)\b(?P<gap>[^.;]{{0,110}})$", re.IGNORECASE)
_NEAR_BEFORE = re.compile(rf"\b(?P<cue>{_forms('passive', 'intransitive', 'active')})\b(?P<gap>[^.;:\d]{{0,48}})$", re.IGNORECASE)
_NEAR_AFTER = re.compile(rf"(?P<gap>[^.;:,\d]{{0,32}}?)\b(?P<cue>{_forms('passive', 'intransitive')})\b", re.IGNORECASE)


_COLLECTIVE_OF = re.compile(
    rf"\b(?:totals?|groups?|numbers?|teams?|part(?:y|ies)|famil(?:y|ies)|crowds?|crews?|units?|squads?|bands?|list|majority|batch|column|platoons?|patrols?|delegation|contingent|gangs?|class|"
    rf"(?:bus|boat|truck|plane)load|out|minimum|maximum|average|record|some|many|most|more|half|all|each|any|none|toll|lives|deaths?|killings?|murders?|bod(?:y|ies)|remains){_S}of{_S}$",
    re.IGNORECASE,
)
_DETERMINED = re.compile(rf"(?:\b(?:the|a|an|his|her|their|its|another|other|these|those|all|at{_S}least|as{_S}many{_S}as|further|additional|estimated|more{_S}than|fewer{_S}than|some|only|just){_S})+$", re.IGNORECASE)
_LISTED = re.compile(r"(?:\d[\d,.]*|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|several|dozens|hundreds|an?))\s(?:of\s)?(?:[\w-]+\s){0,2}?[\w-]+(?:,|,?\s(?:and|or))\s$", re.IGNORECASE)
_GOVERNOR = re.compile(rf"(?P<word>[A-Za-z][\w’'-]*){_S}$")
_GOVERNING = frozenset(
    "with for in by from to on into through against without per like including wrote written won made had has have sold taught led left held gave given built ran kept found saw seen drew sang sung "
    "composed fought bought cost bore met took taken brought caught shot hit read spent write win make sell teach lead build run keep owns owned".split()
)
_CLAUSE_VERBS = frozenset(
    "reported confirmed claimed announced added estimated believed feared stated acknowledged alleged admitted revealed showed warned learned concluded suggested insisted noted disclosed declared "
    "denied recalled claiming saying reporting adding meaning confirming estimating killed wounded injured red united armed masked retired unarmed trapped accused suspected hundred need feed".split()
)


def governed(text: str, start: int, floor: int) -> bool:
    """Whether the count at `start` is the object of a verb or preposition before it, so that a finite verb after it has another subject:
    "who wrote | 25 novels, died", "the father of | six children died"."""
    head = text[max(floor, start - 120) : start]
    for _ in range(4):
        if (m := _DETERMINED.search(head)) or (m := _LISTED.search(head)):
            head = head[: m.start()]
        else:
            break
    if not (m := _GOVERNOR.search(head)):
        return False
    word = m["word"].lower()
    if word == "of":
        return not _COLLECTIVE_OF.search(head)
    return word in _GOVERNING or (len(word) > 4 and word.endswith(("ed", "ing")) and word not in _CLAUSE_VERBS)


def measure(cue: str) -> str:
    return _CUES.get(re.sub(r"\s+", " ", cue.lower()), ("killed", ""))[0]


_TO_HOSPITAL = re.compile(r"\s+(?:by\s+\w+\s+)?to\s+(?:[\w’'-]+\s+){0,3}(?:hospitals?|clinics?|infirmar\w+)\b", re.IGNORECASE)
_DISEASE = re.compile(r"\b(?:disease|virus|coronavirus|covid\S*|measles|cholera|ebola|influenza|flu|fever|malaria|outbreak|epidemic|pandemic|infect\w+|vaccin\w+|poison\w*|symptoms|illness)\b", re.IGNORECASE)
_FINITE = frozenset("died dies die perished drowned fled flee".split())
_COORDINATED = re.compile(rf"{_S}and{_S}(?!(?:{_S}|\w+{_S}){{0,2}}(?:others|more|people)\b)", re.IGNORECASE)


def after(text: str, end: int, limit: int, start: int | None = None, floor: int = 0) -> str | None:
    """"12 soldiers | were killed", "two of his guards | died", "27 | dead". Where `start` is given, only if the count there can be the subject."""
    m = _AFTER.match(text, end, limit)
    if not m:
        return None
    cue = re.sub(r"\s+", " ", m["cue"].lower())
    how = _CUES[cue][1]
    finite = cue in _FINITE or _WAS.search(m["aux"])
    if start is not None and finite and not _WHO.match(m["aux"]) and (governed(text, start, floor) or (cue in _FINITE and _COORDINATED.match(m["aux"]))):
        return None
    if how == "passive" and not _BE.search(m["aux"]) and _OBJECT.match(text, m.end(), limit):
        return None  # "two gunmen killed three guards"
    if how == "passive" and not _BE.search(m["aux"]) and re.search(r"\band\b", m["aux"]):
        return None  # "killed 14 people and wounded as many"
    if re.search(r"\bnot\b", m["aux"]):
        return None
    if cue == "evacuated" and _TO_HOSPITAL.match(text, m.end(), limit):
        return "wounded"
    if cue.startswith(("hospitali", "taken to hosp", "rushed to hosp")) and _DISEASE.search(text, max(0, end - 200), min(limit, m.end() + 120)):
        return "other"
    return measure(m["cue"])


def before(text: str, start: int, floor: int, loss: bool = True) -> str | None:
    """"killing | 12", "death toll rose to | 31", "left | 12 dead"."""
    head = text[max(floor, start - 90) : start]
    if m := _INCLUDING.search(head) or _AMONG.search(head):
        return measure(m["cue"])
    if m := _BEFORE.search(head):
        if _CUES[re.sub(r"\s+", " ", m["cue"].lower())][1] == "passive" and re.search(r"\b(?:were|was|are|been|being)\s+(?:\w+ly\s+)?$", head[: m.start()]):
            return None  # "were killed, 12"
        if _CUES[re.sub(r"\s+", " ", m["cue"].lower())][1] == "loss" and not loss:
            return None
        return measure(m["cue"])
    return None


def fate(text: str, start: int, end: int, floor: int, limit: int, loss: bool) -> str | None:
    """What happened to those counted at text[start:end], by the words after and before; being killed or hurt outdoes being trapped."""
    told = after(text, end, limit, start, floor)
    if told in ("killed", "wounded", "casualties"):
        return told
    done = before(text, start, floor, loss)
    if told and told != "other" and done not in ("killed", "wounded"):  # "killed | 12 | who had fled"
        return told
    return done or told or driven(text, start, end, floor, limit)


def toll(text: str, start: int, floor: int) -> str | None:
    """"the death toll has risen to | 31"."""
    if (m := _TOLL.search(text[max(floor, start - 140) : start])) and re.search(r"\b(?:to|at|of|in|as|is|was|are|from|reached|exceeded|passed|hit|:|stood|put|than|topped|over|stands|dead)\s*(?:the\s*)?$|^\s*$", m["gap"]) and not _OTHER_COUNT.search(m["gap"]):
        return measure(m["cue"])
    return None


_OTHER_COUNT = re.compile(
    r"(?<!from\s)(?<!to\s)(?<!by\s)(?<!of\s)(?<!among\s)(?<!the\s)\b(?:(?:confirmed|new|recorded|known|reported|total|active|daily|suspected)\s+)?(?P<noun>cases|infections|arrests|evacuees|positives|hospitali[sz]ations|vaccinations|recoveries|injuries|injured|displaced|detentions|refugees)"
    r"\s+(?:(?:in|across|at|among|worldwide|nationwide)\s+(?:[\w’'.-]+\s+){0,3})?(?:(?:has|have|had|was|were|is|are)\s+)?(?:\w+\s+)?(?:to|at|of|passed|reached|exceeded|hit|topped|surpassed|stood)\s*(?:at\s*|to\s*)?$",
    re.IGNORECASE,
)


def near(text: str, start: int, end: int, floor: int, limit: int) -> str | None:
    """The nearest cue in the clause: the weakest evidence, for counts without a noun."""
    if m := _NEAR_AFTER.match(text, end, limit):
        active = _CUES[re.sub(r"\s+", " ", m["cue"].lower())][1] == "passive" and not _BE.search(m["gap"]) and _OBJECT.match(text, m.end(), limit)
        if not active:
            return measure(m["cue"])
    if m := _NEAR_BEFORE.search(text[max(floor, start - 80) : start]):
        return measure(m["cue"])
    return None


# -- shares -------------------------------------------------------------------------------------------------------

GDP = re.compile(r"\b(?:GDP|GNP|GNI|gross domestic product|gross national (?:product|income)|(?:economic|national|annual) (?:output|income)|its economy|their economies|the economy)\b", re.IGNORECASE)
POLL = re.compile(  # words that speak of polls and votes wherever they stand in the clause
    r"\b(?:polls?|polled|polling|pollsters?|survey(?:s|ed)?|respondents?|votes?|voted|voting|voters?|ballots?|electorate|referendum|in favou?r|approval|approve[sd]?|disapprove[sd]?|"
    r"popularity|rating|Gallup|YouGov|Ipsos|Pew|Levada|Infratest|Forsa|Eurobarometer|undecided|swing|caucus|primary|runoff|say they|said they|saying they|came out against)\b",
    re.IGNORECASE,
)
OPINION = (
    r"(?:support(?:s|ed|ing)?|oppos(?:e|es|ed|ing)|favou?r(?:s|ed)?|believe[sd]?|agree[sd]?|disagree[sd]?|consider(?:s|ed)?|think(?!\s+tank)|thought|trust(?:s|ed)?|distrust(?:s|ed)?|"
    r"reject(?:s|ed)?|want(?:s|ed)?|prefer(?:s|red)?|back(?:s|ed)?|fear(?:s|ed)?|expect(?:s|ed)?)"
)
_OPINION_AFTER = re.compile(rf"(?:{_S}of{_S}[^,.;:()]{{1,60}}?|{_S}(?:of{_S}them|people|adults|citizens|Americans))?(?:{_S}(?:strongly|firmly|also|would|still|do|did|not|now|who|said|would|they|don['’]t|didn['’]t))*{_S}{OPINION}\b", re.IGNORECASE)
_OPINION_BEFORE = re.compile(rf"\b(?:support|backing|approval){_S}(?:[\w]+{_S}){{0,3}}(?:at|of|to|by|is|was){_S}$", re.IGNORECASE)
_LEAD = re.compile(r"\b(?:led|leads?|leading|trail(?:s|ed|ing)?|ahead of|behind|average|match-?up|head[- ]to[- ]head|beats?|beating|defeat\w*)\b", re.IGNORECASE)
_TO_SHARE = re.compile(rf"{_S}to{_S}\d[\d.]*{_S}?(?:%|per\s?cent)", re.IGNORECASE)
_SHARE_TO = re.compile(rf"\d[\d.]*(?:{_S}?(?:%|per\s?cent))?{_S}to{_S}$", re.IGNORECASE)
GREW = re.compile(
    r"\b(?:GDP|gross domestic product|econom(?:y|ies)|(?:industrial|economic|oil|gas|steel|grain|farm) (?:output|production))\b[^.;]{0,50}?\b(?:gr[eo]w\w*|growth|shr[aiu]nk\w*|contract(?:ed|s|ion|ing)?|expand(?:ed|s)?|rose|fell|declined)\b"
    r"|\b(?:economic growth|growth in (?:GDP|output)|growth of the economy|GDP growth)\b",
    re.IGNORECASE,
)
TURNOUT = re.compile(r"\bturn(?:ed)?[\s-]?out\b", re.IGNORECASE)
MAJORITY = re.compile(rf"{_S}(?:of{_S}(?:the{_S}|all{_S}|its{_S})?(?:[\w-]+{_S}){{0,2}}?(?:senators|members|MPs|lawmakers|deputies|legislators|legislatures|delegates|seats|states|parliament|senate|house)\b|(?:super)?majority\b)", re.IGNORECASE)
NOT_POLL = re.compile(r"\b(?:chance|probability|likelihood|odds|confidence interval|margin of error|turnout|turned out|seats|interest rate|inflation|unemployment|growth|tax(?:es)?|tariffs?|exports?|imports?|budget|prices?|territory|enriched|enrichment|uranium|revenue|sales|market|shares?\b of the (?:market|company)|precincts|counted|reporting)\b", re.IGNORECASE)
# What a vote needs or a rule asks for is no result: "a two-thirds vote", "candidates need 15 percent in polls", "the 5 percent hurdle".
FRACTION_VOTE = re.compile(rf"(?:{_S}|-)(?!of\b)(?:\w+(?:{_S}|-)){{0,2}}?(?:votes?|majority|supermajority|approval|consent|quorum)\b", re.IGNORECASE)
VOTE_OF = re.compile(r"\b(?:a|an|any|by|the)\s+(?:\w+\s+){0,2}?(?:vote|majority|approval|consent)\b[^.;,]{0,50}\b(?:of|by)\s+(?:at\s+least\s+)?$", re.IGNORECASE)
_ASKED_BEFORE = re.compile(
    r"\b(?:needs?|needed|needing|requires?|required|requiring|must\s+(?:win|get|receive|poll|reach|have|secure|show|draw|score|attract|obtain|gain|achieve|clear)|thresholds?|criteri(?:on|a)|minimum|hurdle|barrier|cut-?off|quota|to\s+qualify|"
    r"(?:those|parties|candidates|lists)\s+(?:with|polling|below|above|under|over))\b(?![^.;,]{0,60}\b(?:found|show(?:s|ed)?|said|say|surveyed|polled)\b)[^.;,:]{0,60}$",
    re.IGNORECASE,
)
_ASKED_AFTER = re.compile(
    r"(?:-|\s+)(?:(?:electoral|entry|national|minimum|polling|parliamentary|legal|required|vote|approval|support|debate)\s+){0,2}(?:thresholds?|hurdle|minimum|cut-?off|barrier|criterion|mark|rule|requirement|quota)\b"
    r"|[^.;,:]{0,40}\s+(?:needed|required|necessary)\s+(?:to|for|by)\b|[^.;,:]{0,40}\s+to\s+(?:qualify|be\s+eligible|enter\s+parliament|avoid\s+a\s+(?:run-?off|second\s+round)|win\s+(?:outright|in\s+the\s+first\s+round))\b",
    re.IGNORECASE,
)
_NEED_SAID = re.compile(r"\b(?:say|says|said|think|believe|agree|want|found|finds)\b[^.;]{0,50}$", re.IGNORECASE)


def asked_for(text: str, start: int, end: int, low: int, high: int) -> bool:
    """Whether the share at text[start:end] is a bar to pass."""
    before = _ASKED_BEFORE.search(text, max(low, start - 90), start)
    return bool((before and not _NEED_SAID.search(text, max(low, before.start() - 60), before.start())) or _ASKED_AFTER.match(text, end, high))


MORE = re.compile(rf"{_S}(?:more|fewer|less|higher|lower|larger|smaller|bigger|cheaper|dearer|faster|slower|longer|shorter|older|younger)\b(?!{_S}than{_S}(?:half|a{_S}third))", re.IGNORECASE)
VOTE_SHARE = re.compile(rf"{_S}(?:of{_S})?(?:the{_S})?(?:\w+{_S}){{0,2}}(?:votes?|voters?|ballots|respondents|those{_S}(?:polled|surveyed|asked|questioned|who)|electorate|participants|(?:people|citizens|adults){_S}(?:polled|surveyed|questioned|asked))\b", re.IGNORECASE)
PEOPLE_SHARE = re.compile(
    rf"{_S}of{_S}(?:the{_S}|all{_S}|its{_S}|their{_S}|our{_S})?(?:[\w-]+{_S}){{0,2}}?(?P<who>people|citizens|adults|population|public|respondents|voters|residents|men|women|inhabitants|Republicans|Democrats|[A-Z]\w+(?:ans|ians|s|ese|sh|ch)\b(?!{_S}[A-Z]))",
)
WEIGHT = re.compile(r"\b(?:weigh\w*|bombs?|explosives?|warheads?|payload|load|cargo|TNT|ordnance|heroin|cocaine|meth\w*|uranium)\b", re.IGNORECASE)
ADJECTIVE = re.compile(r"\b(?P<cue>dead|killed|murdered|slain|wounded|injured|displaced|detained|arrested|captured|captive|jailed|imprisoned|abducted|kidnapped)\b", re.IGNORECASE)
TALKS = re.compile(r"\b(?:talks|negotiat\w+|interviews?|voting|elections?|sanctions|consultations|diplomacy|tournament|golf)\b", re.IGNORECASE)
PERIOD = re.compile(rf"{_S}?(?:(?:a|an|per|every|each){_S}(?P<a>day|week|month|year|quarter|hour|minute|second|annum)|(?P<b>annually|yearly|monthly|daily|weekly|hourly)|/(?P<c>day|month|year|week))\b(?!{_S}(?:later|after|ago|earlier|before|in advance))", re.IGNORECASE)
PRODUCTION = re.compile(r"\b(?:produc\w+|manufactur\w+|output|mak(?:e|es|ing)|turn(?:s|ing|ed)? out|build(?:s|ing)?|assembl(?:e|es|ed|ing)|churn\w*|pump(?:s|ed|ing)?|extract\w*|export(?:s|ed|ing)?|capacity)\b", re.IGNORECASE)
ELECTED = re.compile(r"\b(?:seats?|elections?|elected|electoral|ballots?|constituenc\w+)\b", re.IGNORECASE)
HANDED_OUT = re.compile(r"\b(?:ration\w*|capp?(?:s|ed)?|limit\w*|truck\w*|deliver\w*|distribut\w*|consum\w*|suppl(?:y|ies|ied)|dropp?\w*|import\w*|donat\w*)\b", re.IGNORECASE)
MILITARY = re.compile(r"\b(?:garrison\w*|battalions?|regiments?|brigades?|arm(?:y|ies)|troops|soldiers|deploy\w*|station(?:s|ed|ing)?|reinforce\w*|barracks|contingent|front\s?line|outpost|force of|under arms|militia|corps)\b", re.IGNORECASE)
SAYING = re.compile(r"(?!,?\s+(?:killed|wounded))[^.;:,“”\"]{0,40}?,?\s+(?:said|told|say|says|confirmed|wrote|warned|disclosed|described|acknowledged|testified|reported)\b")
TOLD_BY = re.compile(r"\b(?:according\s+to|informed\s+by|told\s+by|citing|quoting|learn(?:s|ed|t)\s+from|heard\s+from)\s+(?:the\s+)?$", re.IGNORECASE)
_FORCED = re.compile(rf"\b(?:forc|driv|drov|order|compel|oblig)\w*(?:{_S}(?:at|least|more|than|over|about|some|nearly|almost|up|to|another|the|an|estimated|around|out))*{_S}$", re.IGNORECASE)
_AWAY = re.compile(rf"(?:{_S}(?:of|from|in){_S}[^,.;:]{{1,40}}?)?{_S}(?:to{_S}(?:flee|evacuate|leave|relocate|abandon)\b|(?:out{_S}of|from){_S}(?:their|the){_S}(?:homes?|houses|villages?|land)\b)", re.IGNORECASE)


def driven(text: str, start: int, end: int, floor: int, limit: int) -> str | None:
    """"forced | 58,000 civilians | to evacuate"."""
    return "displaced" if _AWAY.match(text, end, limit) and _FORCED.search(text, max(floor, start - 60), start) else None


_OF_WHAT = re.compile(rf"{_S}of{_S}(?:(?:the|these|those|all|its|their|our|his|her|such|known){_S})?(?P<words>[a-z][\w-]*(?:{_S}[a-z][\w-]*){{0,2}})")
_ASKED = frozenset("households families homes companies firms businesses employers parties states countries nations governments organisations organizations schools universities readers cases times".split())


def _of_things(text: str, end: int, limit: int) -> bool:
    """"Half | of the rats": things and animals hold no opinion."""
    if not (m := _OF_WHAT.match(text, end, limit)):
        return False
    for word in m["words"].split():
        if word in STOPS:
            return False
        if plural(word):
            if word in _ASKED or (kind := NOUNS.get(word)) in PERSON_KINDS or kind == "vote":
                return False
            return kind in ("animal", "equipment") or (kind is None and not word.endswith(("ers", "ors", "ists", "ians", "ants", "ents", "men", "women", "people", "folk", "oters")))
    return False


def polled(text: str, start: int, end: int, low: int, high: int) -> bool:
    """Whether the share at text[start:end], in the sentence text[low:high], is one of opinions or votes."""
    clause = text[max(low, start - 90) : min(high, end + 90)]
    if _of_things(text, end, high):
        return False
    if POLL.search(clause) or _OPINION_AFTER.match(text, end, high) or _OPINION_BEFORE.search(text, max(low, start - 50), start):
        return True
    if PEOPLE_SHARE.match(text, end, high) and (POLL.search(text, low, high) or re.search(rf"\b{OPINION}\b", text[low:high])):
        return True
    pair = _TO_SHARE.match(text, end, high) or _SHARE_TO.search(text, max(low, start - 16), start)
    return bool(pair and _LEAD.search(text, low, high))
