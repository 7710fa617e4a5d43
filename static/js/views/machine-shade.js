// @ts-check
/** f over the plane as shades: along w it is what f is along a line, so a gradient of the engine's numbers says it; of a maxout unit each piece has its part of the plane. */
import { setAttribute, svg } from "../dom.js";
import { regionOf, stopsOf } from "../math/machine-geometry.js";
import { pathOf } from "./machine-plot.js";

/** @typedef {import("../math/machine-geometry.js").Table} Table */
/** @typedef {import("../math/scale.js").Scale} Scale */

const MOST = 56;
let ids = 0;

export function createShade() {
  const id = `shade-${++ids}`, defs = svg("defs"), shapes = svg("g"), element = svg("g", { class: "machine-shade" }, defs, shapes);
  return {
    element,
    /** @param {number[][]} planes  w₁, w₂, level @param {Table | null} table  null: a plane's height is its own @param {{across: number, up: number}} frame @param {Scale} X @param {Scale} Y */
    show(planes, table, frame, X, Y) {
      const tops = planes.map(([w1, w2, level]) => Math.abs(w1) * frame.across + Math.abs(w2) * frame.up + Math.abs(level));
      const top = table && table.range[0] !== null && table.range[1] !== null ? Math.max(...table.range.map((end) => Math.abs(end ?? 0))) : Math.max(1e-9, ...tops);
      fit(defs, planes.length, () => svg("linearGradient", { gradientUnits: "userSpaceOnUse" }));
      fit(shapes, planes.length, () => svg("path"));
      planes.forEach(([w1, w2, level], at) => {
        const gradient = defs.children[at], shape = shapes.children[at], norm = Math.hypot(w1, w2) || 1e-9, reach = (Math.abs(w1) * frame.across + Math.abs(w2) * frame.up) / norm || 1;
        const corners = regionOf(/** @type {[number, number, number][]} */ (planes), at, frame);
        const end = (/** @type {number} */ d) => [X((w1 / norm) * d), Y((w2 / norm) * d)], [[x1, y1], [x2, y2]] = [end(-reach), end(reach)];
        for (const [key, value] of Object.entries({ id: `${id}-${at}`, x1, y1, x2: x2 + 1e-3, y2 })) setAttribute(gradient, key, value);
        const from = level - norm * reach, to = level + norm * reach;
        const stops = table ? stopsOf(table, from, to, MOST) : [from, 0, to].sort((a, b) => a - b).filter((z) => z >= from && z <= to).map((z) => [z, z]);
        fit(gradient, stops.length, () => svg("stop"));
        stops.forEach(([z, a], stop) => {
          const element = /** @type {SVGStopElement} */ (gradient.children[stop]);
          setAttribute(element, "offset", ((z - from) / (to - from || 1)).toFixed(4));
          element.style.stopColor = colourOf(a / top);
        });
        setAttribute(shape, "fill", `url(#${id}-${at})`);
        setAttribute(shape, "d", corners.length ? `${pathOf(corners, X, Y)}Z` : null);
      });
    },
  };
}

/** Of a share of the largest, −1 to 1. @param {number} share */
const colourOf = (share) => `color-mix(in srgb, var(--${share < 0 ? "negative" : "positive"}) ${(62 * Math.min(1, Math.abs(share))).toFixed(1)}%, var(--zero))`;

/** As many children as wanted. @param {Element} parent @param {number} count @param {() => Element} make */
function fit(parent, count, make) {
  while (parent.children.length > count) parent.lastElementChild?.remove();
  while (parent.children.length < count) parent.append(make());
}
