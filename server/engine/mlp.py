"""A fully connected network with its loss and penalty, as an objective.

Forward:   Z = W·[A; 1], A′ = f(Z), layer after layer.
Backward:  D = ∂L/∂Z of the output is (p − y)/N; ∂L/∂W = D·[A; 1]ᵀ; D ← (Wᵀ·D) ⊙ f′(Z).
The bias is the last column of W, and meets a row of ones; Wᵀ·D is taken whole and its bias row
ignored (a slice would change bits between stacked and single runs, and is slower).
"""

from dataclasses import dataclass

import numpy as np

from server.engine import params
from server.engine.activations import ACTIVATIONS
from server.engine.core import Array, Tape
from server.engine.losses import LOSSES, PENALTIES


@dataclass(frozen=True)
class Network:
    """sizes: units per layer, inputs first; activations: of the hidden layers;
    loss: a key of LOSSES.
    """

    sizes: params.Sizes
    activations: tuple[str, ...]
    loss: str
    penalty: str = "none"
    strength: float = 0.0

    @property
    def kind(self) -> str:
        return "network"

    @property
    def parameters(self) -> int:
        return params.count(self.sizes)

    @property
    def scratch(self) -> int:
        return 3 * sum(self.sizes) + 3

    def compile(
        self, theta: Array, grad: Array | None, size: int, targets: int
    ) -> "NetworkProgram":
        del targets
        return NetworkProgram(self, theta, grad, size)


class NetworkProgram:
    """The tapes of a network for theta (R, P) and `size` examples; without grad, forward only.

    z[l], a[l] (…, units, N) and d[l] are of weight layer l = 0 …; a[l] has the row of ones below
    the units. The leading R axis is left out when R = 1.
    """

    def __init__(self, net: Network, theta: Array, grad: Array | None, size: int) -> None:
        self.net, self.rows, self.size = net, len(theta), size
        self.theta, self.grad = theta, grad
        dtype, sizes = theta.dtype, net.sizes
        self.lead = () if self.rows == 1 else (self.rows,)
        self.x = np.ones((sizes[0] + 1, size), dtype)
        self.y = np.zeros((sizes[-1], size), dtype)
        self.w = params.views(theta[0] if self.rows == 1 else theta, sizes)
        self.z = [np.zeros((*self.lead, m, size), dtype) for m in sizes[1:]]
        self.a = [np.ones((*self.lead, m + 1, size), dtype) for m in sizes[1:-1]]
        self.output = np.zeros_like(self.z[-1])
        self.error = np.zeros_like(self.z[-1])
        self.loss, self.penalty = np.zeros(self.rows, dtype), np.zeros(self.rows, dtype)
        self.forward, self.errors, self.punish = self._forward(), self._errors(), self._punish()
        self.measure = Tape([*self.errors, *self._mean()])
        self.d = [np.zeros_like(z) for z in self.z] if grad is not None else []
        self.backward = Tape() if grad is None else self._backward(grad)

    def _forward(self) -> Tape:
        tape, inputs = Tape(), self.x
        for layer, z in enumerate(self.z):
            _product(tape, self.w[layer], inputs, z)
            if layer < len(self.a):
                f = ACTIVATIONS[self.net.activations[layer]].f
                f(tape, z, self.a[layer][..., :-1, :])
                inputs = self.a[layer]
        return tape

    def _errors(self) -> Tape:
        """→ error: each example's loss, and output."""
        tape = Tape()
        LOSSES[self.net.loss].measure(tape, self.z[-1], self.y, self.error, self.output)
        return tape

    def _mean(self) -> Tape:
        tape, flat = Tape(), self.error.reshape(self.rows, -1)
        tape.call(np.add.reduce, flat, 1, None, self.loss)
        tape.call(np.divide, self.loss, np.asarray(self.size, self.loss.dtype), self.loss)
        return tape

    def _punish(self) -> Tape:
        tape = Tape()
        if self.net.penalty != "none":
            out = np.empty_like(self.theta)
            PENALTIES[self.net.penalty][0](tape, self.theta, self._strengths(), out)
            tape.call(np.add.reduce, out, 1, None, self.penalty)
        return tape

    def _strengths(self) -> Array:
        return (params.weight_mask(self.net.sizes) * self.net.strength).astype(self.theta.dtype)

    def _backward(self, grad: Array) -> Tape:
        tape, g = Tape(), params.views(grad[0] if self.rows == 1 else grad, self.net.sizes)
        LOSSES[self.net.loss].delta(tape, self.output, self.y, self.d[-1])
        tape.call(np.divide, self.d[-1], np.asarray(self.size, grad.dtype), self.d[-1])
        for layer in range(len(g) - 1, -1, -1):
            inputs = self.a[layer - 1] if layer else self.x
            _product(tape, self.d[layer], inputs.swapaxes(-1, -2), g[layer])
            if layer:
                self._through(tape, layer)
        if self.net.penalty != "none":
            extra = np.empty_like(grad)
            PENALTIES[self.net.penalty][1](tape, self.theta, self._strengths(), extra)
            tape.call(np.add, grad, extra, grad)
        return tape

    def _through(self, tape: Tape, layer: int) -> None:
        """d[layer] → d[layer − 1]: back through the weights, then through the activation."""
        below, a, d = self.z[layer - 1], self.a[layer - 1], self.d[layer - 1]
        whole = np.empty_like(a)
        _product(tape, self.w[layer].swapaxes(-1, -2), self.d[layer], whole)
        ACTIVATIONS[self.net.activations[layer - 1]].slope(tape, below, a[..., :-1, :], d)
        tape.call(np.multiply, d, whole[..., :-1, :], d)


def _product(tape: Tape, left: Array, right: Array, out: Array) -> None:
    if out.ndim == 2:
        tape.call(left.dot, right, out)
    else:
        tape.call(np.matmul, left, right, out)
