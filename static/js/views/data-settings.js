// @ts-check
/** How the data are made: noise, number, outliers, balance, share of the test set, classes. They open from a button. */
import { editMade, newGesture, viewChanged } from "../actions.js";
import { h, setAttribute, setText } from "../dom.js";
import { t } from "../i18n.js";
import { formatPercent } from "../math/format.js";
import { againWith, mostPoints, REAL } from "./data-edits.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../store.js").Store} Store */

/** @param {Store} store @returns {import("./data.js").Part} */
export function settings(store) {
  const remake = (/** @type {object} */ change, /** @type {number} */ gesture) => store.dispatch(editMade(againWith(store.get(), change), gesture));
  const noise = slider("data.noise", { min: 0, max: 0.5, step: 0.01 }, (value) => value.toFixed(2), (value, gesture) => remake({ noise: value }, gesture));
  const count = slider("data.count", { min: 10, max: 1000, step: 10 }, String, (value, gesture) => remake({ count: value }, gesture));
  const outliers = slider("data.outliers", { min: 0, max: 0.3, step: 0.01 }, percent, (value, gesture) => remake({ outliers: value }, gesture));
  const balance = slider("data.balance", { min: 0, max: 0.95, step: 0.05 }, (value) => (value ? percent(value) : t("data.balance.made")), (value, gesture) => remake({ balance: value || null }, gesture));
  const test = slider("data.test", { min: 0, max: 0.9, step: 0.05 }, percent, (value, gesture) => store.dispatch(editMade({ kind: "split", test: value }, gesture)));
  const classes = [2, 3, 4].map((number) => h("button", { type: "button", onclick: () => store.dispatch(withClasses(store.get(), number)) }, String(number)));
  const group = h("div", { class: "setting", role: "group", "data-t-label": "data.classes", "aria-label": t("data.classes") }, h("span", { "data-t": "data.classes" }, t("data.classes")), h("div", { class: "choices" }, classes));
  const hide = h("input", { type: "checkbox", onchange: () => store.dispatch(viewChanged({ hideTest: hide.checked })) });
  const clear = h("button", { type: "button", class: "button", "data-t": "data.clear", onclick: () => store.dispatch(editMade({ kind: "delete", points: store.get().points.map((point) => point.id) })) }, t("data.clear"));
  const body = h("div", { class: "settings" }, noise.element, count.element, outliers.element, balance.element, test.element, group,
    h("label", { class: "setting check" }, hide, h("span", { "data-t": "data.hideTest" }, t("data.hideTest"))), clear);
  const { element, close } = folding(body);
  return {
    element,
    update(state, previous) {
      if (state.spec === previous.spec && state.view === previous.view && state.points === previous.points && state.lang === previous.lang) return;
      const data = state.spec?.data;
      if (!data) return;
      const { preset, task } = data, own = preset === null ? "data.own" : null;
      noise.show(data.noise, own);
      count.input.max = String(mostPoints(data));
      count.show(own ? state.points.length : data.count, own);
      outliers.show(data.outliers ?? 0, own);
      balance.show(data.balance ?? 0, own ?? (REAL.has(preset ?? "") ? "data.real" : null));
      test.show(data.test, null);
      balance.element.hidden = group.hidden = task === "regression";
      showClasses(classes, data.classes, preset === "rings" ? [] : state.points);
      hide.checked = state.view.hideTest;
      clear.disabled = !state.points.length;
    },
    destroy: close,
  };
}

/** As many rings as classes; else the points stay, and outputs come or go. @param {State} state @param {number} classes */
function withClasses(state, classes) {
  const rings = state.spec?.data.preset === "rings";
  return editMade(rings ? againWith(state, { classes }) : { kind: "classes", classes });
}

/** @param {number} share */
const percent = (share) => formatPercent(share).replace(".0", "");

/** A class that has points cannot go. @param {HTMLButtonElement[]} buttons for 2, 3 and 4 @param {number} present @param {readonly import("../state.js").Point[]} points */
function showClasses(buttons, present, points) {
  const needed = points.reduce((most, point) => Math.max(most, point.label + 1), 2);
  buttons.forEach((button, at) => {
    setAttribute(button, "aria-pressed", String(present === at + 2));
    button.disabled = at + 2 < needed;
    button.title = button.disabled ? t("data.classes.taken") : "";
  });
}

/** The settings with the button that opens them. @param {HTMLElement} body */
function folding(body) {
  const open = h("button", { type: "button", class: "button", "aria-expanded": "false", "data-t": "data.settings" }, t("data.settings"));
  const element = h("div", { class: "data-settings" }, open, body);
  const set = (/** @type {boolean} */ wanted) => {
    element.classList.toggle("open", wanted);
    setAttribute(open, "aria-expanded", String(wanted));
  };
  const outside = (/** @type {Event} */ event) => {
    if (!element.contains(/** @type {Node} */ (event.target))) set(false);
  };
  open.addEventListener("click", () => set(!element.classList.contains("open")));
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !element.classList.contains("open")) return;
    event.stopPropagation();
    set(false);
    open.focus();
  });
  document.addEventListener("pointerdown", outside);
  return { element, close: () => document.removeEventListener("pointerdown", outside) };
}

/**
 * A slider with its name and value; all that one pull sends carries one gesture.
 * @param {string} key @param {{min: number, max: number, step: number}} range @param {(value: number) => string} written @param {(value: number, gesture: number) => void} onInput
 */
function slider(key, range, written, onInput) {
  const output = h("output", null);
  const input = h("input", { type: "range", class: "slider", ...range });
  /** @type {number | null} */
  let gesture = null;
  input.addEventListener("input", () => {
    gesture ??= newGesture();
    setText(output, written(input.valueAsNumber));
    onInput(input.valueAsNumber, gesture);
  });
  for (const end of ["change", "pointerup", "pointercancel", "blur"]) input.addEventListener(end, () => (gesture = null));
  const label = h("label", { class: "setting" }, h("span", { "data-t": key }, t(key)), output, input);
  return {
    element: label, input,
    /** @param {number} value @param {string | null} refused key of why it cannot be used now */
    show(value, refused) {
      input.disabled = refused !== null;
      label.title = refused ? t(refused) : "";
      if (gesture !== null) return;
      if (Math.abs(input.valueAsNumber - value) > range.step / 4) input.valueAsNumber = value;
      setText(output, written(value));
    },
  };
}
