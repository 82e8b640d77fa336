"""Poll and vote shares: who was asked, what they hold, who asked, how many; and what a reader is not told."""

from __future__ import annotations

import re
from dataclasses import replace

from onrecord.records import Figure

_S = r"[\s\u00a0]{1,3}"
STANCE = re.compile(rf"\b(?P<stance>(?:strongly{_S}|firmly{_S}|would{_S}|also{_S}|do{_S}not{_S}|don['’]t{_S}|did{_S}not{_S}|are{_S}|is{_S}|were{_S}|was{_S})*(?:support|oppos|approv|disapprov|favou?r|agree|disagree|believ|think|thought|want|reject|back|trust|distrust|vote|voted|consider|fear|against|in{_S}favou?r|said{_S}(?:they|he|no|yes)|say{_S}(?:they|it|that|no|yes)|saw|see|view|prefer|expect|demand)\w*\b[^.;,]*)", re.IGNORECASE)
POLLSTER = re.compile(r"\b(?:(?:polls?|surveys?|study) (?:\w+ ){0,3}?(?:by|from|for|conducted by|carried out by|published by|commissioned by) (?:the )?(?P<by>[A-Z][\w&’'.-]*(?: (?:[A-Z][\w&’'.-]*|of|for|and)){0,5})|(?P<name>(?!(?:An?|The|This|That|These|In|One|Another|Recent|New|Our|Opinion|Exit|Public|National|Local|According|While|But|Most|Many|Some|Several|Other|All|Two|Early|Latest)\b)[A-Z][\w&’'-]*(?:[ /](?:[A-Z][\w&’'-]*|and|of)){0,4}) (?:polls?|surveys?)\b|(?P<known>Gallup|YouGov|Ipsos|Pew Research Center|Pew|Levada(?: Center| Centre)?|Infratest dimap|Forsa|Eurobarometer|Quinnipiac|Rasmussen|VTsIOM|VCIOM|KIIS|Harris|Emnid|INSA|CBOS|IFOP|Ifop|Elabe|SKDS|Kantar|ICM|Survation))")
SAMPLE = re.compile(r"\b(?:survey(?:ed)?|polled|interviewed|questioned|poll|sample|asked)\b[^.;]{0,40}?\b(?P<n>\d{1,3}(?:,\d{3})+|\d{3,6})\s+(?:[\w-]+\s+){0,2}(?:adults|people|respondents|voters|citizens|residents|persons|Americans|Russians|Ukrainians|Germans)\b|\b(?P<m>\d{1,3}(?:,\d{3})+|\d{3,6})\s+(?:respondents|interviewees)\b", re.IGNORECASE)
WHOLE = re.compile(
    r"\s+of\s+(?P<whole>(?:the\s+|its\s+|their\s+|all\s+)?[^,.;:()\"“”]{2,60}?)(?=\s+(?:who|that|which|(?:support|oppos|approv|disapprov|favou?r|back|agree|disagree|distrust|trust|reject|want|believ|prefer|expect|demand|consider|fear)\w*|were|are|is|was|said|say|says|want|believe|think|reject|agree|voted|"
    r"would|will|have|had|has|favou?r|approve|disapprove|back|in|on|at|by|for|to|from|and|with|as|live|lives|lie|lies|go|goes|went|see|saw|feel|felt|trust|fear)\b|[,.;:()\"“”]|$)"
)
_NEXT_SHARE = re.compile(r"\s+(?:and|while|but|with|compared)\s+(?=\S*\d)")
_OWN_VOTES = re.compile(r"\bvotes?\b|\bballots\b")


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
    pollster = sample = None
    if p := POLLSTER.search(around):
        pollster = re.sub(r"\s+", " ", p["by"] or p["name"] or p["known"])
    if n := SAMPLE.search(around):
        sample = int((n["n"] or n["m"]).replace(",", ""))
    facts = {"population": population, "stance": stance, "pollster": pollster, "sample": sample}
    return replace(figure, **facts, missing=tuple(name for name, fact in facts.items() if fact is None))  # type: ignore[arg-type]
