// @ts-check
/**
 * One animation frame. Rules:
 * 1. Nothing is drawn but here, and only when the state has changed (or `invalidate` was called: size, theme).
 * 2. First every view's `measure`, which may read the layout; then every view's `update`, which may write.
 * 3. The first `update` of a view, and the one after `invalidate`, gets BLANK as `previous`: a state that is equal to no state in any slice.
 * 4. A view that throws is reported and does not stop the others.
 */

/** @typedef {import("./state.js").State} State */
/** @typedef {import("./store.js").Store} Store */
/** @typedef {{update(state: State, previous: State): void, measure?(): void, destroy(): void}} View */

/** Objects so that `previous.run.step` can be read, everything else undefined so that it differs from anything. */
const BLANK = /** @type {State} */ (/** @type {unknown} */ (Object.freeze({
  link: {}, journal: {}, run: {}, maps: {}, view: {}, past: {}, points: [], branches: [], notices: [],
})));

/**
 * @param {Store} store
 * @param {{before?: () => void, drawn?: (state: State) => void, request?: (callback: () => void) => number}} [hooks]
 *   before: what must be sent once a frame; drawn: after all views were updated
 */
export function createLoop(store, { before = () => {}, drawn = () => {}, request = requestAnimationFrame } = {}) {
  /** @type {Map<View, State>} what each view has seen last */
  const seen = new Map();
  let due = false;
  let forced = false;

  const invalidate = () => {
    forced = true;
    ask();
  };
  const ask = () => {
    if (due) return;
    due = true;
    request(frame);
  };
  const frame = () => {
    due = false;
    before();
    const state = store.get();
    if (forced) for (const view of seen.keys()) seen.set(view, BLANK);
    forced = false;
    const views = [...seen.keys()].filter((view) => seen.get(view) !== state);
    for (const view of views) attempt(() => view.measure?.());
    for (const view of views) attempt(() => view.update(state, seen.get(view) ?? BLANK));
    for (const view of views) if (seen.has(view)) seen.set(view, state);
    drawn(state);
  };
  const unsubscribe = store.subscribe(ask);
  return {
    ask,
    invalidate,
    /** @param {View} view @returns {() => void} takes it out again */
    add(view) {
      seen.set(view, BLANK);
      ask();
      return () => seen.delete(view);
    },
    stop() {
      unsubscribe();
      for (const view of [...seen.keys()].reverse()) view.destroy();
      seen.clear();
    },
  };
}

/** @param {() => void} what */
function attempt(what) {
  try {
    what();
  } catch (error) {
    console.error(error);
  }
}
