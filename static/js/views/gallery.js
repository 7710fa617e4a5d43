// @ts-check
/**
 * The activation functions, f and f′ under one cursor: nine tiles, and below them what there is to say of the chosen one. A button on every tile puts its
 * function into the running network.
 */
import { editMade, editUndone, labChanged, newGesture } from "../actions.js";
import { h, setAttribute, setText } from "../dom.js";
import { gesturesIn } from "../gestures.js";
import { t, translate } from "../i18n.js";
import { GALLERY, REACH, bendOf, bends, layerOf, targetsOf } from "../math/gallery-questions.js";
import { format, formatFull } from "../math/format.js";
import { lastOf } from "../reduce-lab.js";
import { createDetail } from "./gallery-detail.js";
import { createTile } from "./gallery-tile.js";
import { createLayers } from "./gallery-layers.js";
import { neighbour } from "../math/gallery-curves.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../neuron.js").Gallery} Gallery */
/** @typedef {(change: Partial<Gallery>) => void} Change */

/** Of a function: turned by hand. */
const SETTINGS = ["leak", "alpha", "lines"];
const STUDIES = ["activations", "activations_own", "activations_at", "activations_data"];

/** @param {HTMLElement} element @param {import("../store.js").Store} store */
export function mount(element, store) {
  const gesture = gesturesIn(element);
  /** What nobody would miss, the place of the cursor and which tile is chosen, needs no undo. @type {Change} */
  const change = (gallery) => store.dispatch(labChanged("neuron", { gallery: { ...store.get().view.neuron.gallery, ...gallery } }, SETTINGS.some((name) => name in gallery) ? gesture() : undefined));
  const put = (/** @type {string} */ name) => putIn(store, name);
  const tiles = GALLERY.map((name) => createTile(name, { choose: () => change({ name }), put: () => put(name), move: (z) => change({ z: placed(z) }) }));
  const list = h("div", { class: "gallery-tiles", role: "group", "data-t-label": "gallery.tiles", "aria-label": t("gallery.tiles") }, tiles.map((tile) => tile.element));
  list.addEventListener("keydown", (event) => walk(event, list, tiles));
  const layers = createLayers((layer) => change({ layer }), () => store.dispatch(editUndone())), cursor = createCursor((z) => change({ z: placed(z) })), detail = createDetail(change, (z) => change({ z: placed(z) }));
  element.append(layers.element, h("div", { class: "gallery" }, list, cursor.element, detail.element));

  /** @param {State} state */
  const show = (state) => {
    const { gallery } = state.view.neuron, hidden = state.spec?.model.hidden ?? [], targets = targetsOf(state);
    layers.show(layerOf(state), hidden.length, state.past.undo[lastOf(state, "undo")]?.every((edit) => edit.kind === "activation") ?? false);
    cursor.show(gallery.z);
    const said = { tables: tablesOf(state), at: state.studies.activations_at, data: state.studies.activations_data };
    for (const tile of tiles) {
      const bend = bendOf(gallery, tile.name), holds = targets.length > 0 && targets.every((at) => bends(hidden[at], bend));
      const inside = hidden.flatMap((layer, at) => (layer.activation === tile.name ? [at + 1] : []));
      tile.show({ ...said, gallery, inside, holds, targets });
    }
    detail.show({ ...said, gallery, layer: layerOf(state), hidden });
  };
  // What stands beside takes and gives room without the state having changed.
  const observer = new ResizeObserver(() => {
    const changed = [...tiles, detail].map((part) => part.measure());
    if (changed.includes(true)) show(store.get());
  });
  for (const part of [...tiles, detail]) observer.observe(part.picture);
  return {
    /** @param {State} state @param {State} previous */
    update(state, previous) {
      if (state.lang !== previous.lang) translate(element);
      const same = state.view.neuron.gallery === previous.view.neuron?.gallery && state.spec === previous.spec && state.past === previous.past && state.lang === previous.lang && STUDIES.every((about) => state.studies[about] === previous.studies?.[about]);
      if (!same) show(state);
    },
    destroy() {
      observer.disconnect();
      element.replaceChildren();
    },
  };
}

/** Both tables as one, where their answers have come. @param {State} state @returns {import("../math/gallery-curves.js").Tables | null} */
function tablesOf({ studies: { activations, activations_own: own } }) {
  if (!activations?.curves || !own?.curves) return null;
  return { from: activations.from, to: activations.to, curves: { ...activations.curves, ...own.curves } };
}

/** Where the cursor may stand. @param {number} z */
const placed = (z) => Math.max(-REACH, Math.min(REACH, Math.round(z * 20) / 20)) + 0;

/** Into the chosen hidden layers that have another, as one undo. @param {import("../store.js").Store} store @param {string} name */
function putIn(store, name) {
  const state = store.get(), bend = bendOf(state.view.neuron.gallery, name), hidden = state.spec?.model.hidden ?? [];
  const gesture = newGesture();
  for (const layer of targetsOf(state).filter((at) => !bends(hidden[at], bend))) store.dispatch(editMade({ kind: "activation", layer, ...bend }, gesture));
}

/** Arrows go from tile to tile. @param {KeyboardEvent} event @param {HTMLElement} list @param {ReturnType<typeof createTile>[]} tiles */
function walk(event, list, tiles) {
  const arrow = /** @type {Record<string, [number, number]>} */ ({ ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] })[event.key];
  const at = tiles.findIndex((tile) => tile.element.contains(/** @type {Node} */ (event.target)));
  if (!arrow || at < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  event.stopPropagation();
  const columns = getComputedStyle(list).gridTemplateColumns.split(" ").length, next = neighbour(at, ...arrow, columns, tiles.length);
  tiles.forEach((tile, index) => tile.reach(index === next));
  tiles[next].focus();
}

/** The cursor as a slider of its own, for keys and fingers. @param {(z: number) => void} move */
function createCursor(move) {
  const value = h("output", { class: "gallery-z" });
  const slider = h("input", { type: "range", class: "slider", min: -REACH, max: REACH, step: 0.05, "data-t-label": "gallery.cursor", "aria-label": t("gallery.cursor"), oninput: () => move(slider.valueAsNumber) });
  return {
    element: h("div", { class: "gallery-cursor" }, h("span", { class: "gallery-letter", "aria-hidden": "true" }, "z"), slider, value),
    /** @param {number} z */
    show(z) {
      if (slider.valueAsNumber !== z) slider.valueAsNumber = z;
      setText(value, format(z));
      setAttribute(value, "title", formatFull(z));
      setAttribute(slider, "aria-valuetext", `z = ${format(z)}`);
    },
  };
}
