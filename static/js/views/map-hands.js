// @ts-check
/**
 * The map under mouse and fingers. A press sets the start and drags it; on a walker it chooses that one. The right or middle button, or Alt,
 * moves the map, the wheel zooms about the pointer. One finger drags the start if it takes it, else the map; a tap sets the start; two zoom.
 */
import { newGesture } from "../actions.js";
import { pageScrolls, place } from "../drag.js";

/** @typedef {[number, number]} Pixel */
/**
 * @typedef {object} Hands
 * @property {(at: Pixel, reach: number) => "start" | "walker" | null} on  what is there @property {() => Pixel | null} start  the start's pixel
 * @property {(at: Pixel, gesture: number) => void} put  the start @property {(at: Pixel, reach: number) => void} pick  a walker
 * @property {(from: Pixel, to: Pixel) => void} move  the map @property {(at: Pixel, factor: number) => void} zoom  factor: of the window's width @property {(at: Pixel | null) => void} point @property {(mode: Mode | "") => void} held  what is being done
 * @typedef {"start" | "pick" | "map" | "tap" | "pinch"} Mode
 */

const STILL = { mouse: 3, pen: 4, touch: 9 }, REACH = { mouse: 11, pen: 13, touch: 26 };

/** @param {HTMLElement} element @param {Hands} hands @returns {() => void} undoes it */
export function handle(element, hands) {
  /** @type {Map<number, Pixel>} */
  const fingers = new Map();
  /** @type {{mode: Mode, from: Pixel, offset: Pixel, moved: boolean, gesture: number}} */
  let held = { mode: "tap", from: [0, 0], offset: [0, 0], moved: false, gesture: 0 };
  const by = (/** @type {PointerEvent} */ { pointerType }) => (pointerType === "touch" || pointerType === "pen" ? pointerType : "mouse");

  const begin = (/** @type {PointerEvent} */ event, /** @type {Pixel} */ at) => {
    const on = hands.on(at, REACH[by(event)]), start = hands.start();
    const offset = /** @type {Pixel} */ (on === "start" && start ? [start[0] - at[0], start[1] - at[1]] : [0, 0]);
    held = { mode: modeOf(event, on), from: at, offset, moved: false, gesture: newGesture() };
    hands.held(held.mode);
    if (held.mode === "start" && on === null) hands.put(at, held.gesture);
    else hands.point(null);
  };
  const go = (/** @type {Pixel} */ before, /** @type {Pixel} */ at) => {
    if (held.mode === "start" || held.mode === "pick") hands.put([at[0] + held.offset[0], at[1] + held.offset[1]], held.gesture);
    else hands.move(before, at);
  };
  const end = (/** @type {Pixel} */ at, /** @type {number} */ reach) => {
    if (held.moved) return;
    if (held.mode === "pick") hands.pick(at, reach);
    else if (held.mode === "tap") hands.put(at, held.gesture);
  };

  /** @type {Record<string, (event: any) => void>} */
  const listeners = {
    pointerdown(event) {
      const at = place(element, event);
      element.setPointerCapture(event.pointerId);
      fingers.set(event.pointerId, at);
      if (event.button > 0) event.preventDefault();
      if (fingers.size === 1) begin(event, at);
      else held = { ...held, mode: "pinch", moved: true };
    },
    pointermove(event) {
      const at = place(element, event), before = fingers.get(event.pointerId);
      if (!before) return event.pointerType !== "touch" && hands.point(at);
      held.moved ||= Math.hypot(at[0] - held.from[0], at[1] - held.from[1]) >= STILL[by(event)];
      if (held.mode === "pinch") pinch(fingers, event.pointerId, at, hands);
      else if (held.moved) go(before, at);
      if (held.moved) fingers.set(event.pointerId, at);
    },
    pointerup(event) {
      const alone = fingers.size === 1;
      if (!fingers.delete(event.pointerId) || !alone) return;
      end(place(element, event), REACH[by(event)]);
      hands.held("");
      if (event.pointerType === "touch" && held.moved) hands.point(null);
    },
    pointercancel(event) {
      fingers.delete(event.pointerId);
      hands.held("");
    },
    pointerleave: () => hands.point(null),
    contextmenu: (event) => event.preventDefault(),
    wheel(event) {
      if (pageScrolls() && document.activeElement !== element && !event.ctrlKey) return;
      event.preventDefault();
      hands.zoom(place(element, event), Math.exp(event.deltaY * (event.deltaMode ? 0.04 : event.ctrlKey ? 0.01 : 0.0016)));
    },
  };
  for (const [type, listener] of Object.entries(listeners)) element.addEventListener(type, listener, { passive: false });
  return () => {
    for (const [type, listener] of Object.entries(listeners)) element.removeEventListener(type, listener);
  };
}

/** @param {PointerEvent} event @param {"start" | "walker" | null} on @returns {Mode} */
function modeOf({ button, altKey, pointerType }, on) {
  if (button > 0 || altKey) return "map";
  if (on === "start") return "start";
  if (on === "walker") return "pick";
  return pointerType === "touch" ? "tap" : "start";
}

/** Two fingers: what lies between them stays there, and grows as they part. @param {Map<number, Pixel>} fingers @param {number} id @param {Pixel} at @param {Hands} hands */
function pinch(fingers, id, at, hands) {
  const before = [...fingers.values()];
  fingers.set(id, at);
  const after = [...fingers.values()];
  if (after.length < 2) return;
  hands.move(middle(before), middle(after));
  hands.zoom(middle(after), apart(before) / Math.max(1, apart(after)));
}

/** @param {Pixel[]} fingers @returns {Pixel} */
const middle = ([p, q]) => [(p[0] + q[0]) / 2, (p[1] + q[1]) / 2];

/** @param {Pixel[]} fingers */
const apart = ([p, q]) => Math.hypot(p[0] - q[0], p[1] - q[1]);
