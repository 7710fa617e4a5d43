// @ts-check
/**
 * A relief as a mountain, for every lab: ground by WebGL on one canvas, what lies over it on canvases above. The ground is drawn anew only
 * when it, the camera or the size changes, never while the last picture is still being made, and for new data at most ten times a second.
 */
import { heightsOf } from "./landscape-scene.js";
import { orbit } from "./landscape-orbit.js";
import { LEVELS } from "../draw/landscape.js";
import { h } from "../dom.js";
import { HOME, homeFor, lensOf, pick } from "../gl/camera.js";
import { Surface } from "../gl/surface.js";
import { heightRamp } from "../math/colour.js";
import { rgb } from "../theme.js";

/** @typedef {import("./landscape-scene.js").Unit} Unit */
/** @typedef {import("../gl/camera.js").Camera} Camera */
/** @typedef {{landscape: import("../state.js").Landscape | null, relief: Float32Array<ArrayBuffer>, theme: import("../theme.js").Theme}} Ground   what the mountain itself needs of a scene */
/** @typedef {import("../draw/mountain.js").Size} Size */
/**
 * @template {Ground} S
 * @typedef {{layers: HTMLCanvasElement[], top: HTMLCanvasElement, measure: () => Size, draw: (scene: S, sight: import("../draw/mountain.js").Sight, camera: Camera) => void}} Over
 *   what lies over the ground; top: takes pointer and keys
 */
/** @typedef {Pick<import("./landscape-map.js").Hands, "hovered" | "chosen" | "entered" | "escaped">} Hands */

/** Milliseconds between pictures of new data, and the cost at which they are made smaller. */
const PACE = 100;
const DEAR = 90;
/** Milliseconds of rest after which a picture that was made smaller is made whole. */
const REST = 500;

/**
 * @template {Ground} S
 * @param {string} className @param {Hands} hands @param {Over<S>} over @param {() => void} ask for a drawing of the last scene
 * @param {() => void} changed WebGL was lost or came back @param {boolean} [eager] what lies over the ground need not wait for it
 */
export function createRelief(className, hands, over, ask, changed, eager = false) {
  const under = h("canvas", { class: "landscape-ground", "aria-hidden": "true" });
  const element = h("div", { class: className }, under, over.layers);
  const ground = createGround(under, changed);
  /** Set by the first landscape, from then on only by hand. @type {Camera | null} */
  let camera = null;
  let size = over.measure();
  /** @type {S | null} */
  let scene = null;
  /** Shown when the best view was asked for: with the next one the camera goes there. @type {import("../state.js").Landscape | null} */
  let leaving = null;
  /** @type {any} */
  let resting = 0;

  /** @param {number} x @param {number} y @returns {Unit | null} */
  const placeAt = (x, y) => (scene ? pick(ground.lens(), (2 * x) / size.width - 1, 1 - (2 * y) / size.height, heightsOf(scene.relief)) : null);
  const release = orbit(over.top, {
    camera: () => camera ?? HOME,
    home: () => (scene ? homeFor(heightsOf(scene.relief)) : HOME),
    turned(next) {
      camera = next;
      hands.hovered(null);
      ask();
    },
    pointed: (x, y) => hands.hovered(placeAt(x, y)),
    left: () => hands.hovered(null),
    chosen(x, y) {
      const at = placeAt(x, y);
      if (at) hands.chosen(at);
    },
    key(event) {
      if (event.key === "Enter") return hands.entered(), true;
      return event.key === "Escape" && hands.escaped();
    },
  });

  return {
    element,
    canvas: over.top,
    possible: ground.possible,
    measure() {
      size = over.measure();
    },
    /** From the next landscape on: the view from where one sees most of it. */
    rehome() {
      leaving = scene?.landscape ?? null;
    },
    /** @param {S} next */
    draw(next) {
      scene = next;
      if (size.width < 120 || size.height < 80) return;
      if (leaving && leaving !== next.landscape) camera = leaving = null;
      camera ??= homeFor(heightsOf(next.relief));
      const drawn = ground.draw(next, camera, size);
      if (!drawn) ask();
      if (!drawn && !(eager && ground.camera() === camera)) return;
      clearTimeout(resting);
      if (!ground.whole()) resting = setTimeout(ask, REST + 20);
      over.draw(next, { lens: ground.lens(), width: size.width, height: size.height }, camera);
    },
    destroy() {
      clearTimeout(resting);
      release();
      ground.destroy();
    },
  };
}

