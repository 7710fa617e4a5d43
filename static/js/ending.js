// @ts-check
/**
 * What the end of a connection means: why it ended, and how long the page waits before it tries again. Rules:
 * 1. Without a reason the network is to blame: 0.25 s, twice as long each time, at most 8 s, each with full jitter.
 * 2. With one the server says how long: a page of many must not come back with all others at once.
 * 3. Where somebody else has the place (another tab, another run), nothing is tried until the person asks.
 *
 * @typedef {"gone" | "restart" | "full" | "taken" | "no_room" | "too_fast" | "too_big" | "internal" | "refused"} Why
 */

const FIRST_WAIT = 250, LONGEST_WAIT = 8000;

/** By close code. 1008 is any broken rule: the error that was told before it says which. @type {Record<number, Why>} */
const CODES = { 1008: "refused", 1009: "too_big", 1011: "internal", 1012: "restart", 1013: "full", 4001: "taken" };

/** Errors that end a connection: they are told by the link's own sentence. @type {readonly string[]} */
export const ENDINGS = ["full", "taken", "no_room", "too_fast", "internal"];

/** The shortest and the longest wait, ms; null: until somebody asks. @type {Record<Exclude<Why, "gone">, [number, number] | null>} */
const WAITS = {
  restart: [1000, 5000], full: [15_000, 30_000], taken: null, no_room: null,
  too_fast: [8000, 16_000], too_big: [2000, 4000], internal: [4000, 8000], refused: [8000, 16_000],
};

/** @param {number} code of the close frame @param {string | null} told the code of the error that came last @returns {Why} */
export function whyOf(code, told) {
  const why = CODES[code] ?? "gone";
  return why !== "gone" && told !== null && ENDINGS.includes(told) ? /** @type {Why} */ (told) : why;
}

/** ms until the next try, or null. @param {Why} why @param {number} attempt 0 for the first @param {() => number} random @returns {number | null} */
export function waitOf(why, attempt, random) {
  if (why === "gone") return random() * Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** attempt);
  const range = WAITS[why];
  return range && range[0] + random() * (range[1] - range[0]);
}
