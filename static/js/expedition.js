// @ts-check
/** What the Descent lab begins with: Rosenbrock's valley, and the deck's walkers, each at a rate at which it follows the valley. */
import { methods } from "./methods.js";
import { mountains } from "./mountains.js";
import { fresh, tuned } from "./math/roster.js";

const WALKERS = ["random_search", "random_local_search", "gradient_descent", "momentum", "rmsprop", "adam"];
/** Half or less of the rates that go furthest in 300 steps: those leap over the valley first, and a first picture should show whose way is whose. */
const CALM = { sgd: 0.002, momentum: 0.0005, rmsprop: 0.02, adam: 0.1 };
const SEEDS = { data: 0, init: 0, batches: 0, noise: 0 };

/** The deck's walkers on a mountain with such rates. @param {Record<string, number> | undefined} rates */
export const usual = (rates) => WALKERS.map((key) => fresh(key, methods(), tuned(key, rates)));

/** @returns {import("./state.js").Journal} */
export function firstJournal() {
  const { starts: [start] } = mountains().rosenbrock;
  const objective = { kind: "surface", function: "rosenbrock", start, noise: 0 };
  const spec = { objective, methods: usual(CALM), seeds: SEEDS, dtype: "float64" };
  return { spec: /** @type {import("./state.js").Spec} */ (/** @type {unknown} */ (spec)), edits: [] };
}
