"""Edits of the network: features, units and layers added or removed, weights set by hand."""

from dataclasses import replace
from typing import Any

import numpy as np

from server import checks
from server import spec as specs
from server.checks import Bad
from server.edits.outcome import (
    Edit,
    Outcome,
    fields,
    layers_of,
    listed,
    moments_of,
    numbers,
    reshaped,
)
from server.edits.settings import hidden_index
from server.engine import params, surgery
from server.engine.core import Array
from server.spec import MOST_LAYERS, MOST_UNITS, Hidden
from server.state import State, batch, network

MOST_BY_HAND = 1e6


def features(state: State, edit: Edit) -> Outcome:
    """What still fits stays, column by column;
    a new feature's weights are 0, so the function is the same.
    """
    given = fields(edit, "features", "columns")
    old = state.spec.model.features
    new = specs.parse_features(given.get("features"), "edit.features")
    order = [old.index(name) if name in old else None for name in new]
    layers = surgery.choose_inputs(layers_of(state), order)
    given_columns = checks.mapping(given.get("columns") or {}, "edit.columns", new)
    for name, column in given_columns.items():
        shape = layers[0].shape[1:2]
        layers[0][..., new.index(name)] = numbers(
            column, f"edit.columns.{name}", shape, len(state.theta)
        )
    spec = replace(state.spec, model=replace(state.spec.model, features=new, theta=None))
    after = reshaped(state, spec, layers, surgery.choose_inputs(moments_of(state), order))
    missing = [name for name in old if name not in new]
    changed = [name for name in old if name in missing or name in given_columns]
    gone = {n: listed(layers_of(state)[0][..., old.index(n)]) for n in changed}
    notes = [{"key": "note.features_gone", "features": missing}] if missing else []
    out = {"kind": "features", "features": list(new)}
    kept = {"columns": dict(given_columns)} if given_columns else {}
    inverse = {"kind": "features", "features": list(old), "columns": gone}
    return Outcome(after, out | kept, [inverse], notes)


def unit_add(state: State, edit: Edit) -> Outcome:
    """Keeps the function: outgoing weights 0 (unless given),
    incoming drawn from (seed, layer, unit).
    """
    given = fields(edit, "layer", "at", "incoming", "outgoing", "shift")
    layer = hidden_index(state, given.get("layer"), "edit.layer")
    hidden = state.spec.model.hidden[layer]
    if hidden.units >= MOST_UNITS:
        raise Bad(
            "edit.layer", f"a layer has at most {MOST_UNITS} units", "units_full", most=MOST_UNITS
        )
    at = checks.integer(given.get("at", hidden.units), "edit.at", 0, hidden.units)
    layers, rows = layers_of(state), len(state.theta)
    inputs, following = layers[layer].shape[-1], layers[layer + 1].shape[-2]
    shape = (inputs,) if hidden.pieces == 1 else (hidden.pieces, inputs)
    incoming = _given(given, "incoming", shape, rows, _draw_unit(state, layer, at).reshape(shape))
    incoming = np.broadcast_to(incoming, (rows, *shape)).reshape(rows, hidden.pieces, inputs)
    outgoing = _given(given, "outgoing", (following,), rows, np.zeros(following))
    shift = _given(given, "shift", (following,), rows, np.zeros(following))
    grown = _insert(layers, layer, at, incoming, _rows(outgoing, rows))
    grown = surgery.shift_biases(grown, layer, shift)
    moments = surgery.insert_unit(
        moments_of(state), layer, at, np.zeros((hidden.pieces, inputs)), np.zeros(following)
    )
    after = reshaped(state, _with_units(state, layer, hidden.units + 1), grown, moments)
    out: dict[str, Any] = {"kind": "unit_add", "layer": layer, "at": at}
    out |= {k: given[k] for k in ("incoming", "outgoing", "shift") if given.get(k) is not None}
    inverse: dict[str, Any] = {"kind": "unit_remove", "layer": layer, "unit": at}
    if given.get("outgoing") is not None or given.get("shift") is not None:
        inverse["shift"] = listed(-_rows(shift, rows))
    return Outcome(after, out, [inverse])


def unit_remove(state: State, edit: Edit) -> Outcome:
    """Keeps the rest; the next layer's biases take up what the unit gave on the average of the
    training points, or the `shift` that is given.
    """
    given = fields(edit, "layer", "unit", "shift")
    layer = hidden_index(state, given.get("layer"), "edit.layer")
    units, pieces = state.spec.model.hidden[layer].units, state.spec.model.hidden[layer].pieces
    if units == 1:
        text = "the last unit of a layer stays; remove the layer instead"
        raise Bad("edit.layer", text, "last_unit")
    at = checks.integer(given.get("unit"), "edit.unit", 0, units - 1)
    layers = layers_of(state)
    outgoing = layers[layer + 1][..., at]
    mean = outgoing * _mean_output(state, layer, at)[:, None]
    shift = _given(given, "shift", outgoing.shape[1:], len(state.theta), mean)
    left = surgery.shift_biases(surgery.delete_unit(layers, layer, at, pieces), layer, shift)
    moments = surgery.delete_unit(moments_of(state), layer, at, pieces)
    own = layers[layer][:, at * pieces : (at + 1) * pieces]
    after = reshaped(state, _with_units(state, layer, units - 1), left, moments)
    inverse = {
        "kind": "unit_add",
        "layer": layer,
        "at": at,
        "incoming": listed(own[:, 0] if pieces == 1 else own),
        "outgoing": listed(outgoing),
        "shift": listed(-_rows(shift, len(state.theta))),
    }
    out: dict[str, Any] = {"kind": "unit_remove", "layer": layer, "unit": at}
    out |= {"shift": given["shift"]} if given.get("shift") is not None else {}
    return Outcome(after, out, [inverse])


