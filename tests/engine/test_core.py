"""Rows of Θ are independent, to the bit: alone, together, in another order, in chunks,
as methods of one run.
"""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from server.engine import core
from server.engine.core import Array, Batch, Evaluator
from server.engine.losses import LOSSES
from server.engine.mlp import Network
from server.engine.params import count
from server.journal import Journal
from server.run import Run
from server.spec import parse


def objective(
    loss: str, dtype: str, sizes: tuple[int, ...], examples: int
) -> tuple[Network, Batch, Array]:
    rng = np.random.default_rng(3)
    outputs = 3 if loss in ("softmax_cross_entropy", "class_hinge") else 1
    whole = (*sizes, outputs)
    net = Network(whole, ("tanh",) * (len(whole) - 2), loss, "l2", 0.01)
    x = np.ones((sizes[0] + 1, examples), dtype)
    x[:-1] = rng.uniform(-1, 1, (sizes[0], examples))
    y = np.zeros((outputs, examples), dtype)
    y[rng.integers(0, outputs, examples), np.arange(examples)] = 1
    return net, Batch(x, y), rng.normal(0, 0.7, (7, count(whole))).astype(dtype)


def evaluated(net: Network, batch: Batch, theta: Array) -> list[Array]:
    """Loss, penalty and gradient as integers: equality to the bit, and the sign of zero too."""
    out = Evaluator(net, batch, theta.dtype).evaluate(theta, want_grad=True)
    return [a.view(f"i{a.itemsize}") for a in out if a is not None]


@pytest.mark.parametrize("examples", [1, 3, 10, 100])
@pytest.mark.parametrize("sizes", [(2, 6, 4), (2, 32, 32), (7, 1), (2,)], ids=str)
@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("loss", LOSSES)
def test_a_row_has_the_same_bits_alone_permuted_and_split(
    loss: str, dtype: str, sizes: tuple[int, ...], examples: int
):
    net, batch, theta = objective(loss, dtype, sizes, examples)
    whole = evaluated(net, batch, theta)
    order = np.array([3, 6, 0, 5, 1, 4, 2])
    alone = [
        np.concatenate(parts)
        for parts in zip(*(evaluated(net, batch, row[None]) for row in theta), strict=True)
    ]
    halves = (evaluated(net, batch, part) for part in (theta[:2], theta[2:]))
    split = [np.concatenate(parts) for parts in zip(*halves, strict=True)]
    for name, other in {
        "alone": alone,
        "permuted": [a[np.argsort(order)] for a in evaluated(net, batch, theta[order])],
        "split": split,
    }.items():
        for what, a, b in zip(("loss", "penalty", "grad"), whole, other, strict=True):
            assert np.array_equal(a, b), f"{what} {name}: {np.count_nonzero(a != b)} differ"


def test_more_rows_than_a_chunk_holds_are_the_same_rows():
    net, batch, theta = objective("sigmoid_cross_entropy", "float64", (2, 6, 4), 200)
    many = np.tile(theta, (30, 1))
    evaluator = Evaluator(net, batch)
    assert evaluator.chunk < len(many), f"chunk {evaluator.chunk} holds all {len(many)}"
    loss, _, _ = evaluator.evaluate(many)
    once, _, _ = evaluator.evaluate(theta)
    assert np.array_equal(loss, np.tile(once, 30))


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_chunks_of_rows_have_the_bits_of_all_rows_together(dtype: str, monkeypatch: Any):
    """With dropout: its masks are shared by all rows, so they must reach every chunk."""
    net, batch, theta = objective("softmax_cross_entropy", dtype, (2, 6, 4), 10)
    net = replace(net, dropout=0.5)
    grads: list[Array] = []
    for scratch in (core.SCRATCH_BYTES, 2 * 3 * net.scratch * 10 * theta.itemsize):
        monkeypatch.setattr(core, "SCRATCH_BYTES", scratch)
        grad = np.zeros_like(theta)
        whole = core.Lockstep(net, theta, grad, batch.size, len(batch.y))
        whole.x[...], whole.y[...] = batch.x, batch.y
        whole.parts[0].drop(0.5, rng=np.random.default_rng(0))  # type: ignore[attr-defined]
        whole.tape.run()
        assert len(whole.parts) == (1 if not grads else 3)
        grads += [grad, whole.loss.copy()]
    assert grads[0].tobytes() == grads[2].tobytes() and grads[1].tobytes() == grads[3].tobytes()


