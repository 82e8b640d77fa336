"""Quotation attribution by rules: cue, then content, then source, within one unit of text.

A unit is a run of sentences that no quotation mark parts: what stands between marks is opaque at its level and is read again
one level down. The order cue → content → source follows the quotation-attribution literature (PARC 3.0; Pareti 2016).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace

from onrecord.extract.lexicon import Cue, cues, speech_nouns
from onrecord.extract.places import between
from onrecord.reader import Reading, Token
from onrecord.resolve.actors import Cast
from onrecord.resolve.mentions import Mention

AUXILIARIES = frozenset("has have had is are was were be been being did does do will would could should might may must can".split())
BE = frozenset("is are was were be been being get gets got".split())
NEGATIONS = frozenset("not n't n’t never without neither nor no nobody".split())
DETERMINERS = frozenset("the a an this that these those his her its their our my your any no some such other another recent further".split())
CONJUNCTIONS = frozenset("and but or while when as if because although though whereas since after before until that which whose where than so yet".split())
PREPOSITIONS = frozenset("of in on at by for from with without to into about against over under during between among through via per amid".split())
CLAUSE_STARTERS = frozenset("he she it they we you i the a an this these those there his her its their our all both many most some several no any what if".split())
FINITE = frozenset(
    "is are was were has have had will would could should can may might must do does did 's 're 've 'll 'd ’s ’re ’ve ’ll ’d isn't aren't wasn't".split()
)
ADVERBS = frozenset("therefore thus however also again then later earlier once now still even repeatedly further only just today yesterday tomorrow today,".split())
WEEKDAYS = frozenset("Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split())
HEARERS = frozenset("reporters journalists lawmakers parliament viewers supporters crowds them him her us me you".split())
SUBORDINATORS = frozenset("after before while when as although though since once because".split())
LONGEST_UNIT = 10_000  # characters: so far sentences that quotations join are taken together
OVERLAPS = 50  # attributions of one unit that a further one is compared with
OPEN_CLOSE = " \t\n“”‘’\"'«»„‹›"


@dataclass(frozen=True, slots=True)
class Unit:
    """Tokens at one quotation level, with the quotations inside it: [start, end) and its opaque stretches."""

    start: int
    end: int
    paragraph: int
    tokens: tuple[Token, ...]  # outside the quotations
    quotes: tuple[tuple[int, int], ...]  # marks included, in this unit's paragraph
    level: int = 0


@dataclass(frozen=True, slots=True)
class Attribution:
    """One cue with what it attributes and to whom; content spans are trimmed as the guidelines say."""

    content: tuple[tuple[int, int], ...]
    cue: tuple[int, int] | None
    source: tuple[int, int] | None
    addressee: tuple[int, int] | None
    verb: Cue | None
    frame: str  # the speech.tsv letter, or p postposed, a according to, b block
    level: int
    unit: int
    confidence: float


def units(reading: Reading) -> list[Unit]:
    """The text outside quotations, sentence by sentence, sentences that a quotation joins taken together."""
    return list(_units(reading, reading.sentences, reading.quoted(0), 0))


def inner_units(reading: Reading, start: int, end: int, level: int) -> list[Unit]:
    """The sentences of one quoted stretch, its own inner quotations opaque."""
    inside = [(max(s, start), min(e, end)) for s, e in reading.sentences_in(start, end)]
    quotes = [p for p in between(reading.quoted(level), start, end) if start < p[0] and p[1] < end]
    return list(_units(reading, inside, quotes, level))


def _units(reading: Reading, sentences: tuple[tuple[int, int], ...] | list[tuple[int, int]], quotes: list[tuple[int, int]], level: int) -> Iterator[Unit]:
    at = 0
    run: tuple[int, int] | None = None
    runs: list[tuple[int, int]] = []
    for start, end in sentences:
        while at < len(quotes) and quotes[at][1] <= start:
            at += 1
        joined = run is not None and at < len(quotes) and quotes[at][0] < run[1] and quotes[at][1] > start
        if joined and run and end - run[0] <= LONGEST_UNIT:
            run = (run[0], end)
        else:
            if run:
                runs.append(run)
            run = (start, end)
    if run:
        runs.append(run)
    for start, end in runs:
        held = tuple(between(quotes, start, end))
        outside = tuple(t for t in reading.tokens_in(start, end) if not between(held, t.start, t.start + 1))
        yield Unit(start, end, reading.paragraph_at(start), outside, held, level)


def attributions(reading: Reading, unit: Unit, number: int, cast: Cast) -> list[Attribution]:
    """Every attribution a unit makes at its own level, in reading order."""
    found: list[Attribution] = []
    found.extend(_according_to(reading, unit, number))
    tokens = unit.tokens
    named = {  # the "States" of the United States says nothing; the head of "Russian state media reports" may
        t.start for m in cast.inside(unit.start, unit.end) for t in reading.tokens_in(m.start, m.end) if m.kind != "group" or t.end != m.end
    }  # fmt: skip
    for k, token in enumerate(tokens):
        known = cues().get(token.text.lower())
        if known is None or token.start in named or not is_verb(tokens, k, known[1], reading.text):
            continue
        one = _attribution(reading, unit, number, k, known[0], found, cast)
        if one and not any(_same(one.content, other.content) for other in found[-OVERLAPS:]):
            found.append(one)
            found.extend(_quotation_after_clause(unit, one))
    found.extend(n for n in _by_noun(reading, unit, number, cast) if not any(_same(n.content, other.content) for other in found[-OVERLAPS:]))
    return _cut(sorted(found, key=lambda a: a.content[0]), reading.text)


Spans = tuple[tuple[int, int], ...]


def _same(a: Spans, b: Spans) -> bool:
    """Whether two contents are the same but for their edges."""
    shared = sum(max(0, min(e, g) - max(s, f)) for s, e in a for f, g in b)
    return shared >= 0.8 * max(sum(e - s for s, e in a), sum(g - f for f, g in b))


def _quotation_after_clause(unit: Unit, one: Attribution) -> Iterator[Attribution]:
    """`told the paper that A: “B”`: the clause and the quotation are two statements with one cue."""
    if one.frame not in ("t", "x", "c") or not one.content:
        return
    quote = next((q for q in unit.quotes if one.content[-1][1] <= q[0] <= one.content[-1][1] + 3), None)
    if quote is not None:
        yield replace(one, content=(quote,), frame="q", confidence=0.9)


def _by_noun(reading: Reading, unit: Unit, number: int, cast: Cast) -> Iterator[Attribution]:
    """`Moscow's warning that …`, `the announcement that …`: a noun of saying with a that-clause; the source may be nobody."""
    tokens, text = unit.tokens, reading.text
    for k in range(len(tokens) - 2):
        if tokens[k].text.lower() not in speech_nouns() or tokens[k + 1].text.lower() != "that" or tokens[k + 2].text.lower() in FINITE:
            continue
        owner = next((m for m in reversed(cast.inside(unit.start, tokens[k].start)) if 0 < tokens[k].start - m.end <= 4), None)
        possessive = owner is not None and text[owner.end : tokens[k].start].strip() in ("'s", "’s", "'", "’", "")
        source = (owner.start, owner.end) if owner and possessive else None
        content = _reported(text, tokens[k + 1].start, unit.end)
        yield Attribution((content,), (tokens[k].start, tokens[k].end), source, None, None, "t", unit.level, number, 0.68)


def is_verb(tokens: tuple[Token, ...], k: int, form: str, text: str) -> bool:
    """Whether the word is used as a verb of an act that took place: not a noun, not negated, not passive."""
    before = [t.text.lower() for t in tokens[max(0, k - 4) : k]]
    previous = before[-1] if before else ""
    if any(word in NEGATIONS or word == "if" for word in before[-3:]):
        return False
    if form == "base" and previous in ("will", "shall", "can", "could", "may", "might", "should", "must", "'ll", "’ll"):
        return False  # speech to come, or merely possible
    if form in ("base", "s") and (previous in DETERMINERS or previous in ("'s", "’s", "of") or previous in PREPOSITIONS - {"to"}):
        return False
    if form == "base" and previous == "to":
        return bool(set(before[-4:-1]) & {"went", "on", "goes"})
    while before and (before[-1] in ADVERBS or before[-1].endswith("ly")):
        before.pop()
    if form == "past" and before and before[-1] in BE:
        return False
    if form == "ing" and previous in DETERMINERS | {"of", "'s", "’s"}:
        return False
    following = tokens[k + 1].text.lower() if k + 1 < len(tokens) else ""
    return not (form == "past" and following == "by")


CONTRAST = (", but ", ", although ", ", though ", ", despite ", "; ")


def _reported(text: str, start: int, end: int) -> tuple[int, int]:
    """A reported clause ends where the outlet sets something against it (`said A, but B`)."""
    colon = text.find(": ", start, end)
    if colon > 0 and text[colon + 2 : colon + 3] in "“\"‘'«„":
        end = colon
    low = text.find("“", start, end), text.find('"', start, end)
    if max(low) < 0:
        cuts = [at for mark in CONTRAST if (at := text.find(mark, start + 12, end)) >= 0]
        end = min([*cuts, end])
    return _trim(text, start, end)


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Leaves out edge spaces and commas, and a final stop outside quotation marks."""
    while start < end and text[start] in " \n,;:—–":
        start += 1
    while start < end and (text[end - 1] in " \n,;:—–" or (text[end - 1] in "." and text[end - 2 : end - 1] not in ("“", "”", "."))):
        if text[end - 1] == "." and _closing_abbreviation(text, end):
            break
        end -= 1
    return start, end


