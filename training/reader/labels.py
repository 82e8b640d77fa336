"""The labels of every head, in the order of its outputs. Exported with the weights, read again at run time."""

from __future__ import annotations

import json
from pathlib import Path


def bio(*types: str) -> list[str]:
    return ["O", *(f"{edge}-{kind}" for kind in types for edge in "BI")]


PLOVER = list(json.loads((Path(__file__).parents[2] / "src/onrecord/extract/plover.json").read_text("utf8"))["events"])
DEEDS = sorted({"YIELD" if kind in ("CONCEDE", "RETREAT") else kind for kind in PLOVER})  # what the decision on a text's one event tells apart
MODES = ["none", *sorted({mode for event in json.loads((Path(__file__).parents[2] / "src/onrecord/extract/plover.json").read_text("utf8"))["events"].values() for mode in event["modes"]})]
ACTS = ["pledge", "threat", "warning", "demand", "refusal", "permission", "restriction", "obligation"]
UPOS = "ADJ ADP ADV AUX CCONJ DET INTJ NOUN NUM PART PRON PROPN PUNCT SCONJ SYM VERB X".split()
RELATIONS = (
    "acl advcl advmod amod appos aux case cc ccomp clf compound conj cop csubj dep det discourse dislocated expl fixed flat goeswith iobj "
    "list mark nmod nsubj nummod obj obl orphan parataxis punct reparandum root vocative xcomp nsubj:pass aux:pass csubj:pass acl:relcl compound:prt "
    "det:predet cc:preconj nmod:poss nmod:npmod nmod:tmod obl:npmod obl:tmod obl:agent nmod:desc nmod:unmarked obl:unmarked flat:foreign nsubj:outer csubj:outer advcl:relcl"
).split()
ARGS = "ARG0 ARG1 ARG2 ARG3 ARG4 TMP ADV MOD NEG ADJ LOC MNR DIS EXT PRP CAU PRR LVB DIR PRD GOL COM R-ARG0 R-ARG1 R-ARG2 C-ARG1 C-V".split()
MEASURES = "none killed wounded casualties displaced detained troops equipment money share_of_gdp poll_share production distance duration date_count percent other".split()

TAGS: dict[str, list[str]] = {  # one label a word
    "upos": UPOS,
    "sentence": ["inside", "end"],
    "uner": bio("PER", "ORG", "LOC", "OTH"),
    "politics": bio("politician", "person", "organisation", "politicalparty", "event", "election", "country", "location", "misc"),
    "defence": bio("Person", "Organisation", "Location", "Nationality", "Weapon", "MilitaryPlatform", "Vehicle", "DocumentReference", "Quantity", "Temporal", "Money"),
    "wikigold": bio("PER", "ORG", "LOC", "MISC"),
    "mention": bio("person", "state", "government", "alliance", "party", "armed_group", "company", "media", "population", "document", "other"),
    "event": bio(*PLOVER),
    "act": ["O", *ACTS],  # at the first word of an action
}
GUIDED = {"cue": bio("cue"), "source": bio("source"), "content": bio("content")}  # one label a word, by whose guidelines
GUIDES = ["polnear", "onrecord"]
ANCHORED: dict[str, list[str]] = {  # one label at a word that something hangs on
    "statement.core": ["no", "core"],
    "event.core": ["no", "core"],
    "event.mode": MODES,
    "event.factuality": ["actual", "future", "hypothetical", "negated"],
    "event.historical": ["no", "historical"],
    "act.core": ["no", "core"],
    "measure": MEASURES,
    "quote": ["none", "cued", "carried"],  # at an opening mark: no speech, attributed by a cue, the last speaker's
    "factuality": ["value"],  # a number, -3 … 3
}
FRAMES: dict[str, list[str]] = {  # one label a word for each anchor
    "attribution": bio("cue", "source", "content", "addressee"),
    "event": bio("trigger", "actor", "recipient", "both"),
    "act": bio("action", "condition", "deadline", "who", "to"),
    "roles": bio(*ARGS),
}
PAIRS = ["same"]  # two words, heads of mentions: whether they are the same person or body
