// @ts-check
/**
 * What lies over the ground, the same on the map and on the mountain: the mountain's marks, paths and tried places on canvases of their
 * own (they only grow), and on the uppermost everything that moves. Where a place is seen comes with the sight.
 */
import { h, fitCanvas } from "../dom.js";
import { t } from "../i18n.js";
import { Dots } from "../draw/dots.js";
import { drawLandmark, drawSuggested } from "../draw/landmarks.js";
import { Paths } from "../draw/paths.js";
import { wipe } from "../draw/wipe.js";
import { createShelf, drawWords } from "../draw/words.js";
import { drawEnd, drawExit, drawFoot, drawMarker, drawStart } from "../draw/walkers.js";
import { bead, drawMark, turn } from "../draw/walk.js";
import { clipped } from "../draw/clipped.js";
import { isInside } from "../math/crossing.js";
import { before, newestOf, reachOf } from "../math/foot.js";
import { formatPercent } from "../math/format.js";
import { remembered } from "../math/remembered.js";
import { TRYING } from "../math/roster.js";
import { drawCutOf } from "./map-cut.js";
import { hitAt, marksOf } from "./map-hits.js";
import { faded } from "../theme.js";
import { createStride } from "./map-stride.js";
import { linesOf, lostWords } from "./map-words.js";
import { lostOf, placeOf, rowsOf, trainOf } from "./map-walkers.js";

/** @typedef {import("./map-scene.js").Scene} Scene */
/** @typedef {import("./map-walkers.js").Row} Row */
/** @typedef {[number, number]} Pixel */
/**
 * @typedef {object} Sight
 * @property {import("../math/landscape.js").Box} box  what of the canvas is the picture @property {any} key  another one: everything is drawn anew
 * @property {(x: number, y: number) => readonly [number, number, boolean]} project  a place's pixel, and whether it is seen
 * @property {(trails: import("../math/trails.js").Trails) => import("../draw/paths.js").Placing} placing  of a trail's entries
 * @property {number} unit  pixels of a length of 1, as one sees it @property {boolean} flat  whether that is so everywhere
 * @property {(trails: import("../math/trails.js").Trails, entries: number, row: number) => {x: number, y: number, dx: number, dy: number} | null} exit  where a row left the picture for good
 * @property {(context: CanvasRenderingContext2D) => void} [before]  what is drawn before all else
 */

/** @typedef {ReturnType<typeof fitCanvas>} Size */

/** The same object while nothing has changed. @param {Size} old @param {Size} fresh */
export const kept = (old, fresh) => (!fresh.changed && old.width === fresh.width && old.height === fresh.height && old.ratio === fresh.ratio ? old : fresh);

/** Milliseconds. */
const REST = 160;
const MARKER = 7.2, SEED = 4;

