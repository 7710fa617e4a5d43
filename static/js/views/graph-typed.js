// @ts-check
/** A field over a leaf's number, for a number that is typed, or a formula without names: Enter takes it, Esc gives back. */
import { h, setAttribute } from "../dom.js";
import { t } from "../i18n.js";
import { readNumber } from "./control-number.js";

/** @param {(value: number | string) => void} take @param {() => void} back  to whom the keyboard goes then */
export function typedField(take, back) {
  const input = h("input", { class: "graph-typed number", autocomplete: "off", hidden: true });
  let open = false, formulas = false;
  const close = (/** @type {boolean} */ keys) => {
    if (!open) return;
    open = false;
    input.hidden = true;
    if (keys) back();
  };
  const commit = (/** @type {boolean} */ keys) => {
    const text = input.value.trim(), typed = readNumber(text), value = Number.isNaN(typed) && formulas && text ? text : typed, wrong = typeof value === "number" && !Number.isFinite(value);
    setAttribute(input, "aria-invalid", wrong && "true");
    if (wrong && keys) return;
    close(keys);
    if (!wrong) take(value);
  };
  input.addEventListener("input", () => setAttribute(input, "aria-invalid", false));
  input.addEventListener("blur", () => open && commit(false));
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") commit(true);
    else if (event.key === "Escape") close(true);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  return {
    element: input,
    /** @param {string} name @param {string} text @param {number} x @param {number} y  its middle, in the room @param {boolean} free  a formula may be typed, too */
    open(name, text, x, y, free) {
      open = true;
      formulas = free;
      input.inputMode = free ? "text" : "decimal";
      setAttribute(input, "aria-invalid", false);
      setAttribute(input, "aria-label", t("graph.value.of", { name }));
      input.value = text;
      input.hidden = false;
      Object.assign(input.style, { left: `${x}px`, top: `${y}px` });
      input.focus();
      input.select();
    },
    close: () => close(false),
  };
}
