"""Activation data: the weighted sums z of the running network over its training points, and what
each function of the gallery would make of them.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from server import checks
from server.checks import Bad
from server.engine.core import Array
from server.engine.health import FLAT, slopes, steepest
from server.engine.mlp import NetworkProgram
from server.run import Run
from server.state import network
from server.studies.activations import Curve, curves
from server.work import Work

REACH, BINS = 6.0, 48
MOST = 500  # points that are looked at: the first of them


def study(run: Run, given: Mapping[str, Any], kept: dict[str, Any]) -> Work[dict[str, Any]]:
    """Of one hidden layer (0 = the first), or of all together (null)."""
    del kept
    checks.mapping(given, "question", ("layer", "leak", "alpha", "lines"))
    if run.spec.objective.planar:
        raise Bad("objective.kind", "activations are those of a network")
    hidden, layer = run.spec.model.hidden, given.get("layer")
    if layer is not None:
        layer = checks.integer(layer, "layer", 0, max(0, len(hidden) - 1))
    chosen = curves(given)
    theta, train = run.stepper.theta[:1].copy(), run.stepper.train
    program = network(run.spec).compile(theta, None, min(MOST, train.size), len(train.y))
    program.x[...] = train.x[:, :MOST]
    layers = list(range(len(hidden))) if layer is None else [layer] if hidden else []
    return _told(program, layers, chosen, run.step)


def _told(
    program: NetworkProgram, layers: list[int], chosen: Mapping[str, Curve], step: int
) -> Work[dict[str, Any]]:
    yield
    told: dict[str, Any] = {"step": step, "layers": layers, "points": program.size}
    told |= {"units": 0, "now": [], "z": None, "would": {}}
    if not layers or not program.size:
        return told
    program.forward.run()
    yield
    z = [_sums(program, at) for at in layers]
    told |= {"units": sum(len(one) for one in z), "now": _now(program)}
    yield
    told["z"] = _histogram(np.concatenate([one.ravel() for one in z]))
    for name, curve in chosen.items():
        told["would"][name] = yield from _would(curve, z)
    return told


def _sums(program: NetworkProgram, layer: int) -> Array:
    """z (units, N) of a hidden layer; of maxout units their first piece, which another function
    would go on with.
    """
    z = program.z[layer]
    return z.reshape(-1, program.bends[layer].pieces, z.shape[-1])[:, 0]


def _now(program: NetworkProgram) -> list[dict[str, Any]]:
    """Each hidden layer as it runs, with its own numbers."""
    layers = zip(program.net.activations, program.a, slopes(program), strict=False)
    return [_counted(a[:-1], slope, steepest(name)) for name, a, slope in layers]


def _would(curve: Curve, z: list[Array]) -> Work[dict[str, Any]]:
    read: list[tuple[Array, Array, Array]] = []
    for one in z:
        yield
        read.append(curve.read(one))
    f, slope, _ = (np.concatenate(part) for part in zip(*read, strict=True))
    return _counted(f, slope, curve.steepest)


def _counted(f: Array, slope: Array, steepest: float) -> dict[str, Any]:
    """Over units × points: the mean output, and at which share f′ is small. `dead`: units whose f′
    is 0 at every point; a leaky unit is never dead, though it may be flat everywhere.
    """
    flat = float((np.abs(slope) < FLAT * steepest).mean())
    return {"mean": float(f.mean()), "flat": flat, "dead": int((slope == 0).all(axis=-1).sum())}


def _histogram(z: Array) -> dict[str, Any]:
    known = z[np.isfinite(z)]
    counts = np.histogram(known, BINS, (-REACH, REACH))[0]
    below, above = int((known < -REACH).sum()), int((known > REACH).sum())
    ends = {"from": -REACH, "to": REACH, "below": below, "above": above}
    return ends | {"counts": counts.tolist(), "mean": float(z.mean()) if z.size else None}
