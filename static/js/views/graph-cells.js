// @ts-check
/** Vectors and matrices in a node: the value's cells, and beside them in a red frame the gradient's; blue above zero, orange below. */
import { setAttribute, setText, svg } from "../dom.js";
import { formatFull } from "../math/format.js";
import { cellsAt, cellText, NUMBERED, widthOf } from "../math/graph-sizes.js";

/** @param {import("../math/graph-sizes.js").Form} form */
export function drawnCells(form) {
  const at = cellsAt(form), value = block(form, at.value, "value"), grad = block(form, at.grad, "grad");
  return {
    element: [value.element, grad.element],
    /** @param {any} values @param {any} grads @param {boolean} valued @param {boolean} graded */
    show(values, grads, valued, graded) {
      value.show(valued ? values : null);
      grad.show(graded ? grads : null);
    },
  };
}

/** @param {import("../math/graph-sizes.js").Form} form @param {[number, number]} at @param {string} kind */
function block({ cell }, [x, y], kind) {
  const { w, h, rows, columns } = /** @type {NonNullable<typeof cell>} */ (cell), numbered = w >= NUMBERED && h >= 14;
  const cells = Array.from({ length: rows * columns }, (_, i) => {
    const left = x + (i % columns) * w, top = y + Math.floor(i / columns) * h, title = svg("title"), text = numbered ? svg("text", { class: "graph-cell-text", x: left + w / 2, y: top + h / 2 + 4 }) : null;
    const rect = svg("rect", { class: "graph-cell", x: left, y: top, width: w, height: h }, title);
    return { element: [rect, text], rect, title, text };
  });
  const frame = svg("rect", { class: `graph-frame ${kind}`, x, y, width: w * columns, height: h * rows });
  return {
    element: svg("g", { class: `graph-cells ${kind}` }, cells.map(({ element }) => element), frame),
    /** @param {readonly (readonly number[])[] | null} matrix */
    show(matrix) {
      const flat = matrix?.flat() ?? [], most = flat.reduce((m, v) => Math.max(m, Math.abs(v ?? 0)), 0) || 1;
      setAttribute(frame, "class", `graph-frame ${kind}${matrix ? "" : " empty"}`);
      cells.forEach(({ rect, title, text }, i) => {
        const value = flat[i] ?? null, share = value === null ? 0 : Math.abs(value) / most;
        setAttribute(rect, "class", `graph-cell ${value === null ? "none" : value < 0 ? "negative" : "positive"}`);
        setAttribute(rect, "fill-opacity", (0.08 + 0.62 * share).toFixed(2));
        setText(title, value === null ? "" : formatFull(value));
        if (text) squeezed(text, cellText(value), w - 3);
      });
    },
  };
}

/** No wider than its cell. @param {SVGElement} text @param {string} said @param {number} room */
export function squeezed(text, said, room) {
  const wide = widthOf(said) > room;
  setText(text, said);
  setAttribute(text, "textLength", wide && room);
  setAttribute(text, "lengthAdjust", wide && "spacingAndGlyphs");
  return text;
}
