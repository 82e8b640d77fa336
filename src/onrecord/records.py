"""What the record is made of: frozen, typed, plain.

Offsets are Unicode code points of `Document.text`, half-open: `text[start:end] == span.text`, always.
Items never point at objects, only at ids; ids are hashes of content, so the same input gives the same ids.

The field's standard terms: quotation attribution (source, cue, content), PLOVER 2.0 for events, EDTF (ISO 8601-2) for
dates, ISO 3166 alpha-3 for states, ISO 4217 for money.
"""

from __future__ import annotations

import copyreg
import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import cache, partial
from operator import attrgetter
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

VoiceMode = Literal["outlet", "direct", "mixed", "indirect"]
StatementMode = Literal["direct", "mixed", "indirect"]
Factuality = Literal["actual", "future", "hypothetical", "negated"]
Act = Literal["pledge", "threat", "warning", "demand", "refusal", "permission", "restriction", "obligation"]
Level = Literal["diplomatic", "economic", "conventional", "nuclear", "unspecified"]
Stage = Literal["floated", "pledged", "committed", "allocated", "delivered", "verified", "delayed", "withdrawn"]
Measure = Literal[
    "killed", "wounded", "casualties", "displaced", "detained", "troops", "equipment", "money", "share_of_gdp",
    "poll_share", "production", "distance", "duration", "date_count", "other",
]  # fmt: skip
ActorType = Literal[
    "person", "state", "government", "alliance", "party", "armed_group", "company", "media", "population", "document", "other",
]  # fmt: skip
RepairKind = Literal["line_break", "hyphen", "furniture", "gap", "mojibake", "quote", "character"]
QuoteIs = Literal["opens", "closes", "apostrophe", "term", "unmatched"]
Device = Literal["label", "loaded", "hedge", "scare_quotes"]
Relation = Literal["same_event", "same_claim", "contradicts", "restates", "reacts_to", "fulfils"]
TimePrecision = Literal["day", "week", "month", "season", "year", "range", "unknown"]
PlacePrecision = Literal["point", "city", "region", "country", "unknown"]


@dataclass(frozen=True, slots=True)
class Span:
    """Evidence: `text[start:end]` of the document, in a role. W3C Web Annotation's TextPositionSelector with its quotation."""

    role: str
    start: int
    end: int
    text: str
    source: tuple[int, int] | None = None  # plain-text inputs: the same passage in the file as decoded
    page: int | None = None  # paged inputs: 1-based
    doc: str | None = None  # only in actors and links, whose evidence may lie in several documents


@dataclass(frozen=True, slots=True)
class Repair:
    """One difference between the source as decoded and `Document.text`. Between repairs the two are the same characters."""

    kind: RepairKind
    source: tuple[int, int]
    start: int  # where `after` stands in text; start == end where something was only removed
    end: int
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Page:
    page: int  # 1-based
    start: int
    end: int
    picture: bool = False  # it shows something but carries no text of its own; absent in JSON where false
    ocr: bool = False  # its text was recognised in the picture; absent in JSON where false


@dataclass(frozen=True, slots=True)
class QuoteMark:
    offset: int
    is_: QuoteIs  # `is` in JSON
    item: str | None = None  # id of the statement or framing item the mark belongs to


@dataclass(frozen=True, slots=True)
class Coverage:
    """In source characters: `read` stand in text, `furniture` were set aside, `total` is all there was."""

    read: int
    total: int
    furniture: int


