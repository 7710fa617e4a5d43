// @ts-check
/** The weights with the largest gradients, and the chosen one: a line each, which chooses it. */
import { refSelected } from "../actions.js";
import { h, setAttribute, setText } from "../dom.js";
import { t } from "../i18n.js";
import { format, formatFull, formatInteger } from "../math/format.js";
import { TOP, refOf } from "../math/influence.js";
import { refName, weightName } from "./network-words.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../math/influence.js").Influence} Influence */
/** @typedef {import("../math/influence.js").Weight} Weight */

const COLUMNS = ["weight", "gradient", "change", "update"];

/** @param {import("../store.js").Store} store */
export function createTable(store) {
  const heads = COLUMNS.map((column) => h("th", { scope: "col", class: `of-${column}`, "data-t": `influence.head.${column}` }, t(`influence.head.${column}`)));
  const body = h("tbody"), caption = h("caption", { class: "sr-only" });
  /** @type {ReturnType<typeof line>[]} */
  const lines = [];
  return {
    element: h("div", { class: "influence-room" }, h("table", { class: "influence-table" }, caption, h("thead", null, h("tr", null, heads)), body)),
    /** @param {Influence} found @param {number | null} chosen @param {State} state */
    show(found, chosen, state) {
      setText(caption, t("influence.caption", { loss: format(found.loss), points: formatInteger(found.points) }));
      const weights = found.weights.filter(({ rank, index }) => rank < TOP || index === chosen);
      while (lines.length < weights.length) lines.push(line((weight) => store.dispatch(refSelected(refOf(weight)))));
      const most = { grad: largest(weights, "grad"), update: largest(weights, "update") };
      weights.forEach((weight, at) => lines[at].show(weight, found, most, weight.index === chosen, state));
      if (body.rows.length !== weights.length) body.replaceChildren(...lines.slice(0, weights.length).map(({ element }) => element));
    },
  };
}

/** @param {(weight: Weight) => void} choose */
function line(choose) {
  /** @type {Weight | null} */
  let mine = null;
  const place = h("span", { class: "place" }), name = h("span", { class: "name" });
  const button = h("button", { type: "button", onclick: () => mine && choose(mine) }, place, name);
  const gradient = bar("backward", 3), update = bar("", 2), measured = h("b"), predicted = h("small"), change = h("td", { class: "change" }, measured, predicted);
  const element = h("tr", null, h("th", { scope: "row" }, button), gradient.element, change, update.element);
  return {
    element,
    /** @param {Weight} weight @param {Influence} found @param {{grad: number, update: number}} most @param {boolean} chosen @param {State} state */
    show(weight, found, most, chosen, { frame, spec }) {
      mine = weight;
      const ref = refOf(weight), features = spec?.model.features ?? [], whole = refName(ref, frame?.sizes ?? [], features);
      setText(place, formatInteger(weight.rank + 1));
      setText(name, weight.piece ? t("influence.piece", { name: weightName(ref, features), n: weight.piece + 1 }) : weightName(ref, features));
      setAttribute(button, "title", `${whole} · ${t("influence.rank", { rank: formatInteger(weight.rank + 1), count: formatInteger(found.count) })} · w = ${formatFull(weight.value)}`);
      setAttribute(button, "aria-label", `${formatInteger(weight.rank + 1)}. ${whole}`);
      setAttribute(button, "aria-pressed", String(chosen));
      element.classList.toggle("chosen", chosen);
      gradient.show(weight.grad, most.grad);
      update.show(weight.update, most.update);
      setText(measured, format(weight.measured));
      setText(predicted, format(weight.predicted));
      setAttribute(change, "title", `${t("influence.measured")} ${formatFull(weight.measured)} · ${t("influence.predicted")} ${formatFull(weight.predicted)}`);
    },
  };
}

/** A number with a bar as long as its share of the largest, in the colour of its sign. @param {string} tone @param {number} digits */
function bar(tone, digits) {
  const fill = h("i", { class: "bar", "aria-hidden": "true" }), text = h("span", { class: tone }), element = h("td", { class: "barred" }, text, fill);
  return {
    element,
    /** @param {number | null} value @param {number} most */
    show(value, most) {
      setText(text, format(value, digits));
      setAttribute(element, "title", formatFull(value));
      fill.classList.toggle("negative", (value ?? 0) < 0);
      fill.style.setProperty("--share", most > 0 ? String(Math.abs(value ?? 0) / most) : "0");
    },
  };
}

/** @param {readonly Weight[]} weights @param {"grad" | "update"} what */
const largest = (weights, what) => Math.max(0, ...weights.map((weight) => Math.abs(weight[what] ?? 0)));
