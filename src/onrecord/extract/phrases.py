"""Noun phrases beside a verb by the reader's parts of speech: whose deed it is, and how far a clause goes."""

from __future__ import annotations

from onrecord.extract.attribution.words import BE, PAST_FORMS
from onrecord.reader import Reading

NOMINAL = frozenset(("NOUN", "PROPN", "ADJ", "NUM", "DET", "SYM", "PRON"))
HELPING = frozenset(("AUX", "ADV", "PART", "INTJ"))
JOINING = frozenset("of in for from at to with on across against between".split())
MARKS = frozenset("“”\"‘’'«»*_()[]")
DENIALS = frozenset("not n't n’t never no longer neither nor cannot".split())
REACH = 15  # words of an insertion between a subject and its verb
LONGEST = 24  # words of a subject
FARTHEST = 80  # words of a clause, and from a verb back to the one whose subject it shares
Words = tuple[int, int]  # first, last + 1


class Phrases:
    """The words of one reading with their parts of speech."""

    def __init__(self, reading: Reading) -> None:
        self.reading, self.tokens = reading, reading.tokens
        self.names = reading.heard.encoder.labels.tags["upos"]
        self.best = reading.heard.logits("upos").argmax(1) if reading.tokens else []

    def tag(self, word: int) -> str:
        return self.names[int(self.best[word])]

    def text(self, word: int) -> str:
        return self.tokens[word].text.lower()

    def place(self, words: Words) -> tuple[int, int]:
        return self.reading.place(*words)

    def helpers(self, verb: int, low: int) -> tuple[int, list[str]]:
        """(the word before a verb and its helping words, those words)."""
        at, found = verb - 1, list[str]()
        low = max(low, verb - REACH)
        while at >= low and (self.tag(at) in HELPING or self.text(at) in MARKS or self.text(at) in DENIALS):
            if self.text(at) not in MARKS:
                found.append(self.text(at))
            at -= 1
        return at, found

    def head(self, first: int, high: int) -> int | None:
        """The head noun of the noun phrase that begins with a word: `the false claim by …` gives claim."""
        last: int | None = None
        for at in range(first, min(high, first + LONGEST)):
            if self.tag(at) == "NOUN":
                last = at
            elif self.tag(at) not in NOMINAL | {"ADV", "PART"} and self.text(at) not in MARKS and not (self.tag(at) == "VERB" and last is None):
                break
        return last

    def noun_end(self, first: int, high: int) -> int:
        """The word after the noun phrase that begins with a word, without what prepositions add to it."""
        at = first
        while at < high and self.tag(at) in NOMINAL | {"PART"}:
            at += 1
        return max(at, first + 1)

    def passive(self, verb_: int, helpers: list[str]) -> bool:
        """`is barred`, `has been barred`: the nearest helping verb is a form of be or get."""
        if self.text(verb_).endswith("ing"):
            return False
        verb = next((word for word in helpers if word in BE or word in ("has", "have", "had", "will", "would", "to", "did", "do", "does")), "")
        return verb in BE

    def subject(self, verb: int, low: int, depth: int = 3) -> Words | None:
        """The noun phrase whose verb this is, in words[low:verb]; one shared with an earlier verb too."""
        at, _ = self.helpers(verb, low)
        if at < low:
            return None
        if self.text(at) == ",":
            opening = next((j for j in range(at - 1, max(low, at - REACH) - 1, -1) if self.text(j) == ","), None)
            if opening is not None:
                inner = range(opening + 1, at)
                if inner and all(self.tag(j) == "PROPN" for j in inner):
                    return opening + 1, at
                if opening > low and self.tag(opening - 1) in NOMINAL:
                    return self.phrase(opening - 1, low)
        if self.tag(at) == "PRON" and self.text(at) in ("who", "which", "that"):
            at -= 1
            while at >= low and self.text(at) in {",", *MARKS}:
                at -= 1
        if at >= low and self.tag(at) in NOMINAL and self.text(at) not in ("which", "that"):
            return self.phrase(at, low)
        if depth and (earlier := next((j for j in range(at, max(low, at - FARTHEST) - 1, -1) if self.tag(j) == "VERB" or (self.tag(j) == "AUX" and self.tag(j + 1) != "VERB")), None)) is not None:
            return self.subject(earlier, low, depth - 1)
        return None

    def phrase(self, last: int, low: int) -> Words:
        """The noun phrase that ends with a word: as far left as it goes, with what is joined to it."""
        at = last
        while at > low and last - at < LONGEST:
            word, tag = self.text(at - 1), self.tag(at - 1)
            if self.tag(at) == "PRON" and self.text(at) in ("we", "i", "he", "she", "it", "they", "you"):
                break
            if self.text(at) in ("the", "a", "an") and tag in ("NOUN", "PROPN", "NUM"):
                break  # `By Thursday | the rebels`
            if (tag in NOMINAL and not (tag == "PRON" and word in ("that", "which", "who", "what", "it", "we", "they", "he", "she"))) or (tag == "PART" and word in ("'s", "’s", "'", "’", "s")) or word in MARKS or word == "-" or (at - 1 > low and ((tag == "ADP" and word in JOINING) or word == "and") and self.tag(at - 2) in ("NOUN", "PROPN") and self._joins(at, word)) or (at - 1 > low and word == "," and self.tag(at - 2) == "PROPN" and self._listed(at, last)):
                at -= 1
            else:
                break
        while at < last and (self.text(at) in MARKS or self.tag(at) in ("PUNCT", "ADP", "CCONJ")):
            at += 1
        return at, last + 1

    def _joins(self, at: int, word: str) -> bool:
        """`and` joins what is alike: names to names, nouns to nouns."""
        return word != "and" or self.tag(at) in ("PROPN", "NOUN", "DET", "ADJ")

    def _listed(self, at: int, last: int) -> bool:
        """`A, B and C`: a comma before a name that is followed by another one."""
        return any(self.text(j) == "and" for j in range(at, min(last, at + 6)))

    def clause_end(self, word: int, high: int) -> int:
        """The word after the clause that begins with `word`: up to a stop, a dash or the comma before an attribution."""
        at, quoted = word, False
        high = min(high, word + FARTHEST)
        while at < high:
            text = self.text(at)
            if text in (".", ";", "!", "?", "—", ":"):
                break
            if text in ("“", "«") or (text == '"' and not quoted and self._opens(at)):
                quoted = True
            elif text in ("”", '"', "»"):
                if not quoted:
                    break
                quoted = False
            if text == "," and self._leaves(at + 1, high):
                break
            if at > word and self._next_clause(word, at, high):
                break
            at += 1
        while at > word + 1 and self.tag(at - 1) == "PUNCT":
            at -= 1
        return at

    def _next_clause(self, word: int, at: int, high: int) -> bool:
        """Whether a finite verb at `at` belongs to the clause around: `to reconsider and spoke with …`, `to shut down was during …`."""
        verb = at + 1 if self.tag(at) == "CCONJ" and at + 1 < high else at
        while at < verb < high - 1 and self.tag(verb) == "ADV":
            verb += 1
        text = self.text(verb)
        if verb == at and not (self.tag(at) == "AUX" and text in ("is", "are", "was", "were", "has", "had")):
            return False
        if verb > at and self.tag(verb) == "AUX" and text in ("may", "must", "can", "will", "would", "should", "cannot", "did", "does", "has", "had", "was", "were", "is", "are"):
            return True
        if verb > at and not (self.tag(verb) == "VERB" and (text in PAST_FORMS or text.endswith("ed"))):
            return False
        if verb == at and self.tag(word) not in ("VERB", "AUX"):
            return False
        if self.tag(word) in ("VERB", "AUX") and (self.text(word) in PAST_FORMS or self.text(word).endswith("ed")):
            return False
        return not any(self.tag(j) in ("SCONJ", "AUX") or self.text(j) in ("who", "which", "that", "what") for j in range(word + 1, at))

    def _opens(self, mark: int) -> bool:
        """Whether a straight mark opens a quotation: white space before it, none behind it."""
        text, start = self.reading.text, self.tokens[mark].start
        return not text[start - 1 : start].strip() and bool(text[start + 1 : start + 2].strip())

    def _leaves(self, word: int, high: int) -> bool:
        """Whether after this comma comes another clause: `, X said`, `, which …`, `, but …`."""
        if word >= high:
            return True
        if self.text(word) in MARKS or self.tag(word) == "SCONJ" or self.text(word) in ("according", "but", "while", "which", "who", "adding", "saying", "as", "citing", "with"):
            return True
        for at in range(word, min(high, word + 12)):
            if self.tag(at) in ("VERB", "AUX") and self.tag(at - 1) in NOMINAL and not self.text(at).endswith("ing"):
                return True
            if self.text(at) in (",", "and"):
                break
        return False

    def whole(self, end: int, high: int) -> int:
        """The end of a phrase that breaks off before its noun (`a fund for` Haiti)."""
        while end < high and (self.tag(end - 1) in ("ADP", "DET", "ADJ", "NUM", "SYM") or self.text(end - 1) in ("to", "and", "'s", "’s")) and self.tag(end) in NOMINAL | {"VERB", "PART", "ADV"}:
            end += 1
            while end < high and self.tag(end) in ("NOUN", "PROPN") and self.tag(end - 1) in ("NOUN", "PROPN", "ADJ"):
                end += 1
        return end
