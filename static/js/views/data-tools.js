// @ts-check
/** What the pointer does in the picture, and to which class. */
import { viewChanged } from "../actions.js";
import { h, setAttribute, setText, svg } from "../dom.js";
import { t } from "../i18n.js";
import { format } from "../math/format.js";
import { kindOf } from "./data-marks.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../store.js").Store} Store */

const TOOLS = /** @type {const} */ (["drag", "add", "brush", "delete"]);
const OUTLINES = ["M2 2h12v12H2z", "M8 1a7 7 0 1 0 0 14A7 7 0 1 0 8 1z", "M8 1l7.5 13H.5z", "M8 0l8 8-8 8-8-8z"];

/** @param {Store} store @returns {import("./data.js").Part} */
export function tools(store) {
  const kinds = TOOLS.map((tool) => button(`data.tool.${tool}`, () => store.dispatch(viewChanged({ tool }))));
  const labels = OUTLINES.map((_, label) => classButton(label, () => store.dispatch(viewChanged(painting(store.get(), label)))));
  const value = valueSlider(store);
  const classes = h("div", { class: "choices classes", role: "group", "data-t-label": "data.class", "aria-label": t("data.class") }, labels);
  const element = h("div", { class: "data-tools" },
    h("div", { class: "choices", role: "group", "data-t-label": "data.tools", "aria-label": t("data.tools") }, kinds),
    classes, value.element);
  return {
    element,
    update(state, previous) {
      if (state.view === previous.view && state.spec === previous.spec) return;
      const kind = kindOf(state);
      kinds.forEach((tool, at) => setAttribute(tool, "aria-pressed", String(TOOLS[at] === state.view.tool)));
      labels.forEach((label, at) => setAttribute(label, "aria-pressed", String(at === labelOf(state))));
      labels.forEach((label, at) => (label.hidden = at >= (state.spec?.data.classes ?? 2)));
      classes.hidden = kind !== "classification";
      value.element.hidden = kind !== "regression";
      value.show(labelOf(state));
    },
  };
}

/** The class (or value) that a new point gets; the chosen one may come from a data set with more classes. @param {State} state @returns {number} */
export function labelOf({ view, spec }) {
  if (spec?.data.task === "regression") return Math.max(-1, Math.min(1, view.label));
  return Math.max(0, Math.min((spec?.data.classes ?? 2) - 1, Math.round(view.label)));
}

/** Who picks a class wants to put points of it. @param {State} state @param {number} label */
function painting(state, label) {
  const { tool } = state.view;
  return { label, tool: tool === "brush" ? tool : /** @type {const} */ ("add") };
}

/** @param {string} key @param {() => void} onclick */
function button(key, onclick) {
  return h("button", { type: "button", "data-t": key, onclick }, t(key));
}

/** @param {number} label @param {() => void} onclick */
function classButton(label, onclick) {
  const mark = svg("svg", { viewBox: "-1 -1 18 18", class: `mark class-${label}`, "aria-hidden": "true" }, svg("path", { d: OUTLINES[label] }));
  return h("button", { type: "button", "data-t-label": `data.class.${label}`, "aria-label": t(`data.class.${label}`), onclick }, mark, String(label));
}

/** For regression: the value of new points. @param {Store} store */
function valueSlider(store) {
  const output = h("output", null);
  const input = h("input", { type: "range", class: "slider", min: -1, max: 1, step: 0.1, "data-t-label": "data.value", "aria-label": t("data.value") });
  input.addEventListener("input", () => store.dispatch(viewChanged({ label: input.valueAsNumber, tool: store.get().view.tool === "brush" ? "brush" : "add" })));
  return {
    element: h("label", { class: "value-slider" }, h("span", { "data-t": "data.value" }, t("data.value")), input, output),
    /** @param {number} value */
    show(value) {
      if (input.valueAsNumber !== value) input.valueAsNumber = value;
      setText(output, format(value, 2));
    },
  };
}
