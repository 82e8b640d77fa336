"""What the heads find, put together: cues with their source and content, events with their parties, acts with what they bind to.

An anchor (the first word of a cue, a trigger or an action) is found by a head that labels every word; a second head then labels, for
that anchor, every word of its window. So one source may speak through several cues and one passage may stand in several contents.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from onrecord.reader.decode import Floats, Labelled, best, joined, log_softmax, softmax, spans
from onrecord.reader.encoder import Read

CUE = 0.4  # probability from which a word begins a cue
INNER = 0.08  # the same inside the content of another cue
LISTED = 0.4  # of an event: probability of its trigger times that of being worth listing
FLAT = 0.5  # weight of the word-wise source and content layers beside the anchored ones


@dataclass(frozen=True)
class Frame:
    """Words counted from 0, spans half-open. `label`: the event's type or the commitment's act, "" for attributions."""

    anchor: int
    label: str
    score: float  # probability of the anchor with that label
    spans: tuple[Labelled, ...]
    facts: dict[str, str]  # what the anchored heads say: core, mode, factuality …
    doubts: dict[str, float]  # their probabilities
    roles: tuple[str, ...]
    first: int  # the word its window begins with
    table: Floats = field(compare=False, repr=False)  # (words of the window, roles): how likely each word has each role

    @cached_property
    def own(self) -> Labelled:
        """The span that the anchor begins or stands in: the cue, the trigger, the action."""
        return next(span for span in self.spans if span.start <= self.anchor < span.end)

    def chance(self, head: str, label: str) -> float:
        """The probability that an anchored head of two labels gives `label`."""
        return self.doubts[head] if self.facts[head] == label else 1 - self.doubts[head]

    @property
    def worth(self) -> float:
        """Of an event: how likely it is one that a careful reader would list."""
        return self.score * self.chance("event.core", "core")

    def likely(self, role: str, start: int, end: int) -> float:
        """Mean probability that the words have the role; 0 outside the window."""
        part = self.table[max(0, start - self.first) : max(0, end - self.first), self.roles.index(role)]
        return float(part.mean()) if len(part) else 0.0

    def of(self, role: str) -> list[Labelled]:
        return [span for span in self.spans if span.label == role]


def attributions(read: Read, least: float = CUE, below: float = 2.0, among: NDArray[np.bool_] | None = None) -> list[Frame]:
    """Cues with their source, content and addressee, of words (of those `among` them) that begin one with a probability from `least` to below `below`."""
    if not len(read.guided):
        return []
    starts = read.probabilities("cue")[:, 1]
    anchors = np.flatnonzero((starts >= least) & (starts < below) & (True if among is None else among))
    flat = {role: log_softmax(read.logits(role)) for role in ("source", "content")}
    return _framed(read, "attribution", [(int(k), "", float(starts[k])) for k in anchors], flat)


def events(read: Read, least: float = 0.3) -> list[Frame]:
    """Triggers with their PLOVER type and parties; a word begins one where all types together reach `least`."""
    if not len(read.tags):
        return []
    labels = read.encoder.labels.tags["event"]
    scores = read.probabilities("event")
    begins = np.array([label[0] == "B" for label in labels])
    total = scores[:, begins].sum(1)
    anchors = [(int(k), labels[int(np.where(begins, scores[k], 0).argmax())][2:], float(total[k])) for k in np.flatnonzero(total >= least)]
    return _framed(read, "event", anchors, {})


def acts(read: Read, least: float = 0.3) -> list[Frame]:
    """Commitments: the act, its action, condition, deadline, and who is bound or binds."""
    if not len(read.tags):
        return []
    labels = read.encoder.labels.tags["act"]
    scores = read.probabilities("act")
    total = 1 - scores[:, 0]
    anchors = [(int(k), labels[1 + int(scores[k, 1:].argmax())], float(total[k])) for k in np.flatnonzero(total >= least)]
    return _framed(read, "act", anchors, {})


def arguments(read: Read, at: Sequence[int]) -> dict[int, list[Labelled]]:
    """The arguments of the predicates at these words, PropBank's labels: ARG0 whoever does it, ARG1 whom or what it is done to …"""
    if not len(read.tags):
        return {}
    labels, temperature = read.encoder.labels.frames["roles"], read.encoder.temperatures.get("frames.roles", 1.0)
    return {
        word: [Labelled(s.label, s.start + window.start, s.end + window.start, s.score) for s in spans(logits, labels, temperature)]
        for word, window, logits in read.frames("roles", sorted(set(at)))
    }


