"""Typed: a formula of one's own, as it is typed: can it be read, what is its derivative, and does
that agree with differences?
"""

import math
from functools import lru_cache
from typing import Any

import numpy as np

from server.engine import expression
from server.engine.core import Array, Evaluator
from server.engine.derivative import derivative
from server.engine.gradient_check import check_gradient
from server.engine.graph import Graph
from server.engine.surfaces import no_examples, typed
from server.engine.tokens import FormulaError
from server.spec.objective import TYPED_WINDOW
from server.work import finished

SIDE, SHIFTS = 5, (0.537, 0.431)  # of the places that are checked: none where x = y, or on a line


@lru_cache(64)
def looked_at(text: str) -> dict[str, Any]:
    """`error`, or `derivative`: the texts of ∂f/∂x and ∂f/∂y; and `checked`."""
    try:
        graph = expression.parse(text)
    except FormulaError as error:
        return {"error": _told(error), "derivative": None, "checked": None}
    texts = [derivative(graph, name) for name in graph.names]
    return {"error": None, "derivative": texts, "checked": _checked(graph, texts)}


def _told(error: FormulaError) -> dict[str, Any]:
    key = f"error.{error.key}"
    return {"text": error.text, "key": key, "values": error.values, "column": error.column}


def _checked(graph: Graph, texts: list[str]) -> dict[str, Any]:
    """The largest relative error of the gradient that walkers go by, against differences and
    against the formulas that are shown, at the places where all of these have a value.
    """
    evaluator, at = Evaluator(typed(graph), no_examples()), places()
    with np.errstate(all="ignore"):
        shown = np.stack([_values(text, at) for text in texts], axis=1)
        errors = [_error(evaluator, place, own) for place, own in zip(at, shown, strict=True)]
    known = [error for error in errors if math.isfinite(error)]
    return {"places": len(known), "worst": max(known) if known else None}


def _values(text: str, at: Array) -> Array:
    """Of a shown formula (25,); inf if it is longer than what may be typed, and is not compared."""
    x, y = at.T
    try:
        return expression.parse(text).evaluate({"x": x, "y": y})
    except FormulaError:
        return np.full(len(at), np.inf)


def _error(evaluator: Evaluator, place: Array, shown: Array) -> float:
    check = finished(check_gradient(evaluator, place))
    size = np.maximum(np.abs(shown), np.abs(check.analytic))
    apart = np.abs(shown - check.analytic) / np.where(size > 0, size, 1)
    return float(np.maximum(check.error, np.where(np.isinf(shown), 0, apart)).max())


def places() -> Array:
    """(25, 2) over the window, beside the round numbers where kinks are."""
    (x0, x1), (y0, y1) = TYPED_WINDOW
    across, up = ((np.arange(SIDE) + shift) / SIDE for shift in SHIFTS)
    x, y = np.meshgrid(x0 + (x1 - x0) * across, y0 + (y1 - y0) * up)
    return np.stack([x.ravel(), y.ravel()], axis=1)
