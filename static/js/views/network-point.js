// @ts-check
/**
 * Which point goes through the network: one of the data, by its neighbours, by a click on a small picture, or one that is only supposed,
 * by a click beside the points or by its numbers.
 */
import { labChanged, newGesture, refSelected } from "../actions.js";
import { h, setAttribute, svg } from "../dom.js";
import { draggable } from "../drag.js";
import { shapeOf, tracePoint } from "../draw/points.js";
import { t } from "../i18n.js";
import { fromPixels, pointAt, toPixels, within } from "../math/data-window.js";
import { formatWire } from "../math/format.js";
import { graphPoint } from "../math/graph-question.js";
import { numberField } from "./control-number.js";
import { popoverField } from "./control-popover.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../math/graph-question.js").GraphPoint} Place */

const SIZE = 240, REACH = 11, STRIDE = 0.02, MOST_DRAWN = 600;

/** @param {import("../store.js").Store} store */
export function pointControl(store) {
  const marks = svg("g", null), here = svg("circle", { class: "point-here", r: 8 });
  const picture = svg("svg", { class: "point-picture", viewBox: `0 0 ${SIZE} ${SIZE}`, width: SIZE, height: SIZE, tabindex: 0, role: "application", "data-t-label": "point.picture", "aria-label": t("point.picture") }, marks, here);
  let gesture = 0;
  const suppose = (/** @type {Partial<Place>} */ change, /** @type {number} */ one) => {
    const now = graphPoint(store.get());
    if (now) store.dispatch(labChanged("backprop", { point: { ...now, ...change } }, one));
  };
  const take = (/** @type {number | undefined} */ id) => {
    if (id === undefined) return;
    store.dispatch(labChanged("backprop", { point: null }));
    store.dispatch(refSelected({ kind: "point", id }));
  };
  const numbers = /** @type {const} */ (["x", "y", "label"]).map((name) => ({ name, field: numberField({ name: `point.${name}`, min: -1e3, max: 1e3, onCommit: (value) => suppose({ [name]: value }, newGesture()) }) }));
  const turn = (/** @type {-1 | 1} */ by, /** @type {string} */ key, /** @type {string} */ sign) => h("button", { type: "button", class: "point-turn", "data-t-label": key, "data-t-title": key, "aria-label": t(key), title: t(key), onclick: () => take(neighbour(store.get(), by)) }, sign);
  const fields = h("div", { class: "row" }, numbers.map(({ name, field }) => h("label", { class: "part" }, h("span", { class: "name", "data-t": `point.${name}` }, t(`point.${name}`)), field.element)));
  const popover = popoverField("control.point", picture, fields, h("p", { class: "hint", "data-t": "point.hint" }, t("point.hint")));
  popover.button.before(turn(-1, "point.previous", "‹"));
  popover.button.after(turn(1, "point.next", "›"));
  popover.sheet.addEventListener("toggle", () => draw(store.get()));

  draggable(/** @type {any} */ (picture), {
    hit: (x, y) => ({ x, y }),
    start: () => (gesture = newGesture()),
    move: (_, x, y) => suppose(fromPixels(SIZE, scaled(x, y)), gesture),
    end(at, moved) {
      if (moved) return;
      const pixels = scaled(at.x, at.y), found = pointAt(store.get().points, SIZE, pixels, REACH);
      if (found) take(found.id);
      else suppose(fromPixels(SIZE, pixels), gesture);
    },
    keyboard(dx, dy, event) {
      const now = graphPoint(store.get()), far = event.shiftKey ? 5 * STRIDE : STRIDE;
      if (now) suppose(within({ x: now.x + far * dx, y: now.y + far * dy }), newGesture());
    },
  });
  /** A phone may draw it larger. @param {number} x @param {number} y */
  const scaled = (x, y) => {
    const scale = SIZE / (picture.clientWidth || SIZE);
    return { x: x * scale, y: y * scale };
  };
  /** @param {State} state */
  const draw = ({ points, spec }) => {
    if (!popover.sheet.matches(":popover-open")) return;
    const task = spec?.data.task ?? "classification", every = Math.ceil(points.length / MOST_DRAWN);
    marks.replaceChildren(...points.filter((_, i) => i % every === 0).map((point) => {
      const at = toPixels(SIZE, point);
      return svg("path", { d: outline(shapeOf(point.label, task), at.x, at.y, 4), class: task === "regression" ? (point.label < 0 ? "negative" : "positive") : `class-${point.label}` });
    }));
  };
  return {
    field: popover.element,
    /** @param {State} state @param {State} previous */
    show(state, previous) {
      const point = graphPoint(state), regression = state.spec?.data.task === "regression";
      popover.setText(point ? words(state, point) : "–");
      if (state.points !== previous.points || state.spec !== previous.spec) draw(state);
      here.style.display = point ? "" : "none";
      if (!point) return;
      const at = toPixels(SIZE, within(point));
      setAttribute(here, "cx", at.x);
      setAttribute(here, "cy", at.y);
      setAttribute(picture, "aria-label", `${t("point.picture")}: ${words(state, point)}`);
      for (const { name, field } of numbers) field.show(Number(point[name].toFixed(4)));
      numbers[2].field.input.inputMode = regression ? "decimal" : "numeric";
    },
  };
}

/** @param {State} state @param {Place} point */
function words({ view, spec }, { x, y, label }) {
  const place = `(${formatWire(x)}, ${formatWire(y)})`, regression = spec?.data.task === "regression";
  const said = t(regression ? "point.value" : "point.class", { place, label: regression ? formatWire(label) : label });
  return view.backprop.point ? t("point.supposed", { point: said }) : said;
}

/** The next point that it learns from, round and round; from a supposed one, the one that was chosen before. @param {State} state @param {-1 | 1} by */
function neighbour({ points, selected, view }, by) {
  const train = points.filter(({ test }) => !test), all = train.length ? train : points;
  const at = Math.max(0, all.findIndex(({ id }) => selected?.kind === "point" && selected.id === id));
  return all[(at + (view.backprop.point ? 0 : by) + all.length) % all.length]?.id;
}

/** A class's mark as the text of a path. @param {string} shape @param {number} x @param {number} y @param {number} r */
function outline(shape, x, y, r) {
  const parts = /** @type {string[]} */ ([]), to = (/** @type {string} */ letter) => (/** @type {number} */ px, /** @type {number} */ py) => void parts.push(`${letter}${px.toFixed(1)} ${py.toFixed(1)}`);
  const arc = () => void parts.push(`a${r} ${r} 0 1 1 ${-2 * r} 0a${r} ${r} 0 1 1 ${2 * r} 0`);
  tracePoint(/** @type {any} */ ({ moveTo: to("M"), lineTo: to("L"), arc, closePath: () => parts.push("Z") }), shape, x, y, r);
  return parts.join("");
}

