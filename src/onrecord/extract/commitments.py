"""Commitments: what speech acts bind people to (speech-act theory: commissives and directives), by the trained reader and by rules.

Four ways lead to one: the cue of a statement ("pledged to …", "demanded that …"), a construction (bindings.py), a modal verb
(modals.py) or a wording inside what is said (commitments.tsv); where none does, the trained reader's own finds count.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from onrecord.extract.bindings import Bound, bindings
from onrecord.extract.lexicon import cues, rows
from onrecord.extract.modals import ASKING, Candidate, Voices, modals
from onrecord.extract.parties import parties
from onrecord.extract.phrases import DENIALS, MARKS, Phrases, Words
from onrecord.extract.places import Places
from onrecord.extract.statements import Found, contents, size
from onrecord.extract.terms import TIMED, Place, condition, deadline, level, patterns, says, stage, trimmed
from onrecord.reader import Frame, Reading, frames
from onrecord.records import Act, Commitment, Figure, Span, Stage, Statement, identified
from onrecord.resolve.actors import Cast

CLAUSE_EDGE = re.compile(r"[.;,“”\"]")
CLAUSE_FIRST = r"(?>[^\w.;,“”\"]*)"  # {first} in commitments.tsv
QUESTION = re.compile(r"[“\"‘']?(?:would|will|could|can|may|should|do|does|did|is|are|was|were|what|why|how|who|when|where|whether|if)\b", re.I)
ASKED = re.compile(r"\W*(?:for|on|upon|that|to)\b", re.I)
NOT_ACTS = {"call": ASKED, "agree": re.compile(r"\W*(?:not )?(?:to|on)\b", re.I), "plead": re.compile(r"\W*(?:for|with|that|to)\b", re.I)}  # lemma -> what must follow it
OBJECTS = {"offer": "courtesy", "promise": "courtesy", "ask": "courtesy", "request": "courtesy", "call": "courtesy", "reject": "claim", "deny": "claim"}  # lemma -> nouns that make it no commitment
MEASURES = frozenset(("money", "share_of_gdp", "troops", "equipment", "displaced"))
COUNTED = frozenset(("persons", "percent"))
LETS = re.compile(r"(?:let|allow|permit|admit|authori[sz]e|grant (?:\w+ ){1,3}access)\b", re.I)  # promises that free somebody else
HOSTILE = re.compile(r"(?:if|unless|should|in the event of|in case of)\b", re.I)  # conditions that a threat names; `only if`, `as long as` name a promise's
REWARD = re.compile(r"(?:only if|once|provid(?:ed|ing) that|as soon as|(?:as|so) long as|on (?:the )?condition that|in return for)\b", re.I)
NONE_OF = re.compile(r"(?:\w+ ){1,2}[“‘\"']?(?:nothing|none|neither|nobody|no (?!one but|more than|later|less|fewer|longer))\b", re.I)  # `hand over none of its citizens`
REPRISALS = re.compile(r"(?:an?\s+|the\s+)?(?:\w+\s+){0,2}?(?:response|retaliation|reprisals?|countermeasures)$", re.I)  # what one warns of and does oneself
ANSWERS = re.compile(r"\b(?:will|would|shall) (?:retaliate|respond|answer (?:\w+ ){0,4}with|take [“‘\"']?(?:\w+ ){0,2}(?:counter)?measures)\b", re.I)  # what only one's own side announces
CONDITIONAL = frozenset(("threat", "pledge", "warning", "refusal", "permission"))
ANIMATE = frozenset(("pledge", "threat", "refusal", "demand", "warning"))  # what only somebody can do
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
OUGHT = frozenset("must should ought need needs".split())
COURT = re.compile(r"\b(?:court|judge|judges|tribunal|magistrate|arbitrators?|justices?)\b", re.I)
OURS = re.compile(r"\b(?:our|we|us|my)\b")
MUST = frozenset("must shall is are was were has have had need needs be".split())
NOBODY = frozenset(("no-one", "nothing", "nobody", "none", "neither"))
STATES = frozenset(("state", "government", "alliance", "armed_group", "party", "population", "company", "person", "other"))


def find_commitments(reading: Reading, cast: Cast, statements: list[Found], figures: list[Figure]) -> list[Commitment]:
    """The rules' commitments, and the trained reader's where they have none: rules are few and precise."""
    if not reading.tokens:
        return []
    voices = Voices(reading, cast, Phrases(reading), contents(statements))
    ruled = _by_reader(voices, _asked_only(_distinct(list(by_rule(voices, statements)))))
    taken = Places((c.evidence[0].start, c.evidence[0].end, None) for c in ruled)
    read = [c for c in framed(voices) if not any(True for _ in taken.overlapping(c.evidence[0].start, c.evidence[0].end))]
    read = [c for c in read if not (c.act == "demand" and c.evidence[0].text[:1].isdigit() and POLLED.search(reading.text, max(0, c.evidence[0].start - 20), c.evidence[0].start))]
    ruled = [c for c in ruled if not (c.act == "refusal" and SILENT.match(c.evidence[0].text))]
    read = [c for c in read if not (c.act == "refusal" and SILENT.match(c.evidence[0].text))]
    in_order = sorted(figures, key=_value_at)
    return [_with_amount(c, in_order) for c in _distinct([*read, *ruled])]


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
            if (made := _by_cue(voices, statement, cue[0].act)) is not None:  # type: ignore[arg-type]
                yield made
        else:
            yield from _by_wording(voices, statement)
    for candidate in modals(voices):
        yield _made(voices, candidate, None)
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
        if frame.label == "demand" and voices.around(action) is None and _must(voices, frame, OUGHT):
            continue  # the outlet's own appeal
        whose, whom = _read_parties(voices, frame, action)
        yield _made(voices, Candidate(_act(voices, frame), None, action, whose, whom, round(sure, 3)), frame)


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
    subject, _ = _governed(voices, frame)
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


def _read_parties(voices: Voices, frame: Frame, action: Place) -> tuple[tuple[str, ...], tuple[str, ...]]:
    around = voices.around(action)
    recent = [around.speakers] if around else []
    bound, other = (parties(voices.reading, voices.cast, frame, (role,)) for role in ("who", "to"))
    subject, passive = _governed(voices, frame)
    if passive and subject is not None and frame.label != "obligation":  # `residents were asked to …` by whoever says so
        place = voices.phrases.place(subject)
        if any(s < place[1] and place[0] < e for s, e in bound):
            bound, other = [p for p in bound if not (p[0] < place[1] and place[0] < p[1])], other or [place]
    if frame.label != "obligation" and (agent := _agent(voices, frame, passive)):
        bound = [agent]
    whose = tuple(dict.fromkeys(i for place in bound for i in voices.people(place, recent)))
    if subject is not None and ((frame.label == "refusal" and not passive) or (frame.label == "obligation" and (passive or _must(voices, frame)))) and (doing := voices.meant(subject, around)):
        whose = doing if not set(whose) & set(doing) else whose
    if around and around.speakers and all(voices.cast.parties[i].tentative and voices.cast.parties[i].type == "other" for i in whose) and frame.label in ANIMATE:
        whose = ()  # `Friday`, `fifty years`
    if passive or subject is None or not set(voices.acting(subject)) & set(whose):
        whose = _ours(voices, frame.label, action, whose)
    whose = whose or (around.speakers if around else ())
    whom = tuple(dict.fromkeys(i for place in other for i in voices.people(place, []))) or (_to_whom(around) if around else ())
    return whose, whom


def _ours(voices: Voices, act: str, action: Place, whose: tuple[str, ...]) -> tuple[str, ...]:
    """Whoever says `our support`, where somebody else is taken for bound."""
    around = voices.around(action)
    if act not in ("pledge", "threat", "refusal") or not OURS.search(voices.reading.text, *action):
        return whose
    return around.speakers if around and around.speakers else ()


def _agent(voices: Voices, frame: Frame, passive: bool) -> Place | None:
    """Whoever `by` names behind a passive: `were told by police to …`, `[a truce] was rejected by both sides`."""
    phrases = voices.phrases
    high = voices.reading.word_at(voices.reading.sentences[voices.reading.sentence_at(voices.reading.tokens[frame.own.start].start)][1] - 1)
    behind = range(frame.own.end, min(high, frame.own.end + 12))
    if not passive:
        be = next((j for j in behind if phrases.tag(j) in ("AUX", "VERB")), None)
        if be is None or not phrases.passive(be + 1, [phrases.text(be)]):
            return None
        behind = range(be + 1, min(high, be + 4))
    by = next((j for j in behind if phrases.text(j) == "by" and phrases.tag(j - 1) == "VERB" and phrases.tag(j + 1) in ("DET", "PROPN", "NOUN", "ADJ")), None)
    return phrases.place((by + 1, phrases.noun_end(by + 1, high))) if by is not None else None


def _must(voices: Voices, frame: Frame, modals: frozenset[str] = MUST) -> bool:
    """Whether a verb of obligation stands right before the action: `owners are to …`, or in it, behind its subject."""
    at, text = frame.own.start - 1, voices.phrases.text
    if text(at) in modals or (text(at) == "to" and text(at - 1) in modals):
        return True
    return modals is OUGHT and any(text(j) in modals and voices.phrases.tag(j) == "AUX" for j in range(frame.own.start, min(frame.own.end, frame.own.start + 12)))


def _governed(voices: Voices, frame: Frame) -> tuple[Words | None, bool]:
    """The subject of the verb that an action hangs on (`the pilot refused to …`, `owners must …`), and whether that is a passive's."""
    phrases, reading = voices.phrases, voices.reading
    low = reading.word_at(reading.sentences[reading.sentence_at(reading.tokens[frame.own.start].start)][0])
    at = frame.own.start - 1
    while at > low and (phrases.text(at) == "to" or phrases.tag(at) == "ADV" or phrases.text(at) in MARKS or phrases.text(at) in DENIALS):
        at -= 1
    if at <= low or phrases.tag(at) not in ("VERB", "AUX"):
        return None, False
    _, helpers = phrases.helpers(at, low)
    return phrases.subject(at, low), phrases.tag(at) == "VERB" and phrases.passive(at, helpers)


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
    whom = _to_whom(statement)
    if act == "warning" and cue and cue.end <= start and (told := ADDRESSED.match(text, start, end)):  # `warned Moscow over arms`, `warned them before this that …`
        whom = _near(voices, start, told.start("rest")) or whom
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
    if act == "pledge" and (harm := says("harm", "strong", text, *action)) and harm.start() - action[0] < 25:
        act = "threat"
    if act == "demand" and not whom:
        whom = _asked(voices, statement, action)
    if own is not None or first > reading.word_at(start) or (lead and lead[0].strip() in ("to", "for")) or phrases.tag(first) in ("VERB", "DET"):
        action = action[0], min(action[1], phrases.place((first, max(first + 1, phrases.clause_end(first, high))))[1])
    return _made(voices, Candidate(act, None, action, _joint(voices, statement, cue), whom, 0.75, when), None, cue)


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


