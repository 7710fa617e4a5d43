// @ts-check
/**
 * A slider over powers of ten: equal ways are equal factors. All that one pull sends carries one gesture, so one undo
 * takes it back. While it is pulled nobody else moves it. With `zero` the left end is 0, which has no power of ten. Its track may be
 * divided into bands, each with a colour and a word.
 *
 * @typedef {{ends: readonly number[], names: readonly string[], colours: readonly string[]}} Bands  one more name than ends
 */
import { newGesture } from "../actions.js";
import { h, setAttribute } from "../dom.js";
import { t } from "../i18n.js";
import { written } from "./control-number.js";

/** The track's ends lie so far in: half a thumb. */
const INSET = 8;

/**
 * @param {{name: string, min: number, max: number, whole?: boolean, zero?: boolean, onInput: (value: number, gesture: number) => void}} options
 */
export function logSlider({ name, min, max, whole, zero, onInput }) {
  const left = Math.log10(min) - (zero ? 0.1 : 0);
  const element = h("input", { type: "range", class: "slider", min: left, max: Math.log10(max), step: 0.01, "data-t-label": name, "aria-label": t(name) });
  /** @type {number | null} */
  let gesture = null;
  /** @type {Bands | null} */
  let bands = null;
  const value = () => {
    const power = 10 ** element.valueAsNumber;
    if (zero && power < 0.9 * min) return 0;
    return Math.min(max, Math.max(min, whole ? Math.round(power) : Number(power.toPrecision(2))));
  };
  const told = (/** @type {number} */ now) => [written(now), bands && bands.names[bands.ends.filter((end) => now >= end).length]].filter(Boolean).join(", ");
  const say = () => setAttribute(element, "aria-valuetext", told(value()));
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
      setAttribute(element, "aria-valuetext", told(shown));
    },
    /** @param {Bands | null} wanted */
    divide(wanted) {
      if (JSON.stringify(wanted) === JSON.stringify(bands)) return;
      bands = wanted;
      element.classList.toggle("divided", bands !== null);
      if (bands) element.style.setProperty("--bands", striped(bands, (end) => (Math.log10(end) - left) / (Math.log10(max) - left)));
    },
  };
}

/** The bands as a background of the track, with a gap at each end. @param {Bands} bands @param {(end: number) => number} share  of the way */
function striped({ ends, colours }, share) {
  const places = ends.map((end) => `calc(${INSET}px + ${Math.min(1, Math.max(0, share(end))).toFixed(4)} * (100% - ${2 * INSET}px))`);
  const stops = colours.map((colour, at) => `${colour} ${places[at - 1] ?? "0%"} ${places[at] ?? "100%"}`);
  const gaps = places.map((place) => `linear-gradient(to right, transparent calc(${place} - 1px), var(--paper) calc(${place} - 1px) calc(${place} + 1px), transparent calc(${place} + 1px))`);
  return [...gaps, `linear-gradient(to right, ${stops.join(", ")})`].join(", ");
}
