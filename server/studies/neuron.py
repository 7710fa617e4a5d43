"""One neuron, a = f(w·x + b), with everything that is told of it: its products and sums, its slopes
with central differences beside them, its threshold and its line; and f and f′ as tables.

A maxout unit has several rows of weights, z is one number each, and the largest is a.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from server import checks
from server.checks import Bad
from server.engine.activations import ACTIVATIONS, Hyper
from server.engine.core import Array
from server.run import Run
from server.spec.model import HYPER_LIMITS, MOST_UNITS, parse_activation
from server.work import Work

MOST = 1e9  # of a number that comes in
OWN = ("activation", *HYPER_LIMITS)
# Where f is told: closely where all of these functions bend; far out they are straight lines.
TAIL = np.array([13.0, 14, 16, 18, 20, 25, 30, 35, 40, 100, 1e3, 1e6, 1e10])
TABLE = np.concatenate([-TAIL[::-1], np.arange(-240, 241) / 20, TAIL])
FAR = 500.0  # there a bounded function has met its bound


def study(run: Run, given: Mapping[str, Any], kept: dict[str, Any]) -> Work[dict[str, Any]]:
    del run, kept
    checks.mapping(given, "question", ("x", "rows", "axes", "h", *OWN))
    name, hyper = _activation(given)
    x = _numbers(given.get("x"), "x", 1, MOST_UNITS)
    rows = _rows(given.get("rows"), len(x), ACTIVATIONS[name].pieces(hyper))
    listed = checks.listing(given.get("axes", [0]), "axes", 1, 2, "inputs")
    axes = [checks.integer(a, f"axes[{i}]", 0, len(x) - 1) for i, a in enumerate(listed)]
    if len(set(axes)) < len(axes):
        raise Bad("axes", f"expected each input once, got {axes}")
    h = checks.number(given.get("h", 1e-5), "h", 1e-12, 1.0)
    return _told(name, hyper, x, rows, axes, h)


def curve(run: Run, given: Mapping[str, Any], kept: dict[str, Any]) -> Work[dict[str, Any]]:
    """f and f′ as a table over z: of a maxout unit, its winning piece as it is."""
    del run, kept
    checks.mapping(given, "question", OWN)
    return _table(*_activation(given))


def _activation(given: Mapping[str, Any]) -> tuple[str, Hyper]:
    return parse_activation({k: v for k, v in given.items() if k in OWN}, "neuron")


def _numbers(value: Any, field: str, low: int, high: int) -> Array:
    listed = checks.listing(value, field, low, high, "numbers")
    return np.array([checks.number(v, f"{field}[{i}]", -MOST, MOST) for i, v in enumerate(listed)])


def _rows(value: Any, inputs: int, pieces: int) -> Array:
    """(pieces, inputs + 1), the bias last."""
    listed = checks.listing(value, "rows", pieces, pieces, "rows")
    whole = inputs + 1
    return np.array([_numbers(row, f"rows[{i}]", whole, whole) for i, row in enumerate(listed)])


def _told(
    name: str, hyper: Hyper, x: Array, rows: Array, axes: list[int], h: float
) -> Work[dict[str, Any]]:
    yield
    w, bias = rows[:, :-1], rows[:, -1]
    products = w * x
    shown = np.isin(np.arange(len(x)), axes)
    rests = products[:, ~shown].sum(1)
    z = _sums(rows, x)
    a, slopes = ACTIVATIONS[name].at(z[:, None], hyper)
    winner = int(np.argmax(slopes[:, 0])) if len(rows) > 1 else 0
    lines = [_line(w[j, axes], bias[j] + rests[j], z[j]) for j in range(len(rows))]
    rise, norm = _rise(name, hyper), lines[winner]["norm"]
    return {
        "x": x.tolist(),
        "rows": rows.tolist(),
        "axes": axes,
        "activation": name,
        "own": dict(hyper),
        "h": h,
        "products": products.tolist(),
        "rests": rests.tolist(),
        "before": products.sum(1).tolist(),
        "z": z.tolist(),
        "a": float(a[0]),
        "winner": winner,
        "slopes": slopes[:, 0].tolist(),
        "grad": {
            "x": (slopes[:, 0] @ w).tolist(),
            "rows": (slopes * np.append(x, 1.0)).tolist(),
        },
        "numeric": _numeric(name, hyper, x, rows, h),
        "lines": lines,
        "crossings": _crossings(w[:, axes[0]], bias + rests) if len(axes) == 1 else [],
        "rise": rise / norm if rise is not None and norm > 0 else None,
    }


def _sums(rows: Array, x: Array) -> Array:
    return rows[:, :-1] @ x + rows[:, -1]


def _numeric(name: str, hyper: Hyper, x: Array, rows: Array, h: float) -> dict[str, Any]:
    """Central differences of a: one number moved by ±h, and the whole neuron asked again."""
    up_down = (h, -h)
    z = [_sums(rows, _moved(x, i, d)) for i in range(len(x)) for d in up_down]
    for j, i in np.ndindex(rows.shape):
        z += [_sums(_moved(rows, (j, i), d), x) for d in up_down]
    a, _ = ACTIVATIONS[name].at(np.stack(z, axis=1), hyper)
    slopes = (a[0::2] - a[1::2]) / (2 * h)
    return {
        "x": slopes[: len(x)].tolist(),
        "rows": slopes[len(x) :].reshape(rows.shape).tolist(),
    }


def _moved(values: Array, place: Any, by: float) -> Array:
    moved = values.copy()
    moved[place] += by
    return moved


def _line(w: Array, rest: float, z: float) -> dict[str, Any]:
    """Where w·x + rest is 0: on one axis the threshold; on the plane a line, −rest/‖w‖ from the
    origin along the unit normal w/‖w‖, and how far x lies from it. With w = 0 there is none.
    """
    norm = float(np.linalg.norm(w))
    if norm == 0:
        return {"norm": 0.0, "threshold": None, "offset": None, "distance": None, "normal": None}
    return {
        "norm": norm,
        "threshold": float(-rest / w[0]) if len(w) == 1 else None,
        "offset": float(-rest / norm),
        "distance": float(z / norm),
        "normal": (w / norm).tolist(),
    }


def _crossings(w: Array, rests: Array) -> list[float]:
    """Where the upper envelope of the lines w·x + rest changes from one line to the next."""
    order = np.lexsort((rests, w))
    hull: list[int] = []
    found: list[float] = []
    for j in order.tolist():
        while hull:
            if w[hull[-1]] == w[j]:  # the lower of two that are parallel
                hull.pop()
                if found:
                    found.pop()
                continue
            at = float((rests[hull[-1]] - rests[j]) / (w[j] - w[hull[-1]]))
            if not found or at > found[-1]:
                found.append(at)
                break
            found.pop()
            hull.pop()
        hull.append(j)
    return found


def _table(name: str, hyper: Hyper) -> Work[dict[str, Any]]:
    yield
    alone, own = ("linear", ()) if ACTIVATIONS[name].pieces(hyper) > 1 else (name, hyper)
    a, slopes = ACTIVATIONS[alone].at(TABLE[None], own)
    ends, bends = ACTIVATIONS[alone].at(np.array([[-FAR, FAR]]), own)
    flat = np.abs(bends[0]) < 1e-9
    low, high = float(min(a.min(), ends[0])), float(max(a.max(), ends[1]))
    return {
        "activation": name,
        "own": dict(hyper),
        "z": TABLE.tolist(),
        "a": a.tolist(),
        "slope": slopes[0].tolist(),
        "range": [low if _bounded(ends[0], flat[0]) else None, high if flat[1] else None],
    }


def _bounded(end: float, flat: np.bool_) -> bool:
    """Below, whatever does not go on falling."""
    return bool(flat) or end > 0


def _rise(name: str, hyper: Hyper) -> float | None:
    """Over how much of z a bounded f comes from 10 to 90 % of its way; the others never do."""
    if not ACTIVATIONS[name].bounded:
        return None
    (low, high), _ = ACTIVATIONS[name].at(np.array([[-FAR, FAR]]), hyper)
    wanted = low + (high - low) * np.array([0.1, 0.9])
    left, right = np.full(2, -FAR), np.full(2, FAR)
    for _ in range(60):
        middle = (left + right) / 2
        a, _ = ACTIVATIONS[name].at(middle[None], hyper)
        left, right = np.where(a < wanted, middle, left), np.where(a < wanted, right, middle)
    return float(left[1] - left[0])
