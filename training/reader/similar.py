"""Sentence meanings from the shipped encoder: `python -m training.reader.similar RUN teacher|train|scores`.

A head on the frozen, shipped encoder is taught to give the sentence embedding of the untouched MiniLM-L6 (mean of its pieces, length 1;
Reimers & Gurevych 2019), so that searching by meaning costs no second encoder. `teacher` embeds the sentences of PolNeAR train, EWT
train and Wikinews with the untouched weights and keeps them in RUN; `train` teaches the head and writes meaning.onnx beside the
shipped weights; `scores` prints, on 2,000 sentences kept apart, Spearman's rank correlation of all pairs' cosines with the teacher's,
and how often the nearest neighbour is the same.
"""

from __future__ import annotations

import argparse
import random
import time
from itertools import pairwise
from pathlib import Path

import numpy as np
import onnx
import torch
from bench.shared import shared
from torch import Tensor, nn

from onrecord.reader.encoder import WEIGHTS, Encoder
from onrecord.reader.tokens import tokens
from training.reader import export, sets
from training.reader.export import FLOAT, SHIPPED
from training.reader.network import WIDE, pretrained
from training.reader.train import tokenizer

MOST, APART, LONGEST = 24_000, 2_000, 96  # sentences, those kept apart, pieces
INNER = 768


def sentences() -> list[str]:
    """In an order drawn with a seed; the last APART are kept apart."""
    data = shared() / "data"
    found: dict[str, None] = {}
    for text in (*sets.polnear(data / "quotes/polnear/train.jsonl"), *sets.ewt("train")):
        bounds = [*text.sentences, len(text.words)]
        for low, high in pairwise(bounds):
            if 5 <= high - low <= 60:
                found[" ".join(text.words[low:high])] = None
    out = list(found)
    random.Random(7).shuffle(out)
    return out[:MOST]


