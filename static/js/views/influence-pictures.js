// @ts-check
/** The two pictures of Influence as parts: measured against predicted, a dot a weight that can be chosen; and how far apart they are, on which δ is pulled. */
import { fitCanvas, h, setAttribute } from "../dom.js";
import { draggable } from "../drag.js";
import { drawApart, drawScatter, reachName } from "../draw/influence.js";
import { t } from "../i18n.js";
import { format, formatPercent, formatShort } from "../math/format.js";
import { LEAST, MOST, apartDomain, dotAt, reachOf } from "../math/influence.js";
import { linear, log } from "../math/scale.js";

/** @typedef {import("../math/influence.js").Influence} Influence */
/** @typedef {import("../math/scale.js").Scale} Scale */
/** @typedef {import("../theme.js").Theme} Theme */
/** @typedef {import("../draw/influence.js").Box} Box */

/** Type is a little smaller than in the lines around; what is reached for with a finger or a mouse. */
const TYPE = 0.9, LEAST_TYPE = 12, REACH = 14;

/** @param {string} className */
function stage(className) {
  const canvas = h("canvas", { class: className, role: "img" }), context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  let size = { width: 0, height: 0, ratio: 1, changed: false };
  return {
    canvas,
    measure: () => (size = fitCanvas(canvas)).changed,
    /** @param {string} widest  of the texts on the left @param {(context: CanvasRenderingContext2D, box: Box) => void} paint */
    paint(widest, paint) {
      const { fontFamily: family, fontSize } = getComputedStyle(canvas), font = Math.max(LEAST_TYPE, TYPE * parseFloat(fontSize)), line = 1.5 * font;
      context.setTransform(size.ratio, 0, 0, size.ratio, 0, 0);
      context.font = `${font}px ${family}`;
      const left = context.measureText(widest).width + 8;
      if (size.width > 60 && size.height > 60) paint(context, { width: size.width, height: size.height, left, top: line, foot: line, font, family });
    },
  };
}

/** @param {(index: number) => void} choose */
export function createScatter(choose) {
  const { canvas, measure, paint } = stage("influence-scatter");
  /** @type {import("../draw/influence.js").Dot[]} */
  let dots = [];
  canvas.addEventListener("click", ({ offsetX, offsetY }) => {
    const index = dotAt(dots, offsetX, offsetY, REACH);
    if (index !== null) choose(index);
  });
  return {
    element: canvas, measure,
    /** @param {Influence} found @param {number | null} chosen @param {Theme} theme */
    draw(found, chosen, theme) {
      const { scatter, weights, apart } = found, reach = reachOf(scatter);
      paint(reachName(-reach), (g, box) => {
        const X = linear([-reach, reach], [box.left, box.width]), Y = linear([-reach, reach], [box.height - box.foot, box.top]);
        dots = scatter.index.flatMap((index, at) => (scatter.predicted[at] === null || scatter.measured[at] === null ? [] : [{ index, x: X(Number(scatter.predicted[at])), y: Y(Number(scatter.measured[at])) }]));
        const top = new Set(weights.filter(({ rank }) => rank < 10).map(({ index }) => index));
        drawScatter(g, { box, X, Y, dots, top, chosen, names: { x: t("influence.predicted"), y: t("influence.measured"), equal: t("influence.equal") } }, theme);
      });
      setAttribute(canvas, "aria-label", t("influence.scatter.alt", { count: scatter.index.length, apart: formatPercent(apart), delta: formatShort(found.delta) }));
    },
  };
}

/** @param {(delta: number) => void} change */
export function createApart(change) {
  const { canvas, measure, paint } = stage("influence-apart");
  /** @type {Scale | null} */
  let scale = null;
  const pull = (/** @type {number} */ x) => scale && change(Math.min(MOST, Math.max(LEAST, scale.invert(x))));
  draggable(canvas, { hit: (x, y) => scale && { x, y }, at: (place) => place, start: (_, x) => pull(x), move: (_, x) => pull(x) });
  return {
    element: canvas, measure,
    /** @param {Influence} found @param {number} delta @param {number | null} chosen @param {Theme} theme */
    draw({ curve, weights, apart }, delta, chosen, theme) {
      const mine = weights.find(({ index }) => index === chosen)?.apart ?? null;
      paint("100%", (g, box) => {
        const X = log([curve.delta[0], MOST], [box.left, box.width - 8]), Y = log(apartDomain([curve.apart, mine]), [box.height - box.foot - 2, box.top]);
        const each = weights.filter(({ rank }) => rank < 10).map((weight) => weight.apart);
        drawApart(g, { box, X, Y, delta: curve.delta, each, middle: curve.apart, chosen: mine, now: delta, names: { x: "δ", y: t("influence.apart") } }, theme);
        scale = X;
      });
      setAttribute(canvas, "aria-label", t("influence.apart.alt", { delta: formatShort(delta), apart: format(apart) }));
    },
  };
}
