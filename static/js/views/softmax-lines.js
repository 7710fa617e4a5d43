// @ts-check
/** The two lines that say it all: p and L, ∂L/∂o = p − y; with what differences say of it. */
import { h, setAttribute, setText } from "../dom.js";
import { t } from "../i18n.js";
import { format, formatFull } from "../math/format.js";
import { listed, short } from "../math/softmax-words.js";

export function createKeyLines() {
  const p = h("b"), loss = h("span"), value = h("b"), delta = h("b", { class: "softmax-red" }), mark = h("span"), apart = h("span", { class: "softmax-off" }), checked = h("span", { class: "softmax-checked" }, mark, " ", apart), element = h("div", { class: "softmax-lines" });
  const sup = (/** @type {string} */ text) => h("sup", null, text);
  const first = h("p", null, h("span", { class: "softmax-math", lang: "en" }, h("i", null, "p"), h("span", { class: "softmax-how" }, " = e", sup("o"), " / Σe", sup("o")), " = "), p, h("span", { class: "softmax-loss" }, h("span", { class: "softmax-math", lang: "en" }, h("i", null, "L"), " = "), loss, " = ", value));
  const second = h("p", null, h("span", { class: "softmax-math", lang: "en" }, "∂", h("i", null, "L"), "/∂", h("i", null, "o"), " = ", h("i", null, "p"), " − ", h("i", null, "y"), " = "), delta, " ", checked);
  element.append(first, second);
  return {
    element,
    /** @param {import("./softmax.js").Shown} shown */
    show({ answer, softmax }) {
      const sure = softmax.y.indexOf(1), off = Math.max(...answer.delta.map((/** @type {number | null} */ one, /** @type {number} */ k) => Math.abs((one ?? NaN) - (answer.numeric.b[k] ?? NaN))));
      setText(p, listed(answer.p));
      setAttribute(p, "title", answer.p.map(formatFull).join(", "));
      setText(loss, sure >= 0 && answer.p[sure] ? `−log ${answer.p[sure] < 0.1 ? format(answer.p[sure]) : short(answer.p[sure])}` : "−Σ y log p");
      setText(value, short(answer.loss));
      setAttribute(value, "title", formatFull(answer.loss));
      setText(delta, listed(answer.delta));
      setAttribute(delta, "title", answer.delta.map(formatFull).join(", "));
      element.classList.toggle("many", softmax.y.length > 3);
      setText(mark, Number.isFinite(off) ? (off < 1e-6 ? "✓" : "≠") : "");
      setText(apart, Number.isFinite(off) ? t("softmax.numeric.off", { off: format(off, 1) }) : "");
      setAttribute(checked, "title", t("softmax.numeric", { values: answer.numeric.b.map(formatFull).join(", ") }));
    },
  };
}
