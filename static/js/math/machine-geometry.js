// @ts-check
/**
 * Where the parts of a neuron's pictures lie. Straight lines, and tables that the engine gave: nothing here knows an activation. A row is a
 * piece's weights, and last its bias.
 *
 * @typedef {readonly number[]} Row
 * @typedef {{z: readonly number[], a: readonly number[], range: readonly [number | null, number | null]}} Table  f over z, rising
 * @typedef {[number, number]} Place
 */

/** Half of an axis that holds these numbers: 1.5, 3, 6, 12, … @param {readonly number[]} values */
export function niceReach(values) {
  const most = 1.1 * Math.max(0, ...values.map(Math.abs).filter(Number.isFinite));
  return 1.5 * 2 ** Math.max(0, Math.ceil(Math.log2(most / 1.5)));
}

/** What the inputs that are not shown add to the bias. @param {Row} row @param {readonly number[]} x @param {readonly number[]} axes */
export const levelOf = (row, x, axes) => x.reduce((sum, value, input) => (axes.includes(input) ? sum : sum + row[input] * value), row[x.length]);

/** w·x + b. @param {Row} row @param {readonly number[]} x */
export const sumOf = (row, x) => x.reduce((sum, value, input) => sum + row[input] * value, row[x.length]);

/** f between the table's numbers. @param {Table} table @param {number} z */
export function sample({ z: zs, a }, z) {
  const last = zs.length - 1;
  if (!(z > zs[0])) return a[0];
  if (z >= zs[last]) return a[last];
  let low = 0, high = last;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (zs[middle] <= z) low = middle;
    else high = middle;
  }
  return a[low] + ((a[high] - a[low]) * (z - zs[low])) / (zs[high] - zs[low]);
}

/** f(slope·x + level) from x0 to x1: the table's own points, moved. @param {Table} table @param {number} slope @param {number} level @param {number} x0 @param {number} x1 @returns {Place[]} */
export function curveOver(table, slope, level, x0, x1) {
  const at = (/** @type {number} */ x) => /** @type {Place} */ ([x, sample(table, slope * x + level)]);
  const between = Math.abs(slope) < 1e-12 ? [] : table.z.flatMap((z, i) => {
    const x = (z - level) / slope;
    return x > x0 && x < x1 ? [/** @type {Place} */ ([x, table.a[i]])] : [];
  });
  return [at(x0), ...(slope < 0 ? between.reverse() : between), at(x1)];
}

/** The largest of straight lines from x0 to x1, with its corners. @param {readonly Place[]} lines  slope, level @param {readonly number[]} corners @param {number} x0 @param {number} x1 @returns {Place[]} */
export function envelopeOver(lines, corners, x0, x1) {
  const top = (/** @type {number} */ x) => /** @type {Place} */ ([x, Math.max(...lines.map(([slope, level]) => slope * x + level))]);
  return [x0, ...corners.filter((x) => x > x0 && x < x1), x1].map(top);
}

/** The heights that a picture of f shows: its bounds, or as far as z goes. @param {Table} table @param {number} most @returns {[number, number]} */
export function heightsOf({ range: [low, high] }, most) {
  const from = low ?? -most, to = Math.max(high ?? most, from + 1e-9), air = 0.08 * (to - from);
  return [low === null ? from : from - air, high === null ? to : to + air];
}

/** How high the pictures of wx and wx + b must be: the line can be seen turning until its dot is at an edge. @param {number} reach @param {readonly number[]} values */
export const spanOf = (reach, values) => Math.max(2 * reach, ...values.map((value) => 1.15 * Math.abs(value)).filter(Number.isFinite));

/** Where the line through 0 is turned: on the other side than the dot, and inside the picture. @param {number} w @param {number} x @param {number} reach @param {number} span */
export function turnPlace(w, x, reach, span) {
  const side = x > 0 ? -1 : 1;
  return side * Math.min(0.72 * reach, (0.86 * span) / Math.max(1e-12, Math.abs(w)));
}

/** A dragged number without digits that nobody can aim at. @param {number} value @param {number} pixel  how much one pixel is worth */
export function tidy(value, pixel) {
  const digits = Math.max(0, Math.min(12, Math.ceil(-Math.log10(pixel))));
  return pixel >= 1 ? Math.round(value) : Number(value.toFixed(digits));
}

// The plane. Its middle is 0; half a side is `across` wide and `up` high.

