"""Splits: a run's training and test points as its objective sees them, and the losses over both."""

from hashlib import blake2b
from weakref import WeakValueDictionary

import numpy as np

from server.engine.core import Array, Batch, Program, Tape
from server.engine.datasets import Points
from server.engine.mlp import NetworkProgram, total
from server.spec import Spec
from server.state import batch

_known: WeakValueDictionary[tuple[bytes, bool], Batch] = WeakValueDictionary()


def split(spec: Spec, points: Points) -> tuple[Batch, Batch]:
    """Training and test points. A hall of runs with the same of both shares them, as long as one
    of them is there: whose training points are the same object, theirs of the test are, too.
    """
    both = batch(spec, points, ~points.test), batch(spec, points, points.test)
    arrays = [values for part in both for values in (part.x, part.y)]
    for values in arrays:
        values.flags.writeable = False
    told = repr([(values.shape, values.dtype.str) for values in arrays]).encode()
    key = blake2b(b"".join([told, *map(bytes, arrays)]), digest_size=16).digest()
    train, test = (_known.setdefault((key, i > 0), part) for i, part in enumerate(both))
    return train, test


class Splits:
    """A program of R rows for all examples, the training ones first, whose theta changes in place.
    A surface has one example and no test set.
    """

    def __init__(self, program: Program, train: int) -> None:
        self.program, self._train, self._rows = program, train, len(program.loss)
        self.latest = np.full((2, self._rows), np.nan, program.loss.dtype)  # what was measured
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
        return self.latest[0], self.latest[1]

    def run(self) -> None:
        self._measure.run()

    def penalty(self) -> Array:
        """λR(W), (R,)."""
        self.program.punish.run()
        return self.program.penalty.copy()

    def _measured(self, program: Program) -> Tape:
        if not isinstance(program, NetworkProgram):
            tape = Tape([*program.forward, *program.measure])
            tape.call(np.copyto, self.latest[0], program.loss)
            return tape
        tape = Tape(program.judge)
        errors = program.error.reshape(self._rows, -1, program.size)
        parts = errors[..., : self._train], errors[..., self._train :]
        for part, out in zip(parts, self.latest, strict=True):
            count = part.shape[-1]
            share = program.error_scale / max(1, count)
            if count and part.shape[1] == 1:
                total(tape, part[:, 0], np.full(count, share, out.dtype), out)
            elif count:
                tape.call(np.add.reduce, part, (1, 2), None, out)
                tape.call(np.multiply, out, np.asarray(share, out.dtype), out)
        return tape
