// @ts-check
/** One of a few: a native select under a small label. A choice that cannot be taken now stands there and says why. */
import { h, setText } from "../dom.js";
import { t } from "../i18n.js";

/**
 * @param {{name: string, keys: Record<string, string>, onPick: (value: string) => void, words?: () => Record<string, any>}} options
 *   name: key of the field's name; keys: value → key of its text; words: the values of these texts
 */
export function choice({ name, keys, onPick, words = () => ({}) }) {
  const options = Object.keys(keys).map((value) => h("option", { value }, t(keys[value], words())));
  const element = h("select", { class: "choice", "data-t-label": name, "aria-label": t(name) }, options);
  element.addEventListener("change", () => onPick(element.value));
  return {
    element,
    /** @param {string} value @param {Record<string, string>} [refused] value → key of the reason */
    show(value, refused = {}) {
      for (const option of options) {
        const reason = refused[option.value];
        option.disabled = reason !== undefined;
        const text = t(keys[option.value], words());
        setText(option, reason === undefined ? text : `${text} — ${t(reason)}`);
      }
      if (element.value !== value) element.value = value;
    },
  };
}

/** The small label and what stands under it. @param {string} name @param {...import("../dom.js").Child} children */
export function field(name, ...children) {
  return h("div", { class: "field" }, h("span", { class: "label", "data-t": name }, t(name)), h("div", { class: "value" }, children));
}
