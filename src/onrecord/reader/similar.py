"""What a sentence means, as 384 small numbers: the nearer two of them point, the nearer the sentences are in meaning.

The mean of the states that the untouched MiniLM-L6 gives to the sentence's pieces (training/reader/similar.py), rounded to int8 by one
scale for all: dot products of such vectors are whole numbers below 2^24, so that every processor adds them up alike.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from onrecord.reader.encoder import Encoder, Floats, Indices
from onrecord.reader.windows import CLS, PIECES, SEP, UNK

if TYPE_CHECKING:
    from tokenizers import Tokenizer

SCALE = 500  # of a vector of length 1; hardly a number in one is beyond 127 / 500
Small = NDArray[np.int8]


def embedding(encoder: Encoder, text: str) -> Small:
    """(384,): what the text means. Long ones are read in parts, each weighing as much as it has pieces."""
    total: Floats = np.zeros(encoder.width, np.float32)
    for ids in chunks(encoder.tokenizer, text):  # each alone, as windows are: int8 scales depend on nothing else
        total = total + encoder.run("similar", "mean", ids=ids) * np.float32(len(ids))
    return np.clip(np.rint(total * np.float32(SCALE) / np.linalg.norm(total)), -127, 127).astype(np.int8)


def chunks(tokenizer: Tokenizer, text: str) -> list[Indices]:
    """Pieces with [CLS] and [SEP], PIECES at most."""
    ids = tokenizer.encode(text, add_special_tokens=False).ids or [UNK]
    room = PIECES - 2
    return [np.array([CLS, *ids[at : at + room], SEP], np.int64) for at in range(0, len(ids), room)]
