// @ts-check
/** A function's own numbers: the slope of Leaky ReLU, α of ELU, and for maxout the lines that make it another function. */
import { h, setAttribute, setText } from "../dom.js";
import { t } from "../i18n.js";
import { format, formatFull, formatShort } from "../math/format.js";

/** @typedef {import("../neuron.js").Gallery} Gallery */
/** @typedef {import("./gallery.js").Change} Change */

/** The line on the left comes first: of equals the first wins, and then the slope at the kink is the one from the left, as ReLU's. */
const LINES = /** @type {Record<string, (leak: number) => [number, number][]>} */ ({
  relu: () => [[0, 0], [1, 0]],
  abs: () => [[-1, 0], [1, 0]],
  leaky: (leak) => [[leak, 0], [1, 0]],
});
const THIRD = /** @type {const} */ ([0, 1]);

/** @param {Change} change */
export function createOwn(change) {
  const leak = slider("leak", 0, 0.5, { "gallery.usual.leak": 0.01, "gallery.usual.slide": 0.1 }, change), alpha = slider("alpha", 0, 2, { "gallery.usual.alpha": 1 }, change);
  let now = /** @type {Gallery | null} */ (null);
  const presets = Object.entries(LINES).map(([key, lines]) => ({ key, lines, button: h("button", { type: "button", onclick: () => now && change({ lines: lines(now.leak) }) }) }));
  const pieces = [2, 3].map((count) => ({ count, button: h("button", { type: "button", onclick: () => now && change({ lines: count === 2 ? now.lines.slice(0, 2) : [...now.lines.slice(0, 2), THIRD] }) }) }));
  const numbers = h("p", { class: "gallery-lines" });
  const maxout = h("div", { class: "gallery-maxout" },
    h("span", { class: "choices small", role: "group", "data-t-label": "gallery.special", "aria-label": t("gallery.special") }, presets.map(({ button }) => button)),
    h("span", { class: "choices small", role: "group", "data-t-label": "activation.pieces", "aria-label": t("activation.pieces") }, pieces.map(({ button }) => button)), numbers);
  return {
    element: h("div", { class: "gallery-own" }, leak.element, alpha.element, maxout),
    /** @param {Gallery} gallery */
    show(gallery) {
      now = gallery;
      leak.element.hidden = gallery.name !== "leaky_relu";
      alpha.element.hidden = gallery.name !== "elu";
      maxout.hidden = gallery.name !== "maxout";
      leak.show(gallery.leak);
      alpha.show(gallery.alpha);
      for (const { key, lines, button } of presets) {
        setText(button, t(`gallery.special.${key}`));
        setAttribute(button, "aria-pressed", String(JSON.stringify(lines(gallery.leak)) === JSON.stringify(gallery.lines)));
      }
      for (const { count, button } of pieces) {
        setText(button, t("gallery.pieces", { n: count }));
        setAttribute(button, "aria-pressed", String(gallery.lines.length === count));
      }
      setText(numbers, gallery.lines.map(([w, b], at) => t("gallery.line", { n: "₁₂₃"[at], w: format(w), b: format(b) })).join(" · "));
    },
  };
}

/** @param {"leak" | "alpha"} key @param {number} min @param {number} max @param {Record<string, number>} usual  by what they are called @param {Change} change */
function slider(key, min, max, usual, change) {
  const input = h("input", { type: "range", class: "slider", min, max, step: 0.01, "data-t-label": `activation.${key}`, "aria-label": t(`activation.${key}`), oninput: () => change({ [key]: input.valueAsNumber }) });
  const value = h("output", null), buttons = Object.entries(usual).map(([text, number]) => ({ text, number, button: h("button", { type: "button", onclick: () => change({ [key]: number }) }) }));
  return {
    element: h("div", { class: "gallery-number" }, h("span", { "data-t": `activation.${key}`, "aria-hidden": "true" }, t(`activation.${key}`)), input, value,
      h("span", { class: "choices small", role: "group", "data-t-label": "gallery.usual", "aria-label": t("gallery.usual") }, buttons.map(({ button }) => button))),
    /** @param {number} now */
    show(now) {
      if (input.valueAsNumber !== now) input.valueAsNumber = now;
      setText(value, formatShort(now));
      setAttribute(value, "title", formatFull(now));
      setAttribute(input, "aria-valuetext", formatShort(now));
      for (const { text, number, button } of buttons) {
        setText(button, t(text, { n: formatShort(number) }));
        setAttribute(button, "aria-pressed", String(number === now));
      }
    },
  };
}
