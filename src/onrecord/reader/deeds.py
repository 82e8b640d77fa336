"""The type of what one party does to another in a sentence: one decision for the whole sentence, with the parties' words marked.

The word-wise trigger head decides a word at a time and knows nothing of the parties; here the upper layers of the encoder read the
sentence again with the marks on it (training/reader/crossval.py). YIELD is CONCEDE or RETREAT: the older scheme does not part them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from onrecord.reader.decode import Floats, softmax
from onrecord.reader.encoder import Encoder, Indices
from onrecord.reader.windows import Window, pieces, windows

Words = Iterable[tuple[int, int]]  # spans of words, half-open


def deed(encoder: Encoder, words: Sequence[str], states: Sequence[int], actor: Words, recipient: Words) -> Floats:
    """(labels.deeds,): how likely each type is; all alike where there are no words. `states`: the words' quotation states."""
    if not words:
        return np.full(len(encoder.labels.deeds), 1 / len(encoder.labels.deeds), np.float32)
    marked = np.zeros((2, len(words)), np.float32)
    for row, spans in zip(marked, (actor, recipient), strict=True):
        for start, end in spans:
            row[start:end] = 1
    cut = windows(pieces(encoder.tokenizer, words), states, [0], [0])
    window = max(cut, key=lambda w: float(marked[:, w.start : w.end].max(0).sum()))
    here = marked[:, window.start : window.end]
    inputs = {"ids": window.ids, "case": window.case, "state": window.state, "heads": window.heads, "guide": np.array([encoder.labels.guides.index("onrecord")], np.int64)}
    middle = encoder.session("encoder").run(["middle"], inputs)[0]
    scores = encoder.run("deeds", "types", x=middle, party=marks(window, here), heads=window.heads, actor=here[0], recipient=here[1])
    return softmax(scores)


def marks(window: Window, marked: Floats) -> Indices:
    """(2, words) of actor and recipient -> of each piece: 0 no party's, 1 the actor's, 2 the recipient's, 3 both's."""
    word = marked[0].astype(np.int64) + 2 * marked[1].astype(np.int64)
    out = np.zeros(len(window.ids), np.int64)
    if len(word):
        first = int(window.heads[0])
        out[first:-1] = word[np.searchsorted(window.heads, np.arange(first, len(out) - 1), "right") - 1]
    return out
