// @ts-check
/** From W to W − η∇W: the data's gradient and what λ adds to it, W and b now, and after the coming step. */
import { h, setAttribute } from "../dom.js";
import { t } from "../i18n.js";
import { formatFull } from "../math/format.js";
import { entryName, short } from "../math/softmax-words.js";
import { createCellLines } from "./softmax-cell.js";
import { createGrid, largest, paint } from "./softmax-grid.js";

/** @typedef {import("./softmax.js").Shown} Shown */

const PARTS = /** @type {const} */ (["data", "penalty", "now", "next"]);
const SIGNS = { data: "(p − y) xᵀ", penalty: "λ ∂R/∂W = 2λW", now: "W, b", next: "W − η∇W" };

/** @param {import("./softmax.js").Acts} acts */
export function createUpdate({ look }) {
  let hovered = /** @type {[number, number] | null} */ (null), shown = /** @type {Shown | null} */ (null);
  const on = { point: (/** @type {[number, number] | null} */ cell) => { hovered = cell; if (shown) part.show(shown); }, take: (/** @type {[number, number]} */ cell) => look({ cell }) };
  const grids = PARTS.map((name) => ({ name, grid: createGrid(on, `softmax.update.${name}`) })), lines = createCellLines();
  const part = {
    element: h("div", { class: "softmax-update" }, h("div", { class: "softmax-four" }, grids.map(({ name, grid }) => h("div", { "data-part": name }, h("h3", null, h("span", { class: "softmax-math", lang: "en" }, SIGNS[name]), " ", h("span", { class: "quiet", "data-t": `softmax.update.${name}` })), grid.element))), lines.element),
    /** @param {Shown} now */
    show(now) {
      shown = now;
      const { answer, softmax } = now, count = softmax.x.length, cell = hovered ?? softmax.cell;
      const values = {
        data: join(answer.grad.data, answer.grad.b), penalty: join(answer.grad.penalty, answer.b.map(() => 0)),
        now: join(answer.w, answer.b), next: join(answer.next.w, answer.next.b),
      };
      const most = { g: largest([...values.data, ...values.penalty].flat()), w: largest([...values.now, ...values.next].flat()) };
      part.element.style.setProperty("--inputs", String(count));
      for (const { name, grid } of grids) {
        const cells = grid.fit(answer.b.length, count + 1);
        values[name].forEach((row, k) => row.forEach((value, j) => {
          paint(cells[k][j], value, name === "data" || name === "penalty" ? most.g : most.w, true);
          setAttribute(cells[k][j], "title", `${entryName([k, j], count)}: ${formatFull(value)}`);
          setAttribute(cells[k][j], "aria-label", `${t(`softmax.update.${name}`)} ${entryName([k, j], count)}: ${short(value)}`);
        }));
        grid.mark(cell, softmax.cell);
      }
      lines.show(now, cell);
    },
  };
  return part;
}

/** @param {number[][]} w @param {number[]} b @returns {number[][]} */
const join = (w, b) => w.map((row, k) => [...row, b[k]]);
