"""The grammar of numbers as regular expressions, from the word lists numbers.tsv, bounds.tsv and currencies.tsv."""

from __future__ import annotations

import re

from onrecord.extract.wordlists import alternatives, rows


def _kind(*kinds: str) -> dict[str, float]:
    return {row[0]: float(row[2]) for row in rows("numbers.tsv") if row[1] in kinds}


SMALL, TENS, SCALES, PARTS, GLYPHS = _kind("small"), _kind("ten"), _kind("scale"), _kind("part"), _kind("glyph")
LETTERS = _kind("letter")
VAGUE = {row[0]: (float(row[2]), float(row[3]) if len(row) > 3 and row[3] else None) for row in rows("numbers.tsv") if row[1] == "vague"}
SIGNS = {row[0]: row[1] for row in rows("currencies.tsv") if row[2] in ("prefix", "both")}
BOUNDS = {row[0]: row[1] for row in rows("bounds.tsv")}

S = r"[\s\u00a0]{1,3}"
GAP = r"[\s\u00a0]{0,3}"
SCALE = alternatives(SCALES) + "|dozen"
BIG = "hundred|thousand|million|billion|trillion|dozen|lakh|crore"
WORD = alternatives([*SMALL, *TENS])
DIGITS = (
    r"\d{1,3}(?:,\d{3}){1,5}(?:\.\d{1,9})?(?![\d])"
    r"|\d{1,3}(?:[ \u00a0\u202f\u2009]\d{3}){1,5}(?!\d)"
    r"|\d{1,3}(?:\.\d{3}){2,5}(?!\d)"
    r"|\d{1,15},\d{1,2}(?=\s?(?:%|per\s?cent|million|billion|trillion|bn\b|mn\b))"
    r"|\d{1,15}(?!\d)(?:[.·]\d{1,9})?"
)
UNIT_LETTERS = r"(?:km|kms|kg|kgs|mm|cm|ft|mph|kph|pc|pct|mw|gw|kw|kwh|kt|hr|hrs|mins?|mi|m|g|t|lb|lbs|nm)\b"
PART = alternatives([p for p in PARTS if p not in ("half", "halves")])

