// @ts-check
/** How a walker is told in a list: its line and its shape, as they are on the map. */
import { svg } from "../dom.js";
import { DASHES } from "../math/dashes.js";
import { MARKERS } from "../math/markers.js";

/** Half the shape's size, in the picture's units. */
const SIZE = 4.1;

/** A piece of the walker's line, with its shape. @param {string} key */
export function swatch(key) {
  const dash = DASHES[key].map((length) => length / 2).join(" ");
  const line = svg("line", { x1: 2, y1: 6, x2: 20, y2: 6, "stroke-dasharray": dash, "stroke-linecap": "round", "stroke-width": 3.5 });
  line.style.stroke = `var(--method-${key})`;
  const shape = svg("polygon", { points: MARKERS[key].map(([x, y]) => `${(11 + x * SIZE).toFixed(2)},${(6 + y * SIZE).toFixed(2)}`).join(" "), "stroke-width": 1.4, "stroke-linejoin": "round" });
  shape.style.fill = `var(--method-${key})`;
  shape.style.stroke = "var(--panel)";
  return svg("svg", { class: "swatch", viewBox: "0 0 22 12", "aria-hidden": "true" }, line, shape);
}
