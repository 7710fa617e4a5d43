// @ts-check
/** What a frame says of one walker's coming update, by the names that its rule has for it. */
import { blockAt } from "../math/blocks.js";
import { hasLines, seen } from "../math/update-lines.js";
import { methods } from "../methods.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../math/update-lines.js").Numbers} Numbers */
/** @typedef {import("../math/update-lines.js").Coming & {optimizer: string, theta: [number, number], grad: [number, number], clipped: boolean, lost: boolean}} Own */

const SLOTS = 3, SCALARS = 6;

/** Null where there is no formula, or no such numbers yet. @param {State} state @param {number} row @returns {Own | null} */
export function comingOf({ frame, spec }, row) {
  const method = spec?.methods[row];
  if (!method || !frame?.theta || !frame.grad || !frame.moments || !frame.scalars || !frame.delta || frame.rate.length !== spec?.methods.length) return null;
  const block = method.blocks[blockAt(method.blocks, frame.epoch)], { optimizer } = block, table = methods().optimizers[optimizer], eta = frame.rate[row];
  if (!hasLines(optimizer)) return null;
  const theta = pairAt(frame.theta, 2 * row), delta = pairAt(frame.delta, 2 * row), exact = pairAt(frame.grad, 2 * row);
  const grad = optimizer === "numerical_gradient" ? pairAt(delta.map((part) => -part / eta), 0) : seen(exact, method.clip);
  const moments = frame.moments, scalars = frame.scalars, axes = [0, 1].map((part) => {
    const own = Object.entries(table.moments ?? {}).map(([slot, name]) => [name, moments[(row * SLOTS + Number(slot)) * 2 + part]]);
    return /** @type {Numbers} */ ({ g: grad[part], theta: theta[part], ...Object.fromEntries(own) });
  });
  return {
    optimizer, eta, theta, delta, grad, clipped: grad[0] !== exact[0] || grad[1] !== exact[1], lost: (frame.status?.[2 * row] ?? -1) >= 0,
    numbers: { ...table.numbers, ...numbersOf(block) }, axes: /** @type {[Numbers, Numbers]} */ (axes),
    scalars: Object.fromEntries(Object.entries(table.scalars ?? {}).map(([slot, name]) => [name, scalars[row * SCALARS + Number(slot)]])),
  };
}

/** @param {ArrayLike<number>} values @param {number} at @returns {[number, number]} */
const pairAt = (values, at) => [values[at], values[at + 1]];

/** @param {import("../state.js").Block} block @returns {Numbers} */
const numbersOf = (block) => Object.fromEntries(Object.entries(block).filter(([, value]) => typeof value === "number"));
