"""Losses with their gradient at the output, and penalties, as calls on a tape.

A loss is two functions. `measure(tape, z, y, error, output)` writes each example's loss to `error`
and the network's output to `output`, both (…, K, N); `delta(tape, output, y, d)` writes d =
∂(example's loss)/∂z. All are means over examples: the caller sums `error` and divides d by N. For
cross-entropy delta is the deck's p − y.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from server.engine.activations import sigmoid, sigmoid_slope
from server.engine.core import Array, Tape

Measure = Callable[[Tape, Array, Array, Array, Array], None]
Delta = Callable[[Tape, Array, Array, Array], None]


def sigmoid_cross_entropy(tape: Tape, z: Array, y: Array, error: Array, output: Array) -> None:
    """One output: −y log p − (1 − y) log(1 − p), p = σ(z), as (max(z, 0) − yz) + log(1 + e^−|z|):
    no overflow, and the bracket is exactly 0 where the answer is right, so that a loss of 1e-18 is
    not rounded to 0.
    """
    t = np.empty_like(z)
    sigmoid(tape, z, output)
    tape.call(np.maximum, z, np.zeros((), z.dtype), error)
    tape.call(np.multiply, y, z, t)
    tape.call(np.subtract, error, t, error)
    tape.call(np.abs, z, t)
    tape.call(np.negative, t, t)
    tape.call(np.exp, t, t)
    tape.call(np.log1p, t, t)
    tape.call(np.add, error, t, error)


def softmax_cross_entropy(tape: Tape, z: Array, y: Array, error: Array, output: Array) -> None:
    """−Σ yₖ log pₖ, p = softmax(z); the largest logit is subtracted first,
    which changes nothing but overflow.
    """
    one = np.empty_like(z[..., :1, :])
    tape.call(np.maximum.reduce, z, -2, None, one, True)
    tape.call(np.subtract, z, one, error)
    tape.call(np.exp, error, output)
    tape.call(np.add.reduce, output, -2, None, one, True)
    tape.call(np.divide, output, one, output)
    tape.call(np.log, one, one)
    tape.call(np.subtract, one, error, error)
    tape.call(np.multiply, error, y, error)


def output_minus_target(tape: Tape, output: Array, y: Array, d: Array) -> None:
    """p − y, of both cross-entropies and of the squared loss with a linear output."""
    tape.call(np.subtract, output, y, d)


def squared(tape: Tape, z: Array, y: Array, error: Array, output: Array) -> None:
    """½(o − t)², o = z (TensorFlow Playground's form; PyTorch's MSELoss has no ½)."""
    tape.call(np.copyto, output, z)
    _half_square(tape, output, y, error)


def squared_sigmoid(tape: Tape, z: Array, y: Array, error: Array, output: Array) -> None:
    """½(p − y)², p = σ(z): what cross-entropy is better than,
    for its gradient dies where σ is flat.
    """
    sigmoid(tape, z, output)
    _half_square(tape, output, y, error)


def squared_sigmoid_delta(tape: Tape, output: Array, y: Array, d: Array) -> None:
    """(p − y) σ′."""
    s = np.empty_like(d)
    sigmoid_slope(tape, output, output, s)
    tape.call(np.subtract, output, y, d)
    tape.call(np.multiply, d, s, d)


def _half_square(tape: Tape, output: Array, y: Array, error: Array) -> None:
    tape.call(np.subtract, output, y, error)
    tape.call(np.multiply, error, error, error)
    tape.call(np.multiply, error, np.asarray(0.5, error.dtype), error)


@dataclass(frozen=True)
class Loss:
    measure: Measure
    delta: Delta


LOSSES: dict[str, Loss] = {
    "sigmoid_cross_entropy": Loss(sigmoid_cross_entropy, output_minus_target),
    "softmax_cross_entropy": Loss(softmax_cross_entropy, output_minus_target),
    "squared": Loss(squared, output_minus_target),
    "squared_sigmoid": Loss(squared_sigmoid, squared_sigmoid_delta),
}


def loss_for(name: str, task: str, classes: int) -> str:
    """The entry of LOSSES for a Spec's loss: classification or regression,
    one output or several.
    """
    if task == "regression":
        return "squared"
    if name == "squared":
        return "squared_sigmoid"
    return "sigmoid_cross_entropy" if classes == 2 else "softmax_cross_entropy"


def l2(tape: Tape, theta: Array, strength: Array, out: Array) -> None:
    """λΣw² per entry; `strength` (P,) is λ at weights, 0 at biases."""
    tape.call(np.multiply, theta, theta, out)
    tape.call(np.multiply, out, strength, out)


def l2_gradient(tape: Tape, theta: Array, strength: Array, out: Array) -> None:
    """2λw (R(W) = ‖W‖² as in the deck and CS231n; with ½‖W‖² it would be λw)."""
    tape.call(np.multiply, theta, strength * 2, out)


def l1(tape: Tape, theta: Array, strength: Array, out: Array) -> None:
    """λΣ|w| per entry."""
    tape.call(np.abs, theta, out)
    tape.call(np.multiply, out, strength, out)


def l1_gradient(tape: Tape, theta: Array, strength: Array, out: Array) -> None:
    """λ sign(w); 0 at w = 0."""
    tape.call(np.sign, theta, out)
    tape.call(np.multiply, out, strength, out)


Entry = Callable[[Tape, Array, Array, Array], None]
PENALTIES: dict[str, tuple[Entry, Entry]] = {"l1": (l1, l1_gradient), "l2": (l2, l2_gradient)}
