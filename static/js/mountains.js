// @ts-check
/**
 * The mountains there are: every test function with its window, starts, marked places and the rates that work on it, as the server has
 * them. The page carries it as `<script type="application/json" id="mountains">`.
 *
 * @typedef {readonly [number, number, number]} Mark   x, y, f
 * @typedef {object} Mountain
 * @property {[number, number, number, number]} window  x0, x1, y0, y1 @property {[number, number][]} starts @property {Record<string, number>} rates
 * @property {boolean | null} log  its colours are of the logarithm; null: as its range is @property {boolean} walls @property {string} formula  as people write it
 * @property {Mark[]} minima @property {Mark[]} locals @property {Mark[]} saddles @property {Mark[]} maxima
 * @typedef {Pick<Mountain, "window" | "starts" | "rates" | "formula"> & {names: [string, string]}} Bowl   the mountain of one's own points: nothing is marked, for it bends with them
 */
import { subscript } from "./math/format.js";

/** @type {{functions: Record<string, Mountain>, points: Record<string, Bowl>, typed: Pick<Mountain, "window" | "starts">} | null} */
let known = null;

/** @returns {NonNullable<typeof known>} */
const tables = () => (known ??= JSON.parse(document.getElementById("mountains")?.textContent ?? ""));

/** @returns {Record<string, Mountain>} in their order */
export const mountains = () => tables().functions;

/** Of the class's own points, by loss. @returns {Record<string, Bowl>} */
const bowls = () => tables().points;

/** The place that an objective is; nobody knows one's own formula. @param {import("./state.js").Spec["objective"] | undefined} objective @returns {Mountain | Bowl | undefined} */
export function terrainOf(objective) {
  return objective?.kind === "points" ? bowls()[objective.loss ?? "squared"] : mountains()[objective?.function ?? ""];
}

/** Of a formula or the class's own points nobody has said more. */
/** @type {Omit<Mountain, "window">} */
const NAMELESS = Object.freeze({ starts: [], rates: {}, log: null, walls: false, formula: "", minima: [], locals: [], saddles: [], maxima: [] });
/** @type {WeakMap<object, Mountain>} */
const whole = new WeakMap();

/** All that is said of it, with nothing where nothing is said; one object a place. @param {import("./state.js").Spec["objective"]} objective @returns {Mountain} */
export function mountainOf(objective) {
  const told = terrainOf(objective) ?? typed();
  if (!whole.has(told)) whole.set(told, { ...NAMELESS, ...told });
  return /** @type {Mountain} */ (whole.get(told));
}

/** The rates that suit it, if they are known. @param {import("./state.js").Spec | null} spec */
export const ratesOf = (spec) => terrainOf(spec?.objective)?.rates;

/** What a formula is shown in, and where its walkers begin. */
export const typed = () => tables().typed;

/** What the map shows of a run at first. @param {import("./state.js").State} state */
export const windowOf = ({ journal }) => mountainOf(journal.spec.objective).window;

/** What its two numbers are called: of points they are weights. @param {import("./state.js").Spec["objective"]} objective @returns {string[]} */
export function namesOf(objective) {
  if (objective.kind !== "points") return ["x", "y"];
  return bowls()[objective.loss ?? "squared"].names.map((name) => subscript(name));
}
