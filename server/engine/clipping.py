"""Gradient clipping: a row's gradient made smaller before its rule sees it, in a buffer of its own.

`at` is the limit, a column (n, 1) or a number; the gradient itself stays the exact mean gradient.
"""

from collections.abc import Callable

import numpy as np

from server.engine.core import Array, Tape


def by_norm(tape: Tape, grad: Array, at: Array, out: Array) -> None:
    """g · min(1, c/(‖g‖ + 1e-6)), ‖g‖ over all parameters of the row
    (torch.nn.utils.clip_grad_norm_).
    """
    norm = np.empty((*grad.shape[:-1], 1), grad.dtype)
    factor = norm if grad.ndim > 1 else norm[0, ...]
    tape.call(np.multiply, grad, grad, out)
    tape.call(np.add.reduce, out, -1, None, norm, True)
    tape.call(np.sqrt, factor, factor)
    tape.call(np.add, factor, np.full((), 1e-6, grad.dtype), factor)
    tape.call(np.divide, at, factor, factor)
    tape.call(np.minimum, factor, np.ones((), grad.dtype), factor)
    tape.call(np.multiply, grad, factor, out)


def by_value(tape: Tape, grad: Array, at: Array, out: Array) -> None:
    """Each component kept within [−c, c] (torch.nn.utils.clip_grad_value_)."""
    tape.call(np.minimum, grad, at, out)
    tape.call(np.maximum, out, -at, out)


def unclipped(tape: Tape, grad: Array, at: Array, out: Array) -> None:
    """g, where other rows of the same update are clipped."""
    del at
    tape.call(np.copyto, out, grad)


CLIPS: dict[str, Callable[[Tape, Array, Array, Array], None]] = {
    "none": unclipped,
    "norm": by_norm,
    "value": by_value,
}
