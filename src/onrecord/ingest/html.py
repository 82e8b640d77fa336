"""HTML: the article out of the page, and what the page's metadata say about it."""

from __future__ import annotations

from typing import Any

import trafilatura

from onrecord.ingest.encoding import decoded
from onrecord.ingest.extracted import Extracted, Facts, headed
from onrecord.ingest.identify import HTML
from onrecord.records import Fact


def extract(data: bytes, charset: str | None = None, url: str | None = None) -> Extracted:
    found: Any = trafilatura.bare_extraction(
        decoded(data, charset), url=url, fast=True, include_comments=False, with_metadata=True
    )
    text = "\n\n".join(line.strip() for line in (found.text if found else "").split("\n") if line.strip())
    title = found.title if found else None
    facts = Facts(title=title, title_evidence=Fact("metadata", title)) if title else Facts()
    if found and found.date:
        facts = facts.over(Facts(published=found.date, published_evidence=Fact("metadata", found.date)))
    if found and found.sitename:
        facts = facts.over(Facts(outlet=found.sitename, outlet_evidence=Fact("metadata", found.sitename)))
    return Extracted(headed(title, text), HTML, facts)
