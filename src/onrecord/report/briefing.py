"""The briefing: six lines from templates and counts, each number with the items behind it. onrecord writes no prose of its own.

Every count says what it counts. Copies (documents with `duplicate_of`) are left out, and the number of outlets stands beside reports.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from onrecord.records import Document
from onrecord.show import amount, number

MOST = 5  # names, acts or measures a line lists before it says how many more there are


@dataclass(frozen=True, slots=True)
class Number:
    """A count and what it counts: `ids` are the items (or documents) behind it, `command` lists them in a terminal."""

    text: str
    ids: tuple[str, ...]
    command: str
    what: str  # heading of the list behind the number
    documents: bool = False  # whether ids are documents


@dataclass(frozen=True, slots=True)
class Line:
    label: str
    parts: tuple[str | Number, ...]

    def __str__(self) -> str:
        return "".join(p if isinstance(p, str) else p.text for p in self.parts)


class Counted:
    """Reports of one kind, with the words and the command that go with them."""

    def __init__(self, items: Sequence[Any], command: str, what: str, documents: Mapping[str, Document], all_: bool = True) -> None:
        self.items, self.command, self.what, self.documents, self.all = items, command, what, documents, all_

    def number(self, items: Sequence[Any] | None = None, extra: str = "", what: str = "", unit: str = "") -> Number:
        chosen = self.items if items is None else items
        label = f"{len(chosen):,}" + (f" {unit if len(chosen) == 1 else unit + 's'}" if unit else "")
        copies = "" if self.all else " --no-copies"
        return Number(label, tuple(i.id for i in chosen), f"{self.command}{extra}{copies}", f"{self.what}{what}")

    def spread(self) -> str:
        """'in 3 documents from 2 outlets'"""
        docs = {i.doc for i in self.items}
        outlets = {self.documents[d].outlet for d in docs if self.documents[d].outlet}
        return f" in {plural(len(docs), 'document')}" + (f" from {plural(len(outlets), 'outlet')}" if outlets else "")

    def by(self, key: Callable[[Any], Iterable[str]]) -> list[tuple[str, list[Any]]]:
        """Groups, the largest first, then by name."""
        groups: dict[str, list[Any]] = {}
        for item in self.items:
            for k in key(item):
                groups.setdefault(k, []).append(item)
        return sorted(groups.items(), key=lambda kv: (-len(kv[1]), kv[0]))


def plural(n: int, noun: str) -> str:
    return f"{n:,} {noun}" + ("" if n == 1 else "s")


def shell(word: str) -> str:
    """A word as a shell argument, for the commands we print."""
    return word if word and all(c.isalnum() or c in "-_./:" for c in word) else "'" + word.replace("'", "'\\''") + "'"


def briefing(documents: Sequence[Document], items: Sequence[Any], names: Mapping[str, str], unreadable: Sequence[tuple[str, str]] = ()) -> list[Line]:
    """Who speaks, ledger, threats, figures, gaps, coverage. `items`: every item of the documents, actors left out or in."""
    originals = {d.id: d for d in documents if not d.duplicate_of}
    counted = [i for i in items if i.kind not in ("actor", "link") and i.doc in originals]

    def of(kind: str, command: str, what: str) -> Counted:
        return Counted([i for i in counted if i.kind == kind], command, what, originals, len(originals) == len(documents))

    statements = of("statement", "statements", "Statements")
    commitments = of("commitment", "commitments", "Commitments")
    figures = of("figure", "figures", "Figures")
    return [
        _who_speaks(statements, names),
        _ledger(commitments),
        _threats(commitments, names),
        _figures(figures, [i for i in items if i.kind == "link"]),
        _gaps(originals, statements, figures, documents, unreadable),
        _coverage(documents, originals),
    ]


def _listed(
    groups: list[tuple[str, list[Any]]], counted: Counted, option: str, say: Callable[[str], str] = str, ask: Callable[[str], str] = str
) -> list[str | Number]:
    """': pledge 3, threat 2 and 4 more'"""
    out: list[str | Number] = []
    for i, (key, members) in enumerate(groups[:MOST]):
        out += [": " if i == 0 else ", ", say(key) + " ", counted.number(members, f" --{option} {shell(ask(key))}", f": {say(key)}")]
    if len(groups) > MOST:
        out.append(f" and {len(groups) - MOST:,} more")
    return out


def _who_speaks(s: Counted, names: Mapping[str, str]) -> Line:
    if not s.items:
        return Line("who speaks", ("no statements found",))
    groups = s.by(lambda i: i.speakers)
    nobody = [i for i in s.items if not i.speakers]
    end: list[str | Number] = ["; nobody named in ", s.number(nobody, " --nobody", ": nobody named")] if nobody else []
    who = _listed(groups, s, "who", lambda k: names.get(k, k))
    return Line("who speaks", (s.number(unit="report"), f" of statements by {plural(len(groups), 'actor')}{s.spread()}", *who, *end))


def _ledger(c: Counted) -> Line:
    if not c.items:
        return Line("ledger", ("no commitments found",))
    dated, priced = ([i for i in c.items if getattr(i, what) or any(s.role == what for s in i.evidence)] for what in ("deadline", "amount"))  # as the command lists them
    end: list[str | Number] = ["; with a deadline ", c.number(dated, " --having deadline", " with a deadline"), ", with an amount ", c.number(priced, " --having amount", " with an amount")]
    return Line("ledger", (c.number(unit="report"), f" of commitments{c.spread()}", *_listed(c.by(lambda i: [i.act]), c, "act"), *end))


def _threats(c: Counted, names: Mapping[str, str]) -> Line:
    t = Counted([i for i in c.items if i.act == "threat"], "commitments --act threat", "Threats", c.documents, c.all)
    if not t.items:
        return Line("threats", ("no threats found",))

    def pair(i: Any) -> list[str]:
        return [f"{names.get(a, a)} to {names.get(b, b)}" for a in i.who for b in i.to_whom]

    pairs: list[str | Number] = []
    for k, (key, members) in enumerate(t.by(pair)[:MOST]):
        who, to = members[0].who[0], members[0].to_whom[0]
        extra = f" --who {shell(who)} --to {shell(to)}"
        pairs += ["; " if k == 0 else ", ", key + " ", t.number(members, extra, f": {key}")]
    conditional = [i for i in t.items if any(s.role == "condition" for s in i.evidence)]
    end: list[str | Number] = ["; on a condition ", t.number(conditional, " --having condition", " on a condition")]
    return Line("threats", (t.number(unit="report"), f" of threats{t.spread()}", *_listed(t.by(lambda i: [i.level or "unspecified"]), t, "level"), *pairs, *end))


def _figures(f: Counted, links: Sequence[Any]) -> Line:
    if not f.items:
        return Line("figures", ("no figures found",))
    out: list[str | Number] = []
    groups = f.by(lambda i: [i.measure])
    telling = [g for g in groups if g[0] not in ("other", "date_count", "duration")] or groups
    for k, (measure, members) in enumerate(telling[:MOST]):
        out += [": " if k == 0 else ", ", measure.replace("_", " ") + " ", f.number(members, f" --measure {measure}", f": {measure}"), _bounds(members)]
    own = [i for i in f.items if i.voice.mode == "outlet"]
    rest = [i for i in f.items if i.voice.mode != "outlet"]
    out += ["; outlet’s own voice ", f.number(own, " --voice outlet", " in the outlet’s own voice"), ", attributed ", f.number(rest, " --voice attributed", ", attributed to others")]
    disputed = {i for link in links if link.relation == "contradicts" for i in link.items}
    contested = [i for i in f.items if i.id in disputed]
    if contested:
        out += [", contradicted ", f.number(contested, " --contradicted", " that contradict each other")]
    return Line("figures", (f.number(unit="report"), f" of figures{f.spread()}", *out))


def _bounds(figures: Sequence[Any]) -> str:
    """' (40–55 persons)': lowest to highest reported, where all share one unit and there is more than one value. Nothing is summed."""
    units = {i.unit for i in figures}
    if len(units) != 1:
        return ""
    unit = next(iter(units))
    if len(figures) == 1:
        return f" ({amount(figures[0].value)} {unit})"
    seen = [n for i in figures for n in (i.value.low, i.value.high, i.value.best) if n is not None]
    if not seen:
        return ""
    return f" (from {number(min(seen))} to {number(max(seen))} {unit})" if min(seen) != max(seen) else f" ({number(seen[0])} {unit})"


def _gaps(originals: Mapping[str, Document], s: Counted, f: Counted, documents: Sequence[Document], unreadable: Sequence[tuple[str, str]]) -> Line:
    def docs(chosen: Sequence[Document], what: str, state: str) -> Number:
        return Number(plural(len(chosen), "document"), tuple(d.id for d in chosen), f"documents --{state}", what, documents=True)

    torn = [d for d in originals.values() if any(r.kind == "gap" for r in d.repairs)]
    undated = [d for d in originals.values() if not d.published]
    unread = [d for d in documents if d.unread]
    lost = sum(r.kind == "gap" for d in torn for r in d.repairs)
    nobody = [i for i in s.items if not i.speakers]
    blind = [i for i in f.items if i.measure == "poll_share" and "pollster" in i.missing]
    out: list[str | Number] = [f"text lost at {plural(lost, 'place')} in ", docs(torn, "Documents in which text is lost", "gaps"), "; undated: ", docs(undated, "Undated documents", "undated")]
    out += ["; not read: ", docs(unread, "Documents not read", "unread"), _by_language(documents), f"; unreadable: {plural(len(unreadable), 'source')}"]
    out += ["; statements with nobody named: ", s.number(nobody, " --nobody", ": nobody named", "report"), "; polls without a pollster: ", f.number(blind, " --measure poll_share --missing pollster", ": polls without a pollster", "report")]
    return Line("gaps", tuple(out))


def _by_language(documents: Sequence[Document]) -> str:
    """' (de 3, 1 in translation; uk 1)': the documents not read, by language; '' where language was no reason."""
    rendered = {d.translation_of for d in documents if d.translation_of}
    groups: dict[str, list[Document]] = {}
    for d in documents:
        if d.unread and d.unread.startswith("language:"):
            groups.setdefault(d.language or "unknown", []).append(d)
    said = []
    for language, of in sorted(groups.items(), key=lambda kv: (-len(kv[1]), kv[0])):
        read = sum(d.id in rendered for d in of)
        said.append(f"{language} {len(of):,}" + (f", {read:,} read in translation" if read else ""))
    return f" ({'; '.join(said)})" if said else ""


def _coverage(documents: Sequence[Document], originals: Mapping[str, Document]) -> Line:
    if not documents:
        return Line("coverage", ("no documents",))
    read = [d for d in originals.values() if not d.unread]
    copies = [d for d in documents if d.duplicate_of]
    total, kept, aside = (sum(getattr(d.coverage, name) for d in read) for name in ("total", "read", "furniture"))
    dates = sorted(d.published for d in read if d.published)
    outlets = Counter(d.outlet for d in read if d.outlet)
    share = f"; {100 * kept / total:.1f} % of {number(total)} source characters stand in the text, {number(aside)} set aside" if total else ""
    span = f"; published {dates[0]}" + (f" to {dates[-1]}" if dates[-1] != dates[0] else "") if dates else "; no document is dated"
    return Line("coverage", (
        Number(plural(len(read), "document"), tuple(d.id for d in read), "documents --read", "Documents read", documents=True), f" read of {len(documents):,}, copies left out: ",
        Number(f"{len(copies):,}", tuple(d.id for d in copies), "documents --only-copies", "Copies", documents=True), f"; {plural(len(outlets), 'outlet')}{span}{share}",
    ))  # fmt: skip
