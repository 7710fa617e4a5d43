"""Checkup: what can be said of a run's network now, as plain JSON, and in words.

Gradient check on the coming minibatch; curvature of the whole training loss and the rate that it
allows; dead and saturated units over the training points; how far the coming step goes; how much of
the path its plane shows; and, of a run that blew up, why.
"""

import math
from typing import Any

import numpy as np

from server.engine import diagnose, params
from server.engine.core import Array, Evaluator
from server.engine.curvature import STABILITY, Hyper, hessian, length, top_of
from server.engine.diagnose import Before, Cause
from server.engine.ftz import flush_denormals
from server.engine.gradient_check import check_gradient
from server.engine.health import health, update_ratios
from server.engine.planes import RANDOM_WALK, principal_plane
from server.run import Run
from server.state import State, network
from server.stepper import Stepper

LOOKED_BACK = 64  # steps before a blow-up among which its turning point is looked for
SETTING = ("theta", "weight")  # edits after which a blow-up at the same step is theirs
DRAW = 0  # the seed of the direction from which power iteration starts


def examine(run: Run, row: int = 0) -> dict[str, Any]:
    """What is found at the present step; of a run that blew up, where it turned."""
    with flush_denormals(), np.errstate(all="ignore"):
        if run.blowup is None:
            return _examined(run.state, row) | {"path": _path(run), "diverged": None}
        found, state = explain(run)
        diverged = vars(run.blowup) | {"cause": _cause_json(found)}
        there = {} if state is None else _examined(state, run.blowup.row)
        return there | {"diverged": diverged}


def explain(run: Run) -> tuple[Cause, State | None]:
    """Why a run blew up, and its state at the turn: the step before from which the loss only
    climbed, found by replaying the last steps in a twin.
    """
    blowup = run.blowup
    assert blowup is not None
    turn, last = _turn(run, blowup.step, blowup.row)
    if turn is None or last is None:
        return diagnose.cause(blowup, None, None, math.nan, math.nan), None
    curved = curvature(turn, blowup.row)
    at_turn, at_last = _before(turn, blowup.row), _before(last, blowup.row)
    return diagnose.cause(blowup, at_turn, at_last, curved["seen"], curved["limit"]), turn


def _turn(run: Run, step: int, row: int) -> tuple[State | None, State | None]:
    """The last state before a step with the lowest loss, and the last with a finite one."""
    entries = run.journal.entries[: run.applied]
    if any(entry.step == step and entry.edit["kind"] in SETTING for entry in entries):
        return None, None
    twin, from_ = run.twin(), max(0, step - LOOKED_BACK)
    twin.rewind(from_)
    turn, last, lowest = None, None, math.inf
    while twin.step < step and twin.ready:
        loss = float(twin.stepper.losses()[0][row])
        if math.isfinite(loss):
            last = twin.state
            turn, lowest = (last, loss) if loss <= lowest else (turn, lowest)
        twin.advance(1, trace=False)
    return turn, last


def _before(state: State, row: int) -> Before:
    stepper = Stepper(state)
    loss = float(stepper.losses()[0][row])
    return Before(state.step, loss, length(state.theta[row].astype(float)))


def curvature(state: State, row: int) -> dict[str, Any]:
    """λmax of the whole training loss + λR(W); `seen`: as the optimizer sees it (Adam divides each
    direction by √v̂); `limit`: the largest rate that is stable there. NaN where nobody knows.
    """
    stepper = Stepper(state)
    block, rate = stepper.blocks[row], stepper.rates[row]
    theta, evaluator = state.theta[row].astype(float), Evaluator(stepper.net, stepper.train)
    found = top_of(hessian(evaluator, theta), _start(theta))
    seen = _seen(state, row, evaluator, block.optimizer, dict(block.hyper), found.value)
    limit = math.nan
    if block.optimizer in STABILITY and not math.isnan(seen):
        rule = STABILITY[block.optimizer]
        limit = rule.limit(seen, dict(block.hyper)) if seen > 0 else math.inf
    return {
        "value": found.value, "residual": found.residual, "seen": seen, "limit": limit,
        "optimizer": block.optimizer, "rate": rate,
    }  # fmt: skip


def _seen(
    state: State, row: int, evaluator: Evaluator, optimizer: str, hyper: Hyper, plain: float
) -> float:
    """The largest curvature as an optimizer sees it."""
    rule = STABILITY.get(optimizer)
    if rule is None or rule.scale is None:
        return plain
    scale = rule.scale(state.moments[row].astype(float), state.scalars[row].astype(float), hyper)
    if scale is None:
        return math.nan
    theta = state.theta[row].astype(float)
    return top_of(hessian(evaluator, theta, scale), _start(theta)).value


def _start(theta: Array) -> Array:
    return np.random.default_rng(DRAW).standard_normal(len(theta))


