"""Course: one deep network in training, for as many steps as are asked: forwards, and back again.

1. (Spec, step) determines every number: going back is the nearest keyframe and a replay.
2. All points are in every minibatch, so the gradient that is told is the one that takes the next
   step: nothing is computed for the picture alone.
3. A network whose θ is not finite any more stands still: `lost` says since which step.
"""

from dataclasses import dataclass

import numpy as np

from server import state as states
from server.engine import params
from server.engine.core import Array
from server.engine.curvature import length
from server.engine.health import Health, health
from server.engine.mlp import NetworkProgram
from server.spec import Spec
from server.state import State
from server.stepper import Stepper
from server.work import Work

EVERY = 5  # steps from one entry of the log to the next
KEYFRAME = 50
SAME = 1e-9  # of a layer's largest weight: what units may differ by and still be one


@dataclass(frozen=True, eq=False)
class Measured:
    """The data loss at θ, and ‖∂L/∂W‖ of every layer, without the biases."""

    step: int
    loss: float
    norms: list[float]


class Course:
    def __init__(self, spec: Spec) -> None:
        self._keyframes: dict[int, State] = {0: states.begin(spec)}
        self._stepper = Stepper(self._keyframes[0])
        self.lost: int | None = None
        self.log: dict[int, Measured] = {}  # at multiples of EVERY
        self.distinct_at_start = self.distinct()
        self.start = self.measure()

    @property
    def step(self) -> int:
        return self._stepper.step

    @property
    def sizes(self) -> params.Sizes:
        return self._stepper.spec.sizes

    @property
    def activation(self) -> str:
        return self._stepper.spec.model.hidden[0].activation

    @property
    def weights(self) -> list[Array]:
        """Of the hidden layers: (rows, inputs + 1), biases last."""
        return params.views(self._stepper.theta[0], self.sizes)[:-1]

    def go(self, step: int) -> Work[None]:
        """To a step, or to where the network was lost before it; a piece for each step."""
        step = step if self.lost is None else min(step, self.lost)
        if step < self.step:
            at = max(k for k in self._keyframes if k <= step)
            self._stepper.load(self._keyframes[at])
            yield
        while self.step < step and not self.lost == self.step:
            self._note()
            self._stepper.advance()
            if not np.isfinite(self._stepper.theta).all():
                self.lost = self.step
            yield
        self._note()

    def measure(self) -> Measured:
        """Here, of all points."""
        program = self.run()
        layers = params.views(self._stepper.grad[0], self.sizes)
        norms = [length(layer[:, :-1]) for layer in layers]
        return Measured(self.step, float(program.loss[0]), norms)

    def run(self) -> NetworkProgram:
        """Forward and backward at this step: what every layer holds."""
        training = self._stepper.peek()
        assert training is not None
        program = training.parts[0]
        assert isinstance(program, NetworkProgram)
        return program

    def health(self) -> list[Health]:
        stepper = self._stepper
        return health(stepper.net, stepper.theta[0], stepper.train)

    def distinct(self) -> list[int]:
        """How many units of every hidden layer differ from those before them in their weights."""
        return [len(set(group)) for group in self.groups()]

    def groups(self) -> list[list[int]]:
        """Of every unit of every hidden layer, the first unit with the same weights."""
        pairs = zip(self.weights, self.sizes[1:-1], strict=True)
        return [_firsts(w.reshape(units, -1)) for w, units in pairs]

    def _note(self) -> None:
        step = self.step
        if step % EVERY == 0 and step not in self.log:
            self.log[step] = self.measure()
        if step % KEYFRAME == 0 and step not in self._keyframes:
            self._keyframes[step] = self._stepper.state()


def _firsts(units: Array) -> list[int]:
    apart = np.abs(units[:, None] - units[None]).max(axis=-1)
    alike = ~(apart > SAME * np.abs(units).max())  # what is not a number is like all others
    return alike.argmax(axis=1).tolist()
