"""Voice: who vouches for each item, through how many mouths. Chains run from the holder outwards and end with the outlet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from onrecord.extract.attribution.told import CITING
from onrecord.extract.places import Places
from onrecord.extract.statements import size
from onrecord.reader import Reading
from onrecord.records import Actor, Document, Item, QuoteMark, Span, Statement, Voice, Voiced, digest
from onrecord.resolve import knowledge as knowledge_base
from onrecord.resolve.actors import Cast
from onrecord.resolve.known import renamed

PRIMARY = {"statement": "content", "event": "trigger", "commitment": "action", "figure": "value", "framing": "expression"}


def outlet_actor(document: Document) -> Actor:
    """The outlet as an actor; where it is unknown, one named after the document."""
    name = document.outlet or document.title or document.source
    known = knowledge_base.load().names.get(knowledge_base.words(name.removeprefix("The "))) if document.outlet else None
    if known and known.type == "media":
        return Actor(known.key, known.name, "media", known.country, known.sector)
    key = ("outlet", document.outlet.casefold()) if document.outlet else ("outlet of", document.id)
    return Actor("a" + digest(*key), name, "media" if document.outlet else "other", sector="MED" if document.outlet else None)


def attribute(reading: Reading, cast: Cast, items: Sequence[Voiced]) -> tuple[list[Actor], list[Voiced]]:
    """The items with their voices, and the document's actor records, the outlet's among them."""
    outlet = outlet_actor(reading.document)
    itself = {p.id: outlet.id for p in cast.parties.values() if p.tentative and reading.document.outlet and _bare(p.name) == _bare(reading.document.outlet)}
    items = [renamed(item, itself) for item in items] if itself else list(items)  # "she told this paper's name"
    statements = [i for i in items if isinstance(i, Statement)]
    sizes = {s.id: size(s) for s in statements}
    contents = Places((s.start, s.end + 1, statement) for statement in statements for s in statement.evidence if s.role == "content")
    voices: dict[str, Voice] = {}
    for statement in sorted(statements, key=lambda s: (-sizes[s.id], _cue(s) in CITING)):  # outermost first: an enclosing statement's chain is ready
        around = _enclosing(statement, contents, sizes)
        beyond = voices[around.id].chain if around else (outlet.id,)
        own = statement.speakers[:1]
        heard = (statement.addressee,) if statement.addressee and statement.addressee != outlet.id and _is_media(cast, statement.addressee) else ()
        chain = tuple(dict.fromkeys((*own, *heard, *beyond)))
        voices[statement.id] = Voice(statement.mode, own[0] if own else None, chain, around.id if around else None)
    out: list[Voiced] = []
    for item in items:
        if isinstance(item, Statement):
            out.append(replace(item, voice=voices[item.id]))
            continue
        inner = _enclosing(item, contents, sizes)
        if inner is None:
            out.append(replace(item, voice=Voice("outlet", outlet.id, (outlet.id,))))
        else:
            voice = voices[inner.id]
            out.append(replace(item, voice=Voice(voice.mode, voice.holder, voice.chain, inner.id)))
    used = {id_ for item in out for id_ in _ids(item)}
    actors = cast.records(used)
    if outlet.id not in {a.id for a in actors}:
        fact = reading.document.outlet_evidence
        if fact and fact.start is not None and fact.end is not None:
            span = Span("mention", fact.start, fact.end, reading.text[fact.start : fact.end], doc=reading.document.id)
            outlet = replace(outlet, evidence=(span,))
        actors = [outlet, *actors]
    return actors, out


def _bare(name: str) -> str:
    return name.casefold().removeprefix("the ")


def _is_media(cast: Cast, id_: str) -> bool:
    return id_ in cast.parties and cast.parties[id_].type == "media"


def _enclosing(item: Voiced, contents: Places[Statement], sizes: dict[str, int]) -> Statement | None:
    """The innermost statement whose content holds the item's own words (and, for a statement, more than those)."""
    places = [s for s in item.evidence if s.role == PRIMARY[item.kind]]
    if not places:
        return None
    start, end = places[0].start, max(p.end for p in places)
    best: Statement | None = None
    for _, _, statement in contents.holding(start, end):  # in the order of the statements
        if statement.id == item.id or (isinstance(item, Statement) and sizes[statement.id] <= sizes[item.id] and not _cites(statement, item)):
            continue
        if best is None or sizes[statement.id] < sizes[best.id]:
            best = statement
    return best


def _cue(statement: Statement) -> str:
    return next((s.text.lower() for s in statement.evidence if s.role == "cue"), "")


def _cites(teller: Statement, told: Statement) -> bool:
    """`A reported, citing B, that C`: both have the same content, and B's is told by A."""
    contents = [[(s.start, s.end) for s in one.evidence if s.role == "content"] for one in (teller, told)]
    return contents[0] == contents[1] and _cue(told) in CITING and _cue(teller) not in CITING


def _ids(item: Voiced) -> set[str]:
    out: set[str] = set(item.voice.chain)
    for name in ("speakers", "about", "actors", "recipients", "who", "to_whom", "subject"):
        out.update(getattr(item, name, ()))
    for name in ("addressee", "pollster", "population"):
        if getattr(item, name, None):
            out.add(getattr(item, name))
    return out


def with_quotes(document: Document, items: Sequence[Item]) -> Document:
    """The document with each quotation mark tied to the innermost statement, or else framing item, that it belongs to."""
    owners = Places(
        (span.start, span.end, item)
        for item in items if item.kind in ("statement", "framing")
        for span in item.evidence if span.role in ("content", "expression")
    )  # fmt: skip
    marks = []
    for mark in document.quotes:
        holding = [(e - s, item.kind != "framing", item.id) for s, e, item in owners.overlapping(mark.offset, mark.offset + 1)]
        marks.append(QuoteMark(mark.offset, mark.is_, min(holding)[2] if holding and mark.is_ != "apostrophe" else None))
    return replace(document, quotes=tuple(marks))
