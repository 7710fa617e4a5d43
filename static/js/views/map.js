// @ts-check
/**
 * The map: the mountain from above, and on it everybody who walks. Which part is shown is the view's (`descent.window`), the heights are
 * asked of the server; the start is set by pressing and dragging, and paths follow live.
 */
import { landscapeAsked, newGesture, spotPointed, viewChanged } from "../actions.js";
import { h, setText } from "../dom.js";
import { t } from "../i18n.js";
import { theme } from "../theme.js";
import { createButtons } from "./map-buttons.js";
import { createFrame } from "./map-frame.js";
import { handle } from "./map-hands.js";
import { hitAt, marksOf } from "./map-hits.js";
import { listen } from "./map-keys.js";
import { createPicture } from "./map-picture.js";
import { createScenes, isOurs, nameOf } from "./map-scene.js";
import { setStart } from "./map-start.js";
import { linesOf, place as placeWords, sentenceOf } from "./map-words.js";
import { createTeller } from "./teller.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../store.js").Store} Store */
/** @typedef {import("./map-scene.js").Scene} Scene */
/** @typedef {ReturnType<typeof createFrame>} Frame */
/** @typedef {[number, number]} Pixel */
/** @typedef {{store: Store, frame: Frame, scene: () => Scene | null, say: (text: string) => void, top: HTMLElement}} World */

/** The side of the grid of heights; pixels within which a start takes the place of a mark. */
const GRID = 161, SNAP = 7;

/** @param {HTMLElement} element @param {Store} store */
export function mount(element, store) {
  const picture = createPicture(() => show(store.get())), frame = createFrame(store, picture.box), makeScene = createScenes((state) => frame.window(state));
  const teller = createTeller(picture.top), said = h("p", { class: "sr-only", "aria-live": "polite" });
  /** @type {Scene | null} */
  let scene = null;
  let asked = "";
  const buttons = createButtons({ zoom: (factor) => frame.zoomAbout(factor, scene?.start ?? null), home: frame.home });
  picture.element.append(buttons.element, said);
  element.replaceChildren(picture.element);
  const world = { store, frame, scene: () => scene, say: (/** @type {string} */ text) => setText(said, text), top: picture.top };
  const release = handle(picture.top, handsOf(world)), silence = listen(picture.top, keysOf(world));

  /** Another window, another mountain, another connection: other heights. @param {State} state @param {State} previous */
  function ask(state, previous) {
    const { start, noise, ...ground } = (state.spec ?? state.journal.spec).objective, window = frame.window(state), wanted = JSON.stringify([ground, window]);
    void start, noise;
    if (state.link.status !== "live" || (wanted === asked && previous.link.status === "live")) return;
    asked = wanted;
    store.dispatch(landscapeAsked(GRID, window));
  }
  /** @param {State} state */
  function show(state) {
    scene = makeScene(state, theme(), picture.font());
    picture.draw(scene, frame.window(state));
    const now = scene;
    teller.say(() => sentenceOf(now, frame.window(), t("map.keys")));
  }

  return {
    measure: picture.measure,
    /** @param {State} state @param {State} previous */
    update(state, previous) {
      buttons.update(state, previous);
      if (isElsewhere(state, previous)) frame.home();
      if (isOurs(state, previous)) show(state);
      ask(state, previous);
    },
    destroy() {
      release();
      silence();
      teller.stop();
      element.replaceChildren();
    },
  };
}

/** @param {World} world @returns {import("./map-hands.js").Hands} */
function handsOf({ store, frame, scene, top }) {
  const hit = (/** @type {Pixel} */ pixel, /** @type {number} */ reach) => {
    const now = scene(), [x, y] = frame.place(pixel);
    return now && hitAt(now, { x, y }, frame.unit(), reach);
  };
  const on = (/** @type {Pixel} */ pixel, /** @type {number} */ reach) => {
    const kind = hit(pixel, reach)?.kind;
    return kind === "start" || kind === "walker" ? kind : null;
  };
  return {
    on,
    start() {
      const start = scene()?.start;
      return start ? frame.pixel(start) : null;
    },
    put(pixel, gesture) {
      const found = hit(pixel, SNAP), [x, y] = found?.kind === "suggested" || found?.kind === "mark" ? [found.x, found.y] : frame.place(pixel);
      setStart(store, [x, y], frame.window(), gesture);
      store.dispatch(spotPointed({ x, y })); // its numbers are told where it is
    },
    pick(pixel, reach) {
      const found = hit(pixel, reach), row = found?.kind === "walker" && scene()?.rows.find((one) => one.row === found.row);
      if (row) store.dispatch(viewChanged({ descent: { ...store.get().view.descent, picked: row.key, run: row.row } }));
    },
    move: frame.drag,
    zoom: (pixel, factor) => frame.zoom(factor, pixel),
    point(pixel) {
      const inside = pixel !== null && frame.holds(pixel), [x, y] = pixel ? frame.place(pixel) : [0, 0];
      top.dataset.over = (pixel && on(pixel, 10)) ?? "";
      store.dispatch(spotPointed(inside ? { x, y } : null));
    },
    held: (mode) => { top.dataset.held = mode; },
  };
}

/** @param {World} world @returns {import("./map-keys.js").Keys} */
function keysOf({ store, frame, scene, say, top }) {
  let at = -1;
  return {
    step(du, dv, gesture) {
      const [x0, x1, y0, y1] = frame.window(), [x, y] = scene()?.start ?? [(x0 + x1) / 2, (y0 + y1) / 2];
      const next = /** @type {[number, number]} */ ([x + du * (x1 - x0), y + dv * (x1 - x0)]);
      setStart(store, next, frame.window(), gesture);
      say(t("map.said.start", { place: placeWords({ x: next[0], y: next[1] }) }));
    },
    move: frame.pan,
    zoom: (factor) => frame.zoomAbout(factor, scene()?.start ?? null),
    home: frame.home,
    suggested() {
      const now = scene(), starts = now?.mountain.starts ?? [], here = starts.findIndex(([x, y]) => x === now?.start?.[0] && y === now.start[1]);
      if (starts.length) setStart(store, starts[(here + 1) % starts.length], frame.window(), newGesture());
    },
    mark() {
      const now = scene(), marks = now ? marksOf(now) : [];
      if (!now || !marks.length) return;
      at = (at + 1) % marks.length;
      const { kind, x, y, f } = marks[at];
      store.dispatch(spotPointed({ x, y }));
      say(linesOf(now, { kind: "mark", of: kind, x, y, f }).join(" "));
    },
    leave() {
      store.dispatch(spotPointed(null));
      top.blur();
    },
  };
}

/** Whether one has gone to another mountain, to which the window that is shown does not belong; to a formula that one types the view stays. @param {State} state @param {State} previous */
function isElsewhere({ spec, view }, { spec: before, view: old }) {
  if (!spec || !before || !view.descent.window || view.descent.window !== old.descent.window) return false;
  return nameOf(spec.objective) !== nameOf(before.objective) && !spec.objective.formula;
}
