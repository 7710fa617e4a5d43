// @ts-check
/** The depth panel's own controls: its small transport, how deep the networks are, and how they are trained. */
import { newGesture } from "../actions.js";
import { h, setAttribute, setText } from "../dom.js";
import { t } from "../i18n.js";
import { MOST_STEPS, reachedBy } from "../math/depth-question.js";
import { formatShort } from "../math/format.js";
import { methods } from "../methods.js";
import { choice } from "./control-choice.js";
import { numberField } from "./control-number.js";
import { popoverField } from "./control-popover.js";
import { logSlider } from "./control-slider.js";
import { createCurves } from "./depth-curves.js";
import { icon } from "./icons.js";

/** @typedef {import("../math/depth-question.js").Depth} Depth */
/** @typedef {import("../math/depth-question.js").Answer} Answer */
/** @typedef {(change: Partial<Depth>, gesture?: number) => void} Change  with a gesture it can be undone */

/** Other networks begin at their beginning. @param {Change} change @returns {Change} */
const anew = (change) => (part, gesture = newGesture()) => change({ ...part, step: 0, playing: false }, gesture);

/** @param {Change} change @param {() => Depth} now @param {() => Answer | undefined} answer */
export function createControls(change, now, answer) {
  const transport = createTransport(change, now, answer), layers = createSlider("depth.layers", 1, 20, (value, gesture) => anew(change)({ layers: value }, gesture));
  const settings = createSettings(change, now), curves = createCurves(change, now);
  return {
    element: h("div", { class: "depth-controls" }, transport.element, layers.element, settings.element, curves.element),
    transport,
    /** @param {Depth} depth */
    show(depth) {
      layers.show(depth.layers);
      settings.show(depth);
      curves.show(depth);
    },
  };
}

/** Back to the start, play, step, and the way between. @param {Change} change @param {() => Depth} now @param {() => Answer | undefined} answer */
function createTransport(change, now, answer) {
  const reached = () => reachedBy(now(), answer());
  const start = button("start", "depth.start", () => change({ step: 0, playing: false }));
  const play = button("play", "depth.play", () => change(now().playing ? { playing: false, step: reached() } : { playing: true }));
  const step = button("step", "depth.step", () => change({ playing: false, step: Math.min(MOST_STEPS, reached() + now().pace) }));
  play.append(icon("pause"));
  const slider = h("input", { type: "range", class: "slider", min: 0, max: MOST_STEPS, step: 1, "data-t-label": "depth.scrub", "aria-label": t("depth.scrub") });
  const said = h("output", { class: "depth-step" });
  slider.addEventListener("input", () => change({ playing: false, step: slider.valueAsNumber }));
  let held = false;
  slider.addEventListener("pointerdown", () => (held = true));
  for (const end of ["pointerup", "pointercancel", "blur", "change"]) slider.addEventListener(end, () => (held = false));
  return {
    element: h("div", { class: "depth-transport" }, start, play, step, slider, said),
    /** @param {Depth} depth @param {number} at  where the networks stand */
    show(depth, at) {
      const wished = depth.playing ? at : depth.step;
      if (!held && slider.valueAsNumber !== wished) slider.valueAsNumber = wished;
      setAttribute(slider, "aria-valuetext", t("depth.steps", { step: at }));
      setText(said, t("depth.steps", { step: at }));
      setAttribute(play, "data-playing", depth.playing && at < MOST_STEPS);
      setAttribute(play, "disabled", at >= MOST_STEPS);
      setAttribute(step, "disabled", at >= MOST_STEPS);
      setAttribute(start, "disabled", at === 0 && depth.step === 0);
      named(play, depth.playing ? "depth.pause" : "depth.play");
      named(step, "depth.step", { n: depth.pace });
      named(start, "depth.start");
    },
  };
}

/** @param {string} name @param {number} min @param {number} max @param {(value: number, gesture: number) => void} onInput */
function createSlider(name, min, max, onInput) {
  const slider = h("input", { type: "range", class: "slider", min, max, step: 1, "data-t-label": name, "aria-label": t(name) }), value = h("output", null);
  /** @type {number | null} */
  let gesture = null;
  slider.addEventListener("input", () => onInput(slider.valueAsNumber, (gesture ??= newGesture())));
  for (const end of ["change", "pointerup", "blur"]) slider.addEventListener(end, () => (gesture = null));
  return {
    element: h("label", { class: "depth-slider" }, h("span", { class: "label", "data-t": name }, t(name)), value, slider),
    /** @param {number} shown */
    show(shown) {
      setText(value, String(shown));
      if (slider.valueAsNumber !== shown) slider.valueAsNumber = shown;
    },
  };
}

/** @param {Change} change @param {() => Depth} now */
function createSettings(change, now) {
  const fresh = anew(change);
  const names = Object.entries(methods().optimizers).filter(([, { moments }]) => moments !== undefined).map(([name]) => name);
  const units = createSlider("depth.units", 8, 32, (value, gesture) => fresh({ units: value }, gesture));
  const optimizer = choice({ name: "depth.optimizer", keys: Object.fromEntries(names.map((name) => [name, `optimizer.${name}`])), onPick: (value) => fresh({ optimizer: value, rate: methods().optimizers[value].rate }) });
  const rate = { name: "depth.rate", min: 1e-5, max: 100 };
  const slider = logSlider({ ...rate, min: 1e-4, max: 10, onInput: (value, gesture) => fresh({ rate: value }, gesture) }), number = numberField({ ...rate, onCommit: (value) => fresh({ rate: value }) });
  const seed = numberField({ name: "depth.seed", min: 0, max: 4294967295, whole: true, onCommit: (value) => fresh({ seed: value }) });
  const again = h("button", { type: "button", class: "button", "data-t": "depth.again", onclick: () => fresh({ seed: now().seed + 1 }) }, t("depth.again"));
  const pace = createSlider("depth.pace", 1, 10, (value) => change({ pace: value }));
  const row = (/** @type {string} */ name, /** @type {import("../dom.js").Child[]} */ ...parts) => h("div", { class: "row" }, h("span", { class: "name", "data-t": name }, t(name)), parts);
  const hint = h("p", { class: "hint", "data-t": "depth.trained" }, t("depth.trained"));
  const popover = popoverField("depth.settings", units.element, row("depth.optimizer", optimizer.element), row("depth.rate", slider.element, number.element), row("depth.seed", seed.element, again), pace.element, hint);
  return {
    element: popover.element,
    /** @param {Depth} depth */
    show(depth) {
      units.show(depth.units);
      pace.show(depth.pace);
      optimizer.show(depth.optimizer);
      slider.show(depth.rate);
      number.show(depth.rate);
      seed.show(depth.seed);
      popover.setText(t("depth.settings.said", { units: depth.units, optimizer: t(`optimizer.${depth.optimizer}`), rate: formatShort(depth.rate) }));
    },
  };
}

/** @param {string} kind @param {string} key @param {() => void} onclick */
function button(kind, key, onclick) {
  const element = h("button", { type: "button", class: `round ${kind}`, onclick }, icon(kind));
  named(element, key, { n: "" });
  return element;
}

/** @param {HTMLElement} element @param {string} key @param {Record<string, any>} [values] */
function named(element, key, values) {
  setAttribute(element, "aria-label", t(key, values));
  setAttribute(element, "title", t(key, values));
}
