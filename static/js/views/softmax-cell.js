// @ts-check
/** What one number of W, or of b, does: its gradient as a product, what λ adds, differences beside it, and where the coming step takes it. */
import { h, setAttribute, setText } from "../dom.js";
import { t } from "../i18n.js";
import { formatFull, formatShort } from "../math/format.js";
import { below, entryName, factor, short } from "../math/softmax-words.js";

export function createCellLines() {
  const math = { class: "softmax-math", lang: "en" }, product = h("span", math), numeric = h("span", { class: "quiet" }), update = h("span", math);
  return {
    element: h("div", { class: "softmax-entry" }, h("p", null, product, " ", numeric), h("p", null, update)),
    /** @param {import("./softmax.js").Shown} shown @param {readonly [number, number]} cell */
    show({ answer, softmax }, cell) {
      const count = softmax.x.length, k = Math.min(cell[0], answer.b.length - 1), j = Math.min(cell[1], count), bias = j === count, name = entryName([k, j], count);
      const data = bias ? answer.grad.b[k] : answer.grad.data[k][j], whole = bias ? data : answer.grad.w[k][j], pull = bias ? 0 : answer.grad.penalty[k][j];
      const now = bias ? answer.b[k] : answer.w[k][j], next = bias ? answer.next.b[k] : answer.next.w[k][j], difference = bias ? answer.numeric.b[k] : answer.numeric.w[k][j];
      const times = bias ? `(p − y)${below(k)} = ${short(data)}` : `(p − y)${below(k)} · x${below(j)} = ${short(answer.delta[k])} × ${factor(softmax.x[j])} = ${short(data)}`;
      const added = softmax.strength && !bias ? `;  + 2λ${name} = ${short(data)} + ${factor(pull)} = ${short(whole)}` : "";
      setText(product, `∂L/∂${name} = ${times}${added}`);
      setText(numeric, t("softmax.numeric.one", { value: short(difference, 4) }));
      setAttribute(numeric, "title", formatFull(difference));
      setAttribute(product, "title", formatFull(whole));
      setText(update, `${name} ← ${short(now)} − ${formatShort(softmax.rate)} × ${factor(whole)} = ${short(next)}`);
      setAttribute(update, "title", `${formatFull(now)} → ${formatFull(next)}`);
    },
  };
}