@dataclass(frozen=True, slots=True)
class Fact:
    """Where a document fact comes from. `basis`: byline, dateline, metadata, url, feed, index, user, correction, content."""

    basis: str
    text: str  # the characters or field value it was read from
    start: int | None = None  # in Document.text, where it stands there
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Document:
    id: str
    source: str  # relative to the parent of the PATH argument, "/"-separated; or the URL
    sha256: str
    media_type: str
    text: str
    title: str | None = None
    outlet: str | None = None
    authors: tuple[str, ...] = ()
    published: str | None = None  # EDTF
    published_evidence: Fact | None = None
    title_evidence: Fact | None = None
    outlet_evidence: Fact | None = None
    authors_evidence: Fact | None = None
    retrieved: str | None = None
    language: str | None = None  # ISO 639-1
    unread: str | None = None  # why no items were sought ("language: de"), else null
    pages: tuple[Page, ...] = ()
    repairs: tuple[Repair, ...] = ()
    coverage: Coverage = Coverage(0, 0, 0)
    quotes: tuple[QuoteMark, ...] = ()
    duplicate_of: str | None = None
    translated: bool = False
    confidence: float = 1.0
    kind: Literal["document"] = "document"
    accession: str | None = None  # what an archive calls the article: accession number, Message-ID, WARC-Record-ID; absent in JSON where null
    translation_of: str | None = None  # id of the document in the original language; absent in JSON where null
    notes: tuple[str, ...] = ()  # what a user should know of it: a teaser, pages not read; absent in JSON where empty

    @property
    def plain(self) -> bool:
        """Whether spans carry `source` offsets: inputs that are text already."""
        return self.media_type in ("text/plain", "text/markdown")


@dataclass(frozen=True, slots=True)
class Role:
    title: str
    organization: str | None = None
    from_: str | None = None  # EDTF; `from` in JSON
    until: str | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """A party that speaks, acts or undergoes, as one document shows it: evidence role `mention`, each span naming its doc."""

    id: str
    name: str
    type: ActorType
    country: str | None = None
    sector: str | None = None  # PLOVER
    roles: tuple[Role, ...] = ()
    aliases: tuple[str, ...] = ()
    wikidata: str | None = None
    evidence: tuple[Span, ...] = ()
    doc: None = None
    confidence: float = 1.0
    kind: Literal["actor"] = "actor"


@dataclass(frozen=True, slots=True)
class Voice:
    """Who vouches. `chain` runs from the holder outwards and ends with the outlet's actor."""

    mode: VoiceMode
    holder: str | None
    chain: tuple[str, ...]
    statement: str | None = None


@dataclass(frozen=True, slots=True)
class Time:
    edtf: str | None
    precision: TimePrecision
    text: str


@dataclass(frozen=True, slots=True)
class Place:
    name: str
    country: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    geonames_id: int | None = None
    precision: PlacePrecision = "unknown"


OUTLET_VOICE = Voice("outlet", None, ())  # before `attribute` fills holder and chain


@dataclass(frozen=True, slots=True)
class Statement:
    id: str
    doc: str
    mode: StatementMode
    speakers: tuple[str, ...] = ()
    speaker: str | None = None
    speaker_role: str | None = None
    addressee: str | None = None
    venue: str | None = None
    about: tuple[str, ...] = ()
    voice: Voice = OUTLET_VOICE
    factuality: Factuality = "actual"
    historical: bool = False
    time: Time | None = None
    place: Place | None = None
    evidence: tuple[Span, ...] = ()  # content (one or more), cue, source, addressee, venue
    confidence: float = 1.0
    kind: Literal["statement"] = "statement"


@dataclass(frozen=True, slots=True)
class Event:
    id: str
    doc: str
    type: str  # PLOVER: AGREE … ASSAULT
    mode: str | None = None
    contexts: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    intensity: float = 0.0
    quad: int = 0  # 1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict
    voice: Voice = OUTLET_VOICE
    factuality: Factuality = "actual"
    historical: bool = False
    time: Time | None = None
    place: Place | None = None
    evidence: tuple[Span, ...] = ()  # trigger, actor, recipient, place, time
    confidence: float = 1.0
    kind: Literal["event"] = "event"


@dataclass(frozen=True, slots=True)
class Commitment:
    id: str
    doc: str
    act: Act
    who: tuple[str, ...] = ()
    to_whom: tuple[str, ...] = ()
    amount: str | None = None  # figure id
    deadline: Time | None = None
    level: Level | None = None  # threats only
    stage: Stage | None = None
    voice: Voice = OUTLET_VOICE
    factuality: Factuality = "actual"
    historical: bool = False
    time: Time | None = None
    place: Place | None = None
    evidence: tuple[Span, ...] = ()  # action, condition, object, deadline, amount, cue
    confidence: float = 1.0
    kind: Literal["commitment"] = "commitment"


