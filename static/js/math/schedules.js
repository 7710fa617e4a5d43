// @ts-check
/** Schedules as they are shown: what a kind begins with, how far its picture reaches, and where it goes down. The rates themselves are the server's. */

/** @typedef {import("../state.js").Method["schedule"]} Schedule */
/** @typedef {import("./epochs.js").Clock} Clock */

/** Steps are many more than epochs: what is usual in epochs is so many times as long in them. */
const LONGER = 5;
/** The picture shows at least this much, and never more than the server is asked for at once. */
const LEAST = { epoch: 60, step: 300 }, MOST = 2000;
/** More than these would be a hatching. */
const MOST_DROPS = 40;

/** A kind with its usual numbers. @param {string} kind @param {Record<string, any>} values @param {Clock["unit"]} unit @returns {Schedule} */
export function usual(kind, values, unit) {
  if (unit === "epoch") return { kind, ...values };
  const longer = Object.entries(values).map(([name, value]) => [name, LONGEST[name]?.(value) ?? value]);
  return { kind, ...Object.fromEntries(longer), ...(kind === "exponential" && { gamma: Number((values.gamma ** (1 / LONGER)).toFixed(3)) }) };
}

/** @type {Record<string, (value: any) => any>} */
const LONGEST = {
  every: (every) => every * LONGER,
  total: (total) => total * LONGER,
  points: (points) => points.map((/** @type {[number, number]} */ [epoch, factor]) => [epoch * LONGER, factor]),
};

/** The last epoch of the picture. @param {Schedule} schedule @param {Clock} clock */
export function reachOf(schedule, { unit, horizon }) {
  const own = { halve: 4 * schedule.every, step: 3 * schedule.every, cosine: 1.1 * schedule.total, one_cycle: 1.1 * schedule.total }[schedule.kind] ?? 0;
  return Math.min(MOST, Math.ceil(Math.max(LEAST[unit], own, horizon)));
}

/** The epochs at which the rate drops, and to which share of η; none of a schedule without such, or with too many. @param {Schedule} schedule @param {number} last @returns {{epoch: number, factor: number}[]} */
export function dropsOf({ kind, every, gamma }, last) {
  const share = { halve: 0.5, step: gamma }[kind];
  const count = Math.floor(last / every);
  if (share === undefined || !(count <= MOST_DROPS)) return [];
  return Array.from({ length: count }, (_, i) => ({ epoch: (i + 1) * every, factor: share ** (i + 1) }));
}
