// @ts-check
/**
 * The mountain in three dimensions, with everybody who walks on it: the same heights, colours and paths as the map. Turning never moves the
 * run; a press that does not turn sets the start. Under fog only what somebody has felt rises from it.
 */
import { spotPointed } from "../actions.js";
import { drawFrame, projector } from "../draw/mountain.js";
import { FOOT, isSeen } from "../gl/camera.js";
import { h, setAttribute, setText } from "../dom.js";
import { t } from "../i18n.js";
import { exitOf, isInside } from "../math/crossing.js";
import { toPlace, toUnit } from "../math/landscape.js";
import { sideOf } from "../math/own.js";
import { remembered } from "../math/remembered.js";
import { SIDE } from "../math/relief.js";
import { theme } from "../theme.js";
import { heightsOf } from "./landscape-scene.js";
import { hitAt } from "./map-hits.js";
import { createOver } from "./map-over.js";
import { createScenes, nameOf } from "./map-scene.js";
import { setStart } from "./map-start.js";
import { sentenceOf } from "./map-words.js";
import { createRelief } from "./relief-mountain.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../math/landscape.js").Window} Window */
/** @typedef {import("./map-scene.js").Scene & {landscape: import("../state.js").Landscape, bare: Float32Array<ArrayBuffer>, relief: Float32Array<ArrayBuffer>}} Scene   bare: the relief without fog */
/** @typedef {import("../gl/camera.js").Camera} Camera */

const NOWHERE = /** @type {Window} */ ([-1, 1, -1, 1]), UNIT = { left: 0, top: 0, width: 1, height: 1 };
/** Milliseconds between two sentences; how many pixels wide the mountain counts as when one points at something on it. */
const TELL = 1000, FLAT = 420;
/** A path is looked at for what hides it each time that it has gone this share of the window, and no share smaller than the other is drawn. */
const LOOK = 1 / 70, LEAST = 1 / 500;

/** @param {HTMLElement} element @param {import("../store.js").Store} store */
export function mount(element, store) {
  const makeScene = createScenes(({ landscape }) => landscape?.window ?? NOWHERE), layers = createOver(() => ask()), veil = remembered(veiled), sight = remembered(sightOf);
  const refused = h("p", { class: "map-refused", hidden: true });
  /** @type {Scene | null} */
  let scene = null;
  /** @type {{name: string, landscape: import("../state.js").Landscape} | null} */
  let ground = null;
  let due = 0, toldAt = -Infinity, font = "sans-serif";

  const windowOf = () => scene?.landscape.window ?? NOWHERE;
  /** @type {import("./relief-mountain.js").Over<Scene>} */
  const over = {
    layers: layers.layers, top: layers.top,
    measure() {
      layers.measure();
      return layers.size();
    },
    draw: (now, view, camera) => layers.draw(now, sight(now.landscape, now.bare, now.scale, now.words, now.theme, view.lens, camera, view.width, view.height)),
  };
  const mountain = createRelief("map-stage map-mountain", {
    hovered: (at) => store.dispatch(spotPointed(at && placed(toPlace(windowOf(), ...at)))),
    chosen(at) {
      const spot = placed(toPlace(windowOf(), ...at)), found = scene && hitAt(scene, spot, unitOf(windowOf()));
      if (found) setStart(store, found.kind === "suggested" || found.kind === "mark" ? [found.x, found.y] : [spot.x, spot.y], windowOf());
    },
    entered() {},
    escaped() {
      store.dispatch(spotPointed(null));
      if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
      return true;
    },
  }, over, ask, () => show(store.get()), true);
  mountain.element.append(refused);
  element.replaceChildren(mountain.element);

  /** While one zooms on the map, the mountain waits for the finest heights. @param {State} state @returns {State} */
  function settled(state) {
    const { landscape } = state, name = nameOf((state.spec ?? state.journal.spec).objective);
    if (!ground || !landscape || landscape.finest || ground.name !== name) ground = landscape && { name, landscape };
    return ground && ground.landscape !== landscape ? { ...state, landscape: ground.landscape } : state;
  }
  function ask() {
    due ||= requestAnimationFrame(() => {
      due = 0;
      if (scene) mountain.draw(scene);
    });
  }
  /** @param {State} state */
  function show(state) {
    const made = makeScene(settled(state), theme(), font), { landscape, relief, fog } = made;
    refused.hidden = mountain.possible();
    setText(refused, t("map.no3d"));
    scene = landscape && relief && { ...made, landscape, bare: relief, relief: fog ? veil(relief, fog, fog.tick) : relief };
    if (!scene || !mountain.possible()) return;
    mountain.draw(scene);
    if (performance.now() - toldAt < TELL) return;
    toldAt = performance.now();
    setAttribute(mountain.canvas, "aria-label", sentenceOf(scene, landscape?.window ?? NOWHERE, t("landscape.keys.mountain")));
  }

  return {
    measure() {
      font = getComputedStyle(element).fontFamily;
      mountain.measure();
    },
    /** @param {State} state @param {State} previous */
    update(state, previous) {
      if (sideOf(state) === "mountain" && isOurs(state, previous)) show(state);
    },
    destroy() {
      cancelAnimationFrame(due);
      mountain.destroy();
      element.replaceChildren();
    },
  };
}

