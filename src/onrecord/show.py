"""How the record looks as rows: one flat dictionary an item, then table, JSON, CSV or Markdown.

What stands in documents is untrusted. Tables and Markdown show control and direction characters instead of obeying them;
CSV disarms cells a spreadsheet would run as a formula. JSON carries the characters as they are.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from onrecord.export.csv import guarded
from onrecord.records import Document, Span, Time, Value, Voice, to_json

Format = Literal["table", "json", "csv", "md"]
Row = dict[str, Any]  # column -> str | int | float | bool | None
Names = Mapping[str, str]  # actor id -> name

PRIMARY = {"statement": "content", "event": "trigger", "commitment": "action", "figure": "value", "framing": "expression", "actor": "mention", "link": "first"}

# What a table shows of the row, in this order; the other formats show every column.
TABLE_COLUMNS = {
    "document": ("id", "published", "outlet", "title", "source", "language", "characters", "note"),
    "actor": ("id", "name", "type", "country", "aliases", "documents"),
    "statement": ("id", "who", "voice", "says", "to", "when", "factuality", "source"),
    "event": ("id", "type", "contexts", "who", "to", "trigger", "when", "place", "factuality", "holder", "source"),
    "commitment": ("id", "act", "who", "to", "action", "condition", "deadline", "level", "holder", "source"),
    "figure": ("id", "value", "unit", "measure", "text", "subject", "holder", "factuality", "source"),
    "framing": ("id", "device", "expression", "target", "holder", "source"),
    "ledger": ("id", "act", "stage", "who", "to", "action", "amount", "deadline", "silence", "reports", "documents", "outlets"),
    "link": ("id", "relation", "first", "second", "basis"),
}

PASSAGES = ("says", "trigger", "action", "condition", "text", "expression", "title", "first", "second", "match", "words", "note", "problem")
# Columns of few short values: never broken.
FIXED = ("id", "stage", "silence", "kind", "published", "when", "deadline", "type", "act", "voice", "level", "factuality", "measure", "device", "unit", "country", "language")

# -- rows -----------------------------------------------------------------------------------------------------------


def number(n: float | int) -> str:
    """1500000 -> '1,500,000'; 2.5 -> '2.5'."""
    return f"{int(n):,}" if float(n).is_integer() else f"{n:,}"


def amount(value: Value) -> str:
    """Bounds as people write them: '40–55', '≥ 500,000', '≤ 3', '2,000', '~30'. An open bound needs no '~'."""
    about = "~" if value.approximate else ""
    if value.low is not None and value.low == value.high:
        return about + number(value.low)
    if value.low is not None and value.high is not None:
        return f"{about}{number(value.low)}–{number(value.high)}"
    if value.low is not None:
        return f"≥ {number(value.low)}"
    if value.high is not None:
        return f"≤ {number(value.high)}"
    return about + number(value.best) if value.best is not None else "?"


def quoted(item: Any, role: str) -> str:
    """The evidence in a role, its parts joined by an ellipsis."""
    return " … ".join(span.text for span in item.evidence if span.role == role)


def counted(n: int, kind: str) -> str:
    """'3 statements', '1 figure', '4 framing items'"""
    noun = "framing item" if kind == "framing" else kind
    return f"{n:,} {noun}" + ("" if n == 1 else "s")


def named(ids: Iterable[str], names: Names) -> str:
    return "; ".join(names.get(i, i) for i in ids)


def chain(voice: Voice, names: Names) -> str:
    """Through whose mouths it reached the page, from the holder outwards: 'the Americans ← Sikorski ← The Guardian'."""
    return " ← ".join(names.get(i, i) for i in voice.chain)


def when(time: Time | None) -> str | None:
    return None if time is None else time.edtf or time.text


def row(item: Any, names: Names, sources: Mapping[str, str] | None = None) -> Row:
    """One item as a flat row. `names`: actor id -> name; `sources`: document id -> source."""
    sources = sources or {}
    if isinstance(item, Document):
        return _document(item)
    head: Row = {"id": item.id, "kind": item.kind}
    tail: Row = {"confidence": item.confidence}
    if item.kind == "actor":
        mentions = [span for span in item.evidence if span.role == "mention"]
        roles = "; ".join(", ".join(part for part in (r.title, r.organization, _years(r.from_, r.until)) if part) for r in item.roles)
        facts = {"name": item.name, "type": item.type, "country": item.country, "sector": item.sector, "roles": roles, "aliases": "; ".join(item.aliases),
                 "wikidata": item.wikidata, "mentions": len(mentions), "documents": len({s.doc for s in mentions})}  # fmt: skip
        return head | facts | tail
    if item.kind == "link":
        facts = {"relation": item.relation, "first": quoted(item, "first"), "second": quoted(item, "second"), "first_id": item.items[0], "second_id": item.items[1],
                 "basis": "; ".join(item.basis)}  # fmt: skip
        return head | facts | tail
    tail = {
        "voice": item.voice.mode, "holder": named((item.voice.holder,), names) if item.voice.holder else None, "chain": chain(item.voice, names),
        "factuality": item.factuality, "historical": item.historical, "when": when(item.time), "when_text": item.time.text if item.time else None,
        "place": item.place.name if item.place else None, "place_country": item.place.country if item.place else None,
        "doc": item.doc, "source": sources.get(item.doc), **_span(item), **tail,
    }  # fmt: skip
    return head | _OWN[item.kind](item, names) | tail


def _span(item: Any) -> Row:
    first: Span | None = next((s for s in item.evidence if s.role == PRIMARY[item.kind]), None)
    return {"start": first.start if first else None, "end": first.end if first else None}


def _years(start: str | None, end: str | None) -> str:
    return f"{start or ''}–{end or ''}" if start or end else ""


def _document(d: Document) -> Row:
    notes = [d.unread and f"not read: {d.unread}", d.duplicate_of and f"copy of {d.duplicate_of}", d.translation_of and f"translation of {d.translation_of}", *d.notes]
    return {
        "id": d.id, "kind": "document", "source": d.source, "title": d.title, "outlet": d.outlet, "authors": "; ".join(d.authors), "published": d.published,
        "published_basis": d.published_evidence.basis if d.published_evidence else None, "retrieved": d.retrieved, "language": d.language, "media_type": d.media_type,
        "characters": len(d.text), "repairs": len(d.repairs), "read": d.coverage.read, "total": d.coverage.total, "furniture": d.coverage.furniture,
        "duplicate_of": d.duplicate_of, "note": "; ".join(n for n in notes if n) or None, "accession": d.accession, "sha256": d.sha256,
    }  # fmt: skip


def _statement(i: Any, names: Names) -> Row:
    return {"who": named(i.speakers, names), "role": i.speaker_role, "to": named((i.addressee,), names) if i.addressee else None, "venue": i.venue,
            "about": named(i.about, names), "says": quoted(i, "content"), "cue": quoted(i, "cue"), "within": i.voice.statement}  # fmt: skip


def _event(i: Any, names: Names) -> Row:
    return {"type": i.type, "mode": i.mode, "contexts": "; ".join(i.contexts), "who": named(i.actors, names), "to": named(i.recipients, names),
            "trigger": quoted(i, "trigger"), "intensity": i.intensity, "quad": i.quad}  # fmt: skip


def _commitment(i: Any, names: Names) -> Row:
    return {"act": i.act, "who": named(i.who, names), "to": named(i.to_whom, names), "action": quoted(i, "action"), "condition": quoted(i, "condition") or None,
            "object": quoted(i, "object") or None, "amount": quoted(i, "amount") or None, "deadline": when(i.deadline), "level": i.level, "stage": i.stage}  # fmt: skip


def _figure(i: Any, names: Names) -> Row:
    return {"value": amount(i.value), "unit": i.unit, "measure": i.measure, "text": quoted(i, "value"), "low": i.value.low, "high": i.value.high, "best": i.value.best,
            "approximate": i.value.approximate, "subject": named(i.subject, names) or quoted(i, "subject"), "population": i.population, "stance": i.stance,
            "pollster": i.pollster, "sample": i.sample, "missing": "; ".join(i.missing)}  # fmt: skip


def _framing(i: Any, names: Names) -> Row:
    return {"device": i.device, "expression": quoted(i, "expression"), "target": names.get(i.target, i.target) if i.target else None}


_OWN = {"statement": _statement, "event": _event, "commitment": _commitment, "figure": _figure, "framing": _framing}

# -- untrusted text -------------------------------------------------------------------------------------------------

# C0 and C1 controls, line and paragraph separators, and everything that reorders text: Unicode TR 9 and Trojan Source (CVE-2021-42574).
CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def inert(text: str) -> str:
    """For a terminal: line ends become spaces, every other control or direction character is shown as its escape."""
    flat = re.sub(r"[\r\n\t\u2028\u2029]+", " ", text)
    return CONTROLS.sub(lambda m: f"\\u{ord(m[0]):04x}" if ord(m[0]) > 0xFF else f"\\x{ord(m[0]):02x}", flat)


def disarmed(value: Any) -> Any:
    """For a spreadsheet: text that would start a formula gets an apostrophe before it (OWASP, CSV injection)."""
    return guarded(value) if isinstance(value, str) else value


def clipped(text: str, width: int) -> str:
    """At most `width` characters and a sign that there is more; much more is counted."""
    if len(text) <= width:
        return text
    return f"{text[: max(width, 1)].rstrip()}…" + (f" ({len(text):,} characters)" if len(text) > 2 * width else "")


def cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, int | float):
        return number(value)
    return inert(str(value))


# -- formats --------------------------------------------------------------------------------------------------------


def formatted(rows: Sequence[Row], format_: Format, columns: Sequence[str] | None = None, width: int = 120, color: bool = False) -> str:
    """The rows in a format, with a newline at the end; the empty string for no rows (`[]` in JSON)."""
    every = list(rows[0]) if rows else []
    if format_ == "json":
        return json.dumps(list(rows), ensure_ascii=False, indent=1) + "\n"
    if not rows:
        return ""
    if format_ == "csv":
        return _csv(rows, every)
    shown = [c for c in columns or every if c in every]
    return _markdown(rows, shown) if format_ == "md" else _table(rows, shown, width, color)


def _csv(rows: Sequence[Row], columns: Sequence[str]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([disarmed(r.get(c)) for c in columns] for r in rows)
    return out.getvalue()


def _markdown(rows: Sequence[Row], columns: Sequence[str]) -> str:
    def safe(value: Any) -> str:
        text = cell(value).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        return re.sub(r"([\\|`*_\[\]])", r"\\\1", text)

    head = ["| " + " | ".join(columns) + " |", "|" + " --- |" * len(columns)]
    return "\n".join(head + ["| " + " | ".join(safe(r.get(c)) for c in columns) + " |" for r in rows]) + "\n"


def _table(rows: Sequence[Row], columns: Sequence[str], width: int, color: bool) -> str:
    """Columns side by side; on a terminal too narrow for them, one field a line."""
    filled = [c for c in columns if any(r.get(c) not in (None, "", False) for r in rows)] or list(columns[:1])
    texts = [[clipped(cell(r.get(c)), 400) for c in filled] for r in rows]
    widths = _widths(filled, rows, texts, width)
    if widths is None:
        pad = max(map(len, filled))
        return "\n\n".join("\n".join(f"{c:<{pad}}  {v}" for c, v in zip(filled, r, strict=True) if v) for r in texts) + "\n"
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for name, w in zip(filled, widths, strict=True):
        table.add_column(name, justify="right" if _numeric(rows, name) else "left", overflow="fold", width=w)
    for r in texts:
        table.add_row(*map(Text, r))
    out = io.StringIO()
    Console(file=out, width=sum(widths) + 2 * len(widths), force_terminal=color, color_system="standard" if color else None, highlight=False, emoji=False).print(table)
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"


def _numeric(rows: Sequence[Row], name: str) -> bool:
    return all(isinstance(r.get(name), int | float | None) for r in rows)


def _widths(columns: Sequence[str], rows: Sequence[Row], texts: Sequence[Sequence[str]], width: int) -> list[int] | None:
    """A width for each column: short values whole, the rest shares what is left; None where that is too little to read."""
    wanted = [max(cell_len(c), *(cell_len(r[k]) for r in texts)) for k, c in enumerate(columns)]
    whole = [c in FIXED or _numeric(rows, c) for c in columns]
    out = [w if fixed else min(w, len(c) if len(c) > 14 else 14) for w, fixed, c in zip(wanted, whole, columns, strict=True)]
    left = width - sum(out) - 2 * len(columns)
    if left < 0:
        return None
    while left > 0 and (short := [k for k, w in enumerate(wanted) if out[k] < w]):
        for k in short:  # passages grow three times as fast as names
            more = min(3 if columns[k] in PASSAGES else 1, wanted[k] - out[k], left)
            out[k], left = out[k] + more, left - more
    return out


def lines(items: Iterable[Any]) -> str:
    """JSONL of records as the contract has them."""
    return "".join(json.dumps(to_json(i), ensure_ascii=False, separators=(",", ":")) + "\n" for i in items)
