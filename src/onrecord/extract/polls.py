"""Poll and vote shares: who was asked, what they hold, who asked, how many; and what a reader is not told."""

from __future__ import annotations

import re
from dataclasses import replace

from onrecord.records import Figure
from onrecord.resolve import knowledge

_S = r"[\s\u00a0]{1,3}"
STANCE = re.compile(rf"\b(?P<stance>(?:strongly{_S}|firmly{_S}|would{_S}|also{_S}|do{_S}not{_S}|don['’]t{_S}|did{_S}not{_S}|are{_S}|is{_S}|were{_S}|was{_S})*(?:support|oppos|approv|disapprov|favou?r|agree|disagree|believ|think|thought|want|reject|back|trust|distrust|vote(?!rs?\b)|consider|fear|against|in{_S}favou?r|said{_S}(?:they|he|no|yes)|say{_S}(?:they|it|that|no|yes)|saw|see|view|prefer|expect|demand)\w*\b(?:[^.;,]|(?<=\b[A-Z])\.(?=\s?\w))*)", re.IGNORECASE)
POLLSTER = re.compile(r"\b(?:(?:polls?|surveys?|study) (?:\w+ ){0,3}?(?:by|from|for|conducted by|carried out by|published by|commissioned by) (?:the )?(?P<by>[A-Z][\w&’'.-]*(?: (?:[A-Z][\w&’'.-]*|of|for|and|&)){0,5})|(?P<name>(?!(?:An?|The|This|That|These|In|One|Another|Its?|His|Her|Their|Our|Recent|New|Opinion|Exit|Public|National|Local|Two|Most|Some|Several|Many|Other|All)\b)[A-Z][\w&’'-]*(?:[ /](?:[A-Z][\w&’'-]*|and|of|&)){0,4}) (?:polls?|surveys?)\b|(?P<known>Gallup|YouGov|Ipsos|Pew Research Center|Pew|Levada(?: Center| Centre)?|Infratest dimap|Forsa|Eurobarometer|Quinnipiac|Rasmussen|VTsIOM|VCIOM|KIIS|Emnid|INSA|CBOS|IFOP|Ifop|Elabe|SKDS|Kantar|ICM|Survation))")
SAMPLE = re.compile(r"\b(?:survey(?:ed)?|polled|interviewed|questioned|poll|sample|asked)\b[^.;]{0,40}?\b(?P<n>\d{1,3}(?:,\d{3})+|\d{3,6})\s+(?:[\w-]+\s+){0,2}(?:adults|people|respondents|voters|citizens|residents|persons|Americans|Russians|Ukrainians|Germans)\b|\b(?P<m>\d{1,3}(?:,\d{3})+|\d{3,6})\s+(?:respondents|interviewees)\b", re.IGNORECASE)
WHOLE = re.compile(
    r"\s+of\s+(?P<whole>(?:the\s+|its\s+|their\s+|all\s+)?(?:[^,.;:()\"“”]|(?<=\b[A-Z])\.|(?<=\bSt)\.){2,60}?)(?=\s+(?:who|that|which|(?:support|oppos|approv|disapprov|favou?r|back|agree|disagree|distrust|trust|reject|want|believ|prefer|expect|demand|consider|fear)\w*|were|are|is|was|said|say|says|want|believe|think|reject|agree|voted|"
    r"would|will|have|had|has|favou?r|approve|disapprove|back|in|on|at|by|for|to|from|and|with|as|live|lives|lie|lies|go|goes|went|against|see|saw|feel|felt|trust|fear)\b|[,;:()\"“”]|(?<!\b[A-Z])(?<!\bSt)\.|$)"
)
_NEXT_SHARE = re.compile(r"\s+(?:and|while|but|with|compared)\s+(?=\S*\d)")
_OWN_VOTES = re.compile(r"\bvotes?\b|\bballots\b")


