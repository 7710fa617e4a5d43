// @ts-check
/**
 * Reducers of what the labs beside the run remember: their settings, the answers of their studies, the walk through the graph. Rules:
 * 1. A change that carries a gesture can be undone, in the lab where it was made; all changes of one gesture are one undo. One without cannot.
 * 2. An answer that says what is wrong leaves the last right one standing: the same fields, with `error`.
 * 3. A walk that is at its end stays at the end when the graph changes; elsewhere it keeps its count.
 */
import { walkEnd } from "./math/graph-place.js";
import { MOST_UNDOS } from "./reduce-run.js";

/** @typedef {import("./state.js").State} State */
/** @typedef {(state: State, action: any) => State} Reducer */
/** @typedef {"descent" | "backprop" | "neuron"} Remembering */

/** @param {State} state @param {Remembering} lab @param {object} change @returns {State} */
const changed = (state, lab, change) => ({ ...state, view: { ...state.view, [lab]: { ...state.view[lab], ...change } } });

/** What stands where a change will be. @param {State} state @param {Remembering} lab @param {object} change */
const before = ({ view }, lab, change) => Object.fromEntries(Object.keys(change).map((name) => [name, view[lab][/** @type {never} */ (name)]]));

/** @type {Reducer} */
function labbed(state, { lab, change, gesture }) {
  const next = kept(state, changed(state, lab, change));
  if (gesture === undefined) return next;
  const { undo, gesture: last } = state.past, top = undo.at(-1)?.[0], was = before(state, lab, change);
  const goesOn = gesture === last && top?.kind === "lab" && top.lab === lab;
  const entry = { kind: "lab", lab, change: goesOn ? { ...was, ...top.change } : was };
  return { ...next, past: { undo: [...(goesOn ? undo.slice(0, -1) : undo), [entry]].slice(-MOST_UNDOS), redo: [], gesture } };
}

/** Back to what it was, and what it is becomes the way forward. @param {State} state @param {"undo" | "redo"} of @param {import("./state.js").Edit} entry @returns {State} */
export function exchangedView(state, of, { lab, change }) {
  const back = of === "undo" ? "redo" : "undo", here = { kind: "lab", lab, change: before(state, lab, change) };
  return kept(state, changed({ ...state, past: { ...state.past, [back]: [...state.past[back], [here]] } }, lab, change));
}

/** Which entry is next: of what labs remember only this one's. @param {State} state @param {"undo" | "redo"} of */
export const lastOf = ({ past, lab }, of) => past[of].findLastIndex(([edit]) => edit.kind !== "lab" || edit.lab === lab);

/** @type {Reducer} */
function answered(state, { message }) {
  const old = state.studies[message.about], next = { ...state, studies: { ...state.studies, [message.about]: message.error && old ? { ...old, ...message } : message } };
  return old?.source === message.source ? kept(state, next) : next; // another graph has its own place
}

/** The end stays the end. @param {State} was @param {State} state @returns {State} */
function kept(was, state) {
  if (was.lab !== "backprop") return state;
  const { at } = was.view.backprop, end = walkEnd(was), now = walkEnd(state);
  return end > 0 && at >= end && now !== end && at === state.view.backprop.at ? changed(state, "backprop", { at: now }) : state;
}

/** @param {State} state @param {number} at @param {boolean} playing @returns {State} */
function put(state, at, playing) {
  const end = walkEnd(state), place = Math.max(0, Math.min(at, end));
  return { ...changed(state, "backprop", { at: place }), walk: { playing: playing && place < end } };
}

/** @param {State} state */
const placeOf = (state) => Math.min(state.view.backprop.at, walkEnd(state));

/** @type {Record<string, Reducer>} */
export const LAB = {
  "lab/changed": labbed,
  "server/study": answered,
  "walk/played": (state) => (walkEnd(state) > 0 ? put(state, placeOf(state) < walkEnd(state) ? placeOf(state) : 0, true) : state),
  "walk/paused": (state) => ({ ...state, walk: { playing: false } }),
  "walk/ticked": (state) => put(state, placeOf(state) + 1, true),
  "walk/moved": (state, { by }) => put(state, placeOf(state) + by, false),
  "walk/put": (state, { at }) => put(state, at, false),
};
