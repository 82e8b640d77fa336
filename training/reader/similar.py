"""The part that tells how near two sentences are in meaning: `python -m training.reader.similar [--scores]`.

Nothing is trained. The six layers of the untouched MiniLM-L6 (sentence-transformers/all-MiniLM-L6-v2; Reimers & Gurevych 2019: the mean
of a sentence's pieces) are quantized as the reader's are and read the word table of the shipped encoder, which is half of such a model's
size: similar.onnx points at those bytes of encoder.onnx (ONNX external data) and holds none of them. The encoder's training has moved the
table by a seventh of its length, so for the KEPT most frequent pieces the way back is added, in int8. Activations whose channels differ
much in size are divided before a product, and its weights multiplied (after Xiao et al. 2023, "SmoothQuant"): what int8 costs halves.

`--scores` prints, on sentences of articles that nothing was counted in, Spearman's rank correlation of all pairs' cosines with those of the untouched
model in fp32, how often the nearest neighbour is the same, and how much of the ten nearest is.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import random
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import onnx
import torch
from bench.shared import shared
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from onrecord.reader.encoder import Encoder, load
from onrecord.reader.quotemarks import quotation_marks
from onrecord.reader.similar import chunks, embedding
from onrecord.reader.tokens import sentences
from onrecord.reader.windows import PIECES
from training.reader import sets
from training.reader.export import INT, MICROSOFT, SHIPPED, Graph, quantized
from training.reader.network import HEADS, LAYERS, WIDE, pretrained

KEPT = 1200  # pieces whose rows are brought back: as many as keep all weights and the vocabulary within 45 MB
SEEN = 300  # sentences on which the sizes of activations are taken
APART = 2000  # sentences to measure on
MEASURED = 200  # articles they are from
EVEN = 0.5  # how much of the difference between channels goes from the activations to the weights: halved in logarithm
EVENED = ("qkv", "up", "down")  # before these products; before "out" nothing is gained

Floats = NDArray[np.float32]


# -- text -----------------------------------------------------------------------------------------------------------


def parted(texts: Iterable[str]) -> Iterable[str]:
    for text in texts:
        for start, end in sentences(text, quotation_marks(text).quotations):
            if 5 <= len(text[start:end].split()) <= 60:
                yield " ".join(text[start:end].split())


def counted() -> list[str]:
    """What pieces are counted in and activations measured on: EWT's train part and Wikinews."""
    news = (json.loads(line)["text"] for line in (shared() / "data/news/wikinews.jsonl").read_text("utf8").splitlines())
    texts = [" ".join(text.words[low:high]) for text in sets.ewt("train") for low, high in zip(text.sentences, [*text.sentences[1:], len(text.words)], strict=True)]
    out = list(dict.fromkeys([*texts, *parted(news)]))
    random.Random(7).shuffle(out)
    return out


def apart() -> list[str]:
    """Sentences of articles on conflicts, to measure on."""
    with gzip.open(shared() / "data/news/conflict_articles.jsonl.gz", "rt", encoding="utf8") as file:
        texts = [json.loads(line)["text"] for line in file]
    random.Random(7).shuffle(texts)
    out = list(dict.fromkeys(parted(texts[:MEASURED])))
    random.Random(7).shuffle(out)
    return out[:APART]


# -- the graph ------------------------------------------------------------------------------------------------------


def layer(g: Graph, x: str, n: int, length: str, evened: dict[str, Floats]) -> str:
    p = f"layers.{n}."

    def even(x: str, name: str) -> str:
        return g.op("Mul", x, g.constant(1 / evened[p + name]))

    a = g.op("Attention", even(x, "qkv"), g.weight(p + "qkv.weight", True), g.weight(p + "qkv.bias"), length, domain=MICROSOFT, num_heads=HEADS)
    a = g.op("MatMul", a, g.weight(p + "out.weight", True))
    x = g.op("SkipLayerNormalization", a, x, g.weight(p + "norm1.weight"), g.weight(p + "norm1.bias"), g.weight(p + "out.bias"), domain=MICROSOFT, epsilon=1e-12)
    u = g.op("BiasGelu", g.op("MatMul", even(x, "up"), g.weight(p + "up.weight", True)), g.weight(p + "up.bias"), domain=MICROSOFT)
    d = g.op("MatMul", even(u, "down"), g.weight(p + "down.weight", True))
    return g.op("SkipLayerNormalization", d, x, g.weight(p + "norm2.weight"), g.weight(p + "norm2.bias"), g.weight(p + "down.bias"), domain=MICROSOFT, epsilon=1e-12)