def _to_whom(statement: Statement) -> tuple[str, ...]:
    return (statement.addressee,) if statement.addressee else ()


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
                    yield _made(voices, Candidate(act, None, place, statement.speakers, whom, 0.5), None)
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
        whose, whom = _construed(voices, one, frame, action)
        if whose is None or action[0] >= action[1] or _empty(voices, next((k for k in OBJECTS if phrases.text(one.word).startswith(k)), ""), one.action):
            continue
        act = one.construction.act
        if act == "permission" and one.construction.to == "subject" and _denied(phrases, one):
            act = "restriction"  # `no troops were allowed to …`
        if act == "demand" and one.object and phrases.text(one.word).startswith("order") and one.subject and COURT.search(reading.text, *phrases.place(one.subject)):
            act, whose, whom = "obligation", whom, ()  # whom a court orders is bound
        sure = OBJECTED if one.object or one.construction.before == "n" else DRAFTED
        yield _made(voices, Candidate(act, one.construction.stage if one.construction.before != "n" else None, action, whose, whom, sure), frame)


def _denied(phrases: Phrases, one: Bound) -> bool:
    """`No foreign troops were allowed to …`."""
    sentence = phrases.reading.sentences[phrases.reading.sentence_at(phrases.tokens[one.word].start)][0]
    subject = phrases.subject(one.word, phrases.reading.word_at(sentence))
    return subject is not None and phrases.text(subject[0]) in ("no", "nobody", "none", "neither")


