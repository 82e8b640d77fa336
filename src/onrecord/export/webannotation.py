"""W3C Web Annotation (JSON-LD): one annotation an item, its evidence as TextPositionSelector with TextQuoteSelector.

The target of a selector is the document's canonical text, named `urn:onrecord:document:ID`; its file or URL stands in
`onrecord:source`, and for plain text each target also names its place there. https://www.w3.org/TR/annotation-model/
"""

import json
from collections.abc import Iterator
from typing import Any, TextIO

from onrecord.records import Document, Span, to_json
from onrecord.store.record import Record

CONTEXT = ["http://www.w3.org/ns/anno.jsonld", {"onrecord": "urn:onrecord:"}]
AROUND = 32  # characters of prefix and suffix, as the model's examples have
MOTIVATION = {"actor": "identifying", "link": "linking"}


def write_web_annotations(record: Record, file: TextIO, **filters: Any) -> int:
    """An AnnotationPage, written as it is read; how many annotations."""
    file.write(f'{{"@context":{_dumped(CONTEXT)},"id":"urn:onrecord:annotations","type":"AnnotationPage","items":[')
    count = 0
    for made in annotations(record, **filters):
        file.write(("," if count else "") + "\n" + _dumped(made))
        count += 1
    file.write("\n]}\n")
    return count


def annotations(record: Record, **filters: Any) -> Iterator[dict[str, Any]]:
    """Annotations in contract order: of each document its actors and items; of links last."""
    for document in record.documents(**filters):
        for item in record.items("actor", document.id):
            yield annotation(item, {document.id: document})
        for item in record.items(doc=document.id):
            yield annotation(item, {document.id: document})
    for link in record.items("link", filters.get("doc")):
        yield annotation(link, {span.doc: record.document(span.doc) for span in link.evidence if span.doc})


def annotation(item: Any, documents: dict[str, Document]) -> dict[str, Any]:
    """One item as an annotation; `documents`: those that its evidence lies in, by id."""
    own = next(iter(documents))
    body = {"id": f"urn:onrecord:item:{item.id}", "type": f"onrecord:{item.kind.capitalize()}"}
    body |= {f"onrecord:{name}": _named(value) for name, value in to_json(item).items() if value is not None and name not in ("id", "evidence")}
    # an actor appears once a document: the annotation's own name says where
    return {
        "id": f"urn:onrecord:annotation:{own}:{item.id}",
        "type": "Annotation",
        "motivation": MOTIVATION.get(item.kind, "classifying"),
        "body": body,
        "target": [target(span, documents[span.doc or own]) for span in item.evidence] or [{"id": f"urn:onrecord:document:{own}"}],
    }


def target(span: Span, document: Document) -> dict[str, Any]:
    """A span as a SpecificResource."""
    text = document.text
    made: dict[str, Any] = {
        "type": "SpecificResource",
        "source": f"urn:onrecord:document:{document.id}",
        "onrecord:source": document.source,
        "onrecord:role": span.role,
        "selector": [
            {"type": "TextPositionSelector", "start": span.start, "end": span.end},
            {
                "type": "TextQuoteSelector",
                "exact": span.text,
                "prefix": text[max(0, span.start - AROUND) : span.start],
                "suffix": text[span.end : span.end + AROUND],
            },
        ],
    }
    if span.source is not None:
        made["onrecord:sourceStart"], made["onrecord:sourceEnd"] = span.source
    if span.page is not None:
        made["onrecord:page"] = span.page
    return made


def _named(value: Any) -> Any:
    """Names inside nested records are ours too; JSON-LD has no null inside."""
    if isinstance(value, dict):
        return {f"onrecord:{name}": _named(inner) for name, inner in value.items() if inner is not None}
    return [_named(inner) for inner in value] if isinstance(value, list) else value


def _dumped(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
