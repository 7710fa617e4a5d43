// @ts-check
/** The map's pictures one over the other: ground with axes, fog, and what lies over it. Each is drawn again only when its own parts change. */
import { createOver, kept } from "./map-over.js";
import { paintFog, cloudOf } from "../draw/fog.js";
import { clipToBox, drawGround, drawWalls, pictureOf } from "../draw/ground.js";
import { drawAxes, drawPointers, drawScale, mapBox } from "../draw/landscape.js";
import { fitCanvas, h } from "../dom.js";
import { exitOf } from "../math/crossing.js";
import { remembered } from "../math/remembered.js";
import { nameOf } from "./map-scene.js";
import { placeOf } from "./map-walkers.js";

/** @typedef {import("./map-scene.js").Scene} Scene */
/** @typedef {import("../math/landscape.js").Box} Box */
/** @typedef {import("../math/landscape.js").Window} Window */
/** @typedef {[number, number]} Pixel */

/** Pixels for the numbers at the map's left: near by they are long. */
const LEFT = 38;

/** @param {() => void} again  asks for another drawing */
export function createPicture(again) {
  const ground = h("canvas", { class: "map-layer", "aria-hidden": "true" }), over = createOver(again), fog = createFogPicture();
  const newest = remembered(pictureOf), wide = remembered(pictureOf), sight = remembered(sightOf), drawn = remembered(drawAll);
  /** What is shown where the newest picture does not reach: the widest one of this mountain. @type {{name: string, landscape: import("../state.js").Landscape} | null} */
  let behind = null;
  const boxOf = remembered((/** @type {import("./map-over.js").Size} */ { width, height }) => mapBox(width, height, LEFT));
  /** The size of what is on the canvas: a stale ground is left as it is. @type {import("./map-over.js").Size | null} */
  let shownAt = null;
  let size = fitCanvas(ground), font = "sans-serif";

  /** @param {Scene} scene @param {Window} window */
  const remember = ({ landscape, state }, window) => {
    const name = nameOf((state.spec ?? state.journal.spec).objective);
    if (behind && behind.name !== name) behind = null;
    const whole = landscape?.finest && String(landscape.window) === String(window);
    if (whole && (!behind || areaOf(window) >= 0.9 * areaOf(behind.landscape.window))) behind = { name, landscape };
  };
  /** @param {Scene} scene @param {Window} window @param {Box} box */
  const drawGrounds = (scene, window, box) => {
    const { landscape, scale, theme } = scene, width = Math.round(box.width * size.ratio), height = Math.round(box.height * size.ratio);
    remember(scene, window);
    const far = behind && behind.landscape !== landscape ? wide(behind.landscape, scale, width, height, size.ratio, theme) : null;
    const near = landscape && newest(landscape, scale, width, height, size.ratio, theme);
    drawn(ground, size, far, near, window, box, scene.mountain, landscape && scale, theme, scene.words);
  };
  /** On the scale of the colours: how high the chosen walker is. @param {Scene} scene @param {Box} box */
  const pointAt = ({ rows, state, entries, landscape, scale, theme }, box) => {
    const picked = [...rows].reverse().find((row) => row.picked && !row.seed), f = picked ? placeOf(state, picked.row, entries - 1).f : NaN;
    const context = over.top.getContext("2d");
    if (picked && context && landscape && Number.isFinite(f)) drawPointers(context, scaleBox(size.width, box), scale, theme, [{ loss: f, colour: picked.colour }]);
  };

  return {
    element: h("div", { class: "map-stage" }, ground, fog.canvas, over.layers),
    top: over.top,
    font: () => font,
    box: () => boxOf(size),
    measure() {
      size = kept(size, fitCanvas(ground));
      font = getComputedStyle(ground).fontFamily;
      over.measure();
    },
    /** @param {Scene} scene @param {Window} window */
    draw(scene, window) {
      if (size.width < 120 || size.height < 100) return;
      const box = boxOf(size);
      if (!scene.stale || shownAt !== size) drawGrounds(scene, window, box);
      shownAt = size;
      fog.draw(scene, box);
      over.draw(scene, sight(window, box, size.ratio));
      pointAt(scene, box);
    },
  };

}

