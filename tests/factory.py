"""A synthetic record: three invented newspapers on an invented crisis, with every kind of item in every state it can be in.

States, persons and papers do not exist. Spans are quoted, never counted: `span` finds them in the text.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any

from onrecord.ingest.repair import SourceMap
from onrecord.records import (
    Actor,
    Commitment,
    Coverage,
    Document,
    Event,
    Fact,
    Figure,
    Framing,
    Item,
    Link,
    Place,
    QuoteMark,
    Repair,
    Role,
    Span,
    Statement,
    Time,
    Value,
    Voice,
    digest,
    document_id,
    identified,
)

COURIER = """Dolan: “We will not watch Harrow burn”

Arvenia’s foreign minister, Mira Dolan, said on Monday that her government “will not watch Harrow burn” and would send 2,000 soldiers to the border within 30 days if Lesk did not withdraw its batteries from the Tarn ridge. She was speaking after an emergency session of the Northern Compact in Port Ilse.

“The Leskan army shelled a market,” Dolan told reporters. “Between 40 and 55 people are dead. Whoever gave that order will answer for it.” Lesk denies that its guns were involved.

According to Compact officials, Arvenian diplomats believe that “the Leskan president told his generals he would rather lose the port than the ridge”. The officials did not say how the diplomats knew.

The so-called security operation, now in its third month, has driven more than 120,000 people from their homes, the aid group Open Hands said. The Compact promised €1.5 billion in reconstruction aid over three years; none of it has been paid.

President Tomas Rehn warned that any foreign soldier on the ridge would be “a legitimate target”. He did not rule out closing the Strait of Ilse."""

MIRROR = """Compact ministers fall out over the ridge

LESK CITY, 4 June 2024. The Northern Compact has not agreed on sending troops, a spokesman said yesterday, contradicting Arvenia. A poll found 68 percent of Leskans support the president; the pollster was not named.

“They threatened us with 20,000 soldiers,” Rehn said in a televised address. “We are not afraid. If one of them crosses the line, we will close the strait.”

Arvenia’s warmongering minister said the number was invented."""

ARCHIVE = """Old promises on the Tarn ridge

In 1999 Lesk undertook never to station artillery on the ridge. Arvenia allowed inspectors to use its airfields, and refused to pay for them.

The text of the accord breaks off here:

the parties shall"""


def document(source: str, text: str, **facts: Any) -> Document:
    sha = hashlib.sha256(text.encode()).hexdigest()
    facts.setdefault("media_type", "text/plain")
    facts.setdefault("coverage", Coverage(len(text), len(text), 0))
    return Document(document_id(source, sha), source, sha, text=text, language=facts.pop("language", "en"), **facts)


def span(doc: Document, role: str, quote: str, nth: int = 1) -> Span:
    start = -1
    for _ in range(nth):
        start = doc.text.index(quote, start + 1)
    return Span(role, start, start + len(quote), quote, source=SourceMap(doc.repairs).to_source(start, start + len(quote)) if doc.plain else None)


def repairs(text: str, *made: tuple[Any, int, int, str]) -> tuple[Repair, ...]:
    """(kind, start, end, before) in order of the text -> repairs with their places in the source."""
    out, shift = [], 0
    for kind, start, end, before in made:
        begin = start + shift
        out.append(Repair(kind, (begin, begin + len(before)), start, end, before, text[start:end]))
        shift += len(before) - (end - start)
    return tuple(out)


def actor(doc: Document, key: str, name: str, type_: Any, *mentions: str, **facts: Any) -> Actor:
    spans = tuple(replace(span(doc, "mention", m), doc=doc.id) for m in mentions)
    return Actor(key, name, type_, aliases=tuple(dict.fromkeys(mentions)), evidence=spans, confidence=facts.pop("confidence", 0.9), **facts)


def courier() -> tuple[Document, list[Item]]:
    d = document(
        "papers/courier-2024-05-28.txt", COURIER, title="Dolan: “We will not watch Harrow burn”", outlet="The Port Ilse Courier", authors=("A. Venn", "R. Moss"),
        published="2024-05-28", published_evidence=Fact("index", "2024-05-28"), title_evidence=Fact("content", "Dolan: “We will not watch Harrow burn”", 0, 38),
    )  # fmt: skip
    e = COURIER.index("emergency")
    d = replace(d, repairs=repairs(d.text, ("line_break", e - 1, e, "\n"), ("hyphen", e + 30, e + 30, "-\n"), ("furniture", e + 60, e + 60, "COURIER page 2")), coverage=Coverage(len(COURIER) + 2, len(COURIER) + 16, 14))
    here = "outlet:courier"
    dolan, rehn, lesk, arvenia, compact, hands = "person:mira-dolan", "person:tomas-rehn", "LSK", "ARV", "org:compact", "org:open-hands"
    army, officials, diplomats = "a1leskan-army", "a2compact-officials", "a3arvenian-diplomats"
    s1 = identified(Statement("", d.id, "mixed", (dolan,), dolan, "foreign minister", venue="an emergency session", about=(arvenia,), voice=Voice("mixed", dolan, (dolan, here)),
        time=Time("2024-05-27", "day", "on Monday"), confidence=0.94, evidence=(
        span(d, "content", "her government “will not watch Harrow burn” and would send 2,000 soldiers to the border within 30 days if Lesk did not withdraw its batteries from the Tarn ridge"),
        span(d, "cue", "said"), span(d, "source", "Arvenia’s foreign minister, Mira Dolan"), span(d, "venue", "an emergency session of the Northern Compact in Port Ilse"))))  # fmt: skip
    s2 = identified(Statement("", d.id, "direct", (dolan,), dolan, None, about=(army,), voice=Voice("direct", dolan, (dolan, here)), confidence=0.97, evidence=(
        span(d, "content", "“The Leskan army shelled a market,”"), span(d, "content", "“Between 40 and 55 people are dead. Whoever gave that order will answer for it.”"),
        span(d, "cue", "told"), span(d, "source", "Dolan", 3), span(d, "addressee", "reporters"))))  # fmt: skip
    s3 = identified(Statement("", d.id, "indirect", (lesk,), lesk, voice=Voice("indirect", lesk, (lesk, here)), factuality="negated", confidence=0.81, evidence=(
        span(d, "content", "that its guns were involved"), span(d, "cue", "denies"), span(d, "source", "Lesk", 3))))  # fmt: skip
    s4 = identified(Statement("", d.id, "indirect", (officials,), officials, voice=Voice("indirect", officials, (officials, here)), confidence=0.9, evidence=(
        span(d, "content", "Arvenian diplomats believe that “the Leskan president told his generals he would rather lose the port than the ridge”"), span(d, "cue", "According to"),
        span(d, "source", "Compact officials"))))  # fmt: skip
    s5 = identified(Statement("", d.id, "indirect", (diplomats,), diplomats, voice=Voice("mixed", diplomats, (diplomats, officials, here), s4.id), confidence=0.83, evidence=(
        span(d, "content", "“the Leskan president told his generals he would rather lose the port than the ridge”"), span(d, "cue", "believe"), span(d, "source", "Arvenian diplomats"))))  # fmt: skip
    s6 = identified(Statement("", d.id, "indirect", (rehn,), rehn, "president", None, voice=Voice("indirect", rehn, (rehn, diplomats, officials, here), s5.id), confidence=0.72, evidence=(
        span(d, "content", "he would rather lose the port than the ridge"), span(d, "cue", "told"
        , 2), span(d, "source", "the Leskan president"), span(d, "addressee", "his generals"))))  # fmt: skip
    s7 = identified(Statement("", d.id, "indirect", (hands,), hands, voice=Voice("indirect", hands, (hands, here)), confidence=0.88, evidence=(
        span(d, "content", "The so-called security operation, now in its third month, has driven more than 120,000 people from their homes"), span(d, "cue", "said", 2), span(d, "source", "the aid group Open Hands"))))  # fmt: skip
    s8 = identified(Statement("", d.id, "mixed", (rehn,), rehn, "President", about=(arvenia,), voice=Voice("mixed", rehn, (rehn, here)), confidence=0.91, evidence=(
        span(d, "content", "any foreign soldier on the ridge would be “a legitimate target”"), span(d, "cue", "warned"), span(d, "source", "President Tomas Rehn"))))  # fmt: skip
    in_s1, in_s2, in_s7, in_s8 = (Voice("mixed", dolan, (dolan, here), s1.id), Voice("direct", dolan, (dolan, here), s2.id),
        Voice("indirect", hands, (hands, here), s7.id), Voice("mixed", rehn, (rehn, here), s8.id))  # fmt: skip
    mine = Voice("outlet", here, (here,))
    f1 = identified(Figure("", d.id, Value(2000, 2000, 2000), "persons", "troops", (arvenia,), voice=in_s1, factuality="hypothetical", confidence=0.96, evidence=(span(d, "value", "2,000 soldiers"),)))
    f2 = identified(Figure("", d.id, Value(30, 30, 30), "days", "duration", voice=in_s1, factuality="hypothetical", confidence=0.95, evidence=(span(d, "value", "30 days"),)))
    f3 = identified(Figure("", d.id, Value(40, 55), "persons", "killed", voice=in_s2, confidence=0.95, evidence=(span(d, "value", "Between 40 and 55 people"),)))
    f4 = identified(Figure("", d.id, Value(120000, None, None, True), "persons", "displaced", voice=in_s7, confidence=0.92, evidence=(span(d, "value", "more than 120,000 people"),)))
    f5 = identified(Figure("", d.id, Value(1500000000, 1500000000, 1500000000), "EUR", "money", (compact,), voice=mine, confidence=0.97, evidence=(span(d, "value", "€1.5 billion"), span(d, "subject", "The Compact"), span(d, "object", "reconstruction aid"))))
    c1 = identified(Commitment("", d.id, "threat", (arvenia,), (lesk,), f1.id, Time("2024-06-27", "day", "within 30 days"), "conventional", None, in_s1, "hypothetical", confidence=0.86, evidence=(
        span(d, "action", "send 2,000 soldiers to the border within 30 days"), span(d, "condition", "if Lesk did not withdraw its batteries from the Tarn ridge"), span(d, "deadline", "within 30 days"), span(d, "amount", "2,000 soldiers"), span(d, "object", "2,000 soldiers"))))  # fmt: skip
    c2 = identified(Commitment("", d.id, "pledge", (compact,), (), f5.id, None, None, "pledged", mine, confidence=0.9, evidence=(span(d, "action", "€1.5 billion in reconstruction aid over three years"), span(d, "cue", "promised"), span(d, "amount", "€1.5 billion"))))
    c3 = identified(Commitment("", d.id, "warning", (rehn,), (), None, None, None, None, in_s8, "future", confidence=0.78, evidence=(span(d, "action", "any foreign soldier on the ridge would be “a legitimate target”"), span(d, "cue", "warned"))))
    e1 = identified(Event("", d.id, "ASSAULT", "artillery", ("military",), (army,), (), -9.0, 4, in_s2, time=None, place=Place("Harrow", None, 51.2, 9.1, None, "city"), confidence=0.9, evidence=(span(d, "trigger", "shelled"), span(d, "actor", "The Leskan army"), span(d, "recipient", "a market"))))
    e2 = identified(Event("", d.id, "THREATEN", "violence", ("military",), (arvenia,), (lesk,), -3.5, 3, in_s1, "hypothetical", confidence=0.8, evidence=(span(d, "trigger", "send 2,000 soldiers to the border"), span(d, "recipient", "Lesk", 1))))
    e3 = identified(Event("", d.id, "CONSULT", "meet", ("diplomatic",), (dolan, compact), (), 2.5, 1, mine, time=Time("2024-05-27", "day", "on Monday"), place=Place("Port Ilse", None, None, None, None, "city"), confidence=0.77, evidence=(span(d, "trigger", "an emergency session"), span(d, "actor", "the Northern Compact"), span(d, "place", "Port Ilse"))))
    e4 = identified(Event("", d.id, "REJECT", None, (), (lesk,), (), -2.0, 3, mine, confidence=0.7, evidence=(span(d, "trigger", "denies"), span(d, "actor", "Lesk", 3))))
    w1 = identified(Framing("", d.id, "hedge", None, mine, confidence=0.8, evidence=(span(d, "expression", "so-called"),)))
    w2 = identified(Framing("", d.id, "scare_quotes", e2.id, Voice("mixed", rehn, (rehn, here), s8.id), confidence=0.6, evidence=(span(d, "expression", "“a legitimate target”"),)))
    quotes = tuple(QuoteMark(i, "opens" if c == "“" else "closes" if c == "”" else "apostrophe", s2.id if c != "’" else None) for i, c in enumerate(COURIER) if c in "“”’")
    actors: list[Item] = [
        actor(d, dolan, "Mira Dolan", "person", "Mira Dolan", "Dolan", country="ARV", sector="GOV", roles=(Role("foreign minister", "Arvenia", "2021-03", None),)),
        actor(d, rehn, "Tomas Rehn", "person", "President Tomas Rehn", "the Leskan president", country="LSK", sector="GOV", roles=(Role("president", "Lesk"),)),
        actor(d, lesk, "Lesk", "state", "Lesk", country="LSK"), actor(d, arvenia, "Arvenia", "state", "Arvenia", country="ARV"),
        actor(d, compact, "Northern Compact", "alliance", "the Northern Compact", "The Compact"), actor(d, hands, "Open Hands", "other", "the aid group Open Hands", sector="NGO"),
        actor(d, army, "The Leskan army", "armed_group", "The Leskan army", country="LSK", sector="MIL"), actor(d, officials, "Compact officials", "other", "Compact officials"),
        actor(d, diplomats, "Arvenian diplomats", "other", "Arvenian diplomats", country="ARV"), actor(d, here, "The Port Ilse Courier", "media"),
    ]  # fmt: skip
    items = [s1, s2, s3, s4, s5, s6, s7, s8, f1, f2, f3, f4, f5, c1, c2, c3, e1, e2, e3, e4, w1, w2]
    return replace(d, quotes=quotes), [*actors, *in_order(items)]


def mirror() -> tuple[Document, list[Item]]:
    d = document("papers/mirror.html", MIRROR, media_type="text/html", title="Compact ministers fall out over the ridge", outlet="The Lesk Mirror", published="2024-06-04",
        published_evidence=Fact("dateline", "4 June 2024", MIRROR.index("4 June"), MIRROR.index("4 June") + 11))  # fmt: skip
    here, rehn, arvenia, lesk, compact, spokesman = "outlet:mirror", "person:tomas-rehn", "ARV", "LSK", "org:compact", "a4spokesman"
    mine = Voice("outlet", here, (here,))
    s1 = identified(Statement("", d.id, "indirect", (spokesman,), spokesman, "spokesman", about=(compact,), voice=Voice("indirect", spokesman, (spokesman, here)), time=Time("2024-06-03", "day", "yesterday"), confidence=0.88,
        evidence=(span(d, "content", "The Northern Compact has not agreed on sending troops"), span(d, "cue", "said"), span(d, "source", "a spokesman"))))  # fmt: skip
    s2 = identified(Statement("", d.id, "direct", (rehn,), rehn, None, about=(arvenia,), voice=Voice("direct", rehn, (rehn, here)), confidence=0.97, evidence=(
        span(d, "content", "“They threatened us with 20,000 soldiers,”"), span(d, "content", "“We are not afraid. If one of them crosses the line, we will close the strait.”"), span(d, "cue", "said", 2), span(d, "source", "Rehn"), span(d, "venue", "a televised address"))))  # fmt: skip
    in_s2 = Voice("direct", rehn, (rehn, here), s2.id)
    f1 = identified(Figure("", d.id, Value(68, 68, 68), "percent", "poll_share", (lesk,), "Leskans", "support the president", missing=("pollster", "sample", "date"), voice=mine, confidence=0.9, evidence=(span(d, "value", "68 percent"), span(d, "subject", "Leskans"))))
    f2 = identified(Figure("", d.id, Value(20000, 20000, 20000), "persons", "troops", voice=in_s2, confidence=0.94, evidence=(span(d, "value", "20,000 soldiers"),)))
    c1 = identified(Commitment("", d.id, "threat", (lesk,), (arvenia,), None, None, "economic", None, in_s2, "hypothetical", confidence=0.85, evidence=(span(d, "action", "close the strait"), span(d, "condition", "If one of them crosses the line"))))
    e1 = identified(Event("", d.id, "AGREE", None, ("military",), (compact,), (), 2.5, 1, Voice("indirect", spokesman, (spokesman, here), s1.id), "negated", confidence=0.7, evidence=(span(d, "trigger", "not agreed"), span(d, "actor", "The Northern Compact"))))
    w1 = identified(Framing("", d.id, "loaded", "person:mira-dolan", mine, confidence=0.9, evidence=(span(d, "expression", "warmongering"),)))
    actors: list[Item] = [
        actor(d, rehn, "Tomas Rehn", "person", "Rehn", country="LSK"), actor(d, lesk, "Lesk", "state", "Leskans", country="LSK"), actor(d, arvenia, "Arvenia", "state", "Arvenia", country="ARV"),
        actor(d, compact, "Northern Compact", "alliance", "The Northern Compact"), actor(d, spokesman, "a spokesman", "other", "a spokesman"), actor(d, here, "The Lesk Mirror", "media"),
    ]  # fmt: skip
    return d, [*actors, *in_order([s1, s2, f1, f2, c1, e1, w1])]


def archive() -> tuple[Document, list[Item]]:
    d = document("papers/archive.pdf", ARCHIVE, media_type="application/pdf", title="Old promises on the Tarn ridge")
    gap = ARCHIVE.index("the parties shall")
    d = replace(d, repairs=repairs(d.text, ("furniture", gap - 2, gap - 2, "Archive 7"), ("gap", gap, gap, "")), coverage=Coverage(len(ARCHIVE), len(ARCHIVE) + 9, 9))
    here, lesk, arvenia = "outlet:archive", "LSK", "ARV"
    mine = Voice("outlet", here, (here,))
    c1 = identified(Commitment("", d.id, "obligation", (lesk,), (), None, None, None, None, mine, "negated", True, Time("1999", "year", "In 1999"), confidence=0.8, evidence=(span(d, "action", "never to station artillery on the ridge"), span(d, "cue", "undertook"))))
    c2 = identified(Commitment("", d.id, "permission", (arvenia,), (), None, None, None, None, mine, confidence=0.8, evidence=(span(d, "action", "inspectors to use its airfields"), span(d, "cue", "allowed"))))
    c3 = identified(Commitment("", d.id, "refusal", (arvenia,), (), None, None, None, None, mine, "negated", confidence=0.75, evidence=(span(d, "action", "to pay for them"), span(d, "cue", "refused"))))
    actors: list[Item] = [actor(d, lesk, "Lesk", "state", "Lesk", country="LSK"), actor(d, arvenia, "Arvenia", "state", "Arvenia", country="ARV"), actor(d, here, "papers/archive.pdf", "document")]
    return d, [*actors, *in_order([c1, c2, c3])]


def foreign() -> tuple[Document, list[Item]]:
    d = document("papers/bote.txt", "Der Präsident schwieg am Montag.", language="de", title="Der Präsident schwieg", outlet="Ilser Bote", unread="language: de")
    return d, []


def hostile() -> tuple[Document, list[Item]]:
    """Markup, control and bidi characters, a megabyte of title: all of it is text and nothing else."""
    text = "<script>document.title='owned'</script> & <img src=x onerror=alert(1)>\n\n“\u202egnihton\u202c said \x1b[31mred\x1b[0m,” claimed =HYPERLINK(\"http://x\") Ltd. {{ 7*7 }} </p></main>"
    d = document("papers/<b>hostile</b>\u202e.txt", text, title="T" * 1_000_000, outlet="=cmd|' /C calc'!A0", published="2024-06-05")
    who = "a5\"><script>alert(2)</script>"
    s = identified(Statement("", d.id, "direct", (who,), who, "\x1b[2J=1+1", voice=Voice("direct", who, (who,)), confidence=0.5, evidence=(
        span(d, "content", "“\u202egnihton\u202c said \x1b[31mred\x1b[0m,”"), span(d, "cue", "claimed"), span(d, "source", "=HYPERLINK(\"http://x\") Ltd"))))  # fmt: skip
    return d, [actor(d, who, "=HYPERLINK(\"http://x\") Ltd <script>", "company", "=HYPERLINK(\"http://x\") Ltd"), s]


def in_order(items: list[Any]) -> list[Item]:
    return sorted(items, key=lambda i: (min((s.start for s in i.evidence), default=0), i.kind, i.id))


def links(pairs: list[tuple[Document, list[Item]]]) -> list[Link]:
    """The Mirror's 20,000 soldiers contradict the Courier's 2,000."""
    figures = [(d, i) for d, items in pairs for i in items if isinstance(i, Figure) and i.measure == "troops"]
    if len(figures) < 2:
        return []
    (d1, a), (d2, b) = figures[:2]
    evidence = (replace(a.evidence[0], role="first", doc=d1.id), replace(b.evidence[0], role="second", doc=d2.id))
    return [Link("l" + digest(a.id, b.id), "contradicts", (a.id, b.id), ("measure", "value"), evidence, confidence=0.7)]


def world(bad: bool = False) -> list[tuple[Document, list[Item]]]:
    """The whole synthetic collection, documents with their items in reading order; `bad` adds the hostile document."""
    return [courier(), mirror(), archive(), foreign(), *([hostile()] if bad else [])]
