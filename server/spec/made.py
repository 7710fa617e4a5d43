"""Made: the points of a preset, from the streams data and noise."""

from collections.abc import Callable
from typing import Any

import numpy as np

from server import real
from server.engine import datasets
from server.engine.datasets import DATASETS, Points
from server.engine.shapes import Drawn, Rng
from server.real import DIGITS, REAL
from server.spec.data import REACH, Data
from server.spec.formula import function

Streams = Callable[..., Rng]  # (stream, *more) → that stream's own generator, at its beginning
JITTER = 0.2  # how far noise 1 would move a real point: at most 0.1 for noise 0.5


def made(data: Data, rng: Streams) -> Points:
    """The streams: data, what is where, then who is in the test set (data, 1) and who is chosen
    for the balance (data, 2); noise, then the outliers (noise, 1).
    """
    xy, label = _real(data, rng) if data.preset in REAL else _generated(data, rng)
    if data.outliers:
        regression = data.task == "regression"
        xy, label = datasets.with_outliers(
            xy, label, data.outliers, regression, rng=rng("noise", 1)
        )
    test = datasets.split(len(label), data.test, rng=rng("data", 1))
    return Points(np.clip(xy, -REACH, REACH), label, test, np.arange(len(label)))


def _generated(data: Data, rng: Streams) -> Drawn:
    generator = DATASETS[data.preset or "circle"]
    told = _told(data, generator.takes)

    def generate(count: int) -> Drawn:
        streams = {"rng": rng("data"), "noise_rng": rng("noise")}
        return generator.make(count, data.noise, **streams, **told)

    if data.balance is None:
        return generate(data.count)
    return datasets.balanced(generate, data.count, data.made, data.balance, rng=rng("data", 2))


def _told(data: Data, takes: str) -> dict[str, Any]:
    """The one more argument that some generators take."""
    match takes:
        case "classes":
            return {"classes": data.classes}
        case "f":
            return {"f": function(data.formula or "")}
        case _:
            return {}


def _real(data: Data, rng: Streams) -> Drawn:
    """Some of the examples, in any order; a larger number keeps those of a smaller one. Noise moves
    them by N(0, 1)·noise/5: many of iris lie on one another.
    """
    xy, label = real.on_plane(data.preset or "iris", data.digits or DIGITS)
    some = rng("data").permutation(len(label))[: data.count]
    moves = rng("noise").standard_normal((len(some), 2)) * (data.noise * JITTER)
    return xy[some] + moves, label[some]
