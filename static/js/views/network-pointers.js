// @ts-check
/** The network under a pointer: what it is over, what a click chooses, and a weight that is pulled up or down. */
import { editMade, newGesture, refHovered, refSelected } from "../actions.js";
import { draggable, pointing } from "../drag.js";
import { hit, weightIndex } from "../math/network-geometry.js";
import { weightEdit } from "./network-keys.js";

/** @typedef {import("../state.js").Ref} Ref */
/** @typedef {import("../store.js").Store} Store */
/** @typedef {import("../math/network-geometry.js").Layout} Layout */

/** A hundred pixels up are a weight of two more. */
const PER_PIXEL = 0.02;

/** @param {HTMLCanvasElement} canvas @param {Store} store @param {() => Layout | null} layout @returns {() => void} */
export function pointers(canvas, store, layout) {
  const under = (/** @type {number} */ x, /** @type {number} */ y, /** @type {string} */ kind) => {
    const place = layout();
    return place ? hit(place, x, y, kind === "touch" ? 10 : 0) : null;
  };
  const pull = pulling(canvas, store, layout, under);
  const releases = [hovering(canvas, store, under), pull.release, choosing(canvas, store, under, pull.pulled)];
  return () => releases.forEach((release) => release());
}

/** @typedef {(x: number, y: number, kind: string) => Ref} Under */

/** @param {HTMLCanvasElement} canvas @param {Store} store @param {Under} under */
function hovering(canvas, store, under) {
  return pointing(canvas, (event) => {
    const ref = under(event.offsetX, event.offsetY, event.pointerType);
    canvas.style.cursor = !ref ? "default" : ref.kind === "unit" ? "pointer" : "ns-resize";
    store.dispatch(refHovered(ref));
  }, () => store.dispatch(refHovered(null)));
}

/** A click or a tap chooses, a second one lets go; the end of a pull is none. @param {HTMLCanvasElement} canvas @param {Store} store @param {Under} under @param {() => boolean} pulled */
function choosing(canvas, store, under, pulled) {
  let kind = "mouse";
  const down = (/** @type {PointerEvent} */ event) => (kind = event.pointerType);
  const click = (/** @type {MouseEvent} */ event) => {
    if (pulled()) return;
    const ref = under(event.offsetX, event.offsetY, kind);
    store.dispatch(refSelected(same(store.get().selected, ref) ? null : ref));
  };
  canvas.addEventListener("pointerdown", down);
  canvas.addEventListener("click", click);
  return () => {
    canvas.removeEventListener("pointerdown", down);
    canvas.removeEventListener("click", click);
  };
}

/** A weight pulled up or down. A finger must choose it first: otherwise it scrolls the page. @param {HTMLCanvasElement} canvas @param {Store} store @param {() => Layout | null} layout @param {Under} under */
function pulling(canvas, store, layout, under) {
  let pulled = false, gesture = 0, from = { y: 0, value: 0 };
  const release = draggable(canvas, {
    hit(x, y, event) {
      pulled = false;
      const ref = under(x, y, event.pointerType);
      if (ref?.kind !== "edge" && ref?.kind !== "bias") return null;
      return event.pointerType !== "touch" || same(store.get().selected, ref) ? ref : null;
    },
    start(ref, _, y) {
      gesture = newGesture();
      from = { y, value: valueOf(store, layout(), ref) };
    },
    move(ref, _, y, event) {
      const place = layout();
      if (!place) return;
      if (!pulled) store.dispatch(refSelected(ref));
      pulled = true;
      const value = from.value + (from.y - y) * PER_PIXEL * (event.shiftKey ? 0.1 : 1);
      store.dispatch(editMade(weightEdit(place.sizes, ref, value), gesture));
    },
  });
  return { release, pulled: () => pulled };
}

/** @param {Store} store @param {Layout | null} layout @param {import("./network-keys.js").WeightRef} ref */
function valueOf(store, layout, ref) {
  const theta = store.get().frame?.theta;
  return layout && theta ? theta[weightIndex(layout.sizes, ref)] : 0;
}

/** @param {Ref} a @param {Ref} b */
const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
