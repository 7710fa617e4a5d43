// @ts-check
/**
 * What the map and the mountain show of a planar run, worked out once: the ground's heights and colours, the walkers, what was felt. Each
 * part is made anew only when what it is made of has changed; pictures compare parts by identity.
 */
import { t } from "../i18n.js";
import { altitudeScale, settled } from "../math/altitude.js";
import { heightRamp } from "../math/colour.js";
import { Fog } from "../math/fog.js";
import { Follower } from "../math/follow.js";
import { formatPlace, formatPower, formatShort } from "../math/format.js";
import { toUnit } from "../math/landscape.js";
import { heightOf, reliefOf } from "../math/relief.js";
import { remembered } from "../math/remembered.js";
import { rampCss } from "../draw/landscape.js";
import { mountainOf, namesOf } from "../mountains.js";
import { rowOf, zonesOf } from "../modes.js";
import { createGround } from "./map-ground.js";
import { rowsOf, trainOf } from "./map-walkers.js";

/** @typedef {import("../state.js").State} State */
/** @typedef {import("../state.js").Landscape} Landscape */
/** @typedef {import("../theme.js").Theme} Theme */
/** @typedef {import("../math/landscape.js").Window} Window */
/**
 * @typedef {object} Scene
 * @property {State} state @property {Landscape | null} landscape @property {boolean} stale  the heights are those of the mountain before @property {import("../math/relief.js").LossScale} scale @property {Float32Array<ArrayBuffer> | null} relief  for the mountain
 * @property {import("../mountains.js").Mountain} mountain @property {[number, number] | null} start
 * @property {readonly import("./map-walkers.js").Row[]} rows @property {number} entries  of the trails, up to now @property {number} tried  of the tries, up to now
 * @property {Fog | null} fog @property {Window} over  the window that the fog lies over @property {{x: number, y: number} | null} hover
 * @property {Theme} theme @property {import("../draw/landscape.js").Words} words @property {Look} look
 * @typedef {{halo: string, ink: string, font: string, colourOf: (f: number) => string}} Look
 */

/** Cells of the fog across a window; its height has as many as keep them square. */
const CELLS = 240;

/** A maker of scenes that remembers the last one's parts. @param {(state: State, ground: Landscape | null) => Window} shown  which window its fog lies over @param {boolean} [fine]  whether it waits for the finest heights */
export function createScenes(shown, fine = false) {
  let scale = /** @type {import("../math/relief.js").LossScale | null} */ (null), key = "", last = /** @type {import("../mountains.js").Mountain} */ ({});
  const heights = remembered((/** @type {Landscape} */ landscape, /** @type {import("../mountains.js").Mountain} */ mountain, /** @type {string} */ objective) => {
    const fresh = altitudeScale(landscape, { log: mountain.log, window: mountain.window, lowest: mountain.minima });
    scale = settled(key === objective ? scale : null, fresh);
    [key, last] = [objective, mountain];
    return scale;
  });
  const grounds = createGround(fine), relief = remembered((/** @type {Landscape} */ { z, n }, /** @type {import("../math/relief.js").LossScale} */ now) => reliefOf(z, n, now));
  const rows = remembered(rowsOf), look = remembered(lookOf), felt = createFelt();

  /** @param {State} state @param {Theme} theme @param {string} font @returns {Scene} */
  return (state, theme, font) => {
    const { trails, tries, run, spot, view: { descent } } = state, spec = state.spec ?? state.journal.spec, { objective } = spec;
    const { landscape: ground, stale } = grounds(state.landscape, nameOf(objective)), mountain = mountainOf(objective);
    const now = ground ? heights(ground, stale ? last : mountain, stale ? key : nameOf(objective)) : { log: false, lo: 0, hi: 1 };
    const entries = trails.indexAt(run.step) + 1, tried = tries.count(run.step), over = shown(state, ground);
    return {
      state, landscape: ground, stale, scale: now, mountain, theme, entries, tried,
      relief: ground && relief(ground, now), start: startOf(state, mountain),
      rows: rows(state.journal, spec.methods, descent.picked, trainOf(state), theme, zonesOf(state).join(" "), descent.mode === "fan" ? rowOf(state) : -1),
      fog: descent.blind ? felt(state, entries, tried, over) : null, over,
      hover: spot,
      ...look(theme, now, font, state.lang, namesOf(objective).join(" ")),
    };
  };
}

/** What a mountain is called in the page. @param {State["journal"]["spec"]["objective"]} objective */
export const nameOf = ({ kind, function: name, formula, loss = "" }) => name ?? formula ?? `${kind} ${loss}`;

/** What map and mountain show of the state. @type {(keyof State)[]} */
const OURS = ["landscape", "frame", "trails", "tries", "view", "spot", "survey", "outset", "journal", "spec", "run", "branches", "lang", "theme"];

/** Whether anything that map and mountain show has changed. @param {State} state @param {State} previous */
export const isOurs = (state, previous) => OURS.some((slice) => state[slice] !== previous[slice]);

/** Where everybody begins, if it is known. @param {State} state @param {import("../mountains.js").Mountain} mountain @returns {[number, number] | null} */
export function startOf({ journal: { spec }, trails }, { starts }) {
  const said = spec.objective.start ?? spec.methods.find(({ start }) => start)?.start ?? starts[0];
  if (said) return [said[0], said[1]];
  return trails.length && trails.step(0) === 0 ? [trails.x(0, 0), trails.y(0, 0)] : null;
}

/** Fog that clears where a walker was and where one tried, as far as the run has come. */
function createFelt() {
  const ways = new Follower(), tried = new Follower();
  let fog = new Fog(1, 1), over = "";
  /** @param {State} state @param {number} entries @param {number} count @param {Window} window */
  return (state, entries, count, window) => {
    const { trails, tries } = state, place = String(window), way = ways.next(trails, entries, place), one = tried.next(tries, count, place);
    if (way.anew || one.anew || over !== place) {
      fog = new Fog(CELLS, Math.max(1, Math.round((CELLS * (window[3] - window[2])) / (window[1] - window[0]))));
      over = place;
      [way.from, one.from] = [0, 0];
    }
    for (let entry = way.from; entry < way.to; entry++) for (let row = 0; row < trails.rows; row++) fog.feel(...toUnit(window, trails.x(entry, row), trails.y(entry, row)));
    for (let at = one.from; at < one.to; at++) {
      const { x, y } = tries.get(at);
      fog.feel(...toUnit(window, x, y));
    }
    return fog;
  };
}

/** @param {Theme} theme @param {import("../math/relief.js").LossScale} scale @param {string} font @param {string} lang @param {string} axes  their two names */
function lookOf(theme, scale, font, lang, axes) {
  void lang; // its words are another language's
  const ramp = heightRamp(theme);
  return {
    words: { axis: `12px ${font}`, number: (/** @type {number} */ value) => (Math.abs(value) < 1e4 ? formatShort : formatPower)(value), place: formatPlace, loss: t("map.height"), axes: /** @type {[string, string]} */ (axes.split(" ")) },
    look: { halo: theme.panel, ink: theme.ink, font: `600 12.5px ${font}`, colourOf: (/** @type {number} */ f) => rampCss(ramp, Math.min(1, heightOf(scale, f))) },
  };
}
