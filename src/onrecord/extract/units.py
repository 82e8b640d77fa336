"""What a number counts: the unit or noun after it, and how far the expression reaches."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from onrecord.extract.number_patterns import SIGNS, SMALL, TENS
from onrecord.extract.numbers import Quantity
from onrecord.extract.wordlists import alternatives, rows
from onrecord.records import Value


@dataclass(frozen=True, slots=True)
class Counted:
    """`unit` as recorded, `end` of the value expression, `noun` as printed (lower case), `kind` as in nouns.tsv, or
    money, percent, unit, plural (a noun no list has), adjective ("three-judge"). `measure` where the unit settles it."""

    unit: str
    end: int
    kind: str
    noun: str = ""
    measure: str | None = None
    hyphen: bool = False
    head: int = 0  # where the noun starts
    part: float = 1.0  # what part of the unit the form is: 0.01 of cents


_S = r"[\s\u00a0]{1,3}"
NOUNS = {row[0]: row[1] for row in rows("nouns.tsv")}
UNITS = {row[0]: (row[1], row[2]) for row in rows("units.tsv")}
CURRENCIES = {row[0].lower(): row[1] for row in rows("currencies.tsv") if row[2] in ("suffix", "both")}
PARTS = {row[0].lower(): float(row[3]) for row in rows("currencies.tsv") if len(row) > 3}
SUFFIX_CODES = {row[0] for row in rows("currencies.tsv") if row[2] == "both"}

_SPREAD = re.compile(r"[ \u00a0]?±[ \u00a0]?\d+(?:[.,]\d+)?")
_OF = rf"(?:{_S}of)?"
_MONEY = re.compile(rf"(?:{_S}of)?(?:{_S}|-|(?=[€₽₴₺₪₸₾]))(?P<form>[€₽₴₺₪₸₾](?!\w)|(?:[^\W\d_]+\.?)+(?:-[^\W\d_]+)?(?:{_S}[^\W\d_]+){{0,3}})", re.IGNORECASE)
_PERCENT = re.compile(rf"(?:{_S}|-)?(?P<form>%|percentage{_S}points?|percent|per[\s-]cent|pct\b|pc\b|pp\b)(?P<point>[-\s]points?)?(?!\w)", re.IGNORECASE)
_UNIT = re.compile(rf"(?P<of>{_S}of)?(?P<more>{_S}(?:more|further|additional|other|full|long|consecutive|straight|whole|solid|entire))?(?:{_S}|(?P<hyphen>[-‑])|(?=[A-Za-z°]))(?P<form>{alternatives(UNITS)})(?P<apostrophe>['’]s?)?(?![\w²])", re.IGNORECASE)
_WORD = re.compile(r"(?:[\s\u00a0]{1,3}|,\s(?=[A-Z][a-z]+(?:an|ese|ish|ch|ek|ari|aqi)\b)|(?P<slash>/))(?P<quote>[“\"‘'])?(?P<word>[A-Za-zÀ-ž][\w'’.À-ž-]*)")
_PERSONAL = re.compile(r"[A-Z][a-zÀ-ž]+(?:ans|ese|ers|ians|ists|crats|icans|ites|aks|eks|ards|Poles|Turks|Kurds|Serbs|Swedes|Danes|Finns|Czechs|Slovaks|Croats|Arabs|Jews|Muslims|Sunnis|Shiites|Israelis|Iraqis|Pakistanis|Afghans|Saudis|Somalis|Yemenis|Bosniaks|Greeks|Germans|Scots|Brits|Britons|Spaniards|Tatars|Cossacks|Uighurs|Uyghurs|Tamils|Houthis|Talibs|Tories|Liberals|Conservatives|Republicans|Greens|Yazidis|Copts|Catholics|Protestants|Afrikaners|Indians|Azeris|Balts|Letts|Lapps|Basques|Catalans|kongers)$|(?:Poles|Turks|Kurds|Serbs|Swedes|Danes|Finns|Czechs|Slovaks|Croats|Arabs|Jews|Muslims|Sunnis|Shiites|Israelis|Iraqis|Pakistanis|Saudis|Greeks|Scots|Brits|Britons|Spaniards|Tatars|Uighurs|Uyghurs|Tories|Liberals|Conservatives|Greens|Yazidis|Houthis)$")
_MODIFIES = re.compile(rf"{_S}(?!(?:of|old|and|or|to|in|on|at|by|for|from|is|was|the|a|an|after|before|ago|later|earlier|when|that|as|with|night|week)\b)[a-z]{{3,}}")
_HYPHENED = re.compile(r"[-‑](?P<word>[A-Za-z]+)")
_SUBSET = re.compile(rf"{_S}of{_S}(?:the|these|those|his|her|its|their|our|your|my|(?:[\w.]+{_S}){{0,3}}?[\w.]+(?:['’]s|s['’]))(?={_S})", re.IGNORECASE)
_MODEL = re.compile(r"[A-Z][A-Za-z]{0,3}-?\d{1,3}[A-Z]?s")  # B-17s, T-72s
_OF_THEM = re.compile(rf"{_S}of(?={_S})(?:{_S}(?:the|its|their|his|her|our|these|those|all)(?={_S}))?", re.IGNORECASE)
_PAID = frozenset("dollars euros rubles roubles yuan yen zlotys hryvnias francs".split())
STOPS = frozenset(
    "the a an and or but nor so yet of in on at by to for from with without within into onto over under between among amid against during before after since until till "
    "than as if when while where who whom whose which that this these those it its he she they them him his her their our we i you my your not no nor never "
    "is are was were be been being am has have had having do does did will would shall should can could may might must said says told went came took made got put "
    "also already still now then there here because although though however both each either neither very too only just even about around near across through per "
    "such via like up down out off away back again once twice more-than including according following despite besides beyond toward towards throughout upon above below "
    "seems reaches appears becomes says goes comes gets gives includes contains allows requires provides continues exists "
    "took voted died became remained stood left joined turned fled began started ended escaped struck earlier later ago".split()
)
_NOT_PLURAL = frozenset(
    "various previous serious religious dangerous famous numerous anonymous us as is was has this his its less plus across perhaps always sometimes besides "
    "towards afterwards upwards downwards overseas press class mass cross loss process access success congress business campus virus status crisis basis "
    "politics economics news headquarters measles diabetes rabies herpes series species gas bus glass grass boss pass guess princess address progress princess analysis thus gross".split()
)
_IRREGULAR_PLURAL = frozenset("people men women children police personnel staff aircraft troops clergy crew militia infantry cattle sheep data media feet teeth "
                              "dice mice geese lice oxen criteria phenomena bacteria fungi offspring deer "
                              "crises bases servicemen policemen gunmen infantrymen airmen guardsmen firemen".split())  # fmt: skip


def counted(text: str, q: Quantity, limit: int) -> Counted | None:
    """The unit of `q`, or None where no noun follows that it could count."""
    if (spread := _SPREAD.match(text, q.end, limit)) is not None:
        q = replace(q, end=spread.end())
    if q.symbol:
        return _money_before(text, q, limit)
    if q.form == "share":
        return Counted("percent", q.end, "percent")
    if m := _PERCENT.match(text, q.end, limit):
        points = bool(m["point"]) or "point" in m["form"].lower() or m["form"].lower() == "pp"
        return Counted("percentage points" if points else "percent", m.end(), "percent", measure=None)
    if named := _currency(text, q.end, limit):
        form, end = named
        code = form.upper() in SUFFIX_CODES
        if (not code or text[end - len(form) : end].isupper()) and not (form in ("won", "try", "lei", "rand") and not q.scaled and q.form != "digits") and not _not_money(text, end, form, q):
            return Counted(CURRENCIES[form], end, "money", form, "money", part=PARTS.get(form, 1.0))
    if (m := _UNIT.match(text, q.end, limit)) and not (m["of"] and q.form not in ("vague", "few")):
        form = re.sub(r"\s+", " ", m["form"])
        if _is_unit(text, m, form, q):
            unit, measure = UNITS[form.lower()]
            return Counted(unit, m.end("form"), "unit", form.lower(), measure, bool(m["hyphen"]), m.start("form"))
    return _noun(text, q, limit)


def _currency(text: str, end: int, limit: int) -> tuple[str, int] | None:
    """The longest name of a currency that follows (lower case, single spaces), and where it ends."""
    if not (m := _MONEY.match(text, end, limit)):
        return None
    words = list(re.finditer(r"\S+", m["form"]))
    for count in range(len(words), 0, -1):
        form = " ".join(w.group() for w in words[:count]).lower()
        bare = form.rstrip(".")
        if bare in CURRENCIES:
            return bare, m.start("form") + words[count - 1].end() - len(form) + len(bare)
    return None


def _money_before(text: str, q: Quantity, limit: int) -> Counted:
    end = q.end
    if named := _currency(text, end, limit):
        end = named[1]
    return Counted(SIGNS[q.symbol or "$"], end, "money", "", "money")


def _not_money(text: str, end: int, form: str, q: Quantity) -> bool:
    """Pounds that weigh, crowns and francs that don't pay are left to context: only pounds need it here."""
    if form not in ("pound", "pounds"):
        return form == "won" and not q.scaled
    if form == "pound" and not q.scaled:
        return True
    after = text[end : end + 40].lower()
    return bool(re.match(r"\s+(?:of\s+(?:explosives|tnt|cocaine|heroin|meat|food|rice|uranium|flour|ammunition|weight|marijuana|dynamite|gold|fertili)|bombs?\b)", after)) or after.startswith("-bomb")


