// @ts-check
/** The data's picture as a part: its size, what is drawn when, what is said of it, the line under it. */
import { fitCanvas, h, setAttribute, setText } from "../dom.js";
import { t } from "../i18n.js";
import { format, formatFull, formatPercent } from "../math/format.js";
import { unitIndex } from "../math/network-geometry.js";
import { theme } from "../theme.js";
import { keys } from "./data-keys.js";
import { isRegression } from "./data-marks.js";
import { createPicture, shownUnit } from "./data-picture.js";
import { pointers } from "./data-pointers.js";
import { refName } from "./network-words.js";

/** @typedef {import("../state.js").State} State */

/** While it trains, the words for those who do not see the picture change this often, milliseconds. */
const SAY_EVERY = 700;

/** @param {import("../store.js").Store} store @returns {import("./data.js").Part} */
export function stage(store) {
  const canvas = h("canvas", { class: "data-canvas", tabindex: 0, role: "application", "data-t-title": "data.keys", title: t("data.keys") });
  const said = h("p", { class: "sr-only", "aria-live": "polite" });
  const legend = createLegend();
  const picture = createPicture(canvas);
  /** @type {import("./data-marks.js").Aim} */
  const aim = { focus: null, held: false, cursor: null };
  let size = { width: 0, height: 0, ratio: 1, changed: false };
  let spokenAt = 0;
  const redraw = () => picture.draw(store.get(), aim, size);
  const tell = (/** @type {string} */ text) => setText(said, text);
  const release = [pointers(canvas, store, aim, () => size.width, redraw), keys(canvas, store, aim, tell, redraw)];
  return {
    element: h("div", { class: "data-stage" }, h("div", { class: "data-square" }, canvas), legend.element, said),
    measure: () => (size = fitCanvas(canvas)),
    update: updater(),
    destroy: () => release.forEach((undo) => undo()),
  };

  function updater() {
    /** @type {import("../theme.js").Theme | null} */
    let drawn = null;
    return (/** @type {State} */ state, /** @type {State} */ previous) => {
      if (!size.changed && drawn === theme() && !differs(state, previous)) return;
      drawn = theme();
      if (aim.focus !== null && !state.points.some((point) => point.id === aim.focus)) Object.assign(aim, { focus: null, held: false });
      redraw();
      canvas.dataset.tool = state.view.tool;
      legend.show(state);
      if (state.run.playing && performance.now() - spokenAt < SAY_EVERY) return;
      spokenAt = performance.now();
      setAttribute(canvas, "aria-label", summary(state));
    };
  }
}

/** @param {State} state @param {State} previous */
function differs(state, previous) {
  return state.frame !== previous.frame || state.points !== previous.points || state.spec !== previous.spec || state.view !== previous.view
    || state.hovered !== previous.hovered || state.selected !== previous.selected || state.lang !== previous.lang || state.run.playing !== previous.run.playing;
}

/** What the marks mean and how many there are; while a unit's map is shown, whose it is and what its colours stand for. */
function createLegend() {
  const train = h("span", { class: "train" }), test = h("span", { class: "test" }), batch = h("span", { class: "batch" }), unit = h("span", { class: "unit" });
  return {
    element: h("p", { class: "data-legend" }, train, test, batch, unit),
    /** @param {State} state */
    show(state) {
      const ref = shownUnit(state), { frame, maps, points } = state;
      const held = points.reduce((sum, point) => sum + Number(point.test), 0);
      for (const span of [train, test, batch]) span.hidden = ref !== null;
      unit.hidden = ref === null;
      setText(train, t("data.legend.train", { n: points.length - held }));
      setText(test, t("data.legend.test", { n: held }));
      setText(batch, t("data.legend.batch", { n: frame?.batch?.length ?? 0 }));
      if (!ref || !frame) return;
      const scale = maps.scale[unitIndex(frame.sizes, ref.layer, ref.unit)];
      setText(unit, t("data.legend.unit", { unit: refName(ref, frame.sizes, state.spec?.model.features ?? []), scale: format(scale) }));
      setAttribute(unit, "title", formatFull(scale));
    },
  };
}

/** @param {State} state */
function summary(state) {
  const { points, frame } = state;
  const test = points.reduce((sum, point) => sum + Number(point.test), 0);
  const text = t("data.alt", { points: points.length, test, loss: format(frame?.loss[0]), test_loss: format(frame?.test_loss[0]) });
  return isRegression(state) ? text : `${text} ${t("data.alt.accuracy", { accuracy: formatPercent(frame?.accuracy[0]) })}`;
}
