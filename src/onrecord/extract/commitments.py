"""Commitments: what speech acts bind people to (speech-act theory: commissives and directives), by the trained reader and by rules.

Four ways lead to one: the cue of a statement ("pledged to …", "demanded that …"), a construction (bindings.py), a modal verb
(modals.py) or a wording inside what is said (commitments.tsv); where none does, the trained reader's own finds count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from onrecord.extract.bearers import NOBODY, OUGHT, construed, governed, must, near, read_parties, to_whom_said
from onrecord.extract.bindings import Bound, bindings
from onrecord.extract.committed import distinct, made, value_at, with_amount
from onrecord.extract.lexicon import cues, rows
from onrecord.extract.modals import ASKING, Candidate, Voices, modals
from onrecord.extract.phrases import Phrases
from onrecord.extract.places import Places
from onrecord.extract.statements import Found, contents, size
from onrecord.extract.terms import Place, condition, harmful, level, patterns, says, stage, trimmed
from onrecord.reader import Frame, Reading, frames
from onrecord.records import Act, Commitment, Figure, Span, Statement, identified
from onrecord.resolve.actors import Cast

CLAUSE_EDGE = re.compile(r"[.;,“”\"]")
CLAUSE_FIRST = r"(?>[^\w.;,“”\"]*)"  # {first} in commitments.tsv
QUESTION = re.compile(r"[“\"‘']?(?:would|will|could|can|may|should|do|does|did|is|are|was|were|what|why|how|who|when|where|whether|if)\b", re.I)
ASKED = re.compile(r"\W*(?:for|on|upon|that|to)\b", re.I)
NOT_ACTS = {"call": ASKED, "agree": re.compile(r"\W*(?:not )?(?:to|on)\b", re.I), "plead": re.compile(r"\W*(?:for|with|that|to)\b", re.I)}  # lemma -> what must follow it
OBJECTS = {"offer": "courtesy", "promise": "courtesy", "ask": "courtesy", "request": "courtesy", "call": "courtesy", "reject": "claim", "deny": "claim"}  # lemma -> nouns that make it no commitment
REPRISALS = re.compile(r"(?:an?\s+|the\s+)?(?:\w+\s+){0,2}?(?:response|retaliation|reprisals?|countermeasures)$", re.I)  # what one warns of and does oneself
ANSWERS = re.compile(r"\b(?:will|would|shall) (?:retaliate|respond|answer (?:\w+ ){0,4}with|take [“‘\"']?(?:\w+ ){0,2}(?:counter)?measures)\b", re.I)  # what only one's own side announces
LEAST = {"threat": 0.4, "restriction": 0.42, "pledge": 0.5, "demand": 0.46, "permission": 0.55, "refusal": 0.6, "warning": 0.65}
LEAST_OF_ALL = 0.45  # of a commitment: probability of its action's first word times that of being worth listing
UNSIGNED = 0.75  # from which one counts that no word around it tells
DRAFTED, OBJECTED = 0.7, 0.76  # confidence of a construction, and of one that names its object
MODAL = 0.55  # of a promise that only a modal verb makes
SURE_ACT = 0.85  # probability of a reader's act from which it overrules that
LIMITS = frozenset("no not nobody none neither nor nothing never only solely n't n’t".split())
BEFORE, BEHIND = 70, 60  # characters before and behind an action in which a word tells its act
SHORT = 6  # words: a last phrase of the clause that belongs to its action
CONTENT = frozenset(("NOUN", "PROPN", "VERB", "ADJ", "NUM"))
ADDRESSED = re.compile(r"(?:(?:the\s+)?[A-Z][\w’'-]*(?:\s+[A-Z][\w’'-]*)?|them|him|her|us|people|residents|citizens)\s+(?:(?:over|about|of|against)\s+|(?:[\w’']+\s+){0,3}that\s+)(?P<rest>\w)")
SILENT = re.compile(r"(?:comment(?: (?:on|further|about)\b.*)?|be (?:named|identified|quoted)\b.*|speak on the record|elaborate|give (?:an?|any|the|further|more) (?:numbers?|names?|figures?|details?|reasons?))$", re.I | re.S)  # what reporters are told
POLLED = re.compile(r"\b(?:asked|polled|surveyed|interviewed|questioned)\s+[“‘]?$", re.I)
OPENS = re.compile(r"[“‘\"']?(?:if|unless|should|without|once|until|as long as)\b[^,;]*,?[”’\"']?$", re.I)  # a condition and nothing else
COURT = re.compile(r"\b(?:court|judge|judges|tribunal|magistrate|arbitrators?|justices?)\b", re.I)


def find_commitments(reading: Reading, cast: Cast, statements: list[Found], figures: list[Figure]) -> list[Commitment]:
    """The rules' commitments, and the trained reader's where they have none: rules are few and precise."""
    if not reading.tokens:
        return []
    voices = Voices(reading, cast, Phrases(reading), contents(statements))
    ruled = _by_reader(voices, _asked_only(distinct(list(by_rule(voices, statements)))))
    taken = Places((c.evidence[0].start, c.evidence[0].end, None) for c in ruled)
    read = [c for c in framed(voices) if not any(True for _ in taken.overlapping(c.evidence[0].start, c.evidence[0].end))]
    in_order = sorted(figures, key=value_at)
    return [with_amount(c, in_order) for c in distinct([c for c in (*read, *ruled) if not _reporters_work(reading, c)])]


def _reporters_work(reading: Reading, one: Commitment) -> bool:
    """`declined to comment`, `asked 1,004 adults`: what reporters and pollsters are told binds nobody."""
    action = one.evidence[0]
    if one.act == "refusal":
        return SILENT.match(action.text) is not None
    return one.act == "demand" and action.text[:1].isdigit() and POLLED.search(reading.text, max(0, action.start - 20), action.start) is not None


def _asked_only(ruled: list[Commitment]) -> list[Commitment]:
    """Without what is only demanded: `demanded that the allies let Kenya fly` lets nobody fly."""
    demands = Places((c.evidence[0].start, c.evidence[0].end, None) for c in ruled if c.act == "demand")
    return [c for c in ruled if c.act != "permission" or not any(True for _ in demands.holding(c.evidence[0].start, c.evidence[0].end))]


def by_rule(voices: Voices, statements: list[Found]) -> Iterator[Commitment]:
    for statement, lemma in sorted(statements, key=lambda f: size(f[0])):
        cue = cues().get(lemma or "")
        if not statement.speakers:
            continue
        if cue and cue[0].act and _performed(voices, statement, cue[0].lemma):
            if (by_cue := _by_cue(voices, statement, cue[0].act)) is not None:  # type: ignore[arg-type]
                yield by_cue
        else:
            yield from _by_wording(voices, statement)
    for candidate in modals(voices):
        yield made(voices, candidate, None)
    yield from _by_construction(voices)
    yield from _funds(voices)


# -- the trained reader ---------------------------------------------------------------------------------------------


def framed(voices: Voices) -> Iterator[Commitment]:
    """The commitments of the trained reader. Who is bound or binds: the words it ties to the act, else whoever's statement it stands in."""
    reading = voices.reading
    for frame in reading.acts:
        sure = frame.score * frame.chance("act.core", "core")
        if sure < LEAST.get(frame.label, LEAST_OF_ALL):
            continue
        high = reading.word_at(reading.sentences[reading.sentence_at(reading.tokens[frame.own.start].start)][1] - 1) + 1
        action = trimmed(reading.text, *reading.place(frame.own.start, voices.phrases.whole(_with_recipient(frame), high)))
        if action[0] >= action[1] or _in_question(voices, frame):
            continue
        if sure < UNSIGNED and frame.label != "threat" and not _told(reading, _act(voices, frame), action):
            continue
        if frame.label == "demand" and voices.around(action) is None and must(voices, frame, OUGHT):
            continue  # the outlet's own appeal
        whose, whom = read_parties(voices, frame, action)
        yield made(voices, Candidate(_act(voices, frame), None, action, whose, whom, round(sure, 3)), frame)