CODES = "|".join(rf"\b{row[0]}" for row in rows("currencies.tsv") if row[2] in ("prefix", "both") and len(row[0]) == 3 and row[0].isalpha() and row[0].isupper())  # glued: "SEK9 million"
TRIGGER = re.compile(
    rf"(?:(?<![\w#@№])|(?<={CODES}))(?<!\w[-‑/.,:])(?<![\s(;]\.)(?<![/=])(?:(?P<digits>{DIGITS})|(?P<words>(?:{WORD}|an?|half|quarter|couple|several|multiple|(?:hour|day|week|month|year|decade)(?=(?:[-\s]|)long\b)|"
    rf"{alternatives(VAGUE)})\b(?!['’]))|(?P<glyph>[{''.join(GLYPHS)}]))",
    re.IGNORECASE,
)
AFTER_DIGITS = re.compile(
    rf"(?P<glyph>[{''.join(GLYPHS)}])?(?:(?P<letter>bn|tn|mn|trn|bln|mln|m|k|b)(?![A-Za-z0-9])|{GAP}-?(?P<half>and a half\b)?)", re.IGNORECASE
)
GLUED = re.compile(rf"(?!{UNIT_LETTERS})[A-Za-z_0-9]|[:/]\d|-\d{{3,}}|[.,]\d", re.IGNORECASE)
SCALE_AFTER = re.compile(rf"(?:{S}|-)(?P<scale>{SCALE})\b(?!s\b)", re.IGNORECASE)
LETTER_MEANS_SCALE = re.compile(
    rf"{S}(?:-?\w+{S})?(?:people|euros?|pounds?|dollars?|rub|rou|hryvn|zlot|yuan|yen|barrels?|tonnes?|tons|citizens|voters|refugees|"
    r"shillings|rupees|pesos|francs|crowns|kron|shekels|lira|dinars|dirhams|naira|rand|tenge|bahts?|won|reais|rupiah|ringgit|dong|bitcoins?|rounds|shells|inhabitants|users|doses|jobs|homes|viewers|men|women|children|Ukrainians|Russians|Americans)",
    re.IGNORECASE,
)
RUN = re.compile(rf"(?:(?:{WORD}|{SCALE})\b(?:{S}and(?={S})|,(?={S}(?:{WORD})\b[\s-]+(?:hundred|thousand)))?(?:[\s-]{{1,3}}(?=(?:{WORD}|{SCALE})\b))?){{1,14}}", re.IGNORECASE)
PIECE = re.compile(rf"(?P<word>{WORD}|{SCALE})\b|(?P<and>and)\b", re.IGNORECASE)
AND_HALF = re.compile(rf"[\s-]and[\s-](?:a[\s-]half|(?P<n>a|one|two|three)[\s-](?P<part>{PART})s?)\b", re.IGNORECASE)
ARTICLE = re.compile(
    rf"(?:(?P<half>half[\s-](?:an?[\s-])?|an?[\s-]half[\s-])|(?P<quarter>(?:a[\s-])?quarter(?:{S}of{S}a{S}|[\s-])|three[\s-]quarters{S}of{S}a{S})|an?{S})"
    rf"(?P<scale>{BIG})(?:[\s-](?P<more>thousand|million|billion|trillion))?\b",
    re.IGNORECASE,
)
ONE_UNIT = re.compile(rf"(?:(?P<half>half[\s-]an?|a{S}half)|an?)(?=[\s-](?:hour|day|week|month|year|decade|century|mile|kilomet(?:er|re)|minute)\b(?!['’])(?P<and_half>{S}and{S}a{S}half\b)?)", re.IGNORECASE)
LONG = re.compile(r"(?=(?:hour|day|week|month|year|decade)[-\s]?long\b)", re.IGNORECASE)
AND_A_HALF = re.compile(rf"{S}and{S}a{S}half\b", re.IGNORECASE)
TAKES = re.compile(rf"\b(?:take|takes|took|taken|last|lasts|lasted|lasting|another){S}$", re.IGNORECASE)
PHRASAL = re.compile(r"\b(?:t[oa]ok|take[ns]?|taking|hand(?:s|ed|ing)?|turn(?:s|ed|ing)?|chos\w+|prefer\w*|victory|win|control|power|presid\w+|rul\w+|dispute|row|talks|agonis\w+|fly|flew|flying)\s+$", re.IGNORECASE)
FEW = re.compile(
    rf"(?:(?P<couple>a{S}couple(?:{S}of)?|couple{S}of)|(?:a{S}(?:good{S})?)(?:few|handful{S}of)|several|multiple)"
    rf"(?:{S}(?P<scale>{BIG})s?(?:{S}(?:of{S})?(?P<more>thousand|million|billion)s?)?)?\b",
    re.IGNORECASE,
)
V = alternatives(VAGUE)
VAGUE_NUMBER = re.compile(
    rf"(?P<first>{V})(?:{S}(?:of|upon|and){S}(?P<then>{V}))*(?:{S}(?:of{S})?(?P<scale>thousand|million|billion))?"
    rf"(?:,?{S}(?:or|if{S}not|and)(?:{S}even|{S}perhaps|{S}possibly)?{S}(?P<upper>(?:{V})(?:{S}of{S}(?:{V}))*))?\b",
    re.IGNORECASE,
)
VAGUE_WORD = re.compile(rf"\b(?:{V})\b", re.IGNORECASE)
SHARE = re.compile(
    rf"(?:(?P<n>{WORD}|an?|\d)[\s-](?P<part>{PART})(?P<s>s)?|(?P<half>(?:one[\s-]|a{S})?half|the{S}half))\b", re.IGNORECASE
)
OF_WHOLE = re.compile(rf"{S}(?:part{S}|share{S})?of\b(?!{S}(?:an?{S}(?:hour|year|day|minute|century|million|billion|dozen)|20\d\d|19\d\d)\b)", re.IGNORECASE)
HALF_WHOLE = re.compile(rf"{S}(?:of\b(?!{S}(?:20|19)\d\d)|(?:the|its|their|his|her|our|all|those|these|of)\b(?!{S}(?:time|hour|way|battle|story)\b))", re.IGNORECASE)
BY = re.compile(rf"\bby{S}(?:about{S}|almost{S}|nearly{S}|around{S}|over{S}|more{S}than{S}|at{S}least{S}|up{S}to{S})?$", re.IGNORECASE)
POSITION = re.compile(r"\b(?:top|bottom|first|second|latter|upper|lower|north\w*|south\w*|east\w*|west\w*|better|other|back)\s+$", re.IGNORECASE)
RATIO = re.compile(rf"{S}(?:out{S}of|in)(?P<every>{S}every)?{S}(?P<m>\d{{1,4}}|{WORD}|(?:a{S})?hundred|(?:a{S})?thousand)\b(?![\s-](?:{SCALE}|{WORD})\b|[.,:/]?\d)", re.IGNORECASE)
BEFORE = re.compile(rf"(?<![\w-])(?P<bound>{alternatives(BOUNDS)}){S}$|(?P<sign>[~≈<>≥≤]){GAP}$", re.IGNORECASE)
SIGN = re.compile(rf"(?<![A-Za-z$])(?:{alternatives(SIGNS)})[ \u00a0]?$")
JOIN = re.compile(
    rf"(?:(?:%|{GAP}per\s?cent|[\s-](?:euros?|dollars?|pounds|km|kilomet(?:er|re)s|miles|years?|months|weeks|days|hours|minutes))?"
    rf"(?:(?P<dash>\s?[-–—‑]\s?)|{S}(?P<word>to|or|and)(?:{S}(?:about|around|nearly|perhaps|possibly|even|as{S}many{S}as|up{S}to))?{S}))"
    rf"(?=(?P<sign>(?:{alternatives(SIGNS)})[ \u00a0]?)?)",
    re.IGNORECASE,
)
CHANGE = re.compile(r"\b(?:ris\w+|rose|increas\w+|gr[eo]w\w*|f[ae]ll\w*|drop\w*|declin\w+|reduc\w+|cut\w*|rais\w+|jump\w*|climb\w*|up|down|widen\w*|"
                     r"shr[iau]nk\w*|toll|lower\w*|expand\w*|doubl\w+|went|go|swell\w*|revis\w+|slash\w*|boost\w*|lift\w*|soar\w*|surg\w+|plung\w+)\b", re.IGNORECASE)  # fmt: skip
