// @ts-check
/** λR(W): what large weights cost, beside the loss. */
import { h, setAttribute } from "../dom.js";
import { t } from "../i18n.js";
import { formatShort } from "../math/format.js";
import { numberField } from "./control-number.js";
import { popoverField } from "./control-popover.js";
import { logSlider } from "./control-slider.js";

/** @typedef {import("../state.js").Spec["penalty"]} Penalty */

const KINDS = ["none", "l1", "l2"];

/** @param {(penalty: Penalty, gesture?: number) => void} change */
export function penaltyControl(change) {
  let penalty = /** @type {Penalty} */ ({ kind: "none", lambda: 0.001 });
  const kinds = KINDS.map((kind) => h("button", { type: "button", "data-t": `penalty.${kind}`, onclick: () => change({ ...penalty, kind }) }, t(`penalty.${kind}`)));
  const slider = logSlider({ name: "penalty.lambda", min: 1e-6, max: 10, onInput: (lambda, gesture) => change({ ...penalty, lambda }, gesture) });
  const number = numberField({ name: "penalty.lambda", min: 0, max: 10, onCommit: (lambda) => change({ ...penalty, lambda }) });
  const strength = h("div", { class: "row" }, h("span", { "aria-hidden": "true" }, "λ"), slider.element, number.element);
  const field = popoverField("control.penalty",
    h("div", { class: "choices", role: "group", "data-t-label": "control.penalty" }, kinds), strength,
    h("p", { class: "hint", "data-t": "penalty.hint" }, t("penalty.hint")));
  return {
    field: field.element,
    /** @param {Penalty} shown */
    show(shown) {
      penalty = shown;
      kinds.forEach((button, i) => setAttribute(button, "aria-pressed", String(KINDS[i] === penalty.kind)));
      slider.show(penalty.lambda);
      number.show(penalty.lambda);
      strength.hidden = penalty.kind === "none";
      field.setText(penalty.kind === "none" ? t("penalty.none") : `${t(`penalty.${penalty.kind}`)} · ${formatShort(penalty.lambda)}`);
    },
  };
}
