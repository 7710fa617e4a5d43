// @ts-check
/** How a walker is told in a list: its line, as it is on the map. */
import { svg } from "../dom.js";
import { DASHES } from "../math/dashes.js";

/** A piece of the walker's line. @param {string} key */
export function swatch(key) {
  const dash = DASHES[key].map((length) => length / 2).join(" ");
  const line = svg("line", { x1: 2, y1: 6, x2: 20, y2: 6, "stroke-dasharray": dash, "stroke-linecap": "round", "stroke-width": 3.5 });
  line.style.stroke = `var(--method-${key})`;
  return svg("svg", { class: "swatch", viewBox: "0 0 22 12", "aria-hidden": "true" }, line);
}
