// @ts-check
/**
 * The graph by keyboard. ←/→ stay with the walk. Up and down change a focused leaf (Shift: finer), elsewhere they go to the node before or after;
 * with Alt they always do. Enter goes to a step in the walk, or opens a leaf's number; Space picks; + − 0 zoom; Esc gives back.
 */
import { newGesture } from "../actions.js";

/**
 * @typedef {object} Keys
 * @property {(node: number) => boolean} ours @property {(node: number, steps: number, fine: boolean, gesture: number) => void} step @property {(node: number, by: number) => void} next
 * @property {(node: number) => void} pick @property {(node: number) => void} go @property {(node: number) => void} type @property {(group: string) => void} fold
 * @property {(by: number) => void} walk @property {(factor: number) => void} zoom @property {() => void} fit @property {() => void} leave
 */

/** Milliseconds after which another press is another undo. */
const PAUSE = 900;

/** @param {SVGElement} element @param {Keys} keys @returns {() => void} undoes it */
export function listen(element, keys) {
  let gesture = 0, pressed = -Infinity;
  const upDown = (/** @type {KeyboardEvent} */ event, /** @type {number} */ node) => {
    const up = event.key === "ArrowUp";
    if (event.altKey || !keys.ours(node)) return keys.next(node, up ? -1 : 1);
    if (event.timeStamp - pressed > PAUSE) gesture = newGesture();
    pressed = event.timeStamp;
    keys.step(node, up ? 1 : -1, event.shiftKey, gesture);
  };
  const onNode = (/** @type {KeyboardEvent} */ event, /** @type {number} */ node) => {
    const { key } = event;
    if (key === "ArrowUp" || key === "ArrowDown") return upDown(event, node), true;
    if (key === "Enter") return keys.ours(node) ? keys.type(node) : keys.go(node), true;
    if (key === " ") return keys.pick(node), true;
    if (/^[0-9−.-]$/.test(key) && keys.ours(node) && key !== "-") return keys.type(node), true;
    return false;
  };
  const down = (/** @type {KeyboardEvent} */ event) => {
    if (event.ctrlKey || event.metaKey || !(event.target instanceof Element)) return;
    const node = event.target.closest("[data-node]")?.getAttribute("data-node"), group = event.target.closest("[data-fold]")?.getAttribute("data-fold");
    let used = true;
    if (node && onNode(event, Number(node))) used = true;
    else if (group && (event.key === "Enter" || event.key === " ")) keys.fold(group);
    else if (event.key === "ArrowLeft" || event.key === "ArrowRight") event.shiftKey ? (used = false) : keys.walk(event.key === "ArrowRight" ? 1 : -1);
    else if (event.key === "+" || event.key === "=") keys.zoom(1.25);
    else if (event.key === "-" || event.key === "_") keys.zoom(0.8);
    else if (event.key === "0") keys.fit();
    else if (event.key === "Escape") keys.leave();
    else used = false;
    if (!used) return;
    event.preventDefault();
    event.stopPropagation();
  };
  element.addEventListener("keydown", down);
  return () => element.removeEventListener("keydown", down);
}
