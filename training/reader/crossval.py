"""Event type given actor and recipient, 5 x 5 folds of plv_train: `python -m training.reader.crossval RUN [--weights] [--most N]`.

RUN/state.pt is the multi-task network (training/reader/train.py), which has not seen PLV. For each fold it is tuned on the other four and
scored on the fold: the encoder with the parties' pieces marked by an added embedding, and one decision for the whole text from the
means of the actor's words, the recipient's, all words and the likely triggers. The decision starts as the network's own: the likeliest
type of any word by its trigger head. Embeddings stay as they are, and so do the layers below `first`.

Each fold's result is a line in RUN/crossval.jsonl; the same command goes on after the last one. Prints macro F1 over the 15 types: mean
over the 25 folds with its 95 % interval, and of all rows of a repeat taken together; the network before tuning beside it. The folds are
those of the linear baseline (training/reader/baseline.py).

`--weights` weighs each type by the inverse root of its frequency. `--config '{"first": 3}'` sets any of Config; lines of another
configuration or state.pt are kept apart. `--final` tunes on four fifths of plv_train (the others no weights see) and the own corpus, with the same options, and writes RUN/plv.pt.
`graph` makes an ONNX graph of it that runs on the shared encoder's hidden states, so that it is shipped for the size of its layers
(1.8 MB each in int8) and read by src/onrecord/reader/deeds.py.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import TensorProto
from tokenizers import Tokenizer
from torch import Tensor, nn

from onrecord.reader.deeds import marks
from training import evaluate
from training.reader import export, sets
from training.reader.baseline import FOLDS, REPEATS, data, folds, interval, macro
from training.reader.labels import DEEDS, TAGS
from training.reader.network import HEADS, LAYERS, WIDE, Dropout, Encoder, Network
from training.reader.texts import Text, examples, raw
from training.reader.train import tokenizer

FOLDED = {"CONCEDE": "YIELD", "RETREAT": "YIELD"}
TYPES = DEEDS
LENGTHS = (32, 48, 64, 128)  # texts are padded to one of these
INNER = 256

Json = dict[str, Any]


class Config(NamedTuple):
    epochs: int = 5
    encoder_rate: float = 8e-5
    head_rate: float = 1e-3
    warmup: float = 0.1
    batch: int = 16
    first: int = 0  # the layer whose input is marked; those below it are not tuned
    weights: bool = False
    smoothing: float = 0.05
    own: int = 0  # passes over the own corpus' events with their parties, before the first fold
    seed: int = 7
    steps: int = 0  # at most so many a fold, to try things out; 0: all


class Case(NamedTuple):
    """A text in one window, with the words of the parties."""

    name: str
    window: Any  # onrecord.reader.windows.Window
    actor: NDArray[np.bool_]  # (words of the window,)
    recipient: NDArray[np.bool_]
    kind: str  # "" where it is not known


# -- texts ----------------------------------------------------------------------------------------------------------


def placed(tokens: Tokenizer, text: Text, places: dict[str, list[tuple[int, int]]], kind: str) -> Case:
    """The window of a text that holds most of the parties' words. `places`: spans of words."""
    marks = {role: np.zeros(len(text.words), bool) for role in ("actor", "recipient")}
    for role, spans in places.items():
        for start, end in spans:
            marks[role][start:end] = True
    both = marks["actor"] | marks["recipient"]
    window = max((e.window for e in examples(tokens, text)), key=lambda w: int(both[w.start : w.end].sum()))
    return Case(text.name, window, marks["actor"][window.start : window.end], marks["recipient"][window.start : window.end], kind)


def plv(rows: Sequence[Json], tokens: Tokenizer) -> list[Case]:
    out = []
    for n, row in enumerate(rows):
        text = raw(row.get("id", str(n)), row["text"])
        places = {role: [words for span in spans if (words := text.span(*span))] for role, spans in sets.marked(row).items()}
        out.append(placed(tokens, text, places, row.get("event", "")))
    return out


