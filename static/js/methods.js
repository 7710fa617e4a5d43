// @ts-check
/**
 * What there is to choose from: optimizers and schedules, their numbers with defaults and limits, as the server has them.
 * The page carries it as `<script type="application/json" id="methods">`, so that no number stands in two places.
 *
 * @typedef {object} Methods
 * @property {Record<string, {rate: number, rated: boolean, numbers: Record<string, number>, moments?: Record<string, string>, scalars?: Record<string, string>}>} optimizers
 *   in their order; a rate that works on these networks, and whether the rate is used; what the slots of its state are called (docs/protocol.md)
 * @property {Record<string, Record<string, any>>} schedules  in their order; the values of a kind
 * @property {string[]} clips
 * @property {Record<string, [number, number, boolean]>} limits  of any of these numbers: lowest, highest, whole numbers only
 * @property {{after: string[], by: string[]}} swats  whose estimate can be taken over, and by whom
 */

/** @type {Methods | null} */
let known = null;

/** @returns {Methods} */
export function methods() {
  return (known ??= JSON.parse(document.getElementById("methods")?.textContent ?? ""));
}
