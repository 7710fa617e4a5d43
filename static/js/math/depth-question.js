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
 * @property {Show} show @property {"activation" | "sum" | "gradient"} kind  of the histograms
 */
/**
 * @typedef {{activation: string, init: string, loss: number | null, norms: (number | null)[], start: (number | null)[], start_loss: number | null, ratio: number | null,
 *   verdict: "even" | "vanishing" | "exploding" | "faint" | "none" | "lost", lost: number | null, range: [number, number] | null, distinct: number[] | null, distinct_at_start: number[]}} Told
 * @typedef {{mean: number | null, std: number | null, low: number, high: number, counts: number[], flat: number, dead: number}} Spread
 * @typedef {{rows: number, columns: number, groups: number[], most: number | null, values: (number | null)[]}} Weights
 * @typedef {{layers: number, units: number, seed: number, optimizer: string, rate: number, step: number, picked: number, show: Show, kind: Depth["kind"], most: number, points: number,
 *   sizes: number[], guess: number | null, curves: Told[], spreads?: Spread[], bounded?: boolean, common?: boolean, weights?: Weights[],
 *   steps?: number[], losses?: (number | null)[][], strip?: ((number | null)[] | null)[]}} Answer  as in docs/studies.md
 */

export const MOST_STEPS = 300;
const HOP = 20;

/** @type {Depth} */
export const DEPTH = {
  layers: 12, units: 16, picked: 2, step: 0, playing: false, pace: 5, seed: 0, optimizer: "sgd", rate: 0.1, show: "norms", kind: "activation",
  curves: [["relu", "he"], ["relu", "xavier"], ["sigmoid", "xavier"], ["tanh", "xavier"]].map(([activation, init], slot) => ({ activation, init, slot })),
};

/** @param {{view: {neuron: {depth: Depth}}, studies: Record<string, any>}} state */
export function depthQuestion({ view: { neuron: { depth } }, studies }) {
  const { layers, units, curves, seed, optimizer, rate, picked, show, kind, playing, pace } = depth, reached = reachedBy(depth, studies.depth);
  const wished = playing ? Math.min(MOST_STEPS, reached + pace) : depth.step;
  const step = wished > reached ? Math.min(wished, reached + Math.max(HOP, pace)) : wished;
  return { layers, units, seed, optimizer, rate, step, picked, show, kind, curves: curves.map(({ activation, init }) => ({ activation, init })) };
}

/** The step at which the asked networks stand; 0 if the answer is about others. @param {Depth} depth @param {(Answer & {error?: unknown}) | undefined} answer */
export function reachedBy(depth, answer) {
  const same = answer && !answer.error && /** @type {const} */ (["layers", "units", "seed", "optimizer", "rate"]).every((name) => answer[name] === depth[name]);
  return same ? answer.step : 0;
}
