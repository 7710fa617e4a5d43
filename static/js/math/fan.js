// @ts-check
/**
 * One walker at nine rates from one start: which rates, which zone each lies in by the curvature that was measured, and what really became
 * of each by its own trail. The two are told apart, for a limit measured at one place is the truth of that place only.
 *
 * @typedef {import("../state.js").Method} Method
 * @typedef {import("./trails.js").Trails} Trails
 * @typedef {"crawl" | "good" | "oscillates" | "diverges"} Zone
 * @typedef {{fate: Zone | "rose" | null, fall: number, turned: number}} Outcome
 *   fate: null: too early to tell; rose: it is higher than its start; fall: powers of ten that it came down; turned: the share of its way that led back, or up
 */
import { plain } from "./roster.js";

const RUNS = 9;
/** @type {readonly Zone[]} */
export const ZONES = Object.freeze(["crawl", "good", "oscillates", "diverges"]);
/** Where a zone ends, in parts of the limit L. For gradient descent L/2 = 1/λmax is where each step begins to jump over the valley's floor. */
const ENDS = [1 / 20, 1 / 2, 1];

/** The rates at which the zones end. @param {number} limit */
export const endsOf = (limit) => ENDS.map((part) => part * limit);

/** @param {number} rate @param {number | null | undefined} limit @returns {Zone | null} */
export function zoneOf(rate, limit) {
  if (limit === null || limit === undefined || !(limit > 0)) return null;
  return ZONES[ENDS.filter((part) => rate >= part * limit).length];
}

/** Which of a method's numbers is tried at nine values: what says how long a step is. @param {string} optimizer */
export const spreadOf = (optimizer) => ({ random_search: "reach", random_local_search: "step" })[optimizer] ?? "rate";

/** Around a limit: two values crawl, three are good, two oscillate, two diverge. */
const LADDER = Array.from({ length: RUNS }, (_, at) => 0.93 * 1.8 ** (at - 6));
/** Around a value that works, where no limit is known: from a three-hundredth to thirty times it. */
const WIDE = Array.from({ length: RUNS }, (_, at) => 10 ** ((at - 5) / 2));

/** @param {number} limit @returns {number[]} */
export const around = (limit) => LADDER.map((part) => rounded(part * limit));

/** @param {number} usual @param {readonly [number, number]} [range] that is allowed @returns {number[]} */
export const wide = (usual, [low, high] = [1e-6, 1000]) => WIDE.map((factor) => Math.min(high, Math.max(low, rounded(factor * usual))));

/** As a rate is said. @param {number} value */
const rounded = (value) => Number(value.toPrecision(2));

/** The same method at each of the values; all rows begin at the start of the run. @param {Method} walking @param {readonly number[]} values @returns {Method[]} */
export function fanned(walking, values) {
  const method = plain(walking);
  const [first, ...later] = method.blocks, name = spreadOf(first.optimizer);
  return values.map((value) => ({ ...method, blocks: [{ ...first, [name]: value }, ...later] }));
}

/** @param {readonly Method[]} methods */
export const valuesOf = (methods) => methods.map(({ blocks: [first] }) => /** @type {number} */ (first[spreadOf(first.optimizer)]));

/** @param {readonly number[]} a @param {readonly number[]} b */
export const alike = (a, b) => a.length === b.length && a.every((value, at) => Math.abs(value - b[at]) <= 1e-9 * Math.abs(value));

/** A step must be so long, as a part of the longest one, to count as a turn: what has arrived trembles in its last digit. */
const STILL = 1e-4;
/** Less than this share of its way back is no oscillation, and less than this share of the best one's way down is a crawl. */
const TURNED = 1 / 3, CRAWLED = 1 / 5;
/** Who came down by so many powers of ten has arrived; who came down by less than this has hardly moved. */
const ARRIVED = 4, HARDLY = 0.02;
const EARLY = 5;

/**
 * What became of every row up to a step. @param {Trails} trails @param {ArrayLike<number> | undefined} status of the frame: (rows, 2)
 * @param {number} step @param {number} floor  the lowest height there is @param {boolean} [random]  a search: its way has no direction @returns {Outcome[]}
 */
