"""Commitments that a modal verb makes: `we will send`, `Ukraine must be let in`, `it would strike`, `they may not use`.

Who is bound depends on whose words they are: inside a statement `will` binds its speaker where the subject is the speaker or the
speaker's state, `must` and `should` are the speaker's demand, unless a treaty, law or court speaks; then they are an obligation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from onrecord.extract.lexicon import cues
from onrecord.extract.phrases import DENIALS, Phrases, Words
from onrecord.extract.places import Places
from onrecord.extract.statements import innermost, who
from onrecord.extract.terms import Place, condition, says
from onrecord.reader import Reading
from onrecord.records import Act, Stage, Statement
from onrecord.resolve.actors import Cast
from onrecord.resolve.mentions import Mention

WILLING = frozenset("will shall 'll ’ll would won't won’t".split())
BINDING = frozenset(("must",))
URGING = frozenset(("should", "ought"))
NEEDING = frozenset("need needs have has had".split())
ALLOWING = frozenset("may might can could cannot can't can’t".split())
FIRST = frozenset(("we", "i", "our", "us", "my"))
NEVER = frozenset("see know wait find miss like think".split())  # `we will see`
EMPTY = frozenset("be have need say take seem continue appear remain become mean happen come".split())  # verbs that promise nothing by themselves
BY_RULE = re.compile(r"\b(?:under|according to|in accordance with|in line with|as a party to|by the terms of)\b", re.I)
RETALIATES = re.compile(r"retaliat|respon[ds]|countermeasures|measures of|take [“‘\"']?(?:\w+ )?(?:\w+ )?measures", re.I)  # what only one's own side announces
STATELY = frozenset(("state", "government", "alliance", "armed_group"))
OWNERS = {"their": "they", "his": "he", "its": "it", "her": "she"}
RELATIVE = frozenset("whose which that what who".split())
PAPER = re.compile(r"\b(?:laws?|legislation|statement|note|regulations?|rules|policy|proposal|plan)$")
ANSWER = re.compile(r"\b(?:answer|response|reply|retaliation|revenge)$", re.I)
RULED = frozenset("held ruled rules ruling stipulates stipulated provides prescribes ordains decided decreed".split())  # cues of courts and laws
DECLINES = re.compile(r"(?:accept|allow|tolerate|agree|support|permit|sign|approve)\b", re.I)
ASKING = frozenset("why whether how where when if".split())  # before a subject: what follows is in question
ACTING = 0.12  # probability that a commitment begins, from which a weak wording counts
RULING = 0.2  # from which `must` in nobody's voice is an obligation
SURELY = 0.3  # from which one counts whose bearer nothing else names


@dataclass(frozen=True, slots=True)
class Candidate:
    """A commitment as a rule sees it; `action` are characters, `word` is where it begins. Empty parties: nobody known."""

    act: Act
    stage: Stage | None
    action: Place
    who: tuple[str, ...]
    to_whom: tuple[str, ...]
    sure: float
    condition: Place | None = None


class Voices:
    """Whose words stand where, and who a noun phrase means in them."""

    def __init__(self, reading: Reading, cast: Cast, phrases: Phrases, said: Places[Statement]) -> None:
        self.reading, self.cast, self.phrases, self.said = reading, cast, phrases, said

    def around(self, place: Place) -> Statement | None:
        return innermost(self.said.holding(*place)) or innermost(self.said.overlapping(*place))

    def meant(self, words: Words | None, around: Statement | None) -> tuple[str, ...]:
        """The actors that a noun phrase stands for; first persons are whoever speaks."""
        if words is None:
            return ()
        speakers = around.speakers if around else ()
        if self.phrases.text(words[0]) in FIRST and words[1] - words[0] <= 2:
            return speakers
        last = next((m for m in reversed(self.cast.inside(*self.phrases.place(words))) if m.end == self.reading.tokens[words[1] - 1].end), None)
        if last and last.kind == "entry" and last.entry and last.entry.sense != "demonym":
            before = self.reading.word_at(last.start) - 1
            if before > words[0] and self.phrases.tag(before) == "NOUN":  # `under the Riga accord Estonia is obliged`
                return self.cast.ids(last)
        return self.people(self.phrases.place(words), [speakers] if speakers else [])

    def people(self, place: Place, recent: list[tuple[str, ...]]) -> tuple[str, ...]:
        """The actors that a place names; a possessive alone (`Their demands`) stands for its owner, words without a noun for nobody."""
        if owner := OWNERS.get(self.reading.text[slice(*place)].lower()):
            return self.cast.refer(Mention(*place, "pronoun", owner, place), recent)
        words = range(self.reading.word_at(place[0]), self.reading.word_at(place[1] - 1) + 1)
        tags = {self.phrases.tag(k) for k in words if self.phrases.text(k) not in RELATIVE}
        if not tags & {"NOUN", "PROPN", "PRON", "NUM"} and not ("ADJ" in tags and "DET" in tags):
            return ()
        found = who(self.cast, place, recent)
        if len(found) == 1 and self.cast.parties[found[0]].tentative and PAPER.search(self.reading.text, *place):  # `Thai law`: Thailand
            return next((ids for m in self.cast.inside(*place) if m.entry and m.entry.sense == "demonym" and (ids := self.cast.ids(m))), found)
        return found

    def named(self, words: Words | None) -> tuple[str, ...]:
        """The actors named in a noun phrase that something vouches for."""
        if words is None:
            return ()
        return tuple(dict.fromkeys(i for m in self.cast.inside(*self.phrases.place(words)) for i in self.cast.refer(m)))

    def acting(self, words: Words) -> tuple[str, ...]:
        """The actors named by the heads of a noun phrase: not NATO in `the NATO talks`, not Geneva in `the talks in Geneva`."""
        out: list[str] = []
        for m in self.cast.inside(*self.phrases.place(words)):
            first, last = self.reading.word_at(m.start), self.reading.word_at(m.end - 1)
            modifies = last + 1 < words[1] and self.phrases.tag(last + 1) == "NOUN"
            depends = first > words[0] and (self.phrases.tag(first - 1) == "ADP" or (first - 1 > words[0] and self.phrases.tag(first - 1) == "DET" and self.phrases.tag(first - 2) == "ADP"))
            if not modifies and not depends:
                out.extend(i for i in self.cast.refer(m) if i not in out)
        return tuple(out)

    def own(self, words: Words | None, around: Statement | None) -> bool:
        """Whether the subject is whoever speaks, or the state or forces it speaks for."""
        if words is None or around is None or not around.speakers:
            return False
        if self.phrases.text(words[0]) in FIRST:
            return True
        if self.phrases.text(words[0]) in ("it", "they", "he", "she") and words[1] - words[0] == 1:
            return bool(set(self.meant(words, around)) & set(around.speakers))
        parties = self.cast.parties
        countries = {parties[i].country for i in around.speakers if i in parties} - {None}
        inside = self.cast.inside(*self.phrases.place(words))
        if self.phrases.text(words[0]) in OWNERS:
            return bool(set(self.people(self.phrases.place((words[0], words[0] + 1)), [around.speakers])) & set(around.speakers))
        for mention in inside:
            ids = self.cast.ids(mention)
            if set(ids) & set(around.speakers):
                return True
            entry = mention.entry or mention.modifier
            if entry is not None and entry.country in countries:
                return True
            if any(parties[i].country in countries and parties[i].type in ("state", "government", "armed_group") for i in ids):
                return True
        return False

    def inner(self, subject: Words, low: int) -> Statement | None:
        """`they have told Tehran that we will …`, inside what somebody else says: whose words those are, as a statement without evidence."""
        that = subject[0] - 1
        if that <= low or self.phrases.text(that) != "that":
            return None
        verb = next((j for j in range(that - 1, max(low, that - 8), -1) if self.phrases.tag(j) == "VERB"), None)
        if verb is None or self.phrases.text(verb) not in cues() or self.around((self.reading.tokens[verb].start, self.reading.tokens[verb].end)) is None:
            return None
        speakers = self.meant(self.phrases.subject(verb, low), None)
        heard = self.named((verb + 1, that)) if that > verb + 1 else ()
        return Statement("", self.reading.document.id, "indirect", speakers, addressee=next(iter(heard), None)) if speakers else None

    def by_document(self, around: Statement | None, sentence: Place, place: Place) -> bool:
        """Whether a treaty, a law or a court says it: its own words, or `under the treaty …`."""
        text = self.reading.text
        if around is not None:
            source = next((s for s in around.evidence if s.role == "source"), None)
            cue = next((s for s in around.evidence if s.role == "cue"), None)
            if (source and says("source", "document", text, source.start, source.end)) or (cue and cue.text.lower() in RULED):
                return True
        rule = BY_RULE.search(text, sentence[0], place[0])
        return bool(rule and says("source", "document", text, rule.end(), min(sentence[1], rule.end() + 60)))


def modals(voices: Voices) -> Iterator[Candidate]:
    """Every commitment that a modal verb of the reading makes."""
    reading, phrases = voices.reading, voices.phrases
    first = 0
    acting: Sequence[float] = (1 - reading.heard.probabilities("act")[:, 0]).tolist() if reading.tokens else []
    for start, end in reading.sentences:
        words = reading.tokens_in(start, end)
        high = first + len(words)
        for k in range(first, high):
            text = phrases.text(k)
            if text in MODAL_WORDS and (found := _modal(voices, k, text, (start, end), first, high, acting)):
                yield found
        first = high


MODAL_WORDS = WILLING | BINDING | URGING | NEEDING | ALLOWING


def _modal(voices: Voices, k: int, word: str, sentence: Place, low: int, high: int, acting: Sequence[float]) -> Candidate | None:
    phrases, reading, text = voices.phrases, voices.reading, voices.reading.text
    denied = word in ("won't", "won’t", "cannot", "can't", "can’t")
    verb = k + 1
    if word in NEEDING | URGING - {"should"}:
        if verb >= high or phrases.text(verb) != "to" or phrases.tag(k) == "NOUN":
            return None
        verb += 1
        if k and phrases.text(k - 1) in ("would", "could", "might", "may"):
            return None
    while verb < high and (phrases.tag(verb) == "ADV" or phrases.text(verb) in DENIALS or not phrases.text(verb)[0].isalnum()):
        denied = denied or phrases.text(verb) in DENIALS
        verb += 1
    if any(phrases.text(j) in ("sooner", "rather") for j in range(k + 1, verb)):
        return None  # `would rather resign than …`
    if verb >= high or not (phrases.tag(verb) in ("VERB", "AUX") or phrases.text(verb) in ("be", "have") or (phrases.tag(verb) == "NOUN" and phrases.tag(k) == "AUX" and word in WILLING)):
        return None
    end = sentence[1]
    subject = phrases.subject(k, low)
    if subject is None or (phrases.text(subject[0]) in ("you", "what", "this", "that") and word not in BINDING | URGING):
        return None
    around = voices.inner(subject, low) or voices.around((reading.tokens[k].start, reading.tokens[verb].end))
    action = phrases.place((verb, phrases.clause_end(verb, high)))
    whole = phrases.place(subject)[0], action[1]
    likely = float(max(acting[min(subject[0], k) : verb + 1]))
    speakers = around.speakers if around else ()
    own = voices.own(subject, around)
    if word in BINDING | URGING | NEEDING | WILLING and phrases.text(verb) == "have" and verb + 1 < high and phrases.tag(verb + 1) in ("VERB", "AUX"):
        return None  # `should not have been sent`, `would have shown`: over or supposed
    if text[end - 1 : end] == "?" or (subject[0] > low and phrases.text(subject[0] - 1) in ASKING):
        return None
    when, action = condition(phrases, sentence, action)
    whole = whole[0], min(whole[1], action[1]) if when else whole[1]
    if word in WILLING:
        return _willing(voices, word, verb, subject, around, own, denied, action, whole, when, likely)
    first_person = phrases.text(subject[0]) in FIRST
    if word in ALLOWING:  # `we cannot accept`
        declines = denied and phrases.text(subject[0]) in ("we", "i") and speakers and (likely >= ACTING or DECLINES.match(text, action[0]))
        if declines:
            return Candidate("refusal", None, action, speakers, (), 0.55)
        danger = says("danger", "verb", text, action[0], action[0] + 25)
        if speakers and danger and not denied and not own and danger.start() - action[0] < 12:  # `that could cause a war`
            return Candidate("warning", None, whole, speakers, (), 0.5, when)
        if word == "may" and denied and not around and likely >= ACTING:  # a rule printed as a fact
            return Candidate("restriction", None, action, (), voices.named(subject), 0.5)
        return None
    documented = voices.by_document(around, sentence, action)
    if documented and word not in URGING:
        who_ = voices.meant(subject, around)
        return Candidate("restriction" if denied else "obligation", None, action, who_, (), 0.7) if who_ else None
    if phrases.text(subject[0]) == "i":
        return None  # `I must admit`
    if speakers and (word in BINDING | URGING or first_person or likely >= ACTING):
        if denied and word in NEEDING:
            return None
        aimed = tuple(i for i in voices.named(subject) if i not in speakers)
        if denied and word in BINDING and not first_person and not any(voices.cast.parties[i].type in STATELY for i in aimed):
            return Candidate("restriction", None, action, speakers, aimed, 0.6)  # `she must not leave the city`
        if word in URGING and not aimed and not first_person and likely < ACTING:
            return None
        if word in NEEDING and not first_person and not aimed and likely < ACTING:
            return None
        if word in BINDING and text[action[0] : action[1]].lower().startswith(("be warned", "have been", "have ", "admit", "know", "be mindful", "be remembered", "be noted", "remember", "understand", "bear in mind", "note ", "be proud", "be clear")):
            return None
        return Candidate("demand", None, action if first_person and word in NEEDING else whole, speakers, aimed, 0.6 if word in BINDING else 0.5)
    if not around and word not in URGING and likely >= RULING and not denied:
        who_ = voices.named(subject) if likely < SURELY else voices.meant(subject, around)
        return Candidate("obligation", None, action, who_, (), 0.5) if who_ else None
    return None


def _willing(
    voices: Voices, word: str, verb: int, subject: Words, around: Statement | None, own: bool, denied: bool, action: Place, whole: Place, when: Place | None, likely: float,
) -> Candidate | None:  # fmt: skip
    """`will`, `would`, `shall`: a promise, a threat or a refusal of whoever does it."""
    text, phrases = voices.reading.text, voices.phrases
    if phrases.text(subject[0]) == "there":  # `there would be a response`
        hit = says("harm", "conditional", text, *action)
        return Candidate("threat", None, whole, around.speakers, (), 0.6, when) if hit and around and around.speakers else None
    gives = says("give", "verb", text, action[0], min(action[1], action[0] + 20))
    if around is None and word == "would":  # `under the plan X would pay`
        planned = gives and says("stage", "floated", text, max(0, whole[0] - 90), whole[0])
        return Candidate("pledge", "floated", action, named, (), 0.55, when) if planned and (named := voices.named(subject)) else None
    strong, weak = says("harm", "strong", text, *action), says("harm", "conditional", text, *action)
    if around is not None and not own:
        return _foretold(voices, word, subject, around, denied, action, whole, when, likely, bool(strong))
    bound = around.speakers if around else tuple(i for i in voices.acting(subject) if voices.cast.parties[i].type != "population")
    if not bound:
        return None
    begins = text[action[0] : action[1]]
    if denied:
        return Candidate("refusal", None, action, bound, (), 0.55) if likely >= ACTING or phrases.text(subject[0]) in FIRST else None
    if cues().get(begins.split()[0].lower()) and cues()[begins.split()[0].lower()][0].act:
        return None  # `I would urge you`: the cue says what it is
    answers = RETALIATES.match(text, action[0]) and not says("answer", "kind", text, *action)
    if (strong and strong.start() - action[0] < 30) or (when and weak and weak.start() - action[0] < 20) or answers:
        heard = (around.addressee,) if around and around.addressee else ()
        return Candidate("threat", None, action, bound, heard, 0.65, when)
    if when and ANSWER.search(text, *phrases.place(subject)):
        return Candidate("threat", None, whole, bound, (), 0.65, when)  # `our answer will be crushing`
    if begins.split()[0].lower() in NEVER or (begins.split()[0].lower() in EMPTY and likely < SURELY):
        return None
    if likely >= (ACTING if around else SURELY) or (gives and word != "would"):
        return Candidate("pledge", None, action, bound, (), 0.55, when)
    return None


def _foretold(
    voices: Voices, word: str, subject: Words, around: Statement, denied: bool, action: Place, whole: Place, when: Place | None, likely: float, harms: bool,
) -> Candidate | None:  # fmt: skip
    """What a speaker says that somebody else will do: a threat where it can only be one's own side's, a promise of the state it seems to speak for."""
    text, parties = voices.reading.text, voices.cast.parties
    named = voices.named(subject)
    if not named or not around.speakers or denied:
        return None
    if RETALIATES.match(text, action[0]):
        return Candidate("threat", None, whole, around.speakers, (), 0.76, when)
    if harms and when:  # `it will be hit if …`: by whoever says so
        passive = text[action[0] : action[0] + 3].lower() == "be "
        return Candidate("threat", None, whole, around.speakers if passive else named, tuple(i for i in named if i not in around.speakers) if passive else (), 0.6, when)
    stateless = all(i in parties and parties[i].country is None and parties[i].type == "person" for i in around.speakers)
    bodies = all(parties[i].type in ("state", "government", "alliance") for i in named)
    gives = says("give", "verb", text, action[0], min(action[1], action[0] + 30))
    if stateless and bodies and word in ("will", "shall") and gives and likely >= ACTING / 2:
        return Candidate("pledge", None, action, named, (), 0.55, when)
    return None
