// @ts-check
/** What happened in a run, and when: its edits and its optimizers' switches, each with the key and the values of its short label. */
import { formatShort } from "./format.js";
import { dropsOf } from "./schedules.js";

/** @typedef {import("../state.js").Journal} Journal */
/** @typedef {import("../state.js").Method} Method */
/** @typedef {{step: number, key: string, values: Record<string, any>}} Mark */

/** A change of a method is told by what that row was before; the same change of several rows at once stands once. @param {Journal} journal @returns {Mark[]} */
export function marksOf({ spec, edits }) {
  const methods = [...(spec.methods ?? [])], told = new Set();
  return edits.flatMap(({ step, edit }) => {
    const row = edit.row ?? 0, before = methods[row];
    if (edit.kind !== "method" || !before) return [{ step, ...label(edit) }];
    methods[row] = edit.method;
    const mark = { step, ...ofMethod(before, edit.method) }, key = JSON.stringify(mark);
    return told.has(key) ? [] : (told.add(key), [mark]);
  });
}

/** What the methods will do up to a step; what several do at the same one stands once. @param {readonly Method[]} methods @param {{step: number, epoch: number}} now @param {number} stepsPerEpoch @param {number} last @returns {Mark[]} */
export function plannedOf(methods, now, stepsPerEpoch, last) {
  const all = methods.flatMap((method) => [...switchesOf(method, now, stepsPerEpoch), ...decaysOf(method, now, stepsPerEpoch, last)]);
  return [...new Map(all.map((mark) => [JSON.stringify(mark), mark])).values()];
}

/**
 * Where a method's blocks meet, reckoned from where the run stands now.
 * @param {Method | undefined} method @param {{step: number, epoch: number}} now @param {number} stepsPerEpoch @returns {Mark[]}
 */
export function switchesOf(method, now, stepsPerEpoch) {
  if (!method || !(stepsPerEpoch > 0)) return [];
  return method.blocks.slice(0, -1).map(({ optimizer, until = 0 }, i) => ({
    step: Math.round(now.step + (until - now.epoch) * stepsPerEpoch), key: "mark.switch",
    values: { from: optimizer, to: method.blocks[i + 1].optimizer },
  }));
}

/**
 * Where a method's rate drops by its schedule, up to a step: the schedule counts from the beginning of a block.
 * @param {Method | undefined} method @param {{step: number, epoch: number}} now @param {number} stepsPerEpoch @param {number} last @returns {Mark[]}
 */
export function decaysOf(method, now, stepsPerEpoch, last) {
  if (!method || !(stepsPerEpoch > 0)) return [];
  const stepOf = (/** @type {number} */ epoch) => Math.round(now.step + (epoch - now.epoch) * stepsPerEpoch), end = now.epoch + (last - now.step) / stepsPerEpoch;
  return method.blocks.flatMap(({ until = end }, block) => {
    const begun = method.blocks[block - 1]?.until ?? 0;
    return dropsOf(method.schedule, Math.min(until, end) - begun).filter(({ epoch }) => begun + epoch < until)
      .map(({ epoch, factor }) => ({ step: stepOf(begun + epoch), key: "mark.decay", values: { factor: formatShort(factor) } }));
  });
}

/** @param {Method} before @param {Method} after */
function ofMethod(before, after) {
  const [{ optimizer: from }] = before.blocks, [{ optimizer: to }] = after.blocks;
  const single = before.blocks.length === 1 && after.blocks.length === 1;
  if (single && from !== to) return { key: "mark.switch", values: { from, to } };
  const changed = after.blocks.find((block, i) => block.rate !== before.blocks[i]?.rate);
  if (changed && before.blocks.length === after.blocks.length) return { key: "mark.rate", values: { rate: formatShort(changed.rate) } };
  const same = JSON.stringify(before.blocks) === JSON.stringify(after.blocks);
  const planned = same && JSON.stringify(before.schedule) !== JSON.stringify(after.schedule);
  return { key: planned ? "mark.schedule" : same ? "mark.clip" : "mark.method", values: {} };
}

/** @param {import("../state.js").Edit} edit */
function label(edit) {
  const values = LABELS[edit.kind]?.(edit) ?? {};
  return { key: `mark.${edit.kind}`, values };
}

/** @type {Record<string, (edit: import("../state.js").Edit) => Record<string, any>>} */
const LABELS = {
  add: ({ points }) => ({ n: points.length }),
  delete: ({ points }) => ({ n: points.length }),
  penalty: ({ penalty }) => ({ lambda: penalty.kind === "none" ? "0" : formatShort(penalty.lambda) }),
  batch: ({ batch }) => ({ n: batch }),
  activation: ({ activation }) => ({ activation }),
  dropout: ({ dropout }) => ({ dropout: formatShort(dropout) }),
  classes: ({ classes }) => ({ n: classes }),
};