def _told(reading: Reading, act: Act, action: Place) -> bool:
    """Whether a word of such acts stands before the action or in it; an action that opens a quotation is an appeal by itself."""
    start, end = reading.sentences[reading.sentence_at(action[0])]
    if act == "demand" and reading.text[max(0, action[0] - 1) : action[0]] in "“\"«‘'":
        return True
    return says("sign", act, reading.text, max(start, action[0] - BEFORE), min(end, action[1] + BEHIND)) is not None


def _in_question(voices: Voices, frame: Frame) -> bool:
    """`Would they send troops?`, `asked why the line should stay down`, `no one has been told to pack`."""
    reading, phrases, at = voices.reading, voices.phrases, frame.own.start
    start, end = reading.sentences[reading.sentence_at(reading.tokens[at].start)]
    first = reading.word_at(start)
    if reading.text[end - 1 : end] == "?" or phrases.text(max(first, at - 1)) in ASKING:
        return True
    subject, _ = governed(voices, frame)
    if frame.label in ("pledge", "threat", "demand") and subject is not None and subject[1] <= at and any(phrases.text(j) in NOBODY for j in range(max(first, subject[0] - 3), subject[0] + 1)):
        return True  # `nobody has pledged to …`
    return _act(voices, frame) in ("demand", "obligation", "permission") and any(phrases.text(j) in NOBODY | {"nobody", "no"} for j in range(max(first, at - 8), at + 1) if not (phrases.text(j) == "no" and phrases.text(j + 1) != "one"))


