// @ts-check
/**
 * The relay: one method all the way, another all the way, and the first until step n, then the second at a rate of its own. Three rows of one Spec;
 * until the switch the third is the first to the bit, for it has all its numbers and all its edits.
 *
 * @typedef {import("../state.js").Block} Block
 * @typedef {import("../state.js").Journal} Journal
 * @typedef {import("../state.js").Method} Method
 * @typedef {import("../methods.js").Methods} Methods
 * @typedef {{first: Method, second: Method, until: number, after: Block}} Relay   until: so many steps are the first's, the next one is the second's; after: what goes on
 */
import { canEstimate } from "./blocks.js";
import { paced } from "./rates.js";
import { fresh, keyOf, plain, tuned } from "./roster.js";

/** The rows of a relay, in their order. */
const FIRST = 0, SECOND = 1;
export const SWITCH = 2;
/** A step that is well inside the some hundred that one looks at. */
const USUAL = 100;
export const MOST_STEPS = 100_000;

/**
 * Adam, then SGD: as they walk now or rested, else at the rates that suit the mountain.
 * @param {import("../state.js").State} state @param {Methods} methods @param {Record<string, number> | undefined} rates @returns {Method[]}
 */
export function relayOf({ spec, view }, methods, rates) {
  const own = (/** @type {string} */ key) => plain(spec?.methods.find((method) => keyOf(method) === key) ?? view.descent.bench[key] ?? fresh(key, methods, tuned(key, rates)));
  const first = own("adam"), second = own("sgd");
  return rowsOf({ first, second, until: USUAL, after: second.blocks[0] });
}

/** @param {Relay} relay @returns {Method[]} */
export const rowsOf = ({ first, second, until, after }) => [first, second, switched(first, until, after)];

/** The first's method until a step, then another block. @param {Method} first @param {number} until @param {Block} after @returns {Method} */
function switched(first, until, after) {
  return { ...first, blocks: [{ ...first.blocks[0], until }, after] };
}

/** What three rows are as a relay, or null if they are none. @param {readonly Method[]} rows @returns {Relay | null} */
export function readRelay(rows) {
  const [first, second, third] = rows, [before, after] = third?.blocks ?? [];
  return rows.length === 3 && after && before.until !== undefined ? { first, second, until: before.until, after } : null;
}

/** The journal with a change of its relay: rows that stay as they are keep their edits, and the third takes over the first's. @param {Journal} journal @param {Partial<Relay>} change @returns {Journal} */
export function withRelay({ spec, edits }, change) {
  const relay = { .../** @type {Relay} */ (readRelay(spec.methods)), ...change }, rows = rowsOf(relay);
  const kept = edits.flatMap((entry) => {
    const { step, edit } = entry, row = edit.row ?? 0;
    if (edit.kind !== "method") return [entry];
    if (row === SWITCH || (row === FIRST ? change.first : change.second)) return [];
    return row === FIRST ? [entry, { step, edit: { ...edit, row: SWITCH, method: switched(edit.method, relay.until, relay.after) } }] : [entry];
  });
  return { spec: { ...spec, methods: rows }, edits: kept };
}

/** Another optimizer at one end, at a rate that suits the mountain. Who is at the other end changes places. @param {Relay} relay @param {"first" | "second"} end @param {Method} method @returns {Partial<Relay>} */
export function exchanged({ first, second }, end, method) {
  if (keyOf(end === "first" ? second : first) === keyOf(method)) return { first: second, second: first, after: first.blocks[0] };
  return end === "first" ? { first: method, after: second.blocks[0] } : { second: method, after: method.blocks[0] };
}

/** The same three on another mountain, at the rates that suit it. @param {readonly Method[]} rows @param {Record<string, number> | undefined} rates @returns {readonly Method[]} */
export function retuned(rows, rates) {
  const relay = readRelay(rows), suiting = (/** @type {Method} */ method) => ({ ...method, blocks: [paced(method.blocks[0], tuned(keyOf(method), rates) ?? method.blocks[0].rate)] });
  if (!relay) return rows;
  const second = suiting(relay.second), { swats } = relay.after;
  return rowsOf({ ...relay, first: suiting(relay.first), second, after: { ...second.blocks[0], ...(swats && { swats }) } });
}

/** Rows after a change by hand: in a relay the third goes with the first. @param {readonly Method[]} before @param {readonly Method[]} rows @returns {readonly Method[]} */
export function followed(before, rows) {
  const relay = readRelay(rows);
  return relay && rows[FIRST] !== before[FIRST] ? rowsOf(relay) : rows;
}

/** Whether SWATS can say something about this pair. @param {Methods} methods @param {Relay} relay */
export const isEstimated = (methods, { first, after }) => canEstimate(methods, [first.blocks[0], after], 1);

/**
 * What to ask the server for SWATS's rate at the switch (POST /api/run): the third row with the estimate and without, for where nothing can be
 * estimated the two are the same.
 * @param {Journal} journal @param {Relay} relay @param {number} step of the switch
 */
export function questionOf(journal, relay, step) {
  const { spec, edits } = withRelay(journal, { after: paced(relay.after, relay.after.rate) });
  const third = (/** @type {Method} */ { blocks: [before, after], ...rest }, /** @type {boolean} */ swats) => ({ ...rest, blocks: [before, swats ? { ...after, swats } : after] });
  const both = (/** @type {Method} */ method) => [third(method, true), third(method, false)];
  const asked = edits.filter((entry) => entry.step <= step && entry.edit.kind !== "theta").flatMap((entry) => {
    if (entry.edit.kind !== "method") return [entry];
    return entry.edit.row === SWITCH ? both(entry.edit.method).map((method, row) => ({ step: entry.step, edit: { ...entry.edit, method, row } })) : [];
  });
  return { journal: { spec: { ...spec, methods: both(spec.methods[SWITCH]) }, edits: asked }, steps: step };
}

/** The rate that was suggested: null where there is none. The schedule works on it as on any rate, and is taken out. @param {readonly any[] | null} lines @param {Relay} relay @param {number} step */
export function suggestionIn(lines, { after }, step) {
  const rows = lines?.find((line) => line.step === step)?.rows;
  if (!rows || rows[0].rate === rows[1].rate) return null;
  return (rows[0].rate / rows[1].rate) * after.rate;
}

/** The three by height, lowest first, who was lost last. @param {import("../state.js").Frame | null} frame @returns {number[]} rows */
export function ranked(frame) {
  const height = (/** @type {number} */ row) => {
    const loss = frame?.loss[row] ?? NaN;
    return Number.isNaN(loss) || (frame?.status?.[2 * row] ?? -1) >= 0 ? Infinity : loss;
  };
  return [FIRST, SECOND, SWITCH].sort((a, b) => (height(a) === height(b) ? a - b : height(a) - height(b)));
}
