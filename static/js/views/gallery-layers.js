// @ts-check
/** Into which hidden layer a function goes, and whose sums are looked at: all, or one. */
import { h, setAttribute, setText } from "../dom.js";
import { t } from "../i18n.js";

/** @param {(layer: number | null) => void} choose @param {() => void} undo  of what was put in last */
export function createLayers(choose, undo) {
  const back = h("button", { type: "button", class: "gallery-undo", "data-t": "data.undo", onclick: undo }, t("data.undo"));
  const buttons = h("span", { class: "choices small", role: "group", "data-t-label": "gallery.layer", "aria-label": t("gallery.layer") });
  const element = h("div", { class: "gallery-layers" }, back, h("span", { class: "gallery-where", "data-t": "gallery.layer", "aria-hidden": "true" }, t("gallery.layer")), buttons);
  let count = -1;
  return {
    element,
    /** @param {number | null} layer @param {number} layers @param {boolean} undoable  whether the last thing done was to put one in */
    show(layer, layers, undoable) {
      back.hidden = !undoable;
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