def own(tokens: Tokenizer, part: str = "train") -> Iterator[Case]:
    """Events of the own corpus whose parties stand in the sentence of the trigger, a sentence each, as PLV has them."""
    for text in sets.corpus(part):
        bounds = [*text.sentences, len(text.words)]
        for frame in text.frames:
            if frame.family != "event":
                continue
            k = int(np.searchsorted(bounds, frame.anchor, "right")) - 1
            low, high = bounds[k], bounds[k + 1]
            places: dict[str, list[tuple[int, int]]] = {"actor": [], "recipient": []}
            for label, start, end in frame.spans:
                for role in ("actor", "recipient"):
                    if label in (role, "both") and low <= start and end <= high:
                        places[role].append((start - low, end - low))
            kind = str(text.tags["event"][frame.anchor])[2:]
            if places["actor"] and places["recipient"] and kind:
                sentence = Text(f"{text.name} {frame.anchor}", text.words[low:high], [0], [0], text.states[low:high])
                yield placed(tokens, sentence, places, FOLDED.get(kind, kind))


def tensors(cases: Sequence[Case]) -> dict[str, Tensor]:
    """Inputs and target of a batch; words are padded to the pieces' number."""
    length = next(size for size in LENGTHS if size >= max(len(c.window.ids) for c in cases))
    shape = len(cases), length
    whole = {key: np.zeros(shape, np.int64) for key in ("ids", "case", "state", "party", "heads")}
    parts = {key: np.zeros(shape, np.float32) for key in ("mask", "real", "actor", "recipient")}
    for b, c in enumerate(cases):
        w, n, p = c.window, c.window.end - c.window.start, len(c.window.ids)
        for key in ("ids", "case", "state"):
            whole[key][b, :p] = getattr(w, key)
        whole["heads"][b, :n] = w.heads
        whole["party"][b, :p] = marks(w, np.stack([c.actor, c.recipient]))
        parts["mask"][b, :p], parts["real"][b, :n] = 1, 1
        parts["actor"][b, :n], parts["recipient"][b, :n] = c.actor, c.recipient
    out = {key: torch.from_numpy(value) for key, value in (whole | parts).items()}
    out["kind"] = torch.tensor([TYPES.index(c.kind) if c.kind in TYPES else -100 for c in cases])
    return out


# -- the model ------------------------------------------------------------------------------------------------------


class Typed(nn.Module):
    """The type of what the actor does to the recipient: one decision a text."""

    def __init__(self, network: Network, first: int = 0) -> None:
        super().__init__()
        self.encoder, self.first = network.encoder, first
        self.trigger = network.tags["event"]
        self.party = nn.Embedding(4, WIDE)
        self.query = nn.Linear(WIDE, 1)
        self.inner, self.out = nn.Linear(4 * WIDE + len(TYPES), INNER), nn.Linear(INNER, len(TYPES))
        self.scale = nn.Parameter(torch.ones(1))
        self.drop = Dropout(0.2)
        for part in (self.party.weight, self.query.weight, self.query.bias, self.out.weight, self.out.bias):
            nn.init.zeros_(part)
        of_type = [[TYPES.index(FOLDED.get(label[2:], label[2:])) == k for k in range(len(TYPES))] if label != "O" else [False] * len(TYPES) for label in TAGS["event"]]
        self.of_type: Tensor
        self.register_buffer("of_type", torch.tensor(of_type, dtype=torch.float32), persistent=False)  # (trigger labels, TYPES)

    def below(self, batch: dict[str, Tensor], bias: Tensor) -> Tensor:
        """(b, p, WIDE): what the marks are added to; as the encoder makes it."""
        e = self.encoder
        place = torch.arange(batch["ids"].shape[1])
        x: Tensor = e.norm(e.word(batch["ids"]) + e.place(place) + e.kind + e.case(batch["case"]) + e.state(batch["state"]))
        for layer in e.layers[: self.first]:
            x = layer(x, bias)
        return x

    def forward(self, batch: dict[str, Tensor]) -> Tensor:  # -> (b, TYPES)
        bias = ((1 - batch["mask"]) * -1e4)[:, None, None, :]
        with torch.no_grad():
            x = self.below(batch, bias)
        x = self.encoder.drop(x + self.party(batch["party"]))
        for layer in self.encoder.layers[self.first :]:
            x = layer(x, bias)
        h = torch.gather(x, 1, batch["heads"][..., None].expand(-1, -1, WIDE)).float()  # a word is its first piece
        real = batch["real"][..., None]
        p = self.trigger(h).float().softmax(-1)  # (b, n, trigger labels)
        typed = (p @ self.of_type).clamp(min=1e-6).log() * real + (1 - real) * -14.0
        best = typed.max(1).values  # (b, TYPES)
        attention = (self.query(h).float() + (1 - real) * -1e4).softmax(1)
        pools = [mean(h, batch["actor"]), mean(h, batch["recipient"]), (attention * h).sum(1), mean(h, (1 - p[..., 0]) * batch["real"])]
        inner = nn.functional.gelu(self.inner(self.drop(torch.cat([*pools, best / 4], -1))))
        found: Tensor = self.out(self.drop(inner)).float() + self.scale * best
        return found