def _closing_abbreviation(text: str, end: int) -> bool:
    word = text[:end].rsplit(None, 1)[-1]
    return word.count(".") > 1 and len(word) <= 6


def _attribution(reading: Reading, unit: Unit, number: int, k: int, verb: Cue, found: list[Attribution], cast: Cast) -> Attribution | None:
    tokens, text = unit.tokens, reading.text
    cue = (tokens[k].start, tokens[k].end)
    source, shared = source_before(unit, k, text, cast, found)
    after = _content_after(unit, k, verb, text, cast)
    if after is not None:
        spans, frame, addressee, cue_end = after
        if source is None and not shared:
            return None
        if source is None:
            source = _subject(unit, k, text, cast, found)
            if source is None:
                return None
        if frame == "q" and (first := _quotation_before(unit, source, cue, text)):  # “A,” she said, “and B.”
            spans = (first, *spans)
        confidence = {"k": 0.8, "q": 0.93, "t": 0.9, "x": 0.88, "c": 0.72, "f": 0.75, "o": 0.7, "u": 0.72, "n": 0.6, "w": 0.65}[frame]
        return Attribution(spans, (cue[0], cue_end), source, addressee, verb, frame, unit.level, number, confidence)
    if "q" not in verb.frames and "c" not in verb.frames and "t" not in verb.frames:
        return None
    inverted = _source_after(unit, k, text, cast)
    if source is not None and "c" in verb.frames and (spans := _around(unit, source[0], tokens[k].end, text)):
        return Attribution(spans, cue, source, None, verb, "p", unit.level, number, 0.7)
    if inverted is not None and _postposed(unit, k, cue[0], text):
        source = inverted
        edge = cue[0]
    elif source is not None and (_at_end(unit, k, text) or ("x" in verb.frames and unit.quotes and _sentence_over(unit, k, text))) and _postposed(unit, k, source[0], text):
        edge = source[0]
    else:
        return None
    start, end = _trim(text, unit.start, edge)
    spans = ((start, end),)
    quoted = [q for q in unit.quotes if q[0] < edge]
    if quoted and not text[start : quoted[0][0]].strip(OPEN_CLOSE) and not text[quoted[-1][1] : end].strip(OPEN_CLOSE + ",.") and len(quoted) == 1:
        spans = ((max(quoted[0][0], unit.start), quoted[0][1]),)
    elif quoted and not text[quoted[-1][1] : end].strip(OPEN_CLOSE + ",."):
        spans = ((start, quoted[-1][1]),)
    elif not quoted and ("c" not in verb.frames or not _clause_before(unit, edge) or not _sentence_over(unit, k, text)):
        return None
    rest = tuple(q for q in unit.quotes if q[0] >= edge)  # “…,” she said, “…”
    if quoted and rest:
        spans += rest
    if spans[0][1] - spans[0][0] < 3:
        return None
    return Attribution(spans, cue, source, None, verb, "p", unit.level, number, 0.95 if quoted else 0.75)


