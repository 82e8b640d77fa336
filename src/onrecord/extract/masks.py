"""Numbers that measure nothing: dates, times of day, ages, addresses, phone numbers, numbered names, list numbers."""

from __future__ import annotations

import re
from bisect import bisect_right

from onrecord.extract.dates import find_times
from onrecord.extract.wordlists import rows

_S = r"[\s\u00a0]{1,3}"
_TENS = "ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_ONES = "one|two|three|four|five|six|seven|eight|nine"
_AGE = rf"(?:\d{{1,3}}|(?:{_TENS})(?:-(?:{_ONES}))?|{_ONES})"

MASKS = re.compile(
    r"(?<![A-Za-z])(?:https?://\S+|www\.\S+|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]{1,63}|[#@]\w{1,64}"
    rf"|\b\d{{1,2}}(?:[:.]\d\d)?[ \u00a0]?(?:[ap]\.?m\b\.?)|\b\d{{1,2}}:\d\d(?::\d\d)?(?:{_S}(?:UTC|GMT|CET|EST|EDT|BST|MSK|local))?"
    rf"|\b\d{{4}}(?:{_S}hours)?{_S}(?:UTC|GMT|CET|EST|EDT|BST|MSK)\b|\b(?:\d{{1,2}}|{_ONES}|ten|eleven|twelve){_S}o['’]clock"
    rf"|\baged?{_S}(?:between{_S})?{_AGE}(?:(?:{_S}(?:and|to|or){_S}|[-–]){_AGE})?\b|\b(?:age|ages){_S}of{_S}{_AGE}(?:{_S}(?:and|to){_S}{_AGE})?\b|\b(?:under|over){_S}the{_S}age{_S}of{_S}{_AGE}"
    rf"|\b{_AGE}(?:(?:[-–]|{_S}to{_S}|{_S}or{_S}){_AGE})?[-\s]?(?:years?|months?|weeks?|days?)(?:[-\s]and[-\s]a[-\s]half)?[-\s]olds?\b|\b{_AGE}{_S}(?:years|months){_S}of{_S}age\b"
    rf"|(?<=[\w.”\"’'],\s)\d{{1,2}}(?=,(?:{_S}(?:a|an|the|of|from|who|was|is|has|and|has|said|whose|told)\b|\s?[a-z]))(?<![\d%]\s\d)(?<![\d%]\s\d\d)"
    r"|(?<=[a-z]\s)\(\d{1,2}\)|(?<=\d)[ \u00a0]?±[ \u00a0]?\d[\d.,]*\d|(?<=\d)[ \u00a0]?±[ \u00a0]?\d"
    rf"|\b(?:die[sd]?|dying|passed{_S}away|passes{_S}away)(?:{_S}peacefully|{_S}suddenly)?{_S}at{_S}(?:the{_S}age{_S}of{_S})?{_AGE}\b(?!,\d|{_S}(?:a\.?m|p\.?m|hospitals?|sites?|camps?|[a-z]+s)\b)"
    rf"|\b(?:in|into){_S}(?:his|her|their){_S}(?:early{_S}|late{_S}|mid-?)?\d0s\b|\b(?:turned|turns|turning){_S}{_AGE}\b(?!,\d|{_S}(?:people|men|soldiers|of))"
    rf"|\b(?:over|under)[-\s]\d\ds\b|\b(?:at{_S}age|when{_S}(?:he|she){_S}was|(?:he|she)(?:{_S}is|{_S}was|['’]s)){_S}(?:just{_S}|only{_S})?{_AGE}\b(?!{_S}(?:years|months|days|miles|kilomet|points|votes|percent|per)|%)"
    r"|(?<![\w.,$€£])\+?\d{1,4}[\s-]\(?\d{2,4}\)?[\s-]\d{3,4}(?:[\s-]\d{2,4})?\b(?![,.]\d)|(?<!\w)\+\d[\d\s()-]{6,16}\d\b"
    r"|\b(?:9/11|7/7|24/7|50/50|50-50)\b|\[\d{1,3}\]"
    rf"|\bgroup{_S}of{_S}(?:\d{{1,2}}|seven|eight|ten|fifteen|twenty|thirty|77)\b(?={_S}(?:summits?|leaders|nations|countries|partners|members|economies|meetings?|finance|foreign|industriali[sz]ed|rich|wealthy|major|advanced|developing|talks|bloc)\b)"
    rf"|\b{_AGE}[-\s](?:year|month|week|day)[-\s](?:son|daughter|boy|girl|baby|infant|toddler|child|twins)s?\b"
    rf"|\b\d+(?:st|nd|rd|th)\b"
    rf"|\bfactors?{_S}of{_S}(?:(?:about|around|nearly|almost|roughly|at{_S}least|more{_S}than|over|up{_S}to){_S})?(?:\d[\d.,]*|{_ONES}|{_TENS}|a{_S}(?:hundred|thousand))\b"
    rf"|\bno{_S}one\b|\bone(?:{_S}(?:another|day|thing|hand|time|more{_S}time|side|way|country)\b|,{_S}two,)|\btwo{_S}systems\b"
    rf"|\b(?:first|second|third|last|final|latest|next|past|other|these|those|the|all|both|its|their|his|her|our|your){_S}(?:two|three)(?={_S}(?:of|were|are|have|had|men|women|sides|countries|nations|governments|leaders|parties|states|presidents|ministers|companies|groups|sisters|brothers|powers|capitals|allies|neighbo|rivals|officials|foreign|rounds|candidates|cities|heads|superpowers|peoples|sons|daughters|regions|economies|former|main|major|most|largest|biggest|republics|chambers|houses|camps)\b)"
    r"|\b\d+\sof\s\d+(?=\s(?:photos?|images?|slides?|pages?)\b)|\b\d+\s(?:photos|images)\b(?=:)"
    r"|\b(?-i:(?:60|48|24)\s(?:Minutes|Hours)\b))",
    re.IGNORECASE,
)
_LIST_NUMBER = re.compile(r"(?<=[\s:;])\d{1,2}\)(?=\s)|(?:\A|\n)[ \t]*\(?\d{1,2}[.)](?=[ \t])")
_STREET = re.compile(rf"\b\d{{1,5}}{_S}(?:[A-Z][\w.'’-]*{_S}){{1,3}}(?:Street|St\.|Avenue|Ave\.?|Road|Rd\.?|Lane|Boulevard|Blvd\.?|Drive|Square|Way|Court|Place)\b|\b\d{{1,4}}{_S}(?:bis{_S})?(?:[Rr]ue|Quai|Via|Viale|Calle|Avenida|Boulevard|Avenue|Rua|Piazza|Plaza|Plac|Ulica|ul\.|Jalan){_S}(?:d[eu]s?{_S}|della{_S}|la{_S})*[A-Z][\w'’-]*")
_NAMES = {r[0].lower(): r[1] for r in rows("numbered_names.tsv")}
_NUMBER = r"\d[\d.,/-]{0,12}[A-Za-z]?"
_NUMBERS = re.compile(  # what follows a name that takes numbers: "s 4 and 5"
    rf"(?:{_S}|[-–])(?:{_NUMBER}|(?i:{_ONES}|ten|eleven|twelve))\b(?:(?:{_S}(?:and|or|to){_S}|,{_S}|[-–]){_NUMBER}\b(?!{_S}[a-z]+s\b)){{0,6}}"
)
_NAME_BEFORE = re.compile(rf"(?<![\w-])(?:[\w-]+\.?{_S})?(?P<word>[\w-]+\.?)$")
_NAME_WITH_NUMBER = re.compile(rf"(?<![\w.-])(?P<word>[A-Z][\w'’-]{{0,30}}){_S}(?P<number>\d{{1,4}})(?![\d,.]*\d)(?![%\w-])(?P<after>{_S}[\w'’-]{{1,30}}|\W|$)")
_RELATIVE = re.compile(r"(?:ago|earlier|later|before|after|from now|hence|prior|beforehand|afterwards)$", re.IGNORECASE)
_SPAN = re.compile(r"^(?:the\s+|these\s+)?(?:within|past|last|next|coming|following|previous|preceding|recent)\b", re.IGNORECASE)
_FUNCTION = frozenset("in on at by of to for from with and or as but after before since until than about over under between killed only some nearly almost "
                      "around the a an when while if that when because although though with including during among total just then another".split())  # fmt: skip


