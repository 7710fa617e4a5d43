// @ts-check
/** The deck's derivation of ∂L/∂o_i = p_i − y_i, every line with its present numbers, for the class i that is chosen. */
import { h, setAttribute, setText } from "../dom.js";
import { t } from "../i18n.js";
import { formatFull } from "../math/format.js";
import { LINES } from "../math/softmax-state.js";
import { short } from "../math/softmax-words.js";
import { className } from "./softmax-controls.js";
import { FORMULAS } from "./softmax-formulas.js";
import { termsOf } from "./softmax-terms.js";

/** @typedef {import("./softmax.js").Shown} Shown */

/** @param {import("./softmax.js").Acts} acts */
export function createDerivation({ look }) {
  const at = h("output", { class: "quiet" }), classes = h("div", { class: "choices", role: "group", "data-t-label": "softmax.chosen" });
  const lines = FORMULAS.map(({ key, text, formula }) => {
    const numbers = h("span", { class: "softmax-terms" });
    return { key, numbers, element: h("li", { "data-line": key, "aria-label": text }, h("span", { class: "softmax-formula", "aria-hidden": "true" }, formula()), numbers) };
  });
  const list = h("ol", { class: "softmax-derivation", tabindex: 0, "data-t-label": "softmax.tab.derivation" }, lines.map(({ element }) => element)), same = h("p", { class: "softmax-same" });
  let line = LINES, scrolled = -1;
  const go = (/** @type {number} */ to) => look({ line: Math.max(0, Math.min(LINES, to)) });
  const forward = () => go(line >= LINES ? 0 : line + 1), backward = () => go(line - 1);
  const button = (/** @type {string} */ key, /** @type {string} */ sign, /** @type {() => void} */ act) => h("button", { type: "button", class: "button", "data-t-label": key, "aria-label": t(key), "data-t-title": key, onclick: act }, sign);
  const all = h("button", { type: "button", class: "button", "data-t": "softmax.all", onclick: () => go(LINES) }, t("softmax.all"));
  const element = h("div", { class: "softmax-deriving" }, h("div", { class: "softmax-walk" }, h("span", { class: "softmax-math", lang: "en" }, h("i", null, "i"), " ="), classes, button("softmax.line.back", "←", backward), button("softmax.line.on", "→", forward), all, at), list, same);
  element.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === "ArrowRight") forward();
    else backward();
  });
  return {
    element,
    /** @param {Shown} shown */
    show({ answer, softmax, lang }) {
      const i = Math.min(softmax.chosen, answer.p.length - 1), found = answer.derivation;
      line = softmax.line;
      if (classes.childElementCount !== answer.p.length || classes.dataset.lang !== lang) classes.replaceChildren(...answer.p.map((/** @type {number} */ _, /** @type {number} */ k) => h("button", { type: "button", onclick: () => look({ chosen: k }) }, className(k))));
      classes.dataset.lang = lang;
      [...classes.children].forEach((one, k) => setAttribute(one, "aria-pressed", String(k === i)));
      setText(at, line >= LINES ? "" : `${line + 1}/${LINES}`);
      all.setAttribute("aria-pressed", String(line >= LINES));
      lines.forEach(({ key, numbers, element: item }, row) => {
        item.hidden = line < LINES && row > line;
        setAttribute(item, "data-now", row === line);
        numbers.replaceChildren(...termsOf(key, answer, softmax.y, i));
        setAttribute(item, "aria-label", `${FORMULAS[row].text} : ${numbers.textContent}`);
      });
      setText(same, t("softmax.same", { value: short(answer.delta[i], 6), numeric: short(answer.numeric.b[i], 6) }));
      setAttribute(same, "title", `${formatFull(answer.delta[i])}\n${found.lines[i].map((/** @type {any} */ one) => formatFull(one.value)).join("\n")}`);
      if (scrolled !== line && line < LINES) lines[line].element.scrollIntoView({ block: "nearest" });
      scrolled = line;
    },
  };
}
