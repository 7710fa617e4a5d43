// @ts-check
/**
 * The loss landscape round the path: a map, a mountain, or both where there is room. Pointing and turning stay in this view and are
 * drawn in a frame of their own; everything else comes with the state.
 */
import { createCard } from "./landscape-card.js";
import { createDimension, createFoot } from "./landscape-foot.js";
import { createMap } from "./landscape-map.js";
import { createMountain } from "./landscape-mountain.js";
import { createPlane } from "./landscape-plane.js";
import { createScenes, lossAt } from "./landscape-scene.js";
import { landscapeAsked, placePreviewed, placeTaken, previewClosed } from "../actions.js";
import { h, setAttribute, setText } from "../dom.js";
import { t } from "../i18n.js";
import { format, formatShort } from "../math/format.js";
import { toPlace } from "../math/landscape.js";
import { theme } from "../theme.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("./landscape-scene.js").Scene} Scene */
/** @typedef {import("./landscape-scene.js").Unit} Unit */

/** From this height on there is room for both pictures. */
const BOTH = 560;
/** Milliseconds that a landscape stays after it stopped being this run's: a branch's own comes sooner than that. */
const STAY = 1500;
/** Milliseconds between two sentences for those who listen. */
const TELL = 1000;

/** @param {HTMLElement} element @param {import("../store.js").Store} store */
export function mount(element, store) {
  const makeScene = createScenes();
  /** @type {Unit | null} */
  let hover = null;
  /** @type {Scene | null} */
  let scene = null;
  /** @type {{landscape: import("../state.js").Landscape | null, until: number, timer: any}} */
  const last = { landscape: null, until: 0, timer: 0 };
  let due = 0, room = 0, toldAt = -Infinity, font = "sans-serif";

  const empty = h("p", { class: "landscape-empty" });
  const refused = h("p", { class: "landscape-refused" });
  const askFor = (/** @type {number} */ size) => store.dispatch(landscapeAsked(size));
  const again = () => {
    mountain.rehome();
    askFor(store.get().view.surfaceSize);
  };
  const plane = createPlane(store, () => mountain.rehome());
  const dimension = createDimension(store), foot = createFoot(store, askFor, again), card = createCard(store);
  /** @type {import("./landscape-map.js").Hands} */
  const hands = {
    hover: () => hover,
    hovered(at) {
      hover = at;
      ask();
    },
    chosen: (at) => preview(at),
    entered() {
      const { preview: open } = store.get();
      if (open && (!hover || isThere(open, hover))) store.dispatch(placeTaken());
      else if (hover) preview(hover);
    },
    escaped() {
      const open = store.get().preview !== null;
      if (open) store.dispatch(previewClosed());
      else if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
      hands.hovered(null);
      return true;
    },
  };
  const map = createMap(hands);
  const mountain = createMountain(hands, ask, () => show(store.get()));
  const mapPane = h("div", { class: "landscape-pane landscape-map" }, map.canvas);
  const stage = h("div", { class: "landscape-stage" }, mountain.element, mapPane, empty, card.element);
  element.replaceChildren(dimension.element, plane.element, refused, stage, foot.element);

  // Words come and go round the stage and change its size without the window knowing.
  const watch = new ResizeObserver(() => {
    measure();
    show(store.get());
  });
  watch.observe(stage);

  /** @param {Unit} at */
  function preview(at) {
    if (scene) store.dispatch(placePreviewed(...toPlace(scene.landscape.window, ...at)));
  }
  /** @param {{a: number, b: number}} open @param {Unit} at */
  function isThere(open, at) {
    const place = scene ? toPlace(scene.landscape.window, ...at) : [NaN, NaN];
    return place[0] === open.a && place[1] === open.b;
  }
  function ask() {
    due ||= requestAnimationFrame(() => {
      due = 0;
      draw(store.get());
    });
  }
  /** The state, with the last landscape where it has none for a moment. @param {State} state @returns {State} */
  function withLast(state) {
    const now = performance.now();
    if (state.landscape) Object.assign(last, { landscape: state.landscape, until: now + STAY });
    if (state.landscape || !last.landscape || state.run.step < 3 || now > last.until) return state;
    clearTimeout(last.timer);
    last.timer = setTimeout(() => show(store.get()), STAY);
    return { ...state, landscape: last.landscape };
  }
  /** @param {State} state */
  function draw(state) {
    scene = makeScene(withLast(state), theme(), hover, font);
    if (!scene) return;
    if (!mountain.element.hidden) mountain.draw(scene);
    if (!mapPane.hidden) map.draw(scene);
    tell(scene);
  }
  /** What is seen, in words; not more often than one can listen. @param {Scene} shown */
  function tell(shown) {
    if (performance.now() - toldAt < TELL && !hover) return;
    toldAt = performance.now();
    const words = sentence(shown);
    setAttribute(map.canvas, "aria-label", `${words} ${t("landscape.keys.map")}`);
    setAttribute(mountain.canvas, "aria-label", `${words} ${t("landscape.keys.mountain")}`);
  }
  /** Which pictures there are, and the words round them. @param {State} state */
  function show(state) {
    scene = makeScene(withLast(state), theme(), hover, font);
    const possible = mountain.possible(), both = possible && room > BOTH, wanted = state.view.dimension;
    arrange(!!scene && possible && (both || wanted === "3d"), !!scene && (both || !possible || wanted === "2d"), wanted);
    refused.hidden = possible;
    setText(refused, t("landscape.no3d"));
    empty.hidden = scene !== null;
    setText(empty, t("landscape.empty"));
    dimension.update(state, possible && scene !== null);
    foot.update(state, scene);
    card.update(state, (scene?.preview?.[1] ?? 1) < 0.36);
    plane.update(state, scene?.landscape ?? null);
    draw(state);
  }
  /** Shows and hides; sizes are read again only then. @param {boolean} mountainShown @param {boolean} mapShown @param {string} first */
  function arrange(mountainShown, mapShown, first) {
    if (mountain.element.hidden === !mountainShown && mapPane.hidden === !mapShown && stage.dataset.first === first) return;
    mountain.element.hidden = !mountainShown;
    mapPane.hidden = !mapShown;
    stage.dataset.first = first;
    measure();
  }
  function measure() {
    room = stage.clientHeight;
    font = getComputedStyle(element).fontFamily;
    map.measure();
    mountain.measure();
  }

  return {
    measure,
    /** @param {State} state @param {State} previous */
    update(state, previous) {
      const live = state.link.status === "live";
      if (live && (previous.link.status !== "live" || state.view.plane !== previous.view.plane)) askFor(state.view.surfaceSize);
      if (state.selected !== previous.selected) plane.takeSelected(state);
      if (!isOurs(state, previous)) return;
      show(state);
    },
    destroy() {
      cancelAnimationFrame(due);
      clearTimeout(last.timer);
      watch.disconnect();
      mountain.destroy();
      element.replaceChildren();
    },
  };
}

/** Whether anything that this view shows has changed. @param {State} state @param {State} previous */
function isOurs(state, previous) {
  return state.landscape !== previous.landscape || state.frame !== previous.frame || state.preview !== previous.preview || state.view !== previous.view
    || state.lang !== previous.lang || state.theme !== previous.theme || state.journal !== previous.journal || state.run.step !== previous.run.step;
}

/** @param {Scene} scene */
function sentence(scene) {
  const { landscape, now, hover, words: { axes: [a, b] } } = scene, [a0, a1, b0, b1] = landscape.window.map(formatShort);
  const words = t("landscape.sentence", { plane: t(`landscape.plane.${landscape.kind}`), loss: format(now?.[3]), a, b, a0, a1, b0, b1, explained: Math.round(100 * (landscape.explained[0] + landscape.explained[1])) || 0 });
  return hover ? `${t("landscape.pointed", { loss: format(lossAt(scene, hover)) })} ${words}` : words;
}
