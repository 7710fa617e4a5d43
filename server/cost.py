"""Cost of a step, in multiplications (about a nanosecond each); known before anything is made."""

from server import spec as specs
from server.spec import Spec


def cost(spec: Spec, points: int, grad: bool) -> int:
    """Of one step: multiplications of all rows, forward over all points, forward and backward over
    the minibatch, searches; the units' outputs, ten multiplications each; the fixed cost of a step,
    of a row, of a draw and of a number as JSON.
    """
    rows, size = len(spec.methods), spec.parameters
    batch = min(spec.batch, points)
    asked = sum(max(specs.asked_by(b, size) for b in m.blocks) for m in spec.methods)
    drawn = sum(max(specs.drawn_by(b) for b in m.blocks) for m in spec.methods)
    seen = rows * (points + 3 * batch) + asked * batch
    fixed = 100_000 + 30_000 * rows + 20_000 * drawn * max(1, len(spec.sizes) - 1)
    return fixed + (size + 10 * _bends(spec)) * seen + 1000 * rows * size * grad


def _bends(spec: Spec) -> int:
    """How many numbers bend for an example; of a surface its operations, of two weights their z."""
    return {"surface": 20, "points": 1}.get(spec.objective.kind, spec.units)
