// @ts-check
/**
 * The data under a pointer, tool by tool. With the drag tool only a press on a point is taken, so a finger elsewhere scrolls the
 * page; with the others every press is. All that one stroke puts or takes out is one undo.
 */
import { editMade, newGesture, refHovered, refSelected } from "../actions.js";
import { draggable, pointing } from "../drag.js";
import { fromPixels, pointAt, strokePlaces, toPixels } from "../math/data-window.js";
import { labelOf } from "./data-tools.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../state.js").Point} Point */
/** @typedef {import("../store.js").Store} Store */
/** @typedef {{x: number, y: number}} Place */
/** @typedef {{store: Store, size: () => number, gesture: number, last: Place}} Stroke   last: where the last point was put */
/** @typedef {{begin: (stroke: Stroke, point: Point | null) => void, go: (stroke: Stroke, point: Point | null, at: Place) => void}} Tool */

const REACH = { mouse: 10, pen: 12, touch: 22 };

/** @param {HTMLCanvasElement} canvas @param {Store} store @param {import("./data-marks.js").Aim} aim @param {() => number} size @param {() => void} redraw @returns {() => void} */
export function pointers(canvas, store, aim, size, redraw) {
  const under = (/** @type {number} */ x, /** @type {number} */ y, /** @type {PointerEvent} */ event) =>
    pointAt(visible(store.get()), size(), { x, y }, REACH[/** @type {keyof typeof REACH} */ (event.pointerType)] ?? REACH.mouse);
  const dragging = () => store.get().view.tool === "drag";
  /** @type {Stroke} */
  let stroke = { store, size, gesture: 0, last: { x: 0, y: 0 } };
  const releaseDrag = draggable(canvas, {
    hit(x, y, event) {
      const point = under(x, y, event);
      if (dragging()) return point && { point, ...toPixels(size(), point) };
      return { point, x, y };
    },
    at: (subject) => subject,
    start({ point }, x, y) {
      stroke = { store, size, gesture: newGesture(), last: fromPixels(size(), { x, y }) };
      Object.assign(aim, { focus: null, held: false, cursor: null });
      TOOLS[store.get().view.tool].begin(stroke, point);
      redraw();
    },
    move({ point }, x, y, event) {
      TOOLS[store.get().view.tool].go(stroke, dragging() ? point : under(x, y, event), { x, y });
    },
    end({ point }, moved) {
      if (point && !moved && dragging()) store.dispatch(refSelected({ kind: "point", id: point.id }));
    },
  });
  const releaseHover = hovering(canvas, store, under);
  return () => {
    releaseDrag();
    releaseHover();
  };
}

/** @param {State} state */
const visible = ({ points, view }) => (view.hideTest ? points.filter((point) => !point.test) : points);

/** @type {Record<State["view"]["tool"], Tool>} */
const TOOLS = {
  drag: {
    begin() {},
    go: ({ store, size, gesture }, point, at) => point && store.dispatch(editMade({ kind: "move", point: point.id, ...fromPixels(size(), at) }, gesture)),
  },
  add: {
    begin: (stroke) => put(stroke, [stroke.last]),
    go() {},
  },
  brush: {
    begin: (stroke) => put(stroke, [stroke.last]),
    go(stroke, _, at) {
      const places = strokePlaces(stroke.last, fromPixels(stroke.size(), at));
      stroke.last = places[places.length - 1] ?? stroke.last;
      put(stroke, places);
    },
  },
  delete: {
    begin: remove,
    go: remove,
  },
};

/** @param {Stroke} stroke @param {Place[]} places */
function put({ store, gesture }, places) {
  const label = labelOf(store.get());
  if (places.length) store.dispatch(editMade({ kind: "add", points: places.map(({ x, y }) => [x, y, label]) }, gesture));
}

/** @param {Stroke} stroke @param {Point | null} point */
function remove({ store, gesture }, point) {
  if (point) store.dispatch(editMade({ kind: "delete", points: [point.id] }, gesture));
}

/** @param {HTMLCanvasElement} canvas @param {Store} store @param {(x: number, y: number, event: PointerEvent) => Point | null} under */
function hovering(canvas, store, under) {
  return pointing(canvas, (event) => {
    const point = under(event.offsetX, event.offsetY, event);
    canvas.classList.toggle("over", point !== null);
    store.dispatch(refHovered(point && { kind: "point", id: point.id }));
  }, () => store.dispatch(refHovered(null)));
}
