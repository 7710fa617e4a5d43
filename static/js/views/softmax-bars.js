// @ts-check
/** The bars p with their targets y and the arrows p − y. A bar is pulled by its logit, which is moved by its bias; a target by its share. */
import { h, setAttribute, setText, svg } from "../dom.js";
import { draggable } from "../drag.js";
import { t } from "../i18n.js";
import { arrowOf, barsOf, heightOf, heldAt, shareAt } from "../math/softmax-bars.js";
import { formatFull } from "../math/format.js";
import { FAR, certain, from, logitFor, shared, withBias } from "../math/softmax-state.js";
import { logit, short } from "../math/softmax-words.js";
import { className } from "./softmax-controls.js";

/** @typedef {import("./softmax.js").Shown} Shown */
/** @typedef {{k: number, part: "bar" | "target", gesture: number, o: number, p: number, b: number}} Held */

let gestures = 0;

/** @param {import("./softmax.js").Acts} acts @param {() => void} again */
export function createBars({ change, look }, again) {
  const picture = svg("svg", { class: "softmax-bars", role: "group", "data-t-label": "softmax.bars" });
  const element = h("div", { class: "softmax-picture" }, picture);
  let size = [0, 0], bars = barsOf(1, 1, 1, { head: 1, foot: 1, em: 1 }), shown = /** @type {Shown | null} */ (null);
  /** @type {ReturnType<typeof createColumn>[]} */
  let columns = [];

  draggable(/** @type {any} */ (picture), {
    hit: (x, y) => {
      const held = heldAt(bars, x, y);
      return held && shown && shown.answer.p[held.k] !== null ? { ...held, gesture: ++gestures, o: shown.answer.o[held.k], p: shown.answer.p[held.k], b: shown.answer.b[held.k] } : null;
    },
    at: ({ k, part }) => ({ x: 0, y: heightOf(bars, part === "bar" ? shown?.answer.p[k] : shown?.softmax.y[k] ?? 0) }),
    start: ({ k, part }) => {
      /** @type {any} */ (columns[k][part]).focus({ preventScroll: true });
      element.classList.add("held");
    },
    move: ({ k, part, gesture, o, p, b }, _, y) => {
      const share = shareAt(bars, y);
      if (part === "bar") change((softmax, answer) => withBias(from(softmax, answer), k, Number((b + logitFor(o, p, share) - o).toFixed(3))), gesture);
      else change((softmax, answer) => ({ ...from(softmax, answer), y: shared(softmax.y, k, Math.round(share * 100) / 100) }), gesture);
    },
    end: (held, moved) => {
      element.classList.remove("held");
      if (!moved && held.part === "bar") look({ chosen: held.k, cell: [held.k, shown?.softmax.cell[1] ?? 0] });
      else if (!moved) change((softmax, answer) => ({ ...from(softmax, answer), y: certain(softmax.y.length, held.k) }));
    },
    keyboard: (dx, dy, event) => {
      const at = /** @type {SVGElement} */ (event.target), k = Number(at.dataset?.k);
      if (!at.dataset?.part) return false;
      const by = (dx + dy) * (event.shiftKey ? 10 : 1);
      if (at.dataset.part === "bar") change((softmax, answer) => moved(from(softmax, answer), answer, k, by / 10));
      else change((softmax, answer) => ({ ...from(softmax, answer), y: shared(softmax.y, k, Math.round(softmax.y[k] * 100 + by) / 100) }));
    },
  });

  return {
    element,
    measure() {
      const next = [picture.clientWidth || element.clientWidth, picture.clientHeight || element.clientHeight];
      const changed = next[0] !== size[0] || next[1] !== size[1];
      size = next;
      return changed;
    },
    /** @param {Shown} now */
    show(now) {
      shown = now;
      const { answer, softmax } = now, classes = answer.p.length;
      if (!size[0]) size = [element.clientWidth, element.clientHeight];
      const em = parseFloat(getComputedStyle(element).fontSize) || 13;
      bars = barsOf(size[0], size[1], classes, { head: em * 1.4, foot: em * 2.75, em });
      setAttribute(picture, "viewBox", `0 0 ${Math.max(1, size[0])} ${Math.max(1, size[1])}`);
      setAttribute(picture, "aria-label", t("softmax.bars"));
      if (columns.length !== classes) {
        columns = Array.from({ length: classes }, (_, k) => createColumn(k));
        picture.replaceChildren(svg("line", { class: "softmax-base" }), ...columns.map((column) => column.element));
      }
      const base = /** @type {SVGElement} */ (picture.firstChild);
      for (const [name, value] of Object.entries({ x1: 0, x2: size[0], y1: bars.base, y2: bars.base })) setAttribute(base, name, value);
      const shifted = softmax.section === "shift";
      columns.forEach((column, k) => column.show(bars, { em, k, name: className(k), p: (shifted ? answer.shifted.p : answer.p)[k], y: softmax.y[k], o: (shifted ? answer.shifted.o : answer.o)[k], delta: answer.delta[k], shifted, chosen: softmax.chosen === k && softmax.section === "derivation" }));
    },
  };
}

