// @ts-check
/** The geometry of the timeline: how far it reaches, what it must show, lines that lose no spike. No canvas. */

/** @typedef {import("./history.js").History} History */
/** @typedef {import("./curve.js").Curve} Curve */
/** @typedef {import("./scale.js").Scale} Scale */

const LEAST = 40;
/** The axis grows by a quarter at a time and keeps room for the lines' names: at most a quarter of it is empty, and it seldom changes. */
const GROWTH = 1.25, NAMES = 1.06;
/** A ghost that went much further than the run would squeeze it into a corner. */
const ROOM_FOR_GHOSTS = 2000;

/** The last step of the axis. @param {number} horizon @param {readonly {horizon: number}[]} ghosts */
export function reach(horizon, ghosts) {
  const furthest = Math.max(0, ...ghosts.map((ghost) => ghost.horizon));
  const needed = Math.max(horizon, Math.min(furthest, Math.max(ROOM_FOR_GHOSTS, 4 * horizon)));
  let last = LEAST;
  while (last < needed * NAMES) last *= GROWTH;
  return Math.ceil(last);
}

/** How far above its beginning a run is shown: a blow-up leaves the picture at the top instead of pressing the rest of it flat. */
const HEADROOM = 1000;

/** The losses of all curves, a little rounded outwards so that the axis rests. @param {readonly Curve[]} curves @param {boolean} log @returns {[number, number]} */
export function lossDomain(curves, log) {
  let low = Infinity, high = -Infinity;
  for (const curve of curves) {
    for (let at = 0; at < curve.length; at++) {
      const min = curve.min(at), max = curve.max(at);
      if (min < low && (min > 0 || !log)) low = min;
      if (max > high && Number.isFinite(max)) high = max;
    }
  }
  if (low < Infinity && !(high > 0) && !log) return [low, Math.max(high, low + 1e-12)];
  if (!(high > 0) || low === Infinity) return log ? [0.01, 1] : [0, 1];
  const beginning = Math.max(...curves.filter(({ length }) => length).map((curve) => curve.last(0)).filter(Number.isFinite));
  if (beginning > 0) high = Math.min(high, beginning * (log ? HEADROOM : 4));
  if (!log) return [Math.min(0, low), high * 1.05];
  const quarter = (/** @type {number} */ value, /** @type {(x: number) => number} */ round) => 10 ** (round(Math.log10(value) * 4) / 4);
  return [quarter(Math.max(low, high * 1e-12), Math.floor), Math.max(quarter(high, Math.ceil), quarter(low, Math.floor) * 1.78)];
}

/**
 * A curve as x, y, x, y …: in each pixel column its first, least, greatest and last value. Where it is not finite the line is at the top.
 * @param {Curve} curve @param {Scale} X @param {Scale} Y @param {number} [from] first step
 * @returns {number[]}
 */
export function polyline(curve, X, Y, from = 0) {
  const top = Math.min(...Y.range), points = /** @type {number[]} */ ([]);
  const place = (/** @type {number} */ loss) => (Number.isFinite(loss) ? Math.max(top, Y(loss)) : top);
  let column = NaN, least = 0, greatest = 0, last = 0;
  const close = () => {
    if (greatest > least) points.push(column, place(least), column, place(greatest));
    points.push(column, place(last));
  };
  for (let at = Math.max(0, curve.indexAt(from)); at < curve.length; at++) {
    const x = Math.round(X(curve.step(at))), now = curve.last(at);
    if (Number.isNaN(now)) continue;
    if (x === column) {
      least = Math.min(least, curve.min(at));
      greatest = Math.max(greatest, curve.max(at));
    } else {
      if (!Number.isNaN(column)) close();
      [column, least, greatest] = [x, curve.min(at), curve.max(at)];
    }
    last = now;
  }
  if (!Number.isNaN(column)) close();
  return points;
}

/** Whole powers of ten round all norms, at most eight of them. @param {History} history @returns {[number, number]} */
export function normRange(history) {
  let low = Infinity, high = -Infinity, first = 0;
  for (let row = 0; row < history.length; row++) {
    if (row === 1) first = high;
    for (let layer = 0; layer < history.layers; layer++) {
      const norm = history.norm(row, layer);
      if (norm > 0 && Number.isFinite(norm)) [low, high] = [Math.min(low, norm), Math.max(high, norm)];
    }
  }
  if (low === Infinity) return [-4, 0];
  if (first > 0) high = Math.min(high, first * HEADROOM);
  const top = Math.ceil(Math.log10(high) - 1e-6) + 0; // norms are float32; + 0: not −0
  return [Math.max(Math.min(Math.floor(Math.log10(low) + 1e-6), top - 1), top - 8), top];
}

/**
 * Marks that would lie over each other become one. @template {{step: number}} M
 * @param {readonly M[]} marks in order @param {Scale} X @param {number} gap in pixels @returns {M[][]}
 */
export function clusters(marks, X, gap) {
  const out = /** @type {M[][]} */ ([]);
  for (const mark of marks) {
    const last = out.at(-1);
    if (last && X(mark.step) - X(last[0].step) < gap) last.push(mark);
    else out.push([mark]);
  }
  return out;
}
