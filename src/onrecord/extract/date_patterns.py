"""The grammar of dates as regular expressions: what may be one, and the words around it that matter.

Each pattern's groups begin with its own two or three letters. The readers in date_readers.py say what a match means.
"""

from __future__ import annotations

import re

from onrecord.extract.number_patterns import SMALL, TENS
from onrecord.extract.wordlists import alternatives, rows

MONTHS = {row[0].lower(): int(row[2]) for row in rows("times.tsv") if row[1] == "month"}
WEEKDAYS = {row[0].lower(): int(row[2]) for row in rows("times.tsv") if row[1] == "weekday"}
SEASONS = {row[0]: int(row[2]) for row in rows("times.tsv") if row[1] == "season"}
FEASTS = {row[0].lower(): row[2] for row in rows("times.tsv") if row[1] == "feast"}
DECADES = {word: digit for digit, word in enumerate(("twenties", "thirties", "forties", "fifties", "sixties", "seventies", "eighties", "nineties"), 2)}
UNITS = {row[0]: int(row[2]) for row in rows("times.tsv") if row[1] == "unit"}
ORDINALS = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "last": -1, "final": -1}
CENTURIES = {"eighteenth": 18, "nineteenth": 19, "twentieth": 20, "twenty-first": 21, "seventeenth": 17, "sixteenth": 16}

S = r"[\s\u00a0]{1,3}"
_O = r"[\s\u00a0]{0,3}"
_LONG = [w.capitalize() for w in MONTHS if len(w) > 4 or w in ("may", "june", "july")]
_MONTH = "(?:" + alternatives([*_LONG, *(w.upper() for w in _LONG)]) + r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\b\.?)"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?![\d:])"
_YEAR = r"(?:1[5-9]\d\d|20\d\d|2100)(?!\d|,\d|\.\d|[-–]?(?:st|nd|rd|th)\b)"
_WD = "(?:" + "|".join(w.capitalize() for w in WEEKDAYS) + ")"
_WDS = rf"(?:{_WD}|(?:Mon|Tues?|Wed|Thurs?|Thu|Fri|Sat|Sun)\.?(?=,?{S}\d|,?{S}[A-Z]))"
_PART_OF_DAY = r"(?:morning|afternoon|evening|night|noon|dawn|midday|lunchtime|midnight)"
_SEASON = "(?:[Ss]pring|[Ss]ummer|[Aa]utumn|[Ff]all|[Ww]inter)"
_EDGE = (
    rf"(?:(?:[Ee]arly|[Ll]ate|[Mm]id|[Mm]iddle|[Ee]arlier|[Ll]ater)(?:[-–]|{S})(?:in{S}|to{S}late[-–\s])?"
    rf"|(?:[Tt]he{S})?(?:very{S})?(?:[Ss]tart|[Bb]eginning|[Mm]iddle|[Ee]nd|[Cc]lose|[Tt]urn){S}of{S}(?:the{S}year{S})?)"
)
_N = rf"(?:\d{{1,3}}|an?|(?:{alternatives([*SMALL, *TENS])})(?:-(?:{alternatives([w for w in SMALL if 0 < SMALL[w] < 10])}))?)"
_VAGUE_N = rf"(?:(?:a{S})?few|several|many|some|a{S}couple(?:{S}of)?|a{S}handful{S}of|a{S}number{S}of|countless)"
_UNIT = r"(?:days?|weeks?|fortnights?|months?|years?|decades?)"

_FEAST = alternatives(row[0] for row in rows("times.tsv") if row[1] == "feast")

