// @ts-check
/**
 * Who walks. A walker is one or several rows of a planar Spec: a method, and for what is random perhaps several seeds of it. The Spec is
 * the only truth: here is how it is read as walkers, and how a journal with other walkers, another start or another mountain is made of one.
 *
 * @typedef {import("../state.js").Journal} Journal
 * @typedef {import("../state.js").Method} Method
 * @typedef {import("../state.js").Spec} Spec
 * @typedef {{key: string, rows: number[], method: Method}} Walker   method: of its first row
 */

/** In the order of the deck. Gradient descent is SGD whose gradient has no noise. */
export const WALKERS = Object.freeze([
  "random_search", "random_local_search", "numerical_gradient", "gradient_descent", "sgd", "momentum", "nesterov", "adagrad", "rmsprop",
  "adadelta", "adam", "adamw", "amsgrad", "nadam", "adamax", "radam", "lion",
]);
/** Who tries places, and goes there only if they are lower. */
export const TRYING = Object.freeze(["random_search", "random_local_search"]);
/** Whose step is random. */
export const RANDOM = Object.freeze([...TRYING, "sgd"]);
/** Who has no rate that works everywhere takes that of its relative. */
const RELATIVES = /** @type {Record<string, string>} */ ({ gradient_descent: "sgd", numerical_gradient: "sgd", adamw: "adam", amsgrad: "adam", nadam: "adam", adamax: "adam", radam: "adam" });
const CONSTANT = Object.freeze({ kind: "constant" });

/** Who changes the optimizer on the way is a walker of its own. @param {Method} method */
export function keyOf({ blocks: [first, next], noise }) {
  if (next) return "relay";
  return first.optimizer === "sgd" && noise === 0 ? "gradient_descent" : first.optimizer;
}

/** Rows of one walker have the same method but for the seed. @param {readonly Method[]} methods @returns {Walker[]} */
export function walkersOf(methods) {
  /** @type {Map<string, Walker>} */
  const found = new Map();
  methods.forEach((method, row) => {
    const like = `${keyOf(method)} ${likeness(plain(method))}`, walker = found.get(like);
    if (walker) walker.rows.push(row);
    else found.set(like, { key: keyOf(method), rows: [row], method });
  });
  return [...found.values()];
}

/** The method without what tells its rows apart. @param {Method} method @returns {Method} */
export function plain({ seed: _, start: __, ...same }) {
  return same;
}

