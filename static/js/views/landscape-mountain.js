// @ts-check
/** The mountain of the loss landscape: the relief with the run's path over it. */
import { drawReadout, isApart } from "./landscape-map.js";
import { heightsOf } from "./landscape-scene.js";
import { createRelief } from "./relief-mountain.js";
import { drawFrame, projector } from "../draw/mountain.js";
import { drawMark, drawWalk } from "../draw/walk.js";
import { fitCanvas, h } from "../dom.js";
import { isSeen } from "../gl/camera.js";

/** @typedef {import("./landscape-scene.js").Scene} Scene */
/** @typedef {import("./landscape-scene.js").Unit} Unit */

/**
 * @param {import("./landscape-map.js").Hands} hands @param {() => void} ask for a drawing of the last scene
 * @param {() => void} changed WebGL was lost or came back
 */
export function createMountain(hands, ask, changed) {
  const top = h("canvas", { class: "landscape-canvas", tabindex: 0, role: "img" });
  let size = fitCanvas(top);
  /** @type {import("./relief-mountain.js").Over<Scene>} */
  const over = { layers: [top], top, measure: () => (size = fitCanvas(top)), draw: (scene, sight) => drawOver(top, scene, sight, size.ratio) };
  return createRelief("landscape-pane landscape-mountain", hands, over, ask, changed);
}

/** @param {HTMLCanvasElement} canvas @param {Scene} scene @param {import("../draw/mountain.js").Sight} sight @param {number} ratio */
function drawOver(canvas, scene, sight, ratio) {
  const context = canvas.getContext("2d"), { trail, theme, look, hover, preview } = scene;
  if (!context) return;
  const project = projector(sight), heightAt = heightsOf(scene.relief), { uv } = trail;
  const on = (/** @type {Unit} */ [u, v]) => project(u, v, Math.min(1, heightAt(u, v)));
  const xy = [], seen = [];
  for (let at = 0; at < uv.length; at += 2) {
    xy.push(...on([uv[at], uv[at + 1]]));
    seen.push(isSeen(sight.lens, uv[at], uv[at + 1], Math.min(1, heightAt(uv[at], uv[at + 1])), heightAt) ? 1 : 0);
  }
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, sight.width, sight.height);
  drawFrame(context, sight, scene.scale, scene.landscape.window, theme, scene.words);
  drawWalk(context, { xy, seen, trail }, look);
  if (preview) drawMark(context, on(preview), look, theme.accent);
  if (!hover) return;
  if (isApart(scene)) drawMark(context, on(hover), look, null);
  drawReadout(context, scene, on(hover), sight.width);
}
