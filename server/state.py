"""State: everything that determines the steps to come. Frozen;
a keyframe, a checkpoint and an edit's input.
"""

import base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any

import numpy as np

from server import checks
from server.checks import Bad
from server.engine import features, methods, params, swats, updates
from server.engine.core import Array, Batch, Objective
from server.engine.datasets import Points
from server.engine.descent import Row
from server.engine.losses import LOSSES
from server.engine.methods import Searcher
from server.engine.mlp import Network
from server.engine.search import SEARCHES
from server.engine.surfaces import no_examples
from server.spec import Block, Method, Spec, loss_name


@dataclass(frozen=True, eq=False)
class State:
    """After `step` updates. theta (R, P); moments (R, slots, P); scalars (R, k); evaluations (R, 2)
    of f and ∇f; found (R, 3), what searches remember (engine/methods.py); lost (R,), the step at
    which a row went wrong, or −1: from then on it stands still.

    `cursor` minibatches of permutation number `shuffle` are done. `epoch` counts finished passes;
    `phase` is the fraction of an epoch that was done when this permutation began (an edit may begin
    a new one half way). `begun` is the step at which the present parameters' meaning began: an
    added unit begins a new path.
    """

    spec: Spec
    points: Points
    theta: Array
    moments: Array
    scalars: Array
    evaluations: Array
    found: Array
    lost: Array
    step: int = 0
    epoch: int = 0
    phase: float = 0.0
    cursor: int = 0
    shuffle: int = 0
    begun: int = 0

    @cached_property
    def nbytes(self) -> int:
        arrays = (self.theta, self.moments, self.scalars, self.evaluations, self.found, self.lost)
        return sum(a.nbytes for a in arrays) + 400


def begin(spec: Spec) -> State:
    """Step 0."""
    rows, dtype = len(spec.methods), np.dtype(spec.dtype)
    theta = initial_thetas(spec)
    return State(
        spec=spec,
        points=spec.points(),
        theta=theta,
        moments=np.zeros((rows, updates.SLOTS, theta.shape[1]), dtype),
        scalars=np.tile(np.array(updates.STARTS, dtype), (rows, 1)),
        evaluations=np.zeros((rows, 2), np.int64),
        found=np.tile(methods.FOUND, (rows, 1)),
        lost=np.full(rows, -1, np.int64),
    )


def entered(state: State) -> State:
    """With fresh moments in the rows whose next block begins at this very step."""
    if state.cursor or state.phase or not _beginning(state.spec, state.epoch):
        return state
    moments, scalars, found = (a.copy() for a in (state.moments, state.scalars, state.found))
    begin_blocks(state.spec, state.epoch, moments, scalars, found)
    return replace(state, moments=moments, scalars=scalars, found=found)


def begin_blocks(spec: Spec, epoch: int, moments: Array, scalars: Array, found: Array) -> None:
    """At the beginning of an epoch, in place: another block begins with fresh moments, or with the
    rate that SWATS found. θ is kept. Doing it again changes nothing: a state may be loaded often.
    """
    for row in _beginning(spec, epoch):
        method = spec.methods[row]
        rate = swats.suggested(scalars[row]) or scalars[row, swats.RATE]
        moments[row], scalars[row], found[row] = 0, updates.STARTS, methods.FOUND
        if method.blocks[method.block_at(epoch)].swats:
            scalars[row, swats.RATE] = rate


def _beginning(spec: Spec, epoch: int) -> list[int]:
    """The rows of which a block, not the first, begins in this epoch."""
    return [
        row
        for row, method in enumerate(spec.methods)
        if any(block.until == epoch for block in method.blocks[:-1])
    ]


def initial_thetas(spec: Spec) -> Array:
    """(R, P) where each row starts: where a hand put it or all of them, else as its seed says."""
    theta = drawn_thetas(spec)
    by_hand = spec.objective.start if spec.objective.planar else spec.model.theta
    for row, method in enumerate(spec.methods):
        given = by_hand if method.start is None else method.start
        if given is not None:
            theta[row] = given
    return theta


