// @ts-check
/**
 * The map: the mountain from above, and on it everybody who walks. Which part is shown is the view's (`descent.window`), the heights are
 * asked of the server; the start is set by pressing and dragging, and paths follow live.
 */
import { landscapeAsked, newGesture, spotPointed, viewChanged } from "../actions.js";
import { h, setAttribute, setText } from "../dom.js";
import { t } from "../i18n.js";
import { toPlace, toUnit, underPixel } from "../math/landscape.js";
import { fitted, isWithin, panned, zoomed } from "../math/outlook.js";
import { remembered } from "../math/remembered.js";
import { theme } from "../theme.js";
import { handle } from "./map-hands.js";
import { hitAt, marksOf } from "./map-hits.js";
import { listen } from "./map-keys.js";
import { createPicture } from "./map-picture.js";
import { createScenes, nameOf } from "./map-scene.js";
import { setStart } from "./map-start.js";
import { linesOf, place as placeWords, sentenceOf } from "./map-words.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../math/landscape.js").Window} Window */
/** @typedef {import("./map-scene.js").Scene} Scene */
/** @typedef {[number, number]} Pixel */

/** The side of the grid of heights; the shape of a map that is not on the screen; milliseconds between two sentences. */
const GRID = 161, ASPECT = 1.3, TELL = 1000;
const SQUARE = /** @type {Window} */ ([-5, 5, -5, 5]);

