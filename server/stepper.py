"""Stepper: a State set in motion. Compiles its tapes and runs one update after another, in place.

1. `state()` is a frozen copy; `Stepper(state)` continues it to the same bits.
2. A step is: take the next minibatch, forward, loss, backward, update. `peek` does all but the
   update: it is what Frame k shows of step k + 1, and changes nothing.
3. No clock, no journal, no history here.
"""

from collections.abc import Sequence
from dataclasses import replace
from math import inf, isfinite

import numpy as np

from server.deal import dealt
from server.engine import params, swats
from server.engine.core import Array, Batch, Lockstep, Tape
from server.engine.datasets import Points
from server.engine.descent import beside
from server.engine.methods import Searcher, Tried, search
from server.engine.mlp import Network, NetworkProgram
from server.engine.search import SEARCHES
from server.kind import Kind, kind_of, steady
from server.shaker import Shaker, noises
from server.spec import REACH_OF_PLACES
from server.splits import split
from server.state import State, batch, begin_blocks, objective, row_at, searchers
from server.tapes import Tapes

# Where θ lives: since which step, of which layers and inputs.
Space = tuple[int, params.Sizes, tuple[str, ...]]


class Stepper:
    def __init__(self, state: State) -> None:
        self.load(state)

    def load(self, state: State) -> None:
        """Take over a state; arrays are copied, so that the state stays frozen."""
        self._from, self.spec, self.objective = state, state.spec, objective(state.spec)
        self.theta = state.theta.copy()
        self.moments = beside(state.moments)
        self.scalars, self.evaluations = state.scalars.copy(), state.evaluations.copy()
        self._counts = self.evaluations[:, 1]  # of those that go down
        self.found, self.lost = state.found.copy(), state.lost.copy()
        self.grad = np.zeros_like(self.theta)
        self.space: Space = state.begun, state.spec.sizes, state.spec.model.features
        self.step, self.epoch, self.phase = state.step, state.epoch, state.phase
        self.cursor, self.shuffle = state.cursor, state.shuffle
        self._hold(state)
        self.reach = REACH_OF_PLACES if state.spec.objective.planar else inf
        self._shaker = Shaker(state.spec, self.theta) if any(noises(state.spec)) else None
        self.ids = state.points.ids[~state.points.test]
        self._searchers: list[Searcher] = []
        self.tried: list[Tried] = []  # what rows asked on the way here
        self.kind: Kind | None = None  # whom it could step with
        self._squares = np.empty_like(self.theta)
        self._starts = np.array(state.spec.offsets[:-1])
        self._norms = np.zeros((len(self.theta), len(self._starts)), self.theta.dtype)
        # Of each row, the block that works now, the rate of the next step (where SWATS has found
        # one, that), and how it goes down but for its rate.
        self.blocks = [method.blocks[0] for method in state.spec.methods]
        self.rates = [0.0] * len(self.blocks)
        self.rules = [row_at(method, self.epoch) for method in state.spec.methods]
        # Those that change with the epochs.
        self.turning = [r for r, m in enumerate(state.spec.methods) if not steady(m)]
        self.rest()
        self._deal()
        self._begin_epoch(range(len(self.blocks)))

    def rest(self) -> None:
        """Give back what was compiled: it is made again when a step is taken here, and not in a
        stack.
        """
        self._tapes = Tapes(self.objective, self.theta, self.grad, self.moments, self.scalars)
        self._update: Tape | None = None
        self.stacked = 0  # steps since then

    def change_data(self, state: State) -> None:
        """The same points elsewhere: nothing is compiled again."""
        self._from = state
        self._hold(state)
        if self._tapes.splits:
            self._tapes.splits.fill(self.train, self.test)

    def _hold(self, state: State) -> None:
        """Its points."""
        self.train, self.test = split(state.spec, state.points)
        self.ready = self.train.size > 0  # whether there is anything to learn from

    def state(self) -> State:
        return replace(
            self._from,
            theta=self.theta.copy(),
            moments=self.moments.copy(),
            scalars=self.scalars.copy(),
            evaluations=self.evaluations.copy(),
            found=self.found.copy(),
            lost=self.lost.copy(),
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
    def net(self) -> Network:
        assert isinstance(self.objective, Network)
        return self.objective

    @property
    def whole(self) -> NetworkProgram:
        """The network on all points, training first."""
        program = self._tapes.measured(self.train, self.test).program
        assert isinstance(program, NetworkProgram)
        return program

    @property
    def points(self) -> Points:
        return self._from.points

    @property
    def epochs(self) -> float:
        return self.epochs_after(0)

    def epochs_after(self, steps: int) -> float:
        """After so many more."""
        passes, cursor = divmod(self.cursor + steps, max(1, len(self.deal)))
        phase = 0.0 if passes else self.phase
        return self.epoch + passes + phase + (1 - phase) * cursor / max(1, len(self.deal))

    @property
    def layers(self) -> int:
        return len(self._starts)

    @property
    def squared_norms(self) -> Array:
        """‖∂L/∂W‖² per layer of the last gradient, weights and biases together: (R, L)."""
        np.multiply(self.grad, self.grad, self._squares)
        np.add.reduceat(self._squares, self._starts, 1, None, self._norms)
        return self._norms

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
        if self._shaker:
            self._shaker.shake(self.grad, self.step)
        return training

    def advance(self) -> None:
        """One update. Rows that were lost stand still, as each of them would if it were alone."""
        training = self._coming()
        training.tape.run()
        if self._shaker:
            self._shaker.shake(self.grad, self.step)
        self.tried = self.search(self.theta, self.found, self.evaluations)
        if not len(self.aside):
            self._updating().run()
        elif len(self.aside) < len(self.theta):
            self._update_but(self.aside)
        self.passed(1)

    def passed(self, count: int) -> None:
        """So many updates were made, here or in a stack."""
        self._counts += self._descending * count
        self.step += count
        self.cursor += count
        while self.cursor >= len(self.deal):
            self.cursor -= len(self.deal)
            self.epoch, self.phase, self.shuffle = self.epoch + 1, 0.0, self.shuffle + 1
            self._deal()
            self._begin_epoch(self.turning)

    def watch(self, loss: Array) -> bool:
        """Note which rows are lost at the present theta with this data loss (R,), and which are so
        no more. → whether any is.
        """
        if not self.ready:
            return self._any_lost
        if not self._any_lost and self.reach == inf and all(map(isfinite, loss.tolist())):
            return False
        bad = ~np.isfinite(loss) | ~(np.abs(self.theta) <= self.reach).all(axis=1)
        if not self._any_lost and not bad.any():
            return False
        lost = np.where(bad, np.where(self.lost < 0, self.step, self.lost), -1)
        if (lost != self.lost).any():
            self.lost = lost
            self._count_rows()
        return self._any_lost

    def losses(self) -> tuple[Array, Array]:
        """Data loss at the present theta over the whole training and test set, (R,) each;
        NaN without points.
        """
        return self._tapes.measured(self.train, self.test).losses()

    def batch_of(self, chosen: Array) -> Batch:
        """The chosen points as the network sees them."""
        return batch(self.spec, self.points, chosen)

    def penalty(self) -> Array:
        """λR(W), (R,)."""
        return self._tapes.measured(self.train, self.test).penalty()

    def _deal(self) -> None:
        """The minibatches of one pass; the order of points in it is `order`."""
        self.order, self.deal = dealt(self.spec, self.train.size, self.shuffle)

    def _begin_epoch(self, rows: Sequence[int]) -> None:
        """Rates follow their schedules; another block's optimizer begins with fresh moments. Only
        rows that change with the epochs are looked at, but at first all.
        """
        if self.cursor == 0 and self.phase == 0 and self.turning:
            begin_blocks(self.spec, self.epoch, self.moments, self.scalars, self.found)
        for row in rows:
            method = self.spec.methods[row]
            self.blocks[row] = method.blocks[method.block_at(self.epoch)]
            self.rates[row] = method.rate_at(self.epoch, float(self.scalars[row, swats.RATE]))
            self.rules[row] = row_at(method, self.epoch)
        if rows:
            self._update = None
            self._count_rows()
            together = not (self._searchers or self._shaker)
            self.kind = kind_of(self.objective, self.rules, self.theta) if together else None

    def _updating(self) -> Tape:
        if self._update is None:
            self._update = self._tapes.update(self.rules, self.rates).tape
        return self._update

    def search(self, theta: Array, found: Array, evaluations: Array) -> list[Tried]:
        """One step of the rows that search, on the coming minibatch, in place.

        Where that is all points, they keep their order and a search remembers the loss where it
        stands; else it must ask for it again, for each minibatch has other losses.
        """
        if not self._searchers:
            return []
        whole = len(self.deal) == 1
        x, y = self.train.x, self.train.y
        here = self.train if whole else Batch(x.take(self.coming, 1), y.take(self.coming, 1))
        tried = search(
            self._searchers,
            theta,
            found,
            evaluations,
            lambda theta: self._tapes.asker.ask(theta, here),
            lambda row: self.spec.search_rng(row, self.step),
            self._shaker.shaken if self._shaker else None,
        )
        if not whole:
            found[[s.row for s in self._searchers], 0] = np.nan
        return tried

    def _update_but(self, aside: Array) -> None:
        """The update of all rows but some, which stay as they are."""
        kept = self.theta[aside], self.moments[aside], self.scalars[aside]
        self._updating().run()
        self.theta[aside], self.moments[aside], self.scalars[aside] = kept

    def _count_rows(self) -> None:
        """Who takes the next step how: searching, by the gradient, or not at all."""
        going = self.lost < 0
        self._any_lost = not bool(going.all())
        searches = np.array([b.optimizer in SEARCHES for b in self.blocks])
        descending = going & ~searches
        self.aside = np.flatnonzero(~descending)
        self._descending = descending.astype(np.int64)
        chosen = np.flatnonzero(going & searches).tolist()
        self._searchers = searchers(self.spec, self.blocks, self.rates, chosen)

    def _coming(self) -> Lockstep:
        """The gradient of the coming minibatch, ready to run; dropout's masks follow from which
        minibatch it is.
        """
        chosen = self.deal[self.cursor]
        training = self._tapes.training(len(chosen), len(self.train.y))
        self.train.x.take(chosen, 1, training.x, "clip")
        self.train.y.take(chosen, 1, training.y, "clip")
        first, share = training.parts[0], self.spec.model.dropout
        if share and isinstance(first, NetworkProgram):
            first.drop(share, rng=self.spec.rng("batches", self.shuffle, self.cursor + 1))
        return training