class Muddled(Network):
    """An objective whose first row sums in another order as soon as there are others."""

    def compile(self, theta: Array, *more: Any, **options: Any) -> Any:
        program = super().compile(theta, *more, **options)
        if len(theta) > 1:
            program.backward.call(np.nextafter, program.grad[0], np.inf, program.grad[0])
        return program


def test_the_probe_finds_a_shape_where_stacking_changes_bits_and_its_rows_then_go_alone():
    net, batch, theta = objective("squared", "float64", (2, 6, 4), 10)
    muddled = Muddled(net.sizes, net.activations, net.loss)
    assert core.agrees(net, 10, 1, theta.dtype) and not core.agrees(muddled, 10, 1, theta.dtype)
    grad = np.zeros_like(theta)
    assert len(core.Lockstep(muddled, theta, grad, 10, 1).parts) == len(theta)
    assert len(core.Lockstep(net, theta, grad, 10, 1).parts) == 1
    del batch


METHODS = [
    {"blocks": [{"optimizer": "adam", "rate": 0.03}]},
    {"blocks": [{"optimizer": "adam", "rate": 0.3}], "schedule": {"kind": "halve", "every": 2}},
    {"blocks": [{"optimizer": "sgd", "rate": 0.1}]},
    {"blocks": [{"optimizer": "momentum", "rate": 0.05, "momentum": 0.5}]},
    {"blocks": [{"optimizer": "adam", "rate": 0.03, "until": 2}, {"optimizer": "sgd"}]},
]


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_methods_side_by_side_are_each_alone_to_the_bit(dtype: str):
    spec = {"data": {"count": 60}, "dtype": dtype}
    together = Run(Journal(parse({**spec, "methods": METHODS})))
    together.advance(20)
    for row, method in enumerate(METHODS):
        alone = Run(Journal(parse({**spec, "methods": [method]})))
        alone.advance(20)
        here, there = together.stepper.theta[row], alone.stepper.theta[0]
        assert here.tobytes() == there.tobytes(), (
            f"{method}: {np.abs(here - there).max()} apart after 20 steps"
        )


@pytest.mark.parametrize("examples", [1, 10, 200])
@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("loss", LOSSES)
def test_rows_with_examples_and_lambdas_of_their_own_have_the_bits_of_each_alone(
    loss: str, dtype: str, examples: int
):
    net, batch, theta = objective(loss, dtype, (2, 6, 4), examples)
    rows, rng = len(theta), np.random.default_rng(1)
    grad, lambdas = np.zeros_like(theta), rng.uniform(0, 0.1, rows)
    stack = net.stack(theta, grad, examples)
    for row in range(rows):
        order = rng.permutation(examples)
        stack.x[row, :-1] = batch.x[:-1, order] * (1 + row)
        stack.y[row] = batch.y[:, order]
        stack.strengths[row] = (
            replace(net, strength=lambdas[row]).stack(theta, None, 1).strengths[0]
        )
    for tape in (stack.forward, stack.measure, stack.punish, stack.backward):
        tape.run()
    for row in range(rows):
        alone = replace(net, strength=float(lambdas[row]))
        own = evaluated(alone, Batch(stack.x[row], stack.y[row]), theta[row : row + 1])
        for a, b in zip(own, (stack.loss, stack.penalty, grad), strict=True):
            assert np.array_equal(a[0], b[row].view(a.dtype)), f"row {row}"
    assert core.agrees(net, examples, len(batch.y), dtype, stack=net.stack)
