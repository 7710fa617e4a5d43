"""Checkup: what can be said of a run's network now, as plain JSON.

Gradient check on the coming minibatch; curvature of the whole training loss and the rate that it
allows; dead and saturated units over the training points; how far the coming step goes; how much of
the path its plane shows; and, of a run that blew up, why.
"""

import math
from typing import Any

import numpy as np

from server.checks import Bad
from server.engine import diagnose, params
from server.engine.core import Array, Evaluator
from server.engine.curvature import STABILITY, Product, Top, hessian, length, top
from server.engine.diagnose import Before, Cause
from server.engine.gradient_check import check_gradient
from server.engine.health import health, update_ratios
from server.engine.landscape import line
from server.engine.planes import RANDOM_WALK, principal_plane
from server.run import Run
from server.state import State
from server.stepper import Stepper
from server.work import Work, finished

LOOKED_BACK = 64  # steps before a blow-up among which its turning point is looked for
SETTING = ("theta", "weight")  # edits after which a blow-up at the same step is theirs
ITERATIONS, TOLERANCE = 300, 1e-7  # of power iteration
DRAW = 0  # the seed of the direction from which power iteration starts


def examine(run: Run, row: int = 0) -> dict[str, Any]:
    """What is found at the present step; of a run that blew up, where it turned."""
    check_kind(run)
    return finished(examining(run, row))


def check_kind(run: Run) -> None:
    if run.spec.objective.planar:
        got = "a surface" if run.spec.objective.is_surface else "two weights"
        raise Bad("objective.kind", f"a checkup is of a network, got {got}")


def examining(run: Run, row: int = 0) -> Work[dict[str, Any]]:
    """`examine` in pieces of a few milliseconds; the run may go on meanwhile."""
    if run.blowup is None:
        state, path = run.state, run.path.until(run.step, run.stepper.theta[0])[1]
        found = yield from _examined(state, row)
        if not np.isfinite(path).all():
            return found | {"path": None, "line": None, "diverged": None}
        straight = yield from _line(state, path)
        return found | {"path": _plane(path), "line": straight, "diverged": None}
    blowup = run.blowup
    cause, state = yield from explain(run)
    there = {} if state is None else (yield from _examined(state, blowup.row))
    return there | {"diverged": vars(blowup) | {"cause": _cause_json(cause)}}


def explain(run: Run) -> Work[tuple[Cause, State | None]]:
    """Why a run blew up, and its state at the turn: the step before from which the loss only
    climbed, found by replaying the last steps in a twin.
    """
    blowup = run.blowup
    assert blowup is not None
    turn, last = yield from _turn(run, blowup.step, blowup.row)
    if turn is None or last is None:
        return diagnose.cause(blowup, None, None, math.nan, math.nan), None
    curved = yield from curvature(turn, blowup.row)
    at_turn, at_last = _before(turn, blowup.row), _before(last, blowup.row)
    return diagnose.cause(blowup, at_turn, at_last, curved["seen"], curved["limit"]), turn


def _turn(run: Run, step: int, row: int) -> Work[tuple[State | None, State | None]]:
    """The last state before a step with the lowest loss, and the last with a finite one; the turn
    under the settings that the run blew up with: after the last edit, with the same optimizer.
    """
    entries = run.journal.entries[: run.applied]
    if any(entry.step == step and entry.edit["kind"] in SETTING for entry in entries):
        return None, None
    since, block = max((e.step for e in entries), default=0), run.stepper.blocks[row]
    twin = run.twin()
    twin.rewind(max(0, step - LOOKED_BACK))
    turn, last, lowest = None, None, math.inf
    while twin.step < step and twin.ready:
        if twin.arriving:
            twin.advance(1)
            yield
            continue
        loss = float(twin.stepper.losses()[0][row])
        if math.isfinite(loss):
            last = twin.state
            same = twin.step >= since and twin.stepper.blocks[row] == block
            turn, lowest = (last, loss) if same and loss <= lowest else (turn, lowest)
        twin.advance(1, trace=False)
        yield
    return turn, last


def _before(state: State, row: int) -> Before:
    loss = float(Stepper(state).losses()[0][row])
    return Before(state.step, loss, length(state.theta[row].astype(float)))