def mean(h: Tensor, weights: Tensor) -> Tensor:
    """(b, n, WIDE), (b, n) -> (b, WIDE); nought where all weights are."""
    return (weights[..., None] * h).sum(1) / (weights.sum(1, keepdim=True) + 1e-3)


def network(state: Json) -> Network:
    out = Network(Encoder())
    out.load_state_dict(state["network"])
    return out


# -- tuning ---------------------------------------------------------------------------------------------------------


def batches(cases: Sequence[Case], size: int, rng: random.Random) -> list[list[Case]]:
    """All cases once, those of like length together; every batch is full, so that its shape is one of few: what a length leaves over goes
    with the next longer, the last of all is filled up."""
    left: list[Case] = []
    out = []
    for before, length in zip((0, *LENGTHS), LENGTHS, strict=False):
        here = [c for c in cases if before < len(c.window.ids) <= length]
        rng.shuffle(here)
        here = left + here
        whole = len(here) // size * size
        out += [here[k : k + size] for k in range(0, whole, size)]
        left = here[whole:]
    if left:
        out.append(left + rng.sample(list(cases), min(size - len(left), len(cases))))
    rng.shuffle(out)
    return out


def tuned(model: Typed, cases: Sequence[Case], config: Config, seed: int, epochs: int) -> Typed:
    """Trains the model in place."""
    torch.manual_seed(seed)
    Dropout.pool = torch.empty(0)  # drawn anew from the seed: a fold comes out the same after a break
    rng = random.Random(seed)
    model.requires_grad_(True)
    for name, parameter in model.encoder.named_parameters():
        parameter.requires_grad_(name.startswith("layers.") and int(name.split(".")[1]) >= config.first)
    groups: dict[tuple[bool, bool], list[nn.Parameter]] = {}
    for name, parameter in model.named_parameters():
        if parameter.requires_grad:
            groups.setdefault((name.startswith(("encoder.", "trigger.")), parameter.ndim > 1), []).append(parameter)
    rates = [config.encoder_rate if slow else config.head_rate for slow, _ in groups]
    optimizer = torch.optim.AdamW([{"params": found, "weight_decay": 0.01 if decay else 0.0} for (_, decay), found in groups.items()], betas=(0.9, 0.98), fused=True)
    weight = None
    if config.weights:
        counts = np.array([max(1, sum(c.kind == kind for c in cases)) for kind in TYPES])
        weight = torch.tensor(np.sqrt(len(cases) / len(TYPES) / counts), dtype=torch.float32)
    plan = [batch for _ in range(epochs) for batch in batches(cases, config.batch, rng)][: config.steps or None]
    warm = max(1, int(len(plan) * config.warmup))
    model.train()
    model.encoder.layers[: config.first].eval()
    for step, batch in enumerate(plan, 1):
        for group, rate in zip(optimizer.param_groups, rates, strict=True):
            group["lr"] = rate * min(step / warm, (len(plan) - step + 1) / max(1, len(plan) - warm))
        inputs = tensors(batch)
        with torch.autocast("cpu", torch.bfloat16):
            logits = model(inputs)
        loss = nn.functional.cross_entropy(logits, inputs["kind"], weight=weight, label_smoothing=config.smoothing)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
    return model


