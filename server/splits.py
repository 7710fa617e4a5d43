"""Splits: the losses over the whole training and test set, at the θ of a run."""

import numpy as np

from server.engine.core import Array, Batch, Program, Tape
from server.engine.mlp import NetworkProgram, total


class Splits:
    """A program of R rows for all examples, the training ones first, whose theta changes in place.
    A surface has one example and no test set.
    """

    def __init__(self, program: Program, train: int) -> None:
        self.program, self._train, self._rows = program, train, len(program.loss)
        self._losses = np.full((2, self._rows), np.nan, program.loss.dtype)
        self._measure = self._measured(program) if program.x.shape[-1] else Tape()

    def fill(self, train: Batch, test: Batch) -> None:
        """The same number of examples, elsewhere."""
        for split, at in ((train, slice(None, self._train)), (test, slice(self._train, None))):
            self.program.x[:, at], self.program.y[:, at] = split.x, split.y

    def losses(self) -> tuple[Array, Array]:
        """Data loss at the present theta over the whole training and test set, (R,) each;
        NaN without points.
        """
        self.run()
        return self.latest

    def run(self) -> None:
        self._measure.run()

    @property
    def latest(self) -> tuple[Array, Array]:
        """What was measured last."""
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
        errors = program.error.reshape(self._rows, -1, program.size)
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
