"""Run: a journal in motion. Journal → states and numbers of every step; step, seek, edit, branch.

1. (Journal, step) determines every number: rewinding is the nearest keyframe and a replay.
2. Keyframes are a cache within a byte budget; losing them costs time, never bits.
3. An edit made in the past cuts what lay ahead: a branch begins there. Playing on without one is
   the same future.
4. No I/O and no clock: who owns a Run decides how many steps it may take now.
"""

import bisect
from collections import deque
from collections.abc import Callable, Generator
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, Protocol

import numpy as np

from server import checks, edits
from server import spec as specs
from server import state as states
from server.checks import Bad
from server.edits.data import folded
from server.engine.core import Array
from server.engine.diagnose import Blowup, locate
from server.engine.ftz import flush_denormals
from server.engine.methods import Tried
from server.journal import Entry, Journal
from server.path import MOST, Path
from server.spec import Spec
from server.state import State
from server.stepper import Space, Stepper
from server.work import Work, finished

KEYFRAME_BYTES = 32 << 20
MOST_TRIED = 4096
MOST_WALKED = 500_000  # places of all walkers that wait for a frame: 24 MB
FIRST_INTERVAL = 128
AT_ONCE = 16  # edits of a step, of one row, that are applied in one go: a few milliseconds
NOWHERE: Array = np.empty((0, 2))
Admit = Callable[[Spec, int], None]  # of a Spec and so many points


@dataclass(frozen=True)
class Keyframe:
    """A state, and how many of the journal's entries it contains."""

    state: State
    entries: int


class Trace(NamedTuple):
    """What the curve keeps of one step: losses (R,) at θ_k,
    and the norms of the gradient that leaves it, of row 0. Of walkers also where they stood.
    """

    step: int
    losses: Array
    test_losses: Array
    norms: Array
    theta: Array  # (R, 2), or nothing
    evaluations: Array  # (R, 2) so far, or nothing

    @property
    def loss(self) -> float:
        return float(self.losses[0])

    @property
    def test_loss(self) -> float:
        return float(self.test_losses[0])


@dataclass(frozen=True)
class Edited:
    """The answer to an edit."""

    step: int
    edit: dict[str, Any]
    inverse: list[dict[str, Any]]
    notes: list[dict[str, Any]]
    branch: bool
    replaces: bool


class Glance(NamedTuple):
    """A run as it stands, to be read only: what is right at `home`, which is `ahead` steps behind;
    theta (R, P), and the coming minibatch.
    """

    home: Stepper
    ahead: int
    theta: Array
    step: int
    horizon: int
    epochs: float
    coming: Array


class Berth(Protocol):
    """A row of a stack in which a run goes on (stack.py)."""

    theta: Array  # (1, P), as it stands

    @property
    def ahead(self) -> int:
        """Steps that were taken there and are not known at home."""
        ...

    @property
    def coming(self) -> Array | None:
        """The coming minibatch, if the stack knows it."""
        ...

    def land(self, stepper: Stepper) -> None:
        """Home is where the row is."""
        ...


