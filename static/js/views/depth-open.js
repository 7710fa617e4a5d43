// @ts-check
/** A neuron of a deep network, to be opened as a machine: chosen by layer and number, with what the first point brings into it. */
import { h, setAttribute } from "../dom.js";
import { t } from "../i18n.js";
import { deepMachine } from "../opened.js";

/** @typedef {import("../math/depth-question.js").Depth} Depth */
/** @typedef {import("../math/depth-question.js").Answer} Answer */

/** @param {(change: Partial<Depth>) => void} change @param {() => Answer | null} answer @param {import("../store.js").Store} store @param {(machine: import("../neuron.js").Machine) => void} open */
export function createOpen(change, answer, store, open) {
  const list = (/** @type {string} */ name, /** @type {(at: number) => void} */ pick) => {
    const select = h("select", { class: "choice", "data-t-label": name, "aria-label": t(name) });
    select.addEventListener("change", () => pick(select.selectedIndex));
    return select;
  };
  const layers = list("depth.open.layer", (layer) => change({ layer })), units = list("depth.open.unit", (unit) => change({ unit }));
  const machine = () => {
    const now = answer();
    return now && deepMachine(store.get(), now, Math.min(units.selectedIndex, now.units - 1));
  };
  const button = h("button", { type: "button", class: "button small", "data-t": "inspector.open", onclick: () => {
    const made = machine();
    if (made) open(made);
  } }, t("inspector.open"));
  return {
    element: h("div", { class: "depth-open" }, layers, units, button),
    /** @param {Depth} depth @param {boolean} spoken  in another language than before */
    show(depth, spoken) {
      fill(layers, depth.layers, "depth.layer", Math.min(depth.layer, depth.layers - 1), spoken);
      fill(units, depth.units, "depth.open.number", Math.min(depth.unit, depth.units - 1), spoken);
      setAttribute(button, "disabled", machine() === null);
    },
  };
}

/** @param {HTMLSelectElement} select @param {number} count @param {string} key @param {number} chosen @param {boolean} anew */
function fill(select, count, key, chosen, anew) {
  if (anew || select.options.length !== count) select.replaceChildren(...Array.from({ length: count }, (_, at) => h("option", null, t(key, { n: at + 1 }))));
  if (select.selectedIndex !== chosen) select.selectedIndex = chosen;
}
