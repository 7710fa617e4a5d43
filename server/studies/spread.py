"""Spread: what the units of every hidden layer hold over all points, as histograms (the figure of
Saito's chapter 6): activations, pre-activations, or gradients.
"""

import math
from typing import Any

import numpy as np

from server.engine.activations import ACTIVATIONS, Bend
from server.engine.core import Array
from server.engine.mlp import NetworkProgram
from server.studies.course import Course

BINS = 24
KINDS = ("activation", "sum", "gradient")
DIGITS = (1, 1.5, 2, 3, 4, 5, 6, 8, 10)
RARE = 0.005  # the share of a layer at either end that may lie outside
FAR = 40.0  # where a bounded function has arrived at its bounds


def spreads(course: Course, kind: str) -> dict[str, Any]:
    """`spreads`: of each hidden layer its histogram with mean and spread. Activations of all layers
    are counted between the same bounds, and so are sums; gradients of each between its own, for
    they differ by powers of ten.
    """
    program = course.run()
    values = _values(program, kind)
    common = None if kind == "gradient" else _bounds(values)
    if kind == "activation" and ACTIVATIONS[course.activation].bounded:
        common = _ends(program.bends[0])
    flats = course.health()
    layers = [
        _layer(v, common or _bounds([v], even=True))
        | {"flat": float(health.flat.mean()), "dead": len(health.dead)}
        for v, health in zip(values, flats, strict=True)
    ]
    return {"spreads": layers, "bounded": flats[0].bounded, "common": common is not None}


def _values(program: NetworkProgram, kind: str) -> list[Array]:
    if kind == "activation":
        return [a[..., :-1, :] for a in program.a]
    return program.z[:-1] if kind == "sum" else program.d[:-1]


def _layer(values: Array, bounds: tuple[float, float]) -> dict[str, Any]:
    low, high = bounds
    finite = values[np.isfinite(values)]
    counts, _ = np.histogram(finite, BINS, bounds)
    outside = finite.size - int(counts.sum())
    told = {"low": low, "high": high, "counts": counts.tolist(), "outside": outside}
    return told | {"mean": float(values.mean()), "std": float(values.std())}


def _bounds(values: list[Array], even: bool = False) -> tuple[float, float]:
    """Round numbers that enclose all but the outermost of each layer, and 0; `even`: as far on
    either side of it.
    """
    known = [v[np.isfinite(v)] for v in values]
    ends = np.array([np.quantile(v, (RARE, 1 - RARE)) for v in known if v.size] or [[0.0, 0.0]])
    low, high = float(ends[:, 0].min()), float(ends[:, 1].max())
    if even:
        low, high = min(low, -high), max(high, -low)
    low, high = -_round(-min(low, 0.0)), _round(max(high, 0.0))
    return (low, high) if low < high else (0.0, 1.0)


def _round(value: float) -> float:
    """The least of DIGITS × 10ⁿ that is not smaller."""
    if not 1e-300 < value < 1e300:
        return 0.0 if value < 1 else 1e300
    power = 10.0 ** math.floor(math.log10(value))
    digit = next(d for d in DIGITS if d * power >= value * (1 - 1e-9))
    return float(f"{digit * power:.2g}")


def _ends(bend: Bend) -> tuple[float, float]:
    """Between which values a bounded function stays."""
    a, _ = bend.entry.at(np.array([[-FAR, FAR]]), bend.hyper)
    low, high = np.round(a, 9).tolist()
    return low, high
