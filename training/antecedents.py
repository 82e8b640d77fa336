"""How a sentence's syntax speaks for one antecedent of a pronoun: `python -m training.antecedents` fits the weights in antecedents.tsv.

Subjects of the pronoun's sentence and of the one before it are preferred, as are roles like its own; arguments of one verb are two persons
("Ann saw her"); near names are likelier than far ones (Hobbs 1978; Lappin and Leass 1994). The weights are fitted on GAP's development part by the
syntax head alone, which has never seen GAP; the pair scores have, and take no part in the fit. A conditional logit of name A, name B, neither.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from onrecord.data import table
from onrecord.reader.decode import Floats

FEATURES = ("subject near", "subject far", "same relation", "only after", "one verb", "distance", "same sentence", "subject of the owner's sentence")
RIDGE, STEPS, RATE = 2.0, 2000, 0.3
FAR = 40  # words: the distance of what only follows


def features(words: Sequence[str], heads: Sequence[int], relations: Sequence[str], sentences: Sequence[int], pronoun: int, at: Sequence[int]) -> Floats:
    """(len(FEATURES),) of one person against the pronoun. `at`: last words of the person's names; `sentences`: number of each word's sentence."""
    tops = [_top(words, heads, last) for last in at]
    subject = [relations[t].startswith("nsubj") for t in tops]
    apart = [sentences[pronoun] - sentences[t] for t in tops]
    own, governor = relations[pronoun], heads[pronoun]
    before = [pronoun - last for last in at if last < pronoun]
    return np.array([
        any(s and d in (0, 1) for s, d in zip(subject, apart, strict=True)),
        any(s and d not in (0, 1) for s, d in zip(subject, apart, strict=True)),
        any(relations[t] == own for t in tops),
        not before,
        any((t == governor and own != "nmod:poss") or (s and heads[t] == governor and own in ("obj", "iobj")) for t, s in zip(tops, subject, strict=True)),
        np.log1p(min(before, default=FAR)),
        0 in apart,
        own == "nmod:poss" and any(s and not d for s, d in zip(subject, apart, strict=True)),
    ], np.float64)  # fmt: skip


def weights() -> Floats:
    kept = {row["feature"]: float(row["weight"]) for row in table("training", "antecedents.tsv")}
    return np.array([kept[name] for name in FEATURES])


def opening(words: Sequence[str], last: int) -> int:
    """The first word of the name that ends with `last`: a run of capitalised words."""
    while last and words[last - 1].isalpha() and words[last - 1][0].isupper():
        last -= 1
    return last


def _top(words: Sequence[str], heads: Sequence[int], last: int) -> int:
    """The word of a name that the rest of the sentence hangs on."""
    first = opening(words, last)
    return next((k for k in range(first, last + 1) if not first <= heads[k] <= last or heads[k] == k), last)


def fitted(x: Floats, right: np.ndarray) -> Floats:
    """x: (texts, 2, features); right: 0, 1 or 2 (neither) of each text -> weights, by gradient descent on standardised features."""
    spread = x.reshape(-1, x.shape[-1]).std(0) + 1e-9
    z, w, neither = x / spread, np.zeros(x.shape[-1]), 0.0
    target = np.eye(3)[right]
    for _ in range(STEPS):
        logits = np.concatenate([z @ w, np.full((len(z), 1), neither)], 1)
        p = np.exp(logits - logits.max(1, keepdims=True))
        error = p / p.sum(1, keepdims=True) - target
        w -= RATE * (np.einsum("tk,tkf->f", error[:, :2], z) + 2 * RIDGE * w) / len(z)
        neither -= RATE * error[:, 2].mean()
    return np.asarray(w / spread, np.float64)


def main() -> None:
    from bench.shared import shared

    from onrecord.reader.encoder import load
    from training.evaluate import preferences
    from training.reader import sets

    path = shared() / "data" / "coref" / "gap" / "gap-development.tsv"
    texts = list(sets.gap(path))
    x = np.array([preferences(load(), text) for text in texts])
    right = np.array([0 if text.pairs[0][2] else 1 if text.pairs[1][2] else 2 for text in texts])
    rows = "".join(f"{name}\t{weight:.3f}\n" for name, weight in zip(FEATURES, fitted(x, right), strict=True))
    Path(__file__).with_name("antecedents.tsv").write_text(f"# Made by training/antecedents.py from GAP's development part ({len(texts)} texts).\nfeature\tweight\n{rows}", "utf8")
    print(rows, end="")


if __name__ == "__main__":
    main()