def bound(read: Read, at: Sequence[tuple[int, str]]) -> list[Frame]:
    """What hangs on actions that begin at these words with these acts, whether or not the head thinks that one begins there."""
    if not at or not len(read.tags):
        return []
    scores = 1 - read.probabilities("act")[:, 0]
    return _framed(read, "act", [(word, act, float(scores[word])) for word, act in at], {}, every=True)


def _framed(read: Read, family: str, anchors: Sequence[tuple[int, str, float]], flat: dict[str, Floats], every: bool = False) -> list[Frame]:
    at = [k for k, _, _ in anchors]
    labels = read.encoder.labels.frames[family]
    facts = _facts(read, at)
    given = {k: (label, score) for k, label, score in anchors}
    temperature = read.encoder.temperatures.get(f"frames.{family}", 1.0)
    roles = tuple(dict.fromkeys(label[2:] for label in labels[1:]))
    columns = [[n for n, label in enumerate(labels) if label[2:] == role] for role in roles]
    out: list[Frame] = []
    for words, window, logits in read.framed(family, at):
        scores = combined(logits, labels, {role: layer[window.start : window.end] for role, layer in flat.items()})
        p = softmax(scores / temperature)
        likely = np.stack([sum(p[..., n] for n in c) for c in columns], -1)
        for k, anchor in enumerate(words):
            label, score = given[anchor]
            found = _spans(scores[k], labels, anchor - window.start, labels[1], score, p[k])
            moved = tuple(Labelled(s.label, s.start + window.start, s.end + window.start, s.score) for s in found)
            out.append(Frame(anchor, label, score, moved, *facts[anchor], roles, window.start, likely[k]))
    return out if every else apart(out)


def apart(found: Sequence[Frame]) -> list[Frame]:
    """In order; of two whose own words overlap (`was invaded`, `invaded`) the likelier one."""
    out: list[Frame] = []
    taken: set[int] = set()
    for frame in sorted(found, key=lambda f: (-f.score, f.anchor)):
        words = set(range(frame.own.start, frame.own.end)) if frame.own.label != "action" else {frame.anchor}
        if not words & taken:
            out.append(frame)
            taken |= words
    return sorted(out, key=lambda f: f.anchor)


def combined(logits: Floats, labels: Sequence[str], flat: dict[str, Floats]) -> Floats:
    """Anchors' scores (words and labels last) with what the word-wise layers of the same window say added to source and content."""
    scores = log_softmax(logits)
    for role, layer in flat.items():
        b, i = labels.index(f"B-{role}"), labels.index(f"I-{role}")
        scores[..., b] += FLAT * (layer[:, 1] - layer[:, 0])
        scores[..., i] += FLAT * (layer[:, 2] - layer[:, 0])
    return scores


def _spans(scores: Floats, labels: Sequence[str], anchor: int, own: str, sure: float, p: Floats) -> list[Labelled]:
    """As decode.spans, with the anchor's own label fixed; it is as sure as the head that found it."""
    fixed = scores.copy()
    fixed[anchor] = -1e9
    fixed[anchor, labels.index(own)] = 0.0
    p = p.copy()
    p[anchor] = sure
    return joined(best(fixed, labels), p, labels)


def _facts(read: Read, at: Sequence[int]) -> dict[int, tuple[dict[str, str], dict[str, float]]]:
    """What the anchored heads say at each word."""
    if not at:
        return {}
    table = read.anchored(at)
    labels, columns = read.encoder.labels.anchored, read.encoder.labels.columns
    chosen: dict[str, tuple[NDArray[np.int64], Floats]] = {}
    for name in labels:
        p = softmax(table[:, columns[f"anchored.{name}"]] / read.encoder.temperatures.get(f"anchored.{name}", 1.0))
        chosen[name] = p.argmax(1), p.max(1)
    return {k: ({name: labels[name][int(c[n])] for name, (c, _) in chosen.items()}, {name: float(p[n]) for name, (_, p) in chosen.items()}) for n, k in enumerate(at)}


__all__ = ["Frame", "acts", "arguments", "attributions", "bound", "events", "spans"]
