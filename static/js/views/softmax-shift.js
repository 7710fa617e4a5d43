// @ts-check
/** The same number added to all logits changes nothing, but for a computer: e to so many overflows, unless the largest is subtracted first. */
import { h, setAttribute, setText } from "../dom.js";
import { t } from "../i18n.js";
import { format, formatFull, formatShort } from "../math/format.js";
import { logit, said } from "../math/softmax-words.js";
import { numberField } from "./control-number.js";
import { className } from "./softmax-controls.js";

/** @typedef {import("./softmax.js").Shown} Shown */

const MOST = 1000;

/** @param {import("./softmax.js").Acts} acts */
export function createShift({ look }) {
  const slider = h("input", { type: "range", class: "slider", min: -MOST, max: MOST, step: 1, "data-t-label": "softmax.shift", "aria-label": t("softmax.shift") });
  slider.addEventListener("input", () => look({ shift: Number(slider.value) }));
  const field = numberField({ name: "softmax.shift", min: -MOST, max: MOST, onCommit: (shift) => look({ shift }) });
  const head = h("tr"), columns = h("tr"), body = h("tbody"), foot = h("tr"), same = h("p", { class: "softmax-same" });
  const math = (/** @type {string} */ text) => h("span", { class: "softmax-math", lang: "en" }, text);
  const cell = (/** @type {any} */ value, /** @type {(value: any) => string} */ write = said) => h("td", { class: typeof value === "string" ? "softmax-broken" : null, title: typeof value === "number" ? formatFull(value) : null }, write(value));
  return {
    element: h("div", { class: "softmax-shift" },
      h("div", { class: "softmax-walk" }, math("o + c,  c ="), slider, field.element, [0, 10, 800].map((shift) => h("button", { type: "button", class: "button", onclick: () => look({ shift }) }, String(shift)))),
      h("table", null, h("thead", null, head, columns), body, h("tfoot", null, foot)), same),
    /** @param {Shown} shown */
    show({ answer, softmax }) {
      const { shifted } = answer, { naive, stable } = shifted;
      slider.value = String(softmax.shift);
      setAttribute(slider, "aria-valuetext", formatShort(softmax.shift));
      field.show(softmax.shift);
      head.replaceChildren(h("td", null), h("th", { colspan: 3, scope: "colgroup" }, t("softmax.naive")), h("th", { colspan: 3, scope: "colgroup" }, t("softmax.stable")));
      columns.replaceChildren(h("td", null), ...["o + c", "eᵒ⁺ᶜ", "p", `− ${stable.largest < 0 ? `(${logit(stable.largest)})` : logit(stable.largest)}`, "eᵒ⁻ᵐᵃˣ", "p"].map((text) => h("th", { scope: "col" }, math(text))));
      body.replaceChildren(...shifted.o.map((/** @type {number} */ o, /** @type {number} */ k) => h("tr", null, h("th", { scope: "row" }, className(k)), cell(o, logit), cell(naive.powers[k]), cell(naive.p[k]), cell(stable.o[k], logit), cell(stable.powers[k]), cell(shifted.p[k]))));
      foot.replaceChildren(h("th", { scope: "row" }, "Σ"), h("td", null), cell(naive.sum), h("td", null), h("td", null), cell(stable.sum), h("td", null));
      const broken = naive.p.some((/** @type {unknown} */ p) => typeof p === "string");
      setText(same, `${t("softmax.shift.same", { apart: format(shifted.apart, 1) })} ${broken ? t(naive.sum === "inf" ? "softmax.shift.over" : "softmax.shift.under") : ""}`);
      setAttribute(same, "title", formatFull(shifted.apart));
    },
  };
}
