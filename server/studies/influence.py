"""Influence: how sensitive the loss is to every weight of the network as it stands, what really
happens when each is nudged by the same δ, and what the optimizer is about to do with it.

L is what the run lowers: the mean over all training points, and λR(W) if there is one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from server import checks
from server.checks import Bad
from server.engine import params
from server.engine.core import Array, Evaluator
from server.engine.mlp import Network
from server.rehearsal import Rehearsal
from server.run import Run
from server.stepper import Stepper
from server.work import Work

LEAST, MOST = 1e-14, 10.0  # δ
MEASURED = 600  # weights at most that are nudged: of more, those of all ranks
# From where everything is rounded away to where a weight is another one; two a decade.
CURVE: tuple[float, ...] = tuple(10 ** (k / 2) for k in range(-28, 2))


@dataclass(frozen=True, eq=False)
class Now:
    """What is asked about, as it is when it is asked: the run goes on meanwhile."""

    theta: Array
    delta: float
    top: int
    chosen: int | None
    update: Array  # Δθ of the coming step
    net: Network
    told: dict[str, Any]


def study(run: Run, given: Mapping[str, Any], kept: dict[str, Any]) -> Work[dict[str, Any]]:
    """`top`: how many weights are told one by one; `chosen`: the place in theta of one more."""
    checks.mapping(given, "question", ("delta", "top", "chosen"))
    stepper = run.stepper
    if run.spec.objective.planar:
        raise Bad("question", "this run has no network: it is of two numbers", "no_network")
    if not stepper.ready:
        raise Bad("question", "there are no training points", "no_training_points")
    net = replace(stepper.net, dropout=0.0)
    chosen = given.get("chosen")
    if chosen is not None:
        chosen = checks.integer(chosen, "chosen", 0, net.parameters - 1)
    block, rate, clip = stepper.blocks[0], stepper.rates[0], run.spec.methods[0].clip
    whole = len(stepper.deal) == 1 and not stepper.spec.model.dropout
    told = {
        "step": run.step, "version": run.version, "count": net.parameters, "whole": whole,
        "optimizer": block.optimizer, "rate": rate, "points": stepper.train.size,
        "plain": block.optimizer == "sgd" and not block.decay and clip.kind == "none",
    }  # fmt: skip
    now = Now(
        stepper.theta[0].astype(float),
        checks.number(given.get("delta", 0.1), "delta", LEAST, MOST),
        checks.integer(given.get("top", 10), "top", 1, 50),
        chosen,
        _update(stepper, kept),
        net,
        told,
    )
    return _told(now, _evaluator(stepper, net, kept))


def _update(stepper: Stepper, kept: dict[str, Any]) -> Array:
    """Δθ of the coming step, with its own minibatch."""
    known = kept.get("rehearsal")
    if not isinstance(known, Rehearsal) or not known.fits(stepper):
        known = kept["rehearsal"] = Rehearsal(stepper)
    stepper.peek()
    return known.update(stepper)["delta"][0].copy()


def _evaluator(stepper: Stepper, net: Network, kept: dict[str, Any]) -> Evaluator:
    known = kept.get("evaluator")
    if isinstance(known, Evaluator) and known.objective == net:
        if known.batch.size == stepper.train.size:
            known.show(stepper.train)
            return known
    kept["evaluator"] = fresh = Evaluator(net, stepper.train)
    return fresh


def _told(now: Now, evaluator: Evaluator) -> Work[dict[str, Any]]:
    yield
    loss, penalty, grads = evaluator.evaluate(now.theta[None], want_grad=True)
    assert grads is not None
    here, grad = float(loss[0] + penalty[0]), grads[0]
    order = np.argsort(-np.abs(grad), kind="stable")
    some, named = _some(order), _named(order, now)
    measured = yield from _changes(evaluator, now.theta, here, _pairs(named, [now.delta]))
    spread = yield from _changes(evaluator, now.theta, here, _pairs(some, [now.delta]))
    curves = yield from _changes(evaluator, now.theta, here, _pairs(named, CURVE))
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    apart = _apart(curves.reshape(len(named), -1), grad[named])
    weights = [
        _weight(i, rank, grad, now) | {"measured": change, "apart": own}
        for i, change, own in zip(
            named.tolist(),
            measured.tolist(),
            apart.tolist(),
            strict=True,
        )
    ]
    predicted = grad[some] * now.delta
    top = apart[: now.top][np.isfinite(apart[: now.top]).all(axis=1)]
    return {
        **now.told, "delta": now.delta, "loss": here, "penalty": float(penalty[0]),
        "weights": weights,
        "scatter": {
            "index": some.tolist(), "predicted": _short(predicted), "measured": _short(spread),
        },
        "apart": _middle(np.abs(spread - predicted), np.abs(predicted)),
        "curve": {
            "delta": list(CURVE), "apart": np.median(top, axis=0).tolist() if len(top) else None,
        },
    }  # fmt: skip


def _some(order: Array) -> Array:
    """As many weights as can be nudged while somebody waits, from the first rank to the last."""
    if len(order) <= MEASURED:
        return order
    return order[np.unique(np.linspace(0, len(order) - 1, MEASURED).astype(int))]


def _named(order: Array, now: Now) -> Array:
    """The first ones, and the chosen one."""
    top = order[: now.top]
    if now.chosen is None or now.chosen in top:
        return top
    return np.append(top, np.array([now.chosen]))


def _pairs(weights: Array, deltas: Sequence[float]) -> list[tuple[int, float]]:
    return [(i, delta) for i in weights.tolist() for delta in deltas]


def _changes(
    evaluator: Evaluator, theta: Array, here: float, pairs: list[tuple[int, float]]
) -> Work[Array]:
    """L(θ + δeᵢ) − L(θ) of each pair (i, δ), measured."""
    found = np.empty(len(pairs))
    for start in range(0, len(pairs), evaluator.piece):
        part = pairs[start : start + evaluator.piece]
        rows = np.tile(theta, (len(part), 1))
        for row, (i, delta) in zip(rows, part, strict=True):
            row[i] += delta
        loss, penalty, _ = evaluator.evaluate(rows)
        found[start : start + len(part)] = loss + penalty - here
        yield
    return found


def _weight(i: int, rank: Array, grad: Array, now: Now) -> dict[str, Any]:
    layer, unit, source = params.place_of(i, now.net.sizes)
    piece = _piece(i, layer, unit, now.net.sizes)
    return {
        "index": i, "layer": layer, "unit": unit, "input": source, "piece": piece,
        "bias": source == now.net.sizes[layer], "rank": int(rank[i]), "value": float(now.theta[i]),
        "grad": float(grad[i]), "predicted": float(grad[i] * now.delta),
        "update": float(now.update[i]),
    }  # fmt: skip


def _piece(i: int, layer: int, unit: int, sizes: tuple[int, ...]) -> int:
    """Which of a maxout unit's rows of weights."""
    row = (i - params.offsets(sizes)[layer]) // (sizes[layer] + 1)
    return row - unit * params.pieces_of(sizes)[layer]


def _apart(changes: Array, grad: Array) -> Array:
    """|measured − g·δ| / |g·δ| along the curve; NaN where there is no gradient."""
    predicted = grad[:, None] * np.array(CURVE)
    return np.abs(changes - predicted) / np.abs(predicted)


def _middle(apart: Array, size: Array) -> float:
    """The median of how far apart measured and predicted are, of those with a gradient."""
    known = size > 0
    return float(np.median(apart[known] / size[known])) if known.any() else float("nan")


def _short(values: Array) -> list[float]:
    """For a picture."""
    return [float(f"{value:.5g}") for value in values.tolist()]
