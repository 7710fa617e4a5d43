// @ts-check
/** The chosen function, large, over the histogram of the network's own sums z; maxout's lines are held at two places each. */
import { setAttribute, setText, svg } from "../dom.js";
import { draggable } from "../drag.js";
import { t } from "../i18n.js";
import { format } from "../math/format.js";
import { HELD, bandsOf, lineThrough, pathOf, pointsOf, sampled } from "../math/gallery-curves.js";
import { linear } from "../math/scale.js";

/** @typedef {import("./gallery-tile.js").Said} Said */
/** @typedef {import("./gallery.js").Change} Change */
/** @typedef {import("../neuron.js").Gallery} Gallery */

/** What is shown of f: what ends on both sides is looked at from near, lines from so far that they can be held. */
const HEIGHTS = /** @type {Record<string, readonly [number, number]>} */ ({ sigmoid: [-0.62, 1.3], tanh: [-1.7, 1.5], maxout: [-3.6, 3.4] }), USUAL = /** @type {const} */ ([-1.7, 3]);
const FOOT = 1.33, BARS = 0.4; // FOOT in letters
/** A line may be held so high; a key moves it so far. */
const HIGHEST = 3, BY_KEY = 0.1, NEAR = 20;

/** @param {Change} change @param {(z: number) => void} move */
export function createPicture(change, move) {
  const parts = {
    flat: svg("g", { class: "flat" }), bars: svg("g", { class: "bars" }), axes: svg("path", { class: "axis" }), lines: svg("g", { class: "lines" }),
    slope: svg("path", { class: "slope" }), f: svg("path", { class: "f" }), rule: svg("path", { class: "rule" }), ticks: svg("g", { class: "ticks" }),
  };
  const dots = [svg("circle", { class: "slope-dot", r: 5 }), svg("circle", { class: "f-dot", r: 5 })];
  const sight = svg("g", { role: "img" }, Object.values(parts), dots), hold = svg("g", null);
  const picture = svg("svg", { class: "gallery-picture" }, sight, hold);
  let size = { width: 0, height: 0, em: 12 }, gallery = /** @type {Gallery | null} */ (null), holds = /** @type {Hold[]} */ ([]);
  const X = () => linear([-6, 6], [0, size.width]);
  const Y = () => linear(HEIGHTS[gallery?.name ?? ""] ?? USUAL, [footOf(size), 0]);
  let points = /** @type {Record<"f" | "slope", [number, number][]>} */ ({ f: [], slope: [] });
  const drawn = /** @type {Record<string, unknown[]>} */ ({});
  /** Whether a part was drawn of something else. @param {string} part @param {...unknown} needs */
  const changed = (part, ...needs) => {
    const same = drawn[part]?.every((need, at) => need === needs[at]) ?? false;
    drawn[part] = needs;
    return !same;
  };
  /** All that stays while the cursor moves. @param {import("../math/gallery-curves.js").Tables} tables @param {string} name @param {Scale} x @param {Scale} y */
  const draw = (tables, name, x, y) => {
    const curve = tables.curves[name], foot = footOf(size);
    points = { f: pointsOf(tables, name, "f"), slope: pointsOf(tables, name, "slope") };
    setAttribute(parts.axes, "d", `M0 ${y(0)}H${size.width}M${x(0)} 0V${foot}`);
    setAttribute(parts.f, "d", pathOf(points.f, x, y));
    setAttribute(parts.slope, "d", pathOf(points.slope, x, y));
    setAttribute(parts.rule, "d", `M0 0V${foot}`);
    parts.flat.replaceChildren(...bandsOf(curve, x).map(([left, width]) => svg("rect", { x: left, y: 0, width, height: foot })));
    parts.ticks.replaceChildren(...ticksOf(x, y, size));
    parts.lines.replaceChildren(...(curve.lines ?? []).map(([left, right]) => svg("path", { d: `M${x(tables.from)} ${y(left)}L${x(tables.to)} ${y(right)}` })));
  };
  /** @param {number} line @param {number} end @param {number} height */
  const lift = (line, end, height) => {
    if (!gallery) return;
    const [w, b] = gallery.lines[line], now = HELD.map((z) => w * z + b), wanted = Math.max(-HIGHEST, Math.min(HIGHEST, Math.round(height * 20) / 20));
    const [left, right] = now.map((old, at) => (at === end ? wanted : old));
    change({ lines: gallery.lines.map((old, at) => (at === line ? lineThrough(left, right) : old)) });
  };
  const nearest = (/** @type {number} */ x, /** @type {number} */ y) => {
    const [best] = holds.map((one) => ({ one, far: Math.hypot(one.x - x, one.y - y) })).sort((a, b) => a.far - b.far);
    return best && best.far < NEAR ? best.one : null;
  };
  draggable(picture, {
    hit: (x, y, event) => {
      const one = nearest(x, y);
      if (one) return one;
      return event.pointerType === "touch" && Math.abs(x - X()(gallery?.z ?? 0)) > NEAR ? null : { line: -1, end: 0, x, y };
    },
    at: ({ x, y }) => ({ x, y }),
    start: ({ line }, x) => void (line < 0 && move(X().invert(x))),
    move: ({ line, end }, x, y) => (line < 0 ? move(X().invert(x)) : lift(line, end, Y().invert(y))),
  });
  return {
    element: picture, picture,
    measure() {
      const { clientWidth: width, clientHeight: height } = picture, em = parseFloat(getComputedStyle(picture).fontSize) || 12, other = width !== size.width || height !== size.height || em !== size.em;
      if (other) size = { width, height, em };
      return other;
    },
    /** @param {Said} said */
    show({ tables, at, data, gallery: now }) {
      gallery = now;
      const known = at?.values?.[now.name], x = X(), y = Y();
      setAttribute(sight, "aria-label", t("gallery.alt", { name: t(`activation.${now.name}`), z: format(now.z), f: format(known?.f), slope: format(known?.slope) }));
      if (!tables || size.width < 40 || size.height < 40) return;
      const curve = tables.curves[now.name], foot = footOf(size);
      if (changed("curve", curve, size)) draw(tables, now.name, x, y);
      if (changed("bars", data?.z, size)) parts.bars.replaceChildren(...barsOf(data?.z, x, foot));
      setAttribute(parts.rule, "transform", `translate(${x(now.z)})`);
      for (const [k, kind] of /** @type {const} */ (["slope", "f"]).entries()) {
        setAttribute(dots[k], "cx", x(now.z));
        setAttribute(dots[k], "cy", Math.max(-12, Math.min(size.height + 12, y(sampled(points[kind], now.z)))));
      }
      holds = curve.lines ? holding(now, x, y) : [];
      showHolds(hold, holds, now, lift);
    },
  };
}