/** @param {() => void} again  asks for another drawing */
export function createOver(again) {
  const layer = () => h("canvas", { class: "map-layer", "aria-hidden": "true" });
  const ghosts = layer(), tried = layer(), others = layer(), chosen = layer(), top = h("canvas", { class: "map-layer map-top", tabindex: 0, role: "application" });
  const pens = [others, chosen].map((canvas) => new Paths(contextOf(canvas))), dots = new Dots(contextOf(tried));
  const kinds = remembered((/** @type {readonly Row[]} */ rows) => ({
    // The chosen ones' halos lie under all lines: on top they would hide who walks beside them.
    under: rows.filter(({ picked, line }) => !picked || !line.bare).map(({ line }) => line),
    chosen: [...rows].reverse().filter(({ picked }) => picked).map(({ line }) => line),
    searching: new Set(rows.filter(({ key }) => key === "random_search").map(({ row }) => row)),
  }));
  const key = remembered((...parts) => parts.slice()), coloured = remembered((...parts) => parts.slice()), stride = createStride(), placing = remembered((/** @type {Sight} */ sight, /** @type {import("../math/trails.js").Trails} */ trails) => sight.placing(trails));
  /** What the ghosts were drawn of. @type {readonly any[]} */
  let past = [];
  let size = fitCanvas(top);
  /** @type {any} */
  let resting = 0;
  /** What was drawn roughly because everything moved is drawn finely when it stands. */
  const rest = () => {
    clearTimeout(resting);
    if (!pens.some(({ coarse }) => coarse)) return;
    resting = setTimeout(() => {
      for (const pen of pens) if (pen.coarse) pen.refine();
      again();
    }, REST);
  };
  return {
    layers: [ghosts, tried, others, chosen, top], top,
    size: () => size,
    measure() {
      size = kept(size, fitCanvas(top));
      for (const canvas of [ghosts, tried, others, chosen]) fitCanvas(canvas);
    },
    /** @param {Scene} scene @param {Sight} sight */
    draw(scene, sight) {
      const { under: all, chosen: first, searching } = kinds(scene.rows), { trails, tries } = scene.state;
      const now = key(sight.key, scene.rows, size), view = { box: sight.box, place: placing(sight, trails), halo: scene.look.halo, key: now };
      for (const canvas of [ghosts, tried, others, chosen]) contextOf(canvas).setTransform(size.ratio, 0, 0, size.ratio, 0, 0);
      if (past[0] !== scene.state.branches || past[1] !== now) drawGhosts(contextOf(ghosts), scene, sight);
      past = [scene.state.branches, now];
      const anew = [pens[0].draw(trails, scene.entries, all, view), pens[1].draw(trails, scene.entries, first, { ...view, halo: null })];
      if (anew.includes(true)) rest();
      dots.draw(tries, scene.tried, { box: sight.box, place: sight.project, colour: scene.look.colourOf, edge: faded(scene.look.ink, 0.7), rows: searching, radius: sight.flat ? 2.5 : 1.7, key: coloured(now, scene.scale, scene.theme) });
      drawTop(contextOf(top), size, scene, sight, pens[1].beads);
      if (scene.state.view.descent.side === "inner") stride(contextOf(top), scene, sight);
      drawHover(contextOf(top), scene, sight);
    },
  };
}

/** @param {HTMLCanvasElement} canvas */
const contextOf = (canvas) => /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));

/** Other futures, faint and thin, from where they part. @param {CanvasRenderingContext2D} context @param {Scene} scene @param {Sight} sight */
function drawGhosts(context, { state, theme }, sight) {
  wipe(context);
  for (const { journal, trails, from } of state.branches) {
    if (!trails || trails.rows !== journal.spec.methods.length) continue;
    const lines = rowsOf(journal, journal.spec.methods, "", trainOf(state), theme).map(({ line }) => ({ ...line, width: 1.4, stretches: line.stretches.map((one) => ({ ...one, colour: faded(one.colour, 0.55) })) }));
    new Paths(context).add(trails, Math.max(0, trails.indexAt(from)), trails.length, lines, { box: sight.box, place: sight.placing(trails), halo: null, key: null });
  }
}

/** @param {CanvasRenderingContext2D} context @param {{width: number, height: number, ratio: number}} size @param {Scene} scene @param {Sight} sight @param {readonly import("../draw/paths.js").Bead[]} beads */
function drawTop(context, { width, height, ratio }, scene, sight, beads) {
  const { look, start, mountain } = scene, seen = (/** @type {number} */ x, /** @type {number} */ y) => seenAt(sight, x, y);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  sight.before?.(context);
  drawCutOf(context, scene, sight);
  for (const [x, y] of mountain.starts) if (!start || x !== start[0] || y !== start[1]) draws(seen(x, y), (at) => drawSuggested(context, at, look));
  for (const { kind, x, y } of marksOf(scene)) draws(seen(x, y), (at) => drawLandmark(context, kind, at, look));
  for (const { x, y, loss } of beads) draws(inside(sight.box, x, y), (at) => bead(context, at, look.colourOf(loss), look.halo));
  for (const row of scene.rows) if (row.seed === 0) handovers(context, scene, sight, row);
  for (const row of scene.rows) if (row.key === "random_local_search" && row.seed === 0) foot(context, scene, sight, row);
  if (start) draws(seen(start[0], start[1]), (at) => drawStart(context, at, t("landscape.start"), look));
  const shelf = createShelf();
  for (const row of scene.rows) standing(context, scene, sight, row, shelf);
}

/** What is pointed at, here or on the other picture. @param {CanvasRenderingContext2D} context @param {Scene} scene @param {Sight} sight */
function drawHover(context, scene, sight) {
  const { look } = scene;
  if (!scene.hover) return;
  const { x, y } = scene.hover, [px, py] = sight.project(x, y), hit = hitAt(scene, scene.hover, sight.unit), at = /** @type {Pixel} */ ([px, py]);
  if (hit.kind === "ground") drawMark(context, at, look, null);
  drawWords(context, linesOf(scene, hit), at, sight.box, look);
}

