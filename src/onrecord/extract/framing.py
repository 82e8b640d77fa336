"""Framing the rules can vouch for: the outlet's scare quotes and quoted terms. Echoes are no speech."""

from __future__ import annotations

from onrecord.extract.places import Places
from onrecord.extract.statements import Found
from onrecord.reader import Reading
from onrecord.records import Framing, Span, identified
from onrecord.resolve.actors import Cast

LONGEST_TERM = 6  # words


def find_framing(reading: Reading, cast: Cast, statements: list[Found]) -> list[Framing]:
    """Short quoted expressions that no statement's content holds, in the outlet's own sentences."""
    contents = Places((s.start, s.end, None) for statement, _ in statements for s in statement.evidence if s.role == "content")
    out = []
    for quotation in reading.quotations:
        start, end = quotation.start, quotation.end
        words = reading.text[start:end].split()
        if quotation.depth or len(words) > LONGEST_TERM or any(contents.holding(start, end)) or not quotation.closed:
            continue
        inner = (start + 1, end - 1)
        if inner[1] <= inner[0]:
            continue
        span = Span("expression", *inner, reading.text[inner[0] : inner[1]])
        out.append(identified(Framing("", reading.document.id, "scare_quotes", evidence=(span,), confidence=0.7)))
    return out