/** @typedef {{line: number, end: number, x: number, y: number}} Hold */
/** @typedef {import("../math/scale.js").Scale} Scale */

/** Where lines can be taken. @param {Gallery} gallery @param {Scale} X @param {Scale} Y @returns {Hold[]} */
function holding({ lines }, X, Y) {
  return lines.flatMap(([w, b], line) => HELD.map((z, end) => ({ line, end, x: X(z), y: Y(w * z + b) })));
}

/** The same circles as long as there are so many: one of them may have the focus. @param {SVGGElement} group @param {Hold[]} holds @param {Gallery} gallery @param {(line: number, end: number, height: number) => void} lift */
function showHolds(group, holds, { lines }, lift) {
  if (group.children.length !== holds.length) {
    group.replaceChildren(...holds.map(({ line, end }) => {
      const circle = svg("circle", { class: "hold", r: 7, tabindex: 0, role: "slider", "aria-valuemin": -HIGHEST, "aria-valuemax": HIGHEST });
      draggable(circle, { hit: () => null, keyboard: (_, dy) => {
        if (!dy) return false;
        const [w, b] = /** @type {[number, number]} */ (JSON.parse(circle.dataset.line ?? "[0,0]"));
        lift(line, end, w * HELD[end] + b + dy * BY_KEY);
      } });
      return circle;
    }));
  }
  for (const [at, { line, end, x, y }] of holds.entries()) {
    const circle = /** @type {SVGCircleElement} */ (group.children[at]), [w, b] = lines[line];
    setAttribute(circle, "cx", x);
    setAttribute(circle, "cy", y);
    setAttribute(circle, "data-line", JSON.stringify(lines[line]));
    setAttribute(circle, "aria-label", t("gallery.hold", { n: line + 1, z: format(HELD[end]) }));
    setAttribute(circle, "aria-valuenow", Math.round((w * HELD[end] + b) * 1e4) / 1e4);
    setAttribute(circle, "aria-valuetext", t("gallery.hold.value", { n: line + 1, w: format(w), b: format(b) }));
  }
}

/** @param {{height: number, em: number}} size */
const footOf = ({ height, em }) => height - Math.round(FOOT * em);

/** @param {{from: number, to: number, counts: number[]} | null | undefined} z @param {Scale} X @param {number} foot */
function barsOf(z, X, foot) {
  if (!z) return [];
  const most = Math.max(1, ...z.counts), step = (z.to - z.from) / z.counts.length;
  return z.counts.flatMap((count, at) => {
    const left = X(z.from + at * step), height = (BARS * foot * count) / most;
    return count ? [svg("rect", { x: left + 0.5, y: foot - height, width: Math.max(1, X(z.from + (at + 1) * step) - left - 1), height })] : [];
  });
}

/** @param {Scale} X @param {Scale} Y @param {{width: number, height: number, em: number}} size */
function ticksOf(X, Y, { height, em }) {
  const across = [-4, -2, 0, 2, 4].map((z) => tick(X(z), height - 3, format(z, 1), "middle")), [low, high] = Y.domain;
  const up = (height > 11 * em ? [-2, -1, 0.5, 1, 2] : [1]).filter((value) => value > low && value < high && (high - low < 2 || Number.isInteger(value))).map((value) => tick(3, Y(value) + em / 3, format(value, 1), "start"));
  return [...across, ...up];
}

/** @param {number} x @param {number} y @param {string} text @param {string} anchor */
function tick(x, y, text, anchor) {
  const element = svg("text", { x, y, "text-anchor": anchor });
  setText(element, text);
  return element;
}