/** How places are seen on the map. @param {Window} window @param {Box} box @param {number} ratio @returns {import("./map-over.js").Sight} */
function sightOf(window, box, ratio) {
  const [x0, x1, y0, y1] = window, across = box.width / (x1 - x0), up = box.height / (y1 - y0), bottom = box.top + box.height;
  const project = (/** @type {number} */ x, /** @type {number} */ y) => /** @type {const} */ ([box.left + (x - x0) * across, bottom - (y - y0) * up, true]);
  return {
    box, key: [window, box.width, box.height, ratio].join(), project, unit: across, flat: true,
    exit: (trails, entries, row) => exitOf(box, entries, (entry) => /** @type {[number, number]} */ (project(trails.x(entry, row), trails.y(entry, row)).slice(0, 2))),
    placing: (trails) => (entry, row, into) => {
      into.x = box.left + (trails.x(entry, row) - x0) * across;
      into.y = bottom - (trails.y(entry, row) - y0) * up;
    },
  };
}

/** @param {Window} window */
const areaOf = ([x0, x1, y0, y1]) => (x1 - x0) * (y1 - y0);

/** The scale of the colours, at the canvas's right edge. @param {number} width @param {Box} box @returns {Box} */
const scaleBox = (width, { top, height }) => ({ left: width - 46, top, width: 9, height });

/**
 * @param {HTMLCanvasElement} canvas @param {import("./map-over.js").Size} size @param {import("../draw/ground.js").Picture | null} far @param {import("../draw/ground.js").Picture | null} near
 * @param {Window} window @param {Box} box @param {import("../mountains.js").Mountain} mountain @param {import("../math/relief.js").LossScale | null} scale @param {import("../theme.js").Theme} theme
 * @param {import("../draw/landscape.js").Words} words
 */
function drawAll(canvas, { width, height, ratio }, far, near, window, box, mountain, scale, theme, words) {
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  context.save();
  clipToBox(context, box, theme);
  if (far) drawGround(context, far, window, box);
  if (near) drawGround(context, near, window, box);
  if (mountain.walls) drawWalls(context, mountain.window, window, box, theme);
  context.restore();
  drawAxes(context, box, window, theme, words);
  if (scale) drawScale(context, scaleBox(width, box), scale, theme, words, []);
}

/** Fog on a canvas of its own, as coarse as its cells: the browser makes it large and soft. */
function createFogPicture() {
  const canvas = h("canvas", { class: "map-fog", "aria-hidden": "true" }), cloud = remembered(cloudOf);
  /** @type {import("../draw/fog.js").Bitmap | null} */
  let bitmap = null;
  const paint = remembered((/** @type {import("../math/fog.js").Fog} */ fog, /** @type {number} */ tick, /** @type {import("../theme.js").Theme} */ theme) => {
    void tick; // the fog is the same object while it lifts
    bitmap = paintFog(bitmap, fog, cloud(fog.width, fog.height, theme));
    if (canvas.width !== fog.width || canvas.height !== fog.height) Object.assign(canvas, { width: fog.width, height: fog.height });
    const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    context.clearRect(0, 0, fog.width, fog.height);
    context.drawImage(bitmap.canvas, 0, 0);
  });
  return {
    canvas,
    /** @param {Scene} scene @param {Box} box */
    draw({ fog, theme }, box) {
      canvas.hidden = !fog;
      if (!fog) return;
      paint(fog, fog.tick, theme);
      Object.assign(canvas.style, { left: `${box.left}px`, top: `${box.top}px`, width: `${box.width}px`, height: `${box.height}px` });
    },
  };
}

