"""Album: frames of many runs at once. What they have in common is computed in stacks.

1. A run's frame has the bytes that it has alone (pictures may differ by 1 in 255 in a few cells).
2. What is compiled lies on one shelf for all; a page keeps whose turn it is, and nothing large.
3. Several rows, mountains, searches, noise, dropout and runs without points are looked at alone.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import NamedTuple

import numpy as np

from server import pictures, tallies
from server.engine.core import Array, Batch
from server.engine.ftz import flush_denormals
from server.engine.planes import Plane, places
from server.family import Family, family_of
from server.frames import Observer
from server.kind import Kind
from server.measures import Measured, measured
from server.probe import example, passages
from server.protocol import DIVERGED, WORD, FrameWriter, Head, Layout, Sheet
from server.run import Glance, Run, Trace
from server.shelf import Shelf, stacks
from server.show import Show
from server.spec import Spec
from server.stepper import Stepper
from server.walkers import Walkers

LEAST_BYTES = 24 << 10  # of a row's part in a stack of frames: at most 64 are made at a time
NAMES = ("loss", "test_loss", "penalty", "batch_loss", "accuracy", "test_accuracy")


class Sitter(NamedTuple):
    """A run of which a frame is wanted, and what its page wants to see; `plane`, its `number`,
    `flags` and `speed` are told as they are.
    """

    run: Run
    show: Show
    writer: FrameWriter
    plane: Plane | None
    number: int
    flags: int
    speed: float


@dataclass(frozen=True, eq=False)
class Group:
    """What sitters have in common whose frames are made together; equal ones are one object."""

    family: Family
    train: int
    test: int
    show: Show  # but for the probe
    layout: Layout

    @property
    def part(self) -> int:
        """Bytes of a stack that a sitter takes."""
        return max(LEAST_BYTES, self.layout.bytes)


class Page:
    """What is known of a page from the frame before."""

    def __init__(self, shelf: Shelf, planar: bool) -> None:
        self.observer = Observer(shelf)
        self.alone = Walkers() if planar else self.observer
        self._kind: Kind | None = None
        self._spec: Spec | None = None
        self._train: Batch | None = None
        self._show: Show | None = None
        self._group: Group | None = None

    def group(self, sitter: Sitter, stepper: Stepper) -> Group | None:
        if not (
            stepper.kind is self._kind
            and stepper.spec is self._spec
            and stepper.train is self._train
            and sitter.show is self._show
        ):
            self._kind, self._spec, self._train = stepper.kind, stepper.spec, stepper.train
            self._show = sitter.show
            self._group = _group_of(sitter) if stackable(stepper) else None
        return self._group


class Album:
    def __init__(self) -> None:
        self.shelf = Shelf()

    def frames(self, sitters: Sequence[Sitter]) -> list[bytes]:
        """In the same order. Losses that are measured for a frame are noted in its run."""
        out = [b""] * len(sitters)
        groups = defaultdict[tuple[Group, int], list[int]](list)
        looks = [sitter.run.glance() for sitter in sitters]
        for at, (sitter, look) in enumerate(zip(sitters, looks, strict=True)):
            page = self._page(sitter)
            group = page.group(sitter, look.home)
            if group is None:
                out[at] = _alone(sitter, page)
            else:
                groups[group, len(look.coming)].append(at)
        for (group, batch), those in groups.items():
            for start, stop, size in stacks(len(those), group.part):
                part = those[start:stop]
                sheet = self._sheet(group, size)
                who = [sitters[at] for at in part], [looks[at] for at in part]
                made = self._together(group, batch, sheet, *who)
                for at, frame in zip(part, made, strict=True):
                    out[at] = frame
        return out

    def _page(self, sitter: Sitter) -> Page:
        page = sitter.writer.page
        if not isinstance(page, Page):
            page = Page(self.shelf, sitter.run.spec.objective.planar)
            sitter.writer.page = page
        return page

    def _sheet(self, group: Group, rows: int) -> Sheet:
        layout = group.layout
        make = partial(Sheet, layout, rows)
        return self.shelf.take(("sheet", group, rows), rows * layout.bytes, make)

    def _together(
        self, group: Group, batch: int, sheet: Sheet, sitters: list[Sitter], looks: list[Glance]
    ) -> list[bytes]:
        family, show, turns = group.family, group.show, [0] * len(sitters)
        if show.maps:
            turns = [self._page(sitter).observer.turn(family, show) for sitter in sitters]
        with flush_denormals(), np.errstate(all="ignore"):
            values, used = self._values(group, batch, sitters, looks, turns)
        return sheet.write(values, _heads(sitters, looks, used, turns, batch if show.batch else 0))

    def _values(
        self,
        group: Group,
        batch: int,
        sitters: list[Sitter],
        looks: list[Glance],
        turns: list[int],
    ) -> tuple[dict[str, Array], list[int]]:
        """Of each field (n, …), and how many buckets of each curve are used."""
        family, show, shelf = group.family, group.show, self.shelf
        runs = [sitter.run for sitter in sitters]
        theta = np.concatenate([look.theta for look in looks])
        counts = group.train, group.test, batch
        found = measured(shelf, family, counts, looks, theta, _known(runs))
        values = dict(zip(NAMES, found.numbers, strict=True))
        curve, norms, used = _curves(runs, found, show.curve)
        values |= {"curve": curve, "curve_norms": norms, "norms": found.norms}
        values["rate"] = np.array([look.home.rates[0] for look in looks])
        values["evaluations"] = _evaluations(looks)
        if show.theta:
            values["theta"] = theta
        if show.grad:
            values["grad"] = found.grad
            seen = [example(look, s.show.probe) for look, s in zip(looks, sitters, strict=True)]
            values["probe"], values["probe_at"] = passages(shelf, family, theta, seen)
        if show.batch:
            values["batch"] = _ids(looks, batch)
        if show.hist:
            values["hist"], values["hist_range"] = tallies.histograms(found.grad, family.net.sizes)
        if show.field:
            values["field"] = pictures.fields(shelf, family, theta, show.field)
        if show.maps:
            drawn = pictures.maps(shelf, family, theta, show.maps, turns)
            values["maps"], values["map_scale"] = drawn
        if show.landscape:
            values["place"] = places(theta.astype(float), [sitter.plane for sitter in sitters])
        return values, used


def stackable(stepper: Stepper) -> bool:
    """Whether its frame follows from θ, its points and its minibatch, of one network."""
    return stepper.kind is not None and stepper.ready


def _group_of(sitter: Sitter) -> Group:
    stepper, plain = sitter.run.home, replace(sitter.show, probe=None)
    counts, layout = (stepper.train.size, stepper.test.size), replace(sitter.writer.layout, id=0)
    return _group(family_of(stepper), *counts, plain, layout)


@lru_cache(1024)
def _group(family: Family, train: int, test: int, show: Show, layout: Layout) -> Group:
    return Group(family, train, test, show, layout)


def _alone(sitter: Sitter, page: Page) -> bytes:
    frame = page.alone.observe(sitter.run, sitter.show, sitter.run.drain(), sitter.plane)
    return sitter.writer.write(frame, sitter.flags, sitter.speed, sitter.number)


def _known(runs: Sequence[Run]) -> Array | None:
    """Both losses of all runs (2, R), where each was measured at its present step."""
    if any(not run.trace or run.trace[-1].step != run.step for run in runs):
        return None
    return np.array([(run.trace[-1].loss, run.trace[-1].test_loss) for run in runs]).T


def _curves(runs: Sequence[Run], found: Measured, most: int) -> tuple[Array, Array, list[int]]:
    """Of the steps since each one's last frame (tallies.curves)."""
    if not all([run.untold for run in runs]):
        return tallies.curves(_noted(runs, found), most, found.norms.shape[1])
    steps = [run.step for run in runs]
    for run, step in zip(runs, steps, strict=True):
        run.told(step)
    return tallies.curves_of_one(steps, found.numbers[:2], found.norms, most)


