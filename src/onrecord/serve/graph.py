"""Where the actors of a network stand: near those they are tied to, none on another's name. No chance in it: same ties, same picture."""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, pi, sin

import numpy as np

Size = tuple[float, float]


def stressed(count: int, ties: Sequence[tuple[int, int, float]], rounds: int = 150) -> np.ndarray:
    """Stress majorization (Gansner, Koren, North 2004) from a circle: distances on the page like distances in the graph. (count, 2), turned so that it is widest across.

    A tie is (one, other, strength 0 to 1): the stronger, the nearer.
    """
    far = np.full((count, count), np.inf)
    np.fill_diagonal(far, 0.0)
    for a, b, strength in ties:
        far[a, b] = far[b, a] = min(far[a, b], 1.3 - 0.5 * strength)
    for k in range(count):  # Floyd and Warshall
        far = np.minimum(far, far[:, k, None] + far[None, k, :])
    apart = np.isinf(far)
    far[apart] = max(1.5, 0.7 * far[~apart].max())  # strangers: no farther than the farthest acquaintances, or the picture is theirs
    np.fill_diagonal(far, 1.0)
    weight = far**-2
    np.fill_diagonal(weight, 0.0)
    total = np.maximum(weight.sum(axis=1), 1e-9)
    at = np.array([[cos(2 * pi * k / count), sin(2 * pi * k / count)] for k in range(count)]) * (1 + 0.05 * np.arange(count)[:, None] / count)
    for _ in range(rounds):
        gap = at[:, None, :] - at[None, :, :]
        distance = np.maximum(np.hypot(gap[..., 0], gap[..., 1]), 1e-6)
        at = ((weight[..., None] * (at[None, :, :] + gap * (far / distance)[..., None])).sum(axis=1)) / total[:, None]
    at = at - at.mean(axis=0)
    if count > 2:
        axes = np.linalg.eigh(at.T @ at)[1][:, ::-1]
        axes = axes * np.where(axes[np.abs(axes).argmax(axis=0), range(2)] < 0, -1, 1)  # the same way round everywhere
        at = at @ axes
    return np.asarray(at)


def spread(at: np.ndarray, sizes: Sequence[Size], frame: Size, rounds: int = 400) -> list[tuple[float, float]] | None:
    """The places stretched over the frame and moved until no two boxes of these sizes, centred on them, meet; None where they do not fit."""
    width, height = frame
    low, high = at.min(axis=0), at.max(axis=0)
    unit = (at - low) / np.maximum(high - low, 1e-9)
    half = np.array(sizes) / 2
    if (half * 2 > frame).any():
        return None
    room = np.array(frame)[None, :] - 2 * half
    here = half + unit * room
    for _ in range(rounds):
        gap = here[:, None, :] - here[None, :, :]
        over = half[:, None, :] + half[None, :, :] - np.abs(gap)  # by how much they meet, each way
        over[np.arange(len(here)), np.arange(len(here))] = -1.0
        meet = (over > 0.01).all(axis=2)
        if not meet.any():
            return [(float(x), float(y)) for x, y in here]
        across = over[..., 0] * height < over[..., 1] * width  # the way out that costs less of the frame
        order = np.sign(np.arange(len(here))[:, None] - np.arange(len(here))[None, :])
        way = np.where(gap == 0, order[..., None], np.sign(gap))
        push = np.zeros_like(gap)
        push[..., 0] = np.where(meet & across, way[..., 0] * over[..., 0] / 2, 0)
        push[..., 1] = np.where(meet & ~across, way[..., 1] * over[..., 1] / 2, 0)
        most = np.abs(push).max(axis=1)
        here = here + np.clip(push.sum(axis=1), -most - 0.5, most + 0.5) * 0.9
        here = np.clip(here, half, np.array(frame)[None, :] - half)
    return None
