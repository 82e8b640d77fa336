"""Numbers in running text, in digits and in words, as bounded values.

    at least 12        low 12, high None
    30–40              low 30, high 40
    two and a half million, 2.5 million, 2.5m
    hundreds of thousands   low 200000, high 999999, approximate
    two-thirds, one in three   shares in percent, form "share"

This module knows numbers only. What they measure, and whether they measure anything, is for `figures`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from onrecord.extract.bounds import bounded
from onrecord.extract.number_patterns import (
    AFTER_DIGITS,
    AND_HALF,
    ARTICLE,
    BEFORE,
    BY,
    CHANGE,
    CLOCK_PART,
    FEW,
    GLUED,
    GLYPHS,
    HALF_WHOLE,
    JOIN,
    LETTER_MEANS_SCALE,
    LETTERS,
    LONG,
    NO_RATIO,
    OF_ITS_KIND,
    OF_WHOLE,
    ONE_UNIT,
    PARTS,
    PIECE,
    POINT,
    POSITION,
    RATIO,
    RATIO_FIRST,
    RUN,
    SCALE_AFTER,
    SCALES,
    SECOND,
    SHARE,
    SIGN,
    SIGNS,
    SMALL,
    TAKES,
    TENS,
    TRIGGER,
    VAGUE,
    VAGUE_NUMBER,
    VAGUE_WORD,
)
from onrecord.records import Value

Form = Literal["digits", "words", "vague", "few", "share", "score"]
Real = float | int


@dataclass(frozen=True, slots=True)
class Quantity:
    """One number of `text`. `start`/`end` include the words that bound it and a currency sign; `number` is where the bare
    number starts. A `share` is in percent. `score` stands for paired numbers such as "3-0", which measure nothing."""

    start: int
    end: int
    number: int
    value: Value
    form: Form
    symbol: str | None = None  # the currency sign or code before it
    scaled: bool = False  # a word or letter of scale was read: million, bn, k
    grouped: bool = False  # 1,000
    bounded: bool = False  # a bounding word or a range was read
    mantissa: Real = 0


def _whole(number: float) -> Real:
    """10.0 is written 10; other fractions to four places."""
    return int(number) if number == int(number) else round(number, 4)


def _digits(text: str) -> float:
    if re.fullmatch(r"\d+,\d{1,2}", text):
        return float(text.replace(",", "."))
    if re.fullmatch(r"\d{1,3}(?:\.\d{3}){2,}", text):
        return float(text.replace(".", ""))
    return float(re.sub(r"[,\s\u00a0\u202f\u2009]", "", text).replace("·", "."))


def _words(run: str) -> tuple[float, int, bool] | None:
    """The longest prefix of a run of number words that composes: (value, its length, whether a scale was read)."""
    total, current, limit, end, last, scaled = 0.0, -1.0, float("inf"), 0, "", False
    pending_and = False
    for m in PIECE.finditer(run):
        if m["and"]:
            if last not in ("hundred", "scale"):
                break
            pending_and = True
            continue
        word = m["word"].lower()
        if word in SMALL:
            if current < 0:
                if last == "scale" and not pending_and and SMALL[word] == 0:
                    break
                current = SMALL[word]
            elif (last == "ten" and 0 < SMALL[word] < 10) or last == "hundred":
                current += SMALL[word]
            else:
                break
            last = "small"
        elif word in TENS:
            if current < 0:
                current = TENS[word]
            elif last == "hundred":
                current += TENS[word]
            else:
                break
            last = "ten"
        elif word == "hundred":
            if not 0 < current < 100:
                break
            current, last, scaled = current * 100, "hundred", True
        elif word == "dozen":
            if current <= 0:
                break
            current, last, scaled = current * 12, "dozen", True
        else:
            if current <= 0 or SCALES[word] >= limit:
                break
            total, limit = total + current * SCALES[word], SCALES[word]
            current, last, scaled = -1.0, "scale", True
        end, pending_and = m.end(), False
        if last == "dozen":
            break
    return (total + max(current, 0.0), end, scaled) if end else None


def _at(text: str, m: re.Match[str], limit: int) -> Quantity | None:
    """The single number that starts at a trigger, without bounds."""
    start = m.start()
    if m["digits"] or m["glyph"]:
        return _in_digits(text, m, limit)
    if a := ARTICLE.match(text, start, limit):
        factor = 0.5 if a["half"] else (0.75 if a["quarter"].lower().startswith("three") else 0.25) if a["quarter"] else 1.0
        scale = a["scale"].lower()
        number = factor * (12 if scale == "dozen" else SCALES[scale]) * (SCALES[a["more"].lower()] if a["more"] else 1)
        return _exact(text, start, a.end(), number, "words", scaled=True)
    if (q := _share(text, start, limit)) or (q := _ratio(text, start, limit)):
        return q
    if LONG.match(text, start, limit):  # "a week-long truce"
        return _exact(text, start, start, 1, "words")
    if (u := ONE_UNIT.match(text, start, limit)) and (u["half"] or BEFORE.search(text, max(0, start - 32), start) or TAKES.search(text, max(0, start - 10), start) or u["and_half"]):
        return _exact(text, start, u.end(), 0.5 if u["half"] else 1, "words")
    if run := RUN.match(text, start, limit):
        if not (composed := _words(run.group())):
            return None
        number, length, scaled = composed
        end = start + length
        if h := AND_HALF.match(text, end, limit):
            n = {"a": 1, "one": 1, "two": 2, "three": 3}[h["n"].lower()] if h["n"] else 1
            factor, end = _scales(text, h.end(), limit)
            number, scaled = (number + (n / PARTS[h["part"].lower()] if h["part"] else 0.5)) * factor, scaled or factor > 1
        elif p := POINT.match(text, end, limit):
            decimals = "".join(str(int(SMALL.get(w.lower(), 0))) for w in p[1].split())
            number = float(f"{int(number)}.{decimals}") * (SCALES.get((p[2] or "").lower(), 1))
            end, scaled = p.end(), bool(p[2])
        return _exact(text, start, end, number, "words", scaled=scaled)
    if f := FEW.match(text, start, limit):
        return _few(f, start)
    if v := VAGUE_NUMBER.match(text, start, limit):
        return _vague(v, start)
    return None


def _exact(text: str, start: int, end: int, number: float, form: Form, scaled: bool = False) -> Quantity:
    n = _whole(number)
    return Quantity(start, end, start, Value(n, n, n), form, scaled=scaled, mantissa=n)


def _in_digits(text: str, m: re.Match[str], limit: int) -> Quantity | None:
    start, end = m.span()
    if m["glyph"]:
        number, grouped = GLYPHS[m["glyph"]], False
    else:
        if q := _ratio(text, start, limit):
            return q
        number, grouped = _digits(m["digits"]), bool(re.search(r"\d[,\s\u00a0\u202f\u2009.]\d{3}", m["digits"]))
    after = AFTER_DIGITS.match(text, end, limit)
    mantissa, scaled = number, False
    if after and after["glyph"]:
        number, end = number + GLYPHS[after["glyph"]], end + 1
        mantissa = number
    if after and after["half"]:
        number, end = number + 0.5, after.end()
        mantissa = number
    if after and (letter := (after["letter"] or "").lower()):
        signed = bool(SIGN.search(text, max(0, start - 6), start))
        if letter in SCALES:
            number, end, scaled = number * SCALES[letter], after.end(), True
        elif letter == "k" or signed or LETTER_MEANS_SCALE.match(text, after.end(), limit):
            number, end, scaled = number * LETTERS[letter], after.end(), True
        elif letter != "m":
            return None
    if not scaled:
        if (h := AND_HALF.match(text, end, limit)) and not grouped:
            number, end = number + 0.5, h.end()
        factor, end = _scales(text, end, limit)
        if factor > 1:
            number, scaled = number * factor, True
        elif not h and GLUED.match(text, end, limit):
            return None
    n = _whole(number)
    return Quantity(start, end, start, Value(n, n, n), "digits", scaled=scaled, grouped=grouped, mantissa=_whole(mantissa))


def _scales(text: str, end: int, limit: int) -> tuple[float, int]:
    """The factor of the scale words at `end` ("hundred thousand", "lakh crore"), and where they end."""
    factor = 1.0
    while s := SCALE_AFTER.match(text, end, limit):
        scale = 12.0 if s["scale"].lower() == "dozen" else SCALES[s["scale"].lower()]
        if scale < factor:
            break
        factor, end = factor * scale, s.end()
    return factor, end


def _few(f: re.Match[str], start: int) -> Quantity:
    if f["scale"]:
        scale = (12 if f["scale"].lower() == "dozen" else SCALES[f["scale"].lower()]) * (SCALES[f["more"].lower()] if f["more"] else 1)
        low, high = _whole(2 * scale), _whole(99 if scale == 12 else 10 * scale - 1)
        value = Value(low, low, low, True) if f["couple"] else Value(low, high, None, True)
        return Quantity(start, f.end(), start, value, "vague", scaled=True)
    low = 2 if f["couple"] or "few" in f.group().lower() or "multiple" in f.group().lower() else 3
    return Quantity(start, f.end(), start, Value(low, 2 if f["couple"] else None, 2 if f["couple"] else None, True), "few")


def _bounds_of(words: list[str]) -> tuple[float, float | None]:
    """"hundreds of thousands": the last word's scale, raised by those before it."""
    low, high = VAGUE[words[-1]]
    for word in words[:-1]:
        factor = {"tens": 10.0, "hundreds": 100.0, "thousands": 1000.0, "dozens": 12.0, "scores": 20.0}.get(word, 1.0)
        if word == words[-1]:
            continue
        unit = low / 2
        low, high = 2 * factor * unit, 10 * factor * unit - 1
    return low, high


