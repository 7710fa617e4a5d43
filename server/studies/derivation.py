"""Derivation: ∂L/∂o_i = p_i − y_i as the deck derives it, every line with its numbers.

The lines are arithmetic on the engine's p and on y; that each of them is the engine's ∂L/∂o, and
that ∂p_k/∂o_i is what differences say, is shown beside them and tested.
"""

from typing import Any

import numpy as np

from server.engine.core import Array


def derived(o: Array, p: Array, y: Array, loss: float, numeric: Array) -> dict[str, Any]:
    """numeric: ∂p_k/∂o_i [k, i] by differences. A line: its value, and the factors of its terms,
    that of k = i and those of k ≠ i in order.
    """
    powers = np.exp(o)
    return {
        "loss": {"value": loss, "terms": np.column_stack([y, np.log(p)]).tolist()},
        "softmax": {"powers": powers.tolist(), "sum": float(powers.sum())},
        "jacobian": {"exact": (np.diag(p) - np.outer(p, p)).tolist(), "numeric": numeric.tolist()},
        "lines": [_lines(i, p, y) for i in range(len(p))],
    }


def _lines(i: int, p: Array, y: Array) -> list[dict[str, Any]]:
    same = np.arange(len(p)) == i
    slope = p * (same - p[i])  # ∂p_k/∂o_i
    own, pi, yi = (y[i], 1 - p[i]), p[i], y[i]
    log = np.column_stack([y, same - pi])
    fraction = np.column_stack([y, 1 / p, slope])
    others = fraction[~same]
    moved = np.column_stack([y, np.full_like(p, pi)])[~same]
    rest = moved.prod(1).sum()
    return [
        _line("log", -log.prod(1).sum(), log),
        _line("fraction", -fraction.prod(1).sum(), fraction),
        _line("split", -yi * (1 - pi) - others.prod(1).sum(), [own], others),
        _line("cancelled", -yi * (1 - pi) + rest, [own], moved),
        _line("spread", -yi + yi * pi + rest, [(yi,), (yi, pi)], moved),
        _line("gathered", pi * y.sum() - yi, [(pi, y.sum()), (yi,)]),
        _line("result", pi - yi, [(pi,), (yi,)]),
    ]


def _line(key: str, value: float, first: Any, others: Any = ()) -> dict[str, Any]:
    return {
        "key": key,
        "value": float(value),
        "first": [[float(f) for f in term] for term in first],
        "others": [[float(f) for f in term] for term in others],
    }