def _noted(runs: Sequence[Run], found: Measured) -> list[list[Trace]]:
    """What was measured at new steps is noted. → of each run the steps since its last frame."""
    loss, test_loss = found.numbers[:2]
    traces = list[list[Trace]]()
    for at, (run, norms) in enumerate(zip(runs, found.norms, strict=True)):
        if run.step > run.traced:
            run.mark(run.step, loss[at : at + 1], test_loss[at : at + 1], norms)
        traces.append(run.drain(norms))
    return traces


def _evaluations(looks: Sequence[Glance]) -> Array:
    """(R, 2); who can be stacked goes down the gradient."""
    known = np.concatenate([look.home.evaluations for look in looks])
    known[:, 1] += [look.ahead for look in looks]
    return known


def _ids(looks: Sequence[Glance], count: int) -> Array:
    """The coming minibatches (R, B) of `count` points each."""
    ids = np.zeros((len(looks), looks[0].home.spec.batch), np.uint16)
    ids[:, :count] = [look.home.ids[look.coming] for look in looks]
    return ids


def _heads(
    sitters: Sequence[Sitter],
    looks: Sequence[Glance],
    used: Sequence[int],
    turns: Sequence[int],
    count: int,
) -> list[Head]:
    return [
        (
            writer.layout.id, look.step, look.horizon, look.epochs,
            run.version & WORD, flags | DIVERGED if run.blowups and run.blowup else flags,
            buckets, first, speed, count, number & WORD,
        )
        for (run, _, writer, _, number, flags, speed), look, buckets, first
        in zip(sitters, looks, used, turns, strict=True)
    ]  # fmt: skip
