"""What an archive's export is cut into: articles, each a stretch of the export with its fields marked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple


class Piece(NamedTuple):
    """`text[start:end]` is this field of the article: title, outlet, published, authors, body … or terms; `fields.tsv` lists them."""

    field: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Part:
    """How an article stands in its bundle. Picklable and small: the text itself is the source's bytes."""

    layout: str  # nexis, academic, factiva, warc; "list": a cover page without articles
    start: int = 0  # where the article's stretch begins in the bundle as decoded, in characters
    pieces: tuple[Piece, ...] = ()  # counted from `start`
    media_type: str = "text/plain"
    declared: int | None = None  # of a list: how many documents it names


@dataclass(frozen=True, slots=True)
class Article:
    """`text[start:end]` of a bundle; `number` is the bundle's own or counted from 1; the pieces count in the bundle."""

    start: int
    end: int
    pieces: tuple[Piece, ...]
    number: int
    accession: str | None = None
    whole: bool = True  # its closing line was met


@dataclass(frozen=True, slots=True)
class Bundle:
    """The articles tile the text: the cover page belongs to the first one's stretch, what follows the last to the last one's."""

    layout: str
    text: str
    articles: tuple[Article, ...] = ()
    declared: int | None = None


class Line(NamedTuple):
    """A line that is not blank, without the space around it; `block` counts the stretches parted by blank lines."""

    start: int
    end: int
    text: str
    block: int


def lines_of(text: str, start: int = 0, end: int | None = None) -> Iterator[Line]:
    at, block, blank = start, 0, True
    end = len(text) if end is None else end
    while at < end:
        cut = text.find("\n", at, end)
        stop = end if cut < 0 else cut
        words = text[at:stop].strip(" \t\r\f\v\xa0\ufeff")
        if words:
            block += blank and at > start
            first = text.index(words, at, stop)
            yield Line(first, first + len(words), words, block)
        blank = not words
        at = stop + 1


def tiled(articles: list[Article], length: int) -> tuple[Article, ...]:
    """The same articles without room between them: (3, 9), (11, 20) of 25 -> (0, 9), (9, 25)."""
    out = []
    for i, article in enumerate(articles):
        start = 0 if i == 0 else articles[i - 1].end
        end = length if i == len(articles) - 1 else article.end
        out.append(replace(article, start=start, end=end))
    return tuple(out)
