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
import { fresh, joined, journalOf, keyOf, plain, tuned, walkersOf, without } from "../math/roster.js";
import { atRate, isRated } from "../math/rates.js";
import { SOURCES } from "../math/sources.js";
import { methods } from "../methods.js";
import { ratesOf } from "../mountains.js";

/** The step up to which another journal is run. @param {State} state */
export const stepOf = ({ run }) => (run.playing ? 0 : run.step);

/** The rates that suit this mountain, if they are known. @param {State} state @returns {Record<string, number> | undefined} */
export const tableOf = ({ spec }) => ratesOf(spec);

/** @param {State} state @param {string} key */
export const walks = ({ spec }, key) => spec?.methods.some((method) => keyOf(method) === key) ?? false;

/** How a walker walks, or would. @param {State} state @param {string} key @returns {Method} */
export function methodOf(state, key) {
  const walking = state.spec?.methods.find((method) => keyOf(method) === key);
  return walking ?? state.view.descent.bench[key] ?? newcomer(state, key);
}

/** A walker that was never on this page: at the rate that suits it, or at that of all. @param {State} state @param {string} key */
function newcomer(state, key) {
  const rated = state.spec?.methods.find((method) => isRated(methods(), method));
  return fresh(key, methods(), state.view.descent.tuned ? tuned(key, tableOf(state)) : rated?.blocks[0].rate);
}

/** @param {Store} store @param {Partial<State["view"]["descent"]>} change */
export const look = (store, change) => store.dispatch(viewChanged({ descent: { ...store.get().view.descent, ...change } }));

/** @param {Store} store @param {import("../state.js").Journal} journal @param {number} [gesture] */
export const again = (store, journal, gesture) => store.dispatch(rerun(journal, stepOf(store.get()), gesture));

/** @param {Store} store @param {string} key */
export function join(store, key) {
  const state = store.get();
  look(store, { picked: key });
  if (!walks(state, key)) again(store, joined(journalOf(state), methodOf(state, key)));
}

/** The last one stays: a mountain without anybody is no race. @param {Store} store @param {string} key */
export function rest(store, key) {
  const state = store.get(), { bench } = state.view.descent;
  if (walkersOf(state.spec?.methods ?? []).every((walker) => walker.key === key)) return store.dispatch(noticeShown("walkers.last"));
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
  store.get().spec?.methods.forEach((method, row) => {
    const next = change(method);
    if (next !== method) store.dispatch(editMade({ kind: "method", row, method: next }, gesture));
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
