// @ts-check
/**
 * The map by keyboard: arrows move the start (Shift: finer), with Alt the map; + and − zoom about the start, 0 shows the whole mountain;
 * Enter goes on to the next start that is suggested, M from mark to mark. What is pressed one after the other is one undo.
 */
import { newGesture } from "../actions.js";

/**
 * @typedef {object} Keys
 * @property {(du: number, dv: number, gesture: number) => void} step  the start, in shares of the window @property {(du: number, dv: number) => void} move  the map
 * @property {(factor: number) => void} zoom @property {() => void} home @property {() => void} suggested @property {() => void} mark  the next one is pointed at @property {() => void} leave
 */

/** @type {Record<string, [number, number]>} */
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
const STRIDE = 1 / 40, FINE = 1 / 200, PAN = 1 / 10, ZOOM = 1.25;
/** Milliseconds after which another press is another undo. */
const PAUSE = 900;

/** @param {HTMLElement} element @param {Keys} keys @returns {() => void} undoes it */
export function listen(element, keys) {
  let gesture = 0, pressedAt = -Infinity;
  const table = /** @type {Record<string, () => void>} */ ({
    "+": () => keys.zoom(1 / ZOOM), "=": () => keys.zoom(1 / ZOOM), "-": () => keys.zoom(ZOOM), "_": () => keys.zoom(ZOOM),
    "0": () => keys.home(), Enter: () => keys.suggested(), m: () => keys.mark(), Escape: () => keys.leave(),
  });
  const arrow = (/** @type {KeyboardEvent} */ event, /** @type {[number, number]} */ [du, dv]) => {
    if (event.altKey) return keys.move(du * PAN, dv * PAN);
    if (event.timeStamp - pressedAt > PAUSE) gesture = newGesture();
    pressedAt = event.timeStamp;
    const stride = event.shiftKey ? FINE : STRIDE;
    keys.step(du * stride, dv * stride, gesture);
  };
  const down = (/** @type {KeyboardEvent} */ event) => {
    if (event.ctrlKey || event.metaKey) return;
    const way = ARROWS[event.key], act = table[event.code === "KeyM" ? "m" : event.key];
    if (way) arrow(event, way);
    else if (act && !event.altKey) act();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  element.addEventListener("keydown", down);
  return () => element.removeEventListener("keydown", down);
}