def drawn_thetas(spec: Spec) -> Array:
    """(R, P) without hands; rows with the same seed start together."""
    by_seed = {seed: _drawn(spec, seed) for seed in {m.seed for m in spec.methods}}
    return np.stack([by_seed[m.seed] for m in spec.methods]).astype(spec.dtype)


def _drawn(spec: Spec, seed: int) -> Array:
    if not spec.objective.planar:
        return params.draw(spec.sizes, spec.model.init, rng=spec.start_rng(seed))
    if seed == 0:
        return np.array(spec.objective.first_start)
    return spec.objective.place(spec.start_rng(seed))


def searchers(
    spec: Spec, blocks: Sequence[Block], rates: Sequence[float], rows: Sequence[int]
) -> list[Searcher]:
    """The chosen rows, which search, by their present blocks and rates."""
    draw = scatter(spec)
    return [
        Searcher(
            row,
            SEARCHES[blocks[row].optimizer],
            dict(blocks[row].hyper) | {"rate": rates[row]},
            draw,
        )
        for row in rows
    ]


def row_at(method: Method, epoch: int) -> Row:
    """How the method goes down in this epoch."""
    block, clip = method.blocks[method.block_at(epoch)], method.clip
    if block.optimizer in SEARCHES:
        return Row("sgd")  # what the update does to it is undone
    estimates = method.estimates_at(epoch)
    return Row(block.optimizer, block.hyper, block.decay, clip.kind, clip.at, estimates)


def scatter(spec: Spec) -> Callable[[np.random.Generator, float], Array]:
    """Draws of a whole θ (P,), `reach` times as wide as a start; of what is planar, as its window.

    A network's biases are drawn too, as wide as their layer's weights: a bias is the weight of an
    input that is always 1, and without biases a search could not leave the odd functions.
    """

    def draw(rng: np.random.Generator, reach: float) -> Array:
        layers = params.views(params.draw(spec.sizes, spec.model.init, rng=rng), spec.sizes)
        for w in layers:
            spread = np.sqrt(np.square(w[:, :-1]).mean())
            w[:, -1] = rng.standard_normal(len(w)) * spread
        return params.pack(layers) * reach

    return spec.objective.place if spec.objective.planar else draw


def differs_only_in_places(before: State, after: State) -> bool:
    """Whether points moved and nothing else changed: then nothing needs to be compiled again."""
    same = all(
        getattr(before, f.name) is getattr(after, f.name)
        for f in fields(State)
        if f.name != "points"
    )
    old, new = before.points, after.points
    return same and new.label is old.label and new.test is old.test and new.ids is old.ids


def objective(spec: Spec) -> Objective:
    if not spec.objective.planar:
        return network(spec)
    return spec.objective.surface if spec.objective.is_surface else spec.objective.linear


def network(spec: Spec) -> Network:
    """The Spec's network as an objective."""
    hidden = spec.model.hidden
    strength = spec.penalty.strength if spec.penalty.kind != "none" else 0.0
    kind = spec.penalty.kind if strength > 0 else "none"
    return Network(
        spec.sizes,
        tuple(h.activation for h in hidden),
        loss_name(spec),
        kind,
        strength,
        tuple(h.hyper for h in hidden),
        spec.huber,
        spec.model.dropout,
    )


def batch(spec: Spec, points: Points, chosen: Array) -> Batch:
    """The chosen points as the objective sees them: values, or 1 for yes and 0 or −1 for no."""
    if spec.objective.is_surface:
        return no_examples() if chosen.any() else Batch(np.zeros((1, 0)), np.zeros((1, 0)))
    label = points.label[chosen]
    if spec.objective.planar:
        return spec.objective.linear.batch(points.xy[chosen], label, spec.dtype)
    x = features.inputs(points.xy[chosen], spec.model.features).astype(spec.dtype)
    y = label[None] if spec.outputs == 1 else np.arange(spec.outputs)[:, None] == label
    y = y.astype(spec.dtype)
    low = LOSSES[loss_name(spec)].low
    return Batch(x, y if spec.data.task == "regression" or not low else y * (1 - low) + low)


