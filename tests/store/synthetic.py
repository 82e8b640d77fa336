"""Documents and items made from a number: the same number gives the same bytes, and every kind of item occurs."""

from __future__ import annotations

import hashlib

from onrecord.records import (
    Actor,
    Commitment,
    Coverage,
    Document,
    Event,
    Figure,
    Framing,
    Item,
    QuoteMark,
    Span,
    Statement,
    Time,
    Value,
    Voice,
    actor_id,
    document_id,
    identified,
)  # fmt: skip

NAMES = ("Ansgar Holt", "Mirela Dunaj", "Teodor Vasić", "Ines Okafor", "Radomír Kvist")
STATES = (("state:FRA", "France", "FRA"), ("state:POL", "Poland", "POL"), ("state:SRB", "Serbia", "SRB"))

SYLLABLES = ("ba", "du", "fe", "go", "hi", "ka", "lu", "me", "no", "pi", "ra", "su", "te", "vo", "xi", "za")


def own_words(number: int, paragraph: int, count: int = 24) -> str:
    """Words that no other article has, so that no two are near-duplicates."""
    names = ("".join(SYLLABLES[int(c, 16)] for c in f"{number:04x}{paragraph:02x}{n:02x}") for n in range(count))
    return " ".join(names)


def span(text: str, words: str, role: str) -> Span:
    start = text.index(words)
    return Span(role, start, start + len(words), words, source=(start, start + len(words)))


def article(number: int, source: str | None = None, edition: int = 0, paragraphs: int = 3) -> tuple[Document, list[Item]]:
    """One plain-text document about a made-up minister, with its items. Another `edition` has other words under the same source."""
    source = source or f"wire/{number:05d}.txt"
    name, (state, country, code) = NAMES[number % len(NAMES)], STATES[number % len(STATES)]
    count = 100 + number * 7 + edition
    said = f"“We will send {count} engineers by 2026-03-01,” said {name}, the minister of {country}."
    text = f"{said}\n\nShells struck the depot number {number} overnight. The so-called truce did not hold.\n\n"
    text += "\n\n".join(f"Paragraph {i} of report {number}: {own_words(number, i)} waited." for i in range(paragraphs))
    raw = text.encode()
    sha256 = hashlib.sha256(raw).hexdigest()
    doc = document_id(source, sha256)

    person = span(text, name, "mention")
    speaker = Actor(
        actor_id(doc, (person.start, person.end)), name, "person", country=code, sector="GOV", aliases=(name, name.split()[1]),
        evidence=(placed(person, doc),), confidence=0.9,
    )  # fmt: skip
    nation = Actor(state, country, "state", country=code, aliases=(country,), evidence=(placed(span(text, country, "mention"), doc),))
    outlet = Actor("a" + sha256[:16], source, "media", evidence=())
    own = Voice("outlet", outlet.id, (outlet.id,))
    statement = identified(
        Statement(
            "", doc, "direct", speakers=(speaker.id,), speaker=speaker.id, speaker_role="minister",
            voice=Voice("direct", speaker.id, (speaker.id, outlet.id)),
            evidence=(span(text, f"We will send {count} engineers by 2026-03-01,", "content"), span(text, "said", "cue")),
            confidence=0.95,
        )
    )
    theirs = Voice("direct", speaker.id, (speaker.id, outlet.id), statement.id)
    figure = identified(
        Figure("", doc, Value(count, count, count), "engineers", "troops", subject=(state,), voice=theirs, factuality="future",
               evidence=(span(text, f"{count} engineers", "value"),), confidence=0.8)
    )
    commitment = identified(
        Commitment(
            "", doc, "pledge", who=(speaker.id, state), amount=figure.id, deadline=Time("2026-03-01", "day", "2026-03-01"),
            voice=theirs, factuality="future",
            evidence=(span(text, f"send {count} engineers", "action"), span(text, "2026-03-01", "deadline")), confidence=0.7,
        )
    )
    day = f"2025-{1 + number % 12:02d}-{1 + number % 28:02d}"
    event = identified(
        Event(
            "", doc, "ASSAULT", recipients=(state,), intensity=-9.0, quad=4, voice=own, time=Time(day, "day", "overnight"),
            evidence=(span(text, "struck", "trigger"), span(text, "overnight", "time")), confidence=0.6,
        )
    )
    framing = identified(
        Framing("", doc, "scare_quotes", target=event.id, voice=own, evidence=(span(text, "so-called truce", "expression"),), confidence=0.5)
    )
    document = Document(
        doc, source, sha256, "text/plain", text, title=f"Report {number}", outlet="Wire", published=day, language="en",
        coverage=Coverage(len(text), len(text), 0),
        quotes=(QuoteMark(text.index("“"), "opens", statement.id), QuoteMark(text.index("”"), "closes", statement.id)),
    )  # fmt: skip
    return document, [speaker, nation, outlet, statement, commitment, figure, event, framing]


def placed(mention: Span, doc: str) -> Span:
    return Span(mention.role, mention.start, mention.end, mention.text, source=mention.source, doc=doc)
