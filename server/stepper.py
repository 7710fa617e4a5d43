"""Stepper: a State set in motion. Compiles its tapes and runs one update after another, in place.

1. `state()` is a frozen copy; `Stepper(state)` continues it to the same bits.
2. A step is: take the next minibatch, forward, loss, backward, update. `peek` does all but the
   update: it is what Frame k shows of step k + 1, and changes nothing.
3. No clock, no journal, no history here.
"""

from dataclasses import replace

import numpy as np

from server.engine import params, swats, updates
from server.engine.core import Array, Batch, Lockstep, Tape
from server.engine.datasets import Points
from server.engine.descent import Descent, Row
from server.engine.mlp import NetworkProgram
from server.spec import Block, Method
from server.state import State, batch, network

# Where θ lives: since which step, of which layers and inputs.
Space = tuple[int, params.Sizes, tuple[str, ...]]


class Stepper:
    def __init__(self, state: State) -> None:
        self.load(state)

    def load(self, state: State) -> None:
        """Take over a state; arrays are copied, so that the state stays frozen."""
        self._from, self.spec, self.net = state, state.spec, network(state.spec)
        self.theta = state.theta.copy()
        # One slot of all rows lies side by side: neighbouring rows share their calls (descent.py).
        self.moments = state.moments.transpose(1, 0, 2).copy().transpose(1, 0, 2)
        self.scalars, self.evaluations = state.scalars.copy(), state.evaluations.copy()
        self.grad = np.zeros_like(self.theta)
        self.space: Space = state.begun, state.spec.sizes, state.spec.model.features
        self.step, self.epoch, self.phase = state.step, state.epoch, state.phase
        self.cursor, self.shuffle = state.cursor, state.shuffle
        self.train = batch(state.spec, state.points, ~state.points.test)
        self.test = batch(state.spec, state.points, state.points.test)
        self.ids = state.points.ids[~state.points.test]
        self._trainings: dict[int, Lockstep] = {}
        self._squares = np.empty_like(self.theta)
        self._starts = np.array(params.offsets(state.spec.sizes)[:-1])
        self.squared_norms = np.zeros((len(self.theta), len(self._starts)), self.theta.dtype)
        self.whole, self._losses = self._measuring()
        self._fill_whole()
        self._descent: Descent | None = None
        self._deal()
        self._begin_epoch()

    def change_data(self, state: State) -> None:
        """The same points elsewhere: nothing is compiled again."""
        self._from = state
        self.train = batch(state.spec, state.points, ~state.points.test)
        self.test = batch(state.spec, state.points, state.points.test)
        self._fill_whole()

    def state(self) -> State:
        return replace(
            self._from,
            theta=self.theta.copy(),
            moments=self.moments.copy(),
            scalars=self.scalars.copy(),
            evaluations=self.evaluations.copy(),
            step=self.step,
            epoch=self.epoch,
            phase=self.phase,
            cursor=self.cursor,
            shuffle=self.shuffle,
        )

    @property
    def begun(self) -> int:
        """The step at which the present parameters' meaning began."""
        return self._from.begun

    @property
    def points(self) -> Points:
        return self._from.points

    @property
    def ready(self) -> bool:
        """Whether there is anything to learn from."""
        return self.train.size > 0

    @property
    def epochs(self) -> float:
        return self.epoch + self.phase + (1 - self.phase) * self.cursor / max(1, len(self.deal))

    @property
    def blocks(self) -> list[Block]:
        """Of each row, the block that works now."""
        return [m.blocks[m.block_at(self.epoch)] for m in self.spec.methods]

    @property
    def rates(self) -> list[float]:
        """Of the next step; where SWATS has found one, that."""
        estimates = self.scalars[:, swats.RATE].tolist()
        pairs = zip(self.spec.methods, estimates, strict=True)
        return [method.rate_at(self.epoch, estimate) for method, estimate in pairs]

    @property
    def coming(self) -> Array:
        """Which training points are the coming minibatch."""
        return self.deal[self.cursor] if self.ready else np.zeros(0, int)

    def peek(self) -> Lockstep | None:
        """Forward, loss and gradient of the coming minibatch,
        without the update and without being counted.
        """
        if not self.ready:
            return None
        training = self._coming()
        training.tape.run()
        self._measure_norms()
        return training

    def advance(self) -> None:
        """One update."""
        training = self._coming()
        training.tape.run()
        self._measure_norms()
        self._update.run()
        self.evaluations[:, 1] += 1
        self.step += 1
        self.cursor += 1
        if self.cursor == len(self.deal):
            self.epoch, self.phase, self.cursor = self.epoch + 1, 0.0, 0
            self.shuffle += 1
            self._deal()
            self._begin_epoch()

    def losses(self) -> tuple[Array, Array]:
        """Data loss at the present theta over the whole training and test set, (R,) each;
        NaN without points.
        """
        self._measure.run()
        return self._losses[0], self._losses[1]

    def batch_of(self, chosen: Array) -> Batch:
        """The chosen points as the network sees them."""
        return batch(self.spec, self.points, chosen)

    def penalty(self) -> Array:
        """λR(W), (R,)."""
        self.whole.punish.run()
        return self.whole.penalty.copy()

    def _measuring(self) -> tuple[NetworkProgram, Array]:
        """One program for all points, training points first,
        and both splits' mean losses (2, R).
        """
        train, count = self.train.size, self.train.size + self.test.size
        program = NetworkProgram(self.net, self.theta, None, count)
        losses = np.full((2, len(self.theta)), np.nan, self.theta.dtype)
        self._measure = Tape([*program.forward, *program.errors] if count else [])
        errors = program.error.reshape(len(self.theta), self.net.sizes[-1], count)
        scale = program.error_scale
        for part, out in ((errors[..., :train], losses[0]), (errors[..., train:], losses[1])):
            if part.size:
                self._measure.call(np.add.reduce, part, (1, 2), None, out)
                share = np.asarray(scale / part.shape[-1], out.dtype)
                self._measure.call(np.multiply, out, share, out)
        return program, losses

    def _fill_whole(self) -> None:
        train = self.train.size
        for split, at in ((self.train, slice(None, train)), (self.test, slice(train, None))):
            self.whole.x[:, at], self.whole.y[:, at] = split.x, split.y

    def _deal(self) -> None:
        """The minibatches of one pass: a permutation of the training points,
        the short last one kept.
        """
        count = self.train.size
        order = self.spec.rng("batches", self.shuffle).permutation(count)
        size = max(1, min(self.spec.batch, count))
        self.deal = [order[i : i + size] for i in range(0, count, size)]

    def _begin_epoch(self) -> None:
        """Rates follow their schedules; another block's optimizer begins with fresh moments."""
        for row, method in enumerate(self.spec.methods):
            index = method.block_at(self.epoch)
            before = method.blocks[index - 1].until if index else None
            if before == self.epoch and self.cursor == 0 and self.phase == 0:
                self._begin_block(row, method.blocks[index].swats)
        rows = [_row(method, self.epoch) for method in self.spec.methods]
        if self._descent is None or self._descent.rows != tuple(rows):
            self._descent = Descent(self.theta, self.grad, self.moments, self.scalars, rows)
            self._update = self._descent.tape
        self._descent.set_rates(self.rates)

    def _begin_block(self, row: int, estimated: bool) -> None:
        """θ is kept. Doing it again changes nothing: a state may be loaded at this very step."""
        rate = swats.suggested(self.scalars[row]) or self.scalars[row, swats.RATE]
        self.moments[row], self.scalars[row] = 0, updates.STARTS
        if estimated:
            self.scalars[row, swats.RATE] = rate

    def _coming(self) -> Lockstep:
        """The gradient of the coming minibatch, ready to run; dropout's masks follow from which
        minibatch it is.
        """
        chosen = self.deal[self.cursor]
        training = self._training(len(chosen))
        self.train.x.take(chosen, 1, training.x, "clip")
        self.train.y.take(chosen, 1, training.y, "clip")
        first = training.parts[0]
        if self.net.dropout and isinstance(first, NetworkProgram):
            first.drop(
                self.net.dropout, rng=self.spec.rng("batches", self.shuffle, self.cursor + 1)
            )
        return training

    def _training(self, size: int) -> Lockstep:
        if size not in self._trainings:
            outputs = self.net.sizes[-1]
            self._trainings[size] = Lockstep(self.net, self.theta, self.grad, size, outputs)
        return self._trainings[size]

    def _measure_norms(self) -> None:
        """‖∂L/∂W‖² per layer, weights and biases together."""
        np.multiply(self.grad, self.grad, self._squares)
        np.add.reduceat(self._squares, self._starts, 1, None, self.squared_norms)


def _row(method: Method, epoch: int) -> Row:
    """How the method goes down in this epoch."""
    block, clip = method.blocks[method.block_at(epoch)], method.clip
    estimates = method.estimates_at(epoch)
    return Row(block.optimizer, block.hyper, block.decay, clip.kind, clip.at, estimates)
