"""What belongs to the page and not to the text: running heads and feet, page numbers, contact and share lines."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from onrecord import data
from onrecord.ingest.repair.lines import Line

PAGE_OF = re.compile(r"(?i)\W*page\s*\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?\W*$|\W*\d{1,4}\s*(?:of|/)\s*\d{1,4}\W*$|p\.\s*\d{1,4}$")
BARE = re.compile(r"[^\w$€£%+]{0,4}(\d{1,4})[^\w$€£%+]{0,4}$")
ADDRESS = re.compile(r"(?i)https?://\S+|(?:^|(?<=[\s(]))(?:[\w-]{1,63}\.){1,4}[a-z]{2,10}(?:/\S*)?(?=[\s).,]|$)|[\w.+-]{1,64}@[\w-]{1,63}\.\w|(?<!\w)@\w{3,}")
ADDRESS_ALONE = re.compile(r"(?i)\W{0,3}(?:https?://\S+|(?:[\w-]{1,63}\.){1,4}[a-z]{2,10}(?:/\S*)?|[\w.+-]{1,64}@[\w.-]+)\W{0,3}$")
NUMBERED = re.compile(r"\W{0,3}(\d{1,4})(?:\W|$)(?!\d)|.*?\W(\d{1,4})\W{0,3}$")
DIGITS = re.compile(r"\d+")
LONGEST = 100  # characters of a running head
LONGEST_CLOSING = 300  # characters of a block about the outlet
LONGEST_NUMBERED = 60  # characters of a head with its page number
EDGE = 3  # lines from the page's edge where heads and feet stand


def _patterns(name: str) -> re.Pattern[str]:
    return re.compile("(?i)(?:" + "|".join(row[1] for row in data.rows(__package__, "furniture.tsv") if row[0] == name) + ")$")


CONTACT, ALONE, ANYWHERE = _patterns("contact"), _patterns("alone"), _patterns("anywhere")


def furniture_lines(lines: Sequence[Line]) -> frozenset[int]:
    """Indices of the lines to set aside; never all of them."""
    aside = _edges(lines) | _between(lines)
    aside |= {i for i, line in enumerate(lines) if len(line) <= 60 and ANYWHERE.match(line.text) and _alone(lines, i)}
    aside |= _closing(lines, aside)
    return frozenset(aside) if len(aside) < len(lines) else frozenset()


def _key(line: Line) -> str:
    """What two occurrences of a running head share: all but the numbers."""
    return DIGITS.sub("#", " ".join(line.text.casefold().split()))


def _alone(lines: Sequence[Line], i: int) -> bool:
    """Nothing directly above or below it: blank lines, page edges or the document's ends."""
    above = i == 0 or lines[i].blank or lines[i].page
    return above and (i + 1 == len(lines) or lines[i + 1].blank or lines[i + 1].page)


def _edges(lines: Sequence[Line]) -> set[int]:
    """Heads and feet of pages: lines that recur at the edges of other pages, and page numbers that count with the pages.

    A head that stands on the first page without a number may be the title; it stays where no other line could be one.
    """
    pages: dict[int, list[int]] = defaultdict(list)
    for i, line in enumerate(lines):
        pages[line.number].append(i)
    if len(pages) < 2:
        return set()
    edges = {side: {n: page[:EDGE] if side == "head" else page[::-1][:EDGE] for n, page in pages.items()} for side in ("head", "foot")}
    aside: set[int] = set()
    for at_edge in edges.values():
        keys = Counter(key for indices in at_edge.values() for key in {_key(lines[i]) for i in indices})
        shifts = Counter(shift for n, indices in at_edge.items() for shift in {_number(lines[i]) - n for i in indices})
        for n, indices in at_edge.items():
            for i in indices:
                recurs = keys[_key(lines[i])] >= 2 and len(lines[i]) <= LONGEST and not BARE.match(lines[i].text)
                counts = _number(lines[i]) > 0 and shifts[_number(lines[i]) - n] >= 2
                if not recurs and not counts and not PAGE_OF.match(lines[i].text):
                    break  # nothing beyond a line of text belongs to the edge
                aside.add(i)
    first = pages[min(pages)]
    title = first[0]
    if title in aside and "#" not in _key(lines[title]) and not any(_could_be_title(lines[i]) for i in first[1:4] if i not in aside):
        aside.discard(title)
    return aside


def _number(line: Line) -> int:
    """The page number that a short line begins or ends with, else a number that no page has."""
    found = NUMBERED.match(line.text) if len(line) <= LONGEST_NUMBERED and not line.terminal else None
    return int(found[1] or found[2]) if found else -1_000_000


def _could_be_title(line: Line) -> bool:
    return not line.sentence_like and not line.terminal and not line.lower


def _between(lines: Sequence[Line]) -> set[int]:
    """The same where no page edge is marked: lines that recur, or count, between the halves of sentences."""
    key_of = [_key(line) if len(line) <= LONGEST else "" for line in lines]
    keys = Counter(key for key in key_of if key)
    candidates = {i for i, key in enumerate(key_of) if key and (keys[key] >= 3 or _numbers_a_page(lines, i))}
    interrupting, occurrences = Counter[str](), Counter[str]()
    for run in _runs(sorted(candidates)):
        before, after = run[0] - 1, run[-1] + 1
        interrupts = before >= 0 and after < len(lines) and lines[before].mid_sentence(lines[after])
        for key in {key_of[i] for i in run}:
            occurrences[key] += 1
            # A lone number may be what a sentence ends with; where it recurs, or a word in lower case follows, it is not.
            interrupting[key] += interrupts and (keys[key] >= 3 or lines[after].lower)
    aside = {i for i in candidates if PAGE_OF.match(lines[i].text) and _alone(lines, i)}
    for i in candidates:
        key = key_of[i]
        if 2 * interrupting[key] >= occurrences[key] > 0 and not lines[i].mid_sentence(lines[i]):
            aside.add(i)
    return aside


def _numbers_a_page(lines: Sequence[Line], i: int) -> bool:
    return (BARE.match(lines[i].text) is not None and _alone(lines, i)) or PAGE_OF.match(lines[i].text) is not None


def _runs(indices: Sequence[int]) -> Iterator[list[int]]:
    run: list[int] = []
    for i in indices:
        if run and i != run[-1] + 1:
            yield run
            run = []
        run.append(i)
    if run:
        yield run


def _closing(lines: Sequence[Line], aside: set[int]) -> set[int]:
    """Blocks at the document's end that tell how to reach, follow or pay the outlet."""
    found: set[int] = set()
    i = len(lines)
    addressed = False  # an address stands below
    while i > 0:
        start = i - 1
        while start > 0 and not lines[start].blank and not lines[start].page:
            start -= 1
        block = [lines[k].text for k in range(start, i) if k not in aside]
        if start == 0 or sum(map(len, block)) > LONGEST_CLOSING:
            break
        text = " ".join(block)
        address = ADDRESS.search(text) is not None
        closes = (
            all(ADDRESS_ALONE.match(line) for line in block)
            or (CONTACT.match(text) is not None and (address or addressed or text.endswith(":")))
            or (len(text) <= 120 and ALONE.match(text) is not None)
        )
        if not closes:
            break
        found |= set(range(start, i))
        addressed, i = addressed or address, start
    return found