def _examined(state: State, row: int) -> dict[str, Any]:
    stepper, theta = Stepper(state), state.theta[row].astype(float)
    found: dict[str, Any] = {"step": state.step, "loss": _json(stepper.losses()[0][row])}
    if not stepper.ready:
        return found
    net = network(state.spec)
    layers = [
        {"activation": h.activation, "units": len(h.flat), "dead": h.dead, "saturated": h.saturated}
        for h in health(net, theta, stepper.train)
    ]
    return found | {
        "gradient": _gradient(stepper, theta),
        "curvature": {k: _json(v) for k, v in curvature(state, row).items()},
        "layers": layers,
        "updates": _updates(stepper, row),
    }


def _gradient(stepper: Stepper, theta: Array) -> dict[str, Any]:
    """The check on the coming minibatch, at its worst coordinate."""
    chosen = np.flatnonzero(~stepper.points.test)[stepper.coming]
    check = check_gradient(Evaluator(stepper.net, stepper.batch_of(chosen)), theta)
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


def _path(run: Run) -> dict[str, Any] | None:
    """What the plane of the path's principal components shows, beside a random walk's."""
    _, path = run.path.until(run.step, run.stepper.theta[0])
    if len(path) < 3:
        return None
    plane = principal_plane(path)
    facts = plane.facts
    return {
        "explained": list(plane.explained), "walk": list(RANDOM_WALK),
        "explained_from_end": [facts["end_a"], facts["end_b"]],
        "walk_from_end": [facts["walk_a"], facts["walk_b"]],
    }  # fmt: skip


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


# In words


def told(found: dict[str, Any]) -> str:
    lines = [f"step {found['step']:,}  loss {_short(found['loss'])}"] if "step" in found else []
    if "gradient" in found:
        lines += [_gradient_words(found["gradient"]), _curvature_words(found["curvature"])]
        lines += [_layer_words(n, layer) for n, layer in enumerate(found["layers"], 1)]
        ratios = "  ".join(_short(r) for r in found["updates"])
        lines.append(f"update : weight per layer  {ratios}  (about 0.001 is usual)")
    if found.get("path"):
        lines.append(_path_words(found["path"]))
    if found["diverged"]:
        lines.append(_blowup_words(found["diverged"]))
    return "\n".join(lines)


def _gradient_words(g: dict[str, Any]) -> str:
    where = "bias" if g["bias"] else f"input {g['input'] + 1}"
    return (
        f"gradient check: {VERDICTS[g['verdict']]}; worst of {g['coordinates']:,}: "
        f"layer {g['layer'] + 1}, unit {g['unit'] + 1}, {where}: numeric {_full(g['numeric'])}, "
        f"analytic {_full(g['analytic'])}, relative error {_short(g['error'])}"
    )


def _curvature_words(c: dict[str, Any]) -> str:
    words = f"curvature: λmax {_short(c['value'])}"
    if c["seen"] is not None and c["seen"] != c["value"]:
        words += f", as {c['optimizer']} sees it {_short(c['seen'])}"
    if c["limit"] is None:
        return f"{words}; rate {c['rate']:g}, its limit is not known here"
    side = "above" if c["rate"] > c["limit"] else "below"
    return f"{words}; rate {c['rate']:g} is {side} the limit {_short(c['limit'])}"


def _layer_words(number: int, layer: dict[str, Any]) -> str:
    dead = ", ".join(str(unit + 1) for unit in layer["dead"])
    words = f"hidden layer {number}, {layer['activation']}: {len(layer['dead'])} dead"
    words += f" (unit {dead})" if dead else ""
    return f"{words} of {layer['units']}, saturated {layer['saturated']:.0%}"


def _path_words(path: dict[str, Any]) -> str:
    def both(shares: list[float]) -> str:
        return f"{sum(shares):.0%}"

    return (
        f"the path's plane explains {both(path['explained'])} (a random walk's {both(path['walk'])}"
        f"); from the end {both(path['explained_from_end'])} ({both(path['walk_from_end'])})"
    )


def _blowup_words(blown: dict[str, Any]) -> str:
    found = blown["cause"]
    words = f"diverged at step {blown['step']:,}: layer {blown['layer']}, {blown['what']}; "
    words += REASONS[found["reason"]].format(
        rate=f"{blown['rate']:g}", limit=_short(found["limit"]), curved=_short(found["curvature"])
    )
    if found["last"]:
        turn, last = found["turn"], found["last"]
        words += (
            f"; loss {_short(turn['loss'])} at step {turn['step']:,}, {_short(last['loss'])} at "
            f"step {last['step']:,}; length of θ {_short(turn['norm'])}, {_short(last['norm'])}"
        )
    return words


def _short(value: float | None) -> str:
    return "none" if value is None else f"{value:.3g}"


def _full(value: float | None) -> str:
    return "none" if value is None else f"{value:.9g}"


VERDICTS = {
    "right": "right",
    "kinks": "right if kinks are near, else not",
    "doubtful": "doubtful",
    "wrong": "wrong",
}
REASONS = {
    "rate": "the rate {rate} is above the limit {limit} for a curvature of {curved}",
    "weights": "the weights grew out of all proportion (rate {rate}, limit {limit})",
    "overflow": "the forward pass made a number too large of weights that were not",
    "set": "the weights, or what they meet, were set so at this step",
}
