"""Scoring: a file in each of the seven formats gives its figures in one shape, and who answers with the gold gets full marks.

Files are written here, sentences invented. $ONRECORD_WEIGHTS names a folder of other weights to score.
"""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from bench.shared import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st
from training.reader import sets
from training.reader.labels import ANCHORED, DEEDS, FRAMES, GUIDED, GUIDES, RELATIONS, TAGS
from training.reader.texts import Text, raw, tokenised

from onrecord.reader import encoder as encoders
from onrecord.reader.encoder import Floats, Labels, Read
from onrecord.reader.windows import Window
from training import evaluate

WEIGHTS = Path(os.environ.get("ONRECORD_WEIGHTS") or encoders.WEIGHTS)
Json = dict[str, Any]

# -- files ----------------------------------------------------------------------------------------------------------

REPORT = (
    "Officials of the Compact said that “nobody will cross the Tarn ridge”. Mira Dolan, the minister, denied it.\n\n"
    "According to Tomas Rehn, forty people died at Harrow."
)
SPANS = {  # group: its spans
    "T1": ("source", "Officials of the Compact"), "T2": ("cue", "said"), "T3": ("content", "that “nobody will cross the Tarn ridge”"),
    "T4": ("source", "Mira Dolan, the minister,"), "T5": ("cue", "denied"), "T6": ("content", "it."),
    "T7": ("cue", "According to"), "T8": ("source", "Tomas Rehn"), "T9": ("content", "forty people died at Harrow."),
}  # fmt: skip
LINKS = [("T1", "T2", "T3"), ("T4", "T5", "T6"), ("T8", "T7", "T9")]


def polnear() -> str:
    spans = [{"id": group, "group": group, "type": kind, "start": (at := REPORT.index(words)), "end": at + len(words)} for group, (kind, words) in SPANS.items()]
    links = [{"source": [source], "cue": [cue], "content": [content]} for source, cue, content in LINKS]
    return json.dumps({"id": "a", "text": REPORT, "spans": spans, "links": links}) + "\n"


CONLL = """Mira I-person
Dolan I-person
left O
Port B-location
Ilse I-location
. O

The O
Northern B-organisation
Compact I-organisation
met O
Rehn B-person
. O
"""
IOB2 = """# sent_id = a-1
1	Mira	B-PER	-	-
2	Dolan	I-PER	-	-
3	left	O	-	-
4	Lesk	B-LOC	-	-

# sent_id = a-2
1	Compact	B-ORG	-	-
2	envoys	O	-	-
"""
CONLLU = """# newdoc id = a
# newpar id = a-p1
# sent_id = a-1
1	Lesk	Lesk	PROPN	NNP	_	2	nsubj	_	_
2	waits	wait	VERB	VBZ	_	0	root	_	SpaceAfter=No
3	.	.	PUNCT	.	_	2	punct	_	_

# sent_id = a-2
1-2	Dolan's	_	_	_	_	_	_	_	_
1	Dolan	Dolan	PROPN	NNP	_	3	nmod:poss	_	_
2	's	's	PART	POS	_	1	case	_	_
3	envoys	envoy	NOUN	NNS	_	4	nsubj	_	_
4	left	leave	VERB	VBD	_	0	root	_	_
4.1	left	leave	VERB	VBD	_	_	_	_	_
5	Vell	Vell	PROPN	NNP	_	4	obj	_	SpaceAfter=No
6	.	.	PUNCT	.	_	4	punct	_	_
"""
EVENTS = [
    {"id": "1", "text": "Lesk shelled Harrow overnight.", "actor": "Lesk", "recipient": "Harrow", "event": "ASSAULT"},
    {"id": "2", "text": "Arvenia eased its curfew in Vell.", "actor": "Arvenia", "recipient": "Vell", "event": "YIELD"},
    {"id": "3", "text": "Merrow condemned the raid.", "actor": "Merrow", "recipient": "", "event": "ACCUSE"},
]
TRIGGERS = {"1": ("shelled", "ASSAULT"), "2": ("eased", "CONCEDE"), "3": ("condemned", "ACCUSE")}
ROLES = [
    {
        "sent_id": "a-1",
        "words": "Rehn did not leave the ridge on Monday .".split(),
        "predicates": [{"index": 3, "lemma": "leave", "roleset": "leave.01", "args": [[0, 1, "ARG0"], [2, 3, "ARGM-NEG"], [4, 6, "ARG1"], [6, 8, "ARGM-TMP"]]}],
    },
    {"sent_id": "a-2", "words": "Nothing .".split(), "predicates": []},
]
FACTS = [
    {"text": "Dolan left and may return .", "targets": [{"span1": [1, 2], "label": 3.0, "span_text": "left"}, {"span1": [4, 5], "label": -0.5, "span_text": "return"}]},
    {"text": "Nobody came .", "targets": [{"span1": [1, 2], "label": -2.75, "span_text": "came"}]},
]
PRONOUNS = [
    ("When Mira Dolan met Ana Rehn, she refused to sit.", "she", "Mira Dolan", True, "Ana Rehn", False),
    ("Osk told Tomas Rehn that he would pay him.", "he", "Osk", False, "Tomas Rehn", True),
    ("Osk left Rehn before his envoy came.", "his", "Osk", False, "Rehn", False),
]


