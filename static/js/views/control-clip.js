// @ts-check
/** Gradient clipping: none, by the norm of the whole gradient, or value by value. */
import { h, setAttribute } from "../dom.js";
import { t } from "../i18n.js";
import { methods } from "../methods.js";
import { numberField } from "./control-number.js";

/** @typedef {NonNullable<import("../state.js").Method["clip"]>} Clip */

const NONE = Object.freeze({ kind: "none", at: 1 });

/** @param {(clip: Clip) => void} change */
export function clipControl(change) {
  let clip = /** @type {Clip} */ (NONE);
  const kinds = methods().clips;
  const buttons = kinds.map((kind) => h("button", { type: "button", "data-t": `clip.${kind}`, onclick: () => change({ ...clip, kind }) }, t(`clip.${kind}`)));
  const [min, max] = methods().limits.at;
  const number = numberField({ name: "clip.at", min, max, onCommit: (at) => change({ ...clip, at }) });
  const limit = h("span", { class: "part" }, h("span", { "aria-hidden": "true" }, "≤"), number.element);
  const name = h("span", { class: "name", "data-t": "clip" }, t("clip"));
  const element = h("div", { class: "row clip" }, name, h("div", { class: "choices", role: "group", "data-t-label": "clip", "aria-label": t("clip") }, buttons), limit);
  return {
    element,
    /** @param {Clip | undefined} shown */
    show(shown) {
      clip = shown ?? NONE;
      buttons.forEach((button, i) => setAttribute(button, "aria-pressed", String(kinds[i] === clip.kind)));
      number.show(clip.at);
      limit.hidden = clip.kind === "none";
    },
  };
}