@torch.no_grad()
def guessed(model: Typed, cases: Sequence[Case], size: int = 16) -> list[str]:
    model.eval()
    order = sorted(range(len(cases)), key=lambda k: len(cases[k].window.ids))
    found: dict[int, str] = {}
    for k in range(0, len(order), size):
        part = order[k : k + size]
        found |= dict(zip(part, [TYPES[n] for n in model(tensors([cases[n] for n in part])).argmax(1).tolist()], strict=True))
    return [found[k] for k in range(len(cases))]


def start(state: Json, config: Config, tokens: Tokenizer, folder: Path) -> dict[str, Tensor]:
    """The weights every fold begins from; with `own`, tuned on the own corpus once and kept in RUN/plv-start.pt."""
    path, key = folder / "plv-start.pt", {"step": state["step"], "config": config._asdict()}
    if config.own and path.exists() and (kept := torch.load(path))["key"] == key:
        found: dict[str, Tensor] = kept["model"]
        return found
    torch.manual_seed(config.seed)
    model = Typed(network(state), config.first)
    if config.own:
        began, cases = time.perf_counter(), list(own(tokens))
        tuned(model, cases, config, config.seed, config.own)
        print(f"{len(cases)} events of the own corpus, {config.own} passes, {time.perf_counter() - began:.0f} s", flush=True)
        torch.save({"key": key, "model": model.state_dict()}, path)
    return {name: value.clone() for name, value in model.state_dict().items()}


def run(folder: Path, config: Config, most: int) -> None:
    """All folds that have no line yet, `most` at most; then the report."""
    state, tokens, path = torch.load(folder / "state.pt", map_location="cpu"), tokenizer(), folder / "crossval.jsonl"
    key = {"step": state["step"], "config": config._asdict()}
    rows = list(sets.rows(data() / "events/plv_train.jsonl"))
    done = finished(path, key)
    left = [(repeat, fold) for repeat in range(REPEATS) for fold in range(FOLDS) if (repeat, fold) not in done][:most]
    if left:
        cases, first = plv(rows, tokens), start(state, config, tokens, folder)
        model = Typed(network(state), config.first)
        for repeat, fold in left:
            began = time.perf_counter()
            train, test = folds(rows, repeat)[fold]
            model.load_state_dict(first)
            asked, gold = [cases[k] for k in test], [cases[k].kind for k in test]
            before = guessed(model, asked) if repeat == 0 else []
            tuned(model, [cases[k] for k in train], config, config.seed * 1000 + repeat * FOLDS + fold, config.epochs)
            found = guessed(model, asked)
            line = {
                **key, "repeat": repeat, "fold": fold, "macro": round(macro(gold, found), 2), "seconds": round(time.perf_counter() - began, 1),
                "rows": test.tolist(), "found": found, "before": before,
            }  # fmt: skip
            with path.open("a", encoding="utf8") as out:
                out.write(json.dumps(line) + "\n")
            done[repeat, fold] = line
            print(f"repeat {repeat + 1}, fold {fold + 1}: macro F1 {line['macro']:.1f}, {line['seconds']} s", flush=True)
    report(done, [row["event"] for row in rows])


def finished(path: Path, key: Json) -> dict[tuple[int, int], Json]:
    """Lines of the same network and configuration."""
    lines = sets.rows(path) if path.exists() else ()
    return {(line["repeat"], line["fold"]): line for line in lines if all(line[name] == value for name, value in key.items())}


