// @ts-check
/**
 * The data by keyboard. With the tools that put points, arrows move a cross hair and Enter puts one; else arrows walk from point to
 * point, Enter picks one up and puts it down again, Delete takes it out. `a` adds a point in either case. Shift: further. Esc lets go.
 */
import { editMade, newGesture, refSelected } from "../actions.js";
import { t } from "../i18n.js";
import { format } from "../math/format.js";
import { DIRECTIONS, pointToward, within } from "../math/data-window.js";
import { labelOf } from "./data-tools.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../state.js").Point} Point */
/** @typedef {import("../store.js").Store} Store */
/** @typedef {import("../math/data-window.js").Direction} Direction */
/** @typedef {import("./data-marks.js").Aim} Aim */
/** @typedef {{store: Store, aim: Aim, tell: (text: string) => void, gesture: number}} Hand */

const STEP = 0.02, FAR = 0.1;
/** @type {Record<string, Direction>} */
const ARROWS = { ArrowLeft: "left", ArrowRight: "right", ArrowUp: "up", ArrowDown: "down" };

/** @param {HTMLCanvasElement} canvas @param {Store} store @param {Aim} aim @param {(text: string) => void} tell @param {() => void} redraw @returns {() => void} */
export function keys(canvas, store, aim, tell, redraw) {
  const hand = { store, aim, tell, gesture: 0 };
  const pressed = (/** @type {KeyboardEvent} */ event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !answer(hand, event)) return;
    event.preventDefault();
    event.stopPropagation();
    redraw();
  };
  const left = () => {
    Object.assign(aim, { held: false, cursor: null });
    redraw();
  };
  canvas.addEventListener("keydown", pressed);
  canvas.addEventListener("blur", left);
  return () => {
    canvas.removeEventListener("keydown", pressed);
    canvas.removeEventListener("blur", left);
  };
}

/** @param {Hand} hand @param {KeyboardEvent} event @returns {boolean} whether the key meant something */
function answer(hand, event) {
  const { store, aim } = hand, { tool } = store.get().view;
  const putting = tool === "add" || tool === "brush";
  if (event.key in ARROWS) return arrow(hand, ARROWS[event.key], event.shiftKey ? FAR : STEP, putting);
  if (event.key.toLowerCase() === "a" || (event.key === "Enter" && putting)) return put(hand, putting);
  if (event.key === "Escape") return letGo(hand);
  const point = focused(store.get(), aim);
  if (!point) return false;
  if (event.key === "Enter") return pick(hand, point);
  return (event.key === "Delete" || event.key === "Backspace") && remove(hand, point);
}

/** @param {State} state @param {Aim} aim @returns {Point | undefined} */
const focused = (state, aim) => state.points.find((point) => point.id === aim.focus);

/** @param {Hand} hand @param {Direction} direction @param {number} step @param {boolean} putting */
function arrow(hand, direction, step, putting) {
  const { store, aim } = hand, state = store.get(), point = focused(state, aim);
  const shift = (/** @type {{x: number, y: number}} */ from) => within({ x: from.x + DIRECTIONS[direction][0] * step, y: from.y + DIRECTIONS[direction][1] * step });
  if (putting) {
    aim.cursor = shift(aim.cursor ?? point ?? { x: 0, y: 0 });
    hand.tell(t("data.said.cursor", said(aim.cursor)));
  } else if (point && aim.held) {
    const place = shift(point);
    store.dispatch(editMade({ kind: "move", point: point.id, ...place }, hand.gesture));
    hand.tell(t("data.said.moved", said(place)));
  } else walk(hand, point ? pointToward(visible(state), point, direction, point.id) : pointToward(visible(state), { x: 0, y: 0 }, direction));
  return true;
}

/** @param {State} state */
const visible = ({ points, view }) => (view.hideTest ? points.filter((point) => !point.test) : points);

/** @param {Hand} hand @param {Point | null} point */
function walk({ store, aim, tell }, point) {
  if (!point) return;
  Object.assign(aim, { focus: point.id, held: false, cursor: null });
  store.dispatch(refSelected({ kind: "point", id: point.id }));
  tell(t(store.get().spec?.data.task === "regression" ? "data.said.value" : "data.said.point", { ...said(point), label: point.label }));
}

/** A new point at the cross hair, else where the focus is; that one is then held, so that arrows bring it to its place. @param {Hand} hand @param {boolean} putting */
function put(hand, putting) {
  const { store, aim } = hand, state = store.get();
  const place = aim.cursor ?? within(focused(state, aim) ?? { x: 0, y: 0 });
  store.dispatch(editMade({ kind: "add", points: [[place.x, place.y, labelOf(state)]] }));
  hand.tell(t("data.said.added", said(place)));
  if (putting) aim.cursor = place;
  else Object.assign(aim, { focus: store.get().points[store.get().points.length - 1].id, held: true });
  hand.gesture = newGesture();
  return true;
}

/** @param {Hand} hand @param {Point} point */
function pick(hand, point) {
  hand.aim.held = !hand.aim.held;
  hand.gesture = newGesture();
  hand.tell(t(hand.aim.held ? "data.said.held" : "data.said.put", said(point)));
  return true;
}

/** The focus goes on to a neighbour, so that several can be taken out in a row. @param {Hand} hand @param {Point} point */
function remove(hand, point) {
  const { store, aim } = hand;
  const rest = store.get().points.filter((other) => other.id !== point.id);
  const next = rest.reduce((best, other) => (distance(other, point) < distance(best, point) ? other : best), rest[0]);
  store.dispatch(editMade({ kind: "delete", points: [point.id] }));
  Object.assign(aim, { focus: next?.id ?? null, held: false });
  hand.tell(t("data.said.deleted", { n: rest.length }));
  return true;
}

/** @param {Point} a @param {Point} b */
const distance = (a, b) => Math.hypot(a.x - b.x, a.y - b.y);

/** @param {Hand} hand */
function letGo({ store, aim, tell }) {
  if (aim.held) aim.held = false;
  else if (aim.focus !== null || aim.cursor) {
    Object.assign(aim, { focus: null, cursor: null });
    store.dispatch(refSelected(null));
  } else return false;
  tell(t("data.said.free"));
  return true;
}

/** @param {{x: number, y: number}} place */
const said = ({ x, y }) => ({ x: format(x, 2), y: format(y, 2) });
