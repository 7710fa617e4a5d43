// @ts-check
/** A schedule is drawn on its plane: points to be pulled, the rates between them. A press on the plane adds one; Delete takes it away. */
import { newGesture } from "../actions.js";
import { h, setAttribute, setText, svg } from "../dom.js";
import { draggable } from "../drag.js";
import { t } from "../i18n.js";
import { added, factorAt, height, moved } from "../math/drawn.js";
import { methods } from "../methods.js";
import { numberField } from "./control-number.js";
import { schedulePlane } from "./control-plane.js";

/** @typedef {import("../math/drawn.js").Pair} Pair */

const MOST = 12, NEAR = 14;
/** One press of an arrow: so much of the plane's height. */
const NUDGE = 1 / 40;

/** @param {(points: Pair[], gesture?: number) => void} change */
export function drawnPad(change) {
  let points = /** @type {readonly Pair[] | null} */ (null), selected = 0, gesture = 0, words = /** @type {Record<string, string>} */ ({});
  const handles = Array.from({ length: MOST }, (_, at) => svg("circle", { class: "drawn-point", r: 6, tabindex: 0, role: "button", "data-at": at }));
  const plane = schedulePlane(...handles);
  const epoch = numberField({ name: "schedule.point.at", min: 0, max: 100_000, whole: true, onCommit: (value) => change(moved(here(), selected, [value, here()[selected][1]])) });
  const [min, max] = methods().limits.factor;
  const factor = numberField({ name: "schedule.point.factor", min, max, onCommit: (value) => change(moved(here(), selected, [here()[selected][0], value])) });
  const remove = h("button", { type: "button", class: "button quiet", "data-t": "schedule.point.remove", onclick: drop }, t("schedule.point.remove"));
  const unit = h("span"), row = h("div", { class: "row" }, unit, epoch.element, h("span", { "aria-hidden": "true" }, "×"), factor.element, remove);

  const here = () => points ?? [];
  function drop() {
    if (here().length > 1) change(here().filter((_, at) => at !== selected).map(([e, f]) => [e, f]));
  }
  const draw = () => {
    plane.element.classList.toggle("by-hand", points !== null);
    row.hidden = points === null;
    handles.forEach((handle, at) => setAttribute(handle, "display", at < here().length ? null : "none"));
    here().forEach(([e, f], at) => {
      const said = t("schedule.point", { ...words, at: e, factor: f });
      for (const [name, value] of Object.entries({ cx: plane.x(e), cy: plane.y(f), "aria-label": said, "aria-pressed": String(at === selected) })) setAttribute(handles[at], name, value);
    });
    if (!points) return;
    setText(unit, words.epoch);
    epoch.show(points[selected][0]);
    factor.show(points[selected][1]);
    remove.disabled = points.length < 2;
  };

  draggable(plane.element, {
    hit(px, py) {
      if (!points) return null;
      const k = plane.scale(), at = points.findIndex(([e, f]) => Math.hypot(plane.x(e) - px * k, plane.y(f) - py * k) < NEAR);
      gesture = newGesture();
      if (at >= 0) return (selected = at), draw(), { at };
      const made = points.length < MOST ? added(points, plane.pair(px * k, py * k)) : null;
      if (!made) return null;
      selected = made.at;
      change(made.points, gesture);
      return { at: made.at };
    },
    move({ at }, px, py) {
      const k = plane.scale();
      change(moved(here(), at, plane.pair(plane.inside(px * k), py * k)), gesture);
    },
    at: ({ at }) => ({ x: plane.x(here()[at][0]) / plane.scale(), y: plane.y(here()[at][1]) / plane.scale() }),
    keyboard(dx, dy) {
      if (!points) return false;
      const [e, f] = points[selected];
      change(moved(points, selected, [e + dx, dy ? factorAt(height(f) + dy * NUDGE) : f]));
    },
  });
  plane.element.addEventListener("focusin", (event) => {
    selected = Number(/** @type {SVGElement} */ (event.target).dataset.at ?? selected);
    draw();
  });
  plane.element.addEventListener("keydown", (event) => {
    if (event.key === "Delete" || event.key === "Backspace") drop();
  });
  return {
    element: h("div", { class: "drawn" }, plane.element, row), plane,
    /** @param {readonly Pair[] | null} shown  null: another schedule, to be looked at only @param {Record<string, string>} said  what an epoch is called */
    show(shown, said) {
      [points, words] = [shown, said];
      selected = Math.min(selected, Math.max(0, here().length - 1));
      draw();
    },
  };
}
