// @ts-check
/** Turning and zooming by mouse, finger and key. What it gives are changes of the camera; a press that did not move is a choice. */
import { pageScrolls } from "../drag.js";
import { turned, zoomed } from "../gl/camera.js";

/** @typedef {import("../gl/camera.js").Camera} Camera */
/** @typedef {{camera: () => Camera, home: () => Camera, turned: (camera: Camera) => void, pointed: (x: number, y: number) => void, left: () => void, chosen: (x: number, y: number) => void, key: (event: KeyboardEvent) => boolean}} Hands   x, y: in the element's pixels */

/** Radians a pixel, so that a whole turn is about two widths of the panel; and how far a press may tremble. */
const TURN = 0.008;
const TREMBLE = 5;
const KEY_TURN = 0.12;
const ARROWS = { ArrowLeft: [-KEY_TURN, 0], ArrowRight: [KEY_TURN, 0], ArrowUp: [0, KEY_TURN], ArrowDown: [0, -KEY_TURN] };

/** @param {HTMLElement} element @param {Hands} hands @returns {() => void} undoes it */
export function orbit(element, hands) {
  /** @type {Map<number, {x: number, y: number}>} */
  const fingers = new Map();
  let way = 0;

  /** @type {Record<string, (event: any) => void>} */
  const listeners = {
    pointerdown(event) {
      if (event.button !== 0) return;
      element.setPointerCapture(event.pointerId);
      fingers.set(event.pointerId, { x: event.offsetX, y: event.offsetY });
      way = fingers.size > 1 ? Infinity : 0;
    },
    pointermove(event) {
      const finger = fingers.get(event.pointerId);
      if (!finger) return event.pointerType !== "touch" && hands.pointed(event.offsetX, event.offsetY);
      const before = spread(fingers), dx = event.offsetX - finger.x, dy = event.offsetY - finger.y;
      Object.assign(finger, { x: event.offsetX, y: event.offsetY });
      way += Math.hypot(dx, dy);
      if (fingers.size > 1) hands.turned(zoomed(hands.camera(), spread(fingers) / Math.max(1, before)));
      else if (way > TREMBLE) hands.turned(turned(hands.camera(), -dx * TURN, dy * TURN * 0.8));
    },
    pointerup(event) {
      if (fingers.delete(event.pointerId) && way <= TREMBLE) hands.chosen(event.offsetX, event.offsetY);
    },
    pointercancel: (event) => fingers.delete(event.pointerId),
    pointerleave: () => hands.left(),
    wheel(event) {
      if (pageScrolls() && document.activeElement !== element && !event.ctrlKey) return;
      event.preventDefault();
      hands.turned(zoomed(hands.camera(), Math.exp(-event.deltaY * (event.deltaMode ? 0.03 : 0.0012))));
    },
    keydown(event) {
      if (!onKey(event, hands)) return;
      event.preventDefault();
      event.stopPropagation();
    },
  };
  for (const [type, listener] of Object.entries(listeners)) element.addEventListener(type, listener, { passive: false });
  return () => {
    for (const [type, listener] of Object.entries(listeners)) element.removeEventListener(type, listener);
  };
}

/** How far apart two fingers are. @param {Map<number, {x: number, y: number}>} fingers */
function spread(fingers) {
  const [p, q] = [...fingers.values()];
  return q ? Math.hypot(p.x - q.x, p.y - q.y) : 0;
}

/** @param {KeyboardEvent} event @param {Hands} hands @returns {boolean} */
function onKey(event, hands) {
  if (event.ctrlKey || event.altKey || event.metaKey) return false;
  const arrow = ARROWS[/** @type {keyof typeof ARROWS} */ (event.key)];
  if (arrow) hands.turned(turned(hands.camera(), arrow[0], arrow[1]));
  else if (event.key === "+" || event.key === "=") hands.turned(zoomed(hands.camera(), 1.15));
  else if (event.key === "-") hands.turned(zoomed(hands.camera(), 1 / 1.15));
  else if (event.key === "0") hands.turned(hands.home());
  else return hands.key(event);
  return true;
}
