// @ts-check
/**
 * Which heights are shown. Those of the mountain before stay until the new one's come, marked as stale; what a method does to the run does
 * not change the ground, so heights that the state lets go are kept as long as the mountain is the same.
 */

/** @typedef {import("../state.js").Landscape} Landscape */

/** @param {boolean} fine  only the finest heights take the place of others of the same mountain */
export function createGround(fine) {
  let held = /** @type {Landscape | null} */ (null), of = "", name = "", old = -1;
  /** @param {Landscape | null} landscape the newest @param {string} now what the mountain is called @returns {{landscape: Landscape | null, stale: boolean}} */
  return (landscape, now) => {
    const fresh = landscape?.kind === "xy" ? landscape : null;
    if (now !== name) [name, old] = [now, name === "" ? -1 : fresh?.plane ?? held?.plane ?? -1];
    if (fresh && fresh.plane !== old && (fresh.finest || !fine || of !== name)) [held, of] = [fresh, name];
    return { landscape: held, stale: of !== name };
  };
}
