// @ts-check
/** What stands over and under each layer of the drawn network: its activation, its name, its number of units. */
import { editMade } from "../actions.js";
import { h, setAttribute, setText } from "../dom.js";
import { t } from "../i18n.js";
import { bendName, NAMES } from "./control-activation.js";
import { layerName } from "./network-words.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../store.js").Store} Store */
/** @typedef {import("../math/network-geometry.js").Layout} Layout */
/** @typedef {{top: HTMLElement, foot: HTMLElement, show: (state: State) => void}} Column */

const MOST_UNITS = 32;
/** Layers that stand nearer than this have short names, and no number between − and +. */
const NARROW = 76;

/** @param {Store} store */
export function columns(store) {
  const head = h("div", { class: "column-heads" }), foot = h("div", { class: "column-feet" });
  /** @type {Column[]} */
  let shown = [];
  const rebuild = (/** @type {number} */ layers) => {
    shown = Array.from({ length: layers }, (_, layer) => (layer && layer < layers - 1 ? hiddenColumn(store, layer) : endColumn(layer)));
    head.replaceChildren(...shown.map((column) => column.top));
    foot.replaceChildren(...shown.map((column) => column.foot));
  };
  return {
    head, foot,
    /** Puts everything over its layer's boxes. @param {Layout} layout */
    place(layout) {
      const pitch = layout.columns[1].x - layout.columns[0].x;
      for (const row of [head, foot]) {
        row.style.setProperty("--pitch", `${pitch.toFixed(1)}px`);
        row.classList.toggle("narrow", pitch < NARROW);
      }
      layout.columns.forEach(({ x }, layer) => {
        for (const part of [shown[layer]?.top, shown[layer]?.foot]) part?.style.setProperty("--x", `${x.toFixed(1)}px`);
      });
    },
    /** @param {State} state @param {State} previous */
    update(state, previous) {
      if (!state.spec || (state.spec === previous.spec && state.frame?.sizes === previous.frame?.sizes && state.lang === previous.lang)) return;
      const layers = state.spec.model.hidden.length + 2;
      if (layers !== shown.length) rebuild(layers);
      for (const column of shown) column.show(state);
    },
  };
}

/** Input and output: only a name. @param {number} layer @returns {Column} */
function endColumn(layer) {
  const name = h("span", { class: "layer-name" });
  return {
    top: h("div", { class: "column" }), foot: h("div", { class: "column" }, name),
    show: ({ spec }) => setText(name, layerName(layer, (spec?.model.hidden.length ?? 0) + 2)),
  };
}

/** @param {Store} store @param {number} layer node layer @returns {Column} */
function hiddenColumn(store, layer) {
  const at = layer - 1;
  const options = NAMES.map((value) => h("option", { value, "data-t": `activation.${value}` }, t(`activation.${value}`)));
  const select = h("select", { class: "layer-activation", onchange: () => store.dispatch(editMade({ kind: "activation", layer: at, activation: select.value })) }, options);
  const name = h("span", { class: "layer-name" }), short = h("span", { class: "layer-name short" }), count = h("output", null);
  const less = h("button", { type: "button", class: "step", onclick: () => store.dispatch(editMade({ kind: "unit_remove", layer: at, unit: victim(store.get(), layer) })) }, "−");
  const more = h("button", { type: "button", class: "step", onclick: () => store.dispatch(editMade({ kind: "unit_add", layer: at })) }, "+");
  return {
    top: h("div", { class: "column" }, select),
    foot: h("div", { class: "column" }, name, short, h("div", { class: "stepper" }, less, count, more)),
    show({ spec }) {
      const hidden = spec?.model.hidden[at];
      if (!hidden) return;
      const title = layerName(layer, spec.model.hidden.length + 2);
      setText(name, title);
      setText(short, t("network.hidden.short", { n: layer }));
      setText(count, String(hidden.units));
      if (select.value !== hidden.activation) select.value = hidden.activation;
      setAttribute(select, "title", bendName(hidden));
      setAttribute(select, "aria-label", t("network.activation", { layer: title }));
      setAttribute(less, "aria-label", t("network.unit.remove", { layer: title }));
      setAttribute(more, "aria-label", t("network.unit.add", { layer: title }));
      less.disabled = hidden.units <= 1;
      more.disabled = hidden.units >= MOST_UNITS;
    },
  };
}

/** The chosen unit of the layer, else its last one. @param {State} state @param {number} layer */
function victim({ selected, spec }, layer) {
  const last = (spec?.model.hidden[layer - 1].units ?? 1) - 1;
  return selected?.kind === "unit" && selected.layer === layer ? Math.min(selected.unit, last) : last;
}
