"""Cost of a step, known before anything is made: nanoseconds of the machine on which the constants
were measured, right within a factor of two (docs/performance.md). `Budget` knows this machine.
"""

from dataclasses import dataclass

from server import spec as specs
from server.checks import Bad
from server.spec import Hidden, Spec

STEP, LAYER, ROW_LAYER, NUMBER = 21_000, 3_500, 170, 6.3  # of a step; of a layer; of a row's; of θ
SURFACE = 7_000  # of the operations of a formula, at most
PRODUCT = 0.035  # of a weight, for an example
CHEAP, USUAL, DEAR, ENTROPY = 1.5, 2.5, 10.5, 5.0  # of a unit's output, for an example
BENDS = dict.fromkeys(("relu", "leaky_relu", "linear", "maxout"), CHEAP) | {"softplus": DEAR}
MOST_STEP = 0.030  # seconds: a step cannot be cut, and while it is taken everybody waits
HALF = 0.4  # of what vectors do, in float32
SEARCHING, ASKED, COPIED, DRAWN = 50_000, 280, 5, 15_000  # of a row; a place; a number; a layer
FORWARD = 0.7  # what a place that is asked for costs of an example with its share of a step


def cost(spec: Spec, points: int, grad: bool = False) -> int:
    """Of one step of all rows: forward over all points, forward and backward over the minibatch,
    searches, the update; and of telling the gradient's numbers as JSON.
    """
    rows, size = len(spec.methods), spec.parameters
    batch = min(spec.batch, max(1.0, points * (1 - spec.data.test)))
    asked = sum(max(specs.asked_by(b, size) for b in m.blocks) for m in spec.methods)
    layers = max(1, len(spec.sizes) - 1)
    seen = rows * (points + 3 * batch) + FORWARD * asked * batch
    fixed = STEP + layers * LAYER + rows * (layers * ROW_LAYER + size * NUMBER)
    fixed += SURFACE * spec.objective.is_surface + _searches(spec, asked, layers)
    return round(fixed + seen * _example(spec) + 1000 * rows * size * grad)


def _example(spec: Spec) -> float:
    """Of one row and one example."""
    sorts = spec.objective.sorts if spec.objective.planar else spec.loss == "cross_entropy"
    ends = spec.outputs * (ENTROPY if sorts else USUAL)
    if spec.objective.planar:
        return 0.0 if spec.objective.is_surface else ends
    half = HALF if spec.dtype == "float32" else 1.0
    hidden = sum(_bends(layer, half) for layer in spec.model.hidden)
    return ends + spec.parameters * PRODUCT * half + hidden


def _bends(layer: Hidden, half: float) -> float:
    each = BENDS.get(layer.activation, USUAL)
    return layer.units * layer.pieces * (each if each == DEAR else each * half)


def _searches(spec: Spec, asked: int, layers: int) -> int:
    drawn = sum(max(specs.drawn_by(b) for b in m.blocks) for m in spec.methods)
    rows = sum(any(specs.asked_by(b, 1) for b in m.blocks) for m in spec.methods)
    numbers = (asked + drawn) * spec.parameters
    return rows * SEARCHING + asked * ASKED + numbers * COPIED + drawn * layers * DRAWN


@dataclass(frozen=True)
class Budget:
    """What a step may take. `pace`: how many times longer this machine takes; `most` in seconds."""

    pace: float = 1.0
    most: float = MOST_STEP

    def seconds(self, spec: Spec, points: int) -> float:
        return cost(spec, points) * self.pace * 1e-9

    def check(self, spec: Spec, points: int) -> None:
        """Bad if a step would hold up everybody else for too long."""
        took, most = (f"{s * 1000:.2g}" for s in (self.seconds(spec, points), self.most))
        if self.seconds(spec, points) > self.most:
            what = "these walkers" if spec.objective.planar else "this network"
            text = f"{what} would take about {took} ms a step; the limit is {most} here"
            raise Bad("spec", text, "slow", took=took, most=most)