def _vague(v: re.Match[str], start: int) -> Quantity:
    upper = v["upper"]
    words = [w.group().lower() for w in VAGUE_WORD.finditer(v.group()[: v.start("upper") - v.start()] if upper else v.group())]
    if upper and len(then := [w.group().lower() for w in VAGUE_WORD.finditer(upper)]) > 1 and len(words) == 1:
        words += then[1:]  # "tens or hundreds of thousands"
    if v["scale"]:
        words.append(v["scale"].lower() + "s")
    low, high = _bounds_of(words)
    if upper:
        high = _bounds_of([w.group().lower() for w in VAGUE_WORD.finditer(upper)])[1]
    return Quantity(start, v.end(), start, Value(_whole(low), None if high is None else _whole(high), None, True), "vague", scaled=True)


def _share(text: str, start: int, limit: int) -> Quantity | None:
    m = SHARE.match(text, start, limit)
    if not m:
        return None
    if POSITION.search(text, max(0, start - 12), start):
        return None
    if m["half"]:
        bare = m["half"].lower()
        follows = OF_WHOLE if bare.startswith(("the", "a ")) else HALF_WHOLE
        if not follows.match(text, m.end(), limit) or bare.startswith("the"):
            return None
        return _exact(text, start, m.end(), 50, "share")
    n, part = m["n"].lower(), m["part"].lower()
    count = 1.0 if n in ("a", "an", "one", "1") else float(n) if n.isdigit() else SMALL.get(n, 0)
    hyphen = text[m.start("part") - 1] == "-"
    by = BY.search(text, max(0, start - 24), start) and not CLOCK_PART.match(text, m.end())
    if count == 1 and not by and not (hyphen and n == "one") and not OF_WHOLE.match(text, m.end(), limit):
        return None
    if count != 1 and not m["s"] and not hyphen:
        return None
    if not 0 < count < PARTS[part]:
        return None
    return _exact(text, start, m.end(), round(100 * count / PARTS[part], 1), "share")


