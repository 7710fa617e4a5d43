// @ts-check
/** The three runs of a relay: Adam, SGD, and Adam that hands over to SGD. */

/** @param {import("../state.js").State} state @returns {import("../state.js").Method[]} */
export function relayOf({ spec }) {
  const [method] = spec?.methods ?? [];
  return method ? [method] : [];
}
