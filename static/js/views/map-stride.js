// @ts-check
/** The inner state of the chosen walker, on the map: arrows and an ellipse at it, and how much each is enlarged. */
import { drawStride, drawStrideKey } from "../draw/stride.js";
import { t } from "../i18n.js";
import { formatShort } from "../math/format.js";
import { blockAt } from "../math/blocks.js";
import { factorFor, strideOf } from "../math/stride.js";
import { methods } from "../methods.js";
import { placeOf } from "./map-walkers.js";

/** @typedef {import("./map-scene.js").Scene} Scene */
/** @typedef {import("../math/stride.js").Pair} Pair */

/** How long arrows may be, in pixels. */
const SHORT = 34, LONG = 120;
/** A coming step shorter than this is enlarged. */
const SEEN = 12;

/** Its factors stay while they serve, so that lengths can be compared from step to step. */
export function createStride() {
  let factors = /** @type {Record<string, number>} */ ({}), whose = "";
  /** @param {CanvasRenderingContext2D} context @param {Scene} scene @param {import("./map-over.js").Sight} sight */
  return (context, scene, sight) => {
    const row = [...scene.rows].reverse().find(({ picked, seed }) => picked && !seed), found = row && strideAt(scene.state, row.row);
    if (!row || !found || !sight.flat) return;
    if (whose !== row.key) [factors, whose] = [{}, row.key];
    const place = placeOf(scene.state, row.row, scene.entries - 1), [x, y] = sight.project(place.x, place.y), { unit } = sight, { theme, look } = scene;
    const scaled = (/** @type {string} */ name, /** @type {Pair} */ pair, /** @type {boolean} */ enlarge) => {
      const length = Math.hypot(...pair) * unit;
      factors[name] = enlarge ? factorFor(length, SHORT, LONG, factors[name]) : 1;
      return { by: /** @type {Pair} */ ([pair[0] * unit * factors[name], -pair[1] * unit * factors[name]]), words: `${t(`map.stride.${name}`)}${times(factors[name])}` };
    };
    const arrows = [
      { ...scaled("down", found.down, true), colour: theme.backward, dash: [7, 5], width: 2.6 },
      ...(found.momentum ? [{ ...scaled("momentum", found.momentum, true), colour: theme.positive, dash: [2, 5], width: 3 }] : []),
      { ...scaled("step", found.step, Math.hypot(...found.step) * unit < SEEN), colour: look.ink, dash: [], width: 3.6 },
    ];
    const ellipse = found.axes && ellipseOf(found.axes);
    drawStride(context, [x, y], arrows, ellipse, look);
    drawStrideKey(context, [x, y], arrows, ellipse, sight.box, look);

    /** @param {Pair} axes */
    function ellipseOf(axes) {
      factors.axes = factorFor(Math.max(...axes) * unit, SHORT, LONG * 0.7, factors.axes);
      return { across: axes[0] * unit * factors.axes, up: axes[1] * unit * factors.axes, words: `${t("map.stride.axes")}${times(factors.axes)}` };
    }
  };
}

/** @param {number} factor */
const times = (factor) => (factor === 1 ? "" : ` × ${formatShort(factor)}`);

/** @param {import("../state.js").State} state @param {number} row */
function strideAt({ frame, spec, run }, row) {
  const blocks = spec?.methods[row]?.blocks;
  if (!frame?.moments || !frame.delta || !frame.grad || !blocks || frame.step !== run.step) return null;
  const block = blocks[blockAt(blocks, run.epoch)], known = methods().optimizers[block.optimizer];
  if (!known?.rated) return null;
  const pair = (/** @type {ArrayLike<number>} */ values, /** @type {number} */ at) => /** @type {Pair} */ ([values[at], values[at + 1]]);
  const { moments, scalars } = frame;
  return strideOf(block.optimizer, {
    rate: frame.rate[row], epsilon: block.epsilon, centered: block.centered === 1, grad: pair(frame.grad, 2 * row), delta: pair(frame.delta, 2 * row),
    moments: Object.fromEntries(Object.entries(known.moments ?? {}).map(([slot, name]) => [name, pair(moments, 6 * row + 2 * Number(slot))])),
    scalars: Object.fromEntries(Object.entries(known.scalars ?? {}).map(([slot, name]) => [name, scalars?.[6 * row + Number(slot)] ?? NaN])),
  });
}
