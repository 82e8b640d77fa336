"""What belongs to the page and not to the text: running heads and feet, page numbers, contact and share lines."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from onrecord.ingest.repair.lines import Line

PAGE_OF = re.compile(r"(?i)\W*(?:page|p\.)\s*\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?\W*$|\W*\d{1,4}\s*(?:of|/)\s*\d{1,4}\W*$")
BARE = re.compile(r"\W*(\d{1,4})\W*$")
ADDRESS = re.compile(r"(?i)\W*(?:https?://\S+|(?:[\w-]+\.)+[a-z]{2,}(?:/\S*)?|[\w.+-]+@[\w.-]+)\W*$")
CLOSING = re.compile(
    r"(?i)to contact\b|contact (?:us|the)\b|for more information,? (?:visit|contact|go)|follow us\b|like us on\b|find us on\b|"
    r"(?:sign up|subscribe)\b|share this\b|print this\b|copyright\b|©|all rights reserved|visit (?:us|our)\b|read more\b"
)


def furniture_lines(lines: Sequence[Line], paged: bool) -> frozenset[int]:
    """Indices of the lines to set aside."""
    aside = {i for i, line in enumerate(lines) if len(line) <= 30 and PAGE_OF.match(line.text) and _alone(lines, i)}
    aside |= _closing(lines)
    return frozenset(aside) if len(aside) < len(lines) else frozenset()


def _alone(lines: Sequence[Line], i: int) -> bool:
    """Nothing directly above or below it: blank lines, page edges or the document's ends."""
    above = i == 0 or lines[i].blank or lines[i].page
    return above and (i + 1 == len(lines) or lines[i + 1].blank or lines[i + 1].page)


def _closing(lines: Sequence[Line]) -> set[int]:
    """Blocks at the document's end that tell how to reach, follow or pay the outlet."""
    aside: set[int] = set()
    i = len(lines)
    while i > 0:
        start = i - 1
        while start > 0 and not lines[start].blank and not lines[start].page:
            start -= 1
        block = lines[start:i]
        size = sum(len(line) for line in block)
        address = all(ADDRESS.match(line.text) for line in block)
        if start == 0 or size > 300 or not (address or CLOSING.match(block[0].text)):
            break
        aside |= set(range(start, i))
        i = start
    return aside