@dataclass(frozen=True, slots=True)
class Value:
    """Bounds in absolute units; an open bound is null, exactly N is low = high = best = N."""

    low: float | int | None
    high: float | int | None
    best: float | int | None = None
    approximate: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    id: str
    doc: str
    value: Value
    unit: str  # ISO 4217, percent, persons, years …, else the item noun in the plural as printed
    measure: Measure
    subject: tuple[str, ...] = ()
    population: str | None = None
    stance: str | None = None
    pollster: str | None = None
    sample: int | None = None
    missing: tuple[str, ...] = ()
    voice: Voice = OUTLET_VOICE
    factuality: Factuality = "actual"
    historical: bool = False
    time: Time | None = None
    place: Place | None = None
    evidence: tuple[Span, ...] = ()  # value, subject, object
    confidence: float = 1.0
    kind: Literal["figure"] = "figure"


@dataclass(frozen=True, slots=True)
class Framing:
    id: str
    doc: str
    device: Device
    target: str | None = None
    voice: Voice = OUTLET_VOICE
    factuality: Factuality = "actual"
    historical: bool = False
    time: Time | None = None
    place: Place | None = None
    evidence: tuple[Span, ...] = ()  # expression
    confidence: float = 1.0
    kind: Literal["framing"] = "framing"


@dataclass(frozen=True, slots=True)
class Link:
    id: str
    relation: Relation
    items: tuple[str, str]
    basis: tuple[str, ...] = ()
    evidence: tuple[Span, ...] = ()  # first, second; each span names its doc
    doc: None = None
    confidence: float = 1.0
    kind: Literal["link"] = "link"


Voiced = Statement | Event | Commitment | Figure | Framing
Item = Actor | Statement | Event | Commitment | Figure | Framing | Link
KINDS: dict[str, type[Any]] = {
    "document": Document, "actor": Actor, "statement": Statement, "event": Event,
    "commitment": Commitment, "figure": Figure, "framing": Framing, "link": Link,
}  # fmt: skip

# -- pickles --------------------------------------------------------------------------------------------------------


def _called(cls: type[Any]) -> Callable[[Any], tuple[type[Any], tuple[Any, ...]]]:
    """How a record is pickled: as a call with its fields. What frozen slots do by themselves takes twice as long, and workers send thousands."""
    values = attrgetter(*(f.name for f in fields(cls)))
    return lambda value: (cls, values(value))


for _record in (Span, Repair, Page, QuoteMark, Coverage, Fact, Role, Voice, Time, Place, Value, *KINDS.values()):
    copyreg.pickle(_record, _called(_record))

# -- ids ------------------------------------------------------------------------------------------------------------


def digest(*parts: Any) -> str:
    """16 hexadecimal digits of SHA-256 over the parts as JSON: short enough to read, 2^64 apart."""
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()[:16]


def document_id(source: str, sha256: str) -> str:
    return "d" + digest("document", source, sha256)


def item_id(doc: str, kind: str, evidence: Iterable[Span], label: str | None) -> str:
    """`label` is the type, act, mode, measure or device: what the item is, never its confidence, actors or version."""
    places = [(span.role, span.start, span.end) for span in evidence]
    return kind[0] + digest(doc, kind, places, label)


def actor_id(doc: str, first_mention: tuple[int, int]) -> str:
    """For actors the knowledge base does not know; those it knows carry its key."""
    return "a" + digest(doc, "actor", first_mention)


V = TypeVar("V", Statement, Event, Commitment, Figure, Framing)
LABEL = {"statement": "mode", "event": "type", "commitment": "act", "figure": "measure", "framing": "device"}


def identified(item: V) -> V:
    """The item with its id computed from its evidence and label."""
    return replace(item, id=item_id(item.doc, item.kind, item.evidence, getattr(item, LABEL[item.kind])))