PATTERNS: dict[str, str] = {
    "iso": r"(?P<iso_y>\d{4})-(?P<iso_m>0[1-9]|1[0-2])(?:-(?P<iso_d>0[1-9]|[12]\d|3[01])(?:T[\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?)?(?![\d-])",
    "numeric": r"(?P<num_a>\d{1,2})(?P<num_sep>[./])(?P<num_b>\d{1,2})(?P=num_sep)(?P<num_y>(?:19|20)\d\d)(?!\d)",
    "day_range": rf"(?:(?:[Ff]rom|[Bb]etween){S})?(?P<dr_a>{_DAY})(?:{_O}[-–—]{_O}|{S}(?:to|and|until|through|or){S})(?P<dr_b>{_DAY}){S}(?:of{S})?(?P<dr_m>{_MONTH})(?:,?{S}(?P<dr_y>{_YEAR}))?(?!\w)",
    "range_day": rf"(?:(?:[Ff]rom|[Bb]etween){S})?(?P<rd_m>{_MONTH}){S}(?P<rd_a>{_DAY})(?:{_O}[-–—]{_O}|{S}(?:to|and|until|through){S})(?P<rd_b>{_DAY})(?!{_O}(?:%|per|people|{_MONTH}))(?:,?{S}(?P<rd_y>{_YEAR}))?(?!\w)",
    "dmy": rf"(?:(?P<dmy_w>{_WDS}),?{S})?(?:the{S})?(?P<dmy_d>{_DAY}){S}(?:of{S})?(?P<dmy_m>{_MONTH})(?:,?{S}(?P<dmy_y>{_YEAR}))?(?!\w)",
    "mdy": rf"(?:(?P<mdy_w>{_WDS}),?{S})?(?P<mdy_m>{_MONTH}){S}(?:the{S})?(?P<mdy_d>{_DAY})(?!,\d|\.\d|{_O}%|{S}(?:per\s?cent|million|billion|thousand|people|troops))(?:,?{S}(?P<mdy_y>{_YEAR}))?(?!\w)",
    "part_of_year": rf"(?:[Tt]he{S})?(?:(?P<py_n>[Ff]irst|[Ss]econd|[Tt]hird|[Ff]ourth|[Ll]ast|[Ff]inal|1st|2nd|3rd|4th){S}(?P<py_u>quarter|half|three{S}months|six{S}months){S}of{S}(?:the{S}year{S})?|Q(?P<py_q>[1-4]){S}(?:of{S})?)(?:(?P<py_y>{_YEAR})|(?P<py_r>last|this|next|the{S}current){S}year)(?!\w)",
    "month_range": rf"(?:(?:[Ff]rom|[Bb]etween){S})(?P<mr_a>{_MONTH}){S}(?:to|and|until|through){S}(?P<mr_b>{_MONTH})(?:,?{S}(?:of{S})?(?P<mr_y>{_YEAR}))?(?!\w|{S}\d{{1,2}}\b)",
    "month_year": rf"(?P<my_e>{_EDGE})?(?P<my_m>{_MONTH}),?{S}(?:of{S})?(?P<my_y>{_YEAR})(?!\w)",
    "season_year": rf"(?P<sy_e>{_EDGE})?(?:[Tt]he{S})?(?P<sy_s>{_SEASON})(?:{S}of)?,?{S}(?P<sy_y>{_YEAR})(?:[-–/](?:20)?(?P<sy_z>\d\d))?(?!\w)",
    "decade": rf"(?:[Tt]he{S})?(?P<de_e>(?:[Ee]arly|[Ll]ate|[Mm]id|[Mm]iddle)(?:[-–]|{S}))?(?:(?:(?P<de_y>(?:1[5-9]|20)\d0)|['’](?P<de_s>[2-9]0))['’]?s|(?<=[Tt]he\s)(?P<de_w>{'|'.join(DECADES)}))(?!\w)",
    "short_year": r"['’](?P<sh_y>\d\d)(?![\w’'])",
    "century": rf"(?:[Tt]he{S})?(?P<ce_e>(?:[Ee]arly|[Ll]ate|[Mm]id|[Mm]iddle)(?:[-–]|{S}))?(?:(?P<ce_n>1[6-9]|2[01])(?:st|th)|(?P<ce_w>{'|'.join(CENTURIES)}))[-\s]century(?!\w)",
    "fiscal": rf"(?:[Tt]he{S})?(?:(?:[Ff]iscal|[Ff]inancial|[Bb]udget)(?:{S}year)?{S}(?P<fi_y>{_YEAR})(?:[-–/](?P<fi_z>(?:20)?\d\d))?|FY[\s\u00a0’']?(?P<fi_s>(?:20)?\d\d)|(?P<fi_a>{_YEAR})[-–/](?P<fi_b>(?:20)?\d\d){S}(?:fiscal|financial|budget){S}year)(?!\w|[-–]\d)",
    "year_range": rf"(?:(?:[Ff]rom|[Bb]etween){S})?(?P<yr_a>{_YEAR})(?:{_O}[-–—/]{_O})(?P<yr_b>{_YEAR}|\d\d)(?![\w-]|,\d)",
    "year_edge": rf"(?P<ye_e>{_EDGE})(?P<ye_y>{_YEAR})(?!\w)",
    "year": rf"(?P<y_y>{_YEAR})(?![\w$€£%]|{_O}(?:per\s?cent|%))",
    "month": rf"(?P<mo_r>(?:[Ll]ast|[Nn]ext|[Tt]his(?:{S}past|{S}coming)?|[Pp]ast|[Ee]arlier{S}this|[Ll]ater{S}this){S})?(?P<mo_e>{_EDGE})?(?P<mo_m>{'|'.join(_LONG)})(?:{S}of{S}(?P<mo_y>last|this|next|that|the{S}same|the{S}previous|the{S}following){S}year)?(?!\w|['’](?:s{S})?(?:[A-Z]))",
    "today": rf"(?:[Ee]arlier{S}|[Ll]ater{S})?(?P<to_w>[Tt]he{S}day{S}before{S}yesterday|[Tt]he{S}day{S}after{S}tomorrow|[Tt]oday|[Tt]onight|[Yy]esterday|[Tt]omorrow|[Tt]his{S}(?:morning|afternoon|evening)|[Ll]ast{S}night)(?:{S}{_PART_OF_DAY})?(?!\w|{S}Show\b)",
    "weekday": rf"(?P<wd_r>(?:[Ll]ast|[Nn]ext|[Tt]his(?:{S}past|{S}coming)?|[Pp]ast|[Tt]he{S}following|[Tt]he{S}previous|[Tt]he{S}preceding|[Ee]arly|[Ll]ate|[Ee]very|[Ee]ach){S}(?:on{S})?)?(?P<wd_w>{_WD})(?P<wd_p>{S}{_PART_OF_DAY})?(?P<wd_k>,?{S}(?:of{S})?(?:last|this|next){S}week)?(?!\w)",
    "relative": rf"(?:(?:[Ee]arlier|[Ll]ater|[Ll]ate|[Ee]arly|[Ee]arlier{S}in|[Ll]ater{S}in){S})?(?:(?:[Tt]he{S})?(?P<re_e>end|start|beginning|middle|close|first{S}half|second{S}half|turn){S}of{S})?(?P<re_w>[Ll]ast|[Tt]his(?:{S}past|{S}coming)?|[Nn]ext|[Tt]he{S}(?:past|coming|previous|following|preceding|same|next|current|last)|[Tt]he(?={S}(?:weekend|year|month|week)(?:['’]s{S}end)?)|[Tt]hat){S}(?P<re_u>day|week(?:end)?|month|quarter|year|decade|century|{_SEASON}|{_PART_OF_DAY})(?!\w|['’]s{S}(?:old|end)|-)",
    "ago": rf"(?:(?:[Mm]ore{S}than|[Oo]ver|[Aa]bout|[Aa]lmost|[Nn]early|[Aa]round|[Aa]t{S}least|[Ll]ess{S}than|[Rr]oughly|[Jj]ust|[Ss]ome|[Oo]nly|[Ww]ell{S}over){S})?(?:(?P<ag_v>(?i:{_VAGUE_N}))|(?P<ag_n>(?i:{_N}))(?P<ag_h>{S}and{S}a{S}half)?){S}(?P<ag_u>{_UNIT}|hours?|minutes?|centuries|century)(?:(?P<ag_t>['’](?:s)?{S}time(?!\w))|(?P<ag_k>{S}and{S}a{S}half)?{S}(?P<ag_d>ago|earlier|later|beforehand|afterwards|from{S}now|hence|on(?={_O}[,.;])|prior|before|after)(?!\w))",
    "half_century": rf"(?:[Aa]bout{S}|[Nn]early{S}|[Aa]lmost{S}|[Mm]ore{S}than{S}|[Oo]ver{S})?(?P<hc_w>[Hh]alf{S}a|[Aa]{S}quarter{S}of{S}a){S}century{S}ago(?!\w)",
    "within": rf"[Ww]ithin{S}(?P<wi_n>(?i:{_N})){S}(?P<wi_u>{_UNIT})(?!\w|{S}(?:of|after|before|from|since|that)\b|['’])",
    "overnight": r"(?P<ov_w>[Oo]vernight)(?!\w|[-–])",
    "vague_ago": rf"(?P<va>(?:[Yy]ears|[Mm]onths|[Ww]eeks|[Dd]ays|[Dd]ecades|[Cc]enturies|[Hh]ours|[Mm]inutes|[Mm]oments|[Ll]ong){S}ago)(?!\w)",
    "span": rf"(?:[Tt]he{S}|[Tt]hese{S})?(?P<sp_w>[Pp]ast|[Ll]ast|[Nn]ext|[Cc]oming|[Ff]ollowing|[Pp]revious|[Pp]receding|[Rr]ecent){S}(?:(?P<sp_v>few|several|couple{S}of|many)|(?P<sp_n>(?i:{_N})))?{_O}(?P<sp_u>{_UNIT}|hours|fortnights?)(?!\w|-|['’]s?{S}old)",
    "event_day": r"(?P<ed_w>9/11)(?!\w|/)",
    "feast": rf"(?:[Tt]he{S})?(?P<fe_w>{_FEAST})(?:,?{S}(?:of{S})?(?P<fe_y>{_YEAR}))?(?!\w|{S}(?:Island|tree|market|carol|dinner|card|gift|present|shopping|holidays?|season|Tree))",
}
MASTER = re.compile(r"(?<![\w$€£#@/])(?<!\d[.,])(?:" + "|".join(f"(?P<{k}>{p})" for k, p in PATTERNS.items()) + ")")
CORE = re.compile(  # every date holds one of these; only the words just before one are tried
    r"\d|\b(?:(?:nine|eigh|seven|six|fif|for|thir|twen)ties\b|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC|Mon|Tue|Wed|Thu|Fri|Sat|Sun|[Yy]esterday|[Tt]o(?:day|night|morrow)|[Dd]ays?\b|"
    r"[Ww]eek|[Mm]onth|[Yy]ear|[Dd]ecade|[Cc]entur|[Ff]ortnight|[Oo]vernight|[Cc]hristmas|Year[’']s|Boxing|Fourth of|Bastille|Armistice|Valentine|ides of|FY|[Ff]iscal|[Ff]inancial|[Qq]uarter|[Hh]ours?\b|[Mm]inutes?\b|[Mm]oments\b|[Ll]ong{S}ago|[Mm]orning|[Aa]fternoon|[Ee]vening|[Nn]ight\b|[Nn]oon|[Ss]pring|[Ss]ummer|[Aa]utumn|[Ff]all\b|[Ww]inter)".replace("{S}", S)
)
_FIRST = (  # words that a date may begin with when it begins in lower case
    "the that this these from between last next past early earlier late later mid middle very start beginning end close turn first second third fourth final today tonight yesterday tomorrow "
    "every each more over about almost nearly around at less roughly just some only well a an few several many couple handful number countless long coming following previous preceding recent "
    "fiscal financial budget within overnight half ides noon"
).split()
_FIRST += [*SMALL, *TENS, *SEASONS, *CENTURIES, *DECADES]
WORD_START = re.compile(rf"(?<![\w$€£#@/])(?<!\d[.,])(?:[^\W_a-z]|['’_]|(?:{alternatives(_FIRST)})\b|year|month|week|day|decade|centur|hour|minute|moment)")
LAG = 12  # a verb before the date outweighs one that many characters nearer after it
REACH = 48  # characters from the start of a date to its first core word, at most
BEFORE = re.compile(
    rf"(?<!\w)(?P<word>[Ss]ince(?:{S}at{S}least)?|[Uu]ntil|[Uu]ntill|[Tt]ill|[Uu]p{S}to|[Bb]y|[Bb]efore|[Pp]rior{S}to|[Aa]fter|[Aa]s{S}of|[Ff]rom|[Ss]tarting(?:{S}in)?|[Bb]eginning(?:{S}in)?|"
    rf"[Aa]round|[Aa]bout|[Cc]irca|[Cc]a?\.|[Aa]pproximately|[Rr]oughly|[Pp]ossibly(?:{S}in)?|[Pp]erhaps(?:{S}in)?|[Nn]o{S}later{S}than|[Tt]hrough|[Bb]etween){S}(?:(?:at|in|on){S})?(?:(?:roughly|approximately|about|around|perhaps){S})?(?:the{S})?$"
)
ONWARD = re.compile(rf"{S}(?:onwards?|on|forward)(?!\w|{S}(?:the|a|an|his|her|its|their|[A-Z]))")
TO = re.compile(rf"(?:{_O}[-–—]{_O}|,?{S}(?:to|until|till|through|and){S})(?:(?:roughly|approximately|about|around|perhaps){S})?(?:the{S})?")
PREPOSITION = re.compile(
    rf"(?<!\w)(?:[Ii]n|[Ss]ince|[Bb]y|[Uu]ntil|[Tt]ill|[Dd]uring|[Ff]rom|[Tt]o|[Ff]or|[Oo]f|[Bb]efore|[Aa]fter|[Bb]etween|[Tt]hrough(?:out)?|[Aa]nd|[Oo]r|[Bb]ack{S}in|[Aa]s{S}of|[Ll]ast|[Nn]ext|[Tt]his|[Ee]very|[Ee]ach|[Ff]or){S}(?:[Ee]arly{S}|[Ll]ate{S}|[Mm]id-)?$"
)
DETERMINED = re.compile(rf"(?<!\w)(?:[Tt]he|[Aa]|[Ii]ts|[Tt]heir|[Hh]is|[Hh]er|[Tt]hat|\w+['’]s){S}$")
NOUN_AFTER = re.compile(rf"{S}(?!on\b|through\b|for\b|to\b|of\b)[a-z]{{3,}}")
COUNTED = re.compile(
    rf"{S}(?:(?:\w+[-\s]){{0,2}}?)(?:people|persons|soldiers|troops|men|women|children|civilians|fighters|militants|rounds|shells|tanks|missiles|drones|rockets|vehicles|homes|houses|"
    rf"villages|kilomet(?:er|re)s|km|miles|met(?:er|re)s|tons?|tonnes|dollars|euros|pounds|rubles|roubles|refugees|migrants|prisoners|detainees|protesters|demonstrators|votes|seats|jobs|"
    rf"employees|workers|families|casualties|deaths|square|years|days|hours|minutes|rebels|delegates|MW|megawatts|sorties|bombs|warheads|aircraft|personnel)\b"
)
QUANTIFIED = re.compile(rf"(?:over|than|least|nearly|almost|some|approximately|roughly|total{S}of|killed|killing|wounded|every|another|estimated|{S}[$€£]){S}$", re.I)
TENSE = re.compile(r"(?<!\w)(?:(?P<future>" + alternatives(r[0] for r in rows("tenses.tsv") if r[1] == "future") + r")(?:\s+(?:be|not|also|then|soon|still|only|have)){0,2}(?:\s+[a-z]+)?|(?P<past>" + alternatives(r[0] for r in rows("tenses.tsv") if r[1] == "past") + r"|[a-z]{3,}ed))(?!\w)")
SENTENCE_END = re.compile(r"(?<![A-Z])[.!?][\"”’']?\s|\n\n|;\s")
