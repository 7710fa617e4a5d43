// @ts-check
/** One histogram of ∂L/∂w for each layer of weights, with its norm: what the coming minibatch asks for. */
import { fitCanvas, h, setAttribute, setText } from "../dom.js";
import { drawHistogram } from "../draw/histogram.js";
import { t } from "../i18n.js";
import { format, formatFull, subscript } from "../math/format.js";
import { theme } from "../theme.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {{element: HTMLElement, canvas: HTMLCanvasElement, name: HTMLElement, norm: HTMLElement, range: HTMLElement, size: {width: number, height: number, ratio: number, changed: boolean}}} Chart */

const BINS = 25;

/** @param {HTMLElement} element @param {import("../store.js").Store} store */
export function mount(element, store) {
  void store;
  const list = h("div", { class: "gradients", role: "group", "data-t-label": "gradients.title", "aria-label": t("gradients.title") });
  element.replaceChildren(list);
  /** @type {Chart[]} */
  let charts = [];
  /** @type {import("../theme.js").Theme | null} */
  let drawn = null;
  return {
    measure: () => charts.forEach((chart) => (chart.size = fitCanvas(chart.canvas))),
    /** @param {State} state @param {State} previous */
    update({ frame, lang }, previous) {
      const resized = charts.some((chart) => chart.size.changed);
      if (!frame?.hist || (frame === previous.frame && lang === previous.lang && !resized && drawn === theme())) return;
      drawn = theme();
      if (charts.length !== frame.hist.length / BINS) charts = placeCharts(list, frame.hist.length / BINS);
      charts.forEach((chart, layer) => show(chart, frame, layer));
    },
    destroy: () => element.replaceChildren(),
  };
}

/** New charts are measured at once: the next frame may be long in coming. @param {HTMLElement} list @param {number} layers @returns {Chart[]} */
function placeCharts(list, layers) {
  const charts = Array.from({ length: layers }, makeChart);
  list.replaceChildren(...charts.map((chart) => chart.element));
  for (const chart of charts) chart.size = fitCanvas(chart.canvas);
  return charts;
}

/** @returns {Chart} */
function makeChart() {
  const canvas = h("canvas", { role: "img" }), name = h("span", { class: "norm" }), norm = h("b", null), range = h("span", { class: "range" });
  const element = h("figure", { class: "gradient" }, canvas, h("figcaption", null, h("span", null, name, h("span", { class: "equals" }, " = "), norm), range));
  return { element, canvas, name, norm, range, size: { width: 0, height: 0, ratio: 1, changed: true } };
}

/** @param {Chart} chart @param {import("../state.js").Frame} frame @param {number} layer */
function show({ canvas, name, norm, range, size }, frame, layer) {
  const counts = /** @type {Float32Array} */ (frame.hist).subarray(layer * BINS, (layer + 1) * BINS);
  const value = frame.norms[layer], reach = frame.hist_range?.[layer];
  setText(name, `∇W${subscript(layer + 1)}`);
  setText(norm, format(value));
  norm.title = formatFull(value);
  setText(range, `±${format(reach, 2)}`);
  setAttribute(canvas, "aria-label", t("gradients.alt", { layer: layer + 1, norm: format(value), range: format(reach, 2) }));
  if (!size.width) return;
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  context.setTransform(size.ratio, 0, 0, size.ratio, 0, 0);
  context.clearRect(0, 0, size.width, size.height);
  drawHistogram(context, { counts }, size, theme());
}
