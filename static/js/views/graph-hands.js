// @ts-check
/**
 * The graph under mouse and fingers: a leaf is dragged, elsewhere the picture is moved if there is more of it than is seen; the wheel and two
 * fingers zoom. A click picks a node, a second one goes there in the walk.
 */
import { draggable, pageScrolls, place } from "../drag.js";

/** @typedef {[number, number]} Pixel */
/**
 * @typedef {object} Hands
 * @property {(node: number) => boolean} ours  a leaf that can be dragged @property {(node: number, start: boolean, dx: number, dy: number, fine: boolean) => void} drag  up and right: more @property {() => void} dropped
 * @property {(node: number) => void} pick @property {(node: number) => void} go @property {(node: number) => void} type @property {(group: string) => void} fold
 * @property {() => boolean} roomy  all of it is seen @property {(dx: number, dy: number) => void} move @property {(factor: number, at: Pixel) => void} zoom
 */

/** @param {SVGElement} element @param {Hands} hands @returns {() => void} undoes it */
export function handle(element, hands) {
  /** @type {Map<number, Pixel>} */
  const fingers = new Map();
  let from = /** @type {Pixel} */ ([0, 0]), panned = false, last = { node: -1, at: -Infinity };

  const clicked = (/** @type {number} */ node, /** @type {number} */ now) => {
    const twice = node === last.node && now - last.at < 400;
    last = { node, at: twice ? -Infinity : now };
    if (twice) hands.go(node);
    else hands.pick(node);
  };
  const undoDrag = draggable(element, {
    hit: (x, y, event) => {
      const node = nodeOf(event), typed = targetOf(event, "[data-type]");
      return node !== null && hands.ours(node) ? { node, x, y, typed: typed !== null } : null;
    },
    start: ({ node }) => element.querySelector(`[data-node="${node}"]`)?.classList.add("held"),
    move: ({ node, x, y }, nowX, nowY, event) => hands.drag(node, false, nowX - x, y - nowY, event.shiftKey),
    end: ({ node, typed }, moved, event) => {
      element.querySelector(".held")?.classList.remove("held");
      if (moved) hands.dropped();
      else if (typed) hands.type(node);
      else clicked(node, event.timeStamp);
    },
  });
  /** @type {Record<string, (event: any) => void>} */
  const listeners = {
    pointerdown(event) {
      const node = nodeOf(event);
      if (event.button !== 0 || (node !== null && hands.ours(node))) return;
      fingers.set(event.pointerId, place(element, event));
      if (fingers.size === 1) [from, panned] = [place(element, event), false];
    },
    pointermove(event) {
      const before = fingers.get(event.pointerId), at = place(element, event);
      if (!before) return;
      if (!panned && (fingers.size > 1 || (Math.hypot(at[0] - from[0], at[1] - from[1]) > 5 && !hands.roomy()))) {
        panned = true;
        element.setPointerCapture(event.pointerId);
      }
      if (!panned) return;
      const others = [...fingers].filter(([id]) => id !== event.pointerId).map(([, pixel]) => pixel);
      fingers.set(event.pointerId, at);
      if (others.length) hands.zoom(apart(others[0], at) / Math.max(1, apart(others[0], before)), [(others[0][0] + at[0]) / 2, (others[0][1] + at[1]) / 2]);
      hands.move((at[0] - before[0]) / fingers.size, (at[1] - before[1]) / fingers.size);
    },
    pointerup: (event) => fingers.delete(event.pointerId),
    pointercancel: (event) => fingers.delete(event.pointerId),
    click(event) {
      const group = targetOf(event, "[data-fold]")?.getAttribute("data-fold"), node = nodeOf(event);
      if (panned) return void (panned = false);
      if (group) hands.fold(group);
      else if (node !== null && !hands.ours(node)) clicked(node, event.timeStamp);
    },
    wheel(event) {
      if (pageScrolls() && !event.ctrlKey) return;
      event.preventDefault();
      hands.zoom(Math.exp(-event.deltaY * (event.deltaMode ? 0.04 : event.ctrlKey ? 0.01 : 0.0016)), place(element, event));
    },
  };
  for (const [type, listener] of Object.entries(listeners)) element.addEventListener(type, listener, { passive: false });
  return () => {
    undoDrag();
    for (const [type, listener] of Object.entries(listeners)) element.removeEventListener(type, listener);
  };
}

/** @param {Event} event @param {string} selector */
const targetOf = ({ target }, selector) => (target instanceof Element ? target.closest(selector) : null);

/** @param {Event} event */
function nodeOf(event) {
  const text = targetOf(event, "[data-node]")?.getAttribute("data-node");
  return text === null || text === undefined ? null : Number(text);
}

/** @param {Pixel} a @param {Pixel} b */
const apart = (a, b) => Math.hypot(a[0] - b[0], a[1] - b[1]);
