// @ts-check
/**
 * What the lab can do with its walkers: a race of them, a fan of one at nine rates, the three of a relay. A mode is its rows: the Spec holds those
 * of the present one, the view's shelf those of the others. To go from one to another is to run another journal, and one undo comes back.
 *
 * @typedef {import("./state.js").State} State
 * @typedef {import("./state.js").Method} Method
 * @typedef {import("./state.js").Mode} Mode
 * @typedef {import("./store.js").Store} Store
 */
import { newGesture, rerun, viewChanged } from "./actions.js";
import { usual } from "./expedition.js";
import { methods } from "./methods.js";
import { ratesOf } from "./mountains.js";
import { alike, around, fanned, spreadOf, valuesOf, wide } from "./math/fan.js";
import { relayOf, retuned } from "./math/relay.js";
import { fresh, joined, journalOf, keyOf, tuned, walkersOf, withMethods, withStart } from "./math/roster.js";

/** @param {Store} store @param {Mode} mode */
export function enter(store, mode) {
  const state = store.get(), { descent } = state.view;
  if (!state.spec || mode === descent.mode) return;
  const shelf = { ...descent.shelf, [descent.mode]: state.spec.methods };
  go(store, ROWS[mode](state, shelf), { mode, shelf });
}

/** The same fan with another walker. @param {Store} store @param {string} picked */
export function spread(store, picked) {
  const state = store.get(), view = { ...state.view, descent: { ...state.view.descent, picked } };
  go(store, fanOf({ ...state, view }), { picked });
}

/** The fan anew, around a limit; with a gesture it belongs to what was done before. @param {Store} store @param {number} limit @param {number} [gesture] */
export function fit(store, limit, gesture) {
  const [method] = store.get().spec?.methods ?? [];
  if (method) go(store, fanned(method, around(limit)), {}, gesture);
}

/** Back to the race with one of the nine rates; who was not in it joins. @param {Store} store @param {number} row */
export function adopt(store, row) {
  const state = store.get(), { shelf } = state.view.descent, method = state.spec?.methods[row];
  if (!method) return;
  const key = keyOf(method), [value] = valuesOf([method]);
  go(store, raced(ROWS.race(state, shelf), key, method, value), { mode: "race", picked: key });
}

/** Where no limit is known yet, or never will be, the fan is wide. @param {State} state @returns {Method[]} */
export function fanOf(state) {
  const method = pickedOf(state), { optimizer } = method.blocks[0], name = spreadOf(optimizer);
  return fanned(method, wide(usualOf(state, method), rangeOf(name)));
}

/** Whether the rates were chosen without a limit. @param {State} state */
export const unfitted = (state) => state.spec !== null && alike(valuesOf(state.spec.methods), valuesOf(fanOf(state)));

/** The journal on another mountain, with rows that suit its mode: rates that were chosen for the one before say nothing here. @param {State} state @param {import("./state.js").Journal} journal */
export function suited(state, journal) {
  const { mode } = state.view.descent, { spec } = journal;
  if (mode === "relay") return withMethods(journal, retuned(spec.methods, ratesOf(spec)));
  return mode === "fan" ? withMethods(journal, fanOf({ ...state, spec })) : journal;
}

/** Which row of the Spec the picked walker's numbers are of; −1 if it does not walk. @param {State} state */
export function rowOf({ spec, view: { descent } }) {
  if (!spec) return -1;
  if (descent.mode === "fan") return Math.min(descent.run, spec.methods.length - 1);
  return spec.methods.findIndex((method) => keyOf(method) === descent.picked);
}

/** @param {Store} store @param {readonly Method[]} rows @param {Partial<State["view"]["descent"]>} change @param {number} [gesture] */
function go(store, rows, change, gesture = newGesture()) {
  const state = store.get(), journal = withMethods(journalOf(state), rows), { start } = journal.spec.objective;
  store.dispatch(rerun(start ? withStart(journal, start) : journal, state.run.playing ? 0 : state.run.step, gesture));
  store.dispatch(viewChanged({ descent: { ...store.get().view.descent, ...change } }));
}

/** @type {Record<Mode, (state: State, shelf: Partial<Record<Mode, readonly Method[]>>) => readonly Method[]>} */
const ROWS = {
  race: (state, shelf) => shelf.race ?? usual(ratesOf(state.spec)),
  fan: (state) => fanOf(state),
  relay: (state, shelf) => shelf.relay ?? relayOf(state, methods(), ratesOf(state.spec)),
};

/** The race with a walker at a value. @param {readonly Method[]} rows @param {string} key @param {Method} method @param {number} value */
function raced(rows, key, method, value) {
  const known = rows.some((row) => keyOf(row) === key);
  if (!known) return joined(/** @type {any} */ ({ spec: { methods: rows, objective: {} }, edits: [] }), method).spec.methods;
  return rows.map((row) => (keyOf(row) === key ? { ...row, ...fanned(row, [value])[0] } : row));
}

/** The picked walker's method: as it walks, as it rested, or with its usual numbers. @param {State} state @returns {Method} */
function pickedOf(state) {
  const { picked, bench } = state.view.descent, walking = walkersOf(state.spec?.methods ?? []).find(({ key }) => key === picked);
  return walking?.method ?? bench[picked] ?? fresh(picked, methods(), tuned(picked, ratesOf(state.spec)));
}

/** The value of a walker's rate (or of its step) that is known to work. @param {State} state @param {Method} method @returns {number} */
function usualOf(state, method) {
  const { optimizer } = method.blocks[0], name = spreadOf(optimizer);
  return name === "rate" ? tuned(keyOf(method), ratesOf(state.spec)) ?? methods().optimizers[optimizer].rate : methods().optimizers[optimizer].numbers[name];
}

/** @param {string} name @returns {[number, number]} */
function rangeOf(name) {
  const [low, high] = methods().limits[name] ?? [1e-6, 1000];
  return [Math.max(low, 1e-6), high];
}