def _around(unit: Unit, start: int, end: int, text: str) -> Spans | None:
    """`A, the ministry said, B` without marks: both halves of the clause that an attribution between commas interrupts."""
    if unit.quotes or not text[unit.start : start].rstrip().endswith(",") or not text[end : unit.end].lstrip().startswith(","):
        return None
    before, after = _trim(text, unit.start, start), _trim(text, end, unit.end)
    if len(text[after[0] : after[1]].split()) < 3:
        return None
    if len(text[before[0] : before[1]].split()) < 3:
        return (after,)
    return (before, after)


def _quotation_before(unit: Unit, source: tuple[int, int], cue: tuple[int, int], text: str) -> tuple[int, int] | None:
    """The first half of a quotation that its attribution interrupts, where the unit begins with it."""
    edge = min(source[0], cue[0])
    quote = next((q for q in unit.quotes if q[1] <= edge and not text[unit.start : q[0]].strip()), None)
    if quote is None or text[quote[1] : edge].strip(" ,") or not text[quote[0] : edge].rstrip(OPEN_CLOSE).endswith(","):
        return None
    return quote


# -- content --------------------------------------------------------------------------------------------------------


def _content_after(
    unit: Unit, k: int, verb: Cue, text: str, cast: Cast
) -> tuple[tuple[tuple[int, int], ...], str, tuple[int, int] | None, int] | None:
    """What follows the cue: (content spans, frame, addressee span, end of cue), or None where nothing does."""
    tokens, cue_end = unit.tokens, unit.tokens[k].end
    j = k + 1
    while j < len(tokens) and (tokens[j].text.lower() in ADVERBS or tokens[j].text.endswith("ly")) and not _quote_between(unit, tokens[j - 1].end, tokens[j].start):
        j += 1
    quote = _quote_between(unit, tokens[j - 1].end, tokens[j].start if j < len(tokens) else unit.end)
    word = tokens[j].text.lower() if j < len(tokens) else ""
    if "k" in verb.frames and word not in ("for", "on", "upon", ",", ":", "") and quote is None:
        named = _quote_after_phrase(unit, j)
        return ((_trim(text, tokens[j].start, named[1]),), "k", None, cue_end) if named else None
    if quote is not None:
        if "q" in verb.frames or "n" in verb.frames:
            return _through(unit, quote[0], text), "q", None, cue_end
        return None
    if not word:
        return None
    if word in (":", ",") and "q" in verb.frames:
        quote = _quote_between(unit, tokens[j].end, tokens[j + 1].start if j + 1 < len(tokens) else unit.end)
        if quote is not None:
            return _through(unit, quote[0], text), "q", None, cue_end
        if word == ":" and j + 1 < len(tokens):
            return (_trim(text, tokens[j + 1].start, unit.end),), "c", None, cue_end
        return None
    if word == "that" and set("tx") & set(verb.frames) and _clause_follows(tokens, j):
        return (_reported(text, tokens[j].start, unit.end),), "t", None, cue_end
    if set("xu") & set(verb.frames):
        hit = _addressed(unit, j, verb, text, cast)
        if hit:
            return hit
    if (word == "for" and "f" in verb.frames and j + 1 < len(tokens)) or (word == "for" and "f" in verb.frames and unit.quotes):
        return (_reported(text, tokens[j].end, unit.end),), "f", None, tokens[j].end
    if word in ("of", "about", "against") and "w" in verb.frames:
        return (_reported(text, tokens[j].end, unit.end),), "w", None, tokens[j].end
    if word == "to" and "o" in verb.frames:
        return (_reported(text, tokens[j].start, unit.end),), "o", None, cue_end
    that = _that_after_phrase(unit, j)
    if that is not None and "t" in verb.frames:
        return (_reported(text, tokens[that].start, unit.end),), "t", None, cue_end
    if word in QUANTIFIERS and j + 1 < len(tokens) and (tokens[j + 1].text.lower() in ("least", "most", "many", "than", "to") or tokens[j + 1].text[0].isdigit() or word == "over"):
        if "c" in verb.frames and _finite_soon(tokens, j):
            return (_reported(text, tokens[j].start, _clause_end(unit, k, cast)),), "c", None, cue_end
    elif "c" in verb.frames and (clause := _clause_after_phrase(unit, j, cast)):
        return (_reported(text, tokens[clause].start, unit.end),), "c", None, cue_end
    said = verb.lemma == "say" and word in CLAUSE_STARTERS and len(tokens) - j > 4  # said takes a clause, hardly ever a bare object
    if "c" in verb.frames and word not in PREPOSITIONS | CONJUNCTIONS - {"if"} and (said or _finite_soon(tokens, j)):
        inverted = _source_after(unit, k, text, cast)
        if inverted and _postposed(unit, k, unit.tokens[k].start, text):
            return None
        return (_reported(text, tokens[j].start, _clause_end(unit, k, cast)),), "c", None, cue_end
    later = _quote_after_phrase(unit, j)
    if later is not None and "q" in verb.frames and not (_source_after(unit, k, text, cast) and _postposed(unit, k, unit.tokens[k].start, text)):
        return _through(unit, later[0], text), "q", None, cue_end
    noun = tokens[j].text[:1].isalnum() and word not in PREPOSITIONS | CONJUNCTIONS | ADVERBS | BE | FINITE
    if "n" in verb.frames and noun:
        return (_reported(text, tokens[j].start, unit.end),), "n", None, cue_end
    return None


