"""FollowTheMoney JSON Lines, one entity a line, for Aleph and other programs of investigative journalists.

Documents become Article, actors Person, Organization, PublicBody, Company or LegalEntity, each appearance of an actor in a document a
Mention, events Event, statements and commitments Note. Text properties are quotations. Schema: https://followthemoney.tech/explorer/
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any, TextIO

from onrecord.data import table
from onrecord.records import LABEL, Actor, Document, evidence_of
from onrecord.store.record import Record

Entity = dict[str, Any]
SCHEMA = {
    "person": "Person", "state": "PublicBody", "government": "PublicBody", "alliance": "Organization", "party": "Organization",
    "armed_group": "Organization", "company": "Company", "media": "Organization", "population": "LegalEntity", "document": "LegalEntity", "other": "LegalEntity",
}  # fmt: skip
LONGEST = {"name": 384, "alias": 384, "location": 250, "bodyText": 65_000, "description": 65_000, "summary": 65_000}  # characters of a value; others 1,024
TOPICS = {"government": "gov", "state": "gov", "alliance": "gov.igo", "party": "pol.party", "armed_group": "mil"}
WORDS = {"statement": "content", "commitment": "action"}


def write_ftm(record: Record, file: TextIO, **filters: Any) -> int:
    """How many entities were written."""
    count = 0
    for entity in entities(record, **filters):
        file.write(json.dumps(entity, ensure_ascii=False, separators=(",", ":")) + "\n")
        count += 1
    return count


def entities(record: Record, **filters: Any) -> Iterator[Entity]:
    """Of each document: itself, its actors' mentions, its events, statements and commitments; then each actor once, by id."""
    actors: set[str] = set()
    for found in record.documents(**filters):
        yield document(found)
        for actor in record.items("actor", found.id):
            actors.add(actor.id)
            yield mention(actor, found)
        for item in record.items(("event", "statement", "commitment"), found.id):
            yield event(item, found) if item.kind == "event" else note(item, found)
    for id_ in sorted(actors):
        actor = record.item(id_)
        if isinstance(actor, Actor):
            yield party(actor)


def document(made: Document) -> Entity:
    address = made.source if "://" in made.source else None
    return _entity(made.id, "Article", fileName=made.source, title=made.title, author=made.authors, publisher=made.outlet, publishedAt=_dates(made.published), retrievedAt=made.retrieved,
        sourceUrl=address, mimeType=made.media_type, language=_code("language", made.language), bodyText=_parts(made.text), messageId=made.accession)  # fmt: skip


def party(actor: Actor) -> Entity:
    """The actor as the record knows it over all its documents."""
    roles = [", ".join(part for part in (role.title, role.organization) if part) for role in actor.roles]
    person = {"position": roles, "nationality": _code("country", actor.country)} if actor.type == "person" else {"country": _code("country", actor.country)}
    aliases = [alias for alias in actor.aliases if alias != actor.name]
    return _entity(actor.id, SCHEMA[actor.type], name=actor.name, alias=aliases, wikidataId=actor.wikidata, topics=TOPICS.get(actor.type), **person)


def mention(actor: Actor, of: Document) -> Entity:
    """One appearance: every form of the name in this document."""
    names = [actor.name, *(span.text for span in actor.evidence if span.doc in (None, of.id))]
    return _entity(f"m-{of.id}-{entity_id(actor.id)}", "Mention", document=entity_id(of.id), resolved=entity_id(actor.id), name=names, detectedSchema=SCHEMA[actor.type],
        contextCountry=_code("country", actor.country))  # fmt: skip


def event(item: Any, of: Document) -> Entity:
    place = item.place.country if item.place else None
    return _entity(item.id, "Event", name=item.type, summary=_said(item, "trigger"), description=_around(item, of), involved=[*map(entity_id, (*item.actors, *item.recipients))],
        keywords=item.contexts, date=_dates(item.time.edtf if item.time else None), location=item.place.name if item.place else None, country=_code("country", place), proof=entity_id(of.id), recordId=item.id,
        publisher=of.outlet)  # fmt: skip


def note(item: Any, of: Document) -> Entity:
    """A statement or commitment: its words, who is behind them, and the document."""
    who = item.speakers if item.kind == "statement" else item.who
    return _entity(item.id, "Note", name=f"{item.kind}: {getattr(item, LABEL[item.kind])}", description=_said(item, WORDS[item.kind]),
        entity=[*map(entity_id, who), entity_id(of.id)], proof=entity_id(of.id), publisher=of.outlet)  # fmt: skip


def entity_id(id_: str) -> str:
    """Our ids hold only letters that theirs may; those of a knowledge base's keys that do not are hashed."""
    return id_ if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9.-]*", id_) else "k" + hashlib.sha256(id_.encode()).hexdigest()[:16]


def _entity(id_: str, schema: str, **properties: Any) -> Entity:
    """Properties are lists of strings, each value once; those without a value are left out."""
    said: dict[str, list[str]] = {}
    for name, value in properties.items():
        values = [value] if isinstance(value, str) else list(value or ())
        clean = list(dict.fromkeys(v for v in (_clean(each, name) for each in values) if v))
        if clean:
            said[name] = clean
    return {"id": entity_id(id_), "schema": schema, "properties": said}


def _clean(value: str, name: str) -> str:
    """Control characters are no part of their values; texts keep their paragraphs, all else is one line."""
    value = re.sub("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]", " ", value)
    return clipped(value.strip() if name == "bodyText" else " ".join(value.split()), LONGEST.get(name, 1024))


def clipped(value: str, most: int) -> str:
    """Longer values than theirs may be are cut, and say so."""
    return value if len(value) <= most else value[: most - 1] + "…"


def _parts(text: str) -> list[str]:
    """A text that is longer than one value may be, as several, cut between paragraphs where there are some."""
    out: list[str] = []
    while len(text) > LONGEST["bodyText"]:
        cut = text.rfind("\n\n", 1, LONGEST["bodyText"])
        cut = cut if cut > 0 else max(text.rfind(" ", 1, LONGEST["bodyText"]), 0) or LONGEST["bodyText"]
        out.append(text[:cut])
        text = text[cut:].lstrip()
    return [*out, text]


def _said(item: Any, role: str) -> str:
    return " … ".join(span.text for span in evidence_of(item, role))


def _around(item: Any, of: Document) -> str:
    """The paragraph that the item stands in."""
    start = min(span.start for span in item.evidence)
    end = max(span.end for span in item.evidence)
    low, high = of.text.rfind("\n\n", 0, start), of.text.find("\n\n", end)
    return of.text[low + 2 if low >= 0 else 0 : high if high >= 0 else len(of.text)]


def _dates(edtf: str | None) -> list[str]:
    """Their dates are beginnings of ISO 8601; of a range both ends, of a season or an uncertain date the year."""
    if edtf is None:
        return []
    found = [re.match(r"\d{4}(-(0\d|1[0-2])(-\d\d(T\d\d:\d\d:\d\d)?)?)?", part) for part in edtf.split("/")]
    return [part[0] for part in found if part]


@cache
def _codes(kind: str) -> dict[str, str]:
    return {row["ours"]: row["theirs"] for row in table("onrecord.export", "codes.tsv") if row["kind"] == kind}


def _code(kind: str, ours: str | None) -> str | None:
    return _codes(kind).get(ours) if ours else None
