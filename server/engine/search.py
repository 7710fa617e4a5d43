"""Searches: ways down that only ask how high a place is, never which way it falls.

A search is two functions. `ask(theta, hyper, scatter, rng)` says which places (n, P) it wants to
know; `tell(place, asked, losses, hyper, noise)` takes their losses (n,) and says where it stands
now. NaN counts as +inf when places are compared. What is asked is what is paid: n evaluations
of f a step, and one more for the place where it stands if its loss is not known.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from server.engine.core import Array

Noise = Array | float  # of the gradient, (P,)
Hyper = Mapping[str, float]
# (rng, reach) → a θ (P,) from where a start may lie, `reach` times as wide
Draw = Callable[[np.random.Generator, float], Array]


@dataclass(frozen=True)
class Place:
    """Where a search stands: θ (P,), and the loss there (NaN: not known)."""

    theta: Array
    loss: float = math.nan
    accepted: bool = False  # whether the last step led here
    taken: int = -1  # which of the asked places this is, if it is one


def random_places(theta: Array, hyper: Hyper, draw: Draw, *, rng: np.random.Generator) -> Array:
    """`candidates` independent draws of the whole θ, `reach` times as wide as a start: parachutes,
    not a walk (CS231n, "Random search").
    """
    drawn = [draw(rng, hyper["reach"]) for _ in range(int(hyper["candidates"]))]
    return np.stack(drawn).astype(theta.dtype)


def near_places(theta: Array, hyper: Hyper, draw: Draw, *, rng: np.random.Generator) -> Array:
    """θ + s·ε with ε standard normal in every parameter: a foot put out (CS231n, "Random local
    search"). The length of s·ε is about s√P.
    """
    del draw
    e = rng.standard_normal((int(hyper["candidates"]), len(theta))).astype(theta.dtype)
    return theta + e * theta.dtype.type(hyper["step"])


def best_of(place: Place, asked: Array, losses: Array, hyper: Hyper, noise: Noise) -> Place:
    """The best of the asked if it lies lower than where the search stands, else it stays."""
    del hyper, noise
    heights = np.where(np.isnan(losses), np.inf, losses)
    best, here = int(np.argmin(heights)), math.inf if math.isnan(place.loss) else place.loss
    if heights[best] < here:
        return Place(asked[best], float(heights[best]), True, best)
    return Place(place.theta, here)


def neighbours(theta: Array, hyper: Hyper, draw: Draw, *, rng: np.random.Generator) -> Array:
    """One place a parameter and side: θ ± h·eᵢ (2P), or θ and θ + h·eᵢ (P + 1)."""
    del draw, rng
    h = np.eye(len(theta), dtype=theta.dtype) * theta.dtype.type(hyper["h"])
    return np.concatenate([theta + h, theta - h if hyper["central"] else theta[None]])


def descend(place: Place, asked: Array, losses: Array, hyper: Hyper, noise: Noise) -> Place:
    """θ ← θ − ηg, g from differences: (f(θ + h) − f(θ − h))/2h, error O(h²) and rounding/h; or
    (f(θ + h) − f(θ))/h, error O(h).
    """
    del asked
    g = gradient(losses, len(place.theta), hyper) + noise
    return Place(place.theta - g * place.theta.dtype.type(hyper["rate"]), accepted=True)


def gradient(losses: Array, size: int, hyper: Hyper) -> Array:
    """The differences (P,) of what `neighbours` asked."""
    width = 2 * hyper["h"] if hyper["central"] else hyper["h"]
    return (losses[:size] - losses[size:]) / losses.dtype.type(width)


def candidates(hyper: Hyper, size: int) -> int:
    """And the place where it stands."""
    del size
    return int(hyper["candidates"]) + 1


def sides(hyper: Hyper, size: int) -> int:
    return 2 * size if hyper["central"] else size + 1


@dataclass(frozen=True)
class Search:
    """`compares`: with where it stands, whose loss it must know;
    `asked(hyper, P)`: the most evaluations of f a step.
    """

    ask: Callable[..., Array]
    tell: Callable[[Place, Array, Array, Hyper, Noise], Place]
    asked: Callable[[Hyper, int], int]
    compares: bool
    defaults: Mapping[str, float]
    suggested: float = 0.3  # a rate, as of SGD


# h = 1e-5 (CS231n) serves both differences: between the best for central (1e-4) and forward (1e-6)
# of a 371-weight network, relative errors 2e-9 and 5e-7 (tests/engine/test_search.py).
SEARCHES: dict[str, Search] = {
    "random_search": Search(
        random_places, best_of, candidates, True, {"reach": 1.0, "candidates": 1}
    ),
    "random_local_search": Search(
        near_places, best_of, candidates, True, {"step": 0.1, "candidates": 1}
    ),
    "numerical_gradient": Search(neighbours, descend, sides, False, {"h": 1e-5, "central": 1}),
}
