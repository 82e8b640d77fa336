"""Plain text: the characters as they are; headline, byline and date are read from the repaired text."""

from __future__ import annotations

from onrecord.ingest.encoding import decoded
from onrecord.ingest.extracted import Extracted
from onrecord.ingest.identify import TEXT


def extract(data: bytes, charset: str | None = None) -> Extracted:
    """bytes -> the decoded characters (line ends and byte order mark kept), still to be repaired."""
    return Extracted(decoded(data, charset), TEXT, layout="plain")
