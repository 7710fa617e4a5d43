// @ts-check
/** Which activation function, with its own numbers, and dropout: of all hidden layers at once. */
import { h, setAttribute } from "../dom.js";
import { t } from "../i18n.js";
import { formatShort } from "../math/format.js";
import { numberField } from "./control-number.js";
import { popoverField } from "./control-popover.js";

/** @typedef {import("../state.js").HiddenLayer} HiddenLayer */

/** name → its own numbers: what they are called, their limits, their usual value. */
export const OWN = /** @type {Record<string, {key: "leak" | "alpha" | "pieces", min: number, max: number, usual: number, whole?: boolean}>} */ ({
  leaky_relu: { key: "leak", min: 0, max: 1, usual: 0.01 },
  elu: { key: "alpha", min: 0, max: 10, usual: 1 },
  maxout: { key: "pieces", min: 2, max: 4, usual: 2, whole: true },
});
export const NAMES = ["sigmoid", "tanh", "relu", "leaky_relu", "maxout", "elu", "softplus", "gelu", "silu", "linear"];

/** @param {{layers: (bend: {activation: string, [own: string]: any}) => void, dropout: (share: number) => void}} change */
export function activationControl(change) {
  let name = /** @type {string | null} */ ("tanh");
  const buttons = NAMES.map((activation) => h("button", { type: "button", "data-t": `activation.${activation}`, onclick: () => change.layers({ activation }) }, t(`activation.${activation}`)));
  const formula = h("p", { class: "equation" });
  const own = Object.entries(OWN).map(([activation, { key, min, max, whole }]) => {
    const label = `activation.${key}`;
    const field = numberField({ name: label, min, max, whole, onCommit: (value) => change.layers({ activation, [key]: value }) });
    return { activation, key, field, row: h("div", { class: "row" }, h("span", { "data-t": label, "aria-hidden": "true" }, t(label)), field.element) };
  });
  const drop = numberField({ name: "activation.dropout", min: 0, max: 0.9, onCommit: change.dropout });
  const field = popoverField("control.activation",
    h("div", { class: "choices many", role: "group", "data-t-label": "control.activation" }, buttons), formula,
    own.map(({ row }) => row),
    h("div", { class: "row" }, h("span", { "data-t": "activation.dropout", "aria-hidden": "true" }, t("activation.dropout")), drop.element),
    h("p", { class: "hint", "data-t": "activation.dropout.hint" }, t("activation.dropout.hint")));
  return {
    field: field.element,
    /** @param {{hidden: HiddenLayer[], dropout?: number}} model */
    show({ hidden, dropout = 0 }) {
      const names = new Set(hidden.map(({ activation }) => activation));
      name = names.size === 1 ? [...names][0] : null;
      buttons.forEach((button, i) => {
        setAttribute(button, "aria-pressed", String(NAMES[i] === name));
        button.disabled = hidden.length === 0;
      });
      formula.textContent = name ? t(`activation.${name}.formula`) : "";
      for (const { activation, key, field: number, row } of own) {
        row.hidden = activation !== name;
        if (!row.hidden) number.show(hidden[0][key] ?? OWN[activation].usual);
      }
      drop.show(dropout);
      const dropped = dropout ? ` · ${t("activation.dropped", { share: formatShort(100 * dropout) })}` : "";
      field.setText((hidden.length === 0 ? "–" : name ? bendName(hidden[0]) : t("control.mixed")) + dropped);
    },
  };
}

/** "Leaky ReLU 0.1": the name, and its number where that is not the usual one. @param {HiddenLayer} layer */
export function bendName(layer) {
  const own = OWN[layer.activation];
  const value = own && layer[own.key];
  return t(`activation.${layer.activation}`) + (value !== undefined && value !== own.usual ? ` ${formatShort(value)}` : "");
}
