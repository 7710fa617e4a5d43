"""By neuron: a node a unit, with its weights in it; a group a layer."""

from typing import Any

import numpy as np

from server.engine.core import Array
from server.studies.example import SYMBOLS, Example, Nudge, Picture, layer_group, real, step, sub


def neurons(example: Example, nudge: Nudge) -> dict[str, Any]:
    picture, passage = Picture(), example.passage
    inputs = len(example.values["x"])
    before = [
        picture.add(("x", (i, 0)), **example.number("x", (i, 0)), **example.input(i))
        for i in range(inputs)
    ]
    for n in range(passage.layers):
        layer = _Layer(example, n)
        nodes = [layer.add(picture, unit, before) for unit in range(len(layer.a))]
        picture.groups.append(_group(example, n, nodes, before))
        before = nodes
    if passage.chances:
        before = [_chance(picture, example, k, before) for k in range(len(before))]
    targets = [
        picture.add(("y", (k, 0)), **example.number("y", (k, 0)), **example.target(k))
        for k in range(len(example.values["y"]))
    ]
    _loss(picture, example, before, targets)
    return example.told(picture, nudge)


class _Layer:
    """A layer's arrays: rows of weights, of a maxout unit several."""

    def __init__(self, example: Example, n: int) -> None:
        passage = example.passage
        self.example, self.n, self.last = example, n, n == passage.layers - 1
        self.z_name, self.w_name, self.b_name = passage.z_name(n), f"W{n + 1}", f"b{n + 1}"
        squash = passage.squash
        self.a_name = f"a{n + 1}" if not self.last else ("p" if squash else "o")
        self.activation = passage.net.activations[n] if not self.last else (squash or "linear")
        self.a, self.delta = example.values[self.a_name], example.grads[self.z_name][:, 0]
        self.w = example.values[self.w_name]
        self.pieces = passage.pieces[n]
        slopes = example.slopes.get(self.a_name) if self.a_name != "o" else None
        self.f = np.ones(len(self.w)) if slopes is None else slopes[:, 0]

    def add(self, picture: Picture, unit: int, inputs: list[int]) -> int:
        at = (unit, 0)
        rows = slice(unit * self.pieces, (unit + 1) * self.pieces)
        slopes = (self.f[rows, None] * self.w[rows]).sum(axis=0)
        sent = (self.delta[rows, None] * self.w[rows]).sum(axis=0)
        place = {"layer": self.n + 1, "unit": unit, "input": None}
        node = step(
            "neuron", SYMBOLS[self.activation], inputs, slopes.tolist(), sent.tolist(), place
        )
        numbers = self.example.number(self.a_name, at)
        return picture.add((self.a_name, at), **numbers, **node, **self.inside(unit))

    def inside(self, unit: int) -> dict[str, Any]:
        """z, weights and bias of a unit; of maxout those of the piece that wins, and all pieces."""
        rows = range(unit * self.pieces, (unit + 1) * self.pieces)
        values, z = self.example.values, self.example.values[self.z_name]
        best = max(rows, key=lambda row: (z[row, 0], -row))
        told = {"activation": self.activation, **self.row(best, values)}
        if self.pieces == 1:
            return told | {"pieces": None}
        each = [self.row(row, values) | {"wins": bool(self.f[row] > 0)} for row in rows]
        return told | {"pieces": each}

    def row(self, row: int, values: dict[str, Array]) -> dict[str, Any]:
        grads, numeric = self.example.grads, self.example.numeric
        return {
            "z": float(values[self.z_name][row, 0]), "grad_z": float(self.delta[row]),
            "bias": float(values[self.b_name][row, 0]),
            "bias_grad": float(grads[self.b_name][row, 0]),
            "bias_numeric": float(numeric[self.b_name][row, 0]),
            "weights": self.w[row].tolist(), "weight_grads": grads[self.w_name][row].tolist(),
            "weight_numeric": numeric[self.w_name][row].tolist(),
        }  # fmt: skip


def _group(example: Example, n: int, nodes: list[int], before: list[int]) -> dict[str, Any]:
    """A layer: what it sends to each of its inputs is the sum over its neurons."""
    sent = example.grads[example.passage.a_name(n)][:, 0]
    return layer_group(n, nodes, before, sent.tolist())


def _chance(picture: Picture, example: Example, k: int, outputs: list[int]) -> int:
    """pₖ of the softmax: every output goes into every chance."""
    slopes, grad = example.slopes["p"][k], example.grads["p"][k, 0]
    numbers, sent = example.number("p", (k, 0)), grad * slopes
    node = step("softmax", f"p{sub(k + 1)}", outputs, slopes.tolist(), sent.tolist())
    return picture.add(("p", (k, 0)), **numbers, **node)


def _loss(picture: Picture, example: Example, said: list[int], targets: list[int]) -> None:
    grads = [example.grads[name][:, 0] for name in (example.passage.said, "y")]
    slopes = [real(slope) for slope in np.concatenate(grads)]
    node = step("loss", "L", [*said, *targets], slopes, slopes)
    numbers = example.number("L", ()) | {"loss": example.passage.net.loss}
    picture.add(("L", ()), **numbers, **node)