/** The ground's canvas: when to draw it, and how fine. @param {HTMLCanvasElement} canvas @param {() => void} changed */
function createGround(canvas, changed) {
  let quality = 1, dear = 0, drawnAt = -Infinity, pictures = 0, failed = false;
  let lens = lensOf(HOME, 1);
  /** @type {{relief: Float32Array, theme: any, camera: Camera, whole: boolean} | null} what is on the screen; whole: with all its pixels */
  let shown = null;
  /** @type {Surface | null} */
  let surface = null;

  const made = () => {
    if (surface || failed) return surface;
    try {
      surface = new Surface(canvas, () => {
        shown = null;
        changed();
      });
    } catch {
      failed = true;
      changed();
    }
    return surface;
  };
  /** A machine that draws in software gets fewer pixels, not fewer pictures. @param {Surface} on */
  const weigh = (on) => {
    if (pictures < 3) return;
    dear = on.cost > DEAR ? dear + 1 : 0;
    if (dear > 2 && quality > 0.6) (quality = Math.max(0.6, quality * 0.75)), (dear = 0);
  };
  /** @param {Surface} on @param {Ground} scene @param {Camera} camera @param {Size} size @param {number} now @param {boolean} whole */
  const paint = (on, scene, camera, size, now, whole) => {
    if (shown?.relief !== scene.relief) on.setRelief(scene.relief);
    if (shown?.theme !== scene.theme) on.setRamp(heightRamp(scene.theme));
    lens = lensOf(camera, size.width / size.height);
    on.draw(lens, { panel: lightness(scene.theme.panel), fog: lightness(scene.theme.fog), levels: LEVELS }, now);
    shown = { relief: scene.relief, theme: scene.theme, camera, whole };
    drawnAt = now;
    pictures++;
    requestAnimationFrame(function wait() {
      if (on.busy(performance.now())) requestAnimationFrame(wait); // looked at late, a picture would seem to have taken long
    });
  };

  return {
    lens: () => lens,
    possible: () => !failed && !surface?.lost,
    camera: () => shown?.camera,
    whole: () => shown?.whole ?? true,
    /** Whether the ground on the screen is now the scene's. @param {Ground} scene @param {Camera} camera @param {Size} size */
    draw(scene, camera, size) {
      const on = made(), now = performance.now();
      if (!on || on.lost) return true;
      const isNew = shown?.relief !== scene.relief || shown.theme !== scene.theme, isTurned = shown?.camera !== camera;
      const rests = !isNew && !isTurned && (shown?.whole || now - drawnAt > REST);
      const scale = Math.min(2, size.ratio) * (rests ? 1 : quality), width = Math.round(size.width * scale), height = Math.round(size.height * scale);
      const resized = canvas.width !== width || canvas.height !== height;
      if (!isNew && !isTurned && !resized) return true;
      if (shown && !resized && (on.busy(now) || (isNew && !isTurned && now - drawnAt < Math.max(PACE, 2 * on.cost)))) return false;
      weigh(on);
      if (resized) Object.assign(canvas, { width, height });
      paint(on, scene, camera, size, now, rests || quality === 1);
      return true;
    },
    destroy: () => surface?.destroy(),
  };
}

/** A colour from 0 to 1, as shaders want it. @param {string} colour */
const lightness = (colour) => rgb(colour).map((part) => part / 255);
