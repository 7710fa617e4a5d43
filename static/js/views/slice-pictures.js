// @ts-check
/** The two pictures of a slice as parts: their canvases, their scales, and h as what can be pulled in both. */
import { fitCanvas, h, setAttribute } from "../dom.js";
import { draggable } from "../drag.js";
import { drawCut, drawErrors } from "../draw/slice.js";
import { t } from "../i18n.js";
import { errorsDomain, heightsOf, secantOf } from "../math/cut.js";
import { format, formatShort } from "../math/format.js";
import { linear, log } from "../math/scale.js";
import { LEAST, MOST } from "./slice-controls.js";

/** @typedef {import("../state.js").Survey} Survey */
/** @typedef {import("../state.js").Descent} Descent */
/** @typedef {import("../theme.js").Theme} Theme */
/** @typedef {import("../math/scale.js").Scale} Scale */
/** @typedef {import("./slice.js").Change} Change */

const FONT = 12, FOOT = 18, NEAR = 24;

/**
 * A canvas that h is pulled on. @param {string} className @param {Change} change @param {object} pulled
 * @param {(x: number, y: number) => {x: number, y: number} | null} pulled.hit  the place of what lies there @param {(x: number) => number} pulled.step
 */
function stage(className, change, { hit, step }) {
  const canvas = h("canvas", { class: className, role: "img" }), context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  let size = { width: 0, height: 0, ratio: 1, changed: false };
  const pull = (/** @type {number} */ x) => {
    const wanted = step(x);
    if (Number.isFinite(wanted)) change({ h: Number(Math.min(MOST, Math.max(LEAST, wanted)).toPrecision(3)) });
  };
  draggable(canvas, { hit, at: (place) => place, start: (_, x) => pull(x), move: (_, x) => pull(x) });
  return {
    canvas,
    size: () => size,
    measure: () => (size = fitCanvas(canvas)).changed,
    /** @param {(context: CanvasRenderingContext2D, box: import("../draw/slice.js").Box) => void} paint @param {number} left */
    paint(paint, left) {
      context.setTransform(size.ratio, 0, 0, size.ratio, 0, 0);
      if (size.width > 40 && size.height > 40) paint(context, { width: size.width, height: size.height, left, foot: FOOT, font: FONT, family: getComputedStyle(canvas).fontFamily });
    },
  };
}

/** The curve, its tangent and its secant. @param {Change} change */
export function createCut(change) {
  /** @type {{X: Scale, ends: {x: number, y: number}[]} | null} */
  let drawn = null;
  const hit = (/** @type {number} */ x, /** @type {number} */ y) => drawn?.ends.find((end) => Math.hypot(end.x - x, end.y - y) < NEAR) ?? null;
  const { canvas, measure, paint } = stage("slice-cut", change, { hit, step: (x) => Math.abs(drawn?.X.invert(x) ?? NaN) });
  return {
    element: canvas, measure,
    /** @param {Survey} survey @param {Descent} descent @param {string} colour @param {Theme} theme */
    draw(survey, { central }, colour, theme) {
      const { slice, f, derivative, h: step } = survey, secant = secantOf(survey, central);
      paint((g, box) => {
        const X = linear([slice.from, slice.to], [box.left, box.width]), Y = linear(heightsOf(survey), [box.height - box.foot, 2]);
        const names = { tangent: t("slice.tangent", { slope: format(derivative.exact) }), secant: t("slice.secant", { slope: format(secant.slope) }) };
        drawCut(g, { box, X, Y, f: slice.f, here: f, slope: derivative.exact, secant, h: step, central, colour, names }, theme);
        drawn = { X, ends: (central ? [-step, step] : [step]).map((at) => ({ x: X(at), y: Math.max(2, Math.min(box.height - box.foot, Y(secant.level + secant.slope * at))) })) };
      }, 44);
      setAttribute(canvas, "aria-label", t("slice.alt", { x: format(survey.at[0]), y: format(survey.at[1]), f: format(f), exact: format(derivative.exact), secant: format(secant.slope), h: formatShort(step) }));
    },
  };
}

/** Both errors against h. @param {Change} change */
export function createErrors(change) {
  /** @type {Scale | null} */
  let scale = null;
  const { canvas, measure, paint } = stage("slice-errors", change, { hit: (x, y) => scale && { x, y }, step: (x) => scale?.invert(x) ?? NaN });
  return {
    element: canvas, measure,
    /** @param {Survey} survey @param {Descent} descent @param {Theme} theme */
    draw({ errors }, { h: now }, theme) {
      paint((g, box) => {
        const X = log([LEAST, MOST], [box.left, box.width - 8]), Y = log(errorsDomain(errors), [box.height - box.foot - 2, 14]);
        drawErrors(g, { box, X, Y, h: errors.h, forward: errors.forward, central: errors.central, best: errors.best, now, name: t("slice.error") }, theme);
        scale = X;
      }, 44);
      setAttribute(canvas, "aria-label", t("slice.errors.alt", { forward: formatShort(errors.best.forward ?? NaN), central: formatShort(errors.best.central ?? NaN), h: formatShort(now) }));
    },
  };
}