def _through(unit: Unit, start: int, text: str) -> tuple[tuple[int, int], ...]:
    """From a quotation to the end of what belongs to it: the quotation alone where only an attribution or nothing follows."""
    quote = next(q for q in unit.quotes if q[0] == start)
    rest = text[quote[1] : unit.end].strip(OPEN_CLOSE + ".,;")
    first = rest.split()[0].lower() if rest else ""
    if not rest or first.endswith("ing") or first in ("and", "but", "while", "as", "in", "on", "at", "after", "before", "during", "when", "adding"):
        return (quote,)
    return (_trim(text, start, unit.end),)


def _clause_end(unit: Unit, k: int, cast: Cast) -> int:
    """`After A said B, C did D`: in an opening subordinate clause the reported clause ends at the comma before the main subject."""
    tokens = unit.tokens
    if tokens[0].text.lower() not in SUBORDINATORS:
        return unit.end
    for j in range(k + 2, len(tokens) - 1):
        if tokens[j].text == ",":
            if any(t.text == "," for t in tokens[1:k]):
                return unit.end  # the main clause began before the cue
            following = tokens[j + 1]
            if following.text.lower() in CLAUSE_STARTERS or _mention_from(cast, following.start):
                return tokens[j].start
    return unit.end


def _quote_between(unit: Unit, low: int, high: int) -> tuple[int, int] | None:
    at = bisect_left(unit.quotes, low, key=lambda q: q[0])
    return unit.quotes[at] if at < len(unit.quotes) and unit.quotes[at][0] < high else None


