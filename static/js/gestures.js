// @ts-check
import { newGesture } from "./actions.js";

/**
 * One undo for all that one hand does in an element: from one press, of a pointer or of a key that is not held, to the next.
 * @param {HTMLElement} element @returns {() => number} the gesture that is on
 */
export function gesturesIn(element) {
  let now = newGesture();
  const fresh = (/** @type {Event} */ event) => {
    if (!(/** @type {KeyboardEvent} */ (event).repeat)) now = newGesture();
  };
  for (const type of ["pointerdown", "keydown", "click"]) element.addEventListener(type, fresh, true);
  return () => now;
}
