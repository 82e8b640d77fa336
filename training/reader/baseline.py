"""A linear baseline for each head, so that what the encoder gains is known: `python -m training.reader.baseline [--heads HEAD …] [--json]`.

Every head is trained on the train part that has its labels and scored on dev as training/evaluate.py scores the encoder: a text read by
the linear models answers like one read by the encoder (`Given`), so the functions of evaluate.py take either. Words are labelled by
one-against-rest logistic models over hashed features of the word and two neighbours on either side (averaged stochastic gradient), and
decoded into well-formed spans by onrecord.reader.decode.

    attribution   source, cue, content on PolNeAR dev: exact F1, each from its own layer of labels; nothing links them
    names         UNER-EWT dev and CrossNER politics dev: macro F1 over the types
    upos          EWT dev: part of speech; trained on EWT and GUM
    events        type given actor and recipient, plv_train in 5 x 5 folds: macro F1 of TF-IDF and a linear SVM on the text with ACTOR and
                  RECIPIENT in the parties' places
    roles         PropBank dev, given the predicates: F1 of argument spans
    factuality    UDS dev: Pearson's r x 100 and mean absolute error of a ridge regression on the predicate and its surroundings
    coreference   GAP validation: F1 of a logistic model on distance, order, and the words about pronoun and name
    corpus        own corpus, dev: F1 of typed trigger spans and of first words of acts, accuracy of figures' measures

One thread, a fixed seed; a line on stderr tells when each step is done. `--share 0.1` takes a tenth of each training set, to try it out.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, NamedTuple, TypeVar, cast

import numpy as np
from bench.shared import shared
from numpy.typing import NDArray
from scipy.sparse import csr_matrix  # type: ignore[import-untyped]
from scipy.stats import t as student  # type: ignore[import-untyped]
from sklearn.feature_extraction import FeatureHasher  # type: ignore[import-untyped]
from sklearn.feature_extraction.text import TfidfVectorizer  # type: ignore[import-untyped]
from sklearn.linear_model import LogisticRegression, Ridge, SGDClassifier  # type: ignore[import-untyped]
from sklearn.metrics import f1_score  # type: ignore[import-untyped]
from sklearn.model_selection import StratifiedGroupKFold  # type: ignore[import-untyped]
from sklearn.pipeline import make_pipeline  # type: ignore[import-untyped]
from sklearn.svm import LinearSVC  # type: ignore[import-untyped]

from onrecord.reader.decode import Floats, softmax, spans
from onrecord.reader.encoder import Encoder, Labels
from onrecord.reader.windows import Window, case
from training import evaluate
from training.reader import sets
from training.reader.labels import ANCHORED, DEEDS, FRAMES, GUIDED, GUIDES, RELATIONS, TAGS
from training.reader.texts import Text, tokenised

SEED = 7
HASHED = 1 << 20  # columns that features are hashed to
EPOCHS, UPDATES = 3, 1_000_000  # of the word labellers: at least so many passes, more (up to 40) where rows are few
PENALTY = 2e-6  # of the word labellers
NEVER = -30.0  # score of a label that training did not meet
REPEATS, FOLDS = 5, 5

Json = dict[str, Any]
Item = TypeVar("Item")


class Row(NamedTuple):
    head: str
    measure: str
    score: float


# -- features -------------------------------------------------------------------------------------------------------


class Look(NamedTuple):
    """What a word looks like, apart from where it stands."""

    lower: str
    ending: str
    shape: str


EDGE = Look("<>", "<>", "<>")


@lru_cache(maxsize=1 << 17)
def look(word: str) -> Look:
    shape = re.sub(r"(.)\1+", r"\1", "".join("X" if c.isupper() else "x" if c.islower() else "9" if c.isdigit() else c for c in word[:12]))
    return Look(word.lower(), word[-3:].lower(), f"{case(word)}{shape}")


def looks(words: Sequence[str]) -> list[Look]:
    """Of each word, and of two edges on either side: word k's stands at k + 2."""
    return [EDGE, EDGE, *map(look, words), EDGE, EDGE]


