// @ts-check
/**
 * The rates of a race: the same for all, or each the one that suits it on this mountain. They are read off the methods, never remembered.
 *
 * @typedef {import("../state.js").Journal} Journal
 * @typedef {import("../state.js").Method} Method
 * @typedef {import("../methods.js").Methods} Methods
 */
import { keyOf, tuned } from "./roster.js";

/** Whether a rate says how far a walker goes. @param {Methods} methods @param {Method} method */
export const isRated = ({ optimizers }, { blocks }) => blocks.some(({ optimizer }) => optimizers[optimizer].rated);

/** The rates of those whose rate counts. @param {Methods} methods @param {readonly Method[]} all */
const ratesOf = (methods, all) => all.filter((method) => isRated(methods, method)).map(({ blocks: [{ rate }] }) => rate);

/**
 * How the rates are set. Where both are true (one walker alone; two that the same rate suits) it is what was last chosen.
 * @param {Methods} methods @param {readonly Method[]} all @param {Record<string, number> | undefined} table of the mountain @param {boolean} chosen  whether "tuned" was
 * @returns {"tuned" | "same" | "own"}
 */
export function ruleOf(methods, all, table, chosen) {
  const fits = table !== undefined && all.every((method) => [undefined, method.blocks[0].rate].includes(tuned(keyOf(method), table)));
  const same = new Set(ratesOf(methods, all)).size <= 1;
  if (fits && (chosen || !same)) return "tuned";
  return same ? "same" : "own";
}

/** A method with a rate for one of its optimizers, at first its first. @param {Method} method @param {number | undefined} rate  none: as it is @param {string} [optimizer] @returns {Method} */
export function atRate(method, rate, optimizer = method.blocks[0].optimizer) {
  return rate === undefined ? method : { ...method, blocks: method.blocks.map((block) => (block.optimizer === optimizer ? paced(block, rate) : block)) };
}

/** Each at the rate that suits it on a mountain; who has none keeps its own. @param {readonly Method[]} all @param {Record<string, number> | undefined} table @returns {Method[]} */
export function tunedAll(all, table) {
  return all.map((method) => ({ ...method, blocks: method.blocks.map((block) => paced(block, tuned(block.optimizer, table) ?? block.rate)) }));
}

/** A rate set by hand takes the place of an estimated one. @param {import("../state.js").Block} block @param {number} rate @returns {import("../state.js").Block} */
export function paced({ swats: _, ...block }, rate) {
  return { ...block, rate };
}

/**
 * The race from the start with the walkers as they are now, at other rates: what was changed of them on the way is in them already.
 * @param {Journal} journal @param {readonly Method[]} now @returns {Journal}
 */
export function anew({ spec, edits }, now) {
  return { spec: { ...spec, methods: [...now] }, edits: edits.filter(({ edit }) => edit.kind !== "method") };
}