def _act(voices: Voices, frame: Frame) -> Act:
    """The reader's act, but for what `may`: it allows unless it is denied."""
    phrases, own = voices.phrases, frame.own
    first = voices.reading.word_at(voices.reading.sentences[voices.reading.sentence_at(voices.reading.tokens[own.start].start)][0])
    may = next((j for j in range(max(first, own.start - 3), min(own.end, own.start + 12)) if phrases.text(j) in ("may", "can", "might") and phrases.tag(j) == "AUX"), None)
    if frame.label in ("permission", "restriction") and may is not None:
        around = {phrases.text(j) for j in range(max(first, min(own.start, may - 8)), min(may + 3, len(phrases.tokens)))}
        return "restriction" if around & LIMITS else "permission"
    return frame.label  # type: ignore[return-value]


def _by_reader(voices: Voices, ruled: list[Commitment]) -> list[Commitment]:
    """With the reader's act where a modal verb alone makes a promise of what the reader surely takes for a threat or refusal."""
    sure = {voices.reading.tokens[f.anchor].start: f.label for f in voices.reading.acts if f.score >= SURE_ACT and f.label in ("threat", "refusal")}
    return [
        identified(replace(c, act=label, stage=None, level=level(voices.reading.text, (c.evidence[0].start, c.evidence[0].end)) if label == "threat" else None))  # type: ignore[arg-type]
        if c.act == "pledge" and c.confidence <= MODAL and (label := sure.get(c.evidence[0].start)) and not says("give", "verb", voices.reading.text, c.evidence[0].start, c.evidence[0].start + 12) else c
        for c in ruled
    ]  # fmt: skip


# -- cues and wordings ----------------------------------------------------------------------------------------------


def _performed(voices: Voices, statement: Statement, lemma: str) -> bool:
    """Whether the cue performs its act here: `called it a trap`, `pleaded guilty` and `asked whether` do not."""
    reading = voices.reading
    cue = next((s for s in statement.evidence if s.role == "cue"), None)
    content = next(s for s in statement.evidence if s.role == "content")
    if cue is None:
        return True
    if lemma in NOT_ACTS and not NOT_ACTS[lemma].match(reading.text, cue.end) and cue.end <= content.start + 1:
        return False
    if lemma == "ask" and (content.text.rstrip("”\"’' ").endswith("?") or QUESTION.match(content.text)):
        return False
    first = reading.word_at(content.start)
    return not _empty(voices, lemma, first + (content.text.lower().startswith("for ")))