def _with_recipient(frame: Frame) -> int:
    """Where the action ends, a recipient right behind it included: the reader labels each word once."""
    return next((s.end for s in frame.of("to") if s.start == frame.own.end), frame.own.end)


def _construed(voices: Voices, one: Bound, frame: Frame, action: Place) -> tuple[tuple[str, ...] | None, tuple[str, ...]]:
    """Who is bound or binds by a construction, and to whom; no `who` at all where it needs one and has none."""
    around = voices.around(action)
    if any(voices.phrases.text(j) in NOBODY for j in range(max(0, one.word - 8), one.word)):
        return None, ()  # `nothing in the charter compels Kenya to …`
    if one.subject is not None and voices.phrases.text(one.subject[0]) in NOBODY:
        return None, ()
    named = voices.meant(one.subject, around)
    if named and all(voices.cast.parties[i].tentative and voices.cast.parties[i].type in ("other", "document") for i in named):
        if one.construction.act in ("pledge", "threat", "refusal"):
            return None, ()  # `measures that threaten to …`
        if one.construction.before == "n":
            named = ()
    if one.agent and named and all(voices.cast.parties[i].tentative and voices.cast.parties[i].type == "other" for i in named):
        named = around.speakers if around else ()  # `entitled to defend themselves by military means`
    if one.construction.stage == "floated" and one.construction.act == "pledge" and (harm := says("harm", "strong", voices.reading.text, *action)) and harm.start() - action[0] < 12:
        return None, ()  # nobody promises a war that is told of
    whose = named
    whom: tuple[str, ...] = ()
    if one.construction.who == "agent" and not one.agent:
        whose = around.speakers if around else ()
    elif not whose:
        whose = _ours(voices, one.construction.act, action, _read_parties(voices, frame, action)[0])
        if not whose and (one.construction.act in ("pledge", "threat", "refusal") or (one.construction.act == "obligation" and one.construction.before != "n")):
            return None, ()
    if one.construction.to == "object" and one.object:
        words = voices.reading.word_at(one.object[0]), voices.reading.word_at(one.object[1] - 1) + 1
        whom = voices.meant(words, around) or voices.named(words)
        if not voices.named(words) and voices.phrases.text(one.word).startswith("let"):
            return None, ()
    elif one.construction.to == "subject":
        whom = voices.named(voices.phrases.subject(one.word, voices.reading.word_at(voices.reading.sentences[voices.reading.sentence_at(action[0])][0])))
    elif one.construction.to == "after":
        whom = _near(voices, action[1], action[1] + 60)
    if one.construction.stage == "delivered" and not (_states(voices, whose) and _states(voices, _recipient(voices, action, whose))):
        return None, ()  # only what one state gives another is told as a promise kept
    return whose, whom