def jsonl(rows: Sequence[Json]) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


def gap(rows: Sequence[tuple[str, str, str, bool, str, bool]]) -> str:
    lines = ["ID\tText\tPronoun\tPronoun-offset\tA\tA-offset\tA-coref\tB\tB-offset\tB-coref\tURL"]
    for n, (text, pronoun, a, is_a, b, is_b) in enumerate(rows):
        at = text.index(f" {pronoun} ") + 1
        lines.append("\t".join(map(str, (f"v-{n}", text, pronoun, at, a, text.index(a), str(is_a).upper(), b, text.index(b), str(is_b).upper(), "http://example.org"))))
    return "\n".join(lines) + "\n"


FILES: dict[str, tuple[str, str, int]] = {  # head: file name, what is in it, how many
    "attribution": ("a.jsonl", polnear(), 1),
    "names": ("a.txt", CONLL, 2),
    "syntax": ("a.conllu", CONLLU, 9),
    "events": ("plv.jsonl", jsonl(EVENTS), 3),
    "roles": ("roles.jsonl", jsonl(ROLES), 1),
    "factuality": ("uds.jsonl", jsonl(FACTS), 3),
    "coreference": ("gap.tsv", gap(PRONOUNS), 3),
}  # fmt: skip


@pytest.fixture
def file(tmp_path: Path) -> Callable[..., Path]:
    """`file("names")`: the head's file; `file("names", "…")`: another in its format."""

    def written(head: str, content: str | None = None) -> Path:
        path = tmp_path / FILES[head][0]
        path.write_text(FILES[head][1] if content is None else content, "utf8")
        return path

    return written


# -- one shape ------------------------------------------------------------------------------------------------------


def test_every_head_has_a_file_here() -> None:
    assert set(FILES) == set(evaluate.HEADS)


