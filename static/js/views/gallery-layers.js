// @ts-check
/** Into which hidden layer a function goes, and whose sums are looked at: all, or one. */
import { h, setAttribute, setText } from "../dom.js";
import { t } from "../i18n.js";

/** @param {(layer: number | null) => void} choose */
export function createLayers(choose) {
  const buttons = h("span", { class: "choices small", role: "group", "data-t-label": "gallery.layer", "aria-label": t("gallery.layer") });
  const element = h("div", { class: "gallery-layers" }, h("span", { class: "gallery-where", "data-t": "gallery.layer", "aria-hidden": "true" }, t("gallery.layer")), buttons);
  let count = -1;
  return {
    element,
    /** @param {number | null} layer @param {number} layers */
    show(layer, layers) {
      if (layers !== count) {
        count = layers;
        const one = (/** @type {number | null} */ at) => h("button", { type: "button", onclick: () => choose(at) });
        buttons.replaceChildren(one(null), ...Array.from({ length: layers }, (_, at) => one(at)));
      }
      [...buttons.children].forEach((button, at) => {
        setText(button, at === 0 ? t("gallery.all") : String(at));
        setAttribute(button, "aria-label", at === 0 ? t("gallery.all.long") : t("gallery.layer.n", { n: at }));
        setAttribute(button, "aria-pressed", String(layer === null ? at === 0 : at === layer + 1));
      });
      element.hidden = layers === 0;
    },
  };
}
