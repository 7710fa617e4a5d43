"""Outlook: the plane that was asked for through a run's present θ, and the window to draw of it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from server.engine import params
from server.engine.core import Array, Evaluator
from server.engine.curvature import length
from server.engine.landscape import Window, window_about, window_of
from server.engine.planes import (
    Plane,
    gradient_plane,
    principal_plane,
    random_plane,
    weights_plane,
)
from server.protocol import PlaneChoice

LEAST_WEIGHT = 0.5  # half of a window across a weight whose unit has next to none
SHARE = 0.25  # of ‖θ‖: half of a window along the gradient and the most curved direction


@dataclass(frozen=True, eq=False)
class Here:
    """Where one looks from: the path (m, P) so far, ending at θ, and the plane before."""

    sizes: params.Sizes
    path: Array
    evaluator: Evaluator
    before: Plane | None

    @property
    def theta(self) -> Array:
        return self.path[-1]


def chosen(choice: PlaneChoice, here: Here) -> Iterator[Plane | None]:
    """None while it is worked at, then the plane, with the share of the path that it shows."""
    for plane in WAYS[choice.kind](choice, here):
        if plane is None or plane.kind == "path":
            yield plane
        else:
            yield replace(plane, explained=plane.explains(here.path))


def _path(choice: PlaneChoice, here: Here) -> Iterator[Plane | None]:
    del choice
    yield principal_plane(here.path, here.before)


def _random(choice: PlaneChoice, here: Here) -> Iterator[Plane | None]:
    """The same seed draws the same numbers at every θ: the picture turns only with the weights."""
    yield random_plane(here.theta, here.sizes, rng=np.random.default_rng(choice.seed))


def _weights(choice: PlaneChoice, here: Here) -> Iterator[Plane | None]:
    """Two weights; the path's plane once the layers have changed and one of them is gone."""
    first, second = (params.index_of(place, here.sizes) for place in choice.weights)
    if first is None or second is None:
        yield from _path(choice, here)
    else:
        yield weights_plane(here.theta, first, second)


def _gradient(choice: PlaneChoice, here: Here) -> Iterator[Plane | None]:
    """Beginning near the direction before, so that the picture keeps its side."""
    start = np.random.default_rng(choice.seed).standard_normal(len(here.theta))
    start /= length(start)
    if here.before is not None and here.before.kind == "gradient":
        start = start + here.before.axes[1]
    yield from gradient_plane(here.evaluator, here.theta, start)


WAYS: dict[str, Callable[[PlaneChoice, Here], Iterator[Plane | None]]] = {
    "path": _path,
    "random": _random,
    "weights": _weights,
    "gradient": _gradient,
}


def window_for(plane: Plane, here: Here) -> Window:
    """Around the path; of other planes around θ: as far as filters are long (Li et al.'s ±1), as a
    weight's own unit is long, as a quarter of θ is long; the path is shown whole if it is near.
    """
    projected = plane.project(here.path)
    if plane.kind == "path":
        return window_of(projected)
    a, b, _ = projected[-1].tolist()
    return window_about((a, b), _halves(plane, here), projected)


def _halves(plane: Plane, here: Here) -> tuple[float, float]:
    if plane.kind == "random":
        return 1.0, 1.0
    if plane.kind == "gradient":
        half = SHARE * max(length(here.theta), 1e-3)
        return half, half
    first, second = (_filter_length(here, int(plane.facts[n])) for n in ("first", "second"))
    return max(LEAST_WEIGHT, first), max(LEAST_WEIGHT, second)


def _filter_length(here: Here, index: int) -> float:
    """‖[w, b]‖ of the unit that a weight leads into."""
    layer, unit, _ = params.place_of(index, here.sizes)
    return length(params.views(here.theta, here.sizes)[layer][unit])
