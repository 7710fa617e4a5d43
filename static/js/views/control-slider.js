// @ts-check
/**
 * A slider over powers of ten: equal ways are equal factors. All that one pull sends carries one gesture, so one undo
 * takes it back. While it is pulled nobody else moves it. With `zero` the left end is 0, which has no power of ten.
 */
import { newGesture } from "../actions.js";
import { h, setAttribute } from "../dom.js";
import { t } from "../i18n.js";
import { written } from "./control-number.js";

/**
 * @param {{name: string, min: number, max: number, whole?: boolean, zero?: boolean, onInput: (value: number, gesture: number) => void}} options
 */
export function logSlider({ name, min, max, whole, zero, onInput }) {
  const left = Math.log10(min) - (zero ? 0.1 : 0);
  const element = h("input", { type: "range", class: "slider", min: left, max: Math.log10(max), step: 0.01, "data-t-label": name, "aria-label": t(name) });
  /** @type {number | null} */
  let gesture = null;
  const value = () => {
    const power = 10 ** element.valueAsNumber;
    if (zero && power < 0.9 * min) return 0;
    return Math.min(max, Math.max(min, whole ? Math.round(power) : Number(power.toPrecision(2))));
  };
  const say = () => setAttribute(element, "aria-valuetext", written(value()));
  const letGo = () => (gesture = null);

  element.addEventListener("input", () => {
    gesture ??= newGesture();
    say();
    onInput(value(), gesture);
  });
  // "change" does not come when a pull ends where it began.
  for (const end of ["change", "pointerup", "pointercancel", "blur"]) element.addEventListener(end, letGo);
  return {
    element,
    /** @param {number} shown */
    show(shown) {
      if (gesture !== null) return;
      const at = zero && shown === 0 ? left : Math.log10(Math.min(max, Math.max(min, shown)));
      if (Math.abs(element.valueAsNumber - at) > 0.005) element.valueAsNumber = at;
      setAttribute(element, "aria-valuetext", written(shown));
    },
  };
}
