"""Walkers: frames of a run on a mountain. Every row is a walker, θ its place (x, y).

What a walker's frame tells beyond every frame: who is lost where, what searches found, the way
since the last frame, what was tried. On points also the coming minibatch, and of softmax how many
are right. Nothing of a network.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from server.engine.core import Array
from server.engine.ftz import flush_denormals
from server.engine.methods import Tried
from server.engine.planes import Plane
from server.frames import Frame, accuracies, always, coming_ids, framed
from server.rehearsal import Rehearsal
from server.run import Run, Trace, thinned
from server.show import MOST_TRAIL, Show
from server.stepper import Stepper

LEFT, NOT_FINITE = 1, 2
TRAIL_BYTES, RESUMED_BYTES = 64 << 10, 1 << 20  # of the trail in a frame, and in the first one
RESUMED_BUCKETS, RESUMED_TRAIL, RESUMED_TRIED = 1024, 1024, 4096
STEP_COST = (1, 3)  # of f and of ∇f: a gradient costs about three times a value


class Walkers:
    """Makes frames of a planar run; the twin of `frames.Observer`."""

    def __init__(self) -> None:
        self._rehearsal: Rehearsal | None = None

    def observe(
        self, run: Run, show: Show, trace: Sequence[Trace] = (), plane: Plane | None = None
    ) -> Frame:
        del plane
        stepper, objective = run.stepper, run.spec.objective
        with flush_denormals(), np.errstate(all="ignore"):
            values = always(stepper, stepper.peek(), show, trace)
            if objective.sorts:
                values |= accuracies(stepper)
            values["status"], values["search"] = status(run), stepper.found[:, 1:]
            if show.theta:
                values["theta"] = stepper.theta
            if show.grad:
                values["grad"] = stepper.grad
            if show.trail:
                rows = len(stepper.theta)
                values |= trail(trace, rows, trail_length(show.trail, rows))
            tried = run.drain_tried()
            if show.tried:
                values["tried"] = places_tried(tried, show.tried)
            if show.inner:
                values |= self._inner(stepper)
        count = 0 if objective.is_surface or not show.batch else coming_ids(stepper, values)
        return framed(run, values, batch_count=count)

    def _inner(self, stepper: Stepper) -> dict[str, Array]:
        """The coming step of every row."""
        if not stepper.ready:
            return nothing_comes(stepper)
        if self._rehearsal is None or not self._rehearsal.fits(stepper):
            self._rehearsal = Rehearsal(stepper)
        return self._rehearsal.update(stepper)


def nothing_comes(stepper: Stepper) -> dict[str, Array]:
    """Without points no step is taken."""
    delta = np.zeros(stepper.theta.shape)
    return {"moments": stepper.moments, "scalars": stepper.scalars, "delta": delta}


def trail_length(wanted: int, rows: int) -> int:
    """How many steps of so many rows a frame carries."""
    budget = TRAIL_BYTES if wanted <= MOST_TRAIL else RESUMED_BYTES
    return max(1, min(wanted, budget // (16 * rows)))


def recalled(run: Run, show: Show) -> Show:
    """What the first frame of a resumed run holds: the whole curve, trail and what was tried, in
    buffers that are not much larger than it.
    """
    if not run.spec.objective.planar:
        return replace(show, curve=RESUMED_BUCKETS)
    steps, places = len(run.trace), sum(len(asked.losses) for _, asked in run.tried)
    return replace(
        show,
        curve=_room(steps, RESUMED_BUCKETS),
        trail=_room(steps, RESUMED_TRAIL) if show.trail else 0,
        tried=_room(places, RESUMED_TRIED) if show.tried else 0,
    )


def _room(count: int, most: int) -> int:
    return min(most, count // 128 * 128 + 128)


def status(run: Run) -> Array:
    """(R, 2): the step at which a row was lost, or −1; whether it left, or f was not finite."""
    out = np.tile((-1.0, 0.0), (len(run.stepper.theta), 1))
    for row, blowup in run.blowups.items():
        out[row] = blowup.step, LEFT if blowup.what == "left" else NOT_FINITE
    return out


def trail(trace: Sequence[Trace], rows: int, most: int) -> dict[str, Array]:
    """The steps (most,), and x, y, f and what it cost so far (most, R, 4) of each, oldest first.

    More steps than fit are thinned by an odd stride: of a swing from side to side in two steps
    both sides stay.
    """
    steps, ways = np.full(most, np.nan), np.full((most, rows, 4), np.nan)
    for at, t in enumerate(_fitting(list(trace), most)):
        steps[at], ways[at, :, :2], ways[at, :, 2] = t.step, t.theta, t.losses
        ways[at, :, 3] = t.evaluations @ STEP_COST
    return {"trail_steps": steps, "trail": ways}


def _fitting(trace: list[Trace], most: int) -> list[Trace]:
    count = len(trace)
    if count <= most:
        return trace
    stride = -(-count // most) // 2 * 2 + 1
    return thinned(trace, stride)[-most:]


def places_tried(tried: Sequence[tuple[int, Tried]], most: int) -> Array:
    """(most, 6): step, row, x, y, f, whether it was accepted; the latest, oldest first."""
    out, kept, count = np.full((most, 6), np.nan), list[tuple[int, Tried]](), 0
    for step, asked in reversed(tried):
        if count >= most:
            break
        kept.append((step, asked))
        count += len(asked.losses)
    kept.reverse()
    if kept:
        told = [asked for _, asked in kept]
        sizes = [len(asked.losses) for asked in told]
        table = np.zeros((count, 6))
        table[:, :2] = np.repeat([(step, asked.row) for step, asked in kept], sizes, axis=0)
        table[:, 2:4] = np.concatenate([asked.places for asked in told])
        table[:, 4] = np.concatenate([asked.losses for asked in told])
        taken = np.array([asked.taken for asked in told])
        first = np.cumsum([0, *sizes[:-1]])
        table[(first + taken)[taken >= 0], 5] = 1
        out[: min(count, most)] = table[-most:]
    return out
