// @ts-check
/**
 * The store. Rules:
 * 1. State changes only through dispatch(action) → reduce(state, action); reduce is pure, state is never written to.
 * 2. Dispatching while reducing throws.
 * 3. Listeners of `subscribe` are called at once after each action (the socket, the address); views are not
 *    listeners: loop.js updates them once per animation frame.
 */

/** @typedef {import("./state.js").State} State */
/** @typedef {{type: string, [field: string]: any}} Action */
/** @typedef {{get: () => State, dispatch: (action: Action) => void, subscribe: (listener: (state: State, previous: State, action: Action) => void) => () => void}} Store */

/**
 * @param {State} initial
 * @param {(state: State, action: Action) => State} reduce
 * @returns {Store}
 */
export function createStore(initial, reduce) {
  let state = initial;
  let reducing = false;
  /** @type {Set<(state: State, previous: State, action: Action) => void>} */
  const listeners = new Set();
  return {
    get: () => state,
    dispatch(action) {
      if (reducing) throw new Error(`dispatch of ${action.type} while reducing`);
      const previous = state;
      reducing = true;
      try {
        state = reduce(state, action);
      } finally {
        reducing = false;
      }
      for (const listener of listeners) listener(state, previous, action);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