def _is_unit(text: str, m: re.Match[str], form: str, q: Quantity) -> bool:
    if len(form) <= 2 and form.lower() in ("m", "ft", "mm", "cm", "km", "kg", "mw", "gw", "nm", "mg", "ml"):
        return q.form == "digits" and (form.lower() != "m" or form == "m") and (form.lower() != "nm" or form == "nm")
    if form.lower() in ("second", "seconds") and form.lower() == "second":
        return False
    if form.lower() in ("foot", "mile", "block", "second", "night", "kilo") and not m["hyphen"] and q.value.high != 1:
        return form.lower() in ("foot", "mile") and q.form == "digits"
    if form.lower() in ("block", "blocks", "degrees", "knots", "kilo") and q.form == "few":
        return form.lower() == "blocks"
    if form.lower() in ("day", "night", "second", "week") and m["hyphen"] is None and 1 not in (q.value.low, q.value.high):
        return bool(form.lower() != "second" and _MODIFIES.match(text, m.end()))  # "a three day stay"
    return True


def plural(word: str) -> bool:
    low = word.lower()
    if _PERSONAL.search(word):
        return True
    if low in NOUNS or low in _IRREGULAR_PLURAL:
        return True
    return len(low) > 3 and low.endswith("s") and not low.endswith(("ss", "us", "is", "'s", "’s", "ous")) and low not in _NOT_PLURAL