_NO_POLLSTER = frozenset(
    "a an the this that these those in on at by for from with to of and or if as one two three four five six seven eight nine ten another other recent new our their his her its opinion exit public national local "
    "regional according while but most many some several all early late mid latest last previous prior earlier final initial such both no any each every even only when since after before although though "
    "because yet however also still straw snap online internet telephone phone household internal tracking weekly monthly daily annual election electoral presidential senate congressional state statewide "
    "primary voter voters independent private government official media news major different various separate similar respondents here there what which who now then today yesterday instead meanwhile "
    "january february march april may june july august september october november december monday tuesday wednesday thursday friday saturday sunday spring summer autumn fall winter christmas easter "
    "republican democratic labour conservative polls poll surveys survey polling".split()
)


def _pollster(text: str, figure: Figure, sentence: tuple[int, int]) -> str | None:
    """The pollster named nearest: in the words after the share ("two percent in the Léger poll"), then its sentence, then before, then after."""
    value = figure.evidence[0]
    named: list[tuple[tuple[int, int], str]] = []
    for p in POLLSTER.finditer(text, max(0, sentence[0] - 600), min(len(text), sentence[1] + 400)):
        if not (name := _name(text, p)):
            continue
        if value.end <= p.start() < sentence[1]:
            direct = _IN_POLL.fullmatch(text, value.end, p.start(p.lastgroup or 0))
            named.append(((0 if direct else 1, p.start() - value.end), name))
        elif p.start() >= sentence[1]:
            named.append(((3, p.start()), name))
        else:
            named.append(((1 if p.start() >= sentence[0] else 2, value.start - p.end()), name))
    return min(named)[1] if named else None


_IN_POLL = re.compile(r"[^.;,:%“”\"]{0,40}\bin\s+(?:the|a|an|its|another)\s[^.;,:%“”\"]{0,50}$", re.IGNORECASE)


def _name(text: str, p: re.Match[str]) -> str | None:
    """The name as printed, less words that only tell when or of what kind; a lone word that opens a sentence only if it is written so elsewhere."""
    group = p.lastgroup or "known"
    words = p[group].split()
    while words and words[0].lower().rstrip(".") in _NO_POLLSTER:
        words.pop(0)
    while words and words[-1].lower() in ("of", "and", "for", "&"):
        words.pop()
    name = " ".join(words).rstrip(".,")
    if group == "known" or len(words) != 1:
        return name or None
    if name.lower() in _NO_POLLSTER or _of_a_state(name):
        return None
    opens = not text[: p.start(group)].rstrip(" “\"‘'") or text[: p.start(group)].rstrip(" “\"‘'")[-1] in ".!?\n"
    return None if opens and group == "name" and name[1:].islower() and not re.search(rf"[\w,] {re.escape(name)}\b", text) else name


def _of_a_state(name: str) -> bool:
    """"A Ghanaian poll", "a Kenya survey": where it was taken."""
    entry = knowledge.load().names.get(knowledge.words(name))
    return entry is not None and entry.sense in ("demonym", "people", "state")


def polled(text: str, figure: Figure, after: int, sentence: tuple[int, int]) -> Figure:
    """`figure`, a share whose number ends at `after`, with the facts of its poll. A vote has neither pollster nor sample to miss.

    Pollster and sample are looked for up to 600 characters before the sentence and 400 after it.
    """
    value = figure.evidence[0]
    whole = WHOLE.match(text, after, sentence[1])
    population = re.sub(r"\s+", " ", whole["whole"]) if whole else None
    stance = None
    if s := STANCE.search(text, value.end, min(sentence[1], value.end + 160)):
        stance = _NEXT_SHARE.split(re.sub(r"\s+", " ", s["stance"]))[0].strip(" \"”’'.")
    if _OWN_VOTES.search(value.text) or (population and _OWN_VOTES.search(population)):
        return replace(figure, population="voters", stance=stance)
    around = text[max(0, sentence[0] - 600) : min(len(text), sentence[1] + 400)]
    pollster, sample = _pollster(text, figure, sentence), None
    if n := SAMPLE.search(around):
        sample = int((n["n"] or n["m"]).replace(",", ""))
    facts = {"population": population, "stance": stance, "pollster": pollster, "sample": sample}
    return replace(figure, **facts, missing=tuple(name for name, fact in facts.items() if fact is None))  # type: ignore[arg-type]