def _clause_follows(tokens: tuple[Token, ...], j: int) -> bool:
    """A subject follows "that"; a verb right after it makes it a relative pronoun (`the factors that are …`)."""
    return j + 1 < len(tokens) and tokens[j + 1].text.lower() not in FINITE - {"may", "can", "will"}


def _finite_soon(tokens: tuple[Token, ...], j: int) -> bool:
    """Whether a finite verb seems to stand within the next words: an auxiliary, or a past or third-person form after a noun."""
    for i, token in enumerate(tokens[j : j + 14]):
        word = token.text.lower()
        if word in (";", ":") or (word == "," and i < 2):
            return False
        if word in FINITE:
            return True
        if i and (word.endswith("ed") or word in PAST_FORMS) and word not in DETERMINERS:
            return True
        if i and word.endswith("s") and not word.endswith("ss") and tokens[j + i - 1].text.lower() in ("he", "she", "it", "who"):
            return True
    return False


PAST_FORMS = frozenset("ate became been began bought broke brought built came caught chose cost did died drew drove fell felt flew forgave forgot fought found froze gave got grew had held hid hit hurt kept knew lay led left let lost made met paid put ran rang rode rose said sang sank saw sent set shone shook shot shut slept sold spent spoke spread stole stood struck swept taught thought threw told took understood was went were woke won wore wrote".split())  # fmt: skip


QUANTIFIERS = frozenset("at over about up as between more around nearly almost fewer under".split())
OCCASIONS = frozenset(
    "statement interview conference tweet twitter speech address briefing letter report remarks release post television radio monday tuesday wednesday "
    "thursday friday saturday sunday january february march april may june july august september october november december week month year today yesterday".split()
)  # fmt: skip


def _clause_after_phrase(unit: Unit, j: int, cast: Cast) -> int | None:
    """`said on Monday it would`, `said in a statement the port`: where the clause begins after a phrase of time or occasion."""
    tokens = unit.tokens
    if tokens[j].text.lower() not in PREPOSITIONS | {"last", "this", "yesterday", "today"} and tokens[j].text not in WEEKDAYS:
        return None
    seen = False
    for i in range(j, min(j + 8, len(tokens))):
        word = tokens[i].text.lower()
        if word in (",", ";", ":", ".") or _quote_between(unit, tokens[i - 1].end, tokens[i].start):
            return None
        if seen and (word in CLAUSE_STARTERS or (tokens[i].text[:1].isupper() and word not in OCCASIONS)) and word not in ("a", "an") and _finite_soon(tokens, i):
            return i
        seen = seen or word in OCCASIONS
    return None


def _that_after_phrase(unit: Unit, j: int) -> int | None:
    """`said on Monday that`, `told reporters in Kyiv that`: the index of a that after a short phrase without a comma."""
    tokens = unit.tokens
    if j >= len(tokens) or (tokens[j].text.lower() not in PREPOSITIONS | {"last", "this"} and tokens[j].text not in WEEKDAYS):
        return None
    for i in range(j + 1, min(j + 9, len(tokens) - 1)):
        if tokens[i].text in (",", ";", ":") or _quote_between(unit, tokens[i - 1].end, tokens[i].start):
            return None
        if tokens[i].text.lower() == "that":
            return i if _clause_follows(tokens, i) else None
    return None


def _quote_after_phrase(unit: Unit, j: int) -> tuple[int, int] | None:
    """`said in a televised address: “`, `declare that they will continue their “…`: a quotation within the next few words."""
    tokens = unit.tokens
    for i in range(j, min(j + 10, len(tokens) + 1)):
        low = tokens[i - 1].end
        high = tokens[i].start if i < len(tokens) else unit.end
        quote = _quote_between(unit, low, high)
        if quote:
            return quote
        if i < len(tokens) and tokens[i].text in (";", "."):
            return None
    return None


