"""What the words of a commitment tell of it: stage, level, condition, deadline (terms.tsv)."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from functools import cache

from onrecord.extract.lexicon import rows
from onrecord.extract.phrases import Phrases
from onrecord.records import Level, Stage, Time

Place = tuple[int, int]
EDGES = " \n“”‘’\"'«»,;:."
MARKER = r"(?:only |even )?if\b|unless\b|provid(?:ed|ing) that\b|(?:as|so) long as\b|on (?:the )?condition that\b|in (?:the event|case) of\b|in return for\b"
TRAILING = re.compile(rf",?\s+(?P<condition>(?:{MARKER})|should (?=(?:there|the|an?|any|its|his|their|[A-Z])))", re.I)
LEADING = re.compile(rf"(?:(?<=[\s“\"‘'])|\A)(?P<condition>(?:{MARKER})|should\b)", re.I)
WITHIN = re.compile(r"\bwithin (?:the )?(?:next |coming )?(?P<count>\d+|a|an|one|two|three|four|five|six|seven|eight|nine|ten|twelve|\w+teen|twenty|thirty|sixty|ninety|month|year|week)?\s?-?(?P<unit>hours?|days?|weeks?|months?|years?)?\b", re.I)
OVER = re.compile(r"\b(?:over|in|for|during) (?:the )?(?:next|coming|following) (?:\w+ )?(?:hours?|days?|weeks?|months?|years?)\b|\bby (?:the )?(?:end|start|beginning|middle) of [\w ]{3,20}?(?=[.,;”\"]|$)", re.I)
DAY = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|may|june|july|august|september|october|november|december|(?:19|20)\d\d|noon|midnight|dawn|dusk|tomorrow|tonight|morning|evening|weekend|week|month|year|decade|quarter|spring|summer|autumn|winter|easter|christmas|ramadan|eid|nowruz|\d{1,2}(?:st|nd|rd|th))"
BY = re.compile(rf"\b(?:by|before|until|till|(?:no|not) later than)\s+(?:(?:the|this|next|coming|new|early|late|noon on|midnight on)\s+|mid-)*(?:(?:end|start|beginning|middle|close|first|second|third|fourth|last)\s+(?:(?:week|half|quarter|day)\s+)?of\s+(?:(?:the|this|next)\s+)?)?(?:\d{{1,2}}(?:st|nd|rd|th)?\s+)?{DAY}\b(?:\s+\d{{1,2}}\b(?!\s+\w+s\b))?(?:,?\s+(?:19|20)\d\d\b)?(?:\s+(?:noon|morning|evening|night|midnight|prayers)\b)?", re.I)
TIMED = re.compile(rf"\b(?:{DAY}|days?|weeks?|months?|years?|hours?|minutes?|nights?|immediate(?:ly)?|at once|today|then|notice|end|further|election|forthwith)\b|^(?:until|before|after|once)\s+\w+", re.I)  # what tells a time at all
COUNTS = {word: n for n, word in enumerate("one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty".split(), 1)} | {"a": 1, "an": 1, "thirty": 30, "sixty": 60, "ninety": 90}  # fmt: skip
FARTHEST = 2400  # of any unit: nobody sets a later deadline
NEAR = 400  # characters around an action in which words tell of it
UNDONE = 30  # characters before an action in which `reneged on its promise` outweighs the promise
RECEIPT = 15  # characters of an action that the word for its stage may take in (`confirmed` receipt of)
DAYS = {"day": 1, "week": 7}


@cache
def patterns(field: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """(value, pattern) of a field of terms.tsv, in its order."""
    return tuple((row["value"], re.compile(row["pattern"], re.I if field != "sum" else 0)) for row in rows("terms.tsv") if row["field"] == field)


def says(field: str, value: str, text: str, low: int, high: int) -> re.Match[str] | None:
    """The first match of the term in text[low:high]."""
    return next((match for name, pattern in patterns(field) if name == value and (match := pattern.search(text, low, high))), None)


def harmful(text: str, action: Place, value: str = "strong", within: int = 12) -> bool:
    """Whether an action does harm right from its beginning: `bomb the port`, not `rebuild what was bombed`."""
    harm = says("harm", value, text, *action)
    return harm is not None and harm.start() - action[0] < within


def trimmed(text: str, start: int, end: int) -> Place:
    while start < end and text[start] in EDGES:
        start += 1
    while start < end and text[end - 1] in EDGES:
        end -= 1
    return start, end


def stage(text: str, low: int, action: Place, high: int) -> Stage:
    """Of a promise: the stage that the nearest word before its action tells, else one behind it."""
    before: list[tuple[int, str]] = []
    for name, pattern in patterns("stage"):
        before += [(found.end(), name) for found in pattern.finditer(text, max(low, action[0] - NEAR), action[0] + RECEIPT) if found.start() < action[0]]
    undone = [(end, name) for end, name in before if name in ("withdrawn", "delayed") and end > action[0] - UNDONE]
    if undone:
        return max(undone)[1]  # type: ignore[return-value]  # `reneged on its promise to …`
    if before:
        return max(before)[1]  # type: ignore[return-value]
    behind = [(found.start(), name) for name, pattern in patterns("stage") for found in pattern.finditer(text, action[1], min(high, action[1] + NEAR))]
    return min(behind)[1] if behind else "pledged"  # type: ignore[return-value]


def level(text: str, action: Place) -> Level:
    return next((name for name, pattern in patterns("level") if pattern.search(text, *action)), "unspecified")  # type: ignore[misc]


def condition(phrases: Phrases, sentence: Place, action: Place) -> tuple[Place | None, Place]:
    """(the condition of an action, the action without it): `if …, we will A`, `A unless …`, `A should there be …`."""
    text = phrases.reading.text
    behind = TRAILING.search(text, max(action[0], sentence[0]), min(sentence[1], action[1] + 40))
    if behind and (behind.start() <= action[1] + 1 or not text[action[1] : behind.start()].strip(" ,")):
        word = phrases.reading.word_at(behind.start("condition"))
        last = phrases.clause_end(word, phrases.reading.word_at(sentence[1] - 1) + 1)
        place = trimmed(text, behind.start("condition"), max(phrases.reading.tokens[last - 1].end, behind.end("condition")))
        return place, trimmed(text, action[0], min(action[1], behind.start()))
    ahead = next((m for m in LEADING.finditer(text, max(sentence[0], action[0] - NEAR), action[0]) if m["condition"].lower() != "should" or text[max(0, m.start() - 1)] in "“\"‘'" or m.start() == sentence[0]), None)
    if ahead:
        comma = text.rfind(",", ahead.end(), action[0])
        if comma > 0:
            return trimmed(text, ahead.start("condition"), comma), action
    inside = LEADING.match(text, action[0])
    if inside and (comma := text.find(",", inside.end(), action[1])) > 0:
        return trimmed(text, inside.start("condition"), comma), trimmed(text, comma + 1, action[1])
    return None, action


def deadline(text: str, sentence: Place, action: Place, published: str | None) -> tuple[Place, Time] | None:
    """`within 30 days`, `over the next five years`, in the action, right behind it or opening its sentence; resolved where the document's day is known."""
    high = min(sentence[1], action[1] + 45)
    opening = sentence[0] + len(text[sentence[0] : action[0]]) - len(text[sentence[0] : action[0]].lstrip(EDGES))
    for pattern in (WITHIN, OVER, BY):
        found = pattern.search(text, action[0], high) or pattern.match(text, opening, action[0])
        if found is None or (pattern is WITHIN and not (found["unit"] or (found["count"] or "").lower() in ("month", "year", "week"))):
            continue
        if found.start() > action[1] and text[action[1] : found.start()].strip(" ,"):
            continue
        said = " ".join(found[0].split())
        return found.span(), Time(_until(found, published) if pattern is WITHIN else None, "range" if published and pattern is WITHIN else "unknown", said)
    return None


def _until(found: re.Match[str], published: str | None) -> str | None:
    """ "within ten days", "2024-05-28" -> "../2024-06-07"; nothing where the day is not known."""
    if not published or not re.fullmatch(r"\d{4}-\d\d-\d\d", published):
        return None
    count = (found["count"] or "a").lower()
    number = int(count) if count.isdigit() else COUNTS.get(count, 1)
    unit = (found["unit"] or count).lower().rstrip("s")
    day = date.fromisoformat(published)
    if number > FARTHEST:
        return None
    if unit == "hour":
        return f"../{day + timedelta(days=-(-number // 24))}"
    if unit in DAYS:
        return f"../{day + timedelta(days=number * DAYS[unit])}"
    months = number * (12 if unit == "year" else 1) + day.month - 1
    year, month = day.year + months // 12, months % 12 + 1
    return f"../{date(year, month, min(day.day, monthrange(year, month)[1]))}" if year <= 9999 else None
