"""Frame: what a run looks like after step k, always with a row axis. `observe` is a pure function
of the state.

θ_k; losses at θ_k over the whole splits; gradients, activations and loss of the minibatch that step
k + 1 will take. Only what `show` asks for is computed. The wire's layout of a Frame is in
protocol.py. Frames of many runs at once are made in album.py.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from server import pictures, tallies
from server.engine.core import Array, Lockstep, Objective
from server.engine.ftz import flush_denormals
from server.engine.planes import Plane, places
from server.family import Family, family_of
from server.probe import example, passages
from server.run import Run, Trace
from server.shelf import Shelf
from server.show import Show
from server.stepper import Stepper


@dataclass(frozen=True, eq=False)
class Frame:
    step: int
    horizon: int
    epoch: float
    version: int
    diverged: bool
    first: int  # the unit of maps[0]
    buckets: int
    batch_count: int
    values: dict[str, Array] = field(default_factory=dict[str, Array])


def framed(run: Run, values: dict[str, Array], first: int = 0, batch_count: int = 0) -> Frame:
    """Of these values, with what is told of every frame."""
    return Frame(
        step=run.step,
        horizon=run.horizon,
        epoch=run.stepper.epochs,
        version=run.version,
        diverged=run.blowup is not None,
        first=first,
        buckets=int(values.pop("buckets")[0]),
        batch_count=batch_count,
        values=values,
    )


class Observer:
    """Makes frames of one run for one page; knows which unit's turn it is. What is compiled lies on
    a shelf, which others may use, too.
    """

    def __init__(self, shelf: Shelf | None = None) -> None:
        self._shelf = Shelf() if shelf is None else shelf
        self._turn = 0
        self._made_of: Objective | None = None

    def observe(
        self, run: Run, show: Show, trace: Sequence[Trace] = (), plane: Plane | None = None
    ) -> Frame:
        stepper, family, shelf = run.stepper, self.family(run.stepper), self._shelf
        first, turn = stepper.theta[:1], self.turn(family, show)
        with flush_denormals(), np.errstate(all="ignore"):
            values = always(stepper, stepper.peek(), show, trace)
            values |= accuracies(stepper)
            if show.theta:
                values["theta"] = stepper.theta
            if show.grad:
                values["grad"] = stepper.grad
                ways, seen = passages(shelf, family, first, [example(run.glance(), show.probe)])
                values["probe"], values["probe_at"] = ways[0], seen[0]
            if show.hist:
                counts, ranges = tallies.histograms(stepper.grad[:1], family.net.sizes)
                values["hist"], values["hist_range"] = counts[0], ranges[0]
            if show.field:
                values["field"] = pictures.fields(shelf, family, first, show.field)[0]
            if show.maps:
                drawn, scales = pictures.maps(shelf, family, first, show.maps, [turn])
                values["maps"], values["map_scale"] = drawn[0], scales[0]
            if show.landscape:
                values["place"] = places(stepper.theta.astype(float), [plane] * len(stepper.theta))
        count = coming_ids(stepper, values) if show.batch else 0
        return framed(run, values, turn, count)

    def family(self, stepper: Stepper) -> Family:
        """Of the run's present network."""
        if self._made_of is not stepper.objective:
            self._made_of, self._kind = stepper.objective, family_of(stepper)
        return self._kind

    def turn(self, family: Family, show: Show) -> int:
        """The unit of this frame's first map. In the next frame others have their turn."""
        units = sum(family.net.sizes)
        slots = pictures.map_slots(family.net.sizes, show.maps) if show.maps else units
        first = self._turn % units if slots < units else 0
        self._turn = first + slots
        return first


def always(
    stepper: Stepper, peeked: Lockstep | None, show: Show, trace: Sequence[Trace]
) -> dict[str, Array]:
    """What every frame holds, and how many buckets of the curve are used; accuracies are NaN."""
    rows = len(stepper.theta)
    loss, test_loss = stepper.losses()
    curve, norms, used = tallies.curves([trace], show.curve, stepper.layers)
    return {
        "loss": loss.copy(),
        "test_loss": test_loss.copy(),
        "penalty": stepper.penalty(),
        "batch_loss": np.full(rows, np.nan) if peeked is None else peeked.loss,
        "rate": np.array(stepper.rates),
        "accuracy": np.full(rows, np.nan),
        "test_accuracy": np.full(rows, np.nan),
        "evaluations": stepper.evaluations,
        "norms": np.sqrt(stepper.squared_norms),
        "curve": curve[0],
        "curve_norms": norms[0],
        "buckets": np.array(used),
    }


def accuracies(stepper: Stepper) -> dict[str, Array]:
    """Of every row, when its losses were just asked for."""
    program, known = stepper.whole, stepper.spec.data.task != "regression"
    z = program.z[-1].reshape(len(stepper.theta), *program.y.shape)
    shares = tallies.shares(z, program.y[None], stepper.train.size, not known)
    return dict(zip(("accuracy", "test_accuracy"), shares, strict=True))


def coming_ids(stepper: Stepper, values: dict[str, Array]) -> int:
    """Into the values, the points of the coming minibatch; → how many."""
    coming = stepper.ids[stepper.coming]
    ids = np.zeros(stepper.spec.batch, np.uint16)
    ids[: len(coming)] = coming
    values["batch"] = ids
    return len(coming)