def _addressed(unit: Unit, j: int, verb: Cue, text: str, cast: Cast) -> tuple[tuple[tuple[int, int], ...], str, tuple[int, int] | None, int] | None:
    """`told the Guardian that`, `urged Russia to`, `called on members to`: content after the addressee."""
    tokens = unit.tokens
    cue_end = tokens[j - 1].end
    if tokens[j].text.lower() in ("on", "upon", "to") and verb.lemma in ("call", "appeal"):
        j += 1
    start = j
    if start < len(tokens) and tokens[start].text.lower() in NEGATIONS:
        return None
    while j < len(tokens) and j - start < 12:
        word = tokens[j].text.lower()
        if quote := _quote_between(unit, tokens[j - 1].end, tokens[j].start):
            return ((_through(unit, quote[0], text)), "x", (tokens[start].start, tokens[j - 1].end), cue_end) if j > start else None
        if j > start and word == "that" and "x" in verb.frames:
            return (_reported(text, tokens[j].start, unit.end),), "x", (tokens[start].start, tokens[j - 1].end), cue_end
        if j > start and word == "to" and "u" in verb.frames:
            return (_reported(text, tokens[j].start, unit.end),), "u", (tokens[start].start, tokens[j - 1].end), cue_end
        if word in (":", ",") and j > start and (quote := _quote_between(unit, tokens[j].end, tokens[j + 1].start if j + 1 < len(tokens) else unit.end)):
            return _through(unit, quote[0], text), "x", (tokens[start].start, tokens[j - 1].end), cue_end
        if word in CONJUNCTIONS - {"and"} or word in (",", ";", "."):
            break
        j += 1
    if "x" in verb.frames and verb.lemma in ("tell", "inform", "assure") and start < len(tokens):
        mention = _mention_from(cast, tokens[start].start)
        heard = (mention.start, mention.end) if mention else (tokens[start].start, tokens[start].end)
        after = next((i for i in range(start, len(tokens)) if tokens[i].start >= heard[1]), None)
        told = mention is not None or tokens[start].text.lower() in HEARERS
        if told and after is not None and _finite_soon(tokens, after) and tokens[after].text.lower() not in PREPOSITIONS | CONJUNCTIONS | {","}:
            return (_reported(text, tokens[after].start, unit.end),), "x", heard, cue_end
    return None


# -- source ---------------------------------------------------------------------------------------------------------


def _mention_from(cast: Cast, start: int) -> Mention | None:
    return next((m for m in cast.inside(start, start + 200) if m.start == start), None)


def source_before(unit: Unit, k: int, text: str, cast: Cast, found: list[Attribution]) -> tuple[tuple[int, int] | None, bool]:
    """The noun phrase just left of the cue, or (None, True) where the cue shares the subject of an earlier verb."""
    tokens = unit.tokens
    i = k - 1
    while i >= 0 and (tokens[i].text.lower() in AUXILIARIES | ADVERBS or tokens[i].text.lower().endswith("ly")) and not _quote_between(unit, tokens[i].end, tokens[i + 1].start):
        i -= 1
    if i < 0 or _quote_between(unit, tokens[i].end, tokens[i + 1].start):
        return None, i >= 0 and tokens[k].text.endswith("ing")
    word = tokens[i].text.lower()
    if word in (",", "and", "but", "then") or (word in CONJUNCTIONS and word not in ("that", "which")):
        name = next((m for m in cast.inside(unit.start, tokens[i].start) if m.end == tokens[i].start and m.kind in ("name", "person")), None)
        if word == "," and name and text[: name.start].rstrip().endswith(","):  # `a spokesman for the agency, Anders Riis, said`
            return (name.start, name.end), False
        if word == "," and i > 1 and (apposed := _apposition(unit, i, text, cast)):
            return apposed, False
        return None, word in (",", "and", "but", "then")
    if word == "who":
        end = i - 1
        while end > 0 and tokens[end].text == ",":
            end -= 1
        return _phrase_ending(unit, end, text, cast), False
    if word in PREPOSITIONS or word in (";", ":", "."):
        return None, False
    return _phrase_ending(unit, i, text, cast), False


