// @ts-check
/** The foot that a random local search puts out: the newest place it tried, from where, and whether it stepped there. */

/** @typedef {import("./tries.js").Try} Try */

/** The newest try of a row among the first `count`. @param {import("./tries.js").Tries} tries @param {number} count @param {number} row @returns {Try | null} */
export function newestOf(tries, count, row) {
  for (let at = count - 1; at >= 0; at--) {
    const tried = tries.get(at);
    if (tried.row === row) return tried;
  }
  return null;
}

/** Where a row stood before a step, by its trail; null if the trail does not go back that far. @param {import("./trails.js").Trails} trails @param {number} row @param {number} step @returns {[number, number] | null} */
export function before(trails, row, step) {
  const at = trails.indexAt(step - 1);
  return at < 0 ? null : [trails.x(at, row), trails.y(at, row)];
}

/** How far a foot reaches in two dimensions: the length of s·ε is about s√2. @param {number} step */
export const reachOf = (step) => step * Math.SQRT2;