def _ratio(text: str, start: int, limit: int) -> Quantity | None:
    """"one in three", "nine out of ten"; not "7 out of 9 of the districts", which is two counts."""
    m = RATIO_FIRST.match(text, start, limit)
    kind = OF_ITS_KIND.match(text, start, limit)
    if not m or not (r := RATIO.match(text, kind.start("whole") if kind else m.end(), limit)):
        return None
    n, whole = _counting(m["n"]), _counting(r["m"])
    if n > 1 and whole > 10 and m["n"].isdigit():
        return None  # "7 out of 20 cases" are two counts
    if not (0 < n < whole and whole in (2, 3, 4, 5, 6, 7, 8, 9, 10, 20, 100, 1000)):
        return None
    if NO_RATIO.match(text, r.end(), limit) and not r["every"]:
        return None
    return _exact(text, start, r.end(), round(100 * n / whole, 1), "share")


def _counting(word: str) -> float:
    return float(word) if word.isdigit() else {**SMALL, **TENS, "hundred": 100.0, "thousand": 1000.0}[word.lower().split()[-1]]


def quantities(text: str, start: int = 0, end: int | None = None) -> list[Quantity]:
    """The numbers of `text[start:end]` in order, ranges joined and bounds read."""
    limit = len(text) if end is None else end
    found: list[Quantity] = []
    pos = start
    while m := TRIGGER.search(text, pos, limit):
        q = _at(text, m, limit)
        if q is None:
            pos = m.end()
            continue
        floor = found[-1].end if found else start
        q = _signed(text, q, floor)
        q = _ranged(text, q, floor, limit)
        q = bounded(text, q, floor, limit)
        found.append(q)
        pos = max(q.end, m.end())
    return found


