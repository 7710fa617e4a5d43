"""Losses with their gradient at the output, and penalties, as calls on a tape.

A loss is three functions over one batch; z, o, y, e, t and d are (…, K, N):

    output(tape, z, o, t)        o, what the network says, from its last pre-activations z
    error(tape, z, o, y, t, e)   each example's loss is scale · Σ_k e
    delta(tape, o, y, t, s, d)   d = ∂(example's loss)/∂z; s = o′(z), where `sloped` asks for it

They run in this order and may leave what the next one needs in t. The loss is the mean over the
examples. For both cross-entropies delta is the deck's p − y.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from server.engine.activations import linear, relu, sigmoid, tanh
from server.engine.core import Array, Tape

MANY = 64  # examples from which six quick calls cost less than logaddexp, a slow one


def output_minus_target(tape: Tape, o: Array, y: Array, t: Array, s: Array, d: Array) -> None:
    """p − y."""
    del t, s
    tape.call(np.subtract, o, y, d)


def sigmoid_output(tape: Tape, z: Array, o: Array, t: Array) -> None:
    del t
    sigmoid(tape, z, o)


def sigmoid_cross_entropy(tape: Tape, z: Array, o: Array, y: Array, t: Array, e: Array) -> None:
    """−log p of the right class, p = σ(z), y 0 or 1, as log(1 + e^v), v = (1 − 2y)z: no overflow,
    and a loss of 1e-18 is not rounded to 0. Of many examples as max(v, 0) + log(1 + e^−|v|).
    """
    del o
    tape.call(np.multiply, y, np.asarray(-2, y.dtype), t)
    tape.call(np.add, t, np.ones((), y.dtype), t)
    tape.call(np.multiply, t, z, t)
    if z.shape[-1] < MANY:
        tape.call(np.logaddexp, t, np.zeros((), y.dtype), e)
        return
    tape.call(np.abs, t, e)
    tape.call(np.negative, e, e)
    tape.call(np.exp, e, e)
    tape.call(np.log1p, e, e)
    relu(tape, t, t)
    tape.call(np.add, e, t, e)


def softmax(tape: Tape, z: Array, o: Array, t: Array) -> None:
    """pₖ = e^zₖ / Σ e^z, and t = log p; the largest logit is subtracted first,
    which changes nothing but overflow.
    """
    one = np.empty_like(z[..., :1, :])
    _over_classes(tape, np.maximum, z, one)
    tape.call(np.subtract, z, one, t)
    tape.call(np.exp, t, o)
    _over_classes(tape, np.add, o, one)
    tape.call(np.divide, o, one, o)
    tape.call(np.log, one, one)
    tape.call(np.subtract, t, one, t)


def softmax_cross_entropy(tape: Tape, z: Array, o: Array, y: Array, t: Array, e: Array) -> None:
    """−Σ yₖ log pₖ (scale −1)."""
    del z, o
    tape.call(np.multiply, t, y, e)


def _over_classes(tape: Tape, function: np.ufunc, values: Array, one: Array) -> None:
    """A reduction over the K rows into (…, 1, N); few rows are faster one by one."""
    count = values.shape[-2]
    if not 2 <= count <= 4:
        tape.call(function.reduce, values, -2, None, one, True)
        return
    tape.call(function, values[..., 0:1, :], values[..., 1:2, :], one)
    for k in range(2, count):
        tape.call(function, one, values[..., k : k + 1, :], one)


def linear_output(tape: Tape, z: Array, o: Array, t: Array) -> None:
    del t
    linear(tape, z, o)


def tanh_output(tape: Tape, z: Array, o: Array, t: Array) -> None:
    del t
    tanh(tape, z, o)


def squared(tape: Tape, z: Array, o: Array, y: Array, t: Array, e: Array) -> None:
    """½(o − y)² (TensorFlow Playground's form; PyTorch's MSELoss has no ½), t = o − y."""
    del z
    tape.call(np.subtract, o, y, t)
    tape.call(np.multiply, t, t, e)


def squared_delta(tape: Tape, o: Array, y: Array, t: Array, s: Array, d: Array) -> None:
    del o, y, s
    tape.call(np.copyto, d, t)


def sloped_delta(tape: Tape, o: Array, y: Array, t: Array, s: Array, d: Array) -> None:
    """(o − y) o′: what cross-entropy is better than, for it dies where o is flat."""
    del o, y
    tape.call(np.multiply, t, s, d)


def huber(tape: Tape, z: Array, o: Array, y: Array, t: Array, e: Array, limit: float = 1.0) -> None:
    """½r² while |r| ≤ δ, else δ(|r| − ½δ), r = o − y; as c(|r| − ½c) with c = min(|r|, δ)."""
    del z
    c, half = np.empty_like(t), np.asarray(0.5, t.dtype)
    tape.call(np.subtract, o, y, t)
    tape.call(np.abs, t, e)
    tape.call(np.minimum, e, np.asarray(limit, t.dtype), c)
    tape.call(np.multiply, c, half, t)
    tape.call(np.subtract, e, t, e)
    tape.call(np.multiply, e, c, e)


def huber_delta(
    tape: Tape, o: Array, y: Array, t: Array, s: Array, d: Array, limit: float = 1.0
) -> None:
    """r, cut at ±δ."""
    del t, s
    tape.call(np.subtract, o, y, d)
    tape.call(np.minimum, d, np.asarray(limit, d.dtype), d)
    tape.call(np.maximum, d, np.asarray(-limit, d.dtype), d)


def hinge(tape: Tape, z: Array, o: Array, y: Array, t: Array, e: Array) -> None:
    """max(0, 1 − yz), y −1 or 1; t = 1 − yz."""
    del o
    tape.call(np.multiply, y, z, t)
    tape.call(np.subtract, np.ones((), t.dtype), t, t)
    tape.call(np.maximum, t, np.zeros((), t.dtype), e)


def hinge_delta(tape: Tape, o: Array, y: Array, t: Array, s: Array, d: Array) -> None:
    """−y inside the margin, 0 at its edge and outside."""
    del o, s
    tape.call(np.greater, t, np.zeros((), d.dtype), d)
    tape.call(np.multiply, d, y, d)
    tape.call(np.negative, d, d)


def class_hinge(tape: Tape, z: Array, o: Array, y: Array, t: Array, e: Array) -> None:
    """Σ_{j≠k} max(0, z_j − z_k + 1), k the right class: Weston & Watkins' support vector machine,
    as in CS231n (PyTorch's MultiMarginLoss is this over K).
    """
    del o
    right, one = np.empty_like(z[..., :1, :]), np.ones((), z.dtype)
    tape.call(np.multiply, z, y, t)
    _over_classes(tape, np.add, t, right)
    tape.call(np.subtract, right, one, right)
    tape.call(np.subtract, z, right, e)
    tape.call(np.maximum, e, np.zeros((), z.dtype), e)
    tape.call(np.subtract, one, y, t)
    tape.call(np.multiply, e, t, e)
    tape.call(np.greater, e, np.zeros((), z.dtype), t)


def class_hinge_delta(tape: Tape, o: Array, y: Array, t: Array, s: Array, d: Array) -> None:
    """1 for each class inside the margin, minus their number for the right class."""
    del o, s
    inside = np.empty_like(d[..., :1, :])
    _over_classes(tape, np.add, t, inside)
    tape.call(np.multiply, y, inside, d)
    tape.call(np.subtract, t, d, d)


Output = Callable[[Tape, Array, Array, Array], None]
Error = Callable[..., None]


@dataclass(frozen=True)
class Loss:
    """`low`: the target that stands for "no" (0 or −1; "yes" is 1). `sloped`: the ACTIVATIONS
    entry that the output is, if delta needs its slope. `alone`: error asks z and y alone, not what
    output leaves.
    """

    output: Output
    error: Error
    delta: Error
    scale: float = 1.0
    low: float = 0.0
    sloped: str = ""
    alone: bool = False


LOSSES: dict[str, Loss] = {
    "sigmoid_cross_entropy": Loss(
        sigmoid_output, sigmoid_cross_entropy, output_minus_target, alone=True
    ),
    "softmax_cross_entropy": Loss(softmax, softmax_cross_entropy, output_minus_target, -1.0),
    "squared": Loss(linear_output, squared, squared_delta, 0.5),
    "squared_sigmoid": Loss(sigmoid_output, squared, sloped_delta, 0.5, sloped="sigmoid"),
    "squared_tanh": Loss(tanh_output, squared, sloped_delta, 0.5, -1.0, "tanh"),
    "huber": Loss(linear_output, huber, huber_delta),
    "hinge": Loss(linear_output, hinge, hinge_delta, low=-1.0, alone=True),
    "class_hinge": Loss(linear_output, class_hinge, class_hinge_delta, alone=True),
}


def chosen(name: str, limit: float = 1.0) -> Loss:
    """An entry of LOSSES; Huber's with its δ."""
    loss = LOSSES[name]
    if name != "huber":
        return loss
    return replace(loss, error=partial(huber, limit=limit), delta=partial(huber_delta, limit=limit))


# A Spec's loss → the entries of LOSSES for: regression, one output, several outputs
ENTRIES: dict[str, tuple[str | None, str | None, str | None]] = {
    "cross_entropy": (None, "sigmoid_cross_entropy", "softmax_cross_entropy"),
    "squared": ("squared", "squared_sigmoid", "squared_sigmoid"),
    "squared_tanh": ("squared_tanh", "squared_tanh", "squared_tanh"),
    "hinge": (None, "hinge", "class_hinge"),
    "huber": ("huber", None, None),
}


def loss_for(name: str, task: str, classes: int) -> str | None:
    """The entry of LOSSES for a Spec's loss, None where they do not go together."""
    return ENTRIES[name][0 if task == "regression" else 1 if classes == 2 else 2]


def l2(tape: Tape, theta: Array, strength: Array, out: Array) -> None:
    """λΣw² per entry; `strength` (P,) or (R, P) is λ at weights, 0 at biases."""
    tape.call(np.multiply, theta, theta, out)
    tape.call(np.multiply, out, strength, out)


def l2_gradient(tape: Tape, theta: Array, strength: Array, out: Array) -> None:
    """2λw (R(W) = ‖W‖² as in the deck and CS231n; with ½‖W‖² it would be λw)."""
    tape.call(np.multiply, theta, strength, out)
    tape.call(np.add, out, out, out)


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
