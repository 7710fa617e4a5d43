// @ts-check
/** Where things stand in the depth panel's pictures: powers of ten, columns, labels that make room for one another. No screen here. */

/** @typedef {import("./depth-question.js").Told} Told */

/** Below this a gradient is drawn at the foot. */
const LEAST = -40;
/** Bounds move in so many decades at once: a picture whose axis creeps cannot be compared with the one before. */
const DOWN = 4, UP = 2;

/** The powers of ten between which all norms lie, now, at the start and between. @param {readonly Pick<Told, "range" | "start">[]} curves @returns {[number, number]} */
export function decadesOf(curves) {
  const all = curves.flatMap(({ range, start }) => [...(range ?? []), ...start]).filter((norm) => norm !== null && norm > 0 && Number.isFinite(norm)).map((norm) => Math.log10(/** @type {number} */ (norm)));
  const low = Math.min(-4, ...all), high = Math.max(0, ...all);
  return [Math.max(LEAST, DOWN * Math.floor(low / DOWN)), UP * Math.ceil(high / UP)];
}

/** The powers of ten that are written beside an axis of so many pixels. @param {readonly [number, number]} decades @param {number} pixels @returns {number[]} */
export function marksOf([low, high], pixels) {
  const every = [1, 2, 4, 8, 16].find((step) => ((high - low) / step) * 22 <= pixels) ?? 16;
  return Array.from({ length: Math.floor((high - low) / every) + 1 }, (_, at) => high - every * at).reverse();
}

/** n columns side by side: their middles and their width. @param {number} n @param {number} left @param {number} right */
export function columnsOf(n, left, right) {
  const width = (right - left) / n;
  return { width, at: (/** @type {number} */ column) => left + (column + 0.5) * width, hit: (/** @type {number} */ x) => Math.max(0, Math.min(n - 1, Math.floor((x - left) / width))) };
}

/** Which columns' numbers are written: all if there is room, else every second, fifth or tenth, and always the first. @param {number} n @param {number} width @param {number} [room] */
export function written(n, width, room = 20) {
  const every = [1, 2, 5, 10].find((step) => step * width >= room) ?? 20;
  return (/** @type {number} */ column) => (every <= 2 ? column % every === 0 : (column + 1) % every === 0 || column === 0);
}

/**
 * Places as near to the wished ones as they can be, `gap` apart and all inside; in the order of the wishes, whoever is named first goes first among equals.
 * @param {readonly number[]} wished @param {number} gap @param {number} top @param {number} bottom @returns {number[]}
 */
export function apart(wished, gap, top, bottom) {
  const order = wished.map((_, at) => at).sort((a, b) => wished[a] - wished[b] || a - b), places = wished.map((y) => Math.max(top, Math.min(bottom, y)));
  // Groups that touch stand about the middle of their wishes.
  /** @type {{members: number[], middle: number}[]} */
  const groups = [];
  const bounded = (/** @type {number[]} */ members) => {
    const half = ((members.length - 1) * gap) / 2, middle = members.reduce((sum, at) => sum + places[at], 0) / members.length;
    return { members, middle: Math.max(top + half, Math.min(bottom - half, middle)) };
  };
  for (const at of order) {
    let group = bounded([at]);
    for (let before = groups.at(-1); before && group.middle - before.middle < ((group.members.length + before.members.length) * gap) / 2 - 1e-9; before = groups.at(-1)) {
      groups.pop();
      group = bounded([...before.members, ...group.members]);
    }
    groups.push(group);
  }
  for (const { members, middle } of groups) members.forEach((at, n) => (places[at] = middle + (n - (members.length - 1) / 2) * gap));
  return places;
}

/** A line through points with gaps where there is none, as an SVG path. @param {readonly (readonly [number, number] | null)[]} points */
export function pathOf(points) {
  return points.map((point, at) => (point ? `${at && points[at - 1] ? "L" : "M"}${point[0].toFixed(1)} ${point[1].toFixed(1)}` : "")).join("");
}