/** @param {Pixel | null} at @param {(at: Pixel) => void} draw */
function draws(at, draw) {
  if (at) draw(at);
}

/** The pixel of a place, if it is in the picture and seen. @param {Sight} sight @param {number} x @param {number} y @returns {Pixel | null} */
function seenAt({ box, project }, x, y) {
  const [px, py, seen] = project(x, y);
  return seen ? inside(box, px, py) : null;
}

/** @param {import("../math/landscape.js").Box} box @param {number} x @param {number} y @returns {Pixel | null} */
const inside = (box, x, y) => (isInside(box, x, y) ? [x, y] : null);

/** Where a row is, or how it got lost. @param {CanvasRenderingContext2D} context @param {Scene} scene @param {Sight} sight @param {Row} row @param {ReturnType<typeof createShelf>} shelf */
function standing(context, scene, sight, row, shelf) {
  const { state, look, entries } = scene, lost = lostOf(state, row.row), words = lost && !row.seed && sight.flat ? lostWords(lost) : "", now = placeOf(state, row.row, entries - 1);
  const at = seenAt(sight, now.x, now.y);
  if (at && !lost) return marker(context, scene, row, at);
  const { trails } = state, spot = { x: 0, y: 0, front: true }, placing = sight.placing(trails);
  const pointAt = (/** @type {number} */ entry) => (placing(entry, row.row, spot), /** @type {Pixel} */ ([spot.x, spot.y]));
  if (row.row >= trails.rows || !entries) return;
  const exit = sight.exit(trails, entries, row.row);
  if (exit) return drawExit(context, exit, words, row.colour, look, shelf, sight.box);
  const last = lost && lastSeen(entries, pointAt);
  if (last) drawEnd(context, last, words, row.colour, look, shelf);
}

/** @param {number} entries @param {(entry: number) => Pixel} pointAt */
function lastSeen(entries, pointAt) {
  for (let entry = entries - 1; entry >= 0; entry--) if (pointAt(entry).every(Number.isFinite)) return pointAt(entry);
  return null;
}

/** @param {CanvasRenderingContext2D} context @param {Scene} scene @param {Row} row @param {Pixel} at */
function marker(context, { state, look }, row, at) {
  drawMarker(context, row.shape, at, row.seed ? SEED : MARKER, row.colour, look.halo);
  const [asked = 0, taken = 0] = row.picked && !row.seed && TRYING.includes(row.key) ? state.frame?.search?.subarray(2 * row.row, 2 * row.row + 2) ?? [] : [];
  if (asked > 0) drawWords(context, [t("map.accepted", { share: formatPercent(taken / asked) })], [at[0], at[1] + 18], null, look);
}

/** Where another optimizer took over. @param {CanvasRenderingContext2D} context @param {Scene} scene @param {Sight} sight @param {Row} row */
function handovers(context, { state: { trails, run }, look }, sight, { row, line }) {
  for (const { from, colour, name } of line.stretches.slice(1)) {
    const entry = from < run.step && row < trails.rows ? trails.indexAt(from) : -1;
    if (entry >= 0) draws(seenAt(sight, trails.x(entry, row), trails.y(entry, row)), (at) => turn(context, at, [0, -1], colour, t(`optimizer.${name}`), look));
  }
}

/** @param {CanvasRenderingContext2D} context @param {Scene} scene @param {Sight} sight @param {Row} row */
function foot(context, scene, sight, row) {
  const { state, tried, entries, theme, look } = scene, newest = newestOf(state.tries, tried, row.row), about = placeOf(state, row.row, entries - 1);
  if (!newest || !sight.flat || lostOf(state, row.row)) return;
  const from = newest.accepted ? before(state.trails, row.row, newest.step) : [about.x, about.y], to = seenAt(sight, newest.x, newest.y), here = seenAt(sight, about.x, about.y);
  if (!from || !to || !here) return;
  const [fx, fy] = sight.project(from[0], from[1]), step = state.spec?.methods[row.row]?.blocks[0].step ?? 0;
  clipped(context, sight.box, () => drawFoot(context, { from: [fx, fy], to, down: newest.accepted, about: here, reach: sight.unit * reachOf(step) }, { down: theme.accent, up: theme.alarm }, look));
}
