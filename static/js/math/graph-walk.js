// @ts-check
/**
 * The walk through the shown graph: n steps forward, each gives a node its value; then n back, each sends a node's gradient on to its inputs.
 * at = 0: only the leaves are known; at = n: f is known; at = 2n: every gradient.
 *
 * @typedef {import("./graph-fold.js").Picture} Picture
 * @typedef {"none" | "part" | "all"} Share
 *
 * @typedef {object} Walk
 * @property {readonly number[]} steps  shown nodes that are computed, in their order @property {readonly number[]} ranks  of each shown node: its place in steps, −1 if it is given
 * @property {number} count  n @property {number} end  2n
 *
 * @typedef {object} Known
 * @property {number} at  within 0 … 2n @property {"start" | "forward" | "backward"} phase @property {number | null} current  the shown node at hand
 * @property {readonly boolean[]} values  whose value is known @property {readonly boolean[]} sent  who has sent its gradient on @property {readonly Share[]} grads  how much of its gradient has come
 */
import { subscript } from "./format.js";

/** @param {Pick<Picture, "nodes">} picture @returns {Walk} */
export function walkOf({ nodes }) {
  const steps = nodes.flatMap(({ kind }, i) => (kind === "step" ? [i] : [])), ranks = Array(nodes.length).fill(-1);
  steps.forEach((node, rank) => (ranks[node] = rank));
  return { steps, ranks, count: steps.length, end: 2 * steps.length };
}

/** @param {Pick<Picture, "nodes">} picture @param {Walk} walk @param {number} at @returns {Known} */
export function knownAt({ nodes }, { steps, ranks, count, end }, at) {
  const now = Math.max(0, Math.min(end, Math.round(at))), back = now - count;
  const sent = ranks.map((rank) => rank >= 0 && back >= count - rank);
  return {
    at: now, phase: now === 0 ? "start" : back > 0 ? "backward" : "forward", current: now === 0 ? null : steps[back > 0 ? count - back : now - 1],
    values: ranks.map((rank) => rank < now), sent, grads: nodes.map((node, i) => share(node, i === nodes.length - 1, sent, back, count)),
  };
}

/** @param {Picture["nodes"][number]} node @param {boolean} last @param {readonly boolean[]} sent @param {number} back @param {number} count @returns {Share} */
function share({ users }, last, sent, back, count) {
  if (last) return back > 0 || count === 0 ? "all" : "none";
  const come = users.filter(({ to }) => sent[to]).length;
  return come === users.length ? (users.length || back === count ? "all" : "none") : come ? "part" : "none";
}

/**
 * Where in the walk a node is at hand: forward until f is known, backward after it. Of a leaf: where it is all that is known, or where the last
 * part of its gradient comes. @param {Pick<Picture, "nodes">} picture @param {Walk} walk @param {number} node @param {number} at
 */
export function positionOf({ nodes }, { ranks, count, end }, node, at) {
  if (ranks[node] >= 0) return at > count ? end - ranks[node] : ranks[node] + 1;
  if (at <= count) return 0;
  return Math.max(...nodes[node].users.map(({ to }) => end - ranks[to]), count);
}

/** A step in few letters, for a chip: "w0·x0", "+ w2", "exp". @param {Pick<Picture, "nodes">} picture @param {number} node */
export function chipOf({ nodes }, node) {
  const { label, inputs, group, node: { op = "", key = "" } } = nodes[node], layer = group?.kind === "layer", indexed = (layer || (!group && OF_NETWORK.has(op))) && /^([a-z])(\d*)(?:\[(\d+)\])?$/.exec(key);
  if (indexed) return written(indexed[1], indexed[2], layer ? undefined : indexed[3]);
  if (group || op === "loss") return label;
  const [a, b] = inputs.map((i) => (nodes[i].kind === "step" ? null : nodes[i].label));
  if (inputs.length !== 2 || label.length > 2) return label;
  const sign = label === "×" ? "·" : ` ${label} `;
  if (a !== null && b !== null) return `${a}${sign}${b}`;
  return b !== null ? `${label} ${b}` : label === "+" || label === "×" ? (a !== null ? `${label} ${a}` : label) : label;
}

/** What an entry of a network has a name of its own for: a⁽²⁾₃ is the third neuron of the second layer, z₂ that layer's weighted sums. */
const OF_NETWORK = new Set(["neuron", "linear", "activation", "softmax"]);

/** @param {string} letter @param {string} layer @param {string | undefined} unit */
const written = (letter, layer, unit) => (unit === undefined ? `${letter}${subscript(layer)}` : `${letter}${layer && `⁽${raised(layer)}⁾`}${subscript(Number(unit) + 1)}`);

/** @param {string} digits */
const raised = (digits) => digits.replace(/\d/g, (digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(digit)]);
