"""A method is a way of choosing the rows of Θ. Here: the rows that search.

Each searching row asks for places; all of them are evaluated as the rows of one Θ; each row is
told its losses and stands somewhere else, or not. What a row asks and is told does not depend on
the others.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from server.engine.core import Array, Batch, Evaluator, Objective, agrees
from server.engine.search import Draw, Hyper, Place, Search

FOUND = (np.nan, 0.0, 0.0)  # the loss where it stands; steps searched; steps that were accepted


@dataclass(frozen=True)
class Searcher:
    """A row of Θ that searches."""

    row: int
    search: Search
    hyper: Hyper  # with the present `rate`
    draw: Draw


@dataclass(frozen=True, eq=False)
class Tried:
    """What a row asked in one step: places (n, P), losses (n,), and which it stands on now (−1)."""

    row: int
    places: Array
    losses: Array
    taken: int


class Asker:
    """Loss + λR(W) of any places of one objective, on a batch that changes."""

    def __init__(self, objective: Objective) -> None:
        self.objective = objective
        self._evaluators: dict[int, Evaluator] = {}  # by the batch's size

    def ask(self, theta: Array, batch: Batch) -> Array:
        """theta (n, P) → (n,)."""
        if batch.size not in self._evaluators:
            self._evaluators[batch.size] = self._made(batch, theta.dtype)
        evaluator = self._evaluators[batch.size]
        evaluator.show(batch)
        loss, penalty, _ = evaluator.evaluate(theta)
        return loss + penalty

    def _made(self, batch: Batch, dtype: Any) -> Evaluator:
        """Rows share a chunk only where stacking changes no bit, as in a Lockstep."""
        evaluator = Evaluator(self.objective, batch, dtype)
        if not agrees(self.objective, batch.size, len(batch.y), dtype):
            evaluator.chunk = 1
        return evaluator


def search(
    searchers: Sequence[Searcher],
    theta: Array,
    found: Array,
    evaluations: Array,
    evaluate: Callable[[Array], Array],
    rng: Callable[[int], np.random.Generator],
    noise: Array | None = None,
) -> list[Tried]:
    """One step of every searcher, in place: theta (R, P), found (R, 3) and the count of f in
    evaluations (R, 2). `evaluate` maps (n, P) → losses (n,); `rng` gives a row's own generator;
    `noise` (R, P) is what is added to gradients.
    """
    places = [Place(theta[s.row].copy(), float(found[s.row, 0])) for s in searchers]
    asked = [
        s.search.ask(p.theta, s.hyper, s.draw, rng=rng(s.row))
        for s, p in zip(searchers, places, strict=True)
    ]
    # The place itself is asked for with the others when it must be compared and is not known.
    first = [
        s.search.compares and bool(np.isnan(p.loss)) for s, p in zip(searchers, places, strict=True)
    ]
    wanted = [
        np.concatenate([p.theta[None], a]) if f else a
        for p, a, f in zip(places, asked, first, strict=True)
    ]
    heights, at, tried = evaluate(np.concatenate(wanted)), 0, list[Tried]()
    for s, place, a, f in zip(searchers, places, asked, first, strict=True):
        losses, at = heights[at : at + f + len(a)], at + f + len(a)
        here = Place(place.theta, float(losses[0])) if f else place
        shift = 0.0 if noise is None else noise[s.row]
        now = s.search.tell(here, a, losses[f:], s.hyper, shift)
        theta[s.row] = now.theta
        found[s.row] = now.loss, found[s.row, 1] + 1, found[s.row, 2] + now.accepted
        evaluations[s.row, 0] += len(losses)
        tried.append(Tried(s.row, a, losses[f:], now.taken))
    return tried