def layer_add(state: State, edit: Edit) -> Outcome:
    """A new hidden layer passes on what fits, unit by unit, and learns from there."""
    given = fields(edit, "at", "units", "activation", *specs.HYPER_LIMITS, "weights")
    hidden = state.spec.model.hidden
    if len(hidden) >= MOST_LAYERS:
        text = f"there are at most {MOST_LAYERS} hidden layers"
        raise Bad("edit.at", text, "layers_full", most=MOST_LAYERS)
    at = checks.integer(given.get("at", len(hidden)), "edit.at", 0, len(hidden))
    asked = {k: v for k, v in given.items() if k not in ("kind", "at", "weights")}
    new = specs.parse_hidden(asked, "edit")
    layers, rows = layers_of(state), len(state.theta)
    below = layers[at].shape[-1] - 1
    drawn = [_draw(state, at, u, below, new.units, new.pieces) for u in range(new.units)]
    fresh = np.concatenate(drawn)
    grown = surgery.insert_layer(layers, at, fresh, 1.0, new.pieces)
    if given.get("weights") is not None:
        pair = checks.listing(given["weights"], "edit.weights", 2, 2, "matrices")
        for k, value in enumerate(pair):
            shape = grown[at + k].shape[1:]
            grown[at + k][...] = numbers(value, f"edit.weights[{k}]", shape, rows)
    moments = surgery.insert_layer(moments_of(state), at, np.zeros_like(fresh), 0.0, new.pieces)
    spec = _with_hidden(state, (*hidden[:at], new, *hidden[at:]))
    lost = max(0, below - new.units)
    notes = [{"key": "note.layer_add", "lost": lost}] if lost else []
    out: dict[str, Any] = {"kind": "layer_add", "at": at, **new.to_json()}
    out |= {"weights": given["weights"]} if given.get("weights") is not None else {}
    inverse = {"kind": "layer_remove", "at": at, "weights": listed(layers[at])}
    return Outcome(reshaped(state, spec, grown, moments), out, [inverse], notes)


def layer_remove(state: State, edit: Edit) -> Outcome:
    """What the layer passed on in its linear range stays (W ← W₂W₁);
    what its bending did is lost.
    """
    given = fields(edit, "at", "weights")
    hidden = state.spec.model.hidden
    at = hidden_index(state, given.get("at"), "edit.at")
    layers = layers_of(state)
    pieces = hidden[at].pieces
    left = surgery.delete_layer(layers, at, pieces)
    if given.get("weights") is not None:
        shape = left[at].shape[1:]
        left[at][...] = numbers(given["weights"], "edit.weights", shape, len(state.theta))
    moments = surgery.delete_layer(moments_of(state), at, pieces)
    moments[at] = np.zeros_like(moments[at])
    spec = _with_hidden(state, (*hidden[:at], *hidden[at + 1 :]))
    inverse = {
        "kind": "layer_add",
        "at": at,
        **hidden[at].to_json(),
        "weights": [listed(layers[at]), listed(layers[at + 1])],
    }
    notes = [] if hidden[at].activation == "linear" else [{"key": "note.layer_remove"}]
    out: dict[str, Any] = {"kind": "layer_remove", "at": at}
    out |= {"weights": given["weights"]} if given.get("weights") is not None else {}
    return Outcome(reshaped(state, spec, left, moments), out, [inverse], notes)


def activation(state: State, edit: Edit) -> Outcome:
    """From the next step. Into or out of maxout, units gain pieces of 0 or lose all but the first:
    the path begins again; `weights` (rows, inputs + 1) instead, if given.
    """
    given = fields(edit, "layer", "activation", *specs.HYPER_LIMITS, "weights")
    hidden = state.spec.model.hidden
    layer = hidden_index(state, given.get("layer"), "edit.layer")
    asked = {k: v for k, v in given.items() if k not in ("kind", "layer", "weights")}
    old, (name, hyper) = hidden[layer], specs.parse_activation(asked, "edit")
    new = replace(old, activation=name, hyper=hyper)
    place = {"kind": "activation", "layer": layer}
    out: dict[str, Any] = place | _bend(new)
    inverse: dict[str, Any] = place | _bend(old)
    spec = _with_hidden(state, (*hidden[:layer], new, *hidden[layer + 1 :]))
    if new.pieces == old.pieces:
        spec = replace(spec, model=replace(spec.model, theta=state.spec.model.theta))
        return Outcome(replace(state, spec=spec), out, [inverse])
    pieces = old.pieces, new.pieces
    layers = surgery.change_pieces(layers_of(state), layer, *pieces)
    if given.get("weights") is not None:
        shape = layers[layer].shape[1:]
        layers[layer][...] = numbers(given["weights"], "edit.weights", shape, len(state.theta))
        out["weights"] = given["weights"]
    moments = surgery.change_pieces(moments_of(state), layer, *pieces)
    notes = [{"key": "note.pieces_lost"}] if new.pieces < old.pieces else []
    inverse |= {"weights": listed(layers_of(state)[layer])} if new.pieces < old.pieces else {}
    return Outcome(reshaped(state, spec, layers, moments), out, [inverse], notes)


