// @ts-check
/** A grid of signed numbers that is walked with the arrows: cells have a row k and a column j; the last column is the bias's. */
import { h, setAttribute, setText } from "../dom.js";
import { formatFull } from "../math/format.js";
import { logit, short } from "../math/softmax-words.js";

/** Colours a cell by its sign and size, and writes its number. @param {HTMLElement} cell @param {number | null} value @param {number} most @param {boolean} [tight] two places and no more */
export function paint(cell, value, most, tight = false) {
  const share = value === null || !most ? 0 : Math.min(1, Math.sqrt(Math.abs(value) / most));
  cell.style.setProperty("--share", `${(share * 62).toFixed(1)}%`);
  setAttribute(cell, "data-sign", value === null || value === 0 ? null : value > 0 ? "up" : "down");
  if (!(cell instanceof HTMLInputElement)) setText(cell, tight ? logit(value) : short(value));
  setAttribute(cell, "title", formatFull(value));
}

/** The largest of them. @param {readonly (number | null)[]} values */
export const largest = (values) => Math.max(1e-12, ...values.map((value) => Math.abs(value ?? 0)));

/**
 * @param {{point: (cell: [number, number] | null) => void, take: (cell: [number, number]) => void}} on  point: looked at, null: no longer; take: chosen
 * @param {string} label key of the grid's name
 */
export function createGrid({ point, take }, label) {
  const element = h("div", { class: "softmax-grid", role: "grid", "data-t-label": label });
  /** @type {HTMLElement[][]} */
  let cells = [];
  const whereIs = (/** @type {EventTarget | null} */ target) => {
    const at = target instanceof HTMLElement ? target.closest("[data-cell]") : null;
    return at instanceof HTMLElement ? /** @type {[number, number]} */ (at.dataset.cell?.split(",").map(Number)) : null;
  };
  element.addEventListener("pointerover", (event) => event.pointerType !== "touch" && point(whereIs(event.target)));
  element.addEventListener("pointerleave", () => point(null));
  element.addEventListener("click", (event) => {
    const at = whereIs(event.target);
    if (at) take(at);
  });
  element.addEventListener("keydown", (event) => {
    const by = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key], at = whereIs(event.target);
    if (!by || !at) return;
    event.preventDefault();
    event.stopPropagation();
    const next = cells[at[0] + by[0]]?.[at[1] + by[1]];
    if (!next) return;
    next.focus();
    take([at[0] + by[0], at[1] + by[1]]);
  });
  return {
    element,
    /** Makes the cells anew if there are other ones. @param {number} rows @param {number} columns @param {(k: number) => HTMLElement[]} [before] what stands at a row's beginning */
    fit(rows, columns, before = () => []) {
      if (cells.length === rows && cells[0]?.length === columns) return cells;
      cells = Array.from({ length: rows }, (_, k) => Array.from({ length: columns }, (_, j) => h("span", { class: j === columns - 1 ? "softmax-cell bias" : "softmax-cell", role: "gridcell", "data-cell": `${k},${j}` })));
      element.replaceChildren(...cells.map((row, k) => h("div", { role: "row" }, before(k), row)));
      return cells;
    },
    /** Which cell is looked at, which one has the keyboard. @param {readonly [number, number]} cell @param {readonly [number, number]} chosen */
    mark(cell, chosen) {
      cells.forEach((row, k) => row.forEach((one, j) => {
        setAttribute(one, "data-here", k === cell[0] && j === cell[1]);
        setAttribute(one, "tabindex", k === chosen[0] && j === chosen[1] ? 0 : -1);
        setAttribute(one, "aria-selected", String(k === chosen[0] && j === chosen[1]));
      }));
    },
  };
}