def _phrase_ending(unit: Unit, i: int, text: str, cast: Cast) -> tuple[int, int] | None:
    """The noun phrase whose last token is i: as far left as words of a noun phrase go, an apposed description included."""
    tokens = unit.tokens
    end = tokens[i].end
    j = i
    while j > 0 and not _quote_between(unit, tokens[j - 1].end, tokens[j].start):
        word = tokens[j - 1].text.lower()
        if word in CONJUNCTIONS - {"and"} or word in (";", ":", ".", "—", "–", "(") or word in AUXILIARIES:
            break
        if word == "," and not _inside_mention(cast, tokens[j - 1].start) and not _apposed_left(tokens, j, i):
            break
        if word == "and" and not _inside_mention(cast, tokens[j - 1].start) and not (tokens[j].text[:1].isupper() and tokens[j - 2].text[:1].isupper()):
            break
        if word in PREPOSITIONS - {"of", "for", "to", "in", "from", "at", "with"}:
            break
        if word in cues() and cues()[word][1] in ("past", "s"):
            break
        j -= 1
    while j < i and (tokens[j].text.lower() in PREPOSITIONS | CONJUNCTIONS | {"however", "meanwhile"} or not tokens[j].text[0].isalnum()):
        j += 1
    start = tokens[j].start
    if start >= end or all(not c.isalnum() for c in text[start:end]):
        return None
    words = text[start:end].split()
    if len(words) == 1 and words[0].lower() in DETERMINERS | {"there", "it’s", "which"}:
        return None
    # a long run is the mention at its end, with what is apposed to it
    if len(words) > 12 and (last := [m for m in cast.inside(start, end) if m.end == end]):
        start = last[-1].start
    return start, end


def _apposed_left(tokens: tuple[Token, ...], j: int, i: int) -> bool:
    """`the Chief of Staff of the French Army, Pierre Schill`: a name after a comma belongs to the description before it."""
    return all(t.text[:1].isupper() or t.text.lower() in ("de", "van", "von", "al", "bin", "-", "and") for t in tokens[j : i + 1]) and i - j <= 6 and (i > j or tokens[j].text[:1].isupper())


def _apposition(unit: Unit, i: int, text: str, cast: Cast) -> tuple[int, int] | None:
    """`NAME, a doctor, said`: i is the second comma; the name before the first one is the source."""
    tokens = unit.tokens
    for j in range(i - 1, max(-1, i - 14), -1):
        if tokens[j].text == "," and j > 0:
            mention = next((m for m in cast.inside(unit.start, tokens[j].start + 1) if m.end == tokens[j].start), None)
            described = {t.text.lower() for t in tokens[j + 1 : i]}
            plain = not described & FINITE and not any(cues().get(w, (None, ""))[1] == "past" for w in described)
            if mention and (plain or tokens[j + 1].text.lower() in ("who", "whose", "which")):
                return mention.start, mention.end
            return None
    return None


def _inside_mention(cast: Cast, offset: int) -> bool:
    return any(m.start <= offset < m.end for m in cast.inside(offset - 150, offset + 150))


def _subject(unit: Unit, k: int, text: str, cast: Cast, found: list[Attribution]) -> tuple[int, int] | None:
    """The subject a coordinated or participial cue shares: the source of the unit's last attribution, else its clause's first mention."""
    tokens = unit.tokens
    subordinate = tokens[0].text.lower() in SUBORDINATORS  # `After A said B, C called in D and warned`: C is the subject
    if found and found[-1].source and found[-1].frame != "a" and not subordinate:
        return found[-1].source
    clause_start = unit.start
    for j in range(k - 2, 0, -1):
        if subordinate and tokens[j].text in (",", ";", ":") and tokens[j + 1].text.lower() not in ("and", "adding"):
            clause_start = tokens[j].end
            break
    prepositions = {token.end for token in tokens[:k] if token.text.lower() in PREPOSITIONS}
    candidates = [
        m for m in cast.inside(clause_start, tokens[k].start)
        if not (m.entry is not None and m.entry.sense == "demonym") and not any(s <= m.start < e for s, e in unit.quotes)
    ]  # fmt: skip
    free = [m for m in candidates if m.start - 1 not in prepositions]
    subject = next(iter(free or candidates), None)
    return (subject.start, subject.end) if subject else None


