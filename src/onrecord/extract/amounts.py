"""A number whose noun stands before it: the subject of a verb of amounting, or a word that is counted in one unit.

    confirmed infections have passed 500,000     500,000 infections, whatever else the story counts
    the number of arrests rose to 90             90 detained
    a gross tonnage of 1,150 · attendance: 800   tons, persons (amounts.tsv)
"""

from __future__ import annotations

import re

from onrecord.extract.drafts import CASUALTY, MEASURED, PERSON_KINDS
from onrecord.extract.numbers import Quantity
from onrecord.extract.units import NOUNS, plural
from onrecord.extract.wordlists import alternatives, rows

AMOUNTS = {row[0]: row[1] for row in rows("amounts.tsv")}
_VERB = re.compile(
    r"\b(?:(?:has|have|had|will|may|might|could|to)\s+)?(?:(?:now|also|already|since|then|reportedly|soon|again)\s+)*(?:been\s+)?"
    r"(?:(?:rose|risen|rise|rises|rising|gr[eo]wn?|climb(?:s|ed)?|increase[sd]?|jump(?:s|ed)?|soared|f[ae]ll(?:en|s)?|drop(?:s|ped)?|declined|went|gone|stood|stands?|amount(?:s|ed)?|came|comes|total(?:s|l?ed)?|number(?:s|ed)?|put|stand)"
    r"(?:\s+(?:further|again|sharply|slightly))?(?:\s+from\s+[\d,.]+)?(?:\s+(?:to|at))?|reach(?:es|ed|ing)?|hit(?:s|ting)?|pass(?:es|ed|ing)?|top(?:s|ped|ping)?|surpass(?:es|ed|ing)?|exceed(?:s|ed|ing)?)\s*$",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[;:—–(]|,(?!\s\d)|\b(?:and|but|while|whereas|as|when|after|before|that|where|because|with|until|since|if)\s", re.IGNORECASE)
_INSERTED = re.compile(r",\s(?:(?:in|of|to|from)\s)?(?:which|who|where|according|officials|police|including|already|it|they|he|she)\b(?:[^,.;]|,(?=\d))*,$", re.IGNORECASE)
_NUMBER_OF = re.compile(r"\b(?:numbers?|total|tally|count|amount|toll)\s+of\s+", re.IGNORECASE)
_PHRASE_END = re.compile(r"\s(?:of|in|from|across|at|among|on|to|for|with|by|linked|related|due|caused|worldwide|nationwide|so)\b", re.IGNORECASE)
_BEFORE = re.compile(rf"\b(?P<word>{alternatives(AMOUNTS)})(?:\s*[:(,]|\s+(?:of|was|is|at|stood\s+at|stands\s+at|rose\s+to|fell\s+to|reached))?\s*(?:about|around|some|nearly|roughly|over|just|only)?\s*$", re.IGNORECASE)


def amounted(text: str, q: Quantity, floor: int) -> tuple[str, str] | None:
    """The unit and measure of a bare number by its subject, or None."""
    if m := _BEFORE.search(text, max(floor, q.start - 48), q.number):
        return AMOUNTS[re.sub(r"\s+", " ", m["word"].lower())], "other"
    head = text[max(floor, q.start - 140) : q.number]
    verb = _VERB.search(head) or _VERB.search(text[max(floor, q.start - 140) : q.start])
    if not verb:
        return None
    clause = _INSERTED.sub("", head[: verb.start()].rstrip())
    if last := list(_CLAUSE.finditer(clause)):
        clause = clause[last[-1].end() :]
    if numbered := _NUMBER_OF.search(clause):
        clause = clause[numbered.end() :]
    words = _PHRASE_END.split(clause.strip())[0].split() if not re.search(r"\d", clause) else []
    noun = words[-1].lower() if words else ""
    if noun == "toll":
        return "persons", "casualties" if "casualty" in clause.lower() else "killed"
    if not noun or not noun.isalpha() or not plural(words[-1]) or (words[-1][:1].isupper() and len(words) > 1):
        return None
    kind = NOUNS.get(noun, "plural")
    if kind in CASUALTY:
        return "persons", kind
    if kind in ("never", "weak", "others", "unit"):
        return None
    unit = "persons" if kind in PERSON_KINDS - {"delegate"} else noun
    return unit, MEASURED.get(kind, "other")
