"""Edits of how it learns: optimizer, rate, schedule, penalty, loss, batch size, activation,
initialisation, seeds.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from server import checks
from server import spec as specs
from server.checks import Bad
from server.edits.data import present_data
from server.edits.outcome import Edit, Outcome, fields, loss_edit, reshuffled, with_spec
from server.engine import params, updates
from server.engine.methods import FOUND
from server.spec import limits
from server.state import State, drawn_thetas


def method(state: State, edit: Edit) -> Outcome:
    """Rate, hyper-parameters, blocks, schedule: from the next step.
    Moments start anew only with another optimizer.
    """
    given = fields(edit, "method", "row")
    row = checks.integer(given.get("row", 0), "edit.row", 0, len(state.spec.methods) - 1)
    new, old = specs.parse_method(given.get("method"), "edit.method"), state.spec.methods[row]
    if new.start != old.start:  # the old one may be of the network as it was once
        specs.check_theta(new.start, state.spec, "edit.method.start")
    limits.check_noise(new, state.spec.objective.planar, "edit.method.noise")
    methods = (*state.spec.methods[:row], new, *state.spec.methods[row + 1 :])
    after = with_spec(state, methods=methods)
    before_name = old.blocks[old.block_at(state.epoch)].optimizer
    if new.blocks[new.block_at(state.epoch)].optimizer != before_name:
        moments, scalars, found = (a.copy() for a in (state.moments, state.scalars, state.found))
        moments[row], scalars[row], found[row] = 0, updates.STARTS, FOUND
        after = replace(after, moments=moments, scalars=scalars, found=found)
    back = specs.without_old_starts(state.spec).methods[row]
    return Outcome(after, _method_edit(new, row), [_method_edit(back, row)])


def _method_edit(value: specs.Method, row: int) -> dict[str, Any]:
    return {"kind": "method", "method": specs.method_json(value), "row": row}


def penalty(state: State, edit: Edit) -> Outcome:
    new = specs.parse_penalty(fields(edit, "penalty").get("penalty"), "edit.penalty")
    old = state.spec.penalty
    return Outcome(with_spec(state, penalty=new), _penalty_edit(new), [_penalty_edit(old)])


def _penalty_edit(value: specs.Penalty) -> dict[str, Any]:
    return {"kind": "penalty", "penalty": {"kind": value.kind, "lambda": value.strength}}


def loss(state: State, edit: Edit) -> Outcome:
    given, spec = fields(edit, "loss", "huber"), state.spec
    new = specs.parse_loss(given.get("loss"), spec.data.task, "edit.loss")
    limit = specs.parse_huber(given.get("huber", spec.huber), "edit.huber")
    after = with_spec(state, loss=new, huber=limit)
    return Outcome(after, loss_edit(after.spec), [loss_edit(spec)])


def dropout(state: State, edit: Edit) -> Outcome:
    """The share of hidden units that each training step leaves out, from the next step."""
    new = specs.parse_dropout(fields(edit, "dropout").get("dropout"), "edit.dropout")
    model = state.spec.model
    after = with_spec(state, model=replace(model, dropout=new))
    return Outcome(after, _dropout_edit(new), [_dropout_edit(model.dropout)])


def _dropout_edit(share: float) -> dict[str, Any]:
    return {"kind": "dropout", "dropout": share}


def batch(state: State, edit: Edit) -> Outcome:
    """A new permutation starts; the short last minibatch is kept."""
    value, objective = fields(edit, "batch").get("batch"), state.spec.objective
    new = specs.parse_batch(value, objective, "edit.batch")
    old = {"kind": "batch", "batch": state.spec.batch}
    after = replace(reshuffled(state), spec=replace(state.spec, batch=new))
    return Outcome(after, {"kind": "batch", "batch": new}, [old])


def hidden_index(state: State, value: Any, field: str) -> int:
    count = len(state.spec.model.hidden)
    if not count:
        raise Bad(field, "there is no hidden layer", "no_hidden")
    return checks.integer(value, field, 0, count - 1)


def init(state: State, edit: Edit) -> Outcome:
    """Used by the next restart and for new neurons;
    at step 0 the weights are drawn anew at once.
    """
    name = fields(edit, "init").get("init")
    new = checks.choice(name, "edit.init", params.INITS)
    old = state.spec.model.init
    after = with_spec(state, model=replace(state.spec.model, init=new, theta=None))
    after, inverse = _redrawn(state, after, [{"kind": "init", "init": old}])
    return Outcome(after, {"kind": "init", "init": new}, inverse)


def seed(state: State, edit: Edit) -> Outcome:
    """One stream's seed. data, noise: the preset's points are drawn anew; init: as `init`; batches:
    a new permutation.
    """
    given = fields(edit, "stream", "seed")
    stream = checks.choice(given.get("stream"), "edit.stream", specs.STREAMS)
    new = specs.parse_seed(given.get("seed"), "edit.seed")
    data = state.spec.data
    if stream in ("data", "noise") and data.task == "classification" and data.made > data.classes:
        text = f"{data.preset} has {data.made} classes, the network {data.classes}"
        raise Bad("edit.stream", text)
    seeds: Mapping[str, int] = dict(state.spec.seeds)
    after = with_spec(state, seeds=tuple((dict(seeds) | {stream: new}).items()))
    inverse = [{"kind": "seed", "stream": stream, "seed": seeds[stream]}]
    if stream == "init":
        after, inverse = _redrawn(state, after, inverse)
    elif stream == "batches":
        after = reshuffled(after)
    elif state.spec.data.preset is not None:
        data = replace(after.spec.data, points=None)
        after = with_spec(after, data=data)
        after = replace(reshuffled(after), points=after.spec.points())
        inverse.append(present_data(state))
    return Outcome(after, {"kind": "seed", "stream": stream, "seed": new}, inverse)


def _redrawn(
    before: State, after: State, inverse: list[dict[str, Any]]
) -> tuple[State, list[dict[str, Any]]]:
    """At step 0 initial weights follow their initialisation, but for rows that a hand has set."""
    if before.step > 0:
        return after, inverse
    drawn = (before.theta == drawn_thetas(before.spec)).all(axis=1)[:, None]
    theta = np.where(drawn, drawn_thetas(after.spec), before.theta)
    return replace(after, theta=theta), inverse
