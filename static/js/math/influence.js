// @ts-check
/** How sensitive the loss is to each weight: what is asked, and over what the pictures go. No screen here. */
import { exists, weightAt, weightIndex } from "./network-geometry.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {{index: number, layer: number, unit: number, input: number, piece: number, bias: boolean, rank: number, value: number | null, grad: number | null,
 *   predicted: number | null, measured: number | null, update: number | null, apart: (number | null)[]}} Weight   apart: how far apart measured and predicted are, over `curve.delta` */
/** @typedef {{step: number, count: number, points: number, whole: boolean, plain: boolean, optimizer: string, rate: number, delta: number, loss: number | null, penalty: number | null, apart: number | null,
 *   weights: Weight[], scatter: {index: number[], predicted: (number | null)[], measured: (number | null)[]}, curve: {delta: number[], apart: (number | null)[] | null}}} Influence */

/** δ of the slider: from what is rounded away to what makes another weight of it. */
export const LEAST = 1e-14, MOST = 3;
/** So many are told one by one. */
export const TOP = 10;
/** Relative errors that are shown: a nudge of half of all digits agrees to a few parts in 10⁹. */
const NEAREST = 1e-10, FARTHEST = 10;
/** Beyond the farthest dot there is a little room. */
export const ROOM = 1.08;

/** @param {State} state */
export function influenceQuestion(state) {
  const { frame, view } = state;
  return frame && { delta: view.backprop.delta, top: TOP, chosen: chosenOf(state) };
}

/** The place in theta of the chosen weight. @param {Pick<State, "frame" | "selected">} state @returns {number | null} */
export function chosenOf({ frame, selected }) {
  if (!frame || (selected?.kind !== "edge" && selected?.kind !== "bias") || !exists(frame.sizes, selected)) return null;
  return weightIndex(frame.sizes, selected);
}

/** What is chosen by choosing a weight; of maxout's later pieces the same weight of its first. @param {Weight} weight @returns {import("../state.js").EdgeRef | import("../state.js").BiasRef} */
export const refOf = ({ bias, layer, unit, input }) => (bias ? { kind: "bias", layer, unit } : { kind: "edge", layer, unit, input });

/** @param {readonly number[]} sizes @param {number} index @returns {import("../state.js").Ref} */
export const refAt = (sizes, index) => weightAt(sizes, index);

/** As far as measured and predicted go, to both sides. @param {Influence["scatter"]} scatter */
export function reachOf({ predicted, measured }) {
  const reach = Math.max(0, ...[...predicted, ...measured].map((value) => Math.abs(value ?? 0)).filter(Number.isFinite));
  return reach > 0 ? reach * ROOM : 1;
}

/** Powers of ten between which the disagreements lie. @param {readonly (readonly (number | null)[] | null)[]} curves @returns {[number, number]} */
export function apartDomain(curves) {
  const known = curves.flatMap((curve) => curve ?? []).filter((value) => value !== null && value > 0 && Number.isFinite(value)).map(Number);
  const low = Math.max(NEAREST, Math.min(1e-4, ...known));
  return [Number(`1e${Math.floor(Math.log10(low) + 1e-9)}`), FARTHEST];
}

/** How many times as large the first one's number is as the last one's, of those that are told in order. @param {readonly Weight[]} weights @param {"grad" | "update"} what @returns {number | null} */
export function ratioOf(weights, what) {
  const ranked = weights.slice(0, TOP), first = Math.abs(ranked[0]?.[what] ?? NaN), last = Math.abs(ranked[ranked.length - 1]?.[what] ?? NaN);
  return first > 0 && last > 0 ? first / last : null;
}

/** The dot that is meant: the nearest within reach. @param {readonly {x: number, y: number, index: number}[]} dots @param {number} x @param {number} y @param {number} reach */
export function dotAt(dots, x, y, reach) {
  let best = reach, found = /** @type {number | null} */ (null);
  for (const dot of dots) {
    const far = Math.hypot(dot.x - x, dot.y - y);
    if (far < best) [best, found] = [far, dot.index];
  }
  return found;
}
