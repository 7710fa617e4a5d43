// @ts-check
/**
 * Another mountain, another start: the same walkers from the beginning. On another mountain they are as they are now; where each has its
 * tuned rate they take the rates of that mountain.
 *
 * @typedef {import("../state.js").State} State
 * @typedef {import("../state.js").Spec} Spec
 * @typedef {import("../state.js").Journal} Journal
 * @typedef {import("../store.js").Store} Store
 */
import { journalOf, withObjective, withStart } from "../math/roster.js";
import { anew, tunedAll } from "../math/rates.js";
import { mountains } from "../mountains.js";
import { suited } from "../modes.js";
import { again, look } from "./walker-edits.js";

/** A test function, from its first start, in its own window. @param {Store} store @param {string} name */
export function climb(store, name) {
  const { starts: [start], rates } = mountains()[name], state = store.get(), { tuned, bench, shelf } = state.view.descent;
  const rerate = (/** @type {readonly import("../state.js").Method[]} */ all) => (tuned ? tunedAll(all, rates) : [...all]);
  const rested = Object.fromEntries(Object.entries(bench).map(([key, method]) => [key, rerate([method])[0]]));
  look(store, { window: null, bench: rested, shelf: { ...shelf, ...(shelf.race && { race: rerate(shelf.race) }), relay: undefined } });
  const { noise = 0 } = state.spec?.objective ?? {};
  again(store, suited(state, onSurface(anew(journalOf(state), rerate(state.spec?.methods ?? [])), { kind: "surface", function: name, start, noise })));
}

/** A formula of one's own, from where they start now and in the window that is looked at. @param {Store} store @param {string} formula @param {number} gesture of the typing */
export function type(store, formula, gesture) {
  const state = store.get(), { objective } = /** @type {Spec} */ (state.spec), { window } = state.view.descent;
  const known = mountains()[objective.function ?? ""];
  if (!window && known) look(store, { window: known.window });
  const { start, noise = 0 } = objective;
  again(store, onSurface(journalOf(state), { kind: "surface", formula, ...(start && { start }), noise }), gesture);
}

/** A surface has no data. @param {Journal} journal @param {Spec["objective"]} objective @returns {Journal} */
function onSurface(journal, objective) {
  const { data: _, batch: __, ...spec } = withObjective(journal, objective).spec;
  return { ...withObjective(journal, objective), spec: /** @type {Spec} */ (spec) };
}

/** @param {Store} store @param {[number, number]} start */
export const begin = (store, start) => again(store, withStart(journalOf(store.get()), start));

/** σ of what is added to every analytic gradient. @param {Store} store @param {number} noise @param {number} [gesture] */
export function disturb(store, noise, gesture) {
  const journal = journalOf(store.get()), { spec } = journal;
  again(store, { ...journal, spec: { ...spec, objective: { ...spec.objective, noise } } }, gesture);
}

