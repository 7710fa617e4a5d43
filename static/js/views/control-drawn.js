// @ts-check
/** A small plane on which a schedule is drawn: points to be pulled, a line between them. A press on the plane adds one; Delete takes it away. */
import { newGesture } from "../actions.js";
import { h, setAttribute, setText, svg } from "../dom.js";
import { draggable } from "../drag.js";
import { t } from "../i18n.js";
import { added, factorAt, height, moved, span } from "../math/drawn.js";
import { methods } from "../methods.js";
import { numberField } from "./control-number.js";

/** @typedef {import("../math/drawn.js").Pair} Pair */

const WIDTH = 320, HEIGHT = 150, LEFT = 54, RIGHT = 12, TOP = 10, FOOT = 22, NEAR = 14;
const MOST = 12;
/** One press of an arrow: so much of the plane's height. */
const NUDGE = 1 / 40;

/** @param {(points: Pair[], gesture?: number) => void} change */
export function drawnPad(change) {
  let points = /** @type {readonly Pair[]} */ ([]), selected = 0, last = 20, gesture = 0;
  const line = svg("polyline", { class: "drawn-line" });
  const handles = Array.from({ length: MOST }, (_, at) => svg("circle", { class: "drawn-point", r: 6, tabindex: 0, role: "button", "data-at": at }));
  const end = svg("text", { x: WIDTH - RIGHT, y: HEIGHT - 6, "text-anchor": "end" });
  const plane = svg("svg", { class: "drawn-plane", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, width: WIDTH, height: HEIGHT, role: "group", "data-t-label": "schedule.points" },
    levels(), svg("text", { x: LEFT, y: HEIGHT - 6 }, "0"), end, line, handles);
  const epoch = numberField({ name: "schedule.point.epoch", min: 0, max: 100_000, whole: true, onCommit: (value) => change(moved(points, selected, [value, points[selected][1]])) });
  const [min, max] = methods().limits.factor;
  const factor = numberField({ name: "schedule.point.factor", min, max, onCommit: (value) => change(moved(points, selected, [points[selected][0], value])) });
  const drop = () => points.length > 1 && change(points.filter((_, at) => at !== selected).map(([e, f]) => [e, f]));
  const remove = h("button", { type: "button", class: "button quiet", "data-t": "schedule.point.remove", onclick: drop }, t("schedule.point.remove"));
  const words = h("span", { "data-t": "schedule.point.epoch" }, t("schedule.point.epoch"));
  const element = h("div", { class: "drawn" }, plane, h("div", { class: "row" }, words, epoch.element, h("span", { "aria-hidden": "true" }, "×"), factor.element, remove));

  const x = (/** @type {number} */ e) => LEFT + (WIDTH - LEFT - RIGHT) * Math.min(1, e / last);
  const pair = (/** @type {number} */ px, /** @type {number} */ py) => /** @type {Pair} */ ([((px - LEFT) / (WIDTH - LEFT - RIGHT)) * last, factorAt((HEIGHT - FOOT - py) / (HEIGHT - FOOT - TOP))]);
  const scale = () => WIDTH / (plane.getBoundingClientRect().width || WIDTH);
  const draw = () => {
    points.forEach(([e, f], at) => {
      for (const [name, value] of Object.entries({ cx: x(e), cy: y(f), "aria-label": t("schedule.point", { epoch: e, factor: f }), "aria-pressed": String(at === selected) })) setAttribute(handles[at], name, value);
    });
    handles.forEach((handle, at) => setAttribute(handle, "display", at < points.length ? null : "none"));
    const [first, final] = [points[0], points[points.length - 1]];
    setAttribute(line, "points", [[LEFT, y(first[1])], ...points.map(([e, f]) => [x(e), y(f)]), [WIDTH - RIGHT, y(final[1])]].map((p) => p.join()).join(" "));
    setText(end, t("schedule.point.end", { epoch: last }));
    epoch.show(points[selected][0]);
    factor.show(points[selected][1]);
    remove.disabled = points.length < 2;
  };

  draggable(plane, {
    hit(px, py) {
      const k = scale(), at = points.findIndex(([e, f]) => Math.hypot(x(e) - px * k, y(f) - py * k) < NEAR);
      gesture = newGesture();
      if (at >= 0) return (selected = at), draw(), { at };
      const made = points.length < MOST ? added(points, pair(px * k, py * k)) : null;
      if (!made) return null;
      selected = made.at;
      change(made.points, gesture);
      return { at: made.at };
    },
    move({ at }, px, py) {
      const k = scale();
      change(moved(points, at, pair(Math.max(LEFT, Math.min(WIDTH - RIGHT, px * k)), py * k)), gesture);
    },
    at: ({ at }) => ({ x: x(points[at][0]) / scale(), y: y(points[at][1]) / scale() }),
    keyboard(dx, dy) {
      const [e, f] = points[selected];
      change(moved(points, selected, [e + dx, dy ? factorAt(height(f) + dy * NUDGE) : f]));
    },
  });
  plane.addEventListener("focusin", (event) => {
    selected = Number(/** @type {SVGElement} */ (event.target).dataset.at ?? selected);
    draw();
  });
  plane.addEventListener("keydown", (event) => {
    if (event.key === "Delete" || event.key === "Backspace") drop();
  });
  return {
    element,
    /** @param {readonly Pair[] | null} shown */
    show(shown) {
      element.hidden = shown === null;
      if (shown === null) return;
      points = shown;
      last = Math.max(span(points), plane.matches(":active") ? last : 0);
      selected = Math.min(selected, points.length - 1);
      draw();
    },
  };
}

/** @param {number} factor */
const y = (factor) => HEIGHT - FOOT - height(factor) * (HEIGHT - FOOT - TOP);

/** Lines at ×1, ×0.1, ×0.01. */
function levels() {
  return [1, 0.1, 0.01].flatMap((factor) => [
    svg("line", { class: "drawn-level", x1: LEFT, x2: WIDTH - RIGHT, y1: y(factor), y2: y(factor) }),
    svg("text", { x: LEFT - 12, y: y(factor) + 4, "text-anchor": "end" }, `×${factor}`),
  ]);
}
