// @ts-check
/** One neuron as a machine: with one input three pictures over one axis, with two the plane and a cut through it; under them the slopes, above them where it comes from. */
import { labChanged } from "../actions.js";
import { h, setAttribute, setText } from "../dom.js";
import { gesturesIn } from "../gestures.js";
import { t, translate } from "../i18n.js";
import { format, formatFull } from "../math/format.js";
import { machineNow } from "../opened.js";
import { createFrom } from "./machine-from.js";
import { createLines } from "./machine-lines.js";
import { createPlane } from "./machine-plane.js";
import { slopesOf, toldOf } from "./machine-words.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../neuron.js").Machine} Machine */

/** @param {HTMLElement} element @param {import("../store.js").Store} store */
export function mount(element, store) {
  const gesture = gesturesIn(element), now = () => machineNow(store.get()), change = (/** @type {Machine} */ machine) => store.dispatch(labChanged("neuron", { machine }, gesture()));
  const lines = createLines(now, change), plane = createPlane(now, change), from = createFrom(store, now, change), slopes = createSlopes();
  const hint = h("p", { class: "machine-hint" }), stage = h("div", { class: "machine-stage" }, lines.element, plane.element, slopes.element);
  element.append(from.element, hint, stage);
  /** @type {Machine | null} */
  let shown = null;
  const show = (/** @type {State} */ state) => {
    const machine = (shown = machineNow(state)), told = toldOf(state, machine), curve = state.studies.neuron_curve, two = machine.axes.length === 2;
    const table = curve && !curve.error && curve.activation === machine.bend.activation ? curve : null;
    lines.element.hidden = two;
    plane.element.hidden = !two;
    stage.classList.toggle("two", two);
    setText(hint, t(two ? "neuron.hint.2" : "neuron.hint.1"));
    if (two) plane.show({ machine, told, table, points: pointsIn(state, machine) });
    else lines.show({ machine, told, table });
    slopes.show(told, machine);
    from.show(state, machine, told);
  };
  // What stands above and below takes and gives room without the state having changed.
  const observer = new ResizeObserver(() => {
    const changed = [lines.measure(), plane.measure()].some(Boolean);
    if (changed && shown) show(store.get());
  });
  for (const box of [...lines.boxes, ...plane.boxes]) observer.observe(box);
  return {
    /** @param {State} state @param {State} previous */
    update(state, previous) {
      if (state.lang !== previous.lang) translate(element);
      const same = state.view.neuron.machine === previous.view.neuron?.machine && state.studies.neuron === previous.studies.neuron && state.studies.neuron_curve === previous.studies.neuron_curve
        && state.lang === previous.lang && state.spec === previous.spec && state.points === previous.points && (state.frame === previous.frame || (!shown?.follow && state.frame?.sizes === previous.frame?.sizes));
      if (!same) show(state);
    },
    destroy() {
      observer.disconnect();
      lines.destroy();
      plane.destroy();
      element.replaceChildren();
    },
  };
}

/** The data, where its two coordinates are what the axes show. @param {State} state @param {Machine} machine */
function pointsIn({ points, spec }, { from, names, axes }) {
  return from?.layer === 1 && names[axes[0]] === "x" && names[axes[1]] === "y" && spec?.data.task !== "regression" ? points : [];
}

/** ∂a/∂x and so on: how each is made, its value, and what the central difference says. */
function createSlopes() {
  const name = h("span", { class: "machine-slopes-name" }), list = h("dl"), element = h("div", { class: "machine-slopes" }, name, list);
  return {
    element,
    /** @param {import("./machine-words.js").Told | null} told @param {Machine} machine */
    show(told, machine) {
      setText(name, t("neuron.slopes"));
      setAttribute(name, "title", t("neuron.slopes.hint"));
      const all = told ? slopesOf(told, machine) : [];
      list.classList.toggle("long", all.some(({ value }) => format(value).length > 7));
      while (list.children.length > all.length) list.lastElementChild?.remove();
      while (list.children.length < all.length) list.append(h("div", null, h("dt", null, h("span"), h("span", { class: "how" }), " ="), h("dd", { class: "back" }), h("dd", { class: "numeric" })));
      all.forEach(({ name: symbol, how, value, numeric }, at) => {
        const [term, exact, measured] = list.children[at].children;
        const [first, made] = term.children;
        setText(first, symbol);
        setText(made, how ? ` = ${how}` : "");
        setText(exact, format(value));
        setAttribute(exact, "title", formatFull(value));
        setText(measured, `≈ ${format(numeric)}`);
        setAttribute(measured, "title", t("neuron.numeric", { value: formatFull(numeric), h: "10⁻⁵" }));
      });
    },
  };
}
