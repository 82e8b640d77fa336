"""The versions of a page or file under its text: when it was retrieved, and what changed, by quotation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from onrecord.report.html import bdi, shown
from onrecord.show import clipped
from onrecord.versions import Change, summary

QUOTED = 2000  # characters of a paragraph
MOST = 200  # changes of one version


@dataclass(frozen=True, slots=True)
class Version:
    """A retrieval, or a version without one: its line, and what it changed."""

    line: Markup
    changes: list[Markup]


def versions(history: Any) -> list[Version]:
    """`history`: retrievals, versions and steps of one source (see `onrecord versions`)."""
    steps = {step.after: step for step in history.changes}
    known = {version.id for version in history.versions}
    out: list[Version] = []
    seen: set[str] = set()
    for r in history.retrievals:
        doc = next((d for d in r.documents if d in known), None)
        what = "unchanged" if doc in seen else summary(steps[doc].changes) if doc in steps else "first version" if doc else "no document"
        hash_ = Markup(", SHA-256 <code>{}</code>").format(r.sha256) if r.sha256 else Markup("")
        line = Markup("{}: the server answered {}, {}{}").format(r.retrieved, r.status, what, hash_)
        out.append(Version(line, _changes(steps[doc]) if doc in steps and doc not in seen else []))
        seen |= {doc} if doc else set()
    for version in history.versions:
        if version.id not in seen:
            what = summary(steps[version.id].changes) if version.id in steps else "first version"
            line = Markup("{}: {}, SHA-256 <code>{}</code>").format(version.retrieved or "a file", what, version.sha256)
            out.append(Version(line, _changes(steps[version.id]) if version.id in steps else []))
    return out


def _changes(step: Any) -> list[Markup]:
    out = [Markup("{}: <del>{}</del> → <ins>{}</ins>").format(f.field, bdi(f.before or "none"), bdi(f.after or "none")) for f in step.facts]
    out += [_change(one) for one in step.changes[:MOST]]
    return out + ([Markup("and {} more").format(f"{len(step.changes) - MOST:,}")] if len(step.changes) > MOST else [])


def _change(one: Change) -> Markup:
    if one.kind == "altered":
        tags = {"same": "span", "removed": "del", "added": "ins"}
        words = Markup(" ").join(Markup(f"<{tags[kind]}>{{}}</{tags[kind]}>").format(shown(clipped(text, QUOTED))) for kind, text in one.words)
        return Markup('altered: <bdi class="quote">{}</bdi>').format(words)
    tag = {"removed": "del", "added": "ins", "moved": "span"}[one.kind]
    return Markup(f"{one.kind}: <bdi><{tag}>{{}}</{tag}></bdi>").format(shown(clipped(one.before or one.after or "", QUOTED)))