def _empty(voices: Voices, lemma: str, first: int) -> bool:
    """`offered condolences` promises nothing, `rejected the claim` refuses nothing, `a request for comment` demands nothing."""
    field = OBJECTS.get(lemma)
    head = voices.phrases.head(first, min(len(voices.reading.tokens), first + SHORT)) if field else None
    return head is not None and field is not None and says(field, "noun", voices.phrases.text(head), 0, len(voices.phrases.text(head))) is not None


def _by_cue(voices: Voices, statement: Statement, act: Act) -> Commitment | None:
    """What the cue's content promises, demands …; nothing where it names no deed."""
    reading, phrases, text = voices.reading, voices.phrases, voices.reading.text
    start, end = trimmed(text, *_main(voices, statement))
    cue = next((s for s in statement.evidence if s.role == "cue"), None)
    whom = to_whom_said(statement)
    if act == "warning" and cue and cue.end <= start and (told := ADDRESSED.match(text, start, end)):  # `warned Moscow over arms`, `warned them before this that …`
        whom = near(voices, start, told.start("rest")) or whom
        start = told.start("rest")
    lead = re.match(r"(?:that|to|for|against|of|about)\s+[“‘\"]?", text[start:end])
    if lead:
        start += lead.end()
    first, high = reading.word_at(start), reading.word_at(end - 1) + 1
    if not any(phrases.tag(k) in CONTENT for k in range(first, high)):
        return None  # `that`, `which`
    if cue:
        at = reading.word_at(cue.start)
        doing = phrases.subject(at, reading.word_at(reading.sentences[reading.sentence_at(cue.start)][0]))
        if doing is not None and any(phrases.text(j) in NOBODY for j in range(max(0, doing[0] - 3), doing[0] + 1)):
            return None  # `nobody in the government has pledged to …`
    if act == "warning" and ((lead and lead[0].startswith(("against", "to"))) or (lead is None and cue and cue.end <= start and _infinitive(phrases, first, high) is not None)):
        act = "demand"  # `warned residents to stay inside`, `warned against a raid`
    if act == "demand" and lead is None and (to := _infinitive(phrases, first, high)) is not None:
        whom = voices.named((first, to)) or whom
        start = reading.tokens[to + 1].start
        first = to + 1
    when, action = condition(phrases, reading.sentences[reading.sentence_at(start)], (start, end))
    own = _own_deed(voices, statement, action)
    if cue and cue.text.lower().startswith("agree") and not (lead and lead[0].startswith("to")) and own is None:
        return None  # `the award is final, both agree`
    if act == "warning" and (own is not None or REPRISALS.match(text[slice(*action)]) or ANSWERS.search(text, action[0], min(action[1], action[0] + 60))):
        act = "threat"
    if own is not None and act in ("pledge", "threat") and action[0] <= reading.tokens[own].start:
        action = reading.tokens[own].start, action[1]
        first = own
    if act == "pledge" and harmful(text, action, within=25):
        act = "threat"
    if act == "demand" and not whom:
        whom = _asked(voices, statement, action)
    if own is not None or first > reading.word_at(start) or (lead and lead[0].strip() in ("to", "for")) or phrases.tag(first) in ("VERB", "DET"):
        action = action[0], min(action[1], phrases.place((first, max(first + 1, phrases.clause_end(first, high))))[1])
    return made(voices, Candidate(act, None, action, _joint(voices, statement, cue), whom, 0.75, when), None, cue)


def _main(voices: Voices, statement: Statement) -> Place:
    """The content that says what: `“Unless they pay,” he warned, “we shut the gate”` says it in the second."""
    spans = [s for s in statement.evidence if s.role == "content"]
    fit = [s for s in spans if not OPENS.match(s.text)]
    chosen = fit[0] if fit and len(spans) > 1 else spans[0]
    return chosen.start, chosen.end