def _source_after(unit: Unit, k: int, text: str, cast: Cast) -> tuple[int, int] | None:
    """`…,” said NATO Secretary General Jens Stoltenberg in a statement`: the noun phrase right of the cue."""
    tokens = unit.tokens
    if k + 1 >= len(tokens) or tokens[k].text.endswith("ing") or _quote_between(unit, tokens[k].end, tokens[k + 1].start):
        return None
    start = tokens[k + 1].start
    word = tokens[k + 1].text.lower()
    if word in PREPOSITIONS | CONJUNCTIONS or not tokens[k + 1].text[:1].isalpha():
        return None
    mention = _mention_from(cast, start)
    if mention:
        after = next((i for i in range(k + 1, len(tokens)) if tokens[i].start >= mention.end), len(tokens))
        clause = after < len(tokens) and tokens[after].text.lower() not in CONJUNCTIONS | PREPOSITIONS and _finite_soon(tokens[: after + 5], after)
        return None if clause else (mention.start, mention.end)  # `said he intended to sue` reports; `said he` attributes
    end = tokens[k + 1].end
    for token in tokens[k + 1 : k + 10]:
        if token.text in (",", ".", ";", ":") or token.text.lower() in (PREPOSITIONS - {"of", "for"}) | CONJUNCTIONS or _quote_between(unit, end, token.start):
            break
        end = token.end
    beside = any(0 <= tokens[k].start - q[1] <= 2 for q in unit.quotes)  # “…” said lead author …
    return (start, end) if beside or word in ("the", "a", "an", "one", "his", "her") or tokens[k + 1].text[:1].isupper() else None


def _postposed(unit: Unit, k: int, edge: int, text: str) -> bool:
    """Whether what stands before `edge` is content: a quotation or clause closed by a comma or mark just before it."""
    before = text[unit.start : edge].rstrip()
    if not before:
        return False
    last = before[-1]
    return last in ",”’\"'»" or (last in "?!" and bool(unit.quotes)) or last in "—–"


def _clause_before(unit: Unit, edge: int) -> bool:
    """Whether the words before `edge` can be a reported clause: a subject and a finite verb."""
    before = tuple(t for t in unit.tokens if t.start < edge)
    return len(before) > 4 and before[0].text.lower() not in CONJUNCTIONS | PREPOSITIONS and _finite_soon(before, 0)


def _sentence_over(unit: Unit, k: int, text: str) -> bool:
    """Whether what follows a postposed attribution is no more than a phrase of time, place or manner."""
    rest = [t.text.lower() for t in unit.tokens[k + 1 :]]
    return len(rest) < 16 and not set(rest) & FINITE


def _at_end(unit: Unit, k: int, text: str) -> bool:
    """Whether after the cue only adverbs, a time or a place follow: nothing that could be its content."""
    tokens = unit.tokens
    if k + 1 >= len(tokens):
        return True
    word = tokens[k + 1].text
    return word in (".", ",", ";", "!", "?", "—", "–") or word.lower() in PREPOSITIONS | ADVERBS | CONJUNCTIONS | {"last", "this"} or word in WEEKDAYS or word.endswith("ing")


# -- according to ---------------------------------------------------------------------------------------------------


def _according_to(reading: Reading, unit: Unit, number: int) -> Iterator[Attribution]:
    tokens, text = unit.tokens, reading.text
    for k in range(len(tokens) - 2):
        if tokens[k].text.lower() != "according" or tokens[k + 1].text.lower() != "to":
            continue
        end = k + 2
        while end < len(tokens) and tokens[end].text not in (",", ".", ";", ":") and not _quote_between(unit, tokens[end - 1].end, tokens[end].start):
            end += 1
        source = (tokens[k + 2].start, tokens[end - 1].end)
        cue = (tokens[k].start, tokens[k + 1].end)
        clause_first = not text[unit.start : tokens[k].start].strip(OPEN_CLOSE)
        if clause_first or (k and tokens[k - 1].text.lower() in ("and", "but")):
            if end >= len(tokens) or tokens[end].text != ",":
                continue
            content = _trim(text, tokens[end].end, unit.end)
        elif around := _around(unit, tokens[k].start, source[1], text):
            yield Attribution(around, cue, source, None, None, "a", unit.level, number, 0.8)
            continue
        else:
            content = _trim(text, unit.start, tokens[k].start)
        if content[1] - content[0] > 8:
            yield Attribution((content,), cue, source, None, None, "a", unit.level, number, 0.88)


# -- order ----------------------------------------------------------------------------------------------------------


def _cut(found: list[Attribution], text: str) -> list[Attribution]:
    """Contents end where the next attribution of the same subject begins (`said that A, adding that B`)."""
    out = []
    for one in found:
        spans = list(one.content)
        for other in found:
            if other is one or other.cue is None or one.cue is None or other.frame in ("p", "a"):
                continue
            inside = spans[-1][0] < other.cue[0] < spans[-1][1] and other.cue[0] > one.cue[1]
            if inside and other.source == one.source:
                end = other.cue[0]
                while end > spans[-1][0] and text[:end].rstrip().endswith(("and", "but", ",")):
                    end = len(text[:end].rstrip().removesuffix("and").removesuffix("but").rstrip().rstrip(","))
                spans[-1] = _trim(text, spans[-1][0], end)
        if spans[-1][1] - spans[-1][0] >= 3:
            out.append(replace(one, content=tuple(spans)))
    return out
