// @ts-check
/**
 * What the lab can do with its walkers: a race of them, a fan of one at nine rates, the three of a relay. A mode is its rows: the Spec holds those
 * of the present one, the view's shelf those of the others. To go from one to another is to run another journal, and one undo comes back.
 *
 * @typedef {import("./state.js").State} State
 * @typedef {import("./state.js").Journal} Journal
 * @typedef {import("./state.js").Method} Method
 * @typedef {import("./state.js").Mode} Mode
 * @typedef {import("./store.js").Store} Store
 * @typedef {Partial<Record<Mode, readonly Method[]>>} Shelf
 */
import { newGesture, rerun, viewChanged } from "./actions.js";
import { usual } from "./expedition.js";
import { alike, around, fanned, spreadOf, valuesOf, wide, zoneOf } from "./math/fan.js";
import { isRated } from "./math/rates.js";
import { relayOf, retuned } from "./math/relay.js";
import { fresh, joined, journalOf, keyOf, plain, stepOf, tuned, withMethods, withStart } from "./math/roster.js";
import { methods } from "./methods.js";
import { ratesOf } from "./mountains.js";

/** @param {Store} store @param {Mode} mode */
export function enter(store, mode) {
  const state = store.get(), { descent } = state.view;
  if (!state.spec || mode === descent.mode) return;
  const shelf = { ...descent.shelf, [descent.mode]: state.spec.methods };
  const rows = ROWS[mode](state, shelf), { picked } = descent;
  go(store, rows, { mode, shelf, picked: rows.some((method) => keyOf(method) === picked) || mode === "race" ? picked : keyOf(rows[0]) });
}

/** The same fan with another walker. @param {Store} store @param {string} picked */
export function spread(store, picked) {
  const state = store.get();
  go(store, fanOf(pickedIn(state, picked)), { picked });
}

/** The fan anew, around a limit; quietly where nobody asked for it. @param {Store} store @param {number} limit @param {boolean} [quiet] */
export function fit(store, limit, quiet = false) {
  const [method] = store.get().spec?.methods ?? [];
  if (method) go(store, fanned(method, around(limit)), {}, quiet);
}

/** Back to the race with the rate of one of the nine; who was not in it joins. @param {Store} store @param {number} row */
export function adopt(store, row) {
  const state = store.get(), { shelf } = state.view.descent, method = state.spec?.methods[row];
  if (!method) return;
  const race = ROWS.race(state, shelf), [value] = valuesOf([method]), key = keyOf(method);
  const known = race.map((one) => (keyOf(one) === key ? { ...one, ...fanned(one, [value])[0] } : one));
  const journal = withMethods(journalOf(state), known);
  go(store, race.some((one) => keyOf(one) === key) ? known : joined(journal, method).spec.methods, { mode: "race", picked: key });
}

/** Where no limit is known yet, or never will be, the fan is wide. @param {State} state @returns {Method[]} */
function fanOf(state) {
  const method = plain(methodOf(state)), [{ optimizer }] = method.blocks, name = spreadOf(optimizer);
  const { rate, numbers } = methods().optimizers[optimizer], [low, high] = methods().limits[name] ?? [0, 1000];
  const known = name === "rate" ? tuned(keyOf(method), ratesOf(state.spec)) ?? rate : numbers[name];
  return fanned(method, wide(known, [Math.max(low, 1e-6), high]));
}

/** Whether the values were chosen without a limit. @param {State} state */
export const unfitted = (state) => state.spec !== null && alike(valuesOf(state.spec.methods), valuesOf(fanOf(state)));

/** A journal of another mountain, with rows that suit the mode: rates that were chosen for the one before say nothing there. @param {State} state @param {Journal} journal @returns {Journal} */
export function suited(state, journal) {
  const { mode } = state.view.descent, { spec } = journal, { start } = spec.objective;
  if (mode === "race") return journal;
  const there = withMethods(journal, mode === "relay" ? retuned(spec.methods, ratesOf(spec)) : fanOf({ ...state, spec }));
  return start ? withStart(there, start) : there;
}

/** Which row of the Spec the picked walker's numbers are of; −1 if it does not walk. @param {State} state */
export function rowOf({ spec, view: { descent } }) {
  if (!spec) return -1;
  if (descent.mode === "fan") return Math.min(descent.run, spec.methods.length - 1);
  return spec.methods.findIndex((method) => keyOf(method) === descent.picked);
}

/** Beyond which rate the fan's walker diverges, by the curvature at its start or where the run that is looked at stands; null: not known. @param {State} state @returns {number | null} */
export function limitOf({ spec, survey, outset, view: { descent } }) {
  const { limits = [] } = (descent.from === "start" ? outset.survey : survey) ?? {}, row = descent.from === "start" ? 0 : descent.run;
  return limits.length === spec?.methods.length ? limits[row] : null;
}

/** The zone of every run of the fan, for those who draw its rows. @param {State} state @returns {readonly (import("./math/fan.js").Zone | null)[]} */
export function zonesOf(state) {
  const limit = state.view.descent.mode === "fan" ? limitOf(state) : null;
  return limit === null ? [] : valuesOf(state.spec?.methods ?? []).map((value) => zoneOf(value, limit));
}

/** @param {Store} store @param {readonly Method[]} rows @param {Partial<State["view"]["descent"]>} change @param {boolean} [quiet] */
function go(store, rows, change, quiet = false) {
  const state = store.get(), journal = withMethods(journalOf(state), rows), { start } = journal.spec.objective;
  store.dispatch(rerun(start ? withStart(journal, start) : journal, stepOf(state), newGesture(), quiet));
  store.dispatch(viewChanged({ descent: { ...store.get().view.descent, ...change } }));
}

/** @type {Record<Mode, (state: State, shelf: Shelf) => readonly Method[]>} */
const ROWS = {
  race: (state, { race }) => race ?? usual(ratesOf(state.spec)),
  fan: (state) => fanOf(state),
  relay: (state, { relay }) => relay ?? relayOf(state, methods(), ratesOf(state.spec)),
};

/** How a walker walks, or would: as it does, as it rested, or with its usual numbers. @param {State} state @param {string} [key] @returns {Method} */
export function methodOf(state, key = state.view.descent.picked) {
  const walking = state.spec?.methods.find((method) => keyOf(method) === key);
  return walking ?? state.view.descent.bench[key] ?? newcomer(state, key);
}

/** At the rate that suits it, or at that of all. @param {State} state @param {string} key */
function newcomer({ spec, view }, key) {
  const same = spec?.methods.find((method) => isRated(methods(), method))?.blocks[0].rate;
  return fresh(key, methods(), view.descent.tuned ? tuned(key, ratesOf(spec)) : same);
}

/** @param {State} state @param {string} picked @returns {State} */
const pickedIn = (state, picked) => ({ ...state, view: { ...state.view, descent: { ...state.view.descent, picked } } });
