// @ts-check
/** A schedule that is drawn: [epoch, factor] points on a small plane, epochs to the right, factors upwards on a log scale. */

/** @typedef {[number, number]} Pair   epoch, factor */

export const LOW = 1e-3, HIGH = 3;
const LEAST_EPOCHS = 20;

/** The last epoch that the plane shows. @param {readonly Pair[]} points */
export const span = (points) => Math.max(LEAST_EPOCHS, Math.ceil((points.at(-1)?.[0] ?? 0) * 1.25));

/** @param {number} factor @returns {number} 0 at the foot, 1 at the head */
export const height = (factor) => Math.log(clamp(factor, LOW, HIGH) / LOW) / Math.log(HIGH / LOW);

/** @param {number} share @returns {number} a factor of two digits */
export const factorAt = (share) => Number((LOW * (HIGH / LOW) ** clamp(share, 0, 1)).toPrecision(2));

/** One point elsewhere, between its neighbours. @param {readonly Pair[]} points @param {number} at @param {Pair} to @returns {Pair[]} */
export function moved(points, at, [epoch, factor]) {
  const low = at > 0 ? points[at - 1][0] + 1 : 0, high = at < points.length - 1 ? points[at + 1][0] - 1 : 100_000;
  return points.map((point, i) => (i === at ? [clamp(Math.round(epoch), low, high), factor] : [...point]));
}

/** A new point, and its place in the list; none where one is. @param {readonly Pair[]} points @param {Pair} point @returns {{points: Pair[], at: number} | null} */
export function added(points, [epoch, factor]) {
  const whole = Math.max(0, Math.round(epoch));
  if (points.some(([other]) => other === whole)) return null;
  const at = points.filter(([other]) => other < whole).length;
  return { at, points: [...points.slice(0, at), [whole, factor], ...points.slice(at)].map(([e, f]) => [e, f]) };
}

/** @param {number} value @param {number} low @param {number} high */
const clamp = (value, low, high) => Math.min(high, Math.max(low, value));
