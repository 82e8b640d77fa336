"""Which events a chart is of: type, kind of act, whose voice, when. Parameters of an address, a condition of a query, words on the page."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Annotated, Any, Literal

from fastapi import Depends, Query, Request

from onrecord.errors import Usage
from onrecord.serve.context import url_with
from onrecord.serve.kept import kept
from onrecord.serve.shown import Shown
from onrecord.store import Record
from onrecord.store.queries import COUNTED, actor_ids
from onrecord.store.when import days

QUADS = {1: "verbal cooperation", 2: "material cooperation", 3: "verbal conflict", 4: "material conflict"}
ACTS = {"cooperation": (1, 2), "conflict": (3, 4), "1": (1,), "2": (2,), "3": (3,), "4": (4,)}
VOICES = {"outlet": "the outlet’s own voice", "attributed": "attributed to others"}
ACTUAL = f"i.kind = 'event' AND i.factuality = 'actual' AND {COUNTED}"  # items i of documents d
QUAD = "CAST(json_extract(i.json, '$.quad') AS INTEGER)"
EARLIEST, LATEST = "coalesce(i.earliest, d.earliest)", "coalesce(i.latest, d.latest)"  # where no day is told: the publication's


@dataclass(frozen=True, slots=True)
class Picked:
    """`sql` is the condition over items i of documents d, with its values; `given` the part of the address."""

    type: Annotated[str, Query(max_length=60, description="PLOVER’s type.")] = ""
    quad: Annotated[Literal["", "cooperation", "conflict", "1", "2", "3", "4"], Query(description="PLOVER’s quadrant, or two of them.")] = ""
    voice: Annotated[Literal["", "outlet", "attributed"], Query(description="Whose voice.")] = ""
    when: Annotated[str, Query(max_length=60, description="EDTF: when it happened; where that is not told, when it was published.")] = ""

    @property
    def given(self) -> dict[str, str]:
        return {name: value for name, value in asdict(self).items() if value}

    @property
    def window(self) -> tuple[str, str] | None:
        """First and last day of `when`. Usage where it is no date."""
        if not self.when:
            return None
        span = days(self.when)
        if span is None:
            raise Usage(f"when {self.when!r}: expected a date such as 2024, 2024-05, 2024-05-28 or 2024-05-01/2024-06-30")
        return span

    def sql(self, timed: bool = True) -> tuple[str, tuple[Any, ...]]:
        """' AND …' and its values; without `timed` the caller looks at the time."""
        said, values = "", list[Any]()
        if self.type:
            said, values = said + " AND i.label = ?", [*values, self.type]
        if self.quad:
            among = ACTS[self.quad]
            said, values = said + f" AND {QUAD} IN ({', '.join(str(q) for q in among)})", values
        if self.voice:
            said += f" AND i.voice {'=' if self.voice == 'outlet' else '<>'} 'outlet'"
        if timed and (span := self.window):
            said, values = said + f" AND {EARLIEST} <= ? AND {LATEST} >= ?", [*values, span[1], span[0]]
        return said, tuple(values)

    def chips(self, path: str, others: dict[str, Any]) -> list[tuple[str, str]]:
        """(words, the address without it) of each filter that is on."""
        words = {"type": self.type, "quad": QUADS[int(self.quad)] if self.quad.isdigit() else self.quad, "voice": VOICES.get(self.voice, ""), "when": self.when}
        return [(words[name], url_with(path, others | {k: v for k, v in self.given.items() if k != name})) for name in self.given]


Picking = Annotated[Picked, Depends()]


def types(request: Request, record: Record) -> list[tuple[str, int]]:
    """(type, reports) of what is told as having happened, by name; copies left out."""
    return kept(request, record, "event types", _types)


def _types(record: Record) -> list[tuple[str, int]]:
    query = f"SELECT i.label, count(*) FROM items i JOIN documents d ON d.id = i.doc WHERE {ACTUAL} GROUP BY 1 ORDER BY 1"
    return [(label, n) for label, n in record.connection.execute(query).fetchall()]


def actors(request: Request, record: Record) -> list[str]:
    """Names to choose from where one is asked for: of those that take part in most items."""
    return kept(request, record, "actors to choose", _actors)


def _actors(record: Record) -> list[str]:
    names = Shown(record)
    rows = record.connection.execute("SELECT actor, count(*) FROM parties GROUP BY actor ORDER BY 2 DESC, 1 LIMIT 150").fetchall()
    return sorted({name for id_, _ in rows if (name := names.name(id_)) != id_})


def typed(record: Record, shown: Shown, given: str) -> str:
    """What stands in the field for an actor: the name, unless it means others too; then what was given, so that sending the form again means the same."""
    name = shown.name(given) if given else ""
    return name if name == given or actor_ids(record.connection, (name,)) == actor_ids(record.connection, (given,)) else given
