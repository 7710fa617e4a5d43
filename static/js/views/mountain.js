// @ts-check
/**
 * The mountain in three dimensions, with everybody who walks on it: the same heights, colours and paths as the map. Turning never moves the
 * run; a press that does not turn sets the start. Under fog only what somebody has felt rises from it.
 */
import { spotPointed } from "../actions.js";
import { FOOT } from "../gl/camera.js";
import { h, setText } from "../dom.js";
import { t } from "../i18n.js";
import { toPlace } from "../math/landscape.js";
import { sideOf } from "../math/own.js";
import { remembered } from "../math/remembered.js";
import { SIDE } from "../math/relief.js";
import { theme } from "../theme.js";
import { hitAt } from "./map-hits.js";
import { createOver } from "./map-over.js";
import { createScenes, isOurs } from "./map-scene.js";
import { setStart } from "./map-start.js";
import { sentenceOf } from "./map-words.js";
import { sightOf, unitOf } from "./mountain-sight.js";
import { createRelief } from "./relief-mountain.js";
import { createTeller } from "./teller.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../math/landscape.js").Window} Window */
/** @typedef {import("./map-scene.js").Scene & {landscape: import("../state.js").Landscape, bare: Float32Array<ArrayBuffer>, relief: Float32Array<ArrayBuffer>}} Scene   bare: the relief without fog */
/** @typedef {import("../gl/camera.js").Camera} Camera */

const NOWHERE = /** @type {Window} */ ([-1, 1, -1, 1]);
/** @param {HTMLElement} element @param {import("../store.js").Store} store */
export function mount(element, store) {
  const makeScene = createScenes((_, ground) => ground?.window ?? NOWHERE, true), layers = createOver(() => ask()), veil = remembered(veiled), sight = remembered(sightOf);
  const refused = h("p", { class: "map-refused", hidden: true });
  /** @type {Scene | null} */
  let scene = null;
  let due = 0, font = "sans-serif";

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
  const teller = createTeller(mountain.canvas);
  mountain.element.append(refused);
  element.replaceChildren(mountain.element);

  function ask() {
    due ||= requestAnimationFrame(() => {
      due = 0;
      if (scene) mountain.draw(scene);
    });
  }
  /** @param {State} state */
  function show(state) {
    const made = makeScene(state, theme(), font), { landscape, relief, fog } = made;
    refused.hidden = mountain.possible();
    setText(refused, t("map.no3d"));
    scene = landscape && relief && { ...made, landscape, bare: relief, relief: fog ? veil(relief, fog, fog.tick) : relief };
    if (!scene || !mountain.possible()) return;
    mountain.draw(scene);
    const now = scene;
    teller.say(() => `${t("side.mountain")}. ${sentenceOf(now, now.landscape.window, t("landscape.keys.mountain"))}`);
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
      teller.stop();
      mountain.destroy();
      element.replaceChildren();
    },
  };
}

/** @param {readonly [number, number]} place */
const placed = ([x, y]) => ({ x, y });

/** The relief of which only what was felt stands up. @param {Float32Array<ArrayBuffer>} relief @param {import("../math/fog.js").Fog} fog @param {number} tick of the fog @returns {Float32Array<ArrayBuffer>} */
function veiled(relief, fog, tick) {
  void tick;
  const clear = fog.square(SIDE);
  return relief.map((height, at) => (clear[at] > 110 ? height : FOOT));
}
