"""Pieces of HTML shared by all pages: links, names, quotations, item lines. Everything untrusted is escaped and isolated (`<bdi>`)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from markupsafe import Markup

from onrecord.records import Voice
from onrecord.report.material import LETTERS, WORDS, Material, Plan, anchor
from onrecord.show import PRIMARY, amount, clipped, when

# C0 controls as their pictures (U+2400 …), one for one, so offsets stay; tab and line feed are left.
PICTURES = {c: 0x2400 + c for c in range(32) if c not in (9, 10)} | {0x7F: 0x2421}
VOICES = {"outlet": "outlet’s own voice", "direct": "direct", "mixed": "partly quoted", "indirect": "indirect"}
KEPT = 30_000


def shown(text: str) -> str:
    return text.translate(PICTURES)


def bdi(text: Any, width: int = 300) -> Markup:
    return Markup("<bdi>{}</bdi>").format(shown(clipped(str(text), width)))


class Pages:
    """Links as seen from a page; `root` leads back to the site's first folder ('' or '../')."""

    def __init__(self, material: Material, plan: Plan, root: str = "") -> None:
        self.material, self.plan, self.root = material, plan, root
        self.sources = {d.id: d for d in material.documents}
        self.by_id = {i.id: i for items in material.items.values() for i in items}
        self.made: dict[tuple[str, str, Any], Markup] = {}  # pieces that recur on thousands of rows
        self.linked: dict[str, list[Any]] = {}
        for link in material.links:
            for end in link.items:
                self.linked.setdefault(end, []).append(link)

    def seen_from(self, root: str) -> Pages:
        other = Pages.__new__(Pages)
        other.__dict__.update(self.__dict__, root=root)
        return other

    def once(self, what: str, key: Any, make: Callable[[], Markup]) -> Markup:
        """What `make` gives, kept for the next time this page's folder needs it; at most KEPT pieces are."""
        place = (self.root, what, key)
        if place not in self.made:
            if len(self.made) >= KEPT:
                self.made.clear()
            self.made[place] = make()
        return self.made[place]

    def name(self, id_: str) -> str:
        actor = self.material.actors.get(id_)
        return actor.name if actor else id_

    def actor(self, id_: str) -> Markup:
        return self.once("actor", id_, lambda: self._actor(id_))

    def _actor(self, id_: str) -> Markup:
        page = self.plan.pages.get(id_)
        text = bdi(self.name(id_), 80)
        return Markup('<a class="who" href="{}{}">{}</a>').format(self.root, page, text) if page else text

    def actors(self, ids: Iterable[str], nobody: str = "") -> Markup:
        out = Markup(", ").join(self.actor(i) for i in ids)
        return out or Markup('<span class="dim">{}</span>').format(nobody) if nobody else out

    def document(self, id_: str, width: int = 90) -> Markup:
        d = self.sources[id_]
        return Markup('<a href="{}{}">{}</a>').format(self.root, self.plan.pages[id_], bdi(d.title or d.source, width))

    def href(self, item: str) -> str:
        return f"{self.root}{self.plan.pages[item]}#{anchor(item)}"

    def tag(self, item: Any) -> Markup:
        """The label of an item as a link to its place in the text."""
        letter, label = LETTERS[item.kind].lower(), self.plan.labels[item.id]
        return Markup('<a class="tag {}" href="{}" title="{} {}: show in the text">{}</a>').format(letter, self.href(item.id), WORDS[item.kind], label[1:], label)

    def chain(self, voice: Voice) -> Markup:
        """Whose words these are, from the holder outwards to the page."""
        return self.once("chain", voice.chain, lambda: self._chain(voice))

    def _chain(self, voice: Voice) -> Markup:
        links = [self.actor(i) for i in voice.chain]
        return Markup(' <span class="arrow" aria-label="as told by">←</span> ').join(links) if links else Markup("")

    def line(self, item: Any) -> Markup:
        """What an item is, in one line: never prose, only fields."""
        arrow = Markup(' <span aria-label="to">→</span> ')
        if item.kind == "statement":
            to = arrow + self.actor(item.addressee) if item.addressee else ""
            through = Markup(" ← ").join(self.actor(i) for i in item.voice.chain[1:-1])  # only who stands between speaker and page
            heard = Markup(' <span class="arrow" aria-label="as told by">←</span> {}').format(through) if through else ""
            return Markup("{}{}{} <i>{}</i>").format(self.actors(item.speakers, "nobody named"), to, heard, VOICES[item.mode])
        if item.kind == "event":
            mode = f" {item.mode.replace('_', ' ')}" if item.mode else ""
            to = arrow + self.actors(item.recipients) if item.recipients else ""
            return Markup('<b class="type">{}</b>{} {}{}').format(item.type, mode, self.actors(item.actors), to)
        if item.kind == "commitment":
            to = arrow + self.actors(item.to_whom) if item.to_whom else ""
            return Markup("<b>{}</b> {}{}").format(item.act, self.actors(item.who, "nobody named"), to)
        if item.kind == "figure":
            subject = Markup(" · {}").format(self.actors(item.subject)) if item.subject else ""
            return Markup('<b class="num">{}</b> {} <i>{}</i>{}').format(amount(item.value), bdi(item.unit, 40), item.measure.replace("_", " "), subject)
        aim = Markup(" → {}").format(self.target(item.target)) if item.target else ""
        return Markup("<b>{}</b>{}").format(item.device.replace("_", " "), aim)

    def target(self, id_: str) -> Markup:
        return self.tag(self.by_id[id_]) if id_ in self.by_id else self.actor(id_)

    def badges(self, item: Any) -> Markup:
        """Whatever sets the item apart from a plain fact of the present."""
        words = [item.factuality] if item.factuality != "actual" else []
        words += ["historical"] if item.historical else []
        words += [w for w in (getattr(item, "level", None), getattr(item, "stage", None)) if w]
        return Markup("").join(Markup(' <span class="badge {}">{}</span>').format(w, w) for w in words)

    def facts(self, item: Any) -> list[tuple[str, Markup]]:
        """Everything else there is to know about an item, as label and value."""
        out: list[tuple[str, Markup]] = []
        for span in item.evidence:
            if span.role != PRIMARY[item.kind]:
                out.append((span.role, Markup("“{}”").format(bdi(span.text.strip("“”\"")))))
        if item.kind == "statement":
            out += [("role", bdi(item.speaker_role))] if item.speaker_role else []
            out += [("about", self.actors(item.about))] if item.about else []
        if item.kind == "commitment":
            out += [("due", bdi(when(item.deadline)))] if item.deadline else []
            out += [("figure", self.tag(self.by_id[item.amount]))] if item.amount in self.by_id else []
        if item.kind == "figure":
            out += [(label, bdi(value)) for label, value in (("population", item.population), ("stance", item.stance), ("pollster", item.pollster), ("sample", item.sample)) if value]
            out += [("missing", bdi(", ".join(item.missing)))] if item.missing else []
        if item.kind == "event":
            out += [("context", bdi(", ".join(item.contexts).replace("_", " ")))] if item.contexts else []
            out.append(("intensity", Markup("{:+g}, quad {}").format(item.intensity, item.quad)))
        out += [("when", bdi(when(item.time) if item.time.edtf is None else f"{item.time.edtf} (“{item.time.text}”)"))] if item.time else []
        out += [("where", bdi(", ".join(p for p in (item.place.name, item.place.country) if p)))] if item.place else []
        within = self.by_id.get(item.voice.statement or "")
        out.append(("voice", self.chain(item.voice) + (Markup(" in {}").format(self.tag(within)) if within is not None else "")))
        for link in self.linked.get(item.id, ()):
            other = next((i for i in link.items if i != item.id), None)
            if other in self.by_id:
                there = self.by_id[other]
                out.append((link.relation.replace("_", " "), Markup("{} {} in {}").format(self.tag(there), self.line(there), self.document(there.doc, 60))))
        out.append(("confidence", Markup("{:.2f} · <code>{}</code>").format(item.confidence, item.id)))
        return out