OR_MORE = re.compile(rf"{S}or{S}(?:(?P<more>more|higher|greater|above|better|over|longer)|(?P<less>fewer|less|lower|below|under)|(?P<so>so|thereabouts))\b|(?P<plus>\+|-plus\b|{S}plus\b(?=[\s-]\w))|(?P<odd>[\s-]odd\b)|{S}(?P<counting>and counting)\b", re.IGNORECASE)


POINT = re.compile(rf"{S}point((?:{S}(?:{WORD})\b)+)(?:{S}({SCALE})\b)?", re.IGNORECASE)
CLOCK_PART = re.compile(rf"{S}(?:past|to)\b")
RATIO_FIRST = re.compile(rf"(?P<n>\d{{1,2}}|{WORD})\b(?=\s)", re.IGNORECASE)
OF_ITS_KIND = re.compile(rf"(?P<n>one)(?={S}(?:child|person|adult|man|woman|voter|soldier|household|family|house|home|citizen|girl|boy|worker|pupil|patient|refugee)(?P<whole>{S}in{S}))", re.IGNORECASE)
NO_RATIO = re.compile(rf"{S}(?:of|hours?|days?|weeks?|months?|years?|minutes?|attacks|cities|provinces|places|incidents|countries|districts)\b")
SECOND = re.compile(rf"(?P<digits>{DIGITS})(?P<words>)(?P<glyph>)")
OTHER = re.compile(rf"{S}other\b")
