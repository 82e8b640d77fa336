"""Events as the trained reader sees them: triggers of a PLOVER type with their parties, factuality and mode."""

from __future__ import annotations

from onrecord.extract.attribution.framed import Place
from onrecord.extract.events.ontology import made
from onrecord.extract.events.sides import sides
from onrecord.extract.places import Places
from onrecord.extract.statements import Found, contents, innermost, who
from onrecord.reader import Reading
from onrecord.records import Event, Span
from onrecord.resolve.actors import Cast

LEAST = 0.4  # of an event: probability of its trigger times that of being worth listing
FIRST_PERSON = frozenset("we us our i me my ours".split())


def framed(reading: Reading, cast: Cast, statements: list[Found]) -> list[Event]:
    """The events of the trained reader: triggers with their parties. "We" inside a statement is whoever makes it."""
    out: dict[tuple[int, int], Event] = {}
    text = reading.text
    said = contents(statements)
    cue_of = Places((s.start, s.end, statement) for statement, _ in statements for s in statement.evidence if s.role == "cue")

    def party(place: Place) -> tuple[str, ...]:
        if text[place[0] : place[1]] != "US" and text[place[0] : place[1]].lower() in FIRST_PERSON:
            around = innermost(said.holding(*place))
            return around.speakers if around else ()
        return cast.ids_at.get(place) or who(cast, place, [])

    for frame in reading.events:
        sure = frame.score * frame.chance("event.core", "core")
        if sure < LEAST:
            continue
        trigger = reading.place(frame.own.start, frame.own.end)
        actors, recipients = sides(reading, cast, frame)
        who_, whom = (tuple(dict.fromkeys(i for place in group for i in party(place))) for group in (actors, recipients))
        act = next((s for _, _, s in cue_of.overlapping(*trigger)), None)
        if act is not None and not who_:
            who_ = act.speakers
        if act is not None and not whom and act.addressee and frame.label in ("REQUEST", "THREATEN", "AGREE"):
            whom = (act.addressee,)
        if not frame.of("both"):
            whom = tuple(i for i in whom if i not in who_)
        evidence = [Span("trigger", *trigger, text[trigger[0] : trigger[1]])]
        evidence += [Span("actor", a, b, text[a:b]) for a, b in actors]
        evidence += [Span("recipient", a, b, text[a:b]) for a, b in recipients]
        out[trigger] = made(
            reading.document.id, frame.label, frame.facts["event.mode"], who_, whom, tuple(evidence), frame.facts["event.factuality"],  # type: ignore[arg-type]
            frame.facts["event.historical"] == "historical", round(sure, 3),
        )  # fmt: skip
    return list(out.values())
