"""Activations: the functions of the gallery as tables, and all of them at one cursor.

A maxout is no function of one number: here it is the largest of two or three lines wz + b.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from server import checks
from server.engine.activations import ACTIVATIONS, LEAK, Hyper
from server.engine.core import Array
from server.engine.health import FLAT
from server.run import Run
from server.work import Work

GALLERY = tuple(name for name in ACTIVATIONS if name != "linear")
REACH, COUNT = 6.0, 241  # of a table: 20 numbers to each whole one, so that 0 is among them
FINE = np.linspace(-8.0, 8.0, 3201)  # where slopes are compared: all of these functions bend here
FAR = 1e9  # as good as infinity: whatever is not as large there has a limit
H = 1e-5  # of the central difference: ε^⅓, where cutting corners and rounding are about equal
RELU = np.array([[0.0, 0.0], [1.0, 0.0]])


@dataclass(frozen=True, eq=False)
class Curve:
    """An activation with its own numbers; of maxout the lines (k, 2), w and b each."""

    name: str
    hyper: Hyper
    lines: Array | None = None

    def read(self, z: Array) -> tuple[Array, Array, Array]:
        """f, f′ and which piece won (0 where there is but one), like z."""
        flat = z.reshape(1, -1)
        rows = flat if self.lines is None else self.lines[:, :1] * flat + self.lines[:, 1:]
        a, s = ACTIVATIONS[self.name].at(rows, self.hyper)
        slope = s[0] if self.lines is None else (s * self.lines[:, :1]).sum(axis=0)
        return a.reshape(z.shape), slope.reshape(z.shape), s.argmax(axis=0).reshape(z.shape)

    @property
    def steepest(self) -> float:
        return float(np.abs(self.read(FINE)[1]).max())

    @property
    def kinks(self) -> list[float]:
        """Where f bends at once: what is left of it has the slope there."""
        if self.lines is None:
            known = {"relu": True, "leaky_relu": True, "elu": dict(self.hyper).get("alpha") != 1}
            return [0.0] if known.get(self.name) else []
        return _crossings(self, self.lines)


def curves(given: Mapping[str, Any]) -> dict[str, Curve]:
    """All of them with the numbers of a question: `leak`, `alpha`, `lines`."""
    leak = checks.number(given.get("leak", LEAK), "leak", 0, 1)
    alpha = checks.number(given.get("alpha", 1.0), "alpha", 0, 10)
    lines = _lines(given["lines"]) if "lines" in given else RELU
    own: dict[str, Hyper] = {
        "leaky_relu": (("leak", leak),),
        "elu": (("alpha", alpha),),
        "maxout": (("pieces", len(lines)),),
    }
    return {n: Curve(n, own.get(n, ()), lines if n == "maxout" else None) for n in GALLERY}


def _lines(value: Any) -> Array:
    pairs = [
        checks.listing(pair, f"lines[{k}]", 2, 2, "numbers: w and b")
        for k, pair in enumerate(checks.listing(value, "lines", 2, 3, "lines"))
    ]
    numbers = [
        [checks.number(v, f"lines[{k}][{i}]", -100, 100) for i, v in enumerate(pair)]
        for k, pair in enumerate(pairs)
    ]
    return np.array(numbers)


# The tables


def tables(run: Run, given: Mapping[str, Any], kept: dict[str, Any]) -> Work[dict[str, Any]]:
    """f and f′ of the named ones from −6 to 6, and what is to be said of each."""
    del run, kept
    checks.mapping(given, "question", ("names", "leak", "alpha", "lines"))
    asked = checks.listing(given.get("names", list(GALLERY)), "names", 1, len(GALLERY), "names")
    names = [checks.choice(name, f"names[{at}]", GALLERY) for at, name in enumerate(asked)]
    all_of_them = curves(given)
    return _told({name: all_of_them[name] for name in names})


def _told(chosen: Mapping[str, Curve]) -> Work[dict[str, Any]]:
    curves: dict[str, Any] = {}
    for name, curve in chosen.items():
        curves[name] = _table(curve)
        yield
    return {"from": -REACH, "to": REACH, "curves": curves}


def _table(curve: Curve) -> dict[str, Any]:
    z = np.linspace(-REACH, REACH, COUNT)
    f, slope, _ = curve.read(z)
    low, high = _bounds(curve)
    told = {
        "f": f.tolist(),
        "slope": slope.tolist(),
        "kinks": [_kink(curve, at) for at in curve.kinks],
        "steepest": curve.steepest,
        "low": low,
        "high": high,
        "flat": _flat(curve),
        "centre": _centre(curve),
    }
    if curve.lines is None:
        return told
    ends = curve.lines[:, :1] * np.array([-REACH, REACH]) + curve.lines[:, 1:]
    return told | {"lines": ends.tolist(), "hyper": curve.lines.tolist()}


def _kink(curve: Curve, at: float) -> dict[str, float]:
    """f there, and its slopes on both sides, from close by: a hair from the kink f is straight."""
    around = np.array([at - 1e-9, at, at + 1e-9])
    f, slope, _ = curve.read(around)
    return {"z": at, "f": float(f[1]), "left": float(slope[0]), "right": float(slope[2])}


def _crossings(curve: Curve, lines: Array) -> list[float]:
    """Where two lines meet, and nothing lies above them."""
    found: set[float] = set()
    for at, (w, b) in enumerate(lines.tolist()):
        for v, c in lines[at + 1 :].tolist():
            z = (c - b) / (w - v) + 0.0 if w != v else np.inf
            if abs(z) < 1e3 and np.ptp(curve.read(np.array([z - 1e-6, z + 1e-6]))[1]) > 0:
                found.add(z)
    return sorted(found)


def _bounds(curve: Curve) -> list[dict[str, Any] | None]:
    """The lowest and the highest f: null where there is none, `reached` if there is a z for it."""
    corners = [at for at in curve.kinks if abs(at) > 8]
    z = np.array([*FINE, *corners, -FAR, FAR])
    f = curve.read(z)[0]
    found: list[dict[str, Any] | None] = []
    for at in (int(f.argmin()), int(f.argmax())):
        value = float(f[at])
        limit = {"value": value, "reached": at < len(z) - 2}
        found.append(limit if abs(value) < FAR / 1e6 else None)
    return found


def _flat(curve: Curve) -> list[list[float | None]]:
    """From where to where |f′| is below FLAT of the steepest; null: without end."""
    steep = np.abs(curve.read(FINE)[1])
    flat = np.concatenate([[False], steep < FLAT * steep.max(), [False]])
    turns = np.flatnonzero(flat[1:] != flat[:-1]).reshape(-1, 2)
    last = len(FINE) - 1
    return [
        [None if a == 0 else float(FINE[a]), None if b > last else float(FINE[b - 1])]
        for a, b in turns.tolist()
    ]


def _centre(curve: Curve) -> float:
    """The mean of f over a standard normal z."""
    weight = np.exp(-(FINE**2) / 2)
    return float(curve.read(FINE)[0] @ weight / weight.sum())


# The cursor


def cursor(run: Run, given: Mapping[str, Any], kept: dict[str, Any]) -> Work[dict[str, Any]]:
    """f, f′ and the central difference of every one at z; tanh z as 2σ(2z) − 1."""
    del run, kept
    checks.mapping(given, "question", ("z", "leak", "alpha", "lines"))
    z = checks.number(given.get("z", 0.0), "z", -100, 100)
    return _at(curves(given), z)


def _at(chosen: Mapping[str, Curve], z: float) -> Work[dict[str, Any]]:
    yield
    values: dict[str, Any] = {}
    places = np.array([z, z + H, z - H])
    for name, curve in chosen.items():
        (f, up, down), slopes, won = (v.tolist() for v in curve.read(places))
        numeric = (up - down) / (float(places[1]) - float(places[2]))
        values[name] = {"f": f, "slope": slopes[0], "numeric": numeric}
        if curve.lines is not None:
            values[name] |= {"pieces": (curve.lines @ np.array([z, 1.0])).tolist(), "won": won[0]}
    twice = float(chosen["sigmoid"].read(np.array([2 * z]))[0][0])
    return {"z": z, "h": H, "values": values, "twice": {"sigmoid": twice, "tanh": 2 * twice - 1}}
