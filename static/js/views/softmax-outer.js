// @ts-check
/** The outer product (p − y)xᵀ as a grid: every cell one number of p − y times one of x; the last column meets the bias's input, 1. */
import { h, setAttribute } from "../dom.js";
import { t } from "../i18n.js";
import { formatFull } from "../math/format.js";
import { from, withInput } from "../math/softmax-state.js";
import { below, entryName, factor, short } from "../math/softmax-words.js";
import { createCellLines } from "./softmax-cell.js";
import { createGrid, largest, paint } from "./softmax-grid.js";
import { className } from "./softmax-controls.js";

/** @typedef {import("./softmax.js").Shown} Shown */

/** @param {import("./softmax.js").Acts} acts */
export function createOuter({ change, look }) {
  let hovered = /** @type {[number, number] | null} */ (null), shown = /** @type {Shown | null} */ (null);
  const again = () => shown && part.show(shown);
  const grid = createGrid({ point: (cell) => { hovered = cell; again(); }, take: (cell) => look({ cell }) }, "softmax.outer");
  const head = h("div", { class: "softmax-xs" }), lines = createCellLines();
  const title = h("p", { class: "softmax-title" }, h("span", { class: "softmax-math", lang: "en" }, "∇", h("sub", null, "W"), h("i", null, "L"), " = (", h("i", null, "p"), " − ", h("i", null, "y"), ") ", h("i", null, "x"), h("sup", null, "T")), " ", h("span", { class: "quiet", "data-t": "softmax.outer.note" }));
  /** @type {HTMLInputElement[]} */
  let inputs = [];
  /** @type {HTMLElement[]} */
  let sides = [];
  const one = h("span", { class: "softmax-cell bias", "data-t-title": "softmax.one" }, h("span", { class: "quiet" }, "b: "), "1");
  const make = (/** @type {number} */ count) => {
    inputs = Array.from({ length: count }, (_, j) => inputOf(j, (by) => change((softmax, answer) => withInput(from(softmax, answer), j, by(softmax.x[j])))));
    head.replaceChildren(h("span", { class: "softmax-corner softmax-math", lang: "en" }, "p−y↓ x→"), ...inputs, one);
    sides = [];
  };
  const part = {
    element: h("div", { class: "softmax-outer" }, title, h("div", { class: "softmax-product" }, head, grid.element), lines.element),
    /** @param {Shown} now */
    show(now) {
      shown = now;
      const { answer, softmax } = now, { data, b } = answer.grad, count = softmax.x.length, cell = hovered ?? softmax.cell;
      if (inputs.length !== count) make(count);
      part.element.style.setProperty("--inputs", String(count));
      if (sides.length !== b.length) sides = b.map(() => h("span", { class: "softmax-cell side", role: "rowheader" }));
      const cells = grid.fit(b.length, count + 1, (k) => [sides[k]]), mostX = largest(softmax.x), mostD = largest(answer.delta), most = largest([...data.flat(), ...b]);
      inputs.forEach((input, j) => {
        if (document.activeElement !== input) input.value = short(softmax.x[j]).replace(/0$/, "");
        paint(input, softmax.x[j], mostX);
        setAttribute(input, "data-here", cell[1] === j);
        setAttribute(input, "aria-label", `x${below(j)}`);
      });
      setAttribute(one, "data-here", cell[1] === count);
      sides.forEach((side, k) => {
        paint(side, answer.delta[k], mostD);
        setAttribute(side, "data-here", cell[0] === k);
        setAttribute(side, "aria-label", t("softmax.side", { name: className(k), delta: short(answer.delta[k]) }));
      });
      cells.forEach((row, k) => row.forEach((at, j) => {
        const value = j < count ? data[k][j] : b[k], name = entryName([k, j], count);
        paint(at, value, most);
        setAttribute(at, "title", `∂L/∂${name} = ${formatFull(value)}`);
        setAttribute(at, "aria-label", `∂L/∂${name} = (p − y)${below(k)} · ${j < count ? `x${below(j)}` : "1"} = ${short(answer.delta[k])} × ${j < count ? factor(softmax.x[j]) : 1} = ${short(value)}`);
      }));
      grid.mark(cell, softmax.cell);
      lines.show(now, cell);
    },
  };
  return part;
}

/** A number of x: typed, or moved by a tenth with the arrows. @param {number} j @param {(by: (before: number) => number) => void} put */
function inputOf(j, put) {
  const input = h("input", { class: "softmax-cell", inputmode: "decimal", autocomplete: "off", "aria-label": `x${below(j)}` });
  const fits = (/** @type {number} */ value) => Math.min(100, Math.max(-100, Number(value.toFixed(6))));
  input.addEventListener("change", () => {
    const value = Number(input.value.replace("−", "-").replace(",", "."));
    if (input.value.trim() !== "" && Number.isFinite(value)) put(() => fits(value));
    input.blur();
  });
  input.addEventListener("keydown", (event) => {
    const by = { ArrowUp: 0.1, ArrowDown: -0.1 }[event.key];
    if (!by) return;
    event.preventDefault();
    event.stopPropagation();
    put((before) => {
      const value = fits(before + by * (event.shiftKey ? 10 : 1));
      input.value = short(value);
      return value;
    });
  });
  return input;
}
