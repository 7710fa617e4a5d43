// @ts-check
/** Notices: short sentences for the person, by text key. */

/** @typedef {import("./state.js").State} State */

/** What may be on the screen at once; older ones go. */
const MOST = 4;

/** @param {State} state @param {string} key @param {Record<string, any>} [values] @param {"info" | "alarm"} [tone] @param {State["notices"][number]["action"]} [action] @returns {State} */
export function noticed(state, key, values = {}, tone = "info", action = undefined) {
  const id = state.count + 1;
  const others = state.notices.filter((notice) => notice.key !== key || JSON.stringify(notice.values) !== JSON.stringify(values));
  return { ...state, count: id, notices: [...others, { id, key, values, tone, action }].slice(-MOST) };
}

/** What an edit has lost, as the server lists it: {key, …values}. @param {State} state @param {{key: string, [value: string]: any}[] | undefined} notes @returns {State} */
export function noted(state, notes = []) {
  return notes.reduce((next, { key, ...values }) => noticed(next, key, values), state);
}

/** What a notice asked for was done, or will be asked for again. @param {State} state @param {string} key @returns {State} */
export function answered(state, key) {
  return state.notices.some((notice) => notice.key === key) ? { ...state, notices: state.notices.filter((notice) => notice.key !== key) } : state;
}
