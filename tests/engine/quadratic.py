"""A quadratic with known curvatures, as an objective: L(θ) = ½ θᵀHθ."""

import numpy as np

from server.engine.core import Array, Batch, Tape


class Quadratic:
    """H has the given eigenvalues, and `vectors` (columns, in their order) drawn with `seed`.
    `wrong`: a coordinate of the gradient that is made 1 % too large.
    """

    kind, scratch = "quadratic", 1

    def __init__(self, eigenvalues: Array, seed: int, wrong: int | None = None) -> None:
        self.parameters, self.wrong = len(eigenvalues), wrong
        draw = np.random.default_rng(seed).standard_normal((self.parameters, self.parameters))
        self.vectors = np.linalg.qr(draw)[0]
        self.hessian = self.vectors * eigenvalues @ self.vectors.T
        self.batch = Batch(np.ones((1, 1)), np.zeros((1, 1)))

    def compile(self, theta: Array, grad: Array | None, size: int, targets: int) -> "Program":
        del size, targets
        return Program(self, theta, grad)


class Program:
    def __init__(self, objective: Quadratic, theta: Array, grad: Array | None) -> None:
        self.objective, self.theta, self.grad = objective, theta, grad
        self.x, self.y = np.ones((1, 1)), np.zeros((1, 1))
        self.loss, self.penalty = np.zeros(len(theta)), np.zeros(len(theta))
        self.forward, self.measure, self.punish, self.backward = (Tape() for _ in range(4))
        self.measure.call(self._measure)
        self.backward.call(self._differentiate)

    def _measure(self) -> None:
        self.loss[...] = 0.5 * ((self.theta @ self.objective.hessian) * self.theta).sum(axis=1)

    def _differentiate(self) -> None:
        assert self.grad is not None
        self.grad[...] = self.theta @ self.objective.hessian
        if self.objective.wrong is not None:
            self.grad[:, self.objective.wrong] *= 1.01
