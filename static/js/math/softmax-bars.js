// @ts-check
/**
 * Where the bars of p − y stand: a column a class, in it the bar of p, the dashed outline of y, and the arrow from y to p.
 *
 * @typedef {{left: number, right: number, middle: number, bar: [number, number], target: [number, number], arrow: number, labelled: boolean}} Column  bar, target: left and width
 * @typedef {{width: number, height: number, top: number, base: number, columns: Column[]}} Bars
 */

/** @param {number} width @param {number} height @param {number} classes @param {{head: number, foot: number, em: number}} room @returns {Bars} */
export function barsOf(width, height, classes, { head, foot, em }) {
  const wide = width / classes, labelled = wide >= 9 * em, one = Math.min(44, wide * (labelled ? 0.25 : 0.3)), gap = Math.min(6, wide * 0.04), reach = 2 * one + 2 * gap + 12 + (labelled ? 3 * em : 0);
  const columns = Array.from({ length: classes }, (_, k) => {
    const left = k * wide, first = left + Math.max(2, (wide - reach) / 2);
    return { left, right: left + wide, middle: first + one + gap / 2, bar: /** @type {[number, number]} */ ([first, one]), target: /** @type {[number, number]} */ ([first + one + gap, one]), arrow: first + 2 * one + 2 * gap + 6, labelled };
  });
  return { width, height, top: head, base: Math.max(head + 10, height - foot), columns };
}

/** @param {Bars} bars @param {number} share */
export const heightOf = ({ top, base }, share) => base - share * (base - top);

/** @param {Bars} bars @param {number} y pixel */
export const shareAt = ({ top, base }, y) => (base - y) / (base - top);

/**
 * What a pointer takes hold of: the bar or the target of the nearest class, whatever height it is; null beside them.
 * @param {Bars} bars @param {number} x @param {number} y @returns {{k: number, part: "bar" | "target"} | null}
 */
export function heldAt({ columns, height }, x, y) {
  const k = columns.findIndex(({ left, right }) => x >= left && x < right);
  if (k < 0 || y < 0 || y > height) return null;
  const { bar, target } = columns[k], near = (/** @type {[number, number]} */ [left, width]) => x >= left - 4 && x <= left + width + 4;
  if (near(bar) && x <= bar[0] + bar[1] + (target[0] - bar[0] - bar[1]) / 2) return { k, part: "bar" };
  return near(target) ? { k, part: "target" } : null;
}

/** The arrow from y to p: its shaft ends where its head begins. @param {Bars} bars @param {number} y @param {number} p */
export function arrowOf(bars, y, p) {
  const from = heightOf(bars, y), to = heightOf(bars, p), length = Math.abs(to - from), head = Math.min(11, length), way = Math.sign(to - from);
  return { from, to, neck: to - way * head, head, way };
}