class Run:
    """One session's run: R rows side by side, one journal."""

    def __init__(
        self, journal: Journal, budget: int = KEYFRAME_BYTES, admit: Admit | None = None
    ) -> None:
        """`admit` raises Bad if what is to be run, now or after an edit, is too much here."""
        if admit:
            admit(journal.spec, journal.spec.data.size)
        self.journal, self.budget, self.admit = journal, budget, admit
        self._stepper = Stepper(states.begin(journal.spec))
        self.berth: Berth | None = None  # where it goes on in a stack
        self.applied, self._horizon, self.version = 0, 0, 1
        self.interval, self.keyframes = FIRST_INTERVAL, list[Keyframe]()
        self.blowups: dict[int, Blowup] = {}  # by row
        self.trace: list[Trace] = []
        self.tried: deque[tuple[int, Tried]] = deque(maxlen=MOST_TRIED)  # with the step it led to
        self._open: Trace | None = None  # the newest, as long as its norms are not known
        self.traced = -1
        self.paths: dict[Space, Path] = {}
        self._walked: tuple[Space | None, Path] = None, Path()
        self._places = MOST
        with computing():
            self._arrive()
        self._stepper.rest()  # it may go on in a stack

    # What it is

    @property
    def stepper(self) -> Stepper:
        """Itself set in motion; if it went on in a stack, it comes home."""
        self.come_home()
        return self._stepper

    def come_home(self) -> None:
        """It goes on in no stack."""
        self.settled()
        self.berth = None

    def settled(self) -> Stepper:
        """As it stands, to be read only: it may go on in a stack."""
        if self.berth is not None:
            self.berth.land(self._stepper)
        return self._stepper

    @property
    def home(self) -> Stepper:
        """Of which all is right but what moves with the steps; that may be behind."""
        return self._stepper

    @property
    def theta(self) -> Array:
        """(R, P), to be read only."""
        return self._stepper.theta if self.berth is None else self.berth.theta

    @property
    def coming(self) -> Array:
        """Which training points are the coming minibatch."""
        coming = None if self.berth is None else self.berth.coming
        return self.settled().coming if coming is None else coming

    def glance(self) -> Glance:
        """All that a frame asks of it."""
        home, coming = self._stepper, self.coming
        theta, ahead = (
            (home.theta, 0) if self.berth is None else (self.berth.theta, self.berth.ahead)
        )
        step = home.step + ahead
        horizon = max(self._horizon, step)
        return Glance(home, ahead, theta, step, horizon, home.epochs_after(ahead), coming)

    @property
    def step(self) -> int:
        return self._stepper.step if self.berth is None else self._stepper.step + self.berth.ahead

    @property
    def horizon(self) -> int:
        """The largest step that is known."""
        return max(self._horizon, self.step)

    @horizon.setter
    def horizon(self, step: int) -> None:
        self._horizon = step

    @property
    def spec(self) -> Spec:
        """The present folded Spec (its data without the points: they are `points`)."""
        return self._stepper.spec

    @property
    def state(self) -> State:
        return self.settled().state()

    @property
    def ready(self) -> bool:
        """Whether `advance` does anything."""
        return self.arriving or (self._stepper.ready and not self.ended)

    @property
    def arriving(self) -> bool:
        """Whether edits of this step are still to be applied: `advance` does so first, some of them
        each time. In a stack it never is.
        """
        entries = self.journal.entries
        return self.applied < len(entries) and entries[self.applied].step <= self.step

    @property
    def ended(self) -> bool:
        """Whether every row is lost."""
        return bool(self.blowups) and len(self.blowups) == len(self._stepper.theta)

    @property
    def blowup(self) -> Blowup | None:
        """What ended the run: the last of its rows to go."""
        return max(self.blowups.values(), key=lambda b: b.step) if self.ended else None

    @property
    def _watched(self) -> bool:
        """Whether rows are looked after in every step: among others a lost row stands still from
        the very step at which it was lost, and on a map it may leave and come back.
        """
        return len(self._stepper.theta) > 1 or self.spec.objective.planar

    @property
    def space(self) -> Space:
        return self._stepper.space

    @property
    def path(self) -> Path:
        """The path through the present parameters' space:
        a unit added or removed begins another.
        """
        space = self._stepper.space
        if space is not self._walked[0]:
            self._walked = space, self.paths.setdefault(space, Path(self._places))
        return self._walked[1]

    def keep_places(self, most: int) -> None:
        """How many places a path has, at most: few take less memory, many draw a finer line."""
        self._places = most
        for path in self.paths.values():
            path.most = most

    # What it does

    def advance(self, steps: int, trace: bool = True) -> int:
        """Take up to `steps` updates; stops early when all rows are lost or without points, and
        where the journal has more edits than are applied in one go. → how many were taken.
        """
        taken = 0
        with computing():
            if self.arriving:
                self._arrive(trace)
                return 0
            while taken < steps and self._stepper.ready and not self.ended:
                self.stepper.advance()
                taken += 1
                self._finish_trace()
                self._arrive(trace)
                if self.arriving:
                    return taken
            if taken and not (trace and self.step == self.traced):
                self._watch()
        return taken

    def rewind(self, step: int) -> None:
        """Go to the nearest state at or before `step` from which `advance` leads there."""
        if not 0 <= step <= self.horizon:
            raise Bad("step", f"expected a step from 0 to {self.horizon:,}, got {step:,}")
        at = bisect.bisect_right(self.keyframes, step, key=lambda k: k.state.step) - 1
        behind = self.step > step or self.ended
        if behind or self.keyframes[at].state.step > self.step:
            self._restore(self.keyframes[at])

    def seek(self, step: int) -> None:
        """Go to a step that was reached before, or on to it."""
        self.rewind(step)
        self.go(step, trace=False)

    def go(self, step: int, trace: bool = True) -> None:
        """On to a step, or to the end, with all that the journal changes there."""
        while (self.arriving or self.step < step) and self.ready:
            self.advance(step - self.step, trace)

    def edit(self, edit: Any) -> Edited:
        """Change something at the present step, or Bad and nothing is changed."""
        self.go(self.step)
        before = self.state
        outcome = self._applied(before, edit)
        entries = self.journal.entries[: self.applied]
        branch = self.horizon > self.step or self.applied < len(self.journal.entries)
        last = entries[-1] if entries else None
        replacing = (
            last is not None
            and last.step == self.step
            and edits.replaces(last.edit, outcome.edit)
            and not branch
        )
        entries = entries[:-1] if replacing else entries
        self.journal = replace(self.journal, entries=(*entries, Entry(self.step, outcome.edit)))
        self._cut(len(entries))
        self._take_over(before, outcome.state)
        self.applied = len(self.journal.entries)
        self.version += 1
        self.horizon = self.step
        self.paths = {space: path for space, path in self.paths.items() if space[0] <= self.step}
        self.path.cut(self.step)
        self.traced = min(self.traced, self.step - 1)
        self.trace = [t for t in self.trace if t.step <= self.traced]
        self.tried = deque((t for t in self.tried if t[0] <= self.step), MOST_TRIED)
        with computing():
            self._arrive()
        return Edited(self.step, outcome.edit, outcome.inverse, outcome.notes, branch, replacing)

    def restarted(self, init_seed: int | None = None) -> "Run":
        """A new journal from the present data, layers and settings:
        the same start, or a new initial seed.
        """
        spec = specs.without_old_starts(folded(self.state))
        if init_seed is not None:
            seeds = dict(spec.seeds) | {"init": init_seed}
            spec = replace(spec, seeds=tuple(seeds.items()), model=replace(spec.model, theta=None))
        return Run(Journal(spec), self.budget, self.admit)

    def twin(self) -> "Run":
        """Another run of the same journal with the same keyframes: it may go anywhere without
        moving this one.
        """
        other = copy(self)
        other._stepper, other.berth = Stepper(self.state), None
        other.keyframes = list(self.keyframes)
        other.trace, other.tried, other.paths = [], deque(maxlen=MOST_TRIED), {}
        other._walked = None, Path()
        return other

    def resume(self, checkpoint: Any) -> None:
        """Jump to a checkpoint of this journal instead of replaying up to it."""
        finished(self.resuming(checkpoint))

    def resuming(self, checkpoint: Any) -> Work[bool]:
        """The same in pieces; Bad before anything is changed."""
        step = checkpoint.get("step") if isinstance(checkpoint, dict) else None
        if not isinstance(step, int):
            raise Bad("checkpoint.step", f"expected a whole number, got {checks.shown(step)}")
        upto = sum(e.step <= step for e in self.journal.entries)
        contained = checks.integer(checkpoint.get("edits"), "checkpoint.edits", 0, upto)
        here = states.begin(self.journal.spec)
        for entry in self.journal.entries[:contained]:
            here = self._applied(replace(here, step=entry.step), entry.edit).state
            yield
        here = states.from_checkpoint(checkpoint, here.spec, here.points)
        last = self.journal.entries[contained - 1] if contained else None
        if last is not None and last.step == step and edits.replaces(last.edit, last.edit):
            here = self._applied(here, last.edit).state  # it may have taken another's place since
        self.stepper.load(here)
        self.applied, self.version = contained, self.version + 1
        self.keyframes = [k for k in self.keyframes if k.state.step < step]
        self.trace.clear()
        self.tried.clear()
        self._arrive()
        while self.arriving:
            yield
            self._arrive()
        self._watch()
        self._keep()
        return True

    def checkpoint(self) -> dict[str, Any]:
        """The present state for `resume`, and how many of the journal's entries it contains."""
        return states.to_checkpoint(self.state) | {"edits": self.applied}

    def drain(self, norms: Array | None = None) -> list[Trace]:
        """The steps that were traced since the last time. The newest one's norms (L,) are those of
        the coming step: given, or found here.
        """
        if self.trace and self.trace[-1].step == self.step:
            if norms is None:
                norms = self._coming_norms()
            if norms is not None:
                self.trace[-1].norms[:] = norms
        drained, self.trace, self._open = self.trace, [], None
        return drained

    def _coming_norms(self) -> Array | None:
        with computing():
            peeked = self.stepper.peek()
            return None if peeked is None else np.sqrt(self.stepper.squared_norms[0])

    def drain_tried(self) -> list[tuple[int, Tried]]:
        """What walkers asked since the last time, with the steps that it led to."""
        drained = list(self.tried)
        self.tried.clear()
        return drained

    def thin_trace(self, most: int) -> None:
        """Every other step of a trace that nobody has asked for yet, when it grows beyond `most`.
        Of walkers every third: what swings from side to side in two steps must not seem to stand.
        """
        if self.spec.objective.planar:
            if len(self.trace) > min(most, MOST_WALKED // len(self.stepper.theta)):
                self.trace = thinned(self.trace, 3)
        elif len(self.trace) > most:
            self.trace = [*self.trace[:-1:2], self.trace[-1]]

    # How

    def _arrive(self, trace: bool = True) -> None:
        """At a new step: apply the journal's entries of this step, watch for a blow-up,
        keep what is kept.
        """
        entries, next_one = self.journal.entries, self.applied
        if next_one < len(entries) and entries[next_one].step <= self.step:
            try:
                self._apply_entries()
            finally:
                if not self.arriving:
                    self._settle(trace)
        else:
            self._settle(trace)

    def _settle(self, trace: bool) -> None:
        step = self.stepper.step
        if trace and step > self.traced:
            self._trace(step)
        elif step == self.traced or self._watched:
            self._watch()  # a blow-up seen before is met again at the same step
        self.reached()

    def reached(self) -> None:
        """At a step, by whichever way: what is kept of it is kept."""
        step = self.step
        self._horizon = max(self._horizon, step)
        self.path.add(step, self.theta[0])
        if step % self.interval == 0 or not self.keyframes:
            self._keep()

    @property
    def next_entry(self) -> int | None:
        """The step at which the journal changes something."""
        entries = self.journal.entries
        return entries[self.applied].step if self.applied < len(entries) else None

    def _finish_trace(self) -> None:
        """The norms of the gradient that led here belong to the step before."""
        if self._open is not None:
            self.close(self.step - 1, np.sqrt(self.stepper.squared_norms[0]))

    def close(self, step: int, norms: Array) -> None:
        """The norms (L,) of the gradient that left a step, if that is the newest traced."""
        last, self._open = self._open, None
        if last is not None and last.step == step:
            last.norms[:] = norms

    def _trace(self, step: int) -> None:
        """Losses of this step; the norms of the gradient that leaves it come with the next."""
        stepper = self.stepper
        loss, test_loss = stepper.losses()
        self._watch(loss)
        where, asked = NOWHERE, NOWHERE
        if self.spec.objective.planar:
            where, asked = stepper.theta.copy(), stepper.evaluations.copy()
            self.tried.extend((step, tried) for tried in stepper.tried)
        self.mark(step, loss.copy(), test_loss.copy(), where=where, asked=asked)

    def mark(
        self,
        step: int,
        loss: Array,
        test_loss: Array,
        norms: Array | None = None,
        where: Array = NOWHERE,
        asked: Array = NOWHERE,
    ) -> None:
        """A step's finite losses (R,), measured here or in a stack; its norms (L,), if they are
        known already.
        """
        known = np.empty(self._stepper.layers)
        known[:] = np.nan if norms is None else norms
        self._open = Trace(step, loss, test_loss, known, where, asked)
        self.trace.append(self._open)
        self.traced = step

    @property
    def untold(self) -> bool:
        """Whether the present step is the first since the last frame of which losses are known
        once they are measured.
        """
        return not self.trace and self.step > self.traced

    def told(self, step: int) -> None:
        """Those of a step were measured and are in a frame already: nothing is kept of them."""
        self.traced, self._open = step, None

    def _watch(self, loss: Array | None = None) -> None:
        """A row whose loss is not finite is lost here, and is told where it began."""
        stepper = self.stepper
        anyone = stepper.watch(stepper.losses()[0] if loss is None else loss)
        if anyone or self.blowups:
            before, lost = self.blowups, np.flatnonzero(stepper.lost >= 0).tolist()
            self.blowups = {
                row: before[row] if row in before and before[row].step == stepper.lost[row]
                else locate(stepper, row)
                for row in lost
            }  # fmt: skip

    def _applied(self, state: State, edit: Any) -> edits.Outcome:
        with computing():
            outcome = edits.apply(state, edit)
        after = outcome.state
        changed = after.spec is not state.spec or len(after.points) != len(state.points)
        if self.admit and changed:
            self.admit(after.spec, len(after.points))
        return outcome

    def _apply_entries(self) -> None:
        """The next of the journal's entries of this step, or Bad: then the journal ends before the
        bad one.
        """
        entries, first = list(self.journal.entries), self.applied
        last = min(len(entries), first + max(1, AT_ONCE // len(self.spec.methods)))
        before = here = self.state
        try:
            while self.applied < last and entries[self.applied].step <= self.step:
                outcome = self._applied(here, entries[self.applied].edit)
                here = states.entered(outcome.state)
                entries[self.applied] = Entry(entries[self.applied].step, outcome.edit)
                self.applied += 1
        except Bad as bad:
            entries = entries[: self.applied]
            what = bad.text.removeprefix(f"{bad.field}: ")
            values = {k: v for k, v in bad.values.items() if k != "field"}
            path = f"journal.edits[{self.applied}].{bad.field}"
            raise Bad(path, what, bad.key, **values) from None
        finally:
            if here is not before:  # compiled once, however many there were
                self._take_over(before, here)
            self.journal = replace(self.journal, entries=tuple(entries))
            self.version += self.applied > first

    def _take_over(self, before: State, after: State) -> None:
        """Points that only moved are copied in; anything else is compiled anew."""
        if states.differs_only_in_places(before, after):
            self.stepper.change_data(after)
        else:
            self.stepper.load(after)

    def _restore(self, keyframe: Keyframe) -> None:
        self.stepper.load(keyframe.state)
        if keyframe.entries != self.applied:
            self.version += 1
        self.applied = keyframe.entries
        self._apply_entries()
        if not self.arriving:
            with computing():
                self._watch()

    def _keep(self) -> None:
        """A keyframe here, unless there is one; when they outgrow
        the budget every other one goes.
        """
        at = bisect.bisect_left(self.keyframes, self.step, key=lambda k: k.state.step)
        if at < len(self.keyframes) and self.keyframes[at].state.step == self.step:
            return
        self.keyframes.insert(at, Keyframe(self.state, self.applied))
        if sum(k.state.nbytes for k in self.keyframes) > self.budget:
            self.interval *= 2
            self.keyframes = [k for k in self.keyframes if k.state.step % self.interval == 0]

    def _cut(self, entries: int) -> None:
        """Forget the keyframes that a change of the journal after `entries`,
        made now, makes untrue.
        """
        self.keyframes = [
            k for k in self.keyframes if k.entries <= entries and k.state.step <= self.step
        ]


def thinned(trace: list[Trace], stride: int) -> list[Trace]:
    """The newest, every `stride`-th before it, and the first."""
    kept = trace[::-1][::stride][::-1]
    return kept if kept[0] is trace[0] else [trace[0], *kept]


@contextmanager
def computing() -> Generator[None, None, None]:
    """Everything that feeds theta runs with denormals flushed: live, sought and replayed alike."""
    with flush_denormals(), np.errstate(all="ignore"):
        yield