/** @param {Window} window */
const unitOf = ([x0, x1]) => FLAT / (x1 - x0);

/** @param {readonly [number, number]} place */
const placed = ([x, y]) => ({ x, y });

/** The relief of which only what was felt stands up. @param {Float32Array<ArrayBuffer>} relief @param {import("../math/fog.js").Fog} fog @param {number} tick of the fog @returns {Float32Array<ArrayBuffer>} */
function veiled(relief, fog, tick) {
  void tick;
  const clear = fog.square(SIDE);
  return relief.map((height, at) => (clear[at] > 110 ? height : FOOT));
}

/**
 * How places are seen on the mountain. @param {import("../state.js").Landscape} landscape @param {Float32Array<ArrayBuffer>} relief
 * @param {import("../math/relief.js").LossScale} scale @param {import("../draw/landscape.js").Words} words @param {import("../theme.js").Theme} theme
 * @param {import("../gl/camera.js").Lens} lens @param {Camera} camera @param {number} width @param {number} height @returns {import("./map-over.js").Sight}
 */
function sightOf(landscape, relief, scale, words, theme, lens, camera, width, height) {
  const { window } = landscape, to = projector({ lens, width, height }), heightAt = heightsOf(relief);
  const high = (/** @type {number} */ u, /** @type {number} */ v) => Math.min(1, heightAt(u, v));
  const pathOf = (/** @type {import("../math/trails.js").Trails} */ trails, /** @type {number} */ row) => (/** @type {number} */ entry) => toUnit(window, trails.x(entry, row), trails.y(entry, row));
  const seen = (/** @type {number} */ u, /** @type {number} */ v) => isSeen(lens, u, v, high(u, v), heightAt);
  return {
    box: { left: 0, top: 0, width, height }, key: viewKey(camera, relief, width, height), unit: unitOf(window), flat: false,
    before: (context) => drawFrame(context, { lens, width, height }, scale, window, theme, words),
    project(x, y) {
      const [u, v] = toUnit(window, x, y), [px, py] = to(u, v, high(u, v));
      return [px, py, u >= 0 && u <= 1 && v >= 0 && v <= 1 && seen(u, v)];
    },
    exit(trails, entries, row) {
      const found = exitOf(UNIT, entries, pathOf(trails, row));
      if (!found) return null;
      const [x, y] = to(found.x, found.y, high(found.x, found.y)), [bx, by] = to(found.x - found.dx / 50, found.y - found.dy / 50, high(found.x, found.y)), length = Math.hypot(x - bx, y - by) || 1;
      return { x, y, dx: (x - bx) / length, dy: (y - by) / length };
    },
    placing(trails) {
      /** Of each row: the last spot that was worked out. @type {Map<number, {u: number, v: number, x: number, y: number, lookedU: number, lookedV: number, front: boolean}>} */
      const last = new Map();
      return (entry, row, into) => {
        const [u, v] = onMountain(pathOf(trails, row), entry), known = last.get(row);
        if (known && Math.abs(u - known.u) + Math.abs(v - known.v) < LEAST) return void Object.assign(into, { x: known.x, y: known.y, front: known.front });
        const [x, y] = Number.isFinite(u) ? to(u, v, high(u, v)) : [NaN, NaN], look = !known || !(Math.abs(u - known.lookedU) + Math.abs(v - known.lookedV) < LOOK);
        const front = look ? Number.isFinite(u) && seen(u, v) : known.front;
        last.set(row, { u, v, x, y, front, lookedU: look ? u : known.lookedU, lookedV: look ? v : known.lookedV });
        Object.assign(into, { x, y, front });
      };
    },
  };
}

/** A place of a path on the mountain; of one beyond it where the step went over the edge, or NaN. @param {(entry: number) => [number, number]} unit @param {number} entry @returns {[number, number]} */
function onMountain(unit, entry) {
  const at = unit(entry);
  if (isInside(UNIT, ...at)) return at;
  const out = entry && isInside(UNIT, ...unit(entry - 1)) ? exitOf(UNIT, 2, (k) => unit(entry - 1 + k)) : null;
  return out ? [out.x, out.y] : [NaN, NaN];
}

/** The same object for the same view. */
const viewKey = remembered((/** @type {any[]} */ ...parts) => parts);

/** Whether anything that the mountain shows has changed. @param {State} state @param {State} previous */
function isOurs(state, previous) {
  return state.landscape !== previous.landscape || state.frame !== previous.frame || state.trails !== previous.trails || state.tries !== previous.tries || state.view !== previous.view
    || state.spot !== previous.spot || state.outset !== previous.outset || state.journal !== previous.journal || state.spec !== previous.spec || state.run !== previous.run || state.lang !== previous.lang || state.theme !== previous.theme;
}