/** @param {HTMLElement} element @param {import("../store.js").Store} store */
export function mount(element, store) {
  const picture = createPicture(() => show(store.get())), fit = remembered(fitted), said = h("p", { class: "sr-only", "aria-live": "polite" });
  const makeScene = createScenes((state) => windowOf(state));
  const buttons = createButtons({ zoom: (factor) => zoom(factor), home: () => look(null) });
  /** @type {Scene | null} */
  let scene = null;
  let asked = "", toldAt = -Infinity, at = -1;
  picture.element.append(buttons.element, said);
  element.replaceChildren(picture.element);

  const homeOf = () => scene?.mountain.window ?? SQUARE;
  /** @param {State} state @returns {Window} */
  function windowOf(state) {
    const { width, height } = picture.box();
    return fit(state.view.descent.window ?? homeOf(), width > 50 && height > 50 ? width / height : ASPECT);
  }
  /** @param {[number, number, number, number] | null} window */
  function look(window) {
    if (window && !isWithin(window, homeOf())) return;
    store.dispatch(viewChanged({ descent: { ...store.get().view.descent, window } }));
  }
  /** About the start, or the middle of the map if that is elsewhere. @param {number} factor */
  function zoom(factor) {
    const window = windowOf(store.get()), [u, v] = scene?.start ? toUnit(window, ...scene.start) : [0.5, 0.5];
    look(zoomed(window, factor, ...(Math.abs(u - 0.5) <= 0.5 && Math.abs(v - 0.5) <= 0.5 ? [u, v] : [0.5, 0.5])));
  }
  /** @param {Pixel} pixel @returns {[number, number]} a place, also beyond the map's edge */
  const placeAt = ([x, y]) => {
    const box = picture.box();
    return toPlace(windowOf(store.get()), (x - box.left) / box.width, 1 - (y - box.top) / box.height);
  };
  /** @param {number} x @param {number} y @returns {readonly [number, number, boolean]} */
  const pixelOf = (x, y) => {
    const box = picture.box(), [u, v] = toUnit(windowOf(store.get()), x, y);
    return [box.left + u * box.width, box.top + (1 - v) * box.height, true];
  };
  const hit = (/** @type {Pixel} */ pixel, /** @type {number} */ reach) => {
    const [x, y] = placeAt(pixel), [x0, x1] = windowOf(store.get());
    return scene && hitAt(scene, { x, y }, picture.box().width / (x1 - x0), reach);
  };

  const release = handle(picture.top, {
    on(pixel, reach) {
      const kind = hit(pixel, reach)?.kind;
      return kind === "start" || kind === "walker" ? kind : null;
    },
    start: () => (scene?.start ? /** @type {Pixel} */ (pixelOf(...scene.start).slice(0, 2)) : null),
    put(pixel, gesture) {
      const found = hit(pixel, 7), state = store.get();
      if (found) setStart(store, found.kind === "suggested" || found.kind === "mark" ? [found.x, found.y] : placeAt(pixel), windowOf(state), gesture);
    },
    pick(pixel, reach) {
      const found = hit(pixel, reach), row = found?.kind === "walker" && scene?.rows.find((one) => one.row === found.row);
      if (row) store.dispatch(viewChanged({ descent: { ...store.get().view.descent, picked: row.key, run: row.row } }));
    },
    move(from, to) {
      const { width, height } = picture.box();
      look(panned(windowOf(store.get()), (from[0] - to[0]) / width, (to[1] - from[1]) / height));
    },
    zoom(pixel, factor) {
      const box = picture.box();
      look(zoomed(windowOf(store.get()), factor, (pixel[0] - box.left) / box.width, 1 - (pixel[1] - box.top) / box.height));
    },
    point(pixel) {
      const inside = pixel && underPixel(picture.box(), ...pixel), [x, y] = inside ? toPlace(windowOf(store.get()), ...inside) : [0, 0];
      store.dispatch(spotPointed(inside ? { x, y } : null));
    },
  });
  const silence = listen(picture.top, {
    step(du, dv, gesture) {
      const window = windowOf(store.get()), start = scene?.start ?? toPlace(window, 0.5, 0.5);
      const next = /** @type {[number, number]} */ ([start[0] + du * (window[1] - window[0]), start[1] + dv * (window[1] - window[0])]);
      setStart(store, next, window, gesture);
      setText(said, t("map.said.start", { place: placeWords({ x: next[0], y: next[1] }) }));
    },
    move: (du, dv) => look(panned(windowOf(store.get()), du, dv)),
    zoom,
    home: () => look(null),
    suggested() {
      const starts = scene?.mountain.starts ?? [], now = starts.findIndex(([x, y]) => x === scene?.start?.[0] && y === scene?.start?.[1]);
      if (starts.length) setStart(store, starts[(now + 1) % starts.length], windowOf(store.get()), newGesture());
    },
    mark() {
      const marks = scene ? marksOf(scene) : [];
      if (!scene || !marks.length) return;
      at = (at + 1) % marks.length;
      const { kind, ...mark } = marks[at];
      store.dispatch(spotPointed({ x: mark.x, y: mark.y }));
      setText(said, linesOf(scene, { kind: "mark", of: kind, ...mark }).join(" "));
    },
    leave() {
      store.dispatch(spotPointed(null));
      picture.top.blur();
    },
  });

  /** Another window, another mountain, another connection: other heights. @param {State} state @param {State} previous */
  function ask(state, previous) {
    const objective = JSON.stringify({ ...(state.spec ?? state.journal.spec).objective, start: 0, noise: 0 }), live = state.link.status === "live";
    const window = windowOf(state), wanted = `${objective} ${window}`;
    if (!live || (wanted === asked && previous.link.status === "live")) return;
    asked = wanted;
    store.dispatch(landscapeAsked(GRID, window));
  }
  /** A window belongs to its mountain. @param {State} state @param {State} previous */
  function change(state, previous) {
    const name = (/** @type {State} */ { spec }) => spec && nameOf(spec.objective), before = previous.spec && name(previous), now = name(state);
    if (!before || !now || before === now) return;
    const typed = state.spec?.objective.formula; // while one types the view stays
    if (!typed && state.view.descent.window === previous.view.descent.window && state.view.descent.window) look(null);
  }
  /** @param {State} state */
  function show(state) {
    scene = makeScene(state, theme(), picture.font());
    picture.draw(scene, windowOf(state));
    if (performance.now() - toldAt < TELL) return;
    toldAt = performance.now();
    setAttribute(picture.top, "aria-label", sentenceOf(scene, windowOf(state), t("map.keys")));
  }

  return {
    measure: () => picture.measure(),
    /** @param {State} state @param {State} previous */
    update(state, previous) {
      buttons.update(state, previous);
      change(state, previous);
      if (isOurs(state, previous)) show(state);
      ask(state, previous);
    },
    destroy() {
      release();
      silence();
      element.replaceChildren();
    },
  };
}

/** Nearer, farther, the whole mountain. @param {{zoom: (factor: number) => void, home: () => void}} hands */
function createButtons({ zoom, home }) {
  const all = /** @type {const} */ ([["+", "map.nearer", () => zoom(1 / 1.4)], ["−", "map.farther", () => zoom(1.4)], ["⌂", "map.home", home]]);
  const buttons = all.map(([sign, , onclick]) => h("button", { type: "button", class: "button", onclick }, sign));
  return {
    element: h("div", { class: "map-buttons", role: "group" }, buttons),
    /** @param {State} state @param {State} previous */
    update({ lang }, previous) {
      if (lang === previous.lang) return;
      all.forEach(([, key], k) => {
        setAttribute(buttons[k], "aria-label", t(key));
        setAttribute(buttons[k], "title", t(key));
      });
    },
  };
}

/** Whether anything that the map shows has changed. @param {State} state @param {State} previous */
function isOurs(state, previous) {
  return state.landscape !== previous.landscape || state.frame !== previous.frame || state.trails !== previous.trails || state.tries !== previous.tries || state.view !== previous.view
    || state.spot !== previous.spot || state.survey !== previous.survey || state.outset !== previous.outset || state.journal !== previous.journal || state.spec !== previous.spec || state.run !== previous.run || state.branches !== previous.branches
    || state.lang !== previous.lang || state.theme !== previous.theme;
}
