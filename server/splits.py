"""Splits: the losses over the whole training and test set, at the θ of a run."""

import numpy as np

from server.engine.core import Array, Batch, Objective, Program, Tape
from server.engine.mlp import NetworkProgram, total


class Splits:
    """One program for all examples, training first, on a given theta (R, P) that changes in
    place. A surface has one example and no test set.
    """

    def __init__(self, objective: Objective, theta: Array, train: Batch, test: Batch) -> None:
        self.theta, self._train, count = theta, train.size, train.size + test.size
        self.program = objective.compile(theta, None, count, train.y.shape[0])
        self._losses = np.full((2, len(theta)), np.nan, theta.dtype)
        self._measure = self._measured(self.program) if count else Tape()
        self.fill(train, test)

    def fill(self, train: Batch, test: Batch) -> None:
        """The same number of examples, elsewhere."""
        for split, at in ((train, slice(None, self._train)), (test, slice(self._train, None))):
            self.program.x[:, at], self.program.y[:, at] = split.x, split.y

    def losses(self) -> tuple[Array, Array]:
        """Data loss at the present theta over the whole training and test set, (R,) each;
        NaN without points.
        """
        self._measure.run()
        return self._losses[0], self._losses[1]

    def penalty(self) -> Array:
        """λR(W), (R,)."""
        self.program.punish.run()
        return self.program.penalty.copy()

    def _measured(self, program: Program) -> Tape:
        if not isinstance(program, NetworkProgram):
            tape = Tape([*program.forward, *program.measure])
            tape.call(np.copyto, self._losses[0], program.loss)
            return tape
        tape = Tape([*program.forward, *program.errors])
        errors = program.error.reshape(len(self.theta), -1, program.size)
        parts = errors[..., : self._train], errors[..., self._train :]
        for part, out in zip(parts, self._losses, strict=True):
            count = part.shape[-1]
            share = program.error_scale / max(1, count)
            if count and part.shape[1] == 1:
                total(tape, part[:, 0], np.full(count, share, out.dtype), out)
            elif count:
                tape.call(np.add.reduce, part, (1, 2), None, out)
                tape.call(np.multiply, out, np.asarray(share, out.dtype), out)
        return tape
