"""Softmax: p − y, from the logits of one example to the step of W and b, with every number."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from server import checks
from server.checks import Bad
from server.engine.core import Array, Evaluator
from server.engine.gradient_check import STEP, check_gradient
from server.run import Run
from server.studies import derivation
from server.studies.classifier import Example, Present, punished, walk
from server.work import Work

MOST = 2000  # steps that are walked from the start
TOLD = 200  # losses of the way that are told
SPAN, SAMPLES = 10.0, 121  # of the curves: logits from −SPAN to SPAN at least
FIELDS = ("x", "w", "b", "y", "rate", "strength", "steps", "shift", "curves")
BESIDE = ("steps", "shift", "curves")  # what the way does not depend on


def study(run: Run, given: Mapping[str, Any], kept: dict[str, Any]) -> Work[dict[str, Any]]:
    del run
    checks.mapping(given, "question", FIELDS)
    steps = checks.integer(given.get("steps", 0), "steps", 0, MOST)
    shift = checks.number(given.get("shift", 0), "shift", -1000, 1000)
    curves = checks.truth(given.get("curves", False), "curves")
    key = {name: value for name, value in given.items() if name not in BESIDE}
    return _answer(_example(given), key, steps, shift, curves, kept)


def _example(given: Mapping[str, Any]) -> Example:
    x = _numbers(given.get("x"), "x", 1, 8, 100)
    rows = checks.listing(given.get("w"), "w", 2, 5, "rows of weights")
    w = [_numbers(row, f"w[{k}]", len(x), len(x), 1000) for k, row in enumerate(rows)]
    b = _numbers(given.get("b"), "b", len(w), len(w), 1000)
    y = _numbers(given.get("y"), "y", len(w), len(w), 1)
    if min(y) < 0 or abs(sum(y) - 1) > 1e-9:
        raise Bad("y", f"expected shares that sum to 1, got {checks.shown(y)}")
    rate = checks.number(given.get("rate", 0.5), "rate", 0, 1000)
    strength = checks.number(given.get("strength", 0), "strength", 0, 10)
    return Example(np.array(x), np.array(y), np.column_stack([w, b]).ravel(), rate, strength)


def _numbers(value: Any, field: str, low: int, high: int, most: float) -> list[float]:
    found = checks.listing(value, field, low, high, "numbers")
    return [checks.number(one, f"{field}[{at}]", -most, most) for at, one in enumerate(found)]


def _answer(
    one: Example, key: Any, steps: int, shift: float, curves: bool, kept: dict[str, Any]
) -> Work[dict[str, Any]]:
    way = yield from walk(one, key, steps, kept)
    theta, coming = way.thetas[steps], way.thetas[steps + 1]
    at = Present(one, theta)
    evaluator = Evaluator(one.net(punished=True), one.batch)
    checked = yield from check_gradient(evaluator, theta)
    (w, b), (data, bias) = one.layer(theta), one.layer(at.grad)
    numeric_w, numeric_b = one.layer(checked.numeric)
    penalty, decay = punished(one, theta)
    return {
        "steps": steps,
        "w": w,
        "b": b,
        "o": at.o.tolist(),
        "p": at.p.tolist(),
        "delta": at.delta.tolist(),
        "loss": at.loss,
        "penalty": penalty,
        "grad": {
            "data": data,
            "penalty": one.layer(decay)[0],
            "w": one.layer(checked.analytic)[0],
            "b": bias,
        },
        "numeric": {"w": numeric_w, "b": numeric_b},
        "next": _next(one, coming),
        "losses": way.losses[max(0, steps + 1 - TOLD) : steps + 1],
        "derivation": derivation.derived(at.o, at.p, one.y, at.loss, _jacobian(one, theta)),
        "shifted": _shifted(one, theta, at.p, shift),
        "squared": _squared(one, theta, curves),
    }


def _next(one: Example, theta: Array) -> dict[str, Any]:
    """After the coming step."""
    (w, b), at = one.layer(theta), Present(one, theta)
    return {"w": w, "b": b, "p": at.p.tolist(), "loss": at.loss, "penalty": punished(one, theta)[0]}


def _jacobian(one: Example, theta: Array) -> Array:
    """∂p_k/∂o_i [k, i] by central differences of the engine's softmax."""
    rises = STEP * np.eye(len(one.y))
    up, down = (_outputs(one, one.lifted(theta, sign * rises)) for sign in (1, -1))
    return ((up - down) / (2 * STEP)).T


def _outputs(one: Example, theta: Array) -> Array:
    """p (R, K)."""
    return one.ran(one.net(), theta)[0].output[..., 0]


def _shifted(one: Example, theta: Array, p: Array, shift: float) -> dict[str, Any]:
    """All logits raised alike: softmax as its formula stands, and with the largest subtracted."""
    at = Present(one, one.lifted(theta, np.full((1, len(one.y)), shift))[0])
    powers, largest = np.exp(at.o), at.o.max()
    safe = np.exp(at.o - largest)
    return {
        "shift": shift,
        "o": at.o.tolist(),
        "p": at.p.tolist(),
        "apart": float(np.abs(at.p - p).max()),
        "naive": {
            "powers": _said(powers),
            "sum": _said(powers.sum()),
            "p": _said(powers / powers.sum()),
        },
        "stable": {
            "largest": float(largest),
            "o": (at.o - largest).tolist(),
            "powers": safe.tolist(),
            "sum": float(safe.sum()),
        },
    }


def _said(values: Any) -> Any:
    """What overflowed is told by name: it is the point."""
    if isinstance(values, np.ndarray):
        return [_said(one) for one in values.tolist()]
    return float(values) if np.isfinite(values) else str(float(values))


def _squared(one: Example, theta: Array, curves: bool) -> dict[str, Any]:
    """The same logits through sigmoids and squared error; and |∂L/∂o| of the right class under
    both losses, wherever its logit were.
    """
    right = int(one.y.argmax())
    at = Present(one, theta, "squared_sigmoid")
    told = {"right": right, "p": at.p.tolist(), "delta": at.delta.tolist(), "loss": at.loss}
    if not curves:
        return {**told, "curves": None}
    here = Present(one, theta).o[right]
    low, high = min(-SPAN, here - 2), max(SPAN, here + 2)
    logits = np.linspace(low, high, SAMPLES)
    rows = one.lifted(theta, (logits - here)[:, None] * np.eye(len(one.y))[right])
    found = {
        name: np.abs(one.ran(one.net(loss), rows)[0].d[-1][:, right, 0]).tolist()
        for name, loss in (("cross", "softmax_cross_entropy"), ("squared", "squared_sigmoid"))
    }
    return {**told, "curves": {"o": logits.tolist(), **found}}
