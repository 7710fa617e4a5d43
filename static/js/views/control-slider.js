// @ts-check
/**
 * A slider over powers of ten: equal ways are equal factors. All that one pull sends carries one gesture, so one undo
 * takes it back. While it is pulled nobody else moves it.
 */
import { newGesture } from "../actions.js";
import { h, setAttribute } from "../dom.js";
import { t } from "../i18n.js";
import { written } from "./control-number.js";

/**
 * @param {{name: string, min: number, max: number, whole?: boolean, onInput: (value: number, gesture: number) => void}} options
 */
export function logSlider({ name, min, max, whole, onInput }) {
  const element = h("input", { type: "range", class: "slider", min: Math.log10(min), max: Math.log10(max), step: 0.01, "data-t-label": name, "aria-label": t(name) });
  /** @type {number | null} */
  let gesture = null;
  const value = () => (whole ? Math.round(10 ** element.valueAsNumber) : Number((10 ** element.valueAsNumber).toPrecision(2)));
  const say = () => setAttribute(element, "aria-valuetext", written(value()));
  const letGo = () => (gesture = null);

  element.addEventListener("input", () => {
    gesture ??= newGesture();
    say();
    onInput(Math.min(max, Math.max(min, value())), gesture);
  });
  // "change" does not come when a pull ends where it began.
  for (const end of ["change", "pointerup", "pointercancel", "blur"]) element.addEventListener(end, letGo);
  return {
    element,
    /** @param {number} shown */
    show(shown) {
      if (gesture !== null) return;
      const at = Math.log10(Math.min(max, Math.max(min, shown)));
      if (Math.abs(element.valueAsNumber - at) > 0.005) element.valueAsNumber = at;
      setAttribute(element, "aria-valuetext", written(shown));
    },
  };
}
