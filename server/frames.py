"""Frame: what a run looks like after step k, always with a row axis. `observe` is a pure function
of the state.

θ_k; losses at θ_k over the whole splits; gradients, activations and loss of the minibatch that step
k + 1 will take. Only what `show` asks for is computed. The wire's layout of a Frame is in
protocol.py.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from server.engine import features, params
from server.engine.activations import ACTIVATIONS
from server.engine.core import Array, Lockstep
from server.engine.datasets import Points
from server.engine.ftz import flush_denormals
from server.engine.losses import LOSSES
from server.engine.mlp import Network, NetworkProgram
from server.engine.planes import Plane
from server.run import Run, Trace
from server.show import Place, Show
from server.spec import REACH
from server.state import batch
from server.stepper import Stepper

BINS = 25
MAP_BYTES = 16_384  # of neurons' maps a frame; more units take turns


@dataclass(frozen=True, eq=False)
class Frame:
    step: int
    horizon: int
    epoch: float
    version: int
    diverged: bool
    first: int  # the unit of maps[0]
    buckets: int
    batch_count: int
    values: dict[str, Array] = field(default_factory=dict[str, Array])


def framed(run: Run, values: dict[str, Array], first: int = 0, batch_count: int = 0) -> Frame:
    """Of these values, with what is told of every frame."""
    return Frame(
        step=run.step,
        horizon=run.horizon,
        epoch=run.stepper.epochs,
        version=run.version,
        diverged=run.blowup is not None,
        first=first,
        buckets=int(values.pop("buckets")[0]),
        batch_count=batch_count,
        values=values,
    )


class Observer:
    """Makes frames of one run for one page; keeps compiled programs and whose turn it is."""

    def __init__(self) -> None:
        self._turn = 0
        self._grids: dict[Any, tuple[NetworkProgram, Array]] = {}
        self._probe: tuple[Any, NetworkProgram, Array, Array] | None = None

    def observe(
        self, run: Run, show: Show, trace: Sequence[Trace] = (), plane: Plane | None = None
    ) -> Frame:
        stepper = run.stepper
        with flush_denormals(), np.errstate(all="ignore"):
            peeked = stepper.peek()
            values = always(stepper, peeked, show, trace)
            values |= accuracies(stepper)
            if show.theta:
                values["theta"] = stepper.theta
            if show.grad:
                values["grad"] = stepper.grad
                values["probe"], values["probe_at"] = self._example(stepper, show.probe)
            if show.hist:
                values["hist"], values["hist_range"] = histograms(stepper)
            if show.field:
                values["field"] = self._field(stepper, show.field)
            if show.maps:
                values["maps"], values["map_scale"] = self._maps(stepper, show.maps)
            if show.landscape:
                values["place"] = _place(stepper, plane)
        count = coming_ids(stepper, values) if show.batch else 0
        first, self._turn = self._turn, self._next_turn(stepper, show)
        return framed(run, values, first, count)

    def _example(self, stepper: Stepper, wanted: int | Place | None) -> tuple[Array, Array]:
        """One example's way through row 0: z, a and δ of every unit, (3, U);
        and its id (of a place −1), x, y, label.
        """
        net, points = stepper.net, _probed(stepper, wanted)
        if points is None:
            return np.full((3, sum(net.sizes)), np.nan), np.full(4, np.nan)
        program, theta, grad = self._probe_program(net, stepper)
        del grad
        theta[...] = stepper.theta[:1]
        one = batch(stepper.spec, points, np.ones(1, bool))
        program.x[...], program.y[...] = one.x, one.y
        for tape in (program.forward, program.measure, program.backward):
            tape.run()
        place = [points.ids[0], *points.xy[0], points.label[0]]
        return _way(program), np.array(place, float)

    def _probe_program(self, net: Network, stepper: Stepper) -> tuple[NetworkProgram, Array, Array]:
        key = (net, stepper.theta.dtype)
        if self._probe is None or self._probe[0] != key:
            theta = np.zeros((1, net.parameters), stepper.theta.dtype)
            grad = np.zeros_like(theta)
            self._probe = (key, NetworkProgram(net, theta, grad, 1), theta, grad)
        return self._probe[1:]

    def _grid(self, stepper: Stepper, side: int, chunk: int) -> tuple[NetworkProgram, Array, Array]:
        """A forward program in float32 for a chunk of the square, its theta,
        and the square's inputs.
        """
        net, names = stepper.net, stepper.spec.model.features
        key = (net, names, side)
        if key not in self._grids:
            if len(self._grids) > 4:
                self._grids.clear()
            theta = np.zeros((1, net.parameters), np.float32)
            inputs = features.inputs(features.square(side, REACH), names).astype(np.float32)
            self._grids[key] = (NetworkProgram(net, theta, None, chunk), inputs)
        program, inputs = self._grids[key]
        program.theta[...] = stepper.theta[:1]
        return program, program.theta, inputs

    def _field(self, stepper: Stepper, side: int) -> Array:
        """The output over the square as bytes (K, side, side):
        probabilities, or values from −1 to 1.
        """
        chunk = side * max(1, 1024 // side)
        program, _, inputs = self._grid(stepper, side, chunk)
        out = np.empty((stepper.spec.outputs, side * side), np.float32)
        for start in range(0, side * side, chunk):
            piece = inputs[:, start : start + chunk]
            program.x[:, : piece.shape[1]] = piece
            program.forward.run()
            out[:, start : start + chunk] = program.output[:, : piece.shape[1]]
        return _bytes(_chances(stepper, out).reshape(-1, side, side), 255.0, 0.0)

    def _maps(self, stepper: Stepper, side: int) -> tuple[Array, Array]:
        """Every unit's output over the square, as many units as fit a frame:
        (slots, side, side), and scales.
        """
        program, _, inputs = self._grid(stepper, side, side * side)
        program.x[...] = inputs
        program.forward.run()
        shown = _chances(stepper, program.output) * 2 - 1
        layers = [program.x[:-1], *(a[:-1] for a in program.a), shown]
        bounds = [1.0, *(ACTIVATIONS[n].bounded for n in stepper.net.activations), 1.0]
        slots = map_slots(stepper.net.sizes, side)
        units = [(v, bound) for layer, bound in zip(layers, bounds, strict=True) for v in layer]
        turn = [units[(self._turn + i) % len(units)] for i in range(slots)]
        values = np.stack([v for v, _ in turn])
        scales = np.array([bound or float(np.abs(v).max()) or 1.0 for v, bound in turn])
        scaled = values / scales[:, None].astype(np.float32)
        return _bytes(scaled.reshape(-1, side, side), 127.0, 128.0), scales

    def _next_turn(self, stepper: Stepper, show: Show) -> int:
        units = sum(stepper.net.sizes)
        slots = map_slots(stepper.net.sizes, show.maps) if show.maps else units
        return 0 if slots >= units else (self._turn + slots) % units


def always(
    stepper: Stepper, peeked: Lockstep | None, show: Show, trace: Sequence[Trace]
) -> dict[str, Array]:
    """What every frame holds, and how many buckets of the curve are used; accuracies are NaN."""
    rows = len(stepper.theta)
    loss, test_loss = stepper.losses()
    return {
        "loss": loss.copy(),
        "test_loss": test_loss.copy(),
        "penalty": stepper.penalty(),
        "batch_loss": np.full(rows, np.nan) if peeked is None else peeked.loss,
        "rate": np.array(stepper.rates),
        "accuracy": np.full(rows, np.nan),
        "test_accuracy": np.full(rows, np.nan),
        "evaluations": stepper.evaluations,
        "norms": np.sqrt(stepper.squared_norms),
        **curve(trace, show.curve, stepper.layers),
    }


def coming_ids(stepper: Stepper, values: dict[str, Array]) -> int:
    """Into the values, the points of the coming minibatch; → how many."""
    coming = stepper.ids[stepper.coming]
    ids = np.zeros(stepper.spec.batch, np.uint16)
    ids[: len(coming)] = coming
    values["batch"] = ids
    return len(coming)


def map_slots(sizes: tuple[int, ...], side: int) -> int:
    """How many units' maps a frame carries."""
    return min(sum(sizes), max(1, MAP_BYTES // (side * side)))


def histograms(stepper: Stepper) -> tuple[Array, Array]:
    """∂L/∂w of each layer in BINS equal bins over ±range: (L, BINS), (L,). Row 0."""
    layers = params.views(stepper.grad[0], stepper.net.sizes)
    counts, ranges = np.zeros((len(layers), BINS)), np.zeros(len(layers))
    for i, layer in enumerate(layers):
        finite = layer[np.isfinite(layer)]
        ranges[i] = _round_up(float(np.abs(finite).max())) if finite.size else 1.0
        counts[i], _ = np.histogram(finite, BINS, (-ranges[i], ranges[i]))
    return counts, ranges


def _round_up(value: float) -> float:
    """To 1, 2 or 5 times a power of ten, so that the axis stands still while gradients move."""
    if value < 1e-30:  # float32 carries it to the page, and holds nothing below 1e-45
        return 1e-12
    power = 10.0 ** np.floor(np.log10(value))
    return float(next(m * power for m in (1, 2, 5, 10) if m * power >= value * (1 - 1e-12)))


def curve(trace: Sequence[Trace], most: int, layers: int) -> dict[str, Array]:
    """The traced steps in at most `most` buckets: last step;
    min, max, last of both losses; norms.
    """
    table, norms = np.full((most, 7), np.nan), np.full((most, layers), np.nan)
    edges = np.linspace(0, len(trace), min(most, len(trace)) + 1).astype(int)
    used = 0
    for start, stop in zip(edges[:-1], edges[1:], strict=True):
        part = trace[start:stop]
        loss, test = [t.loss for t in part], [t.test_loss for t in part]
        table[used] = (
            part[-1].step,
            min(loss),
            max(loss),
            loss[-1],
            min(test),
            max(test),
            test[-1],
        )
        if len(part[-1].norms) == layers:  # else the network was changed since
            norms[used] = part[-1].norms
        used += 1
    return {"curve": table, "curve_norms": norms, "buckets": np.array([used])}


def accuracies(stepper: Stepper) -> dict[str, Array]:
    """(R,) the shares of training and of test points whose class is right;
    NaN for regression or without points.
    """
    program, rows, train = stepper.whole, len(stepper.theta), stepper.train.size
    y = program.y
    z = program.z[-1].reshape(rows, *y.shape)
    right = (z[:, 0] > 0) == (y[0] > 0.5) if len(y) == 1 else z.argmax(axis=1) == y.argmax(axis=0)
    parts = (right[:, :train], right[:, train:])
    none = np.full(rows, np.nan)
    known = stepper.spec.data.task != "regression"
    shares = [p.mean(axis=1) if known and p.size else none for p in parts]
    return {"accuracy": shares[0], "test_accuracy": shares[1]}


def _probed(stepper: Stepper, wanted: int | Place | None) -> Points | None:
    """One: the wanted place or point, else the first example of the coming minibatch."""
    no = np.zeros(1, bool)
    if isinstance(wanted, tuple):
        return Points(np.array([wanted[:2]]), np.array([wanted[2]]), no, np.array([-1]))
    points = stepper.points
    ids = points.ids
    found = np.flatnonzero(ids == wanted) if wanted is not None else np.zeros(0, int)
    if not len(found) and stepper.ready:
        found = np.flatnonzero(ids == stepper.ids[stepper.coming[0]])
    if not len(found):
        return None
    one = found[:1]
    return Points(points.xy[one], points.label[one], no, ids[one])


def _way(program: NetworkProgram) -> Array:
    """z, a and δ of every unit; of a maxout unit its largest piece, and all its δ."""
    inputs, pieces = program.x[:-1, 0], params.pieces_of(program.net.sizes)
    parts = [p[:, 0].reshape(-1, k) for p, k in zip(program.z, pieces, strict=True)]
    z = np.concatenate([inputs, *(p.max(axis=1) for p in parts)])
    a = np.concatenate([inputs, *(a[:-1, 0] for a in program.a), program.output[:, 0]])
    parts = [p[:, 0].reshape(-1, k).sum(axis=1) for p, k in zip(program.d, pieces, strict=True)]
    return np.stack([z, a, np.concatenate([np.full(len(inputs), np.nan), *parts])])


def _chances(stepper: Stepper, output: Array) -> Array:
    """Outputs (K, M) from 0 to 1: probabilities as they are, values and scores −1 as 0 and 1 as 1.
    Of several classes' scores the best is 1, and one that is a margin behind it 0.
    """
    loss = LOSSES[stepper.net.loss]
    if stepper.net.loss == "class_hinge":
        return np.clip(output - output.max(axis=0) + 1, 0, 1)
    if stepper.spec.data.task == "regression" or loss.low:
        return np.clip(output, -1, 1) * 0.5 + 0.5
    return output


def _place(stepper: Stepper, plane: Plane | None) -> Array:
    if plane is None or plane.origin.shape != stepper.theta.shape[1:]:
        return np.full((len(stepper.theta), 3), np.nan)
    return plane.project(stepper.theta.astype(float))


def _bytes(values: Array, scale: float, zero: float) -> Array:
    with np.errstate(all="ignore"):
        scaled = np.nan_to_num(values * np.float32(scale) + np.float32(zero), nan=zero or 127.0)
        return np.clip(np.rint(scaled), 1.0 if zero else 0.0, 255).astype(np.uint8)
