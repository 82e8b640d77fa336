"""Who the subject and the object of a trigger's verb are, by the reader's role head (PropBank's ARG0, ARG1 …)."""

from __future__ import annotations

from onrecord.extract.attribution.framed import RELATIVE, Place, before, grown, unowned
from onrecord.extract.attribution.speakers import OBJECTS
from onrecord.extract.attribution.words import CONJUNCTIONS, DETERMINERS, PREPOSITIONS
from onrecord.extract.events.ontology import said
from onrecord.extract.parties import NOUNS, whole
from onrecord.reader import Frame, Reading
from onrecord.reader.decode import Labelled
from onrecord.resolve.actors import Cast

LIKELY = 0.4  # probability from which an argument counts
CIRCUMSTANCES = frozenset("after before because while when since until although though whereas where as following amid during despite".split())
OWN = frozenset("its their his her".split())
PHRASE = frozenset(("NOUN", "PROPN", "ADJ", "NUM", "DET"))
BORDERS = frozenset(("VERB", "AUX", "SCONJ"))  # parts of speech that tell of another clause


def argument(reading: Reading, cast: Cast, frame: Frame, labels: tuple[str, ...]) -> list[Place]:
    """Whoever an argument of the trigger's verb names: the likeliest argument of the first of the labels that names somebody."""
    spans = [s for s in reading.arguments[reading.predicate(frame)] if s.label in labels and s.score >= LIKELY]
    for span in sorted(spans, key=lambda s: (labels.index(s.label), -s.score)):
        if found := named(reading, cast, span):
            return found
    return []


def named(reading: Reading, cast: Cast, span: Labelled) -> list[Place]:
    """Who stands at the head of a noun phrase, with those joined to it; nobody where its head is a thing or a deed."""
    words = [t.text.lower() for t in reading.tokens[span.start : span.end]]
    if len(words) == 1 and words[0] in OBJECTS:
        return [reading.place(span.start, span.end)]
    start = span.start + (words[0] in PREPOSITIONS and len(words) > 1)
    out: list[Place] = []
    for m in reading.mentions_in(start, span.end):
        between = words[start - span.start : m.start - span.start]
        if m.label == "document":
            continue
        if set(between) - {",", "and", "the"} if out else set(between) & (PREPOSITIONS | CONJUNCTIONS | {",", "'s", "’s"}):
            break
        out.append(whole(reading, cast, *grown(cast, *unowned(reading, m))))
        start = m.end
    return out


def doing(reading: Reading, frame: Frame, actors: list[Place], voices: list[Place]) -> list[Place]:
    """Of those that may act, whoever stands in the subject of the trigger's verb, or beside it; not whoever only does another deed: of
    `Chad left after the coup ousted Mali's president` Chad ousted nobody. A pronoun for a subject names nobody: the event head knows
    better whom it means. `voices`: whoever is quoted with the trigger, and so does what is only said by saying it."""
    word = reading.predicate(frame)
    own = reading.place(frame.own.start, frame.own.end)
    subjects = [s for s in reading.arguments[word] if s.label == "ARG0" and s.score >= LIKELY]
    if reading.kind(word) != "VERB" or not subjects:
        return actors if said(frame.label) or reading.tokens[word].text.endswith("ing") else [p for p in actors if not _opened(reading, p, own)]
    if any(reading.kind(s.start) == "PRON" and s.end - s.start == 1 for s in subjects):
        return actors
    places = [reading.place(s.start, _clause(reading, s)) for s in subjects]
    spoken = voices if said(frame.label) else []
    return [p for p in actors if overlapping(p, [*places, *spoken]) or not any(parted(reading, p, place) or place[0] <= p[0] < reading.tokens[s.end - 1].end for s, place in zip(subjects, places, strict=True))]


def _clause(reading: Reading, span: Labelled) -> int:
    """Where a noun phrase's relative clause or participle begins: `officers | who arrested the envoy`, `rebels | backed by Chad`."""
    return next((k for k in range(span.start + 1, span.end) if reading.kind(k) in BORDERS or reading.tokens[k].text.lower() in RELATIVE), span.end)


def relative(reading: Reading, frame: Frame, label: str) -> Place | None:
    """Whoever a relative pronoun with this label stands for: of `the premier, whom Norway accused` the premier."""
    span = next((s for s in reading.arguments[reading.predicate(frame)] if s.label == label and s.score >= LIKELY), None)
    return (before(reading, reading.tokens[span.start].start) or _phrase(reading, span.start)) if span else None


def _phrase(reading: Reading, end: int) -> Place | None:
    """The noun phrase whose last word stands right before a word."""
    first = end
    while first and reading.kind(first - 1) in PHRASE:
        first -= 1
    return reading.place(first, end) if first < end and reading.kind(end - 1) in NOUNS else None


def owner(reading: Reading, cast: Cast, frame: Frame) -> list[Place]:
    """Whose the object of the verb is: of `rejected the Egyptian offer`, `condemned Chad's attack` Egypt, Chad."""
    for span in reading.arguments[reading.predicate(frame)]:
        if span.label == "ARG1" and span.score >= LIKELY and reading.kind(reading.predicate(frame)) == "VERB":
            start = span.start
            while start < span.end - 1 and reading.tokens[start].text.lower() in DETERMINERS:
                start += 1
            place = reading.place(start, span.end)
            if found := next((m for m in cast.inside(*place) if m.start == place[0] and m.kind in ("entry", "group", "person")), None):
                return [(found.start, found.end)]
    return []


def _opened(reading: Reading, before: Place, place: Place) -> bool:
    """Whether a clause or phrase of time or ground opens between the two, after a verb: `Chad left | after the coup`; not `after its attack`."""
    between = range(reading.word_at(before[1]), reading.word_at(place[0]))
    verb = next((k for k in between if reading.kind(k) in ("VERB", "AUX")), None)
    return verb is not None and any(
        reading.tokens[k].text.lower() in CIRCUMSTANCES and (reading.kind(k) == "SCONJ" or reading.tokens[k].text.lower() not in ("as", "where"))
        and reading.tokens[k + 1].text.lower() not in OWN for k in between if k > verb
    )  # fmt: skip


def parted(reading: Reading, one: Place, other: Place) -> bool:
    """Whether a verb or a conjunction that opens a clause stands between two places."""
    first, last = sorted((one, other))
    return any(reading.kind(k) in BORDERS or reading.tokens[k].text.lower() in (";", "whom") for k in range(reading.word_at(first[1]), reading.word_at(last[0])))


def overlapping(place: Place, places: list[Place]) -> bool:
    return any(place[0] < b and a < place[1] for a, b in places)
