"""Events as the trained reader sees them: triggers of a PLOVER type with their parties, factuality and mode."""

from __future__ import annotations

from onrecord.extract.attribution.framed import Place
from onrecord.extract.attribution.speakers import OBJECTS
from onrecord.extract.events.ontology import made
from onrecord.extract.events.sides import passive, sides
from onrecord.extract.places import Places
from onrecord.extract.statements import Found, contents, innermost, who
from onrecord.reader import Reading
from onrecord.records import Event, Span
from onrecord.resolve.actors import Cast
from onrecord.resolve.mentions import Mention

EACH_OTHER = frozenset(("each other", "one another"))
TOGETHER = frozenset(("COOPERATE", "CONSULT"))  # what nobody does alone
SPOKEN = frozenset("ACCUSE REJECT SUPPORT THREATEN REQUEST".split())  # what whoever speaks does in speaking
SEVERAL = frozenset("both two three four five six seven they".split())
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
        if text[place[0] : place[1]].lower().startswith("its ") and any(m.kind == "group" and m.noun and m.noun.kind in ("force", "body") for m in cast.inside(*place)):
            its = place[0], place[0] + 3  # `its army`: the state's
            return cast.refer(Mention(*its, "pronoun", "it", its)) or who(cast, place, [])
        return cast.ids_at.get(place) or who(cast, place, [])

    for frame in reading.listed:
        trigger = reading.place(frame.own.start, frame.own.end)
        around = innermost(said.holding(*trigger))
        voices = [(s.start, s.end) for s in around.evidence if s.role == "source"] if around else []
        actors, recipients = sides(reading, cast, frame, voices)
        who_ = tuple(dict.fromkeys(i for place in actors for i in party(place)))
        whom = tuple(dict.fromkeys(i for place in recipients for i in (disjoint(cast, place, who_, trigger[1]) or party(place))))
        mutual = [p for p in recipients if text[p[0] : p[1]].lower() in EACH_OTHER]
        joint = bool(mutual) or (frame.label in TOGETHER and not whom and len(actors) == 1 and several(reading, actors[0]))
        if joint:
            recipients, whom = [p for p in recipients if p not in mutual], who_
        act = next((s for _, _, s in cue_of.overlapping(*trigger)), None)
        if act is not None and not who_:
            who_ = act.speakers
        if around is not None and not who_ and frame.label in SPOKEN and not passive(reading, frame):
            who_ = tuple(i for i in around.speakers if i not in whom)
        if act is not None and not whom and act.addressee and frame.label in ("REQUEST", "THREATEN", "AGREE"):
            whom = (act.addressee,)
        if not frame.of("both") and not joint:
            whom = tuple(i for i in whom if i not in who_)
        evidence = [Span("trigger", *trigger, text[trigger[0] : trigger[1]])]
        evidence += [Span("actor", a, b, text[a:b]) for a, b in actors]
        evidence += [Span("recipient", a, b, text[a:b]) for a, b in recipients]
        out[trigger] = made(
            reading.document.id, frame.label, frame.facts["event.mode"], who_, whom, tuple(evidence), frame.facts["event.factuality"],  # type: ignore[arg-type]
            frame.facts["event.historical"] == "historical", round(frame.worth, 3),
        )  # fmt: skip
    return list(out.values())


def disjoint(cast: Cast, place: Place, subject: tuple[str, ...], after: int) -> tuple[str, ...]:
    """Whom `him`, `them` or an `it` after the verb means: not whoever does it, who would be `himself`; () where nobody else is told of."""
    word = cast.document.text[place[0] : place[1]].lower()
    pronoun = "it" if word == "it" and place[0] >= after else OBJECTS.get(word)
    if pronoun is None or cast.document.text[place[0] : place[1]].endswith(("self", "selves")):
        return ()
    mention = Mention(*place, "pronoun", pronoun, place)
    found = cast.refer(mention)
    return cast.refer(mention, but=subject) if found and set(found) <= set(subject) else ()


def several(reading: Reading, place: Place) -> bool:
    """Whether a phrase names several: `both camps`, `the two ministers`, `leaders of Niger and Mali`."""
    words = range(reading.word_at(place[0]), reading.word_at(place[1] - 1) + 1)
    noun = next((k for k in words if reading.kind(k) == "NOUN"), None)
    return any(reading.tokens[k].text.lower() in SEVERAL for k in words) or (noun is not None and reading.tokens[noun].text.lower().endswith("s"))
