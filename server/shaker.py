"""Shaker: the noise that is added to the gradients of walkers, step by step.

Rows without a seed share the noise of a step; a row with a seed has its own. (Seed, step)
determines it. A row without noise is not touched: 0 added to −0 would change its bits.
"""

import numpy as np

from server.engine.core import Array
from server.spec import Spec

TOGETHER = 64  # steps of a row's own noise: a generator a step would cost more than the step


def noises(spec: Spec) -> list[float]:
    """Of each row, the standard deviation of the noise on its gradient."""
    usual = spec.objective.noise
    return [usual if m.noise is None else m.noise for m in spec.methods]


class Shaker:
    def __init__(self, spec: Spec, theta: Array) -> None:
        self._spec, self._dtype = spec, theta.dtype
        sigmas, seeds = np.array(noises(spec)), np.array([m.seed for m in spec.methods])
        self._sigmas, self._rows = sigmas[:, None], np.flatnonzero(sigmas)
        self._seeded = {s: np.flatnonzero((seeds == s) & (sigmas > 0)) for s in set(seeds.tolist())}
        self._drawn: Array = np.zeros(theta.shape)
        self._own: dict[int, Array] = {}  # by seed
        self._batch = -1
        self.shaken = np.zeros_like(theta)  # of the newest step

    def shake(self, grad: Array, step: int) -> None:
        """Add this step's noise to grad (R, P)."""
        for seed, rows in self._seeded.items():
            if len(rows):
                self._drawn[rows] = self._of(seed, step)
        self.shaken = (self._drawn * self._sigmas).astype(self._dtype)
        if len(self._rows) == len(grad):
            np.add(grad, self.shaken, grad)
        else:
            grad[self._rows] += self.shaken[self._rows]

    def _of(self, seed: int, step: int) -> Array:
        """Standard normal (P,)."""
        size = self._drawn[0].size
        if not seed:
            shared: Array = self._spec.shake_rng(step).standard_normal(size)
            return shared
        batch, at = divmod(step, TOGETHER)
        if batch != self._batch:
            self._own, self._batch = {}, batch
        if seed not in self._own:
            rng = self._spec.rng("noise", 4, seed, batch)
            self._own[seed] = rng.standard_normal((TOGETHER, size))
        return self._own[seed][at]