/** @typedef {{across: number, up: number}} Frame */

/** The part of a line w·x + level = 0 that is in the frame; null: it passes by. @param {Place} w @param {number} level @param {Frame} frame @returns {[Place, Place] | null} */
export function segmentOf([w1, w2], level, { across, up }) {
  const norm = Math.hypot(w1, w2);
  if (norm === 0) return null;
  const [nx, ny] = [w1 / norm, w2 / norm], d = -level / norm;
  let from = -Infinity, to = Infinity;
  for (const [start, way, limit] of [[d * nx, -ny, across], [d * ny, nx, up]]) {
    if (Math.abs(way) < 1e-12) {
      if (Math.abs(start) > limit) return null;
      continue;
    }
    const ends = [(-limit - start) / way, (limit - start) / way].sort((a, b) => a - b);
    [from, to] = [Math.max(from, ends[0]), Math.min(to, ends[1])];
  }
  if (!(from < to)) return null;
  return [[d * nx - from * ny, d * ny + from * nx], [d * nx - to * ny, d * ny + to * nx]];
}

/** The point of a line that is nearest to 0. @param {Place} w @param {number} level @returns {Place} */
export function footOf([w1, w2], level) {
  const square = w1 * w1 + w2 * w2;
  return [(-level * w1) / square, (-level * w2) / square];
}

/** How far a place lies from a line. @param {Place} w @param {number} level @param {Place} place */
export const distanceOf = ([w1, w2], level, [x, y]) => Math.abs(w1 * x + w2 * y + level) / Math.hypot(w1, w2);

/** How long w is drawn, as a share of the frame's half: half of it at 1, never all, so that it can always be held. @param {number} norm */
export const arrowShare = (norm) => norm / (norm + 1);

/** The w whose arrow ends there. @param {Place} tip  shares of the frame's half @returns {Place} */
export function arrowOf([x, y]) {
  const share = Math.hypot(x, y), held = Math.min(0.9995, share);
  const norm = held / (1 - held);
  return share === 0 ? [0, 0] : [(x / share) * norm, (y / share) * norm];
}

/** The part of the frame where one of several planes is the highest. @param {readonly (readonly [number, number, number])[]} planes  w₁, w₂, level @param {number} which @param {Frame} frame @returns {Place[]} */
export function regionOf(planes, which, { across, up }) {
  let corners = /** @type {Place[]} */ ([[-across, -up], [across, -up], [across, up], [-across, up]]);
  planes.forEach((plane, at) => {
    if (at === which) return;
    const over = (/** @type {Place} */ [x, y]) => (planes[which][0] - plane[0]) * x + (planes[which][1] - plane[1]) * y + planes[which][2] - plane[2];
    corners = cut(corners, over);
  });
  return corners;
}

/** What of a convex shape lies where a straight function is not negative. @param {Place[]} corners @param {(place: Place) => number} over @returns {Place[]} */
function cut(corners, over) {
  return corners.flatMap((corner, at) => {
    const next = corners[(at + 1) % corners.length], here = over(corner), there = over(next);
    const kept = here >= 0 ? [corner] : [];
    if (here >= 0 === there >= 0) return kept;
    const share = here / (here - there);
    return [...kept, /** @type {Place} */ ([corner[0] + share * (next[0] - corner[0]), corner[1] + share * (next[1] - corner[1])])];
  });
}

/** Where f has these heights. @param {Table} table @param {readonly number[]} heights @returns {number[]} */
export function levelsOf({ z, a }, heights) {
  return heights.flatMap((height) => z.flatMap((left, at) => {
    const here = a[at] - height, next = a[at + 1] - height;
    return at + 1 < z.length && here < 0 !== next < 0 ? [left + ((z[at + 1] - left) * here) / (here - next)] : [];
  }));
}

/** A few of the table's points that tell f from z0 to z1. @param {Table} table @param {number} z0 @param {number} z1 @param {number} most @returns {Place[]} */
export function stopsOf(table, z0, z1, most) {
  const inside = table.z.flatMap((z, at) => (z > z0 && z < z1 ? [/** @type {Place} */ ([z, table.a[at]])] : []));
  const every = Math.max(1, Math.ceil(inside.length / most));
  const kept = inside.filter(([z], at) => at % every === 0 || z === 0);
  return [[z0, sample(table, z0)], ...kept, [z1, sample(table, z1)]];
}
