// @ts-check
/**
 * The network by keyboard: arrows walk from unit to unit; Enter goes into the weights of a unit, where up and down walk from one
 * to the next and + and − change it (Shift: by ten times as much); Delete takes a hidden unit out; Esc goes back, and in the end lets go.
 */
import { editMade, newGesture, refSelected } from "../actions.js";
import { exists, neighbour, weightIndex } from "../math/network-geometry.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../state.js").Ref} Ref */
/** @typedef {import("../state.js").UnitRef} UnitRef */
/** @typedef {import("../state.js").EdgeRef | import("../state.js").BiasRef} WeightRef */
/** @typedef {import("../store.js").Store} Store */
/** @typedef {import("../math/network-geometry.js").Layout} Layout */
/** @typedef {{gesture: number, ref: WeightRef | null, value: number, at: number}} Turn   what + and − did last */

const STEP = 0.05;
/** Presses that follow one another sooner than this add up, though the frame with the first is not here yet, ms. */
const SOON = 400;
/** @type {Record<string, "left" | "right" | "up" | "down">} */
const ARROWS = { ArrowLeft: "left", ArrowRight: "right", ArrowUp: "up", ArrowDown: "down" };

/** @param {HTMLCanvasElement} canvas @param {Store} store @param {() => Layout | null} layout @returns {() => void} */
export function keys(canvas, store, layout) {
  /** @type {Turn} */
  const turn = { gesture: 0, ref: null, value: 0, at: -Infinity };
  const pressed = (/** @type {KeyboardEvent} */ event) => {
    const place = layout();
    if (!place || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!event.repeat) turn.gesture = newGesture();
    const selected = store.get().selected;
    const ref = exists(place.sizes, selected) ? selected : null;
    if (!answer(store, place, ref, event, turn)) return;
    event.preventDefault();
    event.stopPropagation();
  };
  canvas.addEventListener("keydown", pressed);
  return () => canvas.removeEventListener("keydown", pressed);
}

/** @param {Store} store @param {Layout} layout @param {Ref} ref @param {KeyboardEvent} event @param {Turn} turn @returns {boolean} whether the key meant something */
function answer(store, layout, ref, event, turn) {
  if (!ref || ref.kind === "point") return event.key in ARROWS && choose(store, { kind: "unit", layer: Math.min(1, layout.sizes.length - 1), unit: 0 });
  if (ref.kind === "unit") return atUnit(store, layout, ref, event.key);
  return atWeight(store, layout, ref, event, turn);
}

/** @param {Store} store @param {Ref} ref */
function choose(store, ref) {
  store.dispatch(refSelected(ref));
  return true;
}

/** @param {Store} store @param {Layout} layout @param {UnitRef} ref @param {string} key */
function atUnit(store, layout, ref, key) {
  if (key in ARROWS) return choose(store, neighbour(layout, ref, ARROWS[key]));
  if (key === "Escape") return choose(store, null);
  if (key === "Enter" && ref.layer > 0) return choose(store, weightOf(layout, ref.layer - 1, ref.unit, 0));
  const hidden = ref.layer > 0 && ref.layer < layout.sizes.length - 1;
  if ((key !== "Delete" && key !== "Backspace") || !hidden || layout.sizes[ref.layer] === 1) return false;
  store.dispatch(editMade({ kind: "unit_remove", layer: ref.layer - 1, unit: ref.unit }));
  return true;
}

/** @param {Store} store @param {Layout} layout @param {WeightRef} ref @param {KeyboardEvent} event @param {Turn} turn */
function atWeight(store, layout, ref, event, turn) {
  const { key } = event;
  const input = ref.kind === "bias" ? layout.sizes[ref.layer] : ref.input;
  if (key === "Escape" || key === "Enter" || key === "ArrowRight") return choose(store, { kind: "unit", layer: ref.layer + 1, unit: ref.unit });
  if (key === "ArrowLeft") return ref.kind === "edge" && choose(store, { kind: "unit", layer: ref.layer, unit: ref.input });
  if (key === "ArrowUp" || key === "ArrowDown") {
    const next = Math.max(0, Math.min(layout.sizes[ref.layer], input + (key === "ArrowUp" ? -1 : 1)));
    return choose(store, weightOf(layout, ref.layer, ref.unit, next));
  }
  const sign = key === "+" || key === "=" ? 1 : key === "-" || key === "_" ? -1 : 0;
  if (!sign) return false;
  turnBy(store, layout, ref, sign * STEP * (event.shiftKey ? 10 : 1), turn);
  return true;
}

/** @param {Store} store @param {Layout} layout @param {WeightRef} ref @param {number} change @param {Turn} turn */
function turnBy(store, { sizes }, ref, change, turn) {
  const theta = store.get().frame?.theta, now = performance.now();
  if (!theta) return;
  const from = turn.ref === ref && now - turn.at < SOON ? turn.value : theta[weightIndex(sizes, ref)];
  Object.assign(turn, { ref, value: from + change, at: now });
  store.dispatch(editMade(weightEdit(sizes, ref, turn.value), turn.gesture));
}

/** The weight of a unit that comes from an input; the one after the last is the bias. @param {Layout} layout @param {number} layer @param {number} unit @param {number} input @returns {WeightRef} */
function weightOf(layout, layer, unit, input) {
  return input === layout.sizes[layer] ? { kind: "bias", layer, unit } : { kind: "edge", layer, unit, input };
}

/** @param {readonly number[]} sizes @param {WeightRef} ref @param {number} value @returns {import("../state.js").Edit} */
export function weightEdit(sizes, ref, value) {
  const input = ref.kind === "bias" ? sizes[ref.layer] : ref.input;
  return { kind: "weight", layer: ref.layer, unit: ref.unit, input, value: Math.round(value * 1e6) / 1e6 };
}
