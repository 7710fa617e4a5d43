// @ts-check
/** Whose numbers the machine has: made by hand, or those of a neuron of the running network, taken once or followed. */
import { h, setAttribute, setText } from "../dom.js";
import { t } from "../i18n.js";
import { format, formatInteger } from "../math/format.js";
import { NEURON } from "../neuron.js";
import { machineOf, taken } from "../opened.js";
import { nameOf } from "./depth-parts.js";
import { placeWords } from "./machine-words.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../neuron.js").Machine} Machine */

/** @param {import("../store.js").Store} store @param {() => Machine} now @param {(machine: Machine) => void} change */
export function createFrom(store, now, change) {
  const picked = h("select", { class: "choice", "data-t-label": "neuron.whose", "aria-label": t("neuron.whose") });
  const said = h("span", { class: "machine-said", role: "status" });
  const button = (/** @type {string} */ key, /** @type {() => void} */ onclick) => h("button", { type: "button", class: "button small", "data-t": key, onclick }, t(key));
  const again = button("neuron.again", () => {
    const machine = taken(store.get(), now());
    if (machine) change(machine);
  });
  const follow = button("neuron.follow", () => {
    const machine = now(), fresh = taken(store.get(), machine);
    if (fresh) change({ ...fresh, follow: !machine.follow });
  });
  const element = h("div", { class: "machine-from" }, said, picked, again, follow);
  picked.addEventListener("change", () => {
    const [layer, unit] = picked.value.split(":").map(Number), machine = picked.value === "own" ? NEURON.machine : machineOf(store.get(), layer, unit);
    if (machine) change({ ...machine, follow: picked.value !== "own" && now().follow });
  });
  let listed = "";
  return {
    element,
    /** @param {State} state @param {Machine} machine @param {import("./machine-words.js").Told | null} told */
    show(state, machine, told) {
      const { from, deep, follow: live } = machine, sizes = state.frame?.sizes ?? [], there = from !== null && taken(state, machine) !== null;
      const key = `${state.lang} ${sizes} ${deep !== undefined}`;
      if (key !== listed) {
        listed = key;
        picked.replaceChildren(h("option", { value: "own" }, t(deep ? "neuron.deep.short" : "neuron.own")), ...sizes.slice(1).flatMap((units, at) => Array.from({ length: units }, (_, unit) => h("option", { value: `${at + 1}:${unit}` }, placeWords({ layer: at + 1, unit, layers: sizes.length, units })))));
      }
      const wanted = from ? `${from.layer}:${from.unit}` : "own";
      if (picked.value !== wanted) picked.value = wanted;
      again.hidden = !there || live;
      follow.hidden = !there;
      setAttribute(follow, "aria-pressed", String(live));
      setText(said, wordsOf(machine, told, there));
      setAttribute(said, "title", [said.textContent, told && from && machine.x.length > machine.axes.length ? t("neuron.rest.why") : ""].join("\n").trim());
      setAttribute(element, "data-from", from ? `${from.layer}:${from.unit}` : "own");
    },
  };
}

/** @param {Machine} machine @param {import("./machine-words.js").Told | null} told @param {boolean} there */
function wordsOf({ from, deep, axes, x, piece }, told, there) {
  if (deep) return t("neuron.deep", { curve: nameOf(deep), layer: deep.layer, unit: deep.unit + 1, step: formatInteger(deep.step) });
  if (!from) return "";
  const rest = told && x.length > axes.length ? t("neuron.rest", { sum: format(told.rests[piece]) }) : "";
  const taken = t(from.touched ? "neuron.from.touched" : "neuron.from", { step: formatInteger(from.step) });
  return [there ? "" : t("neuron.gone"), taken, rest, from.softmax ? t("neuron.softmax") : ""].filter(Boolean).join(" · ");
}