def graph(weights: dict[str, Floats], back: Floats, slots: NDArray[np.int16], scale: Floats, evened: dict[str, Floats]) -> onnx.ModelProto:
    """ids (pieces) -> mean (WIDE): of the pieces' last states. `back`: rows added to the table's, `slots` which of them for each piece."""
    g = Graph({name: value * evened[name[:-7]] if name[:-7] in evened and name.endswith(".weight") else value for name, value in weights.items()})
    first = g.constant(np.array([0]))
    x = g.op("Mul", g.op("Cast", g.gather("table", "ids"), to=TensorProto.FLOAT), g.gather(g.constant(scale), "ids"))
    x = g.op("Add", x, small(g, back, g.op("Cast", g.gather(g.constant(slots), "ids"), to=TensorProto.INT64)))
    x = g.op("Add", x, small(g, weights["place.weight"][:PIECES], g.op("Range", g.constant(np.array(0)), g.op("Size", "ids"), g.constant(np.array(1)))))
    x = g.op("Unsqueeze", g.op("Add", x, g.weight("kind")), first)
    x = g.op("LayerNormalization", x, g.weight("norm.weight"), g.weight("norm.bias"), epsilon=1e-12)
    length = g.op("Cast", g.op("Shape", "ids"), to=TensorProto.INT32)
    for n in range(LAYERS):
        x = layer(g, x, n, length, evened)
    g.op("ReduceMean", x, axes=[0, 1], keepdims=0, name="mean")
    return g.model({"ids": (INT, ["pieces"])}, {"mean": [WIDE]})


def halved(table: Floats) -> tuple[NDArray[np.int8], Floats]:
    """A table in int8, with a scale for each row."""
    scale = (np.abs(table).max(1, keepdims=True) / 127).astype(np.float32) + np.float32(1e-12)
    return np.round(table / scale).astype(np.int8), scale


def small(g: Graph, table: Floats, index: str) -> str:
    rows, scale = halved(table)
    return g.op("Mul", g.op("Cast", g.gather(g.constant(rows), index), to=TensorProto.FLOAT), g.gather(g.constant(scale), index))


def sizes(texts: Sequence[str], encoder: Encoder) -> dict[str, Floats]:
    """For each product, how large each channel of what goes into it gets."""
    untouched, out = pretrained(0.0).eval(), dict[str, Floats]()
    for name, module in untouched.named_modules():
        if name.startswith("layers.") and name.endswith(EVENED):

            def keep(_: torch.nn.Module, given: tuple[torch.Tensor, ...], name: str = name) -> None:
                out[name] = np.maximum(out.get(name, np.zeros(1, np.float32)), given[0][0].abs().max(0).values.numpy())

            module.register_forward_pre_hook(keep)
    with torch.no_grad():
        for text in texts:
            for ids in chunks(encoder.tokenizer, text):
                none = torch.zeros(1, len(ids), dtype=torch.long)
                untouched(torch.from_numpy(ids)[None], none, none)
    return out


def even(sizes: dict[str, Floats]) -> dict[str, Floats]:
    """Factors by which activations are divided and weights multiplied."""
    factors = {name: np.maximum(size, 1e-3) ** EVEN for name, size in sizes.items()}
    return {name: (factor / np.exp(np.log(factor).mean())).astype(np.float32) for name, factor in factors.items()}


def put_in(model: onnx.ModelProto, encoder: Path) -> onnx.ModelProto:
    """`table`, which the graph reads and has not, is the encoder's: where it stands in that file."""
    data = encoder.read_bytes()
    (table,) = (i for i in onnx.load_from_string(data).graph.initializer if i.data_type == TensorProto.INT8 and list(i.dims) == [30522, WIDE])
    assert data.count(table.raw_data) == 1
    outside = TensorProto(name="table", data_type=TensorProto.INT8, dims=table.dims, data_location=TensorProto.EXTERNAL)
    for key, value in (("location", encoder.name), ("offset", data.index(table.raw_data)), ("length", len(table.raw_data))):
        outside.external_data.add(key=key, value=str(value))
    model.graph.initializer.append(outside)
    helper.set_model_props(model, {"encoder": hashlib.sha256(data).hexdigest()})
    return model