/** @param {import("../math/softmax-state.js").Softmax} softmax @param {any} answer @param {number} k @param {number} by */
function moved(softmax, answer, k, by) {
  const o = answer.o[k] + softmax.b[k] - answer.b[k];
  return Math.abs(o + by) > FAR && Math.abs(o + by) > Math.abs(o) ? softmax : withBias(softmax, k, Number((softmax.b[k] + by).toFixed(6)));
}

/** @param {number} k */
function createColumn(k) {
  const slider = (/** @type {string} */ part, /** @type {number} */ least, /** @type {number} */ most) => svg("rect", { class: `softmax-${part}`, tabindex: 0, role: "slider", "data-k": k, "data-part": part, "aria-valuemin": least, "aria-valuemax": most, "aria-orientation": "vertical" });
  const bar = slider("bar", -FAR, FAR), target = slider("target", 0, 1), grip = svg("line", { class: "softmax-grip" });
  const value = svg("text", { class: "softmax-value" }), wanted = svg("text", { class: "softmax-wanted" }), name = svg("text", { class: "softmax-name" }), below = svg("text", { class: "softmax-logit" }), difference = svg("text", { class: "softmax-difference" });
  const shaft = svg("line", { class: "softmax-shaft" }), head = svg("path", { class: "softmax-head" });
  const put = (/** @type {Element} */ at, /** @type {Record<string, any>} */ attributes) => Object.entries(attributes).forEach(([key, one]) => setAttribute(at, key, one));
  return {
    element: svg("g", null, target, bar, grip, shaft, head, value, wanted, difference, name, below),
    bar, target,
    /** @param {import("../math/softmax-bars.js").Bars} bars @param {{em: number, k: number, name: string, p: number | null, y: number, o: number | null, delta: number | null, shifted: boolean, chosen: boolean}} of */
    show(bars, { em, name: called, p, y, o, delta, shifted, chosen }) {
      const { bar: [bx, wide], target: [tx, tw], arrow, middle, labelled } = bars.columns[k], top = heightOf(bars, p ?? 0), above = heightOf(bars, y);
      put(bar, { x: bx, width: wide, y: top, height: Math.max(1, bars.base - top), "aria-label": t("softmax.bar", { name: called }), "aria-valuenow": o, "aria-valuetext": t("softmax.bar.value", { o: logit(o), p: short(p, 3), delta: short(delta, 3) }) });
      put(grip, { x1: bx, x2: bx + wide, y1: top, y2: top });
      put(target, { x: tx, width: tw, y: Math.min(above, bars.base - 1), height: Math.max(0.1, bars.base - above), "aria-label": t("softmax.target", { name: called }), "aria-valuenow": y, "aria-valuetext": short(y, 3) });
      put(value, { x: bx + wide / 2, y: top - em * 0.35 });
      setText(value, short(p));
      put(wanted, { x: tx + tw / 2, y: above - em * 0.35 });
      setText(wanted, y === 0 || y === 1 ? String(y) : short(y));
      const { from: start, to, neck, head: length, way } = arrowOf(bars, y, p ?? y), half = length * 0.55;
      put(shaft, { x1: arrow, x2: arrow, y1: start, y2: neck });
      setAttribute(head, "d", length > 0.5 ? `M${arrow},${to}L${arrow - half},${to - way * length}L${arrow + half},${to - way * length}Z` : "M0,0");
      put(difference, { x: arrow + 9, y: Math.min(bars.base - 2, Math.max(bars.top + em * 0.7, (start + to) / 2 + em * 0.35)), visibility: labelled ? "visible" : "hidden" });
      setText(difference, short(delta));
      put(name, { x: middle, y: bars.base + em * 1.2, "data-chosen": chosen });
      setText(name, chosen ? `▸ ${called}` : called);
      put(below, { x: middle, y: bars.base + em * 2.4 });
      setText(below, `${shifted ? "o + c" : "o"} = ${logit(o)}`);
      setTitle(bar, `o = ${formatFull(o)}\np = ${formatFull(p)}\np − y = ${formatFull(delta)}`);
    },
  };
}

/** @param {SVGElement} element @param {string} text */
function setTitle(element, text) {
  if (!element.firstChild) element.append(svg("title", null));
  setText(/** @type {Element} */ (element.firstChild), text);
}
