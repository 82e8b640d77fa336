"""The trained reader: one pass of a small encoder over each window, and the heads that say what stands where.

Weights and labels come from `reader/weights` (made by training/reader); they run on onnxruntime, on the CPU. Every window is run by
itself, never in a batch: the scales of dynamic int8 then depend on nothing but the window, and the same passage gives the same output
whatever is read with it, on however many threads.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from onrecord.reader.decode import softmax
from onrecord.reader.windows import Window, pieces, windows

if TYPE_CHECKING:  # both are loaded with the weights: most commands read nothing, and start a fifth of a second sooner without
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

WEIGHTS = Path(__file__).parent / "weights"
Floats = NDArray[np.float32]
Indices = NDArray[np.int64]


def _bucket(distance: Indices) -> Indices:
    size = np.abs(distance)
    far = np.minimum(8 + (np.log2(np.maximum(size, 8) / 8) * 2).astype(np.int64), 15)
    near = np.where(size < 8, size, far)
    return np.where(distance < 0, near + 16, near).astype(np.int64)


FARTHEST = 128  # words: what is farther apart is in the bucket of this
BUCKETS = _bucket(np.arange(-FARTHEST, FARTHEST + 1))


def bucket(distance: Indices) -> Indices:
    """Signed distance in words -> 0 … 31: exact up to 8, then by logarithm. As in training/reader/network.py."""
    return BUCKETS.take(distance + FARTHEST, mode="clip")


@dataclass(frozen=True)
class Labels:
    """The outputs of the heads, in order."""

    tags: dict[str, list[str]]
    guided: dict[str, list[str]]
    guides: list[str]
    anchored: dict[str, list[str]]
    frames: dict[str, list[str]]
    relations: list[str]
    deeds: list[str]

    @cached_property
    def columns(self) -> dict[str, slice]:
        """Where each head's outputs stand in the graphs' joint ones."""
        out: dict[str, slice] = {}
        for prefix, group in (("", self.tags), ("", self.guided), ("anchored.", self.anchored)):
            at = 0
            for name, labels in group.items():
                out[prefix + name] = slice(at, at + len(labels))
                at += len(labels)
        return out


@dataclass(frozen=True)
class Read:
    """What the encoder made of the words of one text. Words are counted from 0; logits are raw."""

    encoder: Encoder
    windows: tuple[Window, ...]
    hidden: tuple[Floats, ...]  # of each window: (its words, width)
    tags: Floats  # (words, all tag labels)
    guided: Floats  # (words, source, cue and content labels)
    guide: int

    def logits(self, head: str) -> Floats:
        """(words, labels) of a head that labels every word."""
        table = self.guided if head in self.encoder.labels.guided else self.tags
        return table[:, self.encoder.labels.columns[head]]

    def probabilities(self, head: str) -> Floats:
        """(words, labels), calibrated."""
        return softmax(self.logits(head) / self.encoder.temperatures.get(head, 1.0))

    @cached_property
    def _deciding(self) -> Indices:
        """The window that decides each word."""
        out = np.zeros(len(self.tags), np.int64)
        for number, window in enumerate(self.windows):
            out[window.keep : window.end] = number
        return out

    @cached_property
    def words(self) -> Floats:
        """(words, width): each word from the window that decides it."""
        parts = [h[w.keep - w.start :] for w, h in zip(self.windows, self.hidden, strict=True)]
        return np.concatenate(parts) if parts else np.zeros((0, self.encoder.width), np.float32)

    def anchored(self, at: Sequence[int]) -> Floats:
        """(k, all anchored labels) at the given words."""
        return self.encoder.run("anchored", "labels", anchors=self.words[np.asarray(at, np.int64)])

    def frames(self, family: str, at: Sequence[int]) -> list[tuple[int, Window, Floats]]:
        """For each anchor, in order: its word, the window it is read in, (words of the window, labels)."""
        return [(word, window, table) for words, window, scores in self.framed(family, at) for word, table in zip(words, scores, strict=True)]

    def framed(self, family: str, at: Sequence[int]) -> Iterator[tuple[list[int], Window, Floats]]:
        """For each window with anchors, in order: their words, the window, (anchors, words of the window, labels)."""
        anchors = np.asarray(at, np.int64)
        for number in np.unique(self._deciding[anchors]) if len(anchors) else ():
            window, hidden = self.windows[number], self.hidden[number]
            here = anchors[self._deciding[anchors] == number]
            far = bucket(np.arange(len(hidden))[None] - (here - window.start)[:, None])
            scores = self.encoder.run(family, "labels", anchors=hidden[here - window.start], h=hidden, far=far, guide=np.array([self.guide], np.int64))
            yield here.tolist(), window, scores

    def same(self, first: Sequence[int], second: Sequence[int]) -> Floats:
        """Scores of pairs of words: above 0, the second is more likely than not the same person or body as the first."""
        a, b = np.asarray(first, np.int64), np.asarray(second, np.int64)
        if not len(a):
            return np.zeros(0, np.float32)
        return self.encoder.run("same", "score", first=self.words[a], second=self.words[b], far=bucket(b - a))[:, 0]


class Encoder:
    """The graphs, loaded once a process."""

    def __init__(self, folder: Path = WEIGHTS, threads: int = 1) -> None:
        from onnxruntime import SessionOptions

        kept: dict[str, Any] = json.loads((folder / "labels.json").read_text("utf8"))
        self.labels = Labels(**kept)
        calibration = folder / "calibration.json"
        self.temperatures: dict[str, float] = json.loads(calibration.read_text("utf8")) if calibration.exists() else {}
        self.tokenizer = _tokenizer(folder / "vocab.txt")
        options = SessionOptions()
        options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
        options.log_severity_level = 3
        self._options, self._folder = options, folder
        self._sessions: dict[str, InferenceSession] = {}
        self.width = 384

    def run(self, graph: str, output: str, **inputs: NDArray[Any]) -> Floats:
        found: Floats = self.session(graph).run([output], inputs)[0]
        return found

    def session(self, graph: str) -> InferenceSession:
        if graph not in self._sessions:
            from onnxruntime import InferenceSession

            self._sessions[graph] = InferenceSession(str(self._folder / f"{graph}.onnx"), self._options, providers=["CPUExecutionProvider"])
        return self._sessions[graph]

    def read(self, words: Sequence[str], states: Sequence[int], sentences: Sequence[int], paragraphs: Sequence[int], guide: str = "onrecord") -> Read:
        """One pass over the words. `states`: quotation state of each; `sentences`, `paragraphs`: words that begin one, 0 first."""
        number = self.labels.guides.index(guide)
        cut = windows(pieces(self.tokenizer, words), states, sentences, paragraphs) if words else []
        hidden, tags, guided = [], [], []
        session = self.session("encoder")
        for window in cut:
            inputs = {"ids": window.ids, "case": window.case, "state": window.state, "heads": window.heads, "guide": np.array([number], np.int64)}
            h, t, g = session.run(["h", "tags", "guided"], inputs)
            hidden.append(h)
            tags.append(t[window.keep - window.start :])
            guided.append(g[window.keep - window.start :])
        empty = np.zeros((0, 0), np.float32)
        return Read(self, tuple(cut), tuple(hidden), np.concatenate(tags) if tags else empty, np.concatenate(guided) if guided else empty, number)


@lru_cache(maxsize=2)
def load(folder: Path = WEIGHTS) -> Encoder:
    return Encoder(folder)


def _tokenizer(vocabulary: Path) -> Tokenizer:
    """The uncased WordPiece of BERT (Devlin et al. 2019)."""
    from tokenizers import Tokenizer
    from tokenizers.models import WordPiece
    from tokenizers.normalizers import BertNormalizer
    from tokenizers.pre_tokenizers import BertPreTokenizer

    found = Tokenizer(WordPiece.from_file(str(vocabulary), unk_token="[UNK]", max_input_chars_per_word=100))
    found.normalizer = BertNormalizer(lowercase=True)
    found.pre_tokenizer = BertPreTokenizer()
    return found