def _joint(voices: Voices, statement: Statement, cue: Span | None) -> tuple[str, ...]:
    """The speakers, and those named beside them as the cue's subject (`Norway and Denmark pledged`)."""
    if cue is None or len(statement.speakers) != 1:
        return statement.speakers
    word = voices.reading.word_at(cue.start)
    low = voices.reading.word_at(voices.reading.sentences[voices.reading.sentence_at(cue.start)][0])
    together = voices.meant(voices.phrases.subject(word, low), None)
    return together if set(statement.speakers) < set(together) else statement.speakers


def _infinitive(phrases: Phrases, first: int, high: int) -> int | None:
    """`urged Kenya to pay`: the word `to` behind the noun phrase that a content begins with."""
    at, last = first - 1, min(high - 1, first + 25)
    while (at := at + 1) < last:
        if phrases.text(at) == "," and phrases.text(at + 1) in ("who", "whose", "which", "whom"):
            at = next((j for j in range(at + 2, last) if phrases.text(j) == ","), last)
            continue
        if phrases.text(at) == "to" and phrases.tag(at + 1) in ("VERB", "AUX"):
            return at if at > first else None
        if phrases.tag(at) in ("VERB", "AUX", "SCONJ"):
            return None
    return None


def _asked(voices: Voices, statement: Statement, action: Place) -> tuple[str, ...]:
    """Whom a demand is addressed to where nobody else is: the subject of what shall be done, or whom it is demanded from."""
    verb = next((k for k in range(voices.reading.word_at(action[0]), voices.reading.word_at(action[1] - 1) + 1) if voices.phrases.tag(k) in ("VERB", "AUX")), None)
    if verb is None:
        return ()
    subject = voices.phrases.subject(verb, voices.reading.word_at(action[0]))
    return tuple(i for i in voices.named(subject) if i not in statement.speakers)


def _own_deed(voices: Voices, statement: Statement, action: Place) -> int | None:
    """The verb of what the speaker or the state it speaks for will do, where the content foretells that; nothing where it is others' deed."""
    reading, phrases = voices.reading, voices.phrases
    low, high = reading.word_at(action[0]), reading.word_at(action[1] - 1) + 1
    modal = next((k for k in range(low, min(high, low + 14)) if phrases.tag(k) in ("AUX", "VERB") or phrases.text(k) in ("'ll", "’ll")), None)
    if modal is None or phrases.text(modal) not in ("will", "would", "shall", "could", "'ll", "’ll") or not voices.own(phrases.subject(modal, low), statement):
        return None
    return next((k for k in range(modal + 1, high) if phrases.text(k)[0].isalnum()), None)


@lru_cache(maxsize=1)
def wordings() -> list[tuple[Act, re.Pattern[str]]]:
    """(act, pattern) of commitments.tsv."""
    names = {"{first}": CLAUSE_FIRST, "{lead}": r"[^.;,“”\"]*?", "{phrase}": r"(?:[^.;,]|[.,](?=\d))", "{clause}": r"(?:[^.;]|\.(?=\d))"}
    out: list[tuple[Act, re.Pattern[str]]] = []
    for row in rows("commitments.tsv"):
        pattern = row["pattern"]
        for name, meaning in names.items():
            pattern = pattern.replace(name, meaning)
        out.append((row["act"], re.compile(pattern, re.I)))  # type: ignore[arg-type]
    return out


def _by_wording(voices: Voices, statement: Statement) -> Iterator[Commitment]:
    reading, text = voices.reading, voices.reading.text
    for span in statement.evidence:
        if span.role != "content":
            continue
        for low, high in ((max(s, span.start), min(e, span.end)) for s, e in reading.sentences_in(span.start, span.end)):
            for act, pattern in wordings():
                if match := _found(pattern, text, low, high):
                    place = trimmed(text, *match.span("action"))
                    lead = re.match(r"that\s+", text[place[0] : place[1]])
                    place = (place[0] + lead.end() if lead else place[0]), place[1]
                    first = next((m for m in voices.cast.inside(*place) if m.start - place[0] <= 4 and m.kind != "pronoun"), None)
                    whom = voices.cast.ids(first) if first else ()
                    if set(whom) & set(statement.speakers):
                        continue  # what one says of oneself allows nobody anything
                    yield made(voices, Candidate(act, None, place, statement.speakers, whom, 0.5), None)
                    break