class Masks:
    """Sorted spans of one text; `covers(start, end)` asks whether a number lies in one."""

    def __init__(self, spans: list[tuple[int, int]]) -> None:
        self.spans: list[tuple[int, int]] = []
        for start, end in sorted(spans):
            if self.spans and start < self.spans[-1][1]:
                self.spans[-1] = (self.spans[-1][0], max(end, self.spans[-1][1]))
            else:
                self.spans.append((start, end))
        self._starts = [s for s, _ in self.spans]

    def covers(self, start: int, end: int) -> bool:
        i = bisect_right(self._starts, end - 1) - 1
        return i >= 0 and self.spans[i][1] > start


def masks(text: str, low: int = 0, high: int | None = None) -> Masks:
    """What measures nothing in `text[low:high]`, a sentence or more."""
    high = len(text) if high is None else high
    spans = [m.span() for m in MASKS.finditer(text, low, high)]
    spans += [m.span() for pattern in (_LIST_NUMBER, _STREET) for m in pattern.finditer(text, low, high)]
    spans += _named(text, low, high)
    for m in _NAME_WITH_NUMBER.finditer(text, low, high):
        after = m["after"].strip().lower()
        sentence_initial = m.start() == 0 or (text[max(0, m.start() - 2) : m.start()].strip()[-1:] in (".", "!", "?", "”", '"', "") and m["word"].lower() in _FUNCTION)
        if sentence_initial or m["word"].lower() in _FUNCTION:
            continue
        if not after[:1].isalpha() or (not after.endswith("s") and after not in _COUNT_WORDS):
            spans.append((m.start(), m.end("number")))
    for t in find_times(text[low:high], None):
        if _SPAN.match(t.time.text):
            continue
        if _RELATIVE.search(t.time.text) and re.search(r"\b(?:hours?|minutes?|seconds?)\b", t.time.text):
            continue
        spans.append((low + t.start, low + t.end))
    return Masks(spans)


_COUNT_WORDS = frozenset("people men women children million billion thousand hundred percent per police troops civilians personnel dead euros".split())


def _named(text: str, low: int, high: int) -> list[tuple[int, int]]:
    """Names that take a number: "Article 5", "Channel Four", "Boeing 737". Those marked cap only where they are written with a capital."""
    out: list[tuple[int, int]] = []
    for m in _NUMBERS.finditer(text, low, high):
        floor = max(0, m.start() - 40)
        if not (before := _NAME_BEFORE.search(text[floor : m.start()])):
            continue
        for start in (before.start(), before.start("word")):
            name = re.sub(r"\s+", " ", text[floor + start : m.start()])
            kind = _NAMES.get(name.lower())
            if kind == "any" or (kind == "cap" and name[:1].isupper()):
                out.append((floor + start, m.end()))
                break
    return out