def _signed(text: str, q: Quantity, floor: int) -> Quantity:
    m = SIGN.search(text, max(floor, q.start - 6), q.start)
    return replace(q, start=m.start(), symbol=m.group().strip()) if m else q


def _ranged(text: str, q: Quantity, floor: int, limit: int) -> Quantity:
    """`q` widened to "A to B", "A–B", "between A and B", where B follows."""
    if q.form not in ("digits", "words", "share") or q.value.low is None:
        return q
    join = JOIN.match(text, q.end, limit)
    if not join:
        return q
    sign = (join["sign"] or "").strip()
    if sign and q.symbol and SIGNS.get(sign) != SIGNS.get(q.symbol):
        return q  # "€20 million or $22 million": said twice
    at = join.end() + len(join["sign"] or "")
    m = TRIGGER.match(text, at, limit)
    if m is None and (d := SECOND.match(text, at, limit)):
        m = d  # after a hyphen the trigger's look-behind refuses
    other = _at(text, m, limit) if m else None
    if other is None or other.form not in ("digits", "words", "share") or other.value.low is None:
        return q
    low, high = q.value.low, other.value.low
    if other.scaled and not q.scaled and not q.grouped and low < other.mantissa and other.form == "digits":
        low = _whole(low * high / other.mantissa)
    elif other.scaled and not q.scaled and other.form == "words" and low < 1000 and q.form == "words":
        scale = next((SCALES[w] for w in ("thousand", "million", "billion", "trillion") if text[at : other.end].lower().endswith(w)), 100.0)
        low = _whole(low * scale) if low * scale < high else low
    before = text[max(floor, q.start - 80) : q.start]
    opened = re.search(r"(?:^|\W)(between|from)\s+(?:about\s+|around\s+|an estimated\s+|roughly\s+)?$", before, re.I)
    word = (join["word"] or "").lower()
    if word == "and" and not (opened and opened[1].lower() == "between"):
        return q
    if low >= high:
        if join["dash"] and q.form == "digits" and not q.scaled and high < 200:
            return replace(q, end=other.end, form="score")
        return q
    if word == "to" and opened and (CHANGE.search(before) or (low * 20 < high and opened[1].lower() == "from")):
        return q
    if word == "or" and not (high - low <= 2 or low * 4 >= high):
        return q
    start = q.start
    if opened and (opened[1].lower() == "between" or word == "to"):
        start = max(floor, q.start - 80) + opened.start(1)
    return replace(
        q, start=start, end=other.end, value=Value(low, high, None, False), bounded=True, scaled=q.scaled or other.scaled,
        symbol=q.symbol or (join["sign"] or "").strip() or None, form=other.form,
    )  # fmt: skip
