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
  const { w, h, rows, columns } = /** @type {NonNullable<typeof cell>} */ (cell), cells = (w >= NUMBERED && h >= 14 ? written : shaded)({ rows, columns, w, h, x, y });
  const frame = svg("rect", { class: `graph-frame ${kind}`, x, y, width: w * columns, height: h * rows });
  return {
    element: svg("g", { class: `graph-cells ${kind}` }, cells.element, frame),
    /** @param {readonly (readonly number[])[] | null} matrix */
    show(matrix) {
      setAttribute(frame, "class", `graph-frame ${kind}${matrix ? "" : " empty"}`);
      cells.show(matrix?.flat() ?? []);
    },
  };
}

/** @typedef {{rows: number, columns: number, w: number, h: number, x: number, y: number}} Grid  how many cells, how large, and where they begin */

/** A number in every cell. @param {Grid} grid */
function written({ rows, columns, w, h, x, y }) {
  const cells = Array.from({ length: rows * columns }, (_, i) => {
    const left = x + (i % columns) * w, top = y + Math.floor(i / columns) * h, title = svg("title"), text = svg("text", { class: "graph-cell-text", x: left + w / 2, y: top + h / 2 + 4 });
    return { rect: svg("rect", { class: "graph-cell", x: left, y: top, width: w, height: h }, title), title, text };
  });
  return {
    element: svg("g", null, cells.map(({ rect, text }) => [rect, text])),
    /** @param {readonly (number | null)[]} flat */
    show(flat) {
      const most = largest(flat);
      cells.forEach(({ rect, title, text }, i) => {
        const value = flat[i] ?? null;
        setAttribute(rect, "class", `graph-cell ${lookOf(value)}`);
        setAttribute(rect, "fill-opacity", opacity(value, most).toFixed(2));
        setText(title, value === null ? "" : formatFull(value));
        squeezed(text, cellText(value), w - 3);
      });
    },
  };
}

const SHADES = 16;

/** Colours only, a path a shade: there may be thousands of cells. The number of one is told where one points. @param {Grid} grid */
export function shaded({ rows, columns, w, h, x, y }) {
  const squares = Array.from({ length: rows * columns }, (_, i) => `M${short(x + (i % columns) * w)} ${short(y + Math.floor(i / columns) * h)}h${short(w)}v${short(h)}h${short(-w)}z`);
  const looks = ["positive", "negative"].flatMap((look) => Array.from({ length: SHADES }, (_, shade) => svg("path", { class: `graph-cell ${look}`, "fill-opacity": (0.08 + (0.62 * shade) / (SHADES - 1)).toFixed(2) })));
  const none = svg("path", { class: "graph-cell none", "fill-opacity": 0.08 }), title = svg("title"), element = svg("g", null, title, none, looks);
  let shown = /** @type {readonly (number | null)[]} */ ([]);
  element.addEventListener("pointermove", (event) => {
    const box = element.getBoundingClientRect(), at = (/** @type {number} */ share, /** @type {number} */ count) => Math.max(0, Math.min(count - 1, Math.floor(share * count)));
    const value = shown[at((event.clientY - box.top) / box.height, rows) * columns + at((event.clientX - box.left) / box.width, columns)];
    setText(title, value === null || value === undefined ? "" : formatFull(value));
  });
  return {
    element,
    /** @param {readonly (number | null)[]} flat */
    show(flat) {
      const most = largest(flat), paths = looks.map(() => ""), empty = squares.filter((_, i) => (flat[i] ?? null) === null).join("");
      shown = flat;
      flat.forEach((value, i) => {
        if (value !== null) paths[(value < 0 ? SHADES : 0) + Math.round((Math.abs(value) / most) * (SHADES - 1))] += squares[i];
      });
      looks.forEach((path, k) => setAttribute(path, "d", paths[k] || null));
      setAttribute(none, "d", empty || null);
    },
  };
}

/** @param {number} value */
const short = (value) => Math.round(value * 100) / 100;

/** @param {readonly (number | null)[]} flat */
const largest = (flat) => flat.reduce((/** @type {number} */ most, value) => Math.max(most, Math.abs(value ?? 0)), 0) || 1;

/** @param {number | null} value */
const lookOf = (value) => (value === null ? "none" : value < 0 ? "negative" : "positive");

/** @param {number | null} value @param {number} most */
const opacity = (value, most) => 0.08 + (value === null ? 0 : (0.62 * Math.abs(value)) / most);

/** No wider than its cell. @param {SVGElement} text @param {string} said @param {number} room */
export function squeezed(text, said, room) {
  const wide = widthOf(said) > room;
  setText(text, said);
  setAttribute(text, "textLength", wide && room);
  setAttribute(text, "lengthAdjust", wide && "spacingAndGlyphs");
  return text;
}
