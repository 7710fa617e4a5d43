"""The product's side of the comparison: every call into the engine is here."""

from collections.abc import Callable, Sequence

import numpy as np

from server import protocol
from server.engine import updates
from server.engine.core import Array, Batch, Evaluator, Lockstep, Tape
from server.engine.descent import Descent, Row
from server.engine.ftz import flush_denormals
from server.engine.landscape import grid
from server.engine.mlp import Network
from server.engine.planes import Plane
from server.frames import Frame
from tests.bench.cases import (
    ADAM_RATE,
    CASES,
    DENSITY,
    POINTS,
    RACE,
    RATE,
    SIDE,
    Case,
    surface_points,
)
from tests.bench.contenders import Work

Method = tuple[str, float]  # optimizer and rate of a row
# Until a network that sees one class has denormal numbers in a third or a half of its moments.
SATURATING_RATE, SATURATING_STEPS = 1.0, 5_000


def network(case: Case) -> Network:
    return Network(case.sizes, (case.activation,) * (len(case.sizes) - 2), case.loss)


def batch(case: Case, x: Array, y: Array, dtype: type) -> Batch:
    """Examples as the engine takes them: features first, a row of ones below."""
    targets = (np.arange(case.sizes[-1])[:, None] == y) if case.classes else y[None]
    return Batch(np.vstack([x.T, np.ones(len(x))]).astype(dtype), targets.astype(dtype))


class Steps:
    """Rows in lockstep, one method each: a step is forward, loss, backward, update.

    One row has a program for each of the eight minibatches. Many rows share one, into which a
    minibatch is copied: what they need to compute is too much to have eight times.
    """

    def __init__(self, case: Case, dtype: type, methods: Sequence[Method]) -> None:
        self.theta = np.tile(case.theta(), (len(methods), 1)).astype(dtype)
        self.grad = np.zeros_like(self.theta)
        update, self.programs, self.tapes, self.at = self._update(methods), [], [], 0
        for x, y in zip(*case.minibatches(), strict=True):
            one, tape = batch(case, x, y, dtype), Tape()
            if len(methods) == 1 or not self.programs:
                net, classes = network(case), case.sizes[-1]
                program = Lockstep(net, self.theta, self.grad, case.batch, classes)
            if len(methods) == 1:
                program.x[...], program.y[...] = one.x, one.y
            else:
                tape.call(np.copyto, program.x, one.x)
                tape.call(np.copyto, program.y, one.y)
            tape += [*program.tape, *update]
            self.programs.append(program)
            self.tapes.append(tape)

    def _update(self, methods: Sequence[Method]) -> Tape:
        count, dtype = len(methods), self.theta.dtype
        moments = np.zeros((count, updates.SLOTS, self.theta.shape[1]), dtype)
        scalars = np.tile(np.asarray(updates.STARTS, dtype), (count, 1))
        rows = [Row(name, tuple(updates.UPDATES[name].defaults.items())) for name, _ in methods]
        descent = Descent(self.theta, self.grad, moments, scalars, rows)
        descent.set_rates([rate for _, rate in methods])
        return descent.tape

    def run(self, count: int) -> None:
        tapes, at = self.tapes, self.at
        with flush_denormals(), np.errstate(all="ignore"):
            for step in range(at, at + count):
                tapes[step % len(tapes)].run()
        self.at = (at + count) % len(tapes)

    def check(self) -> list[float]:
        """Losses of the first eight steps, first row first where there are several."""
        losses = list[Array]()
        for tape, program in zip(self.tapes, self.programs, strict=True):
            tape.run()
            losses.append(program.loss.copy())
        return np.array(losses).T.ravel().tolist()


class Saturated(Steps):
    """Adam on examples of one class only, until p is exactly 1 and its moments fade away."""

    def __init__(self, case: Case, dtype: type, flush: bool) -> None:
        super().__init__(case, dtype, [("adam", SATURATING_RATE)])
        for program in self.programs:
            program.y[...] = np.arange(case.sizes[-1])[:, None] == 0
        self.flush = flush
        self.run(SATURATING_STEPS)

    def run(self, count: int) -> None:
        if self.flush:
            return super().run(count)
        with np.errstate(all="ignore"):
            for step in range(count):
                self.tapes[step % len(self.tapes)].run()

    def check(self) -> list[float]:
        return []


class Landscape:
    """A whole grid from the compiled evaluator."""

    def __init__(self, case: Case, dtype: type) -> None:
        axes, reach = case.plane()
        self.evaluator = Evaluator(network(case), batch(case, *case.data(POINTS, 2), dtype), dtype)
        self.plane = Plane(case.theta(), axes, (0.0, 0.0))
        self.window = (-reach, reach, -reach, reach)

    def whole(self) -> Array:
        with flush_denormals():
            *_, cells = grid(self.evaluator, self.plane, self.window, SIDE)
        assert cells is not None
        return cells

    def run(self, count: int) -> None:
        for _ in range(count):
            self.whole()

    def check(self) -> list[float]:
        return self.whole()[0].tolist()


class Surface:
    """Every unit's output over the square, at the present theta."""

    def __init__(self, case: Case, dtype: type) -> None:
        points = surface_points()
        theta = case.theta()[None].astype(dtype)
        self.program = network(case).compile(theta, None, DENSITY**2, case.sizes[-1])
        self.program.x[...] = batch(case, points, np.zeros(len(points)), dtype).x

    def run(self, count: int) -> None:
        with flush_denormals():
            for _ in range(count):
                self.program.forward.run()

    def check(self) -> list[float]:
        self.run(1)
        units = [a[..., :-1, :] for a in self.program.a] + [self.program.output]
        return np.concatenate([u[:, ::1111].ravel() for u in units]).tolist()


class Written:
    """Frames into the bytes of the wire."""

    def __init__(self, values: dict[str, Array]) -> None:
        at, fields = protocol.FRAME_HEADER.size, []
        for name, value in values.items():
            fields.append((name, value.dtype.str[1:], value.shape, at))
            at += -(-value.nbytes // 8) * 8
        layout = protocol.Layout(1, at, tuple(fields), (2, 1), 1, 0)
        self.writer = protocol.FrameWriter(layout)
        self.frame = Frame(1, 1, 0.0, 1, False, 0, 0, 0, values)

    def run(self, count: int) -> None:
        for _ in range(count):
            self.writer.write(self.frame, 0, 0.0)

    def check(self) -> list[float]:
        """The last 16 numbers of the gradient, from the bytes."""
        (at,) = [offset for name, _, _, offset in self.writer.layout.fields if name == "grad"]
        count = self.frame.values["grad"].size
        return np.frombuffer(self.writer.write(self.frame, 0, 0.0), "<f4", count, at)[-16:].tolist()


def works(dtype: type) -> Callable[[str], Work | None]:
    def make(work: str) -> Work | None:
        kind, name, *rest = work.split(":")
        case = CASES.get(name, CASES["c"])
        match kind:
            case "step":
                return Steps(case, dtype, [(rest[0], RATE if rest[0] == "sgd" else ADAM_RATE)])
            case "lockstep":
                return Steps(case, dtype, [("sgd", RATE)] * int(rest[0]))
            case "race":
                return Steps(case, dtype, [(one, RACE[one]) for one in rest[0].split(",")])
            case "saturated":
                return Saturated(case, dtype, rest[0] == "flushed")
            case "landscape":
                return Landscape(case, dtype)
            case "surface":
                return Surface(case, dtype)
            case _:
                return None

    return make
