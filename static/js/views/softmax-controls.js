// @ts-check
/** Where to begin, how many classes, and which of them is right. */
import { h, setAttribute } from "../dom.js";
import { t } from "../i18n.js";
import { CLASSES, PRESETS, certain, presetOf, withClasses, withPreset, from } from "../math/softmax-state.js";

/** @param {number} k */
export const className = (k) => t(`softmax.class.${k}`);

/** @param {import("./softmax.js").Acts} acts */
export function createControls({ change }) {
  const preset = h("select", { class: "choice", "data-t-label": "softmax.examples", "aria-label": t("softmax.examples") });
  const count = h("select", { class: "choice", "data-t-label": "softmax.classes", "aria-label": t("softmax.classes") });
  const right = h("select", { class: "choice", "data-t-label": "softmax.right", "aria-label": t("softmax.right") });
  preset.addEventListener("change", () => preset.value && change((softmax) => withPreset(softmax, preset.value)));
  count.addEventListener("change", () => change((softmax, answer) => withClasses(from(softmax, answer), Number(count.value))));
  right.addEventListener("change", () => right.value && change((softmax, answer) => ({ ...from(softmax, answer), y: certain(softmax.y.length, Number(right.value)) })));
  const named = (/** @type {string} */ key, /** @type {HTMLElement} */ field) => h("label", { class: "softmax-field" }, h("span", { class: "label", "data-t": key }, t(key)), field);
  let made = "";
  return {
    element: h("div", { class: "softmax-controls" }, named("softmax.preset", preset), named("softmax.classes", count), named("softmax.right", right)),
    /** @param {import("./softmax.js").Shown} shown */
    show({ softmax, lang }) {
      const key = `${lang} ${softmax.y.length}`, chosen = presetOf(softmax), sure = softmax.y.indexOf(1);
      if (key !== made) {
        const option = (/** @type {string | number} */ value, /** @type {string} */ text) => h("option", { value }, text);
        preset.replaceChildren(h("option", { value: "", hidden: true }, t("softmax.preset.own")), ...Object.keys(PRESETS).map((name) => option(name, t(`softmax.preset.${name}`))));
        count.replaceChildren(...Array.from({ length: CLASSES.most - CLASSES.least + 1 }, (_, at) => option(at + CLASSES.least, String(at + CLASSES.least))));
        right.replaceChildren(h("option", { value: "", hidden: true }, t("softmax.right.soft")), ...softmax.y.map((_, k) => option(k, className(k))));
      }
      made = key;
      preset.value = softmax.steps ? "" : chosen;
      count.value = String(softmax.y.length);
      right.value = sure < 0 ? "" : String(sure);
      setAttribute(right, "title", sure < 0 ? t("softmax.right.soft.why") : null);
    },
  };
}