NUMBERS = ("step", "epoch", "phase", "cursor", "shuffle", "begun")


def to_checkpoint(state: State) -> dict[str, Any]:
    """The state's numbers as JSON; Spec and points come from the journal."""
    return {name: getattr(state, name) for name in NUMBERS} | {
        "theta": _text(state.theta.astype(np.float64)),
        "state": _text(
            np.concatenate([state.moments.ravel(), state.scalars.ravel()]).astype("<f8")
        ),
        "evaluations": state.evaluations.tolist(),
        "found": _text(state.found),
        "lost": state.lost.tolist(),
    }


def from_checkpoint(value: Any, spec: Spec, points: Points) -> State:
    """A checkpoint beside the folded Spec it belongs to, or Bad: it is checked like any input."""
    known = (*NUMBERS, "theta", "state", "evaluations", "found", "lost", "edits")
    given = checks.mapping(value, "checkpoint", known)
    rows, size = len(spec.methods), spec.parameters
    most = 2**53
    theta = _floats(given.get("theta"), "checkpoint.theta", rows * size)
    rest = _floats(
        given.get("state"), "checkpoint.state", rows * (updates.SLOTS * size + updates.SCALARS)
    )
    counts = checks.listing(given.get("evaluations"), "checkpoint.evaluations", rows, rows, "rows")
    table = [
        [
            checks.integer(n, "checkpoint.evaluations", 0, most)
            for n in checks.listing(row, "checkpoint.evaluations", 2, 2, "numbers")
        ]
        for row in counts
    ]
    found = np.tile(methods.FOUND, (rows, 1))
    if "found" in given:
        found = _floats(given["found"], "checkpoint.found", found.size).reshape(found.shape)
    lost = checks.listing(given.get("lost", [-1] * rows), "checkpoint.lost", rows, rows, "rows")
    whole = {
        name: checks.integer(given.get(name), f"checkpoint.{name}", 0, most)
        for name in NUMBERS
        if name != "phase"
    }
    train = int(np.count_nonzero(~points.test))
    batches = -(-train // max(1, min(spec.batch, train)))
    if whole["cursor"] >= max(1, batches):
        got = whole["cursor"]
        raise Bad("checkpoint.cursor", f"expected less than {batches} minibatches, got {got}")
    dtype, cut = np.dtype(spec.dtype), rows * updates.SLOTS * size
    return State(
        spec=spec,
        points=points,
        theta=theta.reshape(rows, size).astype(dtype),
        moments=rest[:cut].reshape(rows, updates.SLOTS, size).astype(dtype),
        scalars=rest[cut:].reshape(rows, updates.SCALARS).astype(dtype),
        evaluations=np.array(table, np.int64),
        found=found,
        lost=np.array([checks.integer(n, "checkpoint.lost", -1, most) for n in lost], np.int64),
        phase=checks.number(given.get("phase"), "checkpoint.phase", 0, 1),
        **whole,
    )


def _text(values: Array) -> str:
    return base64.b64encode(values.astype("<f8").tobytes()).decode()


def _floats(value: Any, field: str, count: int) -> Array:
    try:
        raw = base64.b64decode(value, validate=True)
        numbers = np.frombuffer(raw, "<f8")
    except (ValueError, TypeError):
        raise Bad(field, f"expected {count} numbers in base64, got {checks.shown(value)}") from None
    if len(numbers) != count:
        raise Bad(field, f"expected {count} numbers, got {len(numbers)}")
    return numbers.astype(float)
