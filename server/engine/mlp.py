"""A fully connected network with its loss and penalty, as an objective.

Forward:   Z = W·[A; 1], A′ = f(Z), layer after layer.
Backward:  D = ∂L/∂Z of the output is (p − y)/N; ∂L/∂W = D·[A; 1]ᵀ; D ← (Wᵀ·D) ⊙ f′(Z).
The bias is the last column of W, and meets a row of ones; Wᵀ·D is taken whole and its bias row
ignored (a slice would change bits between stacked and single runs, and is slower).

Buffers of a layer have that row too, in one piece of memory, so that each call runs over one long
line of numbers. Below the units' rows z holds the number at which f is 1.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import numpy as np

from server.engine import losses, params
from server.engine.activations import ACTIVATIONS, Bend, Hyper
from server.engine.core import Array, Tape
from server.engine.losses import PENALTIES

LONG = 200  # numbers of a layer from which a line of its own costs less than the row of ones


@dataclass(frozen=True)
class Network:
    """sizes: units per layer, inputs first; activations and their own numbers: of the hidden
    layers; loss: a key of LOSSES, `limit` Huber's δ; dropout: the share of hidden units left out.
    """

    sizes: tuple[int, ...]
    activations: tuple[str, ...]
    loss: str
    penalty: str = "none"
    strength: float = 0.0
    hyper: tuple[Hyper, ...] = ()
    limit: float = 1.0
    dropout: float = 0.0

    @property
    def kind(self) -> str:
        return "network"

    @property
    def parameters(self) -> int:
        return params.count(self.sizes)

    @property
    def scratch(self) -> int:
        hidden = 2 * sum(m + 1 for m, _ in params.shapes(self.sizes)[:-1])
        return hidden + 4 * self.sizes[-1]

    def compile(
        self, theta: Array, grad: Array | None, size: int, targets: int, like: Any = None
    ) -> "NetworkProgram":
        del targets
        return NetworkProgram(self, theta, grad, size, like=like)

    def stack(
        self, theta: Array, grad: Array | None, size: int, like: Any = None
    ) -> "NetworkProgram":
        """Rows with examples and a λ of their own, also beside `like`; lean without grad."""
        return NetworkProgram(self, theta, grad, size, like, own=True, lean=grad is None)


class NetworkProgram:
    """The tapes of a network for theta (R, P) and `size` examples; without grad, forward only.

    z[l] (…, rows, N), a[l] (…, units + 1, N) and d[l], like z[l], are of weight layer l = 0 …;
    a[l] ends with the row of ones. The leading R axis is left out when R = 1. Where a network with
    dropout learns, `masks` (units + 1, N) say which hidden units stay: all, until `drop` is asked.
    A lean one writes a over z where it can: half the memory. `forward` is `scores`, up to the last
    z, and then the output; `judge` leads to the errors, past the output if they do not ask it.
    x (D + 1, N) and y (K, N) are all rows', or each row's `own`: (R, D + 1, N), (R, K, N); then
    `strengths` (R, P), λ at weights and 0 at biases, may be written to as well.
    """

    def __init__(
        self,
        net: Network,
        theta: Array,
        grad: Array | None,
        size: int,
        like: "NetworkProgram | None" = None,
        own: bool = False,
        lean: bool = False,
    ) -> None:
        self.net, self.rows, self.size = net, len(theta), size
        self.theta, self.grad = theta, grad
        dtype, sizes = theta.dtype, net.sizes
        self.lead = () if self.rows == 1 else (self.rows,)
        self._loss = losses.chosen(net.loss, net.limit)
        self.bends = _bends(net)
        shared, each = None if own else like, self.lead if own else ()
        self.x = shared.x if shared else np.ones((*each, sizes[0] + 1, size), dtype)
        self.y = shared.y if shared else np.zeros((*each, sizes[-1], size), dtype)
        strengths = (params.weight_mask(sizes) * net.strength).astype(dtype)
        self.strengths = np.tile(strengths, (self.rows, 1)) if own else strengths
        self._lines: list[Array] = []
        self._like = like if like is not None and like.rows == self.rows else None
        self.w = params.views(theta[0] if self.rows == 1 else theta, sizes)
        self._allocate(lean)
        masked = sizes[1:-1] if net.dropout and grad is not None else ()
        self.masks = [np.ones((m + 1, size), dtype) for m in masked] if like is None else like.masks
        self._kept = [np.ones_like(a) for a in self.a] if masked else self.a
        self.error, self._t = np.zeros_like(self.output), np.zeros_like(self.output)
        self.penalty = np.zeros(self.rows, dtype)
        self.loss = np.full(self.rows, 0 if size else np.nan, dtype)  # a mean of nothing
        self.scores, self.errors, self.punish = self._scores(), self._errors(), self._punish()
        self.forward = Tape([*self.scores, *self._outputs()])
        self.judge = Tape([*(self.scores if self._loss.alone else self.forward), *self.errors])
        self.measure = Tape([*self.errors, *self._mean()])
        self.backward = Tape() if grad is None else self._backward(grad)

    def set_strengths(self, strengths: Sequence[float]) -> None:
        """λ of each row, where rows have their own."""
        mask = params.weight_mask(self.net.sizes)
        self.strengths.reshape(self.rows, -1)[...] = np.array(strengths)[:, None] * mask

    def drop(self, share: float, *, rng: np.random.Generator) -> None:
        """New masks: each hidden unit of each example stays with probability 1 − share, and is then
        scaled up, so that its mean is what it was (inverted dropout, as in PyTorch).
        """
        for mask in self.masks:
            stays = rng.random((len(mask) - 1, self.size)) >= share
            np.divide(stays, 1 - share, mask[:-1])

    def along(self, directions: Array) -> tuple[Array, Tape]:
        """The first layer's Z = Σ c·(W x) of the three directions: a small product, however many
        inputs there are.
        """
        c, tape = np.zeros((self.rows, len(directions)), self.theta.dtype), Tape()
        first = np.matmul(params.views(directions, self.net.sizes)[0], self.x)
        tape.call(np.matmul, c, directions, self.theta)
        tape.call(np.matmul, c, first.reshape(len(first), -1), self.z[0].reshape(self.rows, -1))
        return c, Tape([*tape, *self.forward[1:]])

    def _allocate(self, lean: bool) -> None:
        """One line of memory for all z, one for all a, one for all d; a layer is a piece of it."""
        units, tall = self.net.sizes[1:-1], [b.pieces for b in self.bends]
        above, one = [self.net.sizes[-1]], [lean and b.entry.in_place for b in self.bends]
        whole = [0 if o else k * (m + 1) for m, k, o in zip(units, tall, one, strict=True)]
        self._z, self._a = self._line(whole + above), self._line([m + 1 for m in units] + above)
        self._z = [a if o else z for z, a, o in zip(self._z, self._a, [*one, False], strict=True)]
        rows = [k * m for m, k in zip(units, tall, strict=True)]
        for z, a, bend, m in zip(self._z, self._a, self.bends, rows, strict=False):
            z[..., m:, :] = bend.entry.one or 0.0
            a[..., -1:, :] = 1.0
        self.z = [z[..., :m, :] for z, m in zip(self._z, rows + above, strict=True)]
        self.a, self.output = self._a[:-1], self._a[-1]
        if self.grad is not None:
            shapes = [z.shape[-2] for z in self._z]
            self._s, self._d = self._line(shapes), self._line(shapes)
            self.d = [d[..., :m, :] for d, m in zip(self._d, rows + above, strict=True)]
        else:
            self._s, self._d, self.d = list[Array](), list[Array](), list[Array]()

    def _line(self, heights: list[int]) -> list[Array]:
        """Buffers (…, height, N), one behind the other in memory."""
        ends = np.cumsum([0, *(self.rows * h * self.size for h in heights)]).tolist()
        if self._like is not None:
            line = self._like._lines[len(self._lines)]
        else:
            line = np.zeros(ends[-1], self.theta.dtype)
        self._lines.append(line)
        return [
            line[start:stop].reshape(*self.lead, h, self.size)
            for h, start, stop in zip(heights, ends[:-1], ends[1:], strict=True)
        ]

    def _scores(self) -> Tape:
        """→ z, a of the hidden layers."""
        tape, inputs = Tape(), self.x
        for layer, bend in enumerate(self.bends):
            _product(tape, self.w[layer], inputs, self.z[layer])
            self._bend(tape, layer, bend)
            inputs = self._kept[layer]
            if self.masks:
                tape.call(np.multiply, self.a[layer], self.masks[layer], inputs)
        _product(tape, self.w[-1], inputs, self.z[-1])
        return tape

    def _outputs(self) -> Tape:
        """z → output."""
        tape = Tape()
        self._loss.output(tape, self.z[-1], self.output, self._t)
        return tape

    def _bend(self, tape: Tape, layer: int, bend: Bend) -> None:
        """a = f(z). Stacked small layers go in one line, ones and all; else only the units do."""
        z, a, units = self._z[layer], self.a[layer], self.net.sizes[layer + 1]
        if self.rows == 1 or units * self.size >= LONG or z is a:
            bend.f(tape, self.z[layer], a[..., :units, :])
            return
        bend.f(tape, z, a)
        if bend.entry.one is None:
            tape.call(np.copyto, a[..., units:, :], np.ones((), a.dtype))

    def _errors(self) -> Tape:
        """→ error (…, K, N): an example's loss is `error_scale` times its sum."""
        tape = Tape()
        self.error_scale = self._loss.scale
        self._loss.error(tape, self.z[-1], self.output, self.y, self._t, self.error)
        return tape

    def _mean(self) -> Tape:
        tape, flat = Tape(), self.error.reshape(self.rows, -1)
        if self.size:
            share = np.full(flat.shape[1], self.error_scale / self.size, flat.dtype)
            total(tape, flat, share, self.loss)
        return tape

    def _punish(self) -> Tape:
        tape = Tape()
        if self.net.penalty != "none":
            out = np.empty_like(self.theta)
            PENALTIES[self.net.penalty][0](tape, self.theta, self.strengths, out)
            tape.call(np.add.reduce, out, 1, None, self.penalty)
        return tape

    def _backward(self, grad: Array) -> Tape:
        """→ d, grad."""
        tape, g = Tape(), params.views(grad[0] if self.rows == 1 else grad, self.net.sizes)
        self._slopes(tape)
        self._loss.delta(tape, self.output, self.y, self._t, self._s[-1], self.d[-1])
        if self.size:
            tape.call(np.multiply, self.d[-1], np.asarray(1 / self.size, grad.dtype), self.d[-1])
        for layer in range(len(g) - 1, -1, -1):
            inputs = self._kept[layer - 1] if layer else self.x
            _product(tape, self.d[layer], inputs.swapaxes(-1, -2), g[layer])
            if layer:
                self._through(tape, layer)
        if self.net.penalty != "none":
            extra = np.empty_like(grad)
            PENALTIES[self.net.penalty][1](tape, self.theta, self.strengths, extra)
            tape.call(np.add, grad, extra, grad)
        return tape

    def _slopes(self, tape: Tape) -> None:
        """f′ of all layers, in one go for neighbours with the same f."""
        bends = list(self.bends)
        if self._loss.sloped:
            bends.append(Bend(ACTIVATIONS[self._loss.sloped], ()))
        for bend, group in groupby(range(len(bends)), key=lambda i: bends[i]):
            at = list(group)
            for part in [at] if bend.pieces == 1 else [[i] for i in at]:
                z, a, s = (_joined(line, part) for line in (self._z, self._a, self._s))
                bend.slope(tape, z, a, s)

    def _through(self, tape: Tape, layer: int) -> None:
        """d[layer] → d[layer − 1]: back through the weights, then through the activation."""
        whole, d, s = np.empty_like(self.a[layer - 1]), self._d[layer - 1], self._s[layer - 1]
        pieces = self.bends[layer - 1].pieces
        if pieces == 1:
            whole = d
        w = self.w[layer].swapaxes(-1, -2)
        if self.lead and w.shape[-1] == 1:  # a column times a row: the same bits in half the time
            tape.call(np.multiply, w, self.d[layer], whole)
        else:
            _product(tape, w, self.d[layer], whole)
        if self.masks:
            tape.call(np.multiply, whole, self.masks[layer - 1], whole)
        by_piece = (*whole.shape[:-1], pieces, whole.shape[-1])
        above = whole if pieces == 1 else whole[..., None, :]
        s, d = (s, d) if pieces == 1 else (s.reshape(by_piece), d.reshape(by_piece))
        tape.call(np.multiply, above, s, d)


def _bends(net: Network) -> list[Bend]:
    hyper = net.hyper or ((),) * len(net.activations)
    return [Bend(ACTIVATIONS[n], h) for n, h in zip(net.activations, hyper, strict=True)]


def _joined(line: list[Array], part: list[int]) -> Array:
    """Neighbouring buffers of a line as one."""
    if len(part) == 1:
        return line[part[0]]
    first, whole = line[part[0]], line[part[0]].base
    assert whole is not None
    start = sum(b.size for b in line[: part[0]])
    return whole[start : start + first.size + sum(line[i].size for i in part[1:])]


def _product(tape: Tape, left: Array, right: Array, out: Array) -> None:
    if out.ndim == 2:
        tape.call(left.dot, right, out)
    else:
        tape.call(np.matmul, left, right, out)


def total(tape: Tape, values: Array, share: Array, out: Array) -> None:
    """Σ values · share of each row (R, n) → (R,)."""
    if len(values) == 1:
        tape.call(values[0].dot, share, out.reshape(()))
    else:
        tape.call(np.vecdot, values, share, out)