def made(folder: Path) -> onnx.ModelProto:
    encoder = Encoder(folder)
    weights = {name: value.numpy() for name, value in pretrained().state_dict().items()}
    kept = {i.name: numpy_helper.to_array(i) for i in onnx.load(folder / "encoder.onnx").graph.initializer}
    (rows,) = (v for v in kept.values() if v.dtype == np.int8 and v.shape == (30522, WIDE))
    (scale,) = (v for v in kept.values() if v.shape == (30522, 1))
    texts = counted()
    found = Counter(int(k) for text in texts for ids in chunks(encoder.tokenizer, text) for k in ids)
    frequent = sorted(k for k, _ in sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))[:KEPT])
    slots = np.zeros(len(rows), np.int16)
    slots[frequent] = np.arange(1, KEPT + 1)
    back = np.concatenate([np.zeros((1, WIDE), np.float32), weights["word.weight"][frequent] - rows[frequent] * scale[frequent]])
    evened = even(sizes(texts[:SEEN], encoder))
    model = graph(weights, back, slots, scale, evened)
    known = TensorProto(name="table", data_type=TensorProto.INT8, dims=rows.shape, raw_data=rows.tobytes())
    model.graph.initializer.append(known)  # quantizing wants to know everything
    model = quantized(model)
    whole = [i for i in model.graph.initializer if i.name != "table"]
    del model.graph.initializer[:]
    model.graph.initializer.extend(whole)
    return put_in(model, folder / "encoder.onnx")


# -- measured -------------------------------------------------------------------------------------------------------


def untouched(texts: Sequence[str], encoder: Encoder) -> Floats:
    """(texts, WIDE), length 1: what is to be agreed with."""
    model, out = pretrained(0.0).eval(), []
    with torch.no_grad():
        for text in texts:
            (ids, *_) = chunks(encoder.tokenizer, text)
            none = torch.zeros(1, len(ids), dtype=torch.long)
            out.append(torch.nn.functional.normalize(model(torch.from_numpy(ids)[None], none, none)[0].mean(0), dim=0).numpy())
    return np.stack(out)


def agreement(found: Floats, wanted: Floats) -> tuple[float, float, float]:
    """Spearman of all pairs' cosines; share of the same nearest neighbours; of the ten nearest, how many are the same."""
    a, b = found @ found.T, wanted @ wanted.T
    upper = np.triu_indices(len(a), 1)
    first, second = (np.argsort(np.argsort(x[upper])).astype(np.float64) for x in (a, b))
    for x in (a, b):
        np.fill_diagonal(x, -2)
    one, two = (np.argsort(-x, 1, kind="stable")[:, :10] for x in (a, b))
    shared_ = float(np.mean([len(set(p) & set(q)) / 10 for p, q in zip(one.tolist(), two.tolist(), strict=True)]))
    return float(np.corrcoef(first, second)[0, 1]), float((one[:, 0] == two[:, 0]).mean()), shared_


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m training.reader.similar", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--to", type=Path, default=SHIPPED, help="the folder of encoder.onnx, where similar.onnx is written")
    parser.add_argument("--scores", action="store_true", help="measure what is there")
    parser.add_argument("--wanted", type=Path, help="a file that keeps the untouched model's embeddings (with --scores)")
    options = parser.parse_args()
    path = options.to / "similar.onnx"
    if not options.scores:
        onnx.save(made(options.to), path)
        print(f"similar.onnx {path.stat().st_size / 1e6:.2f} MB  {hashlib.sha256(path.read_bytes()).hexdigest()[:16]}")
        return
    encoder, texts = load(options.to), apart()
    embedding(encoder, texts[0])
    began = time.perf_counter()
    found = np.stack([embedding(encoder, text) for text in texts])
    took = (time.perf_counter() - began) / len(texts) * 1000
    if options.wanted and options.wanted.exists():
        wanted = np.load(options.wanted)
    else:
        wanted = untouched(texts, encoder)
        if options.wanted:
            np.save(options.wanted, wanted)
    rank, nearest, ten = agreement(found.astype(np.float32) / np.linalg.norm(found, axis=1, keepdims=True).astype(np.float32), wanted)
    print(f"{len(texts)} sentences: Spearman {rank:.4f}, same nearest neighbour {100 * nearest:.1f} %, of the ten nearest {100 * ten:.1f} %; "
          f"{path.stat().st_size / 1e6:.2f} MB, {took:.1f} ms a sentence")  # fmt: skip


if __name__ == "__main__":
    main()
