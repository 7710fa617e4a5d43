// @ts-check
/** Optimizer blocks, one after the other: what each change of them makes. A new optimizer comes with a rate that suits it. */

/** @typedef {import("../state.js").Block} Block */
/** @typedef {import("../methods.js").Methods} Methods */

/** A block of an optimizer with its usual numbers. @param {Methods} methods @param {string} optimizer @returns {Block} */
export const fresh = ({ optimizers }, optimizer) => ({ optimizer, rate: optimizers[optimizer].rate });

/** Another optimizer in one block. @param {Methods} methods @param {readonly Block[]} blocks @param {number} at @param {string} optimizer @returns {Block[]} */
export function chosen(methods, blocks, at, optimizer) {
  const { until, swats } = blocks[at];
  const block = { ...fresh(methods, optimizer), ...(until !== undefined && { until }), ...(swats && { swats }) };
  return tidy(methods, blocks.map((one, i) => (i === at ? block : one)));
}

/** The last block ends a little after now, and another optimizer goes on. @param {Methods} methods @param {readonly Block[]} blocks @param {number} epoch @returns {Block[]} */
export function withNext(methods, blocks, epoch) {
  const last = blocks[blocks.length - 1], from = blocks[blocks.length - 2]?.until ?? 0;
  const until = Math.max(Math.ceil(epoch), from) + 10;
  return [...blocks.slice(0, -1), { ...last, until }, fresh(methods, last.optimizer === "sgd" ? "adam" : "sgd")];
}

/** @param {Methods} methods @param {readonly Block[]} blocks @param {number} at @returns {Block[]} */
export function without(methods, blocks, at) {
  const left = blocks.filter((_, i) => i !== at);
  const { until: _, ...last } = left[left.length - 1];
  return tidy(methods, [...left.slice(0, -1), last]);
}

/** Whether a block can go on with the rate that SWATS finds in the block before. @param {Methods} methods @param {readonly Block[]} blocks @param {number} at */
export function canEstimate({ swats }, blocks, at) {
  return at > 0 && swats.by.includes(blocks[at].optimizer) && swats.after.includes(blocks[at - 1].optimizer);
}

/** No block asks for an estimate that there cannot be. @param {Methods} methods @param {readonly Block[]} blocks @returns {Block[]} */
function tidy(methods, blocks) {
  return blocks.map((block, at) => {
    const { swats, ...rest } = block;
    return swats && canEstimate(methods, blocks, at) ? block : rest;
  });
}

/** Which block works in this epoch. @param {readonly Block[]} blocks @param {number} epoch */
export function blockAt(blocks, epoch) {
  const at = blocks.findIndex(({ until }) => until !== undefined && Math.floor(epoch) < until);
  return at < 0 ? blocks.length - 1 : at;
}