def _bend(hidden: Hidden) -> dict[str, Any]:
    return {k: v for k, v in hidden.to_json().items() if k != "units"}


def weight(state: State, edit: Edit) -> Outcome:
    """One weight or bias set by hand; moments stay."""
    given = fields(edit, "layer", "unit", "input", "value")
    layers = [w.copy() for w in layers_of(state)]
    layer = checks.integer(given.get("layer"), "edit.layer", 0, len(layers) - 1)
    _, units, columns = layers[layer].shape
    unit = checks.integer(given.get("unit"), "edit.unit", 0, units - 1)
    column = checks.integer(given.get("input"), "edit.input", 0, columns - 1)
    value = checks.number(given.get("value"), "edit.value", -MOST_BY_HAND, MOST_BY_HAND)
    place = {"kind": "weight", "layer": layer, "unit": unit, "input": column}
    was = layers[layer][:, unit, column].tolist()
    layers[layer][:, unit, column] = value
    after = replace(state, theta=params.pack(layers))
    inverse = place | {"value": was[0]}
    if len(set(was)) > 1 or not abs(was[0]) <= MOST_BY_HAND:
        # one value cannot give several rows theirs back, nor what no hand may set
        inverse = {"kind": "theta", "theta": listed(state.theta)}
    return Outcome(after, place | {"value": value}, [inverse])


def theta(state: State, edit: Edit) -> Outcome:
    """All parameters set at once: a place on the landscape is taken; moments stay."""
    shape = state.theta.shape[1:]
    value = numbers(fields(edit, "theta").get("theta"), "edit.theta", shape, len(state.theta))
    new = np.broadcast_to(value, state.theta.shape).astype(state.theta.dtype)
    was = {"kind": "theta", "theta": listed(state.theta)}
    return Outcome(replace(state, theta=new), {"kind": "theta", "theta": listed(new)}, [was])


def _with_hidden(state: State, hidden: tuple[Hidden, ...]) -> specs.Spec:
    return replace(state.spec, model=replace(state.spec.model, hidden=hidden, theta=None))


def _with_units(state: State, layer: int, units: int) -> specs.Spec:
    hidden = list(state.spec.model.hidden)
    hidden[layer] = replace(hidden[layer], units=units)
    return _with_hidden(state, tuple(hidden))


def _given(edit: Edit, name: str, shape: tuple[int, ...], rows: int, default: Array) -> Array:
    value = edit.get(name)
    return default if value is None else numbers(value, f"edit.{name}", shape, rows)


def _rows(values: Array, rows: int) -> Array:
    return np.broadcast_to(values, (rows, values.shape[-1]))


def _insert(
    layers: list[Array], layer: int, at: int, incoming: Array, outgoing: Array
) -> list[Array]:
    """insert_unit with values that differ by row."""
    singles = [
        surgery.insert_unit([w[r] for w in layers], layer, at, incoming[r], outgoing[r])
        for r in range(len(incoming))
    ]
    return [np.stack(parts) for parts in zip(*singles, strict=True)]


def _draw_unit(state: State, layer: int, unit: int) -> Array:
    """Incoming weights of a new unit (pieces, inputs + 1)."""
    below, hidden = state.spec.sizes[layer], state.spec.model.hidden[layer]
    return _draw(state, layer, unit, below, hidden.units + 1, hidden.pieces)


def _draw(state: State, layer: int, unit: int, inputs: int, units: int, pieces: int) -> Array:
    rng = state.spec.rng("init", 1, layer, unit, units)
    return params.INITS[state.spec.model.init].layer(inputs, units, pieces, rng=rng)


def _mean_output(state: State, layer: int, unit: int) -> Array:
    """(R,) a unit's activation on the average of the training points; 0 without points."""
    chosen = ~state.points.test
    if not chosen.any():
        return np.zeros(len(state.theta))
    known = batch(state.spec, state.points, chosen)
    program = network(state.spec).compile(state.theta, None, known.size, state.spec.outputs)
    program.x[...] = known.x
    with np.errstate(all="ignore"):
        program.forward.run()
    activations = program.a[layer]
    return activations.reshape(len(state.theta), *activations.shape[-2:])[:, unit].mean(axis=-1)
