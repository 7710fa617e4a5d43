// @ts-check
/**
 * The mountains there are: every test function with its window, starts, marked places and the rates that work on it, as the server has
 * them. The page carries it as `<script type="application/json" id="mountains">`.
 *
 * @typedef {readonly [number, number, number]} Mark   x, y, f
 * @typedef {object} Mountain
 * @property {[number, number, number, number] | null} window  x0, x1, y0, y1 @property {[number, number][]} starts @property {Record<string, number>} rates
 * @property {boolean | null} log  its colours are of the logarithm; null: as its range is @property {boolean} walls @property {string} formula  as people write it
 * @property {Mark[]} minima @property {Mark[]} locals @property {Mark[]} saddles @property {Mark[]} maxima
 */

/** @type {{functions: Record<string, Mountain>} | null} */
let known = null;

/** @returns {Record<string, Mountain>} in their order */
export function mountains() {
  return (known ??= JSON.parse(document.getElementById("mountains")?.textContent ?? "")).functions;
}

/** A typed formula is shown here, as the server shows it. @type {[number, number, number, number]} */
const TYPED = [-5, 5, -5, 5];

/** What the map shows of a run at first. @param {import("./state.js").State} state */
export const windowOf = ({ journal }) => mountains()[journal.spec.objective.function ?? ""]?.window ?? TYPED;

/** Of the class's own points and of a formula nobody has said where its valleys are. @type {Mountain} */
const NAMELESS = Object.freeze({ window: null, starts: [], rates: {}, log: null, walls: false, formula: "", minima: [], locals: [], saddles: [], maxima: [] });
const FORMULA = Object.freeze({ ...NAMELESS, window: TYPED });

/** What is known of the mountain of a Spec. @param {import("./state.js").Spec["objective"]} objective @returns {Mountain} */
export const mountainOf = ({ function: name, formula }) => (name && mountains()[name]) || (formula ? FORMULA : NAMELESS);
