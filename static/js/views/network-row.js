// @ts-check
/** Above the network: which features of a point it sees, and how many hidden layers it has. */
import { editMade } from "../actions.js";
import { h, setAttribute, setText } from "../dom.js";
import { t } from "../i18n.js";
import { FEATURES } from "../math/feature-names.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../store.js").Store} Store */

const MOST_LAYERS = 6, NEW_UNITS = 4;

/** @param {Store} store */
export function row(store) {
  const names = Object.keys(FEATURES);
  const chips = names.map((name) => h("button", { type: "button", class: "chip", onclick: () => toggle(store, name) }, FEATURES[name]));
  const count = h("output", null);
  const less = h("button", { type: "button", class: "step", "data-t-label": "network.layer.remove", "aria-label": t("network.layer.remove"), onclick: () => removeLayer(store) }, "−");
  const more = h("button", { type: "button", class: "step", "data-t-label": "network.layer.add", "aria-label": t("network.layer.add"), onclick: () => addLayer(store) }, "+");
  const element = h("div", { class: "network-row" },
    h("div", { class: "features", role: "group", "data-t-label": "network.features", "aria-label": t("network.features") }, h("span", { "data-t": "network.features" }, t("network.features")), chips),
    h("div", { class: "stepper", role: "group", "data-t-label": "network.layers", "aria-label": t("network.layers") }, h("span", { "data-t": "network.layers" }, t("network.layers")), less, count, more));
  return {
    element,
    /** @param {State} state @param {State} previous */
    update({ spec }, previous) {
      if (spec === previous.spec || !spec) return;
      const { features, hidden } = spec.model;
      chips.forEach((chip, at) => {
        const on = features.includes(names[at]);
        setAttribute(chip, "aria-pressed", String(on));
        chip.disabled = on && features.length === 1;
      });
      setText(count, String(hidden.length));
      less.disabled = hidden.length === 0;
      more.disabled = hidden.length === MOST_LAYERS;
    },
  };
}

/** @param {Store} store @param {string} name */
function toggle(store, name) {
  const present = store.get().spec?.model.features ?? [];
  const features = Object.keys(FEATURES).filter((other) => present.includes(other) !== (other === name));
  if (features.length) store.dispatch(editMade({ kind: "features", features }));
}

/** A layer like its neighbour, behind the chosen one, else before the output. @param {Store} store */
function addLayer(store) {
  const { spec } = store.get();
  if (!spec) return;
  const at = chosenLayer(store.get()) ?? spec.model.hidden.length;
  const activation = spec.model.hidden[Math.max(0, at - 1)]?.activation ?? "tanh";
  store.dispatch(editMade({ kind: "layer_add", at, units: NEW_UNITS, activation }));
}

/** The chosen layer goes, else the last one. @param {Store} store */
function removeLayer(store) {
  const hidden = store.get().spec?.model.hidden.length ?? 0;
  if (hidden) store.dispatch(editMade({ kind: "layer_remove", at: (chosenLayer(store.get()) ?? hidden) - 1 }));
}

/** Node layer of the chosen hidden unit. @param {State} state */
function chosenLayer({ selected, spec }) {
  const layer = selected?.kind === "unit" ? selected.layer : 0;
  return layer >= 1 && layer <= (spec?.model.hidden.length ?? 0) ? layer : null;
}