# -- JSON -----------------------------------------------------------------------------------------------------------

JSON_NAMES = {"is_": "is", "from_": "from"}
OPTIONAL_IN_SPANS = ("source", "page", "doc")
OPTIONAL_IN_PAGES = ("picture", "ocr")
OPTIONAL_IN_DOCUMENTS = ("accession", "translation_of", "notes")  # fields younger than the first records: left out where null, so that old lines stay as they are


PLAIN = {str, int, float, bool, type(None)}


def to_json(value: Any) -> Any:
    """A record as JSON values, keys in the order of declaration with `id`, `kind`, `doc` first."""
    cls = type(value)
    if cls in PLAIN:
        return value
    if cls is tuple or cls is list:
        return [to_json(v) for v in value]
    out: dict[str, Any] = {}
    for name, key, optional in _written(cls):  # type: ignore[arg-type]
        inner = getattr(value, name)
        if optional and (inner is None if cls is Span else not inner):
            continue
        out[key] = inner if type(inner) in PLAIN else to_json(inner)
    return out if is_dataclass(cls) else [to_json(v) for v in value] if isinstance(value, tuple | list) else value


@cache
def _written(cls: type[Any]) -> tuple[tuple[str, str, bool], ...]:
    """(field, key in JSON, whether it is left out where there is nothing) of a kind of record, in the order of its line; none for what is none."""
    if not is_dataclass(cls):
        return ()
    names = [f.name for f in fields(cls)]
    optional = {Span: OPTIONAL_IN_SPANS, Page: OPTIONAL_IN_PAGES, Document: OPTIONAL_IN_DOCUMENTS}.get(cls, ())
    first = [("id", "id"), ("kind", "kind"), ("id" if cls is Document else "doc", "doc")] if cls in get_args(Item) or cls is Document else []
    known = {key for _, key in first}
    rest = [(name, JSON_NAMES.get(name, name)) for name in names if name not in known]
    return tuple((name, key, name in optional) for name, key in (*first, *rest))


def to_line(value: Any) -> str:
    """One line of JSONL, without its newline."""
    return json.dumps(to_json(value), ensure_ascii=False, separators=(",", ":"))


def from_json(record: dict[str, Any]) -> Any:
    """The frozen record of a JSON object that `to_json` made: `from_json(to_json(x)) == x`."""
    return _build(KINDS[record["kind"]], record)


Reader = Callable[[Any], Any] | None  # of a field's JSON value; None where that is the value itself


def _build(cls: type[Any], record: dict[str, Any]) -> Any:
    values = {}
    for name, key, reader in _read(cls):  # type: ignore[arg-type]
        if key in record:
            value = record[key]
            if reader is None:
                values[name] = value
            elif value is not None:  # null: the default, which for lists is the empty one
                values[name] = reader(value)
    return cls(**values)


@cache
def _read(cls: type[Any]) -> tuple[tuple[str, str, Reader], ...]:
    """(field, key in JSON, how its value is read) of a kind of record."""
    hints = get_type_hints(cls)
    return tuple((f.name, JSON_NAMES.get(f.name, f.name), _reader(hints[f.name])) for f in fields(cls))


def _reader(hint: Any) -> Reader:
    if is_dataclass(hint):
        return partial(_build, hint)  # type: ignore[arg-type]
    args = get_args(hint)
    if get_origin(hint) is tuple:
        inner = _reader(args[0])
        return tuple if inner is None else lambda values: tuple(v if v is None else inner(v) for v in values)
    options = [a for a in args if a is not type(None)]
    return _reader(options[0]) if len(options) == 1 and (len(options) < len(args) or get_origin(hint) is Union) else None


# -- evidence -------------------------------------------------------------------------------------------------------


def evidence_of(item: Any, role: str) -> list[Span]:
    return [span for span in item.evidence if span.role == role]


def first_place(item: Any) -> tuple[int, int]:
    """Reading order: where an item's evidence begins."""
    return min(((span.start, span.end) for span in item.evidence), default=(0, 0))