def word_features(words: Sequence[str], states: Sequence[int], sentences: Sequence[int]) -> Iterator[list[str]]:
    """Of each word: itself, ending, shape, quotation state, two neighbours on either side, pairs of words."""
    seen, starts, quoted = looks(words), set(sentences), [0, *states, 0]
    for k, word in enumerate(words):
        (l2, _, _), (l1, e1, s1), (w, e, s), (r1, f1, t1), (r2, _, _) = seen[k : k + 5]
        before, here, after = quoted[k : k + 3]
        yield [
            "bias", "w" + word, "l" + w, "e" + e, "s" + s, f"q{here}", f"Q{before}{here}{after}", f"q{here}s{s}",
            "-1" + l1, "-2" + l2, "+1" + r1, "+2" + r2, f"a{l1} {w}", f"b{w} {r1}", f"c{l2} {l1}", f"d{r1} {r2}", f"i{l1} {r1}",
            f"f{e1} {e}", f"g{e} {f1}", f"h{s1} {s} {t1}", f"j{e1} {e} {f1}", "-s" + s1, "+s" + t1, f"n{k in starts}{s}",
        ]  # fmt: skip


def near_features(words: Sequence[str], states: Sequence[int], at: Sequence[int]) -> Iterator[list[str]]:
    """Of the words at some places: what stands within five words of them, by side, and joined to the word itself."""
    seen, found = looks(words), list(word_features(words, states, [0]))
    for k in at:
        w = look(words[k]).lower
        out = list(found[k])
        for side, low, high in (("<", max(0, k - 5), k), (">", k + 1, min(len(words), k + 6))):
            for n in range(low, high):
                out += [f"{side}{seen[n + 2].lower}", f"{side}{seen[n + 2].lower} {w}"]
            out += [f"{side}{seen[n + 2].lower} {seen[n + 3].lower}" for n in range(low, high - 1)]
        out += [f"{n - k}:{seen[n + 2].lower}" for n in range(max(0, k - 3), min(len(words), k + 4))]
        yield out


FUNCTION = frozenset("that which who whom to and or but as if when because while after before than is was were are be been by of for".split())


def far(distance: int) -> str:
    """Exact up to five words, then by doubling."""
    size = abs(distance)
    return ("-" if distance < 0 else "+") + (str(size) if size < 6 else "t" if size < 10 else "u" if size < 20 else "v")


def role_features(words: Sequence[str], predicate: int) -> Iterator[list[str]]:
    """Of each word, seen from a predicate: both words, distance and order, what stands between."""
    seen = looks(words)
    verb, voice = seen[predicate + 2], seen[predicate + 1].lower
    for k in range(len(words)):
        (l2, _, _), (l1, e1, _), (w, e, s), (r1, f1, _), _ = seen[k : k + 5]
        d = far(k - predicate)
        o = d[0] if k != predicate else "="
        between = [seen[n + 2].lower for n in range(min(k, predicate) + 1, max(k, predicate))]
        function = "".join(sorted({x[:3] for x in between if x in FUNCTION})[:4])
        commas = min(3, between.count(","))
        yield [
            "bias", f"d{d}", f"l{w}{o}", f"L{w}{d}", f"e{e}{d}", f"s{s}{o}", f"p{verb.lower}{d}", f"P{verb.lower} {w}{o}", f"v{verb.ending}{d}",
            f"V{verb.ending} {e}{d}", f"a{l1} {w}{o}", f"b{w} {r1}{o}", f"c{l1}{d}", f"r{r1}{d}", f"m{l2} {l1}{o}", f"f{e1} {e} {f1}{o}",
            f"x{commas}{function}{o}", f"X{function} {w}{o}", f"y{commas}{d}", f"u{voice}{d}", f"U{voice} {verb.ending}{o}",
            f"k{' '.join(between)} {w}{o}" if len(between) < 4 else f"k{between[0]} {between[-1]}{o}", f"z{between[-1] if k < predicate and between else ''}{e}{o}",
        ]  # fmt: skip


