// @ts-check
/** How a zone of rates is told: a colour, a word, and a mark that is drawn as its loss curve goes. */
import { svg } from "../dom.js";

/** @type {Record<import("../math/fan.js").Zone, string>} */
const MARKS = {
  crawl: "M1 3 L15 6",
  good: "M1 1 C3 8 7 9 15 9",
  oscillates: "M1 1 L4 9 L7 2 L10 8 L13 4 L15 6",
  diverges: "M1 7 L4 5 L6 8 L9 3 L11 9 L15 0",
};

/** @param {import("../math/fan.js").Zone} zone */
export function zoneMark(zone) {
  return svg("svg", { class: "zone-mark", viewBox: "0 0 16 10", "data-zone": zone, "aria-hidden": "true" }, svg("path", { d: MARKS[zone] }));
}
