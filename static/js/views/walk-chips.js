// @ts-check
/**
 * The walk as a row of chips: a node forward, f, the same nodes backward. The one at hand is filled and kept in sight. One chip can be
 * focused at a time: from there the keys of the walk lead on.
 */
import { walkPut } from "../actions.js";
import { h, setAttribute, setText } from "../dom.js";
import { t } from "../i18n.js";
import { formatFull, formatWire } from "../math/format.js";
import { called, chipNumber, chipTitle, resultName, told } from "./walk-words.js";

/** @typedef {import("../math/graph-now.js").Now} Now */
/** @typedef {{element: HTMLElement, name: HTMLElement, number: HTMLElement}} Chip */

/** @param {import("../store.js").Store} store */
export function walkChips(store) {
  const forward = h("ol", null), backward = h("ol", null), turn = chip(() => store.dispatch(walkPut(count)));
  const groups = [["forward", forward], ["turn", h("ol", null, h("li", null, turn.element))], ["backward", backward]].map(([name, list]) =>
    h("div", { class: `walk-group ${name}` }, h("span", { class: "label", "data-t": `walk.${name}` }, t(`walk.${name}`)), list));
  const element = h("div", { class: "walk-chips", role: "group", "data-t-label": "walk.chips", "aria-label": t("walk.chips") }, groups);
  let count = 0, shape = "", place = "", sight = () => {};
  const resized = new ResizeObserver(() => sight());
  for (const one of [element, forward, backward]) resized.observe(one); // the chips may grow after they were brought into sight
  /** What is told of a chip in all digits is put together when it is pointed at. @type {WeakMap<Element, () => string>} */
  const titles = new WeakMap();
  const point = (/** @type {Event} */ { target }) => {
    const button = target instanceof Element ? target.closest("button") : null;
    if (button) setAttribute(button, "title", titles.get(button)?.());
  };
  element.addEventListener("pointerover", point);
  element.addEventListener("focusin", point);
  let ahead = /** @type {Chip[]} */ ([]), behind = /** @type {Chip[]} */ ([]);

  /** @param {Now} now */
  const build = ({ picture, walk }) => {
    const wanted = walk.steps.map((node) => picture.nodes[node].key).join("\n");
    if (wanted === shape) return;
    shape = wanted;
    count = walk.count;
    ahead = walk.steps.map((_, at) => chip(() => store.dispatch(walkPut(at + 1))));
    behind = walk.steps.map((_, at) => chip(() => store.dispatch(walkPut(walk.count + at + 1))));
    forward.replaceChildren(...ahead.map((one) => h("li", null, one.element)));
    backward.replaceChildren(...behind.map((one) => h("li", null, one.element)));
  };
  return {
    element,
    /** @param {Now | null} now */
    show(now) {
      element.classList.toggle("old", now?.error !== null);
      if (!now) return;
      const focused = element.contains(document.activeElement);
      build(now);
      const { picture, walk, known: { at } } = now, f = picture.nodes[picture.nodes.length - 1];
      const all = [...ahead, turn, ...behind];
      const put = (/** @type {Chip} */ one, /** @type {number} */ node, /** @type {number} */ turned, /** @type {boolean} */ back) => {
        const known = at >= turned;
        write(one, short(called(picture, node)), known ? chipNumber(picture, node, back) : "", at === turned ? "now" : known ? "done" : "todo");
        titles.set(one.element, () => (known ? chipTitle(picture, node, back) : called(picture, node)));
      };
      walk.steps.forEach((node, i) => put(ahead[i], node, i + 1, false));
      walk.steps.forEach((node, i) => put(behind[walk.count - 1 - i], node, walk.end - i, true));
      write(turn, resultName(now), at >= walk.count ? told(f.value, formatWire) : "", at >= walk.count ? "done" : "todo");
      titles.set(turn.element, () => `${resultName(now)} = ${at >= walk.count ? told(f.value, formatFull) : "?"}`);
      const here = at === 0 ? all[0] : at > walk.count ? behind[at - walk.count - 1] : ahead[at - 1];
      for (const one of all) setAttribute(one.element, "tabindex", one === here ? "0" : "-1");
      for (const one of all) setAttribute(one.element, "aria-current", one === here && at > 0 ? "step" : null);
      if (focused && here) here.element.focus({ preventScroll: true });
      const there = `${at} ${shape}`;
      if (!here || there === place) return;
      place = there;
      sight = () => bring(element, here.element, at === 0);
      requestAnimationFrame(sight); // where it is can be read when what was written now has been laid out
    },
    destroy: () => resized.disconnect(),
  };
}

/** The name of a chip; a label may be longer than a chip is wide. @param {string} name */
const short = (name) => (name.length > 14 ? `${name.slice(0, 13)}…` : name);

/** @param {() => void} onclick @returns {Chip} */
function chip(onclick) {
  const name = h("span", { class: "walk-chip-name" }), number = h("span", { class: "walk-chip-number" });
  return { element: h("button", { type: "button", class: "walk-chip", onclick }, name, number), name, number };
}

/** @param {Chip} chip @param {string} name @param {string} number @param {"done" | "now" | "todo"} look */
function write({ element, name: first, number: second }, name, number, look) {
  setText(first, name);
  setText(second, number);
  setAttribute(element, "data-look", look);
}

/** Into sight with a neighbour on either side, without moving the page; from far away at once. @param {HTMLElement} row @param {HTMLElement} chip @param {boolean} first */
function bring(row, chip, first) {
  const box = row.getBoundingClientRect(), at = chip.getBoundingClientRect(), room = Math.min(140, box.width / 4);
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches, how = (/** @type {number} */ by) => (still || Math.abs(by) > box.width ? "instant" : "smooth");
  if (first) return void (row.scrollLeft > 0 && row.scrollTo({ left: 0, behavior: how(row.scrollLeft) }));
  const by = at.left < box.left + room ? at.left - box.left - room : at.right > box.right - room ? at.right - box.right + room : 0;
  if (Math.abs(by) > 1) row.scrollBy({ left: by, behavior: how(by) });
}
