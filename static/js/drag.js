// @ts-check
/**
 * One gesture for mouse, finger and keys. The pointer is captured, so a drag goes on outside the element; the distance between
 * the pointer and the subject at the start is kept, so that a dragged thing stays under the pointer. Coordinates are CSS pixels in the element.
 *
 * @template S
 * @typedef {object} Dragging
 * @property {(x: number, y: number, event: PointerEvent) => S | null} hit  what lies there, or null: then the gesture is not ours (a finger scrolls)
 * @property {(subject: S) => {x: number, y: number}} [at]  where the subject is: the offset is removed
 * @property {(subject: S, x: number, y: number, event: PointerEvent) => void} [start]
 * @property {(subject: S, x: number, y: number, event: PointerEvent) => void} [move]
 * @property {(subject: S, moved: boolean, event: PointerEvent) => void} [end]  moved: false for a click or a tap; also after a cancelled gesture
 * @property {(dx: number, dy: number, event: KeyboardEvent) => boolean | void} [keyboard]  arrows, −1, 0 or 1 each, y upwards; false: not used
 */

/** A finger is less steady than a mouse: what moves less than this is a tap. */
const STILL = { mouse: 3, pen: 4, touch: 8 };
/** @type {Record<string, [number, number]>} */
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

/**
 * @template S
 * @param {HTMLElement | SVGElement} element @param {Dragging<S>} gesture
 * @returns {() => void} takes the listeners away
 */
export function draggable(element, { hit, at, start, move, end, keyboard }) {
  /** @type {{id: number, subject: S, offset: [number, number], from: [number, number], moved: boolean} | null} */
  let held = null;

  const down = (/** @type {PointerEvent} */ event) => {
    if (held || event.button !== 0) return;
    const [x, y] = place(element, event), subject = hit(x, y, event);
    if (subject === null) return;
    const here = at?.(subject) ?? { x, y };
    held = { id: event.pointerId, subject, offset: [here.x - x, here.y - y], from: [x, y], moved: false };
    element.setPointerCapture(event.pointerId);
    start?.(subject, here.x, here.y, event);
  };
  const drag = (/** @type {PointerEvent} */ event) => {
    if (held?.id !== event.pointerId) return;
    const [x, y] = place(element, event);
    held.moved ||= Math.hypot(x - held.from[0], y - held.from[1]) >= still(event);
    if (held.moved) move?.(held.subject, x + held.offset[0], y + held.offset[1], event);
  };
  const up = (/** @type {PointerEvent} */ event) => {
    if (held?.id !== event.pointerId) return;
    const { subject, moved } = held;
    held = null;
    end?.(subject, moved, event);
  };
  const key = (/** @type {KeyboardEvent} */ event) => {
    const arrow = ARROWS[event.key];
    if (!arrow || event.ctrlKey || event.metaKey || event.altKey) return;
    if (keyboard?.(arrow[0], arrow[1], event) === false) return;
    event.preventDefault();
    event.stopPropagation();
  };
  // A finger that holds something does not scroll the page; elsewhere it does.
  const touch = (/** @type {TouchEvent} */ event) => held && event.cancelable && event.preventDefault();

  /** @type {[string, any, AddEventListenerOptions?][]} */
  const listeners = [["pointerdown", down], ["pointermove", drag], ["pointerup", up], ["pointercancel", up], ["touchmove", touch, { passive: false }]];
  if (keyboard) listeners.push(["keydown", key]);
  for (const [type, listener, options] of listeners) element.addEventListener(type, listener, options);
  return () => listeners.forEach(([type, listener]) => element.removeEventListener(type, listener));
}

/** Where the pointer is in the element. @param {Element} element @param {MouseEvent} event @returns {[number, number]} */
export function place(element, event) {
  const box = element.getBoundingClientRect();
  return [event.clientX - box.left, event.clientY - box.top];
}

/** On a phone on its side the wheel and the finger belong to the page first. */
export function pageScrolls() {
  return document.documentElement.scrollHeight > document.documentElement.clientHeight + 1;
}

/** @param {PointerEvent} event */
const still = ({ pointerType }) => STILL[/** @type {keyof typeof STILL} */ (pointerType)] ?? STILL.mouse;

/**
 * A mouse or a pen that only points; a finger does not, and neither does a drag.
 * @param {HTMLElement} element @param {(event: PointerEvent) => void} over @param {() => void} out
 * @returns {() => void} takes the listeners away
 */
export function pointing(element, over, out) {
  const moved = (/** @type {PointerEvent} */ event) => {
    if (event.pointerType !== "touch" && !event.buttons) over(event);
  };
  element.addEventListener("pointermove", moved);
  element.addEventListener("pointerleave", out);
  return () => {
    element.removeEventListener("pointermove", moved);
    element.removeEventListener("pointerleave", out);
  };
}