/** A method in one way of writing: the server leaves out what is 0 and has an order of its own, and while an edit is on its way one row is written so and another not. @param {any} value @returns {string} */
function likeness(value) {
  if (Array.isArray(value)) return `[${value.map(likeness)}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  return `{${Object.keys(value).sort().filter((key) => value[key]).map((key) => `${key}:${likeness(value[key])}`)}}`;
}

/** The walker with its usual numbers. @param {string} key @param {import("../methods.js").Methods} methods @param {number | undefined} rate @returns {Method} */
export function fresh(key, { optimizers }, rate) {
  const optimizer = key === "gradient_descent" ? "sgd" : key, { numbers, rate: usual } = optimizers[optimizer];
  const method = { blocks: [{ optimizer, rate: rate ?? usual, ...numbers }], schedule: { ...CONSTANT } };
  return key === "gradient_descent" ? { ...method, noise: 0 } : method;
}

/** The rate that works for a walker on a mountain, if it is known. @param {string} key @param {Record<string, number> | undefined} rates */
export const tuned = (key, rates) => rates?.[key] ?? rates?.[RELATIVES[key]];

/** The step up to which another journal is run: where one stands, or from the beginning while it plays. @param {import("../state.js").State} state */
export const stepOf = ({ run }) => (run.playing ? 0 : run.step);

/** A journal with the edits that are not answered yet at its end, where they will stand. @param {import("../state.js").State} state @returns {Journal} */
export function journalOf({ journal, pending, run }) {
  return { spec: journal.spec, edits: [...journal.edits, ...pending.map(({ edit }) => ({ step: run.step, edit }))] };
}

/** The same mountain and start with other methods; edits of rows that are no more go with them, a row of which there are several now gives them to all. @param {Journal} journal @param {readonly {method: Method, from: number | null}[]} rows  from: which row it was @returns {Journal} */
export function withRows({ spec, edits }, rows) {
  const kept = edits.flatMap(({ step, edit }) => {
    if (edit.kind !== "method") return [{ step, edit }];
    return rows.flatMap(({ method: { seed, start }, from }, row) => (from === (edit.row ?? 0) ? [{ step, edit: { ...edit, row, method: { ...plain(edit.method), ...(seed && { seed }), ...(start && { start }) } } }] : []));
  });
  return { spec: { ...spec, methods: rows.map(({ method }) => method) }, edits: kept.filter(({ edit }) => edit.kind !== "theta" || rows.length === spec.methods.length) };
}

/** Other methods altogether. @param {Journal} journal @param {readonly Method[]} methods @returns {Journal} */
export const withMethods = (journal, methods) => withRows(journal, methods.map((method) => ({ method, from: null })));

/** One more walker, in its place in the order, with as many seeds as the other random ones have. @param {Journal} journal @param {Method} method @returns {Journal} */
export function joined(journal, method) {
  const rows = journal.spec.methods.map((one, from) => ({ method: one, from: /** @type {number | null} */ (from) }));
  const place = WALKERS.indexOf(keyOf(method)), at = rows.findIndex(({ method: other }) => WALKERS.indexOf(keyOf(other)) > place);
  rows.splice(at < 0 ? rows.length : at, 0, { method, from: null });
  return withSeeds(withRows(journal, rows), seedsOf(journal.spec));
}

/** @param {Journal} journal @param {string} key @returns {Journal} */
export function without(journal, key) {
  const rows = journal.spec.methods.map((method, from) => ({ method, from }));
  return withRows(journal, rows.filter(({ method }) => keyOf(method) !== key));
}

/** How many seeds the random walkers have. @param {Spec} spec */
export function seedsOf({ methods }) {
  return Math.max(1, ...walkersOf(methods).filter(({ key }) => RANDOM.includes(key)).map(({ rows }) => rows.length));
}

/** The random walkers with so many seeds each; one alone has none of its own. All begin at the same start. @param {Journal} journal @param {number} count @returns {Journal} */
export function withSeeds(journal, count) {
  const walkers = walkersOf(journal.spec.methods), start = journal.spec.objective.start;
  return withRows(journal, walkers.flatMap(({ key, rows, method }) => {
    if (!RANDOM.includes(key) || count === 1) return [{ method: plain(method), from: rows[0] }];
    return Array.from({ length: count }, (_, i) => ({ method: { ...plain(method), seed: i + 1, ...(start && { start }) }, from: rows[i] ?? rows[0] }));
  }));
}

/** Everybody begins there. @param {Journal} journal @param {[number, number]} start @returns {Journal} */
export function withStart({ spec, edits }, start) {
  const objective = { ...spec.objective, start };
  return { spec: { ...spec, methods: started(spec.methods, objective), objective }, edits: edited(edits, objective) };
}

/** The same walkers on another surface; it has no data. @param {Journal} journal @param {Spec["objective"]} objective @returns {Journal} */
export function withObjective({ spec: { data: _, batch: __, ...spec }, edits }, objective) {
  const kept = edits.filter(({ edit }) => edit.kind === "method");
  return { spec: /** @type {Spec} */ ({ ...spec, methods: started(spec.methods, objective), objective }), edits: edited(kept, objective) };
}

/** Everybody begins at a random place of a window, and what is random is drawn anew. @param {Journal} journal @param {readonly number[]} window @param {() => number} [random] @returns {Journal} */
export function elsewhere(journal, [x0, x1, y0, y1], random = Math.random) {
  const rounded = (/** @type {number} */ low, /** @type {number} */ high) => Number((low + (high - low) * (0.05 + 0.9 * random())).toPrecision(3));
  const moved = withStart(journal, [rounded(x0, x1), rounded(y0, y1)]), { seeds, objective } = moved.spec;
  const noise = objective.kind === "points" ? seeds.noise : ((seeds.noise ?? 0) + 1) % 2 ** 32; // a preset's points are drawn from it too
  return { ...moved, spec: { ...moved.spec, seeds: { ...seeds, noise } } };
}

/** @param {readonly Method[]} methods @param {Spec["objective"]} objective @returns {Method[]} */
const started = (methods, { start }) => methods.map((method) => (method.start && start ? { ...method, start } : method));

/** What was changed on the way stays; where somebody was put by hand does not. @param {Journal["edits"]} edits @param {Spec["objective"]} objective @returns {Journal["edits"]} */
function edited(edits, objective) {
  const kept = edits.filter(({ edit }) => edit.kind !== "theta");
  return kept.map(({ step, edit }) => ({ step, edit: edit.kind === "method" ? { ...edit, method: started([edit.method], objective)[0] } : edit }));
}
