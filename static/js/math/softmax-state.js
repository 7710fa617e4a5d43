// @ts-check
/**
 * What p − y stands on in the page: an example x, the classifier W and b that the steps begin with, the target y, and what is looked at. Changes are
 * pure: (what it was, …) → what it is. No numbers of the model are made here: they are the engine's (study `softmax`).
 *
 * @typedef {object} Softmax
 * @property {readonly number[]} x @property {readonly (readonly number[])[]} w @property {readonly number[]} b  where the steps begin
 * @property {readonly number[]} y  the target: shares that sum to 1
 * @property {number} rate @property {number} strength  η and λ
 * @property {number} steps  taken from there
 * @property {number} shift  added to all logits, where that is looked at
 * @property {Section} section @property {number} chosen  the class i of the derivation @property {number} line  of it, that is shown; LINES: all
 * @property {readonly [number, number]} cell  of ∇W: row, column (D: the bias)
 * @typedef {"outer" | "update" | "derivation" | "shift" | "squared"} Section
 */

/** @type {readonly Section[]} */
export const SECTIONS = ["outer", "derivation", "update", "shift", "squared"];
export const LINES = 9;
export const CLASSES = { least: 2, most: 5 };
/** As far as a hand may move a logit, and as many steps as are walked. */
export const FAR = 30, MOST = 2000;

const X = [0.9, -0.4, 1.6, 0.2];
/** The rows of classes that are added. */
const ROWS = [[0.2, -0.5, 0.3, 0.1], [0.5, 0.3, 0.6, -0.4], [-0.3, 0.4, 0.1, 0.5], [0.1, 0.2, -0.4, 0.3], [-0.2, 0.1, 0.2, -0.1]];
const BIASES = [-0.08, 0.59, 0.17, 0.5, -0.3];
const three = ROWS.slice(0, 3);

/**
 * Logits: 0.8, 1.8, 0; log of 0.2, 0.3, 0.5 (CS231n's example: right is the second, the gradient 0.2, −0.7, 0.5); −4, 5, 0; 6, −1, 0; none.
 * @type {Readonly<Record<string, Pick<Softmax, "x" | "w" | "b" | "y">>>}
 */
export const PRESETS = {
  first: { x: X, w: three, b: BIASES.slice(0, 3), y: [1, 0, 0] },
  cs231n: { x: X, w: three, b: [-2.4894379124341004, -2.413972804325936, -0.5231471805599452], y: [0, 1, 0] },
  wrong: { x: X, w: three, b: [-4.88, 3.79, 0.17], y: [1, 0, 0] },
  right: { x: X, w: three, b: [5.12, -2.21, 0.17], y: [1, 0, 0] },
  uniform: { x: X, w: three.map((row) => row.map(() => 0)), b: [0, 0, 0], y: [1, 0, 0] },
};

/** @type {Softmax} */
export const SOFTMAX = { ...PRESETS.first, rate: 0.1, strength: 0, steps: 0, shift: 800, section: "outer", chosen: 0, line: LINES, cell: [0, 2] };

/**
 * What a link or a tab has kept, if it can be drawn; else the beginning. Numbers out of bounds are the engine's to refuse.
 * @param {any} kept @returns {Softmax}
 */
export function sound(kept) {
  const numbers = (/** @type {any} */ list, /** @type {number} */ length) => Array.isArray(list) && list.length === length && list.every(Number.isFinite);
  const classes = kept?.y?.length, inputs = kept?.x?.length;
  const fits = classes >= CLASSES.least && classes <= CLASSES.most && inputs >= 1 && numbers(kept.x, inputs) && numbers(kept.y, classes) && numbers(kept.b, classes) && numbers(kept.cell, 2)
    && Array.isArray(kept.w) && kept.w.length === classes && kept.w.every((/** @type {any} */ row) => numbers(row, inputs));
  return fits && SECTIONS.includes(kept.section) && [kept.rate, kept.strength, kept.steps, kept.shift, kept.chosen, kept.line].every(Number.isFinite) ? kept : SOFTMAX;
}

/** What is asked of the engine. @param {Softmax} softmax */
export const questionOf = (softmax) => asked(sound(softmax));

/** @param {Softmax} softmax */
const asked = ({ x, w, b, y, rate, strength, steps, shift, section }) => ({ x, w, b, y, rate, strength, steps, shift: section === "shift" ? shift : 0, curves: section === "squared" });