@pytest.mark.parametrize("head", FILES)
def test_the_shipped_weights_are_scored(head: str, file: Callable[..., Path], capsys: pytest.CaptureFixture[str]) -> None:
    command = ["--head", head, "--data", str(file(head)), "--weights", str(WEIGHTS)]
    assert evaluate.main([*command, "--json"]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    said = json.loads(line)
    assert list(said) == ["head", "file", "n", "metrics", "seconds"]
    assert (said["head"], said["file"], said["n"]) == (head, FILES[head][0], FILES[head][2])
    assert said["seconds"] >= 0
    assert said["metrics"]
    for name, metric in said["metrics"].items():
        assert list(metric) == ["p", "r", "f1"], name
        assert all(isinstance(x, int | float) and math.isfinite(x) for x in metric.values()), name
    assert evaluate.main(command) == 0
    assert capsys.readouterr().out.startswith(f"{head} on {FILES[head][0]}: n {FILES[head][2]}, ")


def test_the_same_file_gives_the_same_figures(file: Callable[..., Path]) -> None:
    first, second = (evaluate.evaluate("names", file("names"), weights=WEIGHTS) for _ in range(2))
    assert first | {"seconds": 0} == second | {"seconds": 0}


@pytest.mark.parametrize(("arguments", "said"), [(["--head", "names", "--data", "nowhere.txt"], "nowhere.txt: no such file"), (["--head", "moods", "--data", "a"], "moods")])
def test_usage(arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        evaluate.main(arguments)
    assert stopped.value.code == 2
    assert said in capsys.readouterr().err


def test_scoring_needs_no_torch() -> None:
    script = "import sys; sys.modules['torch'] = None; import training.evaluate, training.reader.sets, training.reader.texts, training.reader.labels, training.reader.calibrate"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


# -- full marks for the gold ----------------------------------------------------------------------------------------


class Oracle:
    """An encoder that is sure of the gold. A word's hidden vector is its number, so that the heads know which word they are asked about."""

    width = 1
    temperatures: dict[str, float] = {}  # noqa: RUF012
    labels = Labels(TAGS, GUIDED, GUIDES, ANCHORED, FRAMES, RELATIONS, DEEDS)

    def __init__(self, texts: Sequence[Text]) -> None:
        self.texts = {tuple(text.words): text for text in texts}

    def read(self, words: Sequence[str], states: Sequence[int], sentences: Sequence[int], paragraphs: Sequence[int], guide: str = "onrecord") -> Read:
        self.text = self.texts[tuple(words)]
        n = len(words)
        each = np.arange(n)
        hidden = each[:, None].astype(np.float32)
        window = Window(0, n, 0, each, each, each, each)
        tags, guided = (np.concatenate([self.sure(labels, self.text.tags.get(head) or labels[:1] * n) for head, labels in group.items()], 1) for group in (TAGS, GUIDED))
        return Read(self, (window,), (hidden,), tags, guided, GUIDES.index(guide))  # type: ignore[arg-type]

    @staticmethod
    def sure(labels: Sequence[str], given: Sequence[str | None]) -> Floats:
        return np.array([[20.0 * (label == one) for label in labels] for one in given], np.float32).reshape(-1, len(labels))

    def run(self, graph: str, output: str, **inputs: Any) -> Floats:
        def numbers(name: str) -> list[int]:
            return [int(x) for x in inputs[name][:, 0]]

        text, n = self.text, len(self.text.words)
        if graph == "anchored":
            told = {(name, at): value for name, at, value in text.anchored}
            parts = [np.array([[told.get(("factuality", k), 0.0)] for k in numbers("anchors")]) if name == "factuality" else self.sure(labels, [str(told.get((name, k), labels[0])) for k in numbers("anchors")]) for name, labels in ANCHORED.items()]
            return np.concatenate(parts, 1)
        if graph == "same":
            pairs = {(i, j): same for i, j, same in text.pairs}
            return np.array([[9.0 if pairs[pair] else -9.0] for pair in zip(numbers("first"), numbers("second"), strict=True)])
        heads, relations = text.arcs or ([0] * n, ["dep"] * n)  # GAP has no parse: every word hangs on the first
        if graph == "syntax":
            return np.array([[20.0 * (k == head) for k in range(n)] for head in heads])
        if graph == "relation":
            return self.sure(RELATIONS, [relations[k] for k in numbers("words")])
        return np.stack([self.sure(FRAMES[graph], self.frame(graph, anchor)) for anchor in numbers("anchors")])

    def deed(self, words: Sequence[str], *_: Any) -> Floats:
        kinds = {str(label)[2:] for label in self.texts[tuple(words)].tags["event"] if label != "O"}
        return self.sure(DEEDS, ["YIELD" if kinds & {"CONCEDE", "RETREAT"} else kinds.pop()])[0]

    def frame(self, family: str, anchor: int) -> list[str]:
        out = ["O"] * len(self.text.words)
        for frame in self.text.frames:
            if (frame.family, frame.anchor) == (family, anchor):
                for label, start, end in frame.spans:
                    out[start:end] = [f"B-{label}", *[f"I-{label}"] * (end - start - 1)]
        return out


def known(head: str, path: Path) -> list[Text]:
    """The texts that scoring the file reads, with their gold."""
    if head == "attribution":
        return list(sets.polnear(path))
    if head == "names":
        return list(sets.named(path, "politics"))
    if head == "syntax":
        documents = list(sets.conllu(path))
        return [sets.treebank(part, "") for document in documents for part in (document, *([sentence] for sentence in document))]
    if head == "coreference":
        return list(sets.gap(path))
    out = []
    for row in sets.rows(path):
        if head == "events":
            text = raw("", row["text"])
            words, kind = TRIGGERS[row["id"]]
            text.tags["event"] = [f"B-{kind}" if word == words else "O" for word in text.words]
        elif head == "roles":
            text = tokenised("", [row["words"]])
            text.frames = [sets.predicate(p, 0) for p in row["predicates"]]
        else:
            text = tokenised("", [row["text"].split()])
            text.anchored = [("factuality", t["span1"][0], t["label"]) for t in row["targets"]]
        out.append(text)
    return out


@pytest.fixture(autouse=True)
def _sure_deeds(monkeypatch: pytest.MonkeyPatch) -> None:
    real = evaluate.deed
    monkeypatch.setattr(evaluate, "deed", lambda encoder, *rest: encoder.deed(*rest) if isinstance(encoder, Oracle) else real(encoder, *rest))


@pytest.mark.parametrize("head", FILES)
def test_the_gold_gets_full_marks(head: str, file: Callable[..., Path]) -> None:
    path = file(head)
    n, metrics = evaluate.HEADS[head](Oracle(known(head, path)), path, {})  # type: ignore[arg-type]
    assert n == FILES[head][2]
    expected = {"mean absolute error": 0.0, "feminine to masculine": 1.0}
    unasked = {"ARG2", "MOD", "LOC"}  # of roles: none in the file, so nothing to find
    assert {name: metric["f1"] for name, metric in metrics.items()} == {name: 0.0 if name in unasked else expected.get(name, 100.0) for name in metrics}


def test_what_is_missed_and_what_is_made_up_costs(file: Callable[..., Path]) -> None:
    path = file("names")
    (text,) = known("names", path)
    text.tags["politics"][:2] = ["O", "B-person"]  # half a name
    text.tags["politics"][6] = "B-person"  # nobody
    text.tags["politics"][3:5] = ["O", "O"]
    _, metrics = evaluate.names(Oracle([text]), path, {})  # type: ignore[arg-type]
    assert metrics["person"] == evaluate.prf(1, 3, 2)
    assert metrics["location"] == evaluate.prf(0, 0, 1)
    assert metrics["organisation"]["f1"] == 100
    assert metrics["micro"] == evaluate.prf(2, 4, 4)
    assert metrics["macro"]["f1"] == round((40 + 0 + 100) / 3, 1)


def test_a_content_found_in_part_overlaps(file: Callable[..., Path]) -> None:
    path = file("attribution")
    (text,) = known("attribution", path)
    labels = text.tags["content"]
    last = max(k for k, label in enumerate(labels) if label == "I-content")
    text.frames = [f._replace(spans=tuple((kind, a, min(b, last - 1)) for kind, a, b in f.spans)) for f in text.frames]
    labels[last - 1 :] = ["O"] * len(labels[last - 1 :])
    _, metrics = evaluate.attribution(Oracle([text]), path, {})  # type: ignore[arg-type]
    assert metrics["content exact"]["f1"] == pytest.approx(66.7)
    assert metrics["content overlap"]["p"] == 100
    assert 66.7 < metrics["content overlap"]["r"] < 100
    assert metrics["source exact"]["f1"] == metrics["cue exact"]["f1"] == 100


# -- labels of the file ---------------------------------------------------------------------------------------------


def test_a_file_may_call_labels_something_else(file: Callable[..., Path]) -> None:
    (text,) = known("names", file("names"))
    path = file("names", CONLL.replace("-person", "-PERSON").replace("-location", "-PLACE"))
    _, metrics = evaluate.names(Oracle([text]), path, {"person": "PERSON", "politician": "PERSON", "location": "PLACE", "country": None})  # type: ignore[arg-type]
    assert set(metrics) == {"macro", "micro", "PERSON", "PLACE", "organisation"}
    assert {metric["f1"] for metric in metrics.values()} == {100.0}


def test_what_is_mapped_to_nothing_is_left_out(file: Callable[..., Path]) -> None:
    (text,) = known("names", file("names"))
    text.tags["politics"][2] = "B-misc"
    text.tags["politics"][6] = "B-country"
    _, metrics = evaluate.names(Oracle([text]), file("names"), {"misc": None, "country": "location"})  # type: ignore[arg-type]
    assert metrics["person"]["f1"] == metrics["organisation"]["f1"] == 100
    assert metrics["location"] == evaluate.prf(1, 2, 1)


def test_the_map_is_read_from_a_file(file: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    labels = tmp_path / "labels.json"
    labels.write_text(json.dumps({"PER": "person", "ORG": "organisation", "LOC": "location", "OTH": None}), "utf8")
    assert evaluate.main(["--head", "names", "--data", str(file("names")), "--labels", str(labels), "--weights", str(WEIGHTS), "--json"]) == 0
    assert set(json.loads(capsys.readouterr().out)["metrics"]) == {"macro", "micro", "person", "organisation", "location"}


def test_numbered_columns_are_known_by_their_first_line(file: Callable[..., Path]) -> None:
    assert list(evaluate.name_columns(file("names", IOB2))) == [(["Mira", "Dolan", "left", "Lesk"], ["B-PER", "I-PER", "O", "B-LOC"]), (["Compact", "envoys"], ["B-ORG", "O"])]
    text = tokenised("", [["Mira", "Dolan", "left", "Lesk"], ["Compact", "envoys"]], paragraph_starts=(0, 1))
    text.tags["uner"] = ["B-PER", "I-PER", "O", "B-LOC", "B-ORG", "O"]
    n, metrics = evaluate.names(Oracle([text]), file("names", IOB2), {})  # type: ignore[arg-type]
    assert n == 2
    assert {name: metric["f1"] for name, metric in metrics.items()} == dict.fromkeys(("macro", "micro", "PER", "LOC", "ORG"), 100.0)


def test_types_of_an_older_scheme_are_folded_only_where_the_file_has_it(file: Callable[..., Path]) -> None:
    newer = file("events", jsonl([row | {"event": row["event"].replace("YIELD", "CONCEDE")} for row in EVENTS]))
    _, metrics = evaluate.events(Oracle(known("events", newer)), newer, {})  # type: ignore[arg-type]
    assert metrics["CONCEDE"]["f1"] == metrics["macro"]["f1"] == 100


def test_a_file_without_names_is_scored(file: Callable[..., Path]) -> None:
    path = file("names", "Nobody O\ncame O\n")
    _, metrics = evaluate.names(Oracle(known("names", path)), path, {})  # type: ignore[arg-type]
    assert all(math.isfinite(x) for metric in metrics.values() for x in metric.values())


def test_a_file_of_one_gender_is_scored(file: Callable[..., Path]) -> None:
    path = file("coreference", gap(PRONOUNS[1:]))
    _, metrics = evaluate.coreference(Oracle(known("coreference", path)), path, {})  # type: ignore[arg-type]
    assert metrics["overall"]["f1"] == 100


def test_a_file_of_one_value_is_scored(file: Callable[..., Path]) -> None:
    path = file("factuality", jsonl(FACTS[1:]))
    _, metrics = evaluate.factuality(Oracle(known("factuality", path)), path, {})  # type: ignore[arg-type]
    assert all(math.isfinite(x) for metric in metrics.values() for x in metric.values())


# -- small functions ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given_", "expected"),
    [
        ((5, 5, 5), (100, 100, 100)),
        ((0, 0, 0), (0, 0, 0)),
        ((0, 3, 0), (0, 0, 0)),
        ((1, 2, 4), (50, 25, 33.3)),
        ((1.5, 2, 2, 1), (75, 50, 60)),
    ],
)  # fmt: skip
def test_precision_recall_f1(given_: tuple[float, ...], expected: tuple[float, float, float]) -> None:
    assert tuple(evaluate.prf(*given_).values()) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("“We wait,”", "We wait"), (" a b. ", "a b"), ("a", "a"), ("U.S.", "U.S"), ("“…”", "…"), ("“.” ", ""), ("", ""), ("`a’s b''", "a’s b"), ("a?", "a?")],
)
def test_edges_are_trimmed_of_marks_and_spaces(text: str, expected: str) -> None:
    start, end = evaluate.trimmed(f"x{text}x", 1, 1 + len(text))
    assert f"x{text}x"[start:end] == expected
    assert evaluate.trimmed(f"x{text}x", start, end) == (start, end)