def _states(voices: Voices, ids: tuple[str, ...]) -> bool:
    return bool(ids) and all(voices.cast.parties[i].type in ("state", "government", "alliance") for i in ids)


def _near(voices: Voices, start: int, end: int) -> tuple[str, ...]:
    mention = next((m for m in voices.cast.inside(start, end) if m.kind != "pronoun"), None)
    return voices.cast.ids(mention) if mention else ()


def _funds(voices: Voices) -> Iterator[Commitment]:
    """`a €40 billion fund for X`, of which reports speak: floated, by whoever is named as its maker."""
    reading, text = voices.reading, voices.reading.text
    for start, end in reading.sentences:
        for _, pattern in patterns("sum"):
            for match in pattern.finditer(text, start, end):
                if stage(text, start, match.span(), end) != "floated":
                    continue
                yield _made(voices, Candidate("pledge", "floated", match.span(), (), (), 0.4), None)


# -- records --------------------------------------------------------------------------------------------------------


def _made(voices: Voices, found: Candidate, frame: Frame | None, cue: Span | None = None) -> Commitment:
    """The record of a candidate: its condition, deadline, recipient, level and stage where they are told."""
    reading, text = voices.reading, voices.reading.text
    sentence = reading.sentences[reading.sentence_at(found.action[0])]
    action, when = found.action, found.condition
    if found.act == "pledge" and found.stage != "delivered" and (harm := says("harm", "strong", text, *action)) and harm.start() - action[0] < 12:
        found = replace(found, act="threat", stage=None)
    if found.act == "pledge" and found.stage != "delivered":
        if NONE_OF.match(text, action[0], action[1]):
            found = replace(found, act="refusal", stage=None)
        elif LETS.match(text, action[0], action[1]):
            found = replace(found, act="permission", stage=None)
    if when is None and found.act in CONDITIONAL:
        when, action = condition(voices.phrases, sentence, action)
    if action[0] >= action[1]:
        action = found.action
    if that := re.match(r"that\s+(?=\w)", text[slice(*action)]):
        action = action[0] + that.end(), action[1]
    if found.act == "pledge" and when is not None and HOSTILE.match(text, when[0]) and (harm := says("harm", "conditional", text, *action)) and harm.start() - action[0] < 12:
        found = replace(found, act="threat", stage=None)  # `recall its envoy if …`
    evidence = [Span("action", *action, text[action[0] : action[1]])]
    if when is None and frame is not None and (span := max(frame.of("condition"), key=lambda s: s.score, default=None)):
        when = trimmed(text, *reading.place(span.start, span.end)) if span.end - span.start > 1 else None
    if found.act == "threat" and when is not None and REWARD.match(text, when[0]) and not says("harm", "strong", text, *action) and not says("harm", "conditional", text, *action):
        found = replace(found, act="pledge")  # `would take in refugees provided that …`
    if when is not None and when[0] < when[1]:
        evidence.append(Span("condition", *when, text[when[0] : when[1]]))
    due = deadline(text, sentence, action, reading.document.published)
    if due:
        evidence.append(Span("deadline", *due[0], text[due[0][0] : due[0][1]]))
    elif frame is not None and (span := max(frame.of("deadline"), key=lambda s: s.score, default=None)):
        place = trimmed(text, *reading.place(span.start, span.end))
        if place[0] < place[1] and TIMED.search(text[slice(*place)]):
            evidence.append(Span("deadline", *place, text[place[0] : place[1]]))
    if cue:
        evidence.append(cue)
    whom = found.to_whom
    if not whom and found.act in ("pledge", "threat"):
        whom = _recipient(voices, action, found.who)
    elif not whom and found.act == "refusal":
        whom = _asking(voices, action)
    told: Stage | None = None
    if found.act == "pledge":
        told = found.stage or stage(text, sentence[0], action, sentence[1])
    return identified(
        Commitment(
            "", reading.document.id, found.act, found.who, tuple(i for i in whom if i not in found.who), deadline=due[1] if due else None,
            level=level(text, action) if found.act == "threat" else None, stage=told, evidence=tuple(evidence), confidence=found.sure,
        )
    )  # fmt: skip