export function outcomesOf(trails, status, step, floor, random = false) {
  const last = trails.indexAt(step), rows = Array.from({ length: trails.rows }, (_, row) => row);
  if (last < 0) return rows.map(() => ({ fate: null, fall: 0, turned: 0 }));
  const falls = rows.map((row) => fallOf(trails.loss(0, row) - floor, trails.loss(last, row) - floor)), best = Math.max(HARDLY, ...falls);
  return rows.map((row) => {
    const lost = (status?.[2 * row] ?? -1) >= 0 && (status?.[2 * row] ?? 0) <= step, turned = random ? 0 : Math.max(turnedOf(trails, row, last), roseOf(trails, row, last, floor)), fall = falls[row];
    return { fate: fateOf({ lost, early: trails.step(last) < EARLY, rose: !(trails.loss(last, row) <= trails.loss(0, row)), fall, turned }, best), fall, turned };
  });
}

/** @param {{lost: boolean, early: boolean, rose: boolean, fall: number, turned: number}} run @param {number} best @returns {Outcome["fate"]} */
function fateOf({ lost, early, rose, fall, turned }, best) {
  if (lost) return "diverges";
  if (early) return null;
  if (rose) return "rose";
  if (turned > TURNED) return "oscillates";
  return fall < Math.max(HARDLY, CRAWLED * best) ? "crawl" : "good";
}

/** @param {number} from @param {number} to heights above the lowest place */
function fallOf(from, to) {
  if (!(from > 0) || !(to < from)) return 0;
  return Math.min(ARRIVED, Math.log10(from / Math.max(to, from * 10 ** -ARRIVED)));
}

/** The share of a row's way that leads back from where it has just come: by length, since short steps near the floor tremble. @param {Trails} trails @param {number} row @param {number} last */
function turnedOf(trails, row, last) {
  let back = 0, all = 0, longest = 0, dx = 0, dy = 0;
  for (let at = 1; at <= last; at++) {
    const x = trails.x(at, row) - trails.x(at - 1, row), y = trails.y(at, row) - trails.y(at - 1, row), far = Math.hypot(x, y);
    if (!Number.isFinite(far)) break;
    longest = Math.max(longest, far);
    if (far < STILL * longest) continue;
    if (x * dx + y * dy < 0) back += far;
    all += far;
    [dx, dy] = [x, y];
  }
  return all > 0 ? back / all : 0;
}

/** The share of a row's ups and downs that goes up, in powers of ten; what has arrived counts no more. @param {Trails} trails @param {number} row @param {number} last @param {number} floor */
function roseOf(trails, row, last, floor) {
  const start = trails.loss(0, row) - floor, high = (/** @type {number} */ at) => Math.log10(Math.max(trails.loss(at, row) - floor, start * 10 ** -ARRIVED));
  let up = 0, down = 0;
  for (let at = 1; at <= last; at++) {
    const change = high(at) - high(at - 1);
    if (change > 0) up += change;
    else if (change < 0) down -= change;
  }
  return Number.isFinite(up) && up > 0 ? up / (up + down) : 0;
}

/**
 * The four curves of the textbook, each the run that shows it best: a low rate crawls (or is at least the slowest), a good one comes down best, a
 * high one oscillates, a very high one leaves. What no run does has none. @param {readonly Outcome[]} outcomes by rising rate
 * @param {readonly number[]} losses @returns {Record<"low" | "good" | "high" | "very_high", number | null>}
 */
export function textbook(outcomes, losses) {
  const rowsOf = (/** @type {Outcome["fate"][]} */ ...fates) => outcomes.flatMap(({ fate }, row) => (fates.includes(fate) ? [row] : []));
  const good = lowest(rowsOf("good"), losses), first = rowsOf("good")[0] ?? null;
  const low = rowsOf("crawl").at(-1) ?? (first !== good && first === 0 ? first : null);
  return { low, good, high: rowsOf("oscillates").at(-1) ?? null, very_high: rowsOf("diverges", "rose")[0] ?? null };
}

/** @param {number[]} rows @param {readonly number[]} losses @returns {number | null} */
const lowest = (rows, losses) => rows.reduce((/** @type {number | null} */ best, row) => (best === null || losses[row] < losses[best] ? row : best), null);

/** Places of names so far from one another, as near to where they should be as goes, none below the last one. @param {readonly number[]} wanted @param {number} gap @param {number} last @returns {number[]} */
export function apart(wanted, gap, last) {
  const order = wanted.map((_, at) => at).sort((a, b) => wanted[b] - wanted[a]), places = [...wanted];
  let free = last;
  for (const at of order) {
    places[at] = Math.min(wanted[at], free);
    free = places[at] - gap;
  }
  return places;
}
