// @ts-check
/**
 * A neuron of the network as a machine of its own: its weights, its activation and what comes into it, as the newest frame says them. From any lab that
 * looks at the network `openNeuron(store, layer, unit)` shows it in the Neuron lab.
 */
import { labChanged } from "./actions.js";
import { FEATURES } from "./math/feature-names.js";
import { subscript } from "./math/format.js";
import { piecesOf, unitIndex, weightOffsets } from "./math/network-geometry.js";
import { niceReach } from "./math/machine-geometry.js";
import { outputOf } from "./math/output.js";

/** @typedef {import("./state.js").State} State */
/** @typedef {import("./neuron.js").Machine} Machine */
/** @typedef {import("./neuron.js").Bend} Bend */
/** @typedef {import("./neuron.js").Whose} Whose */

/**
 * Layer 0 is the input: no neurons. null: there is no such neuron, or its numbers are not finite.
 * @param {State} state @param {number} layer of nodes @param {number} unit @param {readonly number[]} [given] what comes into it; without it what the probed example gives @param {Whose} [whose]  example that is; without it the probed one
 * @returns {Machine | null}
 */
export function machineOf({ frame, spec }, layer, unit, given, whose) {
  if (!frame?.theta || !spec || layer < 1 || layer >= frame.sizes.length || unit >= frame.sizes[layer]) return null;
  const { sizes, theta, probe, probe_at } = frame, inputs = sizes[layer - 1], pieces = piecesOf(sizes, layer - 1);
  const first = weightOffsets(sizes)[layer - 1] + unit * pieces * (inputs + 1);
  const rows = Array.from({ length: pieces }, (_, piece) => [...theta.subarray(first + piece * (inputs + 1), first + (piece + 1) * (inputs + 1))]);
  const x = given ?? probed(probe, unitIndex(sizes, layer - 1, 0), inputs);
  if (![...x, ...rows.flat()].every(Number.isFinite)) return null;
  const output = layer === sizes.length - 1, last = outputOf(spec, sizes[layer]), softmax = output && last === "softmax";
  const axes = inputs > 1 ? [0, 1] : [0];
  return {
    x, rows, axes, piece: 0, follow: false, spare: null, reach: niceReach(axes.map((axis) => x[axis])),
    bend: output ? { activation: softmax ? "linear" : last } : bendOf(spec.model.hidden[layer - 1], pieces),
    names: namesOf(spec, layer, inputs),
    from: { layer, unit, layers: sizes.length, units: sizes[layer], step: frame.step, point: whose ?? (probe_at && Number.isFinite(probe_at[0]) ? exampleOf(probe_at) : null), softmax, touched: false },
  };
}

/** Whose the probe is: a point's id, or a place. @param {Float64Array} at  id, x, y, label @returns {Whose} */
const exampleOf = ([id, ...place]) => (id < 0 ? /** @type {[number, number, number]} */ (place) : id);

/** The activations of a layer, for the example of the frame's probe. @param {Float64Array | undefined} probe @param {number} at @param {number} count */
const probed = (probe, at, count) => Array.from({ length: count }, (_, unit) => {
  const value = probe?.[probe.length / 3 + at + unit] ?? NaN;
  return Number.isFinite(value) ? value : 0; // no example: no points
});

/** @param {import("./state.js").HiddenLayer | undefined} layer @param {number} pieces @returns {Bend} */
function bendOf(layer, pieces) {
  const { activation = "linear", leak, alpha } = layer ?? {};
  return { activation, ...(leak !== undefined && { leak }), ...(alpha !== undefined && { alpha }), ...(pieces > 1 && { pieces }) };
}

/**
 * A neuron of a deep network of the depth panel, in the layer that its answer tells all of. null: nothing finite is told of it.
 * @param {State} state @param {import("./math/depth-question.js").Answer} answer @param {number} unit @returns {Machine | null}
 */
export function deepMachine({ spec }, { inside, layer, units, step, picked, curves }, unit) {
  if (!inside || !spec || unit < 0) return null;
  const { activation, init } = curves[picked], { inputs: x } = inside, pieces = inside.rows.length / units;
  const rows = inside.rows.slice(unit * pieces, (unit + 1) * pieces), axes = x.length > 1 ? [0, 1] : [0];
  if (![...x, ...rows.flat()].every(Number.isFinite)) return null;
  return {
    x, rows, axes, piece: 0, follow: false, spare: null, reach: niceReach(axes.map((axis) => x[axis])), bend: { activation, ...(pieces > 1 && { pieces }) },
    names: namesOf(spec, layer + 1, x.length), from: null, deep: { activation, init, layer: layer + 1, unit, step },
  };
}

/** What comes into a layer of nodes: features, or activations. @param {import("./state.js").Spec} spec @param {number} layer @param {number} inputs */
const namesOf = (spec, layer, inputs) => Array.from({ length: inputs }, (_, input) => (layer === 1 ? FEATURES[spec.model.features[input]] : undefined) ?? `${layer === 1 ? "x" : "a"}${subscript(input + 1)}`);

/** The machine as it is shown: what was set, or what the network is at while it is followed. @param {State} state @returns {Machine} */
export function machineNow(state) {
  const { machine } = state.view.neuron;
  return (machine.follow && taken(state, machine)) || machine;
}

/** Its neuron's present numbers for the same example, looked at as before; null if the network has no such neuron any more. @param {State} state @param {Machine} machine @returns {Machine | null} */
export function taken(state, machine) {
  const { from } = machine, at = state.frame?.probe_at, same = from && at && (from.point === null || String(exampleOf(at)) === String(from.point));
  // Until the frames tell of that example, and where it is deleted, what came in stays.
  if (!from || state.frame?.sizes.length !== from.layers) return null;
  const stays = !same && state.frame.sizes[from.layer - 1] === machine.x.length;
  const now = machineOf(state, from.layer, from.unit, stays ? machine.x : undefined, from.point ?? undefined);
  if (!now) return null;
  const axes = machine.axes.every((axis) => axis < now.x.length) ? machine.axes : now.axes, shown = axes.map((axis) => now.x[axis]);
  return { ...now, axes, piece: Math.min(machine.piece, now.rows.length - 1), follow: machine.follow, reach: Math.max(machine.reach, niceReach(shown)) };
}

/** By how much a number of the neuron is moved for its numerical derivative. */
const H = 1e-5;

/** What is asked of the engine about the machine. @param {State} state */
export function neuronQuestion(state) {
  const { x, rows, axes, bend } = machineNow(state);
  return { x, rows, axes, h: H, ...bend };
}

/** What is asked about its activation function. @param {State} state */
export const curveQuestion = (state) => ({ ...machineNow(state).bend });

/** May a unit be opened now? @param {State} state @param {number} layer @param {number} unit */
export const opens = (state, layer, unit) => machineOf(state, layer, unit) !== null;

/** Shows a neuron in the Neuron lab. The page is left; what it keeps in the tab, the Neuron lab begins with. @param {import("./store.js").Store} store @param {number} layer of nodes, 1 = first hidden @param {number} unit @param {readonly number[]} [given] @param {Whose} [whose] */
export function openNeuron(store, layer, unit, given, whose) {
  const machine = machineOf(store.get(), layer, unit, given, whose);
  if (!machine) return;
  store.dispatch(labChanged("neuron", { machine }));
  location.assign(`/neuron${location.search}`);
}
