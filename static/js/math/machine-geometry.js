// @ts-check
/** Where the parts of a neuron's pictures lie. Straight lines and tables that the engine gave: nothing here knows an activation. */

/** Half of an axis that holds these numbers: 1.5, 3, 6, 12, … @param {readonly number[]} values */
export function niceReach(values) {
  const most = 1.1 * Math.max(0, ...values.map(Math.abs).filter(Number.isFinite));
  return 1.5 * 2 ** Math.max(0, Math.ceil(Math.log2(most / 1.5)));
}