def curvature(state: State, row: int) -> Work[dict[str, Any]]:
    """λmax of the whole training loss + λR(W); `seen`: as the optimizer sees it (Adam divides each
    direction by √v̂); `limit`: the largest rate that is stable there. NaN where nobody knows.
    """
    stepper = Stepper(state)
    block, rate = stepper.blocks[row], stepper.rates[row]
    theta, evaluator = state.theta[row].astype(float), Evaluator(stepper.net, stepper.train)
    found = yield from _largest(hessian(evaluator, theta), len(theta))
    seen, limit, rule = found.value, math.nan, STABILITY.get(block.optimizer)
    if rule is not None and rule.scale is not None:
        moments, scalars = state.moments[row].astype(float), state.scalars[row].astype(float)
        scale, seen = rule.scale(moments, scalars, dict(block.hyper)), math.nan
        if scale is not None:
            seen = (yield from _largest(hessian(evaluator, theta, scale), len(theta))).value
    if rule is not None and not math.isnan(seen):
        limit = rule.limit(seen, dict(block.hyper)) if seen > 0 else math.inf
    return {
        "value": found.value, "residual": found.residual, "seen": seen, "limit": limit,
        "optimizer": block.optimizer, "rate": rate,
    }  # fmt: skip


def _largest(product: Product, size: int) -> Work[Top]:
    start = np.random.default_rng(DRAW).standard_normal(size)
    found = Top(math.nan, start, math.nan)
    for found in top(product, start, ITERATIONS, TOLERANCE):  # noqa: B007
        yield
    return found


def _examined(state: State, row: int) -> Work[dict[str, Any]]:
    stepper, theta = Stepper(state), state.theta[row].astype(float)
    found: dict[str, Any] = {"step": state.step, "loss": _json(stepper.losses()[0][row])}
    if not stepper.ready:
        return found
    layers = [
        {"activation": h.activation, "units": len(h.flat), "dead": h.dead, "saturated": h.saturated}
        for h in health(stepper.net, theta, stepper.train)
    ]
    yield
    curved = yield from curvature(state, row)
    gradient = yield from _gradient(stepper, theta)
    return found | {
        "gradient": gradient,
        "curvature": {k: _json(v) for k, v in curved.items()},
        "layers": layers,
        "updates": _updates(stepper, row),
    }


def _gradient(stepper: Stepper, theta: Array) -> Work[dict[str, Any]]:
    """The check on the coming minibatch, at its worst coordinate."""
    chosen = np.flatnonzero(~stepper.points.test)[stepper.coming]
    check = yield from check_gradient(Evaluator(stepper.net, stepper.batch_of(chosen)), theta)
    at = check.worst
    layer, unit, source = params.place_of(at, stepper.net.sizes)
    return {
        "verdict": check.verdict, "error": _json(check.error[at]),
        "numeric": _json(check.numeric[at]), "analytic": _json(check.analytic[at]),
        "layer": layer, "unit": unit, "input": source,
        "bias": source == stepper.net.sizes[layer], "coordinates": len(theta),
    }  # fmt: skip


def _updates(stepper: Stepper, row: int) -> list[Any]:
    """‖Δθ_l‖/‖θ_l‖ of the coming step, per layer."""
    before = stepper.theta[row].astype(float)
    stepper.advance()
    return [_json(r) for r in update_ratios(before, stepper.theta[row], stepper.net.sizes)]


def _plane(path: Array) -> dict[str, Any] | None:
    """What the plane of the path's principal components shows, beside a random walk's."""
    if len(path) < 3:
        return None
    plane = principal_plane(path)
    facts = plane.facts
    return {
        "explained": list(plane.explained), "walk": list(RANDOM_WALK),
        "explained_from_end": [facts["end_a"], facts["end_b"]],
        "walk_from_end": [facts["walk_a"], facts["walk_b"]],
    }  # fmt: skip


def _line(state: State, path: Array) -> Work[dict[str, Any] | None]:
    """Loss + λR(W) straight from the path's start (t = 0) to its end (t = 1), and beyond."""
    stepper = Stepper(state)
    if len(path) < 2 or not stepper.ready:
        return None
    for found in line(Evaluator(stepper.net, stepper.train), path[0], path[-1]):
        if found is not None:
            t, losses = found
            return {"t": t.tolist(), "loss": [_json(loss) for loss in losses.tolist()]}
        yield
    return None


def _cause_json(found: Cause) -> dict[str, Any]:
    parts = {"turn": found.turn, "last": found.last}
    return {
        "reason": found.reason,
        "curvature": _json(found.curvature), "limit": _json(found.limit),
        **{k: v and {name: _json(n) for name, n in vars(v).items()} for k, v in parts.items()},
    }  # fmt: skip


def _json(value: Any) -> Any:
    """A number that JSON can hold, or None."""
    if isinstance(value, str | int):
        return value
    return float(value) if math.isfinite(value) else None
