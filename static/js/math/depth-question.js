// @ts-check
/**
 * What the depth panel asks of the engine: a network for each curve, at a step. A long way is gone in hops, so that what is there can be
 * seen; while it plays, each answer is the ground of the next question.
 */

/** @typedef {{activation: string, init: string, slot: number}} Curve  slot: its colour, dash and marker */
/** @typedef {"norms" | "values" | "units" | "time"} Show */
/**
 * @typedef {object} Depth  what the panel remembers
 * @property {number} layers  hidden ones @property {number} units @property {readonly Curve[]} curves @property {number} picked  the curve that is looked into
 * @property {number} step  that was asked for last @property {boolean} playing @property {number} pace  steps from picture to picture
 * @property {number} seed @property {string} optimizer @property {number} rate
 * @property {Show} show @property {"activation" | "sum" | "gradient"} kind  of the histograms @property {number} layer @property {number} unit  the neuron that can be opened, from 0
 */
/**
 * @typedef {{activation: string, init: string, loss: number | null, norms: (number | null)[], start: (number | null)[], start_loss: number | null, ratio: number | null,
 *   verdict: "even" | "vanishing" | "exploding" | "faint" | "none" | "lost", lost: number | null, range: [number, number] | null, distinct: number[] | null, distinct_at_start: number[]}} Told
 * @typedef {{mean: number | null, std: number | null, low: number, high: number, counts: number[], outside: number, flat: number, dead: number}} Spread
 * @typedef {{rows: number, columns: number, groups: number[], most: number | null, values: (number | null)[]}} Weights
 * @typedef {{layers: number, units: number, seed: number, optimizer: string, rate: number, step: number, picked: number, show: Show, kind: Depth["kind"], most: number, points: number,
 *   sizes: number[], guess: number | null, curves: Told[], spreads?: Spread[], bounded?: boolean, common?: boolean, weights?: Weights[], layer: number, inside?: {rows: number[][], inputs: number[]},
 *   steps?: number[], losses?: (number | null)[][], strip?: ((number | null)[] | null)[]}} Answer  as in docs/studies.md
 */

export const ACTIVATIONS = ["sigmoid", "tanh", "relu", "leaky_relu", "elu", "maxout", "softplus", "gelu", "silu", "linear"];
export const INITS = ["zero", "small", "large", "lecun", "xavier", "he"];
const SLOTS = [0, 1, 2, 3, 4, 5];
export const MOST_STEPS = 300;
const HOP = 20;

/** @type {Depth} */
export const DEPTH = {
  layers: 12, units: 16, picked: 2, step: 0, playing: false, pace: 5, seed: 0, optimizer: "sgd", rate: 0.1, show: "norms", kind: "activation", layer: 0, unit: 0,
  curves: [["relu", "he"], ["relu", "xavier"], ["sigmoid", "xavier"], ["tanh", "xavier"]].map(([activation, init], slot) => ({ activation, init, slot })),
};

const WHOLE = /** @type {const} */ ({ layers: [1, 20], units: [8, 32], step: [0, MOST_STEPS], pace: [1, 10], seed: [0, 2 ** 32 - 1], layer: [0, 19], unit: [0, 31] });

/** What was kept or linked may be of another version, or made by hand: what is not usable is as in the beginning. @param {Partial<Depth> | null | undefined} kept @returns {Depth} */
export function soundDepth(kept) {
  if (kept === DEPTH) return DEPTH;
  const depth = { ...DEPTH, ...kept }, among = (/** @type {unknown} */ value, /** @type {readonly unknown[]} */ allowed) => allowed.includes(value);
  for (const [name, [low, high]] of Object.entries(WHOLE)) {
    const value = depth[/** @type {keyof typeof WHOLE} */ (name)];
    if (!Number.isInteger(value) || value < low || value > high) depth[/** @type {keyof typeof WHOLE} */ (name)] = DEPTH[/** @type {keyof typeof WHOLE} */ (name)];
  }
  const curves = Array.isArray(depth.curves) ? depth.curves.filter((curve) => among(curve?.activation, ACTIVATIONS) && among(curve.init, INITS) && among(curve.slot, SLOTS)) : [];
  if (curves.length !== depth.curves?.length || !curves.length || curves.length > SLOTS.length) depth.curves = curves.length ? curves.slice(0, SLOTS.length) : DEPTH.curves;
  if (!(Number.isInteger(depth.picked) && depth.picked >= 0 && depth.picked < depth.curves.length)) depth.picked = 0;
  if (!among(depth.show, ["norms", "values", "units", "time"])) depth.show = DEPTH.show;
  if (!among(depth.kind, ["activation", "sum", "gradient"])) depth.kind = DEPTH.kind;
  if (!(depth.rate >= 1e-5 && depth.rate <= 100)) depth.rate = DEPTH.rate;
  if (typeof depth.optimizer !== "string") depth.optimizer = DEPTH.optimizer;
  return depth;
}

/** @param {{view: {neuron: {depth: Depth}}, studies: Record<string, any>}} state */
export function depthQuestion({ view: { neuron }, studies }) {
  const depth = soundDepth(neuron.depth), { layers, units, curves, seed, optimizer, rate, picked, show, kind, layer, playing, pace } = depth, reached = reachedBy(depth, studies.depth);
  const wished = playing ? Math.min(MOST_STEPS, reached + pace) : depth.step;
  const step = wished > reached ? Math.min(wished, reached + Math.max(HOP, pace)) : wished;
  return { layers, units, seed, optimizer, rate, step, picked, show, kind, layer: Math.min(layer, layers - 1), curves: curves.map(({ activation, init }) => ({ activation, init })) };
}

/** The step at which the asked networks stand; 0 if the answer is about others. @param {Depth} depth @param {(Answer & {error?: unknown}) | undefined} answer */
export function reachedBy(depth, answer) {
  const same = answer && !answer.error && /** @type {const} */ (["layers", "units", "seed", "optimizer", "rate"]).every((name) => answer[name] === depth[name]);
  return same ? answer.step : 0;
}
