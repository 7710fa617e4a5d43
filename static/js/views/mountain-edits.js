// @ts-check
/**
 * Another mountain, another start: the same walkers from the beginning. On another mountain they are as they are now; where each has its
 * tuned rate they take the rates of that mountain.
 *
 * @typedef {import("../state.js").State} State
 * @typedef {import("../state.js").Spec} Spec
 * @typedef {import("../state.js").Journal} Journal
 * @typedef {import("../state.js").Method} Method
 * @typedef {import("../store.js").Store} Store
 */
import { journalOf, withObjective, withStart } from "../math/roster.js";
import { anew, tunedAll } from "../math/rates.js";
import { suited } from "../modes.js";
import { terrainOf } from "../mountains.js";
import { again, look } from "./walker-edits.js";

/** A test function, from its first start, in its own window. @param {Store} store @param {string} name */
export const climb = (store, name) => move(store, { kind: "surface", function: name }, withObjective);

/**
 * To another mountain, from its first start, in its own window.
 * @param {Store} store @param {Spec["objective"]} there @param {(journal: Journal, objective: Spec["objective"]) => Journal} onto
 */
export function move(store, there, onto) {
  const state = store.get(), { tuned, bench, shelf } = state.view.descent, { starts: [start], rates } = /** @type {import("../mountains.js").Bowl} */ (terrainOf(there));
  const rerate = (/** @type {readonly Method[]} */ all) => (tuned ? tunedAll(all, rates) : [...all]), { noise = 0 } = state.spec?.objective ?? {};
  const side = there.kind === "points" ? "data" : state.view.descent.side === "data" ? "mountain" : state.view.descent.side;
  look(store, { window: null, side, bench: mapped(bench, (method) => rerate([method])[0]), shelf: { ...shelf, ...(shelf.race && { race: rerate(shelf.race) }), relay: undefined } });
  again(store, suited(store.get(), onto(anew(journalOf(state), rerate(state.spec?.methods ?? [])), { ...there, start, noise })));
}

/** @template A, B @param {Record<string, A>} all @param {(one: A) => B} change @returns {Record<string, B>} */
const mapped = (all, change) => Object.fromEntries(Object.entries(all).map(([key, one]) => [key, change(one)]));

/** A formula of one's own, from where they start now and in the window that is looked at. @param {Store} store @param {string} formula @param {number} gesture of the typing */
export function type(store, formula, gesture) {
  const state = store.get(), { objective } = /** @type {Spec} */ (state.spec), { window } = state.view.descent;
  const known = terrainOf(objective), { start, noise = 0 } = objective;
  if (!window && known) look(store, { window: known.window });
  again(store, suited(store.get(), withObjective(journalOf(state), { kind: "surface", formula, ...(start && { start }), noise })), gesture);
}

/** @param {Store} store @param {[number, number]} start */
export const begin = (store, start) => again(store, withStart(journalOf(store.get()), start));

/** σ of what is added to every analytic gradient. @param {Store} store @param {number} noise @param {number} [gesture] */
export function disturb(store, noise, gesture) {
  const journal = journalOf(store.get()), { spec } = journal;
  again(store, { ...journal, spec: { ...spec, objective: { ...spec.objective, noise } } }, gesture);
}

