"""What people type into the search box: words and `from: to: about: voice:`, as filters of the record; or `like:`, a meaning.

    asked('from:"Jens Stoltenberg" to:Russia voice:direct nuclear')
    -> Asked(text='nuclear', filters={'who': ['Jens Stoltenberg'], 'to': ['Russia'], 'voice': ['direct']})
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from onrecord.errors import Usage
from onrecord.store.queries import VOICES
from onrecord.store.rows import VOICED

SIGNS = {"from": "who", "to": "to", "about": "about", "voice": "voice", "by": "holder", "kind": "kind", "in": "doc", "when": "when", "published": "published"}
ONCE = ("when", "published")
LIKE = re.compile(r'(?<!\S)like:(?:"([^"]*)"|(.*))', re.IGNORECASE | re.DOTALL)
SIGN = re.compile(rf'(?<!\S)({"|".join(SIGNS)}):(?:"([^"]*)"|(\S*))', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Asked:
    text: str
    filters: dict[str, Any] = field(default_factory=dict)
    like: str = ""  # what it should mean; alone, or with `kind:`


def asked(query: str) -> Asked:
    """Usage when a sign has no value or one that it cannot have."""
    like = LIKE.search(query)
    if like:
        said = asked(query[: like.start()] + " " + query[like.end() :])
        meant = (like[1] if like[1] is not None else like[2]).strip()
        if not meant or said.text or set(said.filters) - {"kind"}:
            raise Usage('like: say what it should mean, e.g. like:"the pipeline will be shut down"; only kind: goes with it')
        return Asked("", said.filters, meant)
    filters: dict[str, Any] = {}
    for found in SIGN.finditer(query):
        sign, value = found[1].lower(), (found[2] if found[2] is not None else found[3]).strip()
        if not value:
            raise Usage(f'{sign}: say what, e.g. {sign}:{EXAMPLES[sign]} or {sign}:"{EXAMPLES[sign]}"')
        _checked(sign, value)
        name = SIGNS[sign]
        if name in ONCE:
            filters[name] = value
        else:
            filters.setdefault(name, []).append(value.lower() if sign in ("voice", "kind") else value)
    return Asked(" ".join(SIGN.sub(" ", query).split()), filters)


EXAMPLES = {"from": "Stoltenberg", "to": "Russia", "about": "NATO", "voice": "outlet", "by": "Stoltenberg", "kind": "statement", "in": "*.pdf", "when": "2024-05", "published": "2024"}


def _checked(sign: str, value: str) -> None:
    known = {"voice": VOICES, "kind": VOICED}.get(sign)
    if known and value.lower() not in known:
        raise Usage(f"{sign}:{value}: expected one of {', '.join(known)}")
