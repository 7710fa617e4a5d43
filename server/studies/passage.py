"""Passage: one example's way through a network and back, and how its loss changes when one number
on the way is nudged.

Entries have the deck's names, layers counted from 1: x, W1, b1, z1, a1, …, o (the last weighted
sums), p (what the loss makes of them, unless that is o itself), y (the target), L. Vectors are
(k, 1). Values and gradients are the tape's own; ∂L/∂a is Wᵀδ of the layer above. The penalty λR(W)
belongs to no example and is left out.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

import numpy as np

from server.engine import losses, params
from server.engine.activations import ACTIVATIONS, Bend
from server.engine.core import Array, Batch, Tape
from server.engine.mlp import Network, NetworkProgram
from server.studies import endings
from server.work import Work

Entries = dict[str, Array]


class Rest:
    """The network from the inputs of weight layer `first` on, for examples side by side with the
    same target; where there are no more layers, the loss alone.
    """

    def __init__(self, net: Network, first: int, lanes: int) -> None:
        self.first, self._at = first, params.offsets(net.sizes)[first]
        if first == len(net.sizes) - 1:
            loss, shape = losses.chosen(net.loss, net.limit), (net.sizes[-1], lanes)
            self.inputs, self.output, self.y, self._error, t = (np.zeros(shape) for _ in range(5))
            self._tape, self._scale = Tape(), loss.scale
            loss.output(self._tape, self.inputs, self.output, t)
            loss.error(self._tape, self.inputs, self.output, self.y, t, self._error)
            self._theta, self.z, self.a = np.zeros((1, 0)), list[Array](), list[Array]()
            return
        part = _from(net, first)
        self._theta = np.zeros((1, part.parameters))
        program = part.compile(self._theta, None, lanes, net.sizes[-1])
        self.inputs, self.output, self.y = program.x[:-1], program.output, program.y
        self.z, self.a = program.z, [a[:-1] for a in program.a]
        self._tape, self._scale = Tape([*program.forward, *program.errors]), program.error_scale
        self._error = program.error

    def losses(self, theta: Array, y: Array) -> Array:
        """Of every lane, (lanes,)."""
        self._theta[0], self.y[...] = theta[self._at :], y
        self._tape.run()
        return self._scale * self._error.sum(axis=0)


def _from(net: Network, first: int) -> Network:
    sizes = params.Sizes(net.sizes[first:], params.pieces_of(net.sizes)[first:])
    return replace(net, sizes=sizes, activations=net.activations[first:], hyper=net.hyper[first:])


class Passage:
    """Compiled for one network and its type of numbers; differences are taken in double."""

    def __init__(self, net: Network, dtype: Any) -> None:
        hyper = net.hyper or ((),) * len(net.activations)
        self.net = replace(net, hyper=hyper, penalty="none", strength=0.0, dropout=0.0)
        self.layers, self.pieces = len(net.sizes) - 1, params.pieces_of(net.sizes)
        self.given, self.dtype = net, dtype
        self._theta = np.zeros((1, self.net.parameters), dtype)
        self._grad = np.zeros_like(self._theta)
        self.program = NetworkProgram(self.net, self._theta, self._grad, 1)
        self._slopes, tape = list[Array](), Tape()
        for bend, z, a in zip(self.bends, self.program.z, self.program.a, strict=False):
            self._slopes.append(np.empty_like(z))
            bend.slope(tape, z, a[:-1], self._slopes[-1])
        if self.squash:
            self._slopes.append(np.empty_like(self.program.output))
            bend = Bend(ACTIVATIONS[self.squash], ())
            bend.slope(tape, self.program.z[-1], self.program.output, self._slopes[-1])
        program = self.program
        self._tape = Tape([*program.forward, *program.measure, *program.backward, *tape])
        self.plans: dict[int, Any] = {}  # what is made of it once, by class (by_operation.py)
        self._rests: dict[tuple[int, int], Rest] = {}

    def fits(self, net: Network, dtype: Any) -> bool:
        return self.given == net and self.dtype == dtype

    @property
    def bends(self) -> list[Bend]:
        return self.program.bends

    @property
    def squash(self) -> str:
        """The ACTIVATIONS entry that the output is; "" for a softmax, and where p would be o."""
        return endings.SQUASHES.get(self.net.loss, "")

    @property
    def chances(self) -> bool:
        """Whether the outputs are a softmax."""
        return self.net.loss == "softmax_cross_entropy"

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Of all entries, inputs before what uses them."""
        found = ["x"]
        for n in range(1, self.layers):
            found += [f"W{n}", f"b{n}", f"z{n}", f"a{n}"]
        found += [f"W{self.layers}", f"b{self.layers}", "o"]
        return (*found, *(["p"] if self.squash or self.chances else []), "y", "L")

    def z_name(self, layer: int) -> str:
        """What a layer of weights leads to, counted from 0."""
        return "o" if layer == self.layers - 1 else f"z{layer + 1}"

    def a_name(self, layer: int) -> str:
        """What goes into a layer of weights."""
        return f"a{layer}" if layer else "x"

    @property
    def said(self) -> str:
        """What the loss is told."""
        return "p" if "p" in self.names else "o"

    def run(self, theta: Array, batch: Batch) -> None:
        self._theta[0] = theta
        self.program.x[...], self.program.y[...] = batch.x, batch.y
        self._tape.run()

    def values(self) -> Entries:
        program, found = self.program, {"x": self.program.x[:-1]}
        for n, w in enumerate(program.w):
            found |= {f"W{n + 1}": w[:, :-1], f"b{n + 1}": w[:, -1:], self.z_name(n): program.z[n]}
            if n < self.layers - 1:
                found[f"a{n + 1}"] = program.a[n][:-1]
        found |= {"p": program.output, "y": program.y, "L": program.loss.reshape(())}
        return {name: found[name].astype(float) for name in self.names}

    def gradients(self) -> Entries:
        """∂L/∂ of every entry, in its shape; of y NaN where the loss asks which class it is."""
        program, found = self.program, {"L": np.ones(())}
        above = self.values()
        found |= endings.gradients(self.net, above[self.said], above["y"])
        layers = params.views(self._grad[0], self.net.sizes)
        for n, (w, grad) in enumerate(zip(program.w, layers, strict=True)):
            found |= {f"W{n + 1}": grad[:, :-1], f"b{n + 1}": grad[:, -1:]}
            found |= {self.a_name(n): w[:, :-1].T @ program.d[n], self.z_name(n): program.d[n]}
        return {name: found[name].astype(float) for name in self.names}

    def slopes(self) -> Entries:
        """f′(z) by the name of f(z): a1 …, and p where it is no softmax; of a softmax the matrix
        ∂p/∂o.
        """
        names = [f"a{n + 1}" for n in range(self.layers - 1)] + (["p"] if self.squash else [])
        found = {name: s.astype(float) for name, s in zip(names, self._slopes, strict=True)}
        if self.chances:
            p = self.program.output.astype(float)
            found["p"] = np.diag(p[:, 0]) - p @ p.T
        return found

    def differences(self, h: float) -> Work[tuple[Entries, Entries]]:
        """The loss with each number alone nudged up by h, and down: two entries of their shapes.

        A nudged weight w_ji is a nudged z_j, by h times its input: nothing before it changes. So
        every number is a lane of the network that is left.
        """
        values, theta = self.values(), self._theta[0].astype(float)
        up, down = dict[str, Array](), dict[str, Array]()
        for n, w in enumerate(params.views(theta, self.net.sizes)):
            a, z = values[self.a_name(n)], values[self.z_name(n)]
            by_weight = _lanes(len(z), h * np.append(a[:, 0], 1.0))
            by_input = w[:, :-1] @ (a + np.concatenate([np.eye(len(a)), -np.eye(len(a))], 1) * h)
            by_input += w[:, -1:]
            zs = np.concatenate([z + by_weight, z - by_weight, by_input], axis=1)
            lanes = self._after(n, zs, theta, values["y"])
            for side, found in zip((up, down), _split(lanes, w.shape), strict=True):
                found, side[self.a_name(n)] = found
                side |= {f"W{n + 1}": found[:, :-1], f"b{n + 1}": found[:, -1:]}
                side[self.z_name(n)] = found[:, -1:]
            yield
        for side, step in ((up, h), (down, -h)):
            ends = endings.nudged(self.net, values[self.said], values["y"], step)
            side |= {k: ends[k] for k in ("p", "y") if k in values} | {"L": values["L"] + step}
        return up, down

    def after_nudge(self, name: str, at: tuple[int, ...], by: float) -> Entries:
        """All values when one number of an entry is nudged."""
        values = self.values()
        entry = values[name]
        entry[at] += by
        theta, y = self._theta[0].astype(float), values["y"]
        kind, layer = name[0], int(name[1:] or 0) - 1
        if kind in "Wb":
            views = params.views(theta, self.net.sizes)
            views[layer][at if kind == "W" else (at[0], -1)] += by
            return self._onwards(values, layer, values[self.a_name(layer)], theta)
        if kind in "xa":
            return self._onwards(values, layer + 1, entry, theta)
        if kind in "zo":
            layer = self.layers - 1 if kind == "o" else layer
            values["L"] = self._after(layer, entry, theta, y)[0]
            return self._told(values, self._rest(layer + 1, 1))
        if kind in "py":
            values["L"] = endings.value(self.net, values[self.said], y)
        return values

    def _onwards(self, values: Entries, first: int, inputs: Array, theta: Array) -> Entries:
        rest = self._rest(first, 1)
        rest.inputs[...] = inputs
        values["L"] = rest.losses(theta, values["y"])[0]
        return self._told(values, rest)

    def _told(self, values: Entries, rest: Rest) -> Entries:
        """The values with those that the rest of the network was given and gave."""
        values[self.a_name(rest.first) if rest.first < self.layers else "o"] = rest.inputs
        for n, z in enumerate(rest.z, rest.first):
            values[self.z_name(n)] = z
        for n, a in enumerate(rest.a, rest.first):
            values[f"a{n + 1}"] = a
        if "p" in values:
            values["p"] = rest.output
        return values

    def _after(self, layer: int, z: Array, theta: Array, y: Array) -> Array:
        """The losses of lanes that differ in a layer's z (rows, lanes)."""
        rest = self._rest(layer + 1, z.shape[1])
        if layer < self.layers - 1:
            tape = Tape()
            self.bends[layer].f(tape, z, rest.inputs)
            tape.run()
        else:
            rest.inputs[...] = z
        return rest.losses(theta, y)

    def _rest(self, first: int, lanes: int) -> Rest:
        if (first, lanes) not in self._rests:
            self._rests[first, lanes] = Rest(self.net, first, lanes)
        return self._rests[first, lanes]


def _lanes(rows: int, steps: Array) -> Array:
    """Each row by each step alone: (rows, rows · steps)."""
    return np.kron(np.eye(rows), steps[None])


def _split(lanes: Array, shape: tuple[int, ...]) -> tuple[tuple[Array, Array], tuple[Array, Array]]:
    """Up and down: of the weights with their biases, and of the inputs (n, 1)."""
    size, n = shape[0] * shape[1], shape[1] - 1
    weights = lanes[: 2 * size].reshape(2, *shape)
    inputs = lanes[2 * size :].reshape(2, n, 1)
    return (weights[0], inputs[0]), (weights[1], inputs[1])


def central(up: Mapping[str, Array], down: Mapping[str, Array], h: float) -> Entries:
    return {name: (up[name] - down[name]) / (2 * h) for name in up}
