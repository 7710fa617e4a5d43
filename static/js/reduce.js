// @ts-check
/**
 * reduce(state, action) → state. Rules:
 * 1. Pure: nothing is written to, nothing asked of the world; an action that changes nothing gives the same object back.
 * 2. A table of functions, one an action; the run's are in reduce-run.js, the data's and the edits' in reduce-edits.js, what the labs beside the run
 *    remember in reduce-lab.js, the connection's in reduce-link.js.
 * 3. An unknown action is a programmer's error; an unknown text of the server is left alone (a newer server).
 */
import { RUN } from "./reduce-run.js";
import { EDITS } from "./reduce-edits.js";
import { LAB } from "./reduce-lab.js";
import { LINK } from "./reduce-link.js";
import { lookedOn } from "./follow.js";
import { noticed } from "./notices.js";

/** @typedef {import("./state.js").State} State */
/** @typedef {import("./store.js").Action} Action */

/** @param {State} state @param {Action} action @returns {State} */
export function reduce(state, action) {
  const reducer = TABLE[action.type], [seen, goes] = lookedOn(state, action);
  if (!goes) return seen;
  if (reducer) return reducer(seen, action);
  if (action.type.startsWith("server/")) return seen;
  throw new Error(`reduce: no such action: ${action.type}`);
}

/** @param {any} a @param {any} b */
const same = (a, b) => a === b || JSON.stringify(a) === JSON.stringify(b);

/** @type {Record<string, (state: State, action: any) => State>} */
const SCREEN = {
  "ref/hovered": (state, { ref }) => (same(state.hovered, ref) ? state : { ...state, hovered: ref }),
  "ref/selected": (state, { ref }) => (same(state.selected, ref) ? state : { ...state, selected: ref }),
  "spot/pointed": (state, { spot }) => (same(state.spot, spot) ? state : { ...state, spot }),
  "view/changed": (state, { change }) => ({ ...state, view: { ...state.view, ...change } }),
  "lang/changed": (state, { lang }) => ({ ...state, lang }),
  "theme/changed": (state, { theme }) => ({ ...state, theme }),
  "present/toggled": (state) => ({ ...state, present: !state.present }),
  "dialog/opened": (state, { dialog }) => ({ ...state, dialog }),
  "dialog/closed": (state) => (state.dialog === null ? state : { ...state, dialog: null }),
  "notice/shown": (state, { key, values, tone, action }) => noticed(state, key, values, tone, action),
  "notice/closed": (state, { id }) => ({ ...state, notices: state.notices.filter((notice) => notice.id !== id) }),
  "place/previewed": (state, { a, b }) =>
    state.landscape ? { ...state, preview: { plane: state.landscape.plane, a, b, loss: null, penalty: null, test_loss: null } } : state,
  "preview/closed": (state) => (state.preview === null ? state : { ...state, preview: null }),
  "landscape/asked": (state) => state,
  "check/asked": (state) => state,
  "survey/asked": (state, { id, about }) => (about === "start" ? { ...state, outset: { id, survey: state.outset.survey } } : state),
  "formula/asked": (state) => state,
  "study/asked": (state) => state,
  "server/survey": (state, { message }) => (message.id === state.outset.id ? { ...state, outset: { id: message.id, survey: message } } : { ...state, survey: message }),
  "server/formula": (state, { message }) => ({ ...state, formula: message }),
  "server/check": (state, { message }) => ({ ...state, check: message }),
  "server/place": (state, { message: { plane, a, b, loss, penalty, test_loss } }) =>
    state.preview?.plane === plane && state.preview?.a === a && state.preview?.b === b
      ? { ...state, preview: { plane, a, b, loss, penalty, test_loss } } : state,
};

/** @type {Record<string, (state: State, action: any) => State>} */
const TABLE = { ...SCREEN, ...RUN, ...EDITS, ...LAB, ...LINK };