def report(done: dict[tuple[int, int], Json], events: Sequence[str]) -> None:
    if not done:
        return
    scores, half = interval([line["macro"] for line in done.values()])
    print(f"event type given actor and recipient, macro F1, {len(TYPES)} roots: {scores:.1f} ± {half:.1f} (mean of {len(done)} of {REPEATS * FOLDS} folds, 95 %)")
    pooled: list[tuple[str, str]] = []
    whole = []
    for repeat in range(REPEATS):
        pairs = {name: [(events[k], g) for fold in range(FOLDS) if (line := done.get((repeat, fold))) for k, g in zip(line["rows"], line[name] or line["found"], strict=True)] for name in ("found", "before")}
        if len(pairs["found"]) == len(events):
            whole.append(macro(*map(list, zip(*pairs["found"], strict=True))))
            pooled += pairs["found"]
        if repeat == 0 and pairs["before"]:
            print(f"  the network before tuning, {len(pairs['before'])} rows: {macro(*map(list, zip(*pairs['before'], strict=True))):.1f}")
    if whole:
        print(f"  all rows of a repeat together: {np.mean(whole):.1f} ({', '.join(f'{x:.1f}' for x in whole)})")
        print(f"  accuracy {100 * np.mean([g == f for g, f in pooled]):.1f}")
        for kind in TYPES:
            hits, predicted, gold = (sum(test) for test in zip(*((g == f == kind, f == kind, g == kind) for g, f in pooled), strict=True))
            m = evaluate.prf(hits, predicted, gold)
            print(f"  {kind:10} P {m['p']:5}  R {m['r']:5}  F1 {m['f1']:5}  n {gold // len(whole)}")


# -- the one that is kept -------------------------------------------------------------------------------------------


def final(folder: Path, config: Config) -> None:
    state, tokens = torch.load(folder / "state.pt", map_location="cpu"), tokenizer()
    model = Typed(network(state), config.first)
    model.load_state_dict(start(state, config, tokens, folder))
    rows = list(sets.rows(data() / "events/plv_train.jsonl"))
    apart = {id_ for id_, text, _, _ in sets.plv_rows(data() / "events") if sets.withheld(text)}
    cases, unseen = plv([row for row in rows if row["id"] not in apart], tokens), plv([row for row in rows if row["id"] in apart], tokens)
    measured = {"rows of PLV that no weights see": unseen, "own corpus, dev": list(own(tokens, "dev"))}
    for when in ("before", "after"):
        for name, asked in measured.items():
            gold, found = [c.kind for c in asked], guessed(model, asked)
            print(f"{when} tuning, {name}: macro F1 {macro(gold, found):.1f}, accuracy {100 * np.mean([g == f for g, f in zip(gold, found, strict=True)]):.1f} of {len(gold)}", flush=True)
        if when == "before":
            tuned(model, [*cases, *own(tokens)], config, config.seed, config.epochs)
    torch.save({"step": state["step"], "config": config._asdict(), "types": TYPES, "model": model.state_dict()}, folder / "plv.pt")
    print(f"{folder / 'plv.pt'}: {len(cases)} rows, {config.epochs} passes")


def load(path: Path) -> Typed:
    kept = torch.load(path, map_location="cpu")
    assert kept["types"] == TYPES
    model = Typed(Network(Encoder()), kept["config"]["first"])
    model.load_state_dict(kept["model"])
    return model.eval()