def pair_features(words: Sequence[str], sentences: Sequence[int], pronoun: int, name: int) -> list[str]:
    """Of a pronoun and the last word of a name: how they lie to each other, where the name stands, how often it comes."""
    seen, starts = looks(words), set(sentences)
    start = name
    while start and start not in starts and words[start - 1][:1].isupper():
        start -= 1
    low, high = sorted((pronoun, name))
    crossed = sum(low < s <= high for s in sentences)
    others = sum(words[k][:1].isupper() and not words[k - 1][:1].isupper() and k not in starts and words[k] != words[name] for k in range(low + 1, high))
    order, he = "<" if name < pronoun else ">", seen[pronoun + 2].lower
    count, earlier = min(4, words.count(words[name])), words[:pronoun].count(words[name]) > 0
    begins, after, before = start in starts, seen[name + 3].lower, seen[start + 1].lower
    leads, owner = pronoun in starts, after in ("'s", "’s", "'")
    size = (abs(pronoun - name)).bit_length()
    return [
        "bias", f"o{order}", f"d{size}{order}", f"c{min(3, crossed)}{order}", f"n{min(5, others)}{order}", f"k{count}", f"e{earlier}{order}", f"b{begins}{order}{min(2, crossed)}",
        f"a{after}", f"A{after}{order}", f"p{before}", f"P{before}{order}", f"h{he}{order}", f"H{he}{min(2, crossed)}{order}", f"B{begins}{leads}{order}{min(2, crossed)}",
        f"l{leads}{order}{min(2, crossed)}", f"s{owner}{he}{order}", f"w{min(3, name - start)}", f"x{seen[pronoun + 1].lower}{order}", f"y{seen[pronoun + 3].lower}{order}",
        f"z{others == 0}{order}{min(2, crossed)}{begins}", f"m{after}{min(1, crossed)}{order}", f"E{seen[name + 3].ending}{order}",
    ]  # fmt: skip


HASHER = FeatureHasher(HASHED, input_type="string", dtype=np.float32)


def hashed(rows: Iterable[list[str]]) -> csr_matrix:
    return HASHER.transform(rows)


# -- models ---------------------------------------------------------------------------------------------------------