STATIONED = re.compile(r"\b(?:station|base|deploy|stationing|deployment|strikes?|attacks?|brigades?|battalions?|bases|troops|soldiers)\b", re.I)


OWNED = re.compile(r"\b(?:its|their|his|her|our|my)\b")
REQUESTED = re.compile(r"(?:the\s+)?(?P<owner>[^,;.]{2,60}?)[’']s?\s+(?:\w+\s+){0,2}?(?:request|offer|demand|proposal|bid|call|appeal|plea|invitation|ultimatum)\b", re.I)


def _asking(voices: Voices, action: Place) -> tuple[str, ...]:
    """Whose request is refused: `rejected Oman's offer of …`."""
    found = REQUESTED.match(voices.reading.text, *action)
    return _near(voices, *found.span("owner")) if found else ()


def _recipient(voices: Voices, action: Place, bound: tuple[str, ...]) -> tuple[str, ...]:
    """Whom a promise or threat is meant for, as its action names it: `to X`, `for X`, `offer X a loan`; of forces, `in X`."""
    text, cast = voices.reading.text, voices.cast
    placed: tuple[str, ...] = ()
    for mention in cast.inside(*action):
        ids = tuple(i for i in cast.ids(mention) if cast.parties[i].type in STATES)
        if not ids or mention.kind == "pronoun" or set(ids) & set(bound) or (mention.entry and mention.entry.sense == "demonym"):
            continue
        before = re.sub(r"\s+(?:the|its|their)$", "", text[action[0] : mention.start].rstrip(), flags=re.I).split()
        if len(before) == 1 and (OWNED.search(text, action[0], mention.start + 4) or not text[mention.end - 1 : mention.end].isalnum() or not any(word[0].isupper() for word in text[mention.start : mention.end].split())):
            continue  # `recall its ambassador`, `share intelligence`
        if len(before) == 1 or (before and before[-1].lower() in ("to", "for")):
            return ids
        if not placed and before and ((before[-1].lower() in ("in", "on", "of") and STATIONED.search(text, *action)) or (before[-1].lower() in ("with", "against") and len(before) < 7)):
            placed = ids
    return placed


def _distinct(found: list[Commitment]) -> list[Commitment]:
    """One of several with the same act over overlapping actions, or of any acts over nearly the same one: the surest."""
    out: list[Commitment] = []
    taken: Places[Act] = Places()
    begun: set[int] = set()
    for one in sorted(found, key=lambda c: -c.confidence):
        a = one.evidence[0]
        if a.start not in begun and not any(act == one.act or 2 * (min(e, a.end) - max(s, a.start)) > max(e, a.end) - min(s, a.start) for s, e, act in taken.overlapping(a.start, a.end)):
            taken.add(a.start, a.end, one.act)
            begun.add(a.start)
            out.append(one)
    return out


def _value_at(figure: Figure) -> int:
    return next(s.start for s in figure.evidence if s.role == "value")


def _with_amount(commitment: Commitment, figures: list[Figure]) -> Commitment:
    """`figures` in the order of their values."""
    action = commitment.evidence[0]
    for figure in figures[bisect_left(figures, action.start, key=_value_at) : bisect_left(figures, action.end, key=_value_at)]:
        value = next(s for s in figure.evidence if s.role == "value")
        if action.start <= value.start and value.end <= action.end and (figure.measure in MEASURES or (figure.measure == "other" and figure.unit in COUNTED)):
            span = replace(value, role="amount")
            return identified(replace(commitment, amount=figure.id, evidence=(*commitment.evidence, span)))
    return commitment