def _found(pattern: re.Pattern[str], text: str, low: int, high: int) -> re.Match[str] | None:
    """The first match in [low, high); one whose action begins the clause is tried where clauses begin, not at every word."""
    if not pattern.pattern.startswith(CLAUSE_FIRST):
        return pattern.search(text, low, high)
    at = low
    while at < high:
        if match := pattern.match(text, at, high):
            return match
        edge = CLAUSE_EDGE.search(text, at, high)
        at = edge.end() if edge else high
    return None


# -- constructions --------------------------------------------------------------------------------------------------


def _by_construction(voices: Voices) -> Iterator[Commitment]:
    """The constructions of bindings.tsv, each action as far as the trained reader takes it, or to the end of its clause."""
    reading, phrases = voices.reading, voices.phrases
    found = list(bindings(phrases))
    spans = {frame.anchor: frame for frame in frames.bound(reading.heard, [(b.action, b.construction.act) for b in found])}
    for one in found:
        frame = spans[one.action]
        high = reading.word_at(reading.sentences[reading.sentence_at(reading.tokens[one.action].start)][1] - 1) + 1
        last = phrases.clause_end(one.action, high)
        if one.construction.act == "obligation" and one.object and one.construction.who == "object" and phrases.text(one.word).startswith("requir"):
            start = reading.word_at(one.object[0])  # `requires both houses to agree`: what is required names who shall do it
        else:
            start = one.action
        if phrases.text(one.action) != "not" and one.action < frame.own.end < last and frame.own.end - one.action > 2:
            read = phrases.whole(_with_recipient(frame), last)
            last = last if last - read <= SHORT and phrases.tag(min(read, last - 1)) == "ADP" else min(last, read)
        action = trimmed(reading.text, *reading.place(start, max(last, one.action + 1)))
        whose, whom = construed(voices, one, frame, action)
        if whose is None or action[0] >= action[1] or _empty(voices, next((k for k in OBJECTS if phrases.text(one.word).startswith(k)), ""), one.action):
            continue
        act = one.construction.act
        if act == "permission" and one.construction.to == "subject" and _denied(phrases, one):
            act = "restriction"  # `no troops were allowed to …`
        if act == "demand" and one.object and phrases.text(one.word).startswith("order") and one.subject and COURT.search(reading.text, *phrases.place(one.subject)):
            act, whose, whom = "obligation", whom, ()  # whom a court orders is bound
        sure = OBJECTED if one.object or one.construction.before == "n" else DRAFTED
        yield made(voices, Candidate(act, one.construction.stage if one.construction.before != "n" else None, action, whose, whom, sure), frame)


def _denied(phrases: Phrases, one: Bound) -> bool:
    """`No foreign troops were allowed to …`."""
    sentence = phrases.reading.sentences[phrases.reading.sentence_at(phrases.tokens[one.word].start)][0]
    subject = phrases.subject(one.word, phrases.reading.word_at(sentence))
    return subject is not None and phrases.text(subject[0]) in ("no", "nobody", "none", "neither")


def _with_recipient(frame: Frame) -> int:
    """Where the action ends, a recipient right behind it included: the reader labels each word once."""
    return next((s.end for s in frame.of("to") if s.start == frame.own.end), frame.own.end)


def _funds(voices: Voices) -> Iterator[Commitment]:
    """`a €40 billion fund for X`, of which reports speak: floated, by whoever is named as its maker."""
    reading, text = voices.reading, voices.reading.text
    for start, end in reading.sentences:
        for _, pattern in patterns("sum"):
            for match in pattern.finditer(text, start, end):
                if stage(text, start, match.span(), end) != "floated":
                    continue
                yield made(voices, Candidate("pledge", "floated", match.span(), (), (), 0.4), None)