# -- trees ----------------------------------------------------------------------------------------------------------


def is_tree(heads: Sequence[int]) -> bool:
    """One root, its own head, and every word leads to it."""
    roots = [k for k, head in enumerate(heads) if head == k]
    if len(roots) != 1:
        return False
    for k in range(len(heads)):
        for _ in heads:
            k = heads[k]
        if k != roots[0]:
            return False
    return True


def arcs(most: int) -> st.SearchStrategy[Floats]:
    value = st.one_of(st.floats(-20, 20, width=32), st.integers(-1, 1).map(float))
    return st.integers(1, most).flatmap(lambda n: st.lists(st.lists(value, min_size=n, max_size=n), min_size=n, max_size=n)).map(lambda rows: np.array(rows, np.float32))


@given(arcs(14))
@settings(deadline=None, max_examples=300)
def test_every_parse_is_a_tree_with_one_root(scores: Floats) -> None:
    heads = evaluate.tree(scores)
    assert is_tree(heads.tolist())
    assert heads[int(np.diag(scores).argmax())] == int(np.diag(scores).argmax()), "the word that is likeliest the root is it"


@given(arcs(5))
@settings(deadline=None, max_examples=150)
def test_no_tree_with_that_root_is_better_where_the_best_heads_make_one(scores: Floats) -> None:
    """Where they do not, circles are mended one at a time, which is not always the best way."""
    n = len(scores)
    heads = evaluate.tree(scores)
    (root,) = (k for k in range(n) if heads[k] == k)
    trees = [ways for ways in product(range(n), repeat=n) if is_tree(ways) and ways[root] == root]
    best = max(float(scores[np.arange(n), list(ways)].sum()) for ways in trees)
    found = float(scores[np.arange(n), heads].sum())
    assert found <= best + 1e-4
    greedy = [root if k == root else int(np.where(np.arange(n) == k, -np.inf, scores[k]).argmax()) for k in range(n)]
    if is_tree(greedy):
        assert found == pytest.approx(best, abs=1e-4)


def test_a_circle_is_mended_where_it_costs_least() -> None:
    scores = np.array([[9, 0, 0], [3, -9, 8], [1, 8, -9]], np.float32)  # 1 and 2 hold each other
    assert evaluate.tree(scores).tolist() == [0, 0, 1]