@torch.no_grad()
def taught(texts: list[str]) -> np.ndarray:
    """(texts, WIDE): the untouched encoder's embeddings, length 1."""
    encoder, tokens_ = pretrained().eval(), tokenizer()
    order = sorted(range(len(texts)), key=lambda k: len(texts[k]))
    out = np.zeros((len(texts), WIDE), np.float32)
    began = time.time()
    for at in range(0, len(order), 32):
        part = order[at : at + 32]
        encoded = [tokens_.encode(texts[k]).ids[:LONGEST] for k in part]
        length = max(map(len, encoded))
        ids, mask = torch.zeros(len(part), length, dtype=torch.long), torch.zeros(len(part), length)
        for b, one in enumerate(encoded):
            ids[b, : len(one)], mask[b, : len(one)] = torch.tensor(one), 1
        none = torch.zeros_like(ids)
        h = encoder(ids, none, none, mask)
        mean = (h * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
        out[part] = nn.functional.normalize(mean, dim=1).numpy()
        if at % 3200 == 0:
            print(f"{at:6} of {len(texts)}, {time.time() - began:.0f} s", flush=True)
    return out


def hidden(texts: list[str], encoder: Encoder) -> list[np.ndarray]:
    """(words, WIDE) of each text from the shipped encoder."""
    out = []
    for text in texts:
        words = [w.text for w in tokens(text, 0, len(text))]
        read = encoder.read(words, [0] * len(words), [0], [0])
        out.append(read.words.astype(np.float16))
    return out


class Meaning(nn.Module):
    """(b, n, WIDE) words, (b, n) mask -> (b, WIDE), length 1"""

    def __init__(self) -> None:
        super().__init__()
        self.query = nn.Linear(WIDE, 4)
        self.inner, self.out = nn.Linear(5 * WIDE, INNER), nn.Linear(INNER, WIDE)
        self.straight = nn.Linear(WIDE, WIDE)

    def forward(self, h: Tensor, mask: Tensor) -> Tensor:
        weights = (self.query(h) + (1 - mask[..., None]) * -1e4).softmax(1)  # (b, n, 4)
        pools = (weights.transpose(1, 2) @ h).flatten(1)
        mean = (h * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
        x = self.out(nn.functional.gelu(self.inner(torch.cat([pools, mean], 1)))) + self.straight(mean)
        return nn.functional.normalize(x, dim=1)


def batch(parts: list[np.ndarray]) -> tuple[Tensor, Tensor]:
    length = max(map(len, parts))
    h, mask = np.zeros((len(parts), length, WIDE), np.float32), np.zeros((len(parts), length), np.float32)
    for b, part in enumerate(parts):
        h[b, : len(part)], mask[b, : len(part)] = part, 1
    return torch.from_numpy(h), torch.from_numpy(mask)


def learned(words: list[np.ndarray], wanted: np.ndarray, epochs: int = 12, size: int = 256) -> Meaning:
    torch.manual_seed(7)
    model, rng = Meaning(), random.Random(7)
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3, weight_decay=0.01)
    order = list(range(len(words)))
    steps, step = epochs * (len(order) // size), 0
    for epoch in range(epochs):
        rng.shuffle(order)
        total = 0.0
        for at in range(0, len(order) - size + 1, size):
            part, step = order[at : at + size], step + 1
            for group in optimizer.param_groups:
                group["lr"] = 1e-3 * min(1.0, step / 100) * (1 - step / (steps + 1))
            mine, theirs = model(*batch([words[k] for k in part])), torch.from_numpy(wanted[part])
            loss = (1 - (mine * theirs).sum(1)).mean() + 20 * ((mine @ mine.T - theirs @ theirs.T) ** 2).mean()
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()
            total += float(loss)
        print(f"epoch {epoch + 1}: {total / (len(order) // size):.4f}", flush=True)
    return model.eval()


def graph(model: Meaning) -> onnx.ModelProto:
    """h (words, WIDE) of one passage -> meaning (WIDE,), length 1"""
    g = export.Graph({name: value.numpy() for name, value in model.state_dict().items()})

    def axes(*values: int) -> str:
        return g.constant(np.array(values))

    weights = g.op("Softmax", g.linear("h", "query"), axis=0)  # (n, 4)
    pools = g.op("Reshape", g.op("MatMul", g.op("Transpose", weights, perm=[1, 0]), "h"), axes(1, 4 * WIDE))
    mean = g.op("ReduceMean", "h", axes=[0], keepdims=1)
    x = g.op("Add", g.linear(g.gelu(g.linear(g.op("Concat", pools, mean, axis=1), "inner")), "out"), g.linear(mean, "straight"))
    length = g.op("Sqrt", g.op("ReduceSum", g.op("Mul", x, x), axes(1), keepdims=1))
    g.op("Squeeze", g.op("Div", x, length), axes(0), name="meaning")
    return g.model({"h": (FLOAT, ["words", WIDE])}, {"meaning": [WIDE]})


def scores(found: np.ndarray, wanted: np.ndarray) -> tuple[float, float]:
    """Spearman's rank correlation of the cosines of all pairs, and the share of the same nearest neighbours."""
    a, b = found @ found.T, wanted @ wanted.T
    upper = np.triu_indices(len(a), 1)
    ranks = [np.argsort(np.argsort(x[upper])).astype(np.float64) for x in (a, b)]
    np.fill_diagonal(a, -2)
    np.fill_diagonal(b, -2)
    return float(np.corrcoef(ranks[0], ranks[1])[0, 1]), float((a.argmax(1) == b.argmax(1)).mean())


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m training.reader.similar", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path)
    parser.add_argument("step", choices=("teacher", "train", "scores"))
    parser.add_argument("--weights", type=Path, default=WEIGHTS, help="the encoder that is listened to")
    options = parser.parse_args()
    options.run.mkdir(parents=True, exist_ok=True)
    texts, kept = sentences(), options.run / "teacher.npy"
    if options.step == "teacher":
        np.save(kept, taught(texts))
        return
    wanted = np.load(kept)
    encoder = Encoder(options.weights, threads=2)
    if options.step == "train":
        began = time.time()
        words = hidden(texts[:-APART], encoder)
        print(f"{len(words)} sentences heard in {time.time() - began:.0f} s", flush=True)
        onnx.save(export.quantized(graph(learned(words, wanted[:-APART]))), SHIPPED / "meaning.onnx")
    found = np.stack([encoder.run("meaning", "meaning", h=h.astype(np.float32)) for h in hidden(texts[-APART:], encoder)])
    rank, nearest = scores(found, wanted[-APART:])
    print(f"Spearman {rank:.3f}, same nearest neighbour {100 * nearest:.1f} %, {(SHIPPED / 'meaning.onnx').stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
