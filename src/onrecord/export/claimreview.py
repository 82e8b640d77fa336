"""Drafts for fact-checkers: schema.org ClaimReview (JSON-LD) of what was said, with who said it, where, and in which words.

The rating, the review's text and its author are left to people: onrecord gives no verdicts. https://schema.org/ClaimReview
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, TextIO
from urllib.parse import quote

from onrecord.records import Actor, Document, Span, evidence_of
from onrecord.store.journal import MAIN
from onrecord.store.record import Record

TYPES = {"person": "Person", "state": "Country", "government": "GovernmentOrganization", "party": "PoliticalParty", "company": "Corporation", "media": "NewsMediaOrganization"}
AROUND = 64  # a quotation longer than twice this is named in a text fragment by its ends


def write_claimreviews(record: Record, file: TextIO, items: Sequence[str] = (), **filters: Any) -> int:
    """A JSON-LD graph, a draft a line; how many. `items`: ids, else every statement of the documents chosen."""
    file.write('{"@context":"https://schema.org","@graph":[')
    count = 0
    for draft in drafts(record, items, **filters):
        file.write(("," if count else "") + "\n" + json.dumps(draft, ensure_ascii=False, separators=(",", ":")))
        count += 1
    file.write("\n]}\n")
    return count


def drafts(record: Record, items: Sequence[str] = (), **filters: Any) -> Iterator[dict[str, Any]]:
    chosen = map(record.item, items) if items else record.items("statement", **filters)
    for item in chosen:
        if item.kind in MAIN and item.doc:
            yield draft(record, item, record.document(item.doc))


def draft(record: Record, item: Any, document: Document) -> dict[str, Any]:
    """One claim; its chain of voices from the one who vouches outwards to the outlet."""
    voices = [actor for actor in (record.item(id_) for id_ in item.voice.chain) if isinstance(actor, Actor)]
    words = " … ".join(span.text for span in evidence_of(item, MAIN[item.kind]))
    article = {"@type": "NewsArticle", "headline": document.title, "url": passage_url(document, item), "datePublished": document.published,
               "publisher": {"@type": "Organization", "name": document.outlet} if document.outlet else None, "identifier": document.source, "inLanguage": document.language}  # fmt: skip
    claim = {"@type": "Claim", "author": author(voices[0]) if voices else None, "datePublished": item.time.edtf if item.time else None, "appearance": _said(article),
             "contributor": [author(voice) for voice in voices[1:-1]] or None}  # those who passed it on; fmt: skip
    span = main(item)
    return _said({
        "@type": "ClaimReview", "@id": f"urn:onrecord:item:{item.id}", "creativeWorkStatus": "Draft", "claimReviewed": words, "itemReviewed": _said(claim),
        "isBasedOn": f"urn:onrecord:document:{document.id}#char={span.start},{span.end}",
    })  # fmt: skip


def author(actor: Actor) -> dict[str, Any]:
    return _said({"@type": TYPES.get(actor.type, "Organization"), "name": actor.name, "sameAs": f"https://www.wikidata.org/wiki/{actor.wikidata}" if actor.wikidata else None})


def main(item: Any) -> Span:
    return evidence_of(item, MAIN[item.kind])[0]


def passage_url(document: Document, item: Any) -> str | None:
    """The page at the words: a W3C text fragment (https://wicg.github.io/scroll-to-text-fragment/); null for files."""
    if "://" not in document.source:
        return None
    span = main(item)
    words = " ".join(span.text.split())
    if len(words) > 2 * AROUND:
        first, last = words[:AROUND].rsplit(" ", 1)[0], words[-AROUND:].split(" ", 1)[-1]
        return f"{document.source.split('#')[0]}#:~:text={_fragment(first)},{_fragment(last)}"
    return f"{document.source.split('#')[0]}#:~:text={_fragment(words)}"


def _fragment(words: str) -> str:
    return quote(words, safe="").replace("-", "%2D")


def _said(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}