/** Which preset it is, "" if none. @param {Softmax} softmax */
export const presetOf = ({ x, w, b, y }) => Object.keys(PRESETS).find((key) => JSON.stringify([x, w, b, y]) === JSON.stringify([PRESETS[key].x, PRESETS[key].w, PRESETS[key].b, PRESETS[key].y])) ?? "";

/** @param {Softmax} softmax @param {string} key @returns {Softmax} */
export const withPreset = (softmax, key) => ({ ...softmax, ...PRESETS[key], steps: 0, chosen: Math.min(softmax.chosen, 2), cell: [Math.min(softmax.cell[0], 2), softmax.cell[1]] });

/**
 * From now on with W and b as they are at this step: what a hand changes begins there. Where they were lost (a rate too large), where the steps began.
 * @param {Softmax} softmax @param {{w: number[][], b: number[]} | null} now  the engine's answer @returns {Softmax}
 */
export function from(softmax, now) {
  if (softmax.steps === 0) return softmax;
  const usable = now?.w?.length === softmax.w.length && [...now.w.flat(), ...now.b].every((one) => Number.isFinite(one) && Math.abs(one) <= 1000);
  return usable && now ? { ...softmax, w: now.w, b: now.b, steps: 0 } : { ...softmax, steps: 0 };
}

/** A logit moved, by its bias. @param {Softmax} softmax @param {number} k @param {number} b @returns {Softmax} */
export const withBias = (softmax, k, b) => ({ ...softmax, b: put(softmax.b, k, within(b, -1000, 1000)) });

/** @param {Softmax} softmax @param {number} j @param {number} value @returns {Softmax} */
export const withInput = (softmax, j, value) => ({ ...softmax, x: put(softmax.x, j, value) });

/** One share of the target set; the others share the rest as they did, or equally if they had nothing. @param {readonly number[]} y @param {number} k @param {number} share @returns {number[]} */
export function shared(y, k, share) {
  const mine = within(share, 0, 1), rest = y.reduce((sum, one, at) => (at === k ? sum : sum + one), 0);
  const all = y.map((one, at) => (at === k ? mine : rest > 0 ? (one / rest) * (1 - mine) : (1 - mine) / (y.length - 1)));
  return whole(all);
}

/** To three places, with the sum kept. @param {readonly number[]} y @returns {number[]} */
function whole(y) {
  const cut = y.map((one) => Math.round(one * 1000)), last = cut.indexOf(Math.max(...cut));
  cut[last] += 1000 - cut.reduce((sum, one) => sum + one, 0);
  return cut.map((one) => one / 1000);
}

/** All of it one class's. @param {number} classes @param {number} k */
export const certain = (classes, k) => Array.from({ length: classes }, (_, at) => (at === k ? 1 : 0));

/** More classes or fewer; those that stay keep their rows. @param {Softmax} softmax @param {number} classes @returns {Softmax} */
export function withClasses(softmax, classes) {
  const { w, b, y, chosen, cell } = softmax, kept = y.slice(0, classes), sum = kept.reduce((all, one) => all + one, 0);
  const grown = (/** @type {readonly any[]} */ list, /** @type {readonly any[]} */ more) => [...list.slice(0, classes), ...more.slice(list.length, classes)];
  const target = sum > 0 ? whole(kept.map((one) => one / sum)) : certain(kept.length, 0);
  return { ...softmax, w: grown(w, ROWS), b: grown(b, BIASES), y: [...target, ...Array(Math.max(0, classes - y.length)).fill(0)], chosen: Math.min(chosen, classes - 1), cell: [Math.min(cell[0], classes - 1), cell[1]] };
}

/**
 * The logit at which a bar ends where it is pulled to, the others staying: odds p : 1 − p multiply by e.
 * @param {number} o @param {number} p  what they are @param {number} wanted  what p shall be
 */
export function logitFor(o, p, wanted) {
  const odds = (/** @type {number} */ share) => Math.log(within(share, 1e-3, 0.999) / (1 - within(share, 1e-3, 0.999)));
  return within(Number((o + odds(wanted) - odds(p)).toFixed(3)), -FAR, FAR);
}

/** @param {readonly number[]} list @param {number} at @param {number} value */
const put = (list, at, value) => list.map((one, index) => (index === at ? value : one));

/** @param {number} value @param {number} low @param {number} high */
const within = (value, low, high) => Math.min(high, Math.max(low, value));
