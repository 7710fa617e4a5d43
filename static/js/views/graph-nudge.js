// @ts-check
/** Nudging a node by hand: the analytic gradient beside the central difference, and what f really does when the node is moved. */
import { labChanged } from "../actions.js";
import { h, setAttribute, setText } from "../dom.js";
import { t } from "../i18n.js";
import { format, formatFull, formatWire } from "../math/format.js";
import { nudgeOf } from "../math/graph-question.js";
import { readNumber } from "./control-number.js";
import { nameOf, number, slopeName } from "./graph-words-card.js";

/** @typedef {import("./graph-picture.js").Scene} Scene */

/** Relative difference up to which both are the same; what is smaller than f's own rounding counts as zero. */
const SAME = 1e-5, NOTHING = 1e-9;

/** @param {import("../store.js").Store} store */
export function nudgeCard({ get, dispatch }) {
  const title = h("h3"), check = h("p", { class: "graph-check" }), told = h("p", { class: "graph-moves" }), stop = h("button", { type: "button", class: "button quiet", hidden: true, onclick: () => set(0) });
  const slider = h("input", { type: "range", class: "slider", min: -1, max: 1, step: 0.01, value: 0 }), field = h("input", { class: "number", inputmode: "decimal", autocomplete: "off" }), label = h("span", { class: "label" });
  const element = h("section", { class: "graph-card nudge" }, title, check, h("div", { class: "graph-nudge" }, label, slider, field), h("div", { class: "graph-moved-line" }, told, stop));
  let key = "";
  const set = (/** @type {number} */ by) => {
    const { source, text, level } = get().view.backprop;
    dispatch(labChanged("backprop", { nudge: by === 0 || !Number.isFinite(by) ? null : { key, by, of: source === "formula" ? text : level } }));
  };
  slider.addEventListener("input", () => set(slider.valueAsNumber));
  field.addEventListener("change", () => set(readNumber(field.value || "0")));
  return {
    element,
    /** @param {Scene} scene @param {number | null} at @param {import("../state.js").State} state */
    show({ now }, at, state) {
      const { picture, answer, known } = now, here = at ?? picture.nodes.findIndex(({ kind }) => kind === "leaf"), one = picture.nodes[here], { node } = one ?? {};
      const [exact, numeric] = [number(node?.grad), number(node?.numeric)], f = answer.source === "network" ? "L" : "f";
      element.hidden = !node || numeric === null || Array.isArray(node.value);
      if (!node || !one || element.hidden) return;
      key = node.key;
      setText(title, t("graph.nudge", { h: format(state.view.backprop.h, 1) }));
      const nudge = nudgeOf(state), by = nudge?.key === key ? nudge.by : 0, shown = known.grads[here] === "all";
      checked(check, slopeName(now, here), shown ? exact : null, numeric);
      setText(label, t("graph.nudge.by", { name: nameOf(now, here) }));
      for (const input of [slider, field]) setAttribute(input, "aria-label", t("graph.nudge.by", { name: nameOf(now, here) }));
      setAttribute(slider, "aria-valuetext", formatWire(by));
      if (document.activeElement !== slider || slider.valueAsNumber !== by) slider.value = String(Math.max(-1, Math.min(1, by)));
      if (document.activeElement !== field) field.value = by ? String(by).replace("-", "−") : "0";
      const nudged = nudge && answer.nudged?.key === nudge.key ? answer.nudged : null, other = nudged && nudged.key !== key ? picture.nodes.findIndex((each) => each.node.key === nudged.key) : -1;
      moved(told, answer, f, nudged, other >= 0 ? nameOf(now, other) : "");
      setText(stop, t("graph.nudge.stop"));
      stop.hidden = !nudge;
    },
  };
}

/** Analytic, numeric, and how far they are apart; the analytic one only when the walk has come to it. @param {HTMLElement} element @param {string} name @param {number | null} exact @param {number | null} numeric */
function checked(element, name, exact, numeric) {
  const apart = exact === null || numeric === null ? null : Math.abs(exact - numeric), most = Math.max(Math.abs(exact ?? 0), Math.abs(numeric ?? 0));
  const fine = apart !== null && apart <= Math.max(NOTHING, SAME * most), pair = (/** @type {string} */ kind, /** @type {string} */ key, /** @type {number | null} */ value) => h("span", { class: kind, title: formatFull(value) }, h("small", null, t(key)), ` ${value === null ? "?" : format(value, 4)} `);
  const text = JSON.stringify([name, exact, numeric, t("graph.nudge.exact")]);
  if (element.dataset.said === text) return;
  element.dataset.said = text;
  element.replaceChildren(h("b", null, `${name} `), pair("back", "graph.nudge.exact", exact), pair("", "graph.nudge.numeric", numeric),
    ...(apart === null ? [] : [h("span", { class: fine ? "fine" : "off", title: formatFull(apart) }, fine ? "✓ " : "≠ ", h("small", null, t("graph.nudge.apart", { apart: format(apart, 1) })))]));
}

/** @param {HTMLElement} element @param {import("../math/graph-fold.js").Answer} answer @param {string} f @param {import("../math/graph-fold.js").Answer["nudged"] | null} nudged @param {string} other  who is nudged, if it is not this one */
function moved(element, answer, f, nudged, other) {
  const now = number(answer.nodes.at(-1)?.value), who = other ? `${other} ${(nudged?.by ?? 0) > 0 ? "+" : ""}${formatWire(nudged?.by)} · ` : "";
  setText(element, nudged ? who + t("graph.nudge.moves", { f, from: format(now), to: format(nudged.f), predicted: format(nudged.predicted) }) : t("graph.nudge.hint", { f }));
}