def graph(model: Typed) -> onnx.ModelProto:
    """x (pieces, WIDE), party (pieces), heads (words), actor, recipient (words) -> types (TYPES,)

    x is what enters layer `first` of the shared encoder: with 0, its normalised embeddings. The encoder's graph must give it out.
    """
    weights = {name: value.float().numpy() for name, value in model.state_dict().items()}
    g = export.Graph(weights)

    def constant(*values: int) -> str:
        return g.constant(np.array(values))

    def total(x: str, axis: int) -> str:
        return g.op("ReduceSum", x, constant(axis), keepdims=1)

    def pooled(h: str, w: str) -> str:  # (n, WIDE), (n, 1) -> (1, WIDE)
        return g.op("Div", total(g.op("Mul", h, w), 0), g.op("Add", total(w, 0), g.constant(np.array(1e-3, np.float32))))

    x = g.op("Unsqueeze", g.op("Add", "x", g.gather(g.weight("party.weight"), "party")), constant(0))
    length = g.op("Cast", g.op("Slice", g.op("Shape", "x"), constant(0), constant(1)), to=TensorProto.INT32)
    for n in range(model.first, LAYERS):
        p = f"encoder.layers.{n}."
        a = g.op("Attention", x, g.weight(p + "qkv.weight", True), g.weight(p + "qkv.bias"), length, domain=export.MICROSOFT, num_heads=HEADS)
        a = g.op("MatMul", a, g.weight(p + "out.weight", True))
        x = g.op("SkipLayerNormalization", a, x, g.weight(p + "norm1.weight"), g.weight(p + "norm1.bias"), g.weight(p + "out.bias"), domain=export.MICROSOFT, epsilon=1e-12)
        u = g.op("BiasGelu", g.op("MatMul", x, g.weight(p + "up.weight", True)), g.weight(p + "up.bias"), domain=export.MICROSOFT)
        d = g.op("MatMul", u, g.weight(p + "down.weight", True))
        x = g.op("SkipLayerNormalization", d, x, g.weight(p + "norm2.weight"), g.weight(p + "norm2.bias"), g.weight(p + "down.bias"), domain=export.MICROSOFT, epsilon=1e-12)
    h = g.op("Gather", g.op("Squeeze", x, constant(0)), "heads", axis=0)
    p = g.op("Softmax", g.linear(h, "trigger"), axis=1)
    typed = g.op("Log", g.op("Max", g.op("MatMul", p, g.constant(model.of_type.numpy())), g.constant(np.array(1e-6, np.float32))))
    best = g.op("ReduceMax", typed, axes=[0], keepdims=1)
    attention = g.op("Softmax", g.linear(h, "query"), axis=0)
    none = g.op("Slice", p, constant(0), constant(1), constant(1))
    weights_ = [g.op("Unsqueeze", "actor", constant(1)), g.op("Unsqueeze", "recipient", constant(1)), g.op("Sub", g.constant(np.array(1, np.float32)), none)]
    pools = [pooled(h, w) for w in weights_]
    pools.insert(2, total(g.op("Mul", h, attention), 0))
    inner = g.gelu(g.linear(g.op("Concat", *pools, g.op("Div", best, g.constant(np.array(4, np.float32))), axis=1), "inner"))
    found = g.op("Add", g.linear(inner, "out"), g.op("Mul", best, g.weight("scale")))
    g.op("Squeeze", found, constant(0), name="types")
    whole, part = export.INT, export.FLOAT
    inputs: dict[str, tuple[int, list[Any]]] = {"x": (part, ["pieces", WIDE]), "party": (whole, ["pieces"]), "heads": (whole, ["words"]), "actor": (part, ["words"]), "recipient": (part, ["words"])}
    return g.model(inputs, {"types": [len(TYPES)]})


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m training.reader.crossval", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path)
    parser.add_argument("--weights", action="store_true", help="weigh each type by the inverse root of its frequency")
    parser.add_argument("--config", type=json.loads, default={}, help='JSON: {"epochs": 5, "first": 3}')
    parser.add_argument("--most", type=int, default=REPEATS * FOLDS, help="stop after so many folds; 5 are a repeat")
    parser.add_argument("--final", action="store_true", help="tune once, on what may be trained on, measure on the rest, write RUN/plv.pt")
    options = parser.parse_args()
    config = Config(**{"weights": options.weights, **options.config})
    if options.final:
        final(options.run, config)
    else:
        run(options.run, config, options.most)


if __name__ == "__main__":
    main()
