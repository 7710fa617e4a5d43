"""Path: where θ has been, thinned as it grows; what the landscape's plane is made from."""

import numpy as np

from server.engine.core import Array

MOST = 384
FEW = 32  # where no landscape is looked at


class Path:
    """Every `stride`-th θ of row 0 since the parameters' meaning began, at most `most` of them."""

    def __init__(self, most: int = MOST) -> None:
        self.stride, self.most = 1, most
        self.steps: list[int] = []
        self.thetas: list[Array] = []

    def add(self, step: int, theta: Array) -> None:
        if self.steps and (step <= self.steps[-1] or step % self.stride):
            return
        self.steps.append(step)
        self.thetas.append(theta.astype(float))
        while len(self.steps) > self.most:
            self.stride *= 2
            keep = [0, *(i for i, s in enumerate(self.steps) if i and s % self.stride == 0)]
            self.steps = [self.steps[i] for i in keep]
            self.thetas = [self.thetas[i] for i in keep]

    def cut(self, step: int) -> None:
        """An edit was made at this step: what lay here and ahead is no longer this run's."""
        keep = sum(s < step for s in self.steps)
        del self.steps[keep:], self.thetas[keep:]

    def until(self, step: int, theta: Array) -> tuple[Array, Array]:
        """Steps (m,) and θ (m, P) from the start to `step`, ending with the given present theta."""
        keep = [i for i, s in enumerate(self.steps) if s < step]
        steps = np.array([*(self.steps[i] for i in keep), step], float)
        return steps, np.stack([*(self.thetas[i] for i in keep), theta.astype(float)])
