// @ts-check
/** What is equal in this race and what is not, each with a sentence that says why, for whoever points at it or presses it. */
import { h, setAttribute, setText } from "../dom.js";
import { t } from "../i18n.js";
import { ASPECTS, equality } from "../math/equal.js";
import { methods } from "../methods.js";

/** @typedef {import("../state.js").State} State */

export function equalChips() {
  const chips = ASPECTS.map((aspect) => chip(aspect));
  return {
    element: h("div", { class: "equal", role: "group", "data-t-label": "standings.equal", "aria-label": t("standings.equal") }, chips.map(({ element }) => element)),
    /** @param {State} state */
    show(state) {
      if (!state.spec) return;
      const equal = equality(state.spec, state.view.descent.by, methods());
      for (const one of chips) one.show(equal[one.aspect]);
    },
  };
}

/** @param {typeof ASPECTS[number]} aspect */
function chip(aspect) {
  const id = `equal-${aspect}`, text = h("span"), why = h("p", { id, class: "popover equal-why", popover: "auto" });
  const button = h("button", { type: "button", popovertarget: id }, text), element = h("span", null, button, why);
  why.addEventListener("toggle", () => {
    const at = button.getBoundingClientRect();
    why.style.setProperty("--left", `${Math.max(12, Math.min(at.left, innerWidth - why.offsetWidth - 12))}px`);
    why.style.setProperty("--top", `${at.bottom + 6}px`);
  });
  return {
    aspect, element,
    /** @param {boolean} same */
    show(same) {
      const sentence = t(`standings.equal.${aspect}.${same ? "yes" : "no"}`);
      setText(text, `${t(`standings.equal.${aspect}`)} ${same ? "✓" : "✗"}`);
      setText(why, sentence);
      button.title = sentence;
      setAttribute(button, "aria-label", `${t(`standings.equal.${aspect}`)}: ${sentence}`);
      button.classList.toggle("not", !same);
    },
  };
}
