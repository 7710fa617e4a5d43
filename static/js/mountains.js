// @ts-check
/**
 * The mountains there are: every test function with its window, starts, marked places and the rates that work on it, as the server has
 * them. The page carries it as `<script type="application/json" id="mountains">`.
 *
 * @typedef {readonly [number, number, number]} Mark   x, y, f
 * @typedef {object} Mountain
 * @property {[number, number, number, number]} window  x0, x1, y0, y1 @property {[number, number][]} starts @property {Record<string, number>} rates
 * @property {boolean} log  its colours are of the logarithm @property {boolean} walls @property {string} formula  as people write it
 * @property {Mark[]} minima @property {Mark[]} locals @property {Mark[]} saddles @property {Mark[]} maxima
 */

/** @typedef {Pick<Mountain, "window" | "starts" | "rates" | "formula"> & {names: [string, string]}} Points  of the class's own points, by the loss of their two weights */
/** @typedef {{functions: Record<string, Mountain>, points: Record<string, Points>, typed: Pick<Mountain, "window" | "starts">}} Mountains */

/** @type {Mountains | null} */
let known = null;

const all = () => (known ??= /** @type {Mountains} */ (JSON.parse(document.getElementById("mountains")?.textContent ?? "")));

/** @returns {Record<string, Mountain>} in their order */
export const mountains = () => all().functions;

/** By their loss. */
export const pointMountains = () => all().points;

/** What is known of what a run walks on: a function, points, or what somebody typed. @param {import("./state.js").Spec["objective"]} objective @returns {Partial<Mountain> & Pick<Mountain, "window" | "starts">} */
export function mountainOf({ kind, function: name = "", loss = "" }) {
  return (kind === "points" ? all().points[loss] : all().functions[name]) ?? all().typed;
}

/** What the map shows of a run at first. @param {import("./state.js").State} state */
export const windowOf = ({ journal }) => mountainOf(journal.spec.objective).window;