def _noun(text: str, q: Quantity, limit: int) -> Counted | None:
    """The head of the noun phrase after `q`: its first plural, moved on through compounds ("Armed Forces personnel")."""
    pos = q.end
    singular = q.value.high == 1 and q.value.low in (1, None)
    if h := _HYPHENED.match(text, pos, limit):
        return Counted(h["word"].lower(), h.end(), "adjective", h["word"].lower(), hyphen=True, head=h.start("word"))
    subset = _SUBSET.match(text, pos, limit)
    if subset and q.form in ("digits", "words") and not singular and not q.scaled:
        found = _noun(text, _shifted(q, subset.end()), limit)
        few = q.form == "words" and (q.value.high or q.value.low or 0) < 4
        return found if found and found.kind not in (("never", "weak", "plural", "adjective") if few else ("never", "adjective")) else None
    if o := _OF_THEM.match(text, pos, limit):
        if q.form not in ("vague", "few") and not q.scaled and q.form not in ("digits", "words"):
            return None
        if q.form in ("digits", "words") and not (q.scaled and text[q.start : q.end].lower().endswith(("s", "dozen"))):
            return None
        pos = o.end()
    best: Counted | None = None
    words = 0
    while words < 7 and (w := _WORD.match(text, pos, limit)):
        if w["slash"] and not best:
            break
        word = w["word"].rstrip(".") if not re.fullmatch(r"(?:[A-Z]\.)+", w["word"]) else w["word"]
        low = re.sub(r"['’]s?$", "", word.lower())
        possessive = low != word.lower()
        if low in ("and", "or") and best is None and words:  # "1,000 state and local elections"
            pos = w.end()
            words += 1
            continue
        if low in STOPS or (w["quote"] and best) or low in SMALL or low in TENS:
            break
        if singular and best is None and words and low.endswith("ed") and text[q.number : q.end].lower() == "one":
            break  # "one agency estimated losses"
        kind = NOUNS.get(low) or ("equipment" if _MODEL.fullmatch(word) else None)
        if best is None and low in _PAID and q.scaled:  # "millions of taxpayer dollars"
            return Counted(CURRENCIES[low], w.start("word") + len(low), "money", low, "money")
        if best is not None:
            follows = kind is not None or (word[:1].islower() and plural(word) and (best.kind == "plural" or best.noun == "more"))
            if not follows or kind == "never" or (low in ("dead", "killed", "wounded", "injured", "missing", "displaced", "arrested", "detained", "hurt", "homeless", "more", "others", "times") and best.noun != "more"):
                break
        end = w.start("word") + len(word) if not possessive else w.start("word") + len(low)
        if kind is None and not singular and plural(word) and not possessive:
            kind = "person" if _PERSONAL.search(word) or (re.search(r"(?:men|women|workers|ers|ists|ians|officers|people)$", low) and low[:1].islower() and low.endswith(("workers", "men", "women", "ists", "officers", "fighters", "holders", "leaders", "makers", "seekers", "goers", "takers", "people"))) else "plural"
        elif kind is None and singular and (plural_of := _plural_of(low)) and plural_of in NOUNS:
            kind, low = NOUNS[plural_of], plural_of
        elif possessive and plural(low) and not singular:
            kind = NOUNS.get(low, "plural")
        if kind is not None:
            capital_name = word[:1].isupper() and kind == "plural" and re.match(r"\s[A-Z]", text[w.end("word") : w.end("word") + 2])
            if not capital_name and word not in ("States", "Nations", "Emirates"):
                best = Counted(low, end, kind, low, head=w.start("word"))
                if (w["word"].endswith(".") and not re.fullmatch(r"(?:[A-Z]\.)+", w["word"])) or possessive:
                    break
        if w["word"].endswith(".") and not re.fullmatch(r"(?:[A-Z][a-z]?\.)+(?:-\w+)?|St\.|Lt\.|Gen\.", w["word"]):
            break
        pos = w.end()
        words += 1
        if best is not None and kind is None:
            break
    return best


def _shifted(q: Quantity, end: int) -> Quantity:
    return replace(q, end=end, value=Value(2, 2, 2))


def _plural_of(word: str) -> str:
    special = {"person": "people", "man": "men", "woman": "women", "child": "children", "gunman": "gunmen", "policeman": "policemen", "body": "bodies", "fatality": "fatalities"}
    return special.get(word, word + "s")