class Labeller:
    """One of several labels for each row of features."""

    def __init__(self, labels: Sequence[str], x: csr_matrix, given: Sequence[str]) -> None:
        passes = min(40, max(EPOCHS, -(-UPDATES // x.shape[0])))
        model = SGDClassifier(loss="log_loss", alpha=PENALTY, max_iter=passes, tol=None, average=True, random_state=SEED)
        model.fit(x, np.array([labels.index(label) for label in given]))
        weights, bias = model.coef_.T, model.intercept_
        if len(model.classes_) == 2:
            weights, bias = np.concatenate([-weights, weights], 1), np.concatenate([-bias, bias])
        self.labels, self.known = len(labels), model.classes_
        self.weights, self.bias = np.ascontiguousarray(weights, np.float32), bias.astype(np.float32)

    def logits(self, x: csr_matrix) -> Floats:
        """(rows, labels): logarithms of each label's probability against the rest."""
        out = np.full((x.shape[0], self.labels), NEVER, np.float32)
        out[:, self.known] = -np.logaddexp(0, -(x @ self.weights + self.bias))
        return out


class Linear:
    """The linear models of some heads, to be read with like an encoder."""

    labels = Labels(TAGS, GUIDED, GUIDES, ANCHORED, FRAMES, RELATIONS, DEEDS)

    def __init__(self) -> None:
        self.words: dict[str, Labeller] = {}
        self.roles: Labeller | None = None
        self.measure: Labeller | None = None
        self.factuality: Any = None
        self.pairs: Any = None

    def read(self, words: Sequence[str], states: Sequence[int], sentences: Sequence[int], paragraphs: Sequence[int], guide: str = "onrecord") -> Given:
        return Given(self, words, states, sentences)


class Given:
    """What the linear models make of one text: answers like onrecord.reader.encoder.Read."""

    def __init__(self, linear: Linear, words: Sequence[str], states: Sequence[int], sentences: Sequence[int]) -> None:
        self.encoder, self._words, self._states, self._sentences = linear, words, states, sentences

    @cached_property
    def _x(self) -> csr_matrix:
        return hashed(word_features(self._words, self._states, self._sentences))

    def logits(self, head: str) -> Floats:
        return self.encoder.words[head].logits(self._x)

    def anchored(self, at: Sequence[int]) -> Floats:
        columns = self.encoder.labels.columns
        out = np.zeros((len(at), sum(map(len, ANCHORED.values()))), np.float32)
        if not len(at):
            return out
        x = hashed(near_features(self._words, self._states, at))
        if self.encoder.measure:
            out[:, columns["anchored.measure"]] = self.encoder.measure.logits(x)
        if self.encoder.factuality:
            out[:, columns["anchored.factuality"]] = self.encoder.factuality.predict(x)[:, None]
        return out

    def frames(self, family: str, at: Sequence[int]) -> list[tuple[int, Window, Floats]]:
        assert family == "roles"
        assert self.encoder.roles
        none = np.zeros(0, np.int64)
        window = Window(0, len(self._words), 0, none, none, none, none)
        return [(k, window, self.encoder.roles.logits(hashed(role_features(self._words, k)))) for k in at]

    def same(self, first: Sequence[int], second: Sequence[int]) -> Floats:
        x = hashed(pair_features(self._words, self._sentences, a, b) for a, b in zip(first, second, strict=True))
        found: Floats = self.encoder.pairs.decision_function(x)
        return found


def as_encoder(linear: Linear) -> Encoder:
    """For the functions of training.evaluate, which ask no more of an encoder than `Linear` answers."""
    return cast(Encoder, linear)


# -- training -------------------------------------------------------------------------------------------------------

_began = time.perf_counter()


def told(what: str) -> None:
    print(f"{time.perf_counter() - _began:7.1f} s  {what}", file=sys.stderr, flush=True)


def sample(items: Iterable[Item], share: float) -> list[Item]:
    """A share of the items, in their order."""
    kept = list(items)
    if share >= 1:
        return kept
    chosen = random.Random(SEED).sample(range(len(kept)), max(1, int(len(kept) * share)))
    return [kept[k] for k in sorted(chosen)]


def label_words(linear: Linear, texts: Sequence[Text], heads: Sequence[str]) -> None:
    """Trains the models of heads that label every word; words whose label is not known are left out."""
    x = hashed(features for text in texts for features in word_features(text.words, text.states, text.sentences))
    told(f"{', '.join(heads)}: {x.shape[0]} words of {len(texts)} texts, {x.nnz / x.shape[0]:.0f} features each")
    for head in heads:
        labels = TAGS.get(head) or GUIDED[head]
        known = set(labels)
        given = [label for text in texts for label in text.tags.get(head, [None] * len(text.words))]
        rows = np.array([label in known for label in given])
        linear.words[head] = Labeller(labels, x if rows.all() else x[rows], [str(label) for label in given if label in known])
        told(f"{head}: trained")


def data() -> Path:
    return shared() / "data"


# -- heads ----------------------------------------------------------------------------------------------------------


def attribution(share: float) -> Iterator[Row]:
    linear = Linear()
    label_words(linear, sample(sets.polnear(data() / "quotes/polnear/train.jsonl"), share), list(GUIDED))
    tally = {kind: Counter[str]() for kind in ("source", "cue", "content")}
    path = data() / "quotes/polnear/dev.jsonl"
    for text, row in zip(sets.polnear(path), sets.rows(path), strict=True):
        got, raw = evaluate.read(as_encoder(linear), text, "polnear"), row["text"]
        for kind, count in tally.items():
            labelled = spans(got.logits(kind), GUIDED[kind])
            found = {evaluate.trimmed(raw, text.places[s.start][0], text.places[s.end - 1][1]) for s in labelled}
            gold = {evaluate.trimmed(raw, s["start"], s["end"]) for s in row["spans"] if s["type"] == kind}
            found, gold = {x for x in found if x[0] < x[1]}, {x for x in gold if x[0] < x[1]}
            count += Counter(hits=len(found & gold), predicted=len(found), gold=len(gold))
    for kind, count in tally.items():
        yield Row("attribution", f"PolNeAR dev, {kind}, exact F1", evaluate.prf(count["hits"], count["predicted"], count["gold"])["f1"])


def names(share: float) -> Iterator[Row]:
    for head, texts, path, name in (
        ("uner", sets.ewt("train"), data() / "ner/uner_ewt/dev.iob2", "UNER-EWT dev"),
        ("politics", sets.named(data() / "ner/crossner_politics/train.txt", "politics"), data() / "ner/crossner_politics/dev.txt", "CrossNER politics dev"),
    ):
        linear = Linear()
        label_words(linear, sample(texts, share), [head])
        _, metrics = evaluate.names(as_encoder(linear), path, {})
        yield Row("names", f"{name}, macro F1 of {len(metrics) - 2} types", metrics["macro"]["f1"])
        for kind in ("PER", "ORG", "LOC") if head == "uner" else ():
            yield Row("names", f"{name}, {kind}, F1", metrics[kind]["f1"])


def upos(share: float) -> Iterator[Row]:
    linear = Linear()
    label_words(linear, sample([*sets.ewt("train"), *sets.gum("train")], share), ["upos"])
    right = total = 0
    for document in sets.conllu(data() / "ud_ewt/dev.conllu"):
        for s in document:
            got = evaluate.read(as_encoder(linear), tokenised(s["id"], [s["words"]], [s["spaces"]]))
            right += sum(TAGS["upos"][k] == label for k, label in zip(got.logits("upos").argmax(1), s["upos"], strict=True))
            total += len(s["words"])
    yield Row("upos", "EWT dev, accuracy", evaluate.share(right, total)["f1"])


def events(share: float) -> Iterator[Row]:
    rows = sample(sets.rows(data() / "events/plv_train.jsonl"), share)
    texts, gold = [with_parties(row) for row in rows], np.array([row["event"] for row in rows])
    scores: list[float] = []
    for repeat in range(REPEATS):
        for train, test in folds(rows, repeat):
            model = make_pipeline(TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, token_pattern=r"[^\W_]+"), LinearSVC(class_weight="balanced", random_state=SEED))
            model.fit([texts[k] for k in train], gold[train])
            scores.append(macro(gold[test], model.predict([texts[k] for k in test])))
        told(f"events: repeat {repeat + 1} of {REPEATS}")
    mean, half = interval(scores)
    yield Row("events", f"plv_train, {REPEATS} x {FOLDS} folds, type given parties, macro F1", round(mean, 1))
    yield Row("events", "  half its 95 % interval", round(half, 1))


def roles(share: float) -> Iterator[Row]:
    linear, labels = Linear(), FRAMES["roles"]
    rows = sample(sets.rows(data() / "roles/propbank_ewt/train.jsonl"), share)
    given: list[str] = []

    def features() -> Iterator[list[str]]:
        for row in rows:
            for p in row["predicates"]:
                line = ["O"] * len(row["words"])
                for label, start, end in sets.predicate(p, 0).spans:
                    line[start:end] = [("B-" if k == start else "I-") + label for k in range(start, end)]
                given.extend(line)
                yield from role_features(row["words"], p["index"])

    x = hashed(features())
    told(f"roles: {x.shape[0]} words seen from {sum(len(row['predicates']) for row in rows)} predicates, {x.nnz / x.shape[0]:.0f} features each")
    linear.roles = Labeller(labels, x, given)
    told("roles: trained")
    _, metrics = evaluate.roles(as_encoder(linear), data() / "roles/propbank_ewt/dev.jsonl", {})
    for name in ("arguments", "ARG0", "ARG1"):
        yield Row("roles", f"PropBank dev, {name}, span F1", metrics[name]["f1"])


def factuality(share: float) -> Iterator[Row]:
    linear = Linear()
    rows = sample(sets.rows(data() / "factuality/uds_ih2/train.jsonl"), share)

    def features() -> Iterator[list[str]]:
        for row in rows:
            text = tokenised("", [row["text"].split()])
            yield from near_features(text.words, text.states, [t["span1"][0] for t in row["targets"]])

    x = hashed(features())
    linear.factuality = Ridge(alpha=20.0, solver="sparse_cg", tol=1e-3, random_state=SEED).fit(x, [float(t["label"]) for row in rows for t in row["targets"]])
    told(f"factuality: trained on {x.shape[0]} predicates")
    _, metrics = evaluate.factuality(as_encoder(linear), data() / "factuality/uds_ih2/dev.jsonl", {})
    yield Row("factuality", "UDS dev, Pearson's r x 100", metrics["pearson"]["f1"])
    yield Row("factuality", "UDS dev, mean absolute error", metrics["mean absolute error"]["f1"])


def coreference(share: float) -> Iterator[Row]:
    linear = Linear()
    texts = sample(sets.gap(data() / "coref/gap/gap-development.tsv"), share)
    x = hashed(pair_features(text.words, text.sentences, first, second) for text in texts for first, second, _ in text.pairs)
    linear.pairs = LogisticRegression(C=0.1, max_iter=1000, random_state=SEED).fit(x, [same for text in texts for *_, same in text.pairs])
    told(f"coreference: trained on {x.shape[0]} pairs")
    _, metrics = evaluate.coreference(as_encoder(linear), data() / "coref/gap/gap-validation.tsv", {})
    yield Row("coreference", "GAP validation, F1", metrics["overall"]["f1"])


def corpus(share: float) -> Iterator[Row]:
    linear = Linear()
    texts = sample(sets.corpus("train"), share)
    label_words(linear, texts, ["event", "act"])
    figures = [(text, [(at, str(label)) for name, at, label in text.anchored if name == "measure"]) for text in texts]
    x = hashed(row for text, found in figures for row in near_features(text.words, text.states, [at for at, _ in found]))
    linear.measure = Labeller(ANCHORED["measure"], x, [label for _, found in figures for _, label in found])
    told(f"measure: trained on {x.shape[0]} words")
    yield from own_corpus(as_encoder(linear), sets.corpus("dev"))


def own_corpus(encoder: Encoder, texts: Iterable[Text]) -> Iterator[Row]:
    """Scores of an encoder, or of what answers like one, on annotated texts of the own corpus."""
    triggers, starts, figures = Counter[str](), Counter[str](), Counter[str]()
    acts = TAGS["act"]
    for text in texts:
        got = evaluate.read(encoder, text)
        found: set[tuple[Any, ...]] = {s[:3] for s in spans(got.logits("event"), TAGS["event"])}
        gold: set[tuple[Any, ...]] = set(sets.spans([str(label) for label in text.tags["event"]]))
        triggers += Counter(hits=len(found & gold), predicted=len(found), gold=len(gold))
        p = softmax(got.logits("act"))
        found = {(int(k), acts[1 + int(p[k, 1:].argmax())]) for k in np.flatnonzero(p[:, 0] <= 0.5)}
        gold = {(k, label) for k, label in enumerate(text.tags["act"]) if label != "O"}
        starts += Counter(hits=len(found & gold), predicted=len(found), gold=len(gold))
        measured = [(at, label) for name, at, label in text.anchored if name == "measure"]
        table = got.anchored([at for at, _ in measured])[:, encoder.labels.columns["anchored.measure"]]
        for (_, label), k in zip(measured, table.argmax(1), strict=True):
            right = ANCHORED["measure"][k] == label
            figures += Counter(all=1, right=right, figures=label != "none", right_figures=right and label != "none")
    yield Row("corpus", "dev, trigger with type, span F1", evaluate.prf(triggers["hits"], triggers["predicted"], triggers["gold"])["f1"])
    yield Row("corpus", "dev, first word of an act with its kind, F1", evaluate.prf(starts["hits"], starts["predicted"], starts["gold"])["f1"])
    yield Row("corpus", "dev, measure, accuracy, words that are no figure too", evaluate.share(figures["right"], figures["all"])["f1"])
    yield Row("corpus", "dev, measure, accuracy, figures alone", evaluate.share(figures["right_figures"], figures["figures"])["f1"])


# -- PLV: types given the parties ------------------------------------------------------------------------------------


def with_parties(row: Json) -> str:
    """The text with ACTOR and RECIPIENT in the places of the parties."""
    text = str(row["text"])
    for start, end, role in sorted(((start, end, role) for role, places in sets.marked(row).items() for start, end in places), reverse=True):
        text = text[:start] + role.upper() + text[end:]
    return text


def folds(rows: Sequence[Json], repeat: int) -> list[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Train and test rows of each fold: types in their shares, rows of one text together."""
    cut = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=SEED + repeat)
    return list(cut.split(rows, [row["event"] for row in rows], [row["text"] for row in rows]))


def macro(gold: Sequence[str] | NDArray[np.str_], found: Sequence[str] | NDArray[np.str_]) -> float:
    """Mean F1 x 100 over the types in the gold labels."""
    return 100 * float(f1_score(gold, found, labels=sorted(set(gold)), average="macro", zero_division=0))


def interval(scores: Sequence[float]) -> tuple[float, float]:
    """Mean of the scores of repeated folds and half the width of its 95 % interval. Folds share most of their training rows, so the
    variance of the mean is (1/n + test/train) s², not s²/n (Nadeau & Bengio 2003)."""
    n = len(scores)
    if n < 2:
        return float(np.mean(scores)), float("nan")
    return float(np.mean(scores)), float(student.ppf(0.975, n - 1) * np.std(scores, ddof=1) * np.sqrt(1 / n + 1 / (FOLDS - 1)))


# -- the table ------------------------------------------------------------------------------------------------------

HEADS: dict[str, Callable[[float], Iterator[Row]]] = {
    "attribution": attribution, "names": names, "upos": upos, "events": events, "roles": roles, "factuality": factuality,
    "coreference": coreference, "corpus": corpus,
}  # fmt: skip


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m training.reader.baseline", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--heads", nargs="+", choices=list(HEADS), default=list(HEADS))
    parser.add_argument("--share", type=float, default=1.0, help="part of each training set that is used")
    parser.add_argument("--json", action="store_true", help="one line of JSON instead of a table")
    options = parser.parse_args(argv)
    rows = [row for head in options.heads for row in HEADS[head](options.share)]
    told("done")
    if options.json:
        print(json.dumps([row._asdict() for row in rows]))
        return 0
    for row in rows:
        print(f"{row.head:12} {row.measure:62} {row.score:7}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
