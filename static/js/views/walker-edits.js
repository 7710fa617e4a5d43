// @ts-check
/**
 * What can be done to a walker: it joins or rests, its numbers change. Who walks is changed by running again, since a path has no
 * beginning in the middle; a number is an edit of its rows, from this step on. Who rests keeps its numbers on the bench.
 *
 * @typedef {import("../state.js").State} State
 * @typedef {import("../state.js").Method} Method
 * @typedef {import("../store.js").Store} Store
 */
import { editMade, newGesture, noticeShown, rerun, viewChanged } from "../actions.js";
import { followed } from "../math/relay.js";
import { joined, journalOf, keyOf, plain, stepOf, without } from "../math/roster.js";
import { atRate } from "../math/rates.js";
import { SOURCES } from "../math/sources.js";
import { methods } from "../methods.js";
import { enter, methodOf, spread } from "../modes.js";

/** @param {State} state @param {string} key */
export const walks = ({ spec }, key) => spec?.methods.some((method) => keyOf(method) === key) ?? false;

/** @param {Store} store @param {Partial<State["view"]["descent"]>} change */
export const look = (store, change) => store.dispatch(viewChanged({ descent: { ...store.get().view.descent, ...change } }));

/** @param {Store} store @param {import("../state.js").Journal} journal @param {number} [gesture] */
export const again = (store, journal, gesture) => store.dispatch(rerun(journal, stepOf(store.get()), gesture));

/** In a fan it is the one that is spread; who is not in a relay walks in the race. @param {Store} store @param {string} key */
export function join(store, key) {
  if (store.get().view.descent.mode === "fan") return spread(store, key);
  look(store, { picked: key });
  if (walks(store.get(), key)) return;
  enter(store, "race");
  const state = store.get();
  if (!walks(state, key)) again(store, joined(journalOf(state), methodOf(state, key)));
}

/** The last one stays: a mountain without anybody is no race. @param {Store} store @param {string} key */
export function rest(store, key) {
  enter(store, store.get().view.descent.mode === "fan" ? "fan" : "race");
  const state = store.get(), { bench } = state.view.descent;
  if (state.spec?.methods.every((method) => keyOf(method) === key)) return store.dispatch(noticeShown("walkers.last"));
  look(store, { picked: key, bench: { ...bench, [key]: plain(methodOf(state, key)) } });
  again(store, without(journalOf(state), key));
}

/** Every row of a walker, or its place on the bench. @param {Store} store @param {string} key @param {(method: Method) => Method} change @param {number} [gesture] */
export function alter(store, key, change, gesture = newGesture()) {
  const state = store.get(), { bench } = state.view.descent;
  if (!walks(state, key)) return look(store, { bench: { ...bench, [key]: change(methodOf(state, key)) } });
  alterAll(store, (method) => (keyOf(method) === key ? change(method) : method), gesture);
}

/** Everybody, as one gesture; who stays as it is is not touched. @param {Store} store @param {(method: Method) => Method} change @param {number} [gesture] */
export function alterAll(store, change, gesture = newGesture()) {
  const before = store.get().spec?.methods ?? [];
  followed(before, before.map(change)).forEach((method, row) => {
    if (method !== before[row]) store.dispatch(editMade({ kind: "method", row, method }, gesture));
  });
}

/** The numbers of its first block. @param {Method} method @param {Record<string, number>} numbers @returns {Method} */
export function withNumbers(method, numbers) {
  const [first, ...others] = method.blocks;
  return { ...method, blocks: [{ ...first, ...numbers }, ...others] };
}

/** As its source has it. @param {Method} method @returns {Method} */
export function usual(method) {
  const key = keyOf(method), { rate } = SOURCES[key][0].numbers;
  return atRate(withNumbers(method, methods().optimizers[method.blocks[0].optimizer].numbers), rate);
}
